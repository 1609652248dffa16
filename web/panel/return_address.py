"""Leads people back after signing in again to the page they were on. A cookie of this panel holds the address, so
links of other sites lead nowhere; typed text is not stored."""

import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Path
from markupsafe import Markup
from pydantic import BaseModel, Field, model_validator
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Match, Mount
from starlette.types import Message

from db.database import savepoint
from db.models import Status
from desk import NotAllowed, Refused, accounts
from desk.accounts import AccountInfo
from desk.i18n.formats import format_money
from desk.notifications import confirmations
from desk.notifications.confirmations import ConfirmationNeeded, FactorNeeded
from desk.outbox import account_jobs
from desk.payments import ledger
from desk.payments.ledger import BalanceOwner
from desk.policy.permissions import ANY_SETTING, Grant
from desk.queries.lists import SOON
from desk.sessions import sessions
from desk.staff.preferences import LANGUAGES
from desk.text import clean_text
from desk.text.money import pack_money, parse_amount
from web.body import HEAD_BYTES, read_head
from web.context import Visitor, WebContext
from web.rendering import Words, render_page

# Keeps what a person typed into a form that is refused, so that the refusal can show it: a browser that goes back
# loads the page again.


_MOST = 10_000  # more than there is room for
_CARRIED, _WAS = frozenset({"form", "once", "seen", "was"}), "was-"
_LONG = 20
_MULTIPART = "multipart/form-data"


async def remember_text(request: Request) -> bool:
    """Keep the text of a form for the page that refuses it; return True if there is any. Nothing is kept where the
    browser shows no page; of a large form, its beginning: fields come before files."""
    is_page = "text/html" in request.headers.get("accept", "") and "hx-request" not in request.headers
    if request.method != "POST" or not is_page:
        return False
    if not hasattr(request.state, "typed"):
        form = await _form(request, await read_head(request))
        request.state.typed = [
            said
            for name, one in form.multi_items()
            if isinstance(one, str) and not _is_carried(name) and _is_typed(said := one.strip())
        ]
    return bool(request.state.typed)


def get_remembered_text(request: Request) -> list[str]:
    """Return the text that was kept for this request."""
    found: list[str] = getattr(request.state, "typed", [])
    return found


async def _form(request: Request, head: bytes) -> FormData:
    """Parse the fields of a form of which only the beginning is known; a field that is cut off keeps what is there."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    if media.strip().lower() == _MULTIPART and len(head) == HEAD_BYTES:
        boundary = rest.partition("boundary=")[2].partition(";")[0].strip().strip('"')
        head = head.decode("utf-8", "ignore").encode() + f"\r\n--{boundary}--\r\n".encode("latin-1", "replace")

    async def receive() -> Message:
        return {"type": "http.request", "body": head, "more_body": False}

    try:
        return await Request(request.scope, receive).form(max_files=_MOST, max_fields=_MOST, max_part_size=HEAD_BYTES)
    except (HTTPException, MultiPartException):
        return FormData()


def _is_carried(name: str) -> bool:
    """Return True for fields that the page itself filled in."""
    return name in _CARRIED or name.startswith(_WAS)


def _is_typed(said: str) -> bool:
    """Return True for several words or a long text: choices are short and have no blanks."""
    return len(said) > _LONG or len(said.split()) > 1


# Values of addresses and forms that the database can store.


class IdInAddress(Convertor[int]):
    """A row id in an address, `{…:id}`, of at most 18 digits. Starlette's own `int` takes any number of digits, of
    which Python refuses more than 4,300 (sys.set_int_max_str_digits)."""

    regex = "[0-9]{1,18}"

    def convert(self, value: str) -> int:
        """Return the id of a part of an address."""
        return int(value)

    def to_string(self, value: int) -> str:
        """Return the part of an address for an id."""
        return str(value)


register_url_convertor("id", IdInAddress())
Id = Annotated[int, Path(ge=0, lt=2**63)]
"""The id of a row, in an address."""
RowId = Annotated[int, Field(ge=0, lt=2**63)]
"""The same in a form."""


class PageForm(BaseModel):
    """The fields of a form, without characters that PostgreSQL cannot store."""

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, given: Any) -> Any:
        return {name: _clean_value(value) for name, value in given.items()} if isinstance(given, dict) else given


def _clean_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    return [_clean_value(one) for one in value] if isinstance(value, list) else value


# The tabs that a visitor sees: those whose pages their grants allow.


_SETTINGS: dict[str, Grant | frozenset[Grant]] = {
    "settings": ANY_SETTING,
    "hours": Grant.SETTINGS_HOURS,
    "promises": Grant.SETTINGS_PROMISES,
    "topics": Grant.TOPICS,
    "rules": Grant.RULES,
    "texts": Grant.PUBLISH,
    "systems": Grant.INTEGRATIONS,
}
"""Pages under *Settings*, in their order, each with what it needs."""


def list_settings_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *Settings* that the visitor may open; their addresses are the names."""
    return [name for name, grant in _SETTINGS.items() if visitor.may(grant)]


