"""The tree of topics on the panel."""

from __future__ import annotations

import re

import pytest

from tests.flows.acts import files
from tests.flows.panel.browser import Browser
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


def _page_of(browser: Browser, name: str) -> str:
    found = re.search(rf'href="(/topics/\d+)">{re.escape(name)}<', browser.page)
    assert found is not None, name
    return found[1]


async def test_a_topic_is_made_named_moved_and_what_it_brings_is_set(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, rita, olga = (stage.people[name] for name in ("Vera", "Rita", "Olga"))
    await browser.opens("/topics")
    assert await browser.sends("/topics", name="Building", is_group="1") == "/topics"
    await browser.opens("/topics")
    group = _page_of(browser, "Building")
    assert await browser.sends("/topics", name="Printers", group=group.rpartition("/")[2]) == "/topics"
    assert await browser.sends("/topics", name="<b>Heat</b>") == "/topics"
    await browser.sends("/topics", name="printers")
    assert browser.status == 422
    assert 'value="printers"' in browser.page
    assert "<b>Heat" not in browser.page
    page = _page_of(browser, "Printers")
    await browser.opens(page)
    assert await browser.sends(f"{page}/name", language="ru", name="Принтеры") == page
    for language, stands in (("ru", "Принтеры"), ("en", "Printers")):
        await browser.sends(f"{page}/name", language=language, name="<b>Heat</b>")
        assert browser.status == 422
        assert f"Now: {stands}" in browser.text
    for nothing in ("", "  ", "-"):
        await browser.sends(f"{page}/name", language="en", name=nothing)
        assert (browser.status, "has 1 to 60 characters" in browser.text) == (422, True), "it stands on the board"
    assert await browser.sends(f"{page}/priority", priority="2") == page
    assert await browser.sends(f"{page}/keywords", typed="printer, toner") == page
    assert await browser.sends(f"{page}/question", typed="place: Which room?\r\nru: Какая комната?") == page
    await browser.sends(f"{page}/question", typed="Which room?")
    assert browser.status == 422
    assert "Which room?" in browser.page
    people = re.findall(r'name="person" value="(\d+)"> (\w+)', browser.page)
    olgas = next(key for key, name in people if name == "Olga")
    assert await browser.sends(f"{page}/people", person=[olgas]) == page
    await stage.settle()
    assert "Printers" in words(await olga.last())
    await browser.opens(page)
    assert f'value="{olgas}" checked' in browser.page
    assert "Which room? / Какая комната?" in browser.text
    await files(rita, "The toner is empty in room 12")
    await stage.settle()
    await browser.opens("/tickets")
    assert "high" in browser.text, "the first priority of the topic that the keyword meant"
    await browser.opens(page)
    undo = re.findall(r'name="undo" value="(\d+)"', browser.page)[0]
    assert await browser.sends(f"{page}/drop-question", key="place") == page
    await browser.sends(f"{page}/undo", undo=undo)
    assert piece_of("setting-changed-since") in browser.text
    assert await browser.sends(f"{page}/group", group="0") == page
    assert await browser.sends(f"{page}/up") == page
    await vera.writes("/audit printers")
    assert "panel" in words(await vera.last())


async def test_a_topic_is_removed_and_brought_back(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/topics")
    if piece_of("page-topics-offered") in browser.text:
        assert await browser.sends("/topics/offered") == "/topics"
        await browser.opens("/topics")
    page, group = _page_of(browser, "Network"), _page_of(browser, "Technical")
    await browser.opens(group)
    await browser.sends(f"{group}/remove")
    assert piece_of("topic-group-holds") in browser.text
    assert "Keywords" not in browser.text
    to = await browser.sends(f"{page}/remove")
    assert to.startswith("/topics?removed=")
    await browser.opens(to)
    assert "Network is removed" in browser.text
    assert f'href="{page}"' not in browser.page
    await browser.opens(page)
    assert browser.status == 404
    await browser.opens(to)
    assert await browser.sends(f"{page}/restore") == "/topics"
    await browser.opens(to)
    assert f'href="{page}"' in browser.page
    assert "is removed" not in browser.text
    await browser.sends(f"{page}/nothing")
    assert browser.status == 404
    await browser.sends("/topics/999999/up")
    assert browser.status == 404


async def test_what_somebody_has_changed_since_is_not_overwritten(desk: tuple[Stage, Browser]) -> None:
    """Topics, who answers them, shifts, scopes: a form that was open meanwhile says so, or changes what it meant."""
    stage, browser = desk
    for name in ("Printers", "Doors"):
        await browser.opens("/topics")
        await browser.sends("/topics", name=name)
    await browser.opens("/topics")
    page = _page_of(browser, "Printers")
    await browser.opens(page)
    seen, people = browser.seen, re.findall(r'name="person" value="(\d+)"> (\w+)', browser.page)
    assert await browser.sends(f"{page}/keywords", typed="printer", seen=seen) == page
    for what, typed in (
        ("name", {"language": "en", "name": "Paper"}), ("priority", {"priority": "1"}), ("up", {}), ("remove", {}),
        ("keywords", {"typed": "toner, <b>ink"}), ("question", {"typed": "place: Which room?", "key": "+"}),
    ):  # fmt: skip
        assert await browser.sends(f"{page}/{what}", seen=seen, **typed) == "", what
        assert piece_of("edited-meanwhile") in browser.text, what
        assert all(value in browser.text + browser.page for value in typed.values() if "<" not in value), what
    assert "Now: printer" in (await _text_after(browser, f"{page}/keywords", typed="toner", seen=seen))
    assert await browser.sends(f"{page}/name", language="en", name="Paper", seen=browser.seen) == page
    olgas, ivans = (next(key for key, name in people if name == one) for one in ("Olga", "Vera"))
    assert await browser.sends(f"{page}/people", was=["0"], person=[olgas]) == page
    assert await browser.sends(f"{page}/people", was=["0"], person=[ivans]) == page
    await browser.opens(page)
    assert all(f'value="{one}" checked' in browser.page for one in (olgas, ivans))
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
    vera = stage.people["Vera"]
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


async def _text_after(browser: Browser, path: str, **typed: str) -> str:
    await browser.sends(path, **typed)
    return browser.text


async def test_a_tree_comes_from_a_file_and_leaves_as_one(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk

    async def sends(content: str) -> dict[str, str]:
        await browser.opens("/topics/import")
        given = {"file": ("topics.csv", content.encode(), "text/csv")}
        answer = await browser.client.post("/topics/import", data={"form": browser.form}, files=given)
        browser.page, browser.status = answer.text, answer.status_code
        return dict(re.findall(r'name="(blob|sha)" value="([0-9a-f]+)"', browser.page))

    file = "group,topic,priority\nOffice,Printer,2\nOffice,<b>Light</b>,\n"
    assert await sends("topic,priority\nDoor,9\nGate,1\n") == {}
    assert f"2 {text_of('topics-file-priority')}" in browser.text
    assert await sends("name\nDoor\n") == {}
    assert browser.status == 422
    stored = await sends(file)
    assert text_of("page-import-preview") in browser.text
    assert "<b>Light" not in browser.page
    await browser.sends("/topics/import/do", **stored | {"sha": "0" * 64})
    assert text_of("import-file-gone") in browser.text
    await browser.opens("/topics/import")
    assert await browser.sends("/topics/import/do", **stored) == "/topics"
    await browser.opens("/topics")
    assert _page_of(browser, "Printer")
    taken = await browser.client.post("/topics.csv", data={"form": browser.form})
    for again in (file, taken.content.decode()):
        assert await sends(again) == {}
        assert text_of("page-import-nothing") in browser.text


async def test_a_good_request_is_shown_before_somebody_writes(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    vera, rita = stage.people["Vera"], stage.people["Rita"]
    anna = await stage.phone("Анна", language="ru")
    await vera.writes("/settings web_form on")

    async def greets(phone: Phone) -> str:
        await phone.writes("/start")
        return words(await phone.last())

    assert "For example" not in await greets(rita)
    for name in ("Heat", "Light"):
        await browser.opens("/topics")
        await browser.sends("/topics", name=name)
    await browser.opens("/topics")
    heat, light = _page_of(browser, "Heat"), _page_of(browser, "Light")
    assert "For example" not in await greets(rita), "off until somebody writes one"
    await browser.opens(light)
    assert (
        await browser.sends(f"{light}/example", language="en", typed=" The  lamp in <b>room 5</b> flickers. ") == light
    )
    assert await browser.sends(f"{light}/example", language="ru", typed="Мигает лампа в комнате 5.") == light
    await browser.sends(f"{light}/example", language="en", typed="x" * 201)
    assert text_of("topic-example-long", longest=200) in browser.text
    lamp, cold = "The lamp in <b>room 5</b> flickers.", "Radiators in hall 2 are cold since noon."
    assert (await greets(rita)).endswith("\n" + text_of("request-example", example=lamp))
    assert (await greets(anna)).endswith("\n" + text_of("request-example", "ru", example="Мигает лампа в комнате 5."))
    await browser.opens(heat)
    assert await browser.sends(f"{heat}/example", language="en", typed=cold) == heat
    await rita.writes("/new")
    assert text_of("request-example", example=cold) in words(await rita.last()), "the first topic's"
    for path, example in (("/ask", cold), (f"/ask?topic={light.rpartition('/')[2]}", lamp)):
        await browser.opens(path)
        assert text_of("request-example", example=example) in browser.text
        assert "<b>room 5" not in browser.page
    await browser.opens(heat)
    await browser.sends(f"{heat}/example", language="en", typed="")
    await browser.opens(light)
    await browser.sends(f"{light}/example", language="en", typed="-")
    assert "Мигает" not in await greets(rita), "one in neither their language nor the desk's helps nobody"
