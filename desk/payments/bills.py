"""Bills of organizations: what is to be paid at the end of a month, and what of it has been paid since.

A bill is read from the ledger, which never changes, so nothing of it is stored. Money that comes later pays the oldest
debt first, except money for a price that was set after the month.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Membership, Person, any_of
from desk import Context
from desk.outbox import Args
from desk.payments.statement_times import get_last_month, get_month_span, make_bill_slot
from desk.policy import is_staff
from desk.policy.permissions import LEADING, is_member
from desk.text.money import pack_money

_LOAD = text("""
select o.id, o.name,
  coalesce(sum(l.amount) filter (where l.at < :starts), 0) as before,
  coalesce(-sum(l.amount) filter (where l.at >= :starts and l.at < :ends and not p.is_paid), 0) as charged,
  coalesce(sum(l.amount) filter (where l.at >= :starts and l.at < :ends and p.is_paid), 0) as paid,
  coalesce(sum(l.amount) filter (where l.at >= :ends and l.amount > 0 and (r.ticket_id is null or exists (
    select from ledger_entries c where c.request_id = l.request_id and c.organization_id = o.id
      and c.at < :ends and c.amount < 0))), 0) as since
from ledger_entries l join organizations o on o.id = l.organization_id
left join payment_requests r on r.id = l.request_id
cross join lateral (select l.amount > 0 and l.kind <> 'charge' as is_paid) p
where l.currency = :currency and o.removed_at is null
  and (cast(:organization as bigint) is null or o.id = :organization)
group by o.id having sum(l.amount) filter (where l.at < :ends) < 0 order by o.id
""")


@dataclass(frozen=True, slots=True)
class Bill:
    """An organization's bill of the month that begins on `first`, in the currency's smallest unit. `before`: the
    balance when the month began; `charged`, `paid`: in the month; `since`: what came for it later."""

    organization_id: int
    organization: str
    first: date
    currency: str
    before: int
    charged: int
    paid: int
    since: int

    @property
    def due(self) -> int:
        """Return what was due at the end of the month."""
        return max(0, self.charged - self.before - self.paid)

    @property
    def left(self) -> int:
        """Return what is still to be paid."""
        return max(0, self.due - self.since)

    @property
    def slot(self) -> str:
        """Return the slot of the messages that show it."""
        return make_bill_slot(self.organization_id, self.first)

    def make_args(self, amount: int) -> Args:
        """Return the arguments of a line about an amount of it."""
        money = pack_money(amount, self.currency)
        return {**name_month(self.first), "organization": self.organization, "amount": money}


def name_month(first: date) -> Args:
    """Return the arguments of the text `bill-month`."""
    return {"month": f"m{first.month}", "year": str(first.year)}


async def load_bill(session: AsyncSession, organization_id: int, first: date, currency: str, zone: str) -> Bill | None:
    """Return the bill of a month, whose days are those of `zone`; None if nothing was due at its end."""
    found = await load(session, first, currency, zone, organization_id)
    return found[0] if found else None


async def load(
    session: AsyncSession, first: date, currency: str, zone: str, organization_id: int | None = None
) -> list[Bill]:
    starts, ends = get_month_span(first, zone)
    given = {"starts": starts, "ends": ends, "currency": currency, "organization": organization_id}
    rows = await session.execute(_LOAD, given)
    return [
        Bill(
            row.id, row.name, first, currency, int(row.before), int(row.charged), int(row.paid), int(row.since)
        )
        for row in rows
    ]  # fmt: skip


async def load_last_bill(session: AsyncSession, organization_id: int, ctx: Context) -> Bill | None:
    """Return the bill of last month in the desk's currency; None if nothing was due then, or payments are off."""
    if not (ctx.rules.payments.enabled and ctx.rules.organizations.enabled):
        return None
    first, rules = get_last_month(ctx.now, ctx.rules.timezone), ctx.rules
    return await load_bill(session, organization_id, first, rules.payments.currency, rules.timezone)


async def list_readers(ctx: Context, organizations: Sequence[int]) -> dict[int, list[Person]]:
    """Return the people in Telegram who lead each organization and are not on the team."""
    leading = (any_of(Membership.organization_id, list(organizations)), Membership.role.in_(LEADING), is_member())
    rows = select(Membership.organization_id, Person).join(Person, Person.id == Membership.person_id)
    theirs = rows.where(*leading, Person.telegram_id.is_not(None)).order_by(Person.id)
    found: dict[int, list[Person]] = defaultdict(list)
    for organization_id, person in await ctx.session.execute(theirs):
        if not is_staff(person):
            found[organization_id].append(person)
    return found
