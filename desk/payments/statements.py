"""Statements of organizations: what was charged and paid in a month. Asked for by who leads the organization, and sent
to them on the first day of the next month, with the bill of what is left to pay, of which they are reminded once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Lane, LedgerEntry, LedgerKind, Membership, Organization, Person, Ticket
from desk import Context, Desk, Refused
from desk.notifications import notifier, to_admins
from desk.outbox import Show, queue_report, queue_reports
from desk.payments.bills import list_readers, load, load_last_bill, name_month
from desk.payments.statement_times import get_last_month, get_month_span, get_next_time, list_missed
from desk.policy.permissions import LEADING, is_leading, is_member

KIND = "statement"
"""The kind of the report; its arguments are the organization's id and the first day of the month."""
_REMINDED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One entry of the ledger, with the number of its ticket."""

    at: datetime
    kind: LedgerKind
    number: int | None
    reason: str
    amount: int


@dataclass(frozen=True, slots=True)
class Statement:
    """The entries of a month in one currency, between two balances."""

    organization: str
    currency: str
    opening: int
    rows: Sequence[StatementRow]

    @property
    def closing(self) -> int:
        """Return the balance at the end of the month."""
        return self.opening + sum(row.amount for row in self.rows)


async def load_statement(
    session: AsyncSession, organization_id: int, first: date, currency: str, zone: str
) -> Statement:
    """Return the statement of a month, whose days are those of `zone`."""
    starts, ends = get_month_span(first, zone)
    theirs = (LedgerEntry.organization_id == organization_id, LedgerEntry.currency == currency)
    before = select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(*theirs, LedgerEntry.at < starts)
    entries = (
        select(LedgerEntry.at, LedgerEntry.kind, Ticket.number, LedgerEntry.reason, LedgerEntry.amount)
        .outerjoin(Ticket, Ticket.id == LedgerEntry.ticket_id)
        .where(*theirs, LedgerEntry.at >= starts, LedgerEntry.at < ends)
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    name = (await session.get_one(Organization, organization_id)).name
    opening = int(await session.scalar(before) or 0)
    rows = [StatementRow(*row) for row in await session.execute(entries)]
    return Statement(name, currency, opening, rows)


async def is_for(session: AsyncSession, person: Person, organization_id: int) -> bool:
    """Return True if the person leads the organization now."""
    led = select(Membership.id).where(is_leading(person.id), Membership.organization_id == organization_id)
    return await session.scalar(led) is not None


async def request_statements(desk: Desk, first: date) -> int:
    """Have the statements of a month made for the actor, of each organization that they lead; return how many. Of last
    month they get the bill too. Raises Refused if they lead none."""
    me = desk.require_actor()
    led = await desk.session.scalars(select(Membership.organization_id).where(is_leading(me.id)).order_by("id"))
    found = list(led)
    if not found:
        raise Refused("statement-nobody")
    for organization_id in found:
        await queue_report(desk, KIND, me.id, _name(organization_id, first), lane=Lane.PEOPLE)
        if first == get_last_month(desk.now, desk.rules.timezone):
            await _show_bill(desk, organization_id)
    return len(found)


def _name(organization_id: int, first: date) -> dict[str, Any]:
    return {"organization": organization_id, "first": first.isoformat()}


async def send_due_statements(ctx: Context) -> None:
    """Send the statements of each month that nobody got yet, once, with the bill of the last one; a week later, remind
    once of bills that are not paid. While payments are off, nothing is sent or planned. The desk's row is locked
    meanwhile, so all organizations are asked about together."""
    row = await ctx.session.scalar(select(DeskRow).with_for_update())
    if row is None or row.statements_at is None or row.statements_at > ctx.now:
        return
    if not ctx.rules.payments.enabled or not ctx.rules.organizations.enabled:
        row.statements_at = row.statements_of = None
        return
    last = get_last_month(ctx.now, ctx.rules.timezone)
    missed = list_missed(row.statements_of, last)
    for first in missed:
        await _send_statements(ctx, first)
    await _send_bills(ctx, last, again=not missed)
    at = get_next_time(ctx.now, ctx.rules.timezone)
    row.statements_at = min(at, ctx.now + _REMINDED_AFTER) if missed else at
    row.statements_of = last


async def _send_statements(ctx: Context, first: date) -> None:
    """Have the statements of a month made for everybody who leads an organization that had entries in it."""
    starts, ends = get_month_span(first, ctx.rules.timezone)
    moved = (LedgerEntry.organization_id == Membership.organization_id, LedgerEntry.at >= starts, LedgerEntry.at < ends)
    leading = (Membership.role.in_(LEADING), is_member(), Person.telegram_id.is_not(None), exists().where(*moved))
    pairs = select(Membership.organization_id, Membership.person_id).join(Person, Person.id == Membership.person_id)
    found = await ctx.session.execute(pairs.where(*leading).order_by(Membership.organization_id, Person.id))
    await queue_reports(ctx, KIND, [(person, _name(organization, first)) for organization, person in found])


_MOST_NAMED = 5


async def _send_bills(ctx: Context, first: date, *, again: bool) -> None:
    """Send what is left of the bills of a month to everybody who leads the organizations now; notify admins of those
    that nobody gets. `again`: it is a reminder."""
    found = await load(ctx.session, first, ctx.rules.payments.currency, ctx.rules.timezone)
    bills = [bill for bill in found if bill.left]
    readers = await list_readers(ctx, [bill.organization_id for bill in bills])
    for bill in bills:
        for person in readers[bill.organization_id]:
            note = "bill-reminder" if again else None
            notifier.post_letter(ctx, person, Show("bill", slot=bill.slot, fresh=True, note=note))
    unread = [one for one in bills if all(person.bot_blocked_at is not None for person in readers[one.organization_id])]
    if unread and not again:
        names = ", ".join(bill.organization for bill in unread[:_MOST_NAMED])
        args = {**name_month(first), "names": names, "n": max(0, len(unread) - _MOST_NAMED)}
        await to_admins.notify_admins(ctx, "bill-nobody", args)


async def _show_bill(desk: Desk, organization_id: int) -> None:
    """Show the actor last month's bill again, if something of it is left."""
    bill = await load_last_bill(desk.session, organization_id, desk)
    if bill is not None and bill.left:
        notifier.post_letter(desk, desk.require_actor(), Show("bill", slot=bill.slot, fresh=True))
