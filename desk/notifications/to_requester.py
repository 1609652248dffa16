"""Notify the requester of a ticket: who has it, what waits for them, how it ended. Nothing internal."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from db.models import (
    ClientRole,
    Delivery,
    DigestLine,
    Entry,
    EntryKind,
    Lane,
    Membership,
    Person,
    Status,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier
from desk.notifications.message_refresh import FOOTER_RESOLVED
from desk.outbox import Args, Letter, Relay, Say, Show, make_press
from desk.policy import RequesterNotification, is_staff, is_wanted, permissions, visibility
from desk.policy.digest_lines import HOLD_UNTIL, TAKEN, get_line_subject, get_next_digest_time, is_still_true
from desk.policy.hearing import Told, Way, can_hear
from desk.policy.member_notices import NEW_LINE, STATUS_LINE, MemberNotice, RequestStep, get_told_change, has_notice
from desk.policy.permissions import LEADING, is_member
from desk.sla import night_calls

# Notifications that requesters get once a day, gathered line by line.


_KEPT = timedelta(days=30)  # a digest that waits for a person who blocked the bot is worded when they are back
_PROMISED = "promise-made"


async def add_digest_line(ctx: Context, person: Person, ticket: Ticket, line: Say) -> None:
    """Add a line to the next digest.

    The digest's time is set by a statement of its own: the person's row as it is now counts, not as this unit of work
    read it.
    """
    kept = DigestLine(person_id=person.id, ticket_id=ticket.id, key=line.key, args=dict(line.args), at=ctx.now)
    ctx.session.add(kept)
    await ctx.session.flush()
    due = get_next_digest_time(ctx.now, ctx.rules.timezone)
    put = update(Person).where(Person.id == person.id).values(digest_at=func.coalesce(Person.digest_at, due))
    await ctx.session.execute(put.execution_options(synchronize_session=False))


async def _replace_digest_lines(
    ctx: Context, person: Person, ticket: Ticket, line: Say, instead_of: tuple[str, ...]
) -> None:
    """Replace waiting lines with one of the keys `instead_of`."""
    kept = update(DigestLine).where(
        DigestLine.person_id == person.id,
        DigestLine.ticket_id == ticket.id,
        DigestLine.key.in_(instead_of),
        DigestLine.told_at.is_(None),
    )
    values = {"key": line.key, "args": dict(line.args)}
    await ctx.session.execute(kept.values(values).execution_options(synchronize_session=False))


async def send_digest_if_due(ctx: Context, person_id: int) -> None:
    """Send a person's digest if it is due, with the lines that are still true."""
    person = await ctx.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.digest_at is None or person.digest_at > ctx.now:
        return
    person.digest_at = None
    told = delete(DigestLine).where(DigestLine.person_id == person_id, DigestLine.told_at < ctx.now - _KEPT)
    await ctx.session.execute(told)
    waiting = (DigestLine.person_id == person_id, DigestLine.told_at.is_(None))
    passed = DigestLine.args["at"].as_integer() <= int(ctx.now.timestamp())
    await ctx.session.execute(delete(DigestLine).where(*waiting, DigestLine.key == _PROMISED, passed))
    last = await _drop_outdated(ctx, waiting)
    if last is None:
        return
    await ctx.session.execute(update(DigestLine).where(*waiting).values(told_at=ctx.now))
    notifier.post_letter(ctx, person, Show("digest", slot=f"digest:{last}", fresh=True))


async def _drop_outdated(ctx: Context, waiting: tuple[ColumnElement[bool], ...]) -> int | None:
    """Delete lines no longer true, and all but the last line about the same. Return the id of the last line left."""
    lines = select(DigestLine.id, DigestLine.key, DigestLine.args, Ticket).join(Ticket).where(*waiting)
    left: dict[tuple[int, str, int], int] = {}
    over: list[int] = []
    for key, said, args, ticket in await ctx.session.execute(lines.order_by(DigestLine.id)):
        about = get_line_subject(said)
        place = (ticket.id, about, 0 if about else key)
        over += [left.pop(place)] if place in left else []
        if is_still_true(said, args, ticket):
            left[place] = key
        else:
            over.append(key)
    if over:
        await ctx.session.execute(delete(DigestLine).where(any_of(DigestLine.id, over)))
    return max(left.values(), default=None)


# Notify members of an organization of its requests: new ones, and what became of them. Never the requester, the actor
# or staff; never of a personal request. What a member may read is decided when the notice is delivered, so a member
# who has left by then reads nothing.


async def tell_leaders_of_new(ctx: Context, ticket: Locked) -> None:
    """Notify members of a request that was filed for their organization, now or by a correction."""
    if ticket.is_open:
        await _tell(ctx, ticket, MemberNotice.NEW, Say(NEW_LINE), "new")


async def tell_leaders_of_status(ctx: Context, ticket: Locked, old: Status, *, told_later: bool = False) -> None:
    """Notify members of a request's new status; after the undo time if the requester is told then too."""
    told = get_told_change(old, ticket.status)
    if told is not None:
        due_at = ctx.now + ctx.rules.team.undo if told_later else None
        if ticket.may_have_participants:
            await _tell_shared(ctx, ticket, told, due_at)
        line = Say(STATUS_LINE, {"status": told.value})
        await _tell(ctx, ticket, MemberNotice.STATUS, line, told.value, due_at=due_at)


