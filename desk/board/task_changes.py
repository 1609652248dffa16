"""Verbs that only the board needs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import BoardCard, Entry, EntryKind, History, Message, Origin, Person, Status, Ticket
from desk import AlreadyClaimed, Desk, Locked, NotPossible, Outdated, Refused, TicketResult, history
from desk.conversation import ask_colleague, thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import TicketSubject
from desk.notifications import notifier, to_approvers, to_requester, to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Args, Say, make_press
from desk.payments import ledger
from desk.policy import Verb, timers
from desk.policy.permissions import Grant
from desk.policy.transitions import SECTION_VERB
from desk.text import RichText, shorten_line
from desk.tickets import assignment, draft_answers, fields, filing, lifecycle, status
from desk.tickets.filing import MEDIUM
from desk.topics import guess

# Tickets whose task disappeared from the board: their agent and the admins are asked what was meant. Until the
# answer, at most for a day, the ticket has no task.


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
    await timers.set_timer(desk.session, ticket, UNANSWERED, desk.now + PATIENCE)
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
    team = await to_staff.list_team(desk.session)
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
    await to_staff.post_line_to_assignee(desk, ticket, f"vanished-{why}", reopen=True)


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
    await timers.drop_timers(desk.session, ticket, UNANSWERED)
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
    for person in await _list_people_concerned(desk, ticket, await to_staff.list_team(desk.session), asked=True):
        notifier.post_letter(desk, person, line, ticket)


async def _list_people_concerned(
    desk: Desk, ticket: Locked, team: Sequence[Person], *, asked: bool = False
) -> list[Person]:
    """Return its agent and the admins, without its requester unless they are the whole team. `asked`: also everyone
    who has the question."""
    found = {person.id: person for person in to_staff.filter_granted(team, Grant.OPERATIONS)}
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


_REASON_WITHIN = timedelta(hours=1)
_REASON = 200
_TOLD = {Status.RESOLVED: Verb.RESOLVE, Status.PENDING: Verb.PENDING}
"""Sections that the requester is told of; the changes of a trainee wait for approval."""

NOT_ASSIGNED = "board-nobody-has-it"
"""The key of the refusal of a move if the ticket is untaken and Todoist does not say who would take it."""


async def assign_by_board(
    desk: Desk, number: int, person: Person | None, *, at: datetime | None = None
) -> TicketResult:
    """Apply the task's new assignee; None releases. Raises AlreadyClaimed if a later change here counts."""
    async with desk.change(number, Verb.HAND_OVER if person is not None else Verb.RELEASE) as ticket:
        assignee = await desk.get_person(ticket.assignee_id)
        if at is not None and ticket.assignee_at > at and assignee is not None and assignee != person:
            raise AlreadyClaimed(number, assignee.name)
        if person is None:
            return await assignment.release_locked(desk, ticket, at=at)
        if person.dismissed_at is not None:
            raise Refused("not-staff", name=person.name)
        return await assignment.hand_over_locked(desk, ticket, person, at=at)


async def move_to_section(
    desk: Desk, number: int, to: Status, *, assignee: Person | None = None, at: datetime | None = None
) -> TicketResult:
    """Apply the verb of the section the task was moved to. `assignee`: the task's assignee or the person who moved
    it. Raises NotPossible or Refused; then the move is undone."""
    verb = SECTION_VERB[to]
    async with desk.change(number, verb if verb is not Verb.CLAIM else Verb.PROGRESS) as ticket:
        if ticket.status is to:
            return await desk.make_result(ticket, changed=False)
        held_then = ticket.tell is not None and ticket.tell["assignee"] is not None
        if ticket.tell is not None and ticket.tell["status"] == to and not (to is Status.NEW and held_then):
            await lifecycle.undo_change(desk, ticket)
            return await desk.make_result(ticket)
        return await _apply_move(desk, ticket, to, verb, assignee=assignee, at=at)


