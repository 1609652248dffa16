"""The groups of the desk's settings, each with its defaults. `desk/settings.py` puts them together.

`desk/client_setting_defaults.py` has those of organizations, account data and payments,
`desk/stored_setting_defaults.py` those that describe what the desk has stored.
"""

from dataclasses import dataclass, field
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import NamedTuple

from pydantic import SecretStr

from desk.calendar_types import DayRange, Week


class TargetLengths(NamedTuple):
    """The promise for a priority, in working time from filing: a first response and a solution."""

    first_response: timedelta
    solution: timedelta


@dataclass(frozen=True, slots=True)
class RequestRules:
    """How requests begin and end.

    A draft is filed after `intake_quiet` without a message. A question to a requester expires after `question`.
    A resolved ticket closes after `auto_close` (zero: never) and can be reopened within `reopen`. `ask_missing`: the
    desk asks for what or where if a request names neither; `topic_questions` are the ids of topics with questions.
    `write_first`: the team may begin requests. `forwards`: what agents forward becomes a request of its author.
    `ideas`: suggestions are taken.
    """

    intake_quiet: timedelta = timedelta(seconds=10)
    question: timedelta = timedelta(minutes=2)
    auto_close: timedelta = timedelta(hours=72)
    reopen: timedelta = timedelta(days=14)
    ask_missing: bool = False
    write_first: bool = False
    forwards: bool = False
    ideas: bool = False
    topic_questions: frozenset[int] = frozenset()

    @property
    def asks(self) -> bool:
        """Return True if a requester may be asked to say more before a person answers."""
        return self.ask_missing or bool(self.topic_questions)


@dataclass(frozen=True, slots=True)
class NewsRules:
    """Which notifications a requester gets by default, one field for each `RequesterNotification`; `daily`: as one
    message a day. `agent_stars`: a survey asks for stars for the agent, too."""

    taken: bool = True
    status: bool = True
    reminders: bool = True
    surveys: bool = True
    agent_stars: bool = False
    daily: bool = False


@dataclass(frozen=True, slots=True)
class SurveyRules:
    """`reminder`: a survey without an answer is sent once more. `low_marks`: after one or two stars the agent is asked
    for the reason, and admins get both."""

    reminder: bool = False
    low_marks: bool = True


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

    undo: timedelta = timedelta(seconds=10)
    remind: timedelta = timedelta(minutes=15)
    invite: timedelta = timedelta(hours=24)
    merge_above: int = 30
    called_first: int = 5
    hand_limit: int = 0
    root_causes: tuple[str, ...] = ()
    staffing_hours: int = 0
    trainees: bool = False
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class LimitRules:
    """How many requests one person may have: untaken, begun within an hour, open. One more joins the newest.

    People with an id in `exempt_people` have no limits. `notices`: admins are told who reached a limit.
    """

    max_untaken: int = 5
    max_new_per_hour: int = 5
    max_open: int = 20
    exempt_people: frozenset[int] = frozenset()
    notices: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """The receivers of notices. `*_to`: ids of staff who get that kind instead of the admins; `*_in_group`: the staff
    group gets it. `group_*`: which changes of tickets the staff group is told of."""

    team_to: tuple[int, ...] = ()
    team_in_group: bool = False
    board_to: tuple[int, ...] = ()
    board_in_group: bool = False
    desk_to: tuple[int, ...] = ()
    desk_in_group: bool = False
    security_to: tuple[int, ...] = ()
    security_in_group: bool = False
    group_created: bool = True
    group_edited: bool = False
    group_closed: bool = False
    group_closed_by_requester: bool = True


@dataclass(frozen=True, slots=True)
class BriefingRules:
    """Summaries of the day and of the week, sent at that time of the desk's day to the "admins" or the "group"."""

    daily: bool = False
    weekly: bool = False
    at: time = time(9)
    to: str = "admins"


