"""Second thoughts: what is edited is edited everywhere, what is taken back is gone everywhere, and what cannot be is
said."""

from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import answers, dismissed, filed_and_closed, filed_and_taken, linked, new_messages
from tests.flows.phone import Phone, words
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False
TWO_DAYS = {"hours": 49}


async def edits(phone: Phone, message_id: int, text: str | None = None, **more: Any) -> None:
    given = more if text is None else {"text": text, **more}
    await phone.stage.telegram.do("edit", person=phone.id, message_id=message_id, **given)
    await phone.stage.settle()


async def deletes(phone: Phone, message_id: int) -> None:
    await phone.writes("/delete", reply_to=message_id)


async def ids(phone: Phone) -> list[int]:
    return [m["message_id"] for m in await phone.chat()]


# ------------------------------------------------------------------ edits


async def test_an_answer_edited_in_telegram_is_edited_for_the_requester(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    said = await answers(olga, heating, "We come on Monday")
    before = await rita.received()
    await edits(olga, said, "We come on Tuesday", entities=[{"type": "bold", "offset": 11, "length": 7}])
    assert await new_messages(rita, before) == []
    now = await rita.last()
    assert words(now) == f"#{heating} · Olga: We come on Tuesday\nedited"
    assert [e["type"] for e in now["entities"] if words(now)[e["offset"] :].startswith("Tuesday")] == ["bold"]


async def test_an_edit_that_reaches_nobody_is_said(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    lost = {"message_id": 4711, "date": 1, "edit_date": 2, "text": "It is room 8",
            "chat": {"id": rita.id, "type": "private"},
            "from": {"id": rita.id, "is_bot": False, "first_name": "Rita"}}  # fmt: skip
    await stage.telegram.do("update", raw={"edited_message": lost})
    await stage.settle()
    assert piece_of("edit-unknown") in await rita.reads()
    note = await olga.writes(
        "// call the landlord", reply_to=(await olga.message_with(f"release:{heating}"))["message_id"]
    )
    await edits(olga, note, "Call the landlord")
    assert piece_of("edit-stays-inside") in await olga.reads()
    assert not [text for text in await rita.texts() if "landlord" in text]


async def test_an_answer_that_becomes_a_note_is_taken_back(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    said = await answers(olga, heating, "The landlord is late again")
    await edits(olga, said, "// The landlord is late again")
    assert not [text for text in await rita.texts() if "landlord" in text]
    await olga.writes(f"/ticket {heating}")
    assert "// You: just now\nThe landlord is late again" in await olga.reads()


async def test_a_request_that_continues_an_ended_one_keeps_its_number_when_edited(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    closed = await rita.last_id()
    await stage.pass_time(days=14, seconds=1)
    said = await rita.writes("It is cold again", reply_to=closed)
    await edits(rita, said, "It is cold again")  # as when a link's preview is there at last
    assert await entries_of(stage, 2) == [f"#{number}: It is cold again"]
    assert "edited" not in words(await olga.message_with("claim:2"))
    await edits(rita, said, "It is cold in room 7 again")
    assert await entries_of(stage, 2) == [f"#{number}: It is cold in room 7 again"]
    await edits(rita, said, f"#{number}: and in room 8")
    assert await entries_of(stage, 2) == [f"#{number}: and in room 8"]


async def test_editing_the_request_edits_its_subject(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await rita.writes("The heating does not work in room 7")
    await rita.presses("send:1")
    await edits(rita, said, "The heating does not work in room 8")
    await rita.writes("/tickets")
    assert "room 8" in await rita.reads()


# ------------------------------------------------------------- taking back


async def test_only_ones_own_messages_can_be_taken_back(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await answers(olga, heating, "We are on our way")
    await deletes(rita, await rita.last_id())
    assert piece_of("delete-not-yours") in await rita.reads()
    await rita.writes("/delete")
    assert piece_of("delete-usage") in await rita.reads()
    assert [text for text in await rita.texts() if "on our way" in text]


async def test_after_two_days_words_are_replaced_and_a_picture_is_said_to_remain(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    text = await olga.writes("That was for somebody else", reply_to=card)
    (photo,) = await olga.sends("photo", caption="So was this", reply_to=card)
    await stage.pass_time(seconds=3)
    await stage.pass_time(**TWO_DAYS)
    await deletes(olga, text)
    assert piece_of("delete-done-late") in await olga.reads()
    assert text_of("taken-back") in await rita.texts()
    await deletes(olga, photo)
    told = await olga.texts()
    assert any(piece_of("delete-remains") in one for one in told)
    await edits(olga, text, "That was for somebody else entirely")
    assert piece_of("edit-unknown") in await olga.reads()
    assert not [one for one in await rita.texts() if "somebody else" in one or "So was this" in one]


async def test_a_comment_deleted_after_two_days_is_replaced(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        user = await linked(stage, olga)
        comment = await stage.board.comment(number, "We come on Monday", by=user)
        await stage.pass_time(**TWO_DAYS)
        await stage.board.does("comment/delete", by=user, id=comment["id"])
        assert text_of("taken-back") in await rita.texts()


# ------------------------------------------------------------------ who is no longer on the team


async def test_what_a_former_agent_once_said_is_no_longer_theirs_to_change(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        said = await answers(olga, number, "We come on Monday")
        note = await olga.writes(f"/note {number} The key is with the porter")
        await dismissed(stage, olga)
        before = await rita.received(), await stage.board.comments(number), await entries_of(stage, number)
        for mine in (said, note):
            await edits(olga, mine, "Pay us in cash")
            assert await olga.reads() == "Only the team can do this."
            await deletes(olga, mine)
            assert await olga.reads() == "Only the team can do this."
        await edits(olga, said, "// Pay us in cash")
        assert (await rita.received(), await stage.board.comments(number), await entries_of(stage, number)) == before
