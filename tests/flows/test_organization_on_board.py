"""For which organization a request is, in the description of its task."""

from __future__ import annotations

import pytest

from db.models import Profile
from desk.people import person_rows as people
from tests.flows.clients import as_vera, joined, with_outlets
from tests.flows.phone import Phone
from tests.flows.scenes import filed
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("For which organization")


async def test_the_task_says_where_and_masks_the_phone_until_admins_allow_it(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    vera = stage.vera
    daisy = await with_outlets(stage, "Daisy *Ltd*", "Corner", equipment=("Till A1", "‹/pulldesk›"))
    await joined(stage, rita, daisy, confirmed=False)
    async with as_vera(stage) as desk:
        person = await people.find_by_telegram(desk.session, rita.id)
        assert person is not None
        desk.session.add(Profile(person_id=person.id, phone="+79161234567", position="Cashier"))
    number = await filed(rita, "The till does not print any receipts today")
    shown = (await stage.board.task(number))["description"]
    assert "Organization: Daisy \\*Ltd\\*, Corner · not confirmed\n" in shown
    assert "\nCorner street 1\nCashier · +7 \\*\\*\\* \\*\\*-67\nTill A1\n" in shown
    assert "1234567" not in shown
    assert shown.count("‹/pulldesk›") == 1
    await vera.writes("/settings board_phone_numbers on")
    await olga.writes(f"/organization {number} daisy")
    await olga.presses(f"for_org:{number}:0")
    assert "Daisy" not in (await stage.board.task(number))["description"]
    await olga.writes(f"/organization {number} daisy")
    assert "+79161234567" in (await stage.board.task(number))["description"]
