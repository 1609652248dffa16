"""How agents work: undo, reminders, invitations, hand-over."""

from dataclasses import dataclass
from datetime import timedelta

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Choice, Length, Number, Switch, Unit, WordList


@dataclass(frozen=True, slots=True)
class TeamRules:
    """How agents work with tickets.

    Actions can be undone for `undo`; of what is said in the staff group goes out what `group_replies` says (in a topic
    each line, elsewhere replies; replies alone; nothing). An untaken ticket is announced again after `remind` (zero:
    never); an invitation is valid for `invite`. More than `merge_above` new tickets in ten minutes (for up to six
    agents) share one message; admins cannot change that.
    A new ticket goes to `called_first` people at first and to as many more each minute, in a team of more than six.
    Agents are told when they have more than `hand_limit` tickets (0: never). `root_causes` can be chosen for
    resolved tickets; empty: agents are not asked. `staffing_hours`: that one person gives to requests in a week; zero:
    reports do not say how many people a week needs. `trainees`: an answer of a trainee has waited for approval;
    `reviews`: there has been a criterion for reviews; both are read with the settings. `own_at_once`: the first words
    of a chat in an own account are for the whole team at once, and not offered to its owner before. `later`: what the
    team does may wait for a moment. `recurring`: requests are filed by a
    rhythm. `time`: the team records the time it works on tickets; what is billed is rounded up to full `time_step`.
    """

    undo: timedelta = declare(
        "undo_seconds", timedelta(seconds=10), Length(Unit.SECONDS, (0, 5, 10, 30)), SettingGroup.TEAM, pin=True
    )
    group_replies: str = declare(
        "group_replies", "topics", Choice("setting-group-replies", ("topics", "replies", "none")), SettingGroup.TEAM
    )
    remind: timedelta = declare(
        "remind_minutes",
        timedelta(minutes=15),
        Length(Unit.MINUTES, (10, 15, 30, 0), off=True),
        SettingGroup.TEAM,
        pin=True,
        basic=True,
    )
    own_at_once: bool = declare("own_accounts_at_once", False, Switch(), SettingGroup.TEAM)
    later: bool = declare("later", False, Switch(), SettingGroup.TEAM)
    recurring: bool = declare("recurring", False, Switch(), SettingGroup.TEAM)
    invite: timedelta = timedelta(hours=24)
    merge_above: int = 30
    called_first: int = declare("called_first", 5, Number((3, 4, 5, 8)), SettingGroup.TEAM)
    hand_limit: int = declare("hand_limit", 0, Number((0, 5, 10, 20), least=0, off=True), SettingGroup.TEAM, basic=True)
    staffing_hours: int = declare(
        "staffing_hours", 0, Number((0, 20, 25, 30, 35), least=0, most=168, off=True), SettingGroup.TEAM
    )
    root_causes: tuple[str, ...] = declare(
        "root_causes", (), WordList(most=30, longest=40), SettingGroup.TEAM, basic=True
    )
    time: bool = declare("time_spent", False, Switch(), SettingGroup.TEAM)
    time_step: timedelta = declare(
        "time_step_minutes", timedelta(minutes=1), Length(Unit.MINUTES, (1, 5, 15, 30), least=1, most=120, whole=True),
        SettingGroup.TEAM,
    )  # fmt: skip
    trainees: bool = False
    reviews: bool = False

    def is_sent_from_group(self, *, is_reply: bool) -> bool:
        """Return True if a line of the staff group that is of a ticket goes to its requester. `is_reply`: it does not
        only stand in the topic of the ticket."""
        return self.group_replies == "topics" or (self.group_replies == "replies" and is_reply)
