"""§3.2 Holding: what the winner gets and can do, and what the requester adds meanwhile."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, assignee, card_of, changes, taken
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.2 Holding")

BOARD = False

ASSIGNEES_BUTTONS = {"pending:1", "resolve:1", "release:1", "hand:1", "open:1", "more:card:1:2"}


async def test_hand_over_asks_to_whom_and_gives_at_once(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    nina = await stage.agent("Nina")
    await nina.writes("/away")
    await taken(rita, olga)
    await rita.sends("photo")
    await stage.pass_time(seconds=5)
    await olga.presses("hand:1")
    asked = await olga.message_with(f"give:1:{ivan.id}")
    assert f"give:1:{olga.id}" not in buttons(asked)
    assert f"give:1:{rita.id}" not in buttons(asked)
    assert "Nina (away)" in [b["text"] for row in asked["buttons"] for b in row]
    before = len(await rita.received())
    await olga.presses(f"give:1:{ivan.id}")
    assert await assignee(stage, 1) == "Ivan"
    given = await ivan.containing(piece_of("assigned-to-you"))
    assert words(given).startswith(f"{text_of('assigned-to-you', name='Olga', number=1)}\n\n🙋 #1 is yours")
    assert set(buttons(given)) >= ASSIGNEES_BUTTONS - {"more:card:1:2"}
    assert [buttons(m) for m in await ivan.received() if piece_of("card-below") in words(m)] == [[]]
    assert [m for m in await ivan.received() if m["files"]]
    assert "taken by Ivan" in words(await card_of(olga, 1))
    assert piece_of("done-hand") in words(
        next(m for m in await olga.received() if m["message_id"] == asked["message_id"])
    )
    assert len(await rita.received()) == before
    assert "Ivan" in words(await rita.containing("is looking after"))
    assert await changes(stage, 1, "assignee") == [(None, "Olga", "telegram"), ("Olga", "Ivan", "telegram")]


async def test_an_opened_ticket_says_its_subject_only_if_the_request_does_not(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await taken(rita, olga)
    for subject, times in ((None, 1), ("A fire, for the fire brigade", 1)):
        if subject is not None:
            await rita.writes("/ticket 1")
            await rita.presses("subject:1")
            await rita.writes(subject)
        await olga.writes("/ticket 1")
        assert (await olga.reads()).count(PRINTER) == times
        assert subject is None or subject in await olga.reads()
