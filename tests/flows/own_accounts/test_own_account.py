"""People write to a colleague's own account: what becomes of it, and what is never stored."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio

from db.database import Database
from desk.people.chat_ids import make_chat_id
from tests.flows import cast
from tests.flows.own_accounts.account import OwnAccount
from tests.flows.phone import PIXEL, Phone, words
from tests.flows.retention.expiry import find_traces
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from an own account")

PRINTER = "The printer prints every page twice"


@dataclass(slots=True)
class Scene:
    """Olga's own account, connected and open to all; her colleague Ivan; Mira, who has never used the bot."""

    stage: Stage
    account: OwnAccount
    olga: Phone
    ivan: Phone
    mira: Phone

    async def is_taken(self) -> dict[str, int]:
        """Let Ivan take the request; return his card."""
        await self.ivan.presses("claim:1")
        return await self.ivan.message_with("release:1")


@pytest_asyncio.fixture(loop_scope="session")
async def at(database: Database) -> AsyncIterator[Scene]:
    begins = (cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, requests__intake_quiet=timedelta()) as stage:
        olga, ivan = stage.people["Olga"], stage.people["Ivan"]
        scene = Scene(stage, OwnAccount(stage, olga), olga, ivan, await stage.phone("Mira"))
        await scene.account.connect()
        await olga.presses("own_all")
        yield scene


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_request_from_knocking_to_stars(at: Scene, language: str) -> None:
    """Answers come from Olga, whoever writes them; what she types herself is one, and our own messages are none."""
    async with at.stage.speaking(language):
        account, mira = at.account, at.mira
        await account.hears(mira, PRINTER)
        assert await account.sent(mira) == []  # no receipt in her name
        card = await at.is_taken()
        await at.ivan.writes("I have changed the driver", reply_to=card["message_id"])
        by_hand = await account.hears(mira, "And I have rebooted it", by_owner=True)
        assert (await account.sent(mira))[-1].endswith("I have changed the driver")
        assert len(await account.sent(mira, by="person")) == 2
        assert words(await at.ivan.last()).endswith("And I have rebooted it")
        await account.act("edit", mira, message_id=by_hand, text="I have rebooted it twice")
        await at.ivan.presses("resolve:1")
        await account.act("press", mira, data="solved:1:yes")
        await account.act("press", mira, data="rate:1:5")
    words_of_all = "select string_agg(kind || ' ' || body, '; ' order by id) from entries where kind <> 'remark'"
    said = await row(at.stage, words_of_all)
    assert said[0] == f"comment {PRINTER}; reply I have changed the driver; reply I have rebooted it twice"
    assert tuple(await row(at.stage, "select status, rating from tickets")) == ("closed", 5)
    assert tuple(await row(at.stage, "select count(*) from jobs where state in ('buried', 'parked')")) == (0,)


async def test_files_edits_and_deletions_go_both_ways(at: Scene) -> None:
    files = [{"kind": "photo", "name": f"{one}.png", "data_base64": PIXEL} for one in "ab"]
    first = await at.account.hears(at.mira, files=files, caption="Look at it")
    card = await at.is_taken()
    await at.account.act("edit", at.mira, message_id=first, text="Look at these")
    [sent] = await at.ivan.sends("photo", caption="Like this?", reply_to=card["message_id"])
    assert [one.endswith("Like this?") for one in await at.account.sent(at.mira)] == [True]
    await at.ivan.writes("/delete", reply_to=sent)
    assert all("Like this" not in said for said in await at.account.sent(at.mira))
    secret = await at.account.hears(at.mira, "my door code is 4711")
    await at.account.act("delete", at.mira, message_ids=[secret])
    assert tuple(await row(at.stage, "select body from entries where withdrawn_at is null")) == ("Look at these",)
    assert all("4711" not in said for said in await at.ivan.texts())


async def test_what_waits_is_kept_while_the_connection_is_away(at: Scene) -> None:
    """A right taken back, an end, a new connection with another id, and a day of silence: nothing is lost or doubled,
    all are told."""
    await at.account.hears(at.mira, PRINTER)
    card = await at.is_taken()
    await at.account.connect(rights={"can_reply": False})
    assert text_of("own-account-no-reply", name="Olga") in await at.stage.people["Vera"].texts()
    await at.ivan.writes("One", reply_to=card["message_id"])
    assert text_of("answer-own-account", name="Mira", number=1) in await at.ivan.texts()
    assert text_of("card-reach", reach="away", name="Mira") in words(await at.ivan.message_with("release:1"))
    await at.account.connect(enabled=False)
    await at.ivan.writes("Two", reply_to=card["message_id"])
    assert await at.account.sent(at.mira) == []
    await at.account.connect()
    assert [one.rpartition(": ")[2] for one in await at.account.sent(at.mira)] == ["One", "Two"]
    await at.account.hears(at.mira, "Thank you, it is better")
    assert words(await at.ivan.last()).endswith("it is better")
    await at.stage.pass_time(hours=30)
    await at.ivan.writes("It is repaired", reply_to=card["message_id"])
    assert text_of("answer-own-account", name="Mira", number=1) == (await at.ivan.texts())[-1]
    await at.account.hears(at.mira, "Hello?")
    assert [one.rpartition(": ")[2] for one in await at.account.sent(at.mira)] == ["One", "Two", "It is repaired"]


async def test_what_waits_goes_another_way_by_a_press(at: Scene) -> None:
    """Mira has a chat with the bot, too: both are one person once Ivan says so."""
    await at.mira.writes("/start")
    await at.account.hears(at.mira, PRINTER)
    card = await at.is_taken()
    await at.account.connect(enabled=False)
    await at.ivan.writes("It is repaired", reply_to=card["message_id"])
    assert all("It is repaired" not in said for said in await at.mira.texts())
    await at.stage.pass_time(minutes=1)
    await at.ivan.presses("own_join:1")
    assert any(said.endswith("It is repaired") for said in await at.mira.texts())
    await at.mira.writes("Yes, it prints")
    assert words(await at.ivan.last()).endswith("Yes, it prints")


async def test_a_press_forgets_what_is_no_request(at: Scene) -> None:
    """Only Olga may; afterwards nothing of it is stored anywhere, and nothing more is taken from that chat. In Olga's
    app all that the two have typed stays."""
    await at.account.connect(rights={"can_reply": True, "can_delete_all_messages": True})
    await at.account.hears(at.mira, "Shall we meet at the lighthouse?")
    line = await at.olga.message_with("own_not:1")
    await at.stage.telegram.do("press", person=at.ivan.id, message_id=line["message_id"], data="own_not:1", force=True)
    await at.stage.settle()
    assert tuple(await row(at.stage, "select count(*) from entries where body like '%lighthouse%'")) == (1,)
    await at.olga.presses("own_not:1")
    await at.account.hears(at.mira, "At the lighthouse, at eight")
    await at.account.hears(at.mira, "See you at the lighthouse", by_owner=True)
    await at.stage.pass_time(minutes=5)
    assert len(await at.account.sent(at.mira, by="person")) == 3
    assert await find_traces(at.stage.database, "lighthouse") == {}
    assert [said for phone in (at.olga, at.ivan) for said in await phone.texts() if "lighthouse" in said] == []
    known = await row(at.stage, "select coalesce(string_agg(telegram_id::text, ' '), '') from people")
    assert not {str(at.mira.id), str(make_chat_id(1, at.mira.id))} & set(known[0].split())
