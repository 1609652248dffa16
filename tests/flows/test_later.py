"""What the team plans for later: it is done once at its moment, stopped by what happened meanwhile, taken back."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.acts import answers, dismissed, files
from tests.flows.phone import Phone
from tests.flows.scenes import since, status, taken
from tests.flows.stage import Stage, staged
from tests.flows.trainees import as_role, drafts_of
from tests.sql import execute, scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False
SAID = "The part has arrived"


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk whose team may plan."""
    async with staged(database, board=False, team__later=True, team__undo=timedelta()) as made:
        yield made


async def _press(phone: Phone, step: str) -> None:
    """Press this button under the newest plan in the chat."""
    for message in reversed(await phone.received()):
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
            for one in row:
                if one.get("callback_data", "").startswith("plan:") and f":{step}:" in one["callback_data"]:
                    await phone.presses(one["callback_data"], on=message["message_id"])
                    return
    raise AssertionError(step)


@IN_BOTH
async def test_an_answer_waits_for_its_moment_and_is_sent_once(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    async with stage.speaking(language):
        number = await taken(rita, olga)
        seen = len(await rita.received())
        when = {"en": "tomorrow 9", "ru": "завтра в 9"}[language]
        await olga.writes(f"/later {number} {when}: {SAID}")
        assert SAID in await olga.reads()
        assert text_of("btn-plan-drop", language) in str(await olga.last())
        await stage.pass_time(hours=20)
        assert await since(rita, seen) == []
        await olga.writes("/later")
        assert text_of("plans-title", language, n=1) in await olga.reads()
        await stage.pass_time(hours=8)
        assert await since(rita, seen) == [f"#{number} · Olga: {SAID}"]
        await stage.pass_time(days=2)
        assert await since(rita, seen) == [f"#{number} · Olga: {SAID}"]
        assert await drafts_of(stage) == [("done", None)]
        await olga.writes("/later")
        assert await olga.reads() == text_of("plans-none", language)
