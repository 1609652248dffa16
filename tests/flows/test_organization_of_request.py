"""For which organization a request is: nothing is asked without need, one question otherwise, corrected at any time."""

from __future__ import annotations

import pytest

from db.models import Profile
from desk.organizations import directory
from desk.people import directory as people
from tests.flows.clients import as_vera, joined, left, with_outlets
from tests.flows.hours import sets
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import card_of, filed, row
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("For which organization")

BOARD = False
DEAD = "The till does not print any receipts today"


async def kept(stage: Stage, number: int) -> tuple[object, ...]:
    """The names of organization and outlet of a ticket."""
    return tuple(
        await row(
            stage,
            "select o.name, u.name from tickets t left join organizations o on o.id = t.organization_id "
            "left join outlets u on u.id = t.outlet_id where t.number = :n",
            n=number,
        )
    )


async def test_one_organization_and_one_outlet_need_no_question(stage: Stage, rita: Phone, olga: Phone) -> None:
    await joined(stage, rita, await with_outlets(stage, "Daisy", "Corner shop"))
    number = await filed(rita, DEAD)
    assert await kept(stage, number) == ("Daisy", "Corner shop")
    assert not [text for text in await rita.texts() if "For which" in text]


async def test_several_are_asked_for_once_and_then_the_outlet(stage: Stage, rita: Phone, olga: Phone) -> None:
    daisy, rose = await with_outlets(stage, "Daisy", "Corner", "Market"), await with_outlets(stage, "Rose")
    await joined(stage, rita, daisy)
    await joined(stage, rita, rose)
    number = await filed(rita, DEAD)
    assert await kept(stage, number) == (None, None)
    asked = await rita.containing("For which organization")
    assert words(asked) == text_of("organization-which", number=number) + "\n" + text_of(
        "organization-otherwise", name="none"
    )
    assert buttons(asked) == [f"for_org:{number}:{daisy}", f"for_org:{number}:{rose}", f"for_org:{number}:0"]
    await rita.presses(f"for_org:{number}:{daisy}")
    outlets = await rita.containing("Which outlet")
    assert outlets["message_id"] == asked["message_id"]
    corner = buttons(outlets)[0]
    await rita.presses(corner)
    done = await rita.containing(text_of("organization-is", number=number, name="Daisy, Corner"))
    assert buttons(done) == [f"for_ask:{number}"]
    assert await kept(stage, number) == ("Daisy", "Corner")
    again = await filed(rita, "And another thing: the door of the shop is stuck")
    asked = await rita.containing(text_of("organization-otherwise", name="Daisy"))
    assert buttons(asked)[0] == f"for_org:{again}:{daisy}"
    await stage.pass_time(minutes=3)
    assert await kept(stage, again) == ("Daisy", "Corner")


async def test_no_answer_and_nothing_before_it_stays_personal(stage: Stage, rita: Phone, olga: Phone) -> None:
    for name in ("Daisy", "Rose"):
        await joined(stage, rita, await with_outlets(stage, name))
    number = await filed(rita, DEAD)
    await stage.pass_time(minutes=5)
    assert await kept(stage, number) == (None, None)
    said = await rita.containing(text_of("organization-personal", number=number))
    await rita.presses(f"for_ask:{number}", on=said["message_id"])
    assert len(buttons(await rita.last())) == 2


