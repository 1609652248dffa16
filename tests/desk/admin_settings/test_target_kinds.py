"""Targets as admins type them, and as they are shown."""

from datetime import timedelta

import pytest

from desk import TargetLengths
from desk.settings.kinds import TargetPair
from tests.texts import IN_BOTH, text_of

KIND = TargetPair()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("first 4h, solve 8h", [240, 480]),
        ("First 30 min, solution 1.5 h", [30, 90]),
        ("первый ответ 30 мин, решение 4 ч", [30, 240]),
        ("4, 8", [240, 480]),
        ("1h; 2d", [60, 2880]),
        ("4h 8h", [240, 480]),
        ("30 мин и 4 ч", [30, 240]),
        ("4 8", [240, 480]),
        ("4h, 4h", [240, 240]),
        ("1,5 ч, 8 ч", [90, 480]),
        ("1,5 ч / 8 ч", [90, 480]),
        ("1,5 ч 8 ч", [90, 480]),
        ("0,5; 8", [30, 480]),
        ("4,8", [240, 480]),
        ("30мин,1,5ч", [30, 90]),
        ("полчаса, 1 ч 30 мин", [30, 90]),
        ("Первый ответ: 1,5 ч, решение: 4 ч", [90, 240]),
    ],
)
def test_targets_as_they_are_typed(typed: str, stored: list[int]) -> None:
    assert KIND.parse_text(typed) == stored
    first, solution = (timedelta(minutes=one) for one in stored)
    assert KIND.load_value(stored) == TargetLengths(first, solution)
    assert KIND.dump_value(KIND.load_value(stored)) == stored


@pytest.mark.parametrize(
    "typed", ["", "4h", "first 8h, solve 4h", "first, solve", "0, 4", "4h, 9999d", "<b>4h</b>, 8h", "4h 30 min", "a, b"]
)
def test_what_is_no_target_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        KIND.parse_text(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2h", [120, 1440]),
        ("2 hours", [120, 1440]),
        ("first response 2 h", [120, 1440]),
        ("первый ответ: 30 мин", [30, 1440]),
        ("Resolution 10 h", [480, 600]),
        ("решение 2 дня", [480, 2880]),
        ("first 4h, solve 8h", [240, 480]),
        ("4 8", [240, 480]),
    ],
)
def test_one_of_the_two_times_may_be_typed_alone(typed: str, stored: list[int]) -> None:
    assert KIND.change_times(typed, [480, 1440]) == stored


@pytest.mark.parametrize("typed", ["solve 4h", "30 h", "4h 30 min", "soon", "first", "", "first 8h, solve 4h"])
def test_what_does_not_fit_the_stored_times_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        KIND.change_times(typed, [480, 1440])


@pytest.mark.parametrize("stored", [None, [60], [60, 30], ["60", 90], [True, 90], {"first": 1}, [0, 60]])
def test_what_does_not_fit_is_not_read(stored: object) -> None:
    with pytest.raises(ValueError):
        KIND.load_value(stored)


@IN_BOTH
@pytest.mark.parametrize("stored", [[30, 240], [90, 2880]])
def test_what_is_shown_can_be_typed_again(language: str, stored: list[int]) -> None:
    assert KIND.parse_text(KIND.format_value(language, stored)) == stored


def test_targets_as_they_are_shown() -> None:
    assert KIND.format_value("en", [30, 240]) == text_of("setting-target-pair", first="30 min", solution="4 h")
    assert KIND.format_value("ru", [90, 2880]) == "первый ответ 90 мин, решение 48 ч"
    assert KIND.format_value("en", [1440, 14400]) == text_of("setting-target-pair", first="24 h", solution="10 days")
