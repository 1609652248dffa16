"""The state that every page works with: database, current settings, clock, limits, and the visitor of a request.

A request is one unit of work: its changes are stored before it is answered.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import count
from urllib.parse import urlsplit

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from db.database import Database, is_full, try_room
from db.models import Person, WebSession
from desk import Desk, DeskSettings
from desk.admin_settings.changes import CurrentSettings
from desk.i18n import catalog
from desk.metrics import facts, live_counting
from desk.metrics.periods import get_today
from desk.place import PanelPlace
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant, require_grant
from desk.queries.panel.page_status import BotState, PageStatus, load_page_status, load_troubles
from desk.references import hash_secret
from desk.sessions import sessions
from desk.settings import VERSION, remember_version
from ops.readiness import Pages
from ops.tasks import sleep_or_stop
from web import outcomes
from web.api.rate_limits import Limits
from web.bot_watch import BotWatch
from web.client_address import find_client_address
from web.files.places import Places
from web.live import Live
from web.outcomes import FormOutcome
from web.rate_limits import AddressLimit, RateLimit
from web.security import is_form_token, make_form_token
from web.settings import WebSettings

log = structlog.get_logger(__name__)

COUNTING_SECONDS = 5.0
"""How long a page waits until what happened since is counted."""
LONGEST_BROWSER = 120
NOTHING_AROUND = PageStatus()
NOTHING_TOLD = FormOutcome()
_LOOKS_SECONDS, _TRIES_EACH = 20.0, 2
_FETCHED_AT_ONCE = 4


class SignedOutError(Exception):
    """The request has no session, or one that has ended."""


class FactorDueError(Exception):
    """The session is good, but its person has not shown their second factor in it."""


class OutsideError(Exception):
    """The panel does not accept requests from this address."""


class ForgedError(Exception):
    """A form without its session's token: it was not sent by a page of the panel."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who sends a request, within one unit of work. `secret`: of the cookie; `row`: their session;
    `address`: the client's; `has_factor`: they have a second factor, which is asked for; `around`: the counts shown
    around every page; `request`: what they sent; `again`: its address and fields, if it waits for a confirmation;
    `told`: what the form has done that led here."""

    session: AsyncSession
    person: Person
    rules: DeskSettings
    now: datetime
    language: str
    secret: str
    row: WebSession
    address: str
    has_factor: bool = False
    around: PageStatus = NOTHING_AROUND
    request: Request | None = None
    again: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    told: FormOutcome = NOTHING_TOLD

    @property
    def session_id(self) -> int:
        """Return the id of their session."""
        return self.row.id

    @property
    def desk(self) -> Desk:
        """Return a desk to call verbs on."""
        place = PanelPlace(address=self.address, session=self.row, has_factor=self.has_factor)
        return Desk(self.session, place, self.person, now=self.now, rules=self.rules)

    @property
    def today(self) -> date:
        """Return the day of `now` in the desk's time zone."""
        return get_today(self.now, self.rules.timezone)

    def may(self, grant: Grant | frozenset[Grant]) -> bool:
        """Return True if they may do that now."""
        return has_grant(self.person, grant)

    def require(self, grant: Grant | frozenset[Grant]) -> None:
        """Raise NotAllowed unless they may do that now."""
        require_grant(self.person, grant)


