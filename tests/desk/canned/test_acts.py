"""Acts of a canned reply: done with the answer or not at all, undone with it or not at all."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import CannedReply, Category, Entry, EntryKind, Role, Status, Ticket
from desk import Refused
from desk.canned import prepared_answers, replies
from desk.canned.prepared_answers import Source
from desk.conversation import answer_and_status
from desk.policy.permissions import Grant
from desk.text import RichText
from desk.tickets import assignment, fields
from tests.desk.cast import cast, lines
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars

SAID = "The part is on its way"
ALL = "hold until friday waiting for parts\n/priority 2\ntopic Net\nlabel vip, parts\nassign Ivan"


async def _make(stage: Stage, who: Someone, acts: str, *, own: bool = True, key: str = "parts") -> Source:
    row = await stage.does(who, replies.add_reply, key, RichText(SAID), own=own)
    await stage.does(who, replies.set_acts, row.id, acts)
    return Source(RichText(SAID), canned_id=row.id, acts=acts)


async def _send(stage: Stage, who: Someone, number: int, source: Source, **how: Any) -> Entry:
    row = await stage.does(who, prepared_answers.prepare_answer, number, source)
    return await stage.does(who, prepared_answers.send_prepared, row.id, **how)


async def _look(stage: Stage, number: int) -> tuple[Any, ...]:
    it = await stage.ticket(number)
    kept = it.hold_until is not None, it.hold_reason, it.priority, it.category_id, it.category_guessed, it.tags
    said = [one.body for one in await stage.entries(number) if one.withdrawn_at is None]
    return it.status, it.assignee_id, *kept, it.needs_answer, said


async def test_one_undo_takes_back_the_answer_and_all_that_was_done_with_it(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    await add(stage, Category(id=1, name="Net", folded="net"))
    await add(stage, Category(id=2, name="Wi-Fi", folded="wi-fi"))
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, fields.set_tags, number, ["old, with a comma"])
    await stage.change(number, category_id=2, category_guessed=True, category_words=["fire"])
    source, was = await _make(stage, olga, ALL), await _look(stage, number)
    entry = await _send(stage, olga, number, source)
    assert await _look(stage, number) == (
        Status.ON_HOLD, ivan.id, True, "waiting for parts", 2, 1, False, ["old, with a comma", "vip", "parts"], False,
        ["The printer is on fire", SAID, "waiting for parts"],
    )  # fmt: skip
    assert entry.held_until == stage.now + stage.rules.team.undo
    stage.later(seconds=5)
    await stage.does(olga, answer_and_status.take_back, number)
    assert await _look(stage, number) == was
    assert "released-from-you" in await lines(stage, ivan)
    with pytest.raises(Refused, match="undo-passed"):
        await stage.does(olga, answer_and_status.take_back, number)


async def test_acts_without_a_status_are_undone_for_ten_seconds_and_only_what_nobody_changed_since(
    stage: Stage,
) -> None:
    rita, olga, ivan, _ = await cast(stage)
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, assignment.claim, number)
    source = await _make(stage, olga, "label vip\npriority 2\nassign Olga")
    await _send(stage, olga, number, source)
    await stage.does(ivan, fields.prioritise, number, 1)
    await stage.does(olga, answer_and_status.take_back, number)
    assert (await stage.ticket(number)).priority == 1, "Ivan's stays"
    assert (await stage.ticket(number)).tags == []
    await _send(stage, olga, number, source)
    stage.later(seconds=11)
    await stage.ticks()
    with pytest.raises(Refused, match="undo-passed"):
        await stage.does(olga, answer_and_status.take_back, number)
    ticket = await stage.ticket(number)
    assert (ticket.tags, ticket.priority, ticket.tell, ticket.assignee_id) == (["vip"], 2, None, olga.id)


@pytest.mark.parametrize(
    ("acts", "why"),
    [
        ("escalate", "reply-act-unknown"),
        ("topic Nowhere", "reply-act-value"),
        ("assign Nobody", "reply-act-value"),
        ("priority", "reply-act-value"),
        ("resolve it", "reply-act-value"),
        ("label", "reply-act-value"),
        ("resolve\nhold", "reply-act-twice"),
        ("priority 1\npriority 2", "reply-act-twice"),
        ("hold until 2001-01-01", "hold-past"),
        ("x" * 501, "page-too-long"),
    ],
)
async def test_what_cannot_be_done_is_not_kept(stage: Stage, olga: Someone, acts: str, why: str) -> None:
    row = await stage.does(olga, replies.add_reply, "parts", RichText(SAID), own=True)
    await stage.does(olga, replies.set_acts, row.id, "resolve")
    with pytest.raises(Refused, match=why):
        await stage.does(olga, replies.set_acts, row.id, acts)
    assert [one.acts for one in await scalars(stage, select(CannedReply))] == ["resolve"]
    await stage.does(olga, replies.set_acts, row.id, "—")
    assert [one.acts for one in await scalars(stage, select(CannedReply))] == [None]


async def test_who_lacks_a_right_sends_nothing_and_may_send_the_answer_alone(stage: Stage) -> None:
    rita, _, ivan, vera = await cast(stage)
    sam = await stage.person("Sam", Role.AGENT, grants={Grant.NOTES: False})
    number = await stage.files(rita, "The printer is on fire")
    await stage.does(sam, assignment.claim, number)
    source = await _make(stage, vera, "label vip\nhold waiting for parts\nassign Ivan", own=False)
    was = await _look(stage, number)
    with pytest.raises(Refused, match="reply-act-right"):
        await _make(stage, sam, source.acts)
    with pytest.raises(Refused, match="reply-act-right"):
        await _send(stage, sam, number, source)
    assert await _look(stage, number) == was
    await stage.does(vera, lambda desk: _leave(desk, ivan))
    with pytest.raises(Refused, match="reply-act-value"):
        await _send(stage, vera, number, source)
    assert await _look(stage, number) == was, "nothing is half done"
    await _send(stage, sam, number, source, is_alone=True)
    assert (await stage.texts(number))[-1] == SAID
    assert (await stage.ticket(number)).tags == []


async def _leave(desk: Any, who: Someone) -> None:
    (await desk.get_person(who.id)).dismissed_at = desk.now


async def test_a_ticket_that_is_over_takes_the_answer_alone(stage: Stage) -> None:
    rita, olga, _, _ = await cast(stage)
    number = await stage.files(rita, "The printer is on fire")
    source = await _make(stage, olga, "label vip")
    await _send(stage, olga, number, await _make(stage, olga, "resolve", key="done"))
    stage.later(seconds=11)
    await stage.ticks()
    with pytest.raises(Refused, match="reply-acts-over"):
        await _send(stage, olga, number, source)
    await _send(stage, olga, number, source, is_alone=True)
    assert (await stage.ticket(number)).tags == []
    again = await _make(stage, olga, "resolve", key="again")
    assert await _send(stage, olga, number, again), "what is so already is left out"


async def test_a_trainees_answer_waits_with_its_status_and_is_taken_back_with_the_rest(stage: Stage) -> None:
    rita = await stage.person("Rita")
    tim = await stage.person("Tim", Role.AGENT, grants={Grant.SEND: False})
    number = await stage.files(rita, "The printer is on fire")
    await _send(stage, tim, number, await _make(stage, tim, "resolve\nlabel vip"))
    ticket = await stage.ticket(number)
    assert (ticket.status is Status.RESOLVED, ticket.tags) == (False, ["vip"])
    await stage.does(tim, answer_and_status.take_back, number)
    drafts = select(Entry).join(Ticket, Ticket.id == Entry.ticket_id).where(Entry.kind == EntryKind.DRAFT)
    assert [one.withdrawn_at is None for one in await scalars(stage, drafts)] == [False]
    assert (await stage.ticket(number)).tags == []


async def test_undo_leaves_a_colleagues_label_and_brings_back_a_removed_topic(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    await add(stage, Category(id=1, name="Net", folded="net"))
    await add(stage, Category(id=2, name="Wi-Fi", folded="wi-fi", removed_at=stage.now))
    number = await stage.files(rita, "The printer is on fire")
    await stage.change(number, category_id=2)
    await stage.does(olga, fields.set_tags, number, ["old"])
    await _send(stage, olga, number, await _make(stage, olga, "topic Net\nlabel old, vip"))
    await stage.does(ivan, fields.set_tags, number, ["old", "vip", "his"])
    await stage.does(olga, answer_and_status.take_back, number)
    ticket = await stage.ticket(number)
    assert (ticket.category_id, ticket.tags) == (2, ["old", "his"])
