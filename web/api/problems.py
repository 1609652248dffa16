"""Refusals of the API in the shape of RFC 9457, with details in English."""

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from desk import NoSuchTicket, NotAllowed, Refused
from desk.i18n import catalog
from desk.integrations.scopes import Scope
from web.api.schemas.values import SHAPES
from web.outage import RETRY
from web.request_ids import get_request_id

MEDIA = "application/problem+json"
_TITLES = {
    400: "Bad request",
    401: "No good token",
    403: "Not allowed with this token",
    404: "Not there",
    405: "Method not allowed",
    408: "Too slow",
    409: "Not possible now",
    412: "Changed since",
    413: "Too large",
    415: "Another media type",
    422: "Not understood",
    429: "Too often",
    500: "A mistake of ours",
    503: "Not at the moment",
}

KINDS = {
    "away": "The desk's database is away at this moment: try again, not sooner than Retry-After says, in seconds.",
    "blocked": "The team takes nothing from this person.",
    "changed": "What If-Match names is no longer how the request is: read it again. The answer carries the new ETag.",
    "external-id": "Nobody is named whose request it is, and the token is not one person's own.",
    "external-ref": "The request came through another system, whose own name of it is not yours to change.",
    "files": "No file, too many of them, or too much text beside them.",
    "idempotency-key": "The key came before with another request, or is too long.",
    "is-merged": "It is part of a request now: go on there, or, where that is not for this token, not through it.",
    "method": "The address takes other methods than this one; the header Allow names them.",
    "media-type": "The body is of another type than this operation takes.",
    "mistake": "A mistake of ours; with the same Idempotency-Key it can be tried again.",
    "no-account-data": "No system has said anything of this person.",
    "no-such-article": "There is none, or none that is published.",
    "no-such-contact": "There is no contact of that id.",
    "no-such-event": "There is no event of that id or short name, or it was removed.",
    "event-removed-before": "The event was removed; only an admin restores it.",
    "no-such-file": "There is none that this token may see.",
    "no-such-member": "There is no such membership, or it has ended.",
    "no-such-message": "There is no message of that id by the requester of this request, or it was deleted.",
    "no-such-organization": "There is no organization of that id.",
    "no-such-outlet": "There is no outlet of that id.",
    "no-such-person": "There is nobody of that id whom this token may see.",
    "no-such-rule": "There is no rule of that id.",
    "past": "History that cannot have been so, or lacks what it needs; detail says which.",
    "no-such-topic": "There is no topic of that id, or it was removed, or it is a group of topics.",
    "no-such-ticket": "There is no request of that number that this token may see.",
    "no-such-webhook": "There is none of this system.",
    "not-json": "The body is not valid JSON; detail says at which character.",
    "not-there": "There is no such address.",
    "not-understood": "A part of the request is missing or is not what the schema says; errors name it.",
    "organizations-off": "The desk works without organizations until an admin switches them on.",
    "origin": "The page that asks is not on the list of the system's pages.",
    "period": "The days that are asked for are not understood.",
    "refused": "The request was refused before an operation read it.",
    "no-such-idea": "There is no idea with this number in the list.",
    "admin-by-setting": "This person is an admin because of ADMIN_IDS, and stays one until removed there.",
    "admins-may-all": "An admin may do everything; single grants cannot be taken.",
    "role-above": "A token changes nobody who may do more than a manager, and gives no more than that.",
    "erase-team": "This person is on the team, whose data is not erased.",
    "write-declined": "This person wants no requests begun by the team.",
    "write-off": "The team begins no requests until an admin switches that on.",
    "request": "A part of the request means nothing.",
    "size": "The body is too large, or came too slowly.",
    "scope": "The token lacks the scope that this operation needs.",
    "token": "No token, or one that is unknown, at its end or taken back.",
    "too-often": "Too many requests: wait as long as Retry-After says, in seconds.",
}
"""By the last part of `type`, what it means; any other is a rule of the desk that says no, and `detail` says why."""


def name_scope(scope: Scope) -> str:
    """Return a scope as programs write it, and, where that is something else, as admins read it under Access."""
    said = catalog.say("en", "scope-name", scope=scope.replace(":", "-"))
    return scope if said == scope else f"{scope} ({said})"


class Wrong(BaseModel):
    """One part of a request that could not be understood."""

    where: str = Field(description="which part: body, query or path, and its name")
    what: str = Field(description="what is wrong with it")


