"""Settings on the panel: a page for each group, a control for each kind of value, saved at once and undone."""

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from sqlalchemy import select, update

from bot.features.registry import FEATURES
from db.database import Database
from db.models import Person
from desk.admin_settings.registry import SETTINGS, get_setting, list_groups
from desk.policy.permissions import PANEL, Grant
from tests.flows import cast
from tests.flows.panel.browser import Browser, vera_at
from tests.sql import execute, scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("The panel")

_OF_CHAT = re.compile(r"\bSend\b|[Оо]тправьте|[Пп]ришлите")
_COMMANDS = {one.name for feature in FEATURES for one in feature.commands}
_TYPED = {None, "text"}


class _Controls(HTMLParser):
    """The controls of a row, the ids there are, and what labels say which of them."""

    def __init__(self, row: str) -> None:
        super().__init__()
        self.controls: list[dict[str, str | None]] = []
        self.ids, self.labelled, self.within = set[str](), set[str](), list[dict[str, str | None]]()
        self.feed(row)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: dict[str, str | None] = {"tag": tag, **dict(attrs)}
        self.ids.add(given.get("id") or "")
        self.labelled.add(given.get("for") or "" if tag == "label" else "")
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            names = [one.get("aria-labelledby") for one in self.within]
            by_group = next((one["aria-describedby"] for one in self.within if "aria-describedby" in one), None)
            labelled = "label" in [one["tag"] for one in self.within] or any(names)
            self.controls.append({"by_group": by_group, "named": "1" if labelled else None, **given})
        if tag not in ("input", "rect", "use", "br"):
            self.within.append(given)

    def handle_endtag(self, tag: str) -> None:
        if self.within:
            self.within.pop()


def _row(browser: Browser, key: str) -> str:
    return browser.page.partition(f'id="{key}">')[2].partition('<div class="setting ')[0].partition("</section>")[0]


