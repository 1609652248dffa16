"""Verbs about one review: mark every criterion, and answer once as the agent. Nothing of the ticket changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from db.models import Entry, Person, Review, ReviewMark, Ticket
from desk import Desk, NotAllowed, Outdated, Refused
from desk.notifications import notifier
from desk.outbox import Args, Say, make_press
from desk.policy import is_staff, permissions
from desk.policy.permissions import Grant
from desk.reviews.results import list_criteria
from desk.text import clean_text

LONGEST = 2000


class Mark(StrEnum):
    """How a criterion was met; NONE: it does not apply."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"
    NONE = "none"


_POINTS = {Mark.MET: 1.0, Mark.PARTLY: 0.5, Mark.NOT: 0.0}


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A mark with its comment, which may be about one message, by its id."""

    mark: Mark
    comment: str = ""
    entry_id: int | None = None


def _compute_score(marks: Mapping[int, Mark], weights: Mapping[int, int]) -> int | None:
    """Return how much of what applies was met, in percent; None if nothing applies."""
    counted = {key: mark for key, mark in marks.items() if mark is not Mark.NONE}
    whole = sum(weights[key] for key in counted)
    return round(100 * sum(weights[key] * _POINTS[mark] for key, mark in counted.items()) / whole) if whole else None


async def finish_review(desk: Desk, review_id: int, marks: Mapping[int, GivenMark], comment: str) -> Review:
    """Store the marks of all criteria, by id, and send the review to the agent. Raises NotAllowed, Outdated, and
    Refused for a criterion without a mark, or a review that is done."""
    await desk.require_grant(Grant.REVIEW)
    row = await _lock(desk, review_id)
    ticket = await desk.session.get_one(Ticket, row.ticket_id)
    if (
        row.agent_id == desk.actor_id
        or not (await permissions.get_access(desk.session, ticket, desk.require_actor())).staff
    ):
        raise NotAllowed("review-own")
    if row.done_at is not None:
        raise Refused("review-done-already")
    criteria = await list_criteria(desk.session)
    if {one.id for one in criteria} - marks.keys():
        raise Refused("review-unmarked")
    for one in criteria:
        given = marks[one.id]
        said = clean_text(given.comment).strip()[:LONGEST] or None
        entry_id = await _find_entry(desk, ticket, given.entry_id)
        desk.session.add(
            ReviewMark(review_id=row.id, criterion_id=one.id, mark=given.mark.value, comment=said, entry_id=entry_id)
        )
    row.score = _compute_score(
        {one.id: marks[one.id].mark for one in criteria}, {one.id: one.weight for one in criteria}
    )
    row.reviewer_id, row.done_at = desk.actor_id, desk.now
    row.comment = clean_text(comment).strip()[:LONGEST] or None
    await desk.session.flush()
    await _tell_agent(desk, row, ticket)
    return row


async def answer_review(desk: Desk, review_id: int, words: str) -> Review:
    """Store what the agent says to their review, once, and tell the reviewer. Raises NotAllowed, Outdated, Refused."""
    await desk.refresh_actor()
    row = await _lock(desk, review_id)
    me = desk.require_actor()
    if row.agent_id != me.id or not is_staff(me) or row.done_at is None:
        raise NotAllowed
    if row.answer is not None:
        raise Refused("review-answered-already")
    said = clean_text(words).strip()
    if not said or len(said) > LONGEST:
        raise Refused("review-answer-wrong", most=LONGEST)
    row.answer, row.answered_at = said, desk.now
    number = (await desk.session.get_one(Ticket, row.ticket_id)).number
    args: Args = {"number": number, "name": me.name, "words": said}
    notifier.post_letter(desk, await desk.get_person(row.reviewer_id), Say("review-answer", args, staff_only=True))
    return row


async def _lock(desk: Desk, review_id: int) -> Review:
    row = await desk.session.get(Review, review_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Outdated
    return row


async def _find_entry(desk: Desk, ticket: Ticket, entry_id: int | None) -> int | None:
    """Return the id of a message of that ticket; None for any other."""
    entry = await desk.session.get(Entry, entry_id) if entry_id is not None else None
    return entry.id if entry is not None and entry.ticket_id in ticket.thread_ids else None


async def _tell_agent(desk: Desk, row: Review, ticket: Ticket) -> None:
    agent = await desk.session.get_one(Person, row.agent_id)
    if not is_staff(agent):
        return
    score = -1 if row.score is None else row.score
    args: Args = {"number": ticket.number, "score": score, "words": row.comment or "", "has": int(bool(row.comment))}
    buttons = ((make_press("btn-review-answer", "review", row.id),),)
    line = Say("review-of-you", args, buttons, slot=f"review:{row.id}", staff_only=True)
    notifier.post_letter(desk, agent, line)