def list_log_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *Log* that the visitor may open; their addresses are the names."""
    known = {
        "log": visitor.may(Grant.AUDIT) and bool(visitor.rules.retention.log),
        "audit": visitor.may(Grant.AUDIT),
        "failed": visitor.may(Grant.OPERATIONS),
    }
    return [name for name, is_shown in known.items() if is_shown]


def list_people_tabs(visitor: Visitor) -> Sequence[str]:
    """Return the names of the pages under *People* that the visitor may open; their addresses are the names."""
    known = {
        "people": visitor.may(Grant.TEAM),
        "requesters": visitor.may(Grant.ORGANIZATIONS),
        "organizations": visitor.rules.organizations.enabled,
    }
    return [name for name, is_shown in known.items() if is_shown]


# Idempotency of forms: a form that creates something carries a key (`once`). Sent twice, it creates one thing and
# leads to the same address; with other content it counts as another form.


FIELD = "once"
_REPEATED_FORMS_LONGEST = 32


def make_key() -> str:
    """Return the key of a form that is shown."""
    return secrets.token_hex(8)


def extend_key(given: str, *said: object) -> str:
    """Return the form's key together with a hash of its content, or an empty text where it has no key."""
    is_key = 0 < len(given) <= _REPEATED_FORMS_LONGEST and given.isascii() and given.isalnum()
    return given + sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:16] if is_key else ""


async def find_earlier_answer(visitor: Visitor, form: str) -> Response | None:
    """Return the answer to a form that was sent before, or None to go on; call `remember_answer` afterwards."""
    if not form:
        return None
    address = await sessions.find_address(visitor.session, visitor.session_id, form)
    return RedirectResponse(address, 303) if address is not None else None


async def remember_answer(visitor: Visitor, form: str, address: str) -> None:
    """Store where the form led, for the case that it is sent again."""
    if form:
        await sessions.record_form(visitor.session, visitor.session_id, form, address, visitor.now)


# The balance of an organization or a person on their page (`balance.html`): shown to staff, corrected by admins.


async def format_balance(visitor: Visitor, owner: BalanceOwner) -> str:
    """Return the balance in words; empty while payments are off."""
    if not visitor.rules.payments.enabled:
        return ""
    currency = visitor.rules.payments.currency
    amount = await ledger.get_balance(visitor.session, owner, currency)
    return format_money(visitor.language, pack_money(amount, currency))


async def correct_balance(visitor: Visitor, owner: BalanceOwner, typed: str, reason: str) -> None:
    """Add a correction with its reason. Raises Refused."""
    amount = parse_amount(typed, visitor.rules.payments.currency)
    if amount is None:
        raise Refused("price-wrong")
    await ledger.correct_balance(visitor.desk, owner, amount, reason)


# Account data on the pages of tickets and requesters (`account.html`).


@dataclass(frozen=True, slots=True)
class AccountView:
    """Account data, whether there is a system to ask for it again, and whether it is being asked now."""

    info: AccountInfo | None
    can_refresh: bool
    is_under_way: bool


async def load_account_view(visitor: Visitor, person_id: int, *, is_opened: bool = False) -> AccountView:
    """Return what the page of a person shows; if it `is_opened` and the data is not recent, ask for it. Costs nothing
    while there is no account data."""
    info = await accounts.find_account(visitor.session, person_id, visitor.rules)
    if is_opened and not accounts.is_recent(info.as_of if info else None, visitor.now, visitor.rules):
        account_jobs.queue_lookup(visitor.desk, person_id)
    under_way = await accounts.is_under_way(visitor.session, person_id, visitor.rules)
    return AccountView(info, visitor.rules.accounts.url is not None, under_way)


# `/live`: a stream that says "changed" to the pages of a signed-in person.


