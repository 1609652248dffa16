"""Names typed into the search: whom it finds among namesakes, what is typed under a key, and who learns of whom."""

from typing import Any

import pytest
from sqlalchemy import select, text, update

from db.models import (
    AccountBlock,
    AccountSource,
    ClientRole,
    Contact,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    Profile,
    Ticket,
)
from desk.policy.permissions import Grant
from desk.policy.ticket_list import TICKETS, TicketFilters, read_as_staff
from desk.queries.panel.named_in_search import Named, choose_named, drop_key, find_names, write_key
from desk.queries.panel.tickets import name_filters
from desk.queries.people import match_names
from tests.desk.stage import Someone, Stage
from tests.sql import add

_MANY = """insert into people (telegram_id, role, name, created_at)
  select 5000 + n, 'requester', 'Rita', now() from generate_series(1, 60) as n"""


async def _find(stage: Stage, who: Someone, words: str, state: str = "all") -> list[tuple[object, int]]:
    async with stage.database.reading() as session:
        viewer, chosen = await session.get_one(Person, who.id), TicketFilters(state, q=words)
        return [(one.id, one.count) for one in await find_names(session, viewer, chosen, "en", now=stage.now)]


async def _choose(stage: Stage, who: Someone, words: str, **more: Any) -> TicketFilters:
    async with stage.database.reading() as session:
        viewer, chosen = await session.get_one(Person, who.id), TicketFilters(q=words, **more)
        return await choose_named(session, viewer, chosen, "en", now=stage.now)


@pytest.mark.parametrize("state", ["open", "all"])
async def test_who_has_tickets_is_found_among_many_namesakes(
    stage: Stage, rita: Someone, vera: Someone, state: str
) -> None:
    await stage.files(rita, "The lamp in the lobby is broken")
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_MANY))
    for words in ("rita", "R", "@rita", "requester:rita", 'АВТОР:"rita"'):
        assert await _find(stage, vera, words, state) == [(rita.id, 1)], words
    for words in ("", "%", "ri_a", "rita\u202e", "q " * 2000, "requester:", 'requester:""', "requester:%"):
        assert await _find(stage, vera, words, state) == [], words
    assert await _choose(stage, vera, "requester:rita") == TicketFilters(requester=rita.id)


async def test_what_is_typed_under_a_key_is_a_filter_if_only_one_can_be_meant(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    lena = await stage.person("Rita Klein")
    acme, more = [
        Organization(name=name, folded=name.casefold(), created_at=stage.now, updated_at=stage.now)
        for name in ("Acme", "Acme Retail")
    ]
    await add(stage, acme, more)
    lamp, door = await stage.files(rita, "The lamp is broken"), await stage.files(lena, "The door is stuck")
    await stage.change(lamp, tags=["VIP"], organization_id=acme.id, origin=Origin.MAIL)
    await stage.change(door, tags=["vip-2"], organization_id=more.id)
    for words, chosen in (
        ("requester:klein lamp", TicketFilters(q="lamp", requester=lena.id)),
        ("cold requester:Rita lamp", TicketFilters(q="cold lamp", requester=rita.id)),
        ('организация:"acme  retail"', TicketFilters(organization=more.id)),
        ("organization:acme label:vip", TicketFilters(organization=acme.id, label="VIP")),
        ("label:2 Канал:почта", TicketFilters(label="vip-2", channel=Origin.MAIL)),
        ("channel:telegram", TicketFilters(channel=Origin.TELEGRAM)),
    ):
        assert await _choose(stage, vera, words) == chosen, words
    for words in ("requester:rit", "label:vi", "organization:acm", "label:gone", "channel:radio", "a:b", '"label:vip"'):
        assert await _choose(stage, vera, words) == TicketFilters(q=words), words
    assert {key for key, _ in await _find(stage, vera, "requester:rit")} == {rita.id, lena.id}
    typed = write_key(Named.LABEL, ' a "b" c')
    assert drop_key(f"lamp {typed} now") == "lamp now"


async def test_the_label_of_a_requester_is_one_of_their_tickets(stage: Stage, rita: Someone, vera: Someone) -> None:
    lena = await stage.person("Lena")
    own, theirs, _ = [await stage.files(one, "The lamp is broken") for one in (lena, rita, lena)]
    await stage.change(own, tags=["Gold"])
    await add(stage, AccountBlock(person_id=rita.id, labels=["gold"], source=AccountSource.PUSH))
    async with stage.database.reading() as session:
        reader = read_as_staff(await session.get_one(Person, vera.id), stage.now)
        asked = select(Ticket.id).where(TICKETS.match(reader, TicketFilters("all", label="Gold"))).order_by(Ticket.id)
        assert list(await session.scalars(asked)) == sorted([own, theirs])
    assert await _choose(stage, vera, "label:gold") == TicketFilters(q="label:gold"), "two are written otherwise"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Chen Mira", "AB"), ("mira CHEN", "AB"), ("чён", "C"), ("алена чен", "C"), ("Алёна", "C"), ("mira kim", ""),
        ("castell", "D"), ("Mo Castell", "D"), ("mo", "D"), ("m o", "D"),
    ],
)  # fmt: skip
async def test_people_are_found_by_their_whole_names(stage: Stage, vera: Someone, words: str, found: str) -> None:
    people = {
        "A": await stage.person("Mira C."), "B": await stage.person("Mira", full_name="Mira Chen"),
        "C": await stage.person("Алена"), "D": await stage.person("Mo"),
    }  # fmt: skip
    firm = Organization(name="Acme", folded="acme", created_at=stage.now, updated_at=stage.now)
    await add(stage, Profile(person_id=people["C"].id, full_name="Чен Алёна"), firm)
    contact = Contact(organization_id=firm.id, name="Mo Castell", created_at=stage.now, updated_at=stage.now)
    await add(stage, contact)
    of = {"organization_id": firm.id, "person_id": people["D"].id, "contact_id": contact.id, "role": ClientRole.USER}
    await add(stage, Membership(**of, source=MembershipSource.CONTACT, made_at=stage.now, confirmed_at=stage.now))
    async with stage.database.reading() as session:
        asked = select(Person.id).where(match_names(words), Person.id != vera.id)
        there = set(await session.scalars(asked))
    assert "".join(letter for letter, one in people.items() if one.id in there) == found
    if words == "castell":
        async with stage.database.unit_of_work() as session:
            await session.execute(update(Contact).values(removed_at=stage.now))
            assert not list(await session.scalars(asked)), "a contact that was removed names nobody"


async def test_who_sees_no_ticket_of_somebody_reads_no_name(stage: Stage, rita: Someone, olga: Someone) -> None:
    await stage.files(rita, "The lamp in the lobby is broken")
    async with stage.database.unit_of_work() as session:
        await session.execute(update(Person).where(Person.id == olga.id).values(grants={Grant.SEE_ALL: False}))
        me, chosen = await session.get_one(Person, olga.id, populate_existing=True), TicketFilters(requester=rita.id)
        assert (await name_filters(session, me, chosen, "en"))["requester"] == "Rita", "nobody has it: it is theirs"
        await session.execute(text("update tickets set assignee_id = requester_id, tags = array['vip']"))
        assert (await name_filters(session, me, chosen, "en"))["requester"] == "not found"
    for words in ("rita", "requester:rita", "label:vip"):
        assert await _find(stage, olga, words) == [], words
