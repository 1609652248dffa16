"""Opens the connections to the CRM and to the service for tax ids, as far as the operator set them up."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.settings import SettingsError
from ops.json_http import JsonClient
from web.crm import dadata
from web.crm.adapter import CrmAdapter
from web.crm.dadata import DaData
from web.crm.http_adapter import SECONDS, HttpCrm
from web.crm.mapping import load_mappings
from web.settings import WebSettings


@asynccontextmanager
async def open_crm(settings: WebSettings) -> AsyncIterator[CrmAdapter | None]:
    """Yield the CRM of the settings, if they name one. Raises SettingsError for a mapping that is none."""
    if settings.crm_url is None:
        yield None
        return
    try:
        mappings = load_mappings(settings.crm_mapping)
    except ValueError as error:
        raise SettingsError(str(error)) from None
    async with JsonClient(settings.crm_url, make_headers(settings), seconds=SECONDS) as client:
        yield HttpCrm(client, mappings)


@asynccontextmanager
async def open_lookup(settings: WebSettings) -> AsyncIterator[DaData | None]:
    """Yield the service for tax ids, if the settings have its key."""
    if settings.dadata_key is None:
        yield None
        return
    headers = {"authorization": f"Token {settings.dadata_key.get_secret_value()}", "accept": "application/json"}
    async with JsonClient(settings.dadata_api_url, headers, seconds=dadata.SECONDS) as client:
        yield DaData(client)


def make_headers(settings: WebSettings) -> dict[str, str]:
    """Return the headers of each request to the CRM; they hold a secret."""
    return {"user-agent": "pulldesk-crm", **_authorize(settings)}


def _authorize(settings: WebSettings) -> dict[str, str]:
    if settings.crm_token is not None:
        return {"authorization": f"Bearer {settings.crm_token.get_secret_value()}"}
    if settings.crm_user is None or settings.crm_password is None:
        return {}
    pair = f"{settings.crm_user}:{settings.crm_password.get_secret_value()}"
    return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
