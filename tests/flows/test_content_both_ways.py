"""What is shown elsewhere of one kind or one direction, for all: answers of each kind, albums, and the board."""

import base64
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken, linked
from tests.flows.phone import PIXEL, Phone, words
from tests.flows.stage import Stage, staged
from tests.flows.test_content_edits import deletes, edits, ids
from tests.flows.test_content_kinds import CHECKLIST, FILES, SOME_AND_ALL, every_kind, sent
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")

BOARD = False
PICTURE = base64.b64decode(PIXEL)


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_each_kind_of_answer_can_be_reacted_to_and_taken_back(
    stage: Stage, rita: Phone, olga: Phone, heating: int, most: int
) -> None:
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    for kind, message in list(every_kind().items())[:most]:
        known = set(await ids(rita))
        reply = {} if kind == "forward" else {"reply_to": card}
        said = await sent(olga, **message, **reply)
        if kind == "forward":
            await olga.presses(f"to:{heating}")
        got = [m["message_id"] for m in await rita.received() if m["message_id"] not in known]
        assert got, kind
        await stage.telegram.do("react", person=rita.id, message_id=got[0], emoji="🔥")
        await stage.settle()
        line = await olga.last()
        assert (words(line), line["reply_to"]) == (
            text_of("reaction-got", signs="🔥", name="Rita K.", number=heating),
            said,
        ), kind
        await deletes(olga, said)
        assert not set(got) & set(await ids(rita)), kind
        assert said not in await ids(olga), kind


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_each_kind_is_taken_back_on_the_board(database: Database, most: int) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(seconds=3)
        await olga.presses(f"pending:{number}")  # else a sticker alone would be small talk
        for kind, message in list(every_kind().items())[:most]:
            said = await sent(rita, **message)
            assert await stage.board.comments(number), kind
            await deletes(rita, said)
            assert await stage.board.comments(number) == [], kind
            await olga.presses(f"pending:{number}")


@pytest.mark.parametrize("most", SOME_AND_ALL)
async def test_a_caption_is_edited_on_the_board_too(database: Database, most: int) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        for kind in [kind for kind in FILES if kind not in ("sticker", "video_note")][:most]:
            said = await sent(rita, files=[{"kind": kind, "name": f"{kind}.bin", "data_base64": PIXEL}], caption="Left")
            left, file = (await stage.board.files(number))[-1]
            await edits(rita, said, caption="Right")
            assert (left, (await stage.board.files(number))[-1]) == ("**Rita:** Left", ("**Rita:** Right", file)), kind


async def test_another_picture_takes_the_place_of_the_first_for_the_requester_and_on_the_board(
    database: Database,
) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        card = (await olga.message_with(f"release:{number}"))["message_id"]
        said = await sent(olga, files=[{"kind": "photo", "data_base64": PIXEL}], caption="This one", reply_to=card)
        shown, attached = await rita.last(), await _attached(stage, number)
        await edits(olga, said, caption="This one", files=[{"kind": "photo", "data_base64": PIXEL}])
        await stage.pass_time(seconds=3)
        now = await rita.last()
        assert now["message_id"] == shown["message_id"]
        assert now["files"][0]["file_id"] != shown["files"][0]["file_id"]
        assert len(attached) == 1
        assert await _attached(stage, number) != attached


async def _attached(stage: Stage, number: int) -> list[str]:
    task = await stage.board.task(number)
    rows = [c for c in (await stage.board.state())["comments"] if c.get("item_id") == task["id"]]
    return [c["file_attachment"]["file_url"] for c in rows if not c["is_deleted"]]


async def test_a_comment_with_a_file_is_edited_and_taken_back_too(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        user = await linked(stage, olga)
        comment = await stage.board.attach(number, "cable.png", PICTURE, by=user, text="This cable")
        shown = await rita.last()
        await stage.board.does("comment/update", by=user, id=comment["id"], content="This **other** cable")
        now = await rita.last()
        assert (now["message_id"], words(now)) == (
            shown["message_id"], f"#{number} · Olga: This other cable\nedited"
        )  # fmt: skip
        assert [e["type"] for e in now["entities"] if words(now)[e["offset"] :].startswith("other")] == ["bold"]
        await stage.board.does("comment/delete", by=user, id=comment["id"])
        assert shown["message_id"] not in await ids(rita)


async def test_a_reaction_to_one_of_an_album_stands_for_all_of_it(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await stage.pass_time(seconds=3)
    mine = await rita.sends("photo", "photo", "photo")
    await stage.pass_time(seconds=3)
    relayed = [m["message_id"] for m in await olga.received() if m["files"]]
    await stage.telegram.do("react", person=olga.id, message_id=relayed[1], emoji="🔥")
    await stage.settle()
    assert await rita.reactions(mine[0]) == ["🔥"]
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    answer = await olga.sends("photo", "photo", reply_to=card)
    await stage.pass_time(seconds=3)
    got = [m["message_id"] for m in await rita.received() if m["files"]]
    await stage.telegram.do("react", person=rita.id, message_id=got[1], emoji="❤")
    await stage.settle()
    line = await olga.last()
    assert (words(line), line["reply_to"]) == (
        text_of("reaction-got", signs="❤", name="Rita K.", number=heating),
        answer[0],
    )


async def test_a_checklist_that_goes_on_is_its_line_as_it_is_now(database: Database) -> None:
    """Its words are edited as others are."""
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        said = await sent(rita, content={"checklist": CHECKLIST})
        tasks: list[dict[str, Any]] = [{**task, "completion_date": 5} for task in CHECKLIST["tasks"]]
        for _ in range(2):
            await edits(rita, said, content={"checklist": {**CHECKLIST, "tasks": tasks}})
        lines = ["To bring", "☑ Cable", "☑ Adapter"]
        assert words(await olga.containing("Adapter")) == f"#{number} · Rita: " + "\n".join([*lines, "edited"])
        said = "**Rita:** " + "\n> ".join(lines)
        assert [text.replace("\\", "") for text in await stage.board.comments(number)] == [said]


async def test_a_caption_in_an_album_is_edited_by_itself_both_ways(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await stage.pass_time(seconds=3)
    card = (await olga.message_with(f"release:{heating}"))["message_id"]
    for author, reader, more in ((rita, olga, {}), (olga, rita, {"reply_to": card})):
        pictures = [{"kind": "photo", "data_base64": PIXEL, "caption": text} for text in ("Left", "Right")]
        album = await stage.telegram.do("message", person=author.id, files=pictures, **more)
        await stage.settle()
        await stage.pass_time(seconds=12)
        before = await ids(reader)
        await edits(author, album["message_ids"][1], caption="Right, seen from above")
        assert await ids(reader) == before
        assert words(await reader.containing("Left")).endswith(": Left\nRight, seen from above\nedited")


async def test_an_album_is_taken_back_and_edited_on_the_board(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(seconds=3)
        album = await rita.sends("photo", "photo", "photo", caption="All three")
        await stage.pass_time(seconds=12)
        assert len(await stage.board.comments(number)) == 3
        await edits(rita, album[0], caption="Three sides")
        await stage.pass_time(seconds=2)
        assert (await stage.board.comments(number))[0] == "**Rita:** Three sides"
        await deletes(rita, album[1])
        assert await stage.board.comments(number) == []
