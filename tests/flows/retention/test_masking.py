"""What is masked in a message reaches neither board, nor agents, nor tables; who may see it does, for a while."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from db.database import Database
from desk.text.masking.secret_masking import MaskedKinds
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.retention.expiry import expire, find_traces
from tests.flows.stage import Stage, staged

pytestmark = pytest.mark.sentence("Masking")
CARD, SECRET = "4111 1111 1111 1111", "basilisk77"
SHOWN = "••• 1111"


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    async with staged(database, masking__kinds=MaskedKinds(passwords=True)) as stage:
        yield stage


async def begun(stage: Stage) -> tuple[Phone, Phone, int]:
    rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
    await rita.writes("/start")
    return rita, olga, await filed_and_taken(rita, olga, f"My card {CARD} was declined")


async def boxes(agent: Phone, number: int) -> str:
    """Press Show masked and return what the box says."""
    await agent.writes(f"/ticket {number}")
    if f"masked:{number}" not in await agent.buttons():
        await agent.presses(f"more:open:{number}:2")
    await agent.presses(f"masked:{number}")
    return str((await agent.answer())["text"])


async def test_a_card_number_is_masked_everywhere_and_shown_for_a_while(stage: Stage) -> None:
    rita, olga, number = await begun(stage)
    said = await rita.writes(f"my password: {SECRET}")
    await olga.writes(f"/note {number} PIN 4711x was tried")
    await stage.pass_time(minutes=3)
    assert SHOWN in (await stage.board.task(number))["content"]
    board = " ".join(await stage.board.comments(number))
    assert SECRET not in board
    assert "4711x" not in board
    chat = " ".join(words(message) for message in await olga.received())
    assert CARD not in chat
    assert SECRET not in chat
    kept = {column for one in (CARD, SECRET) for column in await find_traces(stage.database, one)}
    assert kept <= {"masked_words.pieces", "jobs.payload"}, "and the raw update"
    assert await boxes(olga, number) == f"{CARD}\n{SECRET}\n4711x"
    await stage.telegram.do("edit", person=rita.id, message_id=said, text=f"my password: {SECRET}, sorry")
    await stage.settle()
    assert SECRET not in " ".join(await stage.board.comments(number))
    await expire(stage, days=7, hours=12)
    assert await find_traces(stage.database, SECRET) == {}
    assert await find_traces(stage.database, CARD) == {}


async def test_a_requester_sees_no_box_and_an_answer_is_sent_as_written(stage: Stage) -> None:
    rita, olga, number = await begun(stage)
    await olga.writes(f"/ticket {number}")
    card = await olga.message_with(f"release:{number}")
    await olga.writes(f"Pay to {CARD}", reply_to=card["message_id"])
    await stage.pass_time(minutes=1)
    assert CARD in await rita.reads()
    before = len(await rita.answers())
    await rita.writes(f"/ticket {number}")
    await rita.presses(f"masked:{number}", on=await rita.last_id(), force=True)
    assert CARD not in str((await rita.answers())[before:])
