"""Verbs about answers of trainees that wait for approval: send, change and send, return, withdraw.

Of two people who decide at once the first one wins; the second one is told what became of it.
"""

from collections.abc import Sequence

from db.models import Approval, ApprovalState, Entry, Origin, Person, Status
from desk import Desk, Locked, NotAllowed, NotPossible, Outdated, Refused
from desk.conversation import editing, entry_parts, entry_versions, thread
from desk.conversation.entry_parts import EntryPart
from desk.notifications import to_approvers
from desk.policy import Verb, is_staff
from desk.policy.permissions import Grant, get_member, has_grant
from desk.text import RichText
from desk.text.slashes import is_command
from desk.tickets import answers_awaiting_approval, assignment, lifecycle

_APPROVING = ("👍", "✅")
_VARIANT = "\ufe0f"
_LONGEST = 1000  # characters of a comment


async def send_approved(
    desk: Desk, approval_id: int, *, seen: int | None = None, words: RichText | None = None
) -> Approval:
    """Send the answer, with other `words` if they are given, and make the change of status that waits with it. What the
    helper drafted for the actor is sent so too, or waits for approval if they may not send.

    `seen`: when the newest words were written that were shown, its own or the requester's, in milliseconds; with newer
    ones nothing is sent: they are shown, and it still waits. Raises NotAllowed, Outdated, and Refused for one that was
    decided.
    """
    found = await _find(desk, approval_id)
    async with desk.change(await _get_number(desk, found), Verb.REPLY) as ticket:
        row = await _read(desk, found.id)
        is_offered = _is_own_offer(desk, row)
        if not is_offered:
            await _require_waiting(desk, found.id)
            await _require_approver(desk, row)
        entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
        if seen is not None and answers_awaiting_approval.get_newest(ticket, entry, row.state) > seen:
            await answers_awaiting_approval.refresh(desk, ticket, row)
            return row
        if is_offered and entry is not None:
            if ticket.id != row.ticket_id:
                raise Outdated  # it was merged into another, which the draft does not know
            desk.require_target(ticket, Verb.REPLY)
            if await answers_awaiting_approval.is_needed(desk):
                await _ask_instead(desk, ticket, row, entry, words)
                return row
        changed = await _send(desk, ticket, row, entry, words) if entry is not None else False
        await answers_awaiting_approval.close(
            desk, ticket, row, ApprovalState.CHANGED if changed else ApprovalState.SENT
        )
        await _change_status(desk, ticket, row)
        await _remark_sent(desk, ticket, row, entry)
    return row


async def _ask_instead(desk: Desk, ticket: Locked, row: Approval, entry: Entry, words: RichText | None) -> None:
    """Ask for approval of what the assistant drafted for a trainee, with the trainee's words."""
    _change_words(desk, ticket, entry, words)
    await answers_awaiting_approval.ask_planned(desk, ticket, row, entry)
    if desk.rules.board.enabled:
        await thread.add_remark(desk, ticket.number, to_approvers.ANSWER_WAITS, name=desk.require_actor().name)
    await desk.publish(ticket)


async def _remark_sent(desk: Desk, ticket: Locked, row: Approval, entry: Entry | None) -> None:
    """Say under the task that a comment of the board was sent: it still looks as its author wrote it."""
    if entry is not None and entry.origin is Origin.TODOIST:
        changed = row.state is ApprovalState.CHANGED
        words = {"words": entry.body} if changed else {}
        key = "remark-draft-changed" if changed else "remark-draft-sent"
        await thread.add_remark(desk, ticket.number, key, by=desk.require_actor().name, **words)


async def return_draft(desk: Desk, approval_id: int, comment: str) -> Approval:
    """Return the answer to its author with a comment. Raises as `send_approved` does, and Refused for a comment that is
    empty or too long."""
    said = comment.strip()
    if not said or len(said) > _LONGEST:
        raise Refused("approval-comment-wrong", most=_LONGEST)
    found = await _find(desk, approval_id)
    async with desk.change(await _get_number(desk, found), Verb.REPLY) as ticket:
        row = await _require_waiting(desk, found.id)
        await _require_approver(desk, row)
        row.comment, row.returns = said, row.returns + 1
        await answers_awaiting_approval.close(desk, ticket, row, ApprovalState.RETURNED)
        author = await desk.session.get_one(Person, row.author_id)
        to_approvers.tell_returned(desk, ticket, row, author)
        if row.entry_id is not None:
            by = desk.require_actor().name
            await thread.add_remark(desk, ticket.number, "remark-returned", by=by, name=author.name, words=said)
    return row


async def withdraw_draft(desk: Desk, approval_id: int) -> Approval:
    """Withdraw the actor's own answer that waits or was returned. Nothing of it remains for the requester."""
    found = await _find(desk, approval_id)
    await desk.refresh_actor()
    if found.author_id != desk.actor_id:
        raise NotAllowed
    ticket = await desk.lock_by_id(found.ticket_id)
    row = await _read(desk, found.id)
    if row.state not in answers_awaiting_approval.LEFT:
        await _refuse_decided(desk, row)
    entry = await desk.session.get(Entry, row.entry_id) if row.entry_id is not None else None
    if entry is not None and entry.withdrawn_at is None:
        await editing.withdraw_entry(desk, entry)
    else:
        await answers_awaiting_approval.close(desk, ticket, row, ApprovalState.WITHDRAWN)
    return row