async def _apply_move(
    desk: Desk, ticket: Locked, to: Status, verb: Verb, *, assignee: Person | None, at: datetime | None
) -> TicketResult:
    free = not ticket.is_taken
    if to in _TOLD and await draft_answers.is_needed(desk):
        return await _hold_status(desk, ticket, _TOLD[to])
    if verb is Verb.RELEASE:
        return await assignment.release_locked(desk, ticket, at=at)
    if to is Status.RESOLVED:
        return await lifecycle.resolve_locked(desk, ticket, at=at)
    if to is Status.REOPENED:
        return await lifecycle.reopen_locked(desk, ticket, by_requester=False, at=at)
    if free:
        return await _take_untaken(desk, ticket, to, assignee, at=at)
    if verb is Verb.CLAIM:
        raise NotPossible(ticket.number, verb, ticket.status)
    return await lifecycle.move_locked(desk, ticket, verb, at=at)


async def _hold_status(desk: Desk, ticket: Locked, verb: Verb) -> TicketResult:
    """Let the change wait for approval: the task is put back until then, and a remark says so."""
    done = await draft_answers.hold_status(desk, ticket, verb)
    await thread.add_remark(desk, ticket.number, to_approvers.STATUS_WAITS, name=desk.require_actor().name)
    return done


async def _take_untaken(
    desk: Desk, ticket: Locked, to: Status, assignee: Person | None, *, at: datetime | None
) -> TicketResult:
    """Take an untaken ticket that was moved on from New or Reopened; its requester is told later. Raises Refused if
    no one can be named as its agent."""
    if assignee is None:
        raise Refused(NOT_ASSIGNED)
    if assignee.dismissed_at is not None:
        raise Refused("not-staff", name=assignee.name)
    if ticket.status is Status.RESOLVED and ticket.tell is not None:
        await lifecycle.undo_change(desk, ticket)
    desk.require_target(ticket, Verb.PROGRESS)
    was = lifecycle.capture_state(desk, ticket)
    await assignment.set_assignee(desk, ticket, assignee, at=at)
    await to_staff.send_assignee_card(desk, ticket)
    await status.set_status(desk, ticket, to, at=at, told_later=True)
    await lifecycle.tell_later(desk, ticket, was)
    return await desk.make_result(ticket)


async def complete_task(desk: Desk, number: int, *, at: datetime | None = None) -> TicketResult:
    """Resolve the ticket of a completed task (`changed` False if it was)."""
    async with desk.change(number, Verb.RESOLVE) as ticket:
        if await draft_answers.is_needed(desk):
            return await _hold_status(desk, ticket, Verb.RESOLVE)
        return await lifecycle.resolve_locked(desk, ticket, at=at)


async def uncomplete_task(desk: Desk, number: int, *, at: datetime | None = None) -> TicketResult:
    """Reopen the ticket of an uncompleted task, or undo a completion that no one was told of."""
    async with desk.change(number, Verb.REOPEN) as ticket:
        return await lifecycle.reopen_locked(desk, ticket, by_requester=False, at=at)


AddAnswer = Callable[[Desk, int, NewEntry], Awaitable[Entry]]
"""How words become an answer of staff on a ticket."""


async def add_comment(
    desk: Desk,
    number: int,
    said: NewEntry,
    *,
    is_note: bool,
    own_account: bool = False,
    answer: AddAnswer = thread.add_reply,
) -> Entry:
    """Add a comment of the board by its author: a former member's is a note; in a ticket they filed, staff are its
    requester (unless theirs is also the bot's account); otherwise it is an answer. Only the locked ticket tells
    which of the three is allowed. Under the task of a merged ticket it is added to the ticket that it is part of,
    and shown there too."""
    named = await desk.lock_ticket(number)
    ticket = await desk.lock_thread(named)
    entry = await _add_answer(desk, ticket, said, is_note=is_note, own_account=own_account, answer=answer)
    if ticket is not named:
        thread.show_on_board(desk, entry, also_from_there=True)
    return entry


