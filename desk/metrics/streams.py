"""Streams: rows of events from which metrics are computed, each with its moment, its ticket and its person. The queries
are in `stream_queries.py`. A row counts for a metric only if the metric's column is not empty.

Queries of the rows that metrics are computed from: one for each stream (`streams.py`). Every query has `at` (the moment
that decides the day of a row), `ticket_id` and `person_id`; metrics are computed from the other columns. `NOW` and
`ZONE` are given when a statement is executed.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    TIMESTAMP,
    ColumnElement,
    Float,
    Interval,
    Select,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    extract,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased

from db.models import (
    AnswerTaken,
    Approval,
    ApprovalState,
    CannedUse,
    Entry,
    EntryKind,
    History,
    Message,
    MessageKind,
    Person,
    Question,
    QuestionKind,
    Rating,
    RatingAbout,
    Review,
    ReviewMark,
    Role,
    Search,
    Status,
    Suggestion,
    Ticket,
    TicketFacts,
    TicketSpan,
    Use,
    WorkedTime,
)
from desk import history
from desk.metrics.registry import make_answer_label
from desk.policy.lateness import is_due_before
from desk.policy.rating_rules import CONFIRMED, LOW_STARS

NOW = bindparam("now", type_=TIMESTAMP(timezone=True))
ZONE = bindparam("zone", type_=Text)
_HALF_A_DAY = literal(timedelta(hours=12), Interval)
_NO_PERSON = cast(None, TicketSpan.person_id.type).label("person_id")
_HELPED, _ANSWERED = "helped", "answered"
_MINUTES = 60
_REFUSED = ("person", "words")
_OTHER = aliased(Ticket)
_OF_REQUESTERS = ("filed", "taken", "answered")
"""Moments that count for requests of requesters only, not for those that the team began."""
_POINTS = {"met": 100, "partly": 50, "not": 0}
"""Points of a mark; one that does not apply has none."""


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[Any]:
    """Return 1 if the condition is true, else null: something to count."""
    return case((condition, 1))


def _word_literal(word: str) -> ColumnElement[Any]:
    """Return the word as a literal in the statement, so that a partial index is used."""
    return literal_column(f"'{word}'")


def _select_facts(moment: str, who: str, *more: ColumnElement[Any]) -> Select[Any]:
    """Return tickets by one of their moments ("filed", "answered" …) and its person."""
    table = TicketFacts.__table__
    at = table.c[f"{moment}_at"]
    rows = select(at.label("at"), table.c[who].label("person_id"), table, *more).where(at.is_not(None))
    return rows.where(~table.c.begun) if moment in _OF_REQUESTERS else rows


def _select_begun() -> Select[Any]:
    """Return tickets that the team began, and whether their requester has answered."""
    table = TicketFacts.__table__
    answered = (table.c.comments > 0).label("reacted")
    rows = select(table.c.filed_at.label("at"), table.c.taken_by.label("person_id"), table, answered)
    return rows.where(table.c.begun)


def _compare_with_target(moment: str) -> tuple[ColumnElement[Any], ...]:
    """Return whether the moment was within its target, and by how much it was late, as columns."""
    late = TicketFacts.__table__.c[f"{moment}_late"]
    return (late <= 0).label("within"), case((late > 0, late)).label("overrun")


def _select_filed() -> Select[Any]:
    """Return filed tickets, with columns of the ticket's own row."""
    theirs = (
        _OTHER.requester_id == Ticket.requester_id, _OTHER.merged_into_id.is_(None), _OTHER.begun_by.is_(None),
    )  # fmt: skip
    known = exists().where(*theirs, _OTHER.filed_at < TicketFacts.filed_at)
    more = (
        TicketFacts.requester_id.label("requester"),
        case((~known, Ticket.requester_id)).label("newcomer"),
        (Ticket.status == Status.CANCELLED).label("was_cancelled"),
        (TicketFacts.escalated > 0).label("was_escalated"),
        (~TicketFacts.filed_open).label("outside"),
        TicketFacts.ticket_id.in_(
            select(_OTHER.id).where(_OTHER.end_reason == _word_literal(_ANSWERED), _OTHER.status == Status.CLOSED)
        ).label("by_itself"),
    )
    return _select_facts("filed", "taken_by", *more).outerjoin(Ticket, Ticket.id == TicketFacts.ticket_id)


