"""Merging where it is hardest: questions asked before it, words joined since, who is told and who is not."""

import pytest
from sqlalchemy import select, update

from db.models import Entry, EntryKind, Person, Role, Ticket, TicketGroup, Timer
from desk import Desk, Merged, Outdated, Refused, TicketResult
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.merging import linking, merging, splitting
from desk.people.call_chats import make_chat_id
from desk.policy import timer_kinds
from desk.questions import answer_buttons, next_message
from desk.questions.answer_buttons import ToTicket
from desk.requests import drafts
from desk.staff import members
from desk.text import RichText
from desk.tickets import assignment, escalation, fields, lifecycle
from tests.desk.cast import cast, shows
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, get, scalars, sole


async def _files(stage: Stage, who: Someone, text: str) -> int:
    """A further request of theirs, filed at once; its number."""
    said = NewEntry(RichText(text), chat_id=who.chat, message_id=stage.message(who).message_id)
    made = await stage.does(who, drafts.start_request, [said], at_once=True)
    return int(made.number)


async def _split(desk: Desk, entry_id: int) -> TicketResult:
    return await splitting.split_entry(desk, await desk.session.get_one(Entry, entry_id))


async def _on(stage: Stage, words: str) -> tuple[int, EntryKind]:
    entry = await sole(stage, select(Entry).where(Entry.body == words))
    return (await get(stage, Ticket, entry.ticket_id)).number, entry.kind


@pytest.mark.parametrize("is_split", [True, False])
async def test_what_no_message_in_its_chat_shows_alone_goes_on_in_private(stage: Stage, is_split: bool) -> None:
    """Calls of one person may be from two chats: what is split off stands in none, what is merged would in both."""
    rita, olga, *_ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    entry = await stage.does(rita, thread.add_comment, first, NewEntry(RichText("The tap")))
    place = await add(
        stage, Person(telegram_id=make_chat_id(rita.id), role=Role.INTAKE_GROUP, name="x", created_at=stage.now)
    )
    await execute(stage, update(Ticket).values(intake_group_id=place.id))
    if is_split:
        await stage.does(olga, _split, entry.id)
    else:
        await stage.does(olga, merging.merge_ticket, second, first)
    private = [one.number for one in await stage.tickets() if one.is_private]
    assert private == [3 if is_split else first]


