"""The settings of a desk: each is declared once, on its field. Knows no environment.

To add one that admins change: a field with `declare`, its texts `setting-<key>` and `setting-<key>-effect` (with
dashes) in the Fluent file of its feature, then `make schema`. If operators may pin it (`pin`), also a field of its key
without a default in `db/settings.py`.

`desk/admin_settings/` stores and changes them. Here a unit of work notes their version: `VERSION` is read along with
something it reads anyway.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network
from operator import attrgetter
from typing import Any, Self, TypeVar

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, DeskRow, GroupMentions
from db.settings import Settings
from db.unit_of_work import get_unit
from desk.rule_specs import RuleSpec
from desk.settings.hours import DayRange, DayRanges, EventDays, Week, WeekHours
from desk.settings.kinds import (
    COUNTRY,
    CURRENCY,
    Choice,
    DayTime,
    Length,
    MaskPatterns,
    NetworkList,
    NoticeReceivers,
    Number,
    PaymentLink,
    PersonList,
    PositionTable,
    Receivers,
    SettingKind,
    Several,
    StaffList,
    Stored,
    Switch,
    TargetLengths,
    TargetPair,
    Unit,
    WordList,
    Zone,
)
from desk.text.masking.secret_masking import MaskedKinds

VERSION = select(DeskRow.settings_version).where(DeskRow.id == 1).scalar_subquery()
"""The version of the stored settings, as one more column of a statement; null before there is a desk."""


def remember_version(session: AsyncSession, version: int | None) -> None:
    """Remember that this session has read `VERSION`."""
    get_unit(session).settings_version = version


def get_known_version(session: AsyncSession) -> int | None:
    """Return the version that was read; None if it was not."""
    return get_unit(session).settings_version


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


_REQUESTS, _TEAM, _LIMITS, _HOURS = SettingGroup.REQUESTS, SettingGroup.TEAM, SettingGroup.LIMITS, SettingGroup.HOURS
_ESCALATION, _PROMISES, _NOTICES = SettingGroup.ESCALATION, SettingGroup.PROMISES, SettingGroup.NOTICES
_BRIEFINGS, _BOARD, _ORGANIZATIONS = SettingGroup.BRIEFINGS, SettingGroup.BOARD, SettingGroup.ORGANIZATIONS
_PAYMENTS, _DESK = SettingGroup.PAYMENTS, SettingGroup.DESK


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that admins change. `path`: where `DeskSettings` has it, such as "limits.max_open". `pin`: operators
    may set it by the variable of its key. `basic`: a small team needs it. `place`: its rank in its group; of one rank
    they follow the fields. `moves_hours`: after a change open tickets are recalculated. `act`: data of a further button
    while it is on, whose text is `setting-act-<key>`. `of_web`: it is shown only if there is a web panel."""

    key: str
    initial: Any
    kind: SettingKind
    group: SettingGroup
    pin: bool = False
    basic: bool = False
    place: int = 0
    moves_hours: bool = False
    act: str | None = None
    of_web: bool = False
    path: str = ""

    @property
    def text(self) -> str:
        """Return the key of its name; with `-effect` appended, of its effect."""
        return f"setting-{self.key.replace('_', '-')}"

    @property
    def variable(self) -> str | None:
        """Return the variable of the environment that pins it."""
        return self.key.upper() if self.pin else None

    @property
    def default(self) -> Stored:
        """Return the default as it would be stored."""
        return self.kind.dump_value(self.initial)

    def get_stored(self, settings: "DeskSettings") -> Stored:
        """Return its value in these settings, as it would be stored."""
        return self.kind.dump_value(attrgetter(self.path)(settings))

    def is_shown(self, settings: "DeskSettings") -> bool:
        """Return True if the setting can have an effect."""
        return not self.of_web or bool(settings.web.url)

    def is_pinned(self, settings: "DeskSettings") -> bool:
        """Return True if the environment sets the value."""
        return self.pin and self.key in settings.pinned

    def load_values(self, stored: Stored) -> dict[str, Any]:
        """Return its value by its path; raises ValueError for a stored value that does not fit."""
        return {self.path: self.kind.load_value(stored)}


