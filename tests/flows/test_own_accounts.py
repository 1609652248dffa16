"""People write to a colleague's own account: what becomes of it. What is never stored: tests/bot/updates."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import update

from db.database import Database
from db.models import Job, JobState, Person
from desk.people.chat_ids import make_chat_id
from desk.people.person_rows import find_by_telegram
from desk.privacy.person_file import collect_data
from desk.queries.panel.requesters import RequesterFilters, load_requesters
from tests.flows import cast
from tests.flows.acts import dismissed, invite
from tests.flows.phone import PIXEL, Phone, buttons, words
from tests.flows.retention.expiry import find_traces
from tests.flows.scenes import row
from tests.flows.stage import Stage, staged
from tests.sql import add, execute, scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Requests from an own account")
PRINTER = "The printer prints every page twice"


@dataclass(slots=True)
class Account:
    """Olga's own account, connected and open to all; her colleague Ivan; Mira, who has never used the bot."""

    stage: Stage
    olga: Phone
    ivan: Phone
    mira: Phone

    async def connect(self, **more: Any) -> None:
        """Connect the account, change the connection, or end it with `enabled` False."""
        await self.stage.telegram.do("account", person=self.olga.id, **more)
        await self.stage.settle()

    async def hears(self, text: str | None = None, **more: Any) -> int:
        """Let Mira write to Olga, or Olga to her (`by_owner`); return the message's id."""
        self.stage.clock.on(seconds=3)
        done = await self.act("message", **({"text": text} if text is not None else {}), **more)
        return int(done["message_ids"][0])

    async def act(self, verb: str, **more: Any) -> Any:
        """Write, edit, delete or press there."""
        at = {"owner": self.olga.id, "with": self.mira.id}
        done = await self.stage.telegram.do(f"account/{verb}", **at, **more)
        await self.stage.settle()
        return done

    async def sent(self, *, by: str = "bot") -> list[str]:
        """Return the words that stand there, sent by the bot in Olga's name, or typed by a "person"."""
        view = await self.stage.telegram.read("account", **{"owner": self.olga.id, "with": self.mira.id})
        return [words(one) for one in view["messages"] if one["from"] == by and not one["deleted"]]

    async def is_seen(self, word: str) -> set[str]:
        """Return where others see a word: on a card, or by search."""
        cards = str(await self.ivan.texts()) + str(await self.stage.vera.texts())
        await self.ivan.writes(f"/find {word}")
        found = {"card": word in cards, "/find": "#" in await self.ivan.reads()}
        return {where for where, is_there in found.items() if is_there}

    async def is_taken(self) -> int:
        """Let Ivan take the request; return the message of his card."""
        await self.ivan.presses("claim:1")
        return int((await self.ivan.message_with("release:1"))["message_id"])


@pytest_asyncio.fixture
async def account(database: Database) -> AsyncIterator[Account]:
    """Of a desk where the first words of a chat are for all at once."""
    async with _connected(database, team__own_at_once=True) as made:
        yield made


@pytest_asyncio.fixture
async def private(database: Database) -> AsyncIterator[Account]:
    """Of a desk where they are for Olga first, as it is without a setting."""
    async with _connected(database) as made:
        yield made


@asynccontextmanager
async def _connected(database: Database, **rules: Any) -> AsyncIterator[Account]:
    begins = (cast.olga, cast.ivan)
    async with staged(database, board=False, begins=begins, requests__intake_quiet=timedelta(), **rules) as stage:
        made = Account(stage, stage.olga, stage.people["Ivan"], await stage.phone("Mira"))
        await made.connect()
        await made.olga.presses("own_all")
        yield made


