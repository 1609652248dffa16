"""Notify staff: a ticket's broadcast, lines for admins, the staff group.

Broadcast a ticket in stages: first to the agents who fit best and have least to do. A card goes to five agents
(`called_first`), a minute later to as many more, then to all, until the ticket is taken. Up to six agents get it at the
same moment. No one is assigned: the queue shows the ticket to all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import WORKING
from db.models import Entry, EntryKind, Lane, Person, SentCard, Status, Ticket
from db.unit_of_work import get_unit
from desk.context import Context
from desk.i18n import TicketSubject
from desk.locked import Locked
from desk.notifications import file_delivery, notifier, recent_sounds, staff_group
from desk.notifications.recent_sounds import ALL_AT_ONCE, RecentSounds
from desk.outbox import Args, Say, Show
from desk.policy import (
    StaffNotification,
    is_notified,
    lateness,
    timer_kinds,
)
from desk.settings import DeskSettings
from desk.sla import desk_hours, due_times
from desk.sla.shifts import filter_on_shift
from desk.sla.sounds import Listener, choose_sound, find_hour
from desk.staff.who_is_there import (
    filter_available,
    filter_called,
    filter_leads,
    filter_reachable,
    list_team,
)

WAVE = "wave"
_WAVES = 2  # stages before the rest follow: agents with room, and after IN_VAIN all
_IN_VAIN = 5  # minutes
APART = timedelta(minutes=1)
_THERE = timedelta(hours=10)  # cards sent within this time show since when an agent is there
_LATELY = timedelta(hours=3, minutes=30)  # nearly half a shift
_JUST_COME = timedelta(hours=1)  # the least time an agent counts as there
_UNTAKEN_AS_ONE = 6  # of a card sent to five, four take none
_FULL = 4  # tickets an agent works on, if no limit is set
_CRITICAL = 1


@dataclass(frozen=True, slots=True)
class AlertCandidate:
    """Sort key for who is notified next, smaller first.

    `has_card`: was sent this broadcast's card, `had_card`: has an earlier card in their chat.
    """

    person_id: int
    full: bool
    fits: bool
    holding: int
    lately: int
    untaken: int
    last_at: datetime | None
    rang: bool
    busy: bool
    has_card: bool
    had_card: bool = False

    @property
    def order(self) -> tuple[bool, bool, int, int, bool, float, int]:
        """Sort by free capacity, fitting topic, load, then the longest wait.

        The load counts tickets assigned and cards sent in half a shift (scaled to the time since they came), and more
        of those since the agent last took a ticket: an agent who takes none would otherwise get every card.
        """
        waited = self.last_at.timestamp() if self.last_at else 0.0
        load = self.holding + self.lately + self.untaken // _UNTAKEN_AS_ONE
        return (self.full, not self.fits, load, self.holding, self.last_at is not None, waited, self.person_id)


_CANDIDATES = text("""
select p.id as person_id, held.at_work >= :full as full,
  exists (select from agent_topics t where t.person_id = p.id and t.category_id = any(array[:category,
    (select k.parent_id from categories k where k.id = :category)])) as fits,
  held.working as holding,
  (select floor(count(*) * extract(epoch from cast(:half_a_shift as interval)) / extract(epoch from greatest(
      cast(:just_come as interval), cast(:now as timestamptz) - min(c.at))))::int
    from sent_cards c where c.person_id = p.id and c.at > :there) as lately,
  (select count(*) from sent_cards c where c.person_id = p.id and c.at > greatest(:lately,
    (select max(k.claimed_at) from tickets k where k.assignee_id = p.id))) as untaken,
  (select max(c.at) from sent_cards c where c.person_id = p.id) as last_at,
  exists (select from sent_cards c where c.person_id = p.id and c.rang and c.at > :rang and c.at < :ahead)
    or exists (select from rings r where r.person_id = p.id and r.at > :rang and r.at < :ahead) as rang,
  held.busy,
  exists (select from sent_cards c where c.person_id = p.id and c.ticket_id = :ticket and c.at >= :begun) as has_card,
  exists (select from messages m where m.bot_id = :bot and m.chat_id = p.telegram_id and m.slot = :card) as had_card
