"""The people of two organizations: they register, ask and answer while their roles change and end. Their words must
stay where they belong, which `verdict_clients` looks up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from db.models import ClientRole, Membership, MembershipSource, Organization, Origin, Person
from desk import Desk
from desk.organizations import members, organization_verbs
from desk.organizations.record_fields import ContactValues, OrganizationValues
from tests.chaos.cast import NORA, buttons
from tests.chaos.city import VERA, City, now
from tests.chaos.company import STANDS_ON, Company, MissedError
from tests.chaos.ledger import Means
from tests.rules import rules_with

Row = dict[str, Any]
ALPHA, BETA = "Alpha", "Beta"
ADA, BEN, CYD, DOT, EVE = 701, 702, 703, 704, 705
PEOPLE = {ADA: ("Ada", ALPHA, "director"), BEN: ("Ben", ALPHA, "cashier"), CYD: ("Cyd", BETA, "cashier"),
          DOT: ("Dot", BETA, "director"), EVE: ("Eve", ALPHA, "cashier")}  # fmt: skip
"""Name, organization and position, by Telegram id. Eve asks in the calm only: her requests join no earlier one."""
_ACTING = (ADA, BEN, CYD, DOT)
_AT_WORK = ("assigned", "in_progress", "reopened", "new")
_REGISTERED = """
select r.person_id from profiles r join people p on p.id = r.person_id
where p.telegram_id = :person and r.registered_at is not null
"""
_MEMBER = """
select m.role, m.id from memberships m join people p on p.id = m.person_id
where p.telegram_id = :person and m.ended_at is null and m.confirmed_at is not null
"""
_RECORDED = "select 1 from messages where chat_id = :chat and message_id = :message"
_OF_NUMBER = "select o.name from tickets t join organizations o on o.id = t.organization_id where t.number = :number"


class Clients(Company):
    """All four. `hidden`: marks that somebody must not have read, as they had lost their role before."""

    def __init__(self, city: City, cast: Any, ledger: Any, seed: int) -> None:
        super().__init__(city, cast, ledger, seed)
        self.dice = random.Random(f"clients {seed}")
        self.hidden: list[tuple[int, str]] = []

    async def pass_by(self, over: asyncio.Event, *, pause: float) -> None:
        """Act until the day is over; what is not possible at that moment is left."""
        acts: list[tuple[Callable[[], Awaitable[None]], int]] = [
            (self._registers, 5), (self._asks, 6), (self._answers, 6), (self._changes_role, 2), (self._leaves, 1),
        ]  # fmt: skip
        while not over.is_set():
            act = self.dice.choices([one for one, _ in acts], [weight for _, weight in acts])[0]
            with suppress(SQLAlchemyError, OSError, AssertionError):
                await act()
            await asyncio.sleep(self.dice.expovariate(1 / pause))

    async def _registers(self) -> None:
        await self.registers(self.dice.choice(_ACTING))

    async def registers(self, person: int) -> None:
        """`/register`, and the number by its button."""
        await self.writes(person, "/register")
        await asyncio.sleep(self.dice.choice((0.0, 0.3, 1.0)))
        contact = {"phone_number": get_number(person), "first_name": PEOPLE[person][0], "user_id": person}
        await self.city.telegram.do("message", person=person, content={"contact": contact})

    async def _asks(self) -> None:
        await self.says(self.dice.choice(_ACTING), Means.ASKED, before="/new ")

    async def _answers(self) -> None:
        """A director replies to a notice of somebody's request, as long as they are one or not."""
        person = self.dice.choice((ADA, DOT))
        notices = [one for one in self.city.from_bot(person)[-20:] if any(b.startswith("open:") for b in buttons(one))]
        if notices:
            await self._replies(person, self.dice.choice(notices))

    async def _replies(self, person: int, message: Row) -> str:
        """Their word, which is no word of the ledger: where it goes depends on what they are by then."""
        mark = self.ledger.mark()
        await self.writes(person, f"{mark} and it is urgent", to=message["message_id"])
        return mark

    async def _changes_role(self) -> None:
        person = self.dice.choice(_ACTING)
        await self.gets_role(person, self.dice.choice(list(ClientRole)))

    async def gets_role(self, person: int, role: ClientRole) -> None:
        """Vera gives them another role, in the middle of whatever they do."""
        async with self.city.database.unit_of_work() as session:
            desk = await make_desk(session)
            for membership in await _find_memberships(session, person):
                await members.change_role(desk, membership, role)

    async def _leaves(self) -> None:
        await self.leaves(self.dice.choice(_ACTING))

    async def _let_in(self, person: int) -> None:
        """Vera makes them a member of their organization."""
        async with self.city.database.unit_of_work() as session:
            desk = await make_desk(session)
            row = (await session.scalars(select(Person).where(Person.telegram_id == person))).one()
            theirs = select(Organization).where(Organization.name == PEOPLE[person][1])
            organization = (await session.scalars(theirs)).one()
            await members.join_organization(desk, row, organization, ClientRole.USER, MembershipSource.ADMIN)

    async def leaves(self, person: int) -> None:
        """Vera removes them from their organization."""
        async with self.city.database.unit_of_work() as session:
            desk = await make_desk(session)
            for membership in await _find_memberships(session, person):
                await members.end_membership(desk, membership)

    async def in_the_calm(self) -> None:
        """Ada reads and answers what Eve asks, until she is no member any more; after that nothing."""
        self.calm = True
        try:
            await self._calm()
        except MissedError as miss:
            self.ledger.complaints.append(f"in the calm never happened: {miss}")

    async def _calm(self) -> None:
        for person in (ADA, EVE):
            await self._is_member(person)
        await self.gets_role(ADA, ClientRole.DIRECTOR)
        number = await self.files(EVE, "the till prints nothing")
        found = await self.asked(_OF_NUMBER, number=number)
        if found.get("name") != ALPHA:
            self.ledger.complaints.append(f"#{number} of Eve's is for {found.get('name')}")
            return
        await self.writes(NORA, f"/claim {number}")
        await self.becomes(number, *_AT_WORK)
        notice = await self.until(lambda: self._notice(ADA, number), f"Ada is told of #{number}")
        known = {"chat": ADA, "message": notice["message_id"]}
        await self.sees(lambda: self.row(_RECORDED, **known), f"it is recorded what Ada was told of #{number}")
        mark = await self._replies(ADA, notice)
        await self.sees(lambda: self._stands(mark, number), f"Ada's {mark} stands on #{number}")
        await self.leaves(ADA)
        late = await self._replies(ADA, notice)
        word = await self.says(EVE, Means.ASKED, to=await self._receipt(EVE, number))
        await self.stored(word)
        self.hidden += [(ADA, word.mark), (EVE, late)]
        await self.registers(ADA)

    async def _is_member(self, person: int) -> None:
        """They register; whom Vera had removed, she lets in again, as a number that left does not come back alone."""
        if not (await self.asked(_MEMBER, person=person)).get("id"):
            await (self._let_in(person) if await self.asked(_REGISTERED, person=person) else self.registers(person))
        await self.sees(lambda: self.row(_MEMBER, person=person), f"{PEOPLE[person][0]} is a member")

    async def _receipt(self, person: int, number: int) -> int:
        named = f"#{number}"
        seen = await self.until(lambda: [m for m in self.city.from_bot(person) if named in str(m.get("text"))], named)
        return int(seen[-1]["message_id"])

    def _notice(self, person: int, number: int) -> Row | None:
        return next((one for one in self.city.from_bot(person) if f"open:{number}" in buttons(one)), None)

    async def _stands(self, mark: str, number: int) -> bool:
        return (await self.row(STANDS_ON, mark=rf"\m{mark}\M")).get("number") == number