def _select_spans(
    at: str, kind: str, *which: ColumnElement[bool], more: tuple[ColumnElement[Any], ...] = ()
) -> Select[Any]:
    """Return time spans by their start ("started_at") or end ("ended_at")."""
    table = TicketSpan.__table__
    moment = table.c[at]
    of_kind = table.c.kind == _word_literal(kind)
    return select(moment.label("at"), table, *more).where(of_kind, moment.is_not(None), *which)


def _select_began(status: Status, *more: ColumnElement[Any]) -> Select[Any]:
    """Return time spans of that status, by their start."""
    return _select_spans(
        "started_at", "status", TicketSpan.__table__.c.status == _word_literal(status.value), more=more
    )


def _select_resolved() -> Select[Any]:
    """Return resolutions, their event, and whether the ticket was reopened, before or after it was closed."""
    later, table = aliased(TicketSpan.__table__).c, TicketSpan.__table__.c
    closed = select(later.ticket_id, later.n - 1).where(
        later.kind == _word_literal("status"),
        later.status == _word_literal(Status.CLOSED.value),
        later.went_to == _word_literal(Status.REOPENED.value),
    )
    came_back = or_(
        func.coalesce(table.went_to == Status.REOPENED.value, False), tuple_(table.ticket_id, table.n).in_(closed)
    )
    rows = _select_began(Status.RESOLVED, came_back.label("came_back"), TicketFacts.event_id.label("event_id"))
    return rows.join_from(TicketSpan.__table__, TicketFacts, TicketFacts.ticket_id == table.ticket_id, isouter=True)


def _select_changes(*fields: str, more: tuple[ColumnElement[Any], ...] = ()) -> Select[Any]:
    """Return rows of the history of filed tickets, and the agent at that time."""
    table, having = History.__table__, aliased(TicketSpan)
    holds = and_(
        having.ticket_id == table.c.ticket_id,
        having.kind == "agent",
        having.started_at <= table.c.at,
        or_(having.ended_at.is_(None), having.ended_at > table.c.at),
    )
    person = select(having.person_id).where(holds).order_by(having.n.desc()).limit(1).scalar_subquery()
    query = select(table.c.at, table.c.ticket_id, person.label("person_id"), *more)
    counted = exists().where(TicketFacts.ticket_id == table.c.ticket_id)
    return query.where(table.c.field.in_(fields), counted)


def _select_promises() -> Select[Any]:
    """Return changes of promised times: made, moved or taken back."""
    table = History.__table__.c
    made = _one_if(and_(table.old.is_(None), table.new.is_not(None))).label("made")
    moved = _one_if(and_(table.old.is_not(None), table.new.is_not(None))).label("moved")
    dropped = _one_if(and_(table.old.is_not(None), table.new.is_(None))).label("taken_back")
    return _select_changes(history.PROMISED, more=(made, moved, dropped))


def _select_ratings(moment: str, about: RatingAbout) -> Select[Any]:
    """Return ratings by one of their moments ("asked_at", "marked_at")."""
    table = Rating.__table__.c
    own = (table.ticket_id, table.person_id, table.stars, table.stars.is_not(None).label("has_stars"))
    low = _one_if(table.stars <= LOW_STARS).label("low")
    return select(table[moment].label("at"), *own, low).where(table[moment].is_not(None), table.about == about)