@IN_BOTH
async def test_a_request_from_knocking_to_stars(private: Account, language: str) -> None:
    """Answers come from Olga, whoever writes them; what she types herself is one, and our own messages are none. Files,
    edits and deletions go both ways."""
    files = [{"kind": "photo", "name": f"{one}.png", "data_base64": PIXEL} for one in "ab"]
    async with private.stage.speaking(language):
        first = await private.hears(files=files, caption="Look at it")
        assert await private.sent() == []  # no receipt in her name
        await private.olga.presses("own_yes:1")
        card = await private.is_taken()
        await private.act("edit", message_id=first, text=PRINTER)
        [photo] = await private.ivan.sends("photo", caption="Like this?", reply_to=card)
        assert [one.endswith("Like this?") for one in await private.sent()] == [True]
        await private.ivan.writes("/delete", reply_to=photo)
        assert await private.sent() == []
        await private.ivan.writes("I have changed the driver", reply_to=card)
        by_hand = await private.hears("And I have rebooted it", by_owner=True)
        assert (await private.ivan.reads()).endswith("And I have rebooted it")
        await private.act("edit", message_id=by_hand, text="I have rebooted it twice")
        assert [one.rpartition(": ")[2] for one in await private.sent()] == ["I have changed the driver"]
        await private.ivan.presses("resolve:1")
        await private.act("press", data="solved:1:yes")
        await private.act("press", data="rate:1:5")
    words_of_all = "select string_agg(kind || ' ' || body, '; ' order by id) from entries"
    said = await row(private.stage, f"{words_of_all} where kind <> 'remark' and withdrawn_at is null")
    assert said[0] == f"comment {PRINTER}; reply I have changed the driver; reply I have rebooted it twice"
    assert tuple(await row(private.stage, "select status, rating from tickets")) == ("closed", 5)
    assert tuple(await row(private.stage, "select count(*) from jobs where state in ('buried', 'parked')")) == (0,)


async def test_what_is_deleted_there_is_marked_until_it_is_over(account: Account) -> None:
    """Nobody signed it: the chat may have been tidied, by either side or by itself. Whoever works on it goes on."""
    first = await account.hears(PRINTER)
    card = await account.is_taken()
    code, by_hand = await account.hears("my door code is 4711"), await account.hears("I come", by_owner=True)
    await account.act("delete", message_ids=[first, code, by_hand])
    await account.ivan.writes("/ticket 1")
    shown, mark = await account.ivan.reads(), text_of("card-deleted-there")
    assert (shown.count(mark), PRINTER in shown, "4711" in shown) == (3, True, True)
    relayed = await account.ivan.containing("4711")
    assert words(relayed).endswith(mark) and mark in words(await account.ivan.message_with("release:1"))
    await account.ivan.writes("/find door code")
    assert "#1" in await account.ivan.reads()
    await account.ivan.writes("I have changed the driver", reply_to=card)
    await account.ivan.presses("resolve:1")
    await account.act("press", data="solved:1:yes")
    await account.stage.pass_time(days=29)
    assert (await find_traces(account.stage.database, "4711"))["entries.body"] == 1, "it may be reopened"
    await account.stage.pass_time(days=3)
    assert [one for one in await account.ivan.texts() if "4711" in one] == []
    left = "select string_agg(body, '; ') from entries where withdrawn_at is null and kind in ('comment', 'reply')"
    assert tuple(await row(account.stage, left)) == ("I have changed the driver",)
    await account.stage.pass_time(days=31)
    assert set(await find_traces(account.stage.database, "4711")) <= {"jobs.payload"}, "which are pruned apart"


async def test_a_draft_is_not_cancelled_by_what_is_deleted_there(account: Account) -> None:
    await account.stage.vera.writes("/settings consent 2")
    await account.act("delete", message_ids=[await account.hears(PRINTER)])
    await account.act("press", data="consent:2")
    await account.ivan.presses("claim:1")
    await account.ivan.writes("/ticket 1")
    assert text_of("card-deleted-there") in await account.ivan.reads()


