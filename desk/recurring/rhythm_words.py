"""Rhythms in words: "every Monday at 9", "последний рабочий день месяца", read and written in the desk's languages.

What is not understood as a whole is no rhythm: nothing is guessed from a part of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desk.i18n import formats, say
from desk.recurring.rhythms import LAST, Recurs, Rhythm
from desk.text import strip_invisible, typed_days, typed_times

USUAL_TIME = 9 * 60
_MOST_WORDS, _MOST_STEPS, _MOST_DAYS = 24, 366, 31
_TOKEN = re.compile(r"[^\s,;]+")
_NUMBER = re.compile(r"(\d{1,3})(?:st|nd|rd|th|-?(?:го|е|й|я|ый|ое|му|х))?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}")
_DIGITS = re.compile(r"\d{1,2}")
_LEAP = date(2024, 1, 1)
_SINCE = frozenset({"from", "starting", "since", "с", "со", "начиная"})
_AT = frozenset({"at", "в", "во"})
_SAID = {
    "": "on in of the and a an once per и в во по на раз",
    "every": "every each каждый каждая каждое каждую каждого каждой каждые каждых каждом",
    "other": "other",
    "work": "working business work workday workdays weekday weekdays рабочий рабочего рабочему рабочим рабочие рабочих "
    "будни будням будний будним буднего",
    "day": "day days daily день дня дней дням дни ежедневно",
    "week": "week weeks weekly неделя неделю недели недель неделям еженедельно",
    "month": "month months monthly месяц месяца месяцев месяцы ежемесячно",
    "quarter": "quarter quarters quarterly квартал квартала кварталов ежеквартально",
    "half": "half-year half-yearly полгода полугодие полугодия",
    "year": "year years yearly annually год года лет ежегодно",
    "date": "число числа числам числу",
}
_MEANING = {word: meaning for meaning, words in _SAID.items() for word in words.split()}
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": LAST}
_BEGINNINGS = {"перв": 1, "втор": 2, "трет": 3, "четверт": 4, "последн": LAST}
_COUNTS = {
    word: count
    for count, words in enumerate(("one", "two два две", "three три", "four четыре", "five пять", "six шесть"), start=1)
    for word in words.split()
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_GENDERS = "mmfmffn"
"""Of the days of the week in Russian, from Monday; English has one form."""


@dataclass(slots=True)
class _Heard:
    """Words as they were understood: numbers that count no unit, places ("first"), units with how many of them."""

    numbers: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    units: dict[str, int] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    @property
    def is_second(self) -> bool:
        """Every other one is meant."""
        return "other" in self.named or (self.places == [2] and "every" in self.named)


def read_rhythm(text: str, today: date) -> Rhythm | None:
    """Read a rhythm and nothing else; of one that is not each day or week the first day is from `today` on. None for
    what is none."""
    words = [one.rstrip(".") for one in _TOKEN.findall(strip_invisible(text).casefold().replace("ё", "е"))]
    if len(words) > _MOST_WORDS:
        return None
    words, since = _cut_since(words, today)
    words, at = _cut_time(words)
    found = _read_days(words, since or today)
    if found is None and at is None and words and _DIGITS.fullmatch(words[-1]) and int(words[-1]) < 24:
        found, at = _read_days(words[:-1], since or today), int(words[-1]) * 60
    if found is None:
        return None
    return _begin(replace(found, at=USUAL_TIME if at is None else at), since, today)


def _begin(rhythm: Rhythm, since: date | None, today: date) -> Rhythm:
    """Set the first day of a rhythm from which others are counted."""
    if rhythm.step == 1 or rhythm.recurs not in (Recurs.DAY, Recurs.WEEK):
        return replace(rhythm, since=since)
    first = since or today
    while rhythm.recurs is Recurs.WEEK and first.weekday() not in rhythm.days:
        first += timedelta(days=1)
    return replace(rhythm, since=first)


def _cut_since(words: list[str], today: date) -> tuple[list[str], date | None]:
    for at, word in enumerate(words):
        behind = at + 1 + (words[at + 1 : at + 2] == ["с"])
        found = typed_days.read_day(words[behind:], today) if word in _SINCE else None
        if found is not None and not typed_days.is_first_of_two(words[behind + found[1] :], found[0]):
            return words[:at] + words[behind + found[1] :], found[0]
    return words, None


def _cut_time(words: list[str]) -> tuple[list[str], int | None]:
    """Take the time out of the words: with minutes or am, or an hour after "at" that ends them."""
    for start, word in enumerate(words):
        marked = word in _AT
        begins = start + marked
        shown = typed_times.parse_clock(words[begins:], bare=marked)
        is_count = words[begins + 1 : begins + 2] == ["дня"] and (not marked or words[start - 1 : start] == ["раз"])
        if shown is None or is_count or (not marked and _DOTTED.fullmatch(words[begins])):
            continue
        hour, minute, used = shown
        if begins + used == len(words) or ":" in words[begins] or not marked:
            return words[:start] + words[begins + used :], hour * 60 + minute
    return words, None


def _read_days(words: Sequence[str], start: date) -> Rhythm | None:
    for at in range(len(words)):
        pair = words[at : at + 2]
        found = typed_days.read_day(pair, _LEAP) if any(char.isdigit() for char in " ".join(pair)) else None
        if found is not None and (found[1] == 2 or _DOTTED.fullmatch(pair[0])):
            heard = _hear([*words[:at], *words[at + found[1] :]])
            return _combine_year(heard, found[0]) if heard is not None else None
    heard = _hear(words)
    return None if heard is None else _combine(heard, start)


def _hear(words: Sequence[str]) -> _Heard | None:
    """Return what the words name, or None if one of them has no meaning here."""
    heard, counted = _Heard(), False
    for word in words:
        number = _NUMBER.fullmatch(word)
        meaning = _MEANING.get(word)
        is_count = number is not None or word in _COUNTS
        if is_count:
            heard.numbers.append(int(number[1]) if number is not None else _COUNTS[word])
        elif meaning in {"day", "week", *_MONTHS}:
            heard.units[meaning] = heard.numbers.pop() if counted else 1
            heard.named.add(meaning)
        elif meaning is not None:
            heard.named.add(meaning)
        elif days := _read_weekdays(word):
            heard.weekdays += days
        elif (place := _read_place(word)) is not None:
            heard.places.append(place)
        else:
            return None
        counted = is_count
    return heard


def _read_weekdays(word: str) -> Sequence[int]:
    """Read "monday" or "mon-fri"."""
    first, _, last = word.partition("-")
    day, end = typed_days.WEEKDAYS.get(first), typed_days.WEEKDAYS.get(last or first)
    return () if day is None or end is None else range(day, end + 1)


def _read_place(word: str) -> int | None:
    return _PLACES.get(word) or next((one for begins, one in _BEGINNINGS.items() if word.startswith(begins)), None)


def _combine(heard: _Heard, start: date) -> Rhythm | None:
    months = [unit for unit in _MONTHS if unit in heard.units]
    if len(months) > 1 or (months and "week" in heard.units):
        return None
    if months or "date" in heard.named:
        unit = months[0] if months else "month"
        return _combine_months(heard, _MONTHS[unit] * heard.units.get(unit, 1))
    if heard.weekdays or "week" in heard.units:
        return _combine_weeks(heard, start)
    if heard.numbers or (heard.places and not heard.is_second):
        return None
    if "work" in heard.named:
        return Rhythm(Recurs.WORKING, 0) if heard.units.get("day", 1) == 1 and not heard.is_second else None
    step = 2 if heard.is_second and "day" in heard.units else heard.units.get("day", 0)
    return Rhythm(Recurs.DAY, 0, step=step) if 1 <= step <= _MOST_STEPS else None


def _combine_weeks(heard: _Heard, start: date) -> Rhythm | None:
    if heard.numbers or (heard.places and not heard.is_second) or heard.named & {"work", "day"}:
        return None
    step = 2 if heard.is_second else heard.units.get("week", 1)
    days = tuple(sorted(set(heard.weekdays))) or (start.weekday(),)
    return Rhythm(Recurs.WEEK, 0, days, step=step) if 1 <= step <= _MOST_STEPS // 7 else None


def _combine_months(heard: _Heard, step: int) -> Rhythm | None:
    """Combine what is counted in months: such a number of them divides a year."""
    if not 1 <= step <= 12 or 12 % step or "other" in heard.named:
        return None
    day = heard.units.get("day", 1)
    numbers = [*heard.numbers, day] if day > 1 else heard.numbers
    which, is_working = [*heard.places, *numbers], "work" in heard.named
    if heard.weekdays or is_working:
        recurs, most = (Recurs.MONTH_WORKING, 20) if is_working else (Recurs.MONTH_WEEKDAY, 4)
        is_one = len(which) == 1 and which[0] in (LAST, *range(1, most + 1)) and len(heard.weekdays) == (not is_working)
        return Rhythm(recurs, 0, tuple(heard.weekdays), which[0], step) if is_one else None
    is_vague = (heard.places and len(which) > 1) or (heard.named & {"day", "date"} and not which)
    days = tuple(sorted(set(which))) or (1,)
    is_right = not is_vague and all(day in (LAST, *range(1, _MOST_DAYS + 1)) for day in days)
    return Rhythm(Recurs.MONTH, 0, days, step=step) if is_right else None


def _combine_year(heard: _Heard, day: date) -> Rhythm | None:
    is_more = heard.numbers or heard.places or heard.weekdays or heard.units.items() - {("year", 1)}
    is_yearly = not is_more and heard.named <= {"", "every", "year"} and heard.named - {""}
    return Rhythm(Recurs.MONTH, 0, (day.day,), step=12, offset=day.month - 1) if is_yearly else None


def write_rhythm(language: str, rhythm: Rhythm) -> str:
    """Write a rhythm as it may be typed again."""
    said = say(
        language, "rhythm-at", rhythm=_write_days(language, rhythm), clock="{:02}:{:02}".format(*divmod(rhythm.at, 60))
    )
    return said if rhythm.since is None else say(language, "rhythm-since", rhythm=said, day=rhythm.since.isoformat())


def _write_days(language: str, rhythm: Rhythm) -> str:
    step, days = rhythm.step, rhythm.days
    if rhythm.recurs is Recurs.DAY:
        return say(language, "rhythm-days", n=step)
    if rhythm.recurs is Recurs.WORKING:
        return say(language, "rhythm-working")
    if rhythm.recurs is Recurs.WEEK:
        named = _join(language, [say(language, "rhythm-weekdays", day=f"d{day}") for day in days])
        return say(language, "rhythm-weeks", n=step, days=named)
    if rhythm.recurs is Recurs.MONTH and step == 12 and len(days) == 1 and days != (LAST,):
        return say(language, "rhythm-year", day=formats.format_day(language, date(2024, rhythm.offset + 1, days[0])))
    return say(language, "rhythm-months", which=_write_which(language, rhythm), n=step)


def _write_which(language: str, rhythm: Rhythm) -> str:
    if rhythm.recurs is Recurs.MONTH:
        if rhythm.days == (LAST,):
            return say(language, "rhythm-last-day")
        named = [say(language, "rhythm-day-number", n=day) for day in rhythm.days]
        return say(language, "rhythm-numbered", n=len(named), days=_join(language, named))
    weekday = rhythm.days[0] if rhythm.days else None
    gender = "m" if weekday is None else _GENDERS[weekday]
    if rhythm.place not in (LAST, 1, 2, 3, 4):
        return say(language, "rhythm-working-number", n=rhythm.place)
    place = say(language, f"rhythm-place-{gender}", place=rhythm.place)
    what = (
        say(language, "rhythm-working-day") if weekday is None else say(language, "rhythm-weekday", day=f"d{weekday}")
    )
    return say(language, "rhythm-placed", place=place, day=what)


def _join(language: str, parts: Sequence[str]) -> str:
    *first, last = parts
    return say(language, "rhythm-and", first=", ".join(first), last=last) if first else last
