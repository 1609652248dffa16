"""The list of settings: one row each. Their names and effects are in the Fluent file of their feature, by key:
`setting-<key>` and `setting-<key>-effect` (with dashes).

To add one: a field in `desk/setting_defaults.py` or `desk/client_setting_defaults.py` with its default, a row here, its
texts. If operators may pin it by a variable of the environment, also a field without a default in `db/settings.py`, and
its line in `DeskSettings.from_settings`.
"""

import json
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from desk import DeskSettings
from desk.admin_settings.duration_kinds import DayTime, Length, Unit
from desk.admin_settings.hours_kinds import DayRanges, StaffList, WeekHours
from desk.admin_settings.mask_kinds import MaskPatterns
from desk.admin_settings.network_kinds import NetworkList
from desk.admin_settings.payment_kinds import CURRENCY, PaymentLink
from desk.admin_settings.people_kinds import PersonList
from desk.admin_settings.position_kinds import PositionTable
from desk.admin_settings.several_kinds import Receivers, Several, SeveralFields
from desk.admin_settings.target_kinds import TargetPair
from desk.admin_settings.value_kinds import COUNTRY, Choice, Number, SettingKind, Stored, Switch, WordList, Zone
from desk.policy import RequesterNotification
from desk.policy.grants import Grant
from desk.policy.group_reactions import REACTIONS


