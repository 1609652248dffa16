"""Downloads files that people sent to the bot, by file id, to disk. Knows no entry and no board.

The address of a file holds the token: it goes into no error and no log.
"""

from typing import Any, BinaryIO
from urllib.parse import quote

import aiohttp

from ops.download import AllowedSource, DownloadError, fetch_file

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
"""The largest file a bot can fetch (Bot API, getFile, read 2026-11)."""
_ASKING = aiohttp.ClientTimeout(total=30)
_BUSY = frozenset({401, 409, 429})


class TelegramFiles:
    """The files of one bot. Its id is the first part of its token."""

    def __init__(self, token: str, api_url: str) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self.bot_id = int(token.partition(":")[0])

    async def download_file(self, file_id: str, into: BinaryIO, *, limit_bytes: int) -> None:
        """Write the file's bytes, piece by piece. Raises DownloadError."""
        path = quote(await self._path(file_id))
        url = f"{self._api_url}/file/bot{self._token}/{path}"
        most = min(limit_bytes, DOWNLOAD_LIMIT_BYTES)
        async with fetch_file(url, AllowedSource(self._api_url), limit_bytes=most) as pieces:
            async for piece in pieces:
                into.write(piece)
            into.flush()

    async def _path(self, file_id: str) -> str:
        url = f"{self._api_url}/bot{self._token}/getFile"
        try:
            async with (
                aiohttp.ClientSession(timeout=_ASKING, trust_env=False) as session,
                session.post(url, json={"file_id": file_id}) as response,
            ):
                return _parse_path(response.status, await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise DownloadError(f"getFile was not answered: {type(error).__name__}", again=True) from None


def _parse_path(status: int, answer: Any) -> str:
    if not isinstance(answer, dict):
        raise DownloadError("getFile answered something else", again=True)
    result = answer.get("result")
    if answer.get("ok") and isinstance(result, dict) and isinstance(path := result.get("file_path"), str):
        return path
    too_large = "too big" in str(answer.get("description"))
    raise DownloadError(f"getFile answered {status}", again=status in _BUSY or status >= 500, too_large=too_large)
