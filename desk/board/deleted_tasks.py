"""A ticket whose task is gone from the board: its agent and the admins are asked what was meant, and until a word, or
for a day, it goes on without a task. Knows no Todoist.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from db.models import BoardCard, Message, Person
from desk import Desk, Locked, Outdated, TicketResult, history
from desk.notifications import notifier, to_assignee, to_requester, to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Args, Say
from desk.outbox.presses import AnswerDeletedTask
from desk.policy import FINISHED, Verb, timers
from desk.tickets import status

DELETED, MOVED, MISSING = "deleted", "moved", "missing"
HELD = "held:"  # before the reason on the card: nobody has said yet what was meant
ASKED = "held:asked:"  # and its agent and the admins were asked, not by the brake
UNANSWERED = "task_gone"  # the timer's kind
PATIENCE = timedelta(hours=24)


def reason(gone: str | None) -> str:
    """Why the task of a card is gone, as it is put on the card, without what is waited for."""
    return (gone or MISSING).rpartition(":")[2]


async def ask(desk: Desk, ticket: Locked, card: BoardCard, why: str) -> None:
    """Its task was deleted, moved away, or is out of sight (`why`); put back after `PATIENCE` without a word."""
    card.gone = ASKED + why
    await timers.set_timer(desk.session, ticket, UNANSWERED, desk.now + PATIENCE)
    desk.record(ticket, history.TASK, None, why)
    number = ticket.number
    buttons = (
        (
            AnswerDeletedTask(number, "close").button("btn-gone-close"),
            AnswerDeletedTask(number, "back").button("btn-gone-back"),
        ),
    )
    args: Args = {"number": number, "why": why}
    line = Say("task-gone", args, buttons, slot=f"gone:{number}", staff_only=True)
    team = await to_staff.list_team(desk.session)
    sounds = await RecentSounds.load(desk.session, team, desk.now)
    for person in await _people_concerned(desk, ticket, team):
        notifier.post_letter(desk, person, replace(line, silent=sounds.hush(person, silent=False)), ticket)


async def close(desk: Desk, number: int) -> TicketResult:
    """Close it: the task was taken off on purpose. Raises Outdated where nobody is asked any more."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        why = await _take_answer(desk, ticket)
        if await _is_ended(desk, ticket):
            return await desk.ticketed(ticket, changed=False)
        await _vanish(desk, ticket, why)
        await _say(desk, ticket, "task-gone-closed")
    return await desk.ticketed(ticket)


async def put_back(desk: Desk, number: int) -> TicketResult:
    """Put it back: a new task, with its whole thread. Raises Outdated where nobody is asked any more."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        await _take_answer(desk, ticket)
        return await _put_back(desk, ticket, "task-gone-put-back")


async def put_back_unanswered(desk: Desk, ticket: Locked) -> None:
    """Nobody has said anything for a day: the same by itself."""
    await _take_answer(desk, ticket)
    await _put_back(desk, ticket, "task-gone-unanswered")


async def clear_missing(desk: Desk, ticket: Locked) -> None:
    """A task of it is on the board again, put there by somebody: nothing is to be said any more. Its card still says
    that it is gone."""
    asked = await _stop_asking(desk, ticket)
    if asked is not None or ticket.status not in FINISHED:
        desk.record(ticket, history.TASK, None, "found")
    if asked is not None:
        await _say(desk, ticket, "task-gone-found")


async def vanish(desk: Desk, number: int, why: str) -> TicketResult:
    """Many tasks went at once, and an admin says that they were meant to: closed, requester and agent told."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        await _vanish(desk, ticket, why)
    return await desk.ticketed(ticket)


async def _vanish(desk: Desk, ticket: Locked, why: str) -> None:
    to = desk.target(ticket, Verb.CLOSE)
    await status.set_status(desk, ticket, to, reason=f"task-{why}")
    await to_requester.post_letter(desk, ticket, Say("closed-by-board", {"number": ticket.number}))
    await to_assignee.post_line(desk, ticket, f"vanished-{why}", reopen=True)


async def _put_back(desk: Desk, ticket: Locked, key: str) -> TicketResult:
    if await _is_ended(desk, ticket):
        return await desk.ticketed(ticket, changed=False)
    desk.record(ticket, history.TASK, None, "back")
    await _say(desk, ticket, key)
    await desk.publish(ticket)
    return await desk.ticketed(ticket)


async def _take_answer(desk: Desk, ticket: Locked) -> str:
    """Why the task is gone; asked no more. Raises Outdated where it was not asked."""
    why = await _stop_asking(desk, ticket)
    if why is None:
        raise Outdated(ticket.number)
    return why


async def _stop_asking(desk: Desk, ticket: Locked) -> str | None:
    """Nothing is asked about the ticket's tasks from now on; why the one asked about is gone."""
    asked = select(BoardCard).where(BoardCard.ticket_id == ticket.id, BoardCard.gone.startswith(ASKED))
    why = None
    for card in await desk.session.scalars(asked.execution_options(populate_existing=True)):
        card.gone = why = reason(card.gone)
    await timers.drop_timers(desk.session, ticket, UNANSWERED)
    await desk.session.flush()
    return why


async def _is_ended(desk: Desk, ticket: Locked) -> bool:
    """Whether it has ended otherwise meanwhile: then the line says so, and no task is missing."""
    if ticket.status in FINISHED:
        await _say(desk, ticket, "task-gone-ended")
        return True
    return False


async def _say(desk: Desk, ticket: Locked, key: str) -> None:
    """What became of it, in place of the question, for all who were asked."""
    args, keyed = notifier.name_actor(desk, number=ticket.number)
    line = Say(key, args, slot=f"gone:{ticket.number}", only_edit=True, keyed=keyed, staff_only=True)
    for person in await _people_concerned(desk, ticket, await to_staff.list_team(desk.session), asked=True):
        notifier.post_letter(desk, person, line, ticket)


async def _people_concerned(desk: Desk, ticket: Locked, team: Sequence[Person], *, asked: bool = False) -> list[Person]:
    """Its agent and the admins, not who filed it unless nobody else is there; `asked`: also who has the question."""
    found = {person.id: person for person in to_staff.filter_admins(team)}
    for person in to_staff.filter_reachable(team):
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
