"""An admin leads the desk from the panel, in a browser, and axe looks each of its pages through. After all other tests
of the demo: from here on its desk has a past, knowledge, an integration, targets and a log."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ViewportSize, expect

from tests.browser.hands import Hands
from tests.browser.panel import Panel, Theme, address_of, panel_at
from tests.browser.screen import DESKTOP, Screen
from tests.texts import piece_of, text_of

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA, TIMUR, OLGA, PAVEL = 4001, 4002, 5001, 5002
SPEAKS = {"en": text_of("language-set"), "ru": "Теперь говорю по-русски."}
NOT_LINKED = ("/sign-in", "/api/docs", "/tickets?state=all&q=printer", "/texts?q=resolve")
PHONE = {"width": 390, "height": 844}


@pytest_asyncio.fixture
async def hands(screen: Screen, address: str) -> AsyncIterator[Hands]:
    """Everybody's, at a desk with a finished month and with knowledge."""
    made = await Hands.on(address)
    await made.adds("month")
    await made.adds("knowledge")
    yield made
    await made.close()


@pytest.fixture(scope="module")
def signed_in() -> list[str]:
    """What the window of the test before knew: whoever signs in more often than a few times a minute is to wait."""
    return [""]


@pytest_asyncio.fixture
async def panel(browser: Browser, hands: Hands, signed_in: list[str]) -> AsyncIterator[Panel]:
    """Olga's window, signed in by the code that she sees in Telegram too, or still from the test before."""
    await hands.asks(OLGA, "/language en", SPEAKS["en"])
    async with panel_at(browser, await address_of(hands, OLGA), state=signed_in[-1]) as window:
        await window.opens("/")
        if window.page.url != f"{window.url}/":
            await window.signs_in(hands, OLGA)
        yield window
        signed_in.append(await window.state())
        assert window.complaints == []


async def _filed(panel: Panel, hands: Hands, person: int, text: str) -> int:
    """A request; its number, which the page that is open shows without being asked for."""
    await hands.say(person, f"/new {text}")
    await hands.press_any(person, "send")
    row = panel.page.locator("tr[data-row]", has_text=text)
    await expect(row).to_be_visible()
    return int(await row.get_attribute("data-row") or 0)


async def test_an_admin_signs_in_and_leads_the_desk_from_a_browser(panel: Panel, hands: Hands) -> None:
    await panel.says("Now")
    first = await _filed(panel, hands, MIRA, "Rocket 7 has lost its left fin")
    second = await _filed(panel, hands, TIMUR, "Rocket 8 has lost its right fin")
    await hands.press(PAVEL, f"claim:{second}")
    await _takes_both(panel, first, second)
    await _answers_with_pavel(panel, hands, second)
    await _tries_a_policy(panel)
    await _publishes(panel, hands)
    await _is_cut_off_and_goes_on(panel, hands)


async def _takes_both(panel: Panel, first: int, second: int) -> None:
    page = panel.page
    await panel.opens("/tickets")
    await page.fill("#q", "rocket fin")
    await page.select_option("#state", "all")  # which acts at once
    await expect(page.locator("tbody tr")).to_have_count(2)
    for number in (first, second):
        await page.get_by_label(f"Select #{number}").check()
    await expect(page.locator("#picked")).to_have_text("2 selected")
    await page.locator(".bulk [value=claim]").click()
    await panel.says(text_of("page-bulk-done", verb="claim", n=1, to=""), f"#{second} is already with Pavel")


async def _answers_with_pavel(panel: Panel, hands: Hands, number: int) -> None:
    page = panel.page
    await panel.opens(f"/tickets/{number}")
    await page.fill("#text", "The workshop has a spare one.")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("The workshop has a spare one.")
    await hands.reply(PAVEL, f"#{number}", "Look under the ramp first.")
    await expect(page.locator("#news")).to_contain_text(piece_of("page-news"))
    await expect(page.locator("#entries")).to_contain_text("Look under the ramp first.")
    await expect(page.locator("#text")).to_have_value("The workshop has a spare one.")
    await panel.presses("Send")
    await panel.says(piece_of("page-meanwhile"))
    await expect(page.locator("#text")).to_have_value("The workshop has a spare one.")
    await panel.presses("Send")
    await hands.sees(TIMUR, "The workshop has a spare one.")


