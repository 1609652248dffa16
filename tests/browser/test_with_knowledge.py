"""A visitor turns the demo into a desk with knowledge and asks it something typical. From here on the
demo's desk answers before people do: only the panel's tests come after."""

import pytest
from playwright.async_api import expect

from tests.browser.screen import Screen
from tests.texts import piece_of, text_of

pytestmark = [
    pytest.mark.sentence("A desk with knowledge for the demo"),
    pytest.mark.xdist_group("browser"),
    pytest.mark.limit(300),
]
MIRA, TIMUR, OLGA = 4001, 4002, 5001


async def test_something_typical_is_answered_before_a_person_does(screen: Screen) -> None:
    mira, timur, olga = (screen.phone(person) for person in (MIRA, TIMUR, OLGA))
    await mira.writes("/new")  # whatever they asked before
    await mira.sees("your next message starts a new request")
    await screen.one("add").click()
    await screen.one("knowledge").click()
    await expect(screen.page.get_by_test_id("toast")).to_contain_text("21 articles, 8 automatic answers")
    await mira.writes("I forgot my password")
    await mira.sends_now()
    await mira.sees("Press “Forgot password?” on the sign-in page")
    await mira.presses_any("helped")
    await mira.sees(piece_of("receipt-answered").partition(". ")[2])  # the page shows the first sentence apart

    await timur.large()
    await timur.writes("/new")
    await timur.sees("Напишите, что случилось")
    await timur.writes("Как распечатать с телефона?")
    await timur.sends_now()
    await timur.presses_any("article")
    await timur.sees("Общие МФУ стоят в холле")

    await mira.large()
    await mira.writes("/menu")
    await mira.sees("Talk to a person")
    await olga.large()
    await olga.writes("/replies")
    await olga.sees("!браузер")

    number = await timur.number()
    await screen.board.opens(number)
    await screen.board.comments("!снимак")
    await screen.board.tells("!снимок")
    asked = screen.page.locator(".comment", has_text="!снимак").first
    await expect(asked.get_by_test_id("fate-waiting")).to_have_count(0)  # it never goes to anybody
    await screen.page.keyboard.press("Escape")

    await screen.one("add").click()
    await expect(screen.one("add-menu")).to_contain_text("21 articles")


async def test_a_finished_month_gives_the_figures_something_to_show(screen: Screen) -> None:
    await screen.one("add").click()
    await screen.one("month").click()
    await expect(screen.page.get_by_test_id("toast")).to_contain_text("requests: /stats as Olga")
    olga = screen.phone(OLGA)
    await olga.writes("/stats month")
    await olga.sees(text_of("figure-filed") + ": 4")
