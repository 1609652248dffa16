"""A request of an organization, and the organization itself, are not there for others through any further door: buttons
of organizations, balances and statements, the panel, the API, API events. What is tried is generated from the kinds of
buttons, the routes of the panel and the operations of the API."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select, text, update

from bot.features.client_requests import LedPageTurn
from db.embedded.shared_server import EmbeddedServer
from db.models import EntryFile, Integration
from desk.integrations.scopes import Scope
from desk.settings.defaults.payments import Balances
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.api.made_up import Made
from tests.flows.api.test_generated import make_body
from tests.flows.hidden_tickets import HIDDEN, SECRETS, STATES, Scene, all_seen, hidden_tickets
from tests.flows.matrix_rows import kinds_of_buttons
from tests.flows.panel.browser import browser_at
from tests.flows.panel.test_security import ROUTES
from tests.flows.paying import TOKEN
from tests.flows.phone import Phone
from tests.flows.stage import VERA
from tests.flows.webhooks.catcher import RULES, SETTINGS, Catcher, catching, sending, sent
from tests.sql import execute, fetch, scalars

pytestmark = [pytest.mark.sentence("5 Permissions and presses")]

_NOT_THERE = 987654
_STRANGERS = [who for who, states in HIDDEN.items() if states == STATES]
_OUTSIDERS = [who for who in _STRANGERS if who not in ("user", "unconfirmed director")]
"""Those who know nothing of the organization; the others may know its name, and their own membership."""
_OWN_MEMBERSHIP = '"organization":"North","role":"user"'
_OF_TEAM = (Scope.ALL_READ, Scope.ALL_WRITE, Scope.NOTES, Scope.ORGANIZATIONS, Scope.SETTINGS, Scope.TEAM)
_PAID: dict[str, Any] = {
    "payments__provider_token": TOKEN,
    "payments__balances": Balances(show_balance=True, top_up=True),
}  # fmt: skip
_STATE = " union all ".join(
    f"select '{table}', to_jsonb(t)::text from {table} t"  # noqa: S608  (constants)
    for table in ("memberships", "member_invites", "ledger_entries", "organizations", "outlets", "contacts", "profiles")
)


@dataclass
class Doors:
    """The scene, its web door, and an integration whose users are a director of another organization and a user of
    this one: it hears of nothing else."""

    scene: Scene
    http: httpx.AsyncClient
    catcher: Catcher
    clients: dict[str, Client] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    schema: Mapping[str, Any] = field(default_factory=dict)

    async def build(self, token: str) -> None:
        """Let its users be members, and file a request of each."""
        scene, shop = self.scene, Client(self.http, token)
        self.schema = (await self.http.get("/api/openapi.json")).json()
        for name in scene.organizations:
            named = update_organization(scene.organizations[name], name)
            await execute(scene.stage, named)
        for user, organization, role in (("d-1", "South", "director"), ("u-1", "North", "user")):
            await shop.asks("PUT", f"/organizations/{organization}/members/{user}", {"role": role})
            assert shop.status == 200
            self.own.add((await shop.opens("My own parcel", user, organization=None))["number"])
        for user in ("d-1", "u-1"):
            self.clients[f"token of {user}"] = shop.by((await shop.asks("POST", f"/persons/{user}/token"))["token"])
        await shop.asks("POST", "/webhooks", {"url": self.catcher.url})
        self.clients["shop"] = shop
        await _permit(scene, *(one for one in Scope if one not in _OF_TEAM))


async def _permit(scene: Scene, *scopes: Scope) -> None:
    await execute(scene.stage, update(Integration).values(scopes=[one.value for one in scopes], per_minute=10**9))


def update_organization(key: int, name: str) -> Any:
    """Return the statement that gives it an id in the operator's own system."""
    return text("update organizations set external_id = :name where id = :key").bindparams(key=key, name=name)


@pytest_asyncio.fixture(scope="module")
async def doors(server: EmbeddedServer) -> AsyncIterator[Doors]:
    """One desk for all; what is refused changes nothing."""
    tokens: list[str] = []

    async def prepare(scene: Scene) -> None:
        tokens.append(await token_of(scene.stage.vera, "Shop"))
        await _permit(scene, *Scope)

    async with (
        hidden_tickets(server, prepare=prepare, web__url=URL, **RULES, **_PAID) as scene,
        api_of(
            scene.stage,
            bot_token=scene.stage.worlds.telegram.token,
            telegram_api_url=scene.stage.telegram.url,
            **SETTINGS,
        ) as http,
        catching() as catcher,
    ):
        made = Doors(scene, http, catcher)
        await made.build(tokens[0])
        yield made


def _reveals(told: str) -> list[str]:
    return [secret for secret in (*SECRETS, "North") if secret in told]


