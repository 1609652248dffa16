"""The reference page of the API, rendered from its schema. No scripts, nothing from other hosts."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from web.api.docs_page import examples
from web.api.operations import ALWAYS
from web.api.problems import KINDS
from web.api.schema import ROOT, make_schema
from web.rendering import Words, render_page

_HEADERS = {
    "X-Request-Id": "the id of the request: your own, or one of ours",
    "X-RateLimit-Limit": "requests a minute",
    "X-RateLimit-Remaining": "how many are left now",
    "X-RateLimit-Reset": "when all are left again, in seconds since 1970",
    "ETag": "of a request, to be sent as If-Match or If-None-Match",
    "Idempotent-Replayed": "true: a write with this Idempotency-Key was done before, and nothing more happened",
    "Retry-After": "with 429 and 503: in how many seconds to ask again",
}


@dataclass(frozen=True, slots=True)
class PartShown:
    """One field of a request or an answer."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation of the reference page."""

    name: str
    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    curl: str
    given: tuple[PartShown, ...]
    body: str | None
    answers: tuple[tuple[str, str, str | None], ...]

    @property
    def title(self) -> str:
        """Return its name as words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def needs(self) -> str:
        """Return the scopes that permit it."""
        return " or ".join(self.scopes) or "any token"

    @property
    def brief(self) -> str:
        """Return what it does, in its first sentence."""
        return self.about.partition(". ")[0].removesuffix(".") + "."


async def show_reference(request: Request) -> Response:
    """Return the page: every operation with an example, the errors, then the shapes."""
    said, ctx = make_schema(request.app), request.app.state.ctx
    operations, groups = [], defaultdict(list)
    for path, methods in said["paths"].items():
        for method, one in methods.items():
            shown = _describe_operation(ctx.origin, method, path, one)
            operations.append(shown)
            groups[one["tags"][0]].append(shown)
    shapes = {
        name: (_strip_markup(shape.get("description", "")), _list_fields(shape))
        for name, shape in sorted(said["components"]["schemas"].items())
    }
    words = Words("en", ctx.now(), "UTC")
    about = said["info"]["description"]
    return render_page(
        "api/docs_page/reference.html", words, about=about, origin=ctx.origin, headers=_HEADERS, operations=operations,
        groups=groups, always=ALWAYS, kinds=KINDS, shapes=shapes,
    )  # fmt: skip


def _describe_operation(origin: str, method: str, path: str, one: dict[str, Any]) -> OperationShown:
    given = tuple(
        PartShown(f"{part['name']} ({part['in']})", _describe_type(part["schema"]), part.get("required", False),
              _strip_markup(part.get("description", "")))
        for part in one.get("parameters", ())
    )  # fmt: skip
    body = one.get("requestBody", {}).get("content", {})
    about, scopes = _strip_markup(one.get("description", "")), tuple(one.get("x-scopes", ()))
    return OperationShown(
        one["operationId"], method.upper(), f"{ROOT}{path}", about, scopes,
        examples.make_curl(f"{origin}{ROOT}", method.upper(), path, one), given,
        next((_describe_type(media["schema"]) for media in body.values()), None),
        tuple(
            (status, _strip_markup(said["description"]), _describe_answer(said))
            for status, said in one["responses"].items()
            if int(status) not in ALWAYS
        ),
    )  # fmt: skip


def _strip_markup(words: str) -> str:
    """Return a description of the schema without Markdown; the framework's text for success in our words."""
    return "Done" if words == "Successful Response" else words.replace("`", "")


def _describe_answer(said: dict[str, Any]) -> str | None:
    return next((_describe_type(media.get("schema", {})) for media in said.get("content", {}).values()), None)


def _list_fields(shape: dict[str, Any]) -> tuple[PartShown, ...]:
    required = shape.get("required", ())
    return tuple(
        PartShown(name, _describe_type(part), name in required, _strip_markup(part.get("description", "")))
        for name, part in shape.get("properties", {}).items()
    )


def _describe_type(part: dict[str, Any]) -> str:
    """Describe a schema in a few words."""
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    if "anyOf" in part:
        return " or ".join(_describe_type(one) for one in part["anyOf"])
    if part.get("type") == "array":
        return f"list of {_describe_type(part.get('items', {}))}"
    return str(part.get("format") or part.get("type") or "anything")
