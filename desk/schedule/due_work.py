"""Do what is due. Knows no real clock.

One elected process asks `find_due_work`, and does each item in a unit of work of its own: `do_item` looks again under
lock, so an item done twice, or no longer due, has no second effect.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import start_over
from db.models import Origin, Person, Question, Ticket
from desk import Desk, DeskSettings, Refused
from desk.announcements import delivery
from desk.automation import rule_execution, timed_rules
from desk.conversation import editing
from desk.groups import intake, mentions
from desk.inbound import blocklist
from desk.notifications import digest
from desk.operations import failed_due_items
from desk.payments import statements
from desk.people.person_rows import TURN
from desk.privacy import erasure_timetable
from desk.problems import matching
from desk.questions import expiry
from desk.recurring import filing_due
from desk.requests import deciding
from desk.schedule import ticket_reminders, timer_actions, unreachable_people
from desk.schedule.due_items import OF_PEOPLE, OF_TICKETS, TIMES, Due, DueItem
from desk.staff import availability
from desk.summaries import planning
from desk.tickets import closing, due_broadcast


async def do_item(work: DueItem, session: AsyncSession, now: datetime, settings: DeskSettings) -> None:
    """Do one item, in a unit of work of its own, if it is still due; takes its locks itself, commits nothing.

    An item that the desk refuses (a right was lost in between) is undone and dropped, so that it is not due for ever.
    """
    desk = Desk(session, Origin.CLOCK, None, now=now, rules=settings)
    try:
        await _do(work, desk)
    except Refused:
        await start_over(session)
        await _drop_due(work, desk)


async def count_failure(work: DueItem, session: AsyncSession, error: Exception, now: datetime) -> None:
    """Count that an item failed, in a unit of work of its own."""
    ticket_id = work.id if work.due in (*OF_TICKETS, *timer_actions.KINDS) else None
    person_id = work.id if work.due in OF_PEOPLE else None
    await failed_due_items.count_failure(
        session, str(work.due), work.id, error, due_at=work.at, now=now, ticket_id=ticket_id, person_id=person_id
    )


async def _do(work: DueItem, desk: Desk) -> None:
    if work.due in _BY_ID:
        await _BY_ID[work.due](desk, work.id)
    elif work.due in _WITHOUT_DESK:
        await _WITHOUT_DESK[work.due](desk.session, work.id, desk.now, desk.rules)
    elif work.due in _OF_ALL:
        await _OF_ALL[work.due](desk.session, desk.now, desk.rules)
    elif work.due is Due.STATEMENTS:
        await statements.send_due_statements(desk)
    else:
        await timer_actions.run_timer(desk, work.id, work.due)


async def _file(desk: Desk, ticket_id: int) -> None:
    asked = select(Person, TURN).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.id == ticket_id)
    requester = await desk.session.scalar(asked)
    if requester is None:
        return
    mine = Desk(desk.session, Origin.CLOCK, requester, now=desk.now, rules=desk.rules)
    await mine.refresh_actor()
    filed = await deciding.decide(mine, ticket_id)
    if filed is not None and filed.intake_group_id is not None:
        await intake.confirm_agreed(mine, filed.number)


async def _question(desk: Desk, question_id: int) -> None:
    asked = select(Person, TURN).join(Question, Question.person_id == Person.id).where(Question.id == question_id)
    person = await desk.session.scalar(asked)
    if person is not None:
        mine = Desk(desk.session, Origin.CLOCK, person, now=desk.now, rules=desk.rules)
        await expiry.expire_question(mine, question_id)


_BY_ID: Mapping[Due | str, Callable[[Desk, int], Awaitable[object]]] = {
    Due.FILE: _file,
    Due.QUESTION: _question,
    Due.TELL: closing.send_delayed_notice,
    Due.BROADCAST: due_broadcast.broadcast_if_due,
    Due.CLOSE: closing.end_by_silence,
    Due.WITHDRAWN: editing.erase_withdrawn,
    Due.RETURN: availability.end_absence,
    Due.DIGEST: digest.send_digest_if_due,
    Due.SECOND_LOOK: matching.check_missed,
    Due.ERASURE: erasure_timetable.run_step,
    Due.MENTION: mentions.run_due,
    Due.MEMBER: blocklist.unblock_member,
    Due.RECURRING: filing_due.file_due,
}
_WITHOUT_DESK: Mapping[Due | str, Callable[[AsyncSession, int, datetime, DeskSettings], Awaitable[object]]] = {
    Due.ABSENCE: unreachable_people.update_tickets,
    Due.MAILING: delivery.send_due,
    Due.RULE_EVENT: rule_execution.run_event,
    Due.RULE_TIME: timed_rules.look_for_tickets,
}
_OF_ALL: Mapping[Due | str, Callable[[AsyncSession, datetime, DeskSettings], Awaitable[object]]] = {
    Due.REMIND: ticket_reminders.send_reminders,
    Due.OPENING: ticket_reminders.open_the_desk,
    Due.RECALCULATE: ticket_reminders.recalculate_tickets,
    Due.BRIEFING: planning.plan_due_summaries,
}


async def _drop_due(work: DueItem, desk: Desk) -> None:
    """Make the row no longer due; words under a question stay stored. A draft stays: it can still be sent."""
    if work.due is Due.QUESTION:
        question = await desk.session.get_one(Question, work.id, populate_existing=True)
        question.closed_at = desk.now
    elif work.due is Due.RECURRING:
        await filing_due.drop_due(desk, work.id)
    elif isinstance(work.due, Due) and work.due in OF_TICKETS:
        ticket = await desk.session.get_one(Ticket, work.id, populate_existing=True)
        setattr(ticket, TIMES[work.due][1].key, None)
    elif work.due in timer_actions.KINDS:
        await timer_actions.drop_timer(desk.session, work.id, work.due)
