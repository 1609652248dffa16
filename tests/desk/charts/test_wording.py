"""Numbers, days and changes in words, in both languages. Pure."""

from datetime import date

import pytest

from desk.charts import wording
from desk.charts.drawing import choose_ticks
from desk.metrics import METRICS, Period
from desk.metrics.measuring.values import Value
from tests.texts import text_of

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("key", "number", "en", "ru"),
    [
        ("filed", 0, "0", "0"),
        ("filed", 12345, "12\u202f345", "12\u202f345"),
        ("filed", None, "–", "–"),
        ("take_work_median", 40, "40 s", "40 с"),
        ("take_work_median", 61, "1 min", "1 мин"),
        ("take_work_median", 8100, "2 h 15 min", "2 ч 15 мин"),
        ("take_work_median", 7199, "2 h", "2 ч"),
        ("take_work_median", 3600, "1 h", "1 ч"),
        ("take_work_median", 2 * 86400 - 1, "48 h", "48 ч"),
        ("take_work_median", 2 * 86400, "2 d", "2 дн."),
        ("take_work_median", 3 * 86400 + 7200, "3 d 2 h", "3 дн. 2 ч"),
        ("take_work_median", 9 * 86400 + 7200, "9 d 2 h", "9 дн. 2 ч"),
        ("take_work_median", 10 * 86400 + 7200, "10 d", "10 дн."),
        ("take_work_median", 40 * 86400 + 7200, "40 d", "40 дн."),
        ("response_within", 0.874, "87%", "87 %"),
        ("mark_solution", 4.56, "4.6 ★", "4,6 ★"),
        ("mark_solution", 4.97, "5.0 ★", "5,0 ★"),
        ("replies_per_ticket", 2.0, "2.0", "2,0"),
    ],
)
def test_a_number(key: str, number: float | None, en: str, ru: str) -> None:
    said = [wording.format_amount(language, METRICS[key], number) for language in ("en", "ru")]
    assert said == [en, ru]


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (17, ["0", "6 h", "12 h", "18 h"]),
        (20, ["0", "8 h", "16 h", "1 d"]),
        (30, ["0", "1 d", "2 d"]),
        (60, ["0", "1 d", "2 d", "3 d"]),
        (400, ["0", "10 d", "20 d"]),
    ],
)
def test_lines_of_a_plot_do_not_turn_from_hours_into_days_on_their_way(hours: int, said: list[str]) -> None:
    ticks = choose_ticks([hours * 3600.0], is_time=True)
    assert [wording.format_on_axis("en", METRICS["take_work_median"], tick) for tick in ticks] == said


@pytest.mark.parametrize(
    ("key", "now", "before", "said", "better"),
    [
        ("filed", 12, 10, "▲ 20%", None),
        ("filed", 10, 10, text_of("stats-same"), None),
        ("filed", 4990, 4988, "▲ <1%", None),
        ("response_within", 0.901, 0.9, "▲ <1 pts", True),
        ("filed", 1, 0, "▲ was 0", None),
        ("filed", 100, 10, "▲ 900%", None),
        ("filed", 101, 10, "▲ was 10", None),
        ("solved", 5, 10, "▼ 50%", False),
        ("reopened", 5, 10, "▼ 50%", True),
        ("solution_work_median", 60, 120, "▼ 50%", True),
        ("response_within", 0.9, 0.8, "▲ 10 pts", True),
        ("reopened_share", 0.9, 0.8, "▲ 10 pts", False),
        ("first_attempt", 0.9, 0.8, "▲ 10 pts", True),
        ("responses_late", 5, 10, "▼ 50%", True),
        ("mark_solution", 4.0, 5.0, "▼ 20%", False),
        ("filed", None, 1, "", None),
    ],
)
def test_a_change(key: str, now: float | None, before: float, said: str, better: bool | None) -> None:
    values = Value(now, 20), Value(before, 20)
    assert wording.format_change("en", METRICS[key], *values) == said
    assert wording.is_better(METRICS[key], *values) is better


@pytest.mark.parametrize(
    ("first", "last", "en", "ru"),
    [
        (TODAY, TODAY, "21 Nov", "21 ноя."),
        (date(2026, 11, 15), TODAY, "15–21 Nov", "15–21 ноя."),
        (date(2026, 10, 30), date(2026, 11, 5), "30 Oct – 5 Nov", "30 окт. – 5 ноя."),
        (date(2025, 11, 15), TODAY, "15 Nov 2025 – 21 Nov", "15 ноя. 2025 – 21 ноя."),
        (date(2025, 12, 30), date(2026, 1, 5), "30 Dec 2025 – 5 Jan", "30 дек. 2025 – 5 янв."),
    ],
)
def test_days(first: date, last: date, en: str, ru: str) -> None:
    assert [wording.format_days(language, Period(first, last), TODAY) for language in ("en", "ru")] == [en, ru]
