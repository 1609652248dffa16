"""Fetches what somebody sent to the bot, by its file id, into memory: small files that are read, not passed on.

The address of a file holds the token: it goes into no error and no log.
"""

from urllib.parse import quote

from aiogram import Bot
from aiogram.exceptions import AiogramError

from desk import Refused
from ops.download import AllowedSource, DownloadError, fetched

_ASKING = 20


async def content_of(bot: Bot, file_id: str, *, limit_bytes: int) -> bytes:
    """The file's bytes. Raises Refused where it cannot be fetched now, or is larger."""
    try:
        path = (await bot.get_file(file_id, request_timeout=_ASKING)).file_path
        url = bot.session.api.file_url(bot.token, quote(path or ""))
        origin = AllowedSource(bot.session.api.base.partition("/bot{token}")[0])
        async with fetched(url, origin, limit_bytes=limit_bytes) as pieces:
            return b"".join([piece async for piece in pieces])
    except DownloadError as error:
        raise Refused("file-read-too-large" if error.too_large else "file-read-failed") from None
    except AiogramError:
        raise Refused("file-read-failed") from None
