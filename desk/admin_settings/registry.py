"""Finds settings: by key, by their place in `DeskSettings`. They are declared in `desk/settings/rules.py`."""

import json

from desk.policy.grants import Grant
from desk.settings.kinds import Switch
from desk.settings.rules import SETTINGS, Setting, SettingGroup

BASIC_GROUPS = (
    SettingGroup.HOURS,
    SettingGroup.PROMISES,
    SettingGroup.REQUESTS,
    SettingGroup.TEAM,
    SettingGroup.BRIEFINGS,
)
"""The groups of basic settings, in the order in which they are shown first."""
BY_KEY = {setting.key: setting for setting in SETTINGS}


def get_setting(key: str) -> Setting | None:
    """Return the setting of that key, or None if this version has none."""
    return BY_KEY.get(key)


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
