"""How a clock stands, as the panel says it."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.i18n import say
from desk.queries.panel.clock_bars import ClockBar
from tests.texts import text_of

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "english", "russian"),
    [
        (20, text_of("page-clock-state", state="just"), "просрочено меньше чем на минуту"),
        (60, text_of("page-over", time="1 min", which="any"), text_of("page-over", "ru", time="1 мин", which="any")),
    ],
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