def _select_open() -> Select[Any]:
    """Return open tickets, as `/open` has them."""
    table = Ticket.__table__.c
    columns = {
        "untaken": Ticket.is_untaken.expression,
        "held": and_(Ticket.is_working, Ticket.is_taken),
        "pending": table.status == Status.PENDING,
        "on_hold": table.status == Status.ON_HOLD,
        "resolved": table.status == Status.RESOLVED,
        "unanswered": table.needs_answer,
        "late": is_due_before(NOW),  # type: ignore[arg-type]
        "escalated": table.escalated_at.is_not(None),
    }
    age = extract("epoch", NOW - table.filed_at).label("age")
    taken = case((Ticket.is_working, table.assignee_id)).label("agent")
    named = (_one_if(condition).label(name) for name, condition in columns.items())
    own = (table.filed_at.label("at"), table.id.label("ticket_id"), table.assignee_id.label("person_id"))
    return select(*own, age, taken, *named).where(Ticket.is_worked_on)


def _select_offers() -> Select[Any]:
    """Return suggestions shown to requesters, and their outcome."""
    table = Suggestion.__table__.c
    refused = table.outcome.in_(_REFUSED)
    kinds = {
        "helped": table.outcome == _HELPED,
        "refused": refused,
        "silent": and_(func.coalesce(table.outcome != _HELPED, True), ~func.coalesce(refused, False)),
        "read": table.opened_at.is_not(None),
    }
    named = (_one_if(condition).label(name) for name, condition in kinds.items())
    return select(table.shown_at.label("at"), table.ticket_id, _NO_PERSON, make_answer_label(table), *named)


def _select_texts_used(table: Any) -> Select[Any]:
    """Return agents' answers that were made from a text of the desk, by their author."""
    rows, said = table.__table__.c, Entry.__table__.c
    own = (rows.at, said.ticket_id, said.author_id.label("person_id"), make_answer_label(rows))
    changed = _one_if(rows.changed).label("changed")
    return select(*own, changed).join_from(table, Entry, said.id == rows.entry_id, isouter=True)


def _select_said() -> Select[Any]:
    """Return answers of agents, by their author: those that were taken back, and after how many seconds the first
    message with one was sent to its requester, in private or in the group where they asked."""
    said, shown = Entry.__table__.c, Message.__table__.c
    readers = select(Person.telegram_id).where(Person.role.in_((Role.REQUESTER, Role.INTAKE_GROUP)))
    sent = select(func.min(shown.sent_at)).where(
        shown.entry_id == said.id, shown.kind == MessageKind.RELAY, shown.chat_id.in_(readers)
    )
    own = (said.created_at.label("at"), said.ticket_id, said.author_id.label("person_id"))
    read = cast(extract("epoch", sent.scalar_subquery() - said.created_at), Float).label("read")
    counted = exists().where(TicketFacts.ticket_id == said.ticket_id)
    rows = select(*own, _one_if(said.withdrawn_at.is_not(None)).label("taken_back"), read)
    return rows.where(said.kind == EntryKind.REPLY, said.author_id.is_not(None), counted)


_PRESSED = (QuestionKind.WHICH_TICKET, QuestionKind.CLOSE, QuestionKind.WHERE_TO, QuestionKind.NOT_YOURS)


def _select_questions() -> Select[Any]:
    """Return questions about where words belong and whether to close: those that nobody answered, or the clock did, and
    those whether to close that were answered with No."""
    table, data = Question.__table__.c, Question.data
    unpressed = or_(table.answered_at.is_(None), func.coalesce(data["by_clock"].astext == "true", False))
    refused = and_(table.kind == QuestionKind.CLOSE, not_(unpressed), data["chosen"].astext.is_(None))
    own = (table.asked_at.label("at"), table.ticket_id, _NO_PERSON)
    named = (_one_if(unpressed).label("unpressed"), _one_if(refused).label("refused"))
    return select(*own, *named).where(table.kind.in_(_PRESSED))


def _select_searches() -> Select[Any]:
    """Return searches in articles, and whether they found nothing."""
    table = Search.__table__.c
    nothing = table.found == 0
    more = (_one_if(nothing).label("nothing"), nothing.label("is_nothing"))
    return select(table.at, cast(None, TicketSpan.ticket_id.type).label("ticket_id"), _NO_PERSON, *more)


