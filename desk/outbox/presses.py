"""What a press of a button in the desk's own lines says. The bot's callback data of the same prefix reads it; prefixes
and the order of fields are stored in messages, and stay."""

from dataclasses import astuple, dataclass
from typing import ClassVar, Literal

from desk.outbox.letters import Args, Button


@dataclass(frozen=True, slots=True)
class ButtonPress:
    """A press; its kinds say which, and about what."""

    prefix: ClassVar[str]

    @property
    def data(self) -> str:
        """The callback data, at most 64 bytes."""
        return ":".join([self.prefix, *map(str, astuple(self))])

    def button(self, label: str, args: Args | None = None) -> Button:
        """Return a button that says this, by the key of its label."""
        return Button(label, self.data, args or {})


@dataclass(frozen=True, slots=True)
class OpenTicket(ButtonPress):
    """Show everything of the ticket."""

    prefix: ClassVar[str] = "open"
    number: int


@dataclass(frozen=True, slots=True)
class ReopenTicket(ButtonPress):
    """Put the ticket back to work."""

    prefix: ClassVar[str] = "reopen"
    number: int


@dataclass(frozen=True, slots=True)
class StillOnIt(ButtonPress):
    """Tell the requester that the ticket is still being worked on."""

    prefix: ClassVar[str] = "still"
    number: int


@dataclass(frozen=True, slots=True)
class AnswerDeletedTask(ButtonPress):
    """Close the ticket whose task was deleted, or make its task again."""

    prefix: ClassVar[str] = "gone"
    number: int
    word: Literal["close", "back"]


@dataclass(frozen=True, slots=True)
class ShowQueue(ButtonPress):
    """Show a page of what nobody has taken."""

    prefix: ClassVar[str] = "queue"
    page: int = 1


@dataclass(frozen=True, slots=True)
class AnswerBrake(ButtonPress):
    """Go on with what the safety stop holds, or undo it."""

    prefix: ClassVar[str] = "brake"
    word: Literal["go", "undo"]


@dataclass(frozen=True, slots=True)
class EvictPerson(ButtonPress):
    """Take a dismissed person, by Telegram id, out of the Todoist project."""

    prefix: ClassVar[str] = "evict"
    person: int


@dataclass(frozen=True, slots=True)
class UnlinkPerson(ButtonPress):
    """Undo the link of a person, by Telegram id, with an account on the board."""

    prefix: ClassVar[str] = "unlink"
    person: int


@dataclass(frozen=True, slots=True)
class AdmitPerson(ButtonPress):
    """Let in who opened an admin's link, by Telegram id."""

    prefix: ClassVar[str] = "admit"
    person: int


@dataclass(frozen=True, slots=True)
class ExemptPerson(ButtonPress):
    """Set or end that no limits hold for a person, by Telegram id."""

    prefix: ClassVar[str] = "exempt"
    person: int
    how: Literal["on", "off"]


@dataclass(frozen=True, slots=True)
class AnswerAlsoTo(ButtonPress):
    """Send an answer, by the id of its entry, to the tickets joined with its own."""

    prefix: ClassVar[str] = "also_to"
    entry: int


@dataclass(frozen=True, slots=True)
class ConfirmPanelAct(ButtonPress):
    """Say whether one asked for it oneself at the panel, by the id of the confirmation."""

    prefix: ClassVar[str] = "lasting"
    row: int
    was_me: Literal["yes", "no"]


@dataclass(frozen=True, slots=True)
class OpenArticle(ButtonPress):
    """Show an article, by id."""

    prefix: ClassVar[str] = "kb"
    article: int
