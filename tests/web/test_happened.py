"""What has just happened, in words."""

from datetime import UTC, datetime

import pytest

from db.models import Origin
from desk import history
from desk.queries.panel.activity import Activity
from tests.texts import text_of
from web.features.now.routes import describe_event
from web.rendering import Words

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "who", "line"),
    [
        (None, "Olga", "Olga", "taken · Olga (the board)"),
        (None, "Olga", "Vera", text_of("page-just-held", name="Olga · Vera (the board)")),
        ("Olga", None, "Vera", text_of("page-just-released") + " · Vera (the board)"),
        (None, None, None, text_of("page-just-held", name="somebody on the board · the board")),
    ],
)
def test_who_has_a_ticket_now_is_said_also_where_that_is_nobody_known(
    old: str | None, new: str | None, who: str | None, line: str
) -> None:
    one = Activity(AT, 1, history.ASSIGNEE, old, new, who, Origin.TODOIST)
    assert describe_event(Words("en", AT, "UTC"), one) == line
