"""Access tokens for the mailbox (OAuth 2.0, RFC 6749): asked for with what the operator set, kept in memory alone.

No message holds a token or a secret, and none quotes the server: of its refusals only the words of the standard are
taken. A refresh token that the server gives on top is not kept: the operator's own stays the one in use.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from mail.settings import TokenAccess

_SECONDS = 15.0
"""Words that are final: of RFC 6749 and OpenID Connect, and of Microsoft and Google (their pages on errors, read
2026-11)."""
_NUMBER = re.compile(r"AADSTS([0-9]{5,7})")
_AHEAD = timedelta(minutes=5)
_USUAL, _LONGEST = timedelta(hours=1), timedelta(days=1)
_REFUSALS = frozenset(
    {
        "access_denied",
        "consent_required",
        "interaction_required",
        "invalid_client",
        "invalid_grant",
        "invalid_request",
        "invalid_resource",
        "invalid_scope",
        "login_required",
        "org_internal",
        "unauthorized_client",
        "unsupported_grant_type",
    }
)


class TokenError(Exception):
    """There is no access token; the message says why. `is_final`: the server refuses what the operator set; `word`: its
    reason, one of the standard's."""

    def __init__(self, why: str, *, word: str = "") -> None:
        self.word, self.is_final = word, bool(word)
        super().__init__(why)


class AccessTokens:
    """The access token of one account: the same until shortly before it ends, then another."""

    def __init__(self, access: TokenAccess, steady: Callable[[], datetime]) -> None:
        self._access, self._steady = access, steady
        self._token = ""
        self._fresh_until = self._ends_at = steady()
        self._turn = asyncio.Lock()

    async def get(self) -> str:
        """Return the token. While the server is away, one that has not ended yet still serves. Raises TokenError."""
        async with self._turn:
            if not self._token or self._steady() >= self._fresh_until:
                await self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """Drop a token that a mail server did not take: the next one may be taken."""
        if token == self._token:
            self._token = ""

    async def _renew(self) -> None:
        asked_at = self._steady()
        try:
            self._token, lasts = _read_token(await self._ask())
        except TokenError as error:
            if error.is_final or not self._token or asked_at >= self._ends_at:
                raise
            return
        self._ends_at = asked_at + lasts
        self._fresh_until = self._ends_at - min(_AHEAD, lasts / 2)

    async def _ask(self) -> Any:
        access = self._access
        asked = {"client_id": access.client_id, "client_secret": access.client_secret, "scope": access.scope}
        asked |= {"grant_type": "refresh_token" if access.refresh_token else "client_credentials"}
        asked |= {"refresh_token": access.refresh_token}
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, trust_env=False) as client:
                answer = await client.post(access.url, data={name: value for name, value in asked.items() if value})
            said = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TokenError(f"no access token: {type(error).__name__}") from None
        except ValueError:
            raise TokenError(f"no access token: answered {answer.status_code}") from None
        if answer.status_code != httpx.codes.OK:
            raise _explain(answer.status_code, said)
        return said


def _explain(status: int, said: Any) -> TokenError:
    """Return the refusal that a standard names, with Microsoft's number, of which only the digits are taken; anything
    else may be another's, such as a proxy's, and pass."""
    word, number = _read_word(said), _find_number(said)
    if status in (400, 401, 403) and word:
        return TokenError(f"MAIL_OAUTH is refused: {f'{word} {number}'.strip()}", word=word)
    return TokenError(f"no access token: answered {f'{status} {number}'.strip()}")


def _read_word(said: Any) -> str:
    """Return the word of a refusal; empty for one in a shape that is no standard's, as front ends answer."""
    word = said.get("error") if isinstance(said, dict) else None
    return word if isinstance(word, str) and word in _REFUSALS else ""


def _find_number(said: Any) -> str:
    """Return Microsoft's number of a refusal, such as AADSTS7000222 for a secret that has ended; empty without one."""
    told = said.get("error_description") if isinstance(said, dict) else None
    found = _NUMBER.search(told[:200]) if isinstance(told, str) else None
    return found[0] if found else ""


def _read_token(said: Any) -> tuple[str, timedelta]:
    try:
        token, seconds = said["access_token"], said.get("expires_in")
        lasts = _USUAL if seconds is None else timedelta(seconds=min(float(seconds), _LONGEST.total_seconds()))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise TokenError("no access token: the answer has none") from None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token or lasts.days < 0:
        raise TokenError("no access token: the answer has none")
    return token, lasts
