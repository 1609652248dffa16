"""Hours and days as people type them: what is meant, and what is refused by which sentence."""

from datetime import date, timedelta
from typing import Any

import pytest

from desk import DayRange, Refused, Week
from desk.settings import hours
from desk.settings.hours import DayRanges, WeekHours
from desk.settings.kinds import StaffList

TODAY = date(2026, 11, 20)
NINE, LATE = ((540, 1080),), ((1320, 1800),)
CLOSED: tuple[tuple[int, int], ...] = ()
OFFICE: Week = (*[NINE] * 5, CLOSED, CLOSED)


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("mon-fri 9-18", OFFICE),
        ("Пн–Пт 9:00 — 18.00", OFFICE),
        ("пн-пт с 9 до 18", OFFICE),
        ("mon-fri from 9:00 to 18", OFFICE),
        ("Monday to Friday from 9am to 6pm", OFFICE),
        ("с понедельника по пятницу с 9 до 18", OFFICE),
        ("Mon through Fri, 9:00 a.m. till 6 p.m.", OFFICE),
        ("9 to 18", (NINE,) * 7),
        ("Пн-Пт: 9:00–18:00, Вс: выходной", OFFICE),
        ("Пн.-Пт. 9.00-18.00", OFFICE),
        ("Mo-Fr 09:00-18:00", OFFICE),
        ("Mo-Fr 09:00-18:00; Sa,Su off", OFFICE),
        ("Mo,Tu,We,Th,Fr 09:00-18:00", OFFICE),
        ("Mon - Fri: 9am – 6pm", OFFICE),
        ("Monday–Friday\u00a09:00\u202fAM\u2009—\u20096:00 PM", OFFICE),
        ("weekdays 9 to 6", OFFICE),
        ("weekdays 9:00 to 6:00", OFFICE),
        ("weekdays 9-6pm", OFFICE),
        ("Open weekdays from 9 until 6, closed on weekends", OFFICE),
        ("9-18 mon-fri, sat closed, sun closed", OFFICE),
        ("9am-6pm (Mon-Fri)", OFFICE),
        ("По будням с 9 до 18, по выходным закрыто", OFFICE),
        ("будни 9:00-18:00, сб, вс — выходные", OFFICE),
        ("Пн-Пт с 9-00 до 18-00, выходные: сб, вс", OFFICE),
        ("Режим работы: пн–пт с 9 утра до 6 вечера", OFFICE),
        ("Понедельник-Пятница 9:00-18:00; Суббота-Воскресенье: не работаем", OFFICE),
        ("0900-1800 Mon-Fri", OFFICE),
        ("9–18 ежедневно кроме сб и вс", OFFICE),
        ("every day except weekends 9-18", OFFICE),
        ("пн ‐ пт ⁃ 9−18".replace("⁃", "-"), OFFICE),
        ("будни 9ч - 18ч без перерыва", OFFICE),
        ("ежедневно 9-21", (((540, 1260),),) * 7),
        ("9-21 без выходных", (((540, 1260),),) * 7),
        ("будни 10:00-19:00, выходные 11-17", (*[((600, 1140),)] * 5, *[((660, 1020),)] * 2)),
        ("Mo-Fr 09:00-18:00; Sa 10:00-14:00; Su off", (*[NINE] * 5, ((600, 840),), CLOSED)),
        ("mon-fri 9-12, 1-5", (*[((540, 720), (780, 1020))] * 5, CLOSED, CLOSED)),
        ("fri 10pm-2", (*[CLOSED] * 4, ((1320, 1560),), CLOSED, CLOSED)),
        ("fri 10:00-02:00", (*[CLOSED] * 4, ((600, 1560),), CLOSED, CLOSED)),
        ("fri 10:00-14:00", (*[CLOSED] * 4, ((600, 840),), CLOSED, CLOSED)),
        ("fri 10-2", (*[CLOSED] * 4, ((600, 840),), CLOSED, CLOSED)),
        ("fri 12:59-2", (*[CLOSED] * 4, ((779, 840),), CLOSED, CLOSED)),
        ("fri noon-midnight", (*[CLOSED] * 4, ((720, 1440),), CLOSED, CLOSED)),
        ("24 / 7", (((0, 1440),),) * 7),
        ("sat and sun 12am-12pm", (*[CLOSED] * 5, *[((0, 720),)] * 2)),
        ("weekdays 9-18, weekend closed", OFFICE),
        ("22-6", (LATE,) * 7),
        ("9:01-17.59", (((541, 1079),),) * 7),
        ("1-2 3-4 5-6 7-8 9-10 11-12", (tuple((60 * at, 60 * at + 60) for at in range(1, 12, 2)),) * 7),
        ("24/7", (((0, 1440),),) * 7),
        ("0-24", (((0, 1440),),) * 7),
        ("ежедневно круглосуточно", (((0, 1440),),) * 7),
        ("mon, wed 9:00-13:00, 14:00-18:00; sat 22-6", (
            ((540, 780), (840, 1080)), CLOSED, ((540, 780), (840, 1080)), CLOSED, CLOSED, LATE, CLOSED)),
        ("sun-tue 9-18\nfri 22-6", (NINE, NINE, CLOSED, CLOSED, LATE, CLOSED, NINE)),
    ],
)  # fmt: skip
def test_a_week(text: str, week: Week) -> None:
    assert hours.parse_week(text) == week


