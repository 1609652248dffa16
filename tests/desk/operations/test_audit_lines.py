"""How rows of the audit read: in words and names, in both languages."""

from datetime import UTC, datetime

import pytest

from db.models import Origin
from desk.operations.audit_lines import what_was_done
from desk.queries.audit import AuditLine
from tests.breadth import apart

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def said(language: str, action: str, object_: str, old: str | None, new: str | None, name: str | None = None) -> str:
    """The row's words, read in Moscow."""
    kind, _, key = object_.partition(":")
    line = AuditLine(NOW, "Vera", Origin.PANEL, action, kind, key, name, old, new)
    return what_was_done(language, line, zone="Europe/Moscow", now=NOW).text


@pytest.mark.parametrize(
    ("action", "object_", "old", "new", "name", "english", "russian"),
    [
        ("system-scopes", "system:3", "tickets", "tickets all:read", "Shop",
         "what the system Shop may do: requests of its own people → requests of its own people, read all requests",
         "что может система Shop: заявки своих людей → заявки своих людей, читать все заявки"),
        ("exported", "export:tickets", None, "csv, state closed, agent 12, late 1", None,
         "took a file away, list of tickets: CSV, closed, of one agent, past due",
         "взят файл, список заявок: CSV, закрыта, по одному агенту, просроченные"),
        ("linked", "account:555", None, None, None,
         "is an account that is no longer linked on the board", "на доске это аккаунт, который больше не связан"),
        ("topic-priority", "category:4", "2", None, "Network",
         "first priority of Network: high → none", "первый приоритет у Network: высокий → нет"),
        *apart([
            ("system-scopes", "system:3", "fly", "webhooks notes", "Shop",
             "what the system Shop may do: fly → webhooks, notes", "что может система Shop: fly → вебхуки, заметки"),
            ("exported", "export:2026-11-01..2026-11-22", None, "json, names, words", None,
             "took a file away, 1 November 2026 – 22 November 2026: JSON, with names, with what was written",
             "взят файл, 1 ноября 2026 – 22 ноября 2026: JSON, с именами, с перепиской"),
            ("exported", "export:2026-11-01..2026-11-22", None, "csv, speed", None,
             "took a file away, 1 November 2026 – 22 November 2026: CSV, Speed",
             "взят файл, 1 ноября 2026 – 22 ноября 2026: CSV, Скорость"),
            ("system-expires", "system:3", None, "2027-02-01", "Shop",
             "until when the token of Shop is good: none → 1 February 2027",
             "до когда действует токен системы Shop: нет → 1 февраля 2027"),
            ("shifts-set", "person:12", "0,4", "540-1080, 1320-1800", "Olga",
             "set shifts of Olga, Mon, Fri: 9:00–18:00, 22:00–6:00", "смены (Olga), пн, пт: 9:00–18:00, 22:00–6:00"),
            ("shifts-set", "person:12", "6,7", None, "Olga", "set shifts of Olga, 6,7: none", "смены (Olga), 6,7: нет"),
            ("shifts-set", "person:12", "all", None, "Olga", "set shifts of Olga, all days: none",
             "смены (Olga), все дни: нет"),
            ("shifts-set", "person:12", "2026-12-31", None, None, "set shifts of somebody, 31 December 2026: none",
             "смены (кто-то), 31 декабря 2026: нет"),
            ("member-away", "person:12", None, "2026-11-22T11:00:00+00:00", "Olga",
             "marked Olga away until: 14:00", "отметка «нет на месте»: Olga, до: 14:00"),
            ("wording", "text:ru taken", "Беру", "Взял", None,
             "changed a text (Русский): “Беру” → “Взял”", "изменена фраза (Русский): «Беру» → «Взял»"),
            ("preset-added", "preset:7", None, "Wi-Fi", None, "wrote the preset answer Wi-Fi",
             "написан готовый ответ Wi-Fi"),
            ("webhook-made", "system:3", None, "shop.example", "Shop",
             "added the webhook shop.example (Shop)", "вебхук shop.example (Shop) добавлен"),
        ]),
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
