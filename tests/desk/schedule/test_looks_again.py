"""What a ticket's timers look at again when they ring, and what is counted for one person and in the desk's hours."""

from datetime import UTC, datetime, timedelta

import pytest

from desk import Refused
from desk.tickets import filing
from tests.desk.cast import cast
from tests.desk.stage import Stage

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def test_who_has_called_twice_today_keeps_nobody_else_from_it(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    ben = await stage.person("Ben")
    stage.with_rules(hours__cannot_wait=True, hours__week=(((540, 1080),),) * 7)
    stage.now = datetime(2026, 11, 20, 20, tzinfo=UTC)
    mine = [await stage.files(rita, said) for said in ("The printer is on fire", "The lift is stuck", "It smells")]
    other = await stage.files(ben, "There is no water")
    for number in mine[:2]:
        await stage.does(rita, filing.call_staff, number)
    with pytest.raises(Refused, match="cannot-wait-often"):
        await stage.does(rita, filing.call_staff, mine[2])
    await stage.does(ben, filing.call_staff, other)
    assert (await stage.ticket(other)).cannot_wait_at == stage.now