class ProblemAnswer(BaseModel):
    """The shape of every refusal. `code` is the same for the same mistake; `detail` is for people."""

    type: str = Field(description="the mistake as an address on this help desk, where its meaning is")
    code: str = Field(description="the last part of type, to compare with", examples=["no-such-ticket"])
    title: str = Field(description="the status in words")
    status: int = Field(description="the HTTP status")
    detail: str | None = Field(None, description="what happened and what to do, for people; null: the code says all")
    errors: list[Wrong] | None = Field(None, description="the parts that were not understood; null: none")
    request_id: str | None = Field(None, description="to be named when you ask for help, as in X-Request-Id")


class ApiError(Exception):
    """A refusal that is not of a verb: its HTTP status and the last part of its `type`."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        where: str | None = None,
    ) -> None:
        """`where`: the part of the request that is to blame, such as body.topic."""
        super().__init__(code)
        self.status, self.code, self.detail, self.headers = status, code, detail, dict(headers or {})
        self.errors = [Wrong(where=where, what=detail or code)] if where is not None else None


def make_answer(
    status: int,
    code: str,
    detail: str | None = None,
    *,
    errors: list[Wrong] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the refusal as an HTTP response."""
    said = ProblemAnswer(
        type=f"/api/docs#{code}", code=code, title=_TITLES.get(status, "Refused"), status=status, detail=detail,
        errors=errors, request_id=get_request_id(),
    )  # fmt: skip
    return JSONResponse(
        said.model_dump(exclude_none=True), status, media_type=MEDIA, headers=dict(headers) if headers else None
    )


def answer_to(error: Exception) -> Response | None:
    """Return the response to an error that is a refusal, or None where it is unexpected."""
    if isinstance(error, ApiError) and error.status == 304:
        return Response(status_code=304, headers=error.headers)
    if isinstance(error, ApiError):
        return make_answer(error.status, error.code, error.detail, errors=error.errors, headers=error.headers)
    if isinstance(error, RequestValidationError) and (said := _describe_no_json(error)) is not None:
        return make_answer(422, "not-json", said)
    if isinstance(error, RequestValidationError):
        return make_answer(422, "not-understood", errors=[_invalid_fields(one) for one in error.errors()])
    if isinstance(error, NoSuchTicket):
        return make_answer(404, "no-such-ticket")
    if isinstance(error, Refused):
        words = catalog.say("en", error.key, **error.args_) if catalog.has_key("en", error.key) else None
        return make_answer(403 if isinstance(error, NotAllowed) else 409, error.key, words)
    if isinstance(error, HTTPException) and error.status_code == 400:
        return make_answer(422, "not-understood", "the body could not be read")
    if isinstance(error, HTTPException) and error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return make_answer(405, "method", f"this address takes {allowed}", headers=error.headers)
    if isinstance(error, HTTPException):
        return make_answer(
            error.status_code, "not-there" if error.status_code == 404 else "refused", headers=error.headers
        )
    return None


def _describe_no_json(error: RequestValidationError) -> str | None:
    """Return why the body is no JSON and where, or None if it is."""
    for one in error.errors():
        if one["type"] == "json_invalid":
            return f"the body is not valid JSON: {one['ctx']['error']}, at character {one['loc'][-1]}"
    return None


def _invalid_fields(error: Mapping[str, object]) -> Wrong:
    where = error.get("loc", ())
    parts = where if isinstance(where, tuple) else ()
    return Wrong(where=".".join(str(part) for part in parts), what=_describe_shape(error) or str(error.get("msg", "")))


def _describe_shape(error: Mapping[str, object]) -> str | None:
    """Return in words how a value is written whose regular expression does not fit, or None for another error."""
    limits = error.get("ctx")
    pattern = limits.get("pattern") if isinstance(limits, dict) else None
    return SHAPES.get(pattern, "It is not written as the schema says") if pattern is not None else None


async def answer_http_error(_request: Request, error: Exception) -> Response:
    """Answer an error outside of an operation."""
    return answer_to(error) or make_answer(500, "mistake")


async def answer_unexpected_error(_request: Request, _error: Exception) -> Response:
    """Answer an unexpected error without details, which are in the log."""
    return make_answer(500, "mistake")


def answer_outage(_request: Request) -> Response:
    """Answer while the database cannot be reached."""
    return make_answer(503, "away", "try again in a moment", headers=RETRY)
