"""Tables of what is said: entries, their files and reactions, the messages that show them, questions, drafts that wait
for approval, ratings and reviews."""

from datetime import datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Computed,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    and_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedJson, SealedLine, SealedText, SealedWords
from db.enums import (
    ApprovalState,
    AssistKind,
    AssistTrouble,
    ClientRole,
    Delivery,
    EntryKind,
    FileLack,
    MessageKind,
    Origin,
    QuestionKind,
    RatingAbout,
)
from db.models.base import Base, Json, _id, _ref


class Entry(Base):
    """An entry of a ticket. Without a ticket it waits for the answer to a question. `said_*`: its Telegram message;
    until `held_until` more may join it and it is not sent, or its author may take it back.
    `parts`: its messages, if there are several or forwarded ones; `preview`: how its links look (Bot API,
    LinkPreviewOptions). `amended_origin`: the channel of its last edit or withdrawal, if known. `also_of_id`: the
    answer that appears on several tickets, itself included. `author_role`: for whom a comment speaks that is not the
    requester's: who leads their organization. A withdrawn entry (`withdrawn_at`) is not shown; at `emptied_at` its
    words and files were deleted. `deleted_there`: its messages that are gone from the chat of an own account, which
    nobody has signed; the team reads them until the ticket is over."""

    __tablename__ = "entries"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    question_id: Mapped[int | None] = _ref("questions.id", nullable=True, index=True)
    kind: Mapped[EntryKind]
    author_id: Mapped[int | None] = _ref("people.id", nullable=True)
    author_name: Mapped[str]
    author_role: Mapped[ClientRole | None]
    origin: Mapped[Origin]
    body: Mapped[str] = mapped_column(SealedText, server_default="")
    entities: Mapped[list[Json]] = mapped_column(SealedWords, server_default=text("'[]'"))
    parts: Mapped[list[Json] | None] = mapped_column(SealedWords)
    preview: Mapped[Json | None] = mapped_column(SealedWords)
    content_line: Mapped[str | None] = mapped_column(SealedLine)
    answers_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    quote: Mapped[str | None] = mapped_column(SealedText)
    also_of_id: Mapped[int | None] = _ref("entries.id", nullable=True)
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
    emptied_at: Mapped[datetime | None]
    amended_origin: Mapped[Origin | None]
    deleted_there: Mapped[list[int] | None] = mapped_column(JSONB(none_as_null=True))

    @property
    def leaves_at(self) -> datetime | None:
        """Return until when the entry as a whole is not sent; parts of a comment that is no album are sent before."""
        is_whole = self.kind is not EntryKind.COMMENT or self.album is not None or self.said_message_id is None
        return self.held_until if is_whole else None

    __table_args__ = (
        Index(
            "ix_entries_withdrawn",
            "withdrawn_at",
            postgresql_where=text("withdrawn_at is not null and emptied_at is null"),
        ),
        Index(
            "uq_entries_also",
            "also_of_id",
            "ticket_id",
            unique=True,
            postgresql_where=text("also_of_id is not null"),
        ),
        Index("ix_entries_at", "created_at", postgresql_using="brin"),
        Index("ix_entries_author", "author_id"),
        Index("ix_entries_quotes", "answers_id", postgresql_where=text("quote is not null")),
        Index("ix_entries_answers", "answers_id", postgresql_where=text("answers_id is not null")),
        Index("ix_entries_said", "said_chat_id", "said_message_id"),
        Index("ix_entries_thread", "ticket_id", "id"),
        Index("ix_entries_kept", "author_id", postgresql_where=text("ticket_id is null and question_id is null")),
    )


WORDS = Column(
    "words",
    TSVECTOR,
    Computed("to_tsvector('russian', body) || to_tsvector('english', body)", persisted=True),
)
"""The full-text search vector: stored, because computing word forms is the slowest step. Not mapped to Python."""
_entries = cast(Table, Entry.__table__)
_entries.append_column(WORDS)
Index("ix_entries_found", WORDS, postgresql_using="gin")


class EntryVersion(Base):
    """The text of an entry before it was edited at `at`, by whom and through which channel. Staff read it; it is
    deleted with the entry, or when any message of the entry is withdrawn."""

    __tablename__ = "entry_versions"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    at: Mapped[datetime]
    body: Mapped[str] = mapped_column(SealedText)
    entities: Mapped[list[Json]] = mapped_column(SealedWords, server_default=text("'[]'"))
    by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    origin: Mapped[Origin]


