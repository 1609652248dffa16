"""Answers while the database cannot be reached, or after the client has gone: one line in the log and status 503
(RFC 9110, 15.6.4), so that asking again is worthwhile."""

from collections.abc import Callable

import structlog
from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from db.connectivity import get_state, is_unavailable, is_unfit

RETRY = {"Retry-After": "2"}
"""Seconds: how long a server needs to be there again."""

log = structlog.get_logger(__name__)


def handle_outages(app: FastAPI, said: Callable[[Request], Response]) -> None:
    """Make the application answer an outage with `said`."""

    async def away(request: Request, error: Exception) -> Response:
        if is_unfit(error):
            log.error("the database is not as the desk needs it", state=get_state(error), exc_info=error)
        elif not is_unavailable(error):
            raise error
        else:
            log.warning("the database is away; whoever asked is to ask again", error=type(error).__name__)
        return said(request)

    async def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it

    for kind in (SQLAlchemyError, OSError):
        app.add_exception_handler(kind, away)
    app.add_exception_handler(ClientDisconnect, gone)