def test_days_that_are_not_named_stay() -> None:
    changed = hours.parse_week("sat 22-6", OFFICE)
    assert changed == (*[NINE] * 5, LATE, CLOSED)
    assert hours.parse_week("sat closed", changed) == OFFICE
    assert hours.parse_week("sun, mon as sat", changed) == (LATE, *[NINE] * 4, LATE, LATE)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "hours-unclear"),
        ("mon", "hours-unclear"),
        ("mon to 18", "hours-unclear"),
        ("Пн–Пт с 9 до 18, обед 13–14", "hours-break"),
        ("Mon-Fri 9-18, lunch 13:00-14:00", "hours-break"),
        ("9am-6pm EST", "hours-zone"),
        ("Mon-Fri 9:00 AM - 5:00 PM (UTC+3)", "hours-zone"),
        ("пн-пт 9-18 по Москве", "hours-zone"),
        ("9-18 mon-fri 10-14 sat", "hours-unclear"),
        ("mon-fri 9-18, sat", "hours-unclear"),
        ("9-18 кроме", "hours-unclear"),
        ("9-18-20", "hours-unclear"),
        ("PH off", "hours-unclear"),
        ("9am-13pm", "hours-unclear"),
        ("mon-fri 9-25", "hours-unclear"),
        ("mon-fri 9:60-18", "hours-unclear"),
        ("mon-xyz 9-18", "hours-unclear"),
        ("9-9", "hours-unclear"),
        ("24-6", "hours-unclear"),
        ("9-18 closed", "hours-unclear"),
        ("10:00-2:00", "hours-day-or-night"),
        ("ежедневно с 12.00 до 4.00", "hours-day-or-night"),
        ("sun as mon", "hours-unclear"),
        ("sun as", "hours-unclear"),
        ("9-18:000", "hours-unclear"),
        ("<b>9-18</b>", "hours-unclear"),
        ("closed", "hours-never-open"),
        ("mon-sun closed", "hours-never-open"),
        ("mon 1-2 3-4 5-6 7-8 9-10 11-12 13-14", "hours-too-many"),
    ],
)
def test_a_week_that_cannot_be_meant(text: str, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        hours.parse_week(text)
    assert refused.value.key == refusal


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("1-3 december open Big  Fair", DayRange(date(2026, 12, 1), date(2026, 12, 3), True, "Big Fair")),
        ("2026-11-20 closed", DayRange(TODAY, TODAY, False)),
        ("2026-11-01 — 2026-11-20 закрыто: ремонт", DayRange(date(2026, 11, 1), TODAY, False, "ремонт")),
        ("2026-12-01 closed " + "x" * 4096, DayRange(date(2026, 12, 1), date(2026, 12, 1), False, "x" * 60)),
    ],
)  # fmt: skip
def test_days(text: str, held: DayRange) -> None:
    assert hours.parse_days(text, TODAY) == held


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("New Year", "days-unclear"),
        ("2026-12-31", "days-unclear"),
        ("2026-12-31 maybe", "days-unclear"),
        ("2026-12-31..30 closed", "days-backwards"),
        ("2026-11-18..19 closed", "days-past"),
        ("2026-12-31..2028-01-01 closed", "days-long"),
    ],
)
def test_days_that_cannot_be_meant(text: str, refusal: str) -> None:
    with pytest.raises(Refused) as refused:
        hours.parse_days(text, TODAY)
    assert refused.value.key == refusal
    assert refused.value.args_ == ({"most": 366} if refusal == "days-long" else {})


def test_a_week_in_words() -> None:
    kind = WeekHours()
    assert kind.format_value("en", kind.parse_text("mon-fri 9-18, sat 22-6")) == "Mon–Fri 9:00–18:00; Sat 22:00–6:00"
    assert kind.format_value("ru", kind.parse_text("пн-вс 0-24")) == "пн–вс весь день"
    assert kind.format_value("en", kind.parse_text("sat 18-24")) == "Sat 18:00–24:00"
    assert kind.format_value("en", []) == "round the clock"
    assert kind.load_value(kind.dump_value(OFFICE)) == OFFICE


def test_days_in_words_may_be_typed_again() -> None:
    kind = DayRanges()
    text = "2026-12-31..2027-01-08 closed New Year\n2026-12-01 open"
    assert (
        kind.format_value("en", kind.parse_text(text))
        == "1. 2026-12-31..2027-01-08 closed New Year; 2. 2026-12-01 open"
    )
    assert kind.parse_text("-") == []
    many = [f"{TODAY + timedelta(n)} open" for n in range(41)]
    assert len(kind.parse_text("\n".join(many[:40]))) == 40
    with pytest.raises(Refused, match="days-many"):
        kind.parse_text("\n".join(many))


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (WeekHours(), [[]] * 7),
        (WeekHours(), [[[540, 1080]]]),
        (WeekHours(), [[[540, 540]]] * 7),
        (WeekHours(), [[["9", 18]]] * 7),
        (DayRanges(), [["2026-12-31", "2026-12-01", False, ""]]),
        (DayRanges(), [["soon", "later", False, ""]]),
        (DayRanges(), "no list"),
        (StaffList(), ["Vera"]),
    ],
)
def test_what_is_stored_and_does_not_fit(kind: Any, stored: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        kind.load_value(stored)