async def test_a_request_there_waits_for_consent(account: Account) -> None:
    """A command is only words there, so that the question names an address of the terms."""
    await account.stage.vera.writes("/settings consent 2")
    await account.hears(PRINTER)
    assert "?start=privacy" in (await account.sent())[0]
    assert tuple(await row(account.stage, "select filed_at from tickets")) == (None,)
    await account.hears("I come at once", by_owner=True)  # she has read it: kept, and nobody is asked again
    assert len(await account.sent()) == 1
    await account.mira.writes("/start privacy")
    assert (await account.mira.reads()).startswith(text_of("privacy-title"))
    await account.act("press", data="consent:2")
    assert await account.sent() == [text_of("consent-given")]
    assert (await row(account.stage, "select filed_at from tickets")).filed_at is not None
    said = await row(account.stage, "select string_agg(kind || ' ' || body, '; ' order by id) from entries")
    assert said[0] == f"comment {PRINTER}; reply I come at once"
    await account.olga.presses("claim:1")
    card = (await account.olga.message_with("release:1"))["message_id"]
    await account.olga.writes("Which tray is it?", reply_to=card)
    assert (await account.sent())[-1] == "Which tray is it?"  # in her name, so without it


async def test_a_person_has_all_of_it_sent_or_erased(account: Account) -> None:
    """Their Telegram id proves that both chats are theirs; calling it off counts for both, too."""
    await account.hears(PRINTER)
    await account.mira.writes("/start")
    async with account.stage.database.reading() as session:
        mira = await find_by_telegram(session, account.mira.id)
        assert mira is not None and PRINTER in str(await collect_data(session, mira.id, account.stage.clock()))
    await add(account.stage, Person(name="Mira", telegram_id=4711, created_at=account.stage.clock()))
    await account.stage.vera.writes("/erase @mira")
    vera, both = account.stage.vera, text_of("erase-where", kind="both", owners="Olga")
    alone = text_of("erase-where", kind="bot", owners="")
    told = [f"1. Mira, {both}. Requests: 1", f"2. Mira, {alone}. Requests: 0"]
    assert (await vera.reads()).splitlines()[1:] == told  # one person is one line
    await vera.presses(f"erasewhom:{mira.id}")
    assert str(both) in await vera.reads()
    for press in ("forget", "forgetnot", "forget"):
        await account.mira.writes("/forgetme")
        await account.mira.presses(press)
    counts = "select count(*), count(withdrawn_at) from erasures"
    assert tuple(await row(account.stage, counts)) == (4, 2)
    for length in ({"days": 7, "minutes": 2}, {"minutes": 2}, {"minutes": 11}):
        await account.stage.pass_time(**length)
    assert await find_traces(account.stage.database, PRINTER) == {}


async def test_who_leaves_the_team_sends_nothing_and_chooses_anew(account: Account) -> None:
    """Admins are told at once; what waits is sent when the colleague is back and has chosen so again."""
    await account.hears(PRINTER)
    card = await account.is_taken()
    await dismissed(account.stage, account.olga)
    assert text_of("own-account-left", name="Olga") in await account.stage.vera.texts()
    await account.ivan.writes("It is repaired", reply_to=card)
    await account.connect(enabled=False)  # is noted, though she is a stranger now
    assert await scalar(account.stage, "select is_enabled from own_accounts") is False
    await account.connect()
    await account.olga.writes(f"/start {await invite(account.stage.vera)}")
    await account.hears("Hello?")
    assert await account.sent() == []
    await account.olga.writes("/myaccount all")
    assert [one.rpartition(": ")[2] for one in await account.sent()] == ["It is repaired"]
    assert "Hello?" not in str(await account.ivan.texts())


