"""What the desk shows of itself: figures, jobs given up, what waits too long, and where each answer stands."""

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from ops.queue_metrics import collect_queue_metrics
from ops.readiness import _Snapshot
from tests.flows.acts import answers, filed_and_taken, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of
from todoist_sync.metrics import collect_board_metrics

pytestmark = pytest.mark.sentence("5 Guarantees")

BOARD = False


async def _figures(stage: Stage) -> dict[tuple[str, ...], float]:
    families = [
        *await collect_queue_metrics(stage.database, stage.clock()),
        *await collect_board_metrics(stage.database, stage.clock()),
    ]
    shown = generate_latest(_Snapshot(families)).decode()
    samples = [sample for family in text_string_to_metric_families(shown) for sample in family.samples]
    return {(s.name, *s.labels.values()): s.value for s in samples}


@pytest.mark.board
async def test_metrics_show_depth_and_age_by_lane_parked_buried_and_unknown(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    figures = await _figures(stage)
    assert figures["pulldesk_jobs", "to_telegram", "answers", "waiting"] == 0
    assert figures["pulldesk_unknown_sends", "to_telegram"] == 0
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, reset=True, times=1)
    await answers(olga, number, "Turn it off and on again")
    stage.clock.on(seconds=0.5)
    figures = await _figures(stage)
    assert figures["pulldesk_jobs", "to_telegram", "answers", "waiting"] == 1
    assert 0 < figures["pulldesk_jobs_oldest_seconds", "to_telegram", "answers", "waiting"] < 10
    await stage.pass_time(seconds=30)
    figures = await _figures(stage)
    assert figures["pulldesk_jobs", "to_telegram", "answers", "waiting"] == 0
    assert figures["pulldesk_unknown_sends", "to_telegram"] == 1

    await stage.telegram.do("block", person=rita.id)
    await answers(olga, number, "Is it better?")
    assert (await _figures(stage))["pulldesk_jobs", "to_telegram", "answers", "parked"] == 1
    await stage.telegram.do("update", raw_text='{"message": {"message_id": "x"}}')
    await stage.settle()
    figures = await _figures(stage)
    assert figures["pulldesk_jobs", "from_telegram", "people", "buried"] == 1
    await stage.pass_time(seconds=90)
    assert (await _figures(stage))["pulldesk_board_read_age_seconds",] < 1


async def test_metrics_show_the_age_of_the_oldest_transaction(stage: Stage) -> None:
    async with stage.database.unit_of_work() as session:
        await session.execute(text("select txid_current()"))
        age = (await session.execute(text("select extract(epoch from clock_timestamp() - now())"))).scalar_one()
        assert (await _figures(stage))["pulldesk_oldest_transaction_seconds",] >= age > 0


async def test_buried_jobs_are_listed_and_tried_again_by_admins_only(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=400,
                            description="Bad Request: something new")  # fmt: skip
    before = await rita.received()
    await answers(olga, number, "Turn it off and on again")
    assert await new_messages(rita, before) == []
    assert await olga.reads() == text_of("answer-refused", number=1, name="Rita K.")
    await stage.pass_time(seconds=30)
    assert await vera.reads() == text_of("late-failed", n=1)
    await olga.writes("/failed")
    assert await olga.reads() == "Your role does not allow this. An admin can change that: /staff."
    await vera.writes("/failed")
    shown = await vera.last()
    assert "to Telegram · #1 · Rita K." in words(shown)
    assert "off and on" not in words(shown)
    (retry,) = buttons(shown)
    assert retry.startswith("retry:")
    await olga.presses(retry, on=(await olga.message_with(f"release:{number}"))["message_id"], force=True)
    assert await new_messages(rita, before) == []
    await vera.presses(retry)
    (answer,) = await new_messages(rita, before)
    assert words(answer).endswith("off and on again")
    await vera.containing(piece_of("failed-empty"))
    await stage.pass_time(minutes=5)
    assert len([t for t in await vera.texts() if piece_of("late-failed", n=1) in t]) == 1
