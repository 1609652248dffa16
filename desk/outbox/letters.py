"""Payloads of the outbox to Telegram: things to say, show or mark in a chat.

Letters have keys and arguments, views and numbers, never wording. Delivery renders them in the reader's language when
it sends them, with the rights the reader has then. Knows no Telegram library.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Lane
from db.queue import keys
from db.unit_of_work import NewJob
from desk.text.rich_text import clean_text

PAST = "past:"  # before the slot of a message that a newer message has replaced


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: `kind`: its kind ("card", "thread", "queue"), `key` its object: a ticket's number, an id, a list's
    `?` and search words; empty if there is one of a kind. `past`: a newer message has taken its place."""

    kind: str = ""
    key: str = ""
    past: bool = False

    @classmethod
    def parse(cls, stored: str) -> "Slot":
        """Parse the stored text of a slot."""
        kind, _, key = stored.removeprefix(PAST).partition(":")
        return cls(kind, key, stored.startswith(PAST))

    def __str__(self) -> str:
        return (PAST if self.past else "") + self.kind + (f":{self.key}" if self.key else "")

    @property
    def number(self) -> int:
        """Return the number of a ticket's view; raises ValueError for other slots."""
        return int(self.key)


Args = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Button:
    """A button: the key of its label, and its effect (callback data, an address, or `copy`: the name of the letter's
    argument that it copies)."""

    label: str
    data: str | None = None
    args: Args = field(default_factory=dict)
    url: str | None = None
    style: str | None = None
    copy: str | None = None


def make_press(label: str, kind: str, *values: int | str, args: Args | None = None) -> Button:
    """Return a button of one of the bot's kinds of callback data, named by its prefix, with the values of its fields.
    Prefixes and the order of fields are stored in messages and must stay."""
    return Button(label, ":".join([kind, *map(str, values)]), args or {})


@dataclass(frozen=True, slots=True)
class Say:
    """A line or message of the desk's own. `slot`: later letters of that slot edit it. `replace` edits the slot's
    message if there is one; `only_edit` too, and sends nothing if there is none. `keyed`: names of arguments whose
    value is the key of a text; `secret`: names of those not kept after sending. `reply_to_*`: the entry or message
    in that chat to reply to; `there`: the id of that chat, if it may change as a group's does; `only_to`: the
    Telegram id of its member whom alone it concerns: nothing that counts, as they may never see it. `keys`: the keys of
    texts of a keyboard in place of the person's own, the first of which sends their contact; such a message can not be
    edited. `drop_keys`: remove that keyboard."""

    key: str
    args: Args = field(default_factory=dict)
    buttons: tuple[tuple[Button, ...], ...] = ()
    slot: str | None = None
    replace: bool = False
    only_edit: bool = False
    keyed: tuple[str, ...] = ()
    reply_to_entry: int | None = None
    reply_to_message: int | None = None
    there: int | None = None
    only_to: int | None = None
    question_id: int | None = None
    silent: bool = False
    staff_only: bool = False
    secret: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    drop_keys: bool = False


@dataclass(frozen=True, slots=True)
class Relay:
    """An entry's words and files, headed by number and author, for the other side of the ticket. The slot of its
    message is `entry:<id>`. `edit`: only update what was sent (footer, edited text). `asked`: the entry asks its
    reader, which is said above it."""

    entry_id: int
    edit: bool = False
    silent: bool = False
    files_only: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """A view, by the name that a feature of the bot declares. Edits the slot's message if there is one and `fresh`
    is false, otherwise sends a new one. `only_edit`: do nothing if this person never got it."""

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
    order: str | None = None  # of a list; None: its default
    note: str | None = None  # key of a line put above the view, e.g. "outdated"
    note_args: Args = field(default_factory=dict)
    tickets: tuple[int, ...] = ()  # ids, for views of several
    while_free: bool = False  # a card that is sent only while the ticket is untaken

    @property
    def key(self) -> str:
        """Return the key of its slot: what the view is about."""
        return Slot.parse(self.slot).key

    @property
    def number(self) -> int:
        """Return the number of a ticket's view; raises ValueError for other views."""
        return int(self.key)


@dataclass(frozen=True, slots=True)
class React:
    """The bot's only reaction to a message of the person (None removes it); failing that, nothing is sent. `there`: as
    of `Say`."""

    message_id: int
    emoji: str | None
    there: int | None = None


TYPED_STAYS, FILE_STAYS, STAYS = "stays: typed by them", "stays: a file", "stays"
"""What is said of an `Erase` that Telegram carries out no longer: of what others typed themselves, of a file whose
words are gone, and of the rest."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Delete a message from the person's chat; one that Telegram no longer deletes stays. `instead`: it is the
    bot's, and is edited to say that something was withdrawn; `has_media`: its words are a caption; `there`: as of
    `Say`."""

    message_id: int
    instead: bool = False
    has_media: bool = False
    there: int | None = None


@dataclass(frozen=True, slots=True)
class ReportReady:
    """A picture or file of a report (`report_results`), with the caption stored there. With a `slot` and not `fresh`
    it replaces the slot's message. `admins_only`: only while the reader is an admin; never for requesters."""

    result_id: int
    slot: str | None = None
    fresh: bool = True
    buttons: tuple[tuple[Button, ...], ...] = ()
    admins_only: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Update the command menu of the person's chat to their role and language."""


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
"""Names of the types in stored rows, independent of class names here; fields are stored by their own names."""
_NAME_OF = {kind: name for name, kind in NAMES.items()}


def dump_letter(letter: Letter) -> dict[str, Any]:
    """Return a letter as the JSON object of a payload, such as PostgreSQL can read: statements look into letters that
    wait, and what somebody typed may be in one before any table refused it."""
    return {"type": _NAME_OF[type(letter)], **_clean(asdict(letter))}


def _clean(value: Any) -> Any:
    match value:
        case str():
            return clean_text(value)
        case dict():
            return {name: _clean(one) for name, one in value.items()}
        case list() | tuple():
            return [_clean(one) for one in value]
        case _:
            return value


def _choose_slot(letter: Letter) -> str | None:
    """Return the slot within which a newer letter replaces a waiting one: for pure edits and for summaries of a
    moment, not for letters that must arrive, nor for lines on an older message."""
    if isinstance(letter, Show) and letter.only_edit:
        return letter.slot
    if isinstance(letter, Show) and letter.view in ("surge", "announced"):
        return letter.slot
    if isinstance(letter, Relay) and letter.edit:
        return f"entry:{letter.entry_id}"
    return None


def choose_lane(letter: Letter) -> Lane:
    """Return the lane: words of people go before lines of the desk; reactions and edits go last."""
    if isinstance(letter, Relay):
        return Lane.EDITS if letter.edit else Lane.ANSWERS
    only_edit = isinstance(letter, Show | Say) and letter.only_edit
    return Lane.EDITS if only_edit or isinstance(letter, React | Erase) else Lane.PEOPLE


def queue_letter(
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
    """Queue a letter for a person, not sent before `due_at`; the lane follows from its kind if not given."""
    queue.put_job(
        session,
        NewJob(
            Box.TO_TELEGRAM,
            keys.make_letter_key(person_id, ticket_id),
            queue.encode_payload(dump_letter(letter)),
            now,
            due_at=due_at,
            lane=choose_lane(letter) if lane is None else lane,
            slot=_choose_slot(letter),
            dedup=dedup,
            ticket_id=ticket_id,
            entry_id=letter.entry_id if isinstance(letter, Relay) else None,
            person_id=person_id,
        ),
    )
