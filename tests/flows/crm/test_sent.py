"""What the CRM is sent: every record once, in order, after those it names; and what admins learn if it fails."""

import pytest
from sqlalchemy import select, update

from db.database import Database
from db.models import (
    AccountBlock,
    ClientRole,
    Contact,
    Integration,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    Ticket,
)
from desk import Desk
from desk.organizations import members, organization_verbs
from desk.organizations.record_fields import OrganizationValues
from sandbox.crm import CrmFault
from tests.flows import cast
from tests.flows.acts import answers, filed_and_closed, files
from tests.flows.crm.side import crm_of, make_client, sent
from tests.flows.phone import buttons, words
from tests.flows.stage import Stage, staged
from tests.sql import execute, get, scalars, sole
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("The CRM")
ON = {"organizations__enabled": True}


async def _join(stage: Stage, name: str, organization: int, contact: int) -> None:
    """Make a person a member by a contact."""
    async with stage.database.unit_of_work() as session:
        person = (await session.scalars(select(Person).where(Person.telegram_id == stage.people[name].id))).one()
        desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
        row = await organization_verbs.get_organization(desk, organization)
        found = await organization_verbs.get_contact(desk, contact)
        await members.join_organization(desk, person, row, ClientRole.DIRECTOR, MembershipSource.CONTACT, contact=found)


async def _of_organization(stage: Stage, number: int, organization: int) -> None:
    await execute(stage, update(Ticket).where(Ticket.number == number).values(organization_id=organization))


async def test_a_request_goes_with_everything_it_names_and_every_word_once(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        rita, olga = stage.rita, stage.olga
        organization, contact = await make_client(stage, "+79161234567")
        number = await files(rita, "The till prints nothing")
        await _join(stage, "Rita", organization, contact)
        await _of_organization(stage, number, organization)
        await olga.presses(f"claim:{number}")
        await answers(olga, number, "Which model is it?")
        await olga.writes(f"/note {number} a secret of the team")
        await sent(stage, sender)
        assert crm.complaints == []
        (request,) = [body for (kind, _), body in crm.records.items() if kind == "requests"]
        assert request["subject"] == "The till prints nothing"
        assert (request["status"], request["assignee"], request["requester"]) == ("in_progress", "Olga", "Rita K.")
        assert (request["organization_id"], request["organization_ref"]) == (organization, "O-00001")
        assert (request["contact_id"], request["contact_ref"]) == (contact, "C-00002")
        assert crm.records["contacts", contact]["phone"] == "+79161234567"
        said = [(body["by"], body["text"]) for kind, _, body in crm.log if kind == "messages"]
        assert said == [("requester", "The till prints nothing"), ("team", "Which model is it?")]
        assert "secret" not in str(crm.log)
        before = len(crm.log)
        await sent(stage, sender)
        assert len(crm.log) == before
        assert (await get(stage, Organization, organization)).external_id == "O-00001"
        ticket = await sole(stage, select(Ticket).where(Ticket.number == number))
        assert ticket.external_ref == crm.refs["requests", ticket.id]


async def test_a_request_of_another_system_is_not_named_by_the_crm(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita)) as stage,
        crm_of(stage) as (crm, sender),
    ):
        number = await files(stage.rita, "The lift is stuck")
        shop = Integration(name="Shop", token_hash=b"shop", token_hint="hint", made_at=stage.clock())
        async with stage.database.unit_of_work() as session:
            session.add(shop)
            await session.flush()
            await session.execute(update(Ticket).where(Ticket.number == number).values(system_id=shop.id))
        await sent(stage, sender)
        assert [kind for kind, _, _ in crm.log].count("requests") == 1
        ticket = await sole(stage, select(Ticket).where(Ticket.number == number))
        assert ticket.external_ref is None


