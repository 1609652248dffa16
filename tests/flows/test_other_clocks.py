"""Clocks that disagree: Telegram's is ahead of ours, or ours went forward and was put back."""

import pytest

from tests.flows.phone import Phone
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("The far sides' corners")

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
    assert (await rita.reads()).startswith("#1 noted.")
