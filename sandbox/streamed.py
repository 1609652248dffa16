"""A held file as the body of an answer, a little at a time."""

from collections.abc import Mapping
from contextlib import suppress

from aiohttp import web

from sandbox.held import Held


async def streamed(request: web.Request, held: Held, headers: Mapping[str, str]) -> web.StreamResponse:
    """Answer with the file; whoever fetches may have had enough before its end."""
    response = web.StreamResponse(headers={**headers, "Content-Length": str(held.size)})
    await response.prepare(request)
    with suppress(ConnectionError):
        for piece in held.pieces():
            await response.write(piece)
        await response.write_eof()
    return response
