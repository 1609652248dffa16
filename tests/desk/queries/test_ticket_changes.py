"""What became of a ticket, as staff read it: in the order it happened, with nothing of words that went for good."""

from datetime import timedelta

import pytest

from db.models import EntryVersion, History, Origin, Person
from desk import history
from desk.queries import ticket_changes
from desk.queries.ticket_changes import Change
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _read(stage: Stage, who: Someone, number: int, *rows: History | EntryVersion) -> list[Change]:
    """The last of them, once these are there."""
    ticket = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        for row in rows:
            session.add(row)
            await session.flush()
    async with stage.database.reading() as session:
        page = await ticket_changes.changes(session, ticket, await session.get_one(Person, who.id))
    assert page is not None
    return list(page.changes[-len(rows) :])


async def test_it_is_read_in_the_order_it_happened_an_edit_after_what_changed_with_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    (entry,) = await stage.entries(number)
    stage.later(minutes=2)
    of, minute = {"ticket_id": entry.ticket_id, "origin": Origin.TELEGRAM}, timedelta(minutes=1)
    found = await _read(
        stage, olga, number,
        EntryVersion(entry_id=entry.id, at=stage.now, body="The lamp", origin=Origin.TELEGRAM),
        History(at=stage.now, field=history.SUBJECT, new="Lamp", **of),
        History(at=stage.now - minute, field=history.HOLD_REASON, new="no bulb", **of),
    )  # fmt: skip
    assert [one.field for one in found] == [history.HOLD_REASON, history.SUBJECT, history.WORDING]


async def test_where_words_went_for_good_it_says_that_they_were_taken_back(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    of = {"ticket_id": (await stage.ticket(number)).id, "origin": Origin.TELEGRAM, "at": stage.now}
    (held,) = await _read(stage, olga, number, History(field=history.HOLD_REASON, old="no bulb", new="", **of))
    assert (held.old, held.new) == ("no bulb", history.WITHDRAWN)
