"""The whole history of a ticket: for staff, from /ticket N and Open; its requester gets none of what is inside."""

import pytest

from desk import history
from desk.i18n import catalog
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.2 Holding")

BOARD = False

REASON = "the landlord has the key"


async def _history(agent: Phone, number: int) -> str:
    await agent.writes(f"/ticket {number}")
    await agent.presses(f"more:open:{number}:2")
    await agent.presses(f"history:{number}:0")
    return await agent.reads()


async def test_its_requester_gets_none_of_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await taken(rita, olga, "The door of hall B is locked")
    await olga.writes(f"/hold 1 {REASON}")
    await rita.writes("/ticket 1")
    opened = await rita.last()
    assert not [data for data in buttons(opened) if data.startswith("history")]
    await rita.presses("history:1:0", on=opened["message_id"], force=True)
    assert (await rita.answer())["text"] == "Only the team can do this."
    assert not [text for text in await rita.texts() if REASON in text or "history" in text]

    await filed(olga, "My own badge does not open the door")
    await olga.writes("/ticket 2")
    await olga.presses("history:2:0", on=await olga.last_id(), force=True)
    assert piece_of("own-history") in (await olga.answer())["text"]


async def test_what_was_taken_back_is_not_read_there(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await rita.writes("My password is alabaster, and the door is locked")
    await stage.pass_time(seconds=31)
    assert "alabaster" in await _history(olga, 1)
    shown = await olga.last_id()
    await rita.writes("/delete", reply_to=said)
    assert "alabaster" not in await _history(olga, 1)
    assert text_of("taken-back") in await olga.reads()
    (before,) = [m for m in await olga.received() if m["message_id"] == shown]
    assert "alabaster" not in words(before)


def test_every_field_has_its_words() -> None:
    fields = {v for k, v in vars(history).items() if k.isupper() and isinstance(v, str)} - {
        history.CALLED,  # an action, of the log
        history.LOST,
        history.WITHDRAWN,
    }
    assert len(fields) >= 9
    assert not [f for f in fields for code in catalog.LANGUAGES if not catalog.has_key(code, f"history-{f}")]
