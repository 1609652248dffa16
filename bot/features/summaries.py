"""The feature "summaries" of the bot: buttons, handlers and screens.

The daily and the weekly summary, as admins and the staff group read them.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial

from bot.feature import Feature, ViewSpec
from bot.views import Reader, Rendered, compose
from db.models import Role, Summary
from desk.i18n import formats
from desk.i18n.formats import format_day, format_weekday
from desk.metrics import METRICS, MetricUnit
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.summaries.content import BY_ITSELF, FILED, OF_ANSWERS, Content, Day, Month, Outlier
from desk.summaries.planning import WEEK
from desk.summaries.trends import get_forecast_error
from desk.text import RichText


async def _render_summary(reader: Reader, letter: Show) -> Rendered | None:
    """Render a stored summary; None for everyone else, and if there was nothing to tell."""
    if not (reader.may(Grant.TEAM) or reader.person.role is Role.GROUP):
        return None
    row = await reader.session.get(Summary, letter.number)
    if row is None or row.content is None:
        return None
    content = Content.load_content(row.content)
    said = _week(reader, row, content) if row.kind == WEEK else [_day(reader, day) for day in content.days]
    return Rendered(compose.join([*said, _now(reader, content)], "\n\n"))


def _day(reader: Reader, day: Day) -> RichText:
    title = reader.say_rich(
        "briefing-day",
        weekday=format_weekday(reader.language, day.day.weekday()),
        date=format_day(reader.language, day.day),
    )
    counts = compose.join_dotted(_number(reader, key, n) for key, n in day.numbers.items())
    return compose.join_lines([title, counts, *map(partial(_outlier, reader), day.outliers)])


def _week(reader: Reader, row: Summary, content: Content) -> list[RichText]:
    title = reader.say_rich(
        "briefing-week",
        first=format_day(reader.language, row.first_day),
        last=format_day(reader.language, row.last_day),
    )
    numbers = [_beside(reader, key, now, before) for key, (now, before) in content.numbers.items() if now or before]
    return [
        compose.join_lines([title, *numbers, reader.say_rich("briefing-before")]),
        compose.join_lines(_answers(reader, content.answers)),
        compose.join_lines(_outlier(reader, one, with_day=True) for one in content.outliers),
        compose.join_lines(_ahead(reader, content)),
        _month(reader, content.month) if content.month is not None else RichText(),
    ]


def _answers(reader: Reader, answers: Mapping[str, int]) -> Iterable[RichText]:
    """Yield what was suggested and how much it helped; a share only of ten or more requests."""
    if not answers:
        return
    shown, helped, refused, silent = (answers[key] for key in OF_ANSWERS)
    yield reader.say_rich("briefing-answers", shown=shown, helped=helped, refused=refused, silent=silent)
    if BY_ITSELF in answers:
        n, filed = answers[BY_ITSELF], answers[FILED]
        yield reader.say_rich("briefing-by-itself", n=n, filed=filed, share=_round(100 * n / filed))


def _ahead(reader: Reader, content: Content) -> Iterable[RichText]:
    if not content.ahead:
        return
    ahead = enumerate(content.ahead)
    days = ", ".join(f"{format_weekday(reader.language, n)} {_round(one)}" for n, one in ahead)
    yield reader.say_rich("briefing-ahead", n=_round(sum(content.ahead)), days=days)
    came = content.numbers["filed"][0] or 0
    if content.expected is not None:
        off = get_forecast_error(content.expected, came)
        key = "briefing-expected" if off is not None else "briefing-expected-none"
        yield reader.say_rich(key, expected=_round(content.expected), came=int(came), off=_round(100 * (off or 0)))


def _month(reader: Reader, month: Month) -> RichText:
    name = reader.say("briefing-month-name", month=f"m{month.month.month}")
    lines = [reader.say_rich("briefing-month", month=name, year=month.month.year, n=month.filed)]
    if month.before is not None:
        lines.append(reader.say_rich("briefing-month-before", n=month.before))
    if month.year_before is not None:
        lines.append(reader.say_rich("briefing-year-before", n=month.year_before))
    if month.trend is not None:
        signed = f"{_round(month.trend):+d}".replace("-", "−")
        lines.append(reader.say_rich("briefing-trend", n=signed if _round(month.trend) else "0"))
    if month.filed:
        lines.append(reader.say_rich("briefing-busiest", weekday=format_weekday(reader.language, month.busiest)))
    return compose.join_lines(lines)


def _now(reader: Reader, content: Content) -> RichText:
    return compose.join_dotted(_number(reader, key, n) for key, n in content.now.items() if n or key == "open_now")


def _outlier(reader: Reader, one: Outlier, *, with_day: bool = False) -> RichText:
    name, value = reader.say(METRICS[one.key].name), int(one.value)
    usual = str(int(one.usual)) if one.usual.is_integer() else formats.format_decimal(reader.language, one.usual)
    weekday = format_weekday(reader.language, one.day.weekday())
    key = "briefing-outlier-day" if with_day else "briefing-outlier"
    return reader.say_rich(key, name=name, value=value, usual=usual, weekday=weekday)


def _beside(reader: Reader, key: str, now: float | None, before: float | None) -> RichText:
    words = _number(reader, key, now)
    return words if before is None else words + f" ({_value(reader, key, before)})"


def _number(reader: Reader, key: str, amount: float | None) -> RichText:
    return RichText(f"{reader.say(METRICS[key].name)}: {_value(reader, key, amount)}")


def _value(reader: Reader, key: str, amount: float | None) -> str:
    if amount is None:
        return "–"
    unit = METRICS[key].unit
    if unit is MetricUnit.SECONDS:
        return formats.format_duration(reader.language, timedelta(seconds=amount))
    if unit is MetricUnit.STARS:
        return f"{formats.format_decimal(reader.language, amount)} ★"
    return str(_round(amount))


def _round(amount: float) -> int:
    """Round halves up, as people do."""
    return int(amount + 0.5) if amount >= 0 else -int(0.5 - amount)


FEATURE = Feature(
    name="summaries",
    views={
        "briefing": ViewSpec(_render_summary),
    },
)
