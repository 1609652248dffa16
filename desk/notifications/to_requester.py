"""News for who filed a ticket: who has it, what waits for them, how it ended. Never what only staff may read."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import Entry, EntryKind, Status, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier, requester_digest
from desk.outbox import Args, Letter, Relay, Say, Show
from desk.policy import FINISHED, RequesterNotification, is_wanted
from desk.policy.requester_notifications import TAKEN
from desk.sla import night_calls

FOOTER_PENDING = "footer-waiting-for-you"
_FOOTER_FITS = timedelta(minutes=10)


async def post(ctx: Context, ticket: Locked, letter: Letter, *, due_at: datetime | None = None) -> None:
    """A letter for who filed it. What the desk says unasked makes no sound in the night; an answer does."""
    asked = ctx.actor_id == ticket.requester_id
    if isinstance(letter, Say | Show) and not asked and night_calls.is_night(ctx.rules, due_at or ctx.now):
        letter = replace(letter, silent=True)
    notifier.post(ctx, await notifier.person(ctx, ticket.requester_id), letter, ticket, due_at=due_at)


async def tell(ctx: Context, ticket: Locked, line: Say, news: RequesterNotification) -> None:
    """A line of news for who filed it: at once, with all else once a day, or not at all, as they want it."""
    person = await notifier.person(ctx, ticket.requester_id)
    if person is None or not is_wanted(person, news, ctx.rules):
        return
    if is_wanted(person, RequesterNotification.DAILY, ctx.rules) and person.telegram_id is not None:
        await requester_digest.keep(ctx, person, ticket, line)
    else:
        await post(ctx, ticket, line)


async def taken(ctx: Context, ticket: Locked, *, only_edit: bool = False) -> None:
    """The short line that says who looks after it; nothing when the requester took it themselves."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    if assignee is not None and assignee.id == ticket.requester_id:
        return
    args: Args = {"number": ticket.number}
    if assignee is not None:
        args["name"] = assignee.name
    key = "taken" if assignee is not None else "taken-released"
    line = Say(key, args, slot=f"taken:{ticket.number}", only_edit=only_edit)
    if only_edit:
        await post(ctx, ticket, line)
        await _gathered_says(ctx, ticket, line)
    else:
        await tell(ctx, ticket, line, RequesterNotification.TAKEN)


async def _gathered_says(ctx: Context, ticket: Locked, line: Say) -> None:
    """Who has news gathered reads in them who has it by then."""
    person = await notifier.person(ctx, ticket.requester_id)
    if person is not None and person.digest_at is not None:
        await requester_digest.says_now(ctx, person, ticket, line, TAKEN)


async def pending(ctx: Context, ticket: Locked) -> None:
    """Waiting for you: under the last answer when that is young, else a line; a line where no chat has that answer."""
    last = await _last_reply(ctx, ticket)
    requester = await notifier.person(ctx, ticket.requester_id)
    in_chat = requester is not None and requester.telegram_id is not None
    if in_chat and last is not None and ctx.now - last.created_at < _FOOTER_FITS:
        last.footer = FOOTER_PENDING
        await post(ctx, ticket, Relay(last.id, edit=True))
        return
    await asked_for_words(ctx, ticket, in_chat=in_chat)


async def asked_for_words(ctx: Context, ticket: Locked, *, in_chat: bool) -> None:
    """The line that it waits for them."""
    assignee = await notifier.person(ctx, ticket.assignee_id)
    args: Args = {"number": ticket.number, "several": int(in_chat and await _has_several(ctx, ticket.requester_id))}
    if assignee is not None:
        args["name"] = assignee.name
    key = "waiting-for-you-team" if assignee is None else "waiting-for-you"
    await tell(ctx, ticket, Say(key, args, slot=f"pending:{ticket.number}"), RequesterNotification.STATUS)


async def _has_several(ctx: Context, requester_id: int) -> bool:
    """Whether words of theirs without a reply would have to be asked about."""
    theirs = select(func.count()).where(
        Ticket.requester_id == requester_id,
        Ticket.filed_at.is_not(None),
        Ticket.status.not_in(FINISHED),
    )
    return (await ctx.session.scalar(theirs) or 0) > 1


async def no_longer_pending(ctx: Context, ticket: Locked) -> None:
    """What was added to answers is taken off again; a line that asked says that it is over."""
    footed = select(Entry).where(Entry.ticket_id == ticket.id, Entry.footer.is_not(None))
    for entry in await ctx.session.scalars(footed):
        entry.footer = None
        await post(ctx, ticket, Relay(entry.id, edit=True))
    if ticket.tell is None or ticket.tell["status"] == Status.PENDING:  # else they never heard of it
        over = Say("waiting-over", {"number": ticket.number}, slot=f"pending:{ticket.number}", only_edit=True)
        await post(ctx, ticket, over)


async def _last_reply(ctx: Context, ticket: Locked) -> Entry | None:
    query = (
        select(Entry)
        .where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None))
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return (await ctx.session.scalars(query)).first()


async def resolved(ctx: Context, ticket: Locked, *, silent: bool = False) -> None:
    """The question whether it is solved, as a message of its own. An earlier one, which may still ask, says so."""
    earlier = Say("resolved-asked-again", {"number": ticket.number}, slot=f"resolved:{ticket.number}", only_edit=True)
    await post(ctx, ticket, earlier)
    await post(ctx, ticket, Show("resolved", slot=f"resolved:{ticket.number}", fresh=True, silent=silent))


async def on_hold(ctx: Context, ticket: Locked) -> None:
    """It waits for somebody else; the reason stays inside."""
    await tell(ctx, ticket, Say("on-hold", {"number": ticket.number}), RequesterNotification.STATUS)


async def reopened(ctx: Context, ticket: Locked) -> None:
    """Somebody else opened it again."""
    if ctx.actor is None:
        await tell(ctx, ticket, Say("reopened", {"number": ticket.number}), RequesterNotification.STATUS)
    elif ctx.actor.id != ticket.requester_id:
        args: Args = {"number": ticket.number, "name": ctx.actor.name}
        await tell(ctx, ticket, Say("reopened-by", args), RequesterNotification.STATUS)
