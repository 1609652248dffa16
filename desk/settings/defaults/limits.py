"""How many requests one person may have."""

from dataclasses import dataclass

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Number, PersonList, Switch


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How many requests one person may have: untaken, begun within an hour, open. One more waits in the queue.

    People with an id in `exempt_people` have no limits. `notices`: admins are told who reached a limit.
    """

    max_untaken: int = declare("max_untaken", 5, Number((3, 5, 10, 20)), SettingGroup.LIMITS, pin=True)
    max_new_per_hour: int = declare("max_new_per_hour", 12, Number((5, 12, 20, 50)), SettingGroup.LIMITS, pin=True)
    max_open: int = declare("max_open", 20, Number((10, 20, 50, 100)), SettingGroup.LIMITS, pin=True)
    exempt_people: frozenset[int] = declare("exempt_people", frozenset(), PersonList(), SettingGroup.LIMITS)
    notices: bool = declare("limit_notices", True, Switch(), SettingGroup.LIMITS)
