"""The work of one use, before and after the assistant is asked: what is sent, and what becomes of its answer. Loaded
only where there is one; knows no HTTP."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import Approval, ApprovalState, AssistKind, AssistTrouble, AssistUse, Entry, EntryKind, Person, Ticket
from desk import Desk, DeskSettings, Locked, Outdated, Refused, approvals, history
from desk.assist.answers import ModelAnswer, finish_text
from desk.assist.asking import find_forbidden
from desk.assist.material import Prepared, collect_material
from desk.conversation import entries
from desk.conversation.new_entry import NewEntry, dump_line
from desk.conversation.writing import put_entry, show_on_board
from desk.notifications import notifier, to_approvers
from desk.outbox import Relay, Say
from desk.policy import Verb, permissions
from desk.text import RichText


async def prepare_use(session: AsyncSession, use_id: int, now: datetime, rules: DeskSettings) -> Prepared | None:
    """Return what to ask; None for a use that has ended, or about which nothing may leave any more."""
    use = await session.get(AssistUse, use_id)
    if use is None or use.ended_at is not None or rules.assist.url is None:
        return None
    ticket, me = await session.get_one(Ticket, use.ticket_id), await session.get_one(Person, use.person_id)
    sees = (await permissions.get_access(session, ticket, me)).staff
    if not sees or await find_forbidden(session, ticket, rules) is not None:
        return None
    return await collect_material(Desk(session, use.origin, me, now=now, rules=rules), use, ticket)


async def store_answer(desk: Desk, use_id: int, prepared: Prepared | None, answer: ModelAnswer) -> None:
    """Offer the draft to who asked for it, note the summary, or tell them why there is neither; record the use.
    `prepared` None: nothing was asked, as it was over."""
    use = await desk.session.get(AssistUse, use_id, with_for_update=True, populate_existing=True)
    if use is None or use.ended_at is not None:
        return
    me = await desk.session.get_one(Person, use.person_id)
    theirs = Desk(desk.session, use.origin, me, now=desk.now, rules=desk.rules)
    why = answer.why if prepared is not None else AssistTrouble.OVER
    if prepared is not None and why is None:
        try:
            async with savepoint(desk.session):
                why = await _OUTCOMES[use.kind](theirs, use, prepared, answer)
        except Refused:
            why = AssistTrouble.OVER
    use = await desk.session.get_one(AssistUse, use_id, populate_existing=True)
    use.ended_at, use.why, use.sent, use.received = desk.now, why, answer.sent, answer.received
    ticket = await desk.session.get_one(Ticket, use.ticket_id)
    spent = f"{answer.sent} + {answer.received}"
    action = "assist-draft" if use.kind is AssistKind.DRAFT else "assist-summary"
    history.record_action(theirs, action, f"ticket:{ticket.number}", None, spent)
    if why is not None:
        line = Say("draft-none", {"number": ticket.number, "why": why.value}, staff_only=True)
        notifier.post_letter(theirs, me, line, ticket)
        await theirs.publish(await desk.lock_by_id(ticket.id))


async def _offer(desk: Desk, use: AssistUse, prepared: Prepared, answer: ModelAnswer) -> AssistTrouble | None:
    """Store the draft with its sources for its asker alone to decide on; return why there is none. Raises Refused."""
    text, used, why = finish_text(answer, prepared.masker, prepared.material.sources, prepared.links)
    if why is not None:
        return why
    number = (await desk.session.get_one(Ticket, use.ticket_id)).number
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        await _require_allowed(desk, use, ticket)
        await _replace_former(desk, ticket)
        said = NewEntry(RichText(text), answers_id=await entries.find_latest_comment(desk.session, ticket))
        entry: Entry = await put_entry(desk, ticket, EntryKind.DRAFT, said, answers_id=said.answers_id)
        me = desk.require_actor()
        row = Approval(
            ticket_id=ticket.id, entry_id=entry.id, author_id=me.id, returns=0, state=ApprovalState.OFFERED,
            first_asked_at=desk.now, asked_at=desk.now, helped=True,
        )  # fmt: skip
        desk.session.add(row)
        await desk.session.flush()
        use.approval_id, use.sources = row.id, [{"kind": one.kind, "name": one.name} for one in used]
        await desk.session.flush()
        to_approvers.show_author(desk, ticket, row, me, entry)
        await desk.publish(ticket)
    return None


async def _require_allowed(desk: Desk, use: AssistUse, ticket: Locked) -> None:
    """Raise Refused if nothing may be kept of the answer any more: the request was merged, or its requester
    erased."""
    if ticket.id != use.ticket_id:
        raise Outdated(ticket.number)
    if (why := await find_forbidden(desk.session, ticket, desk.rules)) is not None:
        raise Refused(why)


async def _replace_former(desk: Desk, ticket: Locked) -> None:
    """Discard the actor's former drafts of the assistant: a new one takes their place."""
    former = select(Approval.id).where(
        Approval.ticket_id == ticket.id, Approval.author_id == desk.actor_id, Approval.state == ApprovalState.OFFERED
    )
    for key in (await desk.session.scalars(former)).all():
        await approvals.withdraw_draft(desk, key)


async def _note(desk: Desk, use: AssistUse, prepared: Prepared, answer: ModelAnswer) -> AssistTrouble | None:
    """Write the summary as a note, of which its asker alone is told; return why there is none. Raises Refused."""
    text, _, why = finish_text(answer, prepared.masker, (), prepared.links)
    if why is not None:
        return why
    number = (await desk.session.get_one(Ticket, use.ticket_id)).number
    async with desk.change(number, Verb.NOTE) as ticket:
        await _require_allowed(desk, use, ticket)
        said = NewEntry(RichText(text), content_line=dump_line("content-summary"))
        entry = await put_entry(desk, ticket, EntryKind.NOTE, said)
        show_on_board(desk, entry)
        notifier.post_letter(desk, desk.require_actor(), Relay(entry.id), ticket)
        await desk.publish(ticket, spoken=entry)
    return None


_OUTCOMES = {AssistKind.DRAFT: _offer, AssistKind.SUMMARY: _note}
