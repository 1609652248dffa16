"""Does the meter of trips see every kind of function, once each, and what was asked for nothing?"""

import asyncio
from collections.abc import AsyncIterator, Iterator

from tests import trip
from tests.trip import Trip


def _plain(said: object) -> object:
    return said


def _words() -> Iterator[int]:
    yield 1
    yield 2


async def _waits(times: int) -> int:
    for _ in range(times):
        await asyncio.sleep(0)
    return times


async def _answers() -> AsyncIterator[int]:
    yield await _waits(1)
    yield await _waits(2)


async def _fails() -> None:
    await asyncio.sleep(0)
    raise LookupError


async def test_each_function_is_counted_when_it_begins_and_not_when_it_goes_on() -> None:
    made = Trip(within=(__file__,))
    with made.follow():
        assert [_plain(n) for n in _words()] == [1, 2]
        assert await _waits(3) == 3
        assert [n async for n in _answers()] == [1, 2]
        assert isinstance((await asyncio.gather(_fails(), return_exceptions=True))[0], LookupError)
        (lambda kept: (lambda: kept)())(made)  # noqa: PLC3002  (a cell comes before the beginning)
    names = [name.rpartition(".")[2] for _, name in made.calls]
    assert sorted(names) == ["<lambda>"] * 2 + ["_answers", "_fails", "_plain", "_plain", *["_waits"] * 3, "_words"]


def _finds(known: list[int]) -> list[int]:
    return [n for n in known if n > 1]


def _is_late() -> bool:
    return False


async def _looks(number: int) -> int | None:
    await asyncio.sleep(0)
    return number if number > 1 else None


async def test_what_only_said_no_and_what_was_asked_again_are_told() -> None:
    made, few = Trip(within=(__file__,)), [1]
    with made.follow():
        _finds(few)
        _plain(few)
        _is_late()
        list(_words())
        await _looks(1)
    assert made.count()[3:5] == (4, 0)
    with made.follow():
        _finds(few)
        _finds([1, 2])
        await _looks(1)
        await _looks(2)
    assert made.count()[3:5] == (2, 2)


def test_calls_into_a_door_that_is_not_concerned_are_told() -> None:
    made = Trip(
        calls=[(str(trip.ROOT / path), "x") for path in ("desk/groups/chats.py", "desk/groups_of.py", "mail/hook.py")]
    )
    assert made.count() == (3, 3, 2, 0, 0, 2)


def test_every_door_is_where_the_table_says() -> None:
    assert [path for paths in trip._DOORS.values() for path in paths if not (trip.ROOT / path).exists()] == []
