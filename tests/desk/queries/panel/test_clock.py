"""How a clock stands, as the panel says it."""

from datetime import UTC, datetime, timedelta

import pytest

from db.models import Status
from desk.i18n import say
from desk.queries.panel.clock import ClockBar, clocks
from tests.desk.stage import Someone, Stage

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "english", "russian"),
    [(20, "less than a minute over", "просрочено меньше чем на минуту"), (60, "1 min over", "просрочено на 1 мин")],
)
def test_the_first_minute_late_is_no_minute_at_all(seconds: int, english: str, russian: str) -> None:
    over, none = timedelta(seconds=seconds), timedelta()
    bar = ClockBar("first", AT, AT, 0, (), over, none, none, 0, over, is_met=False, stands=False)
    for language, said in (("en", english), ("ru", russian)):
        late = "1 мин" if language == "ru" else "1 min"
        assert say(language, "page-clock-state", state=bar.state, over=late, spent="", target="") == said
        whole = say(
            language,
            "page-clock-said",
            which="first",
            spent="",
            target="",
            stood="",
            stops=0,
            over=late,
            state=bar.state,
        )
        assert whole.endswith(f", {said}")


@pytest.mark.broad
@pytest.mark.parametrize(
    ("ended", "resolved", "answered", "spent"),
    [(10, None, None, [10, 10]), (60, 30, None, [30, 30]), (60, 30, 5, [5, 30])],
)
async def test_the_clocks_of_what_has_ended_stand_where_they_stood(
    stage: Stage, rita: Someone, ended: int, resolved: int | None, answered: int | None, spent: list[int]
) -> None:
    """The first stops with the solution, or the end, where nobody answered."""
    number = await stage.files(rita, "The printer is on fire")
    ticket, minute = await stage.ticket(number), timedelta(minutes=1)
    assert ticket.filed_at is not None
    filed = ticket.filed_at
    at = [filed + n * minute if n is not None else None for n in (ended, resolved, answered)]
    moments = dict(zip(("ended_at", "resolved_at", "first_response_at"), at, strict=True))
    due = {"first_due_at": filed + 120 * minute, "solve_due_at": filed + 240 * minute}
    targets = {"policy_version": 1, "first_target": 7200, "solve_target": 14400}
    await stage.change(number, status=Status.CLOSED, **moments, **due, **targets)
    async with stage.database.reading() as session:
        bars = await clocks(session, ticket.id, now=filed + timedelta(days=3), rules=stage.rules)
    assert [bar.spent / minute for bar in bars] == spent
    assert [bar.state for bar in bars] == ["met", "met"]
