"""The bot's sentences and the audit on the panel."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files, reads_audit
from tests.flows.panel.answers import fields, writes
from tests.flows.panel.browser import Browser
from tests.flows.phone import words
from tests.flows.stage import VERA, Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_a_text_is_found_by_its_theme_or_words_and_people_read_what_was_written(
    desk: tuple[Stage, Browser],
) -> None:
    stage, browser = desk
    rita = stage.rita
    await stage.olga.writes(f"/block {await files(rita, 'The heating is cold')}")
    await browser.opens("/texts")
    for theme in re.findall(r'href="(/texts\?inside=\w+)"', browser.page):
        await browser.opens(theme)
        assert browser.page.count('href="/texts/en.') > 3, theme
    await browser.opens("/texts?inside=nothing&q=nothingatall")
    assert piece_of("page-admin-none") in browser.text
    await browser.opens("/texts?q=right+now.+Your+messages+are+saved")
    page = re.findall(r'href="(/texts/en.\w+)"', browser.page)[0]
    await browser.opens(page)
    for wrong in ("", "{nobody} knows", "x" * 2001):
        await writes(browser, page, words=wrong)
        assert (browser.status, fields(browser)["words"]) == (422, wrong)
        await browser.opens(page)
    await writes(browser, page, words="We <b>cannot</b> <script>\r\nSorry.")
    assert browser.told == text_of("page-admin-done", what="saved")
    await browser.opens(page)
    assert "<script>\r" not in browser.page
    await browser.opens("/texts?inside=changed")
    assert f'href="{page}"' in browser.page
    await rita.writes("And the cellar too")
    await stage.settle()
    said = await rita.last()
    assert "We cannot <script>\nSorry." in words(said)
    assert "bold" in str(said["entities"])
    audited = await reads_audit(stage.vera, "cannot")
    assert "panel" in audited
    await browser.sends(page, act="original")
    assert browser.told == text_of("page-admin-done", what="done")
    for path in ("/texts/xx.00000000", "/texts/en.zz"):
        await browser.opens(path)
        assert browser.status == 404


async def test_the_audit_by_person_words_and_day(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
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
    assert "signed" not in browser.text.partition(text_of("page-audit-door"))[2]
    await browser.opens(f"/audit?by={who['Olga']}")
    assert "20 min" not in browser.text
    await browser.opens("/audit?by=x&day=never&q=%00%25&page=-3")
    assert browser.status == 200
    await browser.opens("/audit?day=9999-12-31&page=99999")
    assert browser.status == 200
