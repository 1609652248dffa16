"""Run the rules on an event of a ticket: in their order, each at most once, as verbs that the rule does.

An event is taken, its rules are run and what follows is queued in one unit of work. The conditions of a rule see what
the rules before it did. What rules do makes no events (`db/sql/rules.sql`).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import savepoint
from db.models import History, Origin, RuleEvent
from desk import Context, Desk, DeskSettings, Locked, Refused, history, locked
from desk.acts.of_rules import BY_RULE
from desk.automation import actions, conditions, facts
from desk.automation.facts import Happening
from desk.i18n import catalog
from desk.notifications import to_admins
from desk.rule_specs import SCHEDULES, Action, RuleSpec

MOST, WITHIN = 10, timedelta(minutes=10)
"""How often a rule acts on one ticket within this time: more can only be a loop with something outside."""
MOST_OF_ALL, MINUTE = 100, timedelta(minutes=1)
"""On how many tickets a rule acts within a minute. What is above one of the two numbers waits a minute. A schedule does
all at its time."""
_TELL_EVERY = timedelta(days=1)
_LEFT_ALONE = timedelta(hours=1)
"""A field that a person changed within this time is left alone."""
_KEPT = timedelta(days=60)
"""How long it is stored which events a rule acted on."""
_OWN_DOING = text("select set_config('pulldesk.rule', 'on', true)")
_BEGIN = text("""
with rule as (select id from rules where id = :rule and enabled for no key update),
lately as (
  select count(*) filter (where ticket_id = :ticket) as here, count(*) filter (where at > :minute) as everywhere
  from rule_runs where rule_id = :rule and at > :since and at <= :now and :is_counted),
pruned as (delete from rule_runs where rule_id = :rule and at < :old),
added as (
  insert into rule_runs (rule_id, ticket_id, event, at)
  select rule.id, :ticket, :event, :now from rule, lately where here < :most and everywhere < :most_of_all
  on conflict do nothing returning 1)
select exists (select from added) as begun, here >= :most as is_ticket,
  exists (select from rule) and (here >= :most or everywhere >= :most_of_all)
  and not exists (select from rule_runs where rule_id = :rule and ticket_id = :ticket and event = :event)
  as is_too_often
