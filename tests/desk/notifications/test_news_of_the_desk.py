"""What admins hear of the desk itself: as each has switched it, and by the staff group where that is set."""

from typing import Any

import pytest

from db.models import Person, Role, StoredSetting
from desk.notifications import to_admins
from tests.desk.stage import Someone, Stage
from tests.sql import add


async def _with(stage: Stage, who: Someone, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        for name, value in values.items():
            setattr(person, name, value)


@pytest.mark.parametrize("gone", [None, "dismissed_at", "bot_blocked_at"])
async def test_a_line_goes_to_the_group_as_long_as_it_can_be_reached(stage: Stage, gone: str | None) -> None:
    vera, group = await stage.person("Vera", Role.ADMIN), await stage.person("Team", Role.GROUP)
    await add(stage, StoredSetting(key="desk_notices", value=["group"], version=1, changed_at=stage.now))
    if gone is not None:
        await _with(stage, group, **{gone: stage.now})
    async with stage.database.unit_of_work() as session:
        await to_admins.tell_admins(session, "mailing-done", now=stage.now)
    heard = [len([one for one in await stage.letters(who) if one.get("key")]) for who in (group, vera)]
    assert heard == ([1, 0] if gone is None else [0, 1])
