"""Organizations, outlets, contacts and members, as the verbs keep them."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from db.models import ClientRole, Contact, Membership, MembershipSource, Organization, Outlet, Person
from desk import Desk, Refused
from desk.organizations import joining, members, organization_verbs, record_fields, registration
from desk.organizations.record_fields import ContactValues, OrganizationValues, OutletValues
from desk.organizations.requisites import FoundOrganization
from tests.desk.stage import Someone, Stage
from tests.sql import get, scalars

INN, OTHER_INN = "7707083893", "500100732259"


async def _create(stage: Stage, vera: Someone, **values: Any) -> int:
    values = {"name": "Romashka", "tax_id": INN} | values
    made = await stage.does(vera, organization_verbs.create_organization, OrganizationValues(**values))
    return int(made.id)


async def test_ids_are_unique_among_those_that_are_there(stage: Stage, vera: Someone) -> None:
    first = await _create(stage, vera, external_id="crm-1")
    with pytest.raises(Refused, match="tax-id-taken"):
        await _create(stage, vera, name="Twin")
    with pytest.raises(Refused, match="external-id-taken"):
        await _create(stage, vera, name="Twin", tax_id=OTHER_INN, external_id="crm-1")
    await stage.does(vera, organization_verbs.remove_organization, first)
    assert await _create(stage, vera, external_id="crm-1") != first


async def test_a_changed_organization_may_keep_its_own_ids(stage: Stage, vera: Someone) -> None:
    key = await _create(stage, vera, external_id="crm-1")

    async def rename(desk: Desk) -> str:
        row = await organization_verbs.get_organization(desk, key)
        values = replace(record_fields.read_organization(row), name="Romashka Plus")
        return (await organization_verbs.change_organization(desk, key, values)).folded

    assert await stage.does(vera, rename) == "romashka plus"


async def test_a_contact_works_in_an_outlet_of_the_same_organization(stage: Stage, vera: Someone) -> None:
    ours, theirs = await _create(stage, vera), await _create(stage, vera, name="Other", tax_id=OTHER_INN)
    outlet = await stage.does(vera, organization_verbs.create_outlet, theirs, OutletValues("Shop 1"))
    wrong = ContactValues("Anna", phone="8 916 123-45-67", outlet_id=outlet.id)
    with pytest.raises(Refused, match="no-such-outlet"):
        await stage.does(vera, organization_verbs.create_contact, ours, wrong)
    made = await stage.does(vera, organization_verbs.create_contact, theirs, wrong)
    assert (made.phone, made.outlet_id) == ("+79161234567", outlet.id)


async def test_an_outlet_has_twenty_lines_of_equipment_at_most(stage: Stage, vera: Someone) -> None:
    key = await _create(stage, vera)
    till = ["Till ATOL 30F, 00106", *[" "] * 30]
    made = await stage.does(vera, organization_verbs.create_outlet, key, OutletValues("1", equipment=till))
    assert made.equipment == ["Till ATOL 30F, 00106"]
    many = OutletValues("2", equipment=["Till"] * 21)
    with pytest.raises(Refused, match="equipment-too-many"):
        await stage.does(vera, organization_verbs.create_outlet, key, many)


async def test_a_removed_organization_takes_its_parts_along_and_ends_memberships(stage: Stage, vera: Someone) -> None:
    rita = await stage.person("Rita")
    key = await _create(stage, vera)
    await stage.does(vera, organization_verbs.create_outlet, key, OutletValues("Shop 1"))
    await stage.does(vera, organization_verbs.create_contact, key, ContactValues("Anna"))
    await join(stage, vera, rita, key, ClientRole.DIRECTOR)
    await stage.does(vera, organization_verbs.remove_organization, key)
    async with stage.database.sessions() as session:
        ends = [
            *await session.scalars(select(Organization.removed_at)),
            *await session.scalars(select(Outlet.removed_at)),
            *await session.scalars(select(Contact.removed_at)),
            *await session.scalars(select(Membership.ended_at)),
        ]
    assert ends == [stage.now] * 4


async def join(stage: Stage, vera: Someone, who: Someone, key: int, role: ClientRole, *, confirmed: bool = True) -> int:
    """Make somebody a member; return the membership."""

    async def verb(desk: Desk) -> int:
        person = await desk.session.get_one(Person, who.id)
        organization = await organization_verbs.get_organization(desk, key)
        source = MembershipSource.ADMIN if confirmed else MembershipSource.TAX_ID
        return (await members.join_organization(desk, person, organization, role, source, confirmed=confirmed)).id

    return int(await stage.does(vera, verb))


async def test_who_is_confirmed_keeps_the_role_when_joining_again(stage: Stage, vera: Someone) -> None:
    rita = await stage.person("Rita")
    key = await _create(stage, vera)
    said = await join(stage, vera, rita, key, ClientRole.USER, confirmed=False)
    assert await join(stage, vera, rita, key, ClientRole.DIRECTOR) == said
    assert await join(stage, vera, rita, key, ClientRole.USER) == said
    row = await get(stage, Membership, said)
    assert (row.role, row.confirmed_at, row.source) == (ClientRole.DIRECTOR, stage.now, MembershipSource.ADMIN)


async def test_nobody_gets_a_role_before_being_confirmed(stage: Stage, vera: Someone) -> None:
    rita = await stage.person("Rita")
    key = await _create(stage, vera)
    said = await join(stage, vera, rita, key, ClientRole.USER, confirmed=False)

    async def promote(desk: Desk) -> None:
        await members.change_role(desk, await members.get_membership(desk, said), ClientRole.DIRECTOR)

    with pytest.raises(Refused, match="member-unconfirmed"):
        await stage.does(vera, promote)


@pytest.mark.parametrize(("email", "is_one"), [("a@b", True), ("@b.c", False), ("a.b@", False), ("ab.c", False)])
async def test_an_address_has_something_on_both_sides(stage: Stage, vera: Someone, email: str, is_one: bool) -> None:
    key = await _create(stage, vera)
    adding = stage.does(vera, organization_verbs.create_contact, key, ContactValues("Kim", email=email))
    if is_one:
        assert (await adding).email == email
        return
    with pytest.raises(Refused, match="email-wrong"):
        await adding


async def test_what_a_service_says_of_who_is_gone_makes_no_organization(stage: Stage, rita: Someone) -> None:
    stage.with_rules(organizations__enabled=True, organizations__looks_up=True)
    found = FoundOrganization("Romashka LLC")
    await stage.does(rita, registration.take_tax_id_answer, rita.id, "7707083893", found)
    assert await scalars(stage, select(Organization)) == []


async def test_others_with_a_number_are_named_and_not_who_has_it(stage: Stage, vera: Someone) -> None:
    key = await _create(stage, vera)
    anna, boris = (ContactValues(name, phone="+79161234567") for name in ("Anna", "Boris"))
    made = await stage.does(vera, organization_verbs.create_contact, key, anna)
    await stage.does(vera, organization_verbs.create_contact, key, boris)
    async with stage.database.reading() as session:
        assert await joining.list_other_contacts(session, made.id, made.phone) == ["Boris"]