async def _state(scene: Scene) -> list[tuple[str, str]]:
    return [(table, row) for table, row in await fetch(scene.stage, f"{_STATE} order by 1, 2")]


def _buttons_of(scene: Scene) -> list[str]:
    """The data of every kind of button that names an organization or a membership, with those of the hidden one."""
    ids = {
        "organization": [scene.organizations["North"]],
        "membership": [scene.memberships[who] for who in ("director", "unconfirmed director")],
        "key": [scene.organizations["North"]],
    }
    made = []
    for kind in kinds_of_buttons():
        fields = kind.model_fields
        if ({"organization", "membership"} & fields.keys() and "number" not in fields) or kind is LedPageTurn:
            values = [ids.get(name) or _values(of.annotation) for name, of in fields.items()]
            made += [kind(**dict(zip(fields, one, strict=True))).pack() for one in product(*values)]
    return made


def _values(kind: Any) -> list[Any]:
    """All values of a choice; for anything else one."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return list(kind)
    return ["1"] if kind is str else [1]


async def _spots(scene: Scene, phone: Phone) -> list[int]:
    """The newest message of each kind in a chat."""
    for said in ("/organization", "/balance", "/tickets", "/notifications", "/register", "/cancel"):
        await phone.writes(said)
    return await scene.spots(phone, 0)


@pytest.mark.limit(600)
@pytest.mark.parametrize("who", _OUTSIDERS)
async def test_buttons_of_an_organization_reveal_and_change_nothing(doors: Doors, who: str) -> None:
    scene, phone = doors.scene, doors.scene.people[who]
    spots, wrong = await _spots(scene, phone), []
    tried, before = _buttons_of(scene), await _state(scene)
    own = {scene.memberships.get(who)}
    assert len({one.partition(":")[0] for one in tried}) > 12, tried
    for data in tried:
        if own & {int(part) for part in data.split(":")[1:] if part.isdecimal()}:
            continue  # one's own membership: test_organization_members.py
        for spot in spots:
            seen = await all_seen(phone)
            await phone.presses(data, on=spot, force=True)
            told = " ".join(await all_seen(phone) - seen)
            if not told or _reveals(told):
                wrong.append((data, spot, told))
    assert wrong == []
    assert await _state(scene) == before


@pytest.mark.parametrize("who", _OUTSIDERS)
async def test_balances_statements_and_notices_are_not_of_it(doors: Doors, who: str) -> None:
    phone = doors.scene.people[who]
    seen = await all_seen(phone)
    for said in ("/balance", "/balance statement", "/balance statement 2026-11", "/organization", "/stats", "/export"):
        await phone.writes(said)
    told = " ".join(await all_seen(phone) - seen)
    assert told
    assert _reveals(told) == []
    assert [one for one in seen if who != "former director" and _reveals(one)] == [], "notices of others' requests"


@pytest.mark.parametrize("who", HIDDEN)
async def test_the_panel_lets_nobody_of_them_in(doors: Doors, who: str) -> None:
    phone, scene = doors.scene.people[who], doors.scene
    before, state = await all_seen(phone), await _state(scene)
    base = str(doors.http.base_url)
    async with browser_at(int(base.rpartition(":")[2].strip("/"))) as browser:
        await browser.opens("/sign-in")
        await browser.sends("/sign-in", name=str(phone.id))
        await scene.stage.settle()
        assert await all_seen(phone) == before, "no code"
        assert await browser.sends("/sign-in/finish") != "/"
        for method, path in ROUTES:
            for number in (scene.numbers["held"], scene.organizations["North"], scene.memberships["director"]):
                address = re.sub(r"{(\w+)(:id)?}", str(number), path)
                answer = await browser.client.request(method, address, data={"form": browser.form})
                assert answer.status_code in (303, 404, 403, 422, 429) or path.startswith("/sign-in"), (method, address)
                assert _reveals(answer.text) == [], (method, address)
    assert await _state(scene) == state


@pytest.mark.limit(600)
@pytest.mark.parametrize("who", ["shop", "token of d-1", "token of u-1"])
async def test_operations_answer_like_for_what_does_not_exist(doors: Doors, who: str) -> None:
    """Each operation of the API on each of the requests, and with each id of the organization."""
    scene, client = doors.scene, doors.clients[who]
    made, before, wrong, tried = Made(doors.schema, 1), await scene.dump(), [], 0
    for path, methods in doors.schema["paths"].items():
        for method, one in methods.items():
            if "{number}" not in path:
                continue
            made.begins()
            made.means_well = True
            body = make_body(made, one.get("requestBody", {}).get("content", {}))
            unknown = await _answer(client, method, path, _NOT_THERE, body)
            for state in STATES:
                tried += 1
                told = await _answer(client, method, path, scene.numbers[state], body)
                if told != unknown or told[0] < 400:
                    wrong.append((method, path, state, told, unknown))
    assert wrong == []
    assert tried > 60
    assert await scene.dump() == before


async def _answer(client: Client, method: str, path: str, number: int, body: dict[str, Any]) -> tuple[int, str]:
    """Status and text of an answer, without the number."""
    to = path.replace("{number}", str(number)).replace("{file_id}", "1")
    headers = {"authorization": f"Bearer {client.token}", "x-request-id": "same", **body.get("headers", {})}
    sent_ = {name: value for name, value in body.items() if name != "headers"}
    answer = await client.http.request(method, f"/api{to}", headers=headers, **sent_)
    return answer.status_code, re.sub(rf"\b{number}\b", "N", answer.text)


@pytest.mark.parametrize("who", ["shop", "token of d-1", "token of u-1"])
async def test_nothing_that_the_api_reads_out_is_of_it(doors: Doors, who: str) -> None:
    scene, client = doors.scene, doors.clients[who]
    north, membership = scene.organizations["North"], scene.memberships["director"]
    filters = "?external_ref=x", "?status=new", "?open=true", "?limit=100", ""
    for path, methods in doors.schema["paths"].items():
        if "get" not in methods or "{number}" in path:
            continue
        for name in ("North", str(north), str(membership), "u-1"):
            to = re.sub(r"{\w+}", name, path)
            for more in filters if path.endswith("/tickets") else ("",):
                answer = await client.http.get(f"/api{to}{more}", headers={"authorization": f"Bearer {client.token}"})
                hidden = {number for number in scene.numbers.values() if f'"number":{number},' in answer.text}
                assert not hidden, (to, hidden)
                told = answer.text.replace(f"/{name}", "").replace(_OWN_MEMBERSHIP, "")
                assert _reveals(told) == [], (to, answer.text)
                if "organizations" in to or "membership" in to or "contacts" in to or "outlets" in to:
                    assert answer.status_code == 403, to


async def test_ids_of_an_organization_are_no_oracle(doors: Doors) -> None:
    """Whether there is such an organization or outlet, nobody learns by filing for it."""
    scene, shop = doors.scene, doors.clients["shop"]
    new = "insert into outlets (organization_id, name, external_id, created_at, updated_at) values "
    made = text(f"{new} (:of, 'Harbour', 'N-1', now(), now())")
    await execute(scene.stage, made, of=scene.organizations["North"])
    for field_, there, nowhere in (("organization", "North", "Nowhere"), ("outlet", "N-1", "N-9")):
        answers = []
        for name in (there, nowhere):
            given = {"external_id": "d-1", "text": "The parcel is late", field_: name}
            refused = await shop.asks("POST", "/tickets", given, x_request_id="same")
            answers.append((shop.status, refused))
        assert answers[0] == answers[1], field_
        assert answers[0][0] == 409


async def test_api_events_are_of_their_own_requests_alone(doors: Doors) -> None:
    """By asking and by webhook, also of what colleagues and the team do from now on."""
    scene, shop = doors.scene, doors.clients["shop"]
    stage, number = scene.stage, scene.numbers["held"]
    await scene.people["director"].writes(f"/ticket {number}")
    olga = stage.olga
    await olga.writes(f"/note {number} basalt again")
    await olga.writes(f"/priority {number} 1")
    page = await shop.asks("GET", "/events?limit=200")
    async with sending(stage) as sender:
        await sent(sender)
    for told in (page["items"], doors.catcher.bodies):
        assert {one["ticket"]["number"] for one in told} <= doors.own
        assert _reveals(str(told)) == []


async def test_a_file_s_address_is_good_for_that_file_alone(doors: Doors) -> None:
    """The one that an agent of the panel got, with another file in it, or after their session has ended."""
    scene = doors.scene
    base = str(doors.http.base_url)
    number = scene.numbers["held"]
    scene.stage.clock.on(hours=1)  # others have tried to sign in, and from the first address often
    async with browser_at(int(base.rpartition(":")[2].strip("/")), address="127.0.0.2") as browser:
        await browser.signs_in(scene.stage.vera, str(VERA))
        ids = await scalars(scene.stage, select(EntryFile.id).order_by(EntryFile.id))
        led = [await browser.opens(f"/tickets/{number}/files/{one}") for one in ids]
        assert [one for one in led if one.startswith("/files/")], "one of them is of this ticket"
        (good,) = [one for one in led if one.startswith("/files/")]
        said, _, name = good.removeprefix("/files/").partition("/")
        file_id, _, rest = said.partition(".")
        for other in (one for one in ids if str(one) != file_id):
            assert (await doors.http.get(f"/files/{other}.{rest}/{name}")).status_code == 404
        assert (await doors.http.get(good)).status_code == 200
        await browser.opens("/")
        await browser.sends("/sign-out")
        assert (await doors.http.get(good)).status_code == 404
