"""What views show: frozen values read from the tables for one viewer. Knows no wording and no door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.enums import Box, Delivery, EntryKind, FileKind, FileLack, Origin, QuestionKind, Role, Status
from desk.conversation.form import FormLine, Remembered
from desk.conversation.parts import EntryPart
from desk.days import EventDays
from desk.likeness.shown import AlikeCount
from desk.policy.transitions import FINISHED
from desk.queries.expected import Expected
from desk.text.rich_text import RichText


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A person by name; `key` is what stands in callback data: the Telegram id, None for people without one."""

    id: int
    name: str
    key: int | None
    role: Role
    away: bool = False
    away_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class FileInfo:
    """A file of an entry: `size` in bytes, `seconds` of playing time; `file_id` belongs to bot `bot_id`; `lack`: why it
    is only where it came from; `blob_id`: its bytes, while the desk keeps them."""

    id: int
    kind: FileKind
    name: str
    mime: str | None
    size: int | None
    seconds: int | None
    bot_id: int | None
    file_id: str | None
    attachment_url: str | None
    lack: FileLack | None = None
    blob_id: int | None = None


@dataclass(frozen=True, slots=True)
class EntryInfo:
    """One entry as the viewer may see it. `content_line`: what a content without text or file was, `said_at`: chat and
    message id where that can be copied from; `parts`: its messages, where some were forwarded."""

    id: int
    ticket_id: int | None
    number: int | None
    kind: EntryKind
    author_id: int | None
    author_name: str
    by_requester: bool
    origin: Origin
    words: RichText
    content_line: str | None
    files: tuple[FileInfo, ...]
    quote: str | None
    answers_id: int | None
    footer: str | None
    small_talk: bool
    delivery: Delivery
    at: datetime
    edited: bool
    withdrawn: bool
    parts: tuple[EntryPart, ...] = ()
    preview: dict[str, Any] | None = None
    said_at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CategoryInfo:
    """A category that can be chosen, or (`is_group`) a group of them; `name` in the desk's language, `names` by
    language, `group`: what it belongs to."""

    id: int
    name: str
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    group: "CategoryInfo | None" = None
    is_group: bool = False

    def called(self, language: str) -> str:
        """Its name in a language; the desk's own where it has none in that."""
        return self.names.get(language) or self.name


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a line of a list; `since`: its filing (a draft: its beginning); `last_at`: its last visible word;
    `due_at`: its next promise."""

    id: int
    number: int
    subject: str
    status: Status
    is_draft: bool
    priority: int
    requester: str
    assignee: str | None
    taken_on_board: bool
    needs_answer: bool
    since: datetime
    last_at: datetime
    ended_at: datetime | None
    due_at: datetime | None = None
    hold_until: datetime | None = None
    escalated: bool = False

    @property
    def is_open(self) -> bool:
        """All but closed and cancelled."""
        return self.status not in FINISHED

    def is_late(self, now: datetime) -> bool:
        """Whether what was promised has passed; what is on hold is not late."""
        return self.due_at is not None and self.due_at < now and self.status is not Status.ON_HOLD


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """A turn in a ticket's history: `what` is a status or one of filed, taken (by `name`), taken-on-board, released."""

    at: datetime
    what: str
    name: str | None = None


class Reach(StrEnum):
    """Whether the bot can write to a requester."""

    FINE = "fine"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Known:
    """How a ticket stands as far as its requester was told, while they may still not hear of what changed since."""

    status: Status
    status_at: datetime
    assignee: PersonInfo | None


@dataclass(frozen=True, slots=True)
class AgentMark:
    """Stars for who solved it; `is_open`: they are asked for."""

    name: str
    stars: int | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class CameBy:
    """A system of the operator's through which a ticket came, and what its requester was at there; `reads_there`: it
    is where they hear from us."""

    system: str
    context: tuple[tuple[str, str], ...]
    reads_there: bool


