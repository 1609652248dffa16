"""Reminders: who is reminded of waiting people, bundled by person. No wording and no real clock.

A ticket with targets is reminded of by how late it is (`desk/policy/lateness.py`). Of the others, an untaken one comes
back to everybody on duty, later to the admins, then to everybody once a day; a taken one whose requester spoke last to
its agent, later to the admins. What is due within the next minute is sent along; no one gets more than one message per
`rules.remind`. Outside the desk's hours only critical tickets are reminded of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_unavailable
from db.database import savepoint
from db.models import DeskRow, History, Lane, Origin, Person, StoredSetting, Ticket
from desk import Context, Desk, DeskSettings, Locked, history, locked
from desk.inbound.reply_target import REMINDER
from desk.notifications import message_refresh, notifier, to_called, to_requester, to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.operations import failed_due_items
from desk.outbox import Args, Say, Show, jobs, make_press
from desk.policy import (
    NotificationLevel,
    RequesterNotification,
    StaffNotification,
    get_level,
    is_notified,
    lateness,
    timer_kinds,
)
from desk.recurring import setup
from desk.sla import desk_hours, due_times, ticket_targets
from desk.sla.desk_hours import find_next_opening, get_desk_calendar
from desk.sla.shifts import filter_on_shift
from desk.sla.sounds import Listener, choose_sound, find_hour
from desk.sla.summary_times import get_next_summary_time
from desk.staff import who_is_there
from desk.tickets import escalation, untaken_queue

_AHEAD = timedelta(minutes=1)
"""Reminders due by then are sent along."""
_NAMED = 4
"""People whom the history names of those who were reminded together."""
_LONG = timedelta(hours=20)
"""After such a wait the requester was told before that no agent was free."""


class ReminderRound:
    """One round of the clock: reminders are gathered by person, `post_reminders` queues them."""

    def __init__(
        self,
        session: AsyncSession,
        now: datetime,
        rules: DeskSettings,
        team: list[Person],
        *,
        there: Collection[int],
        sounds: RecentSounds,
        waiting: Mapping[int, int],
    ) -> None:
        """`there`: ids of people on shift; `sounds`: who just got a notification with sound; `waiting`: at an opening,
        how many tickets wait, by the id of each who is told."""
        self._session, self._now, self._rules = session, now, rules
        self._team, self._there, self._sounds, self._waiting = team, there, sounds, waiting
        self._reachable = who_is_there.filter_reachable(team)
        self._lists: dict[int, list[Ticket]] = defaultdict(list)
        self._escalated: set[tuple[int, int]] = set()
        self._hushed: set[int] = set()
        self._news = Context(session, Origin.CLOCK, None, now=now, rules=rules)

    async def add_ticket(self, ticket: Locked) -> None:
        """Gather the reminders of this ticket that are due, for each receiver."""
        if lateness.is_on_timed_hold(ticket):
            self._remind_of_hold(ticket)
            return
        if lateness.has_target(ticket):
            await self._remind_of_step(ticket)
            return
        if self._rules.team.remind <= timedelta(0) or not (ticket.is_to_be_taken or due_times.is_waiting(ticket)):
            ticket.remind_at = ticket.escalate_at = None
            return
        until = self._now + _AHEAD
        if self._postpone(ticket, until):
            return
        if ticket.remind_at is not None and ticket.remind_at <= until:
            await self._remind(ticket, untaken=not ticket.is_taken)
        if ticket.escalate_at is not None and ticket.escalate_at <= until:
            admins = self._leads(ticket)
            ticket.escalate_at = self._give(ticket, admins)
            self._escalated.update((person.id, ticket.id) for person in admins)

    def _postpone(self, ticket: Locked, until: datetime) -> bool:
        """Postpone reminders due by `until` to the desk's hours; return True outside these."""
        opens_at = desk_hours.get_waiting_end(self._rules, self._now, ticket.priority)
        if opens_at is not None:
            _put_off(ticket, until, opens_at)
        return opens_at is not None

    def _remind_of_hold(self, ticket: Locked) -> None:
        """Remind the agent, once, that the time of a hold is over."""
        until = self._now + _AHEAD
        if self._postpone(ticket, until):
            return
        over = ticket.remind_at is not None and ticket.remind_at <= until
        ticket.remind_at = self._give(ticket, self._whose(ticket)) if over else ticket.remind_at
        ticket.escalate_at = None

    async def _remind_of_step(self, ticket: Locked) -> None:
        """Remind of the step reached: the agent, or everybody on duty; of a breach the admins too."""
        until = self._now + _AHEAD
        reached, again = lateness.get_step_to_tell(ticket, self._now, _AHEAD), None
        know: list[Person] = []
        if lateness.is_breach(reached) and reached > ticket.late_told and self._rules.escalation.breach:
            know = await self._escalate(ticket, reached)
        if lateness.is_breach(reached) and reached > ticket.late_told:  # cards no longer show the passed time
            await self._note_overdue(ticket, reached)
            await message_refresh.refresh_messages(self._news, ticket)
        if self._postpone(ticket, until):
            return
        worse, daily = ticket.is_teams_turn and reached > ticket.late_told, self._is_daily(ticket, until)
        if worse:
            unaware = [person for person in self._get_receivers(ticket, reached) if person not in know]
            again = self._give(ticket, unaware, anyway=_is_critical(ticket))
            ticket.late_told = reached if again is None else ticket.late_told
        elif daily:
            people = self._for_anybody(ticket)
            again = self._give(ticket, people)
            if people and again is None:
                await self._tell_requester(ticket)
        heard = lateness.get_breach(reached) <= ticket.breach_told
        if ticket.escalate_at is not None and ticket.escalate_at <= until and ticket.is_teams_turn and not heard:
            await self._remind_of_breach(ticket, reached)
        ticket.remind_at, ticket.escalate_at = due_times.plan_steps(ticket, now=until)
        if (
            (worse or daily)
            and ticket.remind_at is not None
            and lateness.get_next_step_time(ticket, ticket.late_told) is None
        ):
            due_times.plan_daily_reminder(ticket, after=until)
        if again is not None:  # at the next step the cards change in any case
            ticket.remind_at = min(again, lateness.get_next_step_time(ticket, reached) or again)

    async def _escalate(self, ticket: Locked, reached: int) -> list[Person]:
        """Escalate a ticket that has just become overdue. The receivers learn of the breach by that, all admins too if
        they are among them."""
        clock = Desk(self._session, Origin.CLOCK, None, now=self._now, rules=self._rules)
        if not await escalation.escalate_locked(clock, ticket, "", escalation.Cause.BREACH):
            return []
        know = to_called.choose_receivers(clock, ticket, self._team)
        self._sounds.note_people(know)
        if not _is_critical(ticket) and all(person in know for person in self._leads(ticket)):
            ticket.breach_told = lateness.get_breach(reached)
        return know

    def _is_daily(self, ticket: Ticket, until: datetime) -> bool:
        """Return True if the last step was notified and the ticket is still not taken."""
        told = ticket.is_teams_turn and lateness.get_next_step_time(ticket, ticket.late_told) is None
        return told and not ticket.is_taken and ticket.remind_at is not None and ticket.remind_at <= until

    def _get_receivers(self, ticket: Ticket, reached: int) -> list[Person]:
        if ticket.is_taken:
            return self._assignee(ticket)
        return [] if lateness.is_breach(reached) else self._for_anybody(ticket)

    def _whose(self, ticket: Ticket) -> list[Person]:
        return self._for_anybody(ticket) if not ticket.is_taken else self._assignee(ticket)

    async def _remind_of_breach(self, ticket: Locked, reached: int) -> None:
        """Remind every admin of the breach, an admin who is the agent only once; without sound after a recent
        reminder."""
        ticket.breach_told = lateness.get_breach(reached)
        knows = ticket.assignee_id if ticket.late_told >= ticket.breach_told else None
        admins = [person for person in self._leads(ticket) if person.id != knows]
        for person in admins:
            if self._give(ticket, [person], anyway=_is_critical(ticket)) is not None:
                self._lists[person.id].append(ticket)
                self._hushed.add(person.id)
        self._escalated.update((person.id, ticket.id) for person in admins)
        if _is_critical(ticket) and not ticket.is_taken:
            await timer_kinds.set_timer(
                self._session, ticket, timer_kinds.CRITICAL, self._now + lateness.REPEATED_EVERY, attempts=1
            )

    async def _remind(self, ticket: Locked, *, untaken: bool) -> None:
        """Remind the agent; for an untaken ticket everybody on duty, and notify its requester; again tomorrow."""
        people = self._for_anybody(ticket) if untaken else self._assignee(ticket)
        if untaken and not people:  # then the requester is not told that the team was reminded
            ticket.remind_at = self._now + self._rules.team.remind
            return
        ticket.remind_at = self._give(ticket, people)
        if untaken and ticket.remind_at is None:
            due_times.plan_daily_reminder(ticket, after=self._now + _AHEAD)
            await self._tell_requester(ticket)

    def remove_ticket(self, ticket: Ticket) -> None:
        """Remove the ticket from all lists."""
        for person_id, tickets in self._lists.items():
            self._lists[person_id] = [one for one in tickets if one is not ticket]

    def _give(self, ticket: Ticket, people: Iterable[Person], *, anyway: bool = False) -> datetime | None:
        """Add the ticket to the lists of people who may get a reminder now; if none may yet, return the time when one
        may."""
        later = []
        given = False
        for person in people:
            if not is_notified(person, StaffNotification.REMINDERS):
                continue
            free_at = self._free_at(person, ticket)
            if anyway or free_at <= self._now:
                given = True
                if ticket not in self._lists[person.id]:
                    self._lists[person.id].append(ticket)
            else:
                later.append(free_at)
        return min(later) if later and not given else None

    def _free_at(self, person: Person, ticket: Ticket) -> datetime:
        if person.id in self._waiting and ticket.is_taken:  # one that is not counted there
            return self._now
        if person.reminded_at is None or person.reminded_at > self._now + _AHEAD:  # set by a clock that was ahead
            return self._now
        if not lateness.has_target(ticket):
            return person.reminded_at + self._rules.team.remind
        return person.reminded_at + max(self._rules.team.remind - _AHEAD, lateness.SOUND_GAP)

    def _for_anybody(self, ticket: Ticket) -> list[Person]:
        """Return the people of a broadcast: on duty and on shift, else the admins."""
        there = [person for person in who_is_there.filter_available(self._team, ticket) if person.id in self._there]
        return there or who_is_there.filter_leads(self._team)

    def _leads(self, ticket: Ticket) -> list[Person]:
        return who_is_there.filter_leads(who_is_there.filter_seeing(self._team, ticket))

    def _assignee(self, ticket: Ticket) -> list[Person]:
        return [person for person in self._reachable if person.id == ticket.assignee_id]

    async def _tell_requester(self, ticket: Locked) -> None:
        waited = self._now - ticket.status_at
        args: Args = {"number": ticket.number, "age": int(waited.total_seconds())}
        called = self._now - max(ticket.status_at, ticket.broadcast_at or ticket.status_at)
        line = Say("nobody-free-again" if called >= _LONG else "nobody-free", args)
        await to_requester.tell_news(self._news, ticket, line, RequesterNotification.REMINDERS)

    def post_reminders(self) -> int:
        """Queue one message a person: a single untaken ticket as its card, anything else as a list; at an opening how
        many tickets wait, with that list."""
        told: dict[Ticket, list[str]] = defaultdict(list)
        for person in self._reachable:
            tickets, waiting = self._lists.get(person.id, []), self._waiting.get(person.id, 0)
            if not tickets and not waiting:
                continue
            person.reminded_at = self._now
            for ticket in tickets:
                told[ticket].append(person.name)
            letter = self._open_letter(person, tickets, waiting) if waiting else self._letter(person, tickets)
            if not letter.silent:
                self._sounds.note_person(person)
            about = tickets[0] if len(tickets) == 1 and not waiting else None
            notifier.post_letter(self._news, person, letter, about, lane=Lane.PEOPLE if waiting else None)
        for ticket, names in told.items():
            more = [f"+{len(names) - _NAMED}"] if len(names) > _NAMED else []
            self._record(ticket, history.REMINDED, ", ".join([*names[:_NAMED], *more]))
        return sum(1 for tickets in self._lists.values() if tickets)

    async def _note_overdue(self, ticket: Ticket, reached: int) -> None:
        """Write down once that this target was missed; the notice of it may be put off and come again."""
        which = "solve" if reached == lateness.SOLVE_BREACHED else "first"
        due_at = max(due for number, due in lateness.list_steps(ticket) if number == reached)
        noted = select(History.id).where(History.ticket_id == ticket.id, History.field == history.OVERDUE)
        if await self._session.scalar(noted.where(History.new == which, History.at >= due_at).limit(1)) is None:
            self._record(ticket, history.OVERDUE, which)

    def _record(self, ticket: Ticket, field: str, new: str) -> None:
        """Write it down for who asks why a ticket was late. The ticket itself has not changed."""
        history.record_change(
            self._session, ticket.id, field, None, new, at=self._now, origin=Origin.CLOCK, actor_id=None,
            actor_name=None,
        )  # fmt: skip

    def _open_letter(self, person: Person, tickets: list[Ticket], waiting: int) -> Say | Show:
        """Return how many tickets wait, above those of the person's that are due for a reminder."""
        is_silent = self._wants_silence(person) or person.quiet or person.id in self._sounds.lately
        buttons = ((make_press("btn-queue", "queue", 1),),)
        line = Say("opening-waiting", {"n": waiting}, buttons, slot="opening", silent=is_silent, staff_only=True)
        if all(self._is_to_be_taken(ticket) for ticket in tickets):
            return line
        listed = self._list_letter(person, tickets)
        silent = listed.silent and line.silent
        return replace(listed, note=line.key, note_args=line.args, silent=silent)

    def _letter(self, person: Person, tickets: list[Ticket]) -> Show:
        """Return the message: the card of a single untaken ticket, or the list."""
        only, listed = tickets[0], self._list_letter(person, tickets)
        if len(tickets) == 1 and self._is_to_be_taken(only) and (person.id, only.id) not in self._escalated:
            notifier.supersede_card(self._news, person, only)
            return Show("card", slot=f"card:{only.number}", fresh=True, silent=listed.silent)
        return listed

    def _list_letter(self, person: Person, tickets: list[Ticket]) -> Show:
        """Return the list; `/quiet` applies to untaken tickets, not to what waits for the person."""
        free = all(not ticket.is_taken for ticket in tickets)
        silent = self._wants_silence(person) or person.id in self._hushed
        silent = silent or not any(self._is_heard(person, one, quiet=free and person.quiet) for one in tickets)
        oldest_first = sorted(tickets, key=lambda t: (t.waits_since or t.created_at, t.id))
        ids = tuple(ticket.id for ticket in oldest_first)
        return Show("reminder", slot=REMINDER, fresh=True, silent=silent, tickets=ids)

    def _wants_silence(self, person: Person) -> bool:
        return get_level(person, StaffNotification.REMINDERS) is NotificationLevel.SILENT

    def _is_heard(self, person: Person, ticket: Ticket, *, quiet: bool) -> bool:
        """Return True if a reminder of the ticket makes a sound for the person. Those whose it is, or who are told that
        it is late, are called at any hour."""
        called = person.id == ticket.assignee_id or (person.id, ticket.id) in self._escalated
        on_call = called or person in to_staff.list_on_call(self._news, self._team, ticket)
        on_shift, lately = person.has_shifts and person.id in self._there, person.id in self._sounds.lately
        who = Listener(on_shift=on_shift, on_call=on_call, quiet=quiet, lately=lately)
        return choose_sound(ticket, who, find_hour(self._rules, self._now, unasked=True))

    def _is_to_be_taken(self, ticket: Ticket) -> bool:
        """Return True if the card says everything; how late a ticket is takes a line."""
        return not ticket.is_taken and not lateness.get_step(ticket, self._now + _AHEAD)


