"""Callback data of the contract as classes: what every button says when it is pressed, at most 64 bytes.

A number that PostgreSQL could not hold does not unpack, so a forged one is data nobody knows. Decides nothing.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from desk.outbox.letters import Args
from desk.policy.open_filter import By, Order
from desk.policy.requester_notifications import RequesterNews
from desk.queries.lists import Which

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
PageNumber = Annotated[int, Field(ge=1, le=10**6)]


class OfTicket(CallbackData, prefix="of-ticket"):
    """What is pressed about one ticket; those below say what."""

    number: Id


class PageTurn(CallbackData, prefix="of-list"):
    """A page of a list; those below say of which."""

    page: PageNumber


class OfPerson(CallbackData, prefix="of-person"):
    """What is pressed about one person, by Telegram id; those below say what."""

    person: Id


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


class Reopen(OfTicket, prefix="reopen"):
    """Back to work."""


class ReleaseAll(StrEnum):
    """What somebody who went away does with what they hold."""

    ALL = "all"
    NONE = "none"


class Release(CallbackData, prefix="release"):
    """Give one back, or all, or none."""

    number: Id | ReleaseAll


class AwayFor(StrEnum):
    """Until when somebody is away; OPEN: until they say so, BACK: no longer."""

    HOUR = "hour"
    TWO = "two"
    TOMORROW = "tomorrow"
    OPEN = "open"
    BACK = "back"


class Away(CallbackData, prefix="away"):
    """Oneself: until when."""

    until: AwayFor


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


class ListPage(PageTurn, prefix="list"):
    """A page of one's tickets."""


class ListFiltered(CallbackData, prefix="list"):
    """A page of some of one's tickets."""

    which: Which
    page: PageNumber


class ListSorted(CallbackData, prefix="list"):
    """The same in another order."""

    which: Which
    order: Order
    page: PageNumber


class MinePage(PageTurn, prefix="mine"):
    """A page of what one has taken."""


class FoundPage(PageTurn, prefix="found"):
    """A page of what a search found."""


class QueuePage(PageTurn, prefix="queue"):
    """A page of what nobody has taken."""


class AuditTurn(PageTurn, prefix="audit"):
    """A page of what was done to the desk."""


class News(CallbackData, prefix="news"):
    """Be told of that, or not."""

    kind: RequesterNews
    on: bool


class AttentionPageTurn(PageTurn, prefix="attention"):
    """A page of what needs attention."""


class AllPage(PageTurn, prefix="all"):
    """A page of all open tickets."""


class AllChoices(CallbackData, prefix="allby"):
    """What they can be chosen by; of one thing: what there is to choose from."""

    by: By | None
    page: PageNumber


class AllChosen(CallbackData, prefix="allset"):
    """Those of this value; empty: of any."""

    by: By
    value: Annotated[str, Field(pattern="^[a-z_0-9]{0,20}$")]


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


class Admit(OfPerson, prefix="admit"):
    """Let in who opened an admin's link, by Telegram id."""


class Dismiss(OfPerson, prefix="dismiss"):
    """Remove from the team, by Telegram id."""


class BrakeWord(StrEnum):
    """What becomes of acts on the board that were too many at once."""

    GO = "go"
    UNDO = "undo"


class BrakeChoice(CallbackData, prefix="brake"):
    """An admin's word about the tickets that the pressed message names."""

    word: BrakeWord


class GoneWord(StrEnum):
    """What was meant by taking a ticket's task off the board."""

    CLOSE = "close"
    BACK = "back"


class Gone(OfTicket, prefix="gone"):
    """Staff's word about a ticket whose task is gone."""

    word: GoneWord


class Evict(OfPerson, prefix="evict"):
    """Out of the Todoist project with a dismissed person, by Telegram id."""


class Unlink(OfPerson, prefix="unlink"):
    """An admin undoes that this colleague is somebody on the board, by Telegram id."""


class Block(OfTicket, prefix="block"):
    """Take no more requests from who filed this one."""


class Unblock(OfPerson, prefix="unblock"):
    """Take requests again from this person, by Telegram id."""


class RetryJob(CallbackData, prefix="retry"):
    """Try a job again that was given up."""

    job: Id


class Link(CallbackData, prefix="link"):
    """ "That is me on the board", by Todoist id."""

    todoist_id: Annotated[str, Field(min_length=1, max_length=58)]


class Still(OfTicket, prefix="still"):
    """Still on it: the requester is told so."""


class Lang(CallbackData, prefix="lang"):
    """Speak this language."""

    code: Annotated[str, Field(pattern="^[a-z]{2}$")]


@dataclass(slots=True)
class Press:
    """A callback query. `say` shows a line for a moment, `alert` a box to close; the last one said counts."""

    id: str
    data: str
    chat_id: int
    message_id: int
    key: str | None = None
    args: Args = field(default_factory=dict)
    boxed: bool = False

    @property
    def in_group(self) -> bool:
        """Whether it was pressed in a group (whose ids are below zero: Bot API, Chat, read 2026-11)."""
        return self.chat_id < 0

    def say(self, key: str, **args: str | int) -> None:
        """Answer with a line that goes away by itself."""
        self.key, self.args, self.boxed = key, args, False

    def alert(self, key: str, **args: str | int) -> None:
        """Answer with a box that has to be closed."""
        self.key, self.args, self.boxed = key, args, True
