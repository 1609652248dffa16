"""Which browsers a person is asked about in Telegram, and how often.

After `/panel`, browsers that asked before no longer count. For two minutes, limits reached before and networks refused
before do not count either. A refusal keeps nobody out of a network in which the person was signed in before. Strangers
who go on asking can still take all the places. So `/panel` shows a link with a word: a browser that asks with it is
asked about outside all limits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, WebSession, WebSignIn
from desk import Context, history
from desk.outbox import Say, Show, letters
from desk.references import is_same
from desk.sessions import address_info, codes

WINDOW = timedelta(minutes=2)
"""How long after `/panel` nothing that happened before keeps a browser out."""
WORD_VALID_FOR = timedelta(minutes=10)
"""How long after `/panel` the word in its link counts."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_OPEN_AT_ONCE, _OF_ONE_SITE, _OF_ONE_NETWORK, _IN_AN_HOUR = 6, 3, 2, 10  # limits of questions to one person
_TRIED = 10  # browsers refused within a day, from which on their person is notified


class Verdict(Enum):
    """The answer to a browser that asks for a person."""

    ASKED = auto()
    TOO_MANY = auto()
    SHUT_OUT = auto()


class SignInState(Enum):
    """The state of a browser that asks."""

    WAITS = auto()
    LET_IN = auto()
    REFUSED = auto()
    WRONG_CODE = auto()


@dataclass(frozen=True, slots=True)
class AskingBrowser:
    """A browser that asks, as its person sees it. `choices`: its code among others."""

    id: int
    browser: str
    address: str
    fate: SignInState
    choices: tuple[str, ...]


async def list_asking(session: AsyncSession, person: Person, now: datetime) -> list[AskingBrowser]:
    """Return the browsers that ask for this person, or did within their time, oldest first."""
    theirs = select(WebSignIn).where(*_conditions_of(person), WebSignIn.ends_at > now).order_by(WebSignIn.id)
    return [
        AskingBrowser(row.id, row.browser, row.address, _get_state(row), codes.make_choices(row.code, row.browser_hash))
        for row in await session.scalars(theirs)
    ]


def is_still_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a browser may still be let in, or take its session."""
    return (
        WebSignIn.used_at.is_(None), WebSignIn.refused_at.is_(None), WebSignIn.wrong_at.is_(None),
        WebSignIn.ends_at > now,
    )  # fmt: skip


def is_asked_about(person: Person, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for browsers that the person is asked about now."""
    return (*_conditions_of(person), *is_still_open(now), WebSignIn.let_in_at.is_(None))


def find_word(person: Person, now: datetime) -> str | None:
    """Return the word in the link that the person's last `/panel` showed, while it counts."""
    begins = person.panel_opened_at
    return person.panel_word if begins is not None and now - begins <= WORD_VALID_FOR else None


def has_word(person: Person, word: str, now: datetime) -> bool:
    """Return True if a browser with that word opened the link that the person got by `/panel`."""
    shown = find_word(person, now)
    return shown is not None and is_same(shown, word)


async def judge_browser(session: AsyncSession, person: Person, address: str, now: datetime) -> Verdict:
    """Return the answer to a browser at that address that has no word."""
    begins = person.panel_opened_at
    since = begins if begins is not None and now - begins <= WINDOW else now - _HOUR
    rows = select(WebSignIn).where(WebSignIn.person_id == person.id, WebSignIn.ends_at > now - _HOUR)
    lately = list(await session.scalars(rows))
    here, site = address_info.get_network(address), address_info.get_site(address)
    near = [row for row in lately if address_info.get_network(row.address) == here]
    is_refused = any(row.refused_at is not None and row.refused_at > since for row in near)
    if is_refused and here not in await list_own_networks(session, person.id):
        return Verdict.SHUT_OUT
    counted = [row for row in lately if row.asked_at >= since]
    waits = [row for row in counted if _get_state(row) is SignInState.WAITS and row.ends_at > now]
    of_site = sum(address_info.get_site(row.address) == site for row in waits)
    is_full = len(counted) >= _IN_AN_HOUR or len(waits) >= _OPEN_AT_ONCE or of_site >= _OF_ONE_SITE
    return Verdict.TOO_MANY if is_full or sum(row in near for row in waits) >= _OF_ONE_NETWORK else Verdict.ASKED


async def list_own_networks(session: AsyncSession, person_id: int, *, but: int = 0) -> set[str]:
    """Return the networks in which the person was ever signed in, by other sessions than `but`."""
    theirs = WebSession.person_id == person_id, WebSession.id != but, WebSession.wall_only.is_(False)
    return set(map(address_info.get_network, await session.scalars(select(WebSession.address).where(*theirs))))


async def tell_person(context: Context, person: Person, what: Verdict) -> None:
    """Show the person all browsers that ask, in a new message if there is one more to choose. Once a day, notify them
    that their name is being tried."""
    if what is Verdict.ASKED:
        _post(context, person, Show("sign_in", slot="websignin", fresh=True))
    elif what is Verdict.TOO_MANY:
        _post(context, person, Show("sign_in", slot="websignin", only_edit=True, note="web-more-ask"))
    since = context.now - _DAY
    rows = select(WebSignIn.let_in_at).where(WebSignIn.person_id == person.id, WebSignIn.asked_at > since)
    n = sum(let_in_at is None for let_in_at in await context.session.scalars(rows))
    if n < _TRIED:
        return
    told_at = await history.find_last_time(context, f"person:{person.id}", "web-tried")
    if told_at is None or told_at <= since:
        history.record_action(context, "web-tried", f"person:{person.id}")
        _post(context, person, Say("web-tried", {"n": n}, staff_only=True))


def _post(context: Context, person: Person, letter: Say | Show) -> None:
    letters.queue_letter(context.session, person.id, letter, now=context.now)


def _conditions_of(person: Person) -> tuple[ColumnElement[bool], ...]:
    theirs = WebSignIn.person_id == person.id
    begins = person.panel_opened_at
    return (theirs,) if begins is None else (theirs, WebSignIn.asked_at >= begins)


def _get_state(row: WebSignIn) -> SignInState:
    if row.refused_at is not None:
        return SignInState.REFUSED
    if row.wrong_at is not None:
        return SignInState.WRONG_CODE
    return SignInState.WAITS if row.let_in_at is None else SignInState.LET_IN