def _select_uses() -> Select[Any]:
    """Return uses of the bot by kind; of their moments only the day is known."""
    table = Use.__table__.c
    counts = (case((table.kind == kind, table.n)).label(f"{kind}s") for kind in ("message", "command", "button"))
    noon = func.timezone(ZONE, cast(table.day, TIMESTAMP) + _HALF_A_DAY)
    return select(noon.label("at"), cast(None, TicketSpan.ticket_id.type).label("ticket_id"), table.person_id, *counts)


def _select_drafts() -> Select[Any]:
    """Return answers of trainees that were sent, by their author: unchanged, with changes, returned before, and how
    long they waited, in seconds."""
    table = Approval.__table__.c
    unchanged = and_(table.state == ApprovalState.SENT, table.returns == 0)
    wait = cast(extract("epoch", table.decided_at - table.first_asked_at), Float)
    more = (
        unchanged.label("is_unchanged"),
        _one_if(unchanged).label("unchanged"),
        _one_if(table.state == ApprovalState.CHANGED).label("changed"),
        _one_if(table.returns > 0).label("returned"),
        wait.label("wait"),
    )
    own = (table.decided_at.label("at"), table.ticket_id, table.author_id.label("person_id"))
    sent = table.state.in_((ApprovalState.SENT, ApprovalState.CHANGED))
    return select(*own, *more).where(sent, table.decided_at.is_not(None), ~table.helped)


def _select_helped() -> Select[Any]:
    """Return drafts of the assistant on which somebody decided, by who asked for them: sent as they were, changed and
    sent, not sent."""
    table = Approval.__table__.c
    states = {"as_it_was": ApprovalState.SENT, "reworded": ApprovalState.CHANGED, "refused": ApprovalState.WITHDRAWN}
    is_unchanged = (table.state == ApprovalState.SENT).label("is_as_it_was")
    own = (table.decided_at.label("at"), table.ticket_id, table.author_id.label("person_id"))
    counts = (_one_if(table.state == state).label(name) for name, state in states.items())
    decided = table.state.in_([*states.values()])
    return select(*own, is_unchanged, *counts).where(table.helped, decided, table.decided_at.is_not(None))


def _select_reviews() -> Select[Any]:
    """Return reviews that are done, by the agent, with their score in percent."""
    table = Review.__table__.c
    own = (table.done_at.label("at"), table.ticket_id, table.agent_id.label("person_id"), table.score)
    return select(*own).where(table.done_at.is_not(None))


def _select_review_marks() -> Select[Any]:
    """Return the marks of reviews that apply, by the agent, with their points of a hundred."""
    mark, review = ReviewMark.__table__.c, Review.__table__.c
    points = case(_POINTS, value=mark.mark).label("points")
    own = (review.done_at.label("at"), review.ticket_id, review.agent_id.label("person_id"))
    rows = select(*own, mark.criterion_id.label("criterion"), points)
    rows = rows.join_from(ReviewMark, Review, review.id == mark.review_id)
    return rows.where(review.done_at.is_not(None), points.is_not(None))


def _select_time() -> Select[Any]:
    """Return recorded time, in hours, by who worked: in all, and of it billed."""
    table = WorkedTime.__table__.c
    hours = (cast(one, Float) / _MINUTES for one in (table.minutes, table.billed))
    spent, billed = hours
    return select(table.at, table.ticket_id, table.person_id, spent.label("spent"), billed.label("billed"))


SPANS = "ticket_spans"


@dataclass(frozen=True, slots=True)
class Stream:
    """Rows of one kind. `table`: named in the docs. `left_out`: the text `figures-left-out-…` of what is not among
    them. `is_now`: the current state, whatever the period. `is_daily`: only the day of its moments is known.
    `certain`: columns that are never empty."""

    rows: Select[Any]
    table: str
    left_out: str
    is_now: bool = False
    is_daily: bool = False
    certain: frozenset[str] = frozenset()


