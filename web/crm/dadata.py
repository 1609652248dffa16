"""Looks up organizations by their Russian tax id at DaData.

`POST /suggestions/api/4_1/rs/findById/party` with `{"query": <INN or OGRN>, "branch_type": "MAIN"}` and
`Authorization: Token <key>`; the answer has `suggestions`, each with `value`, the short name, and `data.inn`,
`data.branch_type` ("MAIN" or "BRANCH"). A company has one tax id with all its branches, so there may be several; none
is an empty list (confluence.hflabs.ru, "findById/party", and dadata.ru/api/suggest/party, read 2026-11).
"""

from typing import Any

from ops.json_http import JsonClient, NoAnswerError

SECONDS = 5.0
_PATH = "/suggestions/api/4_1/rs/findById/party"
_OF_COMPANY = 10
"""Digits of a company's tax id; a sole trader's has more, and no branches."""


class DaData:
    """The service, with the operator's key in the client's headers."""

    def __init__(self, client: JsonClient) -> None:
        self._client = client

    async def find_name(self, tax_id: str) -> str | None:
        """Return the name of the organization, of several the head office's; None if there is none. Raises
        NoAnswerError with fixed words, also if the key or its daily quota is refused."""
        asked = {"query": tax_id} | ({"branch_type": "MAIN"} if len(tax_id) == _OF_COMPANY else {})
        answer = await self._client.send("POST", _PATH, asked)
        if answer.status != 200:
            raise NoAnswerError(f"answered {answer.status}")
        return choose_name(answer.body, tax_id)


def choose_name(body: Any, tax_id: str) -> str | None:
    """Return the name from an answer. Raises NoAnswerError if it is no answer of this service."""
    found = body.get("suggestions") if isinstance(body, dict) else None
    if not isinstance(found, list):
        raise NoAnswerError("answered something else")
    named = [
        (one["value"], data.get("branch_type"))
        for one in found
        if isinstance(one, dict)
        and isinstance(one.get("value"), str)
        and isinstance(data := one.get("data"), dict)
        and data.get("inn") == tax_id
    ]
    return min(named, key=lambda one: one[1] == "BRANCH")[0] if named else None