from people p cross join lateral (
  select count(*) filter (where k.status = any(:at_work)) as at_work,
    count(*) filter (where k.status = any(:working)) as working,
    coalesce(bool_or(k.needs_answer and k.status = any(:waiting)), false) as busy
  from tickets k where k.assignee_id = p.id and k.status not in ('closed', 'cancelled')) held
where p.id = any(:people)
""")
"""The query reads no closed tickets: open ones have an index, and the last one taken is at the end of another."""


def _is_staged(ticket: Ticket, there: Collection[Person]) -> bool:
    """Return True if the ticket is broadcast to some of these people first."""
    return len(there) > ALL_AT_ONCE and ticket.priority != _CRITICAL


async def _start_stages(ctx: Context, ticket: Locked, there: "_Audience", *, again: bool) -> None:
    """Broadcast to the first agents, and set the timer for the others."""
    ranked = await _rank(ctx, ticket, there.called)
    _send_cards(ctx, ticket, there, ranked[: ctx.rules.team.called_first], again=again)
    if len(ranked) > ctx.rules.team.called_first:
        await timer_kinds.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=1)


async def _send_next_stage(ctx: Context, ticket: Locked, there: "_Audience", wave: int) -> None:
    """Broadcast to as many more, then to all the rest. `wave`: how many stages there were."""
    waiting = [one for one in await _rank(ctx, ticket, there.called) if not one.has_card]
    called = waiting if ticket.priority == _CRITICAL else pick_next(waiting, wave, ctx.rules.team.called_first)
    _send_cards(ctx, ticket, there, called, again=False)
    if len(waiting) > len(called):
        await timer_kinds.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=wave + 1)


def pick_next(waiting: Sequence[AlertCandidate], wave: int, count: int) -> Sequence[AlertCandidate]:
    """Return who of the waiting gets the card now: `count` of them, or from stage `_WAVES` on all the rest.

    Agents who are full get it only after some minutes in vain, or when they have fewer tickets.
    """
    if wave < _WAVES:
        return waiting[:count]
    return waiting if wave >= _WAVES + _IN_VAIN else [one for one in waiting if not one.full]


async def _stop_stages(ctx: Context, ticket: Locked) -> None:
    """Drop the timer: a new broadcast reaches everyone who waited for this one."""
    await timer_kinds.drop_timers(ctx.session, ticket, WAVE)


async def notify_rest_now(ctx: Context, ticket: Locked) -> None:
    """Broadcast a ticket that became critical to everyone who has not heard of it."""
    if ticket.priority == _CRITICAL and not ticket.is_taken and ticket.broadcast_at is not None:
        await timer_kinds.move_timer(ctx.session, ticket, WAVE, ctx.now)
        await _ring_until_taken(ctx, ticket)


async def _ring_until_taken(ctx: Context, ticket: Locked) -> None:
    """Let a critical ticket be heard again in some minutes, if nobody has it by then."""
    await timer_kinds.set_timer(
        ctx.session, ticket, timer_kinds.CRITICAL, ctx.now + lateness.REPEATED_EVERY, attempts=1
    )


async def _rank(ctx: Context, ticket: Ticket, there: Sequence[Person]) -> list[AlertCandidate]:
    """Return candidates in order, after concurrent broadcasts have chosen theirs, so that two tickets filed together
    go to different agents."""
    await recent_sounds.wait_for_others(ctx.session)
    at_work = [status.value for status in WORKING if status not in (Status.PENDING, Status.ON_HOLD)]
    given = {
        "people": [person.id for person in there],
        "ticket": ticket.id,
        "category": ticket.category_id,
        "working": [status.value for status in WORKING],
        "at_work": at_work,
        "full": ctx.rules.team.hand_limit or _FULL,
        "waiting": [*at_work, Status.RESOLVED.value],
        "now": ctx.now,
        "lately": ctx.now - _LATELY,
        "half_a_shift": _LATELY,
        "there": ctx.now - _THERE,
        "just_come": _JUST_COME,
        "rang": ctx.now - recent_sounds.HEARD_WITHIN,
        "ahead": ctx.now + recent_sounds.HEARD_WITHIN,
        "begun": ticket.broadcast_at,
        "bot": ctx.rules.bot_id,
        "card": f"card:{ticket.number}",
    }
    rows = (await ctx.session.execute(_CANDIDATES, given)).all()
    return sorted((AlertCandidate(*row) for row in rows), key=lambda standing: standing.order)


def _send_cards(
    ctx: Context, ticket: Locked, there: "_Audience", called: Sequence[AlertCandidate], *, again: bool
) -> None:
    people = {person.id: person for person in there.called}
    for standing in called:
        person = people[standing.person_id]
        if again or standing.had_card:
            notifier.supersede_card(ctx, person, ticket)
        silent = not there.is_heard(ctx, ticket, person, busy=standing.busy, lately=standing.rang)
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent, while_free=True)
        notifier.post_letter(ctx, person, card, ticket, lane=Lane.BROADCASTS)
        ctx.session.add(SentCard(ticket_id=ticket.id, person_id=person.id, at=ctx.now, rang=not silent))


async def list_files_of_request(ctx: Context, assignee: Person, ticket: Locked) -> int | None:
    if assignee.id == ticket.requester_id:
        return None
    of_request = select(Entry.id).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return await file_delivery.send_files(ctx, assignee, ticket, of_request)


def _make_admin_card(ticket: Ticket) -> Show:
    args: Args = {"number": ticket.number}
    return Show("card", slot=f"card:{ticket.number}", fresh=True, note="nobody-on-duty", note_args=args)


async def broadcast_ticket(ctx: Context, ticket: Locked) -> None:
    """Send a new card to every available agent, or to the admins if there is none.

    Many tickets at once share one message. The staff group is told the first time, after everyone else. Outside
    business hours the ticket waits in the queue until they begin.
    """
    is_new = ticket.broadcast_at is None
    opens_at = desk_hours.get_waiting_end(ctx.rules, ctx.now, ticket.priority)
    async with due_times.follow(ctx, ticket):
        ticket.broadcast_at, ticket.broadcast_due_at = opens_at or ctx.now, None
    if opens_at is None:
        await _broadcast_to_staff(ctx, ticket, again=not is_new)
    if ticket.priority == _CRITICAL:
        await _ring_until_taken(ctx, ticket)
    if is_new:
        await announce_in_group(ctx, ticket)


async def queue_silently(ctx: Context, ticket: Locked, *, for_a_day: bool = False) -> None:
    """Let a new ticket wait in the queue until its first reminder, or the first a day later: nobody gets a card, the
    staff group only the message that names many."""
    opens_at = desk_hours.get_waiting_end(ctx.rules, ctx.now, ticket.priority)
    async with due_times.follow(ctx, ticket):
        ticket.broadcast_at, ticket.broadcast_due_at = opens_at or ctx.now, None
    if for_a_day and ticket.remind_at is not None:
        ticket.remind_at, ticket.escalate_at = ticket.remind_at + lateness.A_DAY, None
    ticket.broadcast_at = opens_at or ticket.remind_at or ctx.now + AN_HOUR
    await staff_group.announce_ticket(
        ctx.session, ticket, ended=False, now=ctx.now, rules=ctx.rules, gathered=True, silent=True
    )


async def broadcast_waiting(ctx: Context, ticket: Locked) -> None:
    """Broadcast a ticket that was queued silently, as a new one."""
    ticket.broadcast_at = None
    await broadcast_ticket(ctx, ticket)


async def _broadcast_to_staff(ctx: Context, ticket: Locked, *, again: bool) -> None:
    staff = await list_team(ctx.session)
    there = await _find_audience(ctx, staff, ticket)
    called = there.called
    if not again and await _is_only_in_group(ctx):
        called = []
    if again:
        await _stop_stages(ctx, ticket)
    many = await _count_filed(ctx) > get_merging_limit(ctx.rules, len(called))
    if not many and _is_staged(ticket, called):
        await _start_stages(ctx, ticket, there, again=again)
        return
    busy = await _list_busy(ctx) if called else set()
    if many:
        for person in called or ([] if there.has_any else filter_leads(staff)):
            silent = not there.is_heard(ctx, ticket, person, busy=person.id in busy)
            notifier.post_letter(ctx, person, _make_surge_letter(ctx.now, silent=silent), lane=Lane.BROADCASTS)
        return
    sounds = RecentSounds.start(ctx.session, staff, ctx.now)
    for person in called:
        if again:
            notifier.supersede_card(ctx, person, ticket)
        silent = not there.is_heard(ctx, ticket, person, busy=person.id in busy)
        if not silent:
            sounds.note_person(person)
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent)
        notifier.post_letter(ctx, person, card, ticket, lane=Lane.BROADCASTS)
    if not there.has_any:
        for person in filter_leads(staff):
            notifier.supersede_card(ctx, person, ticket)
            sounds.note_person(person)
            notifier.post_letter(ctx, person, _make_admin_card(ticket), ticket, lane=Lane.BROADCASTS)


@dataclass(frozen=True, slots=True)
class _Audience:
    """The people who get cards of a ticket now. `has_any`: somebody is there at all; `on_call`: ids of those who are
    called while the desk is closed; `off_shift`: of those who are called only for that."""

    called: list[Person]
    has_any: bool
    on_call: frozenset[int]
    off_shift: frozenset[int]

    def is_heard(self, ctx: Context, ticket: Ticket, person: Person, *, busy: bool, lately: bool = False) -> bool:
        """Return True if the card makes a sound for the person."""
        on_shift, on_call = person.has_shifts and person.id not in self.off_shift, person.id in self.on_call
        acts = notifier.is_actor(ctx, person)
        who = Listener(on_shift=on_shift, on_call=on_call, busy=busy, quiet=person.quiet, lately=lately, acts=acts)
        return choose_sound(ticket, who, find_hour(ctx.rules, ctx.now, unasked=False))


async def _find_audience(ctx: Context, staff: Sequence[Person], ticket: Ticket) -> _Audience:
    """Return who is there, and of a critical ticket at night who is on call."""
    there, on_call = await _list_present(ctx, staff, ticket), list_on_call(ctx, staff, ticket)
    more = [one for one in on_call if one not in there] if ticket.priority == _CRITICAL else []
    called = [person for person in (*there, *more) if is_notified(person, StaffNotification.CARDS)]
    ids = frozenset(one.id for one in on_call)
    return _Audience(called, bool(there or more), ids, frozenset(one.id for one in more))


def list_on_call(ctx: Context, staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return who is called while the desk is closed: those named for the night, or if there are none, whoever is
    available. Nobody while it is open."""
    if desk_hours.get_opening_time(ctx.rules, ctx.now) is None:
        return []
    available, named = filter_available(staff, ticket), ctx.rules.hours.night_staff
    return filter_called(available, named) if named else available


