"""The tables. Facts only: no rule of the desk lives here, and nothing outside PostgreSQL is known.

Times are `timestamptz`, written by the caller's clock. Texts are plain, with Telegram-style entities (offsets and
lengths in UTF-16 code units) in a JSON column beside them. A file past 300 lines: one table after the other.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from db.words import (
    BrakeKind,
    Delivery,
    EntryKind,
    FileLack,
    JobState,
    Lane,
    MessageKind,
    Origin,
    QuestionKind,
    Role,
    Status,
    UnknownWordError,
)

Json = dict[str, Any]


_W = TypeVar("_W", bound=StrEnum)


class Word(column_types.TypeDecorator[_W]):
    """A closed list of values, text in the table, its enum in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[_W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: _W | str | None, dialect: Dialect) -> str | None:
        """Only a value of the list is written; raises ValueError for another."""
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> _W | None:
        """The enum's member; raises UnknownWordError for one of a newer version."""
        try:
            return None if value is None else self.words(value)
        except ValueError:
            raise UnknownWordError(value) from None


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it as a class variable)
        datetime: TIMESTAMP(timezone=True),
        Json: JSONB,
        list[Json]: JSONB,
        str: Text,
        Role: Word(Role),
        Status: Word(Status),
        EntryKind: Word(EntryKind),
        Origin: Word(Origin),
        Delivery: Word(Delivery),
        FileLack: Word(FileLack),
        MessageKind: Word(MessageKind),
        QuestionKind: Word(QuestionKind),
        BrakeKind: Word(BrakeKind),
        JobState: Word(JobState),
    }


TICKET_NUMBERS = Sequence("ticket_numbers", metadata=Base.metadata)
WORKER_SEATS = Sequence("worker_seats", metadata=Base.metadata, cycle=True, maxvalue=2_000_000_000)


def _id() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(), primary_key=True)


def _ref(column: str, *, nullable: bool = False, index: bool = False) -> Any:
    return mapped_column(BigInteger, ForeignKey(column), nullable=nullable, index=index)


class DeskRow(Base):
    """The one row that says whose desk this database is (bot, board) and whether the sandbox made it. `troubles`: what
    the admins were told of and is not over yet; `staff_chat_id`: STAFF_CHAT_ID when it was last looked at."""

    __tablename__ = "desk"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    bot_username: Mapped[str | None]
    project_id: Mapped[str | None]
    sandbox_mark: Mapped[str | None]
    troubles: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    staff_chat_id: Mapped[int | None] = mapped_column(BigInteger)


class Person(Base):
    """Anyone we know: a Telegram id, a Todoist id, or both. `dismissed_at` marks a former member of staff, `former_id`
    on the row of their Todoist account says whose it was.

    `role` is what counts; `role_given` what an invite gave, which remains when the person leaves ADMIN_IDS.
    `blocked_at`: they blocked the bot (`gone_at` too: Telegram no longer knows them), `absence_at`: the block their
    tickets know of; `barred_at`: the team takes no requests from them.
    """

    __tablename__ = "people"
    id: Mapped[int] = _id()
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    todoist_id: Mapped[str | None] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(server_default=Role.REQUESTER)
    role_given: Mapped[Role | None]
    admin_by_setting: Mapped[bool] = mapped_column(server_default=text("false"))
    name: Mapped[str]
    todoist_name: Mapped[str | None]
    language: Mapped[str | None]
    language_chosen: Mapped[str | None]
    away: Mapped[bool] = mapped_column(server_default=text("false"))
    quiet: Mapped[bool] = mapped_column(server_default=text("false"))
    started_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    absence_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    barred_at: Mapped[datetime | None]
    barred_by: Mapped[int | None] = _ref("people.id", nullable=True)
    flood_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    former_id: Mapped[int | None] = _ref("people.id", nullable=True)
    board_hint_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    menu: Mapped[str | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_people_absence", "id", postgresql_where=text("blocked_at is distinct from absence_at")),
        Index("ix_people_barred", "barred_at", postgresql_where=text("barred_at is not null")),
    )


class Invite(Base):
    """A link good once; only the hash of its code is kept. No maker: the first admin's link of an empty desk."""

    __tablename__ = "invites"
    id: Mapped[int] = _id()
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    role: Mapped[Role]
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = _ref("people.id", nullable=True)
    used_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]


class Category(Base):
    """A topic of requests, shown as a button and as a label on the board. Removed ones stay for the history."""

    __tablename__ = "categories"
    id: Mapped[int] = _id()
    name: Mapped[str]
    folded: Mapped[str]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_categories_folded_live", "folded", unique=True, postgresql_where=text("removed_at is null")),
    )