_AGENT = TicketSpan.__table__.c
_STAYS = {
    f"left_{status.value}": Stream(
        _select_spans("ended_at", "status", _AGENT.status == status), "ticket_spans", "stays"
    )
    for status in Status
    if status.is_open
}
_CLOSED = Ticket.status == Status.CLOSED
_ENDED = _select_facts(
    "ended",
    "solved_by",
    case((_CLOSED, TicketFacts.by_silence)).label("silently"),
    _one_if(and_(_CLOSED, TicketFacts.by_silence)).label("silent"),
    _one_if(and_(_CLOSED, Ticket.end_reason == _word_literal(CONFIRMED))).label("confirmed"),
    case((_CLOSED, TicketFacts.ended_clock)).label("took"),
).outerjoin(Ticket, Ticket.id == TicketFacts.ticket_id)
"""Tickets that have ended; the columns are empty for cancelled ones."""
STREAMS: dict[str, Stream] = {
    "filed": Stream(_select_filed(), "ticket_facts", "drafts"),
    "begun": Stream(_select_begun(), "ticket_facts", "requested"),
    "taken": Stream(_select_spans("started_at", "agent", _AGENT.came_from == "queue"), "ticket_spans", "takes"),
    "handed_over": Stream(_select_spans("started_at", "agent", _AGENT.came_from == "agent"), "ticket_spans", "passed"),
    "released": Stream(_select_spans("ended_at", "agent", _AGENT.went_to == "queue"), "ticket_spans", "passed"),
    "first_taken": Stream(_select_facts("taken", "taken_by"), "ticket_facts", "drafts"),
    "answered": Stream(
        _select_facts("answered", "answered_by", *_compare_with_target("answered")), "ticket_facts", "unanswered"
    ),
    "solved": Stream(_select_resolved(), "ticket_spans", "undone", certain=frozenset({"came_back"})),
    "solution": Stream(
        _select_facts(
            "solved", "solved_by", *_compare_with_target("solved"), (TicketFacts.reopened == 0).label("at_once")
        ),
        "ticket_facts",
        "unsolved",
    ),
    "closed": Stream(_select_began(Status.CLOSED), "ticket_spans", "drafts"),
    "ended": Stream(_ENDED, "ticket_facts", "not_closed"),
    "reopened": Stream(_select_began(Status.REOPENED), "ticket_spans", "undone"),
    "cancelled": Stream(_select_began(Status.CANCELLED), "ticket_spans", "drafts"),
    "escalated": Stream(
        _select_changes(
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
    "promised": Stream(_select_promises(), "history", "targets"),
    "asked": Stream(_select_ratings("asked_at", RatingAbout.SOLUTION), "marks", "unasked"),
    "marked": Stream(_select_ratings("marked_at", RatingAbout.SOLUTION), "marks", "unmarked"),
    "agent_marked": Stream(_select_ratings("marked_at", RatingAbout.AGENT), "marks", "unmarked"),
    **_STAYS,
    "left_agent": Stream(_select_spans("ended_at", "agent"), "ticket_spans", "stays"),
    "open": Stream(_select_open(), "tickets", "finished", is_now=True),
    "offered": Stream(_select_offers(), "offers", "not_offered"),
    "searched": Stream(_select_searches(), "searches", "old_searches"),
    "canned": Stream(_select_texts_used(CannedUse), "canned_uses", "retyped"),
    "taken_over": Stream(_select_texts_used(AnswerTaken), "answers_taken", "retyped"),
    "drafted": Stream(_select_drafts(), "approvals", "drafts_unsent"),
    "helped": Stream(_select_helped(), "approvals", "drafts_open"),
    "reviewed": Stream(_select_reviews(), "reviews", "unreviewed"),
    "review_marked": Stream(_select_review_marks(), "review_marks", "unmarked_criteria"),
    "said": Stream(_select_said(), "entries", "unsaid"),
    "questioned": Stream(_select_questions(), "questions", "other_questions"),
    "time": Stream(_select_time(), "time_spent", "time"),
    "uses": Stream(_select_uses(), "uses", "uses", is_daily=True),
}
