"""All settings of a desk in one value. Each is declared once, on its field in `defaults/`. Knows no environment.

To add one that admins change: a field with `declare` there, its texts `setting-<key>` and `setting-<key>-effect` (with
dashes) in the Fluent file of its feature, then `make schema`. If operators may pin it (`pin`), also a field of its key
without a default in `db/settings.py`.

`desk/admin_settings/` stores and changes them. Here a unit of work notes their version: `VERSION` is read along with
something it reads anyway.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow
from db.settings import Settings
from db.unit_of_work import get_unit
from desk.rule_specs import RuleSpec
from desk.settings.declaring import Setting, SettingGroup, declare
from desk.settings.defaults.assist import AssistRules
from desk.settings.defaults.board import BoardRules
from desk.settings.defaults.groups import ConnectedAccount, GroupRules
from desk.settings.defaults.hours import EscalationRules, HourRules, TargetRules
from desk.settings.defaults.knowledge import KnowledgeRules, TopicRules
from desk.settings.defaults.limits import LimitRules
from desk.settings.defaults.notices import BriefingRules, NoticeRules
from desk.settings.defaults.organizations import AccountRules, GatewayRules, OrganizationRules
from desk.settings.defaults.panel import WebRules
from desk.settings.defaults.payments import PaymentRules
from desk.settings.defaults.requests import NewsRules, PrivacyRules, RequestRules, SurveyRules
from desk.settings.defaults.retention import MaskingRules, RetentionRules
from desk.settings.defaults.team import TeamRules
from desk.settings.hours import EventDays
from desk.settings.kinds import Several, Zone
from desk.settings.own_fields import DeclaredField

VERSION = select(DeskRow.settings_version).where(DeskRow.id == 1).scalar_subquery()
"""The version of the stored settings, as one more column of a statement; null before there is a desk."""


def remember_version(session: AsyncSession, version: int | None) -> None:
    """Remember that this session has read `VERSION`."""
    get_unit(session).settings_version = version


def get_known_version(session: AsyncSession) -> int | None:
    """Return the version that was read; None if it was not."""
    return get_unit(session).settings_version


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The settings of one desk, in groups (`desk/settings/`).

    `mailbox`: the addresses that people write to, the main one first; none without a mailbox. `bot_id`: the bot whose
    file ids and messages are current, from the desk's row (0, the id of none, until the first bot has introduced
    itself). `admin_ids`: Telegram ids of people who are admins by the environment. `staff_chat_id`: the staff group
    that the environment names; the one in use is `groups.team`.
    `events`: those not removed, by their first day; `menu`: the published items of the requester's menu; `automation`:
    the enabled rules in their order; `own_accounts`: those that members of the team have connected; `own_fields`: those
    that admins have declared. All are read with the settings, so that a desk without them pays no statement. `version`:
    of the stored settings. `pinned`: names (in small letters) of variables that the environment sets.
    """

    locale: str = "en"
    mailbox: tuple[str, ...] = ()
    timezone: str = declare("timezone", "UTC", Zone(), SettingGroup.HOURS, pin=True, basic=True, moves_hours=True)
    bot_id: int = 0
    admin_ids: frozenset[int] = frozenset()
    staff_chat_id: int | None = None
    events: tuple[EventDays, ...] = ()
    menu: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    automation: tuple[RuleSpec, ...] = ()
    own_accounts: tuple[ConnectedAccount, ...] = ()
    own_fields: tuple[DeclaredField, ...] = ()
    version: int = 0
    pinned: frozenset[str] = frozenset()
    requests: RequestRules = field(default_factory=RequestRules)
    groups: GroupRules = field(default_factory=GroupRules)
    news: NewsRules = declare(
        "tell", NewsRules(), Several("setting-tell", NewsRules), SettingGroup.REQUESTS, basic=True, place=1
    )
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
    assist: AssistRules = field(default_factory=AssistRules)
    privacy: PrivacyRules = field(default_factory=PrivacyRules)
    payments: PaymentRules = field(default_factory=PaymentRules)
    web: WebRules = field(default_factory=WebRules)

    @property
    def may_have_team_chat(self) -> bool:
        """Return False only if the desk has no staff group: settings that were not read yet know the environment's."""
        return self.groups.team is not None or self.staff_chat_id is not None

    @classmethod
    def from_settings(
        cls, settings: Settings, *, board: bool, connect_url: str = "", telegram_files: bool = False
    ) -> Self:
        """Make the settings from the environment's; what is not set there has its default."""
        start = cls(
            mailbox=tuple(one.address for one in settings.mail_address),
            admin_ids=settings.admin_ids,
            staff_chat_id=settings.staff_chat_id,
            pinned=frozenset(settings.model_fields_set),
            board=BoardRules(enabled=board, connect_url=connect_url),
            accounts=AccountRules(url=settings.account_url, secret=settings.account_secret),
            gateway=GatewayRules(settings.gateway_url, settings.gateway_secret, settings.gateway_per_day),
            assist=AssistRules(
                settings.assist_url,
                settings.assist_key,
                settings.assist_model,
                settings.assist_per_day,
                settings.assist_tokens_per_day,
            ),
            organizations=OrganizationRules(looks_up=settings.dadata_key is not None and settings.web_url is not None),
            payments=PaymentRules(provider_token=settings.payment_provider_token),
            web=WebRules(
                url=settings.web_url,
                secret_keys=settings.web_secret_key,
                webhook_allow=settings.webhook_allow,
                telegram_files=telegram_files,
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