_T = TypeVar("_T")


def declare(key: str, default: _T, kind: SettingKind, group: SettingGroup, **how: Any) -> _T:
    """Return the field of a setting; `how`: as `Setting` has it."""
    made: _T = field(
        default_factory=lambda: default,
        hash=isinstance(default, Hashable),
        metadata={"setting": Setting(key, default, kind, group, **how)},
    )
    return made


def _keep(*presets: int, off: bool = False) -> Length:
    """Return how many days something is kept; `off`: zero keeps it for ever."""
    return Length(Unit.DAYS, presets, least=0 if off else 1, most=36_500, off=off)


@dataclass(frozen=True, slots=True)
class RequestRules:
    """How requests begin and end.

    A draft is filed after `intake_quiet` without a message. A question to a requester expires after `question`.
    A resolved ticket closes after `auto_close` without an answer, a pending one is resolved (zero: never). It can be
    reopened within `reopen`. `ask_missing`: the desk asks for what or where if a request names neither;
    `topic_questions` are the ids of topics with questions. `write_first`: the team may begin requests. `forwards`: what
    agents forward becomes a request of its author. `ideas`: suggestions are taken. `topics`: each request has a
    topic in its requester's own chat, if that has topics.
    """

    intake_quiet: timedelta = declare(
        "intake_quiet_seconds", timedelta(seconds=10), Length(Unit.SECONDS, (5, 10, 20, 60)), _REQUESTS, pin=True
    )
    question: timedelta = timedelta(minutes=2)
    auto_close: timedelta = declare(
        "auto_close_hours",
        timedelta(hours=72),
        Length(Unit.HOURS, (24, 48, 72, 0), off=True),
        _REQUESTS,
        pin=True,
        basic=True,
    )
    reopen: timedelta = declare(
        "reopen_days", timedelta(days=14), Length(Unit.DAYS, (7, 14, 30, 0)), _REQUESTS, pin=True, basic=True
    )
    ask_missing: bool = declare("ask_missing", False, Switch(), _REQUESTS, basic=True, place=8)
    forwards: bool = declare("forwards", False, Switch(), _REQUESTS, place=2)
    write_first: bool = declare("write_first", False, Switch(), _REQUESTS, place=2)
    ideas: bool = declare("ideas", False, Switch(), _REQUESTS, place=2)
    topics: bool = declare("request_topics", False, Switch(), _REQUESTS, place=2)
    topic_questions: frozenset[int] = frozenset()

    @property
    def asks(self) -> bool:
        """Return True if a requester may be asked to say more before a person answers."""
        return self.ask_missing or bool(self.topic_questions)


@dataclass(frozen=True, slots=True)
class NewsRules:
    """Which notifications a requester gets by default, one field for each `RequesterNotification`; `daily`: as one
    message a day. `agent_stars`: a survey asks for stars for the agent, too. `answer_way`: who registers is asked by
    which way they want answers."""

    taken: bool = True
    status: bool = True
    reminders: bool = True
    surveys: bool = True
    daily: bool = False
    agent_stars: bool = False
    answer_way: bool = False


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """`reminder`: a survey without an answer is sent once more."""

    reminder: bool = declare("survey_reminder", False, Switch(), _REQUESTS, place=5)


