"""What stands in a chat brought up to date, sent anew or taken away: one call a turn, each message by itself."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from aiogram.exceptions import TelegramBadRequest

from bot.api.errors import FailureKind
from bot.api.rate_limiter import Rates
from bot.delivery import methods
from bot.delivery.planner import SendPlan, _unfolded_as_it_stands
from bot.delivery.result import DeliveryResult
from bot.views import Rendered, RenderedFile
from db.database import Database
from db.locks import WorkerLock
from db.models import FileKind, Message, MessageKind
from db.queue import Bury, Done, Retry
from desk.outbox import Letter, Relay, Say, Show, View
from desk.text import RichText
from tests.bot.delivery.test_outbox_worker import NOW, RATES, Delivering
from tests.bot.delivery.test_parts_of_a_message import KEPT, _job
from tests.bot.delivery.test_recorder import BOT
from tests.bot.replies import Replies
from tests.flows.servers import hang_up, serving

pytestmark = pytest.mark.broad

GONE = {"error_code": 400, "description": "Bad Request: message to edit not found"}
GONE_ALREADY = {"error_code": 400, "description": "Bad Request: message to delete not found"}
TOO_OLD = {"error_code": 400, "description": "Bad Request: message can't be edited"}
NO_QUOTE = {"error_code": 400, "description": "Bad Request: QUOTE_TEXT_INVALID"}
SHUT = {"error_code": 400, "description": "Bad Request: not enough rights to send text messages to the chat"}
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


@pytest.mark.parametrize(("letter", "sent"), [(Relay(1, edit=True), 1), (FACE, 0)])
async def test_words_that_changed_come_again_a_face_that_was_deleted_stays_away(
    delivering: Delivering, letter: Letter, sent: int
) -> None:
    delivering.telegram.next = [GONE]
    outcome = await _delivered(delivering, letter, Rendered(RichText("Look")), 7)
    assert (len(outcome.sent), outcome.lost) == (sent, [7])
    gone = ["deleteMessage"] if sent else []
    assert delivering.telegram.methods == ["editMessageText", *["sendMessage"] * sent, *gone]


@pytest.mark.parametrize("letter", [Relay(1, edit=True), Say("help-requester", slot="x", replace=True)])
async def test_words_that_are_too_old_to_be_edited_do_not_stand_twice(delivering: Delivering, letter: Letter) -> None:
    """Lines of the desk's own do: what they said was so."""
    delivering.telegram.next = [TOO_OLD]
    await _delivered(delivering, letter, Rendered(RichText("Look")), 7)
    deletes = ["deleteMessage"] if isinstance(letter, Relay) else []
    assert delivering.telegram.methods == ["editMessageText", "sendMessage", *deletes]


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


@pytest.mark.parametrize(
    ("answers", "went"),
    [([None, None], True), ([KEPT, None], False), ([KEPT, GONE_ALREADY], False), ([GONE_ALREADY, None], True)],
)
async def test_of_several_that_go_one_that_stays_is_known(delivering: Delivering, answers: Any, went: bool) -> None:
    delivering.telegram.next = answers
    assert await delivering.delivery._sender._mending.delete(5, [7, 8]) is went


@pytest.mark.parametrize(("unquoted", "said"), [(RichText("> fire\nWhich?"), "> fire\nWhich?"), (None, "Which?")])
async def test_a_quote_that_is_not_found_is_said_in_words(
    delivering: Delivering, unquoted: RichText | None, said: str
) -> None:
    quoted = Rendered(RichText("Which?"), reply_to=3, quote=RichText("fire"), unquoted=unquoted)
    delivering.telegram.next = [NO_QUOTE]
    outcome = await _delivered(delivering, Relay(1), quoted)
    first, again = [given for _, given in delivering.telegram.calls]
    assert ("quote" in str(first["reply_parameters"]), again["text"]) == (True, said)
    assert "fire" not in str(again["reply_parameters"])
    assert len(outcome.sent) == 1


async def test_behind_a_part_that_arrived_nothing_begins_anew_for_a_quote(delivering: Delivering) -> None:
    quoted = replace(LONG, reply_to=3, quote=RichText("word"), unquoted=RichText("in words"))
    parts = methods.parts(5, quoted, silent=False)
    plan = SendPlan(Relay(1), 5, NOW, quoted)
    delivering.telegram.next = [None, NO_QUOTE]
    with pytest.raises(TelegramBadRequest):
        await delivering.delivery._sender._bringing.send(await _job(delivering), plan, parts)
    assert delivering.telegram.methods == ["sendMessage"] * 2


@pytest.mark.parametrize(
    ("letter", "verdict"),
    [(Show(View.CARD, slot="card:1", fresh=True), Done), (Say("help-requester"), Bury)],
)
async def test_what_only_shows_how_it_stands_is_not_kept_for_a_group_that_is_shut(
    delivering: Delivering, letter: Letter, verdict: Any
) -> None:
    delivering.telegram.next = [SHUT]
    outcome = await _delivered(delivering, letter, Rendered(RichText("Look")))
    assert (outcome.trouble, type(outcome.verdict)) == (FailureKind.SHUT, verdict)


async def test_where_words_stood_files_that_are_more_are_sent_anew(delivering: Delivering) -> None:
    files = tuple(RenderedFile(n, FileKind.PHOTO, "p", None, 1, None, f"id-{n}") for n in (1, 2))
    await _delivered(delivering, Relay(1, edit=True), Rendered(RichText("Look"), files=files), 7)
    assert delivering.telegram.methods == ["sendMediaGroup", "deleteMessage"]


@pytest.mark.parametrize(
    ("pages", "own", "shown"), [((1, 3), 1, 3), ((3, 1), 1, 1), ((3, None), 2, 2), ((None, 9), 1, 9)]
)
def test_a_card_brought_up_to_date_shows_the_buttons_its_newest_message_was_left_at(
    pages: tuple[int | None, ...], own: int, shown: int
) -> None:
    stands = [Message(page=page) for page in pages]
    letter = _unfolded_as_it_stands(replace(FACE, page=own), stands)
    assert isinstance(letter, Show) and letter.page == shown
    turned = replace(FACE, page=own, only_edit=False)
    assert _unfolded_as_it_stands(turned, stands) == turned


@pytest.mark.parametrize(
    ("verdict", "sent", "kept"),
    [(Retry(NOW, "later"), False, Retry), (Retry(NOW, "later"), True, Bury), (Done(), False, Bury)],
)
def test_what_has_arrived_is_not_tried_again_because_it_cannot_be_stored(verdict: Any, sent: bool, kept: Any) -> None:
    outcome = DeliveryResult(verdict, sent=[{"message_id": 1}] if sent else [])
    assert isinstance(outcome.less(ValueError("x")).verdict, kept)
