"""Tickets of which times are promised, and what is reminded of them: for the tests of reminders."""

from datetime import timedelta
from typing import Any

from db.models import Status
from desk.schedule import ticket_reminders
from tests.desk.schedule.guarding import PRINTER
from tests.desk.stage import Someone, Stage

DUES = ("first_warn_at", "first_due_at", "solve_warn_at", "solve_due_at")
NOTHING = {"remind_at": None, "escalate_at": None, "close_at": None, "tell_at": None, "file_at": None}


async def promised(stage: Stage, rita: Someone, *minutes: int, olga: Someone | None = None, **values: Any) -> int:
    """A ticket whose four times lie so many minutes from now, as do `values` that are lengths; nothing else is due."""
    number = await stage.files(rita, PRINTER)
    held = {"assignee_id": olga.id, "status": Status.IN_PROGRESS} if olga is not None else {}
    dues = {name: stage.now + timedelta(minutes=n) for name, n in zip(DUES, minutes, strict=True)}
    given = {name: stage.now + value if isinstance(value, timedelta) else value for name, value in values.items()}
    await stage.change(number, **{**NOTHING, **held, **dues, **given})
    return number


async def remind_all(stage: Stage) -> int:
    """All reminders that are due; how many."""
    async with stage.database.unit_of_work() as session:
        return await ticket_reminders.send_reminders(session, stage.now, stage.rules)


async def heard_by(stage: Stage, who: Someone) -> list[tuple[str, bool]]:
    """The reminders somebody got, cards too, and whether they made no sound."""
    found = [x for x in await stage.letters(who) if x.get("fresh") and x.get("view") in ("reminder", "card")]
    return [(x["view"], x["silent"]) for x in found]
