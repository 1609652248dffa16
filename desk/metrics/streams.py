"""Streams: rows of events from which metrics are computed, each with its moment, its ticket and its person. The queries
are in `stream_queries.py`. A row counts for a metric only if the metric's column is not empty.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Select,
)

from db.models import (
    AnswerTaken,
    CannedUse,
    RatingAbout,
    Status,
    TicketFacts,
    TicketSpan,
)
from desk import history
from desk.metrics.stream_queries import (
    BY_ITSELF,
    compare_with_target,
    select_began,
    select_begun,
    select_changes,
    select_drafts,
    select_ended,
    select_facts,
    select_filed,
    select_offers,
    select_open,
    select_promises,
    select_ratings,
    select_resolved,
    select_review_marks,
    select_reviews,
    select_searches,
    select_spans,
    select_texts_used,
    select_uses,
)
from desk.policy import OPEN

FACTS, SPANS = "ticket_facts", "ticket_spans"


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows of one kind. `table`: named in the docs. `left_out`: the text `figures-left-out-…` of what is not among
    them. `is_now`: the current state, whatever the period. `is_daily`: only the day of its moments is known. `is_live`:
    few rows, always counted, because their outcome is known later. `passing`: columns that depend on more than facts,
    time spans and fixed fields of a ticket. `is_final`: rows never change after they are written. `certain`: columns
    that are never empty."""

    rows: Select[Any]
    table: str
    left_out: str
    is_now: bool = False
    is_daily: bool = False
    is_live: bool = False
    passing: frozenset[str] = frozenset()
    is_final: bool = False
    certain: frozenset[str] = frozenset()

    @property
    def is_kept(self) -> bool:
        """Return True if its counts are stored for each day that is over."""
        return not (self.is_now or self.is_daily or self.is_live)

    def has_column(self, column: str) -> bool:
        """Return True if the values of that column are stored for each day that is over: they change only when facts
        are written."""
        return bool(column) and (self.is_final or self.table in (FACTS, SPANS)) and column not in self.passing


_AGENT = TicketSpan.__table__.c
_STAYS = {
    f"left_{status.value}": Stream(select_spans("ended_at", "status", _AGENT.status == status), "ticket_spans", "stays")
    for status in Status
    if status in OPEN
}
STREAMS: dict[str, Stream] = {
    "filed": Stream(
        select_filed(), "ticket_facts", "drafts", passing=frozenset({"newcomer", "was_cancelled", BY_ITSELF})
    ),
    "begun": Stream(select_begun(), "ticket_facts", "requested"),
    "taken": Stream(select_spans("started_at", "agent", _AGENT.came_from == "queue"), "ticket_spans", "takes"),
    "handed_over": Stream(select_spans("started_at", "agent", _AGENT.came_from == "agent"), "ticket_spans", "passed"),
    "released": Stream(select_spans("ended_at", "agent", _AGENT.went_to == "queue"), "ticket_spans", "passed"),
    "first_taken": Stream(select_facts("taken", "taken_by"), "ticket_facts", "drafts"),
    "answered": Stream(
        select_facts("answered", "answered_by", *compare_with_target("answered")), "ticket_facts", "unanswered"
    ),
    "solved": Stream(select_resolved(), "ticket_spans", "undone", certain=frozenset({"came_back"})),
    "solution": Stream(
        select_facts(
            "solved", "solved_by", *compare_with_target("solved"), (TicketFacts.reopened == 0).label("at_once")
        ),
        "ticket_facts",
        "unsolved",
    ),
    "closed": Stream(select_began(Status.CLOSED), "ticket_spans", "drafts"),
    "ended": Stream(select_ended(), "ticket_facts", "not_closed", passing=frozenset({"silently", "took"})),
    "reopened": Stream(select_began(Status.REOPENED), "ticket_spans", "undone"),
    "cancelled": Stream(select_began(Status.CANCELLED), "ticket_spans", "drafts"),
    "escalated": Stream(
        select_changes(
            history.ESCALATED,
            history.ESCALATED_BOARD,
            history.ESCALATED_WORD,
            history.ESCALATED_REOPENED,
            history.ESCALATED_BREACH,
            history.ESCALATED_RULE,
        ),
        "history",
        "drafts",
    ),
    "promised": Stream(select_promises(), "history", "targets"),
    "asked": Stream(select_ratings("asked_at", RatingAbout.SOLUTION), "marks", "unasked"),
    "marked": Stream(select_ratings("marked_at", RatingAbout.SOLUTION), "marks", "unmarked", is_final=True),
    "agent_marked": Stream(select_ratings("marked_at", RatingAbout.AGENT), "marks", "unmarked", is_final=True),
    **_STAYS,
    "left_agent": Stream(select_spans("ended_at", "agent"), "ticket_spans", "stays"),
    "open": Stream(select_open(), "tickets", "finished", is_now=True),
    "offered": Stream(select_offers(), "offers", "not_offered", is_live=True),
    "searched": Stream(select_searches(), "searches", "old_searches", is_live=True),
    "canned": Stream(select_texts_used(CannedUse), "canned_uses", "retyped", is_live=True),
    "taken_over": Stream(select_texts_used(AnswerTaken), "answers_taken", "retyped", is_live=True),
    "drafted": Stream(select_drafts(), "approvals", "drafts_unsent", is_live=True),
    "reviewed": Stream(select_reviews(), "reviews", "unreviewed", is_live=True),
    "review_marked": Stream(select_review_marks(), "review_marks", "unmarked_criteria", is_live=True),
    "uses": Stream(select_uses(), "uses", "uses", is_daily=True),
}