async def _tries_a_policy(panel: Panel) -> None:
    page = panel.page
    await panel.opens("/promises")
    await page.get_by_label("First response: high").fill("45 min")
    await panel.presses(text_of("page-try"))
    await panel.says(piece_of("page-would"))
    await panel.presses(text_of("page-save-from-now"))
    await page.wait_for_url(f"{panel.url}/promises")
    await panel.opens("/promises")
    await expect(page.get_by_label("First response: high")).to_have_value("45 min")


async def _publishes(panel: Panel, hands: Hands) -> None:
    page = panel.page
    await panel.opens("/answers/new")
    await page.fill("[name=title-en]", "Fins of rockets")
    await page.fill("[name=body-en]", "Spare fins lie in the workshop, on the second shelf.")
    await panel.presses("Save and publish")
    await panel.says(text_of("page-answers-done", what="publish"))
    await hands.say(MIRA, "/kb fins of rockets")
    await hands.sees(MIRA, "Fins of rockets")


async def _is_cut_off_and_goes_on(panel: Panel, hands: Hands) -> None:
    page = panel.page
    await panel.opens("/tickets")
    await expect(page.locator("#live")).to_contain_text("live, ")
    await panel.presses(text_of("page-csv"))
    await expect(page.locator(".asked")).to_be_visible()  # subjects are people's words
    await hands.press_any(OLGA, "lasting", ":yes")
    await panel.opens("/tickets")
    async with page.expect_download():  # after which the page is still there
        await panel.presses(text_of("page-csv"))
    await hands.kill("web")
    await expect(page.locator("#cut")).to_contain_text(piece_of("page-cut-off"))
    await hands.calm()
    await expect(page.locator("#cut")).to_be_hidden()
    await expect(page.locator("#live")).to_contain_text("live, ")
    await page.locator(".me summary").click()
    await page.click("[data-open=theme]")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.click("[data-open=theme]")
    await _filed(panel, hands, TIMUR, "Rocket 9 has lost both fins")  # its row has a button of the same name
    await panel.opens("/tickets?state=all")
    await page.check("#all")
    await expect(page.locator("#picked")).to_have_text("50 selected")


async def test_what_is_being_typed_outlives_the_session(panel: Panel, hands: Hands) -> None:
    """It ends while the page is open, which notices by itself: signed in again, the words are where they were."""
    page = panel.page
    await panel.opens("/")
    number = await _filed(panel, hands, MIRA, "The stage light flickers")
    await panel.opens(f"/tickets/{number}")
    await expect(page.locator("#live")).to_contain_text("live, ")
    await page.fill("#text", "Only for us: the <b>dimmer</b> is old")
    await page.get_by_label(text_of("page-as-note")).check()
    await page.locator("#menu-status summary").click()
    await page.locator("#menu-status button[popovertarget=do-hold]").click()
    await page.fill("#act-hold", "a new dimmer comes on friday")
    await panel.context.clear_cookies()
    await hands.say(OLGA, f"/note {number} It is worse now")  # their own words would still be part of the request
    await page.wait_for_url(f"{panel.url}/sign-in")
    await panel.signs_in(hands, OLGA, led_to=f"/tickets/{number}")
    await expect(page.locator("#text")).to_have_value("Only for us: the <b>dimmer</b> is old")
    await expect(page.get_by_label(text_of("page-as-note"))).to_be_checked()
    await expect(page.locator("#act-hold")).to_have_value("a new dimmer comes on friday")
    await expect(page.locator("#act-hold")).to_be_visible()
    await page.locator(".me summary").click()
    await page.locator(".sign-out").click()  # signed out: nobody finds it any more
    await page.wait_for_url(f"{panel.url}/sign-in")
    await panel.signs_in(hands, OLGA)
    await panel.opens(f"/tickets/{number}")
    await expect(page.locator("#text")).to_have_value("")
    await page.fill("#text", "What Olga alone knows")
    await hands.asks(OLGA, "/settings panel_for_agents on", "for agents")
    beside = await panel.context.new_page()
    await beside.goto(f"{panel.url}/")
    await expect(beside.locator(".me .name")).to_contain_text("Olga")
    for person in (PAVEL, OLGA):  # whoever comes to this tab finds nothing, and leaves nothing of it either
        await panel.context.clear_cookies()
        await panel.signs_in(hands, person)
        await panel.opens(f"/tickets/{number}")
        await expect(page.locator("#text")).to_have_value("")
        assert "alone knows" not in await page.content()
        if person == PAVEL:  # nor does a page beside it show under her name what he sees
            await hands.reply(MIRA, f"#{number}", "Is anybody there?")
            await expect(beside.locator(".me .name")).to_contain_text("Pavel")


