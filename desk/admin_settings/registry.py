"""Finds settings: by key, by their place in `DeskSettings`. They are declared in `desk/settings/rules.py`."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, StoredSetting, any_of
from desk import DeskSettings
from desk.i18n import LANGUAGES, say
from desk.outbox import Args
from desk.policy import STAFF
from desk.policy.permissions import Grant
from desk.search.stemming import stem_word
from desk.settings.hours import DayRanges, make_removal
from desk.settings.kinds import TO_GROUP, PersonList, Receivers, Several, StaffList, Stored, Switch
from desk.settings.rules import SETTINGS, Setting, SettingGroup

# Buttons on a setting's screen besides its presets: entries to remove, people to choose. Reads; changes nothing.


_NAMED = 50
_MOST = 4  # with the ways that every setting has, a screen has at most eight buttons


@dataclass(frozen=True, slots=True)
class ValueButton:
    """A button: the key of its label with arguments, and the text that pressing it types."""

    label: str
    args: Args
    typed: str


async def list_staff(session: AsyncSession) -> list[Person]:
    """Return all staff, oldest first."""
    staff = Person.role.in_(STAFF), Person.dismissed_at.is_(None)
    return list(await session.scalars(select(Person).where(*staff).order_by(Person.id)))


async def list_buttons(
    session: AsyncSession, one: Setting, settings: DeskSettings, language: str
) -> Sequence[ValueButton]:
    """Return the first few buttons; further values are typed."""
    now = one.get_stored(settings)
    if isinstance(one.kind, DayRanges):
        shown = enumerate(one.kind.load_value(now)[:_MOST], start=1)
        return [ValueButton("btn-setting-remove", {"n": n}, make_removal(held)) for n, held in shown]
    if isinstance(one.kind, PersonList):
        held = await _load_people(session, now[:_MOST])
        return [ValueButton("btn-setting-out", {"name": person.name}, f"remove {person.id}") for person in held]
    if isinstance(one.kind, Several):
        return [_switch(one.kind.name_field(language, field), field, on=field in now) for field in one.kind.fields]
    if not isinstance(one.kind, StaffList | Receivers):
        return ()
    group = TO_GROUP in now or (isinstance(one.kind, Receivers) and settings.may_have_team_chat)
    first = [_switch(say(language, "setting-receivers-group"), TO_GROUP, on=TO_GROUP in now)] if group else []
    people = sorted(await list_staff(session), key=lambda person: (person.id not in now, person.id))
    others = [_switch(person.name, str(person.id), on=person.id in now) for person in people]
    return [*first, *others][:_MOST]


def _switch(name: str, typed: str, *, on: bool) -> ValueButton:
    label, word = ("btn-setting-now", "remove") if on else ("btn-setting-value", "add")
    return ValueButton(label, {"value": name}, f"{word} {typed}")


async def format_people(session: AsyncSession, one: Setting, settings: DeskSettings, language: str) -> str | None:
    """Return a value that holds people by their names, or None if the kind words it."""
    if isinstance(one.kind, PersonList):
        return (
            ", ".join(person.name for person in await _load_people(session, one.get_stored(settings)[:_NAMED])) or None
        )
    chosen = one.get_stored(settings) if isinstance(one.kind, StaffList | Receivers) else []
    group = [say(language, "setting-receivers-group")] if TO_GROUP in chosen else []
    names = [person.name for person in await list_staff(session) if person.id in chosen] if chosen else []
    return ", ".join([*group, *names]) or None


async def _load_people(session: AsyncSession, ids: Sequence[int]) -> list[Person]:
    found = select(Person).where(any_of(Person.id, ids)).order_by(Person.name, Person.id)
    return list(await session.scalars(found)) if ids else []


BASIC_GROUPS = (
    SettingGroup.HOURS,
    SettingGroup.PROMISES,
    SettingGroup.REQUESTS,
    SettingGroup.TEAM,
    SettingGroup.BRIEFINGS,
)
"""The groups of basic settings, in the order in which they are shown first."""
_BY_KEY = {setting.key: setting for setting in SETTINGS}


def get_setting(key: str) -> Setting | None:
    """Return the setting of that key, or None if this version has none."""
    return _BY_KEY.get(key)


def get_settings_grant(group: SettingGroup) -> Grant:
    """Return the grant that the settings of a group need."""
    return Grant(f"settings_{group.value}")


def find_switch(path: str | None) -> Setting | None:
    """Return the setting at that path of `DeskSettings` if it is only switched on and off."""
    return next((one for one in SETTINGS if one.path == path and isinstance(one.kind, Switch)), None)


def format_audit_value(setting: Setting, language: str, kept: str) -> str:
    """Return a value of the audit log in words; unchanged if it does not fit any more."""
    try:
        stored = json.loads(kept)
        setting.kind.load_value(stored)
    except ValueError:
        return kept
    return setting.kind.format_value(language, stored)


# Find settings: by group, by words in either language; and the last change to one.


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change to a setting: the value before it (None: the default), by whom and when. `version` undoes it."""

    version: int
    previous: Stored
    by: str | None
    at: datetime


