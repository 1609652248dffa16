"""What a setting takes: typed by people in both languages, stored, read, shown."""

import zoneinfo
from datetime import timedelta
from operator import attrgetter
from typing import Any

import pytest

from desk import DeskSettings
from desk.i18n import catalog
from desk.settings import kinds
from desk.settings.defaults.board import ShownOnBoard
from desk.settings.desk_settings import SETTINGS
from desk.settings.kinds import (
    Choice,
    DayTime,
    Length,
    Number,
    Receivers,
    SettingKind,
    Several,
    Switch,
    Unit,
    WordList,
    Zone,
    format_button_value,
)

SECONDS, HOURS, DAYS = Length(Unit.SECONDS), Length(Unit.HOURS, off=True), Length(Unit.DAYS, least=0.5, most=30)
ORDER = Choice("setting-group", ("team", "board"))
SHOWN = Several("setting-board-shows", ShownOnBoard)


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (SECONDS, "20", 20),
        (SECONDS, " 2 min ", 120),
        (SECONDS, "0,5", 0.5),
        (SECONDS, "0", 0),
        (SECONDS, "100000", 100_000),
        (HOURS, "30 мин.", 0.5),
        (HOURS, "3 ДНЯ", 72),
        (HOURS, "90 m", 1.5),
        (HOURS, "1 ч 30 мин", 1.5),
        (HOURS, "полчаса", 0.5),
        (HOURS, "сутки", 24),
        (HOURS, "Off", 0),
        (HOURS, "выкл", 0),
        (DAYS, "36 h", 1.5),
        (DAYS, "0.5", 0.5),
        (Number(), "7", 7),
        (Number(), "100000", 100_000),
        (Number(least=0), "0", 0),
        (Switch(), "On", True),
        (Switch(), "выкл", False),
        (ORDER, "TEAM", "team"),
        (Zone(), "europe/riga", "Europe/Riga"),
        *((DayTime(), typed, "09:30") for typed in ("9:30", " 09.30 ", "9:30 am")),
        (DayTime(), "17", "17:00"),
        (Zone(), "america/new york", "America/New_York"),
        (Zone(), "lisbon", "Europe/Lisbon"),
        (Zone(), "Buenos Aires", "America/Buenos_Aires"),
        (Zone(), "Тбилиси", "Asia/Tbilisi"),
        (Zone(), "Saint Petersburg", "Europe/Moscow"),
        (Zone(), "st  Petersburg", "Europe/Moscow"),
        (Zone(), "Kazan", "Europe/Moscow"),
        (Zone(), "Munich", "Europe/Berlin"),
        (Zone(), "Ростов-на-Дону", "Europe/Moscow"),
        (Zone(), "San Francisco", "America/Los_Angeles"),
        (WordList(), "down,  cannot   log in;down\nлежит", ["down", "cannot log in", "лежит"]),
        (WordList(), "–", []),
        (SHOWN, "earlier requests; Places", ["places", "earlier"]),
        (SHOWN, "Файлы", ["files"]),
        *((SHOWN, typed, []) for typed in ("-", "off", "нет")),
    ],
)
def test_what_people_type(kind: SettingKind, typed: str, stored: Any) -> None:
    assert kind.parse_text(typed) == stored
    assert type(kind.parse_text(typed)) is type(stored)
    assert kind.dump_value(kind.load_value(stored)) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        *(
            (SECONDS, wrong)
            for wrong in ("", "-1", "100001", "2 weeks", "1e3", "nan", "٣ s s", "20 s 5", "2 min later", "x" * 4096)
        ),
        (SECONDS, "off"),
        *((DAYS, wrong) for wrong in ("0.4", "31", "0")),
        *((Number(), wrong) for wrong in ("0", "1.5", "100001", "<b>5</b>", "", "9" * 40)),
        *((Switch(), wrong) for wrong in ("", "maybe", "2")),
        (ORDER, "limits"),
        *((DayTime(), wrong) for wrong in ("", "25:00", "9:75", "noonish", "9:30 tomorrow", "<b>9</b>", "9" * 4096)),
        *((Zone(), wrong) for wrong in ("", "Europe/Atlantis", "../../etc/passwd", "UTC\0", "x" * 4096)),
        (WordList(most=2), "a,b,c"),
        (WordList(longest=3), "abcd"),
        *((SHOWN, wrong) for wrong in ("", " , ", "names", "places files")),
    ],
)
def test_what_does_not_fit(kind: SettingKind, typed: str) -> None:
    with pytest.raises(ValueError):
        kind.parse_text(typed)
    key, args = kind.wrong
    for language in catalog.LANGUAGES:
        assert "{" not in catalog.say(language, key, **args)