@dataclass(frozen=True, slots=True)
class TicketCard:
    """A ticket as card, receipt, open view and resolved view need it, cut to what `viewer` may see.

    `request`: the entries up to filing and, while nobody has it, those the requester added since; `last`: the last
    three visible entries; `history`: for the requester only; `usual`: the desk's median first response, for the
    requester only, None below ten tickets; `hold_reason`, `tags`, `reach`, `blocked` and `can_bar` (of its requester)
    only for staff, as are `escalated_at`, `can_escalate` (there is somebody further to call), `due_at` (the next
    promise, `promised`: by a person), `hold_until`, `event`, `root_cause` and `alike` (how many solved ones and
    articles are like it); `expected`: what its requester may be told of it.
    `came`: through which system, only for staff.
    `merged_into`: the number of the ticket it is part of; `merged`: of those that are part of it; `same`: how many
    others say the same.
    `category_guessed`: nobody has confirmed it, by
    `category_words` (only for staff).
    `offered`: ids of what was offered to its requester, `offers_open`: and nobody has it yet; `calls_at`: until when an
    answer holds the broadcast back. `known_problem_id`: the known problem it is about.
    `form`: what they answered to the desk's own questions about it (only for staff), `is_asked`: one of these is open.
    `for_requester`: the viewer is this ticket's requester and nothing else.
    """

    id: int
    number: int
    subject: str
    status: Status
    is_draft: bool
    priority: int
    category: CategoryInfo | None
    categories: tuple[CategoryInfo, ...]
    tags: tuple[str, ...]
    requester: PersonInfo
    requester_open: int
    requester_total: int
    assignee: PersonInfo | None
    taken_on_board: bool
    last_assignee: PersonInfo | None
    resolver: str | None
    hold_reason: str | None
    needs_answer: bool
    has_reply: bool
    request: tuple[EntryInfo, ...]
    last: tuple[EntryInfo, ...]
    entry_count: int
    file_count: int
    created_at: datetime
    filed_at: datetime | None
    status_at: datetime
    claimed_at: datetime | None
    resolved_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    rating: int | None
    rating_words: str | None
    rating_asked: bool
    rated: bool
    usual: timedelta | None
    task_id: str | None
    for_requester: bool
    can_reopen: bool
    history: tuple[HistoryStep, ...] = ()
    reach: Reach = Reach.FINE
    blocked: bool = False
    can_bar: bool = False
    known: Known | None = None
    cannot_wait_at: datetime | None = None
    expected: Expected | None = None
    due_at: datetime | None = None
    promised: bool = False
    hold_until: datetime | None = None
    agent_mark: AgentMark | None = None
    word_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        """All but closed and cancelled."""
        return self.status not in FINISHED

    known_problem_id: int | None = None
    escalated_at: datetime | None = None
    can_escalate: bool = False
    event: EventDays | None = None
    root_cause: str | None = None
    alike: int = 0
    category_guessed: bool = False
    category_words: tuple[str, ...] = ()
    offered: tuple[int, ...] = ()
    offers_open: bool = False
    calls_at: datetime | None = None
    form: tuple[FormLine, ...] = ()
    is_asked: bool = False
    came: CameBy | None = None
    merged_into: int | None = None
    merged: tuple[int, ...] = ()
    same: AlikeCount = AlikeCount()  # noqa: RUF009  (frozen itself)


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A line of a gathered message, as it would have been said at once, and its ticket's number."""

    key: str
    args: dict[str, str | int]
    number: int


class Which(StrEnum):
    """Which of somebody's own tickets: WAITING for them, to answer or to say whether it is solved."""

    ALL = "all"
    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list of tickets, from 1; `open_count` of all pages. `more`: there are others that are on none."""

    lines: tuple[TicketRow, ...]
    page: int
    pages: int
    total: int
    open_count: int
    more: bool = False


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of a ticket's entries, oldest first, from 1; the last page is the newest. `earlier`: what edited ones said
    before, for staff."""

    number: int
    subject: str
    entries: tuple[EntryInfo, ...]
    page: int
    pages: int
    earlier: Mapping[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a ticket's history. `old` and `new` as stored (people and categories by the names they then had), None
    for nothing, of an assignee "" for somebody on the board nobody can name; `by`: who, None where only the door is
    known; `lost`: a later change of the field counted instead."""

    at: datetime
    field: str
    old: str | None
    new: str | None
    by: str | None
    origin: Origin
    lost: bool = False


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of a ticket's history, oldest first, from 1; the last page is the newest."""

    number: int
    subject: str
    changes: tuple[Change, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class AskedToSay:
    """A question to say more of a request: `text` by language, empty for what is missing; `value`: the answer as it
    stands; `before`: what they answered earlier; `more`: others follow; `skipped`: they would not say."""

    text: Mapping[str, str]
    value: str | None
    before: tuple[Remembered, ...] = ()
    more: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class QuestionInfo:
    """A question as shown: `options` are the tickets offered, `chosen` the one the words are in now.

    `is_open`: nobody has pressed yet; `is_answered`: a press, words or time did; `can_move`: the buttons still move
    the words; `by_clock`: time decided;
    `falls_to`: number of the ticket that time will choose; `last_text`: the newest words it holds; `became_new`: the
    words became (part of) a new request `chosen`; `crowded`: they would have, and joined that one as there were many;
    `said`: a preset answer, as it was given; `to_say`: what is asked, where it is to say more of a request.
    """

    id: int
    kind: QuestionKind
    number: int | None
    options: tuple[TicketRow, ...]
    is_open: bool
    is_answered: bool
    can_move: bool
    by_clock: bool
    dropped: bool
    became_new: bool
    chosen: int | None
    falls_to: int | None
    minutes: float | None
    due_at: datetime | None
    last_text: str
    crowded: bool = False
    said: RichText = RichText()  # noqa: RUF009  (frozen itself)
    to_say: AskedToSay | None = None


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff as `/staff` shows them; `by_setting`: named in ADMIN_IDS; `waiting`: to be admitted."""

    person: PersonInfo
    by_setting: bool
    started: bool
    blocked: bool
    holding: int
    linked_as: str | None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An invite nobody has used yet, as `/staff` shows it; `by`: who made it."""

    role: Role
    by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class BlockedRow:
    """Somebody the team takes no requests from, as `/blocked` shows them; `said`: the last of `count` messages."""

    name: str
    key: int | None
    since: datetime
    by: str | None
    count: int
    said: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A job that was given up: what it was for, why, since when."""

    job: int
    box: Box
    why: str
    since: datetime
    number: int | None
    name: str | None


@dataclass(frozen=True, slots=True)
class Linkable:
    """A Todoist collaborator nobody has linked (or the token's own account)."""

    todoist_id: str
    name: str
    is_own: bool
