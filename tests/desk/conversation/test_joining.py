"""What joins and what stands for itself: beside words taken back, in an album that does not end, late, on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.models import Entry, Status
from desk import Desk
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.cast import PRINTER, cast, relays
from tests.desk.conversation.test_thread import comments, replies
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad


async def _takes_back(stage: Stage, who: Someone, entry: Entry) -> None:
    async def withdraw(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(who, withdraw)


async def test_what_follows_words_that_were_taken_back_stands_for_itself(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    first = await comments(stage, anna, number, "one")
    await _takes_back(stage, anna, first)
    second = await comments(stage, anna, number, "two")
    assert (second.id != first.id, second.withdrawn_at, second.body) == (True, None, "two")


async def test_a_part_of_an_album_that_was_taken_back_stands_for_itself(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    first = await comments(stage, anna, number, files=(PHOTO,), album="a1")
    await _takes_back(stage, anna, first)
    second = await comments(stage, anna, number, files=(PHOTO,), album="a1")
    assert (second.id != first.id, second.withdrawn_at) == (True, None)


async def test_an_album_that_does_not_end_is_held_for_ten_seconds(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    first = await comments(stage, anna, number, files=(PHOTO,), album="a1")
    assert first.held_until == stage.now + timedelta(seconds=2)
    for _ in range(12):
        stage.later(seconds=1)
        entry = await comments(stage, anna, number, files=(PHOTO,), album="a1")
    assert (entry.id, entry.held_until) == (first.id, first.created_at + timedelta(seconds=10))


async def test_what_was_written_a_minute_before_joins_nothing_though_it_comes_behind(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    first = await comments(stage, anna, number, "now")
    late = stage.message(anna, "a minute ago")
    said = NewEntry.of(replace(late, sent_at=late.sent_at - timedelta(minutes=1)))
    second = await stage.does(anna, lambda desk: thread.comment(desk, number, said))
    assert second.id != first.id


async def test_an_answer_edited_on_its_way_is_edited_for_its_requester_too(stage: Stage) -> None:
    """It is being sent this moment: in no chat yet, as far as anybody knows here."""
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    answer = await replies(stage, olga, number, "On my way")

    async def edit(desk: Desk) -> None:
        await editing.edit(desk, await desk.session.get_one(Entry, answer.id), RichText("On my way, in an hour"))

    await stage.does(olga, edit)
    assert [(one["entry_id"], one["edit"]) for one in await relays(stage, anna)] == [
        (answer.id, False),
        (answer.id, True),
    ]


async def test_thanks_are_not_what_an_answer_answers(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    asked = await comments(stage, anna, number, "It is the second floor")
    stage.later(minutes=1)
    said = NewEntry.of(stage.message(anna, "thanks"))
    await stage.does(anna, lambda desk: thread.comment(desk, number, said, small_talk=True))
    assert (await replies(stage, olga, number, "Done")).answers_id == asked.id


async def test_words_on_what_nobody_has_but_is_resolved_are_waited_for(stage: Stage) -> None:
    """Completed on the board by somebody unknown: no agent to remind, and the admins hear of it in time."""
    anna, *_ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    await stage.change(number, status=Status.RESOLVED, needs_answer=False, remind_at=None, escalate_at=None)
    await comments(stage, anna, number, "It burns again")
    assert (await stage.ticket(number)).escalate_at is not None
