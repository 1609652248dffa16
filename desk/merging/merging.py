"""Tickets that belong together, and messages that are another request: merged, linked, split off.

Verbs that merge two tickets of one requester, and undo the merge. Nothing is copied and no words move: the merged
ticket points to the one it is part of, which shows both threads as one.

A merged ticket points to where its thread ended up, however often that was merged in turn, so a pointer is followed
only once. Tickets are locked by ascending id.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select

from db.models import Entry, EntryKind, ProblemFollower, Status, Ticket, any_of
from desk import Desk, Locked, Merged, Outdated, Refused, TicketResult, history
from desk.conversation import entries, form_answers, thread
from desk.i18n import TicketSubject
from desk.notifications import (
    entry_receivers,
    message_refresh,
    notifier,
    to_assignee,
    to_requester,
    to_staff,
    topic_rows,
)
from desk.outbox import Relay, Say
from desk.own_fields import values
from desk.policy import Verb
from desk.tickets import assignment, escalation, fields, participants, promises, runbook_progress, self_service, status
from desk.tickets.self_service import OfferOutcome


async def unlink_ticket(desk: Desk, number: int) -> TicketResult:
    """Take the ticket out of its group."""
    async with desk.change(number, Verb.LEAVE) as ticket:
        desk.require_target(ticket, Verb.LEAVE)
        if ticket.group_id is not None:
            ticket.group_id = None
            desk.record(ticket, history.JOINED, f"#{number}", None)
    return await desk.make_result(ticket)


async def _raise_priority(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """Raise the target's priority to the source's; if the requester merged them, it counts as automatic. `told`: the
    agent had the target before."""
    old = target.priority
    if source.priority >= old:
        return
    await fields.set_priority(desk, target, source.priority, by_itself=desk.actor_id == source.requester_id)
    await fields.adjust_alerts(desk, target, old)
    source.merge_undo = {**(source.merge_undo or {}), "priority": old, "raised_at": format_moment(target.priority_at)}
    if told:
        await to_assignee.post_line_to_assignee(
            desk, target, "merged-raised", merged=source.number, priority=target.priority
        )


async def _restore_priority(desk: Desk, target: Locked, was: dict[str, Any]) -> None:
    """Restore the target's priority, unless it was changed since."""
    if "priority" in was and format_moment(target.priority_at) == was["raised_at"]:
        old = target.priority
        await fields.set_priority(desk, target, was["priority"])
        await fields.adjust_alerts(desk, target, old)


async def _carry_promise(desk: Desk, source: Locked, target: Locked, *, told: bool) -> None:
    """Keep the earlier promised time, if the source was not resolved."""
    was = source.merge_undo or {}
    if Status(was["status"]).is_working:
        source.merge_undo = {**was, "promise": await promises.carry_over(desk, source, target, told=told)}


async def _carry_problem(desk: Desk, source: Locked, target: Locked) -> None:
    """Take the known problem along, unless the requester said that the target is about something else."""
    problem_id = source.known_problem_id
    if problem_id is None or target.known_problem_id is not None:
        return
    theirs = ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == target.requester_id
    said = select(ProblemFollower.person_id).where(*theirs, ProblemFollower.wrong_ids.contains([target.id]))
    if await desk.session.scalar(said) is None:
        target.known_problem_id = problem_id
        source.merge_undo = {**(source.merge_undo or {}), "known": True}


def _restore_problem(source: Locked, target: Locked) -> None:
    """Give the known problem back; if the requester denied it since, neither ticket keeps it."""
    if target.known_problem_id is None:
        source.known_problem_id = None
    elif target.known_problem_id == source.known_problem_id:
        target.known_problem_id = None


def format_moment(at: datetime | None) -> str | None:
    """Return a moment as stored in `merge_undo`."""
    return at.isoformat() if at is not None else None


def parse_moment(kept: str | None) -> datetime | None:
    """Parse a moment stored in `merge_undo`."""
    return datetime.fromisoformat(kept) if kept is not None else None


REASON = "merged"
_KEPT = ("status_before_resolved", "resolved_at", "resolved_by", "reopened_at", "reopen_count", "promised_at",
         "promise_warn_at")  # fmt: skip
"""Columns that entering a status writes; returning to the status must not."""
_MOST_READ = 10  # comments sent to the target's agent; the thread has all


