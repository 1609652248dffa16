"""A known problem that is not somebody's: what that ends, for which requests, and when admins hear of many."""

import asyncio
from typing import Any

import pytest

from db.models import Origin, Person, Status
from desk import Desk, NoSuchTicket, NotAllowed, Outdated
from desk.problems import detaching, ending, following, known_problems
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.problems.test_known_problems import LAMP, _looked, _published, _row
from tests.desk.stage import Someone, Stage
from tests.sql import scalar


async def _says(stage: Stage, who: Someone, number: int) -> Any:
    return await stage.does(who, detaching.detach_problem, number)


async def _about(stage: Stage, *numbers: int) -> list[int | None]:
    return [(await stage.ticket(number)).known_problem_id for number in numbers]


async def test_what_it_ends_and_what_it_does_not(stage: Stage) -> None:
    rita, olga, _, vera, *_ = await cast(stage)
    first = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, first))
    second = await _files(stage, rita, LAMP)
    assert await _looked(stage, second) == key
    await stage.does(rita, following.follow_problem, key, on=True)
    follows = "select followed_at is not null, wrong_ids from known_problem_followers"
    for who, error in ((olga, NotAllowed), (await stage.person("Eve"), NoSuchTicket)):
        with pytest.raises(error):
            await _says(stage, who, second)
    await stage.change(second, broadcast_at=None, broadcast_due_at=stage.now)
    await _says(stage, rita, second)
    assert await _about(stage, first, second) == [key, None]
    ids = [(await stage.ticket(number)).id for number in (first, second)]
    assert await _row(stage, follows) == (True, [ids[1]]), "the other is still about it"
    waiting = await stage.ticket(second)
    assert (waiting.broadcast_at, waiting.broadcast_due_at) == (stage.now, None)
    assert await _looked(stage, second) is None
    third = await _files(stage, rita, LAMP)
    assert await _looked(stage, third) == key, "another request is a question of its own"
    await _says(stage, rita, first)
    assert (await _row(stage, follows))[0]
    await stage.change(third, status=Status.CANCELLED)
    fourth = await _files(stage, rita, LAMP)
    assert await _looked(stage, fourth) == key
    await _says(stage, rita, fourth)
    assert await _row(stage, follows) == (False, [ids[1], ids[0], (await stage.ticket(fourth)).id])
    with pytest.raises(Outdated):
        await _says(stage, rita, fourth)
    fifth = await _files(stage, rita, LAMP)
    assert await _looked(stage, fifth) == key
    await stage.does(vera, ending.end_problem, key)
    with pytest.raises(Outdated):
        await _says(stage, rita, fifth)


async def test_it_is_said_of_one_request_of_one_person(stage: Stage) -> None:
    """Who else was told, and of what else they were told, stays as it was; another of theirs is what they hear by."""
    rita, _, _, vera, *_ = await cast(stage)
    ben = await stage.person("Ben")
    soap, early = [await _files(stage, rita, text) for text in ("There is no soap in the kitchen", "The door squeaks")]
    first = await _files(stage, rita, LAMP)
    other = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, soap))
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, first))
    bens, second, third = [await _files(stage, who, LAMP) for who in (ben, rita, rita)]
    for number in (bens, second, third):
        assert await _looked(stage, number) == key
    await stage.change(early, known_problem_id=key)  # as one of the moment it was published in, told of it last
    for who, one in ((rita, key), (rita, other), (ben, key)):
        await stage.does(who, following.follow_problem, one, on=True)
    told = """select array_agg((t.number, followed_at is not null, wrong_ids <> '{}') order by t.number)::text
      from known_problem_followers f join tickets t on t.id = f.ticket_id"""

    def rows(by: int, follows: str, is_wrong: str) -> tuple[str]:
        mine, bens_ = f"({by},{follows},{is_wrong})", f"({bens},t,f)"
        parts = [(soap, f"({soap},t,f)"), (by, mine), (bens, bens_)]
        return ("{" + ",".join(f'"{one}"' for _, one in sorted(parts)) + "}",)

    assert await _row(stage, told) == rows(first, "t", "f")
    await _says(stage, rita, third)
    assert await _row(stage, told) == rows(first, "t", "t"), "still the one they were told by"
    await _says(stage, rita, first)
    assert await _row(stage, told) == rows(early, "t", "t")
    for number in (second, early):
        await _says(stage, rita, number)
    assert await _row(stage, told) == rows(early, "f", "t"), "none of theirs is about it, though Ben's is"


async def test_who_ends_it_and_who_says_it_is_not_theirs_wait_for_each_other(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        await ending.end_problem(Desk(session, Origin.TELEGRAM, admin, now=stage.now, rules=stage.rules), key)
        says = asyncio.create_task(_says(stage, rita, number))
        await until_somebody_waits(stage.database)
    with pytest.raises(Outdated):
        await says
    assert await _about(stage, number) == [key]


async def test_admins_hear_of_many_among_the_latest_once(stage: Stage) -> None:
    rita, _, _, vera, *_ = await cast(stage)
    number = await _files(stage, rita, LAMP)
    key = await _published(stage, vera, lambda desk: known_problems.propose_problem(desk, number))
    people = [rita, *[await stage.person(f"P{n}") for n in range(12)]]
    numbers = {rita.id: number}
    for person in people[1:]:
        stage.later(seconds=1)
        numbers[person.id] = await _files(stage, person, LAMP)
        assert await _looked(stage, numbers[person.id]) == key

    async def heard() -> int:
        return sum(one.get("key") == "problem-doubted" for one in await stage.letters(vera))

    for person in (*people[:3], *people[3:5]):  # three are no longer among the latest ten
        await _says(stage, person, numbers[person.id])
    assert await heard() == 0
    await _says(stage, people[5], numbers[people[5].id])
    assert await heard() == 1
    await _says(stage, people[6], numbers[people[6].id])
    assert await heard() == 1
    assert await scalar(stage, "select doubted_at is not null from known_problems")
