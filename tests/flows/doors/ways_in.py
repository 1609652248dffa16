"""Every door by which people ask, with what can be done there: say, edit, withdraw, press. What a door cannot do it
declares in `lacks`. Acts are quiet: `World.settle` lets the desk work after as many as a test likes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any, ClassVar
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import Origin, Person
from desk import Desk
from desk.importing import people, writing
from desk.importing.records import PastEntry, PastKind, PastPerson, PastState, PastTicket
from desk.integrations import own_systems
from desk.people.person_rows import find_by_telegram
from desk.tickets import assignment, closing, lifecycle
from tests.flows import cast
from tests.flows.api.client import Client, token_of
from tests.flows.group import BOT, GroupChat, make_group
from tests.flows.panel.browser import browser_at, panel_of
from tests.flows.panel.test_ask import sends_again
from tests.flows.phone import PIXEL, Phone, buttons, words
from tests.flows.scenes import status
from tests.flows.stage import Stage, Step, staged
from tests.mail.post import ADDRESS, SITE, Post, text_in
from tests.mail.servers import serving_mail
from tests.sql import fetch, scalar

STATES = ("new", "taken", "on hold", "resolved", "closed")
"""Of a request, in the order in which it goes through them."""
HALVES = [("taken", "closed"), ("new", "on hold", "resolved")]
"""What runs every day, and the others."""


@dataclass(slots=True)
class Visitor:
    """Somebody at one door, known there by `key`. `said`: where their words lie, by the words."""

    door: Door
    name: str
    key: Any
    number: int = 0
    person: int = 0
    said: dict[str, Any] = field(default_factory=dict)
    page: str = ""
    id: int = 0
    is_refused: bool = False  # by the last answer over HTTP

    @property
    def mark(self) -> str:
        """Return a word that only they say."""
        return f"guest{self.id}q"

    async def asks(self, words_of: str) -> None:
        """Say the first words."""
        self.said[words_of] = await self.door.asks(self, words_of)

    async def adds(self, words_of: str, to: Visitor | None = None) -> None:
        """Say more, to one's own request or at that of somebody else."""
        self.said[words_of] = await self.door.adds(self, words_of, to or self)


class Door:
    """One way in."""

    name: ClassVar[str]
    lacks: ClassVar[frozenset[str]] = frozenset()
    kinds: ClassVar[tuple[str, ...]] = ()  # of content that can be sent there

    def __init__(self, world: World) -> None:
        self.world = world

    @property
    def stage(self) -> Stage:
        return self.world.stage

    async def meets(self, name: str) -> Any:
        """Return the key of somebody new."""
        raise NotImplementedError

    async def asks(self, who: Visitor, said: str) -> Any:
        """Let them begin a request; return where the words lie."""
        raise NotImplementedError

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        """Let them say more at a request."""
        raise NotImplementedError

    async def sends(self, who: Visitor, kind: str, mark: str) -> None:
        """Let them send something else than a text at their request, with the mark in it."""

    async def edits(self, who: Visitor, old: str, new: str, of: Visitor) -> None:
        """Let them correct words."""

    async def withdraws(self, who: Visitor, said: str, of: Visitor) -> None:
        """Let them take words back."""

    async def presses(self, who: Visitor, of: Visitor) -> None:
        """Let them say that it is solved."""

    async def heard(self, who: Visitor) -> str:
        """Return everything that they can read there."""
        raise NotImplementedError

    def is_left(self, said: str) -> bool:
        """Return True if these words still lie where they came from, and can be taken later."""
        return False

    async def agrees(self, who: Visitor) -> None:
        """Let them agree to the terms that they were asked about."""

    async def shuts(self) -> None:
        """Let an admin close the door."""

    async def opens(self) -> None:
        """Let an admin open it again."""


def _make_file(kind: str, mark: str) -> dict[str, Any]:
    return {"files": [{"kind": kind, "name": f"{mark}.png", "data_base64": PIXEL}]}


