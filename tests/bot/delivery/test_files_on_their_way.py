"""A file on its way to a chat: by an id of this bot's only, tried five times, said to be missing once."""

from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from aiogram import Bot
from sqlalchemy import update

from bot.api.limits import UPLOAD_LIMIT_BYTES
from bot.delivery.attachments import Attachments, BoardFiles, NotYetError
from bot.runtime import Runtime
from bot.views import RenderedFile
from db.database import Database
from db.models import Blob, EntryFile, FileKind, FileLack
from desk import DeskSettings
from desk.admin_settings.changes import CurrentSettings
from ops.download import DownloadError
from tests.bot.delivery.test_recorder import BOT, NOW, OTHER_BOT, Recording
from tests.sql import add, execute


class Carrying(Recording):
    """One file of an answer, and who carries it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        runtime = Runtime(Bot(f"{BOT}:AAAA"), database, CurrentSettings(DeskSettings(bot_id=BOT)), lambda: NOW)
        self.carrier = Attachments(runtime, BoardFiles())

    async def file(self, bot: int | None = None) -> RenderedFile:
        rita, olga = await self.person(5), await self.person(6)
        answer = await self.answer(rita, olga, said_in=6)
        given = {"telegram_file_id": "known", "bot_id": bot} if bot is not None else {}
        return RenderedFile(
            (await add(self, EntryFile(entry_id=answer, kind="document", name="plan.pdf", **given))).id,
            FileKind.DOCUMENT,
            "plan.pdf",
            None,
            4,
            None,
            None,
            board_url="https://f/1",
        )

    async def noted(self, **values: Any) -> None:
        """The file's row as the test needs it."""
        await execute(self, update(EntryFile).values(**values))

    async def kept(self) -> None:
        """The desk keeps the file's bytes."""
        blob = await add(self, Blob(content=1, sha256=b"x", size=4, made_at=NOW))
        await execute(self, update(EntryFile).values(blob_id=blob.id))

    async def row(self) -> Any:
        [row] = await self.rows("select kind, size, lack, telegram_lack from files")
        return row

    async def lacks(self) -> list[FileLack | None]:
        return [row.lack for row in await self.rows("select lack from files")]


@pytest.fixture
def carrying(database: Database) -> Carrying:
    return Carrying(database)


async def test_a_file_goes_by_the_id_it_has_at_this_bot(carrying: Carrying) -> None:
    async with AsyncExitStack() as stack:
        assert (await carrying.carrier._ready(await carrying.file(BOT), 0, stack)).telegram_file_id == "known"


async def test_an_id_of_another_bot_of_the_desk_is_none(carrying: Carrying) -> None:
    async with AsyncExitStack() as stack:
        with pytest.raises(NotYetError):
            await carrying.carrier._ready(await carrying.file(OTHER_BOT), 0, stack)


@pytest.mark.parametrize("over", [0, 1])
async def test_what_telegram_just_takes_is_fetched_and_a_byte_more_is_not(carrying: Carrying, over: int) -> None:
    file = replace(await carrying.file(), size=UPLOAD_LIMIT_BYTES + over)
    async with AsyncExitStack() as stack:
        with pytest.raises(NotYetError):
            await carrying.carrier._ready(file, 0, stack)
    assert (await carrying.lacks() == [FileLack.TOO_LARGE]) == bool(over)


@pytest.mark.parametrize(("attempts", "lack"), [(3, None), (4, FileLack.LOST)])
async def test_what_is_not_fetched_is_tried_five_times(
    carrying: Carrying, attempts: int, lack: FileLack | None
) -> None:
    file = await carrying.file()
    again = await carrying.carrier._missing(file, DownloadError("no answer", again=True), attempts)
    assert (await carrying.lacks(), again.verdict.counts) == ([lack], lack is None)


async def test_that_a_file_is_missing_is_said_once(carrying: Carrying) -> None:
    file = await carrying.file()
    for _ in range(2):
        await carrying.carrier._missing(file, DownloadError("gone"), 0)
    told = "select count(*) as n from jobs j join people p on p.id = j.person_id where p.telegram_id = 6"
    assert [row.n for row in await carrying.rows(told)] == [1]
