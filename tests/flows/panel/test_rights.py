"""Who gets what from the panel: every page and form there is, for requesters, agents, admins, the dismissed. What it is
for nobody at all is `test_security`'s."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.announcements import mailing
from desk.policy.permissions import ANY_SETTING, Grant
from desk.problems import known_problems
from desk.text import RichText
from tests.flows import cast
from tests.flows.acts import dismissed, files, invite
from tests.flows.clients import as_vera
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.panel.test_security import ROUTES
from tests.flows.scenes import may
from tests.flows.stage import VERA, Stage, staged

pytestmark = pytest.mark.sentence("The panel")

_STRANGERS = ("/sign-in", "/sign-in/{word}", "/sign-in/finish", "/wall/{secret}")
_ELSEWHERE = (
    "/live", "/sign-out", "/files/{address}/{name}", "/tickets/{number}/files/{file_id}", "/second-factor",
    "/profile/app", "/profile/codes", "/profile/passkey", "/profile/sessions",
)  # fmt: skip
"""A stream that does not end; what ends the session; what comes from Telegram, and the second factor, with tests of
their own."""
_AGENTS = frozenset({
    "/", "/wall", "/tickets", "/tickets/{number}", "/tickets/{number}/act", "/tickets/{number}/do",
    "/tickets/{number}/fill", "/tickets/{number}/forward", "/tickets/{number}/mails/{entry_id}",
    "/tickets/{number}/masked", "/tickets/{number}/preview", "/tickets/{number}/undo",
    "/tickets/{number}/priority", "/tickets/{number}/say", "/views", "/views/{view_id}/remove",
    "/reports", "/reports/counted", "/reports/csv", "/reports/figures",
    "/answers", "/answers/new", "/answers/from/{ticket}", "/answers/gaps", "/answers/ideas",
    "/answers/ideas/{key}", "/events", "/events/{key}",
    "/answers/{article_id:id}",
    "/palette", "/take",
    "/answers/{article_id:id}/retire", "/answers/{article_id:id}/take",
    "/answers/{article_id:id}/{language}/{version:id}", "/answers/replies", "/answers/replies/{key}",
    "/organizations", "/tickets/{number}/account", "/language",
    "/profile", "/profile/alerts", "/profile/alerts/off", "/profile/app/confirm",
    "/profile/factors/{factor_id}",
    "/profile/sessions/{session_id}",
})  # fmt: skip
"""What is there for agents too, where the setting lets them in; everything else is an admin's, and new pages are until
they stand here."""
_USUAL = "/write"
"""What a right opens that agents have unless it is taken from them."""
_KNOWN = {"key": "undo_seconds", "language": "en", "code": "00000000", "what": "up", "name": "notices"}
_PARTS = {"person_id": 1, "system_id": 1, "topic_id": 1}


def _filled(path: str, number: int) -> str:
    """An address of that kind, of something that is there where it can be."""
    return re.sub(r"{(\w+)(:id)?}", lambda found: str(_KNOWN.get(found[1], _PARTS.get(found[1], number))), path)


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, int]]:
    """A desk with an agent, somebody who asks, a topic and a canned reply of the desk."""
    async with (
        staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        vera = stage.vera
        await vera.writes("/categories add Printers")
        await vera.writes("/settings log_days 30")
        await vera.writes("/settings organizations on")
        await vera.writes("/settings ideas on")
        async with as_vera(stage) as acting:
            await known_problems.draft_problem(acting, "Slow", RichText("The wifi is slow"))
            await mailing.draft_announcement(acting, RichText("Hello"))
        yield stage, port


async def _sent(browser: Browser, method: str, path: str, form: str) -> int:
    filled = {"form": form, "value": "1", "verb": "nothing", "act": "nothing"} if method == "POST" else None
    return (await browser.client.request(method, path, data=filled)).status_code


async def test_every_page_is_there_for_whom_it_is_meant_and_for_nobody_else(desk: tuple[Stage, int]) -> None:
    stage, port = desk
    vera, olga, rita = (stage.people[name] for name in ("Vera", "Olga", "Rita"))
    number = await files(rita, "The heating is cold")
    async with browser_at(port) as admin, browser_at(port) as agent, browser_at(port) as requester:
        for one in (olga, rita):  # whom nobody let in gets no code, and no other answer than anybody
            await requester.opens("/sign-in")
            await requester.sends("/sign-in", name=str(one.id))
            await stage.settle()
            assert not [m for m in await one.received() if "sign in to the panel" in str(m)]
        await vera.writes("/settings panel_for_agents on")
        await admin.signs_in(vera, str(VERA))
        await admin.opens("/tickets")
        await agent.signs_in(olga, str(olga.id))
        await agent.opens("/tickets")
        pages = [one for one in ROUTES if one[1] not in (*_STRANGERS, *_ELSEWHERE)]
        assert {path for _, path in pages} >= _AGENTS
        wrong = []
        for method, path in pages:
            address = _filled(path, number)
            if path in _AGENTS and (method == "POST" or "{" in path):
                continue
            seen = await _sent(agent, method, address, agent.form)
            if path not in (*_AGENTS, _USUAL) and seen not in (404, 422):
                wrong.append(("agent", method, path))
            if method == "GET" and "{" not in path:
                if path in _AGENTS and seen != 200:
                    wrong.append(("agent", method, path))
                if await _sent(admin, method, address, "") != 200:
                    wrong.append(("admin", method, path))
        assert not wrong
        await vera.writes("/settings panel_for_agents off")
        for path in ("/", "/tickets", "/answers", "/reports", f"/tickets/{number}"):
            assert await agent.opens(path) == "/sign-in"


NEEDED_BY_PAGES: dict[str, Grant | frozenset[Grant]] = {
    "people": Grant.TEAM,
    "shifts": Grant.TEAM,
    "requesters": Grant.ORGANIZATIONS,
    "write": Grant.WRITE,
    "organizations": Grant.ORGANIZATIONS,
    "settings": ANY_SETTING,
    "hours": Grant.SETTINGS_HOURS,
    "promises": Grant.SETTINGS_PROMISES,
    "topics": Grant.TOPICS,
    "texts": Grant.PUBLISH,
    "systems": Grant.INTEGRATIONS,
    "failed": Grant.OPERATIONS,
    "audit": Grant.AUDIT,
    "log": Grant.AUDIT,
    "answers": Grant.PUBLISH,
    "/answers/many": Grant.MAILINGS,
    "reports": Grant.EXPORT,
    "announcements": Grant.MAILINGS,
    "problems": Grant.MAILINGS,
    "approvals": Grant.APPROVE,
    "rules": Grant.RULES,
    "reviews": Grant.REVIEW,
    "/reviews/results.csv": Grant.EXPORT,
    "/organizations.csv": Grant.EXPORT,
    "/tickets.csv": Grant.EXPORT,
    "/bulk": Grant.TEAM,
    "/ring": Grant.TEAM,
    "/profile/wall": Grant.TEAM,
    "/requesters/{person_id}/erase": Grant.PRIVACY,
    "/requesters/{person_id}/labels": Grant.RULES,
    "/topics.csv": Grant.TOPICS,
}
"""What pages and forms need that are not every agent's, by their address or its first part."""


