"""The token of each call to Todoist: that of the connected account, else the operator's own.

A token that is about to expire is refreshed by one process at a time, under the lock of its row, and the answer is
stored before it is used. A process that is killed meanwhile leaves the row as it was: the next one repeats the request
with the same refresh token, which Todoist answers for 60 seconds (facts of Todoist, section 1).
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime, timedelta

import httpx
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardConnection
from desk.board import connection
from desk.sealing import SealError
from ops.logs import TroubleLog
from todoist_sync.account.oauth import OAuthClient, OAuthRefusedError, OAuthUnavailableError
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.errors import TodoistError
from todoist_sync.settings import BoardSettings

_AHEAD = timedelta(minutes=5)
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=2)
_UNAUTHORIZED = 401

log = structlog.get_logger(__name__)


class AccountTokens(httpx.Auth):
    """Puts the token into each request of the client, and repeats one that was refused with a refreshed token.

    `changed` is set when an account was connected in this process."""

    def __init__(self, database: Database, settings: BoardSettings, *, now: Callable[[], datetime]) -> None:
        self.changed = asyncio.Event()
        self._database = database
        self._settings = settings
        self._keys = settings.web_secret_key
        self._oauth = OAuthClient(settings)
        self._now = now
        self._used: datetime | None = None
        self._rest_until: datetime | None = None
        self._pause = _FIRST_PAUSE
        self._trouble = TroubleLog("the connected account", now)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send the request with the token of now. Raises TodoistError without one."""
        token = await self._get_token()
        request.headers["Authorization"] = f"Bearer {token}"
        response = yield request
        if response.status_code == _UNAUTHORIZED:
            fresh = await self._get_token(refused=token)
            if fresh != token:
                request.headers["Authorization"] = f"Bearer {fresh}"
                yield request

    def get_problem(self) -> BoardProblem:
        """Return what admins are told if the token is refused."""
        is_own = self._used is None and self._settings.personal_token is not None
        return BoardProblem.TOKEN if is_own else BoardProblem.CONNECTION

    async def look_for_change(self) -> bool:
        """Return True if another account is in use than when this was last called; revoke what an admin has ended."""
        async with self._database.reading() as session:
            row = await connection.load_connection(session)
            used = row.connected_at if row is not None and row.ended_at is None else None
        if row is not None and used is None and not self._rests():
            await self._revoke()
        before, self._used = self._used, used
        return before != used

    async def wait_for_change(self, seconds: float) -> None:
        """Wait until an account was connected in this process, at most that long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.changed.wait(), seconds)
        self.changed.clear()

    async def _get_token(self, *, refused: str | None = None) -> str:
        """Return the token to use; `refused`: the one that Todoist has just refused."""
        async with self._database.reading() as session:
            row = await connection.load_connection(session)
            if row is None or row.ended_at is not None:
                return self._get_own()
            pair = self._open(row)
            lasts = row.refused_at is not None or pair.refresh is None
        is_good = pair.access != refused and not self._expires(pair)
        return pair.access if lasts or is_good or self._rests() else await self._refresh(pair.access)

    async def _refresh(self, old: str) -> str:
        async with self._database.unit_of_work() as session:
            row = await connection.lock_connection(session)
            if row is None or row.ended_at is not None:
                return self._get_own()
            pair = self._open(row)
            if pair.access != old or pair.refresh is None:  # another process was faster
                return pair.access
            return await self._store_fresh(session, row, pair)

    async def _store_fresh(self, session: AsyncSession, row: BoardConnection, pair: connection.TokenPair) -> str:
        """Ask for new tokens and store them, under the row's lock; the caller commits before the token is used."""
        try:
            fresh = await self._oauth.refresh(pair.refresh or "", now=self._now())
        except OAuthRefusedError:
            log.warning("todoist gives no further token for the connected account: /connect connects it again")
            row.refused_at = self._now()
            return pair.access
        except OAuthUnavailableError as error:
            self._rest(error)
            return pair.access
        self._trouble.end()
        self._pause = _FIRST_PAUSE
        connection.put_tokens(row, fresh, self._keys)
        await session.flush()
        return fresh.access

    async def _revoke(self) -> None:
        """Revoke the tokens of a connection that an admin has ended, then forget it."""
        async with self._database.unit_of_work() as session:
            row = await connection.lock_connection(session)
            if row is None or row.ended_at is None:
                return
            try:
                await self._oauth.revoke(self._open(row).access)
            except OAuthUnavailableError as error:
                self._rest(error)
                return
            await session.delete(row)

    def _open(self, row: BoardConnection) -> connection.TokenPair:
        try:
            return connection.open_tokens(row, self._keys)
        except SealError:
            log.warning("WEB_SECRET_KEY should hold the key that the tokens of Todoist were sealed with")
            raise TodoistError("the token cannot be read", http=_UNAUTHORIZED) from None

    def _get_own(self) -> str:
        token = self._settings.personal_token
        if token is None:
            raise TodoistError("no account is connected", http=_UNAUTHORIZED)
        return token

    def _expires(self, pair: connection.TokenPair) -> bool:
        return pair.expires_at is not None and pair.expires_at - self._now() < _AHEAD

    def _rest(self, error: OAuthUnavailableError) -> None:
        """Ask for no tokens during a pause, which grows."""
        self._trouble.report(str(error))
        self._rest_until = self._now() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _rests(self) -> bool:
        until = self._rest_until
        return until is not None and timedelta() < until - self._now() <= _LONGEST_PAUSE
