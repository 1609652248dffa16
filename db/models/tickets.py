"""Tables of tickets: topics, tickets, their history, their groups.

Columns of tickets in groups, by the part of the desk that writes them; all of them are in the table of `Ticket`.
"""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedIfWords, SealedLine, SealedText, SealedTexts, SealedWords
from db.enums import Hears, Origin, Participation, Status
from db.models.base import Base, Json, _id, _ref
from db.models.ticket_facts import TicketState


class SlaColumns:
    """The targets a ticket was filed under, and lateness (`desk/policy/lateness.py`).

    `first_target` and `solve_target` are seconds of working time, by version `policy_version` of the targets. They end
    at `first_due_at` and `solve_due_at`; three quarters of them have passed at `first_warn_at` and `solve_warn_at`.
    `promised_at` is the time that an agent promised, `promise_warn_at` when it is near, `promise_told` the last such
    time that the requester heard of. `late_told` and `breach_told` say how late the agent and the admins were told.
    """

    policy_version: Mapped[int | None] = mapped_column(Integer)
    first_target: Mapped[int | None] = mapped_column(Integer)
    solve_target: Mapped[int | None] = mapped_column(Integer)
    first_due_at: Mapped[datetime | None]
    solve_due_at: Mapped[datetime | None]
    first_warn_at: Mapped[datetime | None]
    solve_warn_at: Mapped[datetime | None]
    promised_at: Mapped[datetime | None]
    promise_warn_at: Mapped[datetime | None]
    promise_told: Mapped[datetime | None]
    late_told: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    breach_told: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))


class BegunColumns:
    """The member of the team who began the ticket by writing first; empty for requests of requesters.

    `begun_why`: why the requester is written to, as a text of the desk's with its arguments (`dump_line`).
    """

    begun_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    begun_why: Mapped[str | None] = mapped_column(SealedLine)


class MergingColumns:
    """Links to other tickets (`desk/merging/merging.py`).

    A ticket that was merged has `merged_into_id`, and `merge_undo` with its state before, as long as that can be
    undone; the other ticket has its id in `merged_ids`. Tickets within an hour that say the same have the first of
    them as `alike_id`, that one too. Agents answer the tickets of one `group_id` together.
    """

    merged_into_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    merged_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    merge_undo: Mapped[Json | None] = mapped_column(SealedWords)
    alike_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    group_id: Mapped[int | None] = _ref("ticket_groups.id", nullable=True)


class OriginColumns:
    """The operator's system that a ticket came through, and the person there (`external_person_id`).

    `context` has what the requester was looking at there, as names and values of that system. `external_ref` is the
    ticket's name in a system of the operator's. `answers_from`: the address of the desk that its mail was written to.
    `is_test`: the desk's own test request, which no figure counts.
    """

    system_id: Mapped[int | None] = _ref("systems.id", nullable=True)
    external_person_id: Mapped[int | None] = _ref("external_people.id", nullable=True, index=True)
    context: Mapped[Json | None] = mapped_column(SealedWords)
    external_ref: Mapped[str | None]
    answers_from: Mapped[str | None]
    is_test: Mapped[bool] = mapped_column(server_default=text("false"))


class GroupColumns:
    """The group in which the request was written (`desk/groups/`), and its forum topic there.

    `intake_group_id`: the group's row among the people. `is_private`: the requester went on in their own chat or
    through the web, so that nothing more of it is said in the group.
    """

    intake_group_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    intake_thread_id: Mapped[int | None] = mapped_column(BigInteger)
    is_private: Mapped[bool] = mapped_column(server_default=text("false"))


class OrganizationColumns:
    """The organization that the ticket was filed for, and which of its outlets; both are empty for a personal one.

    `named_organization_id`: the ticket is personal, but its requester named this organization, where nobody has
    confirmed them yet. Staff read it; once they are confirmed, it becomes `organization_id`. `organization_open`: the
    requester is still to say for which organization, or which outlet.
    """

    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True)
    named_organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True)
    outlet_id: Mapped[int | None] = _ref("outlets.id", nullable=True)
    organization_open: Mapped[bool] = mapped_column(server_default=text("false"))


class OfferColumns:
    """Findings and questions before an agent answers (`desk/suggestions/`, `desk/tickets/intake_questions.py`).

    `alike`: solved tickets like this one, the most alike first; `alike_articles`: articles that fit. `offered`: ids of
    the offers shown under the receipt. `asked`: kinds of questions that the requester was asked, in their order, and
    `asking_id` the one that is open. `known_problem_id`: the known problem that the requester was told of.
    """

    alike: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    alike_articles: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    offered: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    asked: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    asking_id: Mapped[int | None] = mapped_column(BigInteger)
    known_problem_id: Mapped[int | None] = _ref("known_problems.id", nullable=True)