def _words(row: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", row)).split())


@IN_BOTH
async def test_each_setting_has_the_control_of_its_kind_and_no_word_of_the_chat(
    database: Database, language: str
) -> None:
    async with vera_at(database, cast.olga) as (stage, browser):
        await stage.vera.writes(f"/language {language}")
        met = set[str]()
        for group in list_groups():
            await browser.opens(f"/settings/group/{group.value}")
            for one in (one for one in SETTINGS if one.group is group):
                row, kind = _row(browser, one.key), one.kind
                found = _Controls(row)
                assert text_of(one.text, language) in _words(row), one.key
                assert text_of(one.text + "-effect", language).split()[0] in _words(row), one.key
                assert not _OF_CHAT.search(_words(row)), _words(row)
                assert not {*re.findall(r"(?<![\w/])/([a-z_]+)", _words(row))} & (_COMMANDS - {"ask"}), _words(row)
                for control in found.controls:
                    ids = (control.get("aria-describedby") or control["by_group"] or "").split()
                    assert f"{one.key}-effect" in ids and {*ids} <= found.ids, (one.key, control)
                    assert control["named"] or control.get("aria-label") or control.get("id") in found.labelled, one.key
                if len(kind.list_choices(language)) > 1 or len(kind.presets) == 2:
                    typed = [one for one in found.controls if one["tag"] == "input" and one.get("type") in _TYPED]
                    assert one.key in ("phone_region", "positions") or not typed, one.key
                assert found.controls or 'href="/hours' in row or 'href="/promises' in row, one.key
                met.add(one.key)
        assert met == {one.key for one in SETTINGS}


_SET: Sequence[tuple[str, str | list[str], str]] = [
    ("limit_notices", [], "off"),
    ("remind_minutes", "30", "30 min"),
    ("called_first", "60", "60"),
    ("briefing_at", "17:30", "17:30"),
    ("timezone", "Europe/Riga", "Europe/Riga"),
    ("currency", "EUR", "EUR"),
    ("board_names", "full", "full name"),
    ("mask", ["cards", "passwords"], "card numbers, passwords"),
    ("mask", [], "none"),
    ("critical_words", "fire\r\n<b>flood</b>\r\n", "fire, <b>flood</b>"),
    ("critical_words", "", "none"),
    ("payment_link", "https://pay.example/{number}", "https://pay.example/{number}"),
    ("payment_link", "", "none"),
    ("night_staff", "add 1", "Vera"),
    ("night_staff", "remove 1", "all admins"),
    ("exempt_people", "#1", "Rita"),
]


async def test_a_value_is_saved_as_its_control_has_it_and_undone(database: Database) -> None:
    async with vera_at(database, cast.olga, cast.rita, cast.cold) as (_, browser):
        for key, value, said in _SET:
            one = get_setting(key)
            assert one is not None
            page = f"/settings/group/{one.group.value}"
            assert await browser.opens(f"/settings/{key}") == f"{page}#{key}"
            await browser.opens(page)
            (seen, *_) = re.findall(r'name="seen" value="(\d+)"', _row(browser, key))
            await browser.sends(f"/settings/{key}", seen=seen, value=value)
            assert browser.at.partition("?")[0] == page
            assert text_of("setting-set") in _words(_row(browser, key))
            await browser.sends(f"/settings/{key}", seen=str(int(seen) + 10**6), value=value)
            row = _row(browser, key)
            assert (browser.status, piece_of("setting-changed-since") in _words(row)) == (422, True)
            assert text_of("page-stands-now", value=said) in _words(row)
            assert piece_of("setting-changed") in _words(row), key


async def test_what_was_refused_says_why_beside_its_control_and_stays(database: Database) -> None:
    async with vera_at(database) as (_, browser):
        await browser.opens("/settings")
        for key, value, kept in (
            ("remind_minutes", "<b>soon</b>", 'value="&lt;b&gt;soon&lt;/b&gt;"'),
            ("called_first", "0", 'value="0"'),
            ("critical_words", "a" * 61 + "\nfire", "a" * 61 + "\nfire"),
            ("exempt_people", "#9", 'value="#9"'),
            ("positions", ["x" * 61, "director"], "x" * 61),
            ("mask", "names", 'value="cards"'),
            ("night_staff", "add 999", "all admins"),
        ):
            await browser.sends(f"/settings/{key}", value=value)
            row, one = _row(browser, key), get_setting(key)
            assert one is not None
            why = text_of(one.kind.wrong[0], **one.kind.wrong[1])
            assert (browser.status, kept in row, why in _words(row)) == (422, True, True), (key, why, _words(row))
            assert f'aria-describedby="{key}-effect {key}-wrong" aria-invalid="true"' in row


async def test_who_may_change_one_group_sees_no_other_and_who_has_left_is_named(database: Database) -> None:
    async with vera_at(database, cast.olga, cast.ivan) as (stage, browser):
        ivan = await scalar(stage, select(Person.id).where(Person.name == "Ivan"))
        await browser.opens("/settings/group/hours")
        await browser.sends("/settings/night_staff", value=f"add {ivan}")
        await execute(stage, update(Person).where(Person.id == ivan).values(dismissed_at=stage.clock()))
        given = {Grant.SETTINGS_HOURS.value: True, **dict.fromkeys(PANEL, True)}
        await execute(stage, update(Person).where(Person.name == "Olga").values(grants=given))
        await browser.signs_in(stage.people["Olga"], str(stage.people["Olga"].id))
        await browser.opens("/settings")
        assert text_of("setting-has-left", name="Ivan") in _words(_row(browser, "night_staff"))
        await browser.opens("/settings?q=time")
        assert 'id="timezone"' in browser.page
        assert 'id="undo_seconds"' not in browser.page
        assert "/settings/group/team" not in browser.page
        for path in ("/settings/undo_seconds", "/settings/group/team"):
            await browser.opens(path)
            assert browser.status == 404
        await browser.sends("/settings/undo_seconds", value="0")
        assert browser.status == 404
