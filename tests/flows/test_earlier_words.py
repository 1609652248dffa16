"""What was said before it was edited: for staff, from /ticket N; what was taken back is shown to nobody, and goes."""

from datetime import timedelta

import pytest

from db.database import Database
from tests.flows.acts import answers, filed_and_taken, linked
from tests.flows.phone import Phone
from tests.flows.stage import Stage, staged
from tests.flows.test_content_edits import edits
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("What was said before")

BOARD = False

HOSTILE = "<b>pay</b>\n\u202e" + "ю" * 300


async def _history(agent: Phone, number: int = 1) -> list[str]:
    """The newest page of it, without times."""
    await agent.writes(f"/ticket {number}")
    await agent.presses(f"more:open:{number}:2")
    await agent.presses(f"history:{number}:0")
    return [line.partition(" ")[2] for line in (await agent.reads()).splitlines()[2:]]


async def _shown(stage: Stage, agent: Phone, number: int = 1) -> str:
    """Everything staff can read of a ticket."""
    said = "\n".join(await _history(agent, number))
    for press in (f"open:{number}", f"thread:{number}:1"):
        await agent.presses(press)
        said += "\n" + await agent.reads()
    return said


async def _kept(stage: Stage, text: str) -> bool:
    """Whether these words stand anywhere among what was said, shown or changed."""
    query = """select exists (select 1 from entries e where e::text like :t)
        or exists (select 1 from entry_versions v where v::text like :t)
        or exists (select 1 from history h where h::text like :t)
        or exists (select 1 from files f where f::text like :t)
        or exists (select 1 from board_comments c where c::text like :t)"""
    return bool(await scalar(stage, query, t=f"%{text}%"))


async def test_staff_read_earlier_wordings_and_its_requester_does_not(database: Database) -> None:
    async with staged(database) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        nadja = await stage.agent("Nadja", language="ru")
        draft = await rita.writes("My pin is 4711")
        await edits(rita, draft, "The heating is cold")
        await stage.pass_time(seconds=31)
        await olga.presses("claim:1")
        await edits(rita, draft, "The heating does not work")
        user = await linked(stage, olga)
        comment = await stage.board.comment(1, "We come on Monday", by=user)
        await stage.board.does("comment/update", by=user, id=comment["id"], content="We come on Tuesday")
        note = await olga.writes("/note 1 granite")
        for text in ("basalt", HOSTILE, "marble"):
            await edits(olga, note, f"/note 1 {text}")

        said = await _history(nadja)
        assert [line for line in said if "изменено" in line][:3] == [
            "Rita (Telegram): изменено; раньше: «The heating is cold»",
            "Olga (доска): изменено; раньше: «We come on Monday»",
            "Olga (Telegram): изменено; раньше: «granite»",
        ]
        await nadja.presses("open:1")
        opened = await nadja.reads()
        assert "раньше: «The heating is cold»" in opened
        assert "We come on Tuesday\nизменено\nраньше: «We come on Monday»" in opened
        assert "раньше: «granite»\nраньше: «basalt»\nраньше: «\u2068<b>pay</b> ююю" in opened
        await nadja.presses("thread:1:1")
        assert "We come on Tuesday\nизменено\nраньше: «We come on Monday»" in await nadja.reads()
        assert not await _kept(stage, "4711")

        await rita.writes("/ticket 1")
        await rita.presses("thread:1:1")
        assert "Tuesday" in await rita.reads()
        assert not [text for text in await rita.texts() if "Monday" in text or "cold" in text]
        assert not [text for text in await rita.texts() if "earlier:" in text]


async def test_what_is_taken_back_is_shown_to_nobody_and_goes_after_its_days(database: Database) -> None:
    async with staged(database, retention__withdrawn=timedelta(days=3)) as stage:
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        said = await rita.writes("My password is alabaster")
        await stage.pass_time(seconds=31)
        await olga.presses("claim:1")
        await edits(rita, said, "My password is obsidian indeed")
        got = await olga.containing("obsidian")
        await olga.writes("That one", reply_to=got["message_id"], quote="indeed")
        assert "alabaster" in await _shown(stage, olga)
        assert await stage.board.comments(1)
        await rita.writes("/delete", reply_to=said)
        for secret in ("alabaster", "obsidian"):
            assert secret not in await _shown(stage, olga)
        assert text_of("taken-back") in "\n".join(await _history(olga))
        await stage.pass_time(hours=71)
        assert await _kept(stage, "alabaster")
        await stage.pass_time(hours=2)
        assert await scalar(stage, "select count(*) from entries where quote is not null") == 0
        for secret in ("alabaster", "obsidian"):
            assert not await _kept(stage, secret)
            assert secret not in await _shown(stage, olga)
        assert text_of("taken-back") in "\n".join(await _history(olga))
        await answers(olga, 1, "Please choose another one")
        assert (await rita.reads()).startswith("#1 · Olga: Please choose another one")


async def test_one_of_several_messages_taken_back_leaves_no_earlier_wording(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await filed_and_taken(rita, olga, "The door of hall B")
    await stage.pass_time(seconds=3)
    (first,) = await rita.sends("photo", caption="It is the red one", quietly=True)
    (secret,) = await rita.sends("photo", caption="the code is alabaster")
    await stage.pass_time(seconds=3)
    await edits(rita, first, caption="It is the green one")
    assert "red one" in await _shown(stage, olga)
    await rita.writes("/delete", reply_to=secret)
    shown = await _shown(stage, olga)
    assert "green one" in shown
    assert "alabaster" not in shown
    assert not await _kept(stage, "alabaster")
