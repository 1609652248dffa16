"""When a phone first shows a page: Chromium with a slow processor and network, without a cache; and the size of
scripts."""

import gzip
import re
import shutil
from collections.abc import Iterable

from playwright.async_api import Browser, async_playwright

from bench.wait_times import WaitTimes
from sandbox.servers import HOST
from web.rendering import STATIC

_TIMES = 10
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_NET = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8}
"""As Lighthouse's "slow 4G": 1.6 Mbit/s, 150 ms there and back."""
_SLOWER = 4
_SCRIPT = re.compile(rb'<script src="/static/([^"]+)"')
_FIRST = "performance.getEntriesByName('first-contentful-paint').map(one => one.startTime)[0]"


async def time_first_paints(port: int, secret: str, addresses: Iterable[str]) -> dict[str, WaitTimes]:
    """Time the first paint of each page from its request; return nothing if there is no browser."""
    program = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if program is None:
        return {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            root = f"http://{HOST}:{port}"
            return {
                one: WaitTimes.from_seconds(
                    [await _time_first_paint(browser, root, secret, one) for _ in range(_TIMES)]
                )
                for one in addresses
            }
        finally:
            await browser.close()


async def _time_first_paint(browser: Browser, root: str, secret: str, address: str) -> float:
    phone = await browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True, has_touch=True
    )
    try:
        await phone.add_cookies([{"name": "session", "value": secret, "url": root}])
        page = await phone.new_page()
        asked = await phone.new_cdp_session(page)
        await asked.send("Network.enable")
        await asked.send("Network.emulateNetworkConditions", _NET)
        await asked.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        await page.goto(root + address, wait_until="domcontentloaded")
        await page.wait_for_function(f"{_FIRST} !== undefined")
        return float(await page.evaluate(_FIRST)) / 1000
    finally:
        await phone.close()


def count_script_bytes(page: bytes) -> int:
    """Return the bytes of all scripts that a page names, each gzipped."""
    return sum(len(gzip.compress((STATIC / name.decode()).read_bytes())) for name in _SCRIPT.findall(page))