async def test_what_waits_is_kept_while_the_connection_is_away(account: Account) -> None:
    """A right taken back, an end, a new connection with another id, and a day of silence: nothing is lost or doubled,
    all are told."""
    await account.hears(PRINTER)
    card, ivan, waits = await account.is_taken(), account.ivan, text_of("answer-own-account", name="Mira", number=1)
    await account.connect(rights={"can_reply": False})
    assert text_of("own-account-no-reply", name="Olga") in await account.stage.vera.texts()
    await ivan.writes("One", reply_to=card)
    assert waits in await ivan.texts()
    assert text_of("card-reach", reach="away", name="Mira") in words(await ivan.message_with("release:1"))
    await account.connect(enabled=False)
    await ivan.writes("Two", reply_to=card)
    assert await account.sent() == []
    await account.connect()
    connection = account.stage.telegram_world.connections[account.olga.id]
    old = {"id": "before", "user": connection.owner.user, "user_chat_id": account.olga.id, "date": 1}
    account.stage.telegram_world.updates.add_update("business_connection", {**old, "is_enabled": False})
    await account.hears("Thank you, it is better")
    assert (await ivan.reads()).endswith("it is better")
    await account.stage.pass_time(hours=30)
    await ivan.writes("Three", reply_to=card)
    assert await ivan.reads() == waits
    await account.hears("Hello?")
    assert [one.rpartition(": ")[2] for one in await account.sent()] == ["One", "Two", "Three"]


async def test_what_waits_goes_another_way_by_a_press(account: Account) -> None:
    """Mira has a chat with the bot, too: both are one person once Ivan says so."""
    await account.mira.writes("/start")
    await account.hears(PRINTER)
    card = await account.is_taken()
    await account.connect(enabled=False)
    await account.ivan.writes("It is repaired", reply_to=card)
    assert all("It is repaired" not in said for said in await account.mira.texts())
    await account.stage.pass_time(minutes=1)
    await account.ivan.presses("own_join:1")
    assert any(said.endswith("It is repaired") for said in await account.mira.texts())
    await account.mira.writes("Yes, it prints")
    assert (await account.ivan.reads()).endswith("Yes, it prints")
    await account.olga.presses("own_not:1")  # not hers alone any more
    assert (await account.olga.answer())["text"] == str(text_of("own-account-elsewhere", number=1))


async def test_a_customer_who_joins_the_team_goes_on_as_requester(account: Account) -> None:
    """In the chat with the bot; notes about themselves stay hidden from them. An erasure called off is in no way."""
    await account.hears(PRINTER)
    card = await account.is_taken()
    await account.ivan.writes("// granite", reply_to=card)
    await account.mira.writes("/start")
    for press in ("forget", "forgetnot"):
        await account.mira.writes("/forgetme")
        await account.mira.presses(press)
    await account.mira.writes(f"/start {await invite(account.stage.vera)}")
    for told, key in ((account.mira, "own-account-yours"), (account.olga, "own-account-member")):
        assert text_of(key, owner="Olga", name="Mira", requests="#1") in await told.texts()
    await account.mira.writes("/open 1")
    assert "granite" not in str(await account.mira.texts())
    await account.ivan.writes("It is repaired", reply_to=card)
    assert (await account.mira.reads()).endswith("It is repaired")


async def test_a_press_forgets_what_is_no_request(account: Account) -> None:
    """Only Olga may; afterwards nothing of it is stored anywhere, and nothing more is taken from that chat. In Olga's
    app all that the two have typed stays."""
    await account.connect(rights={"can_reply": True, "can_delete_all_messages": True})
    await account.hears("Shall we meet at the lighthouse?")
    line = (await account.olga.message_with("own_not:1"))["message_id"]
    press = {"person": account.ivan.id, "message_id": line, "data": "own_not:1", "force": True}
    await account.stage.telegram.do("press", **press)
    await account.stage.settle()
    assert tuple(await row(account.stage, "select count(*) from entries where body like '%lighthouse%'")) == (1,)
    await account.olga.presses("own_not:1")
    assert "lighthouse" not in str(await account.ivan.texts()), "hidden at once, and erased after"
    await account.hears("At the lighthouse, at eight")
    await account.hears("See you at the lighthouse", by_owner=True)
    await account.stage.pass_time(minutes=5)
    assert len(await account.sent(by="person")) == 3
    assert await find_traces(account.stage.database, "lighthouse") == {}
    assert [one for phone in (account.olga, account.ivan) for one in await phone.texts() if "lighthouse" in one] == []
    known = await row(account.stage, "select coalesce(string_agg(telegram_id::text, ' '), '') from people")
    assert not {str(account.mira.id), str(make_chat_id(1, account.mira.id))} & set(known[0].split())


