"""The facts that conditions compare, read from a locked ticket and its event; only what a rule asks for costs a
statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AccountBlock, Category, ClientRole, Entry, EntryKind, Person, Ticket
from desk import Context
from desk.automation.conditions import SYSTEM, Facts
from desk.policy import permissions
from desk.rule_specs import MESSAGES, ConditionField, RuleSpec, RuleTrigger, fold_label
from desk.settings.own_fields import list_values
from desk.sla import desk_hours


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that rules run on: the ticket, and the change or message behind it. `key` is unique for the ticket."""

    ticket_id: int
    trigger: RuleTrigger
    key: str
    rule_id: int | None = None
    author_id: int | None = None
    author_role: ClientRole | None = None
    words: str | None = None
    history_id: int | None = None
    entry_id: int | None = None


_TAKE = text("""
with taken as (delete from rule_events where id = :id returning *)
select t.ticket_id, t.event, t.key, t.rule_id, t.history_id, t.entry_id,
  coalesce(h.actor_id, e.author_id) as author_id, e.author_role,
  e.body as words, coalesce(e.small_talk or e.withdrawn_at is not null, false) or exists (
    select from rule_events r join history n on n.id = r.history_id
    where r.ticket_id = t.ticket_id and r.event = t.event and r.history_id > t.history_id
      and n.at = h.at and (n.actor_id is not distinct from h.actor_id or exists (
        select from approvals a where a.ticket_id = t.ticket_id and a.decided_at = h.at and a.author_id = n.actor_id))
    ) as is_void
from taken t left join history h on h.id = t.history_id left join entries e on e.id = t.entry_id
""")
"""Of several changes of one field in one act, only the last one is an event. What is approved is one act with its
approval."""


async def take_event(session: AsyncSession, event_id: int) -> Happening | None:
    """Take an event that waits for the rules. Return None if there is nothing left to do for it."""
    row = (await session.execute(_TAKE, {"id": event_id})).one_or_none()
    if row is None or row.is_void or row.event not in {one.value for one in RuleTrigger}:
        return None
    role = ClientRole(row.author_role) if row.author_role else None
    return Happening(
        row.ticket_id, RuleTrigger(row.event), row.key, row.rule_id, row.author_id, role, row.words,
        row.history_id, row.entry_id,
    )  # fmt: skip


async def load_facts(ctx: Context, ticket: Ticket, event: Happening, rules: Sequence[RuleSpec]) -> Facts:
    """Return what the conditions of these rules compare; the rest is empty."""

    def is_asked(*fields: ConditionField) -> bool:
        return any(rule.has_condition(*fields) for rule in rules)

    session = ctx.session
    account = None
    if ctx.rules.accounts.stored and is_asked(ConditionField.PERSON_LABEL, ConditionField.ACCOUNT):
        account = await session.get(AccountBlock, ticket.requester_id, populate_existing=True)
    seen = Facts(
        status=ticket.status,
        priority=ticket.priority,
        topic_ids=await _load_topics(session, ticket) if is_asked(ConditionField.TOPIC) else (),
        labels=tuple(ticket.tags),
        assignee_id=ticket.assignee_id,
        organization_id=ticket.organization_id,
        event_id=ticket.event_id,
        channel=ticket.origin,
        is_open=desk_hours.get_opening_time(ctx.rules, ctx.now) is None,
        author=await _name_author(session, ticket, event) if is_asked(ConditionField.AUTHOR) else "",
        text=await _load_text(session, ticket, event) if is_asked(ConditionField.WORDS) else "",
        stars=ticket.rating,
        fields=tuple(
            fold_label(f"{one.field.name}={one.text}") for one in list_values(ctx.rules.own_fields, ticket.own_fields)
        ),
    )
    return add_account(seen, account)


def add_account(seen: Facts, account: AccountBlock | None) -> Facts:
    """Return the facts with the requester's labels and account data."""
    if account is None:
        return seen
    return replace(seen, person_labels=tuple(account.labels), account=_list_fields(account.fields))


def _list_fields(fields: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return fields of account data as rules compare them."""
    return tuple(fold_label(f"{one['label'].replace('=', ' ')}={one['value']}") for one in fields)


async def _load_topics(session: AsyncSession, ticket: Ticket) -> tuple[int, ...]:
    if ticket.category_id is None:
        return ()
    topic = await session.get_one(Category, ticket.category_id)
    return tuple(one for one in (topic.id, topic.parent_id) if one is not None)


async def _name_author(session: AsyncSession, ticket: Ticket, event: Happening) -> str:
    if event.author_role is not None:
        return "client"
    if event.author_id == ticket.requester_id:
        return "requester"
    author = await session.get(Person, event.author_id) if event.author_id is not None else None
    if author is None:
        return SYSTEM
    return "staff" if permissions.is_staff(author) or author.todoist_id is not None else "client"


async def _load_text(session: AsyncSession, ticket: Ticket, event: Happening) -> str:
    if event.trigger in MESSAGES:
        return event.words or ""
    said = select(Entry.body).where(
        Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return "\n".join([ticket.subject, *await session.scalars(said.order_by(Entry.id))])
