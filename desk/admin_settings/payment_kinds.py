"""Kinds of settings of payments: a currency, and an address to pay at."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from desk.admin_settings.value_kinds import Code, Stored
from desk.i18n import say
from desk.text.money import CURRENCIES

_LONGEST_LINK = 300


CURRENCY = Code(re.compile("|".join(sorted(CURRENCIES))), "setting-wrong-currency", ("RUB", "EUR", "USD", "KZT", "BYN"))
"""A currency by its three letters of ISO 4217, one of those that Telegram's invoices take."""


@dataclass(frozen=True, slots=True)
class PaymentLink:
    """The address of a page to pay at, in which `{amount}`, `{currency}` and `{number}` are filled in; empty: none."""

    presets: tuple[Stored, ...] = ("",)

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-link", {}

    def load_value(self, stored: Stored) -> str:
        if not isinstance(stored, str) or len(stored) > _LONGEST_LINK:
            raise ValueError(stored)
        parts = urlsplit(stored)
        if stored and (parts.scheme not in {"http", "https"} or not parts.hostname or len(stored.split()) > 1):
            raise ValueError(stored)
        return stored

    def dump_value(self, value: str) -> Stored:
        return value

    def parse_text(self, text: str) -> Stored:
        """Parse an address; a lone dash for none."""
        typed = text.strip()
        return self.load_value("" if typed in {"-", "–", "—"} else typed)

    def format_value(self, language: str, stored: Stored) -> str:
        return str(stored) or say(language, "setting-none")