async def test_the_first_words_are_shown_to_the_owner_alone(private: Account) -> None:
    """She alone sees them, whatever follows, until she decides or the first reminder would be due."""
    await private.hears(PRINTER)
    await private.stage.pass_time(minutes=5)
    await private.hears("It hums, too")
    at = {"owner": private.olga.id, "with": private.mira.id}
    for n in range(21):
        await private.stage.telegram.do("account/message", **at, text=f"page {n}")
    await private.hears("Wait, wrong chat. Never mind")
    assert await private.is_seen("hums") == set() and "Mira" not in str(await private.stage.vera.texts())
    await private.stage.pass_time(minutes=11)
    assert await private.is_seen("hums") == {"card", "/find"}
    line = await private.olga.message_with("own_not:1")
    assert words(line) == text_of("own-account-begun", name="Mira", number=1) and len(buttons(line)) == 1
    await private.ivan.presses("claim:1")
    await private.ivan.presses("resolve:1")
    await private.act("press", data="solved:1:yes")
    await private.hears("New request: the lamp blinks")
    assert await private.is_seen("lamp") == {"card", "/find"}, "of this chat she has let it all be seen"
    assert len(await private.sent()) == 1, "nothing is said in her name but the question"


async def test_what_the_owner_answers_herself_stays_with_her(private: Account) -> None:
    """A day after the last word nothing is left of it here; what follows then is offered anew."""
    first = await private.hears("Shall we meet at the lighthouse?")
    await private.hears("At eight at the lighthouse", by_owner=True)
    await private.stage.pass_time(hours=3)
    await private.hears("See you at the lighthouse")
    await private.stage.vera.writes("/settings own_accounts_at_once on")  # for what is said from now on
    await private.stage.pass_time(hours=22)
    assert await private.is_seen("lighthouse") == set()
    assert (await find_traces(private.stage.database, "lighthouse"))["entries.body"] == 3
    assert words(await private.olga.message_with("own_yes:1")).startswith("You have answered Mira yourself")
    await private.stage.pass_time(hours=3)
    assert "entries.body" not in await find_traces(private.stage.database, "lighthouse")
    await private.olga.presses("own_yes:1")
    assert (await private.olga.answer())["text"] == str(text_of("press-outdated"))
    await private.stage.vera.writes("/settings own_accounts_at_once off")
    await private.hears(PRINTER, reply_to=first)
    async with private.stage.database.reading() as session:
        assert (await load_requesters(session, RequesterFilters("Mira"), 1, "en")).total == 0
    await private.hears("I come", by_owner=True)
    await private.olga.presses("own_not:2")
    assert (await private.olga.answer())["text"] == str(text_of("own-account-excluded"))
    await private.stage.pass_time(minutes=5)
    assert await find_traces(private.stage.database, PRINTER) == {} and await private.sent() == []


async def test_what_is_deleted_before_its_owner_decides_is_shown_to_nobody(private: Account) -> None:
    """Words that are left go on as an offer; with the last of them it ends."""
    first, second = await private.hears("Shall we meet at the lighthouse?"), await private.hears(PRINTER)
    await private.act("delete", message_ids=[first])
    await private.stage.pass_time(minutes=16)
    assert (await private.is_seen("lighthouse"), await private.is_seen("printer")) == (set(), {"card", "/find"})
    await private.act("delete", message_ids=[second])
    await private.ivan.writes("/ticket 1")
    assert text_of("card-deleted-there") in await private.ivan.reads(), "what others have seen is marked"


async def test_an_offer_of_which_nothing_is_left_ends(private: Account) -> None:
    first = await private.hears("Shall we meet at the lighthouse?")
    await private.act("delete", message_ids=[first])
    await private.stage.pass_time(minutes=16)
    assert await private.is_seen("lighthouse") == set()
    assert await row(private.stage, "select status from tickets") == ("cancelled",)
    await private.olga.presses("own_yes:1")
    assert (await private.olga.answer())["text"] == str(text_of("press-outdated"))


