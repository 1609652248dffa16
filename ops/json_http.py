"""Requests with JSON to an address that the operator set: no redirects, a timeout, a small answer. Does not know what
is sent; neither the address nor any secret is in an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp
from yarl import URL

_MOST_BYTES = 256 * 1024


class NoAnswerError(Exception):
    """There was no answer; the message says why in fixed words."""


@dataclass(frozen=True, slots=True)
class JsonAnswer:
    """The status of an answer, and its JSON: None if it has none."""

    status: int
    body: Any


class JsonClient:
    """Sends requests to one address, within an `async with` block. `headers`: of every request; `seconds`: for one."""

    def __init__(self, base: str, headers: Mapping[str, str], *, seconds: float) -> None:
        self._base, self._headers = base.rstrip("/"), dict(headers)
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=self._timeout, headers=self._headers, trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, method: str, path: str, body: Any, headers: Mapping[str, str] | None = None) -> JsonAnswer:
        """Send JSON and return the answer, redirects included. Raises NoAnswerError."""
        assert self._session is not None
        try:
            url = URL(self._base + path)
            async with self._session.request(method, url, json=body, headers=headers, allow_redirects=False) as answer:
                return JsonAnswer(answer.status, _parse(await answer.content.read(_MOST_BYTES)))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NoAnswerError(type(error).__name__) from None


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
