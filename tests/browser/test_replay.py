"""The recorded first minute plays to its end from a static server, at both sizes, and counts what it shows."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Route, ViewportSize, expect

from tests.browser.first_minute import DESKTOP, HERO, PHONE
from tests.browser.replay import LANGUAGES, RECORDINGS, record, served, write_page
from tests.browser.screen import opened
from tests.browser.texts import page_texts

pytestmark = [pytest.mark.limit(480)]
_MOST_BYTES = 1_000_000
_PLAYING_MS = 90_000


@pytest.fixture(scope="module")
async def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replay")
    write_page(folder)
    for language in LANGUAGES:
        (folder / RECORDINGS / f"{language}.bin").write_bytes(await record(language))
    return folder


@pytest.mark.parametrize(("language", "form"), [("en", "other"), ("ru", "many")])
@pytest.mark.parametrize("size", [DESKTOP, PHONE])
async def test_it_plays_to_the_end_without_a_network(
    browser: Browser, page: Path, size: ViewportSize, language: str, form: str
) -> None:
    assert sum(one.stat().st_size for one in page.rglob("*") if one.is_file()) < _MOST_BYTES
    errors: list[str] = []
    async with served(page) as url, opened(browser, "about:blank", size) as screen:

        async def answer(route: Route) -> None:
            await (route.continue_() if route.request.url.startswith(url) else route.abort())

        await screen.page.route("**/*", answer)
        screen.page.on("pageerror", lambda error: errors.append(str(error)))
        await screen.page.goto(f"{url}/?lang={language}")
        player = screen.one("player")
        await screen.one("player-turn").click()
        await expect(player).to_have_attribute("data-state", "paused")
        await screen.one("player-turn").click()
        await expect(player).to_have_attribute("data-state", "over", timeout=_PLAYING_MS)
        said = page_texts(language)
        await expect(screen.one("notice")).to_contain_text(str(said["proof"][form]).format(n=5))
        await expect(screen.one("summary")).to_contain_text(str(said["summary"]))
        await expect(screen.phone(HERO).chat).to_contain_text(str(said["say-problem-1"]))
        violations = (await Axe().run(screen.page)).response["violations"]
        assert [one["id"] for one in violations] == []
        assert await screen.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert errors == []