async def merge_ticket(desk: Desk, number: int, into: int) -> TicketResult:
    """Merge ticket `number` into `into` and close it; its requester is told once. Its agent gets an untaken `into`,
    and its linked tickets move along. Raises Refused if requester or organization differ or one has ended, Merged if
    it is part of a third ticket."""
    return await _merge_into(desk, number, into, Verb.MERGE)


async def add_to_own(desk: Desk, number: int, into: int) -> TicketResult:
    """Merge for the requester, who need not be told. Raises Outdated if that is no longer possible."""
    try:
        return await _merge_into(desk, number, into, Verb.ADD_TO_OWN)
    except (Refused, Merged):
        raise Outdated(number) from None


async def _merge_into(desk: Desk, number: int, into: int, verb: Verb) -> TicketResult:
    if number == into:
        raise Refused("merge-itself", number=number)
    await lock_involved(desk, number, into)
    async with desk.change(number, verb) as source, desk.change(into, verb) as target:
        _require_one_client(source, target)
        if source.merged_into_id == target.id:
            return await desk.make_result(target, changed=False)
        await _refuse_merged(desk, source, target)
        to = desk.require_target(source, verb)
        if not target.is_working:
            raise Refused("merge-into-ended", number=number, into=into)
        left = await participants.follow_merge(desk, source, target)
        source.merge_undo = {**await _capture_state(desk, source, target), "left": left}
        escalation.carry_over(desk, source, target)
        await _link_thread(desk, source, target)
        _make_known(source, target)
        desk.record(source, history.MERGED, None, f"#{into}")
        needs_answer = source.needs_answer
        await status.set_status(desk, source, to, reason=REASON)
        had = target.is_taken
        await _move_assignee(desk, source, target)
        await _raise_priority(desk, source, target, told=had)
        await _carry_promise(desk, source, target, told=had)
        if target.offered:
            await self_service.alert_agents(desk, target, OfferOutcome.WORDS)
        target.is_private |= await _was_said_elsewhere(desk, source, target)
        target.group_id = target.group_id or source.group_id
        await _carry_problem(desk, source, target)
        runbook_progress.carry_over(source, target)
        if needs_answer and await _has_new_words(desk, source, target):
            await _mark_waiting(desk, target)
        await _tell_requester(desk, source, target)
        await topic_rows.tell_merged(desk, source, target)
    return await desk.make_result(target)


def _require_one_client(source: Ticket, target: Ticket) -> None:
    of_source, of_target = (
        (one.requester_id, one.organization_id, one.shown_organization_id) for one in (source, target)
    )
    if of_source != of_target:
        key = "merge-not-theirs" if of_source[0] != of_target[0] else "merge-other-organization"
        raise Refused(key, number=source.number, into=target.number)


async def _was_said_elsewhere(desk: Desk, source: Ticket, target: Ticket) -> bool:
    """Return True if what was said on the source must not appear where the target was written. What was split off the
    target's own calls, and is not answered yet, may, unless its requester has gone on in private."""
    if target.intake_group_id != source.intake_group_id:
        return True
    if not await message_refresh.is_of_call(desk, source):
        return source.is_private
    if (await desk.get_requester(source)).started_at is not None:
        return True
    said = select(Entry.id).where(
        any_of(Entry.ticket_id, source.thread_ids), Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY))
    )
    elsewhere = said.where(~message_refresh.is_of_calls(target.thread_ids))
    return await desk.session.scalar(elsewhere.limit(1)) is not None


