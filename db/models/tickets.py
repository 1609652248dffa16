"""Tables of tickets: topics, tickets, their history, their groups."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import Origin, Status
from db.models.base import Base, Json, _id, _ref
from db.models.ticket_columns import (
    BegunColumns,
    GroupColumns,
    MergingColumns,
    OfferColumns,
    OrganizationColumns,
    OriginColumns,
    RatingColumns,
    SlaColumns,
    TimerColumns,
)
from db.sealed_words import SealedIfWords, SealedLine, SealedText, SealedTexts, SealedWords

WORD_FIELDS = ("filed", "subject", "lost:subject", "hold_reason", "promise_why", "escalated")
"""Fields of the history whose values are people's words (`desk/history.py`)."""


class Category(Base):
    """A topic of requests, shown as a button and as a label on the board; or (`is_group`) a group of topics, which name
    it as `parent_id`. Removed ones stay for the history.

    `name`: in the desk's language; `names`: by language. `first_priority`: of a request without a chosen priority;
    `questions`: what its requester is asked, each `key` and `text` by language; `keywords`: words by which it is
    guessed.
    """

    __tablename__ = "categories"
    id: Mapped[int] = _id()
    name: Mapped[str]
    folded: Mapped[str]
    removed_at: Mapped[datetime | None]
    parent_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    is_group: Mapped[bool] = mapped_column(server_default=text("false"))
    position: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    names: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    first_priority: Mapped[int | None] = mapped_column(SmallInteger)
    questions: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    keywords: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    __table_args__ = (
        Index("uq_categories_folded_live", "folded", unique=True, postgresql_where=text("removed_at is null")),
    )


class TopicModel(Base):
    """The learned model for guessing topics, newest last; `weights` empty: there was too little to learn from."""

    __tablename__ = "topic_models"
    id: Mapped[int] = _id()
    at: Mapped[datetime]
    examples: Mapped[int] = mapped_column(Integer)
    weights: Mapped[Json | None] = mapped_column(SealedWords)


class RootCause(Base):
    """A root cause of solved tickets, stored when first chosen; a setting lists which can be chosen."""

    __tablename__ = "root_causes"
    id: Mapped[int] = _id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)


class Ticket(
    SlaColumns,
    BegunColumns,
    MergingColumns,
    OriginColumns,
    GroupColumns,
    OrganizationColumns,
    OfferColumns,
    TimerColumns,
    RatingColumns,
    Base,
):
    """One problem of one requester; a draft until `filed_at`.

    `subject_line`: the subject as a text of the desk's (`desk/i18n/subjects.py`); `subject_kept`: a person chose the
    subject. `category_guessed`: the desk guessed the category by `category_words` and no one has confirmed it.
    `subject_at`, `status_at`, `priority_at`, `assignee_at`, `labels_at`: when our side last changed that field.
    `cannot_wait_at`: the requester called the night staff. `counted_at`: when its metrics were computed; a trigger
    empties it when something changes that they depend on. `emptied_at`: when its words and files were deleted.
    """

    __tablename__ = "tickets"
    id: Mapped[int] = _id()
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    requester_id: Mapped[int] = _ref("people.id", index=True)
    assignee_id: Mapped[int | None] = _ref("people.id", nullable=True)
    status: Mapped[Status] = mapped_column(server_default=Status.NEW)
    subject: Mapped[str] = mapped_column(SealedText, server_default="")
    subject_line: Mapped[str | None] = mapped_column(SealedLine)
    subject_kept: Mapped[bool] = mapped_column(server_default=text("false"))
    priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("3"))
    category_id: Mapped[int | None] = _ref("categories.id", nullable=True)
    category_guessed: Mapped[bool] = mapped_column(server_default=text("false"))
    category_words: Mapped[list[str]] = mapped_column(SealedTexts, server_default=text("'{}'"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    needs_answer: Mapped[bool] = mapped_column(server_default=text("false"))
    hold_reason: Mapped[str | None] = mapped_column(SealedText)
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
    broadcast_at: Mapped[datetime | None]
    hold_until: Mapped[datetime | None]
    cannot_wait_at: Mapped[datetime | None]
    reopen_count: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    escalated_at: Mapped[datetime | None]
    escalation_level: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    root_cause_id: Mapped[int | None] = _ref("root_causes.id", nullable=True)
    counted_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_tickets_to_empty",
            "ended_at",
            postgresql_where=text("ended_at is not null and (emptied_at is null or emptied_at < ended_at)"),
        ),
        Index(
            "ix_tickets_open",
            "status",
            "priority",
            "filed_at",
            postgresql_where=text("filed_at is not null and status not in ('closed', 'cancelled')"),
        ),
        Index(
            "ix_tickets_held",
            "assignee_id",
            "status",
            postgresql_where=text("status not in ('closed', 'cancelled')"),
        ),
        Index("ix_tickets_claimed", "assignee_id", "claimed_at"),
        Index("ix_tickets_known_problem", "known_problem_id", postgresql_where=text("known_problem_id is not null")),
        Index("ix_tickets_by_itself", "id", postgresql_where=text("end_reason = 'answered'")),
        Index("ix_tickets_uncounted", "id", postgresql_where=text("counted_at is null and filed_at is not null")),
        Index("ix_tickets_filed", "filed_at", postgresql_where=text("filed_at is not null")),
        Index("ix_tickets_answered", "first_response_at", postgresql_where=text("first_response_at is not null")),
        Index("ix_tickets_resolved", "resolved_at", postgresql_where=text("resolved_at is not null")),
        Index("ix_tickets_rated", "rated_at", postgresql_where=text("rated_at is not null")),
        Index("ix_tickets_promised", "priority", "resolved_at", postgresql_where=text("policy_version is not null")),
        Index(
            "ix_tickets_promised_first",
            "priority",
            "first_response_at",
            postgresql_where=text("policy_version is not null"),
        ),
        Index(
            "uq_tickets_one_draft",
            "requester_id",
            unique=True,
            postgresql_where=text("filed_at is null and status = 'new'"),
        ),
        Index("ix_tickets_alike", "alike_id", postgresql_where=text("alike_id is not null")),
        Index("ix_tickets_group", "group_id", postgresql_where=text("group_id is not null")),
        Index("ix_tickets_system", "system_id", postgresql_where=text("system_id is not null")),
        Index("ix_tickets_external_ref", "external_ref", postgresql_where=text("external_ref is not null")),
        Index(
            "ix_tickets_organization",
            "organization_id",
            "filed_at",
            postgresql_where=text("organization_id is not null"),
        ),
        Index("ix_tickets_event", "event_id", postgresql_include=["id"], postgresql_where=text("event_id is not null")),
        Index("ix_tickets_words", text("to_tsvector('russian', subject)"), postgresql_using="gin"),
        Index("ix_tickets_words_en", text("to_tsvector('english', subject)"), postgresql_using="gin"),
    )

    @property
    def shown_organization_id(self) -> int | None:
        """The organization that staff and the requester read. Rights, money, notices and lists ask for
        `organization_id`, which is empty while nobody has confirmed the requester there."""
        return self.organization_id or self.named_organization_id

    @property
    def is_taken(self) -> bool:
        """The ticket has an assignee."""
        return self.assignee_id is not None

    @property
    def thread_ids(self) -> list[int]:
        """The tickets whose entries form its thread: itself, and those merged into it."""
        return [self.id, *self.merged_ids]

    @property
    def is_unanswered(self) -> bool:
        """The ticket was filed, has no assignee and no answer."""
        waits = self.filed_at is not None and self.status is Status.NEW
        return waits and not self.is_taken and self.first_response_at is None

    @property
    def is_waiting_on_preset(self) -> bool:
        """An automatic answer delays its broadcast until `broadcast_due_at`."""
        held = self.broadcast_at is None and self.broadcast_due_at is not None
        return held and bool(self.offered) and self.origin is not Origin.TODOIST

    @property
    def is_begun_unanswered(self) -> bool:
        """The team began the ticket, and its requester has not written yet."""
        return self.begun_by is not None and self.requester_spoke_at is None

    @property
    def is_draft(self) -> bool:
        """The requester's messages are still collected, and agents do not see it."""
        return is_draft(self.status, self.filed_at)


