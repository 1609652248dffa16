"""The reference of the API, rendered from its schema: a first page with a search, and a page for each resource. No
scripts, nothing from other hosts, and compressed: no page of it has a token."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from desk.integrations.scopes import Scope
from web.api.docs_page import examples
from web.api.docs_page.examples import get_shape
from web.api.operations import ALWAYS
from web.api.problems import KINDS, ProblemAnswer, Wrong
from web.api.schema import ROOT, make_schema
from web.context import WebContext
from web.rendering import Words, render_page

_HEADERS = {
    "X-Request-Id": "the id of the request: your own, or one of ours",
    "X-RateLimit-Limit": "requests a minute",
    "X-RateLimit-Remaining": "how many are left now",
    "X-RateLimit-Reset": "when all are left again, in seconds since 1970",
    "RateLimit, RateLimit-Policy": "the same, as the draft of the standard names it",
    "ETag": "of a request, to be sent as If-Match or If-None-Match",
    "Idempotent-Replayed": "true: a write with this Idempotency-Key was done before, and nothing more happened",
    "Retry-After": "with 429 and 503: in how many seconds to ask again",
}
_ROOT = f"{ROOT}/docs"
_PROBLEMS = (ProblemAnswer.__name__, Wrong.__name__)
_MOST_FOUND, _LONGEST_QUERY = 60, 100


@dataclass(frozen=True, slots=True)
class TypeShown:
    """One of the types of a value, in words; `shape`: the schema that its words name."""

    words: str
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class PartShown:
    """One field of a request or an answer, or a parameter."""

    name: str
    kinds: tuple[TypeShown, ...]
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class ShapeShown:
    """A schema: its fields, or the values that it lists."""

    name: str
    about: str
    parts: tuple[PartShown, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation. `answers`: by status, what it means and what is in it."""

    name: str
    title: str
    method: str
    path: str
    about: str
    scopes: tuple[str, ...]
    curl: str
    given: tuple[PartShown, ...]
    body: tuple[TypeShown, ...]
    answers: tuple[tuple[str, str, tuple[TypeShown, ...]], ...]
    sample: str

    @property
    def needs(self) -> str:
        """Return the scopes that permit it."""
        return " or ".join(self.scopes) or "any token"


@dataclass(frozen=True, slots=True)
class ResourceShown:
    """A page of the reference: operations, and the schemas they use."""

    name: str
    operations: tuple[OperationShown, ...]
    shapes: tuple[ShapeShown, ...]

    @property
    def path(self) -> str:
        """Return the address of its page."""
        return f"{_ROOT}/{self.name.lower().replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Found:
    """A place of the reference with the words that were searched."""

    path: str
    name: str
    about: str


def make_routes(app: FastAPI, ctx: WebContext) -> tuple[Route, ...]:
    """Return the routes of the reference of an application, and of its schema."""
    load = cache(lambda: _describe_schema(make_schema(app), ctx.origin))

    async def show_start(request: Request) -> Response:
        asked = request.query_params.get("q", "")[:_LONGEST_QUERY].strip()
        found = list(_find(load(), asked))
        scopes = [one.value for one in Scope]
        return _render(
            ctx, load(), "start", about=make_schema(app)["info"]["description"], q=asked, found=found[:_MOST_FOUND],
            more=max(len(found) - _MOST_FOUND, 0), headers=_HEADERS, always=ALWAYS, kinds=KINDS, scopes=scopes,
            problems=[_describe_shape(make_schema(app)["components"]["schemas"], one) for one in _PROBLEMS],
        )  # fmt: skip

    async def show_resource(request: Request) -> Response:
        here = next((one for one in load() if one.path == f"{_ROOT}/{request.path_params['resource']}"), None)
        return Response(status_code=404) if here is None else _render(ctx, load(), "resource", here=here)

    async def send_schema(_request: Request) -> Response:
        return JSONResponse(make_schema(app))

    compressed = [Middleware(GZipMiddleware)]
    pages: dict[str, Callable[..., Any]] = {
        "/docs": show_start, "/docs/{resource}": show_resource, "/openapi.json": send_schema,
    }  # fmt: skip
    return tuple(Route(path, page, middleware=compressed) for path, page in pages.items())


def _render(ctx: WebContext, resources: tuple[ResourceShown, ...], page: str, **given: Any) -> Response:
    words = Words("en", ctx.now(), "UTC")
    said = {"here": None, "q": "", **given, "origin": ctx.origin, "resources": resources}
    return render_page(f"api/docs_page/{page}.html", words, **said)


def _find(resources: Iterable[ResourceShown], asked: str) -> Iterator[Found]:
    """Find operations, then errors, then fields that have all the words; a field of several schemas is found once."""
    words = asked.lower().split()
    if not words:
        return
    seen = set()
    for one in _list_places(resources):
        said, field = f"{one.name} {one.about}".lower(), (one.name.rpartition(".")[2], one.about)
        if all(word in said for word in words) and field not in seen:
            seen.add(field)
            yield one


