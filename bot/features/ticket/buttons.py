"""Callback data of buttons about one ticket, for its requester and for staff."""

from enum import StrEnum
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, Field, create_model

from bot.handlers.pressed_message import Id, OfTicket, PageNumber
from desk.act_catalogue import list_acts
from desk.acts.declaring import Door, TicketAct
from desk.settings.kinds import Choice


class Send(OfTicket, prefix="send"):
    """File the draft now."""


class Cancel(OfTicket, prefix="cancel"):
    """Cancel the request: its requester no longer needs it."""


class ShowState(OfTicket, prefix="state"):
    """Show the requester how their request is going."""


class CategoryChoice(OfTicket, prefix="cat"):
    """Choose a topic."""

    category: Id


class CannotWait(OfTicket, prefix="nowait"):
    """Call somebody for a request that waits; at night the people named for it."""


class CanWait(OfTicket, prefix="canwait"):
    """Take back the call of the night staff: an agent thinks that it can wait."""


class Add(OfTicket, prefix="add"):
    """Add the person's next message to this ticket."""


class Subject(OfTicket, prefix="subject"):
    """Take the person's next text as the new subject."""


class SolvedAnswer(StrEnum):
    """The requester's answer to "Did this solve it?"."""

    YES = "yes"
    NO = "no"


class Solved(OfTicket, prefix="solved"):
    """Answer "Did this solve it?"."""

    answer: SolvedAnswer


class RateSkip(StrEnum):
    """Give no stars, or no comment."""

    SKIP = "skip"


class Rate(OfTicket, prefix="rate"):
    """Give one to five stars, or skip the stars or the comment."""

    stars: Annotated[int, Field(ge=1, le=5)] | RateSkip


class RateAgent(OfTicket, prefix="rate_agent"):
    """Give one to five stars to the agent who solved it."""

    stars: Annotated[int, Field(ge=1, le=5)]


class Claim(OfTicket, prefix="claim"):
    """Take the ticket."""


class Open(OfTicket, prefix="open"):
    """Show the whole ticket."""


class Foldable(StrEnum):
    """The messages of a ticket that show a few of their buttons at a time, named like their slots."""

    CARD = "card"
    OPEN = "open"
    RECEIPT = "receipt"


class More(CallbackData, prefix="more"):
    """Show another screen of a message's buttons; 1: as it came."""

    face: Foldable
    number: Id
    screen: Annotated[int, Field(ge=1, le=30_000)]


class ShowMail(OfTicket, prefix="mail"):
    """Show a page of a mail as it came: that of an entry; 0: the newest one of the ticket."""

    entry: Annotated[int, Field(ge=0, lt=2**63)]
    page: PageNumber


class SendOn(OfTicket, prefix="sendon"):
    """Send a supplier's mail to the requester."""

    entry: Id


class ShowMasked(OfTicket, prefix="masked"):
    """Show what was masked in the messages of a ticket, in a box that leaves nothing in the chat."""


class AskSender(OfTicket, prefix="whosemail"):
    """Ask the person in whose name a mail came if they wrote it."""


class SayWhose(OfTicket, prefix="whose"):
    """Say whose request a forwarded mail is: of who wrote it (`theirs`), or of who forwarded it."""

    theirs: bool


class SwitchCopies(OfTicket, prefix="copies"):
    """Let answers go only to the requester, or (`on`) to those in copy too."""

    on: bool


class Reopen(OfTicket, prefix="reopen"):
    """Reopen the ticket."""


class ReleaseAll(StrEnum):
    """Choose what happens to the tickets of an agent who went away."""

    ALL = "all"
    NONE = "none"


class Release(CallbackData, prefix="release"):
    """Return one ticket to the queue, or all, or none."""

    number: Id | ReleaseAll


class AskReceiver(OfTicket, prefix="hand"):
    """Ask to whom the ticket is handed over."""


class HandTo(OfTicket, prefix="give"):
    """Hand the ticket over to this person, by Telegram id."""

    person: Id


class NoTicket(StrEnum):
    """Answers to "which request?" and "where to?" that name no ticket."""

    NEW = "new"
    NONE = "none"


class ChooseRequest(CallbackData, prefix="to"):
    """Choose the request that a message goes to."""

    target: Id | NoTicket


class Thread(OfTicket, prefix="thread"):
    """Show a page of the thread."""

    page: PageNumber


class HistoryPage(OfTicket, prefix="history"):
    """Show a page of the history, for staff; 0: the last."""

    page: Annotated[int, Field(ge=0, le=10**6)]


class CauseChoice(OfTicket, prefix="cause"):
    """Set the root cause by the key of a listed one; empty: none."""

    key: Annotated[str, Field(pattern="^([0-9a-f]{8})?$")]


class EarlierTickets(OfTicket, prefix="earlier"):
    """Show a page of the requester's other tickets."""

    page: PageNumber


class DeletedTaskAnswer(StrEnum):
    """Say what was meant by deleting a ticket's task on the board."""

    CLOSE = "close"
    BACK = "back"


class DeletedTask(OfTicket, prefix="gone"):
    """Say what was meant by deleting the ticket's task."""

    word: DeletedTaskAnswer


class Block(OfTicket, prefix="block"):
    """Block the requester of this ticket."""


class StillWorking(OfTicket, prefix="still"):
    """Tell the requester that the agent is still working on it."""


def _make_press(prefix: str, act: TicketAct) -> type[OfTicket]:
    """Return the data of an act's button: the ticket, and what is chosen."""
    chosen: dict[str, Any] = {
        one.name: (Annotated[int, AfterValidator(one.kind.load_value)], ...)
        for one in act.arguments
        if isinstance(one.kind, Choice) and not one.is_optional
    }
    made: type[OfTicket] = create_model(
        f"Press{act.name.capitalize()}", __base__=OfTicket, __cls_kwargs__={"prefix": prefix}, **chosen
    )
    return made


ACT_PRESSES = {act.name: _make_press(prefix, act) for prefix, act in list_acts(Door.BUTTON).items()}
"""The data of the buttons of acts, by the act."""


def press_act(act: TicketAct, number: int, **chosen: int) -> OfTicket:
    """Return the data of the button that does an act."""
    return ACT_PRESSES[act.name](number=number, **chosen)
