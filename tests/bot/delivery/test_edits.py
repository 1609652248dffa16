"""What stands in a chat brought up to date, sent anew or taken away: one call a turn, each message by itself."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.api.rate_limiter import Rates
from bot.delivery.planner import SendPlan
from bot.delivery.result import DeliveryResult
from bot.views import Rendered
from db.database import Database
from db.locks import WorkerLock
from db.models import Message, MessageKind
from desk.outbox import Letter, Relay, Show, View
from desk.text import RichText
from tests.bot.delivery.test_outbox_worker import NOW, RATES, Delivering
from tests.bot.delivery.test_parts_of_a_message import _job
from tests.bot.delivery.test_recorder import BOT
from tests.bot.replies import Replies
from tests.flows.servers import hang_up, serving

pytestmark = pytest.mark.broad

GONE = {"error_code": 400, "description": "Bad Request: message to edit not found"}
ONE_A_SECOND = Rates(overall_per_second=1e6, overall_burst=1e6, chat_per_second=1, chat_burst=1)
LONG = Rendered(RichText("word " * 1500))
FACE = Show(View.CARD, slot="card:1", only_edit=True)


@pytest_asyncio.fixture(loop_scope="session")
async def delivering(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Delivering]:
    seat, telegram = WorkerLock(database.engine), Replies()
    async with serving(telegram.app()) as url:
        made = Delivering(database, seat, url, telegram, getattr(request, "param", RATES))
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


@pytest.mark.parametrize("delivering", [ONE_A_SECOND], indirect=True)
@pytest.mark.parametrize("standing", [(), (7, 8), (7,)])
async def test_of_several_messages_each_waits_for_its_turn(delivering: Delivering, standing: tuple[int, ...]) -> None:
    """Sent, edited, or one of each: whoever planned it has taken the first turn."""
    delivering.limiter.take(5)
    await _delivered(delivering, Relay(1, edit=True), LONG, *standing)
    assert len(delivering.telegram.calls) == 2
    assert delivering.seconds == pytest.approx(1, abs=0.1)