async def call_at_night(ctx: Context, ticket: Locked) -> None:
    """Send a card with a sound to the night staff (if none is available: the admins) and to the ticket's agent."""
    staff = await list_team(ctx.session)
    others = [person for person in staff if person.id != ticket.requester_id]
    named = filter_called(others, ctx.rules.hours.night_staff)
    args: Args = {"number": ticket.number, "name": ctx.require_actor().name}
    sounds = RecentSounds.start(ctx.session, staff, ctx.now)
    for person in filter_reachable(others):
        if person in named or person.id == ticket.assignee_id:
            sounds.note_person(person)
            notifier.supersede_card(ctx, person, ticket)
            card = Show("card", slot=f"card:{ticket.number}", fresh=True, note="called-at-night", note_args=args)
            notifier.post_letter(ctx, person, card, ticket)
    if not ticket.is_taken:
        await _ring_until_taken(ctx, ticket)


async def _is_only_in_group(ctx: Context) -> bool:
    """Return True if the card of a new ticket comes to the staff group alone. While the bot cannot write there, or so
    much waits that the group is told that it is late, and when a ticket is broadcast again, all get it."""
    told = ctx.rules.notices.group
    if not told.only_here or not (told.created or told.topics):
        return False
    group = await staff_group.find_listening(ctx.session, ctx.rules)
    if group is None:
        return False
    if is_late := await staff_group.is_late(ctx.session, group, ctx.now, ctx.rules):
        staff_group.tell_behind(ctx.session, group.id, now=ctx.now)
    return not is_late