class StepColumns:
    """The steps of runbooks in use, and their sub-tasks on the board (`desk/tickets/runbook_progress.py`), if
    any."""

    steps: Mapped[list[Json] | None] = mapped_column(JSONB(none_as_null=True))


class OwnFieldColumns:
    """The values of fields that admins have declared, by the field's id: `words` of people, and what else is `kept`
    (`desk/settings/own_fields.py`)."""

    own_fields: Mapped[Json | None] = mapped_column(SealedWords("kept", none_as_null=True))


class TimerColumns:
    """When the clock next does something with a ticket, each empty where it does not (`desk/schedule/due_work.py`).

    At `file_at` a draft is filed, or it is decided again whether it waits on, at `broadcast_due_at` agents are told of
    it, at `remind_at` and `escalate_at` they are reminded, at `close_at` it closes. At `tell_at` the requester is told
    of what changed since `tell`. `consent_asked`: to which version of the terms a draft's requester was asked to agree
    (0: ask again); `waiting_told_at`: when admins were told that it waits for long.

    Messages change `remind_at`, `escalate_at` and `updated_at`, and would change their indexes. So `look_at` has an
    index in place of the first two: the clock looks then or before anybody is to be reminded, and may find nothing.
    `updated_on`, the day of `updated_at` (UTC), has one in place of that. A trigger keeps both (`db/sql/tickets.sql`).
    """

    file_at: Mapped[datetime | None] = mapped_column(index=True)
    consent_asked: Mapped[int | None]
    waiting_told_at: Mapped[datetime | None]
    broadcast_due_at: Mapped[datetime | None] = mapped_column(index=True)
    remind_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None] = mapped_column(deferred=True)
    close_at: Mapped[datetime | None] = mapped_column(index=True)
    tell_at: Mapped[datetime | None] = mapped_column(index=True)
    tell: Mapped[Json | None] = mapped_column(SealedWords("status", none_as_null=True))


class RatingColumns:
    """The requester's rating, in one to five stars and words.

    A text of the requester until `word_until` belongs to the stars they gave last.
    """

    rating: Mapped[int | None] = mapped_column(SmallInteger)
    rating_words: Mapped[str | None] = mapped_column(SealedText)
    rating_asked_at: Mapped[datetime | None]
    rated_at: Mapped[datetime | None]
    word_until: Mapped[datetime | None]


WORD_FIELDS = ("filed", "subject", "lost:subject", "hold_reason", "promise_why", "escalated", "own_field")
"""Fields of the history whose values are people's words (`desk/history.py`)."""


