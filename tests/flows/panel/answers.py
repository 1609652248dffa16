"""What the tests of the page Answers are told with: two browsers at one desk, forms as a browser sends them."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged

HOSTILE = '<b>Пожар</b> & "так" </textarea><script>alert(1)</script> \u202eназад {{ 7 * 7 }}'
_INPUT = re.compile(r'<input [^>]*?name="([^"]+)"(?:[^>]*? value="([^"]*)")?')
_AREA = re.compile(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
_OFF = re.compile(r'<input type="checkbox"(?![^>]*checked)[^>]*>')
_CHOSEN = re.compile(r'<select [^>]*?name="([^"]+)"[^>]*>(?:(?!</select>).)*?value="([^"]*)" selected', re.DOTALL)


@asynccontextmanager
async def desk_of(database: Database) -> AsyncIterator[tuple[Stage, Browser, Browser]]:
    """A desk without a board; Vera (admin) and Olga (agent) are signed in, each at a browser of their own."""
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as vera,
        browser_at(port) as olga,
    ):
        await stage.vera.writes("/settings panel_for_agents on")
        await vera.signs_in(stage.vera, str(VERA))
        await olga.signs_in(stage.olga, str(stage.olga.id))
        yield stage, vera, olga


def fields(browser: Browser) -> dict[str, str]:
    """What the fields of the form for writing hold, hidden ones too, as a browser would send them."""
    form = browser.page.partition('enctype="multipart/form-data"')[2].partition("</form>")[0]
    form = _OFF.sub("", form)
    areas = {name: body.replace("\n", "\r\n") for name, body in _AREA.findall(form)}
    held = {**dict(_INPUT.findall(form)), **areas, **dict(_CHOSEN.findall(form))}
    del held["form"]
    return {name: html.unescape(value) for name, value in held.items()}


async def writes(browser: Browser, path: str, **typed: str) -> str:
    """Fill in the form that is shown (`body_en`: its field `body-en`), send it there; where it leads."""
    filled = {**fields(browser), **{name.replace("_", "-"): value for name, value in typed.items()}}
    return await browser.sends(path, **filled)