_WITH_REVIEW = ("/reviews/results.csv",)
"""Whoever may export needs the right to review, too."""


def _get_needed(path: str) -> Grant | frozenset[Grant]:
    """Return what a page or form needs; one without an entry fails."""
    needed = NEEDED_BY_PAGES.get(path, NEEDED_BY_PAGES.get(path.split("/")[1]))
    assert needed is not None, path
    return needed


async def test_each_right_has_its_pages_and_forms_and_no_other(desk: tuple[Stage, int]) -> None:
    """Somebody with everything but a right, and somebody with that right alone."""
    stage, port = desk
    vera, olga = stage.vera, stage.olga
    await vera.writes("/settings panel_for_agents on")
    there = [one for one in ROUTES if one[1] not in (*_STRANGERS, *_ELSEWHERE)]
    pages = [path for method, path in there if method == "GET" and "{" not in path]
    forms = [one for one in there if (one[0] == "POST" or "{" in one[1]) and one[1] not in _AGENTS]
    wrong = []
    async with browser_at(port) as browser:
        await browser.signs_in(olga, str(olga.id))
        await browser.opens("/tickets")
        for needed in set(NEEDED_BY_PAGES.values()):
            some = needed if isinstance(needed, frozenset) else frozenset({needed})
            await may(stage, olga, **{one.value: one not in some for one in Grant})
            for method, path in forms:
                if _get_needed(path) == needed:
                    seen = await _sent(browser, method, _filled(path, 1), browser.form)
                    if seen not in (403, 404, 422):
                        wrong.append(("without", needed, path, seen))
            alone = min(some)
            await may(stage, olga, **{one.value: one is alone for one in Grant})
            for path in pages:
                asked = NEEDED_BY_PAGES.get(path, NEEDED_BY_PAGES.get(path.split("/")[1]))
                opens = path in _AGENTS or asked is alone or (isinstance(asked, frozenset) and alone in asked)
                seen = await _sent(browser, "GET", path, "")
                if (seen == 200) is not (opens and path not in _WITH_REVIEW):
                    wrong.append((alone, path, seen))
    assert not wrong


async def test_who_was_dismissed_has_no_page_at_all(desk: tuple[Stage, int]) -> None:
    """Nor does that session once they are on the team again."""
    stage, port = desk
    vera, olga = stage.vera, stage.olga
    await vera.writes("/settings panel_for_agents on")
    async with browser_at(port) as gone:
        await gone.signs_in(olga, str(olga.id))
        await gone.opens("/tickets")
        await dismissed(stage, olga)
        for is_back in (False, True):
            if is_back:
                await olga.writes(f"/start {await invite(vera)}")
            for method, path in ROUTES:
                if path not in (*_STRANGERS, *_ELSEWHERE):
                    address, refused = _filled(path, 1), (303,) if method == "GET" else (303, 404, 422)
                    assert await _sent(gone, method, address, gone.form) in refused, (is_back, path)
