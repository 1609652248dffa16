"""What is nobody's mistake: the database is away for a moment, or whoever asked has gone meanwhile. Said in one line of
the log and answered with 503 (RFC 9110, 15.6.4), the same question is worth asking again. Any other error goes on.
"""

from collections.abc import Callable

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db.connectivity import is_unavailable

RETRY = {"Retry-After": "2"}
"""Seconds: how long a server needs to be there again."""

log = structlog.get_logger(__name__)


def handle_outages(app: FastAPI, said: Callable[[Request], Response]) -> None:
    """Let the application answer an outage with `said`."""

    async def away(request: Request, error: Exception) -> Response:
        if not is_unavailable(error):
            raise error
        log.warning("the database is away; whoever asked is to ask again", error=type(error).__name__)
        return said(request)

    async def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it

    for kind in (SQLAlchemyError, OSError):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(ClientDisconnect, gone)
