"""Days and times as people type them before other words, in both languages and in a zone."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desk.text.typed_moments import FARTHEST, TypedMoment, parse_moment

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # a Friday, 12:30 in Moscow
ZONE = "Europe/Moscow"


def _utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("2026-12-01 14:00", TypedMoment(_utc(1, 11, month=12), None, "", marked=False)),
        ("until 2026-12-01", TypedMoment(None, date(2026, 12, 1), "", marked=True)),
        ("2h", TypedMoment(NOW + timedelta(hours=2), None, "", marked=False)),
        ("2 h waits", TypedMoment(NOW + timedelta(hours=2), None, "waits", marked=False)),
        ("до 2 дней ждём", TypedMoment(NOW + timedelta(days=2), None, "ждём", marked=True)),
        ("14:00", TypedMoment(_utc(20, 11), None, "", marked=False)),
        ("12:00 sharp", TypedMoment(_utc(21, 9), None, "sharp", marked=False)),
        ("tomorrow 12:00", TypedMoment(_utc(21, 9), None, "", marked=False)),
        ("завтра", TypedMoment(None, date(2026, 11, 21), "", marked=False)),
        ("until Monday the key", TypedMoment(None, date(2026, 11, 23), "the key", marked=True)),
        ("до пятницы, 9:30 ключ", TypedMoment(_utc(27, 6, 30), None, "ключ", marked=True)),
        ("friday", TypedMoment(None, date(2026, 11, 27), "", marked=False)),
        ("today 08:00", TypedMoment(_utc(20, 5), None, "", marked=False)),
        ("1.12", TypedMoment(None, date(2026, 12, 1), "", marked=False)),
        ("1.11", TypedMoment(None, date(2027, 11, 1), "", marked=False)),
        ("01.12.2026 10:15", TypedMoment(_utc(1, 7, 15, month=12), None, "", marked=False)),
        ("3 дня", TypedMoment(NOW + timedelta(days=3), None, "", marked=False)),
        ("до 3 дня", TypedMoment(_utc(20, 12), None, "", marked=True)),
        ("в 3 дня", TypedMoment(_utc(20, 12), None, "", marked=False)),
        ("до 14 часов", TypedMoment(_utc(20, 11), None, "", marked=True)),
        ("tomorrow 10 keys", TypedMoment(None, date(2026, 11, 21), "10 keys", marked=False)),
        ("tomorrow at 10 keys", TypedMoment(_utc(21, 7), None, "keys", marked=False)),
        ("через 2 часа позвонят", TypedMoment(NOW + timedelta(hours=2), None, "позвонят", marked=False)),
        ("1 декабря 2027", TypedMoment(None, date(2027, 12, 1), "", marked=False)),
        ("December 1st", TypedMoment(None, date(2026, 12, 1), "", marked=False)),
        ("20 november", TypedMoment(None, date(2026, 11, 20), "", marked=False)),
        ("19 november", TypedMoment(None, date(2027, 11, 19), "", marked=False)),
        ("29.02", TypedMoment(None, date(2028, 2, 29), "", marked=False)),
    ],
)
def test_a_time_is_read_with_what_follows(words: str, read: TypedMoment) -> None:
    assert parse_moment(words, now=NOW, zone=ZONE) == read


LENGTHS = {
    timedelta(minutes=30): "через полчаса | in half an hour | half an hour | 30 min | полчаса",
    timedelta(minutes=90): "полтора часа | 1h30m | 1h 30m | 1 ч 30 мин | 1.5 h | 1,5 часа | 90мин | через полтора часа",
    timedelta(hours=1): "in an hour | через час | через один час | for an hour | на час | 1ч",
    timedelta(
        hours=2
    ): "через 2 часа | In 2 Hours | через два часа | within 2 hours | в течение 2 часов | 2ч. | until 2h",
    timedelta(days=7): "через неделю | in a week | 1 week | 7 дней | in seven days",
    timedelta(days=3 * 366): "1098 d",
}
MOMENTS = {
    _utc(
        21, 7
    ): "завтра в 10 | завтра к 10 | завтра 10 | tomorrow at 10 | tomorrow 10 | tomorrow 10am | at 10 tomorrow |"
    " 10:00 завтра | завтра в 10 утра | завтра в 10 часов | 10 | в 10 | at 10 | by 10 a.m. | к 10",
    _utc(20, 12): "сегодня в 15 | today at 3 pm | 15:00 | by 3pm | в 3 часа дня | at 3 p.m. | 15.00",
    _utc(20, 14): "5 дня | в 5 дня | к 5 дня | 5 p.m.",
    _utc(21, 9): "noon | завтра в полдень | 12 pm | 12 | 12 дня | завтра 12 дня | 12 дня завтра",
    _utc(20, 21): "12 am | 0:00 | at 0",
    _utc(
        27, 11
    ): "в пятницу в 14 | on Friday at 2pm | friday, 14:00 | до пятницы, в 14:00 | до пятницы 14-00 | this friday 14:00",
    _utc(1, 11, month=12): "1 декабря в 14:00 | dec 1 14:00 | 1.12 14:00 | 1 december at 2 pm",
}
DAYS = {
    date(2026, 11, 27): "в пятницу | on friday | до пятницы | в эту пятницу | friday | пт | пт. | Fri. | до пт.",
    date(2026, 11, 24): "во вторник | ко вторнику | by tue",
    date(2026, 11, 22): "послезавтра | \u200fпослезавтра\u200e | the day after tomorrow",
    date(2026, 11, 19): "yesterday | до вчера | until yesterday | до вчерашнего дня",
    date(2026, 11, 18): "позавчера",
    date(2026, 11, 20): "сегодня | до конца дня | end of day | by eod | today",
    date(2026, 12, 1): "1 декабря | к 1 декабря | on December 1 | 1.12 | до 1-го декабря | 1 дек. | Dec. 1",
}


@pytest.mark.parametrize("length", LENGTHS)
def test_how_long_is_said_as_people_say_it(length: timedelta) -> None:
    read = {words: parse_moment(words, now=NOW, zone=ZONE) for words in LENGTHS[length].split(" | ")}
    assert {words: found and (found.at, found.rest) for words, found in read.items()} == dict.fromkeys(
        read, (NOW + length, "")
    )


@pytest.mark.parametrize("at", MOMENTS)
def test_what_the_clock_shows_is_said_as_people_say_it(at: datetime) -> None:
    read = {words: parse_moment(words, now=NOW, zone=ZONE) for words in MOMENTS[at].split(" | ")}
    assert {words: found and (found.at, found.rest) for words, found in read.items()} == dict.fromkeys(read, (at, ""))


@pytest.mark.parametrize("day", DAYS)
def test_a_day_is_said_as_people_say_it(day: date) -> None:
    read = {words: parse_moment(words, now=NOW, zone=ZONE) for words in DAYS[day].split(" | ")}
    assert {words: found and (found.day, found.rest) for words, found in read.items()} == dict.fromkeys(read, (day, ""))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "1099 d",
        "24:00",
        "12:60",
        "hour",
        "через",
        "in",
        "in 10",
        "on 5",
        "at",
        "half",
        "через два",
        "in december",
        "to friday",
        "завтра 25:00",
        "завтра в 10:60",
        "30 февраля",
        "until",
        "the key",
        "2026-13-01",
        "31.11",
        "32.1",
        "0000-01-01",
        "monday 25:00",
        "0h",
        "🙂",
        "until the key comes",
    ],
)
def test_what_is_no_time_is_none(words: str) -> None:
    assert parse_moment(words, now=NOW, zone=ZONE) is None


@pytest.mark.parametrize(
    ("words", "passed"),
    [("until 2020-01-01", True), ("0001-01-01 08:00", True), ("2090-01-01 14:00", False), ("9999-12-31", False)],
)
def test_a_day_long_past_or_far_away_is_a_time_all_the_same(words: str, passed: bool) -> None:
    found = parse_moment(words, now=NOW, zone=ZONE)
    assert found is not None
    at = found.at or datetime.combine(found.day or date.min, time(), UTC)
    assert at < NOW - FARTHEST if passed else at > NOW + FARTHEST
