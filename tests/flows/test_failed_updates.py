"""An update whose handler fails every time: who sent it hears so, once, and admins hear of money by name."""

import pytest

from tests.failing import BROKEN, failing
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.sql import sole
from tests.texts import text_of

pytestmark = pytest.mark.sentence("5 Guarantees")

BOARD = False
_TRIES = 5


async def _settles(stage: Stage) -> None:
    for pause in range(_TRIES):
        await stage.pass_time(seconds=2**pause)


async def _count_buried(stage: Stage) -> int:
    return int(await sole(stage, "select count(*) from jobs where state = 'buried'"))


async def test_who_wrote_hears_that_it_could_not_be_handled(stage: Stage, rita: Phone) -> None:
    async with failing(stage.database, [BROKEN] * _TRIES, table="entries"):
        said = await rita.writes("The lamp is broken")
        await _settles(stage)
    told = [m for m in await rita.received() if words(m) == text_of("update-failed")]
    assert [one["reply_to"] for one in told] == [said]
    assert await _count_buried(stage) == 1
    await rita.writes("The lamp in room 7 is broken")
    assert len([m for m in await rita.received() if words(m) == text_of("update-failed")]) == 1


async def test_a_press_is_not_called_out_of_date(stage: Stage, rita: Phone) -> None:
    await rita.writes("The lamp is broken")
    button = next(b["data"] for m in await rita.received() for row in m["buttons"] for b in row if "send" in b["data"])
    async with failing(stage.database, [BROKEN] * 3 * _TRIES, table="tickets", on="update"):
        await rita.presses(button)
        await _settles(stage)
    assert (await rita.answer())["text"] == text_of("press-failed")


@pytest.mark.parametrize("paid", [{"currency": "RUB", "telegram_payment_charge_id": "ch-7"}, "x", {}])
async def test_money_that_was_not_recorded_is_named_to_admins(stage: Stage, rita: Phone, paid: object) -> None:
    vera = stage.vera
    await rita.writes("/start")
    for who, is_bot in ((rita.id, False), (4242, True)):
        sender = {"id": who, "is_bot": is_bot, "first_name": "Rita"}
        message = {"message_id": 4711, "date": 1, "chat": {"id": who, "type": "private"}, "from": sender}
        await stage.telegram.do("update", raw={"message": {**message, "successful_payment": paid}})
        await stage.settle()
    charge = "ch-7" if isinstance(paid, dict) and paid else "?"
    named = text_of("payment-not-recorded", name="Rita", charge=charge)
    assert [words(m) for m in await vera.received()].count(named) == 1, "a bot is told nothing"
    assert text_of("update-failed-payment") in await rita.texts()
