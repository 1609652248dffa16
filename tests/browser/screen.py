"""The page as its visitor has it: phones, the board, the opened task. Knows the page's marks, not what is tested."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, async_playwright, expect
from playwright.async_api import TimeoutError as TooLong

from tests.browser.demo import CHROMIUM, FLAGS
from tests.cpu import crowd

DESKTOP = ViewportSize(width=1440, height=900)
TEAM = -4001
"""The chat of the team's group."""
_PATIENCE = 75_000  # a slow machine starts a process in half a minute; reminders due within a minute are bundled
_READY = 120_000


@dataclass(frozen=True, slots=True)
class Phone:
    """One person's phone."""

    screen: "Screen"
    person: int

    @property
    def node(self) -> Locator:
        return self.screen.one(f"phone-{self.person}")

    @property
    def chat(self) -> Locator:
        return self.screen.one(f"chat-{self.person}")

    async def large(self) -> None:
        """Make it the large one of its column."""
        opener = self.screen.one(f"open-phone-{self.person}")
        if await opener.is_enabled():
            await opener.click()

    async def types(self, text: str) -> None:
        """Without sending it."""
        await self.large()
        await self.screen.one(f"composer-{self.person}").fill(text)

    async def writes(self, text: str) -> None:
        await self.types(text)
        await self.screen.one(f"send-{self.person}").click()

    async def replies(self, to: str, text: str) -> None:
        """Answer the newest message that holds `to`."""
        await self.chat.locator(".msg.bot .bubble", has_text=to).last.click(position={"x": 8, "y": 8})
        await self.writes(text)

    async def sends_the_sample_photo(self, caption: str) -> None:
        await self.screen.one(f"composer-{self.person}").fill(caption)
        await self.screen.one(f"attach-{self.person}").click()
        await self.screen.one(f"attach-sample-{self.person}").click()
        await expect(self.node.get_by_test_id("attached")).to_be_visible()
        await self.screen.one(f"send-{self.person}").click()

    async def presses(self, data: str) -> None:
        await self.large()
        await self.chat.get_by_test_id(f"button-{data}").last.click()

    async def presses_any(self, verb: str) -> None:
        """The newest button of a kind, whatever ticket it is of."""
        await self.large()
        await self.chat.locator(f"[data-testid^='button-{verb}:']").last.click()

    async def sends_now(self) -> None:
        """Send the draft; on a slow machine the quiet time has done so before."""
        await self.large()
        try:
            await self.chat.locator("[data-testid^='button-send:']").last.click(timeout=8_000)
        except TooLong:
            await expect(self.chat.locator("[data-testid^='button-to:new']").last).to_be_visible()

    async def number(self) -> int:
        """Of the ticket that their newest receipt is about."""
        await self.large()
        pill = self.chat.locator(".msg.bot.with-keys .pill").last
        return int((await pill.text_content() or "").removeprefix("#"))

    async def offers(self, data: str) -> None:
        await self.large()
        await expect(self.chat.get_by_test_id(f"button-{data}").last).to_be_visible()

    async def sees(self, *words: str) -> None:
        """All of the words, in one message."""
        await self.large()
        found = self.chat.locator(".msg")
        for part in words:
            found = found.filter(has_text=part)
        await expect(found.last).to_be_attached()

    async def shows(self, text: str) -> None:
        """Wherever on the phone, also when it is only a row."""
        await expect(self.node).to_contain_text(text)


@dataclass(frozen=True, slots=True)
class Group(Phone):
    """The team's group, whose topics are listed."""

    async def lists(self) -> None:
        """Show the list, where it has no room beside the chat."""
        back = self.screen.one(f"topics-back-{self.person}")
        if await back.is_visible():
            await back.click()

    def topic(self, number: int) -> Locator:
        """A ticket's row in the list."""
        return self.screen.one(f"topics-{self.person}").locator(".topic", has=self.screen.one(f"pill-{number}"))

    async def opens(self, number: int) -> None:
        await self.large()
        await self.lists()
        await self.topic(number).click()


