"""Limits to the second and to the person: what counts to the hour, what does not, which request is joined."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Entry, Origin, Person
from desk.conversation.new_entry import NewEntry
from desk.requests import drafts
from desk.requests.drafts import GivenFields, ReachedLimit
from desk.text import RichText
from tests.desk.cast import PRINTER, cast, lines
from tests.desk.stage import Someone, Stage

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
ASKED = [PRINTER, "Somebody stole my chair again"]


async def _full(stage: Stage, who: Someone) -> ReachedLimit | None:
    found: ReachedLimit | None = await stage.does(who, drafts.find_reached_limit)
    return found


async def _two(stage: Stage, who: Someone) -> list[int]:
    """Two requests of theirs, as many as the hour takes here; the ids of their tickets."""
    stage.with_rules(limits__max_new_per_hour=2)
    numbers = [await stage.files(who, text) for text in ASKED]
    return [(await stage.ticket(number)).id for number in numbers]


@pytest.mark.parametrize(
    ("ago", "origin", "counts"),
    [
        (HOUR - MOMENT, Origin.TELEGRAM, True),
        (HOUR, Origin.TELEGRAM, False),
        (timedelta(0), Origin.PANEL, True),
        (timedelta(0), Origin.TODOIST, False),
    ],
)
async def test_what_counts_to_the_hour(stage: Stage, ago: timedelta, origin: Origin, counts: bool) -> None:
    rita, *_ = await cast(stage)
    _, newest = await _two(stage, rita)
    for number in (1, 2):
        await stage.change(number, created_at=stage.now - ago, origin=origin)
    assert await _full(stage, rita) == (ReachedLimit(newest, "crowded-hour", 2) if counts else None)


async def test_of_two_limits_the_one_that_lasts_is_named(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    _, newest = await _two(stage, rita)
    stage.with_rules(limits__max_open=2)
    assert await _full(stage, rita) == ReachedLimit(newest, "crowded-open", 2)
    stage.with_rules(limits__max_open=3)
    assert await _full(stage, rita) == ReachedLimit(newest, "crowded-hour", 2)


@pytest.mark.parametrize(
    ("twentieth", "said", "warned"),
    [
        (timedelta(minutes=1) - MOMENT, None, True),
        (timedelta(minutes=1), None, False),
        (timedelta(0), timedelta(minutes=10), True),
        (timedelta(0), timedelta(minutes=10) - MOMENT, False),
    ],
)
async def test_twenty_within_the_minute_are_warned_of_once_in_ten(
    stage: Stage, twentieth: timedelta, said: timedelta | None, warned: bool
) -> None:
    rita, *_ = await cast(stage)
    if said is not None:
        async with stage.database.unit_of_work() as session:
            person = (await session.scalars(select(Person).where(Person.id == rita.id))).one()
            person.flood_at = stage.now - said
    await stage.does(rita, lambda desk: drafts.warn_on_flood(desk, stage.now - twentieth))
    assert ("flood" in await lines(stage, rita)) is warned


@pytest.mark.parametrize(
    ("subject", "body"),
    [("Till", "Till\n\nIt beeps"), ("beeps", "It beeps"), (None, "It beeps")],
)
async def test_words_that_join_bring_their_subject(stage: Stage, subject: str | None, body: str) -> None:
    """A subject from a mail or an application may be all that says what it is about."""
    rita, *_ = await cast(stage)
    await _two(stage, rita)
    said, given = [NewEntry(RichText("It beeps"))], GivenFields(subject)
    await stage.does(rita, lambda desk: drafts.start_request(desk, said, at_once=True, given=given))
    async with stage.database.reading() as session:
        assert await session.scalar(select(Entry.body).order_by(Entry.id.desc()).limit(1)) == body
