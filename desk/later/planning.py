"""Verbs about what is planned: an answer, a note or an act that waits for its moment; then it is done as its author's.

A plan is a draft with a moment, so what ends drafts ends it too. At its moment the desk looks at what has happened
until then; what stops it is asked of its author. The row's state, read under the lock of its ticket, lets it be done
once: a press, the moment and the withdrawal exclude each other.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from db.database import savepoint
from db.models import Approval, ApprovalState, Entry, EntryKind, Person, Status, any_of
from desk import Desk, Locked, NotAllowed, Outdated, Refused
from desk.act_catalogue import ACTS, list_acts
from desk.acts import reading
from desk.acts.declaring import Door, TicketAct
from desk.acts.of_tickets import NOTE
from desk.conversation import editing, entries, thread
from desk.conversation.new_entry import NewEntry
from desk.conversation.writing import put_entry, tell_words
from desk.later.stops import Planned, RequestFacts, Stop, find_stop
from desk.later.typed_plans import require_when
from desk.notifications import to_approvers
from desk.policy import DueTimer, Verb, timer_kinds
from desk.policy.followers import NewWords
from desk.policy.visibility import BY_RULE
from desk.text import RichText, note_prefix
from desk.text.slashes import is_command
from desk.text.typed_moments import FARTHEST
from desk.tickets import answers_awaiting_approval
from desk.tickets.answers_awaiting_approval import PLANNED

_LONGEST_NAME = 32
_MOST = 20  # plans of a ticket: each is shown on its page, and all may be due at once


async def plan_answer(
    desk: Desk, number: int, said: NewEntry, at: datetime, *, act: TicketAct | None = None
) -> Approval:
    """Plan an answer, with an act that is done after it. Raises what the answer would raise now."""
    if is_command(said.words.text):
        raise Refused("answer-command")
    async with _plan(desk, number, Verb.REPLY, at) as ticket:
        answers_id = said.answers_id or await entries.find_latest_comment(desk.session, ticket)
        entry = await put_entry(desk, ticket, EntryKind.DRAFT, said, answers_id=answers_id)
        return await _keep(desk, ticket, at, entry=entry, verb=act.name if act is not None else None)


async def plan_note(desk: Desk, number: int, said: NewEntry, at: datetime) -> Approval:
    """Write a note now, where the team reads it; those whom it concerns are told of it later."""
    async with _plan(desk, number, Verb.NOTE, at) as ticket:
        entry = await put_entry(desk, ticket, EntryKind.NOTE, said)
        return await _keep(desk, ticket, at, entry=entry, verb=NOTE.name)


async def plan_act(desk: Desk, number: int, act: TicketAct, words: str, at: datetime) -> Approval:
    """Plan an act, with the words that give its values. Raises Refused for words that give none."""
    reading.read_typed(desk, act, words)
    async with _plan(desk, number, act.verb, at) as ticket:
        return await _keep(desk, ticket, at, verb=act.name, comment=words or None)


async def plan_typed(desk: Desk, number: int, said: NewEntry, *, when: str, is_note: bool) -> Approval:
    """Plan what the words are for a typed moment. Raises Refused."""
    return await plan_words(desk, number, said, require_when(desk, when), is_note=is_note)


async def plan_words(desk: Desk, number: int, said: NewEntry, at: datetime, *, is_note: bool = False) -> Approval:
    """Plan what the words are: a note behind `//`, an act where they begin with its command, with words behind it an
    answer too if the act goes with one, else an answer. Raises Refused for another command, and for no words."""
    words = said.words
    if is_note or note_prefix.is_note(words.text):
        return await plan_note(desk, number, replace(said, words=note_prefix.strip_note_mark(words)), at)
    if not is_command(words.text):
        if not (words.text.strip() or said.files):
            raise Refused("usage-later")
        return await plan_answer(desk, number, said, at)
    name, act, rest = reading.cut_command(words, list_plannable())
    if act is None:
        raise Refused("later-no-act", command=name[:_LONGEST_NAME])
    if Door.ANSWER in act.doors and not act.arguments and (rest.text or said.files):
        return await plan_answer(desk, number, replace(said, words=rest), at, act=act)
    return await plan_act(desk, number, act, rest.text, at)


@asynccontextmanager
async def _plan(desk: Desk, number: int, verb: Verb, at: datetime) -> AsyncIterator[Locked]:
    """Lock the ticket. Raises Refused for a moment that cannot be, and where requesters read what is planned."""
    if not desk.rules.team.later:
        raise Refused("later-off")
    if desk.place.is_public or desk.place.is_requesters_chat:
        raise Refused("later-not-here")
    _require_moment(desk, at)
    async with desk.change(number, verb) as ticket:
        desk.require_target(ticket, verb)
        planned = select(func.count()).where(Approval.ticket_id == ticket.id, Approval.state.in_(PLANNED))
        if (await desk.session.scalar(planned) or 0) >= _MOST:
            raise Refused("later-many", most=_MOST)
        yield ticket
        await desk.publish(ticket)


def _require_moment(desk: Desk, at: datetime) -> None:
    if at <= desk.now:
        raise Refused("hold-past")
    if at > desk.now + FARTHEST:
        raise Refused("time-far")


async def _keep(desk: Desk, ticket: Locked, at: datetime, *, entry: Entry | None = None, **more: Any) -> Approval:
    author = desk.require_actor()
    row = Approval(
        ticket_id=ticket.id, entry_id=entry.id if entry is not None else None, author_id=author.id, returns=0,
        state=ApprovalState.PLANNED, first_asked_at=desk.now, asked_at=desk.now, due_at=at,
        plan=await _describe(desk, ticket), **more,
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    await _set_timer(desk, ticket)
    to_approvers.show_author(desk, ticket, row, author, entry)
    return row


async def _describe(desk: Desk, ticket: Locked) -> dict[str, Any]:
    """Return what the plan is compared with; `seen`: the newest entry, by its id, which no clock gives; `drafts`: the
    older ones that may still become answers."""
    drafts = func.array_agg(Entry.id).filter(Entry.kind == EntryKind.DRAFT)
    of_thread = select(func.max(Entry.id), drafts).where(any_of(Entry.ticket_id, ticket.thread_ids))
    seen, waiting = (await desk.session.execute(of_thread)).one()
    now = await _get_facts(desk, ticket)
    return {
        "seen": seen or 0, "drafts": waiting or [], "over": now.is_over, "holder": now.holder_id,
        "blocked": now.is_blocked,
    }  # fmt: skip


async def _get_facts(desk: Desk, ticket: Locked, until: datetime | None = None) -> RequestFacts:
    is_over = ticket.is_finished or ticket.status is Status.RESOLVED
    return RequestFacts(
        is_over and (until is None or ticket.status_at <= until),
        ticket.assignee_id,
        (await desk.get_requester(ticket)).blocked_at is not None,
        ticket.merged_into_id is not None,
    )


async def _set_timer(desk: Desk, ticket: Locked) -> None:
    planned = select(func.min(Approval.due_at)).where(
        Approval.ticket_id == ticket.id, Approval.state == ApprovalState.PLANNED
    )
    if (at := await desk.session.scalar(planned)) is not None:
        await timer_kinds.set_timer(desk.session, ticket, timer_kinds.LATER, at)


async def handle_timer(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Do what is due of what was planned in the ticket; what was stopped is asked of its author."""
    due = select(Approval.id).where(
        Approval.ticket_id == ticket.id, Approval.state == ApprovalState.PLANNED, Approval.due_at <= desk.now
    )
    ticket_id = ticket.id
    for key in (await desk.session.scalars(due.order_by(Approval.due_at, Approval.id))).all():
        await _do_or_ask(desk, ticket_id, key)
    await _set_timer(desk, await desk.lock_by_id(ticket_id))