@pytest.mark.parametrize(
    ("least", "en", "ru"), [(0.01, "0.01 to", "от 0,01 до"), (1, " 1 to", "от 1 до"), (0, " 0 to", "от 0 до")]
)
def test_the_least_is_written_as_each_language_writes_numbers(least: float, en: str, ru: str) -> None:
    key, args = Length(Unit.MINUTES, least=least).wrong
    assert en in catalog.say("en", key, **args)
    assert ru in catalog.say("ru", key, **args)


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        *((SECONDS, bad) for bad in (True, "20", None, -1, 100_001, [20])),
        *((Number(), bad) for bad in (True, 1.0, "5", 0)),
        *((Switch(), bad) for bad in (1, "on", None)),
        *((ORDER, bad) for bad in ("limits", 1, None)),
        *((Zone(), bad) for bad in (5, None, "Nowhere")),
        *((SHOWN, bad) for bad in ("files", ["names"], [1], None)),
        *((Receivers(), bad) for bad in ("group", ["team"], [True], None)),
        *((WordList(), bad) for bad in ("word", [1], [""], ["x" * 61])),
    ],
)
def test_rows_that_do_not_fit(kind: SettingKind, stored: Any) -> None:
    with pytest.raises(ValueError):
        kind.load_value(stored)


def test_how_values_are_shown() -> None:
    assert SECONDS.format_value("en", 20) == "20 s"
    assert SECONDS.format_value("en", 0) == "0 s"
    assert HOURS.format_value("en", 0) == "off"
    assert HOURS.format_value("ru", 1.5) == "1,5 ч"
    assert DAYS.format_value("ru", 3) == "3 дня"
    assert DAYS.format_value("en", 1) == "1 day"
    assert Switch().format_value("ru", stored=True) == "включено"
    assert Number(off=True, least=0).format_value("en", 0) == "off"
    assert ORDER.format_value("en", "team") == "Team"
    assert WordList().format_value("en", []) == "none"
    assert SHOWN.format_value("ru", ["places", "earlier"]) == "места, прежние заявки"
    assert SHOWN.format_value("en", []) == "none"
    assert Receivers().format_value("en", []) == "all admins"
    assert Receivers().format_value("en", ["group"]) == "team’s group"
    assert Receivers().format_value("en", ["group", 5]) == "team’s group, 1 person"
    assert WordList().format_value("en", ["a", "b"]) == "a, b"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_each_setting_is_whole(setting: Any) -> None:
    """Its default and presets fit, it has a field of its own, and all of its words in both languages."""
    fields = setting.load_values(setting.default)
    assert fields == {path: attrgetter(path)(DeskSettings()) for path in fields}
    assert all(setting.kind.dump_value(setting.kind.load_value(one)) == one for one in setting.kind.presets)
    single = [one for one in setting.kind.presets if not isinstance(one, list)]
    assert all(setting.kind.parse_text(format_button_value(one)) == one for one in single)
    assert not setting.kind.presets or setting.default in setting.kind.presets[:4]
    assert setting.key not in {"all", "found"} and not setting.key.startswith("in_")
    others = [path for one in SETTINGS if one is not setting for path in one.load_values(one.default)]
    assert not fields.keys() & set(others)
    assert [one.key for one in SETTINGS].count(setting.key) == 1
    for language in catalog.LANGUAGES:
        assert catalog.has_key(language, setting.text)
        assert catalog.has_key(language, f"{setting.text}-effect")
        assert catalog.has_key(language, f"setting-group-{setting.group.value}")
        assert setting.kind.format_value(language, setting.default)


def test_a_length_is_read_in_its_unit() -> None:
    assert HOURS.load_value(1.5) == timedelta(minutes=90)


def test_each_city_of_the_list_leads_to_a_zone_that_exists_and_to_one_alone() -> None:
    lines = [line for line in kinds._CITIES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    zones = {line.partition(":")[0] for line in lines}
    assert zones <= zoneinfo.available_timezones()
    cities = [city.strip() for line in lines for city in line.partition(":")[2].split(",")]
    assert len(cities) == len(set(cities)) == len(kinds._load_cities()) >= 300