async def test_an_agent_names_any_organization_by_a_part_of_its_name(stage: Stage, rita: Phone, olga: Phone) -> None:
    daisy = await with_outlets(stage, "Daisy & Sons", "Corner", "Market")
    await with_outlets(stage, "Daisy_Chain")
    number = await filed(rita, DEAD)
    await olga.writes(f"/organization {number} rose")
    assert words(await olga.last()) == text_of("organization-not-found", words="rose")
    await olga.writes(f"/organization {number} dais")
    assert words(await olga.last()) == text_of("organization-which-found", number=number)
    await olga.presses(f"for_org:{number}:{daisy}")
    market = buttons(await olga.containing("Which outlet"))[1]
    await olga.presses(market)
    assert text_of("organization-is", number=number, name="Daisy & Sons, Market") in words(await olga.last())
    await olga.writes(f"/organization {number} d_y")
    assert await kept(stage, number) == ("Daisy & Sons", "Market")
    await olga.writes(f"/organization {number} y_c")
    assert await kept(stage, number) == ("Daisy_Chain", None)
    await olga.writes(f"/history {number}")
    assert "organization: Daisy & Sons → Daisy_Chain" in words(await olga.last())
    await rita.writes(f"/organization {number} dais")
    shown = await rita.last()
    assert buttons(shown) == [f"for_org:{number}:0", f"for_outlets:{number}:1"]
    await rita.presses(f"for_org:{number}:0")
    assert await kept(stage, number) == (None, None)
    await rita.presses(f"for_org:{number}:{daisy}", on=shown["message_id"], force=True)
    assert (await rita.answers())[-1]["show_alert"]
    assert await kept(stage, number) == (None, None)


async def test_a_membership_that_ended_meanwhile_is_no_choice(stage: Stage, rita: Phone, olga: Phone) -> None:
    daisy, rose = await with_outlets(stage, "Daisy"), await with_outlets(stage, "Rose")
    of_daisy = await joined(stage, rita, daisy)
    await joined(stage, rita, rose)
    number = await filed(rita, DEAD)
    await left(stage, of_daisy)
    async with as_vera(stage) as desk:
        await directory.remove_organization(desk, rose)
    await rita.presses(f"for_org:{number}:{daisy}")
    assert (await rita.answers())[-1]["text"] == text_of("organization-not-yours")
    await rita.presses(f"for_org:{number}:{rose}")
    assert await kept(stage, number) == (None, None)
    await stage.pass_time(minutes=5)
    assert await kept(stage, number) == (None, None)


async def test_while_they_are_off_nothing_is_known_of_them(stage: Stage, rita: Phone, olga: Phone) -> None:
    for name in ("Daisy", "Rose"):
        await joined(stage, rita, await with_outlets(stage, name))
    await sets(stage, organizations="off")
    before = len(await rita.received())
    number = await filed(rita, DEAD)
    assert not [text for text in (await rita.texts())[before:] if "rganization" in text]
    await olga.writes(f"/organization {number} rose")
    assert "I don’t know /organization" in words(await olga.last())
    assert await kept(stage, number) == (None, None)


async def test_staff_read_where_it_is_and_whom_to_call_and_the_requester_only_for_whom(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    daisy = await with_outlets(stage, "Daisy", "Corner", equipment=("Till A1", "Till B2", "Scanner C3", "Safe D4"))
    await joined(stage, rita, daisy, confirmed=False)
    async with as_vera(stage) as desk:
        person = await people.find_by_telegram(desk.session, rita.id)
        assert person is not None
        desk.session.add(Profile(person_id=person.id, phone="+79161234567", position="Cashier"))
    number = await filed(rita, DEAD)
    card = words(await card_of(olga, number))
    where = "Organization: Daisy, Corner · not confirmed\nCorner street 1\nCashier · +79161234567\n– Till A1"
    assert f"{where}\n– Till B2\n" in card
    assert "Scanner" not in card
    await olga.writes(f"/ticket {number}")
    assert f"{where}\n– Till B2\n– Scanner C3\n– Safe D4\n" in words(await olga.last())
    receipt = await rita.message_with(f"cancel:{number}")
    assert "\nFor Daisy, Corner" in words(receipt)
    await rita.writes(f"/ticket {number}")
    opened = await rita.last()
    assert "\nFor Daisy, Corner" in words(opened)
    assert f"for_ask:{number}" in buttons(opened)
    assert not [text for text in await rita.texts() if "Till" in text or "7916" in text]
    async with as_vera(stage) as desk:
        await directory.remove_organization(desk, daisy)
    await olga.writes(f"/ticket {number}")
    assert "Organization: Daisy, Corner (removed)" in words(await olga.last())


async def test_a_request_for_nobody_shows_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await with_outlets(stage, "Daisy")
    number = await filed(rita, DEAD)
    await rita.writes(f"/ticket {number}")
    assert f"for_ask:{number}" not in buttons(await rita.last())
    assert "rganization" not in words(await card_of(olga, number))
