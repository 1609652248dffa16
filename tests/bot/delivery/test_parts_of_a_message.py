"""A letter of several messages: how far it came is kept, and what of it stands is of this bot."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiogram.exceptions import TelegramServerError

from bot.delivery import methods
from bot.delivery.planner import SendPlan
from bot.views import Rendered, RenderedFile
from db import queue
from db.database import Database
from db.locks import WorkerLock
from db.models import Box, FileKind, Lane, Message, MessageKind
from db.queue import ClaimedJob
from desk.outbox import Relay
from desk.text import RichText
from tests.bot.delivery.test_outbox_worker import NOW, RATES, Delivering
from tests.bot.delivery.test_recorder import BOT
from tests.bot.replies import Replies
from tests.flows.servers import hang_up, serving


@pytest_asyncio.fixture
async def delivering(database: Database) -> AsyncIterator[Delivering]:
    worker_lock, telegram = WorkerLock(database.engine), Replies()
    async with serving(telegram.app()) as url:
        made = Delivering(database, worker_lock, url, telegram, RATES)
        yield made
        await hang_up(made.bot)


async def _job(made: Delivering, **more: Any) -> ClaimedJob:
    """The last letter, with what its payload holds beside it."""
    row = (await made.jobs())[-1]
    payload = queue.encode_payload({**json.loads(bytes(row.payload)), **more})
    return ClaimedJob(
        row.id, Box.TO_TELEGRAM, row.key, Lane(row.lane), row.slot, payload, 0, True, NOW,
        row.ticket_id, row.entry_id, row.person_id, 5,
    )  # fmt: skip


async def test_behind_an_album_that_arrived_a_repeat_goes_on_with_its_words(delivering: Delivering) -> None:
    """Three pictures came with one call: that call is done, not three of them."""
    await delivering.puts(await delivering.person(5))
    row = {"part": 0, "media": True, "print": "p"}
    job = await _job(delivering, sent=[{**row, "message_id": n, "file": n} for n in (1, 2, 3)])
    files = tuple(RenderedFile(n, FileKind.PHOTO, "p", None, 1, None, f"id-{n}") for n in (1, 2, 3))
    rendered = Rendered(RichText("x" * 1100), files=files)
    made = methods.split_parts(5, rendered, silent=False)
    plan = SendPlan(Relay(1), 5, NOW, rendered)
    outcome = await delivering.delivery._sender._new_messages.send(job, plan, made)
    assert (len(made), delivering.telegram.methods) == (2, ["sendMessage"])
    assert [one["message_id"] for one in outcome.sent] == [1, 2, 3, 1001]


async def test_of_two_parts_the_one_that_arrived_is_not_sent_again(delivering: Delivering) -> None:
    await delivering.puts(await delivering.person(5))
    rendered = Rendered(RichText("word " * 1500))
    made = methods.split_parts(5, rendered, silent=False)
    plan, bringing = SendPlan(Relay(1), 5, NOW, rendered), delivering.delivery._sender._new_messages
    delivering.telegram.next = [None, {"error_code": 502, "description": "Bad Gateway"}]
    with pytest.raises(TelegramServerError):
        await bringing.send(await _job(delivering), plan, made)
    await bringing.send(await _job(delivering), plan, made)
    first, failed, again = [given["text"] for _, given in delivering.telegram.calls]
    assert len(made) == 2 and again == failed != first


async def test_where_a_picture_cannot_take_anothers_place_it_is_sent_anew(delivering: Delivering) -> None:
    shown = {"bot_id": BOT, "chat_id": 5, "kind": MessageKind.RELAY, "sent_at": NOW}
    standing = (Message(message_id=1, has_media=True, file_id=1, fingerprint="old", **shown),)
    rendered = Rendered(RichText("Look"), files=(RenderedFile(2, FileKind.PHOTO, "p", None, 1, None, "id-2"),))
    await delivering.puts(await delivering.person(5))
    delivering.telegram.next = [{"error_code": 400, "description": "Bad Request: MEDIA_NEW_INVALID"}]
    plan = SendPlan(Relay(1), 5, NOW, rendered, existing=standing)
    parts = methods.split_parts(5, rendered, silent=False)
    assert await delivering.delivery._sender._message_edits.edit(await _job(delivering), plan, rendered, parts) is None
    assert delivering.telegram.methods == ["editMessageMedia"]
