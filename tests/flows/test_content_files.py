"""Files between requester and board: attachments both ways, streamed, and a line where one cannot go (product.md
sections 4 and 6; issue "Content", point 3)."""

from typing import Any

import pytest

from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.sql import fetch
from tests.texts import piece_of

pytestmark = pytest.mark.sentence("Contents of messages")

ASKED = "The projector in hall B shows everything in green"
MB = 1024 * 1024


async def test_a_photo_in_the_request_is_attached_to_a_comment_under_the_task(stage: Stage, rita: Phone) -> None:
    await rita.sends("photo", caption="The screen is black")
    await rita.presses("send:1")
    await stage.pass_time(seconds=3)
    assert await stage.board.files(1) == [("**Rita K.:** 📎 Photo", "photo-1.jpg")]
    assert "The screen is black" in (await stage.board.task(1))["description"]


@pytest.mark.parametrize("size", [6 * MB, 21 * MB])
async def test_a_file_over_a_limit_is_a_line_that_says_where_it_is(stage: Stage, rita: Phone, size: int) -> None:
    """5 MB: a free Todoist account; 20 MB: what a bot can fetch."""
    await rita.writes(f"/new {ASKED}")
    await rita.presses("send:1")
    await _sends(rita, "scan.mov", size=size, caption="as you asked")
    line = f"// scan.mov, {size // MB} MB: too large for the board. Open in the bot shows it."
    assert await stage.board.files(1) == [(f"**Rita K.:** as you asked\n{line}", None)]
    assert await _asked(stage, "getFile") == 0


async def test_without_the_bots_token_a_file_is_its_line(stage: Stage, rita: Phone) -> None:
    stage.mirroring.bot = None
    await stage.mirroring.restart(stage.settings)
    await rita.sends("photo", caption="The screen is black")
    await rita.presses("send:1")
    await stage.pass_time(seconds=3)
    (content,) = await stage.board.comments(1)
    assert content.startswith("**Rita K.:** // photo-")
    assert content.endswith(piece_of("board-file-lost"))


async def test_words_wait_for_their_file_and_others_do_not(stage: Stage, rita: Phone, olga: Phone) -> None:
    max_ = await stage.phone("Max")
    mine, his = await filed_and_taken(rita, olga, ASKED), await filed_and_taken(max_, olga, "The door is locked")
    await stage.telegram.do("fault", method="getFile", status=502, times=2)
    await rita.sends("photo", caption="with a picture")
    await max_.writes("It is open now")
    await stage.pass_time(seconds=2)
    assert await stage.board.comments(mine) == []
    assert await stage.board.comments(his) == ["**Max:** It is open now"]
    for _ in range(3):
        await stage.pass_time(seconds=5)
    assert [bool(name) for _, name in await stage.board.files(mine)] == [True]


async def test_a_file_that_cannot_be_fetched_becomes_a_line_in_the_end(stage: Stage, rita: Phone) -> None:
    await rita.writes(f"/new {ASKED}")
    await rita.presses("send:1")
    await stage.telegram.do("fault", method="file", status=500, times=None)
    await rita.sends("photo", caption="look")
    for _ in range(8):
        await stage.pass_time(seconds=70)
    (content,) = await stage.board.comments(1)
    assert content.startswith("**Rita K.:** look\n// photo-")
    assert content.endswith(piece_of("board-file-lost"))


@pytest.mark.parametrize("trouble", [{"path": "uploads", "status": 503}, {"path": "sync", "status": 503}])
async def test_todoist_away_doubles_nothing(stage: Stage, rita: Phone, olga: Phone, trouble: dict[str, Any]) -> None:
    number = await filed_and_taken(rita, olga, ASKED)
    fault = await stage.todoist.do("fault", **trouble, times=None)
    await rita.sends("photo", "photo", caption="two")
    await stage.pass_time(seconds=3)
    assert await stage.board.files(number) == []
    await stage.todoist.do("fault/clear", id=fault["id"])
    await stage.reopen()
    await stage.pass_time(seconds=3)
    assert [bool(name) for _, name in await stage.board.files(number)] == [True, True]


@pytest.mark.parametrize("path", ["uploads", "sync"])
async def test_a_lost_answer_doubles_nothing_that_is_seen(stage: Stage, rita: Phone, olga: Phone, path: str) -> None:
    """Killed between upload and comment, or after the comment: the upload is repeated at most, the comment never."""
    number = await filed_and_taken(rita, olga, ASKED)
    await rita.sends("photo", "photo", caption="two", quietly=True)
    await stage.bot_round()
    stage.clock.on(seconds=3)
    await stage.todoist.do("fault", path=path, reset=True, after=True, times=1)
    await stage.bot_round()
    await stage.mirroring.round()
    await stage.reopen()
    await stage.pass_time(seconds=3)
    shown = await stage.board.files(number)
    assert [content for content, _ in shown] == ["**Rita K.:** two", "**Rita K.:** 📎 Photo"]
    assert len({name for _, name in shown}) == 2


async def test_a_new_task_gets_the_files_again_without_another_upload(stage: Stage, rita: Phone) -> None:
    user = await stage.board.user("Pavel")
    await rita.sends("photo", caption="The screen is black")
    await rita.presses("send:1")
    await stage.pass_time(seconds=3)
    await stage.board.attach(1, "cable.pdf", b"%PDF", by=user, text="this cable")
    await stage.board.delete(1, by=user)
    await stage.vera.presses("gone:1:back")
    assert [name for _, name in await stage.board.files(1)] == ["photo-1.jpg", "cable.pdf"]
    assert (await stage.todoist.read("calls", path="uploads"))["count"] == 1


async def _sends(phone: Phone, name: str, *, size: int, caption: str | None = None) -> None:
    """A document of which only the size is pretended."""
    files = [{"kind": "document", "name": name, "size": size}]
    await phone.stage.telegram.do("message", person=phone.id, files=files, caption=caption)
    await phone.stage.settle()
    await phone.stage.pass_time(seconds=3)


async def _asked(stage: Stage, method: str) -> int:
    return int((await stage.telegram.read("calls", method=method))["count"])


@pytest.mark.parametrize("origin", [{"type": "hidden_user", "date": 1422450181}, {"type": "never_heard"}, {}])
async def test_a_file_of_a_message_with_a_part_that_cannot_be_read(
    stage: Stage, rita: Phone, olga: Phone, origin: dict[str, Any]
) -> None:
    """As others forward: the photo, its words and what they reply to come, only of whom it was is not said."""
    number = await filed_and_taken(rita, olga, ASKED)
    message_id = await rita.writes("It looks like this")
    body = dict(stage.telegram_world.chats[rita.id].messages[message_id].body)
    del body["text"]
    photo = [{"file_id": "f1", "file_unique_id": "u1", "width": 1, "height": 1}]
    caption = {"caption": "The plug", "caption_entities": [{"type": "bold", "offset": 4, "length": 4}, {}]}
    forged = {**body, "message_id": message_id + 100, "photo": photo, **caption, "forward_origin": origin}
    await stage.telegram.do("update", raw={"message": forged})
    await stage.settle()
    await olga.writes(f"/ticket {number}")
    assert "The plug" in await olga.reads()
    kept = await fetch(stage, "select kind, telegram_file_id from files")
    assert [tuple(one) for one in kept] == [("photo", "f1")]