class Ticket(Base):
    """One problem of one requester. `filed_at` empty: a draft. `*_at` of fields: when our side last changed them."""

    __tablename__ = "tickets"
    id: Mapped[int] = _id()
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    requester_id: Mapped[int] = _ref("people.id", index=True)
    assignee_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    taken_on_board: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[Status] = mapped_column(server_default=Status.NEW)
    subject: Mapped[str] = mapped_column(server_default="")
    subject_kept: Mapped[bool] = mapped_column(server_default=text("false"))
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("3"))
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    needs_answer: Mapped[bool] = mapped_column(server_default=text("false"))
    hold_reason: Mapped[str | None]
    origin: Mapped[Origin]
    created_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    subject_at: Mapped[datetime]
    status_at: Mapped[datetime]
    priority_at: Mapped[datetime]
    assignee_at: Mapped[datetime]
    labels_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = _ref("people.id", nullable=True)
    status_before_resolved: Mapped[Status | None]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None]
    reopened_at: Mapped[datetime | None]
    last_entry_at: Mapped[datetime | None]
    requester_spoke_at: Mapped[datetime | None]
    file_at: Mapped[datetime | None] = mapped_column(index=True)
    broadcast_at: Mapped[datetime | None]
    broadcast_due_at: Mapped[datetime | None] = mapped_column(index=True)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    escalate_at: Mapped[datetime | None] = mapped_column(index=True)
    close_at: Mapped[datetime | None] = mapped_column(index=True)
    tell_at: Mapped[datetime | None] = mapped_column(index=True)
    tell: Mapped[Json | None]
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_words: Mapped[str | None]
    rating_asked_at: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_tickets_open",
            "status",
            "priority",
            "filed_at",
            postgresql_where=text("filed_at is not null and status not in ('closed', 'cancelled')"),
        ),
        Index("ix_tickets_filed", "filed_at", postgresql_where=text("filed_at is not null")),
        Index("ix_tickets_answered", "first_response_at", postgresql_where=text("first_response_at is not null")),
        Index(
            "uq_tickets_one_draft",
            "requester_id",
            unique=True,
            postgresql_where=text("filed_at is null and status = 'new'"),
        ),
        Index("ix_tickets_words", text("to_tsvector('russian', subject)"), postgresql_using="gin"),
        Index("ix_tickets_words_en", text("to_tsvector('english', subject)"), postgresql_using="gin"),
    )


class Announcement(Base):
    """What the staff group is told of in one message a minute, because there was too much for a message each."""

    __tablename__ = "announcements"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    ended: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)


class Entry(Base):
    """Words on a ticket. No ticket yet: they wait under a question. `said_*` is the Telegram message they came in;
    until `held_until` more may join them and nobody has got them. `parts`: the messages it is made of, where these are
    several or were forwarded; `preview`: how its links look (Bot API, LinkPreviewOptions)."""

    __tablename__ = "entries"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    question_id: Mapped[int | None] = _ref("questions.id", nullable=True, index=True)
    kind: Mapped[EntryKind]
    author_id: Mapped[int | None] = _ref("people.id", nullable=True)
    author_name: Mapped[str]
    origin: Mapped[Origin]
    body: Mapped[str] = mapped_column(server_default="")
    entities: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    parts: Mapped[list[Json] | None]
    preview: Mapped[Json | None]
    content_line: Mapped[str | None]
    answers_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    quote: Mapped[str | None]
    album: Mapped[str | None]
    held_until: Mapped[datetime | None]
    small_talk: Mapped[bool] = mapped_column(server_default=text("false"))
    footer: Mapped[str | None]
    delivery: Mapped[Delivery] = mapped_column(server_default=Delivery.NONE)
    said_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    said_message_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_entries_said", "said_chat_id", "said_message_id"),
        Index("ix_entries_thread", "ticket_id", "id"),
        Index("ix_entries_kept", "author_id", postgresql_where=text("ticket_id is null and question_id is null")),
        Index(
            "ix_entries_words",
            text("to_tsvector('russian', body)"),
            postgresql_using="gin",
        ),
        Index("ix_entries_words_en", text("to_tsvector('english', body)"), postgresql_using="gin"),
    )


