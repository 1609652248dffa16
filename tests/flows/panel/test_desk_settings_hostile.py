"""What nobody means, in addresses and forms of the panel: said, never an error of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.act_catalogue import list_acts
from desk.acts.declaring import Door
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import Browser, panel_at
from tests.flows.stage import VERA, Stage

pytestmark = pytest.mark.sentence("The panel")

_NUL = "a\0b"
_HUGE, _LARGE = "9" * 22, "9" * 18
_FORMS: list[tuple[str, dict[str, str | list[str]]]] = [
    ("/topics", {"kind": "topic", "name": _NUL, "inside": _HUGE}),
    ("/topics/1", {"name-ru": f"{_NUL}c", "was-name-ru": "", "people": _HUGE, "was-people": "", "group": _LARGE,
                   "was-group": "", "priority": _HUGE, "was-priority": ""}),
    ("/topics/1", {"keywords": "toner, x\0y", "was-keywords": "", "questions-en": "place: Wh\0ich?",
                   "was-questions-en": ""}),
    (f"/topics/{_HUGE}", {"act": "up"}),
    ("/topics/1", {"undo": _HUGE}),
    ("/systems", {"name": _NUL}),
    ("/systems/1/pages", {"pages": _NUL}),
    ("/hours/days", {"first": "2031-01-01", "name": _NUL}),
    ("/hours", {"day": [_NUL, *[""] * 6]}),
    ("/promises", {"first": ["1 h\0"] * 4, "solve": ["2 h"] * 4}),
    ("/promises", {"first": ["1 h"], "solve": []}),
    ("/settings/critical_words", {"value": "fire, x\0y"}),
    ("/settings/timezone", {"value": _NUL}),
    ("/settings/escalate_to", {"value": _NUL}),
    ("/texts/en.00000000", {"words": _NUL, "was-words": ""}),
    ("/people/1/week", {"day": [_NUL, *[""] * 6]}),
    ("/people/2/week", {"day": ["9-18"]}),
    ("/people/2/day", {"day": "2031-01-01\0", "hours": "9-18"}),
    ("/people/2/copy", {"to": _HUGE}),
    ("/people/2/move", {"what": "x", "to": "queue"}),
    ("/people/2/topics", {"topic": _HUGE}),
    ("/people/2/topics", {"topic": _LARGE}),
    ("/answers/new", {"title-en": _NUL, "body-en": _NUL, "keywords": _NUL, "topic": _LARGE}),
    ("/answers/presets", {"title": _NUL}),
    ("/answers/replies", {"key": _NUL, "text": _NUL}),
    ("/answers/menu", {"kind": "text", "caption": _NUL, "inside": _LARGE}),
    (f"/answers/menu/{_HUGE}", {"caption": _NUL, "was-caption": ""}),
    (f"/answers/from/{_HUGE}", {}),
    (f"/answers/{_HUGE}/take", {"language": _NUL, "version": _HUGE}),
    ("/settings/positions", {"value": ["a=b;c\0\nd", "king", "x"], "seen": _HUGE}),
    ("/settings/positions", {"value": ["a=b;c\0\nd", "king", "x"], "reset": _NUL}),
    ("/settings/mask", {"value": [_NUL] * 300}),
    ("/settings/limit_notices", {"value": _NUL}),
    ("/settings/called_first", {"value": _HUGE}),
    ("/settings/night_staff", {"value": f"add {_HUGE}"}),
    ("/organizations/new", {"name": _NUL, "tax_id": _HUGE}),
    ("/organizations/1", {"name": _NUL, "was-name": ""}),
    (f"/organizations/{_LARGE}", {"name": "a", "was-name": ""}),
    ("/organizations/1/outlets/new", {"name": _NUL, "equipment": _NUL}),
    ("/organizations/1/contacts/new", {"name": "a", "phone": _NUL, "outlet": _HUGE}),
    ("/organizations/1/contacts/new", {"name": "a", "outlet": _LARGE}),
    (f"/organizations/1/contacts/{_LARGE}", {"then": "remove"}),
    (f"/organizations/1/members/{_LARGE}/role", {"role": _NUL, "was": "user"}),
    ("/views", {"name": _NUL, "q": _NUL}),
    (f"/views/{_HUGE}/remove", {}),
    ("/tickets.csv", {"q": _NUL, "category": _LARGE}),
    ("/bulk", {"verb": "claim", "number": _HUGE}),
    ("/bulk", {"verb": "resolve", "number": "-1"}),
    ("/reports/exports", {"period": "days", "first": _NUL}),
    ("/reports/csv?period=days&first=%00", {"table": "99"}),
    *(
        ("/tickets/1/act", {"what": what, "value": value, "more": value})
        for what in (*list_acts(Door.PANEL), "tags", "tick")
        for value in (_NUL, _LARGE)
    ),
    ("/tickets/1/say", {"text": _NUL, "seen": _HUGE}),
    ("/tickets/1/fill", {"text": _NUL, "canned": _LARGE}),
    *(
        (f"{page}/{_HUGE}/{what}", {"until": "back", "to": "block"})
        for page, what in (
            ("/people", "presence"), ("/requesters", "block"), ("/systems", "revoke"),
        )
    ),
]  # fmt: skip
_ADDRESSES = (
    "/audit?q=%00", f"/audit?by={_HUGE}&page={_HUGE}", "/texts?q=%00", "/texts/en.%00", "/texts?inside=%00",
    f"/requesters?page={_HUGE}",
    "/requesters?page=-3", f"/requesters/{_HUGE}", "/requesters/0", f"/people/{_HUGE}",
    f"/topics/{_HUGE}", f"/topics?inside={_HUGE}", f"/systems/{_HUGE}", "/settings/%00", "/settings?q=%00",
    "/answers?q=%00", f"/answers?topic={_LARGE}&page={_HUGE}", "/answers?page=-1",
    f"/answers/new?title=%00&topic={_HUGE}",
    f"/answers/{_HUGE}", "/answers/1/%00/1", f"/answers/1/en/{_HUGE}", "/answers/presets/try?say=a%00b",
    f"/answers/presets/{_HUGE}", f"/answers/replies/{_HUGE}", f"/answers/menu/preview?at={_HUGE}&spoken=%00",
    f"/answers/helped?days={_HUGE}", "/tickets?q=a%00b", f"/tickets?category={_LARGE}&page={_HUGE}",
    "/tickets?page=-9", f"/tickets?organization={_LARGE}", "/organizations?q=%00", f"/organizations?page={_HUGE}",
    "/organizations?page=-3", f"/organizations/1?outlets={_HUGE}&contacts=-4", f"/organizations/{_HUGE}",
    "/organizations?q=%25_%5C", "/organizations?q=%2B7%20916%20%C2%B2%C2%B3%D9%A1%D9%A2%D9%A3",
    f"/tickets/{_HUGE}", f"/tickets/{_HUGE}/files/1", f"/?page={_HUGE}", f"/log?person=a%00b&ticket={_HUGE}",
    f"/log?person={_LARGE}&page=-2", "/log?day=2199-12-31", "/reports?where=agent-%00",
    f"/reports/figures?where=agent-{_LARGE}",
    "/reports/figures?view=figure&figure=%00", "/reports?period=days&first=%00", f"/reports/exports/{_HUGE}",
)  # fmt: skip


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Browser]]:
    """A desk with an agent and a topic, and Vera signed in."""
    async with panel_at(database, cast.olga, cast.rita) as (stage, browser):
        await stage.vera.writes("/categories add Printers")
        await stage.vera.writes("/settings log_days 30")
        await stage.vera.writes("/settings organizations on")
        assert await files(stage.rita, "The heating is cold") == 1
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens("/organizations/new")
        assert await browser.sends("/organizations/new", name="Romashka") == "/organizations/1"
        yield stage, browser


async def test_what_nobody_means_is_no_error_of_ours(desk: tuple[Stage, Browser]) -> None:
    _, browser = desk
    await browser.opens("/people")
    form = browser.form
    broken = []
    for path, fields in _FORMS:
        await browser.sends(path, form=form, **{"seen": "0", **fields})
        broken += [(path, fields)] if browser.status >= 500 else []
    for path in _ADDRESSES:
        await browser.opens(path)
        broken += [(path, {})] if browser.status >= 500 else []
    assert not broken, "\n".join(map(str, broken))