from lately
""")
_NOTE_OFTEN = text("""
update rules set stopped_at = :now
where id = :rule and (stopped_at is null or stopped_at <= :told or stopped_at > :now) returning 1
""")
_FAIL = text("""
update rules set failed_at = :now, failed_why = :why where id = :rule and failed_why is distinct from :why returning 1
""")


async def run_event(session: AsyncSession, event_id: int, now: datetime, rules: DeskSettings) -> None:
    """Run all enabled rules that wait for this event."""
    event = await facts.take_event(session, event_id)
    wanted = [rule for rule in rules.automation if event is not None and _is_for(rule, event)]
    if event is None or not wanted:
        return
    ticket = await locked.lock_by_id(session, event.ticket_id)
    if ticket is not None and ticket.filed_at is not None and ticket.merged_into_id is None:
        await session.execute(_OWN_DOING)
        await _Run(session, ticket, event, now, rules).run_rules(wanted)


def _is_for(rule: RuleSpec, event: Happening) -> bool:
    return rule.trigger is event.trigger and event.rule_id in (None, rule.id)


class _Run:
    """The rules of one event."""

    def __init__(
        self, session: AsyncSession, ticket: Locked, event: Happening, now: datetime, rules: DeskSettings
    ) -> None:
        self._session, self._event, self._now, self._rules = session, event, now, rules
        self._ticket = ticket
        self._touched: frozenset[str] | None = None

    async def run_rules(self, wanted: Sequence[RuleSpec]) -> None:
        """Run these in their order; each sees what the ones before it did."""
        seen = await self._load_facts(wanted)
        for rule in wanted:
            if conditions.match_all(rule.conditions, seen) and await self._begin(rule):
                await self._act(rule)
                seen = await self._load_facts(wanted)

    async def _load_facts(self, wanted: Sequence[RuleSpec]) -> conditions.Facts:
        ctx = Context(self._session, Origin.CLOCK, None, now=self._now, rules=self._rules)
        return await facts.load_facts(ctx, self._ticket, self._event, wanted)

    async def _begin(self, rule: RuleSpec) -> bool:
        """Record that the rule runs. Return False if it already did, was switched off, or has to wait a minute."""
        given = {
            "rule": rule.id,
            "ticket": self._ticket.id,
            "event": self._event.key,
            "now": self._now,
            "since": self._now - WITHIN,
            "minute": self._now - MINUTE,
            "old": self._now - _KEPT,
            "most": MOST,
            "most_of_all": MOST_OF_ALL,
            "is_counted": rule.trigger not in SCHEDULES,
        }
        row = (await self._session.execute(_BEGIN, given)).one()
        if row.is_too_often:
            await self._put_off(rule, is_ticket=row.is_ticket)
        return bool(row.begun)

    async def _put_off(self, rule: RuleSpec, *, is_ticket: bool) -> None:
        """Let the event wait for this rule, and tell admins once a day."""
        event = self._event
        again = RuleEvent(ticket_id=event.ticket_id, event=event.trigger.value, key=event.key, rule_id=rule.id)
        again.history_id, again.entry_id, again.due_at = event.history_id, event.entry_id, self._now + MINUTE
        self._session.add(again)
        given = {"rule": rule.id, "now": self._now, "told": self._now - _TELL_EVERY}
        if (await self._session.execute(_NOTE_OFTEN, given)).first() is not None:
            most, number = (MOST, self._ticket.number) if is_ticket else (MOST_OF_ALL, 0)
            await to_admins.tell_admins(
                self._session, "rule-often", now=self._now, rule=rule.name, most=most, number=number
            )

    async def _act(self, rule: RuleSpec) -> None:
        done = [action for action in rule.actions if await self._try_action(rule, action)]
        if done:
            kinds = ",".join(dict.fromkeys(action.kind for action in done))
            self._make_desk(rule).record(self._ticket, history.RULE, None, kinds)

    def _make_desk(self, rule: RuleSpec) -> Desk:
        name = catalog.say(self._rules.locale, "rule-actor", rule=rule.name)
        return Desk(self._session, Origin.CLOCK, None, now=self._now, rules=self._rules, actor_name=name)

    async def _try_action(self, rule: RuleSpec, action: Action) -> bool:
        """Do one action, alone: if it is refused, it is undone, and the others go on. Return True if it was done."""
        if not await self._is_free(action):
            return False
        try:
            async with savepoint(self._session):
                await actions.perform_action(self._make_desk(rule), self._ticket, rule.name, action)
                await self._session.flush()
        except Refused as refusal:
            await self._session.refresh(self._ticket)
            await self._tell_failed(rule, action, refusal)
            return False
        return True

    async def _is_free(self, action: Action) -> bool:
        """Return True unless a person changed a field of the action lately."""
        if self._touched is None:
            by_person = or_(History.actor_id.is_not(None), History.origin == Origin.TODOIST)
            lately = select(History.field).where(
                History.ticket_id == self._ticket.id,
                History.at > self._now - _LEFT_ALONE,
                History.at <= self._now,
                by_person,
            )
            self._touched = frozenset(await self._session.scalars(lately))
        act = BY_RULE.get(action.kind)
        return act is None or self._touched.isdisjoint(act.writes)

    async def _tell_failed(self, rule: RuleSpec, action: Action, refusal: Refused) -> None:
        """Store why the action was refused, and tell admins once."""
        if refusal.key in _USUAL:
            return
        why = f"{action.kind}: {refusal.key}"
        given = {"rule": rule.id, "now": self._now, "why": why}
        if (await self._session.execute(_FAIL, given)).first() is not None:
            await to_admins.tell_admins(self._session, "rule-failed", now=self._now, rule=rule.name, did=action.kind)


_USUAL = frozenset({"not-possible", "own-ticket"})
"""Refusals that say that the ticket, not the rule, is such: a closed one cannot be put on hold."""