def make_router(ctx: WebContext) -> APIRouter:
    """Return the route of the stream."""
    made = APIRouter(include_in_schema=False)

    @made.get("/live")
    async def live(request: Request, since: float | None = None) -> Response:
        """The stream, which ends with its session and is no use of it: a page asks again for what may be seen."""
        async with ctx.identify_visitor(request, on_wall=True) as visitor:
            heard = ctx.live.listen(visitor.session_id, since)
        return StreamingResponse(heard, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

    return made


_COOKIE = "back"
_STAYS = timedelta(hours=16)  # over night: who finds the page signed out in the morning goes on there
_LONGEST = 2000
_PAGE = re.compile(r"/(?=.)(?:[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*)?(?:\?[!-:=-~]*)?")
_NOT_BACK = re.compile(r"/(?:sign-in|second-factor|live|files)(?:[/?]|$)")


def remember_address(ctx: WebContext, request: Request, answer: Response) -> None:
    """Store the address of the requested page, or of the page that a form or a part belongs to."""
    page = _page_of(ctx, request)
    if page is not None and _is_opened(request, page):
        answer.set_cookie(
            ctx.name_cookie(_COOKIE), page, max_age=int(_STAYS.total_seconds()), path="/", httponly=True,
            samesite="lax",
            secure=ctx.settings.is_encrypted,
        )  # fmt: skip


def get_address_after_sign_in(ctx: WebContext, request: Request) -> str:
    """Return where to go after signing in: the first page where nothing is stored."""
    return _own_page(request.cookies.get(ctx.name_cookie(_COOKIE), "").strip('"')) or "/"


def get_page_of_form(ctx: WebContext, request: Request) -> str:
    """Return the address of the page that a form was sent from: the first page if a browser cannot open it."""
    page = _page_of(ctx, request)
    return page if page is not None and _is_opened(request, page) else "/"


def forget_address(ctx: WebContext, answer: Response) -> None:
    """Delete the stored address."""
    answer.delete_cookie(ctx.name_cookie(_COOKIE), path="/", secure=ctx.settings.is_encrypted, httponly=True)


def _page_of(ctx: WebContext, request: Request) -> str | None:
    if "hx-request" in request.headers or request.method != "GET":
        said = urlsplit(request.headers.get("hx-current-url") or request.headers.get("referer", ""))
        if f"{said.scheme}://{said.netloc}" != ctx.origin:
            return None
        return _own_page(said.path + (f"?{said.query}" if said.query else ""))
    if "text/html" not in request.headers.get("accept", ""):
        return None
    return _own_page(request.url.path + (f"?{request.url.query}" if request.url.query else ""))


def _is_opened(request: Request, page: str) -> bool:
    """Return True if a browser can open it: addresses of forms are often not pages."""
    asked = {"type": "http", "method": "GET", "path": page.partition("?")[0], "root_path": "", "headers": []}
    pages = (one for one in request.app.routes if not isinstance(one, Mount))
    return any(one.matches(asked)[0] is Match.FULL for one in pages)


def _own_page(page: str) -> str | None:
    """Return the address if it is a page of this panel; None if it is not, or if it is the first page."""
    is_page = len(page) <= _LONGEST and _PAGE.fullmatch(page) and not _NOT_BACK.match(page)
    return page if is_page else None


# Leads visitors to a page they have to see first, such as that for signing in, and keeps the way back.


def make_handler(ctx: WebContext, address: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return the handler that leads to `address`, also requests of scripts for parts of pages. A visitor who typed
    something reads it again first; afterwards they are led back."""

    async def lead_away(request: Request, _error: Exception) -> Response:
        if "hx-request" in request.headers:
            gone = Response(status_code=401, headers={"HX-Redirect": address})
        elif await remember_text(request):
            gone = Response(status_code=401)
        else:
            gone = RedirectResponse(address, 303)
        remember_address(ctx, request, gone)
        return gone

    return lead_away


# The frame of every page for a visitor: the bar, their name, the token of forms.


def make_words(visitor: Visitor) -> Words:
    """Return texts in the visitor's language and the desk's time zone."""
    return Words(visitor.language, visitor.now, visitor.rules.timezone)


def show_page(ctx: WebContext, visitor: Visitor, template: str, *, status: int = 200, **given: Any) -> HTMLResponse:
    """Return a page for the visitor; a header names them, so that a page of another person's session takes no part
    of it."""
    made = render_page(
        template, make_words(visitor), status=status, token=ctx.make_token(visitor.secret), me=visitor.person,
        may=visitor.may, Grant=Grant, settings_tabs=list_settings_tabs(visitor),
        people_tabs=list_people_tabs(visitor),
        log_tabs=list_log_tabs(visitor), now=visitor.now,
        has_organizations=visitor.rules.organizations.enabled, Status=Status, around=visitor.around, soon=SOON,
        once=make_key(),
        other_languages=[code for code in LANGUAGES if code != visitor.language], **given,
    )  # fmt: skip
    made.headers["Panel-Of"] = str(visitor.person.id)
    return made


# Tries a verb for a page: a refusal is shown on the page and nothing is half done. A change that needs confirmation
# is asked about in Telegram, or needs the second factor once more.


_ASKED = Markup('<span class="asked">{}</span>')
_WITH_LINK = Markup('{} <a href="/second-factor?again=1" target="_blank">{}</a>')


async def try_verb(visitor: Visitor, verb: Awaitable[object]) -> str:
    """Run the verb in a savepoint and return why it was refused, in the visitor's language, or an empty text. Raises
    NotAllowed."""
    try:
        async with savepoint(visitor.session):
            await verb
    except NotAllowed:
        raise
    except Refused as refused:
        await ask_first(visitor, refused)
        return format_refusal(visitor, refused)
    return ""


async def ask_first(visitor: Visitor, refused: Refused) -> None:
    """Ask the visitor in Telegram whether it was them, if the verb waits for that."""
    if isinstance(refused, ConfirmationNeeded):
        await confirmations.ask_confirmation(visitor.desk, refused)


def format_refusal(visitor: Visitor, refused: Refused) -> str:
    """Return why it was refused, in the visitor's language."""
    words = make_words(visitor)
    if isinstance(refused, FactorNeeded):
        return _WITH_LINK.format(words.say(refused.key), words.say("page-factor-again"))
    if isinstance(refused, ConfirmationNeeded):
        return _ASKED.format(words.say(refused.key))
    return words.say(refused.key, **refused.args_)
