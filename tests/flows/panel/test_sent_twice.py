"""The same form of the panel sent twice (a double click, a page loaded anew) makes one thing."""

import asyncio
import re

import pytest
from sqlalchemy import func, select

from db.database import Database
from db.models import Article, Confirmation, Integration, Invite, MenuItemRow, PresetAnswer, SavedView, Subscription
from desk.notifications.confirmations import VALID_FOR
from desk.people import person_rows
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

FORMS = (
    ("/answers/new", "/answers/new", {"title-en": "Plugs", "body-en": "Push.", "then": "keep"}, Article),
    ("/answers/presets", "/answers/presets", {"kind": "preset", "title": "Parking"}, PresetAnswer),
    ("/answers/menu", "/answers/menu", {"kind": "text", "caption": "Parking"}, MenuItemRow),
    ("/systems", "/systems", {"name": "Shop"}, Integration),
    ("/systems/1/webhooks", "/systems/1/webhooks", {"url": "https://127.0.0.1/in"}, Subscription),
    ("/people", "/people/invite", {"role": "agent"}, Invite),
)
SAID_ONCE = {"/systems", "/systems/1/webhooks", "/people/invite"}


async def rows(stage: Stage, of: type) -> int:
    """How many there are."""
    return await sole(stage, select(func.count()).select_from(of))


def once(browser: Browser, action: str) -> str:
    """The key of the form to that address."""
    form = browser.page.partition(f'method="post" action="{action}"')[2].partition("</form>")[0]
    found = re.search(r'name="once" value="([0-9a-f]+)"', form)
    assert found is not None, action
    return found[1]


async def pressed(stage: Stage, *asked: tuple[str, str]) -> None:
    """Vera has said in Telegram that these were she."""
    async with stage.database.unit_of_work() as session:
        vera = await person_rows.find_by_telegram(session, VERA)
        assert vera is not None
        now = stage.clock()
        for what, about in asked:
            session.add(
                Confirmation(
                    person_id=vera.id, what=what, about=about, asked_at=now, pressed_at=now, ends_at=now + VALID_FOR
                )
            )


async def test_what_is_sent_twice_is_made_once(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        browser_at(port) as browser,
    ):
        await browser.signs_in(stage.vera, str(VERA))
        await pressed(stage, ("system", "Shop"), ("system", "Shop2"), ("invite", "agent"))
        await pressed(stage, *[(what, "Shop: 127.0.0.1") for what in ("webhook", "signing") for _ in range(2)])
        for page, action, fields, of in FORMS:
            await browser.opens(page)
            there = await rows(stage, of)
            said = {"form": browser.form, "once": once(browser, action), **fields}
            both = await asyncio.gather(*(browser.client.post(action, data=said) for _ in "ab"))
            assert await rows(stage, of) == there + 1, action
            third = await browser.client.post(action, data=said)
            assert (third.status_code, await rows(stage, of)) == (303, there + 1), action
            led = third.headers["location"]
            assert [one.headers["location"] for one in both] == [led, led], action
            if action in SAID_ONCE:
                for shown in (True, False):
                    await browser.opens(led)
                    assert ('id="told" readonly' in browser.page) is shown, action
                assert text_of("page-told-once") in browser.text, action
            other = {
                name: f"{value}2" for name, value in fields.items() if name in ("title-en", "title", "name", "url")
            }
            if other:  # after a way back, with other words
                await browser.client.post(action, data={**said, **other})
                assert await rows(stage, of) == there + 2, action
        await browser.opens("/systems/1/webhooks")
        secrets = [f"/systems/1/webhooks/{one}/secret" for one in (1, 2)]
        said = {"form": browser.form, "once": once(browser, secrets[0])}
        changed = [await browser.client.post(action, data=said) for action in secrets]
        assert len({one.headers["location"] for one in changed}) == 2, "two forms of one page"
        await browser.opens("/tickets")
        named = [{"form": browser.form, "name": name, "priority": "1"} for name in ("Мои", "мои", "МОИ ")]
        assert {one.status_code for one in await asyncio.gather(*(browser.client.post("/views", data=n) for n in named))} == {303}  # fmt: skip # noqa: E501
        assert await rows(stage, SavedView) == 1
