"""Clocks that disagree: Telegram's is ahead of ours, or ours went forward and was put back."""

from datetime import timedelta

import pytest

from tests.flows.phone import Phone, words
from tests.flows.stage import Stage

pytestmark = [pytest.mark.sentence("The far sides' corners"), pytest.mark.accompanied]

BOARD = False


async def test_a_reply_to_what_we_do_not_know_waits_ten_seconds_by_whatever_clock(stage: Stage, rita: Phone) -> None:
    """Telegram is an hour ahead: what it says was sent then is not waited for until then, nor is what follows."""
    await rita.writes("/help")
    before = len(await rita.received())
    ahead = int(stage.clock().timestamp()) + 3600
    chat, me = {"id": rita.id, "type": "private"}, {"id": rita.id, "is_bot": False, "first_name": "Rita"}
    bot = {"id": stage.app.settings.bot_id, "is_bot": True, "first_name": "Desk"}
    unknown = {"message_id": 900, "date": ahead, "chat": chat, "from": bot, "text": "of another day"}
    said = {"message_id": 901, "date": ahead + 2, "chat": chat, "from": me, "text": "The heating does not work"}
    await stage.telegram.do("update", raw={"message": {**said, "reply_to_message": unknown}})
    await stage.settle()
    assert len(await rita.received()) == before
    await stage.pass_time(seconds=11)
    assert words(await rita.last()).startswith("#1 noted.")


async def test_a_clock_put_back_keeps_nobody_waiting(stage: Stage, rita: Phone) -> None:
    other = await stage.phone("Other")
    await other.writes("My badge does not open the door")
    stage.clock.is_set(hours=5)
    await other.writes("not any door")
    await rita.writes("The heating does not work", quietly=True)
    await stage._poll()
    stage.clock.is_set(hours=-5)
    await stage.pass_time(seconds=30)
    assert words(await rita.last()).startswith("#2 noted.")
    await stage.pass_time(minutes=2)
    assert words(await rita.last()).startswith("#2 has gone to the team")
    assert words(await other.last()).startswith("#1 has gone to the team")


@pytest.mark.board
async def test_a_clock_put_back_keeps_the_board_and_nobodys_reminder_waiting(
    stage: Stage, rita: Phone, olga: Phone, account_of_olga: str, heating: int
) -> None:
    """What Olga writes under the task after that is read within a minute; what Rita says is reminded of in its time."""
    stage.clock.is_set(hours=5)
    await rita.writes("It is room 7")
    await stage.pass_time(minutes=1)
    stage.clock.is_set(hours=-5)
    await stage.pass_time(seconds=30)
    await stage.board.comment(heating, "Is it off?", by=account_of_olga, quietly=True)
    stage.clock.on(minutes=1)
    await stage.mirroring.quarter()
    await stage.respond()
    assert words(await rita.last()).endswith("Is it off?")
    assert stage.mirroring.pause() <= timedelta(0)
    await rita.writes("Yes, it is")
    before = len(await olga.received())
    await stage.pass_time(hours=1, minutes=1)
    assert [words(m) for m in (await olga.received())[before:]]
