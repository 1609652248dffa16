"""Days as people type them: what the one reader takes, and that each field takes the same or refuses it alike."""

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.views import Reader
from db.models import Origin, Person, WebSession
from desk import Context, DeskSettings, Refused
from desk.events import event_editing
from desk.metrics import periods
from desk.recurring import rhythm_words
from desk.settings import hours
from desk.sla import day_bounds, shifts
from desk.sla.work_calendar import ROUND_THE_CLOCK
from desk.text.typed_days import TypedDays, read_days, read_month, read_one_day
from desk.text.typed_moments import is_mistyped, parse_moment
from reports.request import ReportRequest
from tests.sources import files, nodes, text_of_file
from web.context import Visitor

ROOT = Path(__file__).resolve().parents[3]
D = date
TODAY = D(2026, 11, 20)
"""A Friday."""
NOW, ZONE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC), "Europe/Moscow"
Days = tuple[date, date] | date
FUTURE = "period-future"


def _alone(day: date) -> tuple[date, date]:
    return day, day


CHRISTMAS, BEFORE = _alone(D(2026, 12, 25)), _alone(D(2025, 12, 25))
NEW_YEAR, BEGUN = (D(2026, 12, 31), D(2027, 1, 8)), (D(2025, 12, 31), D(2026, 1, 8))
THREE, EARLIER = (D(2026, 12, 1), D(2026, 12, 3)), (D(2025, 12, 1), D(2025, 12, 3))
INPUTS = {
    "25 december": (CHRISTMAS, BEFORE),
    "dec 25": (CHRISTMAS, BEFORE),
    "25 декабря": (CHRISTMAS, BEFORE),
    "25.12": (CHRISTMAS, BEFORE),
    "25.12.2026": (CHRISTMAS, FUTURE),
    "25 декабря 2026 г.": (CHRISTMAS, FUTURE),
    "tomorrow": (_alone(D(2026, 11, 21)), FUTURE),
    "завтра": (_alone(D(2026, 11, 21)), FUTURE),
    "31.12-8.1": (NEW_YEAR, BEGUN),
    "31 декабря – 8 января": (NEW_YEAR, BEGUN),
    "2026-12-31..2027-01-08": (NEW_YEAR, FUTURE),
    "1-3 december": (THREE, EARLIER),
    "December 1–3": (THREE, EARLIER),
    "from 1 to 3 december": (THREE, EARLIER),
    "с 1 по 3 декабря": (THREE, EARLIER),
    "2026-12-01..03": (THREE, FUTURE),
    "31.02": (None, None),
    "1.12..32": (None, None),
    "..32": (None, None),
    "2026-13-01": (None, None),
    "31-2 ноября": (None, None),
    "someday": (None, None),
    "когда-нибудь": (None, None),
    "1" * 4096: (None, None),
    "1-3 " * 1024: (None, None),
    "the " * 1024: (None, None),
}
"""What is typed: the days it means ahead, and to a field that looks back."""


def _special(text: str) -> tuple[date, date]:
    made = hours.parse_days(f"{text} closed Fair", TODAY)
    return made.first, made.last


def _new_event(text: str) -> tuple[date, date]:
    made = event_editing.parse_event(f'"Fair" {text} P-7', TODAY)
    assert made.external_id == "P-7"
    return made.first, made.last


def _period(text: str) -> tuple[date, date]:
    made = periods.parse_period(text, TODAY)
    return made.first, made.last


def _shift(text: str) -> date:
    try:
        ((day, _),) = shifts.parse_shift_days(f"{text} 9-18", TODAY)
    except ValueError:
        raise Refused("usage-shifts") from None
    assert isinstance(day, date)
    return day


def _moment(parse: Callable[..., datetime | None]) -> Callable[[str], date | None]:
    def read(text: str) -> date | None:
        at = parse(text, now=NOW, zone=ZONE, calendar=ROUND_THE_CLOCK)
        return at and at.astimezone(ZoneInfo(ZONE)).date()

    return read


def _hold(text: str) -> date | None:
    meant = parse_moment(f"until {text} the key", now=NOW, zone=ZONE)
    assert meant is None or (meant.marked and meant.rest == "the key")
    return None if meant is None else meant.day


def _since(text: str) -> date | None:
    rhythm = rhythm_words.read_rhythm(f"every 2 days from {text}", TODAY)
    return rhythm and rhythm.since