def _make_poll(mark: str) -> dict[str, Any]:
    held = {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    return {"id": "1", "question": mark, "options": [], "total_voter_count": 0, **held}


_PLACE = {"latitude": 48.1, "longitude": 11.5}
CONTENT: dict[str, Callable[[str], dict[str, Any]]] = {
    "photo": lambda mark: {**_make_file("photo", mark), "caption": mark},
    "document": lambda mark: _make_file("document", mark),
    "voice": lambda mark: {**_make_file("voice", mark), "caption": mark},
    "contact": lambda mark: {"content": {"contact": {"phone_number": "+4989123456", "first_name": mark}}},
    "venue": lambda mark: {"content": {"venue": {"location": _PLACE, "title": mark, "address": "Here"}}},
    "poll": lambda mark: {"content": {"poll": _make_poll(mark)}},
}
"""Kinds of content, with a mark in each: in its words, or in a name."""


class _OfPhones(Door):
    kinds = tuple(CONTENT)

    async def meets(self, name: str) -> Phone:
        return await self.stage.phone(name)

    async def sends(self, who: Visitor, kind: str, mark: str) -> None:
        await self._puts(who, CONTENT[kind](mark))

    async def _puts(self, who: Visitor, what: dict[str, Any]) -> None:
        raise NotImplementedError


class Private(_OfPhones):
    """The chat with the bot."""

    name = "private"
    lacks = frozenset({"shut"})

    async def asks(self, who: Visitor, said: str) -> Any:
        return await who.key.writes(said, quietly=True)

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        if to is not who:
            await who.key.presses(f"add:{to.number}", on=1, force=True)
        return await who.key.writes(said, reply_to=who.said.get("receipt"), quietly=True)

    async def _puts(self, who: Visitor, what: dict[str, Any]) -> None:
        await self.stage.telegram.do("message", person=who.key.id, reply_to=who.said.get("receipt"), **what)

    async def edits(self, who: Visitor, old: str, new: str, of: Visitor) -> None:
        await self.stage.telegram.do("edit", person=who.key.id, message_id=of.said[old], text=new)

    async def withdraws(self, who: Visitor, said: str, of: Visitor) -> None:
        await who.key.writes("/delete", reply_to=of.said[said], quietly=True)

    async def presses(self, who: Visitor, of: Visitor) -> None:
        data, there = f"solved:{of.number}:yes", await who.key.received()
        on = [one for one in there if data in buttons(one)] or there
        await who.key.presses(data, on=on[-1]["message_id"], force=True, quietly=True)

    async def agrees(self, who: Visitor) -> None:
        await who.key.presses("consent:1", quietly=True)

    async def heard(self, who: Visitor) -> str:
        return " ".join(await who.key.texts())


class Group(_OfPhones):
    """A group of organizers."""

    name = "group"
    chat: GroupChat

    async def _writes(self, who: Visitor, said: str, **more: Any) -> int:
        return await self.chat.write(who.key, said, quietly=True, **more)

    async def asks(self, who: Visitor, said: str) -> Any:
        return await self._writes(who, f"{BOT} {said}")

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        return await self._writes(who, said, reply_to=next(iter(to.said.values())))

    async def _puts(self, who: Visitor, what: dict[str, Any]) -> None:
        first = next(iter(who.said.values()))
        await self.stage.telegram.do("message", person=who.key.id, chat=self.chat.id, reply_to=first, **what)

    async def edits(self, who: Visitor, old: str, new: str, of: Visitor) -> None:
        given = {"message_id": of.said[old], "text": f"{BOT} {new}"}
        await self.stage.telegram.do("edit", person=who.key.id, chat=self.chat.id, **given)

    async def withdraws(self, who: Visitor, said: str, of: Visitor) -> None:
        await self._writes(who, "/delete", reply_to=of.said[said])

    async def presses(self, who: Visitor, of: Visitor) -> None:
        asked = [one for one in await self.chat.received() if f"#{of.number} " in words(one)][-1]
        await self._writes(who, "yes, it works now", reply_to=asked["message_id"])

    async def agrees(self, who: Visitor) -> None:
        asked = [one for one in await self.chat.received() if "consent:1" in buttons(one)][-1]
        given = {"message_id": asked["message_id"], "data": "consent:1"}
        await self.stage.telegram.do("press", person=who.key.id, chat=self.chat.id, **given)

    async def heard(self, who: Visitor) -> str:
        return " ".join(await self.chat.texts())

    async def shuts(self) -> None:
        await self._allows(0)

    async def opens(self) -> None:
        await self._allows(1)

    async def _allows(self, on: int) -> None:
        vera = self.stage.vera
        await vera.writes("/groups")
        await vera.presses("chat:1")
        await vera.presses(f"chat_allow:1:{on}")


class Account(_OfPhones):
    """Olga's own account."""

    name = "account"
    lacks = frozenset({"another"})

    async def _does(self, who: Visitor, verb: str, **what: Any) -> Any:
        at = {"owner": self.stage.olga.id, "with": who.key.id}
        return await self.stage.telegram.do(f"account/{verb}", **at, **what)

    async def asks(self, who: Visitor, said: str) -> Any:
        return (await self._does(who, "message", text=said))["message_ids"][0]

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        return await self.asks(who, said)

    async def _puts(self, who: Visitor, what: dict[str, Any]) -> None:
        await self._does(who, "message", **what)

    async def edits(self, who: Visitor, old: str, new: str, of: Visitor) -> None:
        await self._does(of, "edit", message_id=of.said[old], text=new)

    async def withdraws(self, who: Visitor, said: str, of: Visitor) -> None:
        await self._does(of, "delete", message_ids=[of.said[said]])

    async def presses(self, who: Visitor, of: Visitor) -> None:
        view = await self._view(who)
        if f"solved:{of.number}:yes" in str([one["buttons"] for one in view]):
            await self._does(who, "press", data=f"solved:{of.number}:yes")

    async def agrees(self, who: Visitor) -> None:
        await self._does(who, "press", data="consent:1")

    async def heard(self, who: Visitor) -> str:
        return " ".join(words(one) for one in await self._view(who))

    async def _view(self, who: Visitor) -> list[Any]:
        at = {"owner": self.stage.olga.id, "with": who.key.id}
        view = await self.stage.telegram.read("account", **at)
        return [one for one in view["messages"] if one["from"] == "bot" and not one["deleted"]]

    async def shuts(self) -> None:
        await self.stage.telegram.do("account", person=self.stage.olga.id, enabled=False)

    async def opens(self) -> None:
        await self.stage.telegram.do("account", person=self.stage.olga.id)


class Call(_OfPhones):
    """A chat where the bot is no member: each visitor has one of their own there."""

    name = "call"
    lacks = frozenset({"edit", "withdraw", "press", "shut"})

    async def _writes(self, who: Visitor, said: str, at: Visitor, **more: Any) -> int:
        where = {"chat": f"Hall of {at.mark}", "person": who.key.id}
        return int((await self.stage.telegram.do("guest/message", **where, text=said, **more))["message_id"])

    async def asks(self, who: Visitor, said: str) -> Any:
        return await self._writes(who, f"{BOT} {said}", who)

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        there = await self._shown(to)
        return await self._writes(who, said, to, reply_to=there[-1]["message_id"])

    async def _puts(self, who: Visitor, what: dict[str, Any]) -> None:
        there = await self._shown(who)
        where = {"chat": f"Hall of {who.mark}", "person": who.key.id, "reply_to": there[-1]["message_id"]}
        await self.stage.telegram.do("guest/message", **where, **what)

    async def agrees(self, who: Visitor) -> None:
        await who.key.writes(f"/start call{who.number}")
        await who.key.presses("consent:1", quietly=True)

    async def _shown(self, who: Visitor) -> list[Any]:
        view = await self.stage.telegram.read("guest", chat=f"Hall of {who.mark}")
        return [one for one in view["messages"] if one["from"] == "bot" and not one["deleted"]]

    async def heard(self, who: Visitor) -> str:
        return " ".join([words(one) for one in await self._shown(who)])


class Mailbox(Door):
    """The mailbox, whose server says that senders are true."""

    name = "mail"
    kinds = ("photo", "document")
    lacks = frozenset({"edit", "withdraw", "former"})

    async def meets(self, name: str) -> str:
        return f"{name} <{name.lower()}.{crc32(name.encode())}@{self.world.next()}.example>"

    def _sent(self, who: Visitor) -> list[Any]:
        address = who.key.partition("<")[2].strip(">")
        return [one for one in self.world.post.server.sent if address in str(one["To"])]

    async def asks(self, who: Visitor, said: str) -> Any:
        return await self.world.post.writes_unread(who.key, said, subject=said)

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        sent = self._sent(to)
        asked = next((one for one in reversed(sent) if f"#{to.number}" in one["Subject"]), sent[0])
        return await self.world.post.writes_unread(who.key, said, subject="Re: it", answers=asked)

    async def sends(self, who: Visitor, kind: str, mark: str) -> None:
        said, files = (mark, {"it.png": b"x"}) if kind == "photo" else ("", {f"{mark}.bin": b"x"})
        if kind in ("photo", "document"):
            await self.world.post.writes_unread(
                who.key, said, subject="Re: it", answers=self._sent(who)[0], files=files
            )

    def is_left(self, said: str) -> bool:
        return any(said.encode() in one.raw and not one.is_seen for one in self.world.post.server.mails)

    async def presses(self, who: Visitor, of: Visitor) -> None:
        said = "Hello,\n\nyes, it works now. Thank you!"
        await self.world.post.writes_unread(who.key, said, subject="Re: it", answers=self._sent(of)[-1])

    async def agrees(self, who: Visitor) -> None:
        await self.world.post.writes_unread(who.key, "I agree.", subject="Re: it", answers=self._sent(who)[-1])

    async def heard(self, who: Visitor) -> str:
        return " ".join(text_in(one) for one in self._sent(who))

    async def shuts(self) -> None:
        await self._revokes("now()")

    async def opens(self) -> None:
        await self._revokes("null")

    async def _revokes(self, at: str) -> None:
        async with self.stage.database.unit_of_work() as session:
            await session.execute(text(f"update systems set revoked_at = {at} where door = '{own_systems.MAIL}'"))  # noqa: S608


class Form(Door):
    """The form on the web, and the page of the request."""

    name = "form"
    lacks = frozenset({"edit", "withdraw", "former"})

    async def meets(self, name: str) -> Any:
        address = f"127.0.0.{self.world.next() % 250 + 2}"
        return await self.world.stack.enter_async_context(browser_at(self.world.port, address=address))

    async def asks(self, who: Visitor, said: str) -> Any:
        await who.key.opens("/ask")
        self.stage.clock.on(seconds=20)
        page = await sends_again(who.key, name=who.name, text=said)
        who.page, who.is_refused = who.page or page or "", who.key.status >= 400

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        await self._sends(who, to, "", text=said)

    async def presses(self, who: Visitor, of: Visitor) -> None:
        await self._sends(who, of, "/confirm")

    async def agrees(self, who: Visitor) -> None:
        self.stage.clock.on(seconds=20)
        who.page = await sends_again(who.key, name=who.name, text=next(iter(who.said)), agree="1")

    async def _sends(self, who: Visitor, to: Visitor, what: str, **given: str) -> None:
        page = who.page if to.id == who.id else f"/ask/{'x' * 32}"  # nobody can guess it
        await who.key.opens(page)
        await who.key.sends(f"{page}{what}", **given)
        who.is_refused = who.key.status >= 400

    async def heard(self, who: Visitor) -> str:
        await who.key.opens(who.page)
        return str(who.key.text) if who.key.status == 200 else ""

    async def shuts(self) -> None:
        await self.stage.vera.writes("/settings web_form off")

    async def opens(self) -> None:
        await self.stage.vera.writes("/settings web_form on")


class System(Door):
    """A system, for people of its own, each with a token of theirs."""

    name = "api"
    lacks = frozenset({"agree", "former"})

    async def meets(self, name: str) -> Client:
        shop, key = self.world.api, f"u-{self.world.next()}"
        await shop.asks("PUT", f"/persons/{key}", {"name": name})
        return shop.by((await shop.asks("POST", f"/persons/{key}/token"))["token"])

    async def _does(self, who: Visitor, method: str, path: str, **body: Any) -> Any:
        given = await who.key.asks(method, path, body or None)
        who.is_refused = who.key.status >= 400
        return given

    async def asks(self, who: Visitor, said: str) -> Any:
        return await self._does(who, "POST", "/tickets", text=said)

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        return await self._does(who, "POST", f"/tickets/{to.number}/messages", text=said)

    async def edits(self, who: Visitor, old: str, new: str, of: Visitor) -> None:
        await self._does(who, "PATCH", f"/tickets/{of.number}/messages/{await self._message(old)}", text=new)

    async def withdraws(self, who: Visitor, said: str, of: Visitor) -> None:
        await self._does(who, "DELETE", f"/tickets/{of.number}/messages/{await self._message(said)}")

    async def _message(self, said: str) -> int:
        found = text("select id from entries where body like :said order by id")
        return int(await scalar(self.stage, found, said=f"%{said}%") or 0)

    async def presses(self, who: Visitor, of: Visitor) -> None:
        await self._does(who, "POST", f"/tickets/{of.number}/confirm")

    async def heard(self, who: Visitor) -> str:
        return str(await self._does(who, "GET", f"/tickets/{who.number}"))

    async def shuts(self) -> None:
        await self._revokes("now()")

    async def opens(self) -> None:
        await self._revokes("null")

    async def _revokes(self, at: str) -> None:
        async with self.stage.database.unit_of_work() as session:
            await session.execute(text(f"update systems set revoked_at = {at} where name = 'Shop'"))  # noqa: S608


class Import(Door):
    """The file of an earlier desk, with somebody of a name alone."""

    name = "import"
    lacks = frozenset(
        {"add", "edit", "withdraw", "press", "hear", "shut", "agree", "another", "again", "former", "block"}
    )

    async def meets(self, name: str) -> str:
        return f"k{self.world.next()}"

    async def asks(self, who: Visitor, said: str) -> Any:
        when, them = self.stage.clock(), PastPerson(who.name, key=who.key)
        past = PastTicket(who.key, "line 2", when, them, [PastEntry(when, PastKind.QUESTION, said, them)],
                          PastState.OPEN)  # fmt: skip
        async with self.stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.IMPORT, None, now=when, rules=self.stage.settings)
            run, known = people.Run("old desk", when, keeps_open=True), await people.load_known(desk)
            await writing.write_batch(desk, run, [past], known, lambda _: BytesIO())

    async def adds(self, who: Visitor, said: str, to: Visitor) -> Any:
        """A file adds nothing to what is there."""

    async def heard(self, who: Visitor) -> str:
        return ""


