"""Columns of tickets in groups, by the part of the desk that writes them; all of them are in the table of `Ticket`."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Json, _ref
from db.sealed_words import SealedLine, SealedText, SealedWords


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

    begun_by: Mapped[int | None] = _ref("people.id", nullable=True)
    begun_why: Mapped[str | None] = mapped_column(SealedLine)


class MergingColumns:
    """Links to other tickets (`desk/merging/merge.py`).

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
    ticket's name in a system of the operator's. `is_test`: the desk's own test request, which no figure counts.
    """

    system_id: Mapped[int | None] = _ref("systems.id", nullable=True)
    external_person_id: Mapped[int | None] = _ref("external_people.id", nullable=True)
    context: Mapped[Json | None] = mapped_column(SealedWords)
    external_ref: Mapped[str | None]
    is_test: Mapped[bool] = mapped_column(server_default=text("false"))


class GroupColumns:
    """The group in which the request was written (`desk/groups/`), and its forum topic there.

    `intake_group_id`: the group's row among the people. `is_private`: the requester went on in their own chat or
    through the web, so that nothing more of it is said in the group.
    """

    intake_group_id: Mapped[int | None] = _ref("people.id", nullable=True)
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


class TimerColumns:
    """When the clock next does something with a ticket, each empty where it does not (`desk/schedule/due_work.py`).

    At `file_at` a draft is filed, at `broadcast_due_at` agents are told of it, at `remind_at` and `escalate_at` they
    are reminded, at `close_at` it closes. At `tell_at` the requester is told of what changed since `tell`.
    """

    file_at: Mapped[datetime | None] = mapped_column(index=True)
    broadcast_due_at: Mapped[datetime | None] = mapped_column(index=True)
    remind_at: Mapped[datetime | None] = mapped_column(index=True)
    escalate_at: Mapped[datetime | None] = mapped_column(index=True)
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
