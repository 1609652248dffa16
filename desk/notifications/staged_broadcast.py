"""Broadcast a ticket in stages: first to the agents who fit best and have least to do.

A card goes to five agents (`called_first`), a minute later to as many more, then to all, until the ticket is taken. Up
to six agents get it at the same moment. No one is assigned: the queue shows the ticket to all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from db.models import Lane, Person, SentCard, Status, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier, recent_sounds
from desk.notifications.recent_sounds import ALL_AT_ONCE
from desk.outbox import Show
from desk.policy import WORKING, timers

WAVE = "wave"
WAVES = 2  # stages before the rest follow: agents with room, and after IN_VAIN all
IN_VAIN = 5  # minutes
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

    `has_it`: was sent this broadcast's card, `had_it`: has an earlier card in their chat.
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
    has_it: bool
    had_it: bool = False

    @property
    def order(self) -> tuple[bool, bool, int, int, bool, float, int]:
        """Sort by free capacity, fitting topic, load, then the longest wait.

        The load counts tickets assigned and cards sent in half a shift (scaled to the time since they came), and more
        of those since the agent last took a ticket: an agent who takes none would otherwise get every card.
        """
        waited = self.last_at.timestamp() if self.last_at else 0.0
        load = self.holding + self.lately + self.untaken // _UNTAKEN_AS_ONE
        return (self.full, not self.fits, load, self.holding, self.last_at is not None, waited, self.person_id)


_STANDINGS = text("""
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
  exists (select from sent_cards c where c.person_id = p.id and c.ticket_id = :ticket and c.at >= :begun) as has_it,
  exists (select from messages m where m.bot_id = :bot and m.chat_id = p.telegram_id and m.slot = :card) as had_it
from people p cross join lateral (
  select count(*) filter (where k.status = any(:at_work)) as at_work,
    count(*) filter (where k.status = any(:working)) as working,
    coalesce(bool_or(k.needs_answer and k.status = any(:waiting)), false) as busy
  from tickets k where k.assignee_id = p.id and k.status not in ('closed', 'cancelled')) held
where p.id = any(:people)
""")
"""The query reads no closed tickets: open ones have an index, and the last one taken is at the end of another."""


def is_staged(ticket: Ticket, there: Collection[Person]) -> bool:
    """Return True if the ticket is broadcast to some of these people first."""
    return len(there) > ALL_AT_ONCE and ticket.priority != _CRITICAL


async def start_stages(ctx: Context, ticket: Locked, there: Sequence[Person], *, again: bool) -> None:
    """Broadcast to the first agents, and set the timer for the others."""
    ranked = await _rank(ctx, ticket, there)
    _send_cards(ctx, ticket, there, ranked[: ctx.rules.team.called_first], again=again)
    if len(ranked) > ctx.rules.team.called_first:
        await timers.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=1)


async def send_next_stage(ctx: Context, ticket: Locked, there: Sequence[Person], wave: int) -> None:
    """Broadcast to as many more, then to all the rest. `wave`: how many stages there were."""
    waiting = [one for one in await _rank(ctx, ticket, there) if not one.has_it]
    called = waiting if ticket.priority == _CRITICAL else pick_next(waiting, wave, ctx.rules.team.called_first)
    _send_cards(ctx, ticket, there, called, again=False)
    if len(waiting) > len(called):
        await timers.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=wave + 1)


def pick_next(waiting: Sequence[AlertCandidate], wave: int, count: int) -> Sequence[AlertCandidate]:
    """Return who of the waiting gets the card now: `count` of them, or from stage `WAVES` on all the rest.

    Agents who are full get it only after some minutes in vain, or when they have fewer tickets.
    """
    if wave < WAVES:
        return waiting[:count]
    return waiting if wave >= WAVES + IN_VAIN else [one for one in waiting if not one.full]


async def stop_stages(ctx: Context, ticket: Locked) -> None:
    """Drop the timer: a new broadcast reaches everyone who waited for this one."""
    await timers.drop_timers(ctx.session, ticket, WAVE)


async def notify_rest_now(ctx: Context, ticket: Locked) -> None:
    """Broadcast a ticket that became critical to everyone who has not heard of it."""
    if ticket.priority == _CRITICAL and ticket.assignee_id is None and ticket.broadcast_at is not None:
        await timers.move_timer(ctx.session, ticket, WAVE, ctx.now)


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
        "bot": ctx.rules.bot_id or 0,
        "card": f"card:{ticket.number}",
    }
    rows = (await ctx.session.execute(_STANDINGS, given)).all()
    return sorted((AlertCandidate(*row) for row in rows), key=lambda standing: standing.order)


def _send_cards(
    ctx: Context, ticket: Locked, there: Sequence[Person], called: Sequence[AlertCandidate], *, again: bool
) -> None:
    people = {person.id: person for person in there}
    for standing in called:
        person = people[standing.person_id]
        if again or standing.had_it:
            notifier.supersede_card(ctx, person, ticket)
        silent = person.quiet or standing.busy or notifier.is_actor(ctx, person) or standing.rang
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent, while_free=True)
        notifier.post_letter(ctx, person, card, ticket, lane=Lane.BROADCASTS)
        ctx.session.add(SentCard(ticket_id=ticket.id, person_id=person.id, at=ctx.now, rang=not silent))
