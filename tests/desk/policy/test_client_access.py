"""Who leads an organization sees the requests of its people: one rule for single tickets and for lists."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy import select

from db.enums import FINISHED
from db.models import (
    ClientRole,
    EntryKind,
    Membership,
    MembershipSource,
    Organization,
    Person,
    Status,
    StoredSetting,
    Ticket,
)
from desk.policy import permissions, visibility
from tests.desk.cast import PRINTER
from tests.desk.stage import Stage
from tests.sql import add


@dataclass(frozen=True)
class Case:
    """A member's standing, and a ticket of a colleague."""

    role: ClientRole
    confirmed: bool
    ended: bool
    status: Status
    filed: bool
    own: bool
    on: bool

    @property
    def sees(self) -> bool:
        standing = self.on and self.confirmed and not self.ended and self.own and self.filed
        leads = {
            ClientRole.USER: False,
            ClientRole.ADMINISTRATOR: self.status not in FINISHED,
            ClientRole.DIRECTOR: True,
        }
        return standing and leads[self.role]


_BOTH = (False, True)
STANDINGS = list(product(ClientRole, _BOTH, _BOTH))
TICKETS = list(product((Status.NEW, Status.RESOLVED, Status.CLOSED), _BOTH, _BOTH))


async def test_one_ticket_and_lists_agree_in_every_case(stage: Stage) -> None:
    ours, other = await _organization(stage, "Ours"), await _organization(stage, "Other")
    members = [await _member(stage, ours, n, *standing) for n, standing in enumerate(STANDINGS)]
    tickets = [await _ticket(stage, ours if own else other, status, filed) for status, filed, own in TICKETS]
    wrong = []
    for on in _BOTH:
        async with stage.database.unit_of_work() as session:
            await session.merge(StoredSetting(key="organizations", value=on, version=1, changed_at=stage.now))
        async with stage.database.reading() as session:
            for member, standing in zip(members, STANDINGS, strict=True):
                person = await session.get_one(Person, member)
                listed = set(await session.scalars(select(Ticket.id).where(visibility.is_seen_by_client(person))))
                for key, of in zip(tickets, TICKETS, strict=True):
                    who = await permissions.get_access(session, ticket := await session.get_one(Ticket, key), person)
                    assert not visibility.can_see_kind(EntryKind.NOTE, who)
                    case = Case(*standing, *of, on)
                    if (visibility.can_see_ticket(ticket, who), key in listed) != (case.sees, case.sees):
                        wrong.append(case)
    assert wrong == []


async def _organization(stage: Stage, name: str) -> int:
    return (
        await add(stage, Organization(name=name, folded=name.lower(), created_at=stage.now, updated_at=stage.now))
    ).id


async def _ticket(stage: Stage, organization_id: int, status: Status, filed: bool) -> int:
    number = await stage.files(await stage.person(f"Rita {organization_id} {status}"), PRINTER)
    filed_at: datetime | None = stage.now if filed else None
    await stage.change(number, organization_id=organization_id, status=status, filed_at=filed_at)
    return (await stage.ticket(number)).id


async def _member(stage: Stage, organization_id: int, n: int, role: ClientRole, confirmed: bool, ended: bool) -> int:
    person = await stage.person(f"Max {n}")
    async with stage.database.unit_of_work() as session:
        session.add(
            Membership(
                organization_id=organization_id, person_id=person.id, source=MembershipSource.ADMIN,
                made_at=stage.now, role=role, confirmed_at=stage.now if confirmed else None,
                ended_at=stage.now if ended else None,
            )
        )  # fmt: skip
    return person.id
