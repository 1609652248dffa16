"""Which words an edit or `/delete` is about: one's own message in one's own chat, an album as a whole; and how far
what is taken back may have got."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Box, Entry, EntryFile, Job, JobState, MessageKind, PreparedAnswer, Role
from desk import Desk, Refused
from desk.canned import prepared_answers
from desk.canned.prepared_answers import Source
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import edits, message_withdrawal
from desk.text import RichText
from desk.tickets import assignment
from tests.desk.cast import cast
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import add, execute, get, scalars


async def _answered(stage: Stage, text: str) -> tuple[Someone, Someone, int]:
    """Olga has taken Rita's request and has answered it just now."""
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, "The lamp in the lobby is broken")
    card = await stage.shown(olga, f"card:{number}", number)
    await stage.does(olga, assignment.claim, number)
    await stage.sent()
    await stage.says(olga, text, reply_to_message_id=card)
    return rita, olga, number


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"attempts": 0}, "unsent"),
        ({"started_at": True}, "sent"),
        ({"box": Box.TO_MAIL}, "unsent"),
        ({"box": Box.TO_MAIL, "started_at": True}, "mailed"),
        ({"box": Box.TO_MAIL, "state": JobState.DONE, "settled_at": True}, "mailed"),
        ({"box": Box.TO_MAIL, "state": JobState.DONE, "settled_at": True, "error": "told in Telegram"}, "unsent"),
    ],
)
async def test_what_is_on_its_way_may_have_been_read(stage: Stage, values: dict[str, object], what: str) -> None:
    rita, olga, _ = await _answered(stage, "Please change the bulb")
    theirs = update(Job).where(Job.person_id == rita.id, Job.entry_id.is_not(None), Job.state == JobState.WAITING)
    await execute(stage, theirs.values({k: stage.now if v is True else v for k, v in values.items()}))
    stage.later(seconds=3)
    await stage.says(olga, "undo")
    told = [letter for letter in await stage.letters(olga) if letter.get("key") in ("take-back", "mail-remains")]
    assert [letter["args"].get("what", "mailed") for letter in told] == [what]


async def test_what_a_colleague_has_read_was_sent(stage: Stage) -> None:
    """Its requester has it not yet, but who follows their request has."""
    _, olga, number = await _answered(stage, "Please change the bulb")
    answer = (await stage.entries(number))[-1]
    await stage.shown(await stage.person("Ann"), None, number, kind=MessageKind.RELAY, entry_id=answer.id)
    await stage.says(olga, "undo")
    told = [letter["args"]["what"] for letter in await stage.letters(olga) if letter.get("key") == "take-back"]
    assert told == ["sent"]


async def test_an_answer_that_a_press_sent_is_the_last_one(stage: Stage) -> None:
    _, olga, number = await _answered(stage, "Please change the bulb")
    stage.later(seconds=3)
    canned = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("From the list")))
    sent = {"entry_id": canned.id, "made_at": stage.now, "ended_at": stage.now, "text": "From the list"}
    await add(stage, PreparedAnswer(person_id=olga.id, ticket_id=canned.ticket_id, **sent))
    stage.later(seconds=3)
    await stage.says(olga, "undo")
    gone = {
        entry.body: entry.withdrawn_at is not None
        for entry in await stage.entries(number)
        if entry.author_id == olga.id
    }
    assert gone == {"Please change the bulb": False, "From the list": True}


async def test_the_word_under_a_colleagues_answer_takes_back_nothing(stage: Stage) -> None:
    """Neither theirs nor one's own last answer, about which it is not."""
    _, olga, number = await _answered(stage, "Please change the bulb")
    ivan = await stage.person("Ivan II", Role.AGENT)
    theirs = await stage.does(ivan, thread.add_reply, number, NewEntry(RichText("Ivan's")))
    shown = await stage.shown(olga, None, number, kind=MessageKind.RELAY, entry_id=theirs.id)
    await stage.says(olga, "undo", reply_to_message_id=shown)
    assert [entry.body for entry in await stage.entries(number) if entry.withdrawn_at is not None] == []


@pytest.mark.parametrize("by", ["undo", "/delete"])
async def test_an_answer_that_was_prepared_goes_back_by_a_reply_to_its_preview(stage: Stage, by: str) -> None:
    _, olga, number = await _answered(stage, "Please change the bulb")
    words = Source(RichText("From the list"))
    row = await stage.does(olga, prepared_answers.prepare_answer, number, words)
    preview = await stage.shown(olga, f"prepared:{row.id}", number)
    entry = await stage.does(olga, prepared_answers.send_prepared, row.id)
    stage.later(minutes=5)
    await stage.sent()
    if by == "undo":
        await stage.says(olga, by, reply_to_message_id=preview)
    else:
        await stage.does(olga, message_withdrawal.withdraw_message, olga.chat, preview)
    gone = [one.id for one in await stage.entries(number) if one.withdrawn_at is not None]
    assert gone == [entry.id]
    assert [one["slot"] for one in await stage.letters(olga)].count(f"prepared:{row.id}") == 3, "it says so"


async def test_the_next_answer_that_stands_is_the_first_response(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await stage.files(rita, "The lamp in the lobby is broken")
    card = await stage.shown(olga, f"card:{number}", number)
    await stage.does(olga, assignment.claim, number)
    told = [stage.message(olga, text, reply_to_message_id=card) for text in ("Try the other socket", "Change the bulb")]
    for one in told:
        stage.later(minutes=2)
        await stage.sends(olga, replace(one, sent_at=stage.now))
    second = stage.now
    await stage.says(olga, "undo", reply_to_message_id=told[0].message_id)
    assert (await stage.ticket(number)).first_response_at == second
    await stage.says(olga, "undo", reply_to_message_id=told[1].message_id)
    assert (await stage.ticket(number)).first_response_at is None


@pytest.mark.parametrize("text", ["undo", "не туда", "Resolve it.", "отложить"])
async def test_no_edit_sends_a_word_that_is_for_the_desk(stage: Stage, text: str) -> None:
    _, olga, number = await _answered(stage, "Please change the bulb")
    (said,) = [entry for entry in await stage.entries(number) if entry.author_id == olga.id]
    edit = stage.message(olga, text)
    edit = type(edit)(edit.words, edit.chat_id, said.said_message_id or 0, stage.now + timedelta(seconds=5))
    with pytest.raises(Refused, match="edit-command"):
        await stage.does(olga, edits.apply_edit, edit)
    assert (await stage.texts(number))[-1] == "Please change the bulb"


async def test_of_what_was_said_together_the_album_goes_and_the_words_stay(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    number = await stage.files(rita, "The lamp in the lobby is broken")
    album = [stage.message(rita, "", files=(PHOTO,), album="a1") for _ in range(2)]
    for one in album:
        await stage.sends(rita, one)
    await stage.says(rita, "It went out at noon")
    assert len(await stage.entries(number)) == 2, "they are one comment"
    entry = (await stage.entries(number))[1]

    async def back(desk: Desk) -> None:
        await message_withdrawal.withdraw_message(desk, rita.chat, album[0].message_id)

    await stage.does(rita, back)
    said = await get(stage, Entry, entry.id)
    files = await scalars(stage, select(EntryFile.said_message_id).where(EntryFile.entry_id == entry.id))
    assert (said.withdrawn_at, said.body, files) == (None, "It went out at noon", [])
