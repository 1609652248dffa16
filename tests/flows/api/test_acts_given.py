"""Acts of the team through the API as programs get them wrong: other kinds, twice, at requests in another state."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from sqlalchemy import update

from db.database import Database
from db.models import Integration
from desk.act_catalogue import list_acts
from desk.acts.declaring import Argument, Door
from desk.integrations.scopes import Scope
from desk.settings.kinds import Moment
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("Systems and the API")

_ACTS = list_acts(Door.API)
_NO_LINE: tuple[Any, ...] = (5, "", " \u200b ", "x" * 1001, ["a"], {"a": 1}, True)
_NO_MOMENT: tuple[Any, ...] = (
    "tomorrow", "2026-12-01T09:30:00", "", "2026-13-01T09:30:00Z", "0001-01-01T00:00:00+14:00", -5, 1e300, True,
    ["2026-12-01T09:30:00Z"], "2026-11-01T09:30:00Z", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59Z",
)  # fmt: skip


def _wrong(one: Argument) -> Iterator[Any]:
    yield from _NO_MOMENT if isinstance(one.kind, Moment) else _NO_LINE
    if not (one.is_optional or one.clears):
        yield None


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    async with staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage, api_of(stage) as http:
        token = await token_of(stage.people["Vera"], "Crm", Scope.ALL_WRITE, Scope.NOTES, Scope.PRIVACY)
        async with stage.database.unit_of_work() as session:
            await session.execute(update(Integration).values(per_minute=100_000))
        yield stage, Client(http, token)


async def _changes(stage: Stage) -> int:
    return int((await row(stage, "select count(*) from history")).count)


def _given(name: str) -> dict[str, Any] | None:
    return {one.name: one.example for one in _ACTS[name].arguments} or None


async def test_what_fits_no_kind_is_refused_and_changes_nothing(desk: tuple[Stage, Client]) -> None:
    stage, client = desk
    number = (await client.opens("The parcel is late"))["number"]
    before, answers = await _changes(stage), {}
    for name, act in _ACTS.items():
        tries: list[Any] = [{"x": 1}, [], "x", 5]
        tries += [(_given(name) or {}) | {one.name: value} for one in act.arguments for value in _wrong(one)]
        for body in tries:
            await client.asks("POST", f"/tickets/{number}/acts/{name}", body)
            answers[f"{name} {body!r:.90}"] = client.status
    assert {what: status for what, status in answers.items() if status not in (409, 422)} == {}
    refused = await client.asks("POST", f"/tickets/{number}/acts/cause", {"cause": "Cable"})
    assert refused["code"] == "no-such-cause"
    assert await _changes(stage) == before


async def test_an_act_that_is_asked_for_twice_is_done_once(desk: tuple[Stage, Client]) -> None:
    """With a key of its own each time, too: nothing is left to change."""
    stage, client = desk
    number = (await client.opens("The parcel is late"))["number"]
    for name, status in (("hold", 200), ("promise", 200), ("escalate", 409), ("deescalate", 409)):
        changes = set()
        for key in ("a", "a", "b"):
            await client.asks("POST", f"/tickets/{number}/acts/{name}", _given(name), idempotency_key=f"{name}-{key}")
            changes.add(await _changes(stage))
        assert (len(changes), client.status) == (1, status), name
    notes = await row(stage, "select count(*) from entries where body = 'Spare parts'")
    assert notes.count == 1


_MOVES = {"hold", "escalate", "deescalate", "promise", "time", "retime", "field"}
"""The last three are off."""


@pytest.mark.parametrize(
    ("how", "refused", "code"),
    [("cancel", _MOVES, 409), ("erase", _MOVES, 409), ("merge", {*_ACTS}, 409), ("limit", {*_ACTS}, 429)],
)
async def test_a_request_that_is_over_takes_no_act(
    desk: tuple[Stage, Client], how: str, refused: set[str], code: int
) -> None:
    """Nor does one of a token that asks too often."""
    stage, client = desk
    number = (await client.opens("The parcel is late"))["number"]
    other = (await client.opens("It is still late"))["number"]
    if how == "limit":
        async with stage.database.unit_of_work() as session:
            await session.execute(update(Integration).values(per_minute=1))
        await client.asks("GET", f"/tickets/{number}")
    elif how == "erase":
        await client.asks("DELETE", "/persons/u-1/data")
        await stage.pass_time(days=7, seconds=1)
        await stage.pass_time(minutes=2)
    else:
        await client.asks("POST", f"/tickets/{number}/{how}", {"into": other} if how == "merge" else None)
    before, answers = await _changes(stage), dict[str, int]()
    for name in _ACTS:
        given = _given(name)
        await client.asks(
            "POST", f"/tickets/{number}/acts/{name}", given and dict.fromkeys(given) | _SET.get(name, given)
        )
        answers[name] = client.status
    assert answers == {name: code if name in refused else 200 for name in _ACTS}
    assert await _changes(stage) == before


_SET: dict[str, dict[str, Any]] = {"cause": {}, "event": {}}
"""What the desk has none of is withdrawn."""
