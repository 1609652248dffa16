"""Business hours in the flows: setting them, and moving the clock to a moment."""

from datetime import datetime

from db.models import Origin
from desk import Desk
from desk.admin_settings.changes import change_setting
from desk.people import person_rows
from tests.flows.stage import VERA, Stage


async def sets(stage: Stage, **settings: str) -> None:
    """Type these settings as Vera."""
    for key, typed in settings.items():
        async with stage.database.unit_of_work() as session:
            vera = await person_rows.find_by_telegram(session, VERA)
            await change_setting(
                Desk(session, Origin.TELEGRAM, vera, now=stage.clock(), rules=stage.settings), key, typed
            )
    await stage.settle()


async def it_is(stage: Stage, at: datetime) -> None:
    """Move the clock forward to that moment."""
    stage.clock.at = at
    await stage.settle()
