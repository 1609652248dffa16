"""Opens the connection to the CRM that the operator set up."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.settings import SettingsError
from ops.json_http import JsonClient
from web.crm.adapter import CrmAdapter
from web.crm.http_adapter import SECONDS, HttpCrm
from web.crm.mapping import load_mappings
from web.settings import WebSettings


@asynccontextmanager
async def open_crm(settings: WebSettings) -> AsyncIterator[CrmAdapter]:
    """Yield the CRM of the settings, which name one. Raises SettingsError for a mapping that is none."""
    assert settings.crm_url is not None
    try:
        mappings = load_mappings(settings.crm_mapping)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    headers = {"user-agent": "pulldesk-crm", **_authorize(settings)}
    async with JsonClient(settings.crm_url, headers, seconds=SECONDS) as client:
        yield HttpCrm(client, mappings)


def _authorize(settings: WebSettings) -> dict[str, str]:
    if settings.crm_token is not None:
        return {"authorization": f"Bearer {settings.crm_token.get_secret_value()}"}
    if settings.crm_user is None or settings.crm_password is None:
        return {}
    pair = f"{settings.crm_user}:{settings.crm_password.get_secret_value()}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
