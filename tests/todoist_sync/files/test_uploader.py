"""Files on their way to the board: which are taken up, how large they may be, how often each is tried."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from db.models import EntryFile, EntryKind, FileLack
from desk.files import store
from desk.outbox import Do, jobs
from desk.settings.defaults.board import ShownOnBoard
from ops.telegram_files import DOWNLOAD_LIMIT_BYTES
from tests.rules import rules_with
from tests.todoist_sync.pull.reading import Reading
from tests.todoist_sync.rows import NOW, ROUND
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.api.rows import TodoistError
from todoist_sync.files import FileUploader
from todoist_sync.plan_limits import UPLOAD_BYTES
from todoist_sync.settings import BoardSettings

MOMENT = timedelta(microseconds=1)
TOKEN = "777:" + "x" * 35


class Uploads(httpx.AsyncBaseTransport):
    """What Todoist answers to uploads, in turn, and to who asks whether it is there at all."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.taken: list[bytes] = []
        self.user, self.posted = 200, 0
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/user"):
            self.asked += 1
            return httpx.Response(self.user, json={"id": "me"})
        body = await request.aread()
        self.posted += 1
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            self.taken.append(body)
        return httpx.Response(status, json={"file_url": f"u{len(self.taken)}", "resource_type": "file"})


class Carrying:
    """Rows, an uploader beside them, a clock moved by hand."""

    def __init__(self, rows: Reading, folder: Path, *, token: str | None = None) -> None:
        self.rows, self.todoist, self.now = rows, Uploads(), NOW
        self.client = Todoist("token", "http://127.0.0.1:1", RequestBudget(lambda: NOW), transport=self.todoist)
        settings = BoardSettings(
            _env_file=None, data_dir=folder, bot_token=token, telegram_api_url="http://127.0.0.1:1"
        )
        self.uploader = FileUploader(rows.database, self.client, settings, now=lambda: self.now, patience=30)

    async def file(self, rita: int, *, kind: EntryKind = EntryKind.COMMENT, due: datetime = NOW, **more: Any) -> int:
        """A file that a comment waits for, its bytes kept by the desk unless they lie with Telegram."""
        ticket = await self.rows.ticket(len(await self.rows.all(EntryFile)) + 1, rita)
        entry = await self.rows.entry(ticket, rita, kind=kind)
        given = {"blob_id": None if "telegram_file_id" in more else await self._blob(), "size": 5, **more}
        row = await self.rows.add(EntryFile(entry_id=entry, kind="document", name="a.txt", **given))
        ids: dict[str, Any] = {"ticket_id": ticket, "entry_id": entry, "due_at": due}
        await self.rows.does(_queued, **ids)
        return int(row.id)

    async def _blob(self) -> int:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"bytes"

        return int((await self.rows.does(store.store_blob, pieces(), limit=9, now=NOW)).id)

    async def carries(self, ctx: Any = ROUND) -> None:
        await self.uploader.upload_waiting(ctx)

    async def read(self, key: int) -> tuple[str | None, FileLack | None]:
        row = await self.rows.get(EntryFile, key)
        return (row.todoist_attachment or {}).get("file_url"), row.lack


async def _queued(session: Any, **ids: Any) -> None:
    jobs.queue_comment(session, Do.COMMENT, **ids, now=NOW, rules=ROUND.rules)


@pytest_asyncio.fixture
async def carrying(reading: Reading, tmp_path: Path) -> AsyncIterator[Carrying]:
    made = Carrying(reading, tmp_path)
    yield made
    await made.uploader.cancel_all()
    await made.client.aclose()


async def test_what_comments_wait_for_now_is_carried_once(carrying: Carrying, rita: int) -> None:
    key, later = await carrying.file(rita), await carrying.file(rita, due=NOW + timedelta(seconds=1))
    there = await carrying.file(rita, todoist_attachment={"file_url": "u0"})
    given_up = await carrying.file(rita, lack=FileLack.LOST)
    for _ in range(2):
        await carrying.carries()
    assert [await carrying.read(one) for one in (key, later, there, given_up)] == [
        ("u1", None), (None, None), ("u0", None), (None, FileLack.LOST)
    ]  # fmt: skip
    assert len(carrying.todoist.taken) == 1 and b"bytes" in carrying.todoist.taken[0]


@pytest.mark.parametrize("change", ["state = 'done'", "box = 'to_telegram'", "entry_id = null"])
async def test_what_no_comment_waits_for_is_not_carried(carrying: Carrying, rita: int, change: str) -> None:
    await carrying.file(rita)
    async with carrying.rows.database.unit_of_work() as session:
        await session.execute(text(f"update jobs set {change}"))  # noqa: S608
    await carrying.carries()
    assert carrying.todoist.posted == 0


