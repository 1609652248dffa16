"""Who asks, and how an operation is gone through: the token, its scope, how often, where from; one unit of work, in
which what was answered under an idempotency key is kept too. Cookies mean nothing here.
"""

import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.enums import Origin
from db.models import ExternalPerson, Person, StoredAnswer
from desk.desk import Desk
from desk.errors import Refused
from desk.inbound import blocklist
from desk.people.one_at_a_time import take_turn
from desk.settings import DeskSettings
from desk.systems import bearers
from desk.systems.bearers import Bearer
from desk.systems.scopes import Scope
from desk.webhooks import feed
from web.api import problems
from web.api.problems import ApiError
from web.door import Door

KEPT = timedelta(days=1)
LONGEST_KEY = 200
_WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
KEY = "idempotency-key"
_TURN = "idempotency:"
Inner = Callable[[Request], Coroutine[Any, Any, Response]]
"""The operation itself, as FastAPI has it: what comes in is read and checked, what goes out is made."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, within one unit of work."""

    session: AsyncSession
    bearer: Bearer
    rules: DeskSettings
    now: datetime

    def desk(self, person: Person | None) -> Desk:
        """For a verb: of a system's person, or of the system itself, which history names."""
        name = self.bearer.system.name
        return Desk(self.session, Origin.API, person, now=self.now, rules=self.rules, actor_name=name)

    async def acting(self, external: ExternalPerson) -> Person:
        """That person, at their turn: nothing else of theirs happens meanwhile, nor do they join Telegram. Raises
        ApiError 403 for somebody whom the team has blocked."""
        await take_turn(self.session, external.person_id)
        await self.session.refresh(external)
        await take_turn(self.session, external.person_id)
        await self.session.flush()
        person = await self.session.get_one(Person, external.person_id, populate_existing=True)
        if blocklist.is_blocked(person):
            raise ApiError(403, "blocked", "the team takes nothing from this person")
        return person


class ApiRoute(APIRoute):
    """An operation: all that goes before it and after it."""

    def get_route_handler(self) -> Inner:
        """As FastAPI asks for it."""
        inner = super().get_route_handler()
        more = self.openapi_extra or {}
        needs = tuple(Scope(word) for word in more.get("x-scopes", ()))
        keyed = bool(more.get("x-idempotent", False))

        async def handled(request: Request) -> Response:
            request.state.origin = None
            try:
                done = await self.gone_through(request, inner, needs, keyed=keyed)
            except (ApiError, Refused, RequestValidationError, HTTPException) as error:
                done = problems.of(error) or problems.answer(500, "mistake")
            if done.status_code == 401:
                request.state.origin = await _page_of_somebodys(request)
            return _for_page(done, request.state.origin)

        return handled

    async def gone_through(self, request: Request, inner: Inner, needs: tuple[Scope, ...], *, keyed: bool) -> Response:
        """In one unit of work, which begins once the body is there. Raises ApiError, Refused, RequestValidationError,
        HTTPException."""
        if request.method in _WRITES and "authorization" in request.headers:
            await request.body()
        async with door_of(request).database.unit_of_work() as session:
            caller = await admitted(request, session, needs)
            _json_only(request)
            if not keyed or request.method not in _WRITES:
                return await inner(request)
            body = await request.body() if KEY in request.headers else b""
            return await once(request, inner, caller, hashlib.sha256(body).hexdigest())


def caller_of(request: Request) -> Caller:
    """Whoever asks, in an operation."""
    caller: Caller = request.state.caller
    return caller


def door_of(request: Request) -> Door:
    """The door it comes through."""
    door: Door = request.app.state.door
    return door


