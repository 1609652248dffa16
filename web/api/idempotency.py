"""Idempotency keys: the same request sent twice under one key is done once. Of the first answer only its status and
ticket are kept, no text; a repeated answer is read again, with the caller's present rights."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.models import StoredAnswer
from web.api import reading
from web.api.caller import Caller
from web.api.problems import ApiError

KEPT = timedelta(days=1)
LONGEST_KEY = 200
KEY = "idempotency-key"
_TURN = "idempotency:"
_KEPT_OF_IT = ("number", "joined", "waits_until", "priority", "topic", "tags")
Inner = Callable[[Request], Coroutine[Any, Any, Response]]
"""The operation itself, as FastAPI has it: what comes in is read and checked, what goes out is made."""
Shown = tuple[dict[str, Any], str]
"""A ticket as it is answered, and its ETag."""


async def show_ticket(caller: Caller, number: int) -> Shown:
    """Return the ticket as the caller may read it now. Raises ApiError 404."""
    told = await reading.show_changed_ticket(caller, await reading.find_writable_ticket(caller, number))
    return told.model_dump(mode="json"), reading.make_etag(told)


async def run_once(
    request: Request, inner: Inner, caller: Caller, body: str,
    *, again: Callable[[Caller, int], Awaitable[Shown]] = show_ticket,
) -> Response:  # fmt: skip
    """Run the operation once for each key and request (`body`: a hash of the content). A repetition gets the first
    status and the ticket as it is now (`again`), and changes nothing. Of two requests at the same moment the second
    waits for the first. Without a key the operation simply runs."""
    if KEY not in request.headers:
        return await inner(request)
    system = caller.bearer.system
    key = _read_key(request, caller)
    session = caller.session
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{_TURN}{system.id}:{key}", 11))))
    asked = hashlib.sha256(json.dumps([request.method, request.url.path, request.url.query, body]).encode()).digest()
    mine = (StoredAnswer.system_id == system.id, StoredAnswer.key == key)
    found = await session.scalar(select(StoredAnswer).where(*mine, StoredAnswer.at > caller.now - KEPT))
    if found is not None:
        if found.request_hash != asked:
            raise ApiError(422, "idempotency-key", "this key came before with another request")
        return await _answer_again(caller, found, again)
    done = await inner(request)
    await session.execute(delete(StoredAnswer).where(StoredAnswer.at <= caller.now - KEPT))
    said = json.loads(bytes(done.body))
    kept = {name: done.headers[name] for name in ("location",) if name in done.headers}
    answer = {"body": {name: said[name] for name in _KEPT_OF_IT if name in said}, "headers": kept}
    session.add(
        StoredAnswer(
            system_id=system.id, key=key, request_hash=asked, status=done.status_code, answer=answer, at=caller.now
        )
    )  # fmt: skip
    return done


async def _answer_again(
    caller: Caller, kept: StoredAnswer, again: Callable[[Caller, int], Awaitable[Shown]]
) -> Response:
    was = kept.answer["body"]
    told, etag = await again(caller, was["number"])
    more = {name: value for name, value in was.items() if told.get(name) is None}
    location = {"location": kept.answer["headers"]["location"]} if "location" in kept.answer["headers"] else {}
    return JSONResponse(
        {**told, **more}, kept.status, headers={**location, "etag": etag, "Idempotent-Replayed": "true"}
    )


def _read_key(request: Request, caller: Caller) -> str:
    key = request.headers[KEY]
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise ApiError(422, "idempotency-key", f"1 to {LONGEST_KEY} letters")
    only = caller.bearer.only
    return f"{only.id if only is not None else ''}:{key}"