def _is_critical(ticket: Ticket) -> bool:
    return ticket.priority == lateness.CRITICAL


def _put_off(ticket: Locked, until: datetime, opens_at: datetime) -> None:
    """Postpone what would be due by `until` to the desk's hours."""
    if ticket.remind_at is not None and ticket.remind_at <= until:
        ticket.remind_at = opens_at
    if ticket.escalate_at is not None and ticket.escalate_at <= until:
        ticket.escalate_at = opens_at


_UNDER_WAY = timedelta(seconds=10)
_OPEN = select(Ticket).where(Ticket.filed_at.is_not(None), Ticket.is_open)


async def open_the_desk(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Open the desk when `opens_at` is due: notify everybody on duty how many tickets wait, unless the hours are over
    by now."""
    row = await _row(session)
    if row is None or row.opens_at is None or row.opens_at > now:
        return
    calendar = get_desk_calendar(rules)
    row.opens_at = find_next_opening(calendar, now)
    if not calendar.is_open(now):
        return
    ctx = Context(session, Origin.CLOCK, None, now=now, rules=rules)
    for ticket in await session.scalars(_OPEN.where(Ticket.assignee_id.is_(None)).order_by(Ticket.id)):
        await message_refresh.refresh_requesters(ctx, ticket)
    await _post_waiting_counts(ctx)


async def recalculate_tickets(session: AsyncSession, now: datetime, rules: DeskSettings) -> None:
    """Recalculate open tickets when `recalculate_at` is due, by the hours as they are now."""
    row = await _row(session)
    if row is None or row.recalculate_at is None or row.recalculate_at > now:
        return
    calendar, row.recalculate_at = get_desk_calendar(rules), await _get_next_look(session, now)
    row.opens_at = find_next_opening(calendar, now)
    if row.briefing_at is None or row.briefing_at > now:  # else it is about to be sent
        row.briefing_at = get_next_summary_time(now, rules)
    await setup.plan_anew(session, now, rules)
    ctx = Context(session, Origin.CLOCK, None, now=now, rules=rules)
    opens_at = calendar.find_next_open(now) or now
    tickets = await locked.lock_tickets(session, _OPEN)
    for ticket in tickets:
        was = ticket.first_due_at, ticket.solve_due_at
        await ticket_targets.recalculate_dues(ctx, ticket)
        if (ticket.first_due_at, ticket.solve_due_at) != was:
            await jobs.request_compare(ctx, ticket.id)
            await message_refresh.refresh_messages(ctx, ticket)
    planned = [ticket for ticket in tickets if ticket.broadcast_at is not None and ticket.broadcast_at > now]
    for ticket in planned:
        async with due_times.follow(ctx, ticket):
            ticket.broadcast_at = opens_at
    waited = any(ticket.is_to_be_taken for ticket in planned)
    for ticket in tickets:
        if not ticket.is_taken or ticket.policy_version is not None:
            await message_refresh.refresh_requesters(ctx, ticket)
    if waited and calendar.is_open(now):
        await _post_waiting_counts(ctx)


async def _get_next_look(session: AsyncSession, now: datetime) -> datetime | None:
    """Return when to look again: work that was running during the change still used the old hours."""
    changed_at = await session.scalar(select(func.max(StoredSetting.changed_at)))
    return now + _UNDER_WAY if changed_at is not None and abs(now - changed_at) < _UNDER_WAY else None


async def _row(session: AsyncSession) -> DeskRow | None:
    return await session.scalar(select(DeskRow).with_for_update().execution_options(populate_existing=True))


async def _post_waiting_counts(ctx: Context) -> None:
    """Queue one message for each agent on duty, or for the admins if no one is: how many tickets wait, and the
    reminders that are due. An agent whose absence ends now is on duty, but is told with the return itself
    (`availability.end_absence`)."""
    team = await who_is_there.list_team(ctx.session)
    here = [person for person in who_is_there.filter_reachable(team) if not person.away or _is_back(ctx, person)]
    there = await filter_on_shift(ctx.session, here, ctx.now, ctx.rules)
    waiting: dict[int, int] = {}
    for person in there or who_is_there.filter_leads(team):
        if is_notified(person, StaffNotification.REMINDERS) and not _is_back(ctx, person):
            waiting[person.id] = await untaken_queue.count_listed(ctx.session, person)
            if waiting[person.id]:
                person.reminded_at = ctx.now
    await _send_all(ctx.session, ctx.now, ctx.rules, {key: n for key, n in waiting.items() if n})


def _is_back(ctx: Context, person: Person) -> bool:
    """Return True if their absence has ended and they have not been notified yet."""
    return person.away and person.away_until is not None and person.away_until <= ctx.now


log = structlog.get_logger(__name__)

EARLIEST = select(func.min(Ticket.look_at).label("at"))
"""When the next reminder is due, or before."""
_LOOK_LATER = text("""
update tickets set look_at = least(remind_at, escalate_at) where id = any(array(
  select id from tickets where look_at <= :until and look_at is distinct from least(remind_at, escalate_at)
  for no key update skip locked))
""")


async def send_reminders(session: AsyncSession, now: datetime, rules: DeskSettings) -> int:
    """Queue the reminders that are due, one message a person; return to how many people. A ticket that fails is set
    aside for a while, the others are still handled."""
    await session.execute(_LOOK_LATER, {"until": now})
    first = await session.scalar(EARLIEST)
    if first is None or first > now:
        return 0
    sent = await _send_all(session, now, rules, {})
    await session.execute(_LOOK_LATER, {"until": now + _AHEAD})
    return sent


async def _send_all(session: AsyncSession, now: datetime, rules: DeskSettings, waiting: Mapping[int, int]) -> int:
    try:
        async with savepoint(session):
            return await _remind_all(session, now, rules, waiting)
    except Exception as error:
        if is_unavailable(error):
            raise
    round_ = await _make_round(session, now, rules, waiting)
    for ticket in await _lock_due(session, now + _AHEAD):
        await _remind_alone(session, round_, ticket, now)
    return round_.post_reminders()


async def _remind_all(session: AsyncSession, now: datetime, rules: DeskSettings, waiting: Mapping[int, int]) -> int:
    round_ = await _make_round(session, now, rules, waiting)
    for ticket in await _lock_due(session, now + _AHEAD):
        await round_.add_ticket(ticket)
    sent = round_.post_reminders()
    await session.flush()
    return sent


async def _make_round(
    session: AsyncSession, now: datetime, rules: DeskSettings, waiting: Mapping[int, int]
) -> ReminderRound:
    team = await who_is_there.list_team(session)
    there = await filter_on_shift(session, team, now, rules)
    sounds = await RecentSounds.load(session, team, now)
    on_shift = {person.id for person in there}
    return ReminderRound(session, now, rules, team, there=on_shift, sounds=sounds, waiting=waiting)


async def _remind_alone(session: AsyncSession, round_: ReminderRound, ticket: Locked, now: datetime) -> None:
    ticket_id, was_due = ticket.id, [at for at in (ticket.remind_at, ticket.escalate_at) if at is not None]
    try:
        async with savepoint(session):
            await round_.add_ticket(ticket)
            await session.flush()
        return
    except Exception as error:
        if is_unavailable(error):
            raise
        log.error("a reminder failed", ticket=ticket_id, exc_info=error)
        failure = error
    round_.remove_ticket(ticket)
    kind, due_at = failed_due_items.REMINDERS, min(was_due)
    again = await failed_due_items.count_failure(
        session, kind, ticket_id, failure, due_at=due_at, now=now, ticket_id=ticket_id, moves=True
    )
    for at in (Ticket.remind_at, Ticket.escalate_at):
        due = update(Ticket).where(Ticket.id == ticket_id, at <= now + _AHEAD)
        await session.execute(due.values({at: again}).execution_options(synchronize_session=False))


async def _lock_due(session: AsyncSession, until: datetime) -> list[Locked]:
    """Return the tickets to look at; a locked one waits for the next look."""
    due = select(Ticket).where(Ticket.look_at <= until, or_(Ticket.remind_at <= until, Ticket.escalate_at <= until))
    return await locked.lock_tickets(session, due, skip_locked=True)