async def broadcast_next_stage(ctx: Context, ticket: Locked, wave: int) -> None:
    """Broadcast an untaken ticket to the next agents, unless the desk has closed."""
    if desk_hours.get_waiting_end(ctx.rules, ctx.now, ticket.priority) is not None:
        return
    if not ticket.is_to_be_taken:
        return
    await _send_next_stage(ctx, ticket, await _find_audience(ctx, await list_team(ctx.session), ticket), wave)


async def list_to_ring(ctx: Context, ticket: Ticket, *, late: bool) -> list[Person]:
    """Return who hears again of a critical ticket that nobody has: who is on shift, else the leads, and these too once
    it is late. While the desk is closed: those whom the desk names for the night, or whom the requester called."""
    staff, named = await list_team(ctx.session), ctx.rules.hours.night_staff
    there = await _list_present(ctx, staff, ticket)
    is_closed = desk_hours.get_opening_time(ctx.rules, ctx.now) is not None
    if is_closed and (named or ticket.cannot_wait_at is not None):
        there = filter_called(filter_available(staff, ticket), named)
    leads = filter_leads(staff)
    there = there or leads
    return [*there, *(one for one in leads if late and one not in there)]


async def _list_present(ctx: Context, staff: Sequence[Person], ticket: Ticket) -> list[Person]:
    """Return who of all staff is available for a ticket and on shift."""
    return await filter_on_shift(ctx.session, filter_available(staff, ticket), ctx.now, ctx.rules)


