"""What views get to see: cards, lists, threads, each cut to who looks."""

from typing import Any

import pytest
from sqlalchemy import event, text

from db.models import (
    Person,
)
from desk.queries import lists
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


_OTHERS = """
insert into entries (ticket_id, kind, body, entities, author_name, origin, created_at, delivery, small_talk)
select t.id, 'comment', 'the wifi in hall ' || n || ' is slow', '[]', 'x', 'telegram', now(), 'none', false
from tickets t cross join generate_series(1, 3000) n where t.number = :number
"""


def _read_of(plan: dict[str, Any], table: str) -> float:
    """How many rows of a table a plan looked at."""
    seen = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    own = seen if plan.get("Relation Name") == table else 0
    return float(own) + sum(_read_of(part, table) for part in plan.get("Plans", ()))


async def test_a_search_of_ones_own_looks_at_nobody_elses_entries(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Search of a word that thousands of entries of others hold; asked once."""
    mine = await stage.files(rita, "The wifi is slow in the hall")
    others = await stage.files(olga, "Hall")
    async with stage.database.unit_of_work() as session:
        await session.execute(text(_OTHERS), {"number": others})
    async with stage.database.unit_of_work() as session:
        await session.execute(text("analyze entries, tickets"))
    async with stage.database.reading() as session:
        person = await session.get_one(Person, rita.id)
        asked: list[tuple[str, Any]] = []
        connection = await session.connection()
        keep = lambda _connection, _cursor, said, given, *_: asked.append((said, given))  # noqa: E731
        event.listen(connection.sync_connection, "before_cursor_execute", keep)
        page = await lists.tickets_of(session, person, words="wifi")
        assert [line.number for line in page.lines] == [mine]
        searches = [one for one in asked if "tsquery" in one[0]]
        assert searches
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("set enable_seqscan = off")  # a desk has more than these two tickets
        plans = [
            (await driver.fetchval(f"explain (analyze, format json) {said}", *given))[0] for said, given in searches
        ]
        await driver.execute("reset enable_seqscan")
    assert max(_read_of(one["Plan"], "entries") for one in plans) < 10