class Reaction(Base):
    """What somebody thinks of an entry without words: `signs`, all of theirs through one door, a blank between them;
    none: taken back. `remark_id`: the line on the board that says so."""

    __tablename__ = "reactions"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id")
    person_id: Mapped[int] = _ref("people.id")
    origin: Mapped[Origin]
    signs: Mapped[str]
    at: Mapped[datetime]
    remark_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    __table_args__ = (Index("uq_reactions_of_one", "entry_id", "person_id", "origin", unique=True),)


class EntryFile(Base):
    """A file of an entry: where each side can fetch it; `lack`: why it does not get to the other one. Sizes in bytes; a
    Telegram file id belongs to one bot."""

    __tablename__ = "files"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    kind: Mapped[str]
    name: Mapped[str]
    mime: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    seconds: Mapped[int | None]
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    telegram_file_id: Mapped[str | None]
    telegram_unique_id: Mapped[str | None]
    said_message_id: Mapped[int | None] = mapped_column(BigInteger)
    todoist_attachment: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    lack: Mapped[FileLack | None]


class History(Base):
    """Every change of a ticket: who, when, from where, what it was and became."""

    __tablename__ = "history"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = _ref("people.id", nullable=True)
    actor_name: Mapped[str | None]
    origin: Mapped[Origin]
    field: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]


class Message(Base):
    """The map of Telegram messages: which ticket, entry or slot a message in a chat stands for; `file_id`: which of the
    entry's files it shows, `page`: which page of its view."""

    __tablename__ = "messages"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[MessageKind]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True, index=True)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True, index=True)
    question_id: Mapped[int | None] = _ref("questions.id", nullable=True)
    slot: Mapped[str | None]
    fingerprint: Mapped[str | None]
    has_media: Mapped[bool] = mapped_column(server_default=text("false"))
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    sent_at: Mapped[datetime]
    page: Mapped[int | None] = mapped_column(SmallInteger)
    __table_args__ = (
        Index("ix_messages_slot", "bot_id", "chat_id", "slot", postgresql_where=text("slot is not null")),
        Index("ix_messages_faces", "ticket_id", "slot", postgresql_where=text("kind = 'slot' and slot is not null")),
    )


class Question(Base):
    """Something the bot asked a person; its buttons and its deadline act on this row only."""

    __tablename__ = "questions"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    kind: Mapped[QuestionKind]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    data: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Job(Base):
    """A waiting row of an inbox or outbox. `payload` is JSON as bytes: PostgreSQL's own JSON refuses NUL; `told_at`:
    when the admins heard that it was given up."""

    __tablename__ = "jobs"
    id: Mapped[int] = _id()
    box: Mapped[str]
    key: Mapped[str]
    lane: Mapped[int] = mapped_column(SmallInteger, server_default=text(str(int(Lane.PEOPLE))))
    dedup: Mapped[str | None]
    slot: Mapped[str | None]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[JobState] = mapped_column(server_default=JobState.WAITING)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    unknown: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    started_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    error: Mapped[str | None]
    ticket_id: Mapped[int | None] = mapped_column(BigInteger)
    entry_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    told_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_jobs_head", "box", "key", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_jobs_lane", "box", "key", "lane", postgresql_where=text("state = 'waiting'")),
        Index(
            "ix_jobs_slot",
            "box",
            "key",
            "slot",
            "id",
            postgresql_where=text("state = 'waiting' and slot is not null"),
        ),
        Index("uq_jobs_dedup", "box", "dedup", unique=True, postgresql_where=text("dedup is not null")),
        Index("ix_jobs_ticket", "ticket_id", postgresql_where=text("state = 'waiting' and ticket_id is not null")),
        Index("ix_jobs_parked", "person_id", postgresql_where=text("state = 'parked'")),
        Index("ix_jobs_buried", "box", "id", postgresql_where=text("state = 'buried'")),
        Index("ix_jobs_open", "box", "lane", "state", postgresql_where=text("state <> 'done'")),
        Index("ix_jobs_unknown", "box", postgresql_where=text("unknown > 0")),
        Index("ix_jobs_settled", "settled_at", postgresql_where=text("settled_at is not null")),
    )


class JobKey(Base):
    """One row per key that has waiting jobs: its most urgent lane, when its head is due, who works on it."""

    __tablename__ = "job_keys"
    box: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    lane: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime]
    worker: Mapped[int | None]
    __table_args__ = (
        Index("ix_job_keys_free", "box", "lane", "due_at", postgresql_where=text("worker is null")),
        Index("ix_job_keys_worker", "worker", postgresql_where=text("worker is not null")),
    )