async def _do_or_ask(desk: Desk, ticket_id: int, key: int) -> None:
    ticket, row = await desk.lock_by_id(ticket_id), await desk.session.get_one(Approval, key, populate_existing=True)
    why = await _look_for_stop(desk, ticket, row)
    if why is None:
        try:
            async with savepoint(desk.session):
                await _do(desk, ticket, row, at=row.due_at)
        except Refused:
            why = Stop.REFUSED
    if why is not None:
        ticket = await desk.lock_by_id(ticket_id)
        row = await desk.session.get_one(Approval, key, populate_existing=True)
        row.state, row.plan = ApprovalState.STOPPED, {**(row.plan or {}), "why": why.value}
        await desk.session.flush()
        author = await desk.session.get_one(Person, row.author_id)
        to_approvers.show_author(desk, ticket, row, author, None)
        await desk.publish(ticket)


async def _look_for_stop(desk: Desk, ticket: Locked, row: Approval) -> Stop | None:
    was = row.plan or {}
    moment = row.due_at if row.verb is None else desk.now  # an act also stops at unread words
    edited = and_(Entry.kind == EntryKind.COMMENT, Entry.edited_at > row.asked_at, Entry.edited_at <= moment)
    written = and_(or_(Entry.id > was["seen"], any_of(Entry.id, was.get("drafts", []))), Entry.created_at <= moment)
    since = select(Entry.kind).where(
        any_of(Entry.ticket_id, ticket.thread_ids), or_(written, edited), Entry.withdrawn_at.is_(None),
        Entry.author_id.is_distinct_from(row.author_id), ~BY_RULE, ~Entry.small_talk,
    )  # fmt: skip
    kinds = set(await desk.session.scalars(since.distinct()))
    said = {Stop.WROTE} if EntryKind.COMMENT in kinds else set[Stop]()
    said |= {Stop.ANSWERED} if EntryKind.REPLY in kinds else set()
    return find_stop(
        get_kind(row),
        RequestFacts(was["over"], was["holder"], was["blocked"]),
        await _get_facts(desk, ticket, row.due_at),
        author_id=row.author_id,
        said=said,
        is_on=desk.rules.team.later,
    )


