"""Which token may do what: every operation with every scope, and with every token that is none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import cycle
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from db.models import Integration, Origin
from desk import Desk
from desk.act_catalogue import list_acts
from desk.acts.declaring import Door
from desk.integrations import integrations
from desk.integrations.scopes import Scope
from desk.people import person_rows
from tests.flows import cast
from tests.flows.api.client import URL, Client, api_of
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS

pytestmark = pytest.mark.sentence("Systems and the API")

RULE = {"name": "A", "event": "filed", "actions": [{"kind": "escalate"}]}
LISTS = {Scope.TICKETS, Scope.ALL_READ, Scope.ALL_WRITE}
OPERATIONS: tuple[tuple[str, str, object, set[Scope]], ...] = (
    ("POST", "/tickets", {"external_id": "u-9", "text": "The parcel is late"}, {Scope.TICKETS}),
    ("GET", "/tickets", None, {Scope.TICKETS, Scope.ALL_READ}),
    ("GET", "/tickets/{n}", None, {Scope.TICKETS, Scope.ALL_READ}),
    ("GET", "/tickets/{n}/messages", None, {Scope.TICKETS, Scope.ALL_READ}),
    ("POST", "/tickets/{n}/messages", {"text": "More"}, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/reopen", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/urgent", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/rating", {"stars": 5}, {Scope.TICKETS}),
    ("PATCH", "/tickets/{n}/messages/1", {"text": "It is cold"}, {Scope.TICKETS}),
    ("DELETE", "/tickets/{n}/messages/1", None, {Scope.TICKETS}),
    ("GET", "/tickets/{n}/history", None, {Scope.ALL_READ}),
    ("GET", "/persons", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/confirm", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/cancel", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/close", None, {Scope.TICKETS}),
    ("POST", "/tickets/{n}/files", None, {Scope.TICKETS}),
    ("GET", "/tickets/{n}/files/1", None, {Scope.TICKETS, Scope.ALL_READ}),
    ("GET", "/tickets/{n}/messages/1/mail", None, {Scope.ALL_READ}),
    ("GET", "/topics", None, LISTS),
    ("GET", "/fields", None, {Scope.ALL_READ, Scope.ALL_WRITE}),
    ("GET", "/statuses", None, LISTS),
    ("GET", "/priorities", None, LISTS),
    ("GET", "/labels", None, {Scope.ALL_READ, Scope.ALL_WRITE}),
    ("GET", "/canned-replies", None, {Scope.ALL_READ, Scope.ALL_WRITE}),
    ("POST", "/tickets/{n}/merge", {"into": 1}, {Scope.ALL_WRITE}),
    ("POST", "/tickets/{n}/unmerge", None, {Scope.ALL_WRITE}),
    ("POST", "/tickets/{n}/messages/1/split", None, {Scope.ALL_WRITE}),
    ("GET", "/me", None, set(Scope)),
    ("PUT", "/persons/u-1", {"name": "Rita"}, {Scope.TICKETS}),
    ("POST", "/persons/u-1/token", {}, {Scope.TICKETS}),
    ("POST", "/persons/u-1/link", {}, {Scope.TICKETS}),
    ("PUT", "/persons/u-1/account", {"fields": [{"label": "Plan", "value": "Pro"}]}, {Scope.ACCOUNTS}),
    ("GET", "/persons/u-1/account", None, {Scope.ACCOUNTS}),
    ("PUT", "/persons/u-1/labels", {"labels": ["gold"]}, {Scope.ACCOUNTS}),
    ("POST", "/tickets/begun", {"of_ticket": 1, "text": "Soon", "agent": 1}, {Scope.ALL_WRITE}),
    ("PATCH", "/tickets/{n}", {"priority": 2}, {Scope.ALL_WRITE}),
    *(
        (
            "POST",
            f"/tickets/{{n}}/acts/{name}",
            {one.name: one.example for one in act.arguments if one.needs is None} or None,
            {Scope.ALL_WRITE},
        )
        for name, act in list_acts(Door.API).items()
    ),
    ("POST", "/tickets/{n}/replies", {"text": "Soon"}, {Scope.ALL_WRITE}),
    ("POST", "/tickets/{n}/notes", {"text": "Granite"}, {Scope.NOTES}),
    ("GET", "/ideas", None, {Scope.ALL_READ}),
    ("POST", "/ideas", {"external_id": "u-1", "text": "Lights in the yard"}, {Scope.TICKETS}),
    ("POST", "/tickets/suggestions", {"text": "The heating is cold"}, {Scope.TICKETS}),
    ("PATCH", "/ideas/1", {"status": "planned"}, {Scope.ALL_WRITE}),
    ("GET", "/time", None, {Scope.ALL_READ}),
    ("GET", "/staff", None, {Scope.ALL_READ, Scope.ALL_WRITE, Scope.TEAM}),
    ("PATCH", "/staff/1", {"role": "agent"}, {Scope.TEAM}),
    ("PUT", "/persons/u-1/team-requests", {"on": True}, {Scope.TICKETS}),
    ("GET", "/persons/u-1/data", None, {Scope.PRIVACY}),
    ("DELETE", "/persons/u-1/data", None, {Scope.PRIVACY}),
    ("GET", "/figures", None, {Scope.FIGURES}),
    ("GET", "/articles", None, {Scope.ARTICLES, Scope.ARTICLES_WRITE}),
    ("GET", "/articles/1", None, {Scope.ARTICLES, Scope.ARTICLES_WRITE}),
    ("PUT", "/articles/plugs/en", {"title": "Plugs", "text": "Push."}, {Scope.ARTICLES_WRITE}),
    ("POST", "/articles/1/publish", None, {Scope.ARTICLES_WRITE}),
    ("DELETE", "/articles/1", None, {Scope.ARTICLES_WRITE}),
    ("GET", "/settings", None, {Scope.SETTINGS}),
    ("GET", "/rules", None, {Scope.RULES}),
    ("GET", "/rules/1", None, {Scope.RULES}),
    ("POST", "/rules", RULE, {Scope.RULES}),
    ("POST", "/rules/preview", RULE, {Scope.RULES}),
    ("PUT", "/rules/1", RULE, {Scope.RULES}),
    ("POST", "/rules/1/switch", {"on": True}, {Scope.RULES}),
    ("POST", "/rules/1/up", None, {Scope.RULES}),
    ("DELETE", "/rules/1", None, {Scope.RULES}),
    ("GET", "/organizations", None, {Scope.ORGANIZATIONS}),
    ("PUT", "/organizations/o-1", {"name": "Romashka"}, {Scope.ORGANIZATIONS}),
    ("GET", "/organizations/o-1", None, {Scope.ORGANIZATIONS}),
    ("GET", "/outlets", None, {Scope.ORGANIZATIONS}),
    ("PUT", "/outlets/o-1", {"organization": "o-1", "name": "Shop"}, {Scope.ORGANIZATIONS}),
    ("GET", "/outlets/o-1", None, {Scope.ORGANIZATIONS}),
    ("GET", "/contacts", None, {Scope.ORGANIZATIONS}),
    ("PUT", "/contacts/o-1", {"organization": "o-1", "name": "Anna"}, {Scope.ORGANIZATIONS}),
    ("GET", "/contacts/o-1", None, {Scope.ORGANIZATIONS}),
    ("PUT", "/organizations/o-1/members/u-5", {"role": "director"}, {Scope.ORGANIZATIONS}),
    ("GET", "/persons/u-5", None, {Scope.TICKETS, Scope.ORGANIZATIONS}),
    ("GET", "/memberships", None, {Scope.ORGANIZATIONS}),
    ("GET", "/memberships/{m}", None, {Scope.ORGANIZATIONS}),
    ("DELETE", "/memberships/{m}", None, {Scope.ORGANIZATIONS}),
    ("DELETE", "/contacts/o-1", None, {Scope.ORGANIZATIONS}),
    ("DELETE", "/outlets/o-1", None, {Scope.ORGANIZATIONS}),
    ("DELETE", "/organizations/o-1", None, {Scope.ORGANIZATIONS}),
    ("GET", "/events", None, {Scope.EVENTS}),
    ("PUT", "/events/e-1", {"name": "Fair", "first": "2026-12-01"}, {Scope.ATTENDANCE}),
    ("GET", "/events/e-1", None, {Scope.ATTENDANCE}),
    ("DELETE", "/events/e-1", None, {Scope.ATTENDANCE}),
    ("GET", "/webhooks", None, {Scope.WEBHOOKS}),
    ("POST", "/webhooks", {"url": "https://127.0.0.1/{w}"}, {Scope.WEBHOOKS}),
    ("GET", "/webhooks/{w}", None, {Scope.WEBHOOKS}),
    ("PATCH", "/webhooks/{w}", {"types": []}, {Scope.WEBHOOKS}),
    ("POST", "/webhooks/{w}/test", None, {Scope.WEBHOOKS}),
    ("GET", "/webhooks/{w}/deliveries", None, {Scope.WEBHOOKS}),
    ("POST", "/webhooks/{w}/secret", None, {Scope.WEBHOOKS}),
    ("POST", "/webhooks/{w}/on", None, {Scope.WEBHOOKS}),
    ("POST", "/webhooks/{w}/again", {"since": "2026-11-20T09:00:00Z"}, {Scope.WEBHOOKS}),
    ("DELETE", "/webhooks/{w}", None, {Scope.WEBHOOKS}),
)
OF_ONE = {Scope.TICKETS}
HEARS = (Scope.WEBHOOKS, "all of them")  # each with a webhook of its own
HOOK = "https://127.0.0.1/hook"


class Desks:
    """One desk for the whole table, its tokens by what they may."""

    def __init__(self, stage: Stage, http: httpx.AsyncClient) -> None:
        self.stage, self.http, self.number = stage, http, 0
        self.tokens: dict[str, str] = {}
        self.webhooks: dict[str, int] = {}
        self.member = 0
        self.addresses = cycle(range(1, 250))

    async def build(self) -> None:
        """A system for each scope, one with all, another's, and those that are none."""
        await self.stage.vera.writes("/settings organizations on")
        await self.stage.vera.writes("/settings ideas on")
        for scope in Scope:
            self.tokens[scope] = await self._made(scope, [scope])
        self.tokens["all of them"] = await self._made("all", list(Scope))
        self.tokens["other"] = await self._made("other", [Scope.TICKETS])
        self.tokens["revoked"] = await self._made("revoked", list(Scope), revoked=True)
        self.tokens["expired"] = await self._made("expired", list(Scope), expired=True)
        self.tokens["unknown"] = "pds_" + "x" * 43
        await self.client("other").opens("Another's", "u-1")
        await self.client("all of them").opens("For the whole desk", "u-1")
        self.number = (await self.client(Scope.TICKETS).opens("The parcel is late", "u-1"))["number"]
        made = await self.client(Scope.TICKETS).asks("POST", "/persons/u-1/token")
        self.tokens["of one person"] = made["token"]
        await self.client(Scope.TICKETS).asks("PUT", "/persons/u-5", {})
        made = await self.client(Scope.TICKETS).asks("POST", "/persons/u-2/token")
        self.tokens["of another person"] = made["token"]
        await self.client(Scope.ACCOUNTS).asks("PUT", "/persons/u-1/account", {"fields": []})
        for path, body in [
            (path, body) for method, path, body, may in OPERATIONS if method == "PUT" and Scope.ORGANIZATIONS in may
        ]:
            self.member = (await self.client(Scope.ORGANIZATIONS).asks("PUT", path, body))["id"]
        for who in HEARS:
            self.webhooks[who] = (await self.client(who).asks("POST", "/webhooks", {"url": HOOK}))["id"]

    async def _made(self, name: str, scopes: list[Scope], *, revoked: bool = False, expired: bool = False) -> str:
        now = self.stage.clock()
        async with self.stage.database.unit_of_work() as session:
            vera = await person_rows.find_by_telegram(session, VERA)
            desk = Desk(session, Origin.TELEGRAM, vera, now=now, rules=self.stage.settings)
            key, token = await integrations.create_integration(desk, name)
            row = await session.get_one(Integration, key)
            row.scopes, row.per_minute = [one.value for one in scopes], 100_000
            row.revoked_at = now if revoked else None
            row.expires_at = now - timedelta(seconds=1) if expired else None
        return token

    def client(self, who: str) -> Client:
        return Client(self.http, self.tokens[who])


