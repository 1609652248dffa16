"""How a requester wants answers: asked at the end of a registration if an admin wants that, and shown to the team."""

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.registering import ANNA, NUMBER, organization, registers, says
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Registration")
BOARD = False
MASKED = "+7 *** **-67"
NOTHING = "The till shows nothing at all"


@pytest.fixture
async def on(stage: Stage) -> Stage:
    await _switched_on(stage)
    return stage


async def _switched_on(stage: Stage) -> Phone:
    vera = stage.vera
    await vera.writes("/settings organizations on")
    await vera.writes("/settings tell add answer_way")
    await organization(stage, "Romashka", ANNA)
    return vera


async def _kept(stage: Stage, phone: Phone) -> str | None:
    found = await row(stage, "select answer_way from people where telegram_id = :id", id=phone.id)
    return str(found[0]) if found[0] is not None else None


@IN_BOTH
async def test_a_requester_says_it_once_and_the_team_reads_it(on: Stage, olga: Phone, language: str) -> None:
    rita = await on.phone("Rita", language=language)
    assert await registers(rita) == text_of("register-ask", language, step="answer_way")
    asked = await rita.last()
    assert [data.rpartition(":")[2] for data in buttons(asked)[:3]] == ["here", "phone", "email"]
    number = await filed_and_taken(rita, olga, NOTHING)
    assert text_of("register-skipped", language, step="answer_way") in await rita.texts()
    await rita.writes("/register")
    await rita.presses("register:way")
    await rita.presses(next(data for data in await rita.buttons() if data.endswith(":phone")))
    said = text_of("register-known", language, step="answer_way", value="phone")
    assert said in await rita.texts()
    shown = await olga.message_with(f"release:{number}")
    assert text_of("card-answer-way", way="number", phone=NUMBER) in words(shown)
    await rita.writes("/register")
    assert said in await rita.reads()


@IN_BOTH
async def test_without_a_number_nobody_can_be_called_and_words_answer_too(
    on: Stage, olga: Phone, language: str
) -> None:
    rita = await on.phone("Rita", language=language)
    await rita.writes("/register")
    await says(rita, text_of("key-register-without", language), "Anna Petrova")
    for _ in ("tax id", "position"):
        await rita.presses(next(data for data in await rita.buttons() if data.startswith("register_skip:")))
    asked = await rita.last()
    assert words(asked) == text_of("register-ask", language, step="answer_way")
    assert not [data for data in buttons(asked) if data.endswith(":phone")]
    await rita.writes(text_of("btn-answer-way", language, way="email").lower())
    assert await _kept(on, rita) == "email"
    assert text_of("register-known", language, step="answer_way", value="email") in await rita.texts()
    number = await filed_and_taken(rita, olga, NOTHING)
    await olga.writes(f"/ticket {number}")
    assert text_of("card-answer-way", way="email", phone="") in await olga.reads()


async def test_a_request_written_meanwhile_is_no_answer(on: Stage, rita: Phone) -> None:
    await registers(rita)
    await rita.writes("Please call me, the till is broken")
    assert tuple(await row(on, "select count(*) from tickets")) == (1,)
    assert await _kept(on, rita) is None


async def test_switched_off_or_forgotten_nobody_reads_it(on: Stage, rita: Phone, olga: Phone) -> None:
    vera = on.people["Vera"]
    await registers(rita)
    await rita.presses(next(data for data in await rita.buttons() if data.endswith(":email")))
    number = await filed_and_taken(rita, olga, NOTHING)
    line = text_of("card-answer-way", way="email", phone="")
    assert line in words(await olga.message_with(f"release:{number}"))
    await vera.writes("/settings tell remove answer_way")
    await olga.writes(f"/ticket {number}")
    assert line not in await olga.reads()
    await vera.writes("/settings tell add answer_way")
    await rita.writes("/register")
    await rita.presses("register:forget")
    await rita.presses("register:surely")
    assert await _kept(on, rita) is None
    assert line not in words(await olga.message_with(f"release:{number}"))


async def _wants_calls(stage: Stage, rita: Phone, olga: Phone) -> int:
    await registers(rita)
    await rita.presses(next(data for data in await rita.buttons() if data.endswith(":phone")))
    return await filed_and_taken(rita, olga, NOTHING)


@pytest.mark.board
async def test_the_board_says_it_and_masks_the_number(on: Stage, rita: Phone, olga: Phone) -> None:
    number = await _wants_calls(on, rita, olga)
    shown = (await on.board.task(number))["description"]
    assert text_of("card-answer-way", way="number", phone=MASKED).replace("*", "\\*") in shown
    assert "1234567" not in shown


async def test_panel_and_api_say_it(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.rita, cast.olga), web__url=URL) as stage:
        vera = await _switched_on(stage)
        number = await _wants_calls(stage, stage.rita, stage.olga)
        async with panel_of(stage) as port, browser_at(port) as browser:
            await browser.signs_in(vera, str(vera.id))
            await browser.opens(f"/tickets/{number}")
            assert text_of("page-answer-way-is", way="phone") in browser.page
            assert f'href="tel:{NUMBER}"' in browser.page
        async with api_of(stage) as http:
            crm = Client(http, await token_of(vera, "Crm", Scope.ALL_READ))
            assert (await crm.asks("GET", f"/tickets/{number}"))["answer_way"] == "phone"
            shop = crm.by(await token_of(vera, "Shop"))
            assert (await shop.opens("Where is my parcel?", "u-9"))["answer_way"] is None
