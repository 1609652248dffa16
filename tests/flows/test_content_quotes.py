"""Answering a particular message answers it on the other side too, with the part that was quoted."""

from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False


async def test_an_answer_to_a_message_is_a_reply_to_it_with_the_quoted_part(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    asked = await rita.writes("Room 7 is cold and room 8 is hot")
    await rita.writes("Something else entirely")
    got = await olga.containing("room 8 is hot")
    await olga.writes("Since when?", reply_to=got["message_id"], quote="room 8 is hot")
    answer = await rita.last()
    assert words(answer) == f"#{heating} · Olga: Since when?"
    assert (answer["reply_to"], answer["quote"]) == (asked, "room 8 is hot")

    await rita.writes("Since Monday", reply_to=answer["message_id"], quote="Since when")
    back = await olga.containing("Since Monday")
    said = next(m for m in await olga.chat() if m["from"] == "person" and m.get("text") == "Since when?")
    assert (back["reply_to"], back["quote"]) == (said["message_id"], "Since when")


async def test_a_quote_that_telegram_refuses_stands_in_the_words(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes("Room 7 is cold")
    got = await olga.containing("Room 7 is cold")
    await stage.telegram.do(
        "fault", method="sendMessage", status=400, chat_id=rita.id, description="Bad Request: QUOTE_TEXT_INVALID"
    )  # fmt: skip
    await olga.writes("Since when?", reply_to=got["message_id"], quote="is cold")
    answer = await rita.last()
    assert words(answer) == f"#{heating} · Olga:\nis cold\nSince when?"
    assert [e["type"] for e in answer["entities"]] == ["bold", "blockquote"]


async def test_what_a_card_says_is_never_quoted_to_a_requester(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await olga.writes(f"/hold {heating} the landlord owes us money")
    await olga.writes(f"/ticket {heating}")
    card = await olga.containing("landlord")
    await olga.writes("Nothing new yet", reply_to=card["message_id"], quote="the landlord owes us money")
    assert not [text for text in await rita.texts() if "landlord" in text]


async def test_on_the_board_the_quoted_part_stands_above(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        said = await answers(olga, number, "We come on Monday or on Friday")
        answer = await rita.containing("Monday")
        await rita.writes("That is too late", reply_to=answer["message_id"], quote="on Friday")
        assert said and (await comments_of(stage, number))[-1] == "**Rita:** ↪ “on Friday”\n> That is too late"


async def comments_of(stage: Stage, number: int) -> list[Any]:
    await stage.pass_time(seconds=3)
    return await stage.board.comments(number)