async def react_to_draft(desk: Desk, entry: Entry, signs: Sequence[str], *, seen: int) -> None:
    """Send a draft to which the actor reacted with a 👍 or ✅ on the board; with words newer than `seen`, a remark says
    that it still waits. Raises Refused if it is not theirs to send or was decided."""
    row = await answers_awaiting_approval.find_of_entry(desk, entry)
    given = [sign for sign in _APPROVING if sign in {one.rstrip(_VARIANT) for one in signs}]
    if row is None or not given:
        return
    row = await send_approved(desk, row.id, seen=seen)
    if row.state is ApprovalState.WAITING:
        sign = next((one for one in _APPROVING if one not in given), _APPROVING[0])
        await thread.add_remark(desk, await _get_number(desk, row), "remark-draft-unread", sign=sign)


async def require_open(desk: Desk, approval_id: int) -> Approval:
    """Return a draft that the actor may decide on now. Raises what deciding would raise."""
    found = await _find(desk, approval_id)
    async with desk.change(await _get_number(desk, found), Verb.REPLY):
        row = await _read(desk, found.id)
        if not _is_own_offer(desk, row):
            await _require_waiting(desk, found.id)
            await _require_approver(desk, row)
    return row


def _is_own_offer(desk: Desk, row: Approval) -> bool:
    return row.state is ApprovalState.OFFERED and row.author_id == desk.actor_id


async def _find(desk: Desk, approval_id: int) -> Approval:
    row = await desk.session.get(Approval, approval_id)
    if row is None:
        raise Outdated
    return row


async def _get_number(desk: Desk, row: Approval) -> int:
    return (await desk.lock_by_id(row.ticket_id)).number


async def _read(desk: Desk, approval_id: int) -> Approval:
    """Read the row as it is now: its ticket is locked."""
    return await desk.session.get_one(Approval, approval_id, populate_existing=True)


async def _require_waiting(desk: Desk, approval_id: int) -> Approval:
    row = await _read(desk, approval_id)
    if row.state is not ApprovalState.WAITING:
        await _refuse_decided(desk, row)
    return row


async def _refuse_decided(desk: Desk, row: Approval) -> None:
    by = await desk.get_person(row.decided_by)
    raise Refused("approval-decided", state=row.state.value, by=by.name if by is not None else "")


async def _require_approver(desk: Desk, row: Approval) -> None:
    """Raise NotAllowed unless the actor may approve; an author who may send by now may send their own."""
    me = desk.require_actor()
    author = await get_member(desk.session, await desk.session.get_one(Person, row.author_id))
    if not has_grant(me, Grant.SEND if me is author else Grant.APPROVE):
        raise NotAllowed("not-granted")


async def _send(desk: Desk, ticket: Locked, row: Approval, entry: Entry, words: RichText | None) -> bool:
    """Make the draft an answer and deliver it. Return True if its words were changed."""
    changed = _change_words(desk, await desk.lock_by_id(row.ticket_id), entry, words)
    author = await desk.session.get_one(Person, row.author_id)
    if ticket.is_open and is_staff(author):
        await assignment.take_if_free(desk, ticket, author)
    await thread.send_draft(desk, ticket, entry)
    return changed


def _change_words(desk: Desk, ticket: Locked, entry: Entry, words: RichText | None) -> bool:
    """Give the draft these words; return True if they are others. Raises Outdated, Refused."""
    if entry.withdrawn_at is not None or entry.emptied_at is not None:
        raise Outdated
    if words is not None and (is_command(words.text) or not words.text.strip()):
        raise Refused("answer-command" if words.text.strip() else "approval-empty")
    before = entry_parts.join_words(part.words for part in entry_parts.list_parts(entry))
    if words is None or words == before:
        return False
    made_of = [EntryPart(entry.said_message_id, words, entry.album)]
    entry_versions.keep_version(desk, ticket, entry, made_of)
    entry_parts.set_parts(entry, made_of)
    return True


async def _change_status(desk: Desk, ticket: Locked, row: Approval) -> None:
    """Make the change of status that waited, as its author's; one that is not possible any more is left out."""
    author = await desk.session.get_one(Person, row.author_id)
    by = author if is_staff(author) else desk.actor
    theirs = Desk(desk.session, desk.place, by, now=desk.now, rules=desk.rules, held=True)
    try:
        if row.verb == Verb.RESOLVE and ticket.status is not Status.RESOLVED:
            await lifecycle.resolve_locked(theirs, ticket)
        elif row.verb == Verb.PENDING and ticket.status is not Status.PENDING:
            await lifecycle.move_locked(theirs, ticket, Verb.PENDING)
    except NotPossible:
        return