async def test_what_its_owner_did_not_decide_before_leaving_is_for_all(private: Account) -> None:
    """At its time, as with an owner who says nothing: whoever wrote to the desk by that way waits for somebody."""
    await private.hears(PRINTER)
    await dismissed(private.stage, private.olga)
    assert await private.is_seen("printer") == set()
    await private.stage.pass_time(minutes=16)
    assert await private.is_seen("printer") == {"card", "/find"}


async def test_a_request_that_its_owner_makes_is_asked_to_agree_first(private: Account) -> None:
    await private.stage.vera.writes("/settings consent 2")
    await private.hears(PRINTER)
    await private.hears("I come", by_owner=True)
    assert await private.sent() == []
    await private.olga.presses("own_yes:1")
    assert "?start=privacy" in (await private.sent())[0] and await private.is_seen("printer") == set()
    await private.act("press", data="consent:2")
    assert await private.is_seen("printer") == {"card", "/find"}


async def test_what_is_offered_is_not_shown_by_joining_the_team(private: Account) -> None:
    await private.hears("Shall we meet at the lighthouse?")
    await private.mira.writes("/start")
    await private.mira.writes(f"/start {await invite(private.stage.vera)}")
    await private.stage.pass_time(hours=2)
    assert await private.is_seen("lighthouse") == set()


async def test_its_owner_hears_what_a_colleague_begins_there(account: Account) -> None:
    await account.stage.vera.writes("/settings write_first on")
    await account.hears(PRINTER)
    await account.ivan.writes("/write 1 Please pay 9000")
    assert text_of("own-account-written", by="Ivan", person="Mira", number=2) in await account.olga.texts()
    assert (await account.sent())[-1].endswith("Please pay 9000")


async def test_an_old_line_forgets_no_more_than_it_showed(account: Account) -> None:
    """Once one of the team has had a request it is `/erase` that erases it, and who has it hears of that."""
    await account.hears(PRINTER)
    await account.is_taken()
    await account.hears("I come at once", by_owner=True)
    await account.ivan.presses("resolve:1")
    await account.act("press", data="solved:1:yes")
    await account.stage.pass_time(days=10)
    await account.hears("Shall we meet at the lighthouse?")
    before, sent = await row(account.stage, _KEPT), await account.sent()
    await account.olga.presses("own_not:1")
    assert (await account.olga.answer())["text"] == str(text_of("own-account-begun-since", number=1))
    await account.olga.presses("own_not:2")
    assert (await account.olga.answer())["text"] == str(text_of("own-account-withdrawn", number=2))
    assert [one for phone in (account.olga, account.ivan) for one in await phone.texts() if "lighthouse" in one] == []
    await account.olga.presses("own_not:2")
    assert await account.sent() == sent, "nothing of it is said in her name"
    await account.hears("The toner is empty")
    await account.ivan.presses("claim:3")
    await account.olga.presses("own_not:3")
    await account.stage.pass_time(minutes=5)
    assert tuple(await row(account.stage, _KEPT)) == tuple(before)
    ended = await row(account.stage, "select string_agg(status::text, ' ' order by number) from tickets")
    assert ended[0] == "closed cancelled assigned"
    person = (await row(account.stage, "select requester_id from tickets")).requester_id
    await account.ivan.writes("/notifications")
    for level in ("silent", "off"):
        await account.ivan.presses(f"hear:changes:{level}")
    await account.stage.vera.writes("/erase 3")
    await account.stage.vera.presses(f"erase:{person}:1")
    for minutes in (5, 15, 15):
        await account.stage.pass_time(minutes=minutes)
    assert text_of("requester-erased", number=3) in await account.ivan.texts()


_KEPT = "select string_agg(body, '; ' order by id) from entries where ticket_id = 1 and withdrawn_at is null"


