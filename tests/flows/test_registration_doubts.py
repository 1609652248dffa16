"""Registration in doubt: whoever's number does not say for certain who they are is a user until an admin confirms."""

import pytest

from desk.organizations.record_fields import ContactValues
from tests.flows.phone import Phone, buttons, words
from tests.flows.registering import ANNA, NUMBER, membership_words, organization, registers, says, toast
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Registration")
BOARD = False


@pytest.fixture
async def on(stage: Stage) -> Stage:
    await stage.vera.writes("/settings organizations on")
    return stage


async def test_a_number_that_somebody_registered_before_gives_nomembership_words(on: Stage, rita: Phone) -> None:
    vera, sam = on.people["Vera"], await on.phone("Sam")
    await organization(on, "Romashka", ANNA)
    await registers(rita)
    told = await registers(sam)
    assert membership_words("Romashka", "user", waits=True) in told
    card = await vera.last()
    assert text_of("applicant-moved", names="Rita K.") in words(card)
    assert text_of("applicant-role", role="director") in words(card)
    await vera.presses(buttons(card)[0])
    assert await sam.reads() == text_of("register-confirmed", organization="Romashka", role="director")
    assert membership_words("Romashka", "director") in await says(rita, "/register")


async def test_a_number_of_two_contacts_gives_nomembership_words(on: Stage, rita: Phone) -> None:
    vera = on.people["Vera"]
    await organization(on, "Romashka", ANNA, ContactValues("Petr P.", phone=NUMBER))
    assert membership_words("Romashka", "user", waits=True) in await registers(rita)
    card = await vera.reads()
    assert card.startswith(text_of("applicant-says", name="Rita K.", organization="Romashka", source="contact"))
    assert text_of("applicant-shared", names="Petr P.") in card


async def test_of_two_admins_the_first_decides_and_a_requester_cannot(on: Stage, rita: Phone) -> None:
    vera, boris = on.people["Vera"], await on.phone("Boris")
    await boris.writes(f"/start {await _admin_link(vera)}")
    await vera.presses(f"admit:{boris.id}")
    await organization(on, "Romashka", ANNA, ContactValues("Petr P.", phone=NUMBER))
    await registers(rita)
    card = await vera.last()
    yes, no = buttons(card)
    await rita.presses(yes, on=await rita.last_id(), force=True)
    assert await toast(rita) == text_of("press-outdated")
    await vera.presses(no)
    await boris.presses(yes, on=await boris.last_id(), force=True)
    assert await toast(boris) == text_of("press-outdated")
    assert (await boris.reads()).startswith(text_of("applicant-declined", by="Vera"))
    assert text_of("register-declined", organization="Romashka") in await rita.texts()


async def _admin_link(vera: Phone) -> str:
    await vera.writes("/invite admin")
    return (await vera.reads()).partition("start=")[2].split()[0]


async def test_a_member_who_left_does_not_come_back_unseen(on: Stage, rita: Phone) -> None:
    vera = on.people["Vera"]
    await organization(on, "Romashka", ANNA)
    await registers(rita)
    await rita.writes("/register")
    await rita.presses("register:forget")
    assert text_of("register-forget-ask") in await rita.reads()
    await rita.presses("register:keep")
    assert text_of("register-forget-ask") not in await rita.reads()
    await rita.presses("register:forget")
    await rita.presses("register:surely")
    assert await rita.reads() == text_of("register-forgotten")
    assert await row(on, "select count(*) from profiles") == (0,)
    assert membership_words("Romashka", "user", waits=True) in await registers(rita)
    assert piece_of("applicant-says", name="Rita K.", organization="Romashka", source="contact") in await vera.reads()