def _month(text: str) -> date | None:
    return read_month(text, TODAY)


Field = tuple[str, Callable[[str], Days | None], str]
AHEAD: list[Field] = [
    ("desk/settings/hours.py:parse_days", _special, "days-unclear"),
    ("desk/events/event_editing.py:parse_event", _new_event, "usage-event-new"),
    ("desk/events/event_editing.py:read_event_days", lambda text: event_editing.read_event_days(text, TODAY),
     "event-days-wrong"),
]  # fmt: skip
"""Fields by the function that calls the reader, and the text that refuses what is no day; "": its door has only one."""
BACK: list[Field] = [("desk/metrics/periods.py:_read_days", _period, "period-unknown")]
OF_ONE_DAY: list[Field] = [
    ("desk/sla/shifts.py:parse_shift_days", _shift, "usage-shifts"),
    ("desk/sla/day_bounds.py:_read_alone", _moment(day_bounds.parse_hold), ""),
    ("desk/sla/day_bounds.py:_read_alone", _moment(day_bounds.parse_promise), ""),
    ("desk/acts/reading.py:cut_moment", _hold, ""),
    ("web/features/people/shifts.py:_read_day", lambda text: read_one_day(text, TODAY), ""),
    ("desk/settings/kinds.py:parse_change", lambda text: read_one_day(text, TODAY), ""),
    ("desk/recurring/rhythm_words.py:_cut_since", _since, ""),
]
OF_MONTHS: list[Field] = [("bot/features/payments/handlers_balance.py:_ask_for_statement", _month, "")]
OF_EACH_YEAR = {"desk/recurring/rhythm_words.py:_read_days"}
"""What takes a day without its year."""
READERS = {"read_days", "read_one_day", "read_day", "read_month", "parse_moment"}
DATE_INPUTS = {"web/features/announcements/announcement.py"}
"""What a browser's own field for a date sends."""
STORED = {"web/features/now/routes.py"}
OF_PROGRAMS = {"mail/sent_words.py"}


def _answer(field: Field, text: str) -> Days | str | None:
    try:
        return field[1](text)
    except Refused as refused:
        return refused.key


@pytest.mark.parametrize("typed", INPUTS, ids=lambda typed: typed[:16])
def test_each_field_takes_the_same_days_or_refuses_them_alike(typed: str) -> None:
    ahead, back = INPUTS[typed]
    one = ahead[0] if ahead is not None and ahead[0] == ahead[1] else None
    for fields, meant in ((AHEAD, ahead), (BACK, back), (OF_ONE_DAY, one), (OF_MONTHS, None)):
        for field in fields:
            assert _answer(field, typed) == (meant or field[2] or None), field[0]


def test_a_field_of_days_alone_takes_no_words_behind_them() -> None:
    with_more = "25.12 or so"
    assert read_one_day(with_more, TODAY) is None
    assert _moment(day_bounds.parse_hold)(with_more) is None
    with pytest.raises(Refused, match="event-days-wrong"):
        event_editing.read_event_days(with_more, TODAY)
    with pytest.raises(Refused, match="period-unknown"):
        periods.parse_period(with_more, TODAY)


def test_there_is_no_field_of_a_day_but_these() -> None:
    found = set[str]()
    for folder in ("bot", "desk", "mail", "reports", "todoist_sync", "web"):
        for path in files(ROOT / folder):
            label = path.relative_to(ROOT).as_posix()
            if not label.startswith("desk/text/") and "typed_" in text_of_file(path):
                made: list[ast.FunctionDef | ast.AsyncFunctionDef] = nodes(path, ast.FunctionDef)
                made += nodes(path, ast.AsyncFunctionDef)
                found |= {f"{label}:{one.name}" for one in made if _reads(one)}
    assert found == {field[0] for field in (*AHEAD, *BACK, *OF_ONE_DAY, *OF_MONTHS)} | OF_EACH_YEAR


def _reads(function: ast.AST) -> bool:
    called = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
    return any(getattr(one, "attr", getattr(one, "id", "")) in READERS for one in called)


