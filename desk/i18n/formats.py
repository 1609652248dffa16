"""Times, durations, sizes and other measures, as people read them."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk.i18n import subjects
from desk.i18n.catalog import STAR, Arg, say
from desk.text import RichText
from desk.text.money import CURRENCIES, format_plain, pack_money, parse_amount, unpack_money

_NEAR = timedelta(days=300)
"""Within it a date without its year is clear."""


def format_duration(language: str, length: timedelta) -> str:
    """Write a duration in full units: "15 min", "1 h", "3 days"; at least a minute."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return say(language, "duration-minutes", n=minutes)
    if minutes < 24 * 60:
        return say(language, "duration-hours", n=minutes // 60)
    return say(language, "duration-days", n=minutes // (24 * 60))


def format_spent(language: str, length: timedelta) -> str:
    """Write a duration that has passed in its two greatest units: "2 days 3 h", "1 h 59 min", "0 min"."""
    minutes = int(length.total_seconds() // 60)
    units = (("duration-days", 24 * 60), ("duration-hours", 60), ("duration-minutes", 1))
    first = next((n for n, (_, size) in enumerate(units) if minutes >= size), len(units) - 1)
    said: list[str] = []
    for key, size in units[first : first + 2]:
        if minutes >= size or not said:
            said.append(say(language, key, n=minutes // size))
        minutes %= size
    return " ".join(said)


def format_worked(language: str, minutes: int) -> str:
    """Write working time in hours and minutes: "51 h 20 min", "45 min"; a day would be of 24 hours to some."""
    hours, rest = divmod(minutes, 60)
    said = [say(language, "duration-hours", n=hours)] if hours else []
    return " ".join([*said, say(language, "duration-minutes", n=rest)] if rest or not said else said)


def format_within(language: str, length: timedelta) -> str:
    """Write a duration as a promise, rounded up to the next full unit: "10 min" for nine and a half."""
    step = timedelta(minutes=1) if length < timedelta(hours=1) else timedelta(hours=1)
    return format_duration(language, -(-length // step) * step)


def format_ago(language: str, length: timedelta) -> str:
    """Write how long ago something was: "just now", "2 min ago", "yesterday"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return say(language, "ago-now")
    days = minutes // (24 * 60)
    if days == 1:
        return say(language, "ago-yesterday")
    return say(language, "ago", duration=format_duration(language, length))


def format_weekday(language: str, number: int | str) -> str:
    """Write a day of the week: "Mon" for 0."""
    return say(language, "weekday-short", day=f"d{number}")


def format_day(language: str, day: date) -> str:
    """Write a day: "31 December"."""
    return say(language, "briefing-date", day=day.day, month=f"m{day.month}")


def format_short_day(language: str, day: date) -> str:
    """Write a day with its month cut: "31 Dec"."""
    return say(language, "moment-day", day=day.day, month=f"m{day.month}")


def format_typed_days(first: date, last: date) -> str:
    """Write days as people type them again: "2026-12-01..03"."""
    if first == last:
        return first.isoformat()
    end = "%Y-%m-%d" if first.year != last.year else "%m-%d" if first.month != last.month else "%d"
    return f"{first.isoformat()}..{last:{end}}"


def format_moment(language: str, at: datetime, zone: str, now: datetime) -> str:
    """Write a moment in `zone` (an IANA name): "12:41" today, else with the date, and with the year if the date alone
    could be of another one."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return clock
    key = "moment-date-year" if abs(local.date() - today.date()) > _NEAR else "moment-date"
    return say(language, key, date=format_short_day(language, local), clock=clock, year=f"{local.year}")


def format_since(language: str, at: datetime, now: datetime) -> RichText:
    """Write how long ago something was, in a way that Telegram keeps true: "5 minutes ago" becomes "2 hours ago" (Bot
    API 9.5, MessageEntity date_time with the format "r", read 2026-11). Older apps show what is written here."""
    return RichText(format_ago(language, now - at)).with_style(
        "date_time", unix_time=int(at.timestamp()), date_time_format="r"
    )


def format_instant(language: str, at: datetime, zone: str, now: datetime) -> RichText:
    """Return a moment that Telegram shows as weekday, date and time in the reader's own zone (Bot API 9.5,
    MessageEntity date_time, read 2026-11). Older Telegram apps show it as `format_moment` writes it."""
    words = RichText(format_moment(language, at, zone, now))
    return words.with_style("date_time", unix_time=int(at.timestamp()), date_time_format="wDt")


def format_decimal(language: str, number: float) -> str:
    """Write a number with one decimal: "4.5", in Russian "4,5"."""
    whole, tenth = divmod(round(number * 10), 10)
    return say(language, "stats-decimal", whole=whole, tenth=tenth)


def format_number(language: str, number: float) -> str:
    """Write a number with the decimals that it has: "0.25", in Russian "0,25"."""
    whole, _, rest = f"{number:g}".partition(".")
    return say(language, "stats-decimal", whole=whole, tenth=rest) if rest else whole


def format_playing_time(seconds: int | None) -> str:
    """Write the length of a voice message or video as "0:34"; "" if it is unknown."""
    return "" if seconds is None else f"{seconds // 60}:{seconds % 60:02d}"


def format_file_and_size(language: str, name: str, size: int | None) -> str:
    """Write name and size of a file that stays behind: "scan.mov, 34 MB"."""
    if size is None:
        return name
    kilobytes = max(1, round(size / 1024))
    key, n = ("size-mb", f"{size / 1024 / 1024:.0f}") if kilobytes >= 1000 else ("size-kb", f"{kilobytes}")
    return f"{name}, {say(language, key, n=n)}"


_SIGNS = {"RUB": "₽", "EUR": "€", "USD": "$"}
_MONEY = ("amount", "balance")


def format_money(language: str, packed: str) -> str:
    """Write an amount that is kept as "150050 RUB": "1,500.50 ₽"; without the point if there is nothing after it."""
    amount, currency = unpack_money(packed)
    whole, _, part = format_plain(abs(amount), currency).partition(".")
    digits = f"{int(whole):,}" + (f".{part}" if part.strip("0") else "")
    if language == "ru":
        digits = digits.replace(",", "\u00a0").replace(".", ",")
    sign = "−" if amount < 0 else ""
    return f"{sign}{digits}\u00a0{_SIGNS.get(currency, currency)}"


_SAID = re.compile(r"(\D{0,3}?)\s?([+\-−]?\d[\d\s]*(?:[.,]\d{1,2})?)\s?(\D{0,3})")


def format_said_money(language: str, said: str) -> str:
    """Return what another system says as this desk writes money, if it is one amount with one currency ("€125",
    "125.00 EUR"), else as it was said."""
    if (found := _SAID.fullmatch(said.strip())) is None:
        return said
    mark = f"{found[1]}{found[3]}".strip()
    currency = next((code for code, sign in _SIGNS.items() if sign == mark), mark)
    amount = parse_amount(found[2], currency) if currency in CURRENCIES else None
    return said if amount is None else format_money(language, pack_money(amount, currency))


def format_args(language: str, args: dict[str, str | int], *, now: datetime, zone: str) -> dict[str, Arg]:
    """Return the arguments of a letter as they are read. `age` in seconds becomes a duration, `until` (POSIX seconds) a
    moment in `zone`, `at` (the same) one in the reader's own zone, `stars` a row of stars, `amount` and `balance` (as
    `pack_money` keeps them) money; a `file` is followed by its `bytes`, a `subject` worded by the desk is worded in
    `language`. All others stay."""
    given: dict[str, Arg] = dict(args)
    if isinstance(age := args.get("age"), int):
        given["age"] = format_duration(language, timedelta(seconds=age))
    if isinstance(until := args.get("until"), int):
        given["until"] = format_moment(language, datetime.fromtimestamp(until, UTC), zone, now)
    if isinstance(at := args.get("at"), int):
        given["at"] = format_instant(language, datetime.fromtimestamp(at, UTC), zone, now)
    if isinstance(size := args.get("bytes"), int):
        given["file"] = format_file_and_size(language, str(args["file"]), size or None)
    if isinstance(line := args.get(subjects.LINE), str):
        given["subject"] = subjects.read_letter_subject(language, str(args["subject"]), line)
    given |= {name: format_money(language, value) for name in _MONEY if isinstance(value := args.get(name), str)}
    if isinstance(stars := args.get("stars"), int):
        given["stars"] = STAR * stars
    return given
