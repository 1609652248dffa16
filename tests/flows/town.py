"""Everybody the matrix of permissions asks about, in front of tickets in every state; put back after each try.

Ada opened an admin's link and waits; Felix was an agent and was dismissed; Nina is an agent who filed what Rita filed.
"""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, text

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Base, ClientRole
from desk.integrations import integrations
from desk.webhooks import subscriptions
from tests.flows import clients
from tests.flows.acts import invite
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import answers, filed, taken
from tests.flows.stage import Stage, staged
from tests.flows.test_team_articles import SECRET as RUNBOOK
from tests.flows.test_team_articles import brings, written
from tests.flows.webhooks.catcher import RULES
from tests.sql import execute, scalar

COLUMNS = ("stranger", "other requester", "user", "unconfirmed", "administrator", "director",
           "former agent", "agent on their own ticket", "agent", "admin")  # fmt: skip
"""Whoever tries; user, administrator and director belong to the organization that Rita's requests are of;
"unconfirmed" says that they direct it."""
EVER_STAFF = ("former agent", "agent", "admin")
_DUMPED = ("tickets", "entries", "history", "audit", "settings", "events", "canned_replies", "wordings", "articles",
           "article_texts")  # fmt: skip
_DUMP = " union all ".join(
    [
        *(f"select '{table}', to_jsonb(t)::text from {table} t" for table in _DUMPED),  # noqa: S608
        "select 'people', to_jsonb(t)::text from people t where telegram_id is distinct from :stranger order by 1, 2",
    ]
)
_RESTORE = """create function kept.restored() returns void language plpgsql as $$
#variable_conflict use_column
begin {steps} end $$"""
NOTE = "basalt"
SECRETS = ("alabaster", NOTE, RUNBOOK, "Rita", "Olga", "Nina")


