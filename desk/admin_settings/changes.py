"""Verbs of admins: change a setting, undo a change."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, StoredSetting, any_of
from desk import Desk, DeskSettings, Outdated, Refused, audit, installation
from desk.admin_settings.current_settings import apply_stored
from desk.admin_settings.registry import get_setting, get_settings_grant
from desk.notifications import to_staff
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.people import panel_access
from desk.policy import permissions
from desk.policy.grants import ANY_SETTING, PANEL, has_grant
from desk.settings.kinds import NetworkList, Stored, TypedOver
from desk.settings.rules import SETTINGS, Setting, SettingGroup
from desk.sla.work_calendar import get_next_summary_time

_LASTING = frozenset({"web_addresses", "panel_for_agents", "second_factor", "positions"})
"""Settings that let more people or networks into the panel, or people see the requests of their organization."""
_DEFAULT_WORDS = frozenset({"default", "умолчание", "по умолчанию"})


@dataclass(frozen=True, slots=True)
class SettingChange:
    """The result of a verb: `old` and `new` as stored, None for the default; equal if nothing changed."""

    setting: Setting
    old: Stored
    new: Stored

    @property
    def changed(self) -> bool:
        """Return True if the value is different now."""
        return bool(self.old != self.new)


async def change_setting(desk: Desk, key: str, typed: str) -> SettingChange:
    """Set the typed value; "default" removes the stored one. Raises NotAllowed, Refused
    with the text that says what is wrong."""
    setting = await _get_changeable(desk, key)
    if is_default_word(typed):
        return await _set(desk, setting, None)
    try:
        value = await _parse(desk, setting, typed)
    except ValueError:
        wrong, args = setting.kind.wrong
        raise Refused(wrong, **args) from None
    return await _set(desk, setting, value)


def is_default_word(typed: str) -> bool:
    """Return True if these words ask for the default."""
    return " ".join(typed.lower().split()) in _DEFAULT_WORDS


async def change_settings(
    desk: Desk, typed: Mapping[str, str], *, seen: int, beside: Iterable[str] = ()
) -> Sequence[SettingChange]:
    """Set several typed settings, all or none. `seen` is the version of the newest change to any of them, or of those
    shown `beside` them, that the actor knew (`get_newest_version`). Raises Refused if one was changed since, else as
    `change_setting`."""
    await desk.require_grant(ANY_SETTING)
    await _lock(desk)
    if await get_newest_version(desk.session, {*typed, *beside}) != seen:
        raise Refused("setting-changed-since")
    return [await change_setting(desk, key, text) for key, text in typed.items()]


async def get_newest_version(session: AsyncSession, keys: Iterable[str]) -> int:
    """Return the version of the last change to any of these settings, or 0 if none was ever changed."""
    newest = select(func.max(StoredSetting.version)).where(any_of(StoredSetting.key, keys))
    return await session.scalar(newest) or 0


async def was_ever_set(session: AsyncSession, key: str) -> bool:
    """Return True if the setting was ever changed, also back to its default."""
    return await session.get(StoredSetting, key) is not None


async def add_unless_set(desk: Desk, key: str, switch: str) -> None:
    """Switch one of several switches on, because it fits this desk, unless the setting was ever changed."""
    setting = get_setting(key)
    if setting is not None and not await was_ever_set(desk.session, key):
        await _set(desk, setting, [*setting.default, switch])


async def choose_preset(desk: Desk, key: str, number: int) -> SettingChange:
    """Set the preset of that number, counted from 0. Raises Outdated if there is none, else as `change_setting`."""
    setting = await _get_changeable(desk, key)
    if not 0 <= number < len(setting.kind.presets):
        raise Outdated
    return await _set(desk, setting, setting.kind.presets[number])


async def undo_setting(desk: Desk, key: str, version: int) -> SettingChange | None:
    """Undo the change of that version; undoing again restores it. Return None if the setting was changed since. Raises
    as `change_setting`."""
    setting = await _get_changeable(desk, key)
    await _lock(desk)
    row = await desk.session.get(StoredSetting, key, populate_existing=True)
    if row is None or row.version != version:
        return None
    return await _set(desk, setting, row.previous)


async def bump_settings_version(desk: Desk) -> int:
    """Make every process read the settings again after this unit of work; return the new version. Also for what admins
    set in tables of its own."""
    await _lock(desk)
    more = update(DeskRow).values(settings_version=DeskRow.settings_version + 1)
    version: int = (await desk.session.execute(more.returning(DeskRow.settings_version))).scalar_one()
    return version


async def require_changeable(desk: Desk, key: str) -> None:
    """Raise as `change_setting` before a value is asked for: NotAllowed, or Refused if the environment sets it."""
    await _get_changeable(desk, key)


async def _get_changeable(desk: Desk, key: str) -> Setting:
    await desk.require_grant(ANY_SETTING)
    setting = get_setting(key)
    if setting is None:
        raise Refused("no-such-setting")
    await desk.require_grant(get_settings_grant(setting.group))
    if setting.is_pinned(desk.rules):
        raise Refused("setting-pinned", variable=setting.variable or "")
    return setting


async def _parse(desk: Desk, setting: Setting, text: str) -> Stored:
    """Return the value that was typed, or the stored one as changed by it; the lock keeps others out in between."""
    if not isinstance(setting.kind, TypedOver):
        return setting.kind.parse_text(text)
    await _lock(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    today = desk.now.astimezone(ZoneInfo(desk.rules.timezone)).date()
    now = setting.default if row is None or row.value is None else row.value
    return await setting.kind.parse_change(desk.session, today, text, now)


async def _lock(desk: Desk) -> None:
    await installation.load_row(desk.session)
    await desk.session.execute(select(DeskRow.id).with_for_update())


def _forbid_lockout(desk: Desk, setting: Setting, value: Stored) -> None:
    """Keep people from closing the panel on themselves through the panel; from Telegram they may. Raises Refused."""
    if isinstance(setting.kind, NetworkList) and desk.address is not None:
        networks = setting.kind.load_value(setting.default if value is None else value)
        if not permissions.is_admitted(networks, desk.address):
            raise Refused("web-addresses-without-yours", address=desk.address)


async def _set(desk: Desk, setting: Setting, value: Stored) -> SettingChange:
    _forbid_lockout(desk, setting, value)
    await _lock(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    old = row.value if row is not None else None
    if (setting.default if old is None else old) == (setting.default if value is None else value):
        return SettingChange(setting, value, value)
    if setting.key in _LASTING and (setting.default if value is None else value) is not False:
        await require_confirmation(desk, LastingAction.SETTING, f"{setting.key}: {_describe(setting, old, value)}")
    version = await bump_settings_version(desk)
    if row is None:
        row = StoredSetting(key=setting.key)
        desk.session.add(row)
    row.previous, row.value, row.version = old, value, version
    row.changed_by, row.changed_at = desk.actor_id, desk.now
    if setting.moves_hours:
        await desk.session.execute(update(DeskRow).values(recalculate_at=desk.now))
    if setting.group is SettingGroup.BRIEFINGS:
        at = get_next_summary_time(desk.now, await _read_summary_settings(desk))
        await desk.session.execute(update(DeskRow).values(briefing_at=at))
    if setting.key == "panel_for_agents" and not (setting.default if value is None else value):
        out = [person.id for person in await to_staff.list_team(desk.session) if not has_grant(person, PANEL)]
        await panel_access.end_access_of_all(desk.session, out, desk.now)
    _record(desk, setting, old, value)
    return SettingChange(setting, old, value)


async def switch_topics_off(desk: Desk) -> bool:
    """Switch off a topic for each request, as Telegram refuses them; return False if that was off already."""
    setting = get_setting("group_tickets")
    assert setting is not None
    await _lock(desk)
    row = await desk.session.get(StoredSetting, setting.key, populate_existing=True)
    now = setting.default if row is None or row.value is None else row.value
    if "topics" not in now:
        return False
    return (await _set(desk, setting, [one for one in now if one != "topics"])).changed


async def _read_summary_settings(desk: Desk) -> DeskSettings:
    """Return the desk's settings with the stored ones of summaries: several may be set in one unit of work."""
    ours = {one.key: one.default for one in SETTINGS if one.group is SettingGroup.BRIEFINGS}
    await desk.session.flush()
    stored = await desk.session.execute(
        select(StoredSetting.key, StoredSetting.value).where(any_of(StoredSetting.key, ours))
    )
    rows = {key: value for key, value in stored if value is not None}
    return apply_stored(desk.rules, ours | rows, version=desk.rules.version)


def _record(desk: Desk, setting: Setting, old: Stored, new: Stored) -> None:
    audit.record_action(desk, "setting", f"setting:{setting.key}", _to_json(setting, old), _to_json(setting, new))


def _describe(setting: Setting, old: Stored, new: Stored) -> str:
    """Return a new value in JSON; of a table only what differs."""
    was, now = (setting.default if value is None else value for value in (old, new))
    if isinstance(was, dict) and isinstance(now, dict):
        now = {key: now.get(key) for key in sorted(was.keys() | now.keys()) if was.get(key) != now.get(key)}
    return _to_json(setting, now)


def _to_json(setting: Setting, value: Any) -> str:
    """Return a stored value as the audit log keeps it, in JSON; the default by its own value."""
    return json.dumps(setting.default if value is None else value, ensure_ascii=False)