async def test_what_was_said_in_another_group_goes_on_in_private(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second, third = [await _files(stage, rita, f"The {one}") for one in ("lamp", "chair", "tap")]
    for chat, numbers in ((-1001, (first, second)), (-1002, (third,))):
        group = Person(telegram_id=chat, role=Role.INTAKE_GROUP, name="x", created_at=stage.now)
        place = await add(stage, group)
        await execute(stage, update(Ticket).where(Ticket.number.in_(numbers)).values(intake_group_id=place.id))
    for source, is_private in ((second, False), (third, True)):
        await stage.does(olga, merging.merge_ticket, source, first)
        assert (await stage.ticket(first)).is_private == is_private


async def test_words_that_wait_go_to_the_other_by_press_and_by_time(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    pressed = await stage.says(rita, "It is broken")
    await stage.does(olga, merging.merge_ticket, second, first)
    await stage.does(rita, answer_buttons.answer_question, pressed.question_id or 0, ToTicket(second))
    assert await _on(stage, "It is broken") == (first, EntryKind.COMMENT)
    third = await _files(stage, rita, "The door")
    await stage.says(rita, "It squeaks")
    await stage.does(olga, merging.merge_ticket, third, first)
    stage.later(minutes=20)
    await stage.ticks()
    assert await _on(stage, "It squeaks") == (first, EntryKind.COMMENT)
    fourth = await _files(stage, rita, "The tap")
    await stage.does(rita, next_message.expect_addition, fourth)
    await stage.does(olga, merging.merge_ticket, fourth, first)
    await stage.says(rita, "It drips")
    assert await _on(stage, "It drips") == (first, EntryKind.COMMENT)


async def test_who_may_not(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    own = await _files(stage, olga, "My lamp")
    for verb in (merging.merge_ticket, merging.add_to_own):
        with pytest.raises(Refused):
            await stage.does(olga, verb, own, first)
    with pytest.raises(Outdated):
        await stage.does(olga, merging.add_to_own, second, first)
    with pytest.raises(Refused):
        await stage.does(rita, merging.merge_ticket, second, first)
    await stage.does(olga, merging.merge_ticket, second, first)
    with pytest.raises(Merged):
        await stage.does(ivan, assignment.claim, second)
    with pytest.raises(Refused):
        await stage.does(rita, merging.unmerge_ticket, second)
    reply = await stage.does(olga, thread.add_reply, first, NewEntry(RichText("Hello")))
    for what in (
        lambda desk: linking.send_to_linked(desk, reply.id),
        lambda desk: linking.link_alike(desk, first),
    ):
        with pytest.raises(Outdated):
            await stage.does(olga, what)
    with pytest.raises(Refused, match="split-not-theirs"):
        await stage.does(ivan, _split, reply.id)


async def test_taken_apart_it_waits_for_somebody_where_who_had_it_has_left(stage: Stage) -> None:
    rita, olga, ivan, vera = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    await stage.does(olga, assignment.claim, second)
    await stage.does(ivan, assignment.claim, first)
    await stage.does(ivan, merging.merge_ticket, second, first)
    await stage.does(vera, members.dismiss_member, olga.chat)
    before = len(await shows(stage, ivan, f"card:{second}"))
    await stage.does(ivan, merging.unmerge_ticket, second)
    ticket = await stage.ticket(second)
    assert (ticket.status, ticket.assignee_id) == ("new", None)
    assert len(await shows(stage, ivan, f"card:{second}")) > before
    assert ticket.remind_at is not None


async def test_what_was_merged_makes_the_other_as_urgent_until_somebody_else_decides(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The fire")
    await stage.does(olga, fields.prioritise, second, 1)
    await stage.does(olga, merging.merge_ticket, second, first)
    key = (await stage.ticket(first)).id
    timers_of = set(await scalars(stage, select(Timer.kind).where(Timer.ticket_id == key)))
    assert ((await stage.ticket(first)).priority, timer_kinds.CRITICAL in timers_of) == (1, True)
    stage.later(minutes=1)
    await stage.does(olga, fields.prioritise, first, 2)
    await stage.does(olga, merging.unmerge_ticket, second)
    assert [(await stage.ticket(one)).priority for one in (first, second)] == [2, 1]


@pytest.mark.parametrize("before", ["reopened", "resolved"])
async def test_taken_apart_it_counts_what_it_counted(stage: Stage, before: str) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "The chair")
    await stage.does(olga, lifecycle.resolve, second)
    await stage.ticks()
    if before == "reopened":
        await stage.does(rita, lifecycle.reopen, second)
        await stage.does(olga, escalation.escalate, second, "They wait")
    was = await stage.ticket(second)
    stage.later(minutes=3)
    await stage.does(ivan, merging.merge_ticket, second, first)
    await stage.does(ivan, merging.unmerge_ticket, second)
    now = await stage.ticket(second)
    for kept in ("status", "status_before_resolved", "resolved_at", "resolved_by", "reopened_at", "reopen_count",
                 "escalated_at", "escalation_level"):  # fmt: skip
        assert getattr(now, kept) == getattr(was, kept), kept


async def test_an_answer_to_many_reaches_whose_request_is_part_of_another(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, rita, "The lamp"), await _files(stage, rita, "No sound")
    others = await _files(stage, await stage.person("Ben"), "No sound at all")
    group = await add(stage, TicketGroup(made_at=stage.now, made_by=olga.id))
    group_id = group.id
    for number in (second, others):
        await stage.change(number, group_id=group_id)
    await stage.does(olga, merging.merge_ticket, second, first)
    said = await stage.does(ivan, thread.add_reply, others, NewEntry(RichText("Sound is back")))
    with pytest.raises(Outdated):
        await stage.does(olga, linking.send_to_linked, said.id)  # it is his answer
    assert await stage.does(ivan, linking.send_to_linked, said.id) == (first,)
    third = await _files(stage, rita, "The door")
    await stage.does(olga, merging.merge_ticket, first, third)
    assert (await stage.ticket(third)).group_id == group_id
    await stage.does(olga, merging.unmerge_ticket, first)
    assert [(await stage.ticket(n)).group_id for n in (third, first)] == [None, group_id]


async def test_an_answer_to_many_does_not_come_twice_into_a_thread_that_holds_it(stage: Stage) -> None:
    rita, olga, ivan, _ = await cast(stage)
    first, second, third = [await _files(stage, rita, said) for said in ("The lamp", "No sound", "No picture")]
    other = await _files(stage, await stage.person("Ben"), "No sound at all")
    group = await add(stage, TicketGroup(made_at=stage.now, made_by=olga.id))
    group_id = group.id
    for number in (first, second, other):
        await stage.change(number, group_id=group_id)
    said = await stage.does(ivan, thread.add_reply, second, NewEntry(RichText("Sound is back")))
    await stage.does(olga, merging.merge_ticket, second, first)
    assert await stage.does(ivan, linking.send_to_linked, said.id) == (other,)
    await stage.change(third, group_id=group_id)
    await stage.does(olga, merging.merge_ticket, first, third)
    with pytest.raises(Outdated):
        await stage.does(ivan, linking.send_to_linked, said.id)
