"""An import tells nobody, goes on where it was cut, makes nothing twice, and can be taken back but for what people did
since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

import pytest
from sqlalchemy import text

from db.models import (
    Base,
    ClientRole,
    Contact,
    CrmState,
    ExternalPerson,
    Integration,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    Role,
    Rule,
    Ticket,
)
from desk import Desk
from desk.importing import people, previewing, undoing, writing
from desk.importing.records import PastEntry, PastFile, PastKind, PastPerson, PastState, PastTicket
from desk.integrations import own_systems
from desk.merging import merging
from desk.metrics import facts
from desk.privacy import erasing
from desk.staff import board_accounts
from desk.tickets import fields
from tests.desk.stage import Someone, Stage
from tests.sql import add
from tests.texts import text_of

FIRST = datetime(2024, 2, 28, 22, tzinfo=UTC)
MADE = {"people", "tickets", "entries", "files", "blobs", "blob_pieces", "history", "imported_rows"}


def _ticket(n: int, **more: Any) -> PastTicket:
    at, who = FIRST + timedelta(hours=n), PastPerson(f"Rita {n % 7}", 5000 + n % 7)
    said = [
        PastEntry(at, PastKind.QUESTION, f"The printer {n} is out\x00 of paper", who, [PastFile("a.txt", "a.txt")]),
        PastEntry(at + timedelta(hours=1), PastKind.ANSWER, "Take some of mine", PastPerson("Olga")),
        PastEntry(at + timedelta(hours=2), PastKind.NOTE, "Again!", PastPerson("Who has left")),
    ]
    given = {"requester": who, "entries": said, "labels": ("paper",), **more}
    return PastTicket(f"k{n}", f"line {n}", at, **given)


def _open_file(_: PastFile) -> BinaryIO:
    return BytesIO(b"a page")


class Importer:
    """Runs of one source."""

    def __init__(self, stage: Stage, *, keeps_open: bool = False) -> None:
        self.stage = stage
        self.run = people.Run("old desk", stage.now, keeps_open)

    def desk(self, session: Any) -> Desk:
        return Desk(session, Origin.IMPORT, None, now=self.stage.now, rules=self.stage.rules)

    async def writes(self, tickets: Sequence[PastTicket], open_file: Any = _open_file) -> writing.Written:
        async with self.stage.database.unit_of_work() as session:
            desk = self.desk(session)
            return await writing.write_batch(desk, self.run, tickets, await people.load_known(desk), open_file)

    async def undoes(self) -> tuple[int, list[int], int]:
        """Undo all; how many tickets went, which stay, how many people went."""
        kept, gone = list[int](), list[int]()
        for undo in (undoing.undo_batch, undoing.undo_people):
            after = 0
            gone.append(0)
            while after is not None:
                async with self.stage.database.unit_of_work() as session:
                    found = await undo(self.desk(session), "old desk", after)
                after = found.after if found is not None else None
                gone[-1] += found.deleted if found is not None else 0
                kept += found.kept if found is not None else ()
        return gone[0], kept, gone[1]


async def _count(stage: Stage) -> Counter[str]:
    async with stage.database.unit_of_work() as session:
        tables = [
            f"select '{name}', count(*) from {name}"  # noqa: S608
            for name in Base.metadata.tables
        ]
        return Counter(dict((await session.execute(text(" union all ".join(tables)))).all()))


async def _let_everybody_listen(stage: Stage) -> None:
    """A CRM, an integration and a rule that would hear of each ticket."""
    named = {"token_hash": b"x", "token_hint": "x", "scopes": ["all:read", "events"], "made_at": stage.now}
    await add(stage, *(CrmState(id=1), Integration(name="Shop", **named)))
    of_rule = {"event": "filed", "actions": [{"action": "label", "label": "x"}], "made_at": stage.now}
    await add(stage, Rule(name="All", enabled=True, changed_at=stage.now, **of_rule))


async def test_two_hundred_tickets_come_cut_in_the_middle_and_nobody_hears_of_it(stage: Stage, olga: Someone) -> None:
    await _let_everybody_listen(stage)
    before, importer, tickets = await _count(stage), Importer(stage), [_ticket(n) for n in range(200)]
    await importer.writes(tickets[:120])
    opened = iter(range(30))

    def cut_off(file: PastFile) -> BinaryIO:
        next(opened)
        return _open_file(file)

    with pytest.raises(RuntimeError, match="StopIteration"):
        await importer.writes(tickets[120:], cut_off)
    done = await importer.writes([*tickets, tickets[150]])
    assert (done.known, done.tickets, done.entries, done.files) == (121, 80, 240, 80)
    added = await _count(stage) - before
    assert added == {
        "people": 7, "tickets": 200, "entries": 600, "files": 200, "blobs": 200, "blob_pieces": 1, "history": 1000,
        "imported_rows": 207,
    }  # fmt: skip
    async with stage.database.unit_of_work() as session:
        assert await facts.refresh_facts(session, stage.rules, stage.now) == 200
    stage.later(days=400)
    assert await stage.ticks() == 0
    assert (await _count(stage)).keys() - before.keys() <= MADE | {"ticket_facts", "ticket_spans"}
    one = (await stage.tickets())[3]
    moments = [one.created_at, one.filed_at, one.claimed_at, one.first_response_at, one.ended_at, one.updated_at]
    assert [at - FIRST for at in moments if at is not None] == [timedelta(hours=n) for n in (3, 3, 4, 4, 5, 5)]
    assert (one.status, one.assignee_id, one.needs_answer, one.tags) == ("closed", olga.id, False, ["paper"])
    said = await stage.entries(one.number)
    assert [(entry.author_name, entry.author_id) for entry in said] == [
        ("Rita 3", one.requester_id), ("Olga", olga.id), ("Who has left", None),
    ]  # fmt: skip
    assert said[0].body == "The printer 3 is out\ufffd of paper"


async def test_it_is_taken_back_for_a_day_but_for_what_people_did_since(stage: Stage, olga: Someone) -> None:
    before = await _count(stage)
    stage._people = 5000
    known = await stage.person("Rita 1")
    importer = Importer(stage)
    await importer.writes([_ticket(n) for n in range(14)])
    numbers = [one.number for one in await stage.tickets()]
    assert [one.number for one in await stage.tickets(known)] == [numbers[1], numbers[8]]
    await stage.does(olga, fields.set_tags, numbers[3], ["mine"])
    async with stage.database.unit_of_work() as session:
        await facts.refresh_facts(session, stage.rules, stage.now)
    assert await importer.undoes() == (13, [numbers[3]], 5)
    left = await _count(stage) - before
    assert (left["tickets"], left["people"], left["entries"], left["imported_rows"]) == (1, 2, 3, 2)
    assert left["ticket_facts"] <= 1
    await importer.writes([_ticket(0)])
    stage.later(days=1, seconds=1)
    assert await importer.undoes() == (0, [], 0)


async def test_a_ticket_is_open_only_where_that_was_asked_for(stage: Stage, olga: Someone) -> None:
    states = [PastState.OPEN, PastState.PENDING, PastState.CLOSED, PastState.CANCELLED]
    await Importer(stage).writes([_ticket(0, state=PastState.OPEN)])
    await Importer(stage, keeps_open=True).writes([_ticket(n, state=one) for n, one in enumerate(states, start=1)])
    made = await stage.tickets()
    assert [one.status for one in made] == ["closed", "in_progress", "pending", "closed", "cancelled"]
    timers = [(one.remind_at, one.escalate_at, one.close_at, one.broadcast_due_at, one.policy_version) for one in made]
    assert set(timers) == {(None,) * 5}


async def test_an_address_joins_only_who_has_proved_it(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        mailbox = {"name": "✉️ E-mail", "door": "mail", "token_hash": b"m", "token_hint": "m", "made_at": stage.now}
        session.add_all([one := Integration(**mailbox), rita := Person(name="Rita", created_at=stage.now)])
        await session.flush()
        named = {"external_id": "rita@example.org", "made_at": stage.now}
        session.add(ExternalPerson(system_id=one.id, person_id=rita.id, **named))
        rita_id = rita.id
    people_ = [PastPerson("R", email="rita@example.org"), PastPerson("R", email="eve@example.org"), PastPerson("Rita")]
    await Importer(stage).writes([_ticket(n, requester=people_[n % 3]) for n in range(6)])
    async with stage.database.unit_of_work() as session:
        shown = (
            "select requester_id, external_id from tickets t left join external_people e on e.id = t.external_person_id"
        )
        made = [tuple(row) for row in await session.execute(text(f"{shown} order by number"))]
        assert await session.scalar(text("select count(*) from memberships")) == 0
    assert (made[0][0], made[:3]) == (rita_id, made[3:])
    assert [address for _, address in made[:3]] == ["rita@example.org", "claimed eve@example.org", None]
    assert len({requester for requester, _ in made}) == 3


async def test_what_cannot_be_stored_as_it_is_stays_readable(stage: Stage) -> None:
    long = PastEntry(FIRST, PastKind.QUESTION, "word \ud83d" * 9000, PastPerson("R"), [PastFile("../gone.exe", None)])
    done = await Importer(stage).writes([_ticket(0, entries=[long])], lambda file: "not in the export")
    async with stage.database.unit_of_work() as session:
        files = (await session.execute(text("select name, lack, size from files order by ordinal"))).all()
    assert [tuple(one) for one in files] == [("_gone.exe", "lost", None), ("message.txt", None, 54000)]
    assert [(one.where, one.why) for one in done.unread] == [("line 0", "file “_gone.exe”: not in the export")]


async def test_a_name_that_looks_like_somebodys_id_or_address_is_a_name(stage: Stage, olga: Someone) -> None:
    named = [PastPerson("5001", key="5001"), PastPerson("r@x.org", key="r@x.org")]
    proven = [PastPerson("Rita", 5001), PastPerson("Rita", email="r@x.org", key="r@x.org")]
    tickets = [_ticket(n, requester=who) for n, who in enumerate([*named, *proven, *named])]
    for one in tickets:
        await Importer(stage).writes([one])
    made = [one.requester_id for one in await stage.tickets()]
    assert (made[:2], len(set(made))) == (made[4:], 4)


async def test_who_writes_again_about_an_open_one_that_nobody_has_is_heard(stage: Stage, olga: Someone) -> None:
    stage._people = 5000
    rita = await stage.person("Rita 1")
    said = [PastEntry(FIRST, PastKind.QUESTION, "Dark", PastPerson("Rita 1", 5001))]
    await Importer(stage, keeps_open=True).writes([_ticket(1, entries=said, state=PastState.OPEN)])
    await stage.says(rita, "It is still dark in there")
    assert [one["slot"] for one in await stage.letters(olga)] == [f"card:{(await stage.tickets())[0].number}"]


async def test_a_longer_export_adds_what_is_new(stage: Stage, olga: Someone) -> None:
    importer, shorter = Importer(stage), _ticket(1)
    again = PastEntry(FIRST + timedelta(hours=30), PastKind.QUESTION, "Out again", shorter.requester)
    late = PastEntry(FIRST + timedelta(hours=1, minutes=1), PastKind.QUESTION, "Between", shorter.requester)
    await importer.writes([shorter])
    longer = _ticket(1, entries=[*shorter.entries, again])
    done = await importer.writes([longer])
    assert (done.tickets, done.known, done.entries, done.unread) == (0, 1, 1, [])
    assert (await importer.writes([longer])).entries == 0
    [made] = await stage.tickets()
    assert [one.body for one in await stage.entries(made.number)][-2:] == ["Again!", "Out again"]
    assert made.last_entry_at == made.requester_spoke_at == again.at
    done = await importer.writes([_ticket(1, entries=[shorter.entries[0], late, *shorter.entries[1:], again])])
    assert [one.why for one in done.unread] == ["1 messages are older than the newest that is here: left out"]
    assert await importer.undoes() == (1, [], 1)


async def test_a_longer_export_adds_to_what_was_said_before_the_ticket_was_made(stage: Stage) -> None:
    """As programs do that make a ticket of a chat: its first words are older than itself."""
    importer, who = Importer(stage), PastPerson("Rita", 5001)
    said = [PastEntry(FIRST + timedelta(minutes=n), PastKind.QUESTION, f"Dark {n}", who) for n in range(3)]
    past = replace(_ticket(0, requester=who, entries=said), created_at=FIRST + timedelta(minutes=1))
    await importer.writes([replace(past, entries=said[:2])])
    done = await importer.writes([past])
    assert (done.entries, done.unread) == (1, [])
    [made] = await stage.tickets()
    assert [one.body for one in await stage.entries(made.number)] == ["Dark 0", "Dark 1", "Dark 2"]


async def test_a_key_of_another_person_joins_nothing(stage: Stage) -> None:
    importer, eve = Importer(stage), PastPerson("Eve", 7000)
    await importer.writes([_ticket(1)])
    more = PastEntry(FIRST + timedelta(hours=30), PastKind.QUESTION, "Of Eve", eve)
    done = await importer.writes([_ticket(1, requester=eve, entries=[more])])
    assert (done.tickets, done.entries) == (0, 0)
    assert ["another person's" in one.why for one in done.unread] == [True]
    assert len(await stage.tickets()) == 1


@pytest.mark.parametrize(
    "who", [PastPerson("Rita", 5001), PastPerson("Rita", email="rita@example.org"), PastPerson("Rita", key="r")]
)
async def test_who_was_erased_does_not_come_back_with_an_older_ticket(stage: Stage, who: PastPerson) -> None:
    async with stage.database.unit_of_work() as session:
        await own_systems.get_or_create_system(session, own_systems.MAIL, stage.now)
    importer, other = Importer(stage), PastPerson("Sam", 5002)
    await importer.writes([_ticket(1, requester=who, entries=[PastEntry(FIRST, PastKind.QUESTION, "Dark", who)])])
    [made] = await stage.tickets()
    async with stage.database.unit_of_work() as session:
        await erasing.erase_person(importer.desk(session), made.requester_id, since=stage.now)
    after = PastEntry(stage.now + timedelta(hours=1), PastKind.QUESTION, "Dark again", who)
    meant = PastEntry(FIRST, PastKind.QUESTION, "Ask Rita", other)
    theirs = [meant, PastEntry(FIRST, PastKind.QUESTION, "As I said", who)]
    stage.later(hours=2)
    done = await importer.writes(
        [
            _ticket(2, requester=who, entries=[PastEntry(FIRST, PastKind.QUESTION, "Darker", who)]),
            _ticket(3, requester=other, entries=theirs),
            replace(_ticket(4, requester=who, entries=[after]), created_at=after.at),
        ]
    )
    assert [(one.where, one.why) for one in done.unread] == [
        (f"line {n}", "messages left out, as their author was erased later: 1") for n in (2, 3)
    ]
    bodies = [[said.body for said in await stage.entries(one.number)] for one in await stage.tickets()]
    assert bodies == [[""], ["Ask Rita"], ["Dark again"]]
    async with stage.database.unit_of_work() as session:
        assert [one.tickets for one in await undoing.list_sources(importer.desk(session))] == [3]
        back = (await stage.tickets())[-1].requester_id
        await erasing.erase_person(importer.desk(session), back, since=stage.now)
    done = await importer.writes([replace(_ticket(5, requester=who, entries=[after]), created_at=after.at)])
    assert (done.tickets, len(done.unread)) == (0, 1)


async def test_who_was_erased_is_known_by_all_that_was_known_of_them(stage: Stage, olga: Someone) -> None:
    """An id, each address and the key of an import, also of a row that was joined to theirs; the preview says so."""
    importer, me = Importer(stage), PastPerson("Rita", 5001)
    keyed, sent, left, noted = (PastPerson("Rita", key="r"), *(PastPerson("Rita", email=f"{one}@example.org")
                                for one in ("sent", "left", "noted")))  # fmt: skip
    async with stage.database.unit_of_work() as session:
        mailbox = await own_systems.get_or_create_system(session, own_systems.MAIL, stage.now)
        firm = Organization(name="Acme", folded="acme", created_at=stage.now, updated_at=stage.now)
        session.add(firm)
        await session.flush()
        contact = Contact(organization_id=firm.id, name="Rita", email="Noted@example.org", created_at=stage.now,
                          updated_at=stage.now)  # fmt: skip
        session.add(contact)
        await session.flush()
        system, firm_id, contact_id = mailbox.id, firm.id, contact.id
    at = [PastEntry(FIRST, PastKind.QUESTION, "Dark", who) for who in (me, keyed)]
    await importer.writes([_ticket(n, requester=one.author, entries=[one]) for n, one in enumerate(at)])
    mine, other = await stage.tickets()
    async with stage.database.unit_of_work() as session:
        desk, rita = importer.desk(session), await session.get_one(Person, mine.requester_id)
        await board_accounts.merge_people(desk, await session.get_one(Person, other.requester_id), rita)
        session.add(ExternalPerson(system_id=system, external_id=str(sent.email), person_id=rita.id, made_at=stage.now))
        session.add(Membership(organization_id=firm_id, person_id=rita.id, role=ClientRole.USER,
                               source=MembershipSource.CONTACT, contact_id=contact_id, made_at=stage.now))  # fmt: skip
        (await session.get_one(Ticket, mine.id)).context = {text_of("webform-mail-label"): str(left.email)}
    async with stage.database.unit_of_work() as session:
        await erasing.erase_person(importer.desk(session), mine.requester_id, since=stage.now)
    again = [
        _ticket(n, requester=who, entries=[PastEntry(FIRST, PastKind.QUESTION, "Darker", who)])
        for n, who in enumerate((me, keyed, sent, left, noted, PastPerson("Rita", 5009, "left@example.org")), 10)
    ]
    async with stage.database.unit_of_work() as session:
        found = previewing.ImportPreview(await people.load_known(importer.desk(session)))
        await found.add(importer.desk(session), importer.run, [*again, _ticket(3)])
    done = await importer.writes([*again, _ticket(3)])
    assert [one.where for one in done.unread] == [one.where for one in again]
    assert (
        (found.tickets, found.entries, found.unread) == (done.tickets, done.entries, done.unread) == (1, 3, done.unread)
    )


async def test_an_erased_agent_has_no_name_in_an_older_export_and_nobody_their_own_request(
    stage: Stage, olga: Someone
) -> None:
    importer, me, rita = Importer(stage), PastPerson("Olga", olga.chat), PastPerson("Rita", 5001)
    said = [PastEntry(FIRST, PastKind.ANSWER, "Take mine", me), PastEntry(FIRST, PastKind.NOTE, "Again", me)]
    await importer.writes([_ticket(1, requester=me, entries=said, assignee=me)])
    assert [one.assignee_id for one in await stage.tickets()] == [None]
    async with stage.database.unit_of_work() as session:
        former = await session.get_one(Person, olga.id)
        former.dismissed_at, former.role = stage.now, Role.REQUESTER
    async with stage.database.unit_of_work() as session:
        await erasing.erase_person(importer.desk(session), olga.id, since=stage.now)
    await importer.writes([_ticket(2, requester=rita, entries=said, assignee=me)])
    answer, note = await stage.entries((await stage.tickets())[-1].number)
    assert (answer.body, answer.author_name, note.author_name) == ("Take mine", *[text_of("person-erased")] * 2)


async def test_a_longer_export_of_a_merged_ticket_makes_the_other_wait(stage: Stage, olga: Someone) -> None:
    importer, who = Importer(stage, keeps_open=True), PastPerson("Rita", 5001)
    said = [
        PastEntry(FIRST, PastKind.QUESTION, "Dark", who),
        PastEntry(FIRST, PastKind.ANSWER, "Why?", PastPerson("Olga")),
    ]
    opened = [_ticket(n, requester=who, entries=said, state=PastState.OPEN) for n in (1, 2)]
    await importer.writes(opened)
    part, whole = await stage.tickets()
    await stage.does(olga, merging.merge_ticket, part.number, whole.number)
    again = PastEntry(FIRST + timedelta(hours=30), PastKind.QUESTION, "Out again", who)
    await importer.writes([replace(opened[0], entries=[*said, again])])
    found = {one.number: (one.needs_answer, one.last_entry_at == again.at) for one in await stage.tickets()}
    assert found == {part.number: (False, True), whole.number: (True, True)}
