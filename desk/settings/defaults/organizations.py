"""Organizations and their contacts; account data of requesters; SMS and calls to staff."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from db.models import ClientRole
from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import COUNTRY, Choice, PositionTable, Switch

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

    enabled: bool = declare("organizations", False, Switch(), SettingGroup.ORGANIZATIONS)
    phone_region: str = declare("phone_region", "RU", COUNTRY, SettingGroup.ORGANIZATIONS)
    tax_ids: str = declare("tax_ids", "inn", Choice("setting-tax-ids", ("inn", "any")), SettingGroup.ORGANIZATIONS)
    looks_up: bool = False
    positions: Mapping[str, ClientRole] = declare(
        "positions", _POSITIONS, PositionTable(), SettingGroup.ORGANIZATIONS, is_lasting=True
    )


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
