"""The systems around the demo's service company: its CRM, its billing, and a service that knows tax ids."""

from __future__ import annotations

import base64
import secrets
from contextlib import AsyncExitStack

from sandbox.account_service import PATH, AccountService
from sandbox.company.clients import ADMINISTRATOR, CLIENTS, DIRECTOR, NEWCOMER, REQUISITES, get_phone
from sandbox.crm import CrmWorld, TaxService, make_app, make_tax_app
from sandbox.crm.tax_service import make_details
from sandbox.servers import HOST, start_server

_LABELS = {"en": ("Contract", "Plan", "Balance"), "ru": ("Договор", "Тариф", "Баланс")}
_PLAN = {"en": "Tills, all inclusive", "ru": "Кассы, всё включено"}
_CONTRACTS = {DIRECTOR: "2026/118", ADMINISTRATOR: "2026/119", NEWCOMER: "2026/118"}
"""By Telegram id."""
_BALANCES = {"en": ("€125", "€32", "€0"), "ru": ("12 500 ₽", "3 200 ₽", "0 ₽")}
"""Of the same people."""


class CompanyServices:
    """The simulated systems of one demo; they know nobody until the company is there."""

    def __init__(self) -> None:
        self._token, self._key = secrets.token_hex(8), secrets.token_hex(8)
        self.crm = CrmWorld(authorization=f"Bearer {self._token}")
        self._taxes = TaxService(key=self._key)
        self._billing = AccountService(secret="whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
        self._urls: dict[str, str] = {}

    async def start(self, stack: AsyncExitStack) -> None:
        """Answer until the stack is closed."""
        apps = {"crm": make_app(self.crm), "taxes": make_tax_app(self._taxes), "billing": self._billing.make_app()}
        for name, app in apps.items():
            runner, port = await start_server(app, 0)
            stack.push_async_callback(runner.cleanup)
            self._urls[name] = f"http://{HOST}:{port}"

    def get_settings(self) -> dict[str, str]:
        """Return the settings that the product's processes need for them."""
        return {
            "CRM_URL": self._urls["crm"],
            "CRM_TOKEN": self._token,
            "DADATA_KEY": self._key,
            "DADATA_API_URL": self._urls["taxes"],
            "ACCOUNT_URL": self._urls["billing"] + PATH,
            "ACCOUNT_SECRET": self._billing.secret,
            "PAYMENT_PROVIDER_TOKEN": secrets.token_hex(8),
        }

    def add_accounts(self, language: str) -> None:
        """Let the billing know the people of the company, and the service for tax ids its clients."""
        self._taxes.known |= {one.tax_id: (one.name,) for one in CLIENTS[language]}
        self._taxes.details |= {tax_id: make_details(**lines) for tax_id, lines in REQUISITES[language].items()}
        for (person, contract), balance in zip(_CONTRACTS.items(), _BALANCES[language], strict=True):
            told = zip(_LABELS[language], (contract, _PLAN[language], balance), strict=True)
            fields = [{"label": label, "value": value} for label, value in told]
            self._billing.accounts[get_phone(person)] = {"fields": fields}