async def _add_answer(
    desk: Desk, ticket: Locked, said: NewEntry, *, is_note: bool, own_account: bool, answer: AddAnswer
) -> Entry:
    me = desk.actor
    if is_note or (me is not None and me.dismissed_at is not None):
        await _record_reason(desk, ticket, said.words.text)
        entry = await thread.add_note_locked(desk, ticket, said)
        if is_note and me is not None and me.dismissed_at is None:
            await ask_colleague.ask_on_board(desk, ticket, entry)
            await ledger.set_price_on_board(desk, ticket, entry)
        return entry
    if me is not None and ticket.requester_id == me.id and not own_account:
        return await _add_requester_words(desk, ticket, said)
    return await answer(desk, ticket.number, said)


async def _add_requester_words(desk: Desk, ticket: Locked, said: NewEntry) -> Entry:
    """Add a requester's comment; on a finished ticket it changes nothing."""
    finished = ticket.is_finished
    return await thread.add_comment(desk, ticket.number, said, small_talk=finished)


async def file_from_board(
    desk: Desk, subject: str, words: RichText, requester: Person, *, priority: int = MEDIUM
) -> TicketResult:
    """File a task that was added on the board as its author's ticket, broadcast after the quiet period unless it is
    taken by then."""
    ticket = await filing.add_ticket(desk, requester, subject=TicketSubject(subject), priority=priority, filed=True)
    ticket.subject_kept = True
    await guess.guess_at_filing(desk, ticket, [subject, words.text])
    await filing.mark_filed(desk, ticket)
    if words:
        entry = await thread.put_entry(desk, ticket, EntryKind.COMMENT, NewEntry(words))
        entry.author_id, entry.author_name = requester.id, requester.name
    ticket.broadcast_due_at = desk.now + desk.rules.requests.intake_quiet
    await desk.publish(ticket)
    return await desk.make_result(ticket)


async def reschedule_ticket(desk: Desk, number: int, until: datetime | None) -> None:
    """Promise the task's new due time, or hold the ticket until then. Raises Refused, also for a due time that
    cannot be promised (None), and if the team is not to act next; then the change is undone."""
    ticket = await desk.lock_ticket(number)
    if until is None:
        raise Refused("board-due-put-back")
    if until <= desk.now:
        raise Refused("board-due-passed")
    if ticket.status is Status.ON_HOLD:
        await lifecycle.put_on_hold(desk, number, until=until)
    elif not ticket.is_teams_turn:
        raise NotPossible(number, Verb.PROMISE, ticket.status)
    elif _is_target_due(ticket, until):
        await fields.withdraw_promise(desk, number)
    else:
        await fields.promise_time(desk, number, until)
    said = select(Entry.body).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.NOTE, Entry.origin == Origin.TODOIST,
        Entry.created_at > desk.get_act_time(ticket) - _REASON_WITHIN, Entry.withdrawn_at.is_(None),
    )  # fmt: skip
    why = await desk.session.scalar(said.order_by(Entry.id.desc()).limit(1))
    if why is not None:
        desk.record(ticket, history.PROMISE_WHY, None, shorten_line(why, _REASON))


def _is_target_due(ticket: Ticket, until: datetime) -> bool:
    own = ticket.first_due_at if ticket.first_response_at is None else ticket.solve_due_at
    return own is not None and own.replace(microsecond=0) == until


async def _record_reason(desk: Desk, ticket: Locked, words: str) -> None:
    """Record a note within the hour as the reason of the new due time."""
    if ticket.policy_version is None or not words:
        return
    told = select(History.field).where(
        History.ticket_id == ticket.id, History.origin == Origin.TODOIST,
        History.at > desk.get_act_time(ticket) - _REASON_WITHIN,
        History.field.in_((history.PROMISED, history.HOLD_UNTIL, history.PROMISE_WHY)),
    )  # fmt: skip
    last = await desk.session.scalar(told.order_by(History.id.desc()).limit(1))
    if last not in (None, history.PROMISE_WHY):
        desk.record(ticket, history.PROMISE_WHY, None, shorten_line(words, _REASON))


async def record_lost_change(desk: Desk, number: int, field: str, value: str | None) -> None:
    """Record a change that lost against a later one of the same field."""
    ticket = await desk.lock_ticket(number)
    desk.record(ticket, history.LOST + field, None, value)
