"""The gallery's rules, on the commonest pages at two widths; `make gallery` asks them of all."""

from collections.abc import Sequence
from itertools import product

import pytest
from playwright.async_api import Browser

from tests.browser import gallery
from tests.browser.panel import Panel, panel_at
from tests.browser.panel_picture import OLGA

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(600)]
COMMONEST = ("/", "/tickets")
BAD = """<main><table class="needs panel" style="width: 420px; overflow: clip"><tr>
<td class="subject" style="width: 90px"><a href="/">Team Cobalt cannot submit</a></td><td style="width: 300px">now</td>
</tr></table><form><button class="button main">One</button><button class="button main">Two</button></form>
<div class="panel" style="overflow: clip; width: 90px"><div style="width: 200px">x</div></div>
<button style="width: 20px; overflow: hidden; white-space: nowrap">Long words</button>
<input style="position: absolute; left: 0; top: 0; width: 3000px"><input style="position: absolute; left: 9px; top: 0">
</main>"""


async def test_each_rule_sees_what_it_is_for(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(BAD)
    found = " ".join(await gallery.faults(page))
    await page.close()
    for words in ("wider than its window", "is cut by", "cut by the window", "narrower than its words", " lies on ",
                  "wraps while", "2 filled buttons"):  # fmt: skip
        assert words in found, found


async def _faults(panel: Panel, paths: Sequence[str], widths: Sequence[int]) -> list[str]:
    found: list[str] = []
    for path, width in product(paths, widths):
        await panel.page.set_viewport_size({"width": width, "height": 900})
        await panel.opens(path)
        found += [f"{path} {width}: {one}" for one in await gallery.faults(panel.page)]
    return found


async def test_nothing_is_cut_on_the_commonest_pages(browser: Browser, address: str) -> None:
    async with gallery.busy_desk(browser, address) as (hands, panel):
        await hands.asks(OLGA, "/language ru", gallery.SPEAKS["ru"])
        state = await panel.state()
        async with panel_at(browser, panel.url, state=state, language="ru") as window:
            found = await _faults(window, COMMONEST, (390, 1366))
        await hands.asks(OLGA, "/language en", gallery.SPEAKS["en"])
    assert found == []
