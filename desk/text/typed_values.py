"""A moment as people type it before other words ("friday 14:00", "через 2 часа", "завтра в 10"), read in a time zone.
Pure; knows no business hours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.text import typed_times
from desk.text.masking.separators import BLANKS_IN_LINE, DASHES
from desk.text.rich_text import strip_invisible

# Amounts of money: whole numbers of a currency's smallest unit, read from typed text and kept in letters. Rounds
# nothing. And prices as the board types them, in both languages. Exponents are those of Telegram's list
# (core.telegram.org/bots/payments/currencies.json, read 2026-11).


CURRENCIES = frozenset(
    re.findall(
        r"[A-Z]{3}",
        "AED AMD AUD AZN BGN BRL BYN CAD CHF CNY CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR ISK JPY KGS KRW KZT MDL "
        "MXN MYR NOK NZD PHP PLN QAR RON RSD RUB SAR SEK SGD THB TJS TRY TWD UAH USD UZS VND ZAR",
    )
)
MOST = 10**12
_WITHOUT_CENTS = frozenset({"ISK", "JPY", "KRW", "VND"})
_TYPED = re.compile(r"([+-]?)(\d{1,10}|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3})(?:[.,](\d{1,2}))?", re.ASCII)

_OFF = frozenset({"off", "no", "нет"})
_NOTE = re.compile(r"(?:price|цена)[ :]+(.{1,40})", re.IGNORECASE)
_LABEL = re.compile(rf"(?:price|цена)[ _:-]?(\d[\d_ .,]*|{'|'.join(sorted(_OFF))})", re.IGNORECASE)


def get_exponent(currency: str) -> int:
    """Return how many digits after the point the currency has."""
    return 0 if currency in _WITHOUT_CENTS else 2


def parse_amount(typed: str, currency: str) -> int | None:
    """Return the amount in the smallest unit ("1 500.50" is 150050), below zero with a minus; None for what is none, or
    has more digits after the point than the currency."""
    found = _TYPED.fullmatch(typed.strip().replace("−", "-"))
    if found is None:
        return None
    sign, whole, part = found[1], re.sub(r"\D", "", found[2]), found[3] or ""
    exponent = get_exponent(currency)
    if len(part) > exponent:
        return None
    amount = int(whole + part.ljust(exponent, "0"))
    return (-amount if sign == "-" else amount) if amount <= MOST else None


def format_plain(amount: int, currency: str) -> str:
    """Return the amount as machines read it: "1500.50"."""
    exponent = get_exponent(currency)
    if not exponent:
        return str(amount)
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def pack_money(amount: int, currency: str) -> str:
    """Return an amount with its currency as letters and the history hold it: "150050 RUB"."""
    return f"{amount} {currency}"


def unpack_money(packed: str) -> tuple[int, str]:
    """Return the amount and its currency; raises ValueError for anything else."""
    amount, currency = packed.split()
    return int(amount), currency


def find_price_in_note(body: str) -> str | None:
    """Return what a note such as "price 1500" gives as the price; None for other notes."""
    typed = _NOTE.fullmatch(body.strip())
    return typed[1].strip() if typed is not None else None


def find_price_in_label(label: str) -> str | None:
    """Return what a label such as "price_1500" gives as the price; None for other labels. An underscore is a blank."""
    typed = _LABEL.fullmatch(label)
    return typed[1].replace("_", " ").strip() if typed is not None else None


def is_no_price(typed: str) -> bool:
    """Return True for a word that withdraws a price."""
    return typed.casefold() in _OFF


# Days as people type them ("mon-fri", "пн", "25.12"): weekdays, or one date. Pure.


_NAMES = tuple(
    names.split()
    for names in (
        "mon mo monday mondays пн пон пнд понедельник понедельника понедельнику понедельники понедельникам",
        "tue tu tues tuesday tuesdays вт втр вторник вторника вторнику вторники вторникам",
        "wed we weds wednesday wednesdays ср сре среда среды среду среде средам",
        "thu th thur thurs thursday thursdays чт чтв четверг четверга четвергу четверги четвергам",
        "fri fr friday fridays пт птн пятница пятницы пятницу пятнице пятницам",
        "sat sa saturday saturdays сб суб суббота субботы субботу субботе субботам",
        "sun su sunday sundays вс вск воскр воскресенье воскресенья воскресенью воскресеньям",
    )
)
WEEKDAYS = {name: day for day, names in enumerate(_NAMES) for name in names}
"""Days of the week by the names that people type; 0 is Monday."""
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")


def parse_days(word: str, today: date) -> frozenset[int] | date | None:
    """Return weekdays (0 is Monday) or a date, or None for anything else; a date without a year is the next one."""
    said = word.casefold().strip().rstrip(":")
    weekdays = _parse_weekdays(said)
    return weekdays if weekdays is not None else _date(said, today)


def _parse_weekdays(word: str) -> frozenset[int] | None:
    """Return the weekdays that a word in lower case names ("mon", "mon-fri", "sat-mon"), or None for anything else."""
    first, dash, last = word.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return None
    begins, ends = WEEKDAYS[first], WEEKDAYS[last if dash else first]
    return frozenset((begins + n) % 7 for n in range((ends - begins) % 7 + 1))


def _date(said: str, today: date) -> date | None:
    if found := _ISO.fullmatch(said):
        return _make_date_of_typed_days(int(found[1]), int(found[2]), int(found[3]))
    if found := _DATE.fullmatch(said):
        day, month = int(found[1]), int(found[2])
        if found[3]:
            return _make_date_of_typed_days(int(found[3]), month, day)
        years = (_make_date_of_typed_days(year, month, day) for year in range(today.year, today.year + 9))
        return next((made for made in years if made is not None and made >= today), None)
    return None


def _make_date_of_typed_days(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Masking of phone numbers for readers who may not see them: only the last two digits stay. Pure.


CONTACT = "content-contact"
_FEWEST = 7  # digits of a number that identifies a person: shorter ones are masked completely
_NUMBER = re.compile(r"\+?\d(?:[\W_]{0,5}\d){6,}")
_BETWEEN = rf"[{BLANKS_IN_LINE}(){DASHES}]{{0,5}}"
_PHONE = re.compile(
    rf"(?<![\w/.,-])(?:[+\uff0b]{_BETWEEN}\d(?:{_BETWEEN}\d){{6,14}}|[78](?:{_BETWEEN}\d){{10}})(?![\w/])"
)
"""A phone number as people write it, with its country or 8 in front: not a contract, an amount or a date."""


def mask_number(number: str) -> str:
    """Return a number like "+7 *** **-12"."""
    digits = [char for char in number if char.isdigit()]
    if len(digits) < _FEWEST:
        return "***"
    country = f"+{digits[0]} " if number.lstrip().startswith("+") else ""
    return f"{country}*** **-{''.join(digits[-2:])}"


def mask_numbers_in(text: str) -> str:
    """Mask everything in a text that may be a phone number: people without a name are often called by theirs."""
    return _NUMBER.sub(lambda found: mask_number(found[0]), text)


def mask_phones_in(text: str) -> str:
    """Mask what is written as a phone number, and leave other numbers as they are."""
    return _PHONE.sub(lambda found: mask_number(found[0]), text)


def mask_contact(args: dict[str, str | int]) -> dict[str, str | int]:
    """Return the arguments of a contact's line with its number masked."""
    return {
        **args,
        "name": mask_numbers_in(str(args.get("name", ""))),
        "phone": mask_number(str(args.get("phone", ""))),
    }


