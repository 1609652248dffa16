"""Looks up organizations by their Russian tax id at DaData. `POST /suggestions/api/4_1/rs/findById/party` with
`{"query": <INN or OGRN>, "branch_type": "MAIN"}` and `Authorization: Token <key>`; the answer has `suggestions`, each
with `value`, the short name, and `data.inn`, `data.branch_type` ("MAIN" or "BRANCH"), `data.kpp`, `data.ogrn`,
`data.name.full_with_opf`, `data.address.unrestricted_value`, `data.management.name` and `.post`. A company has one tax
id with all its branches, so there may be several; none is an empty list (confluence.hflabs.ru, "findById/party", and
dadata.ru/api/suggest/party, read 2026-11). Knows no table."""

from collections.abc import Iterator, Mapping
from typing import Any

from desk.organizations.requisites import FoundOrganization, Requisite
from ops.json_http import JsonClient, NoAnswerError

SECONDS = 5.0
_PATH = "/suggestions/api/4_1/rs/findById/party"
_OF_COMPANY = 10
"""Digits of a company's tax id; a sole trader's has more, and no branches."""
_REQUISITES = {
    "full_name": ("name", "full_with_opf"),
    "address": ("address", "unrestricted_value"),
    "kpp": ("kpp",),
    "ogrn": ("ogrn",),
    "head": ("management", "name"),
    "post": ("management", "post"),
}
"""The place of each requisite in `data`."""


class DaData:
    """The service, with the operator's key in the client's headers."""

    def __init__(self, client: JsonClient) -> None:
        self._client = client

    async def find_organization(self, tax_id: str) -> FoundOrganization | None:
        """Return the organization, of several the head office; None if there is none. Raises NoAnswerError with fixed
        words, also if the key or its daily quota is refused."""
        asked = {"query": tax_id} | ({"branch_type": "MAIN"} if len(tax_id) == _OF_COMPANY else {})
        answer = await self._client.send("POST", _PATH, asked)
        if answer.status != 200:
            raise NoAnswerError(f"answered {answer.status}")
        return choose_organization(answer.body, tax_id)


def choose_organization(body: Any, tax_id: str) -> FoundOrganization | None:
    """Return the organization from an answer. Raises NoAnswerError if it is no answer of this service."""
    found = body.get("suggestions") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise NoAnswerError("answered something else")
    named = [
        (one["value"], data)
        for one in found
        if isinstance(one, dict)
        and isinstance(one.get("value"), str)
        and isinstance(data := one.get("data"), dict)
        and data.get("inn") == tax_id
    ]
    if not named:
        return None
    name, data = min(named, key=lambda one: one[1].get("branch_type") == "BRANCH")
    return FoundOrganization(name, tuple(_list_requisites(data)))


def _list_requisites(data: Mapping[str, Any]) -> Iterator[Requisite]:
    for name, steps in _REQUISITES.items():
        value: Any = data
        for step in steps:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str) and value.strip():
            yield Requisite(name, value)