@dataclass(slots=True)
class WebContext:
    """The state of one web process. `quiet_since`: the moment of which the database is a copy that sends nothing.
    Rates: `asking` and `finishing` to sign in, `forms` and `form_pages` of one address and `form_words` of one link at
    `/ask`. Who waits for a code is not kept from finishing by everybody else."""

    database: Database
    settings: WebSettings
    now: Callable[[], datetime]
    quiet_since: datetime | None = None
    pages: Pages = field(default_factory=Pages)
    asking: AddressLimit = field(default_factory=lambda: AddressLimit(5, 20.0, time.monotonic, everybody=(60, 1.0)))
    finishing: AddressLimit = field(default_factory=lambda: AddressLimit(30, 1.0, time.monotonic))
    forms: AddressLimit = field(default_factory=lambda: AddressLimit(5, 120.0, time.monotonic, everybody=(60, 10.0)))
    form_pages: AddressLimit = field(default_factory=lambda: AddressLimit(60, 1.0, time.monotonic))
    form_words: RateLimit = field(default_factory=lambda: RateLimit(10, 10.0, time.monotonic))
    limits: Limits = field(default_factory=lambda: Limits(time.monotonic))
    bot_watch: BotWatch = field(default_factory=lambda: BotWatch(time.monotonic))
    receiving: Places = field(default_factory=Places)
    fetching: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_FETCHED_AT_ONCE))
    current: CurrentSettings = field(init=False)
    live: Live = field(init=False)
    counting: live_counting.LiveCounting = field(init=False)

    def __post_init__(self) -> None:
        self.current = CurrentSettings(self.settings.make_desk_settings())
        self.live = Live(self.database, self._filter_valid, self._name_troubles, self.now)
        self.counting = live_counting.LiveCounting(partial(facts.bring_up_to_date, self.database), COUNTING_SECONDS)

    @property
    def origin(self) -> str:
        """Return scheme, host and port as browsers send them."""
        parts = urlsplit(self.settings.web_url)
        return f"{parts.scheme}://{parts.netloc}"

    async def _filter_valid(self, ids: Collection[int]) -> set[int]:
        """Return which of these sessions are still valid. Raises database errors."""
        async with self.database.reading() as session:
            remember_version(session, await session.scalar(select(VERSION)))
            rules = await self.current.get_for_session(session)
            return await sessions.filter_good(session, ids, now=self.now(), rules=rules)

    def name_cookie(self, name: str) -> str:
        """Return a cookie's full name: over TLS with the prefix that only this host can set."""
        return f"__Host-{name}" if self.settings.is_encrypted else name

    def get_address(self, request: Request) -> str:
        """Return the client's address."""
        return find_client_address(request, self.settings.web_proxies)

    @asynccontextmanager
    async def admit_visitor(
        self, request: Request, *, form: str | None = None, unproved: bool = False
    ) -> AsyncIterator[Visitor]:
        """Yield the visitor. `form`: the token that came with a change; `unproved`: also before their second factor. A
        request that a page sends by itself does not prolong its session. Raises SignedOutError, FactorDueError,
        ForgedError."""
        async with self.identify_visitor(request, unproved=unproved) as visitor:
            if request.method == "POST" and not is_form_token(visitor.secret, form or ""):
                raise ForgedError
            told, is_page = NOTHING_TOLD, "hx-request" not in request.headers
            if request.method == "POST" or is_page:
                sessions.mark_used(visitor.row, visitor.now)
            if request.method == "GET" and is_page and outcomes.FIELD in request.query_params:
                told = await outcomes.take_outcome(
                    visitor.session, visitor.session_id, visitor.secret, str(request.url), visitor.now
                )
            yield replace(visitor, around=await self._load_status(visitor), told=told)

    @asynccontextmanager
    async def identify_reader(self, request: Request) -> AsyncIterator[Visitor]:
        """Yield the visitor for whose request nothing is done but a page shown. Raises as `identify_visitor`."""
        async with self.identify_visitor(request) as visitor:
            yield replace(visitor, around=await self._load_status(visitor))

    @asynccontextmanager
    async def admit_wall(self, request: Request) -> AsyncIterator[Visitor]:
        """Yield the visitor whose screen shows the wall, for which a session is valid longer. Raises SignedOutError."""
        async with self.identify_visitor(request, on_wall=True) as visitor:
            sessions.mark_used_on_wall(visitor.row, visitor.now)
            yield replace(visitor, around=await self._load_status(visitor))

    async def keep_watch(self, stop: asyncio.Event) -> None:
        """Look at the bot and the server's room until `stop`, so that a page which somebody opens knows since when the
        bot is away, and a full disk is noticed on an idle desk."""
        for turn in count():
            try:
                async with self.database.reading() as session:
                    self.bot_watch.find_trouble((await load_troubles(session))[1], self.now())
                if turn % _TRIES_EACH == 0:
                    await try_room(self.database.engine)
            except Exception as error:  # noqa: BLE001  (it goes on whatever it meets; pages say what is wrong)
                log.warning("the watch could not look", error=type(error).__name__)
            await sleep_or_stop(stop, _LOOKS_SECONDS)
            if stop.is_set():
                return

    async def _load_status(self, visitor: Visitor) -> PageStatus:
        """Load the status, with what keeps the desk from its work: the bot hangs, none has run for a minute, or the
        server has no room."""
        around = await load_page_status(visitor.session, visitor.person, visitor.now)
        trouble = self._find_trouble(around.bot, visitor.now)
        return replace(around, late={**around.late, **trouble}) if trouble else around

    def _find_trouble(self, bot: BotState | None, now: datetime) -> dict[str, datetime]:
        """Return what this process sees by itself, and since when."""
        return self.bot_watch.find_trouble(bot, now) | ({"full": now} if is_full(self.database.engine) else {})

    async def _name_troubles(self, session: AsyncSession) -> Hashable:
        """Return the names of all troubles of the desk, which is what open pages follow. Raises database errors."""
        late, bot = await load_troubles(session)
        return frozenset(late.items()), frozenset(self._find_trouble(bot, self.now()))

    @asynccontextmanager
    async def identify_visitor(
        self, request: Request, *, on_wall: bool = False, unproved: bool = False
    ) -> AsyncIterator[Visitor]:
        """Yield the visitor before their input is read; nothing may be changed for them yet. Raises SignedOutError,
        FactorDueError, OutsideError."""
        secret = request.cookies.get(self.name_cookie("session"), "")
        async with self.database.unit_of_work() as session:
            found = await sessions.load_session(session, hash_secret(secret)) if secret else None
            if found is None:
                raise SignedOutError
            row, person, has_factor = found
            now, rules = self.now(), await self.current.get_for_session(session)
            self.require_admitted_address(request, rules)
            if not sessions.is_good(row, person, now=now, rules=rules, on_wall=on_wall):
                raise SignedOutError
            if not unproved and not sessions.is_proved(found, rules):
                raise FactorDueError
            is_asked = has_factor and rules.web.second_factor != "off"
            request.state.language = language = catalog.choose_language(person, rules.locale)
            yield Visitor(
                session, person, rules, now, language, secret, row, self.get_address(request), has_factor=is_asked,
                request=request,
            )  # fmt: skip

    async def load_rules(self, session: AsyncSession, request: Request) -> DeskSettings:
        """Return the current settings for a client without a session. Raises OutsideError."""
        remember_version(session, await session.scalar(select(VERSION)))
        rules = await self.current.get_for_session(session)
        self.require_admitted_address(request, rules)
        return rules

    def require_admitted_address(self, request: Request, rules: DeskSettings) -> None:
        """Check that the panel accepts this address. Raises OutsideError."""
        if not permissions.is_admitted(rules.web.addresses, self.get_address(request)):
            raise OutsideError

    def make_token(self, secret: str) -> str:
        """Return the token that forms carry."""
        return make_form_token(secret)


def name_browser(request: Request) -> str:
    """Return a short name of the browser and its system, as far as its User-Agent says."""
    said = request.headers.get("user-agent", "")
    names = (("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser/", "Yandex Browser"), ("Firefox/", "Firefox"),
             ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS X", "macOS"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for mark, name in names if mark in said), "")
    system = next((name for mark, name in systems if mark in said), "")
    return ", ".join(part for part in (browser, system) if part)[:LONGEST_BROWSER] or "?"
