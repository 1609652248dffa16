"""The groups of settings for organizations, account data, privacy and payments, each with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr

from db.models import ClientRole

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

    enabled: bool = False
    phone_region: str = "RU"
    tax_ids: str = "inn"
    looks_up: bool = False
    positions: Mapping[str, ClientRole] = field(default_factory=_POSITIONS.copy, hash=False)


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
class PrivacyRules:
    """`consent`: the version of the terms that a requester agrees to before their first request (0: none is asked for).
    `pause`: how long an erasure can be called off before it is carried out."""

    consent: int = 0
    pause: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """Payments for requests, if `enabled`, in one `currency`.

    `card`: Telegram's invoice is sent, which needs `provider_token`, the payment provider's. `link`: the address of a
    page to pay at otherwise. `show_balance`, `top_up`: requesters see their balance, and may pay in advance.
    `tell_price`: the requester is told of a price and of its payment. A balance below `low` (in whole units, 0: never)
    is told too.
    """

    enabled: bool = False
    currency: str = "RUB"
    card: bool = False
    link: str = ""
    show_balance: bool = False
    top_up: bool = False
    tell_price: bool = True
    low: int = 0
    provider_token: SecretStr | None = field(default=None, repr=False)

    @property
    def takes_cards(self) -> bool:
        """Return True if Telegram's invoices can be sent and paid."""
        return self.enabled and self.card and self.provider_token is not None

    @property
    def takes_top_ups(self) -> bool:
        """Return True if requesters may pay in advance."""
        return self.top_up and self.show_balance and self.takes_cards

    @property
    def shows_balance(self) -> bool:
        """Return True if requesters may see their balance."""
        return self.enabled and self.show_balance
