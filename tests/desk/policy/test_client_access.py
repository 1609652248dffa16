"""Who leads an organization sees the requests of its people: one rule for single tickets and for lists."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pytest
from sqlalchemy import select, update

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
from desk.policy import FINISHED, permissions, visibility
from tests.desk.cast import PRINTER
from tests.desk.stage import Stage


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
CASES = [
    Case(*one)
    for one in product(ClientRole, _BOTH, _BOTH, (Status.NEW, Status.RESOLVED, Status.CLOSED), _BOTH, _BOTH, _BOTH)
]


@pytest.mark.limit(300)
async def test_one_ticket_and_lists_agree_in_every_case(stage: Stage) -> None:
    rita, member = await stage.person("Rita"), await stage.person("Max")
    number = await stage.files(rita, PRINTER)
    ours, other = await _organization(stage, "Ours"), await _organization(stage, "Other")
    wrong = []
    for case in CASES:
        await _arrange(stage, case, number, ours, other, member.id)
        async with stage.database.sessions() as session:
            ticket, person = await stage.ticket(number), await session.get_one(Person, member.id)
            who = await permissions.get_access(session, ticket, person)
            one = visibility.can_see_ticket(ticket, who)
            listed = select(Ticket.id).where(visibility.is_seen_by_client(person))
            if (one, bool((await session.scalars(listed)).all())) != (case.sees, case.sees):
                wrong.append(case)
            assert not visibility.can_see_kind(EntryKind.NOTE, who)
    assert wrong == []


async def _organization(stage: Stage, name: str) -> int:
    async with stage.database.unit_of_work() as session:
        row = Organization(name=name, folded=name.lower(), created_at=stage.now, updated_at=stage.now)
        session.add(row)
        await session.flush()
        return row.id


async def _arrange(stage: Stage, case: Case, number: int, ours: int, other: int, person_id: int) -> None:
    filed: datetime | None = stage.now if case.filed else None
    async with stage.database.unit_of_work() as session:
        await session.execute(
            update(Ticket).where(Ticket.number == number).values(
                organization_id=ours if case.own else other, status=case.status, filed_at=filed
            )
        )  # fmt: skip
        await session.merge(StoredSetting(key="organizations", value=case.on, version=1, changed_at=stage.now))
        row = await session.get(Membership, 1) or Membership(
            organization_id=ours, person_id=person_id, source=MembershipSource.ADMIN, made_at=stage.now
        )
        row.role, row.confirmed_at = case.role, stage.now if case.confirmed else None
        row.ended_at = stage.now if case.ended else None
        session.add(row)
