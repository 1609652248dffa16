"""A desk with requests of one organization, and everybody who may not see them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import ClientRole
from tests.flows import clients
from tests.flows.phone import Phone, words
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage, staged
from tests.sql import fetch, scalars

SECRETS = ("alabaster", "basalt", "marble", "chalcedony", "Rita", "Olga")
STATES = ("free", "held", "resolved", "closed", "cancelled", "personal", "draft")
_ENDED = ("closed", "cancelled")
HIDDEN: dict[str, tuple[str, ...]] = {
    "director of another": STATES,
    "administrator of another": STATES,
    "former director": STATES,
    "unconfirmed director": STATES,
    "user": STATES,
    "guest": STATES,
    "administrator": (*_ENDED, "personal", "draft"),
    "director": ("personal", "draft"),
}
"""Who may see which of the tickets not: of the rest, `test_permissions.py` says what they may do."""
_DUMP = " union all ".join(
    f"select '{table}', to_jsonb(t)::text from {table} t"  # noqa: S608
    for table in ("tickets", "entries", "history", "audit", "reactions")
)


@dataclass
class Scene:
    """A desk with one organization's tickets, and everybody who may not see them."""

    stage: Stage
    people: dict[str, Phone] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    organizations: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, int] = field(default_factory=dict)
    wrote: int = 0

    async def build(self) -> None:
        """File the tickets, let the director read all of them and write, and end that membership."""
        stage, vera = self.stage, self.stage.vera
        for setting in ("payments", "write_first"):  # an unknown command is a message
            await vera.writes(f"/settings {setting} on")
        await vera.writes("/categories add Access")
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        for name in HIDDEN:
            self.people[name] = await stage.phone(name.title().replace(" ", ""))
            await self.people[name].writes("/start")
        north, south = [await clients.with_organization(stage, name) for name in ("North", "South")]
        for state in STATES:
            await self._file(state, rita, olga, north)
        joins = {
            "director of another": (south, ClientRole.DIRECTOR),
            "administrator of another": (south, ClientRole.ADMINISTRATOR),
            "former director": (north, ClientRole.DIRECTOR),
            "user": (north, ClientRole.USER),
            "administrator": (north, ClientRole.ADMINISTRATOR),
            "director": (north, ClientRole.DIRECTOR),
        }
        made = {who: await clients.joined(stage, self.people[who], *of) for who, of in joins.items()}
        unconfirmed = self.people["unconfirmed director"]
        made["unconfirmed director"] = await clients.joined(
            stage, unconfirmed, north, ClientRole.DIRECTOR, confirmed=False
        )
        self.organizations, self.memberships = {"North": north, "South": south}, made
        await vera.writes(f"/balance {self.numbers['held']} +1000 chalcedony")
        await self._reads_all(self.people["former director"])
        await clients.left(stage, made["former director"])
        self.ids = {"olga": olga.id, "vera": vera.id, "board": 1, "ada": 1, "felix": 1, "bob": 1, "block": 1, "job": 1}

    async def _file(self, state: str, rita: Phone, olga: Phone, organization: int) -> None:
        stage = self.stage
        await stage.pass_time(minutes=13)
        if state == "draft":
            await rita.drafts("/new My marble lamp is a draft")
            number = int(next(b for b in await rita.buttons() if b.startswith("send:")).partition(":")[2])
        else:
            number = await (filed if state == "free" else taken)(*([rita] if state == "free" else [rita, olga]),
                                                                 f"My alabaster lamp is {state}")  # fmt: skip
        self.numbers[state] = number
        if state not in ("free", "draft"):
            await olga.writes(f"/note {number} basalt")
            card = await olga.message_with(f"resolve:{number}")
            await olga.sends("photo", caption="Is the marble cold?", reply_to=card["message_id"])
        if state in ("resolved", "closed"):
            await olga.presses(f"resolve:{number}")
        if state == "closed":
            await rita.presses(f"solved:{number}:yes")
        if state == "cancelled":
            await rita.presses(f"cancel:{number}")
        if state != "personal":
            await clients.belongs(stage, number, organization)

    async def _reads_all(self, phone: Phone) -> None:
        for state, number in self.numbers.items():
            if state not in ("personal", "draft"):
                await phone.writes(f"/ticket {number}")
                await phone.presses(f"thread:{number}:1") if state != "free" else None
        held = self.numbers["held"]
        await phone.presses(f"add:{held}")
        self.wrote = await phone.writes("I am in the shop now")

    def fill(self, template: str, number: int) -> str:
        """A command or callback data about that ticket."""
        named = dict.fromkeys(("free", "held", "escalated", "resolved", "closed", "cancelled", "draft"), number)
        return template.format(**named, **self.ids)

    async def dump(self) -> str:
        """Everything that nobody here may change."""
        return "\n".join(f"{table}: {row}" for table, row in await fetch(self.stage, f"{_DUMP} order by 1, 2"))

    async def spots(self, phone: Phone, number: int) -> list[int]:
        """Where somebody may press: a message of each kind about the ticket, the newest of their chat, none at all."""
        query = (
            "select max(m.message_id) from messages m left join tickets t on t.id = m.ticket_id where m.chat_id = :c "
            "and (t.number = :n or m.ticket_id is null) group by split_part(m.slot, ':', 1)"
        )
        known = await scalars(self.stage, query, c=phone.id, n=number)
        return [*known, 99_999]


@asynccontextmanager
async def hidden_tickets(
    server: EmbeddedServer, prepare: Callable[[Scene], Awaitable[None]] | None = None, **more: Any
) -> AsyncIterator[Scene]:
    """Yield a scene in a database of its own, in which nothing happens by itself; `prepare`: what is done before."""
    name = f"t_{uuid4().hex[:12]}"
    database = Database(create_engine(await server.create_database(name, template="template_desk")))
    quiet: dict[str, Any] = {
        "team__remind": timedelta(0),
        "requests__auto_close": timedelta(0),
        "requests__intake_quiet": timedelta(days=99),
    }
    async with staged(database, board=False, **quiet, **more) as stage:
        made = Scene(stage)
        if prepare is not None:
            await prepare(made)
        await made.build()
        yield made
    await database.aclose()
    await server.drop_database(name)


async def all_seen(phone: Phone) -> set[str]:
    """Return everything that a person was shown, also what a press was answered with."""
    chat = [f"{m['message_id']} {words(m)} {m['buttons']}" for m in await phone.received()]
    return {*chat, *(f"{a['query_id']} {a['text']}" for a in await phone.answers())}
