"""A card number that somebody types anywhere is masked before it is stored: in no table, on no board, in no chat."""

import pytest

from db.database import Database
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.panel.test_ask import asking, fills
from tests.flows.phone import words
from tests.flows.retention.expiry import find_traces
from tests.flows.stage import Stage, staged
from tests.sql import scalar

pytestmark = pytest.mark.sentence("Masking")

CARD, SHOWN = "4111 1111 1111 1111", "••• 1111"
PHONE = "+7 916 123-45-67"


async def _said(stage: Stage) -> str:
    """All that left the desk for chats and the board."""
    chats = [words(message) for phone in stage.people.values() for message in await phone.received()]
    return "\n".join([*chats, str(await stage.todoist.read("state"))])


async def test_every_text_of_a_request_by_the_api(database: Database) -> None:
    async with (
        staged(database, begins=(cast.olga,), web__url=URL) as stage,
        api_of(stage, todoist_api_token=stage.worlds.token) as http,
    ):
        client = Client(http, await token_of(stage.vera))
        texts = {"subject": f"subj {CARD}", "external_ref": f"ref {CARD}", "name": f"Kim {CARD}"}
        context = {"ctx": f"ctx {CARD}", "phone": PHONE}
        made = await client.opens(f"text {CARD}", context=context, **texts)
        assert (made["subject"], made["context"]["ctx"]) == (f"subj {SHOWN}", f"ctx {SHOWN}")
        await stage.pass_time(minutes=1)
        await stage.olga.writes(f"/ticket {made['number']}")
        assert (await find_traces(stage.database, CARD)).keys() <= {"masked_words.pieces"}
        assert CARD not in await _said(stage)
        board = (await stage.board.task(made["number"]))["description"]
        assert "67" in board and "123" not in board
        assert PHONE in await stage.olga.reads()


async def test_every_text_of_the_form_on_the_web(database: Database) -> None:
    async with asking(database) as (stage, visitor, _):
        fields = {"name": f"Kim {CARD}", "contact": f"{PHONE} card {CARD}", "text": f"It is {CARD}"}
        assert await fills(stage, visitor, **fields)
        await stage.pass_time(minutes=1)
        olga = stage.olga
        await olga.writes("/ticket 1")
        shown = await olga.reads()
        assert SHOWN in shown and PHONE in shown
        await stage.vera.writes("/staff")
        await stage.vera.presses(f"person:{olga.id}")
        assert (await find_traces(stage.database, CARD)).keys() <= {"masked_words.pieces"}
        assert CARD not in await _said(stage)


async def test_names_of_files(database: Database) -> None:
    async with staged(database, begins=(cast.rita,)) as stage:
        rita = stage.rita
        await rita.sends("document", caption="See", each={"name": f"{CARD}.pdf"})
        await stage.pass_time(minutes=1)
        assert await scalar(stage, "select name from files") == f"{SHOWN}.pdf"
        assert CARD not in await _said(stage)
