"""Find settings: by group, by words in either language; and the last change to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, StoredSetting
from desk import DeskSettings
from desk.admin_settings.registry import BASIC_GROUPS, BY_KEY
from desk.i18n import LANGUAGES, say
from desk.settings.kinds import Several, Stored
from desk.settings.rules import SETTINGS, Setting, SettingGroup


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
    """Return the settings whose key, name, effect or group has words that begin with each of these, in any language;
    with `settings`, only those that have an effect under them."""
    wanted = words.casefold().replace("ё", "е").split()
    about = [one for one in SETTINGS if all(f" {word}" in _collect_words(one.key) for word in wanted)]
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
    one = BY_KEY[key]
    keys = (one.text, f"{one.text}-effect", f"setting-group-{one.group.value}")
    said = [key.replace("_", "-"), key, *(say(lang, text) for lang in LANGUAGES for text in keys)]
    if isinstance(one.kind, Several):
        said += [one.kind.name_field(lang, field) for lang in LANGUAGES for field in one.kind.fields]
    plain = " ".join(said).casefold().replace("ё", "е")
    return " " + " ".join("".join(c if c.isalnum() or c == "_" else " " for c in plain).split())
