"""A session of the panel gives nobody more than it lasts, whichever form is sent.

Each form that gives something is refused until its person has confirmed it in Telegram, and the other admins hear of
it; no form at all, whatever it is sent, lets people, tokens, links or webhooks do more than before.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import product

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from desk.policy.permissions import PRESETS, Grant
from tests.flows import cast
from tests.flows.acts import invite
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of, vera_let_in
from tests.flows.panel.lasting_rights import furnish, read_rights
from tests.flows.panel.test_security import ROUTES
from tests.flows.phone import Phone, buttons
from tests.flows.stage import Stage, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

Fields = Mapping[str, str | list[str]]
_ALL_GRANTS = [grant.value for grant in Grant]
_GIFTS: tuple[tuple[str, Fields], ...] = (
    *(("/people/invite", {"role": role.value}) for role in PRESETS),
    ("/people/{nora}/grants", {"reset": "1"}),
    ("/people/{olga}/grants", {"grant": _ALL_GRANTS, "was": ["work", "send"]}),
    ("/people/{tina}/trainee", {"what": "promote"}),
    ("/people/{nora}/role", {"role": "manager"}),
    ("/people/{nora}/role", {"role": "admin"}),
    ("/systems", {"name": "Evil"}),
    ("/systems/{system}/scopes", {"scope": ["tickets", "all:read", "webhooks"], "was": ["tickets"]}),
    ("/systems/{system}/expiry", {"days": "365"}),
    ("/systems/{system}/expiry", {"days": "0"}),
    ("/systems/{system}/pages", {"pages": "https://evil.example", "stood": ""}),
    ("/systems/{system}/token", {}),
    ("/systems/{shut}/restore", {}),
    ("/systems/{system}/webhooks", {"url": "https://127.0.0.1/evil"}),
    ("/systems/{system}/webhooks/{webhook}/secret", {}),
    ("/systems/{system}/webhooks/{mute}/on", {}),
    ("/profile/wall", {}),
    ("/organizations/{organization}/members/{member}/role", {"role": "administrator", "was": "user"}),
    ("/organizations/{organization}/members/{member}/role", {"role": "director", "was": "administrator"}),
    ("/organizations/{organization}/members/new", {"person": "{dora}", "role": "director"}),
    ("/organizations/{organization}/contacts/new",
     {"name": "Mallory", "phone": "+79160000001", "position": "Director"}),
    ("/organizations/{organization}/contacts/{contact}", {"position": "director", "was-position": "clerk"}),
    ("/settings/positions", {"value": ["clerk", "director"]}),
    ("/settings/web_addresses", {"value": "127.0.0.0/8"}),
    ("/settings/panel_for_agents", {"value": "on"}),
    ("/settings/second_factor", {"value": "optional"}),
)  # fmt: skip
"""What gives somebody more, in an order in which each one does."""
_FILES: tuple[tuple[str, Fields], ...] = (
    ("/reports/exports", {"period": "month", "words": "true"}),
    ("/reports/exports/{export}", {}),
    ("/tickets.csv", {"state": "all"}),
)
"""What takes people's words away."""


@asynccontextmanager
async def _stolen(database: Database) -> AsyncIterator[tuple[Stage, Browser, dict[str, int]]]:
    """A desk with Nina, another admin, and Vera's session, half an hour old."""
    begins = (cast.rita, cast.olga, vera_let_in)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        browser_at(port) as browser,
    ):
        nina, vera = await stage.phone("Nina"), stage.vera
        await nina.writes(f"/start {await invite(vera, 'admin')}")
        await vera.presses(f"admit:{nina.id}")
        ids = await furnish(stage)
        browser.client.cookies.update(await stage.once(vera_let_in))
        stage.clock.on(minutes=30)
        await browser.opens("/profile")
        yield stage, browser, ids


def _filled(fields: Fields, ids: Mapping[str, int]) -> dict[str, str | list[str]]:
    return {name: one.format_map(ids) if isinstance(one, str) else one for name, one in fields.items()}


