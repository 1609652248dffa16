"""What the desk wants said, shown or marked in a chat: the payloads of the outbox to Telegram.

The desk says what, never how: keys and arguments, views and numbers. Delivery renders them in the reader's language
at the moment of sending, with the rights the reader then has. Knows no Telegram library.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Lane
from db.queue import keys

Args = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the key of its label, and what it does (callback data of the contract, or an address)."""

    label: str
    data: str | None = None
    args: Args = field(default_factory=dict)
    url: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """One line or message of the desk's own. `slot`: later letters of that slot edit it. `replace` edits the slot's
    message when there is one, `only_edit` too, and then says nothing when there is none. `keyed`: names of arguments
    whose value is itself the key of a text; `secret`: names of those that are not kept once it was sent. `reply_to_*`:
    the entry or message in that chat it answers."""

    key: str
    args: Args = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    slot: str | None = None
    replace: bool = False
    only_edit: bool = False
    keyed: tuple[str, ...] = ()
    reply_to_entry: int | None = None
    reply_to_message: int | None = None
    question_id: int | None = None
    silent: bool = False
    staff_only: bool = False
    secret: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relay:
    """An entry's words and files, headed by number and author, for the other side of the ticket. The slot of its
    message is `entry:<id>`; `edit`: only bring what was sent up to date (footer, edited text). `asked`: its reader is
    asked by it, which is said above."""

    entry_id: int
    edit: bool = False
    silent: bool = False
    files_only: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """A view, by the name that a feature of the bot declares. Edits the slot's message when there is one and `fresh` is
    false, otherwise sends a new one; `only_edit`: do nothing when this person never got it."""

    view: str
    slot: str
    fresh: bool = False
    only_edit: bool = False
    silent: bool = False
    page: int = 1
    question_id: int | None = None
    reply_to_entry: int | None = None
    reply_to_message: int | None = None
    find: str | None = None
    order: str | None = None  # of a list; None: its own
    note: str | None = None  # key of a line put above the view, e.g. "outdated"
    note_args: Args = field(default_factory=dict)
    tickets: tuple[int, ...] = ()  # ids, for views of several
    while_free: bool = False  # a card that is sent only as long as nobody has the ticket


@dataclass(frozen=True, slots=True)
class React:
    """The bot's one reaction on a message the person sent (None removes it); falls back to silence."""

    message_id: int
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Erase:
    """A message goes from the person's chat; what Telegram no longer deletes stays. `instead`: it is ours, and then
    says that something was taken back."""

    message_id: int
    instead: bool = False


@dataclass(frozen=True, slots=True)
class ReportReady:
    """A picture or a file that a report has made (`report_results`), with the caption stored there. With a `slot` that
    is not `fresh` it takes the place of what stands in the slot. `admins_only`: only as long as its reader is one; it
    is never for requesters. `screen`: which buttons of its own it shows, where its kind has some; `page`: of these."""

    result_id: int
    slot: str | None = None
    fresh: bool = True
    buttons: tuple[tuple[Button, ...], ...] = ()
    admins_only: bool = False
    silent: bool = False
    screen: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Menu:
    """Bring the command menu of the person's chat up to date with their role and language."""


Letter = Say | Relay | Show | React | Erase | Menu | ReportReady
NAMES: dict[str, type] = {
    "say": Say,
    "relay": Relay,
    "show": Show,
    "react": React,
    "erase": Erase,
    "menu": Menu,
    "report": ReportReady,
}
"""What each is called in a stored row, whatever its class is called here; its fields go by their own names."""
_NAME_OF = {kind: name for name, kind in NAMES.items()}


def dump(letter: Letter) -> dict[str, Any]:
    """A letter as the JSON object of a payload."""
    return {"type": _NAME_OF[type(letter)], **asdict(letter)}


def _slot_of_edit(letter: Letter) -> str | None:
    """Only pure edits of faces replace each other while they wait, and what says no more than the newest of its kind: a
    letter that must arrive anew is never superseded, nor a line put on what an older message has become."""
    if isinstance(letter, Show) and letter.only_edit:
        return letter.slot
    if isinstance(letter, Show) and letter.view in ("surge", "announced"):
        return letter.slot
    if isinstance(letter, Relay) and letter.edit:
        return f"entry:{letter.entry_id}"
    return None


def lane_of(letter: Letter) -> Lane:
    """What people say to each other goes before what the desk says; marks, and what only brings up to date what stands,
    after both."""
    if isinstance(letter, Relay):
        return Lane.EDITS if letter.edit else Lane.ANSWERS
    only_edit = isinstance(letter, Show | Say) and letter.only_edit
    return Lane.EDITS if only_edit or isinstance(letter, React | Erase) else Lane.PEOPLE


def post(
    session: AsyncSession,
    person_id: int,
    letter: Letter,
    *,
    now: datetime,
    ticket_id: int | None = None,
    lane: Lane | None = None,
    dedup: str | None = None,
    due_at: datetime | None = None,
) -> None:
    """Put a letter for a person into the outbox, not sent before `due_at`; lane: as its kind has it."""
    queue.put(
        session,
        queue.Put(
            Box.TO_TELEGRAM,
            keys.of_letters(person_id, ticket_id),
            queue.body(dump(letter)),
            now,
            due_at=due_at,
            lane=lane_of(letter) if lane is None else lane,
            slot=_slot_of_edit(letter),
            dedup=dedup,
            ticket_id=ticket_id,
            entry_id=letter.entry_id if isinstance(letter, Relay) else None,
            person_id=person_id,
        ),
    )
