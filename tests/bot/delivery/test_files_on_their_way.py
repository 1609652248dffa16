"""A file on its way to a chat: by an id of this bot's only, tried five times, said to be missing once."""

from contextlib import AsyncExitStack
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.methods import SendMessage
from sqlalchemy import update

from bot.delivery.attachments import PHOTO_BYTES, Attachments, BoardFiles, NotYetError, _sent_as
from bot.delivery.parts import Piece
from bot.runtime import Runtime
from bot.views import RenderedFile
from db.database import Database
from db.models import Blob, EntryFile, FileKind, FileLack
from desk import DeskSettings
from desk.administration.current import CurrentSettings
from ops.download import DownloadError
from tests.bot.delivery.test_recorder import BOT, NOW, OTHER_BOT, Recording

pytestmark = pytest.mark.broad


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
        async with self.database.unit_of_work() as session:
            row = EntryFile(entry_id=answer, kind="document", name="plan.pdf", **given)
            session.add(row)
            await session.flush()
            return RenderedFile(row.id, FileKind.DOCUMENT, "plan.pdf", None, 4, None, None, board_url="https://f/1")

    async def noted(self, **values: Any) -> None:
        """The file's row as the test needs it."""
        async with self.database.unit_of_work() as session:
            await session.execute(update(EntryFile).values(**values))

    async def kept(self) -> None:
        """The desk keeps the file's bytes."""
        async with self.database.unit_of_work() as session:
            blob = Blob(content=1, sha256=b"x", size=4, made_at=NOW)
            session.add(blob)
            await session.flush()
            await session.execute(update(EntryFile).values(blob_id=blob.id))

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


@pytest.mark.parametrize(
    ("kind", "too_large", "kept"),
    [
        (FileKind.VOICE, False, (FileKind.AUDIO, None)),
        (FileKind.PHOTO, False, (FileKind.DOCUMENT, None)),
        (FileKind.AUDIO, False, (FileKind.DOCUMENT, None)),
        (FileKind.DOCUMENT, False, (FileKind.DOCUMENT, FileLack.LOST)),
        (FileKind.PHOTO, True, (FileKind.PHOTO, FileLack.TOO_LARGE)),
    ],
)
async def test_what_telegram_does_not_take_is_sent_more_plainly_and_then_given_up(
    carrying: Carrying, kind: FileKind, too_large: bool, kept: tuple[FileKind, FileLack | None]
) -> None:
    """A voice message goes as a sound, which a person can still listen to, before it is any file."""
    file = replace(await carrying.file(), kind=kind, upload=BytesIO(b"x"))
    await carrying.noted(kind=kind)
    large = TelegramEntityTooLarge(SendMessage(chat_id=5, text="x"), "too large")
    error = large if too_large else TelegramBadRequest(SendMessage(chat_id=5, text="x"), "no")
    assert await carrying.carrier.refused([Piece(file=file)], error) is not None
    row = await carrying.row()
    assert (row.kind, row.lack) == kept
    assert await carrying.carrier.refused([Piece(file=replace(file, upload=None))], error) is None


@pytest.mark.parametrize(("size", "known"), [(4, None), (50 * 1024 * 1024, None), (50 * 1024 * 1024 + 1, True)])
async def test_a_size_that_cannot_be_is_forgotten(carrying: Carrying, size: int, known: bool | None) -> None:
    file = await carrying.file()
    await carrying.noted(size=size)
    await carrying.carrier._missing(file, DownloadError("too large", too_large=True), 0)
    row = await carrying.row()
    assert (row.size, row.lack) == (size if known else None, FileLack.TOO_LARGE)


@pytest.mark.parametrize(("kept", "lacks"), [(True, (None, FileLack.LOST)), (False, (FileLack.LOST, None))])
async def test_what_the_desk_keeps_may_be_missing_here_alone(
    carrying: Carrying, kept: bool, lacks: tuple[FileLack | None, FileLack | None]
) -> None:
    """The board gets it all the same."""
    file = await carrying.file()
    if kept:
        await carrying.kept()
    await carrying.carrier._missing(file, DownloadError("gone"), 0)
    row = await carrying.row()
    assert (row.lack, row.telegram_lack) == lacks


@pytest.mark.parametrize(
    ("kind", "head", "size", "sent_as"),
    [
        (FileKind.PHOTO, b"", PHOTO_BYTES, FileKind.PHOTO),
        (FileKind.PHOTO, b"", PHOTO_BYTES + 1, FileKind.DOCUMENT),
        (FileKind.VIDEO, b"", PHOTO_BYTES + 1, FileKind.VIDEO),
        (FileKind.VOICE, b"OggS...OpusHead", 600, FileKind.VOICE),
        (FileKind.VOICE, b"OggS...vorbis", 600, FileKind.AUDIO),
        (FileKind.VOICE, b"ID3", 600, FileKind.VOICE),  # mp3, which Telegram takes for one
    ],
)
def test_what_the_bytes_are_says_what_they_are_sent_as(
    kind: FileKind, head: bytes, size: int, sent_as: FileKind
) -> None:
    held = BytesIO()
    held.write(head)
    held.write(bytes(size - len(head)))
    assert _sent_as(kind, held) is sent_as