async def test_what_waits_for_consent_is_filed_when_its_author_joins_the_team(account: Account) -> None:
    """In both chats, as one request: nobody has to agree any more. It is filed as any other, with topic and urgency."""
    vera = account.stage.vera
    await vera.writes("/settings critical_words smoke")
    await vera.writes("/settings consent 2")
    await account.hears(PRINTER)
    await account.mira.writes("There is smoke in room 4")
    await account.stage.pass_time(minutes=3)
    filed = "select count(*), count(filed_at), min(priority) filter (where filed_at is not null) from tickets"
    assert tuple(await row(account.stage, filed)) == (2, 0, None)
    await account.mira.writes(f"/start {await invite(vera)}")
    assert tuple(await row(account.stage, filed)) == (2, 1, 1)
    joined = "select count(*) from people where name = 'Mira' and role = 'agent'"
    assert tuple(await row(account.stage, joined)) == (1,)
    card = words(await account.ivan.message_with("claim:2"))
    assert PRINTER in card and "There is smoke in room 4" in card


async def test_an_agreement_is_taken_though_the_owner_has_left(account: Account) -> None:
    await account.stage.vera.writes("/settings consent 2")
    await account.hears(PRINTER)
    await dismissed(account.stage, account.olga)
    await account.act("press", data="consent:2")
    assert (await row(account.stage, "select filed_at from tickets")).filed_at is not None


async def test_what_nobody_agrees_to_is_shown_and_goes(account: Account) -> None:
    """The queue counts it, admins hear of it after half of the time; at the end no word is left, and Mira is told where
    she can read it: the owner of the account has left."""
    vera = account.stage.vera
    await account.mira.writes("/start")
    await vera.writes("/settings consent 2")
    await account.hears(PRINTER)
    await account.ivan.writes("/queue")
    assert text_of("queue-asked", n=1) in await account.ivan.reads()
    await dismissed(account.stage, account.olga)
    for days in (29, 2):
        told = text_of("waits-for-consent", n=1, days=30)
        assert told not in await vera.texts()
        await account.stage.pass_time(days=days)
    assert (await vera.texts()).count(told) == 1
    await account.stage.pass_time(days=31)
    assert tuple(await row(account.stage, "select status, end_reason, filed_at from tickets")) == (
        "cancelled",
        "waited",
        None,
    )
    assert set(await find_traces(account.stage.database, PRINTER)) <= {"jobs.payload"}, "which are pruned apart"
    assert text_of("waited-too-long", number=1, days=60) in await account.mira.reads()
    assert (await vera.texts()).count(told) == 1
    await account.connect()
    await account.act("press", data="consent:2")
    assert tuple(await row(account.stage, "select count(*), count(filed_at) from tickets")) == (1, 0)


async def test_two_drafts_that_wait_are_no_obstacle_to_going_on_elsewhere(account: Account) -> None:
    """Ivan cannot agree for Mira: what was said in both chats waits in hers, and is filed by her press. What a restored
    database holds goes on, too."""
    await account.mira.writes("/start")
    await account.hears(PRINTER)
    card = await account.is_taken()
    await account.stage.vera.writes("/settings consent 2")
    await account.hears("New request: the door of room 2 is locked")
    await account.mira.writes("The lamp of room 4 blinks")
    await account.stage.pass_time(minutes=3)
    await account.connect(enabled=False)
    await account.ivan.writes("It is repaired", reply_to=card)
    await account.stage.pass_time(minutes=1)
    await execute(account.stage, update(Job).where(Job.state == JobState.PARKED).values(state=JobState.HELD))
    await account.ivan.presses("own_join:1")
    held = "select count(*), count(*) filter (where p.telegram_id = {}) from jobs j join people p on p.id = j.person_id"
    assert tuple(await row(account.stage, f"{held.format(account.mira.id)} where j.state = 'held'")) == (1, 1)
    await account.connect()
    await account.mira.presses("consent:2")
    assert tuple(await row(account.stage, "select count(*), count(filed_at) from tickets")) == (3, 2)
    said = (
        "select string_agg(body, '; ' order by e.id) from entries e join tickets t on t.id = ticket_id where number = 3"
    )
    assert await scalar(account.stage, said) == "the door of room 2 is locked; The lamp of room 4 blinks"
