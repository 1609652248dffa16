"""Words in shapes that are not text: what agents write for the team stays there, and what people write is read."""

from typing import Any

import pytest

from db.database import Database
from tests.bot.test_shapes import FIELDS, filled
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged
from tests.flows.test_content_edits import edits
from tests.flows.test_content_kinds import SOME_AND_ALL, kinds_since, sent
from tests.sql import scalars
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False
SECRET = "she has not paid since May"
_FIRST = ("paragraph", "cell", "of no kind yet", "question", "address")


def _names(most: int) -> list[str]:
    return [*_FIRST, *(name for name in FIELDS if name not in _FIRST)][: len(_FIRST) * most]


@pytest.mark.parametrize("most", [1, 99])
async def test_a_note_in_no_field_reaches_the_requester(
    stage: Stage, rita: Phone, olga: Phone, heating: int, most: int
) -> None:
    """It is a note, or its author is asked and nothing is sent; an edit does not send it either."""
    card, known = (await olga.message_with(f"release:{heating}"))["message_id"], len(await rita.received())
    plain = await sent(olga, text="We come on Monday", reply_to=card)
    for name in _names(most):
        await sent(olga, content=filled(name, f"// {SECRET}"), reply_to=card)
        if name not in ("words", "caption"):
            await edits(olga, plain, content=filled(name, f"// {SECRET}"))
    assert [words(one) for one in (await rita.received())[known:] if SECRET in str(one)] == []
    assert await said_to(stage, "reply") == []


async def said_to(stage: Stage, kind: str) -> list[str]:
    """The entries of a kind with the secret that are on a ticket."""
    query = "select body from entries where ticket_id is not null and kind = :kind and body like :said"
    given = {"kind": kind, "said": f"%{SECRET}%"}
    return await scalars(stage, f"{query} and withdrawn_at is null order by id", **given)


async def test_a_note_in_blocks_is_a_note_and_what_may_be_one_is_asked(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    card, known = (await olga.message_with(f"release:{heating}"))["message_id"], len(await rita.received())
    await sent(olga, content=filled("item", f"// {SECRET}"), reply_to=card)
    await sent(olga, content=filled("cell", f"// {SECRET}"), reply_to=card)
    assert await olga.reads() == text_of("colleagues-note", number=heating, name="Rita K.")
    assert await kinds_since(rita, known) == []
    await olga.presses("to:none")
    assert await kinds_since(rita, known) == []
    assert await said_to(stage, "note") == [f"• // {SECRET}", f"a | // {SECRET}"]


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_words_in_blocks_are_on_the_ticket_the_board_and_in_search(database: Database, most: int) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        card = (await olga.message_with(f"release:{number}"))["message_id"]
        for at, name in enumerate(["item", "heading", "task", "game", "quotation", "gift"][:most]):
            await sent(rita, content=filled(name, f"Lamp {at}x is dark"))
            assert f"Lamp {at}x is dark" in words(await olga.containing(f"Lamp {at}x"))
            await sent(olga, content=filled(name, f"Lamp {at}y comes"), reply_to=card)
            assert f"Lamp {at}y comes" in words(await rita.containing(f"Lamp {at}y"))
            comments = "".join(await stage.board.comments(number))
            assert f"Lamp {at}x" in comments
            assert f"Lamp {at}y" in comments
        await olga.writes("/search 0x")
        assert f"open:{number}" in await olga.buttons()


async def test_an_edited_block_is_edited(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    said = await sent(rita, content=filled("item", "Room 11"))
    await edits(rita, said, content=filled("item", "Room 12"))
    assert await olga.reads() == f"#{heating} · Rita K.: • Room 12\nedited"


async def test_files_in_blocks_come_with_their_words(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await rita.sends("photo")
    await stage.pass_time(seconds=3)
    file = (await olga.received())[-1]["files"][0]
    photo: dict[str, Any] = {"file_id": file["file_id"], "file_unique_id": "y", "width": 1, "height": 1}
    blocks = [{"type": "photo", "photo": [photo], "caption": {"text": "This one"}}]
    await sent(rita, content={"rich_message": {"blocks": blocks}})
    shown = await olga.containing("This one")
    assert (shown["content"], shown["files"][0]["file_id"]) == ("photo", file["file_id"])
