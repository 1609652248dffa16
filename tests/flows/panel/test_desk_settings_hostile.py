"""What nobody means, in addresses and forms of People and Settings: said, never an error of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.panel.browser import URL, Browser, browser_at, panel_of
from tests.flows.stage import VERA, Stage, staged

_NUL = "a\0b"
_HUGE = "9" * 22
_FORMS: list[tuple[str, dict[str, str | list[str]]]] = [
    ("/topics", {"name": _NUL}),
    ("/topics/1/name", {"name": f"{_NUL}c", "language": "ru"}),
    ("/topics/1/keywords", {"typed": "toner, x\0y"}),
    ("/topics/1/question", {"typed": "place: Wh\0ich?"}),
    ("/topics/1/drop-question", {"key": _NUL}),
    ("/systems", {"name": _NUL}),
    ("/systems/1/pages", {"pages": _NUL}),
    ("/hours/days", {"first": "2031-01-01", "name": _NUL}),
    ("/hours", {"day": [_NUL, *[""] * 6]}),
    ("/promises", {"first": ["1 h\0"] * 4, "solve": ["2 h"] * 4}),
    ("/promises", {"first": ["1 h"], "solve": []}),
    ("/settings/critical_words", {"value": "fire, x\0y"}),
    ("/settings/timezone", {"value": _NUL}),
    ("/settings/escalate_to", {"value": _NUL}),
    ("/texts/en/00000000", {"text": _NUL}),
    ("/people/1/week", {"day": [_NUL, *[""] * 6]}),
    ("/people/2/week", {"day": ["9-18"]}),
    ("/people/2/day", {"day": "2031-01-01\0", "hours": "9-18"}),
    ("/people/2/copy", {"to": _HUGE}),
    ("/people/2/move", {"what": "x", "to": "queue"}),
    *(
        (f"{page}/{_HUGE}/{what}", {"until": "back", "to": "block"})
        for page, what in (
            ("/people", "presence"), ("/requesters", "block"), ("/topics", "up"), ("/topics", "people"),
            ("/topics", "restore"), ("/systems", "revoke"),
        )
    ),
]  # fmt: skip
_ADDRESSES = (
    "/audit?q=%00", f"/audit?by={_HUGE}&page={_HUGE}", "/texts?q=%00", "/texts/en/%00", f"/requesters?page={_HUGE}",
    "/requesters?page=-3", f"/requesters/{_HUGE}", "/requesters/0", f"/people/{_HUGE}", f"/people/{_HUGE}/dismiss",
    f"/topics/{_HUGE}", f"/topics?removed={_HUGE}", f"/systems/{_HUGE}", "/settings/%00", "/settings?q=%00",
)  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with an agent and a topic, and Vera signed in."""
    async with (
        staged(database, board=False, begins=(cast.olga,), panel_url=URL) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        await stage.people["Vera"].writes("/categories add Printers")
        await browser.signs_in(stage.people["Vera"], str(VERA))
        yield stage, browser


@pytest.mark.broad
async def test_what_nobody_means_is_no_error_of_ours(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/people")
    form = browser.form
    for path, fields in _FORMS:
        await browser.sends(path, form=form, seen="0", **fields)
        assert browser.status < 500, path
    for path in _ADDRESSES:
        await browser.opens(path)
        assert browser.status < 500, path