async def admitted(request: Request, session: AsyncSession, needs: tuple[Scope, ...], *, counts: bool = True) -> Caller:
    """Who asks, if their token lets them; `counts`: as one more of what it may ask for in a minute. Raises ApiError."""
    door = door_of(request)
    token, now = _token(request, door), door.now()
    bearer = await bearers.of_token(session, token, now)
    if bearer is None:
        door.limits.count_bad(door.address(request))
        raise _no_token("not a token, or not good any more", error="invalid_token")
    _from_where(request, bearer, door)
    if counts:
        door.limits.count(bearer)
    if not any(bearer.may(scope) for scope in needs):
        raise ApiError(403, "scope", f"needs the scope {' or '.join(needs)}")
    rules = await door.current.of(session)
    bearers.used(bearer.system, now)
    if request.method in _WRITES:
        await feed.doing_of(session, bearer.system.id)
    request.state.caller = Caller(session, bearer, rules, now)
    return caller_of(request)


def _token(request: Request, door: Door) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        door.limits.count_bad(door.address(request))
        raise _no_token("send Authorization: Bearer <token>")
    return token.strip()


def _no_token(detail: str, error: str = "") -> ApiError:
    said = f'Bearer error="{error}"' if error else "Bearer"
    return ApiError(401, "token", detail, headers={"WWW-Authenticate": said})


def _from_where(request: Request, bearer: Bearer, door: Door) -> None:
    """A page of somebody's may ask only where its system lists it."""
    origin = request.headers.get("origin")
    if origin is None or origin == door.origin:
        return
    if origin not in bearer.system.cors:
        raise ApiError(403, "origin", "this page is not on the list of the token's system")
    request.state.origin = origin


async def _page_of_somebodys(request: Request) -> str | None:
    """The origin of a page that some system lists: it may read that a token is not good any more."""
    origin = request.headers.get("origin")
    if origin is None:
        return None
    async with door_of(request).database.reading() as session:
        return origin if await bearers.lists_page(session, origin) else None


def _json_only(request: Request) -> None:
    """What comes with a body is JSON, but where files come."""
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in _WRITES and has_body and media != "application/json":
        raise ApiError(415, "media-type", "send application/json")


def _for_page(done: Response, origin: str | None) -> Response:
    if origin is not None:
        done.headers["Access-Control-Allow-Origin"] = origin
        done.headers["Access-Control-Expose-Headers"] = "ETag, Location, Retry-After"
        done.headers.add_vary_header("Origin")
    return done


async def once(request: Request, inner: Inner, caller: Caller, body: str) -> Response:
    """The same key with the same request (`body`: a hash of what it brings): the answer of the first time, and nothing
    else happens. Of two at the same moment the second waits for the first. Without a key as it is."""
    if KEY not in request.headers:
        return await inner(request)
    system = caller.bearer.system
    key = _key(request, caller)
    session = caller.session
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{_TURN}{system.id}:{key}", 11))))
    asked = hashlib.sha256(json.dumps([request.method, request.url.path, request.url.query, body]).encode()).digest()
    mine = (StoredAnswer.system_id == system.id, StoredAnswer.key == key)
    found = await session.scalar(select(StoredAnswer).where(*mine, StoredAnswer.at > caller.now - KEPT))
    if found is not None:
        if found.request_hash != asked:
            raise ApiError(422, "idempotency-key", "this key came before with another request")
        return JSONResponse(found.answer["body"], found.status, headers=found.answer["headers"])
    done = await inner(request)
    await session.execute(delete(StoredAnswer).where(StoredAnswer.at <= caller.now - KEPT))
    kept = {name: done.headers[name] for name in ("etag", "location") if name in done.headers}
    answer = {"body": json.loads(bytes(done.body) or b"null"), "headers": kept}
    session.add(
        StoredAnswer(
            system_id=system.id, key=key, request_hash=asked, status=done.status_code, answer=answer, at=caller.now
        )
    )  # fmt: skip
    return done


def _key(request: Request, caller: Caller) -> str:
    key = request.headers[KEY]
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise ApiError(422, "idempotency-key", f"1 to {LONGEST_KEY} letters")
    only = caller.bearer.only
    return f"{only.id if only is not None else ''}:{key}"
