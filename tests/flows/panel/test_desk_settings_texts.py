"""The bot's sentences and the audit on the panel."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.browser import Browser
from tests.flows.phone import words
from tests.flows.stage import VERA, Stage

pytestmark = pytest.mark.sentence("The panel")


async def test_people_read_what_was_written_in_the_browser(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita = stage.people["Rita"]
    await stage.people["Olga"].writes(f"/block {await files(rita, 'The heating is cold')}")
    await browser.opens("/texts?q=What+you+write+is+stored")
    page = re.findall(r'href="(/texts/en/\w+)"', browser.page)[0]
    await browser.opens(page)
    assert await browser.sends(page, seen="0", text="We cannot <b>take</b> anything from you.\r\nSorry.") == page
    await rita.writes("And the cellar too")
    await stage.settle()
    said = await rita.last()
    assert "We cannot take anything from you.\nSorry." in words(said)
    assert "bold" in str(said["entities"])
    await stage.people["Vera"].writes("/audit cannot")
    assert "panel" in words(await stage.people["Vera"].last())


async def test_the_audit_by_person_words_and_day(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.people["Vera"]
    await vera.writes("/settings remind_minutes 20")
    await browser.opens("/audit")
    who = {name: key for key, name in re.findall(r'<option value="(\d+)">([^<]+)<', browser.page)}
    today = f"{stage.clock():%Y-%m-%d}"
    await stage.pass_time(days=2)
    await browser.opens("/sign-in")
    await browser.signs_in(vera, str(VERA))
    await vera.writes("/settings max_open 30")
    await browser.opens("/audit")
    assert browser.text.index("30") < browser.text.index("20 min"), "newest first"
    await browser.opens(f"/audit?day={today}")
    assert "20 min" in browser.text
    assert "max_open" not in browser.text
    await browser.opens(f"/audit?by={who['Vera']}&q=remind")
    assert "20 min" in browser.text
    assert "signed" not in browser.text.partition("Through")[2]
    await browser.opens(f"/audit?by={who['Olga']}")
    assert "20 min" not in browser.text
    await browser.opens("/audit?by=x&day=never&q=%00%25&page=-3")
    assert browser.status == 200
    await browser.opens("/audit?day=9999-12-31&page=99999")
    assert browser.status == 200
