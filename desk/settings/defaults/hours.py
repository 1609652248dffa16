"""Business hours, escalation and targets."""

from dataclasses import dataclass
from datetime import timedelta

from desk.settings.declaring import SettingGroup, declare
from desk.settings.hours import DayRange, DayRanges, Week, WeekHours
from desk.settings.kinds import Number, StaffList, Switch, TargetLengths, TargetPair, WordList


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """The people for an escalated ticket (`to`: ids; empty: the admins).

    Tickets are escalated automatically by `words` of a request, after being `reopened` so often (0: never), and by
    a missed target (`breach`).
    """

    to: tuple[int, ...] = declare("escalate_to", (), StaffList(), SettingGroup.ESCALATION)
    words: tuple[str, ...] = declare("escalate_words", (), WordList(), SettingGroup.ESCALATION)
    reopened: int = declare("escalate_reopened", 0, Number((0, 2, 3, 5), least=0, off=True), SettingGroup.ESCALATION)
    breach: bool = declare("escalate_breach", False, Switch(), SettingGroup.ESCALATION)


@dataclass(frozen=True, slots=True)
class HourRules:
    """When the desk is open, in the desk's time zone: `week` (empty: round the clock), except on `day_ranges`.
    Of `day_ranges` that overlap the last one counts.

    `cannot_wait`: outside these hours a requester may call `night_staff` (ids; empty: the admins). `critical_words`
    in a request make it critical; a topic in `high_topics`, if its requester chose it, makes it high.
    """

    week: Week = declare("hours", (), WeekHours(), SettingGroup.HOURS, basic=True, moves_hours=True)
    day_ranges: tuple[DayRange, ...] = declare(
        "day_ranges", (), DayRanges(), SettingGroup.HOURS, basic=True, moves_hours=True
    )
    cannot_wait: bool = declare("cannot_wait", False, Switch(), SettingGroup.HOURS, basic=True)
    night_staff: tuple[int, ...] = declare("night_staff", (), StaffList(), SettingGroup.HOURS, basic=True)
    critical_words: tuple[str, ...] = declare("critical_words", (), WordList(), SettingGroup.HOURS)
    high_topics: tuple[str, ...] = declare("high_topics", (), WordList(), SettingGroup.HOURS)


def _promise(first_response: int, solution: int) -> TargetLengths:
    """Return a target in hours."""
    return TargetLengths(timedelta(hours=first_response), timedelta(hours=solution))


@dataclass(frozen=True, slots=True)
class TargetRules:
    """The promises to requesters, if `enabled`: a target for each priority.

    Only then the requester of a pending ticket is reminded after half of `auto_close`.
    `hold_stops_clock`: a ticket on hold uses no working time.
    """

    enabled: bool = declare("targets", False, Switch(), SettingGroup.PROMISES, basic=True, act="targets:ask")
    critical: TargetLengths = declare(
        "target_critical",
        _promise(1, 4),
        TargetPair(([30, 120], [60, 240], [120, 480])),
        SettingGroup.PROMISES,
        basic=True,
    )
    high: TargetLengths = declare(
        "target_high",
        _promise(4, 8),
        TargetPair(([120, 480], [240, 480], [480, 1440])),
        SettingGroup.PROMISES,
        basic=True,
    )
    medium: TargetLengths = declare(
        "target_medium",
        _promise(8, 24),
        TargetPair(([240, 1440], [480, 1440], [1440, 2880])),
        SettingGroup.PROMISES,
        basic=True,
    )
    low: TargetLengths = declare(
        "target_low",
        _promise(24, 48),
        TargetPair(([480, 2880], [1440, 2880], [2880, 10080])),
        SettingGroup.PROMISES,
        basic=True,
    )
    hold_stops_clock: bool = declare("hold_stops_clock", False, Switch(), SettingGroup.PROMISES)

    @property
    def by_priority(self) -> dict[int, TargetLengths]:
        """Return the targets by priority, from 1 (critical) to 4 (low)."""
        return dict(enumerate((self.critical, self.high, self.medium, self.low), start=1))
