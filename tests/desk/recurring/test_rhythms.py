"""Rhythms: read from words of both languages, written as they may be read again, and their next moments across ends of
months, leap years, holidays and the change of the clock."""

from datetime import UTC, date, datetime

import pytest

from desk.i18n import LANGUAGES
from desk.recurring.rhythm_words import read_rhythm, write_rhythm
from desk.recurring.rhythms import LAST, Recurs, Rhythm, find_next, list_passed, make_working_days
from desk.settings.hours import DayRange

TODAY = date(2026, 12, 1)
"""A Tuesday."""
ZONE = "Europe/Berlin"
_WEEKDAYS = make_working_days((), ())
NINE = 540
SAID: list[tuple[str, Rhythm]] = [
    ("every Monday at 9", Rhythm(Recurs.WEEK, NINE, (0,))),
    ("каждый понедельник в 9", Rhythm(Recurs.WEEK, NINE, (0,))),
    ("каждую среду 14:30", Rhythm(Recurs.WEEK, 870, (2,))),
    ("mondays and thursdays 10", Rhythm(Recurs.WEEK, 600, (0, 3))),
    ("по понедельникам, средам и пятницам в 9 утра", Rhythm(Recurs.WEEK, NINE, (0, 2, 4))),
    ("every Friday at 5 pm from 1 February 2027", Rhythm(Recurs.WEEK, 1020, (4,), since=date(2027, 2, 1))),
    ("every 2 weeks on Friday", Rhythm(Recurs.WEEK, NINE, (4,), step=2, since=date(2026, 12, 4))),
    ("every other Monday", Rhythm(Recurs.WEEK, NINE, (0,), step=2, since=date(2026, 12, 7))),
    ("раз в две недели по вторникам", Rhythm(Recurs.WEEK, NINE, (1,), step=2, since=TODAY)),
    ("каждый второй понедельник", Rhythm(Recurs.WEEK, NINE, (0,), step=2, since=date(2026, 12, 7))),
    ("mon-fri at 8:30", Rhythm(Recurs.WEEK, 510, (0, 1, 2, 3, 4))),
    ("раз в 2 дня", Rhythm(Recurs.DAY, NINE, step=2, since=TODAY)),
    ("по пятницам в 2 дня", Rhythm(Recurs.WEEK, 840, (4,))),
    ("2nd Tuesday of each month", Rhythm(Recurs.MONTH_WEEKDAY, NINE, (1,), 2)),
    ("weekly", Rhythm(Recurs.WEEK, NINE, (1,))),
    ("every day at 7:15", Rhythm(Recurs.DAY, 435)),
    ("ежедневно", Rhythm(Recurs.DAY, NINE)),
    ("каждые 3 дня в 8", Rhythm(Recurs.DAY, 480, step=3, since=TODAY)),
    ("every working day 8", Rhythm(Recurs.WORKING, 480)),
    ("по будням в 10", Rhythm(Recurs.WORKING, 600)),
    ("каждый рабочий день", Rhythm(Recurs.WORKING, NINE)),
    ("every month", Rhythm(Recurs.MONTH, NINE, (1,))),
    ("on the 15th of every month at 12:00", Rhythm(Recurs.MONTH, 720, (15,))),
    ("15 числа каждого месяца", Rhythm(Recurs.MONTH, NINE, (15,))),
    ("1 и 15 числа каждого месяца в 10", Rhythm(Recurs.MONTH, 600, (1, 15))),
    ("the last day of the month", Rhythm(Recurs.MONTH, NINE, (LAST,))),
    ("последний день каждого месяца", Rhythm(Recurs.MONTH, NINE, (LAST,))),
    ("last working day of the month", Rhythm(Recurs.MONTH_WORKING, NINE, (), LAST)),
    ("последний рабочий день месяца в 16", Rhythm(Recurs.MONTH_WORKING, 960, (), LAST)),
    ("5-й рабочий день каждого месяца", Rhythm(Recurs.MONTH_WORKING, NINE, (), 5)),
    ("the first Monday of the month", Rhythm(Recurs.MONTH_WEEKDAY, NINE, (0,), 1)),
    ("в последнюю пятницу месяца", Rhythm(Recurs.MONTH_WEEKDAY, NINE, (4,), LAST)),
    ("вторая среда каждого месяца", Rhythm(Recurs.MONTH_WEEKDAY, NINE, (2,), 2)),
    ("every quarter", Rhythm(Recurs.MONTH, NINE, (1,), step=3)),
    ("каждый квартал", Rhythm(Recurs.MONTH, NINE, (1,), step=3)),
    ("последний рабочий день квартала", Rhythm(Recurs.MONTH_WORKING, NINE, (), LAST, 3)),
    ("раз в полгода", Rhythm(Recurs.MONTH, NINE, (1,), step=6)),
    ("every 2 months on the 10th", Rhythm(Recurs.MONTH, NINE, (10,), step=2)),
    ("every year on 25 December", Rhythm(Recurs.MONTH, NINE, (25,), step=12, offset=11)),
    ("каждое 25 декабря в 9:00", Rhythm(Recurs.MONTH, NINE, (25,), step=12, offset=11)),
    ("каждый год 29 февраля", Rhythm(Recurs.MONTH, NINE, (29,), step=12, offset=1)),
]
NONE = (
    "", "now and then", "every", "tomorrow", "25 December", "every 5 months", "every Monday of the month",
    "every third Friday", "every 0 days", "every 32nd of the month", "the first and last day of the month",
    "every day of the month", "every Monday at 25", "every working day of the month", "every Monday boxes", "9",
    "каждый месяц недели", "каждую неделю с понедельника по пятницу", "x " * 30,
)  # fmt: skip