@pytest.mark.parametrize("forms", [_GIFTS[6:8] + _FILES[2:], _GIFTS + _FILES])
async def test_what_lasts_is_confirmed_first_and_the_other_admins_hear_of_it(
    database: Database, forms: tuple[tuple[str, Fields], ...]
) -> None:
    async with _stolen(database) as (stage, browser, ids):
        vera, nina, wrong = stage.vera, stage.people["Nina"], []
        for path, fields in forms:
            gives, address, form = (path, fields) in _GIFTS, path.format_map(ids), browser.form
            before, heard = await read_rights(stage), len(await nina.texts())
            await browser.sends(address, form=form, **_filled(fields, ids))
            if browser.status not in (409, 422) or text_of("lasting-first") not in browser.text:
                wrong.append((path, fields, "not asked", browser.status))
            if await read_rights(stage) != before:
                wrong.append((path, fields, "done without a press"))
                continue
            await stage.settle()
            await _agree(vera)
            await browser.sends(address, form=form, **_filled(fields, ids))
            await stage.settle()
            if gives and not await read_rights(stage) - before:
                wrong.append((path, fields, "gives nothing", browser.status))
            if browser.status not in (200, 303):
                wrong.append((path, fields, "not done", browser.status))
            if len(await nina.texts()) == heard:
                wrong.append((path, fields, "nobody is told"))
            await browser.opens("/profile")
        assert not wrong


async def _agree(vera: Phone) -> None:
    asked = await vera.containing("Somebody in the panel asks in your name")
    yes = [data for data in buttons(asked) if data.startswith("lasting:") and data.endswith(":yes")]
    if yes:
        await vera.presses(yes[0], on=asked["message_id"])


_LEAVING = ("/sign-out", "/profile/sessions", "/profile/sessions/{session_id}")
_WORDS = ("scopes", "expiry", "pages", "rate", "token", "restore", "on", "secret", "role", "confirm", "up")
_PARTS: dict[str, tuple[str, ...]] = {
    "what": _WORDS, "kind": ("contacts", "outlets"), "key": ("panel_for_agents", "positions"), "name": ("desk",),
    "language": ("en",), "code": ("00000000",), "person_id": ("{olga}", "{tina}", "{nora}"), "number": ("{ticket}",),
    "system_id": ("{system}", "{shut}"), "webhook_id": ("{webhook}", "{mute}"), "result": ("{export}",),
    "organization_id": ("{organization}",), "membership_id": ("{member}",), "record_id": ("{contact}",),
}  # fmt: skip
_GREED: dict[str, str | list[str]] = {
    "grant": _ALL_GRANTS, "was": ["user"], "reset": "", "what": "promote", "name": "Evil", "days": "0",
    "scope": [scope.value for scope in Scope], "pages": "https://evil.example", "stood": "",
    "url": "https://127.0.0.1/x",
    "kind": [], "person": "{dora}", "phone": "+79160000002", "position": "director", "was-position": "clerk",
    "was-phone": "+79161234567", "value": "clerk = director", "value-panel_for_agents": "on", "text": "x",
    "then": "save", "was-panel_for_agents": "off", "mentor": "0", "verb": "claim", "act": "claim", "to": "{olga}",
    "until": "open",
}  # fmt: skip
"""The fields of all forms that give something, in one form."""


def _addresses(ids: Mapping[str, int]) -> list[str]:
    """Every address that takes a form, for each thing there is."""
    found = []
    for method, path in ROUTES:
        names = re.findall(r"{(\w+)(?::id)?}", path)
        if method == "POST" and path not in _LEAVING:
            for values in product(*(_PARTS.get(name, ("1",)) for name in names)):
                address = path
                for name, value in zip(names, values, strict=True):
                    address = re.sub(rf"{{{name}(:id)?}}", value.format_map(ids), address)
                found.append(address)
    return found


@pytest.mark.limit(600)
@pytest.mark.parametrize("role", ["admin", "director"])
async def test_no_form_at_all_gives_more_than_the_session_lasts(database: Database, role: str) -> None:
    """Forms that are new are among them; each is sent more than any of them has."""
    async with _stolen(database) as (stage, browser, ids):
        form, asked, wrong = browser.form, set(), []
        greedy = _filled({**_GREED, "role": role}, ids)
        for address in _addresses(ids):
            before = await read_rights(stage)
            await browser.sends(address, form=form, **greedy)
            if text_of("lasting-first") in browser.text:
                asked.add(re.sub(r"\d+", "1", address))
            more = await read_rights(stage) - before
            if more:
                wrong.append((address, sorted(map(str, more))[:3]))
        assert not wrong
        assert len(asked) >= 8, "forms give things when they are sent like this"