@dataclass(slots=True)
class World:
    """A desk with all its doors open, Olga and Ivan on the team, and nobody else yet."""

    stage: Stage
    post: Post
    api: Client
    port: int
    stack: AsyncExitStack
    crm: Client
    accounts: dict[str, str] = field(default_factory=dict)
    doors: tuple[Door, ...] = ()
    met: int = 0

    def next(self) -> int:
        """Return a number that nobody has."""
        self.met += 1
        return self.met

    async def settle(self) -> None:
        """Let everything work until nothing is left to do."""
        await self.post.settle()

    async def meet(self, door: Door, name: str = "") -> Visitor:
        """Let somebody new come to a door."""
        called = name or f"Guest{self.met}"
        return Visitor(door, called, await door.meets(called), id=self.next())

    @asynccontextmanager
    async def acting(self, who: Person | int) -> AsyncIterator[Desk]:
        """The desk of a person: a member of the team by their Telegram id, or a row."""
        async with self.stage.database.unit_of_work() as session:
            person = await session.get_one(Person, who.id) if isinstance(who, Person) else await _row(session, who)
            yield Desk(session, Origin.TELEGRAM, person, now=self.stage.clock(), rules=self.stage.settings)

    async def learn(self, who: Visitor, said: str) -> None:
        """Note the request that these words began, and whose it is."""
        async with self.stage.database.reading() as session:
            found = (await session.execute(_OF_WORDS, {"said": f"%{said}%"})).first()
        assert found is not None, f"{who.door.name}: {said!r} is nowhere"
        who.number, who.person = int(found[0]), int(found[1])

    async def bring(self, who: Visitor, state: str) -> None:
        """Bring a request into a state, by the desk's own verbs."""
        at = STATES.index(state)
        async with self.acting(self.stage.olga.id) as desk:
            for n, verb in enumerate((assignment.claim, lifecycle.put_on_hold, lifecycle.resolve), 1):
                if at >= n:
                    await verb(desk, who.number)
        if state == "closed" and await status(self.stage, who.number) == "resolved":
            async with self.stage.database.unit_of_work() as session:
                theirs = await session.get_one(Person, who.person)
                mine = Desk(session, Origin.TELEGRAM, theirs, now=self.stage.clock(), rules=self.stage.settings)
                await closing.confirm(mine, who.number)

    async def find(self, said: str) -> list[tuple[int | None, str, bool, bool]]:
        """Return where words stand: the request, their kind, whether filed, and whether taken back."""
        return [tuple(one) for one in await fetch(self.stage, _STANDS, said=f"%{said}%")]


