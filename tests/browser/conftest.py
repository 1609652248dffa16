"""One demo and one browser for all of these tests, and a window for each. Without a browser they are skipped, and say
why; where a change is judged (CI is set) that is a failure."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import demo
from tests.browser.hands import Hands
from tests.browser.screen import Screen, opened, started


def pytest_runtest_setup() -> None:
    """Skip what needs a browser where there is none; fail it instead where CI is set."""
    if demo.CHROMIUM is None:
        why = "no Chromium on this machine: the page is not tried in a browser"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)


@pytest_asyncio.fixture(scope="package")
async def address(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Of the page of a running demo, which ends with the last of these tests: others need the machine."""
    async with demo.running(tmp_path_factory.mktemp("demo") / "data") as url:
        yield url


@pytest_asyncio.fixture(scope="package")
async def browser() -> AsyncIterator[Browser]:
    """A browser without a window."""
    async with started() as made:
        yield made


@pytest_asyncio.fixture
async def screen(browser: Browser, address: str) -> AsyncIterator[Screen]:
    """A window on the page, everybody on the desk; nothing may have been complained about in its console."""
    hands = await Hands.on(address)
    async with opened(browser, address) as window:
        await window.ready()
        yield window
        await hands.calm()
        assert window.complaints == []
    await hands.close()
