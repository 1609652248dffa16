"""Tokens at their edges: of a system and of one of its people, until when each is good and what goes with it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import ExternalPerson, Integration, PersonToken
from desk import Outdated
from desk.integrations import integrations, token_bearers, user_rows
from desk.integrations.scopes import Scope
from tests.desk.stage import Someone, Stage
from tests.sql import scalar, scalars

MOMENT = timedelta(microseconds=1)


async def _made(stage: Stage, vera: Someone, **values: Any) -> tuple[int, str]:
    key, token = await stage.does(vera, integrations.create_integration, "Shop")
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Integration, key)
        for name, value in {"scopes": [one.value for one in Scope], **values}.items():
            setattr(row, name, value)
    return key, token


async def _token_of(stage: Stage, key: int, who: str) -> str:
    async with stage.database.unit_of_work() as session:
        theirs = await user_rows.get_or_create(
            session, await session.get_one(Integration, key), who, name=None, language=None, now=stage.now
        )
        return await token_bearers.create_person_token(session, theirs, stage.now)


async def _may(stage: Stage, token: str) -> frozenset[Scope] | None:
    """What it lets through; None: nothing."""
    async with stage.database.unit_of_work() as session:
        bearer = await token_bearers.find_bearer(session, token, stage.now)
        return bearer.scopes if bearer is not None else None


async def _tokens(stage: Stage) -> list[str]:
    """Whose are kept."""
    whose = select(ExternalPerson.external_id).join(PersonToken, PersonToken.external_person_id == ExternalPerson.id)
    return await scalars(stage, whose.order_by(PersonToken.id))


async def test_a_token_runs_out_in_its_moment_and_takes_those_of_people_along(stage: Stage, vera: Someone) -> None:
    until = stage.now + timedelta(minutes=10)
    key, token = await _made(stage, vera, expires_at=until)
    theirs = await _token_of(stage, key, "u-1")
    stage.now = until - MOMENT
    assert (await _may(stage, token), await _may(stage, theirs)) == (frozenset(Scope), {Scope.TICKETS})
    stage.now = until
    assert (await _may(stage, token), await _may(stage, theirs)) == (None, None)
    await stage.does(vera, integrations.revoke_integration, key)
    newer = await stage.does(vera, integrations.rotate_token, key)  # still revoked
    assert await _may(stage, newer) is None
    last = await stage.does(vera, integrations.restore_integration, key)
    assert [await _may(stage, one) for one in (token, theirs, newer, last)] == [None, None, None, frozenset(Scope)]
    with pytest.raises(Outdated):
        await stage.does(vera, integrations.restore_integration, key)


async def test_somebodys_tokens_are_good_for_an_hour_each_beside_those_of_others(stage: Stage, vera: Someone) -> None:
    key, _ = await _made(stage, vera)
    first, other = await _token_of(stage, key, "u-1"), await _token_of(stage, key, "u-2")
    stage.later(minutes=30)
    second = await _token_of(stage, key, "u-1")
    assert [await _may(stage, one) for one in (first, other, second)] == [{Scope.TICKETS}] * 3
    stage.later(minutes=30)
    stage.now -= MOMENT
    assert await _may(stage, first) == {Scope.TICKETS}
    stage.now += MOMENT
    assert [await _may(stage, one) for one in (first, other, second)] == [None, None, {Scope.TICKETS}]
    await _token_of(stage, key, "u-3")
    assert await _tokens(stage) == ["u-1", "u-3"]
    assert await scalar(stage, select(func.count()).select_from(ExternalPerson)) == 3


async def test_a_new_token_ends_those_that_the_one_before_gave_to_people(stage: Stage, vera: Someone) -> None:
    key, token = await _made(stage, vera)
    other, _ = await stage.does(vera, integrations.create_integration, "Till")
    theirs, others = await _token_of(stage, key, "u-1"), await _token_of(stage, other, "u-1")
    await stage.does(vera, integrations.rotate_token, key)
    assert [await _may(stage, one) for one in (token, theirs, others)] == [None, None, {Scope.TICKETS}]
    assert await _may(stage, await _token_of(stage, key, "u-1")) == {Scope.TICKETS}
