"""What a message meets, looked up: which tickets, each condition at its edge, and everybody else's beside one's own."""

from datetime import timedelta

import pytest

from db.models import Status
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound.message_lookup import FRESH
from desk.questions.asking import list_own_open
from desk.text import RichText
from tests.desk.inbound.looking import CHAIR, HOURS, MOMENT, PRINTER, id_of, looks
from tests.desk.stage import Someone, Stage


async def test_ones_own_tickets_are_met_and_nobody_elses(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    await stage.files(ben, CHAIR)
    number = await stage.files(rita, PRINTER)
    found = await looks(stage, rita)
    assert [option.id for option in found.own] == [await id_of(stage, number)]
    assert (found.draft, found.open_question, found.answers) == (None, None, None)


@pytest.mark.parametrize(("ago", "own"), [(72 * HOURS, True), (72 * HOURS + MOMENT, False)])
async def test_what_ended_within_72_hours_is_still_theirs(
    stage: Stage, rita: Someone, ago: timedelta, own: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, status=Status.CLOSED, ended_at=stage.now - ago)
    assert bool((await looks(stage, rita)).own) is own


@pytest.mark.parametrize(("ago", "fresh"), [(FRESH, True), (FRESH + MOMENT, False)])
async def test_a_word_within_24_hours_keeps_it_fresh(
    stage: Stage, rita: Someone, olga: Someone, ago: timedelta, fresh: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    spoken = (await stage.entries(number))[0].created_at
    stage.now = spoken + ago
    await stage.does(olga, thread.add_note, number, NewEntry(RichText("inside")))
    [option] = (await looks(stage, rita)).own
    assert (option.fresh, option.last_at, option.is_draft) == (fresh, spoken, False)


async def test_what_was_taken_back_is_no_word(stage: Stage, rita: Someone) -> None:
    from db.models import Entry

    number = await stage.files(rita, PRINTER)
    first = (await stage.entries(number))[0].created_at
    stage.later(hours=2)
    await stage.says(rita, "and the curtain")
    [option] = (await looks(stage, rita)).own
    assert option.last_at > first
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, (await stage.entries(number))[-1].id)).withdrawn_at = stage.now
    [option] = (await looks(stage, rita)).own
    assert option.last_at == first


async def test_open_ones_come_newest_first_and_ended_or_unfiled_not_at_all(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    await stage.files(ben, CHAIR)
    numbers = [await stage.files(rita, f"{PRINTER} {n}") for n in range(4)]
    await stage.change(numbers[0], status=Status.PENDING, status_at=stage.now + MOMENT)
    await stage.change(numbers[2], status=Status.CLOSED)
    await stage.change(numbers[3], filed_at=None)
    async with stage.database.sessions() as session:
        assert [ticket.number for ticket in await list_own_open(session, rita.id)] == [numbers[0], numbers[1]]


async def test_the_gathering_draft_is_an_unfiled_new_one(stage: Stage, rita: Someone) -> None:
    number = (await stage.says(rita, PRINTER)).number or 0
    found = await looks(stage, rita)
    assert (found.draft.id if found.draft else None, found.own) == (await id_of(stage, number), ())
    assert found.draft is not None and found.draft.is_draft
    await stage.change(number, status=Status.CANCELLED)
    assert (await looks(stage, rita)).draft is None
