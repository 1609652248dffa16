"""Try a rule on the last 30 days: how often it would have acted, and some examples. Changes nothing.

Conditions are checked on the ticket as it was at the event, as far as the history says: status, priority, topic,
labels, assignee, event and organization. That a field was left alone, or that a rule before it acted, is not taken into
account.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AccountBlock, Category, Entry, EntryKind, History, Person, Status, Ticket, any_of
from desk import Context, history
from desk.automation import conditions, facts
from desk.automation.conditions import Facts
from desk.automation.facts import Happening
from desk.i18n import TicketSubject
from desk.rule_specs import SCHEDULES, ConditionField, RuleSpec, RuleTrigger
from desk.sla import desk_hours, target_calculation

PERIOD = timedelta(days=30)
MOST = 2000
"""The newest events of the period that are looked at."""
EXAMPLES = 5
_CHANGED = (
    history.STATUS, history.PRIORITY, history.CATEGORY, history.CATEGORY_GUESSED, history.ASSIGNEE, history.TAGS,
    history.EVENT, history.ORGANIZATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """A ticket on which the rule would have acted, and when."""

    number: int
    subject: TicketSubject
    at: datetime


@dataclass(frozen=True, slots=True)
class Preview:
    """How many events there were, and on how many the rule would have acted. `is_cut`: there were more. `is_now`: a
    rule by schedule was tried on the tickets that are open now."""

    events: int
    acted: int
    tickets: int
    examples: tuple[Example, ...]
    is_cut: bool
    is_now: bool


async def preview_rule(ctx: Context, rule: RuleSpec, seen: ColumnElement[bool]) -> Preview:
    """Return what the rule would have done, on the tickets that the reader may see: those that match `seen`."""
    found = await _load_events(ctx, rule)
    past = await _Past.load(ctx, rule, found, seen)
    done = [(past.tickets[row.ticket_id], row.at) for row in found[:MOST] if await _is_met(ctx, rule, row, past)]
    examples = {
        ticket.number: Example(ticket.number, TicketSubject(ticket.subject, ticket.subject_line), at)
        for ticket, at in reversed(done)
    }
    newest = sorted(examples.values(), key=lambda one: one.at, reverse=True)[:EXAMPLES]
    is_now = rule.trigger in SCHEDULES
    events = [row for row in found[:MOST] if row.ticket_id in past.tickets]
    return Preview(len(events), len(done), len(examples), tuple(newest), len(found) > MOST, is_now)


async def _is_met(ctx: Context, rule: RuleSpec, row: Row[tuple[object, ...]], past: "_Past") -> bool:
    ticket = past.tickets.get(row.ticket_id)
    if ticket is None or ticket.filed_at is None:
        return False
    event = Happening(row.ticket_id, rule.trigger, "", None, row.author_id, None, row.words)
    seen = await facts.load_facts(ctx, ticket, event, [_without_loaded(rule)])
    seen = facts.add_account(seen, past.accounts.get(ticket.requester_id))
    is_open = desk_hours.get_opening_time(ctx.rules, row.at) is None
    seen = replace(past.restore(seen, row.ticket_id, row.at), is_open=is_open, text=past.get_text(event, row.at))
    return conditions.match_all(rule.conditions, seen)


_LOADED = (ConditionField.WORDS, ConditionField.PERSON_LABEL, ConditionField.ACCOUNT)


def _without_loaded(rule: RuleSpec) -> RuleSpec:
    """Return the rule without the conditions whose facts were read for all tickets at once."""
    return replace(rule, conditions=tuple(one for one in rule.conditions if one.field not in _LOADED))


class _Past:
    """Tickets with what happened to them, to say what they were at a moment."""

    def __init__(self, tickets: Mapping[int, Ticket], changes: Iterable[History], said: Iterable[Entry]) -> None:
        self.tickets = tickets
        self.accounts: dict[int, AccountBlock] = {}
        self._kept: Sequence[object] = ()
        self._changes: dict[int, list[History]] = defaultdict(list)
        for change in changes:
            self._changes[change.ticket_id].append(change)
        self._said: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        for entry in said:
            self._said[entry.ticket_id or 0].append((entry.created_at, entry.body))

    @classmethod
    async def load(
        cls, ctx: Context, rule: RuleSpec, events: Sequence[Row[tuple[object, ...]]], seen: ColumnElement[bool]
    ) -> "_Past":
        """Read those tickets of these events that match `seen`, their changes of the period, and if the rule asks for
        words, what requesters said."""
        session, wanted = ctx.session, sorted({row.ticket_id for row in events})
        tickets = await session.scalars(select(Ticket).where(any_of(Ticket.id, wanted), seen))
        changed = select(History).where(any_of(History.ticket_id, wanted), History.field.in_(_CHANGED))
        changes = await session.scalars(changed.where(History.at > ctx.now - PERIOD).order_by(History.id))
        said: Iterable[Entry] = ()
        if rule.has_condition(ConditionField.WORDS):
            comments = select(Entry).where(any_of(Entry.ticket_id, wanted), Entry.kind == EntryKind.COMMENT)
            said = await session.scalars(comments.where(Entry.withdrawn_at.is_(None)).order_by(Entry.id))
        past = cls({ticket.id: ticket for ticket in tickets}, changes, said)
        await past._load_others(ctx, rule, {row.author_id for row in events if row.author_id is not None})
        return past

    async def _load_others(self, ctx: Context, rule: RuleSpec, authors: Iterable[int]) -> None:
        """Read topics, authors and account data of all these tickets at once: the session then knows them."""
        session, kept = ctx.session, list[object]()
        if rule.has_condition(ConditionField.TOPIC):
            topics = {one.category_id for one in self.tickets.values() if one.category_id is not None}
            kept += await session.scalars(select(Category).where(any_of(Category.id, sorted(topics))))
        if rule.has_condition(ConditionField.AUTHOR):
            kept += await session.scalars(select(Person).where(any_of(Person.id, sorted(authors))))
        if ctx.rules.accounts.stored and rule.has_condition(ConditionField.PERSON_LABEL, ConditionField.ACCOUNT):
            requesters = {one.requester_id for one in self.tickets.values()}
            found = select(AccountBlock).where(any_of(AccountBlock.person_id, sorted(requesters)))
            self.accounts = {one.person_id: one for one in await session.scalars(found)}
        self._kept = kept

    def get_text(self, event: Happening, at: datetime) -> str:
        """Return the message of the event, or what the requester had said by then."""
        if event.words is not None:
            return event.words
        ticket = self.tickets[event.ticket_id]
        return "\n".join([ticket.subject, *(body for when, body in self._said[ticket.id] if when <= at)])

    def restore(self, seen: Facts, ticket_id: int, at: datetime) -> Facts:
        """Return these facts as they were at a moment."""
        for change in reversed(self._changes[ticket_id]):
            if change.at > at:
                seen = _undo(seen, change)
        return seen


def _undo(seen: Facts, change: History) -> Facts:
    """Return the facts without a change."""
    match change.field:
        case history.STATUS if change.old in set(Status):
            return replace(seen, status=Status(change.old))
        case history.PRIORITY if change.old is not None and change.old.isdecimal():
            return replace(seen, priority=int(change.old))
        case history.CATEGORY | history.CATEGORY_GUESSED:
            return replace(seen, topic_ids=(change.old_id,) if change.old_id is not None else ())
        case history.ASSIGNEE:
            return replace(seen, assignee_id=change.old_id)
        case history.TAGS:
            return replace(seen, labels=tuple(change.old.split(", ")) if change.old else ())
        case history.EVENT:
            return replace(seen, event_id=change.old_id)
        case history.ORGANIZATION:
            return replace(seen, organization_id=change.old_id)
        case _:
            return seen


_OF_HISTORY: Mapping[RuleTrigger, tuple[str, ...]] = {
    RuleTrigger.FILED: (history.FILED,),
    RuleTrigger.CUSTOMER: (history.FILED,),
    RuleTrigger.STATUS: (history.STATUS,),
    RuleTrigger.PRIORITY: (history.PRIORITY,),
    RuleTrigger.TOPIC: (history.CATEGORY, history.CATEGORY_GUESSED),
    RuleTrigger.ASSIGNED: (history.ASSIGNEE,),
    RuleTrigger.RATED: (history.RATING,),
    RuleTrigger.ESCALATED: (
        history.ESCALATED, history.ESCALATED_BOARD, history.ESCALATED_WORD, history.ESCALATED_REOPENED,
        history.ESCALATED_BREACH,
    ),
}  # fmt: skip
_NONE = "cast(null as bigint) as author_id, cast(null as text) as words"
_CHANGES = """
select h.ticket_id, h.at, h.actor_id as author_id, cast(null as text) as words from history h
where h.field = any(:fields) and h.at > :since
order by h.id desc limit :most
"""
_MESSAGES = """
select e.ticket_id, e.created_at as at, e.author_id, e.body as words from entries e join tickets t on t.id = e.ticket_id
where e.kind = :kind and e.created_at > greatest(:since, t.filed_at) and e.withdrawn_at is null and not e.small_talk
order by e.id desc limit :most
"""
_ORGANIZATIONS = f"""
select t.id as ticket_id, t.filed_at as at, {_NONE} from tickets t
where t.organization_id is not null and t.filed_at > :since order by t.id desc limit :most
"""  # noqa: S608
_LATE = f"""
select ticket_id, at, {_NONE} from (
  select id as ticket_id, filed_at + (first_due_at - filed_at) * :share as at from tickets
  where first_due_at is not null
    and coalesce(first_response_at, 'infinity') > filed_at + (first_due_at - filed_at) * :share
  union all
  select id, filed_at + (solve_due_at - filed_at) * :share from tickets
  where solve_due_at is not null and coalesce(resolved_at, 'infinity') > filed_at + (solve_due_at - filed_at) * :share
) late where at > :since and at <= :now order by at desc limit :most
"""  # noqa: S608
_NO_ANSWER_TEAM = f"""
select ticket_id, created_at + cast(:length as interval) as at, {_NONE} from (
  select e.ticket_id, e.created_at, e.kind, lead(e.created_at) over (partition by e.ticket_id order by e.id) as next_at
  from entries e where e.ticket_id in (select id from tickets where filed_at is not null and updated_at > :since)
    and (e.kind = 'comment' or e.kind = 'reply' and e.author_id is not null) and e.withdrawn_at is null) said