async def unmerge_ticket(desk: Desk, number: int) -> TicketResult:
    """Make the ticket independent again, as it was before. Raises Refused if it is not merged, if anything was said
    since, or if its thread was merged on."""
    await lock_involved(desk, number)
    async with desk.change(number, Verb.UNMERGE) as source:
        was = source.merge_undo
        if source.merged_into_id is None or was is None:
            raise Refused("not-merged", number=number)
        target = await desk.lock_by_id(source.merged_into_id)
        async with desk.change(target.number, Verb.UNMERGE):
            if was["into"] != target.id:
                between = await desk.session.get_one(Ticket, was["into"])
                raise Refused("unmerge-first", number=number, into=between.number)
            if was["said"] != await _make_state_mark(desk, target, source):
                raise Refused("unmerge-late", number=number, into=target.number)
            await _unlink_thread(desk, source, target)
            desk.record(source, history.MERGED, f"#{target.number}", None)
            source.merge_undo = None
            if was.get("silent"):
                target.first_response_at = target.requester_spoke_at = None
            await _restore_state(desk, source, was)
            if was.get("left"):
                await participants.undo_merge(desk, was["left"])
            if was.get("known"):
                _restore_problem(source, target)
            if was.get("joined") and target.group_id == source.group_id:
                target.group_id = None
            if target.escalated_at is not None and target.escalated_at == parse_moment(was.get("escalated_at")):
                escalation.clear_escalation(target)
            await _restore_priority(desk, target, was)
            await promises.bring_back(desk, source, target, was.get("promise"))
            target.needs_answer = target.is_working and await entries.has_unanswered_words(desk.session, target)
            again = Say("unmerged", {"number": number, "into": target.number}, slot=f"merged:{number}", replace=True)
            await to_requester.post_letter(desk, source, again)
            await thread.add_remark(desk, number, "remark-unmerged", into=target.number)
            await thread.add_remark(desk, target.number, "remark-taken-out", number=number)
    return await desk.make_result(source)


async def lock_involved(desk: Desk, *numbers: int) -> None:
    """Lock every ticket a merge touches: these, the ones merged into them, and the ones they were merged into."""
    named = select(Ticket.id, Ticket.merged_into_id).where(any_of(Ticket.number, numbers))
    ids = {one for row in (await desk.session.execute(named)).all() for one in row if one is not None}
    await desk.lock_all(select(Ticket).where(or_(any_of(Ticket.id, ids), any_of(Ticket.merged_into_id, ids))))


async def _refuse_merged(desk: Desk, *tickets: Ticket) -> None:
    for ticket in tickets:
        if ticket.merged_into_id is not None:
            into = await desk.session.get_one(Ticket, ticket.merged_into_id)
            raise Merged(ticket.number, into.number)


def _make_known(source: Locked, target: Locked) -> None:
    """Let a target that the clock filed be known to its requester as the source is: they are told of it now."""
    if not target.is_filed_silently:
        return
    target.requester_spoke_at = source.requester_spoke_at
    if source.first_response_at is not None and target.filed_at is not None:
        target.first_response_at = max(source.first_response_at, target.filed_at)


async def _link_thread(desk: Desk, source: Locked, target: Locked) -> None:
    """Point the ticket, and those merged into it, to the target, which takes its fields and answers."""
    source.merged_into_id = target.id
    target.merged_ids = [*target.merged_ids, *source.thread_ids]
    if form_answers.can_have_answers(source):  # answers of the source are shown on the target too
        target.asked = list(dict.fromkeys([*(target.asked or ()), *(source.asked or ())]))
    if carried := values.carry_over(desk, source, target):
        source.merge_undo = {**(source.merge_undo or {}), "fields": carried}
    for one in await _lock_merged(desk, source):
        one.merged_into_id = target.id


async def _unlink_thread(desk: Desk, source: Locked, target: Locked) -> None:
    source.merged_into_id = None
    values.take_back(desk, source, target, (source.merge_undo or {}).get("fields", ()))
    target.merged_ids = [one for one in target.merged_ids if one not in source.thread_ids]
    for one in await _lock_merged(desk, source):
        one.merged_into_id = source.id


async def _lock_merged(desk: Desk, ticket: Locked) -> list[Locked]:
    if not ticket.merged_ids:
        return []
    return await desk.lock_all(select(Ticket).where(any_of(Ticket.id, ticket.merged_ids)))


async def _capture_state(desk: Desk, source: Locked, target: Locked) -> dict[str, Any]:
    return {
        "into": target.id,
        "said": await _make_state_mark(desk, target, source),
        "silent": target.is_filed_silently,
        "status": source.status.value,
        "needs_answer": source.needs_answer,
        "joined": target.group_id is None and source.group_id is not None,
        "hold_reason": source.hold_reason,
        "hold_until": format_moment(source.hold_until),
        "escalated_at": format_moment(source.escalated_at),
        "escalation_level": source.escalation_level,
    }


