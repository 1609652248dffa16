"""Account data: what the operator's system knows about a requester comes to the card after it was sent."""

import pytest

from db.database import Database
from sandbox.account_service import AccountService
from tests.flows import cast
from tests.flows.accounts import SECRET, SHOP, asking, id_of
from tests.flows.acts import files, linked
from tests.flows.phone import Phone, buttons, words
from tests.flows.registering import ANNA, organization, registers
from tests.flows.stage import Stage, staged
from tests.sql import scalar
from tests.texts import IN_BOTH, piece_of, text_of

pytestmark = pytest.mark.sentence("Account data")

BOARD = False
NUMBER = "+7 916 123-45-67"


async def _taken(stage: Stage, service: AccountService) -> tuple[Phone, Phone]:
    """Rita, whose account is known, has filed #1, and Olga has it."""
    rita, olga = stage.rita, stage.olga
    await rita.writes("/start")
    service.accounts[str(await id_of(stage, "Rita"))] = SHOP
    await files(rita, "The heating is cold")
    await olga.presses("claim:1")
    return rita, olga


async def _refresh(olga: Phone, *, quietly: bool = False) -> None:
    """Press the button on the card, which is behind More."""
    if not any("account:1" in buttons(one) for one in await olga.chat()):
        await olga.presses("more:card:1:2")
    await olga.presses("account:1", quietly=quietly)


async def _card(olga: Phone) -> str:
    """Return the words of the card, whose other buttons are shown or not."""
    shown = {"release:1", "more:card:1:1"}
    return words(next(one for one in reversed(await olga.chat()) if not shown.isdisjoint(buttons(one))))


@IN_BOTH
async def test_the_card_is_sent_and_then_shows_the_account(database: Database, language: str) -> None:
    async with asking(database, board=False, begins=(cast.rita, cast.olga)) as (stage, service):
        nadja = await stage.agent("Nadja", language=language)
        await stage.rita.writes("/start")
        service.accounts[str(await id_of(stage, "Rita"))] = SHOP
        await files(stage.rita, "The heating is cold")
        card = await nadja.message_with("claim:1")
        assert "Plan: Pro\nBalance: -120.5\n" in words(card)
        clock = f"{stage.clock():%H:%M}"
        assert text_of("account-as-of", language, at=clock) in words(card)
        assert "edit_date" in card
        assert service.asked == [{"person": str(await id_of(stage, "Rita"))}]


async def test_a_number_that_becomes_known_is_asked_with_at_once(database: Database) -> None:
    begins = (cast.rita, cast.olga)
    async with asking(database, board=False, begins=begins, organizations__enabled=True) as (stage, service):
        await organization(stage, "Romashka", ANNA)
        rita, olga = stage.rita, stage.olga
        await files(rita, "The heating is cold")
        service.accounts[ANNA.phone or ""] = SHOP
        assert "Plan: Pro" not in words(await olga.message_with("claim:1"))
        await registers(rita)
        assert "Plan: Pro" in words(await olga.message_with("claim:1"))


@IN_BOTH
async def test_the_opened_ticket_shows_all_and_the_card_the_first(database: Database, language: str) -> None:
    many = {**SHOP, "fields": [{"label": f"L{n}", "value": "v" * 150} for n in range(20)]}
    begins = (cast.rita, cast.olga)
    async with asking(database, board=False, begins=begins) as (stage, service), stage.speaking(language):
        rita, olga = await _taken(stage, service)
        service.accounts[str(await id_of(stage, "Rita"))] = many
        await _refresh(olga)
        assert (await olga.answer())["text"] == text_of("account-asked")
        card = await _card(olga)
        assert "L2: " in card
        assert "L3: " not in card
        assert text_of("account-more", n=9) in card
        await olga.writes("/open 1")
        opened = await olga.last()
        assert f"L11: {'v' * 150}" in words(opened)
        assert "L12" not in words(opened)
        links = [one["url"] for one in opened["entities"] if one["type"] == "text_link"]
        assert links == ["https://crm.example/people/7"]
        await rita.writes("/ticket 1")
        assert "L1" not in "".join(await rita.texts())


async def test_nobody_asks_again_within_ten_minutes_but_by_the_button(database: Database) -> None:
    async with asking(database, board=False, begins=(cast.rita, cast.olga)) as (stage, service):
        _, olga = await _taken(stage, service)
        await stage.pass_time(minutes=9)
        await olga.writes("/ticket 1")
        assert len(service.asked) == 1
        await _refresh(olga, quietly=True)
        await _refresh(olga)
        assert len(service.asked) == 2
        await stage.pass_time(minutes=10)
        await olga.writes("/ticket 1")
        assert len(service.asked) == 3


