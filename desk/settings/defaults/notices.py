"""Notices to members of the team and to their group, and the summaries of day and week."""

from dataclasses import dataclass
from datetime import time

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import DayTime, NoticeReceivers, Receivers, Several


@dataclass(frozen=True, slots=True)
class GroupNotices:
    """Which changes of tickets the staff group is told of; `topics`: each ticket has a topic of its forum; `only_here`:
    the cards of new tickets come to no private chat while somebody is on duty."""

    created: bool = True
    words: bool = False
    edited: bool = False
    closed: bool = False
    closed_by_requester: bool = True
    topics: bool = False
    only_here: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """The receivers of each kind of notices, and what the staff `group` is told."""

    team: NoticeReceivers = declare("team_notices", NoticeReceivers(), Receivers(), SettingGroup.NOTICES)
    desk: NoticeReceivers = declare("desk_notices", NoticeReceivers(), Receivers(), SettingGroup.NOTICES)
    security: NoticeReceivers = declare("security_notices", NoticeReceivers(), Receivers(), SettingGroup.NOTICES)
    group: GroupNotices = declare(
        "group_tickets", GroupNotices(), Several("setting-group-tickets", GroupNotices), SettingGroup.NOTICES
    )


@dataclass(frozen=True, slots=True)
class BriefingsSent:
    """Which summaries are sent, and whether to the staff group (`in_group`) if there is one."""

    daily: bool = False
    weekly: bool = False
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class BriefingRules:
    """Summaries of the day and of the week, sent at that time of the desk's day."""

    sent: BriefingsSent = declare(
        "briefings", BriefingsSent(), Several("setting-briefings", BriefingsSent), SettingGroup.BRIEFINGS, basic=True
    )
    at: time = declare(
        "briefing_at", time(9), DayTime(("08:00", "09:00", "10:00", "17:00")), SettingGroup.BRIEFINGS, basic=True
    )