@pytest_asyncio.fixture(scope="module")
async def desks(server: EmbeddedServer) -> AsyncIterator[Desks]:
    """One desk for all of it; nothing in it happens by itself."""
    name = f"t_{uuid4().hex[:12]}"
    database = Database(create_engine(await server.create_database(name, template="template_desk")))
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL, **RULES) as stage,
        api_of(stage, web_proxies="127.0.0.1", **SETTINGS) as http,
    ):
        made = Desks(stage, http)
        await made.build()
        yield made
    await database.aclose()
    await server.drop_database(name)


@pytest.mark.parametrize(
    ("method", "path", "body", "scopes"),
    [pytest.param(*one, id=f"{one[0]} {one[1]}") for one in OPERATIONS],
)
async def test_each_token_does_what_it_may_and_nothing_else(
    desks: Desks, method: str, path: str, body: object, scopes: set[Scope]
) -> None:
    numbered = path.replace("{n}", str(desks.number)).replace("{m}", str(desks.member))
    for who in desks.tokens:
        client = desks.client(who)
        mine = numbered.replace("{w}", str(desks.webhooks.get(who, desks.webhooks[Scope.WEBHOOKS])))
        await client.asks(method, mine, body, x_forwarded_for=f"198.51.100.{next(desks.addresses)}")
        if who in ("revoked", "expired", "unknown"):
            assert client.status == 401, who
        elif who == "of one person":
            allowed = scopes & OF_ONE and not path.startswith("/persons")
            assert (client.status not in (401, 403)) is bool(allowed), who
            if allowed and not _is_of_another(path) and path != "/tickets":
                assert client.status != 404, who
        elif who in ("of another person", "other"):
            hidden = "{n}" in path
            assert client.status in ((404, 415, 422) if hidden else (200, 201, 403, 404)) or not scopes & OF_ONE, who
            if hidden and scopes & OF_ONE:
                assert client.status == 404, who
        elif who == "all of them":
            assert client.status not in (401, 403), who
            assert client.status < 300 or "webhooks" not in path, who
        elif Scope(who) in scopes:
            own = who in (Scope.TICKETS, Scope.ALL_READ, Scope.ALL_WRITE) or "{n}" not in path
            assert (client.status not in (401, 403, 404)) or not own or _is_of_another(path), who
        else:
            assert client.status == 403, who


