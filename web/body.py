"""Reads the body of a request within limits of size and time. Its beginning stays readable, so that a refusal can
show people what they wrote."""

import asyncio
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

HEAD_BYTES = 256 * 1024
"""So much of a body's beginning is kept while its request lasts: what people type comes before the files."""
PACE_BYTES = 32 * 1024
"""A body has its patience, and a second more for each so many bytes that have come."""
HURRIED_PACE_BYTES = 256 * 1024
"""The same while others wait for its place."""
_NO_MORE = {"Connection": "close"}
_LINGER_BYTES, _LINGER_SECONDS = 8 * 1024 * 1024, 0.2


class TooMuchError(HTTPException):
    """A body that is too large (413) or too slow (408); its rest is not awaited."""

    def __init__(self, status: int) -> None:
        super().__init__(status, headers=_NO_MORE)


class Body:
    """A body with limits: `patience` in seconds, `limit` in bytes. Called as ASGI's `receive`; raises TooMuchError."""

    def __init__(self, receive: Receive, patience: float, limit: int) -> None:
        self._receive, self._limit, self._came = receive, limit, 0
        self._until = asyncio.get_running_loop().time() + patience
        self._pace = PACE_BYTES
        self._waits: asyncio.Timeout | None = None
        self._whole = False
        self._head = bytearray()
        self.is_over = False

    def attach_to(self, scope: Scope) -> None:
        """Attach it to a request's scope."""
        scope.setdefault("state", {})["body"] = self

    async def __call__(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._ends_at()) as self._waits:
                message = await self._receive()
        except TimeoutError:
            raise TooMuchError(408) from None
        finally:
            self._waits = None
        piece = message.get("body", b"")
        self._came += len(piece)
        self._head += piece[: HEAD_BYTES - len(self._head)]
        self._whole = not message.get("more_body", False)
        if self._came > self._limit:
            self.is_over = True
            raise TooMuchError(413)
        return message

    def hurry(self) -> None:
        """Shorten the time that is left, because others wait for the place."""
        self._pace = HURRIED_PACE_BYTES
        if self._waits is not None:
            self._waits.reschedule(self._ends_at())

    def _ends_at(self) -> float:
        return self._until + self._came / self._pace

    async def read_head(self) -> bytes:
        """Return its first HEAD_BYTES at most, reading what has not been read yet."""
        with suppress(TooMuchError):
            while not self._whole and len(self._head) < HEAD_BYTES:
                await self()
        return bytes(self._head)

    async def linger(self) -> None:
        """Read a little of a body that is refused as too large: a client that is cut off while sending does not read
        the answer."""
        more = _LINGER_BYTES if self.is_over else 0
        self.is_over = False
        with suppress(TimeoutError):
            while more > 0 and not self._whole:
                async with asyncio.timeout(_LINGER_SECONDS):
                    message = await self._receive()
                more -= len(message.get("body", b""))
                self._whole = not message.get("more_body", False)


async def read_head(request: Request) -> bytes:
    """Return the beginning of a request's body, also after it was read or refused."""
    body: Body = request.state.body
    return await body.read_head()
