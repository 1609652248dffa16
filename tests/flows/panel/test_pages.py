"""Pages of the panel: what needs somebody, tickets, one ticket; the verbs reach Telegram as from any door."""

import asyncio
import re

import pytest
from sqlalchemy import select

from db.models import Ticket
from tests.flows.acts import files
from tests.flows.panel.browser import Browser
from tests.flows.stage import Stage
from tests.sql import fetch
from tests.texts import piece_of, text_of
from web.features.tickets.filter_form import MOST_AT_ONCE

pytestmark = pytest.mark.sentence("The panel")


async def test_a_request_is_found_taken_and_answered(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    number = await files(rita, "The heating is cold in room 12")
    await browser.opens("/")
    assert text_of("page-why", why="untaken") + " 1" in browser.text
    assert "The heating is cold in room 12" in browser.text
    await browser.opens("/tickets?q=heating")
    assert f"#{number}" in browser.text
    await browser.opens("/tickets?q=cellar")
    assert text_of("page-none-found") in browser.text
    assert await browser.opens(f"/tickets?q=%23{number}") == f"/tickets/{number}"
    await browser.opens(f"/tickets/{number}")
    assert "The heating is cold in room 12" in browser.text
    assert await browser.sends(f"/tickets/{number}/say", text="Somebody comes at\r\nten.") == f"/tickets/{number}"
    await stage.pass_time(seconds=30)
    assert "Somebody comes at\nten." in await rita.reads()
    assert "taken" in await olga.reads()
    await browser.opens(f"/tickets/{number}")
    assert "delivered" in browser.text
    assert await browser.sends(f"/tickets/{number}/say", text="Ask Boris", inside="1") == f"/tickets/{number}"
    assert await browser.sends(f"/tickets/{number}/priority", value="1") == f"/tickets/{number}"
    assert await browser.sends(f"/tickets/{number}/do", verb="resolve") == f"/tickets/{number}"
    await stage.settle()
    assert "Ask Boris" not in await rita.reads()
    await browser.opens(f"/tickets/{number}")
    assert "critical" in browser.text
    assert "Ask Boris" in browser.text
    assert text_of("page-inside") in browser.text


async def test_a_search_among_open_ones_says_how_many_closed_ones_hold_it(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita = stage.rita
    ended = [await files(rita, f"The projector of hall {hall} is dark") for hall in (1, 2)]
    for number in ended:
        await rita.writes(f"/cancel {number}")
    is_open = await files(rita, "The projector of hall 3 is dark")
    await browser.opens("/tickets?q=projector&priority=3")
    assert text_of("page-found-closed", n="2") in browser.text
    assert f"#{is_open}" in browser.text
    assert f"#{ended[0]} " not in browser.text
    (to_all,) = re.findall(r'id="closed-too" href="([^"]+)"', browser.page)
    await browser.opens(to_all.replace("&amp;", "&"))
    assert all(f"#{number}" in browser.text for number in (*ended, is_open))
    assert piece_of("page-found-closed") not in browser.text


async def test_a_note_mark_keeps_it_inside_and_a_key_is_shown_before_it_goes(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, vera = stage.rita, stage.vera
    number = await files(rita, "The heating is cold")
    await browser.opens(f"/tickets/{number}")
    for mark in ("// basalt", " \u200b/ / basalt", "//basalt"):
        await browser.sends(f"/tickets/{number}/say", text=mark.replace("/ /", "//"))
    await browser.sends(f"/tickets/{number}/say", text="//")
    assert text_of("page-say-something") in browser.text
    assert await browser.sends(f"/tickets/{number}/say", text="!later") == f"/tickets/{number}"  # there are no keys yet
    await stage.settle()
    assert not [said for said in await rita.texts() if "basalt" in said]
    await vera.writes("/replies")
    replies = await vera.buttons()
    await vera.presses(next(one for one in replies if one == "adnew:replies:desk:"))
    await vera.writes("!warm Hello {name}, {number} is seen to at noon.", reply_to=await vera.last_id())
    await vera.writes("/replies")
    await vera.presses("adnew:replies:desk:")
    await vera.writes("!when You have it by {expected}.", reply_to=await vera.last_id())
    told = len(await rita.texts())
    await browser.opens(f"/tickets/{number}")
    await browser.sends(f"/tickets/{number}/say", text="!when")
    assert (browser.status, "!when" in browser.text) == (422, True)
    assert ">!when</textarea>" in browser.page, "nobody knows when"
    await browser.sends(f"/tickets/{number}/say", text="!wram")
    assert text_of("remark-canned-unknown", word="wram", n=1, near="!warm") in browser.text
    await browser.sends(f"/tickets/{number}/say", text="!WARM")
    await stage.settle()
    assert len(await rita.texts()) == told
    assert f"Hello Rita, #{number} is seen to at noon." in browser.text
    assert await browser.sends(f"/tickets/{number}/say", text="!warm", inside="1") == f"/tickets/{number}"


async def test_bad_input_is_said_and_loses_nothing(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.rita, "The heating is cold")
    await browser.opens(f"/tickets/{number}")
    await browser.sends(f"/tickets/{number}/say", text="  \n ")
    assert text_of("page-say-something") in browser.text
    await browser.sends(f"/tickets/{number}/say", text="x" * 4001)
    assert piece_of("page-too-long") in browser.text
    assert "x" * 4001 in browser.page
    assert await browser.sends(f"/tickets/{number}/say", text="x" * 4000, inside="1") == f"/tickets/{number}"
    for form, key, what in (
        ("say", "page-say-something", {"text": "\u200b\u202e"}),
        ("act", "page-fill-in", {"what": "subject", "value": "\u200b"}),
    ):
        await browser.sends(f"/tickets/{number}/{form}", **what)
        assert text_of(key) in browser.text, what
    await browser.sends(f"/tickets/{number}/act", what="tags", value="hall, \u200b, \u202e", was=":")
    await browser.opens(f"/tickets/{number}")
    assert 'name="was" value=":hall"' in browser.page, "what nobody sees is no label"
    for path in ("/tickets/999999", "/tickets/99999999999999999999", "/tickets/-1"):
        await browser.opens(path)
        assert browser.status in (404, 422)
    await browser.opens("/tickets?state=nothing&priority=9&agent=x&category=%00&page=-4&q=%27%22%3C")
    assert browser.status == 200
    await browser.opens(f"/tickets/{number}")
    await browser.sends(f"/tickets/{number}/do", verb="destroy")
    assert browser.status == 422


async def test_a_request_of_ones_own_is_not_seen_as_staff(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    number = await files(stage.vera, "My chair squeaks")
    await browser.opens(f"/tickets/{number}")
    assert browser.status == 404
    await browser.opens("/tickets?state=all")
    assert "My chair squeaks" not in browser.text


async def test_several_at_once_each_by_itself_every_refusal_by_its_number(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    first = await files(rita, "The heating is cold")
    await rita.writes("/new The printer is on fire")
    await stage.pass_time(seconds=30)
    own = await files(stage.vera, "My chair squeaks")
    await olga.presses(f"claim:{first}")
    await browser.opens("/tickets?priority=3")
    chosen = [str(one) for one in (first, first + 1, first + 1, own, 99)]
    answer = await browser.client.post(
        "/bulk", data={"form": browser.form, "verb": "claim", "number": chosen, "priority": "3"}
    )
    await browser._led(answer)
    assert text_of("page-bulk-done", verb="claim", n=1, to="") in browser.text
    assert text_of("page-bulk-left", n=3) in browser.text
    assert '<option value="3" selected>' in browser.page, "the list is as it was"
    assert "Olga" in browser.text
    await stage.settle()
    await browser.opens(f"/tickets/{first + 1}")
    assert "taken" in browser.text
    await browser.opens("/tickets")
    await browser.sends("/bulk", verb="resolve", number=[str(first + 1), "99"])
    told = browser.page.partition('id="told-undo"')[2].partition("</form>")[0]
    assert re.findall(r'name="number" value="(\d+)"', told) == [str(first + 1)], "what can be taken back"
    await browser.sends("/bulk", verb="unresolve", number=str(first + 1))
    low = {"verb": "priority", "to": text_of("priority-name", priority=4)}
    for shown, done in (
        ("0", text_of("page-bulk-left", n=2)),
        (str(stage.clock().timestamp()), text_of("page-bulk-done", n=2, **low)),
    ):
        await browser.sends("/bulk", verb="priority-4", everything="1", state="open", shown=shown)
        assert done in browser.text, "what nobody has seen stays"
    await browser.sends("/bulk", verb="release", number=str(first + 1))
    found = select(Ticket.priority, Ticket.assignee_id.is_(None)).order_by(Ticket.number)
    assert [tuple(row) for row in await fetch(stage, found)] == [(4, False), (4, True), (3, True)]
    for most, status in ((50, 200), (MOST_AT_ONCE + 1, 422)):
        await browser.opens("/tickets")
        await browser.sends("/bulk", verb="claim", number=[str(first + 1), *map(str, range(100, 100 + most - 1))])
        assert browser.status == status
    await stage.vera.writes("/settings undo_seconds 0")
    await browser.opens("/tickets")
    await browser.sends("/bulk", verb="resolve", number=str(first + 1))
    assert text_of("page-bulk-done", verb="resolve", n=1, to="") in browser.text
    assert "unresolve" not in browser.page, "there is no time to undo here"
    await browser.sends("/bulk", verb="destroy", number=str(first))
    assert browser.status == 422
    await browser.opens("/tickets")
    await browser.sends("/bulk", verb="priority-1")
    assert text_of("page-bulk-none") in browser.text


async def test_open_pages_hear_that_something_changed(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    async with browser.client.stream("GET", "/live") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "event: here"
        await files(stage.rita, "The heating is cold")
        async with asyncio.timeout(20):
            while await anext(lines) != "event: changed":
                pass
    browser.client.cookies.clear()
    assert await browser.opens("/live") == "/sign-in"
