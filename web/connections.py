"""Limits of connections: an idle or stalled connection is closed, and where there are too many the oldest is closed.
Knows no pages."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_LOOKS = 5  # in the patience with a connection


@dataclass(frozen=True, slots=True)
class ConnectionBounds:
    """`patience`: seconds a connection may take for its headers, be silent between two requests, or take nothing of an
    answer (more than the minute that proxies keep theirs). `connections`: how many there may be; beyond, the oldest
    that asks for nothing makes room for the next, or else the oldest."""

    patience: float = 75.0
    connections: int = 512


class Connection(H11Protocol):
    """One HTTP connection. `opened`: all connections of this server, oldest first."""

    def __init__(self, bounds: ConnectionBounds, opened: dict["Connection", None], **given: Any) -> None:
        super().__init__(**given)
        self._bounds, self._opened = bounds, opened
        self._still: object = None
        self._since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room for it, and watch it from now on."""
        super().connection_made(transport)
        while len(self._opened) >= self._bounds.connections:
            oldest = next((one for one in self._opened if one.is_idle()), next(iter(self._opened)))
            oldest.close()
        self._opened[self] = None
        self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching it."""
        super().connection_lost(exc)
        self._leave()

    def is_idle(self) -> bool:
        """Return True if no request is being handled."""
        return self.cycle is None or self.cycle.response_complete

    def close(self) -> None:
        """Close it at once, whatever it was doing."""
        self._leave()
        self.transport.abort()

    def _leave(self) -> None:
        self._opened.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        now, still = loop.time(), self._stands_still()
        if still is None or still != self._still:
            self._still, self._since = still, now
        elif now - self._since >= self._bounds.patience:
            self.close()
            return
        self._timer = loop.call_later(self._bounds.patience / _LOOKS, self._look)

    def _stands_still(self) -> object:
        """Return a value that stays the same while nothing happens on the connection, or None while the server is
        working."""
        if self.is_idle():
            return "idle", id(self.cycle)
        return ("sends", self.transport.get_write_buffer_size()) if self.flow.write_paused else None


def limit_connections(bounds: ConnectionBounds) -> Callable[..., Connection]:
    """Return the factory of connections for one server."""
    opened: dict[Connection, None] = {}
    return lambda **given: Connection(bounds, opened, **given)
