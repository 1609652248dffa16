"""A time that somebody promises: when its warning comes, and that the same time said twice is one word."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import History
from desk import history
from desk.merging import merge
from desk.tickets import promises
from tests.desk.cast import cast
from tests.desk.merging.test_merge import _files
from tests.desk.stage import Stage

pytestmark = pytest.mark.broad


async def test_its_warning_comes_after_three_quarters_of_the_desks_hours(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    stage.with_rules(hours=(((600, 1080),),) * 7)  # from ten to six; it is nine
    number = await _files(stage, anna, "The lamp")
    at = stage.now + timedelta(days=3, hours=5)
    await stage.does(olga, lambda desk: promises.promise(desk, number, at))
    warned = stage.now.replace(hour=10, minute=0) + timedelta(days=2, hours=5)  # of 24 + 4 hours 21
    assert (await stage.ticket(number)).promise_warn_at == warned


async def test_two_that_are_one_promised_for_one_time_are_promised_once(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    at = stage.now + timedelta(days=1)
    for number in (first, second):
        await stage.does(olga, lambda desk, n=number: promises.promise(desk, n, at))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    async with stage.database.reading() as session:
        promised = select(History.new).where(History.field == history.PROMISED)
        assert len(list(await session.scalars(promised))) == 2
