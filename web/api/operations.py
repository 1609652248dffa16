"""Declares an operation: the scopes that permit it, the answers it can give, whether it accepts idempotency keys.
The schema is made from this, and `ApiRoute` enforces it."""

from typing import Annotated, Any

from fastapi import Depends, Header, Path
from pydantic import AfterValidator

from desk.integrations.scopes import Scope
from desk.locked import MOST
from web.api.problems import MEDIA, ApiError, ProblemAnswer

ALWAYS = {
    401: "No token, or none that is good",
    403: "The token may not do that, or not from this page",
    408: "The request came too slowly",
    413: "The request is too large",
    422: "The request was not understood",
    429: "Too often; Retry-After says in how many seconds again",
    503: "Not at the moment; Retry-After says in how many seconds again",
}
"""Answers that any operation may give."""
_SOMETIMES = {
    404: "There is none that this token sees",
    405: "The address takes other methods: an id with a slash in it is another address",
    409: "Not possible as things are now",
    412: "It has changed since it was read",
    415: "The body is of another media type than is said here",
}


def _require_possible(number: int) -> int:
    if not 0 < number < MOST:
        raise ApiError(404, "no-such-ticket")
    return number


Number = Annotated[int, Path(description="the number of the request", examples=[42]), AfterValidator(_require_possible)]
OwnMessage = Annotated[int, Path(ge=1, lt=2**63, description="the id of a message by the requester", examples=[7])]
IfMatch = Annotated[str | None, Header(description="the ETag of the request as you read it; another by now: 412")]
IfNoneMatch = Annotated[str | None, Header(description="the ETag of the request as you read it; the same still: 304")]


async def _declare_key(
    idempotency_key: Annotated[
        str | None,
        Header(description="your own name for this write: the same again within a day does nothing more"),
    ] = None,
) -> None:
    """Declare the header for the schema only: `ApiRoute` reads it."""


def declare_operation(
    *scopes: Scope, may: tuple[int, ...] = (), idempotent: bool = False, **more: Any
) -> dict[str, Any]:
    """Return the arguments of a route that one of `scopes` permits; `may`: the status codes of its refusals."""
    answers = {**ALWAYS, **{status: _SOMETIMES[status] for status in may}}
    extra: dict[str, Any] = {"x-scopes": [scope.value for scope in scopes]}
    if idempotent:
        extra["x-idempotent"] = True
        more["dependencies"] = [Depends(_declare_key)]
    return {
        **more,
        "responses": {
            **more.get("responses", {}),
            **{status: _describe_refusals(said) for status, said in answers.items()},
        },
        "openapi_extra": {**extra, "security": [{"token": []}]},
    }


def _describe_refusals(said: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemAnswer.__name__}"}
    return {"description": said, "content": {MEDIA: {"schema": schema}}}