def test_nobody_else_reads_days_of_people() -> None:
    """Doors parse no dates but those of a browser's field, and only one module knows how months are called."""
    by_hand, names = set[str](), set[str]()
    for folder in ("bot", "desk", "mail", "reports", "todoist_sync", "web"):
        for path in files(ROOT / folder):
            label, text = path.relative_to(ROOT).as_posix(), text_of_file(path)
            by_hand |= (
                {label} if folder in ("bot", "web") and ("fromisoformat(" in text or "strptime(" in text) else set()
            )
            names |= {label} if "january" in text or "января" in text else set()
    assert by_hand == DATE_INPUTS | STORED
    assert names == {"desk/text/typed_days.py"} | OF_PROGRAMS


@pytest.mark.parametrize(
    ("typed", "today", "meant", "rest"),
    [
        ("25.12 closed Christmas — New Year", TODAY, CHRISTMAS, "closed Christmas — New Year"),
        ("25.12: Closed", TODAY, CHRISTMAS, "Closed"),
        ("25.12,closed", TODAY, CHRISTMAS, "closed"),
        ("25.12 9-18.30", TODAY, CHRISTMAS, "9-18.30"),
        ("25.12 -", TODAY, CHRISTMAS, "-"),
        ("25.12:", TODAY, CHRISTMAS, ""),
        ("1.1-31.12", D(2026, 12, 31), (D(2026, 1, 1), D(2026, 12, 31)), ""),
        ("1.1.2027-28.12", TODAY, (D(2027, 1, 1), D(2027, 12, 28)), ""),
        ("25.12 26.12", TODAY, CHRISTMAS, "26.12"),
        ("\u200f25.12\u200e", TODAY, CHRISTMAS, ""),
        ("2026-12-31-2027-01-08", TODAY, NEW_YEAR, ""),
        ("31.12.–8.1.2027 P-7", TODAY, NEW_YEAR, "P-7"),
        ("2026-12-31 to 2027-01-08", TODAY, NEW_YEAR, ""),
        ("1-го по 3-е декабря 2026 года закрыто", TODAY, THREE, "закрыто"),
        ("1-3.12", TODAY, THREE, ""),
        ("1 декабря-3 декабря", TODAY, THREE, ""),
        ("Dec. 1 to 3, 2026 open", TODAY, THREE, "open"),
        ("2026-12-01..12-03", TODAY, THREE, ""),
        ("on friday", TODAY, _alone(D(2026, 11, 27)), ""),
        ("этот пн", TODAY, _alone(D(2026, 11, 23)), ""),
        ("с понедельника по пятницу", TODAY, (D(2026, 11, 23), D(2026, 11, 27)), ""),
        ("вчера - сегодня", TODAY, (D(2026, 11, 19), TODAY), ""),
        ("20.11", TODAY, _alone(TODAY), ""),
        ("19.11", TODAY, _alone(D(2027, 11, 19)), ""),
        ("15.12-1.12", TODAY, (D(2026, 12, 15), D(2026, 12, 1)), ""),
        ("29.2", TODAY, _alone(D(2028, 2, 29)), ""),
        ("29 февраля", D(2096, 3, 1), _alone(D(2104, 2, 29)), ""),
        ("29.2-1.3", D(2028, 2, 29), (D(2028, 2, 29), D(2028, 3, 1)), ""),
        ("1-3 december", D(2026, 12, 2), THREE, ""),
        ("31.12-8.1", D(2027, 1, 8), NEW_YEAR, ""),
        ("31.12-8.1", D(2027, 1, 9), (D(2027, 12, 31), D(2028, 1, 8)), ""),
        ("19.11 - tomorrow", TODAY, (D(2026, 11, 19), D(2026, 11, 21)), ""),
        ("dec 1 - 3 january", TODAY, (D(2026, 12, 1), D(2027, 1, 3)), ""),
        ("1.1", D(2026, 12, 31), _alone(D(2027, 1, 1)), ""),
        ("tomorrow", D(2026, 12, 31), _alone(D(2027, 1, 1)), ""),
        ("31.12", D(2027, 1, 1), _alone(D(2027, 12, 31)), ""),
    ],
)
def test_one_day_or_two_are_read_with_what_follows(
    typed: str, today: date, meant: tuple[date, date], rest: str
) -> None:
    assert read_days(typed, today) == TypedDays(*meant, rest)


