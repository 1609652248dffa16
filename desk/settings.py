"""What the desk is told about itself: by the process that runs it, and by what admins have set. Knows no environment.

Where settings are stored and how they are changed: `desk/administration/`. Here is how a unit of work meets their
version: `VERSION` is read beside something it reads anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any, NamedTuple, Self

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow
from db.settings import Settings
from desk.days import DayRange, EventDays, Week

VERSION = select(DeskRow.settings_version).where(DeskRow.id == 1).scalar_subquery()
"""The version of the stored settings, as one more column of a statement; null before there is a desk."""
_MET = "settings version"


def meet_version(session: AsyncSession, version: int | None) -> None:
    """This session has read `VERSION`."""
    session.info[_MET] = version


def version_met(session: AsyncSession) -> int | None:
    """What it read; None where it has not."""
    version: int | None = session.info.get(_MET)
    return version


class TargetLengths(NamedTuple):
    """What is promised for a priority, in working time from filing: a first response, a solution."""

    first_response: timedelta
    solution: timedelta


_CRITICAL, _HIGH, _MEDIUM, _LOW = (
    TargetLengths(timedelta(hours=first_response), timedelta(hours=solution))
    for first_response, solution in ((1, 4), (4, 8), (8, 24), (24, 48))
)


@dataclass(slots=True, eq=False)
class LearnedTopics:
    """The newest model of topics by its id; `weights`: itself, once a process has needed it."""

    id: int
    weights: Any = None


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """A known problem that is not over: `text`, `entities`: what requesters read, empty: a sentence of the desk's;
    `topics`: ids of those it was made on; `texts`: what requests are held against, each its stems and the text."""

    id: int
    title: str
    text: str
    entities: Any
    topics: frozenset[int]
    texts: tuple[tuple[frozenset[str], str], ...]


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Times and names of one desk. `remind` and `auto_close` of zero length turn these off.

    `withdrawn`: how long words that were taken back, and are shown to nobody, are still kept; `raw_kept`: raw updates
    of Telegram and what the bot said, once they are done.
    `escalate_to`: who is called to an escalated ticket (ids; none: the admins), `escalate_further`: who when it is
    escalated again; `escalate_words`, `escalate_reopened` (so often; 0: never), `escalate_breach`: what escalates it by
    itself.
    `hours`: when the desk is open, in `timezone`; none: round the clock; `day_ranges` go before them, a later one
    before an earlier. `cannot_wait`: outside them a requester may call `night_staff` (ids; none: the admins);
    `critical_words` in a request make it critical; a topic of `high_topics` that its requester chooses makes it high.
    `staff_chat_id`: a group that is told of new and finished tickets; `board_phone_numbers`: the board shows numbers of
    shared contacts whole; `board_names`: and its requesters as "full", "initial" (of the last name) or "number";
    `board_places`, `board_files`: and the places and files that they send; `board_earlier`: and in one line what else
    they had filed. `root_causes`: what solved tickets can be put down to; none: nobody is asked.
    `max_*`: of one person's requests, those nobody has taken, those begun within an hour, those open; a further one
    joins the newest. `exempt_people`: ids of those for whom no limit holds; `limit_notices`: admins hear who hit one.
    `*_notices_to`: staff (ids) who get that kind of the admins' news instead of them, `*_notices_in_group`: the staff
    group does; `group_*`: what else that group is told of.
    `merge_above`: new tickets in ten minutes, above which their cards come as one message, for up to six agents;
    `called_first`: people a card is sent to at first, and to as many a minute later, where more than six are there;
    `hand_limit`: tickets one agent should have at most (said, not enforced); 0: any number.
    `tell_*`: whether requesters who have not said otherwise are told of that, `tell_daily`: in one message a day.
    `survey_reminder`: who has not answered a survey is reminded once; `low_marks`: who solved what got one or two stars
    is asked about it, and the admins hear of both.
    `briefing_*`: each day, each week numbers go to the "admins" or the "group", at that time of the day.
    `board`: a Todoist board is configured (without it no job for the board is put); `bot_id`: whose file ids and
    messages are current; `admin_ids`: Telegram ids that are admins by setting.
    `targets`: tickets are promised what `target_*` say; only then `pending` (zero: never) stands in for `auto_close`
    while it is the requester's turn. `hold_stops_clock`: on hold a ticket's clock stands.
    `events`: those that were not removed, by their first day; they come with the settings, so that a desk without any
    pays no statement; so does `canned`: whose canned replies there are (ids; 0: the desk's), None where there never was
    one; `problems`: known problems that are not over, None where there never was one; `articles`: one is
    published, so that requesters may look; `presets`: an answer that may be given is; and `menu`: the items of the
    requester's menu as they were published.
    `ask_missing`: who says neither what nor where is asked; `topic_questions`: ids of topics that ask something, which
    come so too.
    `topic_learning`: topics are learned from the desk's own requests; `topic_keywords`: of topics that have any, by id,
    `topic_model`: the newest model, `topics_studied_at`: when one was last tried; these come so too.
    `panel_url`: where the web door is, if there is one; `panel_for_agents`: they may look through it too; `log`: how
    long presses and commands are kept one by one, zero: they are not; `panel_idle`,
    `panel_stays`: how long a session lasts unused, and in all; `web_addresses`: from where alone it opens, none: from
    anywhere. `upload_mb`: what the files of one message from there
    may be together, 0: none are taken; `files_kept`: how long their bytes are kept that both other sides have, zero:
    for ever.
    `secret_keys`: what must be readable again is sealed with the first of them, and opened with any; `webhook_allow`:
    hosts and networks that need not be public; `feed_kept`: for how long systems can ask for what happened.
    `version`: that of the stored settings; `pinned`: names of variables (in small letters) that the environment sets.
    """

    intake_quiet: timedelta = timedelta(seconds=10)
    undo: timedelta = timedelta(seconds=10)
    question: timedelta = timedelta(minutes=2)
    remind: timedelta = timedelta(minutes=15)
    auto_close: timedelta = timedelta(hours=72)
    reopen: timedelta = timedelta(days=14)
    invite: timedelta = timedelta(hours=24)
    max_untaken: int = 5
    max_new_per_hour: int = 5
    max_open: int = 20
    exempt_people: frozenset[int] = frozenset()
    limit_notices: bool = False
    merge_above: int = 30
    called_first: int = 5
    hand_limit: int = 0
    team_notices_to: tuple[int, ...] = ()
    team_notices_in_group: bool = False
    board_notices_to: tuple[int, ...] = ()
    board_notices_in_group: bool = False
    desk_notices_to: tuple[int, ...] = ()
    desk_notices_in_group: bool = False
    group_created: bool = True
    group_edited: bool = False
    group_closed: bool = False
    group_closed_by_requester: bool = True
    tell_taken: bool = True
    tell_status: bool = True
    tell_reminders: bool = True
    tell_surveys: bool = True
    tell_daily: bool = False
    survey_reminder: bool = False
    low_marks: bool = True
    briefing_daily: bool = False
    briefing_weekly: bool = False
    briefing_at: time = time(9)
    briefing_to: str = "admins"
    locale: str = "en"
    timezone: str = "UTC"
    board: bool = False
    bot_id: int | None = None
    admin_ids: frozenset[int] = frozenset()
    staff_chat_id: int | None = None
    board_phone_numbers: bool = False
    board_names: str = "initial"
    board_places: bool = True
    board_files: bool = True
    board_earlier: bool = False
    root_causes: tuple[str, ...] = ()
    withdrawn: timedelta = timedelta(days=30)
    raw_kept: timedelta = timedelta(days=14)
    escalate_to: tuple[int, ...] = ()
    escalate_further: tuple[int, ...] = ()
    escalate_words: tuple[str, ...] = ()
    escalate_reopened: int = 0
    escalate_breach: bool = False
    hours: Week = ()
    day_ranges: tuple[DayRange, ...] = ()
    cannot_wait: bool = False
    night_staff: tuple[int, ...] = ()
    critical_words: tuple[str, ...] = ()
    high_topics: tuple[str, ...] = ()
    events: tuple[EventDays, ...] = ()
    articles: bool = False
    presets: bool = False
    canned: frozenset[int] | None = None
    problems: tuple[OpenProblem, ...] | None = field(default=None, hash=False)
    ask_missing: bool = False
    topic_questions: frozenset[int] = frozenset()
    topic_learning: bool = False
    topic_keywords: tuple[tuple[int, tuple[str, ...]], ...] = ()
    topic_model: "LearnedTopics | None" = None
    topics_studied_at: datetime | None = None
    menu: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    panel_url: str | None = None
    panel_for_agents: bool = False
    log: timedelta = timedelta(0)
    panel_idle: timedelta = timedelta(hours=12)
    panel_stays: timedelta = timedelta(days=7)
    web_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    upload_mb: int = 20
    files_kept: timedelta = timedelta(days=30)
    secret_keys: tuple[SecretStr, ...] = field(default=(), repr=False)
    webhook_allow: tuple[str, ...] = ()
    feed_kept: timedelta = timedelta(days=30)
    version: int = 0
    pinned: frozenset[str] = frozenset()
    targets: bool = False
    target_critical: TargetLengths = _CRITICAL
    target_high: TargetLengths = _HIGH
    target_medium: TargetLengths = _MEDIUM
    target_low: TargetLengths = _LOW
    pending: timedelta = timedelta(days=3)
    hold_stops_clock: bool = False

    @property
    def keeps_answers(self) -> bool:
        """Whether somebody has ever written an answer to be used again: agents are shown more like it then."""
        return self.canned is not None or self.articles

    @property
    def counts_answers(self) -> bool:
        """Whether there is anything to answer with, preset answers too: then there are figures of what it gave."""
        return self.keeps_answers or self.presets

    @property
    def asks(self) -> bool:
        """Whether a requester may be asked to say more before a person answers."""
        return self.ask_missing or bool(self.topic_questions)

    @property
    def targets_by_priority(self) -> dict[int, TargetLengths]:
        """1 critical … 4 low."""
        ordered = (self.target_critical, self.target_high, self.target_medium, self.target_low)
        return dict(enumerate(ordered, start=1))

    @classmethod
    def of(cls, settings: Settings, *, board: bool, bot_id: int | None = None) -> Self:
        """The desk's part of what the operator set."""
        return cls(
            intake_quiet=timedelta(seconds=settings.intake_quiet_seconds),
            undo=timedelta(seconds=settings.undo_seconds),
            question=timedelta(minutes=settings.question_minutes),
            remind=timedelta(minutes=settings.remind_minutes),
            auto_close=timedelta(hours=settings.auto_close_hours),
            reopen=timedelta(days=settings.reopen_days),
            invite=timedelta(hours=settings.invite_hours),
            max_untaken=settings.max_untaken,
            max_new_per_hour=settings.max_new_per_hour,
            max_open=settings.max_open,
            locale=settings.locale.value,
            timezone=settings.timezone,
            board=board,
            bot_id=bot_id,
            admin_ids=settings.admin_ids,
            staff_chat_id=settings.staff_chat_id,
            board_phone_numbers=settings.board_phone_numbers,
            panel_url=settings.web_url,
            secret_keys=settings.web_secret_key,
            webhook_allow=settings.webhook_allow,
            pinned=frozenset(settings.model_fields_set),
        )
