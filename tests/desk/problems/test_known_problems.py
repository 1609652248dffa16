"""Known problems where they are hardest: who may, what is not told of it, its end and a follow at once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text

from db.models import Category, KnownProblem, Origin, Person, Status
from desk import Desk, NotAllowed, Outdated, Refused
from desk.admin_settings.changes import CurrentSettings
from desk.announcements import switch
from desk.policy import DueTimer
from desk.problems import ending, following, known_problems, matching
from desk.text import RichText
from desk.tickets import fields
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute

LAMP = "The lamp in the lobby does not shine"


async def _read_anew(stage: Stage) -> None:
    """The settings, as the next unit of work has them."""
    async with stage.database.sessions() as session:
        stage.rules = await CurrentSettings(stage.rules).get_at_version(session, stage.rules.version + 1)


async def _published(stage: Stage, vera: Someone, make: Callable[[Desk], Awaitable[int]]) -> int:
    key = await stage.does(vera, make)
    await stage.does(vera, known_problems.publish_problem, key)
    await _read_anew(stage)
    return int(key)


async def _looked(stage: Stage, number: int) -> int | None:
    """What a ticket is about, once its timer has rung."""

    async def look(desk: Desk) -> None:
        await matching.match_ticket(desk, await desk.lock_ticket(number), DueTimer(stage.now, 0))

    async with stage.database.unit_of_work() as session:
        await look(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules))
    known: int | None = (await stage.ticket(number)).known_problem_id
    return known


async def _row(stage: Stage, query: str) -> tuple[Any, ...]:
    async with stage.database.sessions() as session:
        return tuple((await session.execute(text(query))).one())


async def test_only_admins_publish_correct_and_end(stage: Stage) -> None:
    rita, olga, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    with pytest.raises(Refused):
        await stage.does(rita, known_problems.propose_problem, number)
    key = await stage.does(olga, known_problems.propose_problem, number)
    assert await stage.does(vera, known_problems.propose_problem, number) == key
    words = RichText("We know")
    for who in (rita, olga):
        for verb in (
            lambda desk: known_problems.publish_problem(desk, key),
            lambda desk: known_problems.reword_problem(desk, key, words),
            lambda desk: known_problems.discard_draft(desk, key),
            lambda desk: known_problems.propose_for_topic(desk, 1),
            lambda desk: ending.end_problem(desk, key),
            lambda desk: ending.set_end_words(desk, key, words),
        ):
            with pytest.raises(NotAllowed):
                await stage.does(who, verb)
    for nothing in ("", " \u3164\n", "x" * 1001):
        with pytest.raises(Refused):
            await stage.does(vera, known_problems.reword_problem, key, RichText(nothing))
    with pytest.raises(Outdated):
        await stage.does(vera, ending.end_problem, key)
    await stage.does(vera, known_problems.publish_problem, key)
    with pytest.raises(Outdated):
        await stage.does(vera, known_problems.publish_problem, key)
    assert await _row(stage, "select state, opened_by from known_problems") == ("open", vera.id)


async def test_what_is_not_told_of_it(stage: Stage) -> None:
    rita, olga, _, vera, *_ = await cast(stage)
    await add(stage, Category(name="Light", folded="light"))
    group = await add(stage, Category(name="House", folded="house", is_group=True))
    await add(stage, Category(name="Doors", folded="doors", parent_id=group.id))
    key = await _published(stage, vera, lambda desk: known_problems.propose_for_topic(desk, group.id))
    numbers = [await _files(stage, rita, f"{n} says nothing of it") for n in ("One", "Two", "Three", "Four")]
    guessed, closed, other, inside = numbers
    doors = (await _row(stage, "select id from categories where name = 'Doors'"))[0]
    light = (await _row(stage, "select id from categories where name = 'Light'"))[0]
    for number in (guessed, closed, inside):
        await stage.does(olga, fields.categorise, number, doors)
    await stage.does(olga, fields.categorise, other, light)
    await execute(stage, "update tickets set category_guessed = true where number = :n", n=guessed)
    await stage.change(closed, status=Status.CANCELLED)
    assert [await _looked(stage, number) for number in numbers] == [None, None, None, key]
    await execute(stage, "update tickets set known_problem_id = null, merged_into_id = id")
    assert await _looked(stage, inside) is None
    assert await _row(stage, "select count(*) from known_problem_followers") == (1,)


async def test_who_ends_it_and_who_follows_it_wait_for_each_other(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        assert (
            await ending.end_problem(Desk(session, Origin.TELEGRAM, admin, now=stage.now, rules=stage.rules), key) == 0
        )
        follows = asyncio.create_task(stage.does(rita, following.follow_problem, key, on=True))
        await until_somebody_waits(stage.database)
    with pytest.raises(Outdated):
        await follows
    assert await _row(stage, "select count(*) from mailings") == (0,)


async def test_the_latest_word_counts_of_following_and_of_no_mailings(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    heard = []
    for steps in ((False, True), (True, False)):
        for follows in steps:
            if follows:
                await stage.does(rita, following.follow_problem, key, on=True)
            else:
                await stage.does(rita, switch.switch_announcements, on=False)
        async with stage.database.sessions() as session:
            heard.append(await known_problems.count_reachable(session, key))
    assert heard == [1, 0]


@pytest.mark.parametrize(("hour", "silent"), [(9, False), (23, True)])
async def test_at_night_admins_are_asked_without_a_sound(stage: Stage, hour: int, silent: bool) -> None:
    _, olga, _, vera = await cast(stage)
    number = await _files(stage, await stage.person("Rita B."), LAMP)
    stage.with_rules(targets__enabled=True)
    stage.now = stage.now.replace(hour=hour)
    key = await stage.does(olga, known_problems.propose_problem, number)
    asked = [one for one in await stage.letters(vera) if one.get("slot") == f"problem:{key}"]
    assert [one["silent"] for one in asked] == [silent]
    assert not [one for one in await stage.letters(olga) if one.get("slot") == f"problem:{key}"]


async def test_what_is_over_or_was_long_before_is_not_looked_at_again(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    early = await _files(stage, rita, "There is no soap")
    stage.later(seconds=2)
    late, number = await _files(stage, rita, "The door squeaks"), await _files(stage, rita, LAMP)
    solved, part, draft, other = [
        await _files(stage, rita, f"The {it} is broken") for it in ("tap", "bed", "key", "cup")
    ]
    stage.later(seconds=59)
    key = await stage.does(vera, known_problems.propose_problem, number)
    await stage.does(vera, known_problems.publish_problem, key)
    await stage.change(solved, status=Status.RESOLVED)
    await stage.change(part, merged_into_id=(await stage.ticket(number)).id)
    await stage.change(draft, filed_at=None)
    await stage.change(other, known_problem_id=key)
    timers = "select array_agg(t.number order by t.number) from timers i join tickets t on t.id = i.ticket_id"
    stage.later(seconds=30)
    for over, looked in ((True, None), (False, [late])):
        async with stage.database.unit_of_work() as session:
            await session.execute(text("delete from timers"))
            problem = await session.get_one(KnownProblem, key)
            problem.ended_at, problem.look_again_at = (stage.now if over else None), stage.now
        async with stage.database.unit_of_work() as session:
            await matching.check_missed(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules), key)
            await matching.check_missed(Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules), key)
        assert await _row(stage, f"{timers} where i.kind = 'problem'") == (looked,)
    assert early < late


async def test_of_what_is_over_it_is_proposed_anew(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    assert await stage.does(vera, known_problems.propose_problem, number) == key
    await stage.does(vera, ending.end_problem, key)
    await _read_anew(stage)
    assert await stage.does(vera, known_problems.propose_problem, number) != key
