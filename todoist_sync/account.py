"""The Todoist account that the board is kept with: the page where an admin connects one, and the token of each call.

The token of each call to Todoist: that of the connected account, else the operator's own.

A token that is about to expire is refreshed by one process at a time, under the lock of its row, and the answer is
stored before it is used. A process that is killed meanwhile leaves the row as it was: the next one repeats the request
with the same refresh token, which Todoist answers for 60 seconds (facts of Todoist, section 1).

Todoist's OAuth endpoints: a code becomes tokens, a refresh token becomes new ones, a token is revoked. `/access_token`
below the OAuth address and `/api/v1/revoke` (RFC 7009), as @doist/todoist-sdk 17 calls them (read 2026-11). No message
holds a token.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from html import escape
from typing import Any

import httpx
import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardConnection, Origin
from desk import Desk
from desk.board import connection
from desk.board.connection import TokenPair
from desk.i18n import LANGUAGES, choose_language, say
from desk.installation import SealError
from ops.run import TroubleLog
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import load_certificates
from todoist_sync.api.rows import TodoistError
from todoist_sync.settings import BoardSettings

_SECONDS = 15.0
_LONGEST = timedelta(days=3650)
_NO_LONGER_GOOD = "invalid_grant"
_WRONG_APP = "invalid_client"
_APP_LINE = "Todoist refuses TODOIST_CLIENT_ID or TODOIST_CLIENT_SECRET: they should be those of your app"


class OAuthRefusedError(Exception):
    """Todoist does not accept the code or the token: only connecting the account again helps."""


class OAuthUnavailableError(Exception):
    """There was no answer that decides: the same request may be repeated. The message is one for the log."""


class OAuthClient:
    """Calls in the name of the operator's Todoist app."""

    def __init__(self, settings: BoardSettings) -> None:
        self._token_url = f"{settings.todoist_oauth_url}/access_token"
        self._revoke_url = f"{settings.todoist_api_url}/api/v1/revoke"
        self._app = settings.todoist_client_id, settings.webhook_secret

    async def exchange_code(self, code: str, *, now: datetime) -> TokenPair:
        """Return the tokens that the code stands for. Raises OAuthRefusedError, OAuthUnavailableError."""
        return await self._ask_for_tokens({"code": code}, now)

    async def refresh(self, token: str, *, now: datetime) -> TokenPair:
        """Return new tokens for a refresh token, which Todoist then takes back. Raises the same."""
        return await self._ask_for_tokens({"refresh_token": token, "grant_type": "refresh_token"}, now)

    async def revoke(self, token: str) -> None:
        """End a token; one that is not good any more is no failure. Raises OAuthUnavailableError."""
        body = {"token": token, "token_type_hint": "access_token"}
        answer = await self._post(self._revoke_url, body, auth=httpx.BasicAuth(*self._app))
        if answer.is_client_error and _read_error(answer) in (None, _WRONG_APP):
            raise _make_unavailable(answer)

    async def _ask_for_tokens(self, what: dict[str, str], now: datetime) -> TokenPair:
        client_id, client_secret = self._app
        answer = await self._post(self._token_url, {"client_id": client_id, "client_secret": client_secret, **what})
        if answer.is_client_error and _read_error(answer) == _NO_LONGER_GOOD:
            raise OAuthRefusedError
        if answer.is_client_error:
            raise _make_unavailable(answer)
        try:
            return _read_pair(answer.json(), now)
        except (ValueError, KeyError, TypeError):
            raise OAuthUnavailableError("Todoist answered no tokens") from None

    async def _post(self, url: str, body: dict[str, str], **more: Any) -> httpx.Response:
        try:
            async with httpx.AsyncClient(
                timeout=_SECONDS, trust_env=False, transport=httpx.AsyncHTTPTransport(verify=load_certificates())
            ) as http:
                answer = await http.post(url, json=body, **more)
        except httpx.HTTPError:
            raise OAuthUnavailableError("Todoist gave no answer about tokens") from None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or not (answer.is_success or answer.is_client_error):
            raise _make_unavailable(answer)
        return answer


def _read_error(answer: httpx.Response) -> str | None:
    """Return the error that a refusal names (RFC 6749, 5.2); None where it is somebody else's, such as a proxy's."""
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return None