@dataclass(frozen=True, slots=True)
class TeamRules:
    """How agents work with tickets.

    Actions can be undone for `undo`; an untaken ticket is announced again after `remind` (zero: never); an invitation
    is valid for `invite`. More than `merge_above` new tickets in ten minutes (for up to six agents) share one message;
    admins cannot change that.
    A new ticket goes to `called_first` people at first and to as many more each minute, in a team of more than six.
    Agents are told when they have more than `hand_limit` tickets (0: never). `root_causes` can be chosen for
    resolved tickets; empty: agents are not asked. `staffing_hours`: that one person gives to requests in a week; zero:
    reports do not say how many people a week needs. `trainees`: an answer of a trainee has waited for approval;
    `reviews`: there has been a criterion for reviews; both are read with the settings.
    """

    undo: timedelta = declare(
        "undo_seconds", timedelta(seconds=10), Length(Unit.SECONDS, (0, 5, 10, 30)), _TEAM, pin=True
    )
    remind: timedelta = declare(
        "remind_minutes",
        timedelta(minutes=15),
        Length(Unit.MINUTES, (10, 15, 30, 0), off=True),
        _TEAM,
        pin=True,
        basic=True,
    )
    invite: timedelta = timedelta(hours=24)
    merge_above: int = 30
    called_first: int = declare("called_first", 5, Number((3, 4, 5, 8)), _TEAM)
    hand_limit: int = declare("hand_limit", 0, Number((0, 5, 10, 20), least=0, off=True), _TEAM, basic=True)
    staffing_hours: int = declare("staffing_hours", 0, Number((0, 20, 25, 30, 35), least=0, most=168, off=True), _TEAM)
    root_causes: tuple[str, ...] = declare("root_causes", (), WordList(most=30, longest=40), _TEAM, basic=True)
    trainees: bool = False
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How many requests one person may have: untaken, begun within an hour, open. One more waits in the queue.

    People with an id in `exempt_people` have no limits. `notices`: admins are told who reached a limit.
    """

    max_untaken: int = declare("max_untaken", 5, Number((3, 5, 10, 20)), _LIMITS, pin=True)
    max_new_per_hour: int = declare("max_new_per_hour", 12, Number((5, 12, 20, 50)), _LIMITS, pin=True)
    max_open: int = declare("max_open", 20, Number((10, 20, 50, 100)), _LIMITS, pin=True)
    exempt_people: frozenset[int] = declare("exempt_people", frozenset(), PersonList(), _LIMITS)
    notices: bool = declare("limit_notices", True, Switch(), _LIMITS)


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

    team: NoticeReceivers = declare("team_notices", NoticeReceivers(), Receivers(), _NOTICES)
    desk: NoticeReceivers = declare("desk_notices", NoticeReceivers(), Receivers(), _NOTICES)
    security: NoticeReceivers = declare("security_notices", NoticeReceivers(), Receivers(), _NOTICES)
    group: GroupNotices = declare(
        "group_tickets", GroupNotices(), Several("setting-group-tickets", GroupNotices), _NOTICES
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
        "briefings", BriefingsSent(), Several("setting-briefings", BriefingsSent), _BRIEFINGS, basic=True
    )
    at: time = declare("briefing_at", time(9), DayTime(("08:00", "09:00", "10:00", "17:00")), _BRIEFINGS, basic=True)


@dataclass(frozen=True, slots=True)
class ShownOnBoard:
    """Parts of requests that the board shows: the `places` and `files` that requesters send, a line on `earlier`
    requests."""

    places: bool = True
    files: bool = True
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class BoardRules:
    """Whether a Todoist board is configured (`enabled`; without it no job for the board is stored), and what it shows.

    `phone_numbers`: shared contacts with their whole number. `names`: requesters by their "full" name, "initial" (of
    the last name) or "number".
    `members_only`: what accounts do that are linked to no member of the team is undone. `connect_url`: where admins
    connect a Todoist account; empty: they cannot.
    """

    enabled: bool = False
    phone_numbers: bool = declare("board_phone_numbers", False, Switch(), _BOARD, pin=True)
    names: str = declare("board_names", "initial", Choice("setting-board-names", ("full", "initial", "number")), _BOARD)
    shows: ShownOnBoard = declare("board_shows", ShownOnBoard(), Several("setting-board-shows", ShownOnBoard), _BOARD)
    members_only: bool = declare("board_members_only", False, Switch(), _BOARD)
    connect_url: str = ""


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How long data is kept: `withdrawn` words, `raw` updates and messages of Telegram once they are processed, the
    `log` of presses and commands (zero: not kept), the bytes of `files` that both Telegram and the board have (zero:
    for ever). `closed`: words and files of requests that have ended, `audit`: the audit log, `people` who never had a
    request (zero: for ever). `archive`: what is deleted of `closed` and `audit` is first written to files in
    DATA_DIR."""

    withdrawn: timedelta = declare("withdrawn_days", timedelta(days=30), Length(Unit.DAYS, (0, 7, 30, 90)), _DESK)
    raw: timedelta = declare(
        "raw_days", timedelta(days=14), Length(Unit.DAYS, (2, 7, 14, 30), least=2, most=366), _DESK
    )
    log: timedelta = declare(
        "log_days", timedelta(0), Length(Unit.DAYS, (0, 7, 30, 90), most=366, off=True), _DESK, of_web=True, place=1
    )
    files: timedelta = declare(
        "files_kept_days", timedelta(days=30), Length(Unit.DAYS, (7, 30, 90, 0), off=True), _DESK, of_web=True, place=3
    )
    closed: timedelta = declare("closed_kept_days", timedelta(0), _keep(0, 180, 365, 1095, off=True), _DESK)
    audit: timedelta = declare("audit_kept_days", timedelta(0), _keep(0, 365, 1095, off=True), _DESK)
    people: timedelta = declare("people_kept_days", timedelta(0), _keep(0, 365, 730, 1095, off=True), _DESK)
    archive: bool = declare("archive_deleted", False, Switch(), _DESK)


