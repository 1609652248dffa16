"""Callback data of what is pressed about one ticket, by its requester or by staff. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfTicket, PageNumber


class Send(OfTicket, prefix="send"):
    """File the draft now."""


class Cancel(OfTicket, prefix="cancel"):
    """The requester no longer needs it."""


class CategoryChoice(OfTicket, prefix="cat"):
    """Choose a category."""

    category: Id


class CannotWait(OfTicket, prefix="nowait"):
    """Its requester calls somebody outside the desk's hours."""


class CanWait(OfTicket, prefix="canwait"):
    """It waits for the desk's hours after all, an agent thinks."""


class Add(OfTicket, prefix="add"):
    """The next message goes to this ticket."""


class Subject(OfTicket, prefix="subject"):
    """The next text is the request's new subject."""


class SolvedAnswer(StrEnum):
    """What the requester says to "did this solve it?"."""

    YES = "yes"
    NO = "no"


class Solved(OfTicket, prefix="solved"):
    """Did this solve it?"""

    answer: SolvedAnswer


class RateSkip(StrEnum):
    """No stars, no word."""

    SKIP = "skip"


class Rate(OfTicket, prefix="rate"):
    """One to five stars, or neither stars nor a word."""

    stars: Annotated[int, Field(ge=1, le=5)] | RateSkip


class RateAgent(OfTicket, prefix="rate_agent"):
    """One to five stars for who solved it."""

    stars: Annotated[int, Field(ge=1, le=5)]


class Claim(OfTicket, prefix="claim"):
    """Take."""


class Open(OfTicket, prefix="open"):
    """Show everything."""


class Foldable(StrEnum):
    """The messages of a ticket that show a few of their buttons at a time, as their slots call them."""

    CARD = "card"
    OPEN = "open"
    RECEIPT = "receipt"


class More(CallbackData, prefix="more"):
    """Another screen of a message's buttons; 1: as it came."""

    face: Foldable
    number: Id
    screen: Annotated[int, Field(ge=1, le=30_000)]


class Pending(OfTicket, prefix="pending"):
    """It waits for the requester."""


class Progress(OfTicket, prefix="progress"):
    """It is being worked on."""


class Hold(OfTicket, prefix="hold"):
    """It waits for somebody else."""


class Resolve(OfTicket, prefix="resolve"):
    """It is solved, an agent thinks."""


class Escalate(OfTicket, prefix="escalate"):
    """Call somebody more senior: the reason is asked for."""


class Deescalate(OfTicket, prefix="deescalate"):
    """Nobody is called any more."""


class RingAgain(OfTicket, prefix="ring"):
    """Everybody who is there hears of it once more."""


class Reopen(OfTicket, prefix="reopen"):
    """Back to work."""


class ReleaseAll(StrEnum):
    """What somebody who went away does with what they hold."""

    ALL = "all"
    NONE = "none"


class Release(CallbackData, prefix="release"):
    """Give one back, or all, or none."""

    number: Id | ReleaseAll


class Hand(OfTicket, prefix="hand"):
    """Ask to whom."""


class Give(OfTicket, prefix="give"):
    """Hand over to this person, by Telegram id."""

    person: Id


class Priority(OfTicket, prefix="prio"):
    """1 critical … 4 low."""

    priority: Annotated[int, Field(ge=1, le=4)]


class Elsewhere(StrEnum):
    """Answers to "which request?" and "where to?" that name no ticket."""

    NEW = "new"
    NONE = "none"


class To(CallbackData, prefix="to"):
    """Where words go."""

    target: Id | Elsewhere


class Thread(OfTicket, prefix="thread"):
    """A page of a ticket's words."""

    page: PageNumber


class HistoryPage(OfTicket, prefix="history"):
    """A page of what became of a ticket, for staff; 0: the last."""

    page: Annotated[int, Field(ge=0, le=10**6)]


class CauseChoice(OfTicket, prefix="cause"):
    """What it is put down to, by the key of a listed cause; empty: nothing."""

    key: Annotated[str, Field(pattern="^([0-9a-f]{8})?$")]


class EarlierTurn(OfTicket, prefix="earlier"):
    """A page of what its requester filed besides it."""

    page: PageNumber


class GoneWord(StrEnum):
    """What was meant by taking a ticket's task off the board."""

    CLOSE = "close"
    BACK = "back"


class Gone(OfTicket, prefix="gone"):
    """Staff's word about a ticket whose task is gone."""

    word: GoneWord


class Block(OfTicket, prefix="block"):
    """Take no more requests from who filed this one."""


class Still(OfTicket, prefix="still"):
    """Still on it: the requester is told so."""
