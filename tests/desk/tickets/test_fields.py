"""Subject, priority, category, tags, promises; the desk's categories."""

from datetime import timedelta

import pytest

from desk import Outdated, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from desk.text.typed_moments import FARTHEST
from desk.tickets import assignment, fields, promises
from desk.topics import editing
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Stage


async def test_each_field_keeps_the_time_of_its_last_change(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    filed = await stage.ticket(n)
    stage.later(minutes=1)
    await stage.does(olga, fields.rename, n, "Printer, second floor")
    first = stage.now
    stage.later(minutes=1)
    await stage.does(olga, fields.set_tags, n, ["fire", "urgent", "fire"])
    ticket = await stage.ticket(n)
    assert (ticket.subject, ticket.subject_kept, ticket.subject_at) == ("Printer, second floor", True, first)
    assert (ticket.tags, ticket.labels_at) == (["fire", "urgent"], stage.now)
    assert ticket.priority_at == filed.priority_at
    assert not (await stage.does(olga, fields.rename, n, "Printer, second floor")).changed


async def test_a_requester_chooses_a_category_once(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    first = await stage.does(vera, editing.add_category, "Access")
    second = await stage.does(vera, editing.add_category, "Other things")
    n = await stage.files(rita, PRINTER)
    assert (await stage.does(rita, fields.categorise, n, first)).category_id == first
    with pytest.raises(Outdated):
        await stage.does(rita, fields.categorise, n, second)
    assert (await stage.does(olga, fields.categorise, n, second)).category_id == second
    other = await stage.files(rita, "No projector in room five again")
    await stage.does(olga, thread.add_reply, other, NewEntry(RichText("Coming")))
    with pytest.raises(Outdated):
        await stage.does(rita, fields.categorise, other, first)
    with pytest.raises(Refused, match="no-such-category"):
        await stage.does(olga, fields.categorise, other, 999)


async def test_a_promise_is_ahead_and_not_too_far(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, n)
    with pytest.raises(Refused, match="promise-past"):
        await stage.does(olga, lambda desk: promises.promise_time(desk, n, desk.now))
    with pytest.raises(Refused, match="time-far"):
        await stage.does(olga, lambda desk: promises.promise_time(desk, n, desk.now + FARTHEST + timedelta(seconds=1)))
    assert (await stage.ticket(n)).promised_at is None
    assert (await stage.does(olga, lambda desk: promises.promise_time(desk, n, desk.now + FARTHEST))).changed
