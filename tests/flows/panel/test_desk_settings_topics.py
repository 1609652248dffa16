"""The tree of topics on the panel."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.answers import fields, writes
from tests.flows.panel.browser import Browser
from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def _make(browser: Browser, name: str, **more: str) -> str:
    """Add a topic; return its page."""
    await browser.opens("/topics")
    await browser.sends("/topics", **{"kind": "topic", "name": name, **more})
    return browser.at.partition("?")[0]


async def test_a_topic_is_made_named_moved_and_what_it_brings_is_set(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    group = (await _make(browser, "Building", kind="group")).rpartition("/")[2]
    page = await _make(browser, "Printers", inside=group)
    assert await _make(browser, "<b>Heat</b>")
    assert await _make(browser, "printers") == ""
    assert (browser.status, 'value="printers"' in browser.page, "<b>Heat" in browser.page) == (422, True, False)
    await browser.opens(page)
    olgas = next(key for key, name in re.findall(r'name="people" value="(\d+)"> (\w+)', browser.page) if name == "Olga")
    typed = {
        "name-ru": "Принтеры", "priority": "2", "keywords": "printer, toner", "people": olgas,
        "questions-en": "place: Which room?", "questions-ru": "place: Какая комната?",
    }  # fmt: skip
    for wrong in ({"name-en": "<b>Heat</b>"}, {"name-en": "-"}, {"questions-en": "Which room?"}):
        assert await writes(browser, page, **typed | wrong) == ""
        assert (browser.status, fields(browser) | wrong == fields(browser)) == (422, True), "all that was typed stays"
        await browser.opens(page)
    await writes(browser, page, **typed)
    assert browser.told == text_of("page-admin-done", what="saved")
    await stage.settle()
    assert "Printers" in await olga.reads()
    await files(rita, "The toner is empty in room 12")
    await stage.settle()
    await browser.opens("/tickets")
    assert "high" in browser.text, "the first priority of the topic that the keyword meant"
    await browser.opens(f"/topics?inside={group}")
    line = browser.page.partition(f'href="{page}')[2].partition("</tr>")[0]
    assert re.findall(r">(\d+)<", line) == ["1", "1", "1", "0"], "a question, an open ticket, an agent, no article"
    await browser.opens(f"/people/{olgas}")
    assert "<legend>Building</legend>" in browser.page
    await browser.opens(page)
    await writes(browser, page, group="")
    assert browser.told == text_of("page-admin-done", what="saved")
    await browser.sends(f"/topics/{group}", act="remove")
    await browser.opens(f"/topics/{group}")
    await browser.sends(f"/topics/{group}", act="restore")
    assert browser.told == text_of("page-admin-done", what="done")


async def test_what_somebody_has_changed_since_is_not_overwritten(desk: tuple[Stage, Browser]) -> None:
    """Topics, who answers them, shifts, scopes: a form that was open meanwhile says so, or changes what it meant."""
    stage, browser = desk
    page = await _make(browser, "Printers")
    await browser.opens(page)
    people = re.findall(r'name="people" value="(\d+)"> (\w+)', browser.page)
    olgas, ivans = (next(key for key, name in people if name == one) for one in ("Olga", "Vera"))
    await writes(browser, page, people=olgas)
    assert browser.told == text_of("page-admin-done", what="saved")
    member = f"/people/{olgas}"
    topics = re.findall(r'name="topic" value="(\d+)"', (await _page(browser, member)))
    mine = page.rpartition("/")[2]
    assert await browser.sends(f"{member}/topics", was=["0", mine], topic=topics) == member
    assert await browser.sends(f"{member}/topics", was=["0", mine], topic=[]) == member
    await browser.opens(member)
    assert [one for one in topics if f'value="{one}" checked' in browser.page] == [one for one in topics if one != mine]
    seen = browser.seen_of("/week")
    week = ["9-18", *[""] * 6]
    assert await browser.sends(f"{member}/week", day=week, seen=seen) == member
    for what, typed in (
        ("week", {"day": ["10-19", *week[1:]]}), ("day", {"day": "2031-12-30", "hours": "9-10"}), ("no-shifts", {}),
    ):  # fmt: skip
        assert await browser.sends(f"{member}/{what}", seen=seen, **typed) == "", what
        assert piece_of("edited-meanwhile") in browser.text, what
    await browser.sends(f"{member}/week", day=["10-19", *week[1:]], seen=seen)
    assert 'value="10-19"' in browser.page
    assert "Mon – Now: 9:00-18:00" in browser.text
    assert await browser.sends(f"{member}/week", day=["10-19", *week[1:]], seen=browser.seen_of("/week")) == member
    await _is_copied_as_it_was_shown(browser, member, ivans)
    await browser.opens("/systems")
    vera = stage.vera
    await browser.confirms(vera, "/systems", name="Shop")
    for scopes in (["tickets", "events"], ["tickets", "notes"]):
        assert await browser.confirms(vera, "/systems/1/scopes", was=["-", "tickets"], scope=scopes) == "/systems/1"
    await browser.opens("/systems/1")
    assert [one for one in ("tickets", "events", "notes") if f'value="{one}" checked' in browser.page] == [
        "tickets", "events", "notes",
    ]  # fmt: skip


async def _is_copied_as_it_was_shown(browser: Browser, member: str, ivans: str) -> None:
    await browser.opens(member)
    seen = browser.seen_of("/copy")
    assert await browser.sends(f"/people/{ivans}/week", day=["", *["8-12"] * 6]) == f"/people/{ivans}"
    assert await browser.sends(f"{member}/copy", to=ivans, seen=seen) == "", "theirs is another by now"
    assert piece_of("edited-meanwhile") in browser.text
    assert f'value="{ivans}" selected' in browser.page
    seen = browser.seen_of("/copy")
    assert await browser.sends(f"{member}/week", day=["11-19", *[""] * 6]) == member
    assert await browser.sends(f"{member}/copy", to=ivans, seen=seen) == "", "this is not the week that was shown"
    assert await browser.sends(f"{member}/copy", to=ivans, seen=browser.seen_of("/copy")) == member
    await browser.opens(f"/people/{ivans}")
    assert 'value="11:00-19:00"' in browser.page


async def _page(browser: Browser, path: str) -> str:
    await browser.opens(path)
    return browser.page


async def test_a_good_request_is_shown_before_somebody_writes(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, rita = stage.vera, stage.rita
    anna = await stage.phone("Анна", language="ru")
    await vera.writes("/settings web_form on")

    async def greets(phone: Phone) -> str:
        await phone.writes("/start")
        return await phone.reads()

    assert "For example" not in await greets(rita)
    heat, light = await _make(browser, "Heat"), await _make(browser, "Light")
    assert "For example" not in await greets(rita), "off until somebody writes one"
    await browser.opens(light)
    typed = {"example-en": " The  lamp in <b>room 5</b> flickers. ", "example-ru": "Мигает лампа в комнате 5."}
    await writes(browser, light, **typed)
    assert browser.told == text_of("page-admin-done", what="saved")
    lamp, cold = "The lamp in <b>room 5</b> flickers.", "Radiators in hall 2 are cold since noon."
    assert (await greets(rita)).endswith("\n" + text_of("request-example", example=lamp))
    assert (await greets(anna)).endswith("\n" + text_of("request-example", "ru", example="Мигает лампа в комнате 5."))
    await browser.opens(heat)
    await writes(browser, heat, **{"example-en": cold})
    assert browser.told == text_of("page-admin-done", what="saved")
    await rita.writes("/new")
    assert text_of("request-example", example=cold) in await rita.reads(), "the first topic's"
    for path, example in (("/ask", cold), (f"/ask?topic={light.rpartition('/')[2]}", lamp)):
        await browser.opens(path)
        assert text_of("request-example", example=example) in browser.text
        assert "<b>room 5" not in browser.page
    await browser.opens(heat)
    await writes(browser, heat, **{"example-en": ""})
    await browser.opens(light)
    await writes(browser, light, **{"example-en": ""})
    assert "Мигает" not in await greets(rita), "one in neither their language nor the desk's helps nobody"
