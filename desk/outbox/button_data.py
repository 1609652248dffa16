"""Presses of buttons in the desk's own lines. The bot's callback data of the same prefix reads them; prefixes and
the order of fields are stored in messages and must stay."""

from dataclasses import astuple, dataclass
from typing import ClassVar, Literal

from desk.outbox.letters import Args, Button


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A press of a button; subclasses add its prefix and fields."""

    prefix: ClassVar[str]

    @property
    def data(self) -> str:
        """The callback data, at most 64 bytes."""
        return ":".join([self.prefix, *map(str, astuple(self))])

    def make_button(self, label: str, args: Args | None = None) -> Button:
        """Return a button for this press, by the key of its label."""
        return Button(label, self.data, args or {})


@dataclass(frozen=True, slots=True)
class OpenTicket(ButtonPress):
    """Show the whole ticket."""

    prefix = "open"
    number: int


@dataclass(frozen=True, slots=True)
class OpenChat(ButtonPress):
    """Show a group and what can be done with it."""

    prefix = "chat"
    chat: int


@dataclass(frozen=True, slots=True)
class ForwardedBy(ButtonPress):
    """File forwarded words, held under a question, as a request of this person."""

    prefix = "forward_for"
    question: int
    person: int


@dataclass(frozen=True, slots=True)
class ReopenTicket(ButtonPress):
    """Reopen the ticket."""

    prefix = "reopen"
    number: int


@dataclass(frozen=True, slots=True)
class EscalateTicket(ButtonPress):
    """Escalate the ticket: the reason is asked for."""

    prefix = "escalate"
    number: int


@dataclass(frozen=True, slots=True)
class StillOnIt(ButtonPress):
    """Tell the requester that the ticket is still in work."""

    prefix = "still"
    number: int


@dataclass(frozen=True, slots=True)
class AnswerDeletedTask(ButtonPress):
    """Close the ticket whose task was deleted, or make a new task."""

    prefix = "gone"
    number: int
    word: Literal["close", "back"]


@dataclass(frozen=True, slots=True)
class ShowQueue(ButtonPress):
    """Show a page of untaken tickets."""

    prefix = "queue"
    page: int = 1


@dataclass(frozen=True, slots=True)
class AnswerBrake(ButtonPress):
    """Continue with the changes the safety stop has held, or undo them."""

    prefix = "brake"
    word: Literal["go", "undo"]


@dataclass(frozen=True, slots=True)
class AnswerHeld(ButtonPress):
    """Send the letters held since the database was restored, or drop them."""

    prefix = "held"
    word: Literal["send", "drop"]


@dataclass(frozen=True, slots=True)
class EvictPerson(ButtonPress):
    """Remove a dismissed person, by Telegram id, from the Todoist project."""

    prefix = "evict"
    person: int


@dataclass(frozen=True, slots=True)
class UnlinkPerson(ButtonPress):
    """Unlink a person, by Telegram id, from their account on the board."""

    prefix = "unlink"
    person: int


@dataclass(frozen=True, slots=True)
class AdmitPerson(ButtonPress):
    """Admit a person who opened an admin's link, by Telegram id."""

    prefix = "admit"
    person: int


@dataclass(frozen=True, slots=True)
class ExemptPerson(ButtonPress):
    """Exempt a person from all limits, or end that, by Telegram id."""

    prefix = "exempt"
    person: int
    how: Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class AnswerAlsoTo(ButtonPress):
    """Send an answer, by the id of its entry, to the tickets linked with its own."""

    prefix = "also_to"
    entry: int


@dataclass(frozen=True, slots=True)
class ConfirmPanelAct(ButtonPress):
    """Say whether an action in the panel was one's own, by the id of the confirmation."""

    prefix = "lasting"
    row: int
    was_me: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class EndPanelSession(ButtonPress):
    """End a session of the panel that a notice was about, by its id."""

    prefix = "web_endit"
    session: int


@dataclass(frozen=True, slots=True)
class OpenArticle(ButtonPress):
    """Show an article, by id."""

    prefix = "kb"
    article: int


@dataclass(frozen=True, slots=True)
class AnswerReview(ButtonPress):
    """Answer a review of one's own work, by its id."""

    prefix = "review"
    review: int