@pytest.mark.parametrize(("words", "rhythm"), SAID)
def test_words_say_a_rhythm(words: str, rhythm: Rhythm) -> None:
    assert read_rhythm(words, TODAY) == rhythm
    assert read_rhythm(words.upper(), TODAY) == rhythm
    assert Rhythm.load(rhythm.dump()) == rhythm


@pytest.mark.parametrize("words", NONE)
def test_what_is_not_understood_as_a_whole_is_no_rhythm(words: str) -> None:
    assert read_rhythm(words, TODAY) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_read_again(language: str) -> None:
    days = [
        Rhythm(Recurs.MONTH_WEEKDAY, 61, (day,), place, step)
        for day in range(7)
        for place in (1, 2, 3, 4, LAST)
        for step in (1, 12)
    ]
    steps = [Rhythm(Recurs.MONTH, 0, (LAST,), step=step) for step in (1, 2, 3, 4, 6, 12)]
    weeks = [Rhythm(Recurs.WEEK, 0, (1, 6), step=step, since=date(2026, 12, 6)) for step in (2, 5, 21)]
    spans = [Rhythm(Recurs.DAY, 0, step=step, since=TODAY) for step in (2, 5, 21)]
    for one in [*(rhythm for _, rhythm in SAID), *days, *steps, *weeks, *spans]:
        words = write_rhythm(language, one)
        assert read_rhythm(words, date(2026, 1, 1)) == one, words


def test_words_are_good_in_both_languages() -> None:
    said = {language: [write_rhythm(language, rhythm) for _, rhythm in SAID] for language in LANGUAGES}
    for one in (
        "every Monday at 09:00",
        "every 2 weeks on Friday at 09:00 from 2026-12-04",
        "the last working day of every quarter at 09:00",
    ):
        assert one in said["en"]
    for one in (
        "по понедельникам, средам и пятницам в 09:00",
        "1-го и 15-го числа каждого месяца в 10:00",
        "в последнюю пятницу каждого месяца в 09:00",
    ):
        assert one in said["ru"]


