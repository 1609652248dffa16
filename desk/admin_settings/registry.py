"""Finds settings: by key, by their place in `DeskSettings`. They are declared in `desk/settings/defaults/`."""

import json
from collections.abc import Sequence
from functools import cache

from desk import DeskSettings
from desk.i18n import LANGUAGES, say
from desk.policy.permissions import Grant
from desk.search.stemming import stem_word
from desk.settings.declaring import Setting, SettingGroup
from desk.settings.desk_settings import SETTINGS
from desk.settings.kinds import Several, Switch

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
    return [one for one in listed if settings is None or one.is_shown(has_panel=bool(settings.web.url))]


def search_settings(words: str, settings: DeskSettings | None = None) -> Sequence[Setting]:
    """Return the settings whose key, name, effect or group has words that begin with each of these, or else other forms
    of them, in any language; with `settings`, only those that have an effect under them."""
    wanted = words.casefold().replace("ё", "е").split()
    about = [one for one in SETTINGS if all(f" {word}" in _collect_words(one.key) for word in wanted)]
    if not about and wanted:
        stems = {stem_word(word) for word in wanted}
        about = [one for one in SETTINGS if stems <= set(map(stem_word, _collect_words(one.key).split()))]
    return [one for one in about if settings is None or one.is_shown(has_panel=bool(settings.web.url))]


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