async def _tell_shared(ctx: Context, ticket: Locked, told: RequestStep, due_at: datetime | None) -> None:
    """Tell those with whom the requester shared the ticket what became of it."""
    for person in await _list_shared(ctx, ticket, Told.STATE):
        slot = f"sharenotice:{ticket.number}"
        shown = Show("share_notice", slot=slot, find=told.value, fresh=True, silent=True)
        notifier.post_letter(ctx, person, shown, lane=Lane.BROADCASTS, due_at=due_at)


async def _list_shared(ctx: Context, ticket: Ticket, what: Told) -> list[Person]:
    """Return those with whom the requester shared the ticket, who hear that and can be reached."""
    shared = (
        select(TicketParticipant, Person)
        .join(Person, Person.id == TicketParticipant.person_id)
        .where(
            any_of(TicketParticipant.ticket_id, ticket.thread_ids),
            TicketParticipant.stopped_at.is_(None),
            Person.id.not_in([one for one in (ticket.requester_id, ctx.actor_id) if one is not None]),
            Person.telegram_id.is_not(None),
            Person.bot_blocked_at.is_(None),
            Person.blocked_at.is_(None),
        )
        .order_by(TicketParticipant.id)
    )
    found = {
        row.Person.id: row.Person
        for row in await ctx.session.execute(shared)
        if not is_staff(row.Person)
        and can_hear(row.TicketParticipant.part, Way.TELEGRAM, what, row.TicketParticipant.hears)
    }
    return list(found.values())


async def _tell(
    ctx: Context, ticket: Locked, kind: MemberNotice, line: Say, told: str, *, due_at: datetime | None = None
) -> None:
    if ticket.organization_id is None or ticket.filed_at is None or not ctx.rules.organizations.enabled:
        return
    silent = night_calls.is_night(ctx.rules, due_at or ctx.now)
    for membership, person in await _list_receivers(ctx, ticket):
        if not has_notice(membership, kind):
            continue
        if has_notice(membership, MemberNotice.DAILY):
            await add_digest_line(ctx, person, ticket, line)
            continue
        shown = Show("member_notice", slot=f"membernotice:{ticket.number}", find=told, fresh=True, silent=silent)
        of = ticket if membership.role in LEADING else None  # only they can reply to it
        notifier.post_letter(ctx, person, shown, of, lane=Lane.BROADCASTS, due_at=due_at)


async def _list_receivers(ctx: Context, ticket: Ticket) -> list[tuple[Membership, Person]]:
    """Return the members who may have switched something on, and can be reached."""
    theirs = (
        select(Membership, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organization_id == ticket.organization_id,
            is_member(),
            or_(Membership.role.in_(LEADING), Membership.notices != {}),
            Person.telegram_id.is_not(None),
            Person.bot_blocked_at.is_(None),
            Person.id.not_in([one for one in (ticket.requester_id, ctx.actor_id) if one is not None]),
        )
        .order_by(Membership.id)
    )
    return [(row.Membership, row.Person) for row in await ctx.session.execute(theirs) if not is_staff(row.Person)]


# Notify those who lead the requester's organization and have written in a ticket. Nothing internal.


async def relay_reply_to_others(ctx: Context, ticket: Locked, letter: Relay, *, due_at: datetime | None) -> None:
    """Send an answer to those with whom the requester shared the ticket, until it ends, and to each who leads their
    organization, has written since the ticket was last opened and still may see it. A desk without organizations, and
    a ticket that nobody shared, pay nothing for this."""
    if ticket.may_have_participants and ticket.is_open:
        for person in await _list_shared(ctx, ticket, Told.ANSWER):
            notifier.post_letter(ctx, person, letter, ticket, due_at=due_at)
    if ticket.organization_id is None or not ctx.rules.organizations.enabled:
        return
    for person in await _list_writers(ctx, ticket):
        if visibility.can_see_ticket(ticket, await permissions.get_access(ctx.session, ticket, person)):
            notifier.post_letter(ctx, person, letter, ticket, due_at=due_at)


async def _list_writers(ctx: Context, ticket: Locked) -> list[Person]:
    since = ticket.reopened_at or ticket.filed_at or ticket.created_at
    theirs = select(Entry.author_id).where(
        any_of(Entry.ticket_id, ticket.thread_ids),
        Entry.author_role.is_not(None),
        Entry.created_at >= since,
    )
    wrote = select(Person).where(Person.id.in_(theirs), Person.id != ticket.requester_id).order_by(Person.id)
    return list(await ctx.session.scalars(wrote))


# Ask the agent who answered one of several linked tickets whether the others get the same answer.


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


async def post_letter(ctx: Context, ticket: Locked, letter: Letter, *, due_at: datetime | None = None) -> None:
    """Send the requester a letter, at night without a sound unless they are the actor."""
    asked = ctx.actor_id == ticket.requester_id
    if isinstance(letter, Say | Show) and not asked and night_calls.is_night(ctx.rules, due_at or ctx.now):
        letter = replace(letter, silent=True)
    notifier.post_letter(ctx, await ctx.get_person(ticket.requester_id), letter, ticket, due_at=due_at)


async def tell_news(ctx: Context, ticket: Locked, line: Say, news: RequesterNotification) -> None:
    """Notify the requester right away, in the daily digest, or not at all, as they chose."""
    person = await ctx.get_person(ticket.requester_id)
    if person is None or not is_wanted(person, news, ctx.rules):
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
    key = "taken" if assignee is not None else "taken-released"
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
        await _replace_digest_lines(ctx, person, ticket, line, TAKEN)


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
