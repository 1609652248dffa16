"""Actions of due timers: one row for each kind. Verbs set timers by `desk/policy/timer_kinds.py`.

A timer is removed in the unit of work that does its work, under its ticket's lock: it has one effect, however often
it is tried. Its function checks whether the reason still exists.
"""

from collections.abc import Awaitable, Callable

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Status, Timer
from desk import Desk, Locked, ratings
from desk.board import gone_tasks
from desk.canned import solved_alike
from desk.inbound.reply_target import REMINDER
from desk.later import planning
from desk.notifications import notifier, recent_sounds, to_phone, to_requester, to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.notifications.to_phone import PhoneReason
from desk.outbox import Args, Say, Show, make_press
from desk.own_accounts import deleted_there
from desk.payments import ledger
from desk.policy import (
    DueTimer,
    NotificationLevel,
    RequesterNotification,
    StaffNotification,
    get_level,
    lateness,
    timer_kinds,
)
from desk.problems import matching
from desk.questions import clarifying_questions, low_ratings, organization_question
from desk.sla import due_times, ticket_targets
from desk.sla.night_alerts import is_night
from desk.suggestions import offering
from desk.tickets import answers_awaiting_approval


async def _send_next_wave(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    await to_staff.broadcast_next_stage(desk, ticket, rung.attempts)


async def _put_back_unanswered(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    await gone_tasks.restore_unanswered(desk, ticket)


async def _make_offer(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    await offering.offer_answer(desk, ticket, rung)
    await clarifying_questions.ask_next(desk, ticket)


async def _end_organization_question(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    await organization_question.handle_timer(desk, ticket)


async def _handle_approvals(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    await answers_awaiting_approval.handle_timer(desk, ticket)


async def repeat_critical(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """Notify of a critical ticket again until it is taken, or for an hour; of a breach the leads too."""
    if ticket.priority != lateness.CRITICAL or ticket.is_taken or not ticket.is_teams_turn:
        return
    late = lateness.has_target(ticket) and lateness.get_breach(lateness.get_step(ticket, desk.now)) > 0
    people = await to_staff.list_to_ring(desk, ticket, late=late)
    sounds = RecentSounds.start(desk.session, people, desk.now)
    for person in people:
        if get_level(person, StaffNotification.REMINDERS) is NotificationLevel.SOUND:
            sounds.note_person(person)
            person.reminded_at = desk.now
            notifier.post_letter(
                desk, person, Show("reminder", slot=REMINDER, fresh=True, tickets=(ticket.id,)), ticket
            )
    if desk.now - rung.due_at < lateness.REPEATED_EVERY:  # after a stop the phone is silent until the next time
        await to_phone.alert_people(desk, people, ticket, PhoneReason.CRITICAL)
    if rung.attempts + 1 < lateness.MOST_REPEATS:
        again = desk.now + lateness.REPEATED_EVERY
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.CRITICAL, again, attempts=rung.attempts + 1)


async def adopt_targets(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """Apply the targets of today to an open ticket, as an admin asked for."""
    if ticket.filed_at is not None and ticket.is_open:
        await ticket_targets.adopt_targets(desk, ticket)
        await desk.publish(ticket)


async def _notify_of_promise(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """Notify the requester of the promised time as it is by now, unless they know it."""
    if ticket.promised_at is None or ticket.promised_at == ticket.promise_told:
        return
    if ticket.promised_at > desk.now and ticket.is_working:
        ticket.promise_told = ticket.promised_at
        args: Args = {"number": ticket.number, "at": int(ticket.promised_at.timestamp())}
        await to_requester.tell_news(desk, ticket, Say("promise-made", args), RequesterNotification.STATUS)


async def _remind_pending(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """Remind the requester once, without sound, when half of their time to answer is over, except of a request that the
    team began. If that time was restarted, move the timer."""
    if ticket.status is not Status.PENDING or ticket.close_at is None or ticket.is_begun_unanswered:
        return
    half = ticket.close_at - desk.rules.requests.auto_close / 2
    if half > desk.now:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.PENDING_HALF, half)
    elif ticket.close_at > desk.now:
        line = Say("pending-reminder", {"number": ticket.number}, silent=True)
        await to_requester.tell_news(desk, ticket, line, RequesterNotification.REMINDERS)


async def ask_agent(desk: Desk, ticket: Locked, rung: DueTimer) -> None:
    """Ask the agent whether they are still on it. If they just got a notification with sound, ask a moment later."""
    agent = await desk.get_person(ticket.assignee_id)
    if agent is None or not (due_times.has_news_due(ticket) and ticket.is_teams_turn):
        return
    free_at = agent.reminded_at + lateness.SOUND_GAP if agent.reminded_at is not None else desk.now
    if free_at <= desk.now and agent.id in await recent_sounds.list_recent(desk.session, desk.now):
        free_at = desk.now + lateness.SOUND_GAP
    if free_at > desk.now:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.STILL, free_at, attempts=rung.attempts)
        return
    args: Args = {
        "number": ticket.number,
        "name": (await desk.get_requester(ticket)).name,
        "age": int(due_times.NEWS_AFTER.total_seconds()),
    }
    buttons = ((make_press("btn-still", "still", ticket.number), make_press("btn-open", "open", ticket.number)),)
    agent.reminded_at = desk.now
    silent = is_night(desk.rules, desk.now)
    if not silent:
        recent_sounds.note_sound(desk.session, agent, desk.now)
    asks = Say("still-ask", args, buttons, slot=f"still:{ticket.number}", silent=silent, staff_only=True)
    notifier.post_letter(desk, agent, asks, ticket)


KINDS: dict[str, Callable[[Desk, Locked, DueTimer], Awaitable[None]]] = {
    to_staff.WAVE: _send_next_wave,
    gone_tasks.UNANSWERED: _put_back_unanswered,
    timer_kinds.CRITICAL: repeat_critical,
    timer_kinds.PENDING_HALF: _remind_pending,
    timer_kinds.PROMISE: _notify_of_promise,
    timer_kinds.STILL: ask_agent,
    timer_kinds.SURVEY: ratings.remind_to_rate,
    timer_kinds.LOW_MARK: low_ratings.handle_timer,
    timer_kinds.ORGANIZATION: _end_organization_question,
    timer_kinds.ALIKE: solved_alike.store_similar,
    timer_kinds.OFFER: _make_offer,
    timer_kinds.PROBLEM: matching.match_ticket,
    timer_kinds.APPROVAL: _handle_approvals,
    timer_kinds.TARGETS: adopt_targets,
    timer_kinds.DELETED_THERE: deleted_there.withdraw_deleted,
    timer_kinds.LATER: planning.handle_timer,
    timer_kinds.SETTLE: ledger.settle_from_balance,
}
"""Functions by stored kind. A kind that this version does not know waits for a process that does."""

OURS = Timer.kind.in_(tuple(KINDS))


async def run_timer(desk: Desk, ticket_id: int, kind: str) -> None:
    """Do the work of a timer, if it still exists and is due."""
    ticket = await desk.lock_by_id(ticket_id)
    due = (Timer.ticket_id == ticket_id, Timer.kind == kind, Timer.due_at <= desk.now)
    taken = (
        await desk.session.execute(delete(Timer).where(*due).returning(Timer.due_at, Timer.attempts))
    ).one_or_none()
    if taken is not None:
        await KINDS[kind](desk, ticket, DueTimer(taken.due_at, taken.attempts))


async def drop_timer(session: AsyncSession, ticket_id: int, kind: str) -> None:
    """Remove a timer whose work the desk refuses."""
    await session.execute(delete(Timer).where(Timer.ticket_id == ticket_id, Timer.kind == kind))