def get_kind(row: Approval) -> Planned:
    """Return what was planned."""
    if row.entry_id is None:
        return Planned.ACT
    return Planned.NOTE if row.verb == NOTE.name else Planned.ANSWER


async def _do(desk: Desk, ticket: Locked, row: Approval, at: datetime | None = None) -> None:
    """Do it now as its author, whose rights are those of now. `at`: its moment, by which words that came later stay
    unanswered."""
    author = await desk.session.get_one(Person, row.author_id, populate_existing=True)
    theirs = Desk(desk.session, replace(desk.place, acted_at=at), author, now=desk.now, rules=desk.rules, held=True)
    entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
    act = next((one for one in ACTS if one.name == row.verb), None)
    row.state, row.decided_at, row.decided_by = ApprovalState.DONE, desk.now, row.author_id
    match get_kind(row):
        case Planned.NOTE if entry is not None:
            await _tell_note(theirs, ticket.number, entry)
        case Planned.ANSWER if entry is not None:
            await _send(theirs, ticket.number, row, entry, act)
        case _ if act is not None:
            await act.run(theirs, ticket.number, **reading.read_typed(theirs, act, row.comment or ""))
    await answers_awaiting_approval.refresh(desk, ticket, row)


async def _tell_note(desk: Desk, number: int, entry: Entry) -> None:
    async with desk.change(number, Verb.NOTE) as ticket:
        if entry.withdrawn_at is None and entry.emptied_at is None:
            entry.created_at = ticket.last_entry_at = ticket.updated_at = desk.now
            await tell_words(desk, ticket, entry, NewWords.NOTE)
            await desk.publish(ticket, spoken=entry)


async def _send(desk: Desk, number: int, row: Approval, entry: Entry, act: TicketAct | None) -> None:
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        if entry.withdrawn_at is not None or entry.emptied_at is not None:
            raise Outdated
        if await answers_awaiting_approval.is_needed(desk):
            await answers_awaiting_approval.ask_planned(desk, ticket, row, entry)
            return
        await thread.send_draft(desk, ticket, entry)
        if act is not None and desk.require_target(ticket, act.verb) is not ticket.status:
            await act.run(desk, number)