@dataclass(frozen=True, slots=True)
class MaskingRules:
    """Masking in words of requesters and in notes: some `kinds`, own `patterns` (see `desk/text/masking`).
    `kept`: how long readers with the permission can see it; zero: not at all."""

    kinds: MaskedKinds = declare("mask", MaskedKinds(), Several("setting-mask", MaskedKinds), _DESK)
    patterns: tuple[str, ...] = declare("mask_patterns", (), MaskPatterns(), _DESK)
    kept: timedelta = declare(
        "masked_kept_days", timedelta(days=7), Length(Unit.DAYS, (1, 7, 30, 0), most=366, off=True), _DESK
    )


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """The people for an escalated ticket (`to`: ids; empty: the admins).

    Tickets are escalated automatically by `words` of a request, after being `reopened` so often (0: never), and by
    a missed target (`breach`).
    """

    to: tuple[int, ...] = declare("escalate_to", (), StaffList(), _ESCALATION)
    words: tuple[str, ...] = declare("escalate_words", (), WordList(), _ESCALATION)
    reopened: int = declare("escalate_reopened", 0, Number((0, 2, 3, 5), least=0, off=True), _ESCALATION)
    breach: bool = declare("escalate_breach", False, Switch(), _ESCALATION)


@dataclass(frozen=True, slots=True)
class HourRules:
    """When the desk is open, in the desk's time zone: `week` (empty: round the clock), except on `day_ranges`.
    Of `day_ranges` that overlap the last one counts.

    `cannot_wait`: outside these hours a requester may call `night_staff` (ids; empty: the admins). `critical_words`
    in a request make it critical; a topic in `high_topics`, if its requester chose it, makes it high.
    """

    week: Week = declare("hours", (), WeekHours(), _HOURS, basic=True, moves_hours=True)
    day_ranges: tuple[DayRange, ...] = declare("day_ranges", (), DayRanges(), _HOURS, basic=True, moves_hours=True)
    cannot_wait: bool = declare("cannot_wait", False, Switch(), _HOURS, basic=True)
    night_staff: tuple[int, ...] = declare("night_staff", (), StaffList(), _HOURS, basic=True)
    critical_words: tuple[str, ...] = declare("critical_words", (), WordList(), _HOURS)
    high_topics: tuple[str, ...] = declare("high_topics", (), WordList(), _HOURS)


def _promise(first_response: int, solution: int) -> TargetLengths:
    """Return a target in hours."""
    return TargetLengths(timedelta(hours=first_response), timedelta(hours=solution))


