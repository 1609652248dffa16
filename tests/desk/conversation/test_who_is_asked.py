"""Whom a note that begins with "@" and a name asks: somebody on the team who can be written to."""

from typing import Any

import pytest
from sqlalchemy import update

from db.models import Person, Role
from desk.conversation import ask_colleague
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from tests.desk.stage import Someone, Stage
from tests.sql import execute


@pytest.mark.parametrize(
    "more", [{"role": Role.REQUESTER}, {"dismissed_at": ...}, {"telegram_id": None}], ids=["no staff", "left", "board"]
)
async def test_who_cannot_be_asked_is_nobody_of_that_name(
    stage: Stage, rita: Someone, olga: Someone, more: dict[str, Any]
) -> None:
    number = await stage.files(rita, "it is on fire")
    pavel = await stage.person("Pavel", Role.AGENT)
    given = {name: stage.now if value is ... else value for name, value in more.items()}
    await execute(stage, update(Person).where(Person.id == pavel.id).values(**given))
    said = NewEntry(RichText("@Pavel do you know?"))
    asked = await stage.does(olga, ask_colleague.ask_by_name, number, said)
    assert isinstance(asked, ask_colleague.NotAsked)
    await stage.person("Pavel", Role.AGENT)
    asked = await stage.does(olga, ask_colleague.ask_by_name, number, said)
    assert asked.name == "Pavel"