@dataclass(slots=True)
class Town:
    """A stage with all its people; `numbers`: their tickets by state, Rita's and (own) Nina's; `said`: the messages
    of whoever is or was staff, an answer and a note on Rita's."""

    stage: Stage
    people: dict[str, Phone] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    said: dict[str, dict[str, int]] = field(default_factory=dict)
    chats: bytes = b""

    async def build(self) -> None:
        """Let everything happen that has to have happened."""
        stage, vera = self.stage, self.stage.vera
        for name in ("Access", "Printing"):
            await vera.writes(f"/categories add {name}")
        async with clients.as_vera(stage) as desk:
            shop, _token = await integrations.create_integration(desk, "Shop")
            await subscriptions.subscribe(desk, shop, "https://hooks.example/in", ())
        await vera.writes('/event new "Olympiad" 2027-01-05')
        for said in ("/kb new", "Plugs", "Push it in."):
            await vera.writes(said, reply_to=None if said == "/kb new" else await vera.last_id())
        await vera.presses("kb_publish:1:2")
        await brings(stage, boiler_en=written("Boiler repair", audience="team", topic="Access"))
        await vera.writes("/replies")
        await vera.presses("adnew:replies:desk:")
        await vera.writes("hello Is it plugged in?", reply_to=await vera.last_id())
        north = await clients.with_organization(stage, "North")
        members = [await stage.phone(name) for name in ("Uma", "Ann", "Max")]
        for phone, role in zip(members, ClientRole, strict=True):
            await clients.joined(stage, phone, north, role)
        una = await stage.phone("Una")
        await clients.joined(stage, una, north, ClientRole.DIRECTOR, confirmed=False)
        olga, nina, felix = [await stage.agent(name) for name in ("Olga", "Nina", "Felix")]
        rita, sam = await stage.phone("Rita"), await stage.phone("Sam")
        await clients.joined(stage, rita, north)
        known = (await stage.phone("Zoe"), sam, members[0], una, *members[1:], felix, nina, olga, vera)
        self.people = dict(zip(COLUMNS, known, strict=True))
        board_user = await stage.board.user("Bo")
        await stage.pass_time(seconds=61)
        self.numbers = await self._tickets(rita, olga)
        self.own = await self._tickets(nina, olga)
        await sam.writes("/new My window does not close")
        await sam.writes("/tickets")
        await self._of_an_agent(felix)
        for column in EVER_STAFF:
            self.said[column] = await self._words_of_staff(self.people[column])
        await felix.writes("The lamp is by the door")
        ada = await stage.phone("Ada")
        await ada.writes(f"/start {await invite(vera, 'admin')}")
        await vera.writes("/staff")
        await vera.presses(f"person:{felix.id}")
        await vera.presses(f"dismiss:{felix.id}")
        bob = await self._blocked_and_failed(olga)
        self.ids = {"board": board_user, "ada": ada.id, "olga": olga.id, "vera": vera.id, "felix": felix.id} | bob
        self.ids |= await self._of_the_shop()
        await stage.telegram.do("group", person=vera.id, title="The hall")
        await stage.settle()
        await stage.mirroring.close()
        await self._keep()

    async def _of_the_shop(self) -> dict[str, str]:
        """What the buttons for another token and another secret say of those there are."""
        known = "select token_hint as hint, left(encode(sha256(secret), 'hex'), 8) as mark from systems, subscriptions"
        async with self.stage.database.sessions() as session:
            return dict((await session.execute(text(known))).mappings().one())

    async def _tickets(self, phone: Phone, olga: Phone) -> dict[str, int]:
        """One in each state, all but the free one held by Olga, with an answer and a note."""
        numbers = {}
        for state in ("free", "held", "escalated", "resolved", "closed", "cancelled", "draft"):
            await self.stage.pass_time(minutes=13)  # a sixth request within an hour would be a comment
            await phone.writes(f"/new My alabaster lamp is {state}")
            number = int(next(b for b in await phone.buttons() if b.startswith("send:")).partition(":")[2])
            numbers[state] = number
            if state == "draft":
                break
            await phone.presses(f"send:{number}")
            if state == "free":
                continue
            await olga.presses(f"claim:{number}")
            await olga.writes(f"/note {number} {NOTE}")
            card = await olga.message_with(f"resolve:{number}")
            await olga.writes("Is it plugged in?", reply_to=card["message_id"])
            if state == "held":
                await olga.writes(f"/category {number} Access")
            if state == "escalated":
                await olga.writes(f"/escalate {number} The hall opens")
            if state in ("resolved", "closed"):
                await olga.presses(f"resolve:{number}")
            if state == "closed":
                await phone.presses(f"solved:{number}:yes")
            if state == "cancelled":
                await phone.presses(f"cancel:{number}")
        return numbers

    async def _of_an_agent(self, felix: Phone) -> None:
        """What an agent has in their chat on an ordinary day: opened tickets, lists, questions."""
        for state, number in self.numbers.items():
            if state != "draft":
                await felix.writes(f"/ticket {number}")
        held = self.numbers["held"]
        for command in ("/queue", "/mine", "/find alabaster", f"/hand {held}", "/link", "/away", "/tickets"):
            await felix.writes(command)
        await felix.presses(f"thread:{held}:1")
        await felix.writes(f"/ticket {held}")
        await felix.presses(f"more:open:{held}:2")
        await felix.presses(f"history:{held}:0")

    async def _words_of_staff(self, agent: Phone) -> dict[str, int]:
        """An answer and a note on the ticket that Olga holds."""
        held = self.numbers["held"]
        await agent.writes(f"/ticket {held}")
        answer = await agent.writes("Is the bulb loose?", reply_to=await agent.last_id())
        return {"answer": answer, "note": await agent.writes(f"/note {held} {NOTE}")}

    async def _blocked_and_failed(self, olga: Phone) -> dict[str, int]:
        """Bob, of whom no more is taken, and an answer that Telegram can deliver to nobody."""
        bob, gone = await self.stage.phone("Bob"), await self.stage.phone("Gone")
        await olga.writes(f"/block {await filed(bob, 'Buy my watches today')}")
        left = await taken(gone, olga, "I leave you soon")
        await self.stage.telegram.do("deactivate", person=gone.id)
        await answers(olga, left, "Are you there?")
        job = await scalar(self.stage, "select max(id) from jobs where state = 'buried'")
        block = await scalar(self.stage, "select floor(extract(epoch from max(barred_at))) from people")
        return {"bob": bob.id, "block": int(block or 0), "job": int(job or 0)}

    def filled(self, template: str, column: str) -> str:
        """A command or callback data with the numbers and ids that this person is to try."""
        mine = self.own if column == "agent on their own ticket" else self.numbers
        return template.format(**mine, **self.ids)

    def number_in(self, template: str, column: str) -> int | None:
        """The ticket a template is about."""
        mine = self.own if column == "agent on their own ticket" else self.numbers
        return next((number for state, number in mine.items() if f"{{{state}}}" in template), None)

    async def spots(self, phone: Phone, data: str, number: int | None) -> list[int]:
        """Where somebody may press it: a message that has it, one about the ticket, a list, none that ever was."""
        chat = await phone.received()
        having = [m["message_id"] for m in chat if data in buttons(m)][-1:]
        query = (
            "select max(m.message_id) from messages m left join tickets t on t.id = m.ticket_id where m.chat_id = :c "
            "and (t.number = :n or (m.slot is not null and m.ticket_id is null)) group by split_part(m.slot, ':', 1)"
        )
        async with self.stage.database.sessions() as session:
            rows = await session.scalars(text(query), {"c": phone.id, "n": number or 0})
            known = list(rows)
        return list(dict.fromkeys([*having, *known, 99_999]))

    async def dump(self, phone: Phone) -> str:
        """Tickets, entries, history and people as they stand, without the row of who has never been met."""
        stranger = phone.id if phone is self.people["stranger"] else 0
        async with self.stage.database.sessions() as session:
            rows = await session.execute(text(_DUMP), {"stranger": stranger})
            return "\n".join(f"{table}: {row}" for table, row in rows)

    async def seen(self, phone: Phone) -> list[str]:
        """Everything that stands in a chat, and what presses were answered with."""
        chat = [f"{m['message_id']} {words(m)} {[b['text'] for r in m['buttons'] for b in r]} {len(m['files'])}"
                for m in await phone.received()]  # fmt: skip
        return chat + [f"{a['query_id']} {a['text']}" for a in await phone.answers()]

    # ------------------------------------------------------------------ as it was

    async def _keep(self) -> None:
        tables = [table.name for table in Base.metadata.sorted_tables]
        async with self.stage.database.unit_of_work() as session:
            await session.execute(text("create schema kept"))
            for name in tables:
                await session.execute(text(f"create table kept.{name} as table {name}"))
            away = [f"delete from {name};" for name in reversed(tables)]  # noqa: S608
            steps = " ".join([*away, *map(_put_back, Base.metadata.sorted_tables)])
            await session.execute(text(_RESTORE.format(steps=steps)))
        self.chats = pickle.dumps({key: chat.messages for key, chat in self.stage.telegram_world.chats.items()})

    async def restore(self) -> None:
        """The tables and chats as `build` left them."""
        for key, messages in pickle.loads(self.chats).items():  # noqa: S301  (ours; ten times faster than copies)
            self.stage.telegram_world.chats[key].messages = messages
        await execute(self.stage, "select kept.restored()")


def _put_back(table: Table) -> str:
    """Return the statement that fills a table again, and the one by which the next row gets the same id each time."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns if not column.computed)
    filled = f"insert into {table.name} ({columns}) select {columns} from kept.{table.name};"  # noqa: S608
    if "id" not in table.columns or table.columns["id"].identity is None:
        return filled
    newest = f"(select coalesce(max(id), 0) + 1 from {table.name})"  # noqa: S608
    return f"{filled} perform setval(pg_get_serial_sequence('{table.name}', 'id'), {newest}, false);"


@asynccontextmanager
async def standing_town(server: EmbeddedServer) -> AsyncIterator[Town]:
    """One town for a whole matrix; nothing in it happens by itself."""
    name = f"t_{uuid4().hex[:12]}"
    database = Database(create_engine(await server.create_database(name, template="template_desk")))
    quiet: dict[str, Any] = {
        "team__remind": timedelta(0),
        "requests__auto_close": timedelta(0),
        "requests__intake_quiet": timedelta(hours=27),
    }
    quiet |= RULES
    async with staged(database, web__url="http://127.0.0.1:8090", news__agent_stars=True, **quiet) as stage:
        made = Town(stage)
        await made.build()
        yield made
    await database.aclose()
    await server.drop_database(name)
