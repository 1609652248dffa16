"""The bot's sentences and the audit on the panel."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.browser import Browser
from tests.flows.phone import words
from tests.flows.stage import VERA, Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_a_sentence_is_found_changed_taken_back_and_as_written(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/texts")
    assert text_of("page-texts-changed") not in browser.text
    for theme in re.findall(r'href="(/texts\?theme=\w+)"', browser.page):
        await browser.opens(theme)
        assert browser.page.count('href="/texts/en/') > 3, theme
    await browser.opens("/texts?theme=nothing&q=nothingatall")
    assert piece_of("page-texts-none") in browser.text
    await browser.opens("/texts?q=your+request+is+closed")
    page = re.findall(r'href="(/texts/en/\w+)"', browser.page)[0]
    await browser.opens(page)
    typed = re.findall(r"<textarea[^>]*>(.*?)</textarea>", browser.page, re.DOTALL)[0]
    seen = browser.seen
    assert seen == "0"
    for wrong in ("", "{nobody} knows", "x" * 2001):
        await browser.sends(page, seen=seen, text=wrong)
        assert browser.status == 422, wrong
    assert "x" * 2001 in browser.page
    hostile = typed.replace("&lt;", "<").replace("&gt;", ">") + " <script>alert(1)</script> \u202eнов"
    assert await browser.sends(page, seen=seen, text=hostile) == page
    await browser.opens(page)
    assert "<script>alert" not in browser.page
    assert "alert(1)" in browser.text
    await browser.opens("/texts")
    assert f'href="{page}"' in browser.page
    assert text_of("page-texts-changed") in browser.text
    await browser.opens(page)
    await browser.sends(page, seen=seen, text=typed + " again")
    assert piece_of("setting-changed-since") in browser.text
    await browser.sends(page, seen=seen, do="undo")
    assert piece_of("setting-changed-since") in browser.text
    await browser.opens(page)
    assert await browser.sends(page, seen=browser.seen, do="undo") == page
    await browser.opens(page)
    assert "alert(1)" not in browser.text
    assert await browser.sends(page, seen=browser.seen, do="undo") == page
    await browser.opens(page)
    assert "alert(1)" in browser.text
    assert await browser.sends(page, do="original") == page
    await browser.opens(page)
    assert "alert(1)" not in browser.text
    for path in ("/texts/xx/00000000", "/texts/en/zz"):
        await browser.opens(path)
        assert browser.status == 404


async def test_people_read_what_was_written_in_the_browser(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita = stage.people["Rita"]
    await stage.people["Olga"].writes(f"/block {await files(rita, 'The heating is cold')}")
    await browser.opens("/texts?q=right+now.+Your+messages+are+saved")
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
    assert "signed" not in browser.text.partition(text_of("page-audit-door"))[2]
    await browser.opens(f"/audit?by={who['Olga']}")
    assert "20 min" not in browser.text
    await browser.opens("/audit?by=x&day=never&q=%00%25&page=-3")
    assert browser.status == 200
    await browser.opens("/audit?day=9999-12-31&page=99999")
    assert browser.status == 200
