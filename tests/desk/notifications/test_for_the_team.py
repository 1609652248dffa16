"""What the admins, the staff group and those on duty are told: by whom it is meant for, and how each hears it."""

from typing import Any

import pytest

from db.models import Status
from desk.outbox import Button
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

GROUP = -100_500
WEEK = (((540, 1080),),) * 7
BUTTONS = ((Button("btn-open", "open:1"),),)


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