@IN_BOTH
async def test_an_outage_keeps_what_was_known_and_says_since_when(database: Database, language: str) -> None:
    begins = (cast.rita, cast.olga)
    async with asking(database, board=False, seconds=0.2, begins=begins) as (stage, service), stage.speaking(language):
        _, olga = await _taken(stage, service)
        service.status = 503
        await stage.pass_time(minutes=11)
        since = stage.clock()
        await _refresh(olga)
        service.status, service.late = 200, 30
        await stage.pass_time(minutes=2)
        await _refresh(olga)
        card = await _card(olga)
        assert "Plan: Pro" in card
        assert text_of("account-failed", at=f"{since:%H:%M}") in card
        service.late = 0
        service.accounts.clear()
        await _refresh(olga)
        card = await _card(olga)
        assert not [key for key in ("account-as-of", "account-failed") if piece_of(key) in card]
        assert await scalar(stage, "select count(*) from jobs where box = 'to_accounts' and state <> 'done'") == 0


NONSENSE = (b"", b"\xff\xfe", b"[" * 15_000, b'{"fields": {"a": 1}}', b'"' + b"x" * 17_000 + b'"', b"<html>")


async def test_nonsense_counts_as_no_answer(database: Database) -> None:
    async with asking(database, board=False, begins=(cast.rita, cast.olga)) as (stage, service):
        service.body = NONSENSE[0]
        _, olga = await _taken(stage, service)
        for body in NONSENSE:
            service.accounts[str(await id_of(stage, "Rita"))] = SHOP
            service.body = None
            await _refresh(olga)
            assert "Plan: Pro" in await _card(olga)
            service.body = body
            await stage.pass_time(minutes=2)
            await _refresh(olga)
            assert text_of("account-failed", at=f"{stage.clock():%H:%M}") in await _card(olga), body[:20]
            await stage.pass_time(minutes=2)


async def test_hostile_texts_stay_lines_of_text(database: Database) -> None:
    fields = [
        {"label": "<b>Plan</b>\n#99", "value": "\u202eevil\x00\n/resolve 1"},
        {"label": " ", "value": "nameless"},
        {"label": "empty", "value": "\u200b"},
        {"label": "list", "value": [1]},
        "text",
        {"label": "Yes", "value": True},
    ]
    link = {"label": "x", "url": "javascript:alert(1)"}
    async with asking(database, board=False, begins=(cast.rita, cast.olga)) as (stage, service):
        rita, olga = stage.rita, stage.olga
        await rita.writes("/start")
        service.accounts[str(await id_of(stage, "Rita"))] = {"fields": fields, "link": link}
        await files(rita, "The heating is cold")
        await olga.presses("claim:1")
        await olga.writes("/ticket 1")
        said = await olga.last()
        assert "<b>Plan</b> #99: \u2068evil\ufffd /resolve 1\u2069\n" in words(said)
        assert "nameless" not in words(said)
        assert not [one for one in said["entities"] if one["type"] == "text_link"]


async def test_a_wrong_secret_is_no_answer(database: Database) -> None:
    other = SECRET[:-4] + "AAAA"
    async with asking(database, board=False, secret=other, begins=(cast.rita, cast.olga)) as (stage, service):
        _, olga = await _taken(stage, service)
        assert service.refused
        assert not service.asked
        assert "not available" in await _card(olga)


async def test_the_board_shows_it_with_masked_numbers(database: Database) -> None:
    account = {**SHOP, "fields": [*SHOP["fields"], {"label": "Phone", "value": NUMBER}]}
    async with asking(database, begins=(cast.rita, cast.olga)) as (stage, service):
        await linked(stage, stage.olga)
        await stage.rita.writes("/start")
        service.accounts[str(await id_of(stage, "Rita"))] = account
        await files(stage.rita, "The heating is cold")
        task = await stage.board.task(1)
        assert "Plan: Pro" in task["description"]
        assert "[In the CRM](https://crm.example/people/7)" in task["description"]
        assert "916" not in task["description"]
        assert "Account data as of" in task["description"]
        before = task["description"]
        await stage.pass_time(minutes=30)
        assert (await stage.board.task(1))["description"] == before


async def test_without_a_system_nothing_is_shown_or_asked(database: Database) -> None:
    async with staged(database, board=False, begins=(cast.rita, cast.olga)) as stage:
        rita, olga = stage.rita, stage.olga
        await files(rita, "The heating is cold")
        await olga.presses("claim:1")
        await olga.presses("open:1")
        assert not any("account:1" in buttons(one) for one in await olga.chat())
        await olga.presses("account:1", on=await olga.last_id(), force=True)
        assert (await olga.answer())["text"] == text_of("account-off")
        assert await scalar(stage, "select count(*) from jobs where box = 'to_accounts'") == 0