async def test_statuses_and_stars_arrive_in_their_order(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita)) as stage,
        crm_of(stage) as (crm, sender),
    ):
        rita, olga = stage.rita, stage.olga
        number = await filed_and_closed(rita, olga, "The lift is stuck")
        await sent(stage, sender)
        told = [(body["old"], body["new"]) for kind, _, body in crm.log if kind == "statuses"]
        assert told[0] == ("new", "assigned")
        assert [new for _, new in told][-2:] == ["resolved", "closed"]
        (request,) = [body for (kind, _), body in crm.records.items() if kind == "requests"]
        assert (request["number"], request["status"]) == (number, "closed")
        assert crm.complaints == []


@IN_BOTH
async def test_a_crm_that_is_away_gets_everything_later_and_admins_are_told_once(
    database: Database, language: str
) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita)) as stage,
        crm_of(stage) as (crm, sender),
        stage.speaking(language),
    ):
        rita, vera = stage.rita, stage.vera
        crm.faults.append(CrmFault(status=503, times=None))
        await files(rita, "The printer is on fire")
        for _ in range(12):
            await sent(stage, sender)
            await stage.pass_time(minutes=2)
        assert piece_of("crm-away") in await vera.reads()
        assert "answered 503" in await vera.reads()
        crm.faults.clear()
        await sent(stage, sender)
        await stage.settle()
        assert await vera.reads() == text_of("crm-back")
        assert [kind for kind, _, _ in crm.log].count("requests") == 1
        await vera.writes("/failed")
        assert await vera.reads() == text_of("failed-empty")


@IN_BOTH
async def test_a_refused_record_is_a_failed_job_until_an_admin_tries_again(database: Database, language: str) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), **ON) as stage,
        crm_of(stage) as (crm, sender),
        stage.speaking(language),
    ):
        vera = stage.vera
        crm.faults.append(CrmFault("/organizations", status=422))
        organization, contact = await make_client(stage)
        await sent(stage, sender)
        assert crm.records == {}
        await vera.writes("/failed")
        listed = await vera.containing(text_of("failed-what", box="to_crm"))
        failed = words(listed)
        assert "answered 422" in failed
        assert "secret" not in failed and "Romashka" not in failed
        await vera.presses(next(b for b in buttons(listed) if b.startswith("retry:")))
        for _ in range(2):
            await stage.pass_time(minutes=1)
            await sent(stage, sender)
        assert list(crm.records) == [("organizations", organization), ("contacts", contact)]


async def test_an_answer_that_was_lost_makes_no_second_record(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        crm.faults.append(CrmFault("/organizations", lost=True))
        organization, _ = await make_client(stage)
        await sent(stage, sender)
        await stage.pass_time(minutes=1)
        await sent(stage, sender)
        assert [kind for kind, _, _ in crm.log] == ["organizations", "contacts"]
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
            await organization_verbs.change_organization(
                desk, organization, OrganizationValues("Romashka LLC", "7707083893")
            )
        await sent(stage, sender)
        assert crm.records["organizations", organization]["name"] == "Romashka LLC"
        assert crm.records["organizations", organization]["ref"] == "O-00001"


async def test_a_message_that_moves_ends_where_it_belongs(database: Database) -> None:
    """Its job of the first request waited while it was split off."""
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita)) as stage,
        crm_of(stage) as (crm, sender),
    ):
        rita, olga = stage.rita, stage.olga
        number = await files(rita, "The lift is stuck")
        await olga.presses(f"claim:{number}")
        receipt = await rita.containing(f"#{number}")
        await rita.writes("And the printer is on fire", reply_to=receipt["message_id"])
        told = await olga.containing("And the printer is on fire")
        await olga.writes("/split", reply_to=told["message_id"])
        await sent(stage, sender)
        texts = {body["text"]: body["request_id"] for (kind, _), body in crm.records.items() if kind == "messages"}
        numbers = {own: body["number"] for (kind, own), body in crm.records.items() if kind == "requests"}
        assert numbers[texts["The lift is stuck"]] == number
        assert numbers[texts["And the printer is on fire"]] == number + 1
        assert crm.complaints == []
        assert [body["text"] for kind, _, body in crm.log if kind == "messages"].count(
            "And the printer is on fire"
        ) == 1