async def test_what_is_typed_stays_in_its_tab_until_it_is_sent(panel: Panel, hands: Hands) -> None:
    """Whatever a browser does in between; what was sent is not there again, and of one request nothing at another."""
    page, inside = panel.page, panel.page.get_by_label(text_of("page-as-note"))
    await panel.opens("/")
    other = await _filed(panel, hands, TIMUR, "The stage door squeaks")
    number = await _filed(panel, hands, MIRA, "The stage floor creaks")
    here = f"/tickets/{number}"
    await panel.opens(here)
    await page.fill("#text", "A board is loose,\nthe third <i>one</i>")
    await inside.check()
    await page.locator("#menu-status summary").click()
    await page.locator("#menu-status button[popovertarget=do-hold]").click()
    await page.fill("#act-hold", "the carpenter comes on friday")
    await page.reload()
    await _has(panel, "A board is loose,\nthe third <i>one</i>", "the carpenter comes on friday")
    await expect(inside).to_be_checked()
    await panel.opens(f"/tickets/{other}")
    await _has(panel, "", "")
    await page.go_back()
    await _has(panel, "A board is loose,\nthe third <i>one</i>", "the carpenter comes on friday")
    await page.locator(".do-now button[value=claim]").first.click()
    await page.wait_for_url(panel.url + here)
    await expect(page.locator("#state")).to_contain_text("Olga")
    await _has(panel, "A board is loose,\nthe third <i>one</i>", "the carpenter comes on friday")
    await panel.context.set_offline(True)
    await panel.presses(text_of("page-send-note"))
    await page.wait_for_url("chrome-error://chromewebdata/")
    await panel.context.set_offline(False)
    await page.go_back()
    await _has(panel, "A board is loose,\nthe third <i>one</i>", "the carpenter comes on friday")
    await expect(inside).to_be_checked()
    await panel.presses(text_of("page-send-note"))
    await expect(page.locator("#entries")).to_contain_text("A board is loose")
    for _ in "ab":
        await _has(panel, "", "the carpenter comes on friday")
        await expect(inside).not_to_be_checked()
        await page.reload()
    await panel.opens("/tickets")
    await page.go_back()
    await _has(panel, "", "the carpenter comes on friday")


async def test_the_way_back_to_a_refused_form_is_its_page(panel: Panel) -> None:
    """Not the browser's question whether to send the form again."""
    page, there, long = panel.page, "/settings/group/team", "x" * 41
    await panel.opens(there)
    await page.fill("#root_causes-value", long)
    await page.locator("#root_causes .button").click()
    await expect(page.locator("#root_causes .wrong")).to_be_visible()
    await panel.opens("/tickets")
    await page.go_back()
    await page.wait_for_url(panel.url + there)
    await expect(page.locator("#root_causes-value")).to_have_value(long)


async def test_a_setting_is_saved_as_soon_as_it_is_chosen(panel: Panel) -> None:
    """In its place: the page stays as it is, and what was refused says why beside its control."""
    page, row = panel.page, panel.page.locator("#own_accounts_at_once")
    await panel.opens("/settings/group/team")
    await page.fill("#called_first-value", "0")
    await page.locator("#called_first-value").blur()
    await expect(page.locator("#called_first .wrong")).to_be_visible()
    await expect(page.locator("#called_first-value")).to_have_value("0")
    await row.get_by_role("switch").check()
    await expect(row.get_by_role("status")).to_have_text(text_of("setting-set"))
    await row.get_by_role("button", name=text_of("btn-setting-undo")).click()
    await expect(row.get_by_role("switch")).not_to_be_checked()
    await expect(page.locator("#called_first .wrong")).to_be_visible()


