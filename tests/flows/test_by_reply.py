"""A command given as a reply is about the ticket of the message it replies to."""

import pytest

from tests.flows.phone import Phone, words
from tests.flows.scenes import assignee, card_of, filed, row
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("3.4 Commands")

BOARD = False


async def test_a_number_and_a_reply_that_differ_are_asked_about(stage: Stage, rita: Phone, olga: Phone) -> None:
    first, second = await filed(rita), await filed(await stage.phone("Sam"), "There is no soap")
    card = (await card_of(olga, first))["message_id"]
    await olga.writes(f"/note {second} chairs are missing", reply_to=card)
    said = "You replied to #1, but wrote 2. Which one? Write /note #1 … or /note #2 …"
    assert words(await olga.last()) == said
    assert (await row(stage, "select count(*) from entries where kind = 'note'"))[0] == 0
    await olga.writes(f"/note #{second} chairs are missing", reply_to=card)
    await olga.writes(f"/note {first} and a table", reply_to=card)
    noted = (
        "select t.number, e.body from entries e join tickets t on t.id = e.ticket_id where kind = 'note' order by e.id"
    )
    assert tuple(await row(stage, noted)) == (second, "chairs are missing")
    assert tuple(await row(stage, f"{noted} desc")) == (first, "and a table")
    await olga.writes(f"/claim {second}", reply_to=card)
    assert (await assignee(stage, first), await assignee(stage, second)) == (None, "Olga")
    await olga.writes("/priority 2", reply_to=(await card_of(olga, second))["message_id"])
    assert (await row(stage, "select priority from tickets where number = 2"))[0] == 2
