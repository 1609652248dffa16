"""Somebody sees the demo's page for the first time: what they press, and that it is enough."""

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from tests.browser.demo import running
from tests.browser.first_minute import DESKTOP, HERO, MOST_PRESSES, PHONE, play
from tests.browser.screen import Screen, opened
from tests.browser.texts import page_texts
from tests.texts import IN_BOTH

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]


async def test_a_newcomer_sees_a_request_answered_within_five_presses(browser: Browser, address: str) -> None:
    async with opened(browser, f"{address}/?lang=en", DESKTOP) as window:
        await window.ready()
        presses = {step.name: step.presses async for step in play(window, "en")}
        assert presses["answer"] <= MOST_PRESSES
        assert window.complaints == []


async def test_a_newcomer_on_a_phone_is_led_by_the_next_step(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """In Russian, on a demo that nobody has used yet: otherwise its steps are done already."""
    data = tmp_path_factory.mktemp("demo") / "data"
    async with running(data, "--locale", "ru") as url, opened(browser, url, PHONE) as window:
        await window.ready()
        presses = {step.name: step.presses async for step in play(window, "ru")}
        assert presses["answer"] <= MOST_PRESSES
        assert window.complaints == []


async def test_an_empty_desk_offers_the_first_admins_command_whenever_it_is_looked_at(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with running(tmp_path_factory.mktemp("demo") / "data", "--empty") as url:
        for _ in range(2):  # the second look comes when everything is known already
            async with opened(browser, url) as window:
                await expect(window.one("composer-5001")).to_have_value(re.compile("^/start "))
                await expect(window.page.locator("#guide .arriving")).to_contain_text("Send /start from the phone of")
                assert window.complaints == []


async def test_a_browser_that_speaks_russian_gets_a_russian_demo(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The demo starts again, because nobody can have used it yet. The first request types itself. One that is taken
    back ticks neither the step that resolves nor the one that confirms."""
    data = tmp_path_factory.mktemp("demo") / "data"
    async with running(data) as url, opened(browser, url, locale="ru-RU") as window:
        mira = window.phone(HERO)
        await expect(mira.node).to_contain_text("Мира")
        await window.ready()
        await expect(window.one("board")).to_contain_text("Новые")
        await expect(window.one(f"composer-{HERO}")).to_have_value(str(page_texts("ru")["say-problem-1"]))
        await window.one(f"send-{HERO}").click()
        await mira.sends_now()
        number = await mira.number()
        await window.board.has(number, "new")
        await mira.writes(f"/cancel {number}")
        await expect(window.one("section-new").locator(f".card.struck[data-number='{number}']")).to_be_visible()
        await window.ticked("write")
        for step in ("solve", "confirm"):
            await expect(window.page.locator(f".step.done[data-testid='try-{step}']")).to_have_count(0)


async def test_the_page_is_dark_until_its_visitor_switches_the_light_on(browser: Browser, address: str) -> None:
    async with opened(browser, address, locale="en-GB") as window:
        root = window.page.locator("html")
        await expect(root).to_have_css("color-scheme", "dark")
        await window.one("theme").click()
        await window.page.reload()
        await expect(root).to_have_css("color-scheme", "light")


async def test_the_link_to_the_panel_signs_the_admin_in(browser: Browser, address: str) -> None:
    async with opened(browser, address.replace("127.0.0.1", "localhost")) as window:
        await window.ready()
        async with window.page.expect_popup() as opening:
            await window.one("open-panel").click()
        panel = await opening.value
        await expect(panel.locator("body")).to_contain_text("Olga")
        await expect(panel.locator("input[name='name']")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@IN_BOTH
async def test_axe_finds_nothing_on_the_page_and_nothing_is_wider_than_a_phone(
    browser: Browser, address: str, language: str, scheme: str
) -> None:
    found: list[str] = []
    for size in (DESKTOP, PHONE):
        async with opened(browser, f"{address}/?lang={language}", size, scheme=scheme) as window:
            await window.ready()
            found += [f"{size['width']} {one}" for one in await _get_findings(window)]
            wider = await window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0
    assert found == []


async def _get_findings(window: Screen) -> list[str]:
    await window.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))")
    violations = (await Axe().run(window.page)).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in violations for node in one["nodes"]]