async def test_what_was_confirmed_in_telegram_is_done_and_nothing_of_it_seems_lost(panel: Panel, hands: Hands) -> None:
    page = panel.page
    await panel.opens("/systems")
    await page.fill("[name=name]", "Web shop of the year")
    await page.locator("form:has([name=name]) button").click()
    await expect(page.locator(".asked")).to_be_visible()
    await hands.press_any(OLGA, "lasting", "yes")
    await panel.presses(text_of("lasting-again"))
    await expect(page.locator("#told")).to_have_value(re.compile("pds_"))
    await expect(page.locator(".typed-back")).to_have_count(0)
    await panel.presses(text_of("page-copy"))
    await panel.says(text_of("page-copied"))


async def test_a_stream_that_has_gone_silent_is_not_taken_for_a_live_one(panel: Panel) -> None:
    """As after a night with the lid closed, or behind a proxy that has lost it: no browser says so by itself."""
    page = panel.page
    await page.clock.install()
    await panel.opens("/tickets")
    await expect(page.locator("#live")).to_contain_text("live, ")
    await page.clock.fast_forward("01:00")  # in one go: what the stream says meanwhile would make it a live one
    await expect(page.locator("#cut")).to_contain_text(piece_of("page-cut-off"))
    await expect(page.locator("#cut")).to_be_hidden()
    await expect(page.locator("#live")).to_contain_text("live, ")


async def _has(panel: Panel, text: str, hold: str) -> None:
    await expect(panel.page.locator("#text")).to_have_value(text)
    await expect(panel.page.locator("#act-hold")).to_have_value(hold)


async def _adds_an_organization(panel: Panel) -> None:
    """With an outlet and a contact."""
    await panel.opens("/organizations/new")
    for name, then in (("Romashka", "/outlets/new"), ("Shop 1", "/contacts/new"), ("Anna K.", "")):
        await panel.page.fill("[name=name]", name)
        await panel.page.locator("main .button.main").click()
        await panel.page.wait_for_url(re.compile(r"/organizations/\d+(#\w+)?$"))
        if then:
            await panel.page.locator(f"main a[href$='{then}']").click()


async def _adds_an_integration(panel: Panel, hands: Hands) -> None:
    """Once; its token is worth a press in Telegram."""
    await panel.opens("/systems")
    if await panel.page.get_by_role("link", name="Shop").count():
        return
    button = panel.page.locator("form[action='/systems'] .button")
    await panel.page.fill("#name", "Shop")
    await button.click()
    await expect(panel.page.locator(".asked")).to_be_visible()
    await hands.press_any(OLGA, "lasting", ":yes")
    await panel.opens("/systems")
    await panel.page.fill("#name", "Shop")
    await button.click()
    await expect(panel.page.locator("form[action$='/scopes']").first).to_be_attached()


@pytest.mark.parametrize(
    ("theme", "language", "size"),
    [
        pytest.param("light", "en", DESKTOP, id="light-en"),
        pytest.param("dark", "ru", DESKTOP, id="dark-ru"),
        pytest.param("light", "ru", PHONE, id="light-ru"),
        pytest.param("dark", "en", PHONE, id="dark-en"),
    ],
)
async def test_axe_finds_nothing_on_any_page(
    browser: Browser, panel: Panel, hands: Hands, theme: Theme, language: str, size: ViewportSize
) -> None:
    for setting in ("targets on", "log_days 7", "organizations on"):
        await hands.say(OLGA, f"/settings {setting}")
    await hands.asks(OLGA, f"/language {language}", SPEAKS[language])
    found: list[str] = []
    async with panel_at(browser, panel.url, state=await panel.state(), theme=theme, language=language) as window:
        await _adds_an_integration(window, hands)
        await window.opens("/")
        await expect(window.page.locator("html")).to_have_attribute("lang", language)
        await _adds_an_organization(window)
        paths = await window.paths("/", *NOT_LINKED)
        assert {"/reports", "/answers", "/people", "/promises", "/audit", "/log"} <= set(paths)
        assert any(re.fullmatch(r"/systems/\d+/webhooks", path) for path in paths), " ".join(paths)
        assert len(paths) > 30, " ".join(paths)
        assert len([path for path in paths if "/organizations/" in path]) == 8, " ".join(paths)
        for path in paths:
            await window.opens(path)
            await window.page.set_viewport_size(size)
            found += [f"{path} {one}" for one in await window.findings()]
            await window.page.set_viewport_size(DESKTOP)
    assert found == []
