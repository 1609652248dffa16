"""For which organization a request is: nothing is asked without need, one question otherwise, corrected at any time."""

from __future__ import annotations

import pytest

from db.models import Profile
from desk.organizations import organization_verbs
from desk.people import person_rows as people
from tests.flows.clients import as_vera, joined, left, with_outlets
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
    assert len(await rita.buttons()) == 2


async def test_an_agent_names_any_organization_by_a_part_of_its_name(stage: Stage, rita: Phone, olga: Phone) -> None:
    daisy = await with_outlets(stage, "Daisy & Sons", "Corner", "Market")
    await with_outlets(stage, "Daisy_Chain")
    number = await filed(rita, DEAD)
    await olga.writes(f"/organization {number} rose")
    assert await olga.reads() == text_of("organization-not-found", words="rose")
    await olga.writes(f"/organization {number} dais")
    assert await olga.reads() == text_of("organization-which-found", number=number)
    await olga.presses(f"for_org:{number}:{daisy}")
    market = buttons(await olga.containing("Which outlet"))[1]
    await olga.presses(market)
    assert text_of("organization-is", number=number, name="Daisy & Sons, Market") in await olga.reads()
    await olga.writes(f"/organization {number} d_y")
    assert await kept(stage, number) == ("Daisy & Sons", "Market")
    await olga.writes(f"/organization {number} y_c")
    assert await kept(stage, number) == ("Daisy_Chain", None)
    await olga.writes(f"/history {number}")
    assert "organization: Daisy & Sons → Daisy_Chain" in await olga.reads()
    await rita.writes(f"/organization {number} dais")
    shown = await rita.last()
    assert buttons(shown) == [f"for_org:{number}:0", f"for_outlets:{number}:1"]
    await rita.presses(f"for_org:{number}:0")
    assert await kept(stage, number) == (None, None)
    await rita.presses(f"for_org:{number}:{daisy}", on=shown["message_id"], force=True)
    assert (await rita.answer())["show_alert"]
    assert await kept(stage, number) == (None, None)


async def test_a_membership_that_ended_meanwhile_is_no_choice(stage: Stage, rita: Phone, olga: Phone) -> None:
    daisy, rose = await with_outlets(stage, "Daisy"), await with_outlets(stage, "Rose")
    of_daisy = await joined(stage, rita, daisy)
    await joined(stage, rita, rose)
    number = await filed(rita, DEAD)
    await left(stage, of_daisy)
    async with as_vera(stage) as desk:
        await organization_verbs.remove_organization(desk, rose)
    await rita.presses(f"for_org:{number}:{daisy}")
    assert (await rita.answer())["text"] == text_of("organization-not-yours")
    await rita.presses(f"for_org:{number}:{rose}")
    assert await kept(stage, number) == (None, None)
    await stage.pass_time(minutes=5)
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
    assert f"{where}\n– Till B2\n– Scanner C3\n– Safe D4\n" in await olga.reads()
    receipt = await rita.message_with(f"cancel:{number}")
    assert "\nFor Daisy, Corner" in words(receipt)
    await rita.writes(f"/ticket {number}")
    opened = await rita.last()
    assert "\nFor Daisy, Corner" in words(opened)
    assert f"for_ask:{number}" in buttons(opened)
    assert not [text for text in await rita.texts() if "Till" in text or "7916" in text]
    async with as_vera(stage) as desk:
        await organization_verbs.remove_organization(desk, daisy)
    await olga.writes(f"/ticket {number}")
    assert "Organization: Daisy, Corner (removed)" in await olga.reads()


async def test_a_request_for_nobody_shows_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await with_outlets(stage, "Daisy")
    number = await filed(rita, DEAD)
    await rita.writes(f"/ticket {number}")
    assert f"for_ask:{number}" not in await rita.buttons()
    assert "rganization" not in words(await card_of(olga, number))


async def test_a_typed_name_answers_and_other_words_are_added(stage: Stage, olga: Phone) -> None:
    irina = await stage.phone("Irina", language="ru")
    rose = await with_outlets(stage, "Роза", "Лесная 5", "Лесная 7", "Садовая 1")
    await joined(stage, irina, rose)
    for n in range(9):
        await joined(stage, irina, await with_outlets(stage, f"Ромашка {n}"))
    number = await filed(irina, "Касса не печатает чеки с самого утра")
    asked = await irina.containing(text_of("organization-which", "ru", number=number))
    assert text_of("organization-type", "ru") in words(asked)
    assert buttons(asked)[8:] == [f"for_ask:{number}", f"for_org:{number}:0"]
    stage.clock.on(seconds=5)
    await irina.writes("Касса красная")
    assert await kept(stage, number) == (None, None)
    await irina.writes("ром")
    narrowed = await irina.last()
    assert f"for_org:{number}:{rose}" not in buttons(narrowed)
    await irina.writes("роза")
    assert await kept(stage, number) == ("Роза", None)
    assert words(await irina.containing(text_of("outlet-which", "ru", number=number, name="Роза")))
    question = narrowed["message_id"]
    await irina.writes("лесная 7", reply_to=question)
    assert await kept(stage, number) == ("Роза", "Лесная 7")
    said = text_of("organization-is", "ru", number=number, name="Роза, Лесная 7")
    assert (await irina.containing(said))["message_id"] == question
    await irina.writes("роза")
    entries = await row(
        stage, "select string_agg(body, '|' order by id) from entries where kind = 'comment' and ticket_id = 1"
    )
    assert entries[0] == "Касса не печатает чеки с самого утра|Касса красная|роза"


async def test_personal_can_be_typed_and_an_agent_who_takes_it_ends_the_question(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    daisy = await with_outlets(stage, "Daisy")
    await joined(stage, rita, daisy)
    await filed(rita, DEAD)
    await joined(stage, rita, await with_outlets(stage, "Rose"))
    number = await filed(rita, "The lamp in the hall flickers all day long")
    stage.clock.on(seconds=5)
    await rita.writes("personal")
    assert await kept(stage, number) == (None, None)
    await stage.pass_time(minutes=5)
    assert await kept(stage, number) == (None, None)
    other = await filed(rita, "The window of the kitchen does not close")
    await olga.presses(f"claim:{other}")
    assert not [message for message in await rita.received() if f"for_org:{other}:{daisy}" in buttons(message)]
    await stage.pass_time(minutes=5)
    assert await kept(stage, other) == (None, None), "as the last one, which was personal"


async def test_two_presses_at_once_choose_once(stage: Stage, rita: Phone, olga: Phone) -> None:
    ids = [await with_outlets(stage, name) for name in ("Daisy", "Rose")]
    for one in ids:
        await joined(stage, rita, one)
    number = await filed(rita, DEAD)
    asked = (await rita.containing("For which organization"))["message_id"]
    for one in ids:
        await rita.presses(f"for_org:{number}:{one}", on=asked, quietly=True)
    await stage.settle()
    assert (await kept(stage, number))[0] in ("Daisy", "Rose")
    rows = await row(stage, "select count(*) from history where field = 'organization'")
    assert rows[0] == 1
