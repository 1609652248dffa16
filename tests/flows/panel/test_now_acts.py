"""What is done on Now: the list narrowed down, everybody called once more, the way to somebody senior."""

import pytest

from tests.flows.acts import filed_and_taken, files, reads_audit
from tests.flows.panel.browser import URL, Browser
from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def _claims(phone: Phone, number: int) -> list[bool]:
    """Of each card of it that can be taken from: whether it made no sound."""
    return [bool(m.get("disable_notification")) for m in await phone.received() if f"claim:{number}" in buttons(m)]


async def test_everybody_hears_once_more_of_what_nobody_has_taken(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
    number = await files(rita, "The lift <b>stands</b> still")
    await browser.opens("/")
    assert text_of("page-rang", ago="just now") in browser.text
    assert 'action="/ring"' not in browser.page
    seen = len(await olga.received())
    await browser.sends("/ring", number=str(number))
    assert (browser.status, piece_of("ring-just-now") in browser.text) == (409, True)
    await stage.pass_time(minutes=4)
    await browser.opens("/?priority=3")
    assert f'aria-label="{text_of("page-ring", number=number)}"' in browser.page
    there = await browser.sends("/ring", number=str(number), priority="3", page="1")
    assert there == f"/?priority=3&page=1#row-{number}"
    await stage.settle()
    new = (await olga.received())[seen:]
    assert [f"claim:{number}" in buttons(m) for m in new] == [True]
    assert await _claims(olga, number) == [False]
    await browser.opens("/")
    assert text_of("page-rang", ago="just now") in browser.text
    audited = await reads_audit(vera, "again")
    assert audited.endswith("Vera (the panel): " + text_of("audit-ticket-rung", object=f"#{number}"))
    await browser.sends("/ring", number=str(number))
    assert browser.status == 409
    await olga.presses(f"claim:{number}")
    await stage.pass_time(minutes=4)
    await browser.sends("/ring", number=str(number))
    assert (browser.status, "not possible now" in browser.text) == (409, True)
    await browser.sends("/ring", number="4711")
    assert "There is no #4711" in browser.text


async def test_a_ticket_is_taken_from_now_and_from_the_list(desk: tuple[Stage, Browser]) -> None:
    stage, browser = desk
    rita, olga = stage.rita, stage.olga
    first, second = await files(rita, "The lift stands still"), await files(rita, "The lamp is broken")
    for page, number in (("/?priority=3", first), ("/tickets?agent=0", second)):
        await browser.opens(page)
        assert f'aria-label="{text_of("btn-take-number", number=number)}"' in browser.page
        browser.client.headers["referer"] = URL + page
        assert await browser.sends("/take", number=str(number)) == f"{page}#row-{number}"
        await browser.opens(f"/tickets/{number}")
        assert "Vera" in browser.text
        await browser.opens(page)
        assert text_of("btn-take-number", number=number) not in browser.page
    third = await filed_and_taken(rita, olga, "The door is stuck")
    await browser.sends("/take", number=str(third))
    assert (browser.status, text_of("already-claimed", number=third, name="Olga") in browser.text) == (409, True)
    await browser.sends("/take", number="4711")
    assert (browser.status, "There is no #4711" in browser.text) == (409, True)
