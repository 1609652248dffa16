"""What the admins, the staff group and those on duty are told: by whom it is meant for, and how each hears it."""

from typing import Any

import pytest

from db.models import Role, Status
from desk import Desk
from desk.notifications import staff_group, to_staff
from tests.desk.cast import PRINTER
from tests.desk.schedule.guarding import with_values
from tests.desk.stage import Someone, Stage

GROUP = -100_500


async def _group(stage: Stage, **values: Any) -> Someone:
    """The staff group, of which nothing waits any more."""
    group = await stage.person("The team", Role.GROUP)
    await with_values(stage, group, telegram_id=GROUP, **values)
    stage.with_rules(staff_chat_id=GROUP)
    return group


async def test_what_is_put_at_one_moment_counts_as_sent_to_the_group(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)

    async def many(desk: Desk) -> None:
        for _ in range(staff_group.MOST + 1):
            await to_staff.announce_in_group(desk, await desk.lock_ticket(number))

    await stage.does(rita, many)
    slots = [x["slot"] for x in await stage.letters(group)]
    assert slots == [f"group:{number}"] * staff_group.MOST + [slots[-1]]
    assert slots[-1].startswith("announced:")


# ------------------------------------------------------------- those on duty


@pytest.mark.parametrize(("held", "silent"), [({}, True), ({"status": Status.ON_HOLD}, False)])
async def test_many_at_once_are_told_without_a_sound_to_who_owes_an_answer(
    stage: Stage, rita: Someone, olga: Someone, held: dict[str, Any], silent: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {"status": Status.IN_PROGRESS, "assignee_id": olga.id, "needs_answer": True, **held}
    await stage.change(number, **given)
    stage.with_rules(team__merge_above=0)
    await stage.files(await stage.person("Ben"), "There is no soap")
    assert [x["silent"] for x in await stage.letters(olga) if x.get("view") == "surge"] == [silent]