def _list_places(resources: Iterable[ResourceShown]) -> Iterator[Found]:
    for here in resources:
        for one in here.operations:
            yield Found(f"{here.path}#{one.name}", f"{one.method} {one.path}", one.about)
    for kind, means in KINDS.items():
        yield Found(f"{_ROOT}#{kind}", kind, means)
    for here in resources:
        for one in here.operations:
            for part in one.given:
                yield Found(f"{here.path}#{one.name}", f"{part.name} of {one.name}", part.about)
        for shape in here.shapes:
            yield Found(f"{here.path}#shape-{shape.name}", shape.name, shape.about)
            for part in shape.parts:
                yield Found(f"{here.path}#shape-{shape.name}", f"{shape.name}.{part.name}", part.about)


def _describe_schema(said: Mapping[str, Any], origin: str) -> tuple[ResourceShown, ...]:
    """Return the pages of a schema, in its order."""
    groups = defaultdict(list)
    for path, methods in said["paths"].items():
        for method, one in methods.items():
            groups[one["tags"][0]].append((path, method.upper(), one))
    shapes = said["components"]["schemas"]
    return tuple(
        ResourceShown(
            name,
            tuple(_describe_operation(origin, path, method, one) for path, method, one in members),
            tuple(
                _describe_shape(shapes, used)
                for used in sorted(_list_used([one for *_, one in members], shapes) - {*_PROBLEMS})
            ),
        )
        for name, members in groups.items()
    )


def _list_used(part: Any, shapes: Mapping[str, Any], known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the names of all schemas that a part of the document refers to, also through others."""
    named = frozenset(re.findall(r"'#/components/schemas/(\w+)'", repr(part))) - known
    for name in named:
        known = _list_used(shapes[name], shapes, known | {name})
    return known


def _describe_operation(origin: str, path: str, method: str, one: Mapping[str, Any]) -> OperationShown:
    content = next((media["schema"] for media in one.get("requestBody", {}).get("content", {}).values()), None)
    given = tuple(
        PartShown(f"{part['name']} ({part['in']})", tuple(_list_types(part["schema"])), part.get("required", False),
                  _strip_markup(part.get("description", "")))
        for part in one.get("parameters", ())
    )  # fmt: skip
    form = _list_fields(content, " (form)") if content and "properties" in content else ()
    answers = tuple(
        (status, _strip_markup(said["description"]), _describe_answer(said))
        for status, said in one["responses"].items()
        if int(status) not in ALWAYS
    )
    return OperationShown(
        one["operationId"], one["summary"], method, f"{ROOT}{path}", _strip_markup(one["description"]),
        tuple(one.get("x-scopes", ())), examples.make_curl(f"{origin}{ROOT}", method, path, dict(one)), given + form,
        tuple(_list_types(content)) if content and not form else (), answers, _find_sample(one),
    )  # fmt: skip


def _find_sample(one: Mapping[str, Any]) -> str:
    """Return the example of an answer; empty if it has no JSON."""
    done = next(iter(one["responses"].values())).get("content", {}).get("application/json")
    return json.dumps(done["example"], indent=1, ensure_ascii=False) if done else ""


def _strip_markup(words: str) -> str:
    """Return a description of the schema without Markdown; the framework's text for success in our words."""
    return "Done" if words == "Successful Response" else words.replace("`", "")


def _describe_answer(said: Mapping[str, Any]) -> tuple[TypeShown, ...]:
    schema = next((media.get("schema", {}) for media in said.get("content", {}).values()), None)
    return () if schema is None else tuple(_list_types(schema))


def _describe_shape(shapes: Mapping[str, Any], name: str) -> ShapeShown:
    shape = shapes[name]
    return ShapeShown(name, _strip_markup(shape.get("description", "")), _list_fields(shape),
                      tuple(str(one) for one in shape.get("enum", ())))  # fmt: skip


def _list_fields(shape: Mapping[str, Any], where: str = "") -> tuple[PartShown, ...]:
    required = shape.get("required", ())
    return tuple(
        PartShown(name + where, tuple(_list_types(part)), name in required, _strip_markup(part.get("description", "")))
        for name, part in shape.get("properties", {}).items()
    )


def _list_types(part: Mapping[str, Any], before: str = "") -> Iterator[TypeShown]:
    """Describe a schema: each type that a value may have, in a few words."""
    if "$ref" in part:
        yield TypeShown(before + get_shape(dict(part)), get_shape(dict(part)))
    elif "anyOf" in part:
        for one in part["anyOf"]:
            yield from _list_types(one, before)
    elif part.get("type") == "array":
        yield from _list_types(part.get("items", {}), f"{before}list of ")
    elif "enum" in part:
        yield TypeShown(before + ", ".join(str(one) for one in part["enum"]))
    else:
        yield TypeShown(before + str(part.get("format") or part.get("type") or "anything") + _describe_limits(part))


def _describe_limits(part: Mapping[str, Any]) -> str:
    """Say how large a number may be, and how long a text."""
    low, high, longest = part.get("minimum"), part.get("maximum"), part.get("maxLength")
    if longest is not None:
        return f", at most {longest} characters"
    return f", {low} to {high}" if low is not None and high is not None else ""