def is_draft(status: Status, filed_at: datetime | None) -> bool:
    """Return True for the state of a ticket whose requester's messages are still collected."""
    return filed_at is None and status is Status.NEW


class OwnTicket(NamedTuple):
    """A ticket as far as it decides where a message of its requester goes. `last_word`: when they got or wrote the last
    word that they could see."""

    id: int
    status: Status
    assignee_id: int | None
    requester_id: int
    filed_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
    end_reason: str | None
    rated_at: datetime | None
    rating: int | None
    rating_words: str | None
    rating_asked_at: datetime | None
    word_until: datetime | None
    requester_spoke_at: datetime | None
    status_at: datetime
    tell_at: datetime | None
    last_word: datetime | None

    @property
    def is_draft(self) -> bool:
        """The ticket is not filed yet."""
        return is_draft(self.status, self.filed_at)


class TicketGroup(Base):
    """Tickets that agents answer together: each keeps its thread, its targets and its ratings."""

    __tablename__ = "ticket_groups"
    id: Mapped[int] = _id()
    made_at: Mapped[datetime]
    made_by: Mapped[int] = _ref("people.id")


class GroupDigestLine(Base):
    """A ticket to name in the staff group's one message a minute, because there were too many for a message each."""

    __tablename__ = "announcements"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    ended: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True)


class TicketTopic(Base):
    """A ticket's topic in the staff group's forum. `thread_id`: Telegram's id, which is that of the message that made
    it; `fingerprint`: of the name that the desk gave it, empty once a person renamed it; `icon`: the status that its
    icon shows; `spare_id`: a second one that was made for the ticket, to be deleted."""

    __tablename__ = "group_topics"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    thread_id: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[str | None]
    icon: Mapped[str | None]
    is_closed: Mapped[bool] = mapped_column(server_default=text("false"))
    spare_id: Mapped[int | None] = mapped_column(BigInteger)
    __table_args__ = (Index("uq_group_topics_thread_id", "chat_id", "thread_id", unique=True),)


class History(Base):
    """Every change of a ticket: who, when, from where, old and new value. `old_id`, `new_id`: the person of an
    assignee, the topic of a category, as names change; empty without one, and in old rows whose name was ambiguous;
    `events`: the kinds of API events about it, empty: none (`desk/history.py`)."""

    __tablename__ = "history"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = _ref("people.id", nullable=True)
    actor_name: Mapped[str | None]
    origin: Mapped[Origin]
    field: Mapped[str]
    old: Mapped[str | None] = mapped_column(SealedIfWords(WORD_FIELDS))
    new: Mapped[str | None] = mapped_column(SealedIfWords(WORD_FIELDS))
    old_id: Mapped[int | None] = mapped_column(BigInteger)
    new_id: Mapped[int | None] = mapped_column(BigInteger)
    events: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    __table_args__ = (Index("ix_history_field_at", "field", "at"), Index("ix_history_actor", "actor_id"))