class SettingGroup(StrEnum):
    """Settings that `/settings` shows together; the name of a group is the text `setting-group-<value>`."""

    REQUESTS = "requests"
    TEAM = "team"
    LIMITS = "limits"
    HOURS = "hours"
    ESCALATION = "escalation"
    PROMISES = "promises"
    NOTICES = "notices"
    BRIEFINGS = "briefings"
    BOARD = "board"
    ORGANIZATIONS = "organizations"
    PAYMENTS = "payments"
    DESK = "desk"

    @property
    def grant(self) -> Grant:
        """Return the grant that its settings need."""
        return Grant(f"settings_{self.value}")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `path`: where `DeskSettings` has it, such as "limits.max_open"; the fields of a kind with several
    follow it. `variable`: the variable of the
    environment that pins it. `moves_hours`: after a change open tickets are recalculated. `moves_briefings`: after a
    change the time of the next summary is recalculated. `act`: data of a further button while it is on, whose text is
    `setting-act-<key>`. `of_web`: the setting is shown only if there is a web panel."""

    key: str
    group: SettingGroup
    kind: SettingKind
    path: str
    variable: str | None = None
    moves_hours: bool = False
    moves_briefings: bool = False
    act: str | None = None
    of_web: bool = False

    @property
    def text(self) -> str:
        """Return the key of its name; with `-effect` appended, of its effect."""
        return f"setting-{self.key.replace('_', '-')}"

    @property
    def is_basic(self) -> bool:
        """Return True for a setting that a small team needs; the others are advanced."""
        return self.key in _BASIC

    @property
    def default(self) -> Stored:
        """Return the default as it would be stored."""
        return self.get_stored(_DEFAULTS)

    def get_stored(self, settings: DeskSettings) -> Stored:
        """Return its value in these settings, as it would be stored."""
        if isinstance(self.kind, SeveralFields):
            return self.kind.dump_value({one: attrgetter(self.path + one)(settings) for one in self.kind.fields})
        return self.kind.dump_value(attrgetter(self.path)(settings))

    def is_shown(self, settings: DeskSettings) -> bool:
        """Return True if the setting can have an effect."""
        return not self.of_web or bool(settings.web.url)

    def is_pinned(self, settings: DeskSettings) -> bool:
        """Return True if the environment sets the value."""
        return self.variable is not None and self.variable.lower() in settings.pinned

    def load_values(self, stored: Stored) -> dict[str, Any]:
        """Return the values of its fields by their paths; raises ValueError for a stored value that does not fit."""
        value = self.kind.load_value(stored)
        if isinstance(self.kind, SeveralFields):
            return {self.path + field: value[field] for field in self.kind.fields}
        return {self.path: value}


BASIC_GROUPS = (
    SettingGroup.HOURS,
    SettingGroup.PROMISES,
    SettingGroup.REQUESTS,
    SettingGroup.TEAM,
    SettingGroup.BRIEFINGS,
)
"""The groups of basic settings, in the order in which they are shown first."""
_BASIC = frozenset(
    {
        "timezone", "hours", "day_ranges", "cannot_wait", "night_staff", "targets", "target_critical", "target_high",
        "target_medium", "target_low", "auto_close_hours", "reopen_days", "tell", "ask_missing",
        "remind_minutes", "hand_limit", "root_causes", "briefings", "briefing_at",
        "briefing_to",
    }
)  # fmt: skip
"""The keys of the settings that a small team needs."""
_DEFAULTS = DeskSettings()
_PROMISES = SettingGroup.PROMISES
_REQUESTS, _TEAM, _LIMITS = SettingGroup.REQUESTS, SettingGroup.TEAM, SettingGroup.LIMITS


def _define_time(group: SettingGroup, key: str, path: str, *presets: float, off: bool = False) -> Setting:
    """Return a length of time that operators may pin; its unit is the last word of the key."""
    unit = Unit(key.rpartition("_")[2])
    return Setting(key, group, Length(unit, presets, off=off), path, key.upper())


def _define_kept(
    what: str, presets: tuple[Stored, ...], *, least: float = 1, off: bool = False, of_web: bool = False
) -> Setting:
    """Define how many days something is kept; `off`: zero keeps it for ever."""
    kind = Length(Unit.DAYS, presets, least=least, most=36_500, off=off)
    return Setting(f"{what}_kept_days", SettingGroup.DESK, kind, f"retention.{what}", of_web=of_web)


def _define_limit(key: str, *presets: int) -> Setting:
    """Return a limit for each person; operators may pin it."""
    return Setting(key, _LIMITS, Number(presets), f"limits.{key}", key.upper())


def _define_target(priority: str, *presets: list[int]) -> Setting:
    """Return the targets of a priority; presets are in minutes."""
    return Setting(f"target_{priority}", _PROMISES, TargetPair(presets), f"targets.{priority}")


SETTINGS: tuple[Setting, ...] = (
    _define_time(_REQUESTS, "intake_quiet_seconds", "requests.intake_quiet", 5, 10, 20, 60),
    _define_time(_REQUESTS, "auto_close_hours", "requests.auto_close", 24, 48, 72, 0, off=True),
    _define_time(_REQUESTS, "reopen_days", "requests.reopen", 7, 14, 30, 0),
    Setting("tell", _REQUESTS, Several("setting-tell", (*map(str, RequesterNotification), "agent_stars")), "news."),
    Setting("forwards", _REQUESTS, Switch(), "requests.forwards"),
    Setting("write_first", _REQUESTS, Switch(), "requests.write_first"),
    Setting("ideas", _REQUESTS, Switch(), "requests.ideas"),
    Setting("web_form", _REQUESTS, Switch(), "web.form", of_web=True),
    Setting("consent", _REQUESTS, Number((0, 1, 2), least=0, most=9999, off=True), "privacy.consent"),
    Setting("erase_days", _REQUESTS, Length(Unit.DAYS, (0, 3, 7, 14, 30)), "privacy.pause"),
    Setting("survey_reminder", _REQUESTS, Switch(), "surveys.reminder"),
    Setting("group_reaction", _REQUESTS, Choice("setting-group-reaction", tuple(REACTIONS)), "groups.reaction"),
    Setting("low_marks", _REQUESTS, Switch(), "surveys.low_marks"),
    _define_time(_TEAM, "undo_seconds", "team.undo", 0, 5, 10, 30),
    _define_time(_TEAM, "remind_minutes", "team.remind", 10, 15, 30, 0, off=True),
    Setting("called_first", _TEAM, Number((3, 4, 5, 8)), "team.called_first"),
    Setting("hand_limit", _TEAM, Number((0, 5, 10, 20), least=0, off=True), "team.hand_limit"),
    Setting("staffing_hours", _TEAM, Number((0, 20, 25, 30, 35), least=0, most=168, off=True), "team.staffing_hours"),
    Setting("root_causes", _TEAM, WordList(most=30, longest=40), "team.root_causes"),
    *(
        Setting(f"{kind}_notices", SettingGroup.NOTICES, Receivers(), f"notices.{kind}_")
        for kind in ("team", "board", "desk", "security")
    ),
    Setting(
        "group_tickets",
        SettingGroup.NOTICES,
        Several("setting-group-tickets", ("created", "edited", "closed", "closed_by_requester")),
        "notices.group_",
    ),
    Setting(
        "briefings",
        SettingGroup.BRIEFINGS,
        Several("setting-briefings", ("daily", "weekly")),
        "briefings.",
        moves_briefings=True,
    ),
    *(
        Setting(f"briefing_{name}", SettingGroup.BRIEFINGS, kind, f"briefings.{name}", moves_briefings=True)
        for name, kind in (
            ("at", DayTime(("08:00", "09:00", "10:00", "17:00"))),
            ("to", Choice("setting-briefing-to", ("admins", "group"))),
        )
    ),
    _define_limit("max_untaken", 3, 5, 10, 20),
    _define_limit("max_new_per_hour", 3, 5, 10, 20),
    _define_limit("max_open", 10, 20, 50, 100),
    Setting("exempt_people", _LIMITS, PersonList(), "limits.exempt_people"),
    Setting("limit_notices", _LIMITS, Switch(), "limits.notices"),
    Setting("targets", _PROMISES, Switch(), "targets.enabled", act="targets:ask"),
    _define_target("critical", [30, 120], [60, 240], [120, 480]),
    _define_target("high", [120, 480], [240, 480], [480, 1440]),
    _define_target("medium", [240, 1440], [480, 1440], [1440, 2880]),
    _define_target("low", [480, 2880], [1440, 2880], [2880, 10080]),
    Setting("pending_days", _PROMISES, Length(Unit.DAYS, (1, 2, 3, 7, 0), off=True), "targets.pending"),
    Setting("hold_stops_clock", _PROMISES, Switch(), "targets.hold_stops_clock"),
    Setting("board_phone_numbers", SettingGroup.BOARD, Switch(), "board.phone_numbers", "BOARD_PHONE_NUMBERS"),
    Setting(
        "board_names", SettingGroup.BOARD, Choice("setting-board-names", ("full", "initial", "number")), "board.names"
    ),
    Setting(
        "board_shows", SettingGroup.BOARD, Several("setting-board-shows", ("places", "files", "earlier")), "board."
    ),
    Setting("board_members_only", SettingGroup.BOARD, Switch(), "board.members_only"),
    Setting("withdrawn_days", SettingGroup.DESK, Length(Unit.DAYS, (0, 7, 30, 90)), "retention.withdrawn"),
    Setting("raw_days", SettingGroup.DESK, Length(Unit.DAYS, (2, 7, 14, 30), least=2, most=366), "retention.raw"),
    _define_kept("closed", (0, 180, 365, 1095), least=0, off=True),
    _define_kept("audit", (0, 365, 1095), least=0, off=True),
    _define_kept("people", (0, 365, 730, 1095), least=0, off=True),
    _define_kept("sessions", (7, 30, 90), of_web=True),
    _define_kept("addresses", (30, 90, 180), of_web=True),
    Setting("archive_deleted", SettingGroup.DESK, Switch(), "retention.archive"),
    Setting("mask", SettingGroup.DESK, Several("setting-mask", ("cards", "passwords")), "masking."),
    Setting("mask_patterns", SettingGroup.DESK, MaskPatterns(), "masking.patterns"),
    Setting(
        "masked_kept_days",
        SettingGroup.DESK,
        Length(Unit.DAYS, (1, 7, 30, 0), most=366, off=True),
        "masking.kept",
    ),
    Setting("timezone", SettingGroup.HOURS, Zone(), "timezone", "TIMEZONE", moves_hours=True),
    Setting("hours", SettingGroup.HOURS, WeekHours(), "hours.week", moves_hours=True),
    Setting("day_ranges", SettingGroup.HOURS, DayRanges(), "hours.day_ranges", moves_hours=True),
    Setting("cannot_wait", SettingGroup.HOURS, Switch(), "hours.cannot_wait"),
    Setting("night_staff", SettingGroup.HOURS, StaffList(), "hours.night_staff"),
    Setting("critical_words", SettingGroup.HOURS, WordList(), "hours.critical_words"),
    Setting("high_topics", SettingGroup.HOURS, WordList(), "hours.high_topics"),
    Setting("ask_missing", SettingGroup.REQUESTS, Switch(), "requests.ask_missing"),
    Setting("topic_learning", SettingGroup.REQUESTS, Switch(), "topics.learning"),
    Setting("escalate_to", SettingGroup.ESCALATION, StaffList(), "escalation.to"),
    Setting("escalate_further", SettingGroup.ESCALATION, StaffList(), "escalation.further"),
    Setting("escalate_words", SettingGroup.ESCALATION, WordList(), "escalation.words"),
    Setting(
        "escalate_reopened", SettingGroup.ESCALATION, Number((0, 2, 3, 5), least=0, off=True), "escalation.reopened"
    ),
    Setting("escalate_breach", SettingGroup.ESCALATION, Switch(), "escalation.breach"),
    Setting("organizations", SettingGroup.ORGANIZATIONS, Switch(), "organizations.enabled"),
    Setting("phone_region", SettingGroup.ORGANIZATIONS, COUNTRY, "organizations.phone_region"),
    Setting("tax_ids", SettingGroup.ORGANIZATIONS, Choice("setting-tax-ids", ("inn", "any")), "organizations.tax_ids"),
    Setting("positions", SettingGroup.ORGANIZATIONS, PositionTable(), "organizations.positions"),
    Setting("payments", SettingGroup.PAYMENTS, Switch(), "payments.enabled"),
    Setting("currency", SettingGroup.PAYMENTS, CURRENCY, "payments.currency"),
    Setting("payment_card", SettingGroup.PAYMENTS, Switch(), "payments.card"),
    Setting("payment_link", SettingGroup.PAYMENTS, PaymentLink(), "payments.link"),
    Setting("balances", SettingGroup.PAYMENTS, Several("setting-balances", ("show_balance", "top_up")), "payments."),
    Setting("tell_price", SettingGroup.PAYMENTS, Switch(), "payments.tell_price"),
    Setting(
        "low_balance",
        SettingGroup.PAYMENTS,
        Number((0, 500, 1000, 5000), least=0, most=10**6, off=True),
        "payments.low",
    ),
    Setting("panel_for_agents", SettingGroup.DESK, Switch(), "web.for_agents", of_web=True),
    Setting(
        "second_factor",
        SettingGroup.DESK,
        Choice("setting-second-factor", ("off", "optional", "admins", "all")),
        "web.second_factor",
        of_web=True,
    ),
    Setting(
        "log_days",
        SettingGroup.DESK,
        Length(Unit.DAYS, (0, 7, 30, 90), most=366, off=True),
        "retention.log",
        of_web=True,
    ),
    Setting("web_addresses", SettingGroup.DESK, NetworkList(), "web.addresses", of_web=True),
    Setting(
        "upload_mb",
        SettingGroup.DESK,
        Number((5, 20, 50, 0), least=0, most=50, off=True),
        "web.upload_mb",
        of_web=True,
    ),
    Setting(
        "files_kept_days",
        SettingGroup.DESK,
        Length(Unit.DAYS, (7, 30, 90, 0), off=True),
        "retention.files",
        of_web=True,
    ),
    Setting("feed_days", SettingGroup.DESK, Length(Unit.DAYS, (7, 30, 90)), "retention.feed", of_web=True),
)
"""All settings, in the order in which they are shown."""
BY_KEY = {setting.key: setting for setting in SETTINGS}


def get_setting(key: str) -> Setting | None:
    """Return the setting of that key, or None if this version has none."""
    return BY_KEY.get(key)


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
