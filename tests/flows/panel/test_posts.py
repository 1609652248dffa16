"""A POST of the panel answers 303 or why not, so that a page loaded anew repeats nothing; what it did is told once.

Each form is sent as its page has it, and every address with all fields that any form has. Where a press in Telegram is
needed first, it was pressed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import httpx
import pytest

from db.database import Database
from tests import holding
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.panel.browser import Browser, vera_at
from tests.flows.panel.test_lasting_gifts import _GREED, _LEAVING, _addresses, _filled, _stolen
from tests.flows.panel.test_security import ATTACK, ROUTES, _nothing_runs
from tests.flows.stage import VERA, Stage
from tests.sql import execute, fetch, scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("The panel")

_LOOKS = ("/rules/{rule_id:id}", "/promises", "/tickets/{number}/fill", "/tickets/{number}/preview")
"""Forms that a page goes on with: the next part of a rule, a trial, a prepared text. Their answer has what was typed,
and nothing was done."""
_LAST = re.compile("remove|revoke|dismiss|erase|sessions|factor|language|role|grants|retire|block|move|web_addresses")
_TYPED = {"url": "https://127.0.0.1/in", "number": "1", "date": "2026-12-24", "datetime-local": "2027-01-04T10:00"}
Fields = dict[str, list[str]]


class _Forms(HTMLParser):
    """The forms of a page: of each button its address and the fields that a browser sends with it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, Fields]] = []
        self._at: tuple[str, Fields] | None = None
        self._buttons: list[dict[str, str | None]] = []
        self._select, self._area = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a part of one."""
        one = dict(attrs)
        if tag == "form" and one.get("method") == "post" and one.get("enctype") is None:
            self._at, self._buttons = (one.get("action") or "", {}), []
        elif self._at is None:
            return
        elif tag == "button":
            self._buttons.append(one)
        elif tag in ("select", "textarea") and one.get("name"):
            self._select, self._area = (one["name"] or "", "") if tag == "select" else ("", one["name"] or "")
            self._at[1].setdefault(one["name"] or "", ["Words of some length" if tag == "textarea" else ""])
        elif tag == "option" and self._select and ("selected" in one or not self._at[1][self._select][0]):
            self._at[1][self._select] = [one.get("value") or ""]
        elif tag == "input" and one.get("name") and _is_sent(one):
            value = one.get("value") or _TYPED.get(one.get("type") or "", "Plug")
            self._at[1].setdefault(one["name"] or "", []).append(value)

    def handle_endtag(self, tag: str) -> None:
        """The end of a form."""
        if tag == "form" and self._at is not None:
            address, fields = self._at
            for one in self._buttons or [{}]:
                if one.get("type") not in ("button", "reset"):
                    pressed = {one["name"] or "": [one.get("value") or ""]} if one.get("name") else {}
                    self.sent.append((one.get("formaction") or address, fields | pressed))
            self._at = None


def _is_sent(one: dict[str, str | None]) -> bool:
    return one.get("type") != "file" and (one.get("type") not in ("checkbox", "radio") or "checked" in one)


async def _list_forms(browser: Browser, ids: Mapping[str, int]) -> list[tuple[str, Fields]]:
    """Every form of every page that there is, once for each kind of address and each button."""
    rows = {"number": "ticket", "person_id": "olga", "system_id": "system", "organization_id": "organization"}
    found: dict[tuple[str, str], tuple[str, Fields]] = {}
    for method, path in ROUTES:
        names = re.findall(r"{(\w+)", path)
        if method == "GET" and path != "/live" and all(one in rows for one in names):
            answer = await browser.client.get(re.sub(r"{(\w+)(:id)?}", lambda one: str(ids[rows[one[1]]]), path))
            if answer.headers.get("content-type", "").startswith("text/html"):
                for address, fields in _Forms(answer.text).sent:
                    button = next(reversed(fields.items()))
                    kind = _matching(address)
                    found[
                        kind, str(button if button[0] in ("what", "then", "verb", "act", "until") else sorted(fields))
                    ] = address, fields
    return list(found.values())


async def _read_all(stage: Stage) -> list[object]:
    """What tells two states of the whole database apart."""
    tables = await fetch(stage, "select tablename from pg_tables where schemaname = 'public' order by 1")
    each = [f"select count(*), sum(xmin::text::bigint) from {one}" for (one,) in tables if one != "web_sessions"]  # noqa: S608
    return [[tuple(row) for row in await fetch(stage, one)] for one in each]


def _matching(address: str) -> str:
    """The pattern of an address."""
    plain = address.partition("?")[0]
    pattern = {path: re.sub(r"{\w+(:id)?}", "[^/]+", path) for method, path in ROUTES if method == "POST"}
    exact = [path for path in pattern if path == plain]
    return next(iter([*exact, *(path for path, one in pattern.items() if re.fullmatch(one, plain))]), plain)


@pytest.mark.limit(900)
async def test_every_form_leads_away_or_says_why_not(database: Database) -> None:
    async with _stolen(database) as (stage, browser, ids):
        token, wrong, led = browser.form, [], set()
        greedy = {name: one if isinstance(one, list) else [one] for name, one in _filled(_GREED, ids).items()}
        forms = [*await _list_forms(browser, ids), *((one, {**greedy, "role": ["admin"]}) for one in _addresses(ids))]
        for address, fields in sorted(forms, key=lambda one: bool(_LAST.search(one[0]))):
            pattern = _matching(address)
            if pattern in _LEAVING:
                continue
            before = await _read_all(stage) if pattern in _LOOKS else []
            answer = await _sends(stage, browser, address, {**fields, "form": [token]})
            if answer.status_code == 303:
                led.add(pattern)
            elif answer.status_code == 200 and pattern in _LOOKS:
                wrong += [(address, "changed something")] if await _read_all(stage) != before else []
            elif answer.status_code == 200 and "attachment" in answer.headers.get("content-disposition", ""):
                continue
            elif not 400 <= answer.status_code < 500:
                wrong.append((address, answer.status_code))
        assert not wrong
        assert len(led) >= 45, (len(led), sorted({one for method, one in ROUTES if method == "POST"} - led))


async def _sends(stage: Stage, browser: Browser, address: str, fields: Fields) -> httpx.Response:
    answer = await browser.client.post(address, data=fields)
    if text_of("lasting-first") not in answer.text:
        return answer
    await execute(stage, "update confirmations set pressed_at = asked_at")
    return await browser.client.post(address, data=fields)


def _undo_of(browser: Browser) -> Fields:
    """The fields of the button that undoes."""
    (fields,) = [one for address, one in _Forms(browser.page).sent if address == "/bulk" and "mark" in one]
    return {name: one for name, one in fields.items() if name != "form"}


async def _held(stage: Stage) -> list[tuple[int, str | None, int]]:
    rows = "select number, p.name, t.priority from tickets t left join people p on p.id = assignee_id order by number"
    return [tuple(one) for one in await fetch(stage, rows)]


async def test_what_was_done_to_several_is_told_once_and_undone_unless_something_followed(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga, cast.ivan) as (stage, browser):
        first, second = [await files(stage.rita, said) for said in ("The pump leaks", "The cellar is wet")]
        olga, ivan = [await scalar(stage, "select id from people where name = :n", n=n) for n in ("Olga", "Ivan")]
        hostile = f"<b>{ATTACK}</b>" + "x" * 300
        await stage.olga.presses(f"claim:{first}")
        await browser.opens("/tickets?priority=3")
        both = [str(first), str(second)]
        sent = {"form": browser.form, "once": "a1", "priority": "3", "verb": f"hand-{ivan}", "number": both}
        await execute(stage, "update people set name = :name where id = :id", name=hostile, id=ivan)
        pressed = await asyncio.gather(*(browser.client.post("/bulk", data=sent) for _ in "ab"))
        (address,) = {one.headers["location"] for one in pressed if one.status_code == 303}
        assert re.fullmatch(r"/tickets\?priority=3&told=\d+", address), "nobody's words are in an address"
        assert hostile.encode() not in await scalar(stage, "select told from sent_forms"), "nor in the database"
        await browser.opens(address)
        _nothing_runs(browser)
        assert text_of("page-bulk-done", verb="hand", n=2, to="")[:-1] in browser.text
        undo = _undo_of(browser)
        await browser.opens(address)
        assert 'id="told"' not in browser.page, "loaded anew, it is not told again"
        await execute(stage, "update people set name = 'Ivan' where id = :id", id=ivan)
        assert [one[1] for one in await _held(stage)] == ["Ivan", "Ivan"]
        await browser.sends("/bulk", verb=f"hand-{olga}", number=str(second))
        await browser.sends("/bulk", **undo)
        assert text_of("undo-passed", number=second) in browser.text, "what followed stays"
        assert [one[1] for one in await _held(stage)] == ["Olga", "Olga"]
        await browser.sends("/bulk", verb="priority-1", number=both)
        undo = _undo_of(browser)
        assert [one[2] for one in await _held(stage)] == [1, 1]
        for key in ("a2", "a3"):
            await browser.sends("/bulk", **{**undo, "once": key})
            assert [one[2] for one in await _held(stage)] == [3, 3]
        assert text_of("page-bulk-left", n=2) in browser.text, "undone once"
        await browser.sends("/bulk", verb="priority-2", number=both)
        undo = _undo_of(browser)
        await execute(stage, "update people set role = 'agent' where telegram_id = :id", id=VERA)
        answer = await browser.client.post("/bulk", data={**undo, "form": browser.form})
        assert answer.headers["location"] == "/sign-in", "whoever may no longer do it undoes nothing"
        assert [one[2] for one in await _held(stage)] == [2, 2]


async def test_an_outcome_is_for_its_session_alone(database: Database) -> None:
    async with vera_at(database, cast.rita) as (stage, browser):
        number = await files(stage.rita, "The pump leaks")
        await browser.opens("/tickets")
        sent = {"form": browser.form, "verb": "claim", "number": str(number)}
        address = (await browser.client.post("/bulk", data=sent)).headers["location"]
        tab = (await browser.client.post("/bulk", data=sent)).headers["location"]
        for led, key in ((tab, "page-bulk-left"), (address, "page-bulk-done")):
            await browser.opens(led)
            assert text_of(key, verb="claim", n=1, to="") in browser.text, "each tab is told what it did"
        address = (await browser.client.post("/bulk", data={**sent, "verb": "release"})).headers["location"]
        await browser.sends("/sign-out")
        assert await browser.opens(address) == "/sign-in"
        browser.client.cookies.clear()
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens(address)
        assert (browser.status, 'id="told"' in browser.page) == (200, False)
        await browser.opens("/tickets?told=%F0%9F%92%A5&told=99999999999999999999999")
        assert browser.status == 200


async def test_an_outcome_is_told_on_its_own_page_alone(database: Database) -> None:
    async with vera_at(database, cast.rita) as (stage, browser):
        card, other = "4111 1111 1111 1111", "5555 5555 5555 4444"
        first, second = [await files(stage.rita, f"My card {one} was declined") for one in (card, other)]
        await browser.opens(f"/tickets/{first}")
        sent = {"form": browser.form}
        address = (await browser.client.post(f"/tickets/{first}/masked", data=sent)).headers["location"]
        await browser.opens(address.replace(f"/{first}?", f"/{second}?"))
        assert other not in browser.page, "nobody has looked there, says the audit log"
        await browser.opens(address)
        assert card in browser.page, "and it waits for its page"


async def test_undo_gives_nothing_to_whoever_has_left_and_names_only_colleagues(database: Database) -> None:
    async with vera_at(database, cast.rita, cast.olga, cast.ivan) as (stage, browser):
        number = str(await files(stage.rita, "The pump leaks"))
        ids = [await scalar(stage, "select id from people where name = :n", n=n) for n in ("Olga", "Ivan", "Rita K.")]
        olga, ivan, rita = ids
        await browser.opens("/tickets")
        for one in (olga, ivan):
            await browser.sends("/bulk", verb=f"hand-{one}", number=number)
        undo = _undo_of(browser)
        await execute(stage, "update people set dismissed_at = now(), role = 'requester' where id = :id", id=olga)
        await browser.sends("/bulk", **undo)
        assert text_of("not-staff", name="Olga") in browser.text
        assert [one[1] for one in await _held(stage)] == ["Ivan"]
        await browser.sends("/bulk", verb=f"hand-{rita}", number=number)
        assert text_of("no-such-person") in browser.text, "an id tells nobody's name"


@pytest.mark.parametrize("rows", ["tickets where number = 1", "people where telegram_id = 900"])
async def test_what_another_program_holds_stops_no_others_and_a_form_waits_for_it_once(
    database: Database, rows: str
) -> None:
    """A ticket, or the row of the visitor, which each act locks: two hundred would wait for a quarter of an hour."""
    async with vera_at(database, cast.rita) as (stage, browser):
        held, free = [await files(stage.rita, said) for said in ("The pump leaks", "The cellar is wet")]
        is_mine, numbers = "people" in rows, [str(one) for one in (held, free, *range(100, 118))]
        await browser.opens("/tickets")
        async with holding.held(stage.database, rows, moment="1s"), asyncio.timeout(10):
            await browser.sends("/bulk", verb="priority-1", number=numbers)
        assert browser.status == 200
        assert [one[2] for one in await _held(stage)] == [3, 3 if is_mine else 1]
        assert text_of("page-bulk-left", n=20 if is_mine else 19) in browser.text
        assert text_of("page-bulk-busy") in browser.text
        assert is_mine or _undo_of(browser)["number"] == [str(free)]