class MaskedWords(Base):
    """The pieces that were masked in the words of an entry, in order, for readers with the permission; deleted after
    `until`, or with the words."""

    __tablename__ = "masked_words"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True, autoincrement=False)
    pieces: Mapped[list[str]] = mapped_column(SealedJson)
    until: Mapped[datetime] = mapped_column(index=True)


class Reaction(Base):
    """A person's reactions to an entry: `signs`, all of theirs through one channel, separated by blanks; empty:
    removed. `remark_id`: the line on the board about it."""

    __tablename__ = "reactions"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id")
    person_id: Mapped[int] = _ref("people.id", index=True)
    origin: Mapped[Origin]
    signs: Mapped[str]
    at: Mapped[datetime]
    remark_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    __table_args__ = (Index("uq_reactions_of_one", "entry_id", "person_id", "origin", unique=True),)


class EntryFile(Base):
    """A file of an entry: where each side can fetch it. Sizes in bytes; a Telegram file id belongs to one bot. `lack`:
    why it does not get to the other side. `blob_id`: its bytes, while the desk stores them; of such a file `lack` says
    why it does not get to the board, `telegram_lack` why not to Telegram."""

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
    blob_id: Mapped[int | None] = _ref("blobs.id", nullable=True)
    telegram_lack: Mapped[FileLack | None]
    __table_args__ = (Index("ix_files_blob", "blob_id", postgresql_where=text("blob_id is not null")),)


class WholeMail(Base):
    """A mail as it came, of the entry that was made of it. `text_id`: all that it says, as a page of text, masked where
    that is on; `raw_id`: its bytes, empty if something was masked in it or it is too large."""

    __tablename__ = "mails"
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"), primary_key=True, autoincrement=False)
    text_id: Mapped[int] = _ref("blobs.id", index=True)
    raw_id: Mapped[int | None] = _ref("blobs.id", nullable=True, index=True)


class Message(Base):
    """The map of Telegram messages: the ticket, entry or slot of a message in a chat; `file_id`: which of the entry's
    files it shows, `page`: which page of its view, 0: the files of an entry whose words stand elsewhere."""

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
        Index(
            "ix_messages_lines",
            "sent_at",
            "chat_id",
            postgresql_where=text("ticket_id is null and entry_id is null"),
        ),
        Index("ix_messages_faces", "ticket_id", "slot", postgresql_where=text("kind = 'slot' and slot is not null")),
    )


class FormAnswer(Base):
    """A requester's answer to a question of the desk's about their ticket: `label` is the question in the desk's
    language, `entry_id` the comment with the answer, `said_message_id` its message. Valid while the comment is on that
    ticket."""

    __tablename__ = "ticket_form"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    value: Mapped[str] = mapped_column(SealedText)
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    said_message_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]


class Question(Base):
    """A question of the bot to a person; its buttons and its deadline act on this row only."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_ticket_id", "ticket_id", postgresql_where=text("ticket_id is not null")),)
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    kind: Mapped[QuestionKind]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    data: Mapped[Json] = mapped_column(SealedWords("entries", "note", "receipt"), server_default=text("'{}'"))
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @hybrid_property
    def is_open(self) -> bool:
        """The question was neither answered nor closed."""
        return self.answered_at is None and self.closed_at is None

    @is_open.inplace.expression
    @classmethod
    def _is_open(cls) -> ColumnElement[bool]:
        return and_(cls.answered_at.is_(None), cls.closed_at.is_(None))

    def is_waiting(self, now: datetime) -> bool:
        """Return True if it is open and its time has not run out."""
        return self.is_open and self.due_at is not None and self.due_at > now


class Approval(Base):
    """An answer (`entry_id`, empty if it is only a change of status) that waits for approval. `verb`: the change of
    status that is made with it ("resolve", "pending"). `asked_at`: since when it waits, `first_asked_at`: when it was
    first asked for; `told_at`: when everybody was told that it waits. `comment`: why it was returned; `returns`: how
    often it was.

    A plan has `due_at`, and in `plan` how the request was then and why it was stopped (`desk/later/stops.py`); its
    `verb` is an act by its name, its `comment` the act's words. `helped`: the assistant drafted it for its author."""

    __tablename__ = "approvals"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    author_id: Mapped[int] = _ref("people.id")
    verb: Mapped[str | None]
    state: Mapped[ApprovalState] = mapped_column(server_default=ApprovalState.WAITING)
    first_asked_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    comment: Mapped[str | None] = mapped_column(SealedText)
    returns: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime | None]
    plan: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    helped: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (
        Index("ix_approvals_ticket", "ticket_id"),
        Index("ix_approvals_author", "author_id", "decided_at"),
        Index("uq_approvals_entry", "entry_id", unique=True),
        Index("ix_approvals_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_approvals_asked", "id", postgresql_where=text("due_at is null")),
    )

    @property
    def is_waiting(self) -> bool:
        """Return True until it is decided."""
        return self.state is ApprovalState.WAITING


