"""Todoist's OAuth endpoints: a code becomes tokens, a refresh token becomes new ones, a token is revoked.

`/access_token` below the OAuth address and `/api/v1/revoke` (RFC 7009), as @doist/todoist-sdk 17 calls them (read
2026-11). Knows no database. No message holds a token.
"""

from datetime import datetime, timedelta
from typing import Any

import httpx

from desk.board.connection import TokenPair
from todoist_sync.api.client import load_certificates
from todoist_sync.settings import BoardSettings

_SECONDS = 15.0
_LONGEST = timedelta(days=3650)
_NO_LONGER_GOOD = "invalid_grant"
_WRONG_APP = "invalid_client"
_APP_LINE = "Todoist refuses TODOIST_CLIENT_ID or TODOIST_CLIENT_SECRET: they should be those of your app"


class OAuthRefusedError(Exception):
    """Todoist does not accept the code or the token: only connecting the account again helps."""


class OAuthUnavailableError(Exception):
    """There was no answer that decides: the same request may be repeated. The message is one for the log."""


class OAuthClient:
    """Calls in the name of the operator's Todoist app."""

    def __init__(self, settings: BoardSettings) -> None:
        self._token_url = f"{settings.todoist_oauth_url}/access_token"
        self._revoke_url = f"{settings.todoist_api_url}/api/v1/revoke"
        self._app = settings.todoist_client_id, settings.webhook_secret

    async def exchange_code(self, code: str, *, now: datetime) -> TokenPair:
        """Return the tokens that the code stands for. Raises OAuthRefusedError, OAuthUnavailableError."""
        return await self._ask_for_tokens({"code": code}, now)

    async def refresh(self, token: str, *, now: datetime) -> TokenPair:
        """Return new tokens for a refresh token, which Todoist then takes back. Raises the same."""
        return await self._ask_for_tokens({"refresh_token": token, "grant_type": "refresh_token"}, now)

    async def revoke(self, token: str) -> None:
        """End a token; one that is not good any more is no failure. Raises OAuthUnavailableError."""
        body = {"token": token, "token_type_hint": "access_token"}
        answer = await self._post(self._revoke_url, body, auth=httpx.BasicAuth(*self._app))
        if answer.is_client_error and _read_error(answer) in (None, _WRONG_APP):
            raise _make_unavailable(answer)

    async def _ask_for_tokens(self, what: dict[str, str], now: datetime) -> TokenPair:
        client_id, client_secret = self._app
        answer = await self._post(self._token_url, {"client_id": client_id, "client_secret": client_secret, **what})
        if answer.is_client_error and _read_error(answer) == _NO_LONGER_GOOD:
            raise OAuthRefusedError
        if answer.is_client_error:
            raise _make_unavailable(answer)
        try:
            return _read_pair(answer.json(), now)
        except (ValueError, KeyError, TypeError):
            raise OAuthUnavailableError("Todoist answered no tokens") from None

    async def _post(self, url: str, body: dict[str, str], **more: Any) -> httpx.Response:
        try:
            async with httpx.AsyncClient(
                timeout=_SECONDS, trust_env=False, transport=httpx.AsyncHTTPTransport(verify=load_certificates())
            ) as http:
                answer = await http.post(url, json=body, **more)
        except httpx.HTTPError:
            raise OAuthUnavailableError("Todoist gave no answer about tokens") from None
        if answer.status_code == httpx.codes.TOO_MANY_REQUESTS or not (answer.is_success or answer.is_client_error):
            raise _make_unavailable(answer)
        return answer


def _read_error(answer: httpx.Response) -> str | None:
    """Return the error that a refusal names (RFC 6749, 5.2); None where it is somebody else's, such as a proxy's."""
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return None


def _make_unavailable(answer: httpx.Response) -> OAuthUnavailableError:
    is_of_app = _read_error(answer) == _WRONG_APP
    return OAuthUnavailableError(_APP_LINE if is_of_app else f"Todoist gave no tokens (status {answer.status_code})")


def _read_pair(answer: dict[str, Any], now: datetime) -> TokenPair:
    access, refresh, seconds = answer["access_token"], answer.get("refresh_token"), answer.get("expires_in")
    if not isinstance(access, str) or not access.isascii() or not access.isprintable() or not access:
        raise ValueError
    expires_at = now + min(timedelta(seconds=float(seconds)), _LONGEST) if seconds is not None else None
    return TokenPair(access, str(refresh) if refresh else None, expires_at)
