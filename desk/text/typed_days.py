"""Days and months as people type them ("25 december", "25.12", "завтра", "31.12-8.1"), read from the desk's day. Pure;
knows no clock and no time zone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from desk.text.rich_text import strip_invisible

_NAMES = (
    "mon monday пн пон пнд понедельник понедельника понедельнику | mo mondays понедельники понедельникам",
    "tue tues tuesday вт втр вторник вторника вторнику | tu tuesdays вторники вторникам",
    "wed weds wednesday ср сре среда среды среду среде | we wednesdays средам",
    "thu thur thurs thursday чт чтв четверг четверга четвергу | th thursdays четверги четвергам",
    "fri friday пт птн пятница пятницы пятницу пятнице | fr fridays пятницам",
    "sat saturday сб суб суббота субботы субботу субботе | sa saturdays субботам",
    "sun sunday вс вск воскр воскресенье воскресенья воскресенью | su sundays воскресеньям",
)
WEEKDAYS = {name: day for day, names in enumerate(_NAMES) for name in names.replace("|", "").split()}
"""Days of the week by the names that people type; 0 is Monday."""
_WEEKDAYS_IN_A_SENTENCE = {name: day for day, names in enumerate(_NAMES) for name in names.partition("|")[0].split()}
_MONTHS = (
    "january jan январь января янв", "february feb февраль февраля фев", "march mar март марта мар",
    "april apr апрель апреля апр", "may май мая", "june jun июнь июня июн", "july jul июль июля июл",
    "august aug август августа авг", "september sep sept сентябрь сентября сен сент",
    "october oct октябрь октября окт", "november nov ноябрь ноября ноя", "december dec декабрь декабря дек",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAMED = {
    ("today",): 0, ("сегодня",): 0, ("tomorrow",): 1, ("завтра",): 1, ("послезавтра",): 2,
    ("day", "after", "tomorrow"): 2,
    ("yesterday",): -1, ("вчера",): -1, ("вчерашнего", "дня"): -1, ("позавчера",): -2,
    ("day", "before", "yesterday"): -2,
    ("end", "of", "day"): 0, ("eod",): 0, ("конца", "дня"): 0, ("концу", "дня"): 0,
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е|-?му)?")
_YEAR = re.compile(r"20\d\d")
_HAS_YEAR = re.compile(r"\d{4}")
_SHORT_END = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})")
_TWO_NUMBERS = re.compile(r"(\d{1,2})-(\d{1,2})")
_FIRST_NUMBER = re.compile(r"^\d{1,2}(?!\d)")
_MONTH_NUMBERED = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})\.(\d{4})")
_FROM, _ON = frozenset(["from", "since", "с", "со"]), frozenset(["on", "в", "во"])
_THIS = frozenset(["this", "the", "эту", "этот", "это"])
_DASHES = frozenset("-–—")
_TO = _DASHES | {"..", "...", "…", "to", "til", "till", "until", "по", "до"}
_PARTS = r"\.{2,3}|[…–—]|(?<=[\d.])-(?=\d{1,2}\.\d|\d{4}-)|(?<=[^\W\d_])-(?=\d)"
_WORD = re.compile(rf"{_PARTS}|(?:(?!{_PARTS})[^\s,;:])+")
_MOST_WORDS = 12
"""Two days take fewer words."""
_YEARS_READ = range(1000, 9000)
_LONGEST_OVER_NEW_YEAR = timedelta(days=300)
_Read = tuple[date, int]


@dataclass(frozen=True, slots=True)
class TypedDays:
    """The days that a text begins with, both included, and the words behind them."""

    first: date
    last: date
    rest: str


def read_days(text: str, today: date, back: bool = False) -> TypedDays | None:
    """Read one day or two ("25 december", "1-3 december", "с 1 по 3 декабря", "2026-12-01..03") and return the rest.

    A day without a year is the next one, with `back` the last one, and two that are not over are those of now. The
    second is read from the first, so that "31.12-8.1" needs no guess, and is before it if that is nearly a year on.
    None if the text begins with no day, or goes on to a second that is none ("1.12..32")."""
    text = strip_invisible(text)
    words, starts = _split_words(text)
    skipped = 1 if words[:1] and words[0] in _FROM | _ON else 0
    found = _read_one_or_two(words[skipped:], today, back)
    if found is None or (found[1] is None and words[0] in _FROM):
        return None
    first, last, used = found
    return TypedDays(first, first if last is None else last, text[starts[skipped + used] :].strip())


def is_first_of_two(words: Sequence[str], first: date) -> bool:
    """Return True if words in lower case go on to a second day ("– 8 января")."""
    return words[:1] != [] and words[0] in _TO and read_day(words[1:], first, after=first) is not None


def read_one_day(text: str, today: date) -> date | None:
    """Read one day and nothing else, as `read_days`."""
    found = read_days(text, today)
    return found.first if found is not None and found.first == found.last and not found.rest else None


def _split_words(text: str) -> tuple[list[str], list[int]]:
    """Return the first words in lower case, and where each begins, and the text behind the last one. What stands
    between two days is a word; a dash without spaces only where a day follows, in "1-3" where a month is beside it."""
    found = list(islice(_WORD.finditer(text), _MOST_WORDS))
    words, starts = [one[0].casefold() for one in found], [one.start() for one in found]
    for at, word in enumerate(words[:3]):
        beside = {one.rstrip(".") for one in words[max(at - 1, 0) : at + 2]}
        if (numbers := _TWO_NUMBERS.fullmatch(word)) and beside & _MONTH.keys():
            words[at : at + 1], starts[at:at] = [numbers[1], "-", numbers[2]], [starts[at]] * 2
            break
    return words, [*starts, len(text)]


def _read_one_or_two(words: list[str], today: date, back: bool) -> tuple[date, date | None, int] | None:
    head, tail = words, list[str]()
    if len(words) > 2 and words[1] in _TO and (number := _NUMBERED.fullmatch(words[0])):
        begins, many = _FIRST_NUMBER.subn(number[1], words[2])
        head, tail = [begins, *words[3:]] if many else [], words[2:]
    if (read := read_day(head, today, back=back)) is None or read[0].year not in _YEARS_READ:
        return None
    first, used = read
    if not tail:
        between = words[used : used + 1]
        if not between or between[0] not in _TO or (between[0] in _DASHES and len(words) == used + 1):
            return first, None, used
        tail = words[used + 1 :]
    second = _read_end(head, tail, today, first)
    if second is not None and _is_yearless(head[:used]):
        has_year = not _is_yearless(tail[: second[1]])
        earlier = read_day(head, second[0] if has_year else today, back=True)
        end = earlier and _read_end(head, tail, today, earlier[0])
        if earlier and end and (has_year or end[0] >= today):
            first, second = earlier[0], end
    if second is None:
        return None
    return first, second[0], len(words) - len(tail) + second[1]


def _is_yearless(words: Sequence[str]) -> bool:
    """Return True for a date without its year; a day by its name has none to miss."""
    said = " ".join(words)
    return any(char.isdigit() for char in said) and _HAS_YEAR.search(said) is None


def _read_end(head: Sequence[str], tail: Sequence[str], today: date, first: date) -> _Read | None:
    """Read the second day: one of its own, the "3" of "december 1 to 3", the "03" or "12-03" of "2026-12-01..03"."""
    if (read := read_day(tail, today, after=first)) is not None or not tail:
        return read
    if head[0].rstrip(".") in _MONTH:
        found = read_day([tail[0], head[0], *tail[1:]], today, after=first)
        return found and (found[0], found[1] - 1)
    short = _SHORT_END.fullmatch(tail[0]) if _ISO.fullmatch(head[0]) else None
    made = short and _make_date(first.year, int(short[1] or first.month), int(short[2]))
    return (made, 1) if made else None


def read_day(words: Sequence[str], today: date, *, back: bool = False, after: date | None = None) -> _Read | None:
    """Read the day that words in lower case begin with, and the number of these words: by its name, a weekday or a
    date. Without a year it is the next one, with `back` the last one; `after`: it is the second, and this the first."""
    skipped = 1 if words[:1] and words[0] in _THIS else 0
    found = _read_plain_day(words[skipped:], today, back, after)
    return found and (found[0], skipped + found[1])


def _read_plain_day(words: Sequence[str], today: date, back: bool, after: date | None) -> _Read | None:
    for name, ahead in _NAMED.items():
        if tuple(words[: len(name)]) == name:
            return today + timedelta(days=ahead), len(name)
    if not words:
        return None
    weekday, start = _WEEKDAYS_IN_A_SENTENCE.get(words[0].rstrip(".")), after or today
    if weekday is not None:
        return start + timedelta(days=(weekday - start.weekday() - 1) % 7 + 1 - 7 * back), 1
    found = _read_date(words, start, back)
    if after and found and found[0].year > after.year and found[0] > max(today, after + _LONGEST_OVER_NEW_YEAR):
        return _read_date(words, after, True)
    return found


def _read_date(words: Sequence[str], start: date, back: bool) -> _Read | None:
    """Read 2026-12-01, 1.12, 1.12.2026, 1 December, December 1st, 1 декабря 2026 г."""
    if found := _ISO.fullmatch(words[0]):
        made, used = _make_date(int(found[1]), int(found[2]), int(found[3])), 1
    elif found := _DOTTED.fullmatch(words[0]):
        made, used = _find_date(found[3], int(found[2]), int(found[1]), start, back), 1
    else:
        said = [word.rstrip(".") for word in words[:2]]
        pair = said if said[-1] in _MONTH else said[::-1]
        if len(pair) < 2 or pair[1] not in _MONTH or not (number := _NUMBERED.fullmatch(pair[0])):
            return None
        year = words[2] if len(words) > 2 and _YEAR.fullmatch(words[2]) else None
        made, used = _find_date(year, _MONTH[pair[1]], int(number[1]), start, back), 2 if year is None else 3
        used += words[used : used + 1] in (["г"], ["г."], ["года"])
    return None if made is None else (made, used)


def _find_date(year: str | None, month: int, day: int, start: date, back: bool) -> date | None:
    """Return the next such date from `start`, or the last one; the 29th of February may be up to eight years away."""
    if year is not None:
        return _make_date(int(year), month, day)
    years = range(start.year, start.year - 9, -1) if back else range(start.year, start.year + 9)
    made = (one for one in (_make_date(year, month, day) for year in years) if one is not None)
    return next((one for one in made if (one <= start if back else one >= start)), None)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_month(text: str, today: date) -> date | None:
    """Return the first day of a month ("2026-11", "11.2026", "november", "ноябрь 2025"), without a year of the last
    one; None for anything else."""
    words = strip_invisible(text).casefold().split()
    if len(words) == 1 and (found := _MONTH_NUMBERED.fullmatch(words[0])):
        return _make_date(int(found[1] or found[4]), int(found[2] or found[3]), 1)
    if not 0 < len(words) < 3 or words[0] not in _MONTH or not (len(words) == 1 or _YEAR.fullmatch(words[1])):
        return None
    return _find_date(words[1] if len(words) > 1 else None, _MONTH[words[0]], 1, today, back=True)