def _is_of_another(path: str) -> bool:
    """Files, messages, events, articles, ideas and rules may not exist, nor the person whose data is asked for."""
    return any(one in path for one in ("files/", "messages/1", "events/", "articles/", "ideas/", "rules/", "/data"))


async def test_a_reason_is_a_note_and_needs_its_scope(desks: Desks) -> None:
    number = (await desks.client(Scope.TICKETS).opens("The lamp is out", "u-1"))["number"]
    path, given = f"/tickets/{number}/acts/hold", {"reason": "Spare parts", "until": "2026-12-01T09:30:00Z"}
    client = desks.client(Scope.ALL_WRITE)
    refused = await client.asks("POST", path, given)
    assert (client.status, refused["code"]) == (403, "scope")
    client = desks.client("all of them")
    for _ in range(2):
        await client.asks("POST", path, given, idempotency_key="once")
        assert client.status == 200
    found = await row(desks.stage, "select status, hold_reason, hold_until from tickets where hold_reason is not null")
    assert (found.status, found.hold_reason, found.hold_until.isoformat()) == (
        "on_hold", "Spare parts", "2026-12-01T09:30:00+00:00",
    )  # fmt: skip
    notes = await row(desks.stage, "select count(*) from entries where body = 'Spare parts'")
    assert notes.count == 1
    for name, values, status in (
        ("promise", {"at": given["until"]}, 200), ("promise", {}, 422), ("promise", {"at": None}, 200),
        ("event", {"event": "fair"}, 409), ("event", {"event": None}, 200), ("cause", {"cause": "Cable"}, 409),
        ("cause", {"cause": None}, 200), ("escalate", {"reason": "Now"}, 200), ("deescalate", None, 200),
    ):  # fmt: skip
        await client.asks("POST", f"/tickets/{number}/acts/{name}", values)
        assert client.status == status, name
    promised = await row(desks.stage, "select count(old), count(new) from history where field = 'promised'")
    assert tuple(promised) == (1, 1)


