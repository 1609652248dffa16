"""How rows of the audit read: in words and names, in both languages."""

from datetime import UTC, datetime

import pytest

from db.models import Origin
from desk.i18n import LANGUAGES
from desk.integrations.scopes import Scope
from desk.operations.audit_lines import describe_line
from desk.queries.audit_log import AuditLine
from tests.texts import text_of

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def said(language: str, action: str, object_: str, old: str | None, new: str | None, name: str | None = None) -> str:
    """The row's words, read in Moscow."""
    kind, _, key = object_.partition(":")
    line = AuditLine(NOW, "Vera", Origin.PANEL, action, kind, key, name, old, new)
    return describe_line(language, line, zone="Europe/Moscow", now=NOW).text


def both(key: str, **args: str | dict[str, str]) -> tuple[str, str]:
    """The text in English and in Russian; an argument that is not the same in both has its value for each."""
    english, russian = (
        text_of(key, one, **{name: value if isinstance(value, str) else value[one] for name, value in args.items()})
        for one in LANGUAGES
    )
    return english, russian


def scopes(*names: str) -> dict[str, str]:
    return {one: ", ".join(text_of("scope-name", one, scope=name) for name in names) for one in LANGUAGES}


def part(language: str, name: str) -> str:
    return text_of("audit-file-part", language, part=name)


WEEKS = {"en": "1 November 2026 – 22 November 2026", "ru": "1 ноября 2026 – 22 ноября 2026"}


@pytest.mark.parametrize(
    ("action", "object_", "old", "new", "name", "english", "russian"),
    [
        ("system-scopes", "system:3", "tickets", "tickets all:read", "Shop",
         *both("audit-system-scopes", object="Shop", old=scopes("tickets"), new=scopes("tickets", "all-read"))),
        ("exported", "export:tickets", None, "csv, state closed, agent 12, late 1", None,
         *both("audit-exported", object={one: text_of("audit-file-tickets", one) for one in LANGUAGES},
               new={"en": ", ".join(("CSV", "closed", part("en", "agent"), part("en", "late"))),
                    "ru": ", ".join(("CSV", "закрыта", part("ru", "agent"), part("ru", "late")))})),
        ("linked", "account:555", None, None, None,
         *both("audit-linked", object={one: text_of("audit-nameless", one, kind="account") for one in LANGUAGES})),
        ("topic-priority", "category:4", "2", None, "Network",
         *both("audit-topic-priority", object="Network", old={"en": "high", "ru": "высокий"},
               new={"en": "none", "ru": "нет"})),
        ("system-scopes", "system:3", "fly", "webhooks notes", "Shop",
             *both("audit-system-scopes", object="Shop", old="fly", new=scopes("webhooks", "notes"))),
            ("exported", "export:2026-11-01..2026-11-22", None, "json, names, words", None,
             *both("audit-exported", object=WEEKS,
                   new={one: f"JSON, {part(one, 'names')}, {part(one, 'words')}" for one in LANGUAGES})),
            ("exported", "export:2026-11-01..2026-11-22", None, "csv, speed", None,
             *both("audit-exported", object=WEEKS, new={"en": "CSV, Speed", "ru": "CSV, Скорость"})),
            ("system-expires", "system:3", None, "2027-02-01", "Shop",
             *both("audit-system-expires", object="Shop", old={"en": "none", "ru": "нет"},
                   new={"en": "1 February 2027", "ru": "1 февраля 2027"})),
            ("shifts-set", "person:12", "0,4", "540-1080, 1320-1800", "Olga",
             "set shifts of Olga, Mon, Fri: 9:00–18:00, 22:00–6:00", "смены (Olga), пн, пт: 9:00–18:00, 22:00–6:00"),
            ("shifts-set", "person:12", "6,7", None, "Olga", "set shifts of Olga, 6,7: none", "смены (Olga), 6,7: нет"),
            ("shifts-set", "person:12", "all", None, "Olga", "set shifts of Olga, all days: none",
             "смены (Olga), все дни: нет"),
            ("shifts-set", "person:12", "2026-12-31", None, None, "set shifts of somebody, 31 December 2026: none",
             "смены (кто-то), 31 декабря 2026: нет"),
            ("member-away", "person:12", None, "2026-11-22T11:00:00+00:00", "Olga",
             text_of("audit-member-away", object="Olga", new="14:00"), "отметка «нет на месте»: Olga, до: 14:00"),
            ("wording", "text:ru taken", "Беру", "Взял", None,
             *both("audit-wording", object="Русский", old="Беру", new="Взял")),
            ("preset-added", "preset:7", None, "Wi-Fi", None, text_of("audit-preset-added", new="Wi-Fi"),
             text_of("audit-preset-added", "ru", new="Wi-Fi")),
            ("webhook-made", "system:3", None, "shop.example", "Shop",
             "added the webhook shop.example (Shop)", "вебхук shop.example (Shop) добавлен"),
    ],
)  # fmt: skip
def test_a_row_reads_in_words(
    action: str, object_: str, old: str | None, new: str | None, name: str | None, english: str, russian: str
) -> None:
    """No key, no id, no minutes; what a newer version stored stands as it is."""
    assert said("en", action, object_, old, new, name) == english
    assert said("ru", action, object_, old, new, name) == russian


@pytest.mark.parametrize(
    "action", ["system-expires", "shifts-set", "member-away", "exported", "hearing-set", "wording"]
)
def test_what_nobody_stores_is_read_all_the_same(action: str) -> None:
    """Whatever stands there, the page is shown."""
    for object_ in ("export:x..y", "text:xx y", "person:", "desk", "system:1"):
        for value in ("", "x", "9-", "-", "0,9", "12..", "csv, , x y", "<b>"):
            assert said("en", action, object_, value, value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_scope_has_a_name_of_its_own(language: str) -> None:
    names = {text_of("scope-name", language, scope=one.value.replace(":", "-")) for one in Scope}
    assert len(names) == len(Scope)
