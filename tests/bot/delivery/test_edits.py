"""What stands in a chat brought up to date, sent anew or taken away: one call a turn, each message by itself."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.api.rate_limits import Rates
from bot.delivery.planner import SendPlan
from bot.delivery.result import DeliveryResult
from bot.views import Rendered, RenderedFile
from db.database import Database
from db.locks import WorkerLock
from db.models import FileKind, Message, MessageKind
from desk.outbox import Letter, Relay, Show
from desk.text import RichText
from tests.bot.delivery.test_outbox_worker import NOW, RATES, Delivering
from tests.bot.delivery.test_parts_of_a_message import _job
from tests.bot.delivery.test_recorder import BOT
from tests.bot.replies import Replies
from tests.flows.servers import hang_up, serving

GONE = {"error_code": 400, "description": "Bad Request: message to edit not found"}
ONE_A_SECOND = Rates(overall_per_second=1e6, overall_burst=1e6, chat_per_second=1, chat_burst=1)
LONG = Rendered(RichText("word " * 1500))
FACE = Show("card", slot="card:1", only_edit=True)


@pytest_asyncio.fixture
async def delivering(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Delivering]:
    worker_lock, telegram = WorkerLock(database.engine), Replies()
    async with serving(telegram.app()) as url:
        made = Delivering(database, worker_lock, url, telegram, getattr(request, "param", RATES))
        await made.puts(await made.person(5))
        yield made
        await hang_up(made.bot)


def _stands(*ids: int, media: bool = False) -> tuple[Message, ...]:
    shown = {"bot_id": BOT, "chat_id": 5, "kind": MessageKind.RELAY, "sent_at": NOW, "has_media": media}
    return tuple(Message(message_id=one, fingerprint="old", **shown) for one in ids)


async def _delivered(
    made: Delivering, letter: Letter, rendered: Rendered, *standing: int, **more: Any
) -> DeliveryResult:
    plan = SendPlan(letter, 5, NOW, rendered, _stands(*standing))
    return await made.delivery._sender.deliver(await _job(made, **more), plan)


@pytest.mark.parametrize(("letter", "sent"), [(Relay(1, edit=True), 1), (FACE, 0)])
async def test_words_that_changed_come_again_a_face_that_was_deleted_stays_away(
    delivering: Delivering, letter: Letter, sent: int
) -> None:
    delivering.telegram.next = [GONE]
    outcome = await _delivered(delivering, letter, Rendered(RichText("Look")), 7)
    assert (len(outcome.sent), outcome.lost) == (sent, [7])
    gone = ["deleteMessage"] if sent else []
    assert delivering.telegram.methods == ["editMessageText", *["sendMessage"] * sent, *gone]


async def test_what_has_grown_gets_what_is_new_and_keeps_what_stands(delivering: Delivering) -> None:
    outcome = await _delivered(delivering, Relay(1, edit=True), LONG, 7)
    assert delivering.telegram.methods == ["editMessageText", "sendMessage"]
    assert (outcome.kept, [one["message_id"] for one in outcome.sent]) == ([7], [1002])


async def test_a_letter_that_has_begun_to_arrive_anew_goes_on_with_that(delivering: Delivering) -> None:
    sent = [{"part": 0, "message_id": 900, "media": False, "file": None, "print": "p"}]
    outcome = await _delivered(delivering, Relay(1, edit=True), LONG, 7, sent=sent)
    assert delivering.telegram.methods == ["sendMessage", "deleteMessage"]
    assert [one["message_id"] for one in outcome.sent] == [900, 1001]


@pytest.mark.parametrize("delivering", [ONE_A_SECOND], indirect=True)
@pytest.mark.parametrize("standing", [(), (7, 8), (7,)])
async def test_of_several_messages_each_waits_for_its_turn(delivering: Delivering, standing: tuple[int, ...]) -> None:
    """Sent, edited, or one of each: whoever planned it has taken the first turn."""
    delivering.limiter.take(5)
    await _delivered(delivering, Relay(1, edit=True), LONG, *standing)
    assert len(delivering.telegram.calls) == 2
    assert delivering.seconds == pytest.approx(1, abs=0.1)


async def test_where_words_stood_files_that_are_more_are_sent_anew(delivering: Delivering) -> None:
    files = tuple(RenderedFile(n, FileKind.PHOTO, "p", None, 1, None, f"id-{n}") for n in (1, 2))
    await _delivered(delivering, Relay(1, edit=True), Rendered(RichText("Look"), files=files), 7)
    assert delivering.telegram.methods == ["sendMediaGroup", "deleteMessage"]
