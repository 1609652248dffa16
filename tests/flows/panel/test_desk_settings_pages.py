"""Hours and promises on the panel: tried before they are saved, refused in words, told where somebody was first."""

from __future__ import annotations

import re

import pytest

from desk.administration.registry import RESOURCES
from tests.flows.acts import files, reads_audit
from tests.flows.panel.browser import Browser
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_each_noun_has_a_tab_of_its_own(desk: tuple[Stage, Browser]) -> None:
    _stage, browser = desk
    for noun in RESOURCES:
        if noun.section is not None and not noun.setting:
            await browser.opens(noun.address)
            tabs = browser.page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
            named = re.findall(r">([^<>\n]+)</a>", tabs)
            assert f'<a href="{noun.address}" aria-current="page">' in tabs, noun.name
            assert len({*named}) == len(named), "a tab without a name has that of another"


async def test_hours_by_the_day_and_days_that_are_otherwise(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera = stage.vera
    week = ["9-18", "9-13, 14-18", "", "", "22-6", "", ""]
    await browser.opens("/hours")
    assert text_of("page-hours-none") in browser.text
    assert browser.page.count('<rect class="works" x="0" width="1440"') == 7
    first = browser.seen
    await browser.sends("/hours", seen=first, day=["9-18", "noon", *week[2:]])
    assert browser.status == 422
    assert "Tue: " in browser.text
    assert 'value="noon"' in browser.page
    await browser.sends("/hours", seen=first, day=[""] * 7)
    assert browser.status == 422
    assert await browser.sends("/hours", seen=first, day=week) == "/hours"
    await browser.opens("/hours")
    assert 'value="9:00-13:00, 14:00-18:00"' in browser.page
    assert '<rect class="works" x="0" width="360"' in browser.page, "Friday night lies on Saturday"
    await vera.writes("/settings hours")
    assert "Mon 9:00–18:00" in await vera.reads()
    await browser.sends("/hours", seen=first, day=["8-17", *week[1:]])
    assert piece_of("setting-changed-since") in browser.text
    assert 'value="8-17"' in browser.page
    await vera.writes("/settings hours")
    assert "Mon 9:00–18:00" in await vera.reads()

    assert (
        await browser.sends("/hours/days", seen="0", first="31.12.2031", last="8 января 2032", name="New Year")
        == "/hours"
    )
    await browser.opens("/hours")
    assert "31 December 2031 – 8 January 2032: closed, New Year" in browser.text
    await browser.sends("/hours/days", seen="0", remove="1")
    assert piece_of("setting-changed-since") in browser.text
    await browser.sends("/hours/days", seen=browser.seen_of("days"), first="2031-12-31", last="2031-12-01")
    assert "before the first" in browser.text
    assert await browser.sends("/hours/days", seen=browser.seen_of("days"), remove="1") == "/hours"
    await browser.opens("/hours")
    assert "New Year" not in browser.text
    assert await browser.sends("/hours", seen=browser.seen, none="1") == "/hours"
    assert "panel" in await reads_audit(vera, "hours")


async def test_hours_are_shown_as_they_are_now_and_a_change_is_undone(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/hours")
    assert browser.page.count('value="0:00-24:00"') == 7, "open round the clock"
    await browser.sends("/hours", seen=browser.seen, day=["0:00-24:00"] * 7)
    await browser.opens("/hours")
    assert text_of("page-hours-none") in browser.text, "saved as it was shown"
    await browser.sends("/hours", seen=browser.seen, day=["9-18"] * 5 + ["", ""])
    await browser.opens("/hours")
    assert browser.page.count('value="9:00-18:00"') == 5
    version = browser.page.partition('name="undo" value="')[2].partition('"')[0]
    await browser.sends("/settings/hours", undo=version)
    await browser.opens("/hours")
    assert browser.page.count('value="0:00-24:00"') == 7


async def test_a_policy_is_tried_then_saved_and_who_comes_second_is_told(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, rita, olga = (stage.people[name] for name in ("Vera", "Rita", "Olga"))
    await vera.writes("/settings targets on")
    await files(rita, "The heating is cold")
    await stage.pass_time(hours=3)
    await browser.opens("/promises")
    seen = browser.seen
    now = {"first": ["1 h", "2 h", "4 h", "8 h"], "solve": ["4 h", "8 h", "24 h", "48 h"]}
    await browser.sends("/promises", seen=seen, do="try", first=["soon", *now["first"][1:]], solve=now["solve"])
    assert browser.status == 422
    assert 'value="soon" aria-invalid="true"' in browser.page
    assert browser.page.count('aria-invalid="true"') == 2, "those of this priority"
    assert text_of("page-target-wrong", which="critical") in browser.text
    wanted = {"first": ["30 min", "2 h", "1 h", "8 h"], "solve": ["4 h", "8 h", "1,5 h", "48 h"]}
    await browser.sends("/promises", seen=seen, do="try", **wanted)
    assert browser.status == 200
    assert piece_of("page-would-too-few", n=0) in browser.text
    assert text_of("targets-would", n=1, late=1) in browser.text
    await browser.opens("/promises")
    assert 'value="30 min"' not in browser.page, "trying changes nothing"
    assert browser.seen == seen
    assert await browser.sends("/promises", seen=seen, do="save", also_open="1", **wanted) == "/promises"
    await stage.settle()
    await browser.opens("/promises")
    assert 'value="90 min"' in browser.page
    await vera.writes("/settings target_medium")
    assert "1 h" in await vera.reads()
    await browser.opens("/tickets?late=1")
    assert "The heating is cold" in browser.text
    await browser.sends("/promises", seen=seen, do="save", **now)
    assert piece_of("setting-changed-since") in browser.text
    assert "now 30 min" in browser.text
    assert "panel" in await reads_audit(vera, "target")
    assert olga is not None