@dataclass(frozen=True, slots=True)
class TargetRules:
    """The promises to requesters, if `enabled`: a target for each priority.

    Only then the requester of a pending ticket is reminded after half of `auto_close`.
    `hold_stops_clock`: a ticket on hold uses no working time.
    """

    enabled: bool = declare("targets", False, Switch(), _PROMISES, basic=True, act="targets:ask")
    critical: TargetLengths = declare(
        "target_critical", _promise(1, 4), TargetPair(([30, 120], [60, 240], [120, 480])), _PROMISES, basic=True
    )
    high: TargetLengths = declare(
        "target_high", _promise(4, 8), TargetPair(([120, 480], [240, 480], [480, 1440])), _PROMISES, basic=True
    )
    medium: TargetLengths = declare(
        "target_medium", _promise(8, 24), TargetPair(([240, 1440], [480, 1440], [1440, 2880])), _PROMISES, basic=True
    )
    low: TargetLengths = declare(
        "target_low", _promise(24, 48), TargetPair(([480, 2880], [1440, 2880], [2880, 10080])), _PROMISES, basic=True
    )
    hold_stops_clock: bool = declare("hold_stops_clock", False, Switch(), _PROMISES)

    @property
    def by_priority(self) -> dict[int, TargetLengths]:
        """Return the targets by priority, from 1 (critical) to 4 (low)."""
        return dict(enumerate((self.critical, self.high, self.medium, self.low), start=1))


@dataclass(frozen=True, slots=True)
class WebRules:
    """The web panel, the API and webhooks. `url`: the address of the panel, if there is one; `form`: everybody may send
    requests from a page of it.

    `for_agents`: agents may use the panel too. `second_factor`: who shows a second factor: nobody ("off"), those who
    have one ("optional"), "admins" or "all". A session ends after `idle` without use and after `stays` in all.
    The panel opens only from `addresses` (empty: from anywhere). `upload_mb`: size of the files of one message
    (0: no files). Secrets are encrypted with the first of `secret_keys` and decrypted with any. Webhooks go to public
    hosts, and to hosts and networks in `webhook_allow`.
    """

    url: str | None = None
    for_agents: bool = declare("panel_for_agents", False, Switch(), _DESK, of_web=True)
    second_factor: str = declare(
        "second_factor",
        "off",
        Choice("setting-second-factor", ("off", "optional", "admins", "all")),
        _DESK,
        of_web=True,
    )
    idle: timedelta = timedelta(hours=12)
    stays: timedelta = timedelta(days=7)
    addresses: tuple[IPv4Network | IPv6Network, ...] = declare(
        "web_addresses", (), NetworkList(), _DESK, of_web=True, place=2
    )
    upload_mb: int = declare(
        "upload_mb", 20, Number((5, 20, 50, 0), least=0, most=50, off=True), _DESK, of_web=True, place=2
    )
    form: bool = declare("web_form", False, Switch(), _REQUESTS, of_web=True, place=3)
    secret_keys: tuple[SecretStr, ...] = field(default=(), repr=False)
    webhook_allow: tuple[str, ...] = ()


_POSITIONS = {
    "contact": ClientRole.USER,
    "контакт": ClientRole.USER,
    "accountant": ClientRole.ADMINISTRATOR,
    "бухгалтер": ClientRole.ADMINISTRATOR,
    "главный бухгалтер": ClientRole.ADMINISTRATOR,
    "administrator": ClientRole.ADMINISTRATOR,
    "администратор": ClientRole.ADMINISTRATOR,
    "director": ClientRole.DIRECTOR,
    "директор": ClientRole.DIRECTOR,
    "генеральный директор": ClientRole.DIRECTOR,
    "sole trader": ClientRole.DIRECTOR,
    "индивидуальный предприниматель": ClientRole.DIRECTOR,
    "ип": ClientRole.DIRECTOR,
}


@dataclass(frozen=True, slots=True)
class OrganizationRules:
    """Requests for organizations, if `enabled`.

    `phone_region`: the country of phone numbers without one, in two letters. `tax_ids`: "inn" checks the digits of
    Russian tax ids, "any" takes whatever is typed.
    `positions`: the role that a contact's position gives, by the position in small letters; others give a user.
    `looks_up`: there is a service that knows organizations by their tax id.
    """

    enabled: bool = declare("organizations", False, Switch(), _ORGANIZATIONS)
    phone_region: str = declare("phone_region", "RU", COUNTRY, _ORGANIZATIONS)
    tax_ids: str = declare("tax_ids", "inn", Choice("setting-tax-ids", ("inn", "any")), _ORGANIZATIONS)
    looks_up: bool = False
    positions: Mapping[str, ClientRole] = declare("positions", _POSITIONS, PositionTable(), _ORGANIZATIONS)


