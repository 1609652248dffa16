"""Opens the connections to the CRM and to the service for tax ids, as far as the operator set them up."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from db.settings import SettingsError
from desk.crm.answers import CrmAnswer, CrmResult
from desk.crm.record_kinds import RecordToSend
from ops.json_http import JsonClient, NoAnswerError
from web.crm import dadata
from web.crm.dadata import DaData
from web.crm.mapping import Mappings, find_labels, find_ref, load_mappings, make_body
from web.crm.sender import CrmAdapter
from web.settings import WebSettings

SECONDS = 10.0
_AWAY = frozenset({401, 408, 425, 429, 502, 503, 504})
"""Answers that say nothing of the record: a wrong token, too many requests, a pause for maintenance."""
_DOUBTED = frozenset({403, 404, 405, 423})
"""Answers about this record (removed there, locked, another department's), or about a wrong address."""


class HttpCrm:
    """A CRM as `docs/how-to/integrators/crm.md` describes its side."""

    def __init__(self, client: JsonClient, mappings: Mappings) -> None:
        self._client, self._mappings = client, mappings

    async def send(self, record: RecordToSend) -> CrmAnswer:
        """Send a record; one of a kind that is not sent counts as taken."""
        mapping = self._mappings[record.key.kind]
        if mapping is None:
            return CrmAnswer(CrmResult.TAKEN)
        path = mapping.path.replace("{id}", str(record.key.id))
        once = {"Idempotency-Key": record.idempotency_key}
        try:
            answer = await self._client.send(mapping.method, path, make_body(record, mapping), once)
        except NoAnswerError as error:
            return CrmAnswer(CrmResult.AWAY, why=str(error))
        result = _judge(answer.status)
        why = f"answered {answer.status}"
        if result is not CrmResult.TAKEN:
            return CrmAnswer(result, why=why)
        return CrmAnswer(result, find_ref(answer.body, mapping), why, find_labels(answer.body, mapping))


def _judge(status: int) -> CrmResult:
    if 200 <= status < 300:
        return CrmResult.TAKEN
    if status < 400 or status in _AWAY:
        return CrmResult.AWAY
    if status in _DOUBTED:
        return CrmResult.DOUBTED
    return CrmResult.REFUSED if status < 500 else CrmResult.FAILED


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