@pytest.mark.parametrize("to_board", [True, False])
async def test_requesters_files_are_carried_where_they_may(carrying: Carrying, rita: int, to_board: bool) -> None:
    keys = [await carrying.file(rita, kind=kind) for kind in (EntryKind.COMMENT, EntryKind.REPLY, EntryKind.NOTE)]
    await carrying.carries(replace(ROUND, rules=rules_with(ROUND.rules, board__shows=ShownOnBoard(files=to_board))))
    assert [(await carrying.read(key))[0] is not None for key in keys] == [to_board, True, True]


@pytest.mark.parametrize(
    ("size", "telegram", "url", "lack"),
    [
        (UPLOAD_BYTES, False, "u1", None),
        (UPLOAD_BYTES + 1, False, None, FileLack.TOO_LARGE),
        (DOWNLOAD_LIMIT_BYTES + 1, False, "u1", None),
        (DOWNLOAD_LIMIT_BYTES + 1, True, None, FileLack.TOO_LARGE),
        (None, False, "u1", None),
    ],
)
async def test_how_large_it_may_be_is_of_the_side_it_comes_from(
    carrying: Carrying, rita: int, size: int | None, telegram: bool, url: str | None, lack: FileLack | None
) -> None:
    """What lies with Telegram a bot has to fetch; what the desk keeps only the plan bounds."""
    more = {"telegram_file_id": "f", "bot_id": 77} if telegram else {}
    key = await carrying.file(rita, size=size, **more)
    await carrying.carries()
    assert await carrying.read(key) == (url, lack)


@pytest.mark.parametrize(
    ("status", "tries", "lack", "asked"),
    [(400, 2, FileLack.LOST, 0), (503, 7, FileLack.LOST, 7), (413, 1, FileLack.TOO_LARGE, 0)],
)
async def test_a_file_is_tried_again_a_little_later_each_time(
    carrying: Carrying, rita: int, status: int, tries: int, lack: FileLack, asked: int
) -> None:
    """Longer where it may be Todoist that is in trouble, which is asked each time whether it is there at all."""
    key = await carrying.file(rita)
    carrying.todoist.answers = [status] * 9
    for tried in range(1, tries + 1):
        await carrying.carries()
        assert (carrying.todoist.posted, (await carrying.read(key))[1]) == (tried, lack if tried == tries else None)
        carrying.now += timedelta(seconds=2 ** (tried - 1)) - MOMENT
        await carrying.carries()
        assert carrying.todoist.posted == tried
        carrying.now += MOMENT
    assert carrying.todoist.asked == asked


@pytest.mark.parametrize(("upload", "user"), [(429, 200), (401, 200), (503, 503)])
async def test_where_it_is_not_the_file_nothing_is_held_against_it(
    carrying: Carrying, rita: int, upload: int, user: int
) -> None:
    key = await carrying.file(rita)
    carrying.todoist.answers, carrying.todoist.user = [upload] * 9, user
    for _ in range(8):
        with pytest.raises(TodoistError):
            await carrying.carries()
    carrying.todoist.answers = []
    await carrying.carries()
    assert await carrying.read(key) == ("u1", None)


async def test_a_file_that_is_there_in_the_end_has_all_its_tries_again(carrying: Carrying, rita: int) -> None:
    key = await carrying.file(rita)
    for _ in range(2):
        carrying.todoist.answers = [400]
        await carrying.carries()
        carrying.now += timedelta(seconds=1)
        await carrying.carries()
        assert (await carrying.read(key))[1] is None
        async with carrying.rows.database.unit_of_work() as session:
            (await session.get_one(EntryFile, key)).todoist_attachment = None


@pytest.mark.parametrize(("token", "bot_id", "tries"), [(None, 77, 1), (TOKEN, 778, 2), (TOKEN, 777, 7)])
async def test_what_lies_with_telegram_its_own_bot_alone_can_fetch(
    reading: Reading, rita: int, tmp_path: Path, token: str | None, bot_id: int, tries: int
) -> None:
    """Nobody answers there: of another bot's file, or without a token, nobody is asked."""
    carrying = Carrying(reading, tmp_path, token=token)
    key = await carrying.file(rita, telegram_file_id="f", bot_id=bot_id)
    for tried in range(1, tries + 1):
        await carrying.carries()
        assert (await carrying.read(key))[1] is (FileLack.LOST if tried == tries else None)
        carrying.now += timedelta(seconds=2 ** (tried - 1))
    assert carrying.todoist.posted == 0
    await carrying.client.aclose()
