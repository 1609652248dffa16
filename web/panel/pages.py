"""The pages for a visitor: their frame, and verbs tried for them.

A refusal of a verb is shown on the page and nothing is half done. A change that needs confirmation is asked about in
Telegram, or needs the second factor once more."""

from collections.abc import Awaitable
from typing import Any

from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from db.database import savepoint
from db.models import Status
from desk import NotAllowed, Refused
from desk.i18n import Arg
from desk.listing import write_address
from desk.notifications import confirmations
from desk.notifications.confirmations import ConfirmationNeeded, FactorNeeded
from desk.policy.permissions import Grant
from desk.queries.lists import SOON
from desk.staff.preferences import LANGUAGES
from web.context import Visitor, WebContext
from web.outcomes import FormOutcome, keep_outcome
from web.panel.page_tabs import list_log_tabs, list_people_tabs, list_settings_tabs
from web.panel.repeated_forms import make_key
from web.rendering import Words, render_page


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
        has_organizations=visitor.rules.organizations.enabled, has_later=visitor.rules.team.later,
        Status=Status, around=visitor.around, soon=SOON,
        once=make_key(), asked_forms=visitor.again, outcome=visitor.told,
        other_languages=[code for code in LANGUAGES if code != visitor.language], **given,
    )  # fmt: skip
    made.headers["Panel-Of"] = str(visitor.person.id)
    return made


async def redirect_with(visitor: Visitor, address: str, outcome: FormOutcome, form: str = "") -> Response:
    """Lead to the page of an address, which tells once what the form has done. `form`: its key, if it may be sent
    twice."""
    session, secret = visitor.session, visitor.secret
    to = await keep_outcome(session, visitor.session_id, secret, address, outcome, now=visitor.now, key=form)
    return RedirectResponse(to, 303)


async def tell(visitor: Visitor, address: str, key: str, /, form: str = "", **args: Arg) -> Response:
    """Lead to the page of an address, which says once what was done; `form` as in `redirect_with`."""
    return await redirect_with(visitor, address, FormOutcome(make_words(visitor).say(key, **args)), form)


_ASKED = Markup('<span class="asked">{}</span>')
_AGAIN = Markup('{} <button class="button" form="again">{}</button>')
_TYPED_FORM = "application/x-www-form-urlencoded"
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
    """Ask the visitor in Telegram whether it was them, if the verb waits for that. The form that they sent is kept on
    the page, so that one press sends it again; one with files has to be filled in once more."""
    if not isinstance(refused, ConfirmationNeeded):
        return
    await confirmations.ask_confirmation(visitor.desk, refused)
    request = visitor.request
    if request is not None and request.headers.get("content-type", "").startswith(_TYPED_FORM):
        sent, address = await request.form(), request.url.replace(scheme="", netloc="", fragment="")
        visitor.again[str(address)] = [(name, value) for name, value in sent.multi_items() if isinstance(value, str)]


def format_refusal(visitor: Visitor, refused: Refused) -> str:
    """Return why it was refused, in the visitor's language."""
    words = make_words(visitor)
    if isinstance(refused, FactorNeeded):
        return _WITH_LINK.format(words.say(refused.key), words.say("page-factor-again"))
    if isinstance(refused, ConfirmationNeeded):
        asked = _ASKED.format(words.say(refused.key))
        return _AGAIN.format(asked, words.say("lasting-again")) if visitor.again else asked
    return words.say(refused.key, **refused.args_)


def link_sort(address: str, chosen: Any, by: str, first: str = "") -> tuple[str, str]:
    """Return `aria-sort` of a column and the address of its header: the `first` direction ("": ascending, "-":
    descending), the other one, then the usual order of the list."""
    other = "" if first else "-"
    now = {by: "ascending", f"-{by}": "descending"}.get(chosen.sort, "none")
    then = {f"{first}{by}": f"{other}{by}", f"{other}{by}": ""}.get(chosen.sort, f"{first}{by}")
    return now, write_address(address, chosen, sort=then)
