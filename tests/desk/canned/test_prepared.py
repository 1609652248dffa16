"""Answers that are shown before they go, and keys: one press sends, of the person's own, and a key calls one reply."""

import asyncio

import pytest
from sqlalchemy import select, text

from db.models import Origin, Person, PreparedAnswer
from desk import Desk, Outdated, Refused
from desk.canned import prepared_answers, replies
from desk.canned.prepared_answers import Source
from desk.text import RichText
from desk.tickets import assignment, closing
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage
from tests.sql import scalar, scalars


async def _prepared(stage: Stage, who: Someone, number: int) -> int:
    row = await stage.does(who, prepared_answers.prepare_answer, number, Source(RichText("On my way")))
    return int(row.id)


async def _sends(stage: Stage, who: Someone, key: int) -> bool:
    return await stage.does(who, prepared_answers.send_prepared, key) is not None


async def test_of_two_presses_at_once_one_sends_and_no_colleague_does(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    number = await stage.files(rita, "The printer is on fire")
    key = await _prepared(stage, olga, number)
    for verb in (prepared_answers.send_prepared, prepared_answers.allow_change, prepared_answers.end_prepared):
        with pytest.raises(Outdated):
            await stage.does(ivan, verb, key)
    async with stage.database.unit_of_work() as session:
        agent = await session.get_one(Person, olga.id)
        await prepared_answers.send_prepared(
            Desk(session, Origin.TELEGRAM, agent, now=stage.now, rules=stage.rules), key
        )
        beside = asyncio.ensure_future(_sends(stage, olga, key))
        await until_somebody_waits(stage.database)
    with pytest.raises(Outdated):
        await beside
    assert (await stage.texts(number)).count("On my way") == 1


async def test_what_happened_since_is_shown_and_then_it_goes(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    number = await stage.files(rita, "The printer is on fire")
    key = await _prepared(stage, olga, number)
    await stage.does(ivan, assignment.claim, number)
    assert [await _sends(stage, olga, key) for _ in range(2)] == [False, True]
    key = await _prepared(stage, olga, number)
    await stage.does(rita, closing.cancel, number)
    assert [await _sends(stage, olga, key) for _ in range(2)] == [False, True]
    key = await _prepared(stage, olga, number)  # of what has ended already it is known
    assert await _sends(stage, olga, key)


async def test_a_key_that_was_given_to_another_is_not_brought_back_to_two(stage: Stage) -> None:
    _, olga, _, vera = await cast(stage)
    first = await stage.does(vera, replies.add_reply, "hello", RichText("From everybody"), own=False)
    await stage.does(vera, replies.remove_reply, first.id)
    version = await scalar(stage, "select settings_version from desk")
    second = await stage.does(vera, replies.add_reply, "HELLO", RichText("From all"), own=False)
    with pytest.raises(Refused, match="canned-key-taken"):
        await stage.does(vera, replies.restore_reply, first.id)
    await stage.does(olga, replies.add_reply, "hello", RichText("From Olga"), own=True)
    async with stage.database.sessions() as session:
        people = [await session.get_one(Person, who.id) for who in (olga, vera)]
        called = [await replies.find_by_key(session, "Hello", person) for person in people]
        assert [row.text for row in called if row is not None] == ["From Olga", "From all"]
        assert await session.scalar(text("select settings_version from desk")) == (version or 0) + 2
    await stage.does(vera, replies.remove_reply, second.id)
    await stage.does(vera, replies.restore_reply, first.id)
    async with stage.database.sessions() as session:  # each process reads anew what there is to be called
        assert await session.scalar(text("select settings_version from desk")) == (version or 0) + 4


async def test_what_one_did_not_send_within_a_week_goes_as_they_prepare_the_next(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    number = await stage.files(rita, "The printer is on fire")
    _, theirs = await _prepared(stage, olga, number), await _prepared(stage, ivan, number)
    stage.later(days=8)
    key = await _prepared(stage, olga, number)
    assert await scalars(stage, select(PreparedAnswer.id).order_by(PreparedAnswer.id)) == [theirs, key]