@pytest.mark.parametrize("number", [2**63, 10**30])
async def test_a_number_that_no_request_can_have_is_of_none(desks: Desks, number: int) -> None:
    client, answers = desks.client("all of them"), dict[str, int]()
    for method, path, body, _ in OPERATIONS:
        if "{n}" in path:
            address = f"198.51.100.{next(desks.addresses)}"
            await client.asks(method, path.replace("{n}", str(number)), body, x_forwarded_for=address)
            answers[f"{method} {path}"] = client.status
    assert set(answers.values()) == {404}, answers


async def test_the_table_has_no_hole(desks: Desks) -> None:
    schema = (await desks.http.get("/api/openapi.json")).json()
    declared = {
        (method.upper(), path.removeprefix("/v1").replace("{number}", "{n}")): set(one["x-scopes"] or Scope)
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    }
    fills = (
        ("{w}", "{webhook}"),
        ("files/1", "files/{file_id}"),
        ("messages/1", "messages/{message}"),
        ("u-1", "{external_id}"),
        ("articles/1", "articles/{n}"),
        ("plugs/en", "{slug}/{language}"),
        ("ideas/1", "ideas/{n}"),
        ("rules/1", "rules/{rule}"),
        ("staff/1", "staff/{member}"),
        ("events/e-1", "events/{event}"),
        ("o-1", "{external_id}"),
        ("persons/u-5", "persons/{external_id}"),
        ("u-5", "{person}"),
        ("{m}", "{membership_id}"),
    )
    tried = {}
    for method, path, _, scopes in OPERATIONS:
        for given, name in fills:
            path = path.replace(given, name)  # noqa: PLW2901
        tried[method, path] = {scope.value for scope in scopes}
    assert tried == declared


async def test_a_webhook_of_another_system_is_not_there(desks: Desks) -> None:
    mine, other = (desks.client(who) for who in HEARS)
    new = (await mine.asks("POST", "/webhooks", {"url": f"{HOOK}/another"}))["id"]
    for method, path, body, _ in OPERATIONS:
        if "/{w}" in path:
            await other.asks(method, path.replace("{w}", str(new)), body)
            assert other.status == 404, path
    assert new in [one["id"] for one in (await mine.asks("GET", "/webhooks"))["items"]]
