"""The page that Todoist leads an admin to after they have allowed the app: it connects the account.

The code in `state` and the new tokens change in one transaction, so that a process that is killed has changed neither:
the page, loaded again, goes on. Admins learn of it in Telegram; the page shows no name and no token.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from html import escape

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Origin, Person
from desk import Desk
from desk.board import connection
from desk.i18n import LANGUAGES, choose_language, say
from todoist_sync.account.tokens import AccountTokens, OAuthClient, OAuthRefusedError, OAuthUnavailableError
from todoist_sync.settings import BoardSettings

PATH = "/oauth/todoist"
_LONGEST = 500
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

log = structlog.get_logger(__name__)


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
        given = {name: request.query.get(name, "")[:_LONGEST] for name in ("state", "code", "error")}
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
            await connection.store_connection(_make_desk(session, person, settings, now()), pair)
    await session.delete(row)
    return came, language


def _make_desk(session: AsyncSession, person: Person, settings: BoardSettings, now: datetime) -> Desk:
    return Desk(session, Origin.TODOIST, person, now=now, rules=settings.make_desk_settings(bot_id=None))


def _guess_language(request: web.Request) -> str:
    wanted = request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def _make_page(came: Connected, language: str) -> web.Response:
    title, words = (say(language, f"connect-page-{came.value}{part}") for part in ("-title", ""))
    page = _PAGE.format(language=language, title=escape(title), words=escape(words))
    status = _STATUS.get(came, _BAD)
    return web.Response(text=page, status=status, content_type="text/html", headers=_HEADERS)