@dataclass(frozen=True, slots=True)
class BoardRules:
    """Whether a Todoist board is configured (`enabled`; without it no job for the board is stored), and what it shows.

    `phone_numbers`: shared contacts with their whole number. `names`: requesters by their "full" name, "initial" (of
    the last name) or "number". `places`, `files`: those that requesters send. `earlier`: a line on earlier requests.
    `members_only`: what accounts do that are linked to no member of the team is undone. `connect_url`: where admins
    connect a Todoist account; empty: they cannot.
    """

    enabled: bool = False
    phone_numbers: bool = False
    names: str = "initial"
    places: bool = True
    files: bool = True
    earlier: bool = False
    members_only: bool = False
    connect_url: str = ""


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """How long data is kept: `withdrawn` words, `raw` updates and messages of Telegram once they are processed, the
    `log` of presses and commands (zero: not kept), the bytes of `files` that both Telegram and the board have (zero:
    for ever), and the `feed` of events for systems. `closed`: words and files of requests that have ended, `audit`: the
    audit log, `people` who never had a request (zero: for ever); `sessions` of browsers after their last use,
    `addresses` in the audit log. `archive`: what is deleted of `closed` and `audit` is first written to files in
    DATA_DIR."""

    withdrawn: timedelta = timedelta(days=30)
    raw: timedelta = timedelta(days=14)
    log: timedelta = timedelta(0)
    files: timedelta = timedelta(days=30)
    feed: timedelta = timedelta(days=30)
    closed: timedelta = timedelta(0)
    audit: timedelta = timedelta(0)
    people: timedelta = timedelta(0)
    sessions: timedelta = timedelta(days=30)
    addresses: timedelta = timedelta(days=180)
    archive: bool = False


@dataclass(frozen=True, slots=True)
class MaskingRules:
    """Masking in words of requesters and in notes: payment `cards`, `passwords` after their word, own `patterns` (see
    `desk/text/masking`). `kept`: how long readers with the permission can see it; zero: not at all."""

    cards: bool = True
    passwords: bool = False
    patterns: tuple[str, ...] = ()
    kept: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class EscalationRules:
    """The people for an escalated ticket (`to`: ids; empty: the admins) and when it is escalated again (`further`).

    Tickets are escalated automatically by `words` of a request, after being `reopened` so often (0: never), and by
    a missed target (`breach`).
    """

    to: tuple[int, ...] = ()
    further: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    reopened: int = 0
    breach: bool = False


@dataclass(frozen=True, slots=True)
class HourRules:
    """When the desk is open, in the desk's time zone: `week` (empty: round the clock), except on `day_ranges`.
    Of `day_ranges` that overlap the last one counts.

    `cannot_wait`: outside these hours a requester may call `night_staff` (ids; empty: the admins). `critical_words`
    in a request make it critical; a topic in `high_topics`, if its requester chose it, makes it high.
    """

    week: Week = ()
    day_ranges: tuple[DayRange, ...] = ()
    cannot_wait: bool = False
    night_staff: tuple[int, ...] = ()
    critical_words: tuple[str, ...] = ()
    high_topics: tuple[str, ...] = ()


_CRITICAL, _HIGH, _MEDIUM, _LOW = (
    TargetLengths(timedelta(hours=first_response), timedelta(hours=solution))
    for first_response, solution in ((1, 4), (4, 8), (8, 24), (24, 48))
)


@dataclass(frozen=True, slots=True)
class TargetRules:
    """The promises to requesters, if `enabled`: a target for each priority.

    Only then a ticket that waits for its requester closes after `pending` (zero: never) instead of `auto_close`.
    `hold_stops_clock`: a ticket on hold uses no working time.
    """

    enabled: bool = False
    critical: TargetLengths = _CRITICAL
    high: TargetLengths = _HIGH
    medium: TargetLengths = _MEDIUM
    low: TargetLengths = _LOW
    pending: timedelta = timedelta(days=3)
    hold_stops_clock: bool = False

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
    for_agents: bool = False
    second_factor: str = "off"
    idle: timedelta = timedelta(hours=12)
    stays: timedelta = timedelta(days=7)
    addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    upload_mb: int = 20
    form: bool = False
    secret_keys: tuple[SecretStr, ...] = field(default=(), repr=False)
    webhook_allow: tuple[str, ...] = ()
