"""Show answers that wait for approval: to their author, and to the people who may approve them."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from db.models import Approval, ApprovalState, Entry, EntryKind, Person
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.outbox import Args, Do, Relay, Say, Show, jobs
from desk.policy.permissions import Grant, get_grants, has_grant
from desk.staff.who_is_there import filter_reachable, list_team

APPROVAL = "approval"  # the slot and view of the people who approve; replies to it are notes
_MOST_NAMES = 5
_DRAFTED = "drafted"  # the slot and view of the author
ANSWER_WAITS, STATUS_WAITS = "remark-draft", "remark-draft-status"
"""The remarks on the board that something waits for approval."""


async def _list_approvers(ctx: Context, ticket: Locked, author: Person) -> list[Person]:
    """Return everybody who may approve the author's answers in that ticket and can be reached."""
    staff = filter_reachable(await list_team(ctx.session))
    may = [person for person in staff if has_grant(person, Grant.APPROVE)]
    return [person for person in may if person.id not in (author.id, author.former_id, ticket.requester_id)]


async def name_approvers(ctx: Context, member: Person) -> Args:
    """Return for a text whether what the member answers waits for approval, and by whom."""
    if {Grant.WORK, Grant.SEND} & get_grants(member) != {Grant.WORK}:
        return {"approval": "no", "who": ""}
    may = [one for one in await list_team(ctx.session) if has_grant(one, Grant.APPROVE) and one.id != member.id]
    names = [one.name for one in _choose_approvers(may, member)]
    return {"approval": "yes", "who": ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")}


def _choose_approvers(staff: Sequence[Person], author: Person) -> list[Person]:
    """Return who is asked first: the author's mentor if they are here, else all who are not away, else all."""
    here = [person for person in staff if not person.away]
    mentor = [person for person in here if person.id == author.mentor_id]
    return mentor or here or list(staff)


async def ask_approvers(ctx: Context, ticket: Locked, row: Approval, author: Person, entry: Entry | None) -> None:
    """Show the answer to the people who are asked first. `entry`: with its files."""
    for person in _choose_approvers(await _list_approvers(ctx, ticket, author), author):
        _ask(ctx, ticket, person, Show(APPROVAL, slot=f"approval:{row.id}", fresh=True), entry)


async def tell_read(ctx: Context, ticket: Locked) -> None:
    """Tell those who are asked first that the requesters have read words of the actor that nobody approved."""
    author = ctx.require_actor()
    line = Say("approval-read", {"number": ticket.number, "name": author.name}, staff_only=True)
    for person in _choose_approvers(await _list_approvers(ctx, ticket, author), author):
        notifier.post_letter(ctx, person, line, ticket)


async def ask_the_others(ctx: Context, ticket: Locked, row: Approval, author: Person, entry: Entry | None) -> None:
    """Show an answer that has waited for long to everybody else who may approve, also to those who are away."""
    staff = await _list_approvers(ctx, ticket, author)
    first = {person.id for person in _choose_approvers(staff, author)}
    others = [person for person in staff if person.id not in first]
    for person in others or staff:
        shown = Show(APPROVAL, slot=f"approval:{row.id}", fresh=True, note="approval-waits")
        _ask(ctx, ticket, person, shown, entry)


def _ask(ctx: Context, ticket: Locked, person: Person, shown: Show, entry: Entry | None) -> None:
    if notifier.is_actor(ctx, person):
        return
    due_at = entry.leaves_at if entry is not None else None
    notifier.post_letter(ctx, person, shown, ticket, due_at=due_at)
    if entry is not None:
        notifier.post_letter(ctx, person, Relay(entry.id, files_only=True), ticket, due_at=due_at)


async def refresh_shown(ctx: Context, ticket: Locked, row: Approval, author: Person) -> None:
    """Edit the messages that show the answer, of its author and of everybody who may approve it."""
    mine = Show(_DRAFTED, slot=f"drafted:{row.id}", only_edit=True)
    notifier.post_letter(ctx, author, mine, ticket)
    for person in await _list_approvers(ctx, ticket, author):
        notifier.post_letter(ctx, person, Show(APPROVAL, slot=f"approval:{row.id}", only_edit=True), ticket)


def show_author(ctx: Context, ticket: Locked, row: Approval, author: Person, entry: Entry | None) -> None:
    """Tell the author that the answer waits."""
    here = entry.said_message_id if entry is not None and entry.said_chat_id == author.telegram_id else None
    shown = Show(_DRAFTED, slot=f"drafted:{row.id}", fresh=True, reply_to_message=here)
    notifier.post_letter(ctx, author, shown, ticket)


def tell_returned(ctx: Context, ticket: Locked, row: Approval, author: Person) -> None:
    """Tell the author that the answer was returned, and why."""
    args, keyed = notifier.name_actor(ctx, number=ticket.number, words=row.comment or "")
    line = Say("approval-returned", args, keyed=keyed, reply_to_entry=row.entry_id, staff_only=True)
    notifier.post_letter(ctx, author, line, ticket)


async def remove_remarks(ctx: Context, ticket: Locked, row: Approval) -> None:
    """Remove the remarks of a decided approval; while others wait in the ticket, only its first one."""
    if not ctx.rules.board.enabled:
        return
    waiting = or_(
        *(Entry.content_line.startswith(f'{{"key":"{key}"', autoescape=True) for key in (ANSWER_WAITS, STATUS_WAITS))
    )
    said = select(Entry).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.REMARK,
        Entry.withdrawn_at.is_(None),
        Entry.created_at >= row.first_asked_at,
        waiting,
    )
    others = select(Approval.id).where(Approval.ticket_id == ticket.id, Approval.state == ApprovalState.WAITING)
    if await ctx.session.scalar(others.limit(1)) is not None:
        said = said.limit(1)
    for entry in (await ctx.session.scalars(said.order_by(Entry.id))).all():
        entry.withdrawn_at = ctx.now
        jobs.queue_comment(
            ctx.session, Do.COMMENT_DELETE, ticket_id=ticket.id, entry_id=entry.id, now=ctx.now, rules=ctx.rules
        )