async def _row(session: AsyncSession, telegram_id: int) -> Person:
    found = await find_by_telegram(session, telegram_id)
    assert found is not None
    return found


_OF_WORDS = text("""select t.number, t.requester_id from entries e join tickets t on t.id = e.ticket_id
  where e.body like :said order by e.id""")
_STANDS = text("""select t.number, e.kind, t.filed_at is not null, e.withdrawn_at is not null
  from entries e left join tickets t on t.id = e.ticket_id where e.kind <> 'remark' and (e.body like :said
    or e.content_line like :said or exists (select from files f where f.entry_id = e.id and f.name like :said))
  order by e.id""")
DOORS = (Form, Private, Group, Account, Call, Mailbox, System, Import)


@asynccontextmanager
async def opened(
    database: Database, *, board: bool = False, first: Step | None = None, **rules: Any
) -> AsyncIterator[World]:
    """A desk with all doors open. `first`: what happens before them."""
    quiet: dict[str, Any] = {
        "web__url": SITE,
        "requests__intake_quiet": timedelta(),
        "requests__auto_close": timedelta(0),
        "team__remind": timedelta(0),
        "team__own_at_once": True,
        "limits__max_open": 99,
        **rules,
    }
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(staged(database, board=board, begins=(cast.olga, cast.ivan), **quiet))
        server = await stack.enter_async_context(serving_mail(stage.clock))
        post = await Post.open(stage, server)
        stack.push_async_callback(post.aclose)
        port = await stack.enter_async_context(panel_of(stage, mail_address=ADDRESS))
        system = await stack.enter_async_context(browser_at(port))
        if first is not None:
            await first(stage)
        vera = stage.vera
        await vera.writes("/settings web_form on")
        api = Client(system.client, await token_of(vera))
        world = World(stage, post, api, port, stack, api)
        world.doors = tuple(door(world) for door in DOORS)
        await stage.telegram.do("privacy", on=False)
        await stage.telegram.do("guest", on=True)
        group = next(one for one in world.doors if isinstance(one, Group))
        group.chat = await make_group(stage)
        await stage.telegram.do("account", person=stage.olga.id)
        await stage.settle()
        await stage.olga.presses("own_all")
        await world.settle()
        yield world
