"""A subject that the desk worded itself, in the panel: in the language of who looks, on every page and in the file."""

import pytest

from tests.flows.panel.browser import Browser
from tests.flows.scenes import row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The panel")


@pytest.mark.parametrize(("language", "said"), [("ru", "Фото"), ("en", "Photo")])
async def test_the_panel_says_it_in_the_language_of_who_looks(
    desk: tuple[Stage, Browser], language: str, said: str
) -> None:
    stage, browser = desk
    rita, vera = stage.rita, stage.vera
    await rita.sends("photo")
    await rita.presses("send:1")
    await rita.writes("/new The window does not close")
    await rita.presses("send:2")
    await vera.writes("/language")
    await vera.presses(f"lang:{language}")
    requester = (await row(stage, "select requester_id from tickets where number = 1")).requester_id
    for page in ("/", "/tickets", "/tickets?q=window", "/tickets/1", "/tickets/2", f"/requesters/{requester}"):
        await browser.opens(page)
        assert (said in browser.text) == ("q=" not in page), page
    await browser.opens("/tickets?q=Photo")
    assert f'dir="auto">{said}</a>' in browser.page or f'dir="auto"><mark>{said}</mark></a>' in browser.page
    await browser.opens("/tickets/1")
    assert f"#1 {said} · pulldesk</title>" in browser.page
    await browser.sends("/tickets/1/act", what="subject", value=said)
    kept = await row(stage, "select subject, subject_line from tickets where number = 1")
    assert (kept.subject, kept.subject_line is None) == ("Photo", False)
    await browser.opens("/tickets")
    taken = await browser.takes(vera, "/tickets.csv")
    assert f"1,{said},Rita" in taken.text.replace(";", ",")
