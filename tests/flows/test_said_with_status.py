"""Words behind `/resolve`, `/pending` and `/hold` are sent with the change of status, as one message."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone
from tests.flows.scenes import card_of
from tests.flows.stage import Stage, staged
from tests.texts import get_spoken, piece_of, text_of

pytestmark = pytest.mark.sentence("3.4 Commands")


@pytest_asyncio.fixture(params=["en", "ru"])
async def desk(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """A desk with ten seconds to undo, that speaks one of our languages."""
    begins = (cast.rita, cast.olga)
    async with (
        staged(database, begins=begins, board=False, team__undo=timedelta(seconds=10)) as stage,
        stage.speaking(request.param),
    ):
        yield stage


async def _taken(stage: Stage) -> tuple[Phone, Phone, int]:
    rita, olga = stage.rita, stage.olga
    return rita, olga, await filed_and_taken(rita, olga, "I cannot sign in")


async def test_a_reason_behind_the_number_of_hold_stays_inside(desk: Stage) -> None:
    rita, olga, number = await _taken(desk)
    await olga.writes(f"/hold {number} the vendor is slow")
    await desk.pass_time(seconds=30)
    assert "vendor" not in " ".join(await rita.texts())
    await olga.writes(f"/progress {number}")
    await desk.pass_time(seconds=30)
    await olga.writes("/hold until 2d We ordered it", reply_to=(await card_of(olga, number))["message_id"])
    await desk.pass_time(seconds=30)
    told = text_of("footer-on-hold-until", at={"en": "22 Nov, 09:01", "ru": "22 ноя, 09:01"}[get_spoken()])
    assert await rita.reads() == f"#{number} · Olga: We ordered it\n\n{told}"
    assert piece_of("done-hold-until") in " ".join(await olga.texts())
