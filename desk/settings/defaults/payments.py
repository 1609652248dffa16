"""Payments and balances."""

from dataclasses import dataclass, field

from pydantic import SecretStr

from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import CURRENCY, Number, PaymentLink, Several, Switch


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

    enabled: bool = declare("payments", False, Switch(), SettingGroup.PAYMENTS)
    currency: str = declare("currency", "RUB", CURRENCY, SettingGroup.PAYMENTS)
    link: str = declare("payment_link", "", PaymentLink(), SettingGroup.PAYMENTS)
    balances: Balances = declare("balances", Balances(), Several("setting-balances", Balances), SettingGroup.PAYMENTS)
    low: int = declare(
        "low_balance", 0, Number((0, 500, 1000, 5000), least=0, most=10**6, off=True), SettingGroup.PAYMENTS
    )
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
