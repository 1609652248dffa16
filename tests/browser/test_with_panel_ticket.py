"""The page of one ticket in a browser: the composer, menus, the way through a list, and the filter of the thread."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.hands import Hands
from tests.browser.panel import Panel, address_of, panel_at
from tests.browser.screen import Screen
from tests.texts import piece_of, text_of

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
MIRA, TIMUR, OLGA, PAVEL = 4001, 4002, 5001, 5002
_DROP = """([where, name]) => {
  const held = new DataTransfer();
  held.items.add(new File(["a,b"], name, { type: "text/csv" }));
  const at = document.querySelector(where);
  for (const type of ["dragover", "drop"])
    at.dispatchEvent(new DragEvent(type, { dataTransfer: held, bubbles: true, cancelable: true }));
}"""


@pytest_asyncio.fixture
async def hands(screen: Screen, address: str) -> AsyncIterator[Hands]:
    """Everybody's."""
    made = await Hands.on(address)
    await made.say(OLGA, "/settings undo_seconds 30")
    yield made
    await made.close()


@pytest.fixture(scope="module")
def signed_in() -> list[str]:
    """What the window of the test before knew: whoever signs in more often than a few times a minute is to wait."""
    return [""]


@pytest_asyncio.fixture
async def panel(browser: Browser, hands: Hands, signed_in: list[str]) -> AsyncIterator[Panel]:
    """Olga's window, signed in."""
    await hands.asks(OLGA, "/language en", text_of("language-set"))
    async with panel_at(browser, await address_of(hands, OLGA), state=signed_in[-1]) as window:
        await window.opens("/")
        if window.page.url != f"{window.url}/":
            await window.signs_in(hands, OLGA)
        yield window
        signed_in.append(await window.state())
        assert window.complaints == []


async def _filed(panel: Panel, hands: Hands, person: int, text: str) -> int:
    await panel.opens("/")
    await hands.say(person, f"/new {text}")
    await hands.press_any(person, "send")
    row = panel.page.locator("tr[data-row]", has_text=text)
    await expect(row).to_be_visible()
    return int(await row.get_attribute("data-row") or 0)


