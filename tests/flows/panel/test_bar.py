"""The bar above every page: the search on a phone, and the language of one visitor."""

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.browser import URL, Browser
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_the_language_changes_for_whoever_presses_and_the_page_stays(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, olga = stage.vera, stage.olga
    await browser.opens("/tickets?state=all")
    assert ">Русский<" in browser.page
    browser.client.headers["referer"] = f"{URL}/tickets?state=all"
    assert await browser.sends("/language", code="ru") == "/tickets?state=all"
    await browser.opens("/tickets?state=all")
    assert '<html lang="ru">' in browser.page
    assert ">English<" in browser.page
    await vera.writes("/quiet")
    assert text_of("language-set") not in str(await vera.last())
    assert any("а" <= letter <= "я" for letter in str(await vera.last()))
    await olga.writes("/open")
    assert not any("а" <= letter <= "я" for letter in str((await olga.last())["text"]))
    assert await browser.sends("/language", code="en") == "/tickets?state=all"


async def test_a_page_of_elsewhere_and_an_unknown_language_lead_nowhere(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/tickets")
    browser.client.headers["referer"] = "https://shop.example/tickets"
    assert await browser.sends("/language", code="en") == "/"
    browser.client.headers["referer"] = f"{URL}/language"
    assert await browser.sends("/language", code="en") == "/"
    await browser.sends("/language", code="tlh")
    assert browser.status == 422
    await browser.sends("/language", code="ru", form="00")
    assert browser.status == 403
    await browser.opens("/tickets")
    assert '<html lang="en">' in browser.page


async def test_filters_are_unfolded_on_a_phone_only_where_one_is_set(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    await files(stage.rita, "The heating is cold")
    folded, unfolded = '<details class="fold narrow-only"><summary', '<details class="fold narrow-only" open><summary'
    for path, (closed, opened) in {
        "/tickets": (1, 0), "/": (1, 0), "/?priority=3": (0, 1),
    }.items():  # fmt: skip
        await browser.opens(path)
        assert (browser.page.count(folded), browser.page.count(unfolded)) == (closed, opened), path
    await browser.opens("/tickets?agent=0&late=1&state=all")
    chips = re.findall(r'class="button chip" href="([^"]+)"[^>]*>([^<]+) <', browser.page)
    without = ("/tickets?state=all&amp;late=1", "/tickets?state=all&amp;agent=0")
    assert chips == [(without[0], "Agent: nobody"), (without[1], text_of("page-only-late"))]
    await browser.opens("/tickets")
    assert 'href="/tickets?state=all#q"' in browser.page
