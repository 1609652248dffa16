"""The same request sent twice under one key is done once."""

import hashlib
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db.models import StoredAnswer
from web.api.caller import Caller
from web.api.problems import ApiError

KEPT = timedelta(days=1)
LONGEST_KEY = 200
KEY = "idempotency-key"
_TURN = "idempotency:"
Inner = Callable[[Request], Coroutine[Any, Any, Response]]
"""The operation itself, as FastAPI has it: what comes in is read and checked, what goes out is made."""


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