async def _rename(stage: Stage, organization: int, name: str) -> None:
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
        await organization_verbs.change_organization(desk, organization, OrganizationValues(name, "7707083893"))


async def test_a_change_back_arrives_in_a_crm_that_honours_keys(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        crm.strict = True
        crm.faults.append(CrmFault("/organizations", lost=True))
        organization, _ = await make_client(stage)
        for name in ("Romashka", "Vasilek", "Romashka", "Vasilek"):
            await _rename(stage, organization, name)
            await sent(stage, sender)
            await stage.pass_time(minutes=1)
            await sent(stage, sender)
            assert crm.records["organizations", organization]["name"] == name
        assert crm.complaints == []
        assert len([kind for kind, _, _ in crm.log if kind == "organizations"]) == 4


@pytest.mark.parametrize("status", [403, 404, 423])
async def test_one_record_that_the_crm_does_not_have_keeps_no_other_waiting(database: Database, status: int) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        vera = stage.vera
        organization, _ = await make_client(stage)
        await sent(stage, sender)
        crm.faults.append(CrmFault(f"/organizations/{organization}", status=status, times=None))
        await _rename(stage, organization, "Gone there")
        other: int | None = None
        for at in range(30):
            async with stage.database.unit_of_work() as session:
                desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
                if other is None:
                    other = (await organization_verbs.create_organization(desk, OrganizationValues("New 0"))).id
                else:
                    await organization_verbs.change_organization(desk, other, OrganizationValues(f"New {at}"))
            await sent(stage, sender)
            assert crm.records["organizations", other]["name"] == f"New {at}"
            await stage.pass_time(hours=1)
        await stage.settle()
        assert not [said for said in await vera.texts() if piece_of("crm-away") in said]
        await vera.writes("/failed")
        listed = words(await vera.containing(text_of("failed-what", box="to_crm")))
        assert f"organization {organization}: answered {status}" in listed


async def test_a_wrong_address_is_a_crm_that_is_away(database: Database) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga,), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        vera = stage.vera
        crm.faults.append(CrmFault(status=404, times=None))
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.API, None, now=stage.clock(), rules=stage.settings)
            for name in "ABCDEF":
                await organization_verbs.create_organization(desk, OrganizationValues(name))
        for _ in range(12):
            await sent(stage, sender)
            await stage.pass_time(minutes=2)
        await stage.settle()
        assert any(piece_of("crm-away") in said for said in await vera.texts())
        crm.faults.clear()
        for _ in range(12):
            await stage.pass_time(minutes=10)
            await sent(stage, sender)
        assert len([kind for kind, _, _ in crm.log if kind == "organizations"]) == 6
        await vera.writes("/failed")
        assert await vera.reads() == text_of("failed-empty")


@pytest.mark.parametrize("confirmed", [True, False])
async def test_its_answers_set_labels_of_requesters_and_of_confirmed_members(
    database: Database, confirmed: bool
) -> None:
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), **ON) as stage,
        crm_of(stage) as (crm, sender),
    ):
        organization, contact = await make_client(stage, "+79161234567")
        await files(stage.rita, "The till prints nothing")
        crm.labels["requests", 1] = ["Gold", 7, "x" * 41, *(f"label {n}" for n in range(30))]
        await sent(stage, sender)
        labels = select(AccountBlock.labels)
        (found,) = await scalars(stage, labels)
        assert found == ["gold", *(f"label {n}" for n in range(19))]
        await _join(stage, "Rita", organization, contact)
        async with stage.database.unit_of_work() as session:
            if not confirmed:
                await session.execute(update(Membership).values(confirmed_at=None))
            await session.execute(update(Contact).values(position="owner"))
        crm.labels["contacts", contact] = []
        await sent(stage, sender)
        (found,) = await scalars(stage, labels)
        assert (found == []) is confirmed