# E-mail addresses.


_ADDRESS = re.compile(r"""[^\s@<>"'(),:;]{1,64}@[^\s@<>"'(),:;/?]{1,255}\.[^\s@<>"'(),:;/?.]{2,63}""")


def find_address(said: str) -> str | None:
    """Return the one e-mail address in what a person wrote, in small letters; None for none or for several."""
    found = set(_ADDRESS.findall(said.lower()))
    return found.pop() if len(found) == 1 else None


# A field of a submitted form: whether its user changed it, and whether that overwrites a change of another user.
# Pure.


@dataclass(frozen=True, slots=True)
class EditedField:
    """A submitted value and the one the field was filled with; line ends and surrounding blanks are the browser's and
    do not count."""

    typed: str
    was: str = ""

    @property
    def is_touched(self) -> bool:
        """Return True if the user changed the value."""
        return not _same(self.typed, self.was)

    def has_clash(self, now: str) -> bool:
        """Return True if another user changed the value to something different since the form was shown."""
        return self.is_touched and not _same(self.was, now) and not _same(self.typed, now)


def find_touched(fields: Mapping[str, EditedField]) -> frozenset[str]:
    """Return the names of the fields that the user changed."""
    return frozenset(name for name, one in fields.items() if one.is_touched)


def find_clashing(fields: Mapping[str, EditedField], now: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the changed fields whose stored value (`now`) another user changed too."""
    return frozenset(name for name, one in fields.items() if one.has_clash(now.get(name, "")))


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()


_UNTIL = frozenset(["until", "till", "by", "for", "до", "к", "ко", "на"])
_LENGTH_FOLLOWS = (("in",), ("within",), ("через",), ("в", "течение"), ("for",), ("на",))
_ON = frozenset(["on", "в", "во"])
_AT = frozenset(["at", "by", "в", "во", "к", "ко"])
_OF_THE_CLOCK = re.compile(r"час(?:ов|а|ам|у)|ч|o['’]clock|утра|дня|вечера|ночи")
_OF_THE_DAY = re.compile(r"(?:1|[5-9]|1[0-2])")  # hours that "дня" follows; days would be день or дней
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?")
_NUMBERED = re.compile(r"(\d{1,2})(?:st|nd|rd|th|-?го|-?е|-?му)?")
_LIKE_A_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_YEAR = re.compile(r"20\d\d")
_NAMED = {
    ("today",): 0, ("сегодня",): 0, ("tomorrow",): 1, ("завтра",): 1, ("послезавтра",): 2,
    ("day", "after", "tomorrow"): 2, ("the", "day", "after", "tomorrow"): 2,
    ("yesterday",): -1, ("вчера",): -1, ("вчерашнего", "дня"): -1, ("позавчера",): -2,
    ("end", "of", "day"): 0, ("the", "end", "of", "day"): 0, ("eod",): 0, ("конца", "дня"): 0, ("концу", "дня"): 0,
}  # fmt: skip
_WEEKDAYS = (
    "monday mon понедельник понедельника понедельнику пн",
    "tuesday tue вторник вторника вторнику вт",
    "wednesday wed среда среды среду среде ср",
    "thursday thu четверг четверга четвергу чт",
    "friday fri пятница пятницы пятницу пятнице пт",
    "saturday sat суббота субботы субботу субботе сб",
    "sunday sun воскресенье воскресенья воскресенью вс",
)
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_MONTHS = (
    "january jan января янв", "february feb февраля фев", "march mar марта мар", "april apr апреля апр", "may мая",
    "june jun июня июн", "july jul июля июл", "august aug августа авг", "september sep sept сентября сен",
    "october oct октября окт", "november nov ноября ноя", "december dec декабря дек",
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_LIKE_A_TIME = re.compile(r"\d{1,2}:\d+|\d{4}-\d+(?:-\d+)?|\d{1,2}\.\d{1,2}(?:\.\d{2,4})?\.?")
FARTHEST = typed_times.LONGEST
_BEYOND = FARTHEST + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class TypedMoment:
    """A moment (`at`) or a whole day in the zone (`day`), and the words behind it. `marked` is True if "until" came
    first."""

    at: datetime | None
    day: date | None
    rest: str
    marked: bool


def parse_moment(words: str, *, now: datetime, zone: str) -> TypedMoment | None:
    """Read the moment that the words begin with, or return None. A past moment is read too. One beyond `FARTHEST`,
    ahead or ago, becomes the day after that limit. A weekday, or a date without a year, is the next one."""
    parts = words.split()
    plain = [strip_invisible(part).casefold().strip(",;") for part in parts]
    marked = plain[:1] != [] and plain[0] in _UNTIL
    found = _length(plain, now) or _day_and_clock(plain, now, zone) or _clock_and_day(plain, now, zone)
    if found is None:
        return None
    at, day, used = found
    return TypedMoment(at, day, " ".join(parts[used:]), marked)


def is_mistyped(words: str) -> bool:
    """Return True if "until" is followed by nothing, or by what looks like a clock or a date ("until", "until 25:00",
    "до 31.02"). Where `parse_moment` reads none, a moment was meant all the same."""
    parts = words.split()
    meant = parts[:1] != [] and parts[0].casefold() in ("until", "till", "до")
    return meant and (len(parts) == 1 or _LIKE_A_TIME.fullmatch(parts[1].strip(",;")) is not None)


_Found = tuple[datetime | None, date | None, int]


def _length(words: Sequence[str], now: datetime) -> _Found | None:
    """Read "2h", "in 2 hours", "на полчаса", but not "до 14 часов", "в 3 дня" and "12 дня", which are clock times."""
    if words[1:2] == ["дня"] and _OF_THE_DAY.fullmatch(words[0]):
        return None
    skipped = next((len(said) for said in _LENGTH_FOLLOWS if tuple(words[: len(said)]) == said), 0)
    if not skipped and words[:1] and words[0] in _UNTIL | _AT:
        if len(words) > 2 and (_OF_THE_CLOCK.fullmatch(words[2]) or words[0] in ("в", "во", "at")):
            return None
        found = typed_times.parse_length(words[1:], alone=False)
        skipped = 1
    else:
        found = typed_times.parse_length(words[skipped:], alone=skipped > 0)
    return None if found is None else (now + found[0], None, skipped + found[1])


def _day_and_clock(words: Sequence[str], now: datetime, zone: str) -> _Found | None:
    found = _day(words, now.astimezone(ZoneInfo(zone)).date())
    if found is None:
        return None
    day, used = found
    shown = _clock(words[used:], alone=True)
    if shown is None and any(_LIKE_A_CLOCK.fullmatch(word) for word in words[used : used + 2]):
        return None
    return (None, day, used) if shown is None else _at(day, shown, zone, used + shown[2])


def _clock_and_day(words: Sequence[str], now: datetime, zone: str) -> _Found | None:
    """Read "14:00", "в 10", "at 3 pm tomorrow"; a clock time alone is the next one."""
    until = words[:1] != [] and words[0] in _UNTIL
    shown = _clock(words[1:] if until else words, alone=True, bare=True)
    if shown is None:
        return None
    used = until + shown[2]
    day = _day(words[used:], now.astimezone(ZoneInfo(zone)).date())
    if day is not None:
        return _at(day[0], shown, zone, used + day[1])
    return typed_times.find_next_clock(shown[0], shown[1], now=now, zone=zone), None, used


def _clock(words: Sequence[str], *, alone: bool, bare: bool = False) -> tuple[int, int, int] | None:
    """Return hour, minute and the number of words. Behind a day a bare hour counts only at the end or after "at"."""
    at = words[:1] != [] and words[0] in _AT
    said = words[1:] if at else words
    shown = typed_times.parse_clock(said, bare=bare or at or (alone and len(said) == 1))
    return None if shown is None else (shown[0], shown[1], shown[2] + at)


def _at(day: date, shown: tuple[int, int, int], zone: str, used: int) -> _Found:
    at = datetime(day.year, day.month, day.day, shown[0], shown[1], tzinfo=ZoneInfo(zone))
    return at.astimezone(UTC), None, used


def _day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    skipped = 1 if words[:1] and words[0] in _UNTIL | _ON else 0
    skipped += 1 if words[skipped : skipped + 1] and words[skipped] in ("this", "эту", "этот", "это") else 0
    found = _read_named_day(words[skipped:], today) or _month_day(words[skipped:], today)
    if found is None:
        return None
    return min(max(found[0], today - _BEYOND), today + _BEYOND), skipped + found[1]


def _read_named_day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    for name, ahead in _NAMED.items():
        if tuple(words[: len(name)]) == name:
            return today + timedelta(days=ahead), len(name)
    weekday = _WEEKDAY.get(words[0].rstrip(".")) if words else None
    if weekday is not None:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), 1
    return None


def _month_day(words: Sequence[str], today: date) -> tuple[date, int] | None:
    """Read 2026-12-01, 1.12, 1.12.2026, 1 December, December 1st, 1 декабря 2026."""
    if not words:
        return None
    if found := _ISO.fullmatch(words[0]):
        return _make_date(int(found[1]), int(found[2]), int(found[3]), 1)
    if found := _DOTTED.fullmatch(words[0]):
        month, day, used = found[2], found[1], 1
        return (
            _make_date(int(found[3]), int(month), int(day), used)
            if found[3]
            else _next(int(month), int(day), used, today)
        )
    said = [word.rstrip(".") for word in words[:2]]
    pair = said if len(said) > 1 and said[1] in _MONTH else said[::-1]
    if len(pair) < 2 or pair[1] not in _MONTH or not (number := _NUMBERED.fullmatch(pair[0])):
        return None
    if len(words) > 2 and _YEAR.fullmatch(words[2]):
        return _make_date(int(words[2]), _MONTH[pair[1]], int(number[1]), 3)
    return _next(_MONTH[pair[1]], int(number[1]), 2, today)


def _next(month: int, day: int, used: int, today: date) -> tuple[date, int] | None:
    """Find the next such date; the 29th of February may be up to eight years away."""
    years = (_make_date(year, month, day, used) for year in range(today.year, today.year + 9))
    return next((made for made in years if made is not None and made[0] >= today), None)


def _make_date(year: int, month: int, day: int, used: int) -> tuple[date, int] | None:
    try:
        return date(year, month, day), used
    except ValueError:
        return None