class DueFailure(Base):
    """An item of the clock that failed: what it is about, when it was due, not to be tried before `not_before`; none:
    put aside, until an admin's word."""

    __tablename__ = "due_failures"
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    not_before: Mapped[datetime | None]
    error: Mapped[str]


class BoardState(Base):
    """What we know of one Todoist project: its sections, our place in its changes; `others`: ids of the active tasks
    that are no ticket's, `trouble`: the words for what keeps the board from working, told already."""

    __tablename__ = "boards"
    project_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    sections: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    sync_token: Mapped[str | None]
    adopted_at: Mapped[datetime]
    pulled_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    others: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class BoardCard(Base):
    """A ticket's task and the card both sides last agreed on. `gone`: the task was deleted or moved away; `held`: the
    brake holds its completion back."""

    __tablename__ = "board_cards"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    project_id: Mapped[str]
    task_id: Mapped[str | None] = mapped_column(index=True)
    agreed: Mapped[Json | None]
    theirs: Mapped[Json | None]
    dirty: Mapped[bool] = mapped_column(server_default=text("true"))
    held: Mapped[bool] = mapped_column(server_default=text("false"))
    gone: Mapped[str | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "uq_board_cards_live",
            "ticket_id",
            "project_id",
            unique=True,
            postgresql_where=text("gone is null"),
        ),
        Index("ix_board_cards_dirty", "project_id", postgresql_where=text("dirty and gone is null")),
        Index("ix_board_cards_lone", "project_id", postgresql_where=text("task_id is null and gone is null")),
        Index(
            "ix_board_cards_active",
            "project_id",
            postgresql_where=text("gone is null and task_id is not null and (agreed #>> '{shown,done}') = 'false'"),
        ),
    )


class BoardComment(Base):
    """A Todoist comment and the entry (or part of one) it shows, with the file it carries; ids here mark echoes.
    `reactions`: who had set which there when it was last read (Todoist ids by emoji)."""

    __tablename__ = "board_comments"
    id: Mapped[int] = _id()
    comment_id: Mapped[str] = mapped_column(unique=True)
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    task_id: Mapped[str]
    part: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    ours: Mapped[bool]
    content: Mapped[str]
    file_url: Mapped[str | None]
    reactions: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    deleted_at: Mapped[datetime | None]


class BoardCommand(Base):
    """A command for Todoist, stored with its `uuid` before it is sent, repeated with the same until answered."""

    __tablename__ = "board_commands"
    id: Mapped[int] = _id()
    uuid: Mapped[str] = mapped_column(unique=True)
    project_id: Mapped[str]
    kind: Mapped[str]
    args: Mapped[Json]
    temp_id: Mapped[str | None]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True, index=True)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    part: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    agreed: Mapped[Json | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    error: Mapped[str | None]
    __table_args__ = (
        Index("ix_board_commands_open", "id", postgresql_where=text("answered_at is null")),
        Index("ix_board_commands_error", "project_id", "kind", postgresql_where=text("error is not null")),
        Index("ix_board_commands_entry", "entry_id", postgresql_where=text("answered_at is null")),
        Index("ix_board_commands_answered", "answered_at", postgresql_where=text("answered_at is not null")),
    )


class Collaborator(Base):
    """Who can write on the board, as Todoist last said; `reminded_at`: admins last heard that it is a former member."""

    __tablename__ = "collaborators"
    project_id: Mapped[str] = mapped_column(primary_key=True)
    todoist_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    active: Mapped[bool]
    reminded_at: Mapped[datetime | None]


class BoardAct(Base):
    """What the brake counts: one act on the board that took effect, and by whom where that matters. Kept an hour."""

    __tablename__ = "board_acts"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    by: Mapped[str | None]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_board_acts_counted", "project_id", "kind", "by", "at"),)


class Brake(Base):
    """A question to the admins about acts that were too many, those in `held_acts` that name it; `go`: their word."""

    __tablename__ = "brakes"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    told_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = _ref("people.id", nullable=True)
    go: Mapped[bool | None]
    __table_args__ = (Index("ix_brakes_told", "project_id", "kind", "told_at"),)


class HeldAct(Base):
    """One act on the board that was too much: about which ticket (a task that is to become one: none), by its task's or
    comment's id (`key`), until an admin's word. No brake: the admins have not been asked yet."""

    __tablename__ = "held_acts"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    key: Mapped[str] = mapped_column(unique=True)
    data: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    brake_id: Mapped[int | None] = _ref("brakes.id", nullable=True, index=True)
    held_at: Mapped[datetime]
