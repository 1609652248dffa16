"""Files on the demo's page, both ways: from a phone under the task, from a comment into the phone."""

import base64

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen
from tests.flows.phone import PIXEL

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300), pytest.mark.broad]


async def test_a_picture_goes_under_the_task_and_one_from_there_into_the_phone(screen: Screen) -> None:
    nora, board = await screen.adds_person("Nora"), screen.board
    await nora.sends_the_sample_photo("The score table shows nothing")
    await nora.sends_now()
    number = await nora.number()
    await board.opens(number)
    sent = screen.page.locator(".comment", has_text="photo-").locator("img.thumb")
    await expect(sent.last).to_be_visible()

    picture = {"name": "cable.png", "mimeType": "image/png", "buffer": base64.b64decode(PIXEL)}
    async with screen.page.expect_file_chooser() as chooser:
        await screen.one("comment-attach").click()
    await (await chooser.value).set_files([picture])
    await board.comments("It is this cable")
    await nora.sees("It is this cable")
    await expect(nora.chat.locator(".msg.bot img.photo").last).to_be_visible()

    async with screen.page.expect_file_chooser() as chooser:
        await screen.one("comment-attach").click()
    await (await chooser.value).set_files([{**picture, "name": "list.pdf", "mimeType": "application/pdf"}])
    await screen.one("comment-send").click()
    await nora.sees("list.pdf")
    await expect(screen.page.locator(".comment", has_text="list.pdf").get_by_test_id("fate-delivered")).to_be_visible()
