"""The ten tasks of a lead in a real browser, each within seven clicks and typed words; what axe finds on the way."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Locator, Page, ViewportSize, expect

from db.database import Database
from desk.i18n import catalog
from tests.browser.demo import CHROMIUM, FLAGS
from tests.flows import cast
from tests.flows.acts import answers, filed_and_taken, files
from tests.flows.chromium import browser, findings
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.phone import buttons
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.texts import piece_of, text_of

pytestmark = [pytest.mark.sentence("The panel"), pytest.mark.xdist_group("browser"), pytest.mark.limit(300)]
__all__ = ["browser"]
MOST = 7
SIZE = ViewportSize(width=1600, height=1000)


@dataclass(slots=True)
class Lead:
    """Who leads, with a mouse and a keyboard that count: a click, a key and a typed word are one each."""

    stage: Stage
    page: Page
    count: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)

    async def begins(self) -> None:
        await self.page.goto("/")
        self.count = 0

    async def ends(self, task: str) -> None:
        self.counts[task] = self.count
        self.found += [f"{task}: {one}" for one in await findings(self.page)]

    async def clicks(self, *there: Locator | str, **how: Any) -> None:
        """Each of these: a place, or a button or link by its words."""
        for one in there:
            self.count += 1
            named = one if isinstance(one, Locator) else self.page.get_by_text(one, exact=True).locator("visible=true")
            await named.first.click(**how)

    async def types(self, words: str, then: str = "") -> None:
        """Where the focus is."""
        self.count += len(words.split()) + bool(then)
        await self.page.keyboard.type(words)
        if then:
            await self.page.keyboard.press(then)

    async def finds(self, words: str) -> None:
        """By Ctrl+K, the first that is found."""
        self.count += 1
        await self.page.keyboard.press("Control+k")
        await expect(self.page.locator("#palette-words")).to_be_focused()
        await self.types(words)
        await expect(self.page.locator("#palette-rest [aria-selected=true]").first).to_be_visible()
        self.count += 1
        await self.page.keyboard.press("Enter")

    async def agrees(self) -> None:
        """In Telegram, and goes on here."""
        vera = self.stage.vera
        await expect(self.page.locator(".asked")).to_be_visible()
        await expect(self.page.locator("details.menu[open]")).to_have_count(0)
        await self.stage.settle()
        asked = [(one, data) for one in await vera.received() for data in buttons(one) if data.startswith("lasting:")]
        message, yes = next((one, data) for one, data in reversed(asked) if data.endswith(":yes"))
        await vera.presses(yes, on=message["message_id"])
        self.count += 1
        await self.clicks(text_of("lasting-again"))


@asynccontextmanager
async def leading(stage: Stage, chromium: Chromium) -> AsyncIterator[Lead]:
    """Vera's window, signed in, in a browser for which the panel's address leads to its port: browsers compare it."""
    async with panel_of(stage) as port, browser_at(port) as seen:
        await seen.signs_in(stage.vera, str(VERA))
        leads = f"--host-resolver-rules=MAP {URL.removeprefix('http://')} 127.0.0.1:{port}"
        own = await chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, leads])
        try:
            context = await own.new_context(viewport=SIZE, locale="en", base_url=URL)
            cookies = seen.client.cookies.jar
            await context.add_cookies([{"name": one.name, "value": one.value or "", "url": URL} for one in cookies])
            page = await context.new_page()
            yield Lead(stage, page)
        finally:
            await own.close()


async def test_no_task_of_a_lead_takes_more_than_seven(database: Database, browser: Chromium) -> None:
    begins = (cast.rita, cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, web__url=URL) as stage:
        rita, olga, vera = (stage.people[name] for name in ("Rita", "Olga", "Vera"))
        kim = await stage.phone("Kim")
        await vera.writes("/settings targets on")
        solved = await filed_and_taken(rita, olga, "The printer is on fire")
        await answers(olga, solved, "Take the paper out, then the plug.")
        await olga.presses(f"resolve:{solved}")
        late = [await filed_and_taken(rita, olga, f"Ladder {n} is too short") for n in range(1, 6)]
        await files(kim, "The door squeaks")
        await stage.pass_time(hours=30)
        async with leading(stage, browser) as lead:
            await _finds_what_is_late(lead, late)
            await _hands_over_five(lead)
            await _sees_who_has_most(lead)
            await _adds_a_holiday(lead)
            await _invites_somebody_with_limited_rights(lead)
            await _exports_the_month(lead)
            await _escalates_what_is_of_vips(lead)
            await _writes_an_article(lead, solved)
            await _reads_why_it_was_late(lead, late[0])
            await _erases(lead)
            await _reads_it_in_russian(lead)
            await _hands_over_on_a_phone(lead)
            await _makes_a_rule_for_a_client_on_a_phone(lead)
        assert lead.found == []
        assert max(lead.counts.values()) <= MOST, lead.counts


async def _finds_what_is_late(lead: Lead, late: list[int]) -> None:
    await lead.begins()
    lead.count += 1
    await lead.page.keyboard.press("/")
    await lead.types("Rita", "Enter")
    await lead.clicks(text_of("page-filter"), text_of("page-only-late"))
    await expect(lead.page.locator("tr[data-row]")).to_have_count(len(late))
    await lead.ends("find all late tickets of one client")


async def _hands_over_five(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks("Tickets")
    boxes = lead.page.locator("[type=checkbox][name=number]")
    await lead.clicks(boxes.first)
    await lead.clicks(boxes.nth(4), modifiers=["Shift"])
    await lead.clicks(text_of("page-bulk-verb", verb="hand"), lead.page.locator(".bulk .item", has_text="Ivan"))
    await expect(lead.page.locator("#told")).to_contain_text(text_of("page-bulk-done", verb="hand", n=5, to="Ivan"))
    await lead.ends("reassign five")


async def _sees_who_has_most(lead: Lead) -> None:
    await lead.begins()
    await expect(lead.page.locator("table.load tbody tr").first).to_contain_text("Ivan")
    await lead.ends("who is overloaded")


async def _adds_a_holiday(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks("Settings", lead.page.get_by_role("link", name="Hours", exact=True))
    day = lead.page.locator("[type=date]").first
    await lead.clicks(day)
    await day.fill("2026-12-25")
    await expect(lead.page.locator(".said-day").first).to_have_text("25 Dec 2026")
    await lead.clicks(lead.page.locator("[name=name]"))
    await lead.types("Christmas", "Enter")
    await expect(lead.page.locator("main")).to_contain_text("25 December 2026: closed, Christmas")
    await lead.ends("hours for a holiday")


async def _invites_somebody_with_limited_rights(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks("People", text_of("page-invite-more"), text_of("page-invite", role="trainee"))
    await lead.agrees()
    await expect(lead.page.locator("#told")).to_be_visible()
    await lead.ends("an agent with limited rights")


async def _exports_the_month(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks("Reports", text_of("page-exports"))
    await lead.clicks(text_of("page-exports-make"))
    await lead.stage.settle()
    async with lead.page.expect_download() as file:
        await lead.clicks(lead.page.locator("#made .linked"))
    assert (await file.value).suggested_filename.endswith(".zip")
    await lead.ends("a month's export")


async def _escalates_what_is_of_vips(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks("Settings", lead.page.get_by_role("link", name="Rules", exact=True), text_of("page-rule-new"))
    await lead.clicks(lead.page.locator("[value='condition:person_label']"))
    await expect(lead.page.locator("[name=c0_value]")).to_be_focused()
    await lead.types("vip")
    await lead.clicks(lead.page.locator("[value='action:escalate']"), text_of("page-rule-save-on"))
    await expect(lead.page.locator("main")).to_contain_text("vip")
    rule = await row(lead.stage, "select conditions, actions, enabled from rules")
    assert (rule[0][0]["values"], rule[1][0]["kind"], rule[2]) == (["vip"], "escalate", True)
    await lead.ends("a rule that escalates VIPs")


async def _writes_an_article(lead: Lead, solved: int) -> None:
    await lead.begins()
    await lead.finds(str(solved))
    await lead.clicks(lead.page.locator("#menu-more summary"), text_of("page-gaps-write"))
    await expect(lead.page.locator("[name=title-en]")).to_have_value("The printer is on fire")
    await lead.ends("an article from a solved ticket")


async def _reads_why_it_was_late(lead: Lead, number: int) -> None:
    await lead.begins()
    await lead.finds(str(number))
    await expect(lead.page.locator(".history")).to_contain_text(re.compile("target|overdue", re.IGNORECASE))
    await expect(lead.page.locator("#clock-bars")).to_contain_text(piece_of("page-clock-told"))
    await lead.ends("why was it late")


async def _erases(lead: Lead) -> None:
    await lead.begins()
    await lead.finds("Kim")
    await lead.clicks(text_of("page-erase-now"), lead.page.locator("#erase-now form .danger"))
    await lead.agrees()
    await expect(lead.page.locator("main")).to_contain_text(piece_of("page-erase-waits"))
    await lead.ends("erase a person")


async def _reads_it_in_russian(lead: Lead) -> None:
    """On a laptop of 1366 dots: the bar's longer words leave nothing outside of the window."""
    await lead.page.set_viewport_size(ViewportSize(width=1366, height=768))
    await lead.clicks(lead.page.locator(".me summary"), lead.page.locator("[name=code][value=ru]"))
    await lead.begins()
    await expect(lead.page.locator("#live")).not_to_be_empty()
    assert await lead.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def _hands_over_on_a_phone(lead: Lead) -> None:
    await lead.page.set_viewport_size(ViewportSize(width=390, height=844))
    await lead.begins()
    await lead.clicks(lead.page.locator("table.load a", has_text="Ivan"), lead.page.locator("#all"))
    hand = catalog.say("ru", "page-bulk-verb", verb="hand")
    await lead.clicks(hand, lead.page.locator(".bulk .item", has_text="Olga"))
    done = catalog.say("ru", "page-bulk-done", verb="hand", n=5, to="Olga")
    await expect(lead.page.locator("#told")).to_contain_text(done)
    await lead.ends("reassign five on a phone")


async def _makes_a_rule_for_a_client_on_a_phone(lead: Lead) -> None:
    await lead.begins()
    await lead.clicks(lead.page.locator("main a[href^='/requesters/']", has_text="Rita"))
    await lead.clicks(lead.page.locator("#labels"))
    await lead.types("gold", "Enter")
    await lead.clicks(catalog.say("ru", "page-rule-of-label", label="gold"))
    await lead.clicks(lead.page.locator("[value='action:escalate']"), catalog.say("ru", "page-rule-save-on"))
    await expect(lead.page.locator("main")).to_contain_text("gold")
    rule = await row(lead.stage, "select conditions, actions, enabled from rules order by id desc limit 1")
    assert (rule[0][0]["values"], rule[1][0]["kind"], rule[2]) == (["gold"], "escalate", True)
    await lead.ends("a rule for a client on a phone")
