"""Notify the requester of a ticket: who has it, what waits for them, how it ended. Nothing internal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select

from db.models import (
    ClientRole,
    Delivery,
    Entry,
    EntryKind,
    Status,
    Ticket,
    any_of,
)
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.digest import add_digest_line, replace_digest_lines
from desk.notifications.message_refresh import FOOTER_RESOLVED
from desk.outbox import Args, Letter, Relay, Say, Show, make_press
from desk.policy import RequesterNotification, is_wanted
from desk.policy.digest_lines import HOLD_UNTIL, TAKEN
from desk.sla import night_alerts


async def offer_same_answer(ctx: Context, ticket: Locked, entry: Entry) -> None:
    """Show a button under the answer. A ticket that is not linked costs no query."""
    if ticket.group_id is None or entry.also_of_id is not None:
        return
    others = select(func.count()).where(Ticket.group_id == ticket.group_id, Ticket.id != ticket.id, Ticket.is_working)
    n = (await ctx.session.execute(others)).scalar_one()
    if not n:
        return
    buttons = ((make_press("btn-also-to", "also_to", entry.id, args={"n": n}),),)
    line = Say(
        "also-to", {"number": ticket.number, "n": n}, buttons,
        slot=f"also:{entry.id}", reply_to_entry=entry.id, silent=True, staff_only=True,
    )  # fmt: skip
    notifier.post_letter(ctx, ctx.actor, line, ticket)


FOOTER_PENDING, FOOTER_ON_HOLD = "footer-waiting-for-you", "footer-on-hold"
_FOOTER_FITS = timedelta(minutes=10)


async def post_letter(
    ctx: Context, ticket: Locked, letter: Letter, *, due_at: datetime | None = None, anyway: bool = False
) -> None:
    """Send the requester a letter, at night without a sound unless they are the actor. Of what the clock filed for them
    they get none before somebody has answered, unless a person sent it to them (`anyway`) or they are the actor."""
    asked = ctx.actor_id == ticket.requester_id
    if ticket.is_filed_silently and not (asked or anyway):
        return
    if isinstance(letter, Say | Show) and not asked and night_alerts.is_night(ctx.rules, due_at or ctx.now):
        letter = replace(letter, silent=True)
    notifier.post_letter(ctx, await ctx.get_person(ticket.requester_id), letter, ticket, due_at=due_at)


async def tell_news(ctx: Context, ticket: Locked, line: Say, news: RequesterNotification) -> None:
    """Notify the requester right away, in the daily digest, or not at all, as they chose; of what the clock filed for
    them not before somebody has answered, whoever acts."""
    person = await ctx.get_person(ticket.requester_id)
    if person is None or ticket.is_filed_silently or not is_wanted(person, news, ctx.rules):
        return
    if is_wanted(person, RequesterNotification.DAILY, ctx.rules) and person.telegram_id is not None:
        await add_digest_line(ctx, person, ticket, line)
    else:
        await post_letter(ctx, ticket, line)


async def tell_taken(ctx: Context, ticket: Locked, *, only_edit: bool = False) -> None:
    """Tell the requester who has the ticket, unless they took it themselves."""
    assignee = await ctx.get_person(ticket.assignee_id)
    if assignee is not None and assignee.id == ticket.requester_id:
        return
    args: Args = {"number": ticket.number}
    if assignee is not None:
        args["name"] = assignee.name
    key = "taken" if assignee is not None else "taken-on-board" if ticket.is_taken else "taken-released"
    line = Say(key, args, slot=f"taken:{ticket.number}", only_edit=only_edit)
    if only_edit:
        await post_letter(ctx, ticket, line)
        await _update_digest(ctx, ticket, line)
    else:
        await tell_news(ctx, ticket, line, RequesterNotification.TAKEN)


async def _update_digest(ctx: Context, ticket: Locked, line: Say) -> None:
    """Name the current agent in a digest that waits."""
    person = await ctx.get_person(ticket.requester_id)
    if person is not None and person.digest_at is not None:
        await replace_digest_lines(ctx, person, ticket, line, TAKEN)


async def tell_pending(ctx: Context, ticket: Locked) -> None:
    """Tell the requester that the ticket waits for them: under the last answer if that is recent, else as a line."""
    last = await _last_reply(ctx, ticket)
    requester = await ctx.get_person(ticket.requester_id)
    in_chat = requester is not None and requester.telegram_id is not None
    is_shown = last is not None and last.delivery is not Delivery.NONE
    if in_chat and last is not None and is_shown and ctx.now - last.created_at < _FOOTER_FITS:
        last.footer = FOOTER_PENDING
        await post_letter(ctx, ticket, Relay(last.id, edit=True))
        return
    await ask_for_words(ctx, ticket, in_chat=in_chat)


async def ask_for_words(ctx: Context, ticket: Locked, *, in_chat: bool) -> None:
    """Send the line that the ticket waits for them."""
    assignee = await ctx.get_person(ticket.assignee_id)
    args: Args = {"number": ticket.number, "several": int(in_chat and await _has_several(ctx, ticket.requester_id))}
    if assignee is not None:
        args["name"] = assignee.name
    key = "waiting-for-you-team" if assignee is None else "waiting-for-you"
    await tell_news(ctx, ticket, Say(key, args, slot=f"pending:{ticket.number}"), RequesterNotification.STATUS)


async def _has_several(ctx: Context, requester_id: int) -> bool:
    """Return True if words without a reply could belong to several open requests."""
    theirs = select(func.count()).where(
        Ticket.requester_id == requester_id,
        Ticket.filed_at.is_not(None),
        Ticket.is_open,
    )
    return (await ctx.session.scalar(theirs) or 0) > 1


async def end_pending(ctx: Context, ticket: Locked) -> None:
    """Remove "waiting for you" from answers, and end the line that asked."""
    await _end_footers(ctx, ticket, FOOTER_PENDING)
    if ticket.tell is None or ticket.tell["status"] == Status.PENDING:  # otherwise they were never told
        over = Say("waiting-over", {"number": ticket.number}, slot=f"pending:{ticket.number}", only_edit=True)
        await post_letter(ctx, ticket, over)


async def _end_footers(ctx: Context, ticket: Locked, footer: str) -> None:
    footed = select(Entry).where(Entry.ticket_id == ticket.id, Entry.footer == footer)
    for entry in await ctx.session.scalars(footed):
        entry.footer = None
        await post_letter(ctx, ticket, Relay(entry.id, edit=True))


async def _put_below(ctx: Context, ticket: Locked, footer: str, answers: Sequence[int]) -> bool:
    """Put the news below the newest of these answers, which were sent together with it. Return False if the requester
    does not read it in their own chat."""
    requester = await ctx.get_person(ticket.requester_id)
    if not answers or requester is None or requester.telegram_id is None or ticket.intake_group_id is not None:
        return False
    sent = select(Entry).where(any_of(Entry.id, answers), Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None))
    read = sent.where(Entry.delivery != Delivery.NONE).order_by(Entry.id.desc()).limit(1)
    entry = (await ctx.session.scalars(read)).first()
    if entry is None:
        return False
    entry.footer = footer
    await post_letter(ctx, ticket, Relay(entry.id, edit=True))
    return True


async def _last_reply(ctx: Context, ticket: Locked) -> Entry | None:
    query = (
        select(Entry)
        .where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY, Entry.withdrawn_at.is_(None))
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return (await ctx.session.scalars(query)).first()


async def ask_resolved(ctx: Context, ticket: Locked, *, silent: bool = False, answers: Sequence[int] = ()) -> None:
    """Ask whether the ticket is solved: below one of `answers`, which were sent together with it, else in a new
    message. An earlier question that is still open says so."""
    await _end_footers(ctx, ticket, FOOTER_RESOLVED)
    earlier = Say("resolved-asked-again", {"number": ticket.number}, slot=f"resolved:{ticket.number}", only_edit=True)
    await post_letter(ctx, ticket, earlier)
    if await _put_below(ctx, ticket, FOOTER_RESOLVED, answers):
        return
    await post_letter(ctx, ticket, Show("resolved", slot=f"resolved:{ticket.number}", fresh=True, silent=silent))


async def tell_on_hold(ctx: Context, ticket: Locked, *, answers: Sequence[int] = ()) -> None:
    """Tell the requester that the ticket is on hold and until when, below one of `answers` if they were sent together
    with it; the reason stays internal."""
    if await _put_below(ctx, ticket, FOOTER_ON_HOLD, answers):
        return
    line = Say("on-hold", {"number": ticket.number})
    if ticket.hold_until is not None:
        line = Say(HOLD_UNTIL, {**line.args, "at": int(ticket.hold_until.timestamp())})
    await tell_news(ctx, ticket, line, RequesterNotification.STATUS)


async def tell_reopened(ctx: Context, ticket: Locked) -> None:
    """Tell the requester that another person reopened the ticket."""
    if ctx.actor is None:
        await tell_news(ctx, ticket, Say("reopened", {"number": ticket.number}), RequesterNotification.STATUS)
    elif ctx.actor.id != ticket.requester_id:
        args: Args = {"number": ticket.number, "name": ctx.actor.name}
        await tell_news(ctx, ticket, Say("reopened-by", args), RequesterNotification.STATUS)


async def tell_of_colleague(ctx: Context, ticket: Locked, role: ClientRole | None, key: str, **args: str | int) -> None:
    """Tell the requester what somebody who leads their organization as `role` has done; None: nobody of that kind."""
    if role is not None and ctx.actor is not None:
        given: Args = {"number": ticket.number, "name": ctx.actor.name, "role": role.value, **args}
        await post_letter(ctx, ticket, Say(key, given))