@dataclass(frozen=True, slots=True)
class AccountRules:
    """Account data of requesters, which staff see.

    It is asked for at `url` (None: only pushed through the API), and requests are signed with `secret`; what came
    within `recent` is not asked for again. `stored`: there is any.
    """

    url: str | None = None
    secret: SecretStr | None = field(default=None, repr=False)
    recent: timedelta = timedelta(minutes=10)
    stored: bool = False


@dataclass(frozen=True, slots=True)
class GatewayRules:
    """SMS and calls to staff: sent to `url` (None: there are none), signed with `secret`, at most `per_day` a day."""

    url: str | None = None
    secret: SecretStr | None = field(default=None, repr=False)
    per_day: int = 50


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """`consent`: the version of the terms that a requester agrees to before their first request (0: none is asked for).
    `pause`: how long an erasure can be called off before it is carried out."""

    consent: int = declare("consent", 0, Number((0, 1, 2), least=0, most=9999, off=True), _REQUESTS, place=4)
    pause: timedelta = declare(
        "erase_days", timedelta(days=7), Length(Unit.DAYS, (0, 3, 7, 14, 30)), _REQUESTS, place=4
    )


@dataclass(frozen=True, slots=True)
class Balances:
    """Whether requesters see their balance (`show_balance`), and may pay in advance (`top_up`)."""

    show_balance: bool = False
    top_up: bool = False


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """Payments for requests, if `enabled`, in one `currency`.

    `provider_token`, the payment provider's: Telegram's invoice is sent. `link`: the address of a page to pay at
    otherwise. The owner of a balance below `low` (in whole units, 0: never) is told.
    """

    enabled: bool = declare("payments", False, Switch(), _PAYMENTS)
    currency: str = declare("currency", "RUB", CURRENCY, _PAYMENTS)
    link: str = declare("payment_link", "", PaymentLink(), _PAYMENTS)
    balances: Balances = declare("balances", Balances(), Several("setting-balances", Balances), _PAYMENTS)
    low: int = declare("low_balance", 0, Number((0, 500, 1000, 5000), least=0, most=10**6, off=True), _PAYMENTS)
    provider_token: SecretStr | None = field(default=None, repr=False)

    @property
    def takes_cards(self) -> bool:
        """Return True if Telegram's invoices can be sent and paid."""
        return self.enabled and self.provider_token is not None

    @property
    def takes_top_ups(self) -> bool:
        """Return True if requesters may pay in advance."""
        return self.balances.top_up and self.balances.show_balance and self.takes_cards

    @property
    def shows_balance(self) -> bool:
        """Return True if requesters may see their balance."""
        return self.enabled and self.balances.show_balance


@dataclass(slots=True, eq=False)
class LearnedTopics:
    """The newest topic model by its id. `weights` is empty until a process has loaded the model."""

    id: int
    weights: Any = None


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A known problem that is not over. Requesters read `text` with `entities`; empty: a default sentence.

    `topics` are the ids of its topics. `texts` are compared with requests: each has its stems and the text.
    """

    id: int
    title: str
    text: str
    entities: Any
    topics: frozenset[int]
    texts: tuple[tuple[frozenset[str], str], ...]


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A group that the bot is in or was in. `person_id`: its row among the people. `allowed`: messages there may become
    requests. `answers_privately`: answers go to the requester's own chat if they have started the bot. `event_id`: the
    event that they belong to; `organization_id`: the organization that they are of. `mentions`: what becomes of
    messages that name a member of the team."""

    person_id: int
    chat_id: int
    allowed: bool
    answers_privately: bool
    is_there: bool
    event_id: int | None = None
    organization_id: int | None = None
    mentions: GroupMentions = GroupMentions.OFFER


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """The own account of a member of the team (`owner_id`, whose Telegram id is `owner_chat`), as `own_accounts` has
    it. `is_chosen`: they said that requests are taken from it; with a `word` only what has that."""

    id: int
    owner_id: int
    owner_chat: int
    connection_id: str
    is_chosen: bool
    word: str | None
    salt: str
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TeamChat:
    """The staff group. `person_id`: its row among the people; `lacks`: the rights that topics in its forum need and the
    bot has not there."""

    person_id: int
    chat_id: int
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Groups as a source of requests. `places`: the groups; `team`: the staff group; `reads_all`: the bot's privacy
    mode is off; `username`: the bot's name."""

    places: tuple[GroupPlace, ...] = ()
    team: TeamChat | None = None
    reads_all: bool = False
    username: str = ""

    def find_place(self, chat_id: int) -> GroupPlace | None:
        """Return the group with that Telegram id, or None."""
        return next((place for place in self.places if place.chat_id == chat_id), None)

    def find_team(self, chat_id: int) -> TeamChat | None:
        """Return the staff group if it has that Telegram id, or None."""
        return self.team if self.team is not None and self.team.chat_id == chat_id else None

    def find_receiver(self, chat_id: int) -> int | None:
        """Return the id, among the people, of the group with that Telegram id, or None."""
        place = self.find_place(chat_id) or self.find_team(chat_id)
        return place.person_id if place is not None else None

    def find_by_person(self, person_id: int) -> GroupPlace | None:
        """Return the group with that row among the people, or None."""
        return next((place for place in self.places if place.person_id == person_id), None)


