"""Verbs of admins: exempt people from the limits on requests, by a button under the line that says they hit one."""

from desk import Desk, Outdated
from desk.admin_settings.changes import SettingChange, change_setting
from desk.notifications import to_admins
from desk.outbox import make_press
from desk.people import person_rows
from desk.policy.permissions import Grant

_EXEMPT = "exempt_people"


async def exempt_from_limits(desk: Desk, person: int) -> SettingChange:
    """Lift the limits for this person (Telegram id) and update all admins' lines. Raises Outdated for an unknown
    person."""
    return await _change(desk, person, exempted=True)


async def end_exemption(desk: Desk, person: int) -> SettingChange:
    """Apply the limits to this person again."""
    return await _change(desk, person, exempted=False)


async def _change(desk: Desk, person: int, *, exempted: bool) -> SettingChange:
    await desk.require_grant(Grant.SETTINGS_LIMITS)
    found = await person_rows.find_by_telegram(desk.session, person)
    if found is None:
        raise Outdated
    change = await change_setting(desk, _EXEMPT, f"{'add' if exempted else 'remove'} {found.id}")
    other = make_press("btn-setting-undo" if exempted else "btn-exempt", "exempt", person, "off" if exempted else "on")
    key, args = "limit-exempted" if exempted else "limit-holds", {"name": found.name, "by": desk.require_actor().name}
    slot = f"limit:{person}"
    await to_admins.notify_admins(desk, key, dict(args), buttons=((other,),), slot=slot, only_edit=True)
    return change
