"""Hours and days as people and shops write them, taken apart: "Пн.–Пт. с 9.00 до 18.00", "Mon - Fri: 9am - 6pm".

`read_tokens` knows the words of the desk's languages and the forms of a time; `typed_weeks.py` puts them together.
Pure.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.text.rich_text import strip_invisible
from desk.text.typed_days import WEEKDAYS

DAY, HALF = 1440, 720
"""Minutes."""


class UnclearHoursError(ValueError):
    """Hours that cannot be understood; `key` is that of the text that says what would be right."""

    def __init__(self, key: str = "hours-unclear") -> None:
        super().__init__(key)
        self.key = key


class HoursPart(StrEnum):
    """Kinds of tokens."""

    DAY = "day"
    SEVERAL = "several"
    TIME = "time"
    DASH = "dash"
    APART = "apart"
    CLOSED = "closed"
    ALL_DAY = "all_day"
    AS = "as"
    EXCEPT = "except"


@dataclass(frozen=True, slots=True)
class HoursToken:
    """A word, time or sign. `days`: of a day or of several; `at`: minutes of a time; `half`: "a" or "p" if it was said;
    `is_loose`: a time that may be meant in the other half of the day; `has_minutes`: it was typed with minutes."""

    part: HoursPart
    days: tuple[int, ...] = ()
    at: int = 0
    half: str = ""
    is_loose: bool = False
    has_minutes: bool = False


_EARLY = 7 * 60  # a bare hour before it, behind other hours, is one of the afternoon
_SHORT_DAY = 6 * 60
WEEKEND = (5, 6)
_SEVERAL = {"weekdays": (0, 1, 2, 3, 4), "weekend": WEEKEND, "daily": tuple(range(7))}
_PLAIN: dict[str, HoursPart] = {
    **dict.fromkeys(("closed", "off", "none", "закрыто", "закрыты", "закрыт", "нет", "выходной"), HoursPart.CLOSED),
    **dict.fromkeys(("to", "till", "until", "through", "thru", "до", "по"), HoursPart.DASH),
    **dict.fromkeys(("and", "и", "also", "plus", "а", "также", "еще", "плюс"), HoursPart.APART),
    **dict.fromkeys(("as", "like", "как"), HoursPart.AS),
    **dict.fromkeys(("except", "excluding", "but", "кроме", "исключая"), HoursPart.EXCEPT),
    "allday": HoursPart.ALL_DAY,
}
_SILENT = re.compile(
    "from|on|at|in|the|open|opened|с|со|в|во|открыт[оы]?|работаем|работает|часы|hours",
)
_BREAK = re.compile("lunch|breaks?|pause|обеда?|обедом|обеденный|перерыва?|перерывом")
_ZONE = re.compile(
    "utc|gmt|tz|msk|мск|[ecmp][sd]?t|[cew]es?t|bst|ist|jst|aest|eastern|central|mountain|pacific|europe|asia|america|"
    "local|time|zone|времени|время|москве|московск(?:ому|ое|ого)"
)
_MOSCOW = "мск|msk|по москве|по московскому времени|московское время"
_NAMED_ZONE = re.compile(rf"[\s,(]+(?:(?P<name>utc|[a-z]+(?:/[a-z0-9_+-]+)+)|(?:{_MOSCOW}))\)?\Z", re.IGNORECASE)
_LONGEST_ZONE = 60  # characters
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－⸺~〜∼"), "-") | {ord("ё"): "е", ord("’"): "'"}
_REWRITTEN = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), f" {word} ")
    for pattern, word in (
        (r"24\s*[/x×*]\s*7(?:\s*/\s*365)?|24 на 7|круглосуточно|always|a?round the clock|all day|весь день", "allday"),
        (r"24 (?:hours|часа)", "allday"),
        (r"(?:режим|график|часы|время) работы|(?:our )?(?:opening|business|working|office|open) hours(?: are)?", ""),
        (r"(?:наши|our) (?:часы|hours)(?: are)?|we(?:'re| are) open|we work|мы (?:работаем|открыты)|set|постав\w+", ""),
        (r"без (?:обеда|перерывов|перерыва|выходных)(?: и (?:перерывов|перерыва|выходных))?(?: на обед)?", ""),
        (r"(?:no|without(?: a)?) (?:lunch(?: breaks?)?|breaks?|days off)", ""),
        (r"(?:every|each) ?day|daily|all (?:days|week)|(?:7|seven) days(?: a week)?", "daily"),
        (r"ежедневно|кажды[йе] (?:день|дни)|все дни|вся неделя", "daily"),
        (r"(?:будн\w+|рабочи\w+) (?:дни|дням|день)|будн(?:и|ям|ие)|(?:working|business|work|week) ?days?", "weekdays"),
        (r"week-?ends?|выходн(?:ые|ым)(?: дни| дням)?", "weekend"),
        (r"не работа\w+|not open|days? off|выходной день", "closed"),
        (r"за исключением", "except"),
        (r"(?:12 ?)?(?:noon|midday)|полдень|полудня", "12:00pm"),
        (r"(?:12 ?)?midnight|полночь|полуночи", "00:00"),
    )
)
_DASHED_MINUTES = re.compile(
    r"(?<![\d:.-])(\d{1,2})-(00|15|30|45)\s*(?:-|\bto\b|\bдо\b|\bпо\b)\s*(\d{1,2})-(00|15|30|45)(?![\d:.-])"
)
_TIME = re.compile(
    r"(?:(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::00)?)?|(?P<compact>\d{3,4}))(?![\d:.]*\d)\s*"
    r"(?:ч(?:ас(?:ов|а)?)?\b\.?|h(?:rs?|ours?)?\b|o'clock\b)?\s*"
    r"(?P<half>[ap]\.?\s?m\b\.?|[ap]\b|утра\b|дня\b|вечера\b|ночи\b)?"
)
_TOKEN = re.compile(r"(?P<word>[^\W\d_]+)\.?|(?P<dash>-+|\.{2,3})|(?P<apart>[,;/|&+\n]+)|(?P<blank>[\s:().=]+)")


def split_zone(text: str) -> tuple[str, str | None]:
    """Return hours without the time zone behind them, and its name: "9-18 Europe/Berlin", "9-18 мск"."""
    said = text.strip()
    found = _NAMED_ZONE.search(said[-_LONGEST_ZONE:])
    if found is None:
        return text, None
    return said.removesuffix(found[0]), found["name"] or "Europe/Moscow"


def read_tokens(text: str) -> list[HoursToken]:
    """Return the tokens of a text. Raises UnclearHoursError for an unknown word, and with keys of their own for a break
    and for a time zone."""
    return list(_read(_rewrite(text)))


def _rewrite(text: str) -> str:
    """Return the text in lower case, dashes and blanks of one kind, and several words that are one made one."""
    plain = unicodedata.normalize("NFKC", strip_invisible(text)).casefold().translate(_DASHES)
    plain = re.sub(r"[^\S\n]+", " ", plain)
    for pattern, word in _REWRITTEN:
        plain = pattern.sub(word, plain)
    return _DASHED_MINUTES.sub(r"\1:\2-\3:\4", plain)


def _read(plain: str) -> Iterator[HoursToken]:
    at = 0
    while at < len(plain):
        found = _TIME.match(plain, at) or _TOKEN.match(plain, at)
        if found is None:
            raise UnclearHoursError
        at = found.end()
        if found.re is _TIME:
            yield _make_time(found)
        elif found.lastgroup == "word":
            yield from _read_word(found["word"])
        elif found.lastgroup != "blank":
            yield HoursToken(HoursPart.DASH if found["dash"] else HoursPart.APART)


def _read_word(word: str) -> Iterator[HoursToken]:
    if _BREAK.fullmatch(word):
        raise UnclearHoursError("hours-break")
    if _ZONE.fullmatch(word):
        raise UnclearHoursError("hours-zone")
    if word in WEEKDAYS:
        yield HoursToken(HoursPart.DAY, (WEEKDAYS[word],))
    elif word in _SEVERAL:
        yield HoursToken(HoursPart.SEVERAL, _SEVERAL[word])
    elif word in _PLAIN:
        yield HoursToken(_PLAIN[word])
    elif not _SILENT.fullmatch(word):
        raise UnclearHoursError


def _make_time(found: re.Match[str]) -> HoursToken:
    compact = found["compact"]
    hour, minute = (compact[:-2], compact[-2:]) if compact else (found["hour"], found["minute"])
    at, past = int(hour) * 60, int(minute or 0)
    if past >= 60 or at + past > DAY:
        raise UnclearHoursError
    made = HoursToken(HoursPart.TIME, at=at + past, has_minutes=compact is not None or minute is not None)
    if found["half"]:
        return _set_half(made, int(hour), found["half"])
    return replace(made, is_loose=1 <= int(hour) <= 12 and not hour.startswith("0"))


def _set_half(time: HoursToken, hour: int, said: str) -> HoursToken:
    """Return a time of the 12-hour clock as one of 24 hours: "6pm", "6 вечера", "2 ночи"."""
    if not 1 <= hour <= 12:
        raise UnclearHoursError
    late = said == "ночи" and hour in (9, 10, 11)
    half = "p" if said[0] in "pдв" or late else "a"
    return replace(time, at=time.at % HALF + (HALF if half == "p" else 0), half=half)


def make_span(start: HoursToken, end: HoursToken, before: tuple[HoursToken, int] | None) -> tuple[int, int]:
    """Return minutes of a day from start to end, over midnight if the end is earlier: "22-6". Hours without am and pm
    are such that the day is as people work: "9 to 6" and "9:00-6:00" end in the evening, "1-5pm" begins after noon, and
    so does "1-5" after "9-12" (`before`: how the hours before began, and their end). Raises UnclearHoursError for hours
    of no length, and for "10:00-2:00", which may be the hours of an office on Saturday or of a bar."""
    begins, ends = start.at, end.at
    follows = before is not None and before[0].is_loose and begins < min(before[1], _EARLY)
    if follows and start.is_loose:
        begins, ends = begins + HALF, ends + HALF if end.is_loose and ends < HALF else ends
    elif end.half == "p" and start.is_loose and begins % HALF + HALF < ends:
        begins = begins % HALF + HALF
    elif ends < begins and end.is_loose:
        ends = _move_to_evening(start, end)
        if end.has_minutes and not start.half and begins < ends < begins + _SHORT_DAY:
            raise UnclearHoursError("hours-day-or-night")
    if begins in (DAY, ends):
        raise UnclearHoursError
    return begins, ends + (DAY if ends < begins else 0)


def _move_to_evening(start: HoursToken, end: HoursToken) -> int:
    evening = end.at % HALF + HALF
    if start.half == "p" and end.at >= HALF:
        return DAY  # "6pm-12"
    if evening <= start.at or (start.at > HALF + 59 and not start.half):
        return end.at
    return evening


def format_clock_span(starts: int, ends: int, dash: str) -> str:
    """Return minutes of a day as they may be typed again: "9:00-18:00", "22:00-6:00"; two digits for an hour of the
    next day that could be one of the afternoon: "10:00-02:00"."""
    begin, end = divmod(starts, 60), divmod(ends if ends <= DAY else ends - DAY, 60)
    width = 2 if ends > DAY and starts < HALF + 60 else 1
    return f"{begin[0]}:{begin[1]:02d}{dash}{end[0]:0{width}d}:{end[1]:02d}"