async def test_an_agent_works_through_a_list_without_leaving_the_keyboard(panel: Panel, hands: Hands) -> None:
    page = panel.page
    first = await _filed(panel, hands, MIRA, "Ladder 1 is too short")
    second = await _filed(panel, hands, TIMUR, "Ladder 2 is too long")
    await panel.opens("/tickets?q=ladder&sort=number")
    await page.locator(f"#row-{first}").click()
    await expect(page.locator("#place")).to_have_text(text_of("page-way", n="1", of="2"))
    await page.keyboard.press("j")
    await page.wait_for_url(f"**/tickets/{second}")
    await expect(page.locator("#place")).to_have_text(text_of("page-way", n="2", of="2"))
    await page.keyboard.press("k")
    await page.wait_for_url(f"**/tickets/{first}")
    async with page.expect_navigation():
        await page.keyboard.press("a")
    await expect(page.locator("#state")).to_contain_text("Olga")
    await page.keyboard.press("h")
    await expect(page.locator("#act-hand")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Escape")
    await expect(page.locator("#act-hand")).to_be_hidden()
    await expect(page.locator("#menu-hand summary")).to_be_focused()
    await page.keyboard.press("r")
    await page.keyboard.type("Take the /blue/ one")
    async with page.expect_navigation():
        await page.keyboard.press("Control+Enter")
    await hands.sees(MIRA, "Take the /blue/ one")
    await page.keyboard.press("h")
    await page.locator("#act-hand").get_by_role("button", name="Pavel").click()
    await expect(page.locator("#menu-hand summary")).to_contain_text("Pavel")
    await page.locator("#back").click()
    await page.wait_for_url("**/tickets?q=ladder&sort=number")


async def test_what_was_masked_stays_in_sight_while_the_thread_goes_on(panel: Panel, hands: Hands) -> None:
    page = panel.page
    number = await _filed(panel, hands, MIRA, "The till refuses a card")
    await hands.reply(MIRA, f"#{number}", "It is 4111 1111 1111 1111")
    await panel.opens(f"/tickets/{number}")
    await expect(page.locator("#entries")).to_contain_text("••• 1111")
    await panel.presses(text_of("page-masked"))
    await expect(page.locator("#entries")).to_contain_text("4111 1111 1111 1111")
    await hands.reply(MIRA, f"#{number}", "And the other one too")
    await expect(page.locator("#entries")).to_contain_text("And the other one too")
    await expect(page.locator("#entries")).to_contain_text("4111 1111 1111 1111")


async def test_a_draft_of_the_assistant_comes_while_the_page_is_open(panel: Panel, hands: Hands) -> None:
    page = panel.page
    number = await _filed(panel, hands, MIRA, "The lamp in the hall flickers")
    await panel.opens(f"/tickets/{number}")
    await page.locator("#helper button[value=draft]").click()
    draft = page.locator("#entries form.say textarea")
    await expect(draft).to_have_value(re.compile("Hello, "), timeout=30_000)
    await expect(page.locator("#helper button[value=draft]")).to_be_visible(timeout=30_000)
    await draft.fill("It is replaced tomorrow.")
    await page.locator("#entries form.say button[value=send]").click()
    await expect(page.locator("#entries")).to_contain_text("It is replaced tomorrow.")
    await hands.sees(MIRA, "It is replaced tomorrow.")


async def test_menus_and_dialogs_change_what_they_name(panel: Panel, hands: Hands) -> None:
    page = panel.page
    number = await _filed(panel, hands, MIRA, "Rope 1 is frayed")
    await panel.opens(f"/tickets/{number}")
    await page.locator("#menu-priority summary").click()
    await page.locator("#act-priority").get_by_role("button", name="critical").click()
    await expect(page.locator("#menu-priority summary")).to_contain_text("critical")
    await page.locator(".do-now button[value=claim]").first.click()
    await page.locator("#state > .state-row button[popovertarget=do-hold]").first.click()
    await expect(page.locator("#act-hold")).to_be_focused()
    await page.keyboard.type("a new rope comes")
    await page.keyboard.press("Escape")
    await expect(page.locator("#act-hold")).to_be_hidden()
    await page.locator("#state > .state-row button[popovertarget=do-hold]").first.click()
    await page.fill("#act-hold-until", "when it is there")
    await page.keyboard.press("Enter")
    await panel.says(text_of("page-wrong-time"))
    await expect(page.locator("#act-hold")).to_have_value("a new rope comes")
    await page.fill("#act-hold-until", "2h")
    await page.locator("#do-hold .main").click()
    await expect(page.locator("#menu-status summary")).to_contain_text(text_of("status-staff", status="on_hold"))
    await page.locator("#menu-priority summary").click()
    await hands.say(PAVEL, f"/priority {number} 2")
    await expect(page.locator("#history-lines")).to_contain_text("Pavel")
    await expect(page.locator("#act-priority")).to_be_visible()
    await page.locator("#text").click()
    await expect(page.locator("#menu-priority summary")).to_contain_text(text_of("priority-name", priority=2))
    await panel.opens(f"/tickets/{number}#act-escalate")
    await expect(page.locator("#act-escalate")).to_be_visible()


async def test_an_answer_is_previewed_brings_files_and_is_taken_back(panel: Panel, hands: Hands) -> None:
    page = panel.page
    await panel.opens("/answers/replies")
    await page.fill("[name=key]", "sorry")
    await page.fill("[name=text]", "We are sorry, {name}.")
    await panel.presses(text_of("page-answers-keep"))
    number = await _filed(panel, hands, MIRA, "Flag 1 is upside down")
    await panel.opens(f"/tickets/{number}")
    await panel.says(text_of("page-answer-takes"))
    await page.fill("#text", "Turn it **round**")
    await panel.presses(text_of("page-preview"))
    await expect(page.locator("#preview b")).to_have_text("round")
    await page.fill("#text", "Turn it **over**")
    await expect(page.locator("#preview b")).to_have_text("over")
    await page.evaluate(_DROP, [".thread", "one.csv"])
    await page.evaluate(_DROP, ["#text", "two.csv"])
    await page.get_by_role("button", name=text_of("page-file-remove", name="one.csv")).click()
    await page.locator("#menu-canned summary").click()
    await page.locator("#menu-canned button", has_text="!sorry").click()
    await expect(page.locator("#text")).to_have_value(re.compile(r"Turn it \*\*over\*\*\s+We are sorry, Mira"))
    await expect(page.locator("#chosen")).to_have_text("two.csv×")
    await page.fill("#text", "Turn it **over**")
    await panel.presses(text_of("page-send-and", verb="pending"))
    await panel.says(text_of("page-step-undo", status="pending", answers=1), "two.csv")
    await page.get_by_role("button", name=piece_of("page-bulk-undo")).click()
    await expect(page.locator("#text")).to_have_value("Turn it **over**")
    await expect(page.locator("#entries")).not_to_contain_text("two.csv")
    await page.fill("#text", "Turn it **over**, please")
    await panel.presses(text_of("page-send-and", verb="resolve"))
    await panel.says(text_of("page-step-undo", status="resolved", answers=1))
    await hands.sees(MIRA, "Turn it over, please")
    await page.keyboard.press("n")
    await expect(page.locator("#text")).to_be_focused()
    await panel.says(text_of("page-inside-how"))
    await page.keyboard.type("Mira is new")
    await panel.presses(text_of("page-send-note"))
    await expect(page.locator(".entry.inside", has_text="Mira is new")).to_be_visible()
    await page.locator(".segments").get_by_text(text_of("page-thread-of", which="requester")).click()
    await expect(page.locator(".entry", has_text="Mira is new")).to_be_hidden()
    await page.locator(".segments").get_by_text(text_of("page-thread-of", which="notes")).click()
    await expect(page.locator(".entry", has_text="Turn it over")).to_be_hidden()
    await expect(page.locator(".entry", has_text="Mira is new")).to_be_visible()


async def _open_palette(page: Page) -> None:
    """Press its keys once the page, which an act has loaded again, listens."""
    await expect(page.locator("#live")).to_contain_text("live, ")
    await page.keyboard.press("Control+k")


async def test_the_palette_finds_and_does_by_the_keyboard_alone(panel: Panel, hands: Hands) -> None:
    """A ticket by its number and by words, an action of its menus, and a page; no press of the mouse."""
    page = panel.page
    number = await _filed(panel, hands, MIRA, "The palette lamp hums")
    await panel.opens("/")
    found, active = page.locator("#palette"), page.locator("#palette [aria-selected=true]")
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette-words")).to_be_focused()
    await expect(page.locator("#found-pages-1")).to_have_text(text_of("page-now"))
    await expect(active).to_have_count(0)
    await page.keyboard.type("palette lamp")
    await expect(active).to_contain_text(f"#{number} The palette lamp hums")
    marked = await active.get_attribute("id")
    await expect(page.locator("#palette-words")).to_have_attribute("aria-activedescendant", marked or "")
    assert await panel.findings() == []
    await page.keyboard.press("Escape")
    await expect(found).to_be_hidden()
    await page.keyboard.press("Control+k")
    await page.keyboard.type(str(number))
    await page.keyboard.press("Enter")  # before the answer is there
    await page.wait_for_url(f"{panel.url}/tickets/{number}")
    await page.keyboard.press("Control+k")
    await page.keyboard.type(text_of("page-menu", what="tags"))
    await expect(active).to_contain_text(text_of("page-menu", what="tags"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#act-tags")).to_be_focused()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("nowhere at all")
    await expect(page.locator("#palette-none")).to_have_text(text_of("page-palette-none"))
    for _ in "nowhere at all":
        await page.keyboard.press("Backspace")
    await page.keyboard.type(text_of("page-do", verb="claim"))
    await expect(active).to_contain_text(text_of("page-do", verb="claim"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#state")).to_contain_text("Olga")
    await _open_palette(page)
    await page.keyboard.type(text_of("priority-name", priority=1))
    await expect(page.locator("#palette-rest a").first).to_be_visible()
    await expect(page.locator("#palette-acts")).to_be_hidden()  # a value is found behind its menu's name only
    await page.keyboard.press("Home")
    await page.keyboard.type(f"{text_of('page-priority')} ")
    await expect(active).to_contain_text(text_of("priority-name", priority=1))
    await page.keyboard.press("Enter")
    await expect(page.locator("#menu-priority summary")).to_contain_text(text_of("priority-name", priority=1))
    await _open_palette(page)
    await page.keyboard.type(text_of("page-wall"))
    await expect(active).to_contain_text(text_of("page-wall"))
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{panel.url}/wall")
