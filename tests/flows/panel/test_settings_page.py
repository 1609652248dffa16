"""Settings on the panel: the same as `/settings`, for admins."""

import html

import pytest

from db.database import Database
from tests.flows.acts import reads_audit
from tests.flows.panel.browser import URL, browser_at, panel_at, panel_of
from tests.flows.stage import VERA, staged
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")


async def test_a_setting_is_found_changed_and_taken_back(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL) as stage,
        panel_of(stage, max_open=20) as port,
        browser_at(port) as browser,
    ):
        vera = stage.vera
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/settings?q=remind")
        assert "/settings/remind_minutes" in browser.page
        assert "/settings/max_untaken" not in browser.page
        assert "15 min " + text_of("page-setting-as-default") in browser.text
        await browser.opens("/settings?q=nothingatall")
        assert text_of("page-settings-none") in browser.text
        await browser.opens("/settings/remind_minutes")
        await browser.sends("/settings/remind_minutes", value="soon")
        assert browser.status == 422
        assert 'value="soon"' in browser.page
        assert await browser.sends("/settings/remind_minutes", value="30") == "/settings/remind_minutes"
        await browser.opens("/settings/remind_minutes")
        assert "30 min" in browser.text
        await browser.opens("/settings")
        assert "30 min " + text_of("page-setting-by-default", value="15 min") in browser.text
        assert 'href="#setting-group-team"' in browser.page
        assert 'id="setting-group-team"' in browser.page
        await browser.opens("/settings/remind_minutes")
        await vera.writes("/settings remind_minutes")
        assert "Now: 30 min" in await vera.reads()
        version = browser.page.partition('name="undo" value="')[2].partition('"')[0]
        assert await browser.sends("/settings/remind_minutes", undo=version) == "/settings/remind_minutes"
        await browser.opens("/settings/remind_minutes")
        assert "15 min" in browser.text
        await browser.sends("/settings/remind_minutes", undo=version)
        assert browser.status == 422  # somebody was quicker
        await browser.opens("/settings/target_high")
        await browser.sends("/settings/target_high", preset="0")
        await browser.opens("/settings/target_high")
        assert "2 h" in browser.text
        assert "[" not in browser.text
        await browser.opens("/settings/max_open")
        assert 'name="value"' not in browser.page
        await browser.opens("/settings/nothing")
        assert browser.status == 404
        await browser.sends("/settings/timezone", value="<b>Mars</b>")
        assert "&lt;b&gt;Mars" in browser.page
        assert html.unescape(browser.page).count("<b>Mars</b>") == 1


async def test_several_things_are_switched_by_buttons_and_people_are_named(database: Database) -> None:
    async with panel_at(database) as (stage, browser):
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens("/settings/mask")
        assert "✓ card numbers" in browser.text
        assert 'id="value"' not in browser.page, "the buttons are enough"
        await browser.sends("/settings/mask", value="add passwords")
        await browser.opens("/settings/mask")
        assert "card numbers, passwords" in browser.text
        await browser.sends("/settings/mask", value="names")
        assert browser.status == 422
        await browser.sends("/settings/desk_notices", value="Vera")
        await browser.opens("/settings/desk_notices")
        assert "✓ Vera" in browser.text
        await browser.opens("/settings/group/notices")
        assert text_of("page-settings-save") not in browser.text, "each has a page of its own"


async def test_settings_of_a_group_are_set_in_one_form_all_or_none(database: Database) -> None:
    async with (
        staged(database, board=False, web__url=URL) as stage,
        panel_of(stage, undo_seconds=7) as port,
        browser_at(port) as browser,
    ):
        vera, form = stage.vera, "/settings/group/team"
        await browser.signs_in(vera, str(VERA))
        await browser.opens("/settings")
        assert f'href="{form}"' in browser.page
        await browser.opens(form)
        assert text_of("page-setting-by-default", value="15 min") in browser.text
        assert 'name="value-undo_seconds"' not in browser.page, "pinned by the environment"
        seen = browser.seen_of("/group/team")

        def typed(**values: str) -> dict[str, str]:
            was = {"remind_minutes": "15", "called_first": "5"}
            return {f"was-{key}": value for key, value in was.items()} | {
                f"value-{key}": value for key, value in (was | values).items()
            }

        assert await browser.sends(form, seen=seen, **typed(remind_minutes="20", called_first="<b>many</b>")) == ""
        assert browser.status == 422
        assert piece_of("page-settings-nothing-set") in browser.text
        assert 'value="20"' in browser.page
        assert "&lt;b&gt;many&lt;/b&gt;" in browser.page
        assert "aria-invalid" in browser.page
        assert await browser.sends(form, seen=seen, **typed(remind_minutes="20", called_first="60")) == f"{form}?done=1"
        await vera.writes("/settings remind_minutes")
        assert "Now: 20 min" in await vera.reads()
        audited = await reads_audit(vera, "called")
        assert "5 → 60" in audited
        assert await browser.sends(form, seen=seen, **typed(called_first="120")) == "", "somebody was quicker"
        assert piece_of("setting-changed-since") in browser.text
        assert 'value="120"' in browser.page
        assert 'value="20"' in browser.page, "what was not touched is as it is now"
        assert "Now: 60" in browser.text
        seen = browser.seen_of("/group/team")
        assert await browser.sends(form, seen=seen, **(typed() | {"value-called_first": "default"})) == f"{form}?done=1"
        await vera.writes("/settings called_first")
        assert "Now: 5" in await vera.reads()
        await browser.opens("/settings/group/nothing")
        assert browser.status == 404


_SENT: dict[str, dict[str, str | list[str]]] = {
    "/people/invite": {"role": "admin"},
    "/people/1/presence": {"until": "back"},
    "/people/1/topics": {},
    "/people/1/move": {"to": "queue"},
    "/people/1/dismiss": {"to": "queue"},
    "/people/1/week": {"day": [""] * 7},
    "/people/1/day": {"day": "2031-12-31"},
    "/people/1/copy": {"to": "1"},
    "/people/1/no-shifts": {},
    "/requesters/1/block": {"to": "block"},
    "/settings/remind_minutes": {"value": "30"},
    "/settings/group/escalation": {"value-escalate_breach": "on"},
    "/hours": {"none": "1"},
    "/hours/days": {"first": "2031-12-31"},
    "/promises": {"first": ["1 h"] * 4, "solve": ["2 h"] * 4},
    "/texts/en.00000000": {"words": "I", "was-words": ""},
    "/topics": {"kind": "topic", "name": "Mine"},
    "/topics/offered": {},
    "/topics/1": {"act": "up"},
    "/systems": {"name": "Mine"},
    "/systems/1/token": {},
    "/systems/1/revoke": {},
    "/systems/1/webhooks": {"url": "https://shop.example/in"},
    "/systems/1/webhooks/1/secret": {},
    "/systems/1/webhooks/1/remove": {},
    "/failed/1/retry": {},
    "/bulk": {"verb": "claim", "number": "1"},
}
