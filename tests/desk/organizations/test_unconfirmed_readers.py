"""One table: what each reader makes of a membership, by how it came about and whether somebody confirmed it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from db.models import ClientRole, Membership, MembershipSource, Origin, Person, Ticket
from desk import Desk, Locked
from desk.notifications import to_leaders
from desk.payments import balances, bills, ledger, money_messages, statements
from desk.policy import permissions, visibility
from desk.queries import led_requests
from desk.requests import drafts
from desk.tickets.filing import choose_filed_for
from tests.desk.organizations.test_leading import Firm, firm
from tests.desk.stage import Stage

__all__ = ["firm"]
_ACME = "organization's"


async def _hears(desk: Desk, me: Person, theirs: Ticket) -> bool:
    clock = Desk(desk.session, Origin.CLOCK, None, now=desk.now, rules=desk.rules)  # nobody hears of their own acts
    return me in [person for _, person in await to_leaders._list_receivers(clock, theirs)]


async def _sees(desk: Desk, me: Person, theirs: Ticket) -> bool:
    return visibility.can_see_ticket(theirs, await permissions.get_access(desk.session, theirs, me))


async def _finds(desk: Desk, me: Person, theirs: Ticket) -> bool:
    found = select(Ticket.id).where(visibility.is_seen_by_client(me), Ticket.id == theirs.id)
    return await desk.session.scalar(found) is not None


async def _hears_of_money(desk: Desk, me: Person, theirs: Ticket) -> bool:
    return me in await money_messages.list_leaders(desk, ledger.get_ticket_owner(desk, Locked(theirs)))


async def _reads_bills(desk: Desk, me: Person, theirs: Ticket) -> bool:
    of = theirs.organization_id or 0
    return me in (await bills.list_readers(desk, [of])).get(of, [])


async def _files(desk: Desk, me: Person, _theirs: Ticket) -> str:
    """A request of their own, written in private."""
    filed = await choose_filed_for(desk.session, Ticket(id=0, requester_id=me.id), asks=True)
    return (_ACME if filed.is_confirmed else "named") if filed.organization_id is not None else "own"


READERS: dict[str, Callable[[Desk, Person, Ticket], Awaitable[Any]]] = {
    "hears of requests": _hears,
    "sees a colleague's": _sees,
    "finds a colleague's": _finds,
    "lists those they lead": lambda desk, me, _: led_requests.list_led(desk.session, me),
    "has the balance": lambda desk, me, _: balances.list_led(desk, me),
    "hears of money": _hears_of_money,
    "reads bills": _reads_bills,
    "reads statements": lambda desk, me, theirs: statements.is_for(desk.session, me, theirs.organization_id or 0),
    "is known to limits": lambda desk, _me, _: drafts.is_known(desk),
}


@pytest.mark.parametrize(
    ("source", "is_confirmed", "may", "files"),
    [
        (MembershipSource.ADMIN, True, set(READERS), _ACME),
        (MembershipSource.GROUP, True, set(READERS), _ACME),
        (MembershipSource.GROUP, False, set(), "own"),
        (MembershipSource.CONTACT, False, set(), "named"),
        (MembershipSource.TAX_ID, False, set(), "named"),
        (None, False, set(), "own"),
    ],
)
async def test_an_unconfirmed_membership_is_read_by_nobody(
    firm: Firm, source: MembershipSource | None, may: set[str], files: str, *, is_confirmed: bool
) -> None:
    stage: Stage = firm.stage
    number, nina = await stage.files(firm.dora, "The till in the shop is dark"), await stage.person("Nina")
    async with stage.database.unit_of_work() as session:
        if source is not None:
            at = {"made_at": stage.now, "confirmed_at": stage.now if is_confirmed else None}
            of = {"organization_id": firm.id, "person_id": nina.id, "role": ClientRole.DIRECTOR}
            session.add(Membership(**of, **at, source=source))

    async def read(desk: Desk) -> tuple[set[str], str]:
        theirs = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).one()
        assert theirs.organization_id == firm.id
        me = desk.require_actor()
        return {name for name, reader in READERS.items() if await reader(desk, me, theirs)}, await _files(
            desk, me, theirs
        )

    assert await stage.does(nina, read) == (may, files)
