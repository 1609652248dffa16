"""Merging where it is hardest: questions asked before it, words joined since, who is told and who is not."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, KnownProblem, Origin, Question, QuestionKind, Ticket, TicketGroup
from desk import Desk, Merged, Outdated, Refused, TicketResult
from desk.conversation import editing, form, thread
from desk.conversation.new_entry import NewEntry
from desk.merging import joined, merge, split
from desk.questions import answers, asking
from desk.questions.answers import ToTicket
from desk.requests import drafts
from desk.staff import members
from desk.text import RichText
from desk.tickets import assignment, escalation, lifecycle
from tests.desk.cast import cast, lines, relays, shows
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _files(stage: Stage, who: Someone, text: str) -> int:
    """A further request of theirs, filed at once; its number."""
    said = NewEntry(RichText(text), chat_id=who.chat, message_id=stage.message(who).message_id)
    made = await stage.does(who, lambda desk: drafts.begin(desk, [said], at_once=True))
    return int(made.number)


async def _split(desk: Desk, entry_id: int) -> TicketResult:
    return await split.split(desk, await desk.session.get_one(Entry, entry_id))


async def _on(stage: Stage, words: str) -> tuple[int, EntryKind]:
    async with stage.database.sessions() as session:
        entry = (await session.scalars(select(Entry).where(Entry.body == words))).one()
        return (await session.get_one(Ticket, entry.ticket_id)).number, entry.kind


async def test_a_reason_asked_for_before_is_a_note_on_the_other(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await stage.does(olga, lambda desk: lifecycle.hold(desk, second))
    ids = (await stage.ticket(second)).id
    asked = await stage.does(olga, lambda desk: asking.ask(desk, QuestionKind.HOLD_REASON, ticket_id=ids))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    shown = await stage.shown(olga, f"question:{asked.id}", question_id=asked.id)
    await stage.says(olga, "waits for a joiner", reply_to_message_id=shown)
    assert await _on(stage, "waits for a joiner") == (first, EntryKind.NOTE)
    assert (await stage.ticket(first)).status != "on_hold"
    assert (await stage.ticket(first)).hold_reason is None


async def test_words_that_wait_go_to_the_other_by_press_and_by_time(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    pressed = await stage.says(anna, "It is broken")
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    await stage.does(anna, lambda desk: answers.answer(desk, pressed.question_id or 0, ToTicket(second)))
    assert await _on(stage, "It is broken") == (first, EntryKind.COMMENT)
    third = await _files(stage, anna, "The door")
    await stage.says(anna, "It squeaks")
    await stage.does(olga, lambda desk: merge.merge(desk, third, first))
    stage.later(minutes=20)
    await stage.ticks()
    assert await _on(stage, "It squeaks") == (first, EntryKind.COMMENT)
    fourth = await _files(stage, anna, "The tap")
    await stage.does(anna, lambda desk: answers.add_next(desk, fourth))
    await stage.does(olga, lambda desk: merge.merge(desk, fourth, first))
    await stage.says(anna, "It drips")
    assert await _on(stage, "It drips") == (first, EntryKind.COMMENT)


async def test_who_has_the_other_reads_what_was_said_once(stage: Stage) -> None:
    anna, olga, ivan, vera = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    for number in (first, second):
        await stage.does(ivan, lambda desk, number=number: assignment.claim(desk, number))
    await stage.does(anna, lambda desk: thread.comment(desk, second, NewEntry(RichText("It squeaks"))))
    read = len(await relays(stage, ivan))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    assert len(await relays(stage, ivan)) == read, "it was all theirs before"
    assert not {"merged-from-you", "merged-into-yours"} & set(await lines(stage, ivan))
    third = await _files(stage, anna, "The door")
    await stage.does(vera, lambda desk: merge.merge(desk, third, first))
    assert len(await relays(stage, ivan)) == read + 1
    assert (await lines(stage, ivan)).count("merged-into-yours") == 1
    fourth = await _files(stage, anna, "The tap")
    await stage.does(ivan, lambda desk: merge.merge(desk, fourth, first))
    assert len(await relays(stage, ivan)) == read + 1, "who merges has read it"
    assert (await lines(stage, anna)).count("merged") == 3


@pytest.mark.parametrize("late", ["joined", "note", "reply", ""])
async def test_taken_apart_until_the_next_message(stage: Stage, late: str) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    said = stage.message(anna, "It squeaks")
    if late == "joined":
        await stage.does(anna, lambda desk: thread.comment(desk, first, NewEntry.of(said)))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    more = NewEntry(RichText("And more"))
    if late == "joined":
        stage.later(seconds=1)
        await stage.does(anna, lambda desk: thread.comment(desk, first, NewEntry.of(stage.message(anna, "And more"))))
    elif late:
        await stage.does(olga, lambda desk: (thread.note if late == "note" else thread.reply)(desk, second, more))
    if late:
        with pytest.raises(Refused, match="unmerge-late"):
            await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    else:
        await stage.does(olga, lambda desk: merge.unmerge(desk, second))
        with pytest.raises(Refused, match="not-merged"):
            await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    assert ((await stage.ticket(second)).merged_into_id is not None) == bool(late)


async def test_what_is_answered_with_others_already_stays_with_them(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    numbers = [await stage.files(who, "No light") for who in (anna, *[await stage.person(name) for name in ("B", "C")])]
    first = await stage.ticket(numbers[0])
    async with stage.database.unit_of_work() as session:
        groups = [TicketGroup(made_at=stage.now, made_by=olga.id) for _ in range(2)]
        session.add_all(groups)
        await session.flush()
        ours, theirs = [one.id for one in groups]
    for number, group_id in zip(numbers, (ours, None, theirs), strict=True):
        await stage.change(number, group_id=group_id, alike_id=first.id)
    await stage.does(olga, lambda desk: joined.join(desk, first.number))
    assert [(await stage.ticket(number)).group_id for number in numbers] == [ours, ours, theirs]


async def test_taken_apart_it_stays_with_those_it_was_put_to_since(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    async with stage.database.unit_of_work() as session:
        groups = [TicketGroup(made_at=stage.now, made_by=olga.id) for _ in range(2)]
        session.add_all(groups)
        await session.flush()
        came_along, since = [one.id for one in groups]
    for group_id, stays in ((came_along, None), (since, since)):
        await stage.change(second, group_id=came_along)
        await stage.does(olga, lambda desk: merge.merge(desk, second, first))
        assert (await stage.ticket(first)).group_id == came_along
        await stage.change(first, group_id=group_id)
        await stage.does(olga, lambda desk: merge.unmerge(desk, second))
        assert (await stage.ticket(first)).group_id == stays


async def test_what_was_answered_there_is_read_here_and_whom_it_called_stays_called(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await stage.change(second, asked=[QuestionKind.MISSING.value])
    of_second, entry = (await stage.ticket(second)).id, (await stage.entries(second))[0].id
    line = form.FormLine("Which room?", "Hall B", entry)
    await stage.does(anna, lambda desk: form.put(desk, of_second, "room", line, message_id=None))
    third = await _files(stage, anna, "The door")
    async with stage.database.unit_of_work() as session:
        problems = [KnownProblem(title=name, made_by=olga.id, created_at=stage.now) for name in ("Power", "Water")]
        session.add_all(problems)
        await session.flush()
        power, water = [one.id for one in problems]
    await stage.change(second, escalated_at=stage.now, escalation_level=2, known_problem_id=power)
    await stage.change(third, known_problem_id=water)
    await stage.does(olga, lambda desk: merge.merge(desk, second, third))
    assert (await stage.ticket(third)).escalation_level == 2, "nobody further is to be called"
    assert (await stage.ticket(third)).known_problem_id == water, "what it is about it is about"
    await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    await stage.change(second, escalated_at=None, escalation_level=0)
    for number in (first, second):
        stage.later(minutes=1)
        await stage.does(olga, lambda desk, n=number: escalation.escalate(desk, n, "it burns"))
    called = (await stage.ticket(first)).escalated_at
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    async with stage.database.reading() as session:
        assert await form.of(session, await stage.ticket(first)) == (line,)
    await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    async with stage.database.reading() as session:
        assert await form.of(session, await stage.ticket(first)) == ()
    assert (await stage.ticket(first)).escalated_at == called, "they were called to it before"


async def test_who_puts_their_own_two_together_is_not_told(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second, third = [await _files(stage, anna, text) for text in ("The lamp", "The chair", "The door")]
    await stage.does(anna, lambda desk: merge.add_to_own(desk, second, first))
    assert "merged" not in await lines(stage, anna)
    await stage.does(olga, lambda desk: merge.merge(desk, third, first))
    assert (await lines(stage, anna)).count("merged") == 1


async def test_who_waits_already_is_reminded_of_no_later(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await stage.does(olga, lambda desk: assignment.claim(desk, first))
    due = (await stage.ticket(first)).remind_at
    assert due is not None
    stage.later(minutes=5)
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    assert (await stage.ticket(first)).remind_at == due


async def test_what_pends_goes_on_and_what_is_answered_does_not(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first = await _files(stage, anna, "The lamp")
    await stage.does(olga, lambda desk: thread.reply(desk, first, NewEntry(RichText("Which?"))))
    await stage.does(olga, lambda desk: lifecycle.pending(desk, first))
    stage.later(seconds=1)
    second = await _files(stage, anna, "The chair")
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    assert ((await stage.ticket(first)).status, (await stage.ticket(first)).needs_answer) == ("in_progress", True)
    await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    assert (await stage.ticket(first)).needs_answer is False
    third = await _files(stage, anna, "The door")
    await stage.does(olga, lambda desk: thread.reply(desk, third, NewEntry(RichText("Done"))))
    await stage.does(olga, lambda desk: merge.merge(desk, third, first))
    assert (await stage.ticket(first)).needs_answer is False


async def test_who_may_not(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    own = await _files(stage, olga, "My lamp")
    for verb in (merge.merge, merge.add_to_own):
        with pytest.raises(Refused):
            await stage.does(olga, lambda desk, verb=verb: verb(desk, own, first))
    with pytest.raises(Outdated):
        await stage.does(olga, lambda desk: merge.add_to_own(desk, second, first))
    with pytest.raises(Refused):
        await stage.does(anna, lambda desk: merge.merge(desk, second, first))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    with pytest.raises(Merged):
        await stage.does(ivan, lambda desk: assignment.claim(desk, second))
    with pytest.raises(Refused):
        await stage.does(anna, lambda desk: merge.unmerge(desk, second))
    reply = await stage.does(olga, lambda desk: thread.reply(desk, first, NewEntry(RichText("Hello"))))
    for what in (lambda desk: joined.also_to(desk, reply.id), lambda desk: joined.join(desk, first)):
        with pytest.raises(Outdated):
            await stage.does(olga, what)
    with pytest.raises(Refused, match="split-not-theirs"):
        await stage.does(ivan, lambda desk: _split(desk, reply.id))


async def test_taken_apart_it_waits_for_somebody_where_who_had_it_has_left(stage: Stage) -> None:
    anna, olga, ivan, vera = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await stage.does(olga, lambda desk: assignment.claim(desk, second))
    await stage.does(ivan, lambda desk: assignment.claim(desk, first))
    await stage.does(ivan, lambda desk: merge.merge(desk, second, first))
    await stage.does(vera, lambda desk: members.dismiss(desk, olga.chat))
    before = len(await shows(stage, ivan, f"card:{second}"))
    await stage.does(ivan, lambda desk: merge.unmerge(desk, second))
    ticket = await stage.ticket(second)
    assert (ticket.status, ticket.assignee_id) == ("new", None)
    assert len(await shows(stage, ivan, f"card:{second}")) > before
    assert ticket.remind_at is not None


@pytest.mark.parametrize("before", ["reopened", "resolved"])
async def test_taken_apart_it_counts_what_it_counted(stage: Stage, before: str) -> None:
    anna, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, second))
    await stage.ticks()
    if before == "reopened":
        await stage.does(anna, lambda desk: lifecycle.reopen(desk, second))
        await stage.does(olga, lambda desk: escalation.escalate(desk, second, "They wait"))
    was = await stage.ticket(second)
    stage.later(minutes=3)
    await stage.does(ivan, lambda desk: merge.merge(desk, second, first))
    await stage.does(ivan, lambda desk: merge.unmerge(desk, second))
    now = await stage.ticket(second)
    for kept in ("status", "status_before_resolved", "resolved_at", "resolved_by", "reopened_at", "reopen_count",
                 "escalated_at", "escalation_level"):  # fmt: skip
        assert getattr(now, kept) == getattr(was, kept), kept


async def test_what_can_no_longer_be_taken_apart_is_split_off_though_it_is_all_it_said(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    only = (await stage.entries(second))[0].id
    with pytest.raises(Refused, match="split-all"):
        await stage.does(olga, lambda desk: _split(desk, only))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    await stage.does(olga, lambda desk: thread.note(desk, first, NewEntry(RichText("Which?"))))
    with pytest.raises(Refused, match="unmerge-late"):
        await stage.does(olga, lambda desk: merge.unmerge(desk, second))
    await stage.does(olga, lambda desk: _split(desk, only))
    assert (await _on(stage, "The chair"))[0] not in (first, second)
    last = (await stage.entries(first))[0].id
    with pytest.raises(Refused, match="split-all"):
        await stage.does(olga, lambda desk: _split(desk, last))


async def test_split_off_it_began_when_the_other_did_and_no_earlier_answer_moves_it(stage: Stage) -> None:
    """A question that had placed the words says where they are now, once they were all of it."""
    anna, olga, *_ = await cast(stage)
    number = await _files(stage, anna, "The lamp")
    began = (await stage.ticket(number)).created_at
    stage.later(minutes=20)
    entries = []
    for text in ("And the chair", "And the door"):
        stage.later(minutes=10)
        words = NewEntry.of(stage.message(anna, text))
        entries.append((await stage.does(anna, lambda desk, w=words: thread.comment(desk, number, w))).id)
    async with stage.database.unit_of_work() as session:
        given = {"person_id": anna.id, "kind": QuestionKind.WHICH_TICKET, "asked_at": stage.now, "due_at": stage.now}
        placed = Question(**given, answered_at=stage.now, data={"entries": entries})
        session.add(placed)
    for entry, left, is_over in ((entries[0], entries[1:], False), (entries[1], entries[1:], True)):
        made = await stage.does(olga, lambda desk, of=entry: _split(desk, of))
        question = await stage.question(placed.id)
        assert (question.data["entries"], question.closed_at is not None) == (left, is_over)
        assert question.data.get("chosen") == (made.id if is_over else None)
        assert (await stage.ticket(made.number)).created_at == began


async def test_an_answer_to_many_reaches_whose_request_is_part_of_another(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "No sound")
    others = await _files(stage, await stage.person("Ben"), "No sound at all")
    async with stage.database.unit_of_work() as session:
        group = TicketGroup(made_at=stage.now, made_by=olga.id)
        session.add(group)
        await session.flush()
        group_id = group.id
    for number in (second, others):
        await stage.change(number, group_id=group_id)
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    said = await stage.does(ivan, lambda desk: thread.reply(desk, others, NewEntry(RichText("Sound is back"))))
    with pytest.raises(Outdated):
        await stage.does(olga, lambda desk: joined.also_to(desk, said.id))  # it is his answer
    assert await stage.does(ivan, lambda desk: joined.also_to(desk, said.id)) == (first,)
    third = await _files(stage, anna, "The door")
    await stage.does(olga, lambda desk: merge.merge(desk, first, third))
    assert (await stage.ticket(third)).group_id == group_id
    await stage.does(olga, lambda desk: merge.unmerge(desk, first))
    assert [(await stage.ticket(n)).group_id for n in (third, first)] == [None, group_id]


async def test_an_answer_to_many_does_not_come_twice_into_a_thread_that_holds_it(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    first, second, third = [await _files(stage, anna, said) for said in ("The lamp", "No sound", "No picture")]
    other = await _files(stage, await stage.person("Ben"), "No sound at all")
    async with stage.database.unit_of_work() as session:
        group = TicketGroup(made_at=stage.now, made_by=olga.id)
        session.add(group)
        await session.flush()
        group_id = group.id
    for number in (first, second, other):
        await stage.change(number, group_id=group_id)
    said = await stage.does(ivan, lambda desk: thread.reply(desk, second, NewEntry(RichText("Sound is back"))))
    await stage.does(olga, lambda desk: merge.merge(desk, second, first))
    assert await stage.does(ivan, lambda desk: joined.also_to(desk, said.id)) == (other,)
    await stage.change(third, group_id=group_id)
    await stage.does(olga, lambda desk: merge.merge(desk, first, third))
    with pytest.raises(Outdated):
        await stage.does(ivan, lambda desk: joined.also_to(desk, said.id))


async def test_what_the_board_took_off_one_of_many_stays_off_when_the_answer_is_edited(stage: Stage) -> None:
    anna, _, ivan, _ = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "No sound")
    async with stage.database.unit_of_work() as session:
        group = TicketGroup(made_at=stage.now, made_by=ivan.id)
        session.add(group)
        await session.flush()
        group_id = group.id
    for number in (first, second):
        await stage.change(number, group_id=group_id)
    said = await stage.does(ivan, lambda desk: thread.reply(desk, first, NewEntry(RichText("My code is 1234"))))
    await stage.does(ivan, lambda desk: joined.also_to(desk, said.id))
    copy = (await stage.entries(second))[-1].id

    async def unsay(desk: Desk) -> Entry:
        return await editing.unsay(desk, await desk.session.get_one(Entry, copy))

    async def edit(desk: Desk) -> Entry:
        return await editing.edit(desk, await desk.session.get_one(Entry, said.id), RichText("No code"))

    await stage.does(ivan, unsay, origin=Origin.TODOIST)
    jobs = await stage.board_jobs()
    await stage.does(ivan, edit)
    told = [job["entry"] for job in (await stage.board_jobs())[len(jobs) :] if job["do"] == "comment_edit"]
    assert told == [said.id]
    assert [(await stage.texts(n))[-1] for n in (first, second)] == ["No code", "My code is 1234"]


async def test_who_has_the_other_reads_what_somebody_else_was_sent(stage: Stage) -> None:
    """But nothing that was taken back; and nobody says that it is more urgent where it is not."""
    anna, olga, ivan, vera = await cast(stage)
    first, second = await _files(stage, anna, "The lamp"), await _files(stage, anna, "The chair")
    for who, number in ((ivan, first), (olga, second)):
        await stage.does(who, lambda desk, n=number: assignment.claim(desk, n))
    said = []
    for text in ("It wobbles", "My code is 1234"):
        stage.later(minutes=10)
        words = NewEntry.of(stage.message(anna, text))
        said.append(await stage.does(anna, lambda desk, w=words: thread.comment(desk, second, w)))
    wobbles, code = said

    async def takes_back(desk: Desk) -> None:
        await editing.withdraw(desk, await desk.session.get_one(Entry, code.id))

    await stage.does(anna, takes_back)
    before = len(await relays(stage, ivan))
    await stage.does(vera, lambda desk: merge.merge(desk, second, first))
    chair = (await stage.entries(second))[0]
    assert [x["entry_id"] for x in (await relays(stage, ivan))[before:]] == [chair.id, wobbles.id]
    assert "merged-raised" not in await lines(stage, ivan)
    third = await _files(stage, anna, "The door")
    await stage.does(ivan, lambda desk: assignment.claim(desk, third))
    for text in ("It squeaks", "It smells"):
        stage.later(minutes=10)
        words = NewEntry.of(stage.message(anna, text))
        smells = await stage.does(anna, lambda desk, w=words: thread.comment(desk, third, w))
        if text == "It squeaks":
            await stage.does(ivan, lambda desk: assignment.hand_over(desk, third, olga.chat))
    before = len(await relays(stage, ivan))
    await stage.does(vera, lambda desk: merge.merge(desk, third, first))
    assert [x["entry_id"] for x in (await relays(stage, ivan))[before:]] == [smells.id], "he has read what was before"
