"""People and their tickets, before what is due of them: for the tests of the desk's clock."""

from typing import Any

from db.models import Person
from tests.desk.stage import Someone, Stage

PRINTER = "The printer on floor 2 is on fire"


async def with_values(stage: Stage, who: Someone, **values: Any) -> Person:
    """A person's row with these values."""
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        for name, value in values.items():
            setattr(person, name, value)
    return person


async def quiet(stage: Stage, *numbers: int) -> None:
    """Nothing of these tickets is due."""
    for number in numbers:
        await stage.change(
            number, **dict.fromkeys(("look_at", "remind_at", "escalate_at", "close_at", "tell_at", "file_at"))
        )
