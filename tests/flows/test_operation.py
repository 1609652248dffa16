"""What product.md §6 tells the admins when the desk's own connections are in trouble, by the hand-moved clock."""

from datetime import timedelta

import pytest

from tests.flows.phone import Phone
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("6 Names that others rely on")

BOARD = False

OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
SECOND_POLLER = piece_of("second-poller")
REMOVED = text_of("foreign-webhook-removed")


async def _told(phone: Phone, words: str) -> int:
    return len([text for text in await phone.texts() if words in text])


async def _conflict(stage: Stage) -> None:
    await stage.telegram.do("fault", method="getUpdates", status=409, description=OTHER)
    assert await stage.duties.poller.attempt() > 0
    await stage.settle()


async def test_another_poller_is_told_at_once_and_hourly(stage: Stage) -> None:
    vera = stage.vera
    await _conflict(stage)
    assert await _told(vera, SECOND_POLLER) == 1
    stage.clock.on(minutes=59)
    await _conflict(stage)
    assert await _told(vera, SECOND_POLLER) == 1
    stage.clock.on(minutes=2)
    await _conflict(stage)
    assert await _told(vera, SECOND_POLLER) == 2


async def test_a_foreign_webhook_is_removed_and_nothing_it_held_back_is_lost(stage: Stage, rita: Phone) -> None:
    await stage.telegram.do("foreign_webhook", url="https://elsewhere.example/hook")
    await rita.writes("The door of hall A is locked", quietly=True)
    assert await stage.duties.poller.attempt() > 0
    assert stage.telegram_world.webhook_url == ""
    await stage.settle()
    assert await _told(stage.vera, REMOVED) == 1
    assert await rita.message_with("cancel:1")


@pytest.mark.board
async def test_the_interval_is_kept_between_two_readings(stage: Stage) -> None:
    await stage.mirroring.round()
    before = (await stage.todoist.read("calls", path="sync"))["count"]
    for _ in range(3):
        assert await stage.mirroring.quarter() == timedelta(0)
    assert (await stage.todoist.read("calls", path="sync"))["count"] == before
    stage.clock.on(seconds=6)
    await stage.mirroring.quarter()
    assert (await stage.todoist.read("calls", path="sync"))["count"] == before + 1