NEXT: list[tuple[str, str, str, str]] = [
    ("every day at 2:30", ZONE, "2026-03-28T12:00", "2026-03-29T01:30"),  # the clock skips it: 3:30 in summer time
    ("every day at 2:30", ZONE, "2026-10-24T12:00", "2026-10-25T00:30"),  # it comes twice: the first
    ("every day at 2:30", ZONE, "2026-10-25T00:30", "2026-10-26T01:30"),
    ("every Monday at 9", ZONE, "2026-03-23T08:00", "2026-03-30T07:00"),
    ("every Monday at 9", ZONE, "2026-12-07T07:59", "2026-12-07T08:00"),
    ("every Monday at 9", ZONE, "2026-12-07T08:00", "2026-12-14T08:00"),
    ("every Monday at 0:00", "Pacific/Auckland", "2026-12-05T12:00", "2026-12-06T11:00"),
    ("every month on the 31st", "UTC", "2027-01-31T10:00", "2027-02-28T09:00"),
    ("every month on the 31st", "UTC", "2028-01-31T10:00", "2028-02-29T09:00"),
    ("30 и 31 числа каждого месяца", "UTC", "2027-02-28T09:00", "2027-03-30T09:00"),
    ("каждый год 29 февраля", "UTC", "2026-03-01T00:00", "2027-02-28T09:00"),
    ("каждый год 29 февраля", "UTC", "2027-03-01T00:00", "2028-02-29T09:00"),
    ("the last day of the month", "UTC", "2026-12-31T09:00", "2027-01-31T09:00"),
    ("the last day of the quarter", "UTC", "2026-12-31T09:00", "2027-03-31T09:00"),
    ("last working day of the month", "UTC", "2027-01-01T00:00", "2027-01-29T09:00"),
    ("first working day of the year", "UTC", "2026-12-01T00:00", "2027-01-01T09:00"),
    ("every quarter", "UTC", "2026-12-01T00:00", "2027-01-01T09:00"),
    ("every 2 weeks on Friday", "UTC", "2026-12-04T09:00", "2026-12-18T09:00"),
    ("каждые 3 дня", "UTC", "2026-12-02T00:00", "2026-12-04T09:00"),
    ("every Friday from 1 February 2027", "UTC", "2026-12-01T00:00", "2027-02-05T09:00"),
    ("every working day", "UTC", "2026-12-04T09:00", "2026-12-07T09:00"),
    ("the last Friday of the month", "UTC", "2026-12-25T09:00", "2027-01-29T09:00"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "zone", "after", "expected"), NEXT)
def test_the_next_moment(words: str, zone: str, after: str, expected: str) -> None:
    rhythm, at = read_rhythm(words, TODAY), datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert rhythm is not None
    assert find_next(rhythm, at, zone, _WEEKDAYS) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_working_days_are_those_of_the_desk() -> None:
    week = (((540, 1080),),) * 4 + ((), ((600, 840),), ())  # Friday closed, Saturday open
    held = (DayRange(date(2026, 12, 30), date(2027, 1, 8), False), DayRange(date(2027, 1, 3), date(2027, 1, 3), True))
    works, rhythm = make_working_days(week, held), Rhythm(Recurs.MONTH_WORKING, NINE, (), LAST)
    start = datetime(2026, 12, 1, tzinfo=UTC)
    assert find_next(rhythm, start, "UTC", works) == datetime(2026, 12, 29, 9, tzinfo=UTC)
    daily = list_passed(Rhythm(Recurs.WORKING, NINE), start, datetime(2027, 1, 12, tzinfo=UTC), "UTC", works, most=1000)
    assert [one.day for one in daily if one.month == 1] == [3, 9, 11]
    never = make_working_days(week, (DayRange(date(2026, 1, 1), date(2036, 1, 1), False),))
    assert find_next(rhythm, start, "UTC", never) is None


def test_what_passed_is_counted_up_to_a_limit() -> None:
    start, end = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 11, tzinfo=UTC)
    every_day = Rhythm(Recurs.DAY, NINE)
    assert len(list_passed(every_day, start, end, "UTC", _WEEKDAYS, most=1000)) == 10
    assert len(list_passed(every_day, start, end, "UTC", _WEEKDAYS, most=4)) == 4
