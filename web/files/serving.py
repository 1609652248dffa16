"""Files given out: for download, photos also as images of a page, under an address that is good for a minute and
needs no cookie.

The page links to an address of the ticket, which looks who asks and leads on to a signed one. That one reads no cookie
and sets none; it looks anew whether the session it was made for is good and its person sees the file.
"""

import hmac
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from desk import installation
from desk.files.visible_files import VisibleFile, find_visible
from desk.sessions import sessions
from web.context import WebContext
from web.files.sources import OpenedFile, open_file

GOOD_FOR = timedelta(minutes=1)
_Number = Annotated[int, Path(ge=0, lt=2**63)]
_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
_LONGEST = 200


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)

    @made.get("/tickets/{number}/files/{file_id}")
    async def lead_on(request: Request, number: _Number, file_id: _Number) -> Response:
        """Redirect to the address of the file, for visitors who may see the ticket."""
        async with ctx.admit_visitor(request) as visitor:
            file = await find_visible(visitor.session, file_id, visitor.person, number=number)
            if file is None:
                return Response(status_code=404)
            until = int((visitor.now + GOOD_FOR).timestamp())
            said = f"{file_id}.{visitor.session_id}.{until}"
            mark = await _sign(visitor.session, said)
        return RedirectResponse(f"/files/{said}.{mark}/{quote(file.name, safe='')}", 303)

    @made.get("/files/{address}/{name}")
    async def fetch(request: Request, address: str, name: str) -> Response:
        """Send the bytes to whoever has the address; `name` is for people."""
        async with ctx.database.unit_of_work() as session:
            file = await _find_file(ctx, session, request, address)
        body = await open_file(ctx, file) if file is not None else None
        if file is None or body is None:
            return Response(status_code=404)
        return download_response(file, body)

    return made


def download_response(file: VisibleFile, body: OpenedFile) -> Response:
    """Return the file as a download."""
    headers = {
        "Content-Disposition": make_content_disposition(file.name),
        "Content-Length": str(body.size),
        "Content-Security-Policy": _CSP,
        "Referrer-Policy": "no-referrer",
    }
    return StreamingResponse(body.pieces, headers=headers, media_type=file.mime)


def make_content_disposition(name: str) -> str:
    """Return the header to save the file under its name (RFC 6266): in ASCII for old browsers, in full for others."""
    plain = "".join(char if char.isascii() and char not in '"\\%;' and char.isprintable() else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def _find_file(ctx: WebContext, session: AsyncSession, request: Request, address: str) -> VisibleFile | None:
    """Return the file of a signed address that is still valid."""
    said, _, mark = address[:_LONGEST].rpartition(".")
    if not hmac.compare_digest((await _sign(session, said)).encode(), mark.encode("utf-8", "surrogateescape")):
        return None
    file_id, session_id, until = (int(part) for part in said.split("."))
    now, rules = ctx.now(), await ctx.load_rules(session, request)
    if now > datetime.fromtimestamp(until, UTC):
        return None
    found = await sessions.load_session_by_id(session, session_id)
    if found is None or not sessions.is_good(found.row, found.person, now=now, rules=rules):
        return None
    return await find_visible(session, file_id, found.person) if sessions.is_proved(found, rules) else None


async def _sign(session: AsyncSession, said: str) -> str:
    key = (await installation.load_row(session)).file_key
    return hmac.new(key, b"file " + said.encode(), sha256).hexdigest()[:40]