def list_groups(*, basic: bool | None = None) -> Sequence[SettingGroup]:
    """Return the groups that have a setting; with `basic`, those that have a basic one, or an advanced one."""
    groups = BASIC_GROUPS if basic else SettingGroup
    return [group for group in groups if list_settings(group, basic=basic)]


def list_settings(
    group: SettingGroup, settings: DeskSettings | None = None, *, basic: bool | None = None
) -> Sequence[Setting]:
    """Return the settings of a group; with `settings`, only those that have an effect under them; with `basic`, only
    the basic ones, or only the advanced ones."""
    listed = [one for one in SETTINGS if one.group is group and basic in (None, one.basic)]
    return [one for one in listed if settings is None or one.is_shown(settings)]


def search_settings(words: str, settings: DeskSettings | None = None) -> Sequence[Setting]:
    """Return the settings whose key, name, effect or group has words that begin with each of these, or else other forms
    of them, in any language; with `settings`, only those that have an effect under them."""
    wanted = words.casefold().replace("ё", "е").split()
    about = [one for one in SETTINGS if all(f" {word}" in _collect_words(one.key) for word in wanted)]
    if not about and wanted:
        stems = {stem_word(word) for word in wanted}
        about = [one for one in SETTINGS if stems <= set(map(stem_word, _collect_words(one.key).split()))]
    return [one for one in about if settings is None or one.is_shown(settings)]


async def get_last_change(session: AsyncSession, key: str) -> LastChange | None:
    """Return the last change, or None if the setting was never changed."""
    query = select(StoredSetting, Person.name).outerjoin(Person, Person.id == StoredSetting.changed_by)
    found = (await session.execute(query.where(StoredSetting.key == key))).one_or_none()
    if found is None:
        return None
    row, by = found
    return LastChange(row.version, row.previous, by, row.changed_at)


@cache
def _collect_words(key: str) -> str:
    """Return all words of a setting, each after a space."""
    one = _BY_KEY[key]
    keys = (one.text, f"{one.text}-effect", f"setting-group-{one.group.value}")
    said = [key.replace("_", "-"), key, *(say(lang, text) for lang in LANGUAGES for text in keys)]
    if isinstance(one.kind, Several):
        said += [one.kind.name_field(lang, field) for lang in LANGUAGES for field in one.kind.fields]
    plain = " ".join(said).casefold().replace("ё", "е")
    return " " + " ".join("".join(c if c.isalnum() or c == "_" else " " for c in plain).split())


# `python -m desk.admin_settings.registry docs` (`make schema`): write the page of all settings in each language.


def make_page(language: str) -> str:
    """Return the whole page in Markdown."""
    return (
        "\n\n".join([f"# {say(language, 'settings-page')}", say(language, "settings-page-about"), *_groups(language)])
        + "\n"
    )


def _groups(language: str) -> Iterator[str]:
    columns = [say(language, f"settings-page-{one}") for one in ("setting", "default", "effect", "variable")]
    head = [f"| {' | '.join(columns)} |", "| --- | --- | --- | --- |"]
    for group in list_groups():
        yield "\n".join(
            [f"## {_name(language, group)}", "", *head, *(_row(language, one) for one in list_settings(group))]
        )


def _name(language: str, group: SettingGroup) -> str:
    return say(language, f"setting-group-{group.value}")


def _row(language: str, one: Setting) -> str:
    default = one.kind.format_value(language, one.default)
    variable = f"`{one.variable}`" if one.variable else ""
    name = f'<a id="{one.key}"></a>{say(language, one.text)} `{one.key}`'
    return f"| {name} | {default} | {say(language, f'{one.text}-effect')} | {variable} |"


if __name__ == "__main__":
    for code in LANGUAGES:
        folder = Path(sys.argv[1]) if code == LANGUAGES[0] else Path(sys.argv[1]) / code
        (folder / "reference" / "settings.md").write_text(make_page(code), "utf-8")