@pytest.mark.parametrize(
    "typed",
    [
        "", "—", "from 25.12", "с 25 декабря", "25.12 to be closed", "1.12..", "29.02.2027", "we 10-18", "mon-fri 9-18",
        "1 - december 3", "9999-12-31 - friday", "0001-01-01..05", "00.00", "30-е", "to 3 december", "january",
    ],
)  # fmt: skip
def test_what_begins_with_no_day(typed: str) -> None:
    assert read_days(typed, TODAY) is None


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("31.12", D(2027, 1, 1), _alone(D(2026, 12, 31))),
        ("1.1", D(2026, 12, 31), _alone(D(2026, 1, 1))),
        ("29.2", TODAY, _alone(D(2024, 2, 29))),
        ("friday", TODAY, _alone(TODAY)),
        ("понедельник", TODAY, _alone(D(2026, 11, 16))),
        ("1.11-15.11", D(2026, 11, 10), (D(2026, 11, 1), D(2026, 11, 15))),
        ("1.12-15.11", TODAY, (D(2025, 12, 1), D(2026, 11, 15))),
        ("1.1-31.12", TODAY, (D(2026, 1, 1), D(2026, 12, 31))),
        ("1.11-15.11.2025", TODAY, (D(2025, 11, 1), D(2025, 11, 15))),
        ("15.11-1.11", TODAY, (D(2026, 11, 15), D(2026, 11, 1))),
    ],
)
def test_looking_back_a_day_is_the_last_one(typed: str, today: date, meant: tuple[date, date]) -> None:
    assert read_days(typed, today, back=True) == TypedDays(*meant, "")


@pytest.mark.parametrize(
    ("typed", "month"),
    [
        ("2026-11", D(2026, 11, 1)),
        ("11.2026", D(2026, 11, 1)),
        ("November", D(2026, 11, 1)),
        ("декабрь", D(2025, 12, 1)),
        ("ноября 2025", D(2025, 11, 1)),
        ("2026-13", None),
        ("november 31", None),
        ("may be", None),
        ("", None),
    ],
)
def test_a_month_is_the_last_one(typed: str, month: date | None) -> None:
    assert read_month(typed, TODAY) == month


@pytest.mark.parametrize(
    ("typed", "now", "zone", "day", "at"),
    [
        ("tomorrow", "2026-12-31T21:30", ZONE, D(2027, 1, 2), None),
        ("31 december", "2026-12-31T21:30", ZONE, D(2027, 12, 31), None),
        ("31 december", "2026-12-31T21:30", "UTC", D(2026, 12, 31), None),
        ("today 23:00", "2026-11-20T22:00", "Pacific/Kiritimati", None, "2026-11-21T09:00"),
        ("завтра 02:30", "2026-10-23T22:30", "Europe/Berlin", None, "2026-10-25T00:30"),  # which comes twice
        ("25 october", "2026-10-24T22:30", "Europe/Berlin", D(2026, 10, 25), None),  # of 25 hours
        ("28 марта 02:30", "2027-03-27T12:00", "Europe/Berlin", None, "2027-03-28T01:30"),  # which never comes
    ],
)
def test_a_day_is_that_of_the_desks_zone(typed: str, now: str, zone: str, day: date | None, at: str | None) -> None:
    meant = parse_moment(typed, now=datetime.fromisoformat(now).replace(tzinfo=UTC), zone=zone)
    assert meant is not None
    assert (meant.day, meant.at) == (day, at and datetime.fromisoformat(at).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("until 1-3 december", True),
        ("до 31.12-8.1 ждём", True),
        ("until 31.02", True),
        ("until 1.12 - 3.12", True),
        ("until 2-3 come", False),
    ],
)
def test_days_behind_until_are_no_reason(typed: str, meant: bool) -> None:
    assert parse_moment(typed, now=NOW, zone=ZONE) is None
    assert is_mistyped(typed, TODAY) is meant


def test_the_desks_day_is_that_of_its_zone() -> None:
    now, rules = datetime(2026, 12, 31, 21, 30, tzinfo=UTC), DeskSettings(timezone=ZONE)
    desk = Context(None, Origin.CLOCK, None, now=now, rules=rules)  # type: ignore[arg-type]  # nor do these read
    asked = ReportRequest(None, now, rules, None, "en", {})  # type: ignore[arg-type]
    visitor = Visitor(None, Person(), rules, now, "en", "", WebSession(), "")  # type: ignore[arg-type]
    reader = Reader(None, Person(), "en", now, rules, 1)  # type: ignore[arg-type]
    assert {desk.today, asked.today, visitor.today, reader.today} == {D(2027, 1, 1)}
