"""Who wants to hear the end of a known problem: each for themselves."""

import pytest
from sqlalchemy import text

from db.models import Status
from desk.problems import ending, following, problems
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.problems.test_known_problems import LAMP, _looked, _published
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def _followers(stage: Stage) -> list[int]:
    async with stage.database.sessions() as session:
        found = "select person_id from known_problem_followers where followed_at is not null order by person_id"
        return list(await session.scalars(text(found)))


async def test_each_follows_for_themselves_and_only_they_hear_of_its_end(stage: Stage) -> None:
    anna, _, _, vera = await cast(stage)
    ben, zoe = await stage.person("Ben"), await stage.person("Zoe")
    number = await _files(stage, anna, LAMP)
    key = await _published(stage, vera, lambda desk: problems.propose(desk, number))
    theirs = {who.id: await _files(stage, who, LAMP) for who in (ben, zoe)}
    for one in theirs.values():
        assert await _looked(stage, one) == key
    assert await _followers(stage) == []
    for who in (anna, ben):
        pressed = await stage.does(who, lambda desk: following.follow(desk, key, on=True))
        assert [one for _, one in pressed] == [number if who is anna else theirs[ben.id]]
    assert await _followers(stage) == [anna.id, ben.id]
    await stage.change(theirs[ben.id], status=Status.RESOLVED)
    assert await stage.does(ben, lambda desk: following.follow(desk, key, on=True)) == [], (
        "what is solved shows nothing"
    )
    await stage.change(theirs[ben.id], status=Status.NEW)
    await stage.does(anna, lambda desk: following.follow(desk, key, on=False))
    assert await _followers(stage) == [ben.id]
    before = stage.rules.version
    assert await stage.does(vera, lambda desk: ending.end(desk, key)) == 1
    async with stage.database.sessions() as session:
        mailed = await session.scalars(text("select person_id from mailing_receivers"))
        assert list(mailed) == [ben.id]
        # every process hears that it is over: who files now is told of it no more
        assert (await session.scalar(text("select settings_version from desk")) or 0) > before