def _make_unavailable(answer: httpx.Response) -> OAuthUnavailableError:
    is_of_app = _read_error(answer) == _WRONG_APP
    return OAuthUnavailableError(_APP_LINE if is_of_app else f"Todoist gave no tokens (status {answer.status_code})")


def _read_pair(answer: dict[str, Any], now: datetime) -> TokenPair:
    access, refresh, seconds = answer["access_token"], answer.get("refresh_token"), answer.get("expires_in")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access:
        raise ValueError
    expires_at = now + min(timedelta(seconds=float(seconds)), _LONGEST) if seconds is not None else None
    return TokenPair(access, str(refresh) if refresh else None, expires_at)


_AHEAD = timedelta(minutes=5)
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=2)
_UNAUTHORIZED = 401

log = structlog.get_logger(__name__)


class AccountTokens(httpx.Auth):
    """Puts the token into each request of the client, and repeats one that was refused with a refreshed token.

    `changed` is set when an account was connected in this process; `steady`: a clock for pauses that is never set back
    (`ops.clock`)."""

    def __init__(
        self,
        database: Database,
        settings: BoardSettings,
        *,
        now: Callable[[], datetime],
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        self.changed = asyncio.Event()
        self._database = database
        self._settings = settings
        self._keys = settings.web_secret_key
        self._oauth = OAuthClient(settings)
        self._now, self._steady = now, steady or now
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
            lasts = row.refused_at is not None
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
        self._rest_until = self._steady() + self._pause
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)

    def _rests(self) -> bool:
        until = self._rest_until
        return until is not None and self._steady() < until


PATH = "/oauth/todoist"
_CALLBACK_LONGEST = 500
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>'
    "<body><main><h1>{title}</h1><p>{words}</p></main></body></html>"
)


class Connected(StrEnum):
    """The outcomes; the text's keys are `connect-page-<value>` and its title."""

    DONE = "done"
    DENIED = "denied"
    EXPIRED = "expired"
    REFUSED = "refused"
    LATER = "later"


_STATUS = {Connected.DONE: 200, Connected.DENIED: 200, Connected.LATER: 503}
_BAD = 400


def add_routes(
    app: web.Application,
    database: Database,
    settings: BoardSettings,
    tokens: AccountTokens,
    *,
    now: Callable[[], datetime],
) -> None:
    """Add the page's route."""
    oauth = OAuthClient(settings)

    async def connect(request: web.Request) -> web.Response:
        given = {name: request.query.get(name, "")[:_CALLBACK_LONGEST] for name in ("state", "code", "error")}
        try:
            async with database.unit_of_work() as session:
                came, language = await _connect(session, given, oauth, settings, now)
        except (OSError, TimeoutError, SQLAlchemyError) as error:
            log.warning("an account could not be connected", error=type(error).__name__)
            came, language = Connected.LATER, None
        if came is Connected.DONE:
            tokens.changed.set()
        return _make_page(came, language or _guess_language(request))

    app.router.add_get(PATH, connect)


async def _connect(
    session: AsyncSession,
    given: dict[str, str],
    oauth: OAuthClient,
    settings: BoardSettings,
    now: Callable[[], datetime],
) -> tuple[Connected, str | None]:
    """Use the code in `state` and store the tokens, in the caller's transaction; return the outcome and the language of
    the admin."""
    found = await connection.lock_code(session, given["state"], now=now())
    if found is None:
        return Connected.EXPIRED, None
    row, person = found
    language = choose_language(person, settings.locale or LANGUAGES[0])
    came = Connected.DENIED if given["error"] or not given["code"] else Connected.DONE
    if came is Connected.DONE:
        try:
            pair = await oauth.exchange_code(given["code"], now=now())
        except OAuthUnavailableError as error:
            log.warning(str(error))
            return Connected.LATER, language
        except OAuthRefusedError:
            came = Connected.REFUSED
        else:
            await connection.store_connection(
                Desk(session, Origin.TODOIST, person, now=now(), rules=settings.make_desk_settings()), pair
            )
    await session.delete(row)
    return came, language


def _guess_language(request: web.Request) -> str:
    wanted = request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _make_page(came: Connected, language: str) -> web.Response:
    title, words = (say(language, f"connect-page-{came.value}{part}") for part in ("-title", ""))
    page = _PAGE.format(language=language, title=escape(title), words=escape(words))
    status = _STATUS.get(came, _BAD)
    return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)