async def do_now(desk: Desk, approval_id: int, *, seen: int) -> Approval:
    """Do the actor's own plan at once. `seen`: when the newest words were written that were shown, in milliseconds:
    newer ones are shown first. Raises NotAllowed, Outdated, and Refused for one that is over."""
    ticket, row = await _follow_merge(desk, *await _open_own(desk, approval_id))
    entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if answers_awaiting_approval.get_newest(ticket, entry) > seen:
        raise Refused("approval-new-words")
    await _do(desk, ticket, row)
    return row


async def _follow_merge(desk: Desk, ticket: Locked, row: Approval) -> tuple[Locked, Approval]:
    """Let a plan of a merged ticket, with its words, be one of the ticket it was merged into, also if they are taken
    apart again."""
    if ticket.merged_into_id is not None:
        ticket = await desk.lock_thread(ticket)
        row.ticket_id = ticket.id
        if row.entry_id is not None:
            (await desk.session.get_one(Entry, row.entry_id)).ticket_id = ticket.id
        await desk.session.flush()
    return ticket, row


async def move(desk: Desk, approval_id: int, at: datetime) -> Approval:
    """Plan the actor's own plan for another moment: what has happened until now does not stop it. Raises as
    `do_now`."""
    if not desk.rules.team.later:
        raise Refused("later-off")
    _require_moment(desk, at)
    ticket, row = await _follow_merge(desk, *await _open_own(desk, approval_id))
    row.state, row.due_at, row.asked_at = ApprovalState.PLANNED, at, desk.now
    row.plan = await _describe(desk, ticket)
    await desk.session.flush()
    await _set_timer(desk, ticket)
    await answers_awaiting_approval.refresh(desk, ticket, row)
    await desk.publish(ticket)
    return row


async def rewrite(desk: Desk, approval_id: int, words: RichText) -> Approval:
    """Change the words of the actor's own plan. Raises as `do_now`, and Refused for none and for an answer that would
    be a note."""
    row = await require_own(desk, approval_id)
    entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if entry is None or not words.text.strip():
        raise Refused("approval-empty")
    if entry.kind is EntryKind.DRAFT and note_prefix.is_note(words.text):
        raise Refused("answer-note")
    await editing.edit_entry(desk, entry, words)
    return row


async def take_back(desk: Desk, approval_id: int) -> Approval:
    """Take the actor's own plan back; of an answer or a note nothing remains. Raises as `do_now`."""
    ticket, row = await _open_own(desk, approval_id)
    entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if entry is not None and entry.withdrawn_at is None:
        await editing.withdraw_entry(desk, entry)
    if row.state in PLANNED:  # of an answer that has ended with its words
        await answers_awaiting_approval.close(desk, ticket, row, ApprovalState.WITHDRAWN)
        await desk.publish(ticket)
    return row


async def require_own(desk: Desk, approval_id: int) -> Approval:
    """Return the actor's own plan that is not over. Raises as `do_now`."""
    return (await _open_own(desk, approval_id))[1]


async def _open_own(desk: Desk, approval_id: int) -> tuple[Locked, Approval]:
    found = await desk.session.get(Approval, approval_id)
    await desk.refresh_actor()
    if found is None or found.author_id != desk.actor_id:
        raise NotAllowed
    ticket = await desk.lock_by_id(found.ticket_id)
    row = await desk.session.get_one(Approval, approval_id, populate_existing=True)
    if row.state not in PLANNED:
        raise Refused("later-over", state=row.state.value)
    return ticket, row


def list_plannable() -> dict[str, TicketAct]:
    """Return the acts that can be planned, by their commands: those that are typed, and need nothing but words."""
    named = (*list_acts(Door.TYPED).values(), *(one for one in ACTS if Door.TYPED in one.made and one.moves))
    return {name: one for one in named for name in one.list_names(Door.TYPED)}
