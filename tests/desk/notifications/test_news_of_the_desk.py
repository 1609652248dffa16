"""What admins hear of the desk itself: as each has switched it, and by the staff group where that is set."""

from typing import Any

import pytest

from db.models import Person, Role, StoredSetting, Ticket
from desk.notifications import to_staff
from desk.outbox import Show, View
from desk.policy import Hearing, StaffNews
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _with(stage: Stage, who: Someone, **values: Any) -> None:
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, who.id)
        for name, value in values.items():
            setattr(person, name, value)


async def test_a_view_comes_to_each_admin_as_they_have_switched_it(stage: Stage, rita: Someone) -> None:
    admins = {how: await stage.person(how.value, Role.ADMIN) for how in Hearing}
    for how, who in admins.items():
        await _with(stage, who, switches={StaffNews.DESK.value: how.value})
    number = await stage.files(rita, "The printer on floor 2 is on fire")

    async def show(desk: Any) -> None:
        ticket = await desk.session.get_one(Ticket, (await stage.ticket(number)).id)
        await to_staff.show_admins(desk, Show(View.LOW_MARK, slot=f"marked:{number}"), ticket)

    await stage.does(rita, show)
    heard = {
        how: [one["silent"] for one in await stage.letters(who) if one.get("slot") == f"marked:{number}"]
        for how, who in admins.items()
    }
    assert heard == {Hearing.SOUND: [False], Hearing.SILENT: [True], Hearing.OFF: []}


@pytest.mark.parametrize("gone", [None, "dismissed_at", "bot_blocked_at"])
async def test_a_line_goes_to_the_group_as_long_as_it_can_be_reached(stage: Stage, gone: str | None) -> None:
    vera, group = await stage.person("Vera", Role.ADMIN), await stage.person("Team", Role.GROUP)
    async with stage.database.unit_of_work() as session:
        session.add(StoredSetting(key="desk_notices_in_group", value=True, version=1, changed_at=stage.now))
    if gone is not None:
        await _with(stage, group, **{gone: stage.now})
    async with stage.database.unit_of_work() as session:
        await to_staff.tell_admins(session, "mailing-done", now=stage.now)
    heard = [len([one for one in await stage.letters(who) if one.get("key")]) for who in (group, vera)]
    assert heard == ([1, 0] if gone is None else [0, 1])
