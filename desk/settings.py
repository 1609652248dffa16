"""The desk's settings, from the process that runs it and from admins. Knows no environment.

`desk/admin_settings/` stores and changes them. Here a unit of work notes their version: `VERSION` is read along with
something it reads anyway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow
from db.settings import Settings
from desk import client_setting_defaults, setting_defaults, stored_setting_defaults
from desk.calendar_types import EventDays
from desk.rule_specs import RuleSpec

VERSION = select(DeskRow.settings_version).where(DeskRow.id == 1).scalar_subquery()
"""The version of the stored settings, as one more column of a statement; null before there is a desk."""
_NOTED = "settings version"


def note_version(session: AsyncSession, version: int | None) -> None:
    """Note that this session has read `VERSION`."""
    session.info[_NOTED] = version


def get_noted_version(session: AsyncSession) -> int | None:
    """Return the noted version; None if it was not read."""
    version: int | None = session.info.get(_NOTED)
    return version


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The settings of one desk, in groups (`desk/setting_defaults.py`).

    `bot_id`: the bot whose file ids and messages are current. `admin_ids`: Telegram ids of people who are admins by
    the environment. `staff_chat_id`: the staff group. `events`: those not removed, by their first day; `menu`: the
    published items of the requester's menu; `automation`: the enabled rules in their order. All three are read with the
    settings, so that a desk without them pays no statement. `version`: of the stored settings. `pinned`: names (in
    small letters) of variables that the environment sets.
    """

    locale: str = "en"
    timezone: str = "UTC"
    bot_id: int | None = None
    admin_ids: frozenset[int] = frozenset()
    staff_chat_id: int | None = None
    events: tuple[EventDays, ...] = ()
    menu: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    automation: tuple[RuleSpec, ...] = ()
    version: int = 0
    pinned: frozenset[str] = frozenset()
    requests: setting_defaults.RequestRules = field(default_factory=setting_defaults.RequestRules)
    groups: stored_setting_defaults.GroupRules = field(default_factory=stored_setting_defaults.GroupRules)
    news: setting_defaults.NewsRules = field(default_factory=setting_defaults.NewsRules)
    surveys: setting_defaults.SurveyRules = field(default_factory=setting_defaults.SurveyRules)
    team: setting_defaults.TeamRules = field(default_factory=setting_defaults.TeamRules)
    limits: setting_defaults.LimitRules = field(default_factory=setting_defaults.LimitRules)
    notices: setting_defaults.NoticeRules = field(default_factory=setting_defaults.NoticeRules)
    briefings: setting_defaults.BriefingRules = field(default_factory=setting_defaults.BriefingRules)
    board: setting_defaults.BoardRules = field(default_factory=setting_defaults.BoardRules)
    retention: setting_defaults.RetentionRules = field(default_factory=setting_defaults.RetentionRules)
    masking: setting_defaults.MaskingRules = field(default_factory=setting_defaults.MaskingRules)
    escalation: setting_defaults.EscalationRules = field(default_factory=setting_defaults.EscalationRules)
    hours: setting_defaults.HourRules = field(default_factory=setting_defaults.HourRules)
    targets: setting_defaults.TargetRules = field(default_factory=setting_defaults.TargetRules)
    knowledge: stored_setting_defaults.KnowledgeRules = field(default_factory=stored_setting_defaults.KnowledgeRules)
    topics: stored_setting_defaults.TopicRules = field(default_factory=stored_setting_defaults.TopicRules)
    organizations: client_setting_defaults.OrganizationRules = field(
        default_factory=client_setting_defaults.OrganizationRules
    )
    accounts: client_setting_defaults.AccountRules = field(default_factory=client_setting_defaults.AccountRules)
    privacy: client_setting_defaults.PrivacyRules = field(default_factory=client_setting_defaults.PrivacyRules)
    payments: client_setting_defaults.PaymentRules = field(default_factory=client_setting_defaults.PaymentRules)
    web: setting_defaults.WebRules = field(default_factory=setting_defaults.WebRules)

    @classmethod
    def from_settings(
        cls, settings: Settings, *, board: bool, connect_url: str = "", bot_id: int | None = None
    ) -> Self:
        """Make the settings from the environment's; what is not set there has its default."""
        start = cls(
            bot_id=bot_id,
            admin_ids=settings.admin_ids,
            staff_chat_id=settings.staff_chat_id,
            pinned=frozenset(settings.model_fields_set),
            board=setting_defaults.BoardRules(enabled=board, connect_url=connect_url),
            accounts=client_setting_defaults.AccountRules(url=settings.account_url, secret=settings.account_secret),
            organizations=client_setting_defaults.OrganizationRules(
                looks_up=settings.dadata_key is not None and settings.web_url is not None
            ),
            payments=client_setting_defaults.PaymentRules(provider_token=settings.payment_provider_token),
            web=setting_defaults.WebRules(
                url=settings.web_url, secret_keys=settings.web_secret_key, webhook_allow=settings.webhook_allow
            ),
        )
        values = {
            "locale": settings.locale and settings.locale.value,
            "timezone": settings.timezone,
            "requests.intake_quiet": _make_length("seconds", settings.intake_quiet_seconds),
            "requests.question": _make_length("minutes", settings.question_minutes),
            "requests.auto_close": _make_length("hours", settings.auto_close_hours),
            "requests.reopen": _make_length("days", settings.reopen_days),
            "team.undo": _make_length("seconds", settings.undo_seconds),
            "team.remind": _make_length("minutes", settings.remind_minutes),
            "team.invite": _make_length("hours", settings.invite_hours),
            "limits.max_untaken": settings.max_untaken,
            "limits.max_new_per_hour": settings.max_new_per_hour,
            "limits.max_open": settings.max_open,
            "board.phone_numbers": settings.board_phone_numbers,
        }
        return start.with_values({path: value for path, value in values.items() if value is not None})

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
