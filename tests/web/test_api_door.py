"""The API as a program meets it: what it takes, how it refuses, what a page may read of it, and what is beside
requests."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import HTTPException
from pydantic import ValidationError
from sqlalchemy import func, select, text

from db.database import Database
from db.models import ExternalPerson, Integration, Person, Role, Status
from desk import NotAllowed, Refused
from desk.integrations import user_rows
from desk.metrics import METRICS, MetricGroup
from desk.tickets import assignment
from tests.db.waiting import until_somebody_waits
from tests.desk.stage import Someone, Stage
from tests.sql import execute, scalar
from tests.texts import text_of
from tests.web.api_asked import LISTED, Asked, asked
from web.api import files, problems
from web.api.problems import ApiError
from web.api.schemas.persons import NewLink
from web.api.schemas.tickets import Changes, NewTicket, Stars, TicketsWanted


@pytest.fixture
async def vera(api: Asked) -> Someone:
    return await api.stage.person("Vera", Role.ADMIN)


@pytest.mark.parametrize(
    ("media", "status"),
    [("application/json; charset=utf-8", 201), ("Application/JSON", 201), ("text/plain", 415), ("", 415)],
)
@pytest.mark.parametrize("in_pieces", [False, True])
async def test_a_body_is_json_however_it_comes(api: Asked, media: str, status: int, in_pieces: bool) -> None:
    body = b'{"external_id": "u-1", "text": "The parcel is late"}'

    async def pieces() -> AsyncIterator[bytes]:
        yield body

    given: Any = pieces() if in_pieces else body
    answer = await api.sends("POST", "/tickets", headers={"content_type": media}, content=given)
    assert answer.status_code == status


async def test_a_refusal_says_what_is_wrong_where(api: Asked) -> None:
    wrong = await api.asks("POST", "/tickets", {"external_id": "u-1", "text": ""})
    assert [one["where"] for one in wrong.json()["errors"]] == ["body.text"]
    answer = await api.asks("PUT", "/tickets", {})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    for error, status, said in (
        (Refused("no-such-person"), 409, text_of("no-such-person")),
        (NotAllowed("not-granted"), 403, "Your role does not allow this. An admin can change that: /staff."),
    ):
        answered = problems.answer_to(error)
        assert answered is not None
        assert answered.status_code == status
        assert said.encode() in bytes(answered.body)
    late = problems.answer_outage(Any)
    assert (late.status_code, late.headers["retry-after"]) == (503, "2")
    many: Any = files._describe_refusal(HTTPException(503, headers={"Retry-After": "5"}))
    assert isinstance(many, ApiError)
    assert (many.status, many.headers) == (429, {"Retry-After": "5"})


async def test_a_page_of_somebodys_may_read_and_write_where_it_is_listed(api: Asked) -> None:
    answer = await api.asks("GET", "/tickets", origin=LISTED)
    head = answer.headers
    assert (head["access-control-allow-origin"], head["vary"]) == (LISTED, "Origin")
    assert {one.strip() for one in head["access-control-expose-headers"].split(",")} == {
        "ETag",
        "Location",
        "Retry-After",
        "X-Request-Id",
        "Idempotent-Replayed",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "RateLimit",
        "RateLimit-Policy",
    }
    asks = await api.http.options("/v1/tickets/1", headers={"origin": LISTED})
    methods, names = (
        {one.strip().lower() for one in asks.headers[f"access-control-allow-{what}"].split(",")}
        for what in ("methods", "headers")
    )
    assert {"post", "patch", "delete"} <= methods
    assert {"authorization", "content-type", "idempotency-key", "if-match", "if-none-match"} <= names
    other = await api.http.options("/v1/tickets/1", headers={"origin": "https://evil.example"})
    assert (asks.headers["vary"], other.headers["vary"]) == ("Origin", "Origin")  # what is kept is kept for each


def test_what_comes_in_has_its_bounds() -> None:
    word, ten = {"external_id": "u-1", "text": "a"}, "abcdefghij"
    for of, good, bad in (
        (NewTicket, {**word, "context": dict.fromkeys(ten, "x")}, {**word, "context": dict.fromkeys(ten + "k", "x")}),
        (NewTicket, {**word, "language": "ru"}, {**word, "language": "in english"}),
        (NewTicket, {**word, "external_ref": "7"}, {**word, "external_ref": " \u200b "}),
        (Stars, {"stars": 5}, {"stars": 6}), (Stars, {"stars": 1}, {"stars": 0}),
        (Changes, {"priority": 4}, {"priority": 5}), (Changes, {"priority": 1}, {"priority": 0}),
        (TicketsWanted, {"limit": 100}, {"limit": 101}), (TicketsWanted, {"limit": 1}, {"limit": 0}),
    ):  # fmt: skip
        of.model_validate(good)
        with pytest.raises(ValidationError):
            of.model_validate(bad)


def test_what_cannot_be_stored_is_replaced() -> None:
    given = {"text": " a\r\nb\x00", "context": {"pa\x00ge": "/\x00"}, "name": "Ri\x00ta", "external_ref": "7\x00 "}
    new = NewTicket.model_validate(given)
    assert (new.text, new.context, new.name, new.external_ref) == (
        "a\nb\ufffd",
        {"pa\ufffdge": "/\ufffd"},
        "Ri\ufffdta",
        "7\ufffd",
    )
    assert NewLink.model_validate({"context": {"a": "\x00"}}).context == {"a": "\ufffd"}


async def test_whoever_gets_a_link_is_called_as_it_says_for_an_hour(api: Asked) -> None:
    link = await api.asks("POST", "/persons/u-1/link", {"name": "Rita K.", "language": "ru"})
    assert link.json()["expires_at"] == (api.stage.now + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
    async with api.stage.database.sessions() as session:
        (person,) = await session.scalars(select(Person))
        assert (person.name, person.language) == ("Rita K.", "ru")


async def test_of_two_at_once_with_one_id_both_are_the_first(api: Asked) -> None:
    stage = api.stage

    async def met(session: Any) -> ExternalPerson:
        system = await session.get_one(Integration, api.system)
        return await user_rows.get_or_create(session, system, "u-1", name=None, language=None, now=stage.now)

    async def second() -> int:
        async with stage.database.unit_of_work() as session:
            return (await met(session)).person_id

    async with stage.database.unit_of_work() as session:
        first = (await met(session)).person_id
        beside = asyncio.ensure_future(second())
        await until_somebody_waits(stage.database)
    assert await beside == first
    assert await scalar(stage, select(func.count()).select_from(Person)) == 1


async def test_whom_a_request_can_be_given_to(api: Asked, olga: Someone, vera: Someone) -> None:
    stage = api.stage
    await stage.person("Rita")
    ivan = await stage.person("Ivan", Role.AGENT, away=True)
    gone = await stage.person("Gone", Role.AGENT, dismissed_at=stage.now)
    board = await stage.person("Board", Role.AGENT)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, board.id)).telegram_id = None
    team = (await api.asks("GET", "/staff")).json()["items"]
    assert [(one["id"], one["name"], one["away"]) for one in team] == [
        (ivan.id, "Ivan", True), (olga.id, "Olga", False), (vera.id, "Vera", False),
    ]  # fmt: skip
    number = await api.opens()
    refused = await api.asks("PATCH", f"/tickets/{number}", {"assignee": gone.id})
    assert (refused.status_code, refused.json()["type"]) == (422, "/api/docs#no-such-person")


async def test_each_status_is_what_it_becomes(api: Asked, olga: Someone) -> None:
    number = await api.opens()
    await api.stage.does(olga, assignment.claim, number)
    for status in ("pending", "in_progress", "on_hold", "in_progress", "new", "in_progress", "resolved", "reopened"):
        api.stage.later(minutes=5)
        await api.stage.ticks()  # else what was solved is simply undone
        if status == "in_progress":
            await api.asks("PATCH", f"/tickets/{number}", {"assignee": olga.id})
        changed = await api.asks("PATCH", f"/tickets/{number}", {"status": status})
        assert (changed.status_code, changed.json()["status"]) == (200, status), changed.text
        assert (changed.json()["assignee"] is None) is (status == "new")


async def test_what_has_ended_is_what_was_closed_or_cancelled(api: Asked) -> None:
    closed, cancelled, still = [await api.opens(f"The {what} is late", what) for what in ("parcel", "lamp", "bill")]
    await api.stage.change(closed, status=Status.CLOSED)
    await api.stage.change(cancelled, status=Status.CANCELLED)
    for asks, numbers in (("false", [cancelled, closed]), ("true", [still])):
        found = (await api.asks("GET", f"/tickets?open={asks}")).json()["items"]
        assert [one["number"] for one in found] == numbers
    again = await api.asks("POST", f"/tickets/{closed}/close")
    assert (again.status_code, again.json()["status"]) == (200, "closed")


async def test_what_says_nothing_is_called_after_what_follows(api: Asked) -> None:
    for path, more in (
        ("messages", {"json": {"text": "The lamp is broken"}}),
        ("files", {"data": {"text": "The lamp is broken"}, "files": [_file()]}),
    ):
        number = await api.opens("Hello", path)
        answer = await api.sends("POST", f"/tickets/{number}/{path}", headers={}, **more)
        assert (answer.status_code, answer.json()["subject"]) == (201, "The lamp is broken")


def _file(name: str = "a.txt", content: bytes = b"a") -> Any:
    return ("files", (name, content, "text/plain"))


async def test_another_form_under_the_same_key_is_refused(api: Asked) -> None:
    number = await api.opens()
    for name, said, status in (
        ("a.txt", "Look\r\nhere", 201),
        ("a.txt", "Look\r\nhere", 201),
        ("b.txt", "Look\r\nhere", 422),
        ("a.txt", "No", 422),
    ):
        given: Any = {"data": {"text": said}, "files": [_file(name)]}
        answer = await api.sends("POST", f"/tickets/{number}/files", headers={"idempotency_key": "k"}, **given)
        assert answer.status_code == status
        if status == 201:
            assert answer.json()["messages"][-1]["text"] == "Look\nhere"
    long: Any = {"data": {"text": "x" * 4001}, "files": [_file()]}
    assert (await api.sends("POST", f"/tickets/{number}/files", headers={}, **long)).status_code == 422


_MUCH = text("""
insert into events_feed (ticket_id, kind, at, origin)
select id, 'ticket.rated', now(), 'telegram' from tickets, generate_series(1, 250)
""")


async def test_what_happened_is_read_by_hundreds_and_says_whether_there_is_more(api: Asked, olga: Someone) -> None:
    rita = await api.stage.person("Rita")
    await api.stage.files(rita, "The printer is on fire")
    await execute(api.stage, "delete from events_feed")
    await execute(api.stage, _MUCH)
    seen, after = [], ""
    for limit, events, is_more in (
        ("", 100, True),
        ("&limit=140", 140, True),
        ("&limit=200", 10, False),
        ("", 0, False),
    ):
        page = (await api.asks("GET", f"/events?cursor={after or 0}{limit}")).json()
        assert (len(page["items"]), page["has_more"]) == (events, is_more)
        seen += [one["id"] for one in page["items"]]
        after = page["next_cursor"]
    assert len(set(seen)) == 250
    assert (await api.asks("GET", "/events?limit=201")).status_code == 422


async def test_figures_of_four_kinds_with_their_days_and_of_how_many(api: Asked, olga: Someone) -> None:
    for what in ("parcel", "lamp"):
        await api.opens(f"The {what} is late", what)
    answer = (await api.asks("GET", "/figures?period=2026-11-01 2026-11-30")).json()
    assert (answer["first"], answer["last"]) == ("2026-11-01", "2026-11-30")
    shown = {one["key"]: one for one in answer["items"]}
    wanted = (MetricGroup.VOLUME, MetricGroup.SPEED, MetricGroup.PROMISES, MetricGroup.QUALITY)
    assert set(shown) == {key for key, one in METRICS.items() if one.group in wanted}
    assert (shown["filed"]["amount"], shown["filed"]["of"], shown["marks"]["amount"]) == (2, 2, 0)


async def test_a_setting_is_shown_beside_its_default_in_words(database: Database) -> None:
    async with asked(Stage(database), timezone="Asia/Tokyo", undo_seconds=0) as api:
        shown = {}
        for language in ("en", "ru"):
            items = (await api.asks("GET", f"/settings?language={language}")).json()["items"]
            shown[language] = {one["key"]: one for one in items}
    zone, undo = shown["en"]["timezone"], [shown[one]["undo_seconds"]["default"] for one in ("en", "ru")]
    assert (zone["value"], zone["pinned"]) == ("Asia/Tokyo", True)
    assert zone["default"] != zone["value"]
    assert undo[0] != undo[1]