def get_number(person: int) -> str:
    """Their phone number, as Telegram tells it."""
    return f"7916123{person:04}"


async def make_desk(session: Any) -> Desk:
    """Vera at her desk. By its verbs: how a role is pressed is no subject of these days."""
    vera = (await session.scalars(select(Person).where(Person.telegram_id == VERA))).one()
    return Desk(session, Origin.TELEGRAM, vera, now=now(), rules=rules_with(board__enabled=True))


async def _find_memberships(session: Any, person: int) -> list[Membership]:
    mine = select(Membership).join(Person, Person.id == Membership.person_id).where(Person.telegram_id == person)
    live = mine.where(Membership.ended_at.is_(None), Membership.confirmed_at.is_not(None))
    return list(await session.scalars(live.with_for_update(of=Membership)))


async def assemble(city: City) -> None:
    """Both organizations have contacts with the numbers of their people, who are still nobody to the desk."""
    await city.telegram.do("message", person=VERA, text="/settings organizations on")
    async with city.database.unit_of_work() as session:
        desk = await make_desk(session)
        rows = {
            name: await organization_verbs.create_organization(desk, OrganizationValues(name)) for name in (ALPHA, BETA)
        }
        for person, (name, where, position) in PEOPLE.items():
            values = ContactValues(name, phone=f"+{get_number(person)}", position=position)
            await organization_verbs.create_contact(desk, rows[where].id, values)
    for person, (name, _, _) in PEOPLE.items():
        await city.telegram.do("person", id=person, first_name=name, language_code="en")
