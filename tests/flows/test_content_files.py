"""Files between requester and board: attachments both ways, streamed, and a line where one cannot go (product.md
sections 4 and 6; issue "Content", point 3)."""

from tests.flows.phone import Phone
from tests.flows.stage import Stage


async def test_a_photo_in_the_request_is_attached_to_a_comment_under_the_task(stage: Stage, rita: Phone) -> None:
    await rita.sends("photo", caption="The screen is black")
    await rita.presses("send:1")
    assert await stage.board.files(1) == [("**Rita K.:** 📎 Photo", "photo-1.jpg")]
    assert "The screen is black" in (await stage.board.task(1))["description"]


async def test_a_file_of_a_comment_is_attached_to_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("The screen is black since noon")
    await rita.presses("send:1")
    await rita.sends("document", caption="the log")
    await stage.pass_time(seconds=3)
    assert await stage.board.files(1) == [("**Rita K.:** the log", "document-0.png")]


async def test_an_album_is_consecutive_comments_with_the_text_on_the_first(stage: Stage, rita: Phone) -> None:
    await rita.writes("The screen is black since noon")
    await rita.presses("send:1")
    await rita.sends("photo", "photo", "photo", caption="three of them")
    await stage.pass_time(seconds=3)
    shown = await stage.board.files(1)
    assert [content for content, _ in shown] == ["**Rita K.:** three of them", *["**Rita K.:** 📎 Photo"] * 2]
    assert len({name for _, name in shown}) == 3