async def announce_in_group(ctx: Context, ticket: Locked, *, ended: bool = False) -> None:
    """Tell the staff group of a new or finished ticket; a new ticket's files follow its card into its topic."""
    own = ctx.actor_id is not None and ctx.actor_id == ticket.requester_id
    await staff_group.announce_ticket(ctx.session, ticket, ended=ended, now=ctx.now, rules=ctx.rules, by_requester=own)
    with_files = staff_group.has_topics(ctx.rules) and not ended
    group = await staff_group.find_listening(ctx.session, ctx.rules) if with_files else None
    if group is not None:
        await list_files_of_request(ctx, group, ticket)


async def _list_busy(ctx: Context) -> set[int]:
    """Return ids of agents with a ticket that waits for them."""
    ended = (Status.PENDING, Status.ON_HOLD, Status.CLOSED, Status.CANCELLED)
    query = select(Ticket.assignee_id).where(
        Ticket.assignee_id.is_not(None), Ticket.needs_answer, Ticket.status.not_in(ended)
    )
    return {person_id for person_id in await ctx.session.scalars(query.distinct()) if person_id is not None}


async def tell_group_of_edit(ctx: Context, ticket: Ticket) -> None:
    """Tell the staff group that a requester changed their ticket, if that is switched on."""
    if not ctx.rules.notices.group.edited or ctx.actor_id != ticket.requester_id or ticket.filed_at is None:
        return
    group = await staff_group.find_listening(ctx.session, ctx.rules)
    if group is not None:
        args: Args = {"number": ticket.number, **TicketSubject(ticket.subject, ticket.subject_line).make_letter_args()}
        staff_group.post_line(ctx.session, group, Say(staff_group.EDITED, args, silent=True), now=ctx.now)


WINDOW, AN_HOUR = timedelta(minutes=10), timedelta(hours=1)


def get_merging_limit(rules: DeskSettings, agents: int) -> int:
    """Return how many new tickets in ten minutes come as cards: `merge_above` for up to six agents, in proportion for
    more."""
    return rules.team.merge_above * max(agents, ALL_AT_ONCE) // ALL_AT_ONCE


async def count_recent(session: AsyncSession, now: datetime) -> int:
    """Return how many tickets were filed within the window."""
    filed = select(func.count()).select_from(Ticket).where(Ticket.filed_at > now - WINDOW, Ticket.filed_at <= now)
    return (await session.execute(filed)).scalar_one()


async def _count_filed(ctx: Context) -> int:
    """Return how many tickets were filed within the window, and set the count of the last hour for others to use."""
    within = func.count().filter(Ticket.filed_at > ctx.now - WINDOW)
    filed = select(within, func.count()).where(Ticket.filed_at >= ctx.now - AN_HOUR, Ticket.filed_at <= ctx.now)
    many, get_unit(ctx.session).filed_within_hour = (await ctx.session.execute(filed)).one()
    return many


def _make_surge_letter(now: datetime, *, silent: bool) -> Show:
    """Return the letter for one message in ten minutes, which later tickets edit."""
    return Show("surge", slot=f"surge:{int(now.timestamp() // WINDOW.total_seconds())}", silent=silent)
