"""Who hears first of a ticket where more are there than are called at once: those who fit best and hold least.

A card is sent to five (`called_first`), a minute later to as many more, then to all; what is taken meanwhile is sent to
nobody else. Up to six are called at once, as if this did not exist. Nobody is assigned anything: the queue shows the
ticket to all.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from db.models import Lane, Person, SentCard, Status, Ticket
from desk.context import Context
from desk.locked import Locked
from desk.notifications import notifier, untaken_alerts
from desk.notifications.untaken_alerts import ALL_AT_ONCE
from desk.outbox import Show
from desk.policy import WORKING, timers

WAVE = "wave"
WAVES = 2  # before the rest are called: who has room, and when they have heard for so long in vain, all
IN_VAIN = 5  # minutes
APART = timedelta(minutes=1)
_THERE = timedelta(hours=10)  # whoever was sent a card within is there since the first of these
_LATELY = timedelta(hours=3, minutes=30)  # nearly half a shift
_JUST_COME = timedelta(hours=1)  # whoever is there for less is taken as there for so long
_UNTAKEN_AS_ONE = 6  # of a card sent to five, four take none
_FULL = 4  # tickets that wait for who has them, where the desk says no number
_CRITICAL = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands to a ticket's card: smaller goes first. `has_it`: was sent the one that goes round now,
    `had_it`: has an earlier one in their chat."""

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
        """Who has room, whose topic it is, who holds least (what they are sent in half a shift counts too, as often as
        they were since they came, and the more of it since they last took one: who takes none would else be sent every
        card), then who has waited longest."""
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
"""Years of work are not read for it: what is open is by an index of its own, what was taken last at the end of one."""


def by_waves(ticket: Ticket, there: Collection[Person]) -> bool:
    """Whether not all who are there hear of it at once."""
    return len(there) > ALL_AT_ONCE and ticket.priority != _CRITICAL


async def first(ctx: Context, ticket: Locked, there: Sequence[Person], *, again: bool) -> None:
    """Call those who come first, and the others later."""
    ranked = await _ranked(ctx, ticket, there)
    _send(ctx, ticket, there, ranked[: ctx.rules.team.called_first], again=again)
    if len(ranked) > ctx.rules.team.called_first:
        await timers.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=1)


async def following(ctx: Context, ticket: Locked, there: Sequence[Person], wave: int) -> None:
    """A minute later: as many more, then all the rest who are there. `wave`: how many there were."""
    waiting = [one for one in await _ranked(ctx, ticket, there) if not one.has_it]
    called = waiting if ticket.priority == _CRITICAL else next_called(waiting, wave, ctx.rules.team.called_first)
    _send(ctx, ticket, there, called, again=False)
    if len(waiting) > len(called):
        await timers.set_timer(ctx.session, ticket, WAVE, ctx.now + APART, attempts=wave + 1)


def next_called(waiting: Sequence[Standing], wave: int, count: int) -> Sequence[Standing]:
    """Of those who have not heard of it, in order: `count`, then all the rest. Whose hands are full would not take it
    now: as soon as they have room, or when it has been called for in vain for some minutes. `wave`: as above."""
    if wave < WAVES:
        return waiting[:count]
    return waiting if wave >= WAVES + IN_VAIN else [one for one in waiting if not one.full]


async def broken_off(ctx: Context, ticket: Locked) -> None:
    """It goes round anew: who was still to hear of the earlier card hears of this one."""
    await timers.drop_timers(ctx.session, ticket, WAVE)


async def hurry(ctx: Context, ticket: Locked) -> None:
    """It has become critical: who has not heard of it yet hears at once."""
    if ticket.priority == _CRITICAL and ticket.assignee_id is None and ticket.broadcast_at is not None:
        await timers.move_timer(ctx.session, ticket, WAVE, ctx.now)


async def _ranked(ctx: Context, ticket: Ticket, there: Sequence[Person]) -> list[Standing]:
    """In order, as it is once whoever else chooses at this moment has chosen: of two tickets filed at once each rings
    for others."""
    await untaken_alerts.wait_for_others(ctx.session)
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
        "rang": ctx.now - untaken_alerts.HEARD_WITHIN,
        "ahead": ctx.now + untaken_alerts.HEARD_WITHIN,
        "begun": ticket.broadcast_at,
        "bot": ctx.rules.bot_id or 0,
        "card": f"card:{ticket.number}",
    }
    rows = (await ctx.session.execute(_STANDINGS, given)).all()
    return sorted((Standing(*row) for row in rows), key=lambda standing: standing.order)


def _send(ctx: Context, ticket: Locked, there: Sequence[Person], called: Sequence[Standing], *, again: bool) -> None:
    people = {person.id: person for person in there}
    for standing in called:
        person = people[standing.person_id]
        if again or standing.had_it:
            notifier.give_way(ctx, person, ticket)
        silent = person.quiet or standing.busy or notifier.is_actor(ctx, person) or standing.rang
        card = Show("card", slot=f"card:{ticket.number}", fresh=True, silent=silent, while_free=True)
        notifier.post(ctx, person, card, ticket, lane=Lane.BROADCASTS)
        ctx.session.add(SentCard(ticket_id=ticket.id, person_id=person.id, at=ctx.now, rang=not silent))
