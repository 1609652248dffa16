"""The demo's mail client and its telephones: an e-mail becomes a request, its answer is read and answered."""

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
OLGA = 5001
SENDER = "Vera Lind <vera.lind@client.example>"


async def test_an_e_mail_becomes_a_request_and_its_answer_a_mail(screen: Screen) -> None:
    await screen.one("more").click()
    await screen.one("mail").click()
    client = screen.one("mail-client")
    await screen.one("mail-from").fill(SENDER)
    await screen.one("mail-subject").fill("The scale shows zero")
    await screen.one("mail-text").fill("Whatever I put on the scale in hall B, it shows zero.")
    await screen.one("mail-send").click()
    await expect(client).to_contain_text("Sent.")
    await expect(client.locator(".mail-row", has_text="vera.lind").first).to_be_visible()
    await client.locator(".mail-row", has_text="vera.lind").first.click()
    await expect(screen.one("mail-opened")).to_contain_text("scale")
    await screen.one("mail-answer").click()
    await screen.one("mail-text").fill("It is the large scale at the window.")
    await screen.one("mail-send").click()
    await screen.one("mail-close").click()
    olga = screen.phone(OLGA)
    await olga.large()
    await olga.sees("Whatever I put on the scale")


async def test_a_telephone_gets_the_test_that_its_owner_chose(screen: Screen) -> None:
    olga = screen.phone(OLGA)
    await olga.large()
    await olga.writes("/notifications")
    await olga.presses("phoneway:sms")
    await olga.node.locator(".reply-keys button").first.click()
    await expect(screen.page.locator(".toast", has_text="SMS to Olga")).to_be_visible()
    await screen.one("more").click()
    await screen.one("rung").click()
    await expect(screen.one("rung-menu")).to_contain_text("SMS to Olga")