@dataclass(frozen=True, slots=True)
class Board:
    """The simulated Todoist."""

    screen: "Screen"

    def card(self, number: int) -> Locator:
        return self.screen.one(f"card-{number}")

    async def has(self, number: int, section: str) -> None:
        await expect(self.screen.one(f"section-{section}").get_by_test_id(f"card-{number}")).to_be_visible()

    async def drags(self, number: int, section: str) -> None:
        await self.card(number).drag_to(self.screen.one(f"section-{section}"))
        await self.has(number, section)

    async def adds(self, content: str) -> None:
        """A task, into the first section."""
        await self.screen.one("add-task").click()
        await self.screen.one("new-content").fill(content)
        await self.screen.one("form-task-ok").click()

    async def opens(self, number: int) -> None:
        await self.card(number).click()
        await expect(self.screen.one("task-sheet")).to_be_visible()

    async def acts_as(self, name: str) -> None:
        await self.screen.one("board-as").click()
        await self.screen.one("as-menu").get_by_role("menuitemradio").filter(has_text=name).click()

    async def comments(self, text: str) -> None:
        """Under the opened task, as whom the board is set to act."""
        await self.screen.one("comment-input").fill(text)
        await self.screen.one("comment-send").click()

    async def tells(self, *words: str) -> None:
        """All of the words, in one comment of the opened task."""
        found = self.screen.page.locator(".comment")
        for part in words:
            found = found.filter(has_text=part)
        await expect(found.last).to_be_attached()


class Screen:
    """One browser window on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.board = Board(self)
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.complaints.append(f"{said.text} {said.location['url']}")

    def one(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def phone(self, person: int) -> Phone:
        return Phone(self, person)

    def group(self) -> Group:
        return Group(self, TEAM)

    async def adds_person(self, name: str, language: str = "en") -> Phone:
        """A new requester, in front of the others."""
        return await self._adds("requester", name, language)

    async def adds_agent(self, name: str) -> Phone:
        """A new agent, by an invite, in front of the others."""
        return await self._adds("agent", name, "en")

    async def _adds(self, role: str, name: str, language: str) -> Phone:
        await self.one(f"add-{role}s").click()
        await self.one("new-name").fill(name)
        await self.one("new-language").select_option(language)
        await self.one(f"form-{role}-ok").click()
        named = self.page.locator(".phone-name", has_text=name)
        phone = self.page.locator(f"#{role}s .phone[data-mode='large']", has=named)
        return self.phone(int(await phone.get_attribute("data-person") or 0))

    async def ticked(self, step: str) -> None:
        """The guide has seen it happen."""
        await expect(self.page.locator(f".step.done[data-testid='try-{step}']")).to_be_attached()

    async def still(self) -> None:
        """Nothing waits, nothing moves, and the pointer is out of the way."""
        await expect(self.one("health")).to_have_attribute("data-state", "well")
        await self.page.mouse.move(700, 20)
        await self.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))")

    async def ready(self) -> None:
        """Everybody is on the desk and linked; otherwise it says how far they came."""
        try:
            await expect(self.page.locator("body[data-ready]")).to_be_attached(timeout=_READY * crowd())
        except AssertionError:
            bar, last = await self.page.locator(".bar").inner_text(), await self.page.locator(".msg").all_inner_texts()
            raise AssertionError(f"not everybody is on the desk: {bar!r}, {last[-12:]}") from None


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """A browser while the block lasts, with no window yet."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    size: ViewportSize = DESKTOP,
    *,
    scheme: str = "dark",
    scale: float = 1,
    locale: str = "en-GB",
) -> AsyncIterator[Screen]:
    """A window on the page while the block lasts, which knows nothing of others. `scheme`: "light" has been chosen."""
    context = await browser.new_context(
        viewport=size,
        device_scale_factor=scale,
        timezone_id="UTC",
        locale=locale,
    )
    try:
        context.set_default_timeout(_PATIENCE * crowd())
        expect.set_options(timeout=_PATIENCE * crowd())
        if scheme == "light":
            await context.add_init_script("localStorage.setItem('pulldesk-theme', 'light')")
        screen = Screen(await context.new_page())
        await screen.page.goto(url)
        yield screen
    finally:
        await context.close()