class Rating(Base):
    """One to five stars for a ticket's solution, or for the agent who solved it (`person_id`, in both; empty: unknown).
    `asked_at`: since when the stars are in the requester's chat; `marked_at` without stars: they declined; `words` are
    in the solution's row. The ticket's `rating*` columns repeat the solution's."""

    __tablename__ = "marks"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    about: Mapped[RatingAbout]
    person_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    stars: Mapped[int | None] = mapped_column(SmallInteger)
    words: Mapped[str | None] = mapped_column(SealedText)
    asked_at: Mapped[datetime | None] = mapped_column(index=True)
    marked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_marks_ticket_id_about", "ticket_id", "about", unique=True),
        Index(
            "ix_marks_of_solutions",
            "asked_at",
            postgresql_include=["stars"],
            postgresql_where=text("about = 'solution'"),
        ),
        Index("ix_marks_marked", "marked_at", postgresql_where=text("marked_at is not null")),
    )


class WorkedTime(Base):
    """Time that `person_id` worked on a ticket, in minutes; `billed`: of it rounded up for the client, 0 if it is free
    of charge. One that was taken back is gone; the history has it."""

    __tablename__ = "time_spent"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    billed: Mapped[int] = mapped_column(SmallInteger)


class AssistUse(Base):
    """A use of the assistant, without anybody's words: `person_id` asked about a ticket, through `origin`. `ended_at`
    with `why`: it came to nothing. `approval_id`: the draft it became; `sources`: kind and name of what the draft was
    made of. `sent`, `received`: tokens, as the assistant counts them."""

    __tablename__ = "assist_uses"
    id: Mapped[int] = _id()
    kind: Mapped[AssistKind]
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id", index=True)
    approval_id: Mapped[int | None] = _ref("approvals.id", nullable=True)
    origin: Mapped[Origin]
    at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    why: Mapped[AssistTrouble | None]
    sources: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    sent: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    received: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    __table_args__ = (Index("uq_assist_uses_approval", "approval_id", unique=True),)


class ReviewCriterion(Base):
    """A criterion by which the team's work is reviewed. `weight`: how much it counts, from 1 to 5. A removed one stays
    in the reviews that have it."""

    __tablename__ = "review_criteria"
    id: Mapped[int] = _id()
    name: Mapped[str]
    weight: Mapped[int] = mapped_column(SmallInteger, server_default=text("1"))
    made_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Review(Base):
    """A solved ticket that is reviewed: the work of `agent_id`, by `reviewer_id`. `reason`: why it was drawn. `score`:
    percent of what could be met; empty if no criterion applied. `answer`: what the agent said to it."""

    __tablename__ = "reviews"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    agent_id: Mapped[int] = _ref("people.id")
    reviewer_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    reason: Mapped[str]
    drawn_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    score: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[str | None] = mapped_column(SealedText)
    answer: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_reviews_ticket", "ticket_id", unique=True),
        Index("ix_reviews_agent", "agent_id", "done_at"),
        Index("ix_reviews_waiting", "drawn_at", postgresql_where=text("done_at is null")),
    )


class ReviewMark(Base):
    """The reviewer's mark for one criterion: "met", "partly", "not" or "none" (does not apply), with a comment, which
    may be about one message (`entry_id`)."""

    __tablename__ = "review_marks"
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True, autoincrement=False)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("review_criteria.id"), primary_key=True, autoincrement=False)
    mark: Mapped[str]
    comment: Mapped[str | None] = mapped_column(SealedText)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