class Category(Base):
    """A topic of requests, shown as a button and as a label on the board; or (`is_group`) a group of topics, which name
    it as `parent_id`. Removed ones stay for the history.

    `name`: in the desk's language; `names`: by language. `first_priority`: of a request without a chosen priority;
    `questions`: what its requester is asked, each `key` and `text` by language; `keywords`: words by which it is
    guessed; `examples`: a good request, by language; `no_assist`: the assistant gets none of its requests.
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
    examples: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    no_assist: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (
        Index("uq_categories_folded_live", "folded", unique=True, postgresql_where=text("removed_at is null")),
    )


class OwnField(Base):
    """A field of requests that admins have declared. `kind`: what it holds, as `desk/settings/own_fields.py` names it;
    `options`: what it is chosen from; `question`: what a requester is asked for it, by language. A removed one keeps
    its values."""

    __tablename__ = "own_fields"
    id: Mapped[int] = _id()
    name: Mapped[str]
    kind: Mapped[str]
    options: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    question: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    removed_at: Mapped[datetime | None]


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
    StepColumns,
    OwnFieldColumns,
    TimerColumns,
    RatingColumns,
    TicketState,
    Base,
):
    """One problem of one requester; a draft until `filed_at`.

    `subject_line`: the subject as a text of the desk's (`desk/i18n/subjects.py`); `subject_kept`: a person chose the
    subject. `moved_up`: a rule wants it before others of its priority. `category_guessed`: the desk guessed the
    category by `category_words` and no one has confirmed it.
    `subject_at`, `status_at`, `priority_at`, `assignee_at`, `labels_at`: when our side last changed that field.
    `cannot_wait_at`: the requester called the night staff. `counted_at`: when its metrics were computed; a trigger
    empties it when something changes that they depend on. `emptied_at`: when its words and files were deleted.
    `has_participants`: it has rows in `ticket_participants`, so that all others cost no query.
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
    moved_up: Mapped[bool] = mapped_column(server_default=text("false"))
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
    updated_on: Mapped[date | None] = mapped_column(deferred=True)
    subject_at: Mapped[datetime]
    status_at: Mapped[datetime]
    priority_at: Mapped[datetime]
    assignee_at: Mapped[datetime]
    labels_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
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
    has_participants: Mapped[bool] = mapped_column(server_default=text("false"))
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
        Index(
            "ix_tickets_steps",
            "steps",
            postgresql_using="gin",
            postgresql_ops={"steps": "jsonb_path_ops"},
            postgresql_where=text("steps is not null"),
        ),
        Index("ix_tickets_uncounted", "id", postgresql_where=text("counted_at is null and filed_at is not null")),
        Index("ix_tickets_look", "look_at", postgresql_where=text("look_at is not null")),
        Index("ix_tickets_updated_on", "updated_on", postgresql_where=text("filed_at is not null")),
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
            "uq_tickets_draft",
            "requester_id",
            text("(origin = 'api')"),
            unique=True,
            postgresql_where=text("filed_at is null and status = 'new'"),
        ),
        Index("ix_tickets_alike", "alike_id", postgresql_where=text("alike_id is not null")),
        Index("ix_tickets_merged", "merged_into_id", postgresql_where=text("merged_into_id is not null")),
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
        Index(
            "ix_tickets_channel",
            "origin",
            "filed_at",
            postgresql_where=text("filed_at is not null and origin <> 'telegram'"),
        ),
        Index("ix_tickets_labels", "tags", postgresql_using="gin", postgresql_where=text("tags <> '{}'")),
        Index(
            "ix_tickets_own_fields",
            "own_fields",
            postgresql_using="gin",
            postgresql_ops={"own_fields": "jsonb_path_ops"},
            postgresql_where=text("own_fields is not null"),
        ),
        Index(
            "ix_tickets_own_words",
            text("to_tsvector('russian', own_fields)"),
            postgresql_using="gin",
            postgresql_where=text("own_fields is not null"),
        ),
        Index("ix_tickets_words", text("to_tsvector('russian', subject)"), postgresql_using="gin"),
        Index("ix_tickets_words_en", text("to_tsvector('english', subject)"), postgresql_using="gin"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    @property
    def shown_organization_id(self) -> int | None:
        """The organization that staff and the requester read. Rights, money, notices and lists ask for
        `organization_id`, which is empty while nobody has confirmed the requester there."""
        return self.organization_id or self.named_organization_id

    @property
    def may_have_participants(self) -> bool:
        """Others than the requester may take part in it, or in what was merged into it. False costs no query."""
        return self.has_participants or bool(self.merged_ids)

    @property
    def thread_ids(self) -> list[int]:
        """The tickets whose entries form its thread: itself, and those merged into it."""
        return [self.id, *self.merged_ids]

    @property
    def is_unanswered(self) -> bool:
        """The ticket was filed, has no assignee and no answer."""
        return self.is_untaken and self.status is Status.NEW and self.first_response_at is None

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


class TicketParticipant(Base):
    """A participant of a ticket besides its requester, by `address` or as a person (`desk/policy/who_is_told.py`
    says who hears what). `stopped_at`: they asked to hear nothing more; `bounced_at`: a mail server refused what was
    sent to the address, which has not written since; `left_at`: the requester's newest mail does not name
    the address."""

    __tablename__ = "ticket_participants"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    person_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    address: Mapped[str | None] = mapped_column(index=True)
    part: Mapped[Participation]
    hears: Mapped[Hears]
    at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    __table_args__ = (
        CheckConstraint("num_nonnulls(person_id, address) = 1", name="ticket_participants_who"),
        Index("uq_ticket_participants_address", "ticket_id", "address", "part", unique=True),
        Index("uq_ticket_participants_person", "ticket_id", "person_id", unique=True),
    )


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
    """A ticket's topic in the staff group's forum, or in its requester's own chat. `thread_id`: Telegram's id, which is
    that of the message that made it, empty if the chat takes no topics; `fingerprint`: of the name that the desk gave
    it, empty once a person renamed it; `icon`: the status that its icon shows; `is_closed`: it takes no messages now;
    `spare_id`: a second one that was made for the ticket, to be deleted."""

    __tablename__ = "group_topics"
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    thread_id: Mapped[int | None] = mapped_column(BigInteger)
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


class ImportedRow(Base):
    """A ticket or a person that an import from another desk made, so that it is made once. `key`: SHA-256 of the source
    and of what it is called there; `source`: the name of the source, `began_at`: when the run began that made it. The
    row of a ticket outlives its words, and the hashes of somebody erased have no source: neither comes back with
    another run."""

    __tablename__ = "imported_rows"
    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    source: Mapped[str]
    began_at: Mapped[datetime]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    person_id: Mapped[int | None] = _ref("people.id", nullable=True)
    __table_args__ = (
        CheckConstraint("num_nonnulls(ticket_id, person_id) = 1", name="imported_rows_what"),
        Index("ix_imported_rows_ticket", "ticket_id", unique=True, postgresql_where=text("ticket_id is not null")),
        Index("ix_imported_rows_person", "person_id", postgresql_where=text("person_id is not null")),
        Index("ix_imported_rows_run", "source", "began_at"),
    )
