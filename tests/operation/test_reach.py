"""Whether a service answers: a slow call is no outage, silence is one soon, and one that comes and goes is one."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy.exc

from ops import reach
from ops.clock import JumpWatch
from ops.reach import CALM_SECONDS, OUTAGE_SECONDS, ServiceReach, keep_watch

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


class Service:
    """A service that answers or not, and the clock of who calls it."""

    def __init__(self) -> None:
        self.seconds, self.is_up = 100.0, True
        self.reach = ServiceReach(lambda error: isinstance(error, OSError), lambda: self.seconds)

    async def probe(self) -> None:
        """Call it once."""
        with suppress(OSError), self.reach.watch_call():
            if not self.is_up:
                raise OSError

    async def pass_time(self, seconds: int, *, step: int = 1) -> set[bool]:
        """Let seconds pass, with a probe each few; return whether there was an outage."""
        seen = set()
        for second in range(seconds):
            self.seconds += 1
            if second % step == 0:
                await self.probe()
            found = self.reach.measure_outage()
            seen |= set() if found is None else {found > 0}
        return seen


async def test_a_slow_call_alone_is_no_outage() -> None:
    service = Service()
    await service.probe()
    with service.reach.watch_call():
        service.seconds += 4
        assert not service.reach.is_doubtful()
        service.seconds += 1
        assert service.reach.is_doubtful(), "it is time for a probe"
        assert await service.pass_time(7) == {False}


async def test_a_poll_waits_by_design_until_its_time_is_over() -> None:
    service = Service()
    with service.reach.watch_call(3.0):
        service.seconds += 7
        assert not service.reach.is_doubtful()
        await service.probe()
        service.seconds += 4
        assert not service.reach.is_doubtful(), "an answer to another call says that it may go on"
        service.seconds += 1
        assert service.reach.is_doubtful()


async def test_silence_is_an_outage_soon_and_its_end_is_seen_soon() -> None:
    service = Service()
    assert service.reach.measure_outage() is None, "nothing is known yet"
    assert await service.pass_time(3) == {False}
    service.is_up = False
    assert True not in await service.pass_time(int(OUTAGE_SECONDS))
    assert True in await service.pass_time(1)
    service.is_up = True
    assert await service.pass_time(int(CALM_SECONDS) - 1) == {True}
    assert await service.pass_time(2) == {False}


@pytest.mark.parametrize(("down", "up", "said"), [(5, 5, {False}), (20, 4, {True})])
async def test_one_that_comes_and_goes_flickers_on_no_page(down: int, up: int, said: set[bool]) -> None:
    service = Service()
    await service.pass_time(3)
    seen = []
    for _ in range(5):
        service.is_up = False
        seen.append(await service.pass_time(down))
        service.is_up = True
        seen.append(await service.pass_time(up))
    assert set.union(*seen[1:]) == said


async def test_an_outage_is_noted_once_and_its_end_once_and_both_within_fifteen_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A pause moves the clock; a call that hangs takes as long as a probe may."""
    service, stop, noted = Service(), asyncio.Event(), []
    began, ended = service.seconds + 10, service.seconds + 70

    async def pass_time(_: asyncio.Event, seconds: float) -> None:
        service.seconds += seconds
        if service.seconds > ended + 60:
            stop.set()
        if began <= service.seconds < began + 1:
            service.is_up = False
            await probe()

    async def probe() -> None:
        service.is_up = not began <= service.seconds < ended
        service.seconds += 0 if service.is_up else reach.PROBE_SECONDS
        await service.probe()

    async def note(seconds: float) -> None:
        noted.append((seconds > 0, service.seconds))

    monkeypatch.setattr(reach, "sleep_or_stop", pass_time)
    await keep_watch(stop, service.reach, probe=probe, note=note)
    assert [is_away for is_away, _ in noted] == [False, True, False]
    assert noted[1][1] - began < 15
    assert noted[2][1] - ended < 15


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(minutes=-5)])
def test_a_jump_of_the_clock_is_noticed_and_passing_time_is_not(jump: timedelta) -> None:
    ahead, steady = timedelta(), [NOW]
    watch = JumpWatch(lambda: steady[0] + ahead, lambda: steady[0])
    for _ in range(3):
        steady[0] += timedelta(hours=2)
        assert watch.measure_calm() is None
    ahead = jump
    assert watch.measure_calm() == timedelta()
    steady[0] += timedelta(minutes=7)
    assert watch.measure_calm() == timedelta(minutes=7)


async def test_a_watch_outlives_a_probe_that_fails_and_the_database_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Todoist's token is in the database: while that is away, nobody asked Todoist anything."""
    service, stop, noted = Service(), asyncio.Event(), []
    away = sqlalchemy.exc.InterfaceError("select", None, OSError())
    service.is_up = False
    await service.probe()
    began = service.seconds

    async def pass_time(_: asyncio.Event, seconds: float) -> None:
        service.seconds += seconds
        if service.seconds > began + 60:
            stop.set()

    async def probe() -> None:
        with service.reach.watch_call():
            raise away

    async def note(seconds: float) -> None:
        noted.append(seconds > 0)

    monkeypatch.setattr(reach, "sleep_or_stop", pass_time)
    await keep_watch(stop, service.reach, probe=probe, note=note)
    assert noted == [True]
