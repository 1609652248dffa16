"""The team and who asks, as the panel lists them; the audit by person and day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.database import Database
from db.models import (
    AuditRecord,
    ClientRole,
    Integration,
    Membership,
    MembershipSource,
    Organization,
    Origin,
    Person,
    Role,
    Status,
    Ticket,
    WebSession,
)
from desk import DeskSettings
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import catalog
from desk.queries import audit_log
from desk.queries.audit_log import AuditFilter, AuditLine
from desk.queries.panel import requesters, team_list
from desk.queries.panel.client_standing import ClientStanding, load_client_standing
from desk.queries.panel.requesters import RequesterFilters
from desk.queries.panel.team_list import PanelSessions
from desk.settings.desk_settings import SETTINGS
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import add

NOW = datetime(2026, 11, 21, tzinfo=UTC)
_RULES = DeskSettings(timezone="UTC")
RULES = DeskSettings()


def _person(name: str, role: Role, number: int, **more: object) -> Person:
    return Person(name=name, role=role, telegram_id=number, created_at=NOW, **more)


async def test_only_sessions_that_still_let_in_are_counted(database: Database) -> None:
    idle, stays = RULES.web.idle, RULES.web.stays
    second = timedelta(seconds=1)
    async with database.unit_of_work() as session:
        vera, gone = _person("Vera", Role.ADMIN, 1), _person("Gone", Role.AGENT, 2, dismissed_at=NOW)
        session.add_all([vera, gone])
        await session.flush()
        rows = [  # began, seen, ended
            (NOW - stays, NOW - idle, None),
            (NOW - second, NOW - second, None),
            (NOW - second, NOW, NOW),
            (NOW - stays - second, NOW, None),
            (NOW - stays, NOW - idle - second, None),
        ]
        for n, (began, seen, ended) in enumerate(rows):
            session.add(
                WebSession(
                    token_hash=bytes([n]), person_id=vera.id, browser="", address="", began_at=began, seen_at=seen,
                    ended_at=ended,
                )
            )  # fmt: skip
        await session.flush()
        (line,) = await team_list.list_team(session, now=NOW, rules=RULES)
    assert line.name == "Vera"
    assert line.sessions == PanelSessions(2, NOW - second)


@pytest.mark.parametrize(
    ("words", "only_blocked", "names"),
    [
        ("", False, ["Rita Klein", "Rita Kern", "Anna 100%"]),
        ("rita", False, ["Rita Klein", "Rita Kern"]),
        ("ri ker", False, ["Rita Kern"]),
        ("@ritak", False, ["Rita Kern"]),
        ("%", False, ["Anna 100%"]),
        ("vera", False, []),
        ("rita", True, ["Rita Klein"]),
    ],
)
async def test_who_asks_is_found_by_all_of_the_words(
    database: Database, words: str, *, only_blocked: bool, names: list[str]
) -> None:
    async with database.unit_of_work() as session:
        vera = _person("Vera", Role.ADMIN, 1)
        session.add_all(
            [
                vera,
                _person("Anna 100%", Role.REQUESTER, 2),
                _person("Rita Kern", Role.REQUESTER, 3, username="ritakern"),
                _person("Rita Klein", Role.REQUESTER, 4, blocked_at=NOW),
                Person(name="Rita of the board", role=Role.REQUESTER, todoist_id="9", created_at=NOW),
            ]
        )
        await session.flush()
        chosen = RequesterFilters(words, only_blocked)
        found = await requesters.load_requesters(session, vera, chosen, 1, "en", now=NOW)
    assert [one.name for one in found.lines] == names
    assert found.total == len(names)


async def test_whoever_has_asked_is_listed_by_whichever_door(stage: Stage, rita: Someone, vera: Someone) -> None:
    """Of those who never did, whoever the bot can write to."""
    here, board = [Person(name=name, created_at=stage.now) for name in ("Sam", "Board")]
    await add(stage, here, board)
    await stage.change(await stage.files(rita, "The lamp flickers"), requester_id=here.id)
    over = await stage.files(rita, "The door is stuck")
    await stage.change(over, status=Status.CLOSED, requester_id=here.id)
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, vera.id)
        found = await requesters.load_requesters(session, viewer, RequesterFilters(), 1, "en", now=stage.now)
    assert [(one.name, one.open, one.filed) for one in found.lines] == [("Sam", 1, 2), ("Rita", 0, 0)]


async def test_requesters_are_sorted_by_their_tickets_and_firm(stage: Stage, vera: Someone) -> None:
    """Requesters with nothing there come last, in both directions."""
    names = {"A": "Zoe", "B": "Tim", "C": "Mia", "D": "Al"}
    people = {letter: await stage.person(name) for letter, name in names.items()}
    firms = [Organization(name=one, folded=one, created_at=NOW, updated_at=NOW) for one in ("acme", "zenith")]
    await add(stage, *firms)
    for letter, firm in (("A", firms[1]), ("B", firms[0])):
        of = {"organization_id": firm.id, "person_id": people[letter].id, "role": ClientRole.USER}
        await add(stage, Membership(**of, source=MembershipSource.ADMIN, made_at=NOW, confirmed_at=NOW))
    began, late = stage.now, {"status": Status.ASSIGNED, "promised_at": stage.now}
    for letter, filed, overdue, hours in (("A", 1, 0, 3), ("B", 3, 1, 2), ("C", 2, 2, 1)):
        for n in range(filed):
            ticket = await stage.files(people[letter], f"The lamp {n} is broken")
            spoke = {"filed_at": began, "requester_spoke_at": began + timedelta(hours=hours)}
            await stage.change(ticket, assignee_id=vera.id, **spoke, **(late if n < overdue else {}))
    stage.later(days=1)
    orders = {
        "": "ABCD", "last": "CBAD", "-open": "BCAD", "open": "ACBD", "-late": "CBDA", "name": "DCBA", "-name": "ABCD",
        "firm": "BADC", "-firm": "ABDC",
    }  # fmt: skip
    async with stage.database.reading() as session:
        viewer = await session.get_one(Person, vera.id)
        for sort, order in orders.items():
            chosen = RequesterFilters(sort=sort)
            found = await requesters.load_requesters(session, viewer, chosen, 1, "en", now=stage.now)
            assert [line.name for line in found.lines] == [names[letter] for letter in order], sort
    lines = {one.name: (one.open, one.late, one.firm) for one in found.lines}
    assert lines == {"Zoe": (1, 0, "zenith"), "Tim": (3, 1, "acme"), "Mia": (2, 2, ""), "Al": (0, 0, "")}


async def test_the_audit_of_a_day_begins_and_ends_at_midnight(database: Database) -> None:
    day = timedelta(days=1)
    async with database.unit_of_work() as session:
        vera, olga = _person("Vera", Role.ADMIN, 1), _person("Olga", Role.AGENT, 2)
        session.add_all([vera, olga, _person("Idle", Role.AGENT, 3)])
        await session.flush()
        moments = (NOW - timedelta(seconds=1), NOW, NOW + day - timedelta(seconds=1), NOW + day)
        for n, at in enumerate(moments):
            who = olga.id if n == 1 else vera.id
            session.add(
                AuditRecord(at=at, actor_id=who, origin=Origin.PANEL, action="shifts-set", object="desk", old=str(n))
            )
        await session.flush()

        shop = Integration(name="Shop", token_hash=b"", token_hint="", made_at=NOW)
        session.add(shop)
        await session.flush()
        did: dict[str, Any] = {"at": NOW - day, "origin": Origin.API, "action": "shifts-set", "object": "desk"}
        session.add(AuditRecord(**did, old="s", system_id=shop.id))

        async def load(**wanted: Any) -> list[AuditLine]:
            return list((await audit_log.load_audit_page(session, 1, AuditFilter(**wanted), _RULES, "en")).lines)

        async def found(**wanted: Any) -> list[str | None]:
            return [line.old for line in await load(**wanted) if line.old != "s"]

        for wanted in ({"by": f"s{shop.id}"}, {"q": "shop"}):
            assert [(line.old, line.by) for line in await load(**wanted)] == [("s", "Shop")]
        assert await audit_log.list_integrations(session) == [(f"s{shop.id}", "Shop")]
        assert await found() == ["3", "2", "1", "0"]
        assert await found(day=NOW.date()) == ["2", "1"]
        assert await found(by=str(vera.id), day=NOW.date()) == ["2"]
        assert [name for _, name in await audit_log.list_actors(session)] == ["Olga", "Vera"]
        second = await audit_log.load_audit_page(session, 2, AuditFilter(), _RULES, "en", a_page=3)
        assert (second.page, second.pages, [line.old for line in second.lines]) == (2, 2, ["0", "s"])


async def test_the_audit_is_searched_by_numbers_names_and_signs_as_they_are_typed(database: Database) -> None:
    async with database.unit_of_work() as session:
        vera, olga = _person("Vera", Role.ADMIN, 1), _person("Olga", Role.AGENT, 2)
        session.add_all([vera, olga])
        await session.flush()
        setting = SETTINGS[0]
        done = [("ticket:12", ""), (f"person:{olga.id}", ""), (f"setting:{setting.key}", ""), ("x", "5%"), ("y", "50")]
        for object_, old in done:
            given = {"at": NOW, "actor_id": vera.id, "origin": Origin.PANEL, "action": "tried"}
            session.add(AuditRecord(**given, object=object_, old=old, new=object_[:1]))
        await session.flush()
        name = catalog.say("en", setting.text)
        for words, news in (("#12", "t"), ("12", "t"), ("OLGA", "p"), ("5%", "x"), ("5", "yx"), (name, "s")):
            found = await audit_log.load_audit_page(session, 1, AuditFilter(words), _RULES, "en")
            assert "".join(line.new or "" for line in found.lines) == news, words


async def test_how_a_clients_tickets_stand_is_said_of_those_one_sees(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    async def load(who: Someone) -> ClientStanding:
        async with stage.database.reading() as session:
            viewer = await session.get_one(Person, who.id)
            mine = Ticket.requester_id == rita.id
            return await load_client_standing(session, mine, viewer, now=stage.now)

    assert await load(vera) == ClientStanding(0, 0, None, None, None)
    late, ended, waits = [await stage.files(rita, f"The {what} is broken") for what in ("lamp", "door", "till")]
    await stage.does(olga, thread.add_reply, ended, NewEntry(RichText("It works now")))
    answered_at = stage.now
    stage.later(hours=1)
    rated = {"rating": 4, "rated_at": stage.now}
    await stage.change(ended, status=Status.CLOSED, ended_at=stage.now, promised_at=stage.now, **rated)
    await stage.change(late, assignee_id=olga.id, status=Status.ASSIGNED, promised_at=stage.now - timedelta(minutes=1))
    await stage.change(waits, assignee_id=olga.id, status=Status.PENDING, promised_at=stage.now - timedelta(minutes=1))
    assert await load(vera) == ClientStanding(2, 1, answered_at, "Olga", 4)
    assert await load(rita) == ClientStanding(0, 0, None, None, None)