@dataclass(frozen=True, slots=True)
class KnowledgeRules:
    """The material for answers, read with the settings so that an unused feature costs no statement.

    `articles`, `presets`: at least one is published; `runbooks`: an article for the team. `canned`: ids of the people
    who have canned replies (0: the desk); None if there never was one. `problems`: known problems that are not over;
    None if there never was one.
    """

    articles: bool = False
    runbooks: bool = False
    presets: bool = False
    canned: frozenset[int] | None = None
    problems: tuple[OpenProblem, ...] | None = field(default=None, hash=False)

    @property
    def keeps_answers(self) -> bool:
        """Return True if an answer was ever written to be used again: agents are shown similar tickets then."""
        return self.canned is not None or self.articles

    @property
    def counts_answers(self) -> bool:
        """Return True if there is anything to answer with, automatic answers too: metrics of it are shown then."""
        return self.keeps_answers or self.presets


@dataclass(frozen=True, slots=True)
class TopicRules:
    """How topics are suggested. `learning`: from the desk's own requests, by `model`, last trained at `studied_at`.
    `keywords`: of the topics that have any, by id; `examples`: good requests by language, of those that have any, in
    the order of topics."""

    learning: bool = declare("topic_learning", False, Switch(), _REQUESTS, place=9)
    keywords: tuple[tuple[int, tuple[str, ...]], ...] = ()
    examples: tuple[tuple[int, Mapping[str, str]], ...] = field(default=(), hash=False)
    model: LearnedTopics | None = None
    studied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The settings of one desk, in groups (`desk/settings/`).

    `mailbox`: the address that people write to, None without one. `bot_id`: the bot whose file ids and messages are
    current. `admin_ids`: Telegram ids of people who are admins by the environment. `staff_chat_id`: the staff group
    that the environment names; the one in use is `groups.team`.
    `events`: those not removed, by their first day; `menu`: the published items of the requester's menu; `automation`:
    the enabled rules in their order; `own_accounts`: those that members of the team have connected. All are read with
    the settings, so that a desk without them pays no statement. `version`: of the stored settings. `pinned`: names (in
    small letters) of variables that the environment sets.
    """

    locale: str = "en"
    mailbox: str | None = None
    timezone: str = declare("timezone", "UTC", Zone(), _HOURS, pin=True, basic=True, moves_hours=True)
    bot_id: int | None = None
    admin_ids: frozenset[int] = frozenset()
    staff_chat_id: int | None = None
    events: tuple[EventDays, ...] = ()
    menu: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    automation: tuple[RuleSpec, ...] = ()
    own_accounts: tuple[ConnectedAccount, ...] = ()
    version: int = 0
    pinned: frozenset[str] = frozenset()
    requests: RequestRules = field(default_factory=RequestRules)
    groups: GroupRules = field(default_factory=GroupRules)
    news: NewsRules = declare("tell", NewsRules(), Several("setting-tell", NewsRules), _REQUESTS, basic=True, place=1)
    surveys: SurveyRules = field(default_factory=SurveyRules)
    team: TeamRules = field(default_factory=TeamRules)
    limits: LimitRules = field(default_factory=LimitRules)
    notices: NoticeRules = field(default_factory=NoticeRules)
    briefings: BriefingRules = field(default_factory=BriefingRules)
    board: BoardRules = field(default_factory=BoardRules)
    retention: RetentionRules = field(default_factory=RetentionRules)
    masking: MaskingRules = field(default_factory=MaskingRules)
    escalation: EscalationRules = field(default_factory=EscalationRules)
    hours: HourRules = field(default_factory=HourRules)
    targets: TargetRules = field(default_factory=TargetRules)
    knowledge: KnowledgeRules = field(default_factory=KnowledgeRules)
    topics: TopicRules = field(default_factory=TopicRules)
    organizations: OrganizationRules = field(default_factory=OrganizationRules)
    accounts: AccountRules = field(default_factory=AccountRules)
    gateway: GatewayRules = field(default_factory=GatewayRules)
    privacy: PrivacyRules = field(default_factory=PrivacyRules)
    payments: PaymentRules = field(default_factory=PaymentRules)
    web: WebRules = field(default_factory=WebRules)

    @property
    def may_have_team_chat(self) -> bool:
        """Return False only if the desk has no staff group: settings that were not read yet know the environment's."""
        return self.groups.team is not None or self.staff_chat_id is not None

    @classmethod
    def from_settings(
        cls, settings: Settings, *, board: bool, connect_url: str = "", bot_id: int | None = None
    ) -> Self:
        """Make the settings from the environment's; what is not set there has its default."""
        start = cls(
            bot_id=bot_id,
            mailbox=settings.own_address,
            admin_ids=settings.admin_ids,
            staff_chat_id=settings.staff_chat_id,
            pinned=frozenset(settings.model_fields_set),
            board=BoardRules(enabled=board, connect_url=connect_url),
            accounts=AccountRules(url=settings.account_url, secret=settings.account_secret),
            gateway=GatewayRules(settings.gateway_url, settings.gateway_secret, settings.gateway_per_day),
            organizations=OrganizationRules(looks_up=settings.dadata_key is not None and settings.web_url is not None),
            payments=PaymentRules(provider_token=settings.payment_provider_token),
            web=WebRules(
                url=settings.web_url, secret_keys=settings.web_secret_key, webhook_allow=settings.webhook_allow
            ),
        )
        given = {
            "locale": settings.locale and settings.locale.value,
            "requests.question": _make_length("minutes", settings.question_minutes),
            "team.invite": _make_length("hours", settings.invite_hours),
        }
        for one in SETTINGS:
            if one.pin and (value := getattr(settings, one.key)) is not None:
                given |= one.load_values(value)
        return start.with_values({path: value for path, value in given.items() if value is not None})

    def with_values(self, values: Mapping[str, Any]) -> Self:
        """Return these settings with other values, each by its path, such as "limits.max_open"."""
        groups: dict[str, dict[str, Any]] = {}
        for path, value in values.items():
            group, _, name = path.rpartition(".")
            groups.setdefault(group, {})[name] = value
        top = groups.pop("", {})
        return replace(self, **top, **{group: replace(getattr(self, group), **of) for group, of in groups.items()})


def _make_length(unit: str, number: float | None) -> timedelta | None:
    return None if number is None else timedelta(**{unit: number})


def _list_declared(of: type, path: str = "") -> Iterator[Setting]:
    for one in fields(of):
        if "setting" in one.metadata:
            yield replace(one.metadata["setting"], path=path + one.name)
        elif isinstance(one.default_factory, type) and is_dataclass(one.default_factory):
            yield from _list_declared(one.default_factory, f"{path}{one.name}.")


_GROUPS = list(SettingGroup)
SETTINGS: Sequence[Setting] = sorted(
    _list_declared(DeskSettings), key=lambda one: (_GROUPS.index(one.group), one.place)
)
"""All settings, in the order in which they are shown."""
