"""Examines the systems beside the help desk, the CRM and the one that knows people's accounts: can they be reached,
does the CRM accept its credentials. Nothing is sent there."""

import httpx

from doctor.findings import Finding, Findings, make_ok, make_wrong
from web.crm.connection import make_headers
from web.settings import WebSettings

_CRM, _ACCOUNTS = "CRM", "account data"
_REFUSED = (401, 403)


async def examine_systems(settings: WebSettings, client: httpx.AsyncClient) -> Findings:
    """Ask each system that is set up."""
    found: Findings = []
    if settings.crm_url is not None:
        found.append(await _ask(_CRM, "CRM_URL", settings.crm_url, make_headers(settings), client))
    if settings.account_url is not None:
        found.append(await _ask(_ACCOUNTS, "ACCOUNT_URL", settings.account_url, {}, client))
    return found


async def _ask(about: str, variable: str, url: str, headers: dict[str, str], client: httpx.AsyncClient) -> Finding:
    try:
        answer = await client.get(url, headers=headers)
    except httpx.HTTPError as error:
        message = f"{variable} is out of reach ({type(error).__name__})"
        return make_wrong(about, message, f"let this machine reach it, or correct {variable}")
    if about == _CRM and answer.status_code in _REFUSED:
        message = f"the CRM answers {answer.status_code}: it refuses the token or the user"
        return make_wrong(about, message, "correct CRM_TOKEN, or CRM_USER and CRM_PASSWORD")
    return make_ok(about, f"{variable} answers")
