"""Words on a ticket: who is told of them once, what they say of its subject, where they stand among others."""

from typing import Any

from sqlalchemy import select

from db.models import Delivery, Entry, EntryFile, EntryKind, EntryVersion, MessageKind, Origin, Status
from desk import Desk
from desk.board import comments
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.inbound.routing_types import Destination
from desk.questions import answer_buttons
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import PRINTER, relays
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import scalars
from tests.trip import ROOT, Trip

CHAIR = "Somebody stole my chair again"


async def _taken(stage: Stage, rita: Someone, olga: Someone, text: str = PRINTER) -> int:
    number = await stage.files(rita, text)
    await stage.does(olga, assignment.claim, number)
    return number


async def _replies(stage: Stage, who: Someone, number: int, text: str = "Try now", **more: Any) -> int:
    said = NewEntry(RichText(text))
    return int((await stage.does(who, thread.add_reply, number, said, **more)).id)


async def test_who_has_read_words_on_one_ticket_reads_them_no_second_time_on_another(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    first, second = await _taken(stage, rita, olga), await _taken(stage, rita, olga, CHAIR)
    heard = await stage.says(rita, "it got worse")
    assert heard.destination is Destination.WHICH_TICKET

    async def goes_to(number: int) -> None:
        choice = answer_buttons.ToTicket(number)
        await stage.does(rita, answer_buttons.answer_question, heard.question_id or 0, choice)

    await goes_to(first)
    entry = (await stage.entries(first))[-1]
    slot = f"entry:{entry.id}"
    await stage.shown(olga, slot, first, kind=MessageKind.RELAY, entry_id=entry.id)
    before = len(await relays(stage, olga))
    await goes_to(second)
    again = (await relays(stage, olga))[before:]
    assert again and all(one["edit"] for one in again), "what stands there says where it is now"


async def test_an_answer_taken_back_while_they_are_waited_for_asks_nobody_of_the_team(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    entry_id = await _replies(stage, olga, number)
    await stage.does(olga, lifecycle.set_pending, number)

    async def withdraws(desk: Desk) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, entry_id))

    await stage.does(olga, withdraws)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.needs_answer) == (Status.PENDING, False)


async def test_a_subject_is_of_what_was_said_up_to_filing(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    stage.later(minutes=1)
    await stage.says(rita, "and now the door is stuck")
    request = (await stage.entries(number))[0].id

    async def edits(desk: Desk) -> None:
        await editing.edit_entry(desk, await desk.session.get_one(Entry, request), RichText("The scanner is on fire"))

    await stage.does(rita, edits)
    assert (await stage.ticket(number)).subject == "The scanner is on fire"


async def test_what_named_the_topic_goes_with_the_words(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.says(rita, "never mind that")
    await stage.change(number, category_words=["printer"])
    request = (await stage.entries(number))[0].id

    async def withdraws(desk: Desk) -> None:
        await editing.withdraw_entry(desk, await desk.session.get_one(Entry, request))

    await stage.does(rita, withdraws)
    stage.now += stage.rules.retention.withdrawn
    await stage.ticks()
    assert (await stage.ticket(number)).category_words == []


async def test_files_of_one_entry_keep_their_places(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    for _ in range(3):
        await stage.says(rita, "", files=(PHOTO,), album="a1")
    entry = (await stage.entries(number))[-1]
    places = select(EntryFile.ordinal).where(EntryFile.entry_id == entry.id).order_by(EntryFile.id)
    assert await scalars(stage, places) == [0, 1, 2]


async def test_words_right_after_thanks_are_words_of_their_own(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    await _replies(stage, olga, number)
    assert (await stage.says(rita, "thanks")).destination is Destination.SMALL_TALK
    await stage.says(rita, "but it burns again")
    said = [(one.body, one.small_talk) for one in await stage.entries(number)][-2:]
    assert said == [("thanks", True), ("but it burns again", False)]
    assert (await stage.ticket(number)).needs_answer is True


async def test_somebody_elses_answer_does_not_say_who_has_it(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    tell = {"status": "new", "assignee": None, "on_board": False, "needs_answer": True}
    for who, knows in ((vera, None), (olga, olga.id)):
        await stage.change(number, tell=tell, tell_at=stage.now)
        await _replies(stage, who, number)
        told = (await stage.ticket(number)).tell
        assert told is not None and told["assignee"] == knows


async def test_an_answer_by_the_bots_own_account_reaches_whoever_filed_it(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    entry_id = await _replies(stage, rita, number, origin=Origin.TODOIST)
    entry = (await stage.entries(number))[-1]
    assert (entry.id, entry.kind, entry.delivery) == (entry_id, EntryKind.REPLY, Delivery.WAITING)
    assert [one["entry_id"] for one in await relays(stage, rita)] == [entry_id]


async def test_under_an_answer_stands_that_it_waits_once_its_requester_was_told(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    tell = {"status": "in_progress", "assignee": olga.id, "on_board": False, "needs_answer": False}
    for told, footed in (({**tell}, False), ({**tell, "status": "pending"}, True), (None, True)):
        await stage.change(number, status=Status.PENDING, tell=told, tell_at=stage.now if told else None)
        await _replies(stage, olga, number)
        assert ((await stage.entries(number))[-1].footer is not None) is footed


async def test_who_is_asked_on_the_board_about_their_own_ticket_reads_the_note_once(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    before = len(await relays(stage, olga))
    said = NewEntry(RichText("@Olga please look"))
    await stage.does(vera, comments.add_comment, number, said, is_note=True, origin=Origin.TODOIST)
    assert len((await relays(stage, olga))[before:]) == 1


async def test_an_album_that_becomes_a_note_leaves_the_answer_before_it_the_first(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    await _replies(stage, olga, number)
    answered_at = stage.now
    stage.later(hours=1)
    for is_note in (False, True):
        said = NewEntry.from_message(stage.message(olga, "", files=(PHOTO,), album="a1"))
        verb = thread.add_note if is_note else thread.add_reply
        await stage.does(olga, verb, number, said)
    assert (await stage.entries(number))[-1].kind is EntryKind.NOTE
    assert (await stage.ticket(number)).first_response_at == answered_at


async def test_of_what_is_edited_while_it_gathers_no_version_is_kept(stage: Stage, rita: Someone) -> None:
    heard = await stage.says(rita, PRINTER)
    said = (await stage.entries(heard.number or 0))[0].id

    async def edits(desk: Desk, words: str) -> None:
        await editing.edit_entry(desk, await desk.session.get_one(Entry, said), RichText(words))

    async def versions() -> list[str]:
        return await scalars(stage, select(EntryVersion.body))

    await stage.does(rita, edits, CHAIR)
    assert await versions() == []
    stage.later(minutes=3)
    await stage.ticks()
    await stage.does(rita, edits, "The door is stuck")
    assert await versions() == [CHAIR]


async def test_plain_words_enter_nobody_who_is_not_concerned(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    others = "asked_colleagues staff_group to_approvers to_leaders topic_readers"
    places = tuple(f"{ROOT}/desk/notifications/{one}.py" for one in others.split())
    with (trip := Trip(places)).follow():
        await stage.says(rita, "And it smells")
        await _replies(stage, olga, number)
    assert trip.calls == []
    assert [one["edit"] for one in await relays(stage, rita)] == [False]
