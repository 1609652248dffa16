"""Tickets whose task disappeared from the board: their agent and the admins are asked what was meant. Until the answer,
at most for a day, the ticket has no task. Knows no Todoist."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from db.models import BoardCard, Message, Person
from desk import Desk, Locked, Outdated, TicketResult, history
from desk.notifications import notifier, to_assignee, to_requester
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Args, Say, make_press
from desk.policy import Verb, timer_kinds
from desk.policy.permissions import Grant
from desk.staff import who_is_there
from desk.tickets import status

DELETED, MOVED, MISSING = "deleted", "moved", "missing"
ERASED = "erased"  # on purpose, with everything about its requester: no question follows
HELD = "held:"  # before the reason on the card: it is not known yet what was meant
ASKED = "held:asked:"  # its agent and the admins were asked, without a safety stop
UNANSWERED = "task_gone"  # the timer's kind
PATIENCE = timedelta(hours=24)


def get_reason(gone: str | None) -> str:
    """Return why the task of a card is gone, without the mark of what is waited for."""
    return (gone or MISSING).rpartition(":")[2]


async def ask_about_task(desk: Desk, ticket: Locked, card: BoardCard, why: str) -> None:
    """Ask about a task that was deleted, moved away, or is missing (`why`); without an answer within `PATIENCE` it
    is restored."""
    card.gone = ASKED + why
    await timer_kinds.set_timer(desk.session, ticket, UNANSWERED, desk.now + PATIENCE)
    desk.record(ticket, history.TASK, None, why)
    number = ticket.number
    buttons = (
        (
            make_press("btn-gone-close", "gone", number, "close"),
            make_press("btn-gone-back", "gone", number, "back"),
        ),
    )
    args: Args = {"number": number, "why": why}
    line = Say("task-gone", args, buttons, slot=f"gone:{number}", staff_only=True)
    team = await who_is_there.list_team(desk.session)
    sounds = await RecentSounds.load(desk.session, team, desk.now)
    for person in await _list_people_concerned(desk, ticket, team):
        notifier.post_letter(desk, person, replace(line, silent=sounds.hush(person, silent=False)), ticket)


async def close_as_answered(desk: Desk, number: int) -> TicketResult:
    """Close the ticket: the task was deleted on purpose. Raises Outdated if that is no longer asked."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        why = await _take_answer(desk, ticket)
        if await _is_ended(desk, ticket):
            return await desk.make_result(ticket, changed=False)
        await _close_for_deletion(desk, ticket, why)
        await _post_outcome(desk, ticket, "task-gone-closed")
    return await desk.make_result(ticket)


async def restore_task(desk: Desk, number: int) -> TicketResult:
    """Make a new task with the whole thread. Raises Outdated if that is no longer asked."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        await _take_answer(desk, ticket)
        return await _restore_task(desk, ticket, "task-gone-put-back")


async def restore_at_once(desk: Desk, ticket: Locked, card: BoardCard, why: str) -> None:
    """Make a new task without asking: the old one was removed by an account that may not act on the board."""
    card.gone = why
    await desk.session.flush()
    desk.record(ticket, history.TASK, None, why)
    desk.record(ticket, history.TASK, None, "back")
    await desk.publish(ticket)


async def restore_unanswered(desk: Desk, ticket: Locked) -> None:
    """Make a new task because no one answered within a day."""
    await _take_answer(desk, ticket)
    await _restore_task(desk, ticket, "task-gone-unanswered")


async def clear_missing(desk: Desk, ticket: Locked) -> None:
    """Stop asking, because a task of the ticket is on the board again. Its card still says that the old one is gone."""
    asked = await _stop_asking(desk, ticket)
    if asked is not None or ticket.is_open:
        desk.record(ticket, history.TASK, None, "found")
    if asked is not None:
        await _post_outcome(desk, ticket, "task-gone-found")


async def close_for_deletion(desk: Desk, number: int, why: str) -> TicketResult:
    """Close one of many tickets whose tasks were deleted at once, as an admin confirmed; requester and agent are
    told."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        await _close_for_deletion(desk, ticket, why)
    return await desk.make_result(ticket)


async def _close_for_deletion(desk: Desk, ticket: Locked, why: str) -> None:
    to = desk.require_target(ticket, Verb.CLOSE)
    await status.set_status(desk, ticket, to, reason=f"task-{why}")
    await to_requester.post_letter(desk, ticket, Say("closed-by-board", {"number": ticket.number}))
    await to_assignee.post_line_to_assignee(
        desk, ticket, f"vanished-{why}", button=make_press("btn-reopen", "reopen", ticket.number)
    )


async def _restore_task(desk: Desk, ticket: Locked, key: str) -> TicketResult:
    if await _is_ended(desk, ticket):
        return await desk.make_result(ticket, changed=False)
    desk.record(ticket, history.TASK, None, "back")
    await _post_outcome(desk, ticket, key)
    await desk.publish(ticket)
    return await desk.make_result(ticket)


async def _take_answer(desk: Desk, ticket: Locked) -> str:
    """Return why the task is gone, and stop asking. Raises Outdated if it was not asked."""
    why = await _stop_asking(desk, ticket)
    if why is None:
        raise Outdated(ticket.number)
    return why


async def _stop_asking(desk: Desk, ticket: Locked) -> str | None:
    """Stop asking about the ticket's tasks; return why the task in question is gone, or None."""
    asked = select(BoardCard).where(BoardCard.ticket_id == ticket.id, BoardCard.gone.startswith(ASKED))
    why = None
    for card in await desk.session.scalars(asked.execution_options(populate_existing=True)):
        card.gone = why = get_reason(card.gone)
    await timer_kinds.drop_timers(desk.session, ticket, UNANSWERED)
    await desk.session.flush()
    return why


async def _is_ended(desk: Desk, ticket: Locked) -> bool:
    """Return True if the ticket has ended in another way; then a line says so, and no task is made."""
    if ticket.is_finished:
        await _post_outcome(desk, ticket, "task-gone-ended")
        return True
    return False


async def _post_outcome(desk: Desk, ticket: Locked, key: str) -> None:
    """Replace the question by its outcome for everyone who was asked."""
    args, keyed = notifier.name_actor(desk, number=ticket.number)
    line = Say(key, args, slot=f"gone:{ticket.number}", only_edit=True, keyed=keyed, staff_only=True)
    for person in await _list_people_concerned(desk, ticket, await who_is_there.list_team(desk.session), asked=True):
        notifier.post_letter(desk, person, line, ticket)


async def _list_people_concerned(
    desk: Desk, ticket: Locked, team: Sequence[Person], *, asked: bool = False
) -> list[Person]:
    """Return its agent and the admins, without its requester unless they are the whole team. `asked`: also everyone
    who has the question."""
    found = {person.id: person for person in who_is_there.filter_granted(team, Grant.OPERATIONS)}
    for person in who_is_there.filter_reachable(team):
        if person.id == ticket.assignee_id:
            found[person.id] = person
    if asked:
        having = (
            select(Person)
            .join(Message, Message.chat_id == Person.telegram_id)
            .where(Message.ticket_id == ticket.id, Message.slot == f"gone:{ticket.number}")
        )
        found |= {person.id: person for person in await desk.session.scalars(having)}
    if len(team) > 1:
        found.pop(ticket.requester_id, None)
    return [found[key] for key in sorted(found)]
