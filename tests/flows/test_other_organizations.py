"""A request of an organization is for its requester, the team, and those who lead that organization now. For everybody
else it is a request that does not exist: by every command, button, reply, edit and search."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import text

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import ClientRole
from tests.flows import clients
from tests.flows.matrix import COMMANDS
from tests.flows.matrix_presses import PRESSES
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed, taken
from tests.flows.stage import Stage, staged

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

SECRETS = ("alabaster", "basalt", "marble", "Rita", "Olga")
STATES = ("free", "held", "resolved", "closed", "cancelled", "personal", "draft")
_ENDED = ("closed", "cancelled")
_HIDDEN: dict[str, tuple[str, ...]] = {
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
_NAMES_A_TICKET = re.compile(r"\{(free|held|escalated|resolved|closed|cancelled|draft)\}")
_ROWS = [one.does for one in (*COMMANDS, *PRESSES) if _NAMES_A_TICKET.search(one.does)]
_NOT_THERE = 987654
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
    wrote: int = 0

    async def build(self) -> None:
        """File the tickets, let the director read all of them and write, and end that membership."""
        stage, vera = self.stage, self.stage.people["Vera"]
        await vera.writes("/settings payments on")
        await vera.writes("/categories add Access")
        rita, olga = await stage.phone("Rita"), await stage.agent("Olga")
        for name in _HIDDEN:
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
        await clients.joined(stage, unconfirmed, north, ClientRole.DIRECTOR, confirmed=False)
        await self._reads_all(self.people["former director"])
        await clients.left(stage, made["former director"])
        self.ids = {"olga": olga.id, "vera": vera.id, "board": 1, "ada": 1, "felix": 1, "bob": 1, "job": 1}

    async def _file(self, state: str, rita: Phone, olga: Phone, organization: int) -> None:
        stage = self.stage
        await stage.pass_time(minutes=13)
        if state == "draft":
            await rita.drafts("/new My marble lamp is a draft")
            number = int(next(b for b in buttons(await rita.last()) if b.startswith("send:")).partition(":")[2])
        else:
            number = await (filed if state == "free" else taken)(*([rita] if state == "free" else [rita, olga]),
                                                                 f"My alabaster lamp is {state}")  # fmt: skip
        self.numbers[state] = number
        if state not in ("free", "draft"):
            await olga.writes(f"/note {number} basalt")
            card = await olga.message_with(f"resolve:{number}")
            await olga.writes("Is the marble cold?", reply_to=card["message_id"])
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
        async with self.stage.database.sessions() as session:
            return "\n".join(f"{table}: {row}" for table, row in await session.execute(text(f"{_DUMP} order by 1, 2")))

    async def spots(self, phone: Phone, number: int) -> list[int]:
        """Where somebody may press: a message of each kind about the ticket, the newest of their chat, none at all."""
        query = (
            "select max(m.message_id) from messages m left join tickets t on t.id = m.ticket_id where m.chat_id = :c "
            "and (t.number = :n or m.ticket_id is null) group by split_part(m.slot, ':', 1)"
        )
        async with self.stage.database.sessions() as session:
            known = list(await session.scalars(text(query), {"c": phone.id, "n": number}))
        return [*known, 99_999]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(server: EmbeddedServer) -> AsyncIterator[Scene]:
    """One desk for all; what is refused changes nothing."""
    name = f"t_{uuid4().hex[:12]}"
    database = Database(create_engine(await server.create_database(name, template="template_desk")))
    quiet: dict[str, Any] = {
        "team__remind": timedelta(0),
        "requests__auto_close": timedelta(0),
        "requests__intake_quiet": timedelta(days=99),
    }
    async with staged(database, board=False, **quiet) as stage:
        made = Scene(stage)
        await made.build()
        yield made
    await database.aclose()
    await server.drop_database(name)


async def _seen(phone: Phone) -> set[str]:
    chat = [f"{m['message_id']} {words(m)} {m['buttons']}" for m in await phone.received()]
    return {*chat, *(f"{a['query_id']} {a['text']}" for a in await phone.answers())}


async def _says(phone: Phone, said: str, **more: Any) -> list[str]:
    before = {m["message_id"] for m in await phone.received()}
    await phone.writes(said, **more)
    return [words(m) for m in await phone.received() if m["message_id"] not in before]


@pytest.mark.broad
@pytest.mark.limit(300)
@pytest.mark.parametrize("who", _HIDDEN)
async def test_commands_answer_like_for_a_ticket_that_does_not_exist(scene: Scene, who: str) -> None:
    phone, before = scene.people[who], await scene.dump()
    wrong = []
    for template in [one for one in _ROWS if one.startswith("/")]:
        unknown = [line.replace(str(_NOT_THERE), "N") for line in await _says(phone, scene.fill(template, _NOT_THERE))]
        for state in _HIDDEN[who]:
            number = scene.numbers[state]
            told = [re.sub(rf"\b{number}\b", "N", line) for line in await _says(phone, scene.fill(template, number))]
            if told != unknown or not told:
                wrong.append((template, state, told, unknown))
    assert wrong == []
    assert await scene.dump() == before


@pytest.mark.broad
@pytest.mark.limit(600)
@pytest.mark.parametrize("who", _HIDDEN)
async def test_presses_change_nothing_and_reveal_nothing(scene: Scene, who: str) -> None:
    """Each button on one of the tickets, in turns, on every kind of message that they have."""
    phone, before, wrong = scene.people[who], await scene.dump(), []
    for at, template in enumerate(one for one in _ROWS if not one.startswith("/")):
        state = _HIDDEN[who][at % len(_HIDDEN[who])]
        number = scene.numbers[state]
        for spot in await scene.spots(phone, number):
            seen = await _seen(phone)
            await phone.presses(scene.fill(template, number), on=spot, force=True)
            new = await _seen(phone) - seen
            alert = (await phone.answers())[-1]["show_alert"]
            if not new or not alert or [line for line in new for secret in SECRETS if secret in line]:
                wrong.append((template, state, spot, alert, new))
        if await scene.dump() != before:
            wrong.append((template, state, 0, False, {"changed"}))
            before = await scene.dump()
    assert wrong == []


@pytest.mark.broad
@pytest.mark.parametrize("who", _HIDDEN)
async def test_lists_and_searches_show_nothing_of_it(scene: Scene, who: str) -> None:
    phone, hidden = scene.people[who], {scene.numbers[state] for state in _HIDDEN[who]}
    for said in ("/tickets", "/tickets open", "/tickets closed", "/tickets waiting", "/tickets alabaster", "/status",
                 "/tickets marble", "/find alabaster", "/queue", "/open", "/cancel", "/tickets Rita"):  # fmt: skip
        told = " ".join(await _says(phone, said))
        assert told
        assert not [number for number in hidden if re.search(rf"#{number}\b", told)], (said, told)
        if hidden == set(scene.numbers.values()):
            assert not [secret for secret in SECRETS if secret in told.replace("/find alabaster", "")
                        and secret not in said], (said, told)  # fmt: skip


async def test_a_former_director_speaks_to_nobody_from_old_messages(scene: Scene) -> None:
    """Neither a reply to what they read or wrote, nor an edit, a reaction or a withdrawal of their own words."""
    phone = scene.people["former director"]
    before = await scene.dump()
    tickets = "(select id from tickets where number < :most)"
    async with scene.stage.database.sessions() as session:
        said = f"select string_agg(to_jsonb(e)::text, ' ' order by id) from entries e where ticket_id in {tickets}"  # noqa: S608
        most = {"most": max(scene.numbers.values()) + 1}
        was = await session.scalar(text(said), most)
    await scene.stage.telegram.do("edit", person=phone.id, message_id=scene.wrote, text="I am at home")
    await scene.stage.settle()
    await phone.writes("/delete", reply_to=scene.wrote)
    assert await scene.dump() == before
    for message in await phone.chat():
        await phone.writes("Is anybody there?", reply_to=message["message_id"])
        await phone.presses("to:none", on=(await phone.last())["message_id"], force=True)
    await scene.stage.pass_time(minutes=5)
    async with scene.stage.database.sessions() as session:
        assert await session.scalar(text(said), most) == was