async def _make_state_mark(desk: Desk, target: Ticket, source: Ticket) -> str:
    """Return a text that changes if anything more is said on either ticket."""
    await desk.session.flush()
    ids = [*target.thread_ids, *source.thread_ids]
    words = select(func.count()).where(any_of(Entry.ticket_id, ids), Entry.kind != EntryKind.REMARK)
    last = [one.last_entry_at.isoformat() if one.last_entry_at is not None else "" for one in (target, source)]
    return f"{await desk.session.scalar(words)} {' '.join(last)}"


async def _move_assignee(desk: Desk, source: Locked, target: Locked) -> None:
    """Give an untaken target to the source's agent; tell a different agent of the merge."""
    theirs = await desk.get_person(source.assignee_id)
    if target.assignee_id is not None or theirs is None:
        if theirs is None or theirs.id != target.assignee_id:
            await to_assignee.post_line_to_assignee(desk, source, "merged-from-you", into=target.number)
            await to_assignee.post_line_to_assignee(desk, target, "merged-into-yours", merged=source.number)
            await _relay_unread(desk, source, target)
        return
    await assignment.hand_over_locked(desk, target, theirs)


async def _relay_unread(desk: Desk, source: Locked, target: Locked) -> None:
    """Send the target's agent what the source's requester said, unless the agent merged them after reading it."""
    if target.assignee_id is None or target.assignee_id == desk.actor_id:
        return
    said = select(Entry).where(
        any_of(Entry.ticket_id, source.thread_ids), Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    unread: list[Entry] = []
    for entry in await desk.session.scalars(said.order_by(Entry.id.desc()).limit(_MOST_READ)):
        if await entry_receivers.has_received(desk, entry, target.assignee_id):
            break
        unread.insert(0, entry)
    for entry in unread:
        if target.assignee_id not in (entry.author_id, target.requester_id):
            notifier.post_letter(desk, await desk.get_person(target.assignee_id), Relay(entry.id), target)


async def _has_new_words(desk: Desk, source: Locked, target: Locked) -> bool:
    """Return True if words of the source may be what the target waits for; words from before it was asked are not."""
    if target.status is not Status.PENDING:
        return True
    said = select(Entry.id).where(
        any_of(Entry.ticket_id, source.thread_ids), Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return await desk.session.scalar(said.where(Entry.created_at > target.status_at).limit(1)) is not None


async def _mark_waiting(desk: Desk, target: Locked) -> None:
    """Let the target wait for an answer as the source did."""
    target.needs_answer = True
    await status.set_status(desk, target, desk.require_target(target, Verb.COMMENT))


async def _tell_requester(desk: Desk, source: Locked, target: Locked) -> None:
    number, into = source.number, target.number
    named = TicketSubject(target.subject, target.subject_line)
    args: dict[str, str | int] = {"number": number, "into": into, **named.make_letter_args()}
    if desk.actor_id != source.requester_id:
        await to_requester.post_letter(desk, source, Say("merged", args, slot=f"merged:{number}"))
    await thread.add_remark(desk, number, "remark-merged", into=into)
    await thread.add_remark(desk, into, "remark-merged-here", number=number)


async def _restore_state(desk: Desk, source: Locked, was: dict[str, Any]) -> None:
    """Restore status, reason and times; of a resolved ticket the requester is asked again."""
    kept = {name: getattr(source, name) for name in _KEPT}
    await status.set_status(desk, source, Status(was["status"]))
    for name, value in kept.items():
        setattr(source, name, value)
    source.needs_answer = was["needs_answer"]
    source.escalated_at, source.escalation_level = (
        parse_moment(was.get("escalated_at")),
        was.get("escalation_level", 0),
    )
    if await _release_if_left(desk, source):
        return
    if source.status is Status.ON_HOLD:
        source.hold_reason = was["hold_reason"]
        source.hold_until = parse_moment(was["hold_until"])
    elif source.status is Status.RESOLVED:
        await to_requester.ask_resolved(desk, source)
    elif source.is_unanswered and source.broadcast_at is None:
        await to_staff.broadcast_ticket(desk, source)


async def _release_if_left(desk: Desk, source: Locked) -> bool:
    """Return True if the ticket's agent has left the team since, and release it. A ticket that is assigned without
    an agent was theirs too."""
    if source.status is Status.ASSIGNED and not source.is_taken:
        await assignment.release_locked(desk, source)
        return True
    return await assignment.release_from_former(desk, source) and source.is_working