where kind = 'comment' and coalesce(next_at, 'infinity') > created_at + cast(:length as interval)
  and created_at + cast(:length as interval) > :since and created_at + cast(:length as interval) <= :now
order by created_at desc limit :most
"""  # noqa: S608
_NO_ANSWER_REQUESTER = f"""
select ticket_id, at + cast(:length as interval) as at, {_NONE} from (
  select h.ticket_id, h.at, h.new, lead(h.at) over (partition by h.ticket_id order by h.id) as next_at
  from history h where h.field = 'status'
    and h.ticket_id in (select id from tickets where filed_at is not null and updated_at > :since)) course
where new = 'pending' and coalesce(next_at, 'infinity') > at + cast(:length as interval)
  and at + cast(:length as interval) > :since and at + cast(:length as interval) <= :now
order by at desc limit :most
"""  # noqa: S608
_OPEN = f"""
select id as ticket_id, cast(:now as timestamptz) as at, {_NONE} from tickets
where filed_at is not null and status not in ('closed', 'cancelled') and merged_into_id is null
order by id desc limit :most
"""  # noqa: S608
_DUE = 1.0
"""The share of the time after which a ticket is overdue, here on the clock and not in business hours."""


async def _load_events(ctx: Context, rule: RuleSpec) -> Sequence[Row[tuple[object, ...]]]:
    """Return the events of the period that the rule would have waited for, newest first, and one more than `MOST`."""
    given: dict[str, object] = {"since": ctx.now - PERIOD, "most": MOST + 1}
    if rule.trigger in _OF_HISTORY:
        return await _run(ctx.session, _CHANGES, given | {"fields": list(_OF_HISTORY[rule.trigger])})
    if rule.trigger is RuleTrigger.REQUESTER_MESSAGE:
        return await _run(ctx.session, _MESSAGES, given | {"kind": "comment"})
    if rule.trigger is RuleTrigger.TEAM_MESSAGE:
        return await _run(ctx.session, _MESSAGES, given | {"kind": "reply"})
    if rule.trigger is RuleTrigger.ORGANIZATION:
        return await _run(ctx.session, _ORGANIZATIONS, given)
    if rule.trigger in SCHEDULES:
        return await _run(ctx.session, _OPEN, {"now": ctx.now, "most": MOST + 1})
    given["now"] = ctx.now
    if rule.trigger in (RuleTrigger.DUE_SOON, RuleTrigger.OVERDUE):
        share = target_calculation.WARNED_AT if rule.trigger is RuleTrigger.DUE_SOON else _DUE
        return await _run(ctx.session, _LATE, given | {"share": share})
    given["length"] = timedelta(minutes=rule.minutes)
    waits = _NO_ANSWER_TEAM if rule.trigger is RuleTrigger.NO_ANSWER_TEAM else _NO_ANSWER_REQUESTER
    return await _run(ctx.session, waits, given)


async def _run(session: AsyncSession, query: str, given: Mapping[str, object]) -> Sequence[Row[tuple[object, ...]]]:
    return (await session.execute(text(query), dict(given))).all()
