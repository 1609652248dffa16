"""The client of docs/examples, written from the guides alone, against a real desk; the guides' three languages."""

import asyncio
import importlib.util
import json
import re
import shutil
from pathlib import Path
from typing import Any

import httpx
import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from desk.webhooks import signing
from tests.flows import cast
from tests.flows.acts import answers
from tests.flows.api.client import URL, Client, token_of
from tests.flows.panel.browser import panel_of
from tests.flows.stage import staged
from tests.flows.webhooks.catcher import RULES, SETTINGS, sending, sent
from tests.texts import IN_BOTH

pytestmark = pytest.mark.sentence("Webhooks and events")

SECRET, BODY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", '{"text":"привет 🔥"}'.encode()


def example(project: Path) -> Any:
    """The example as a module."""
    named = importlib.util.spec_from_file_location("example_client", project / "docs" / "examples" / "client.py")
    assert named is not None
    assert named.loader is not None
    module = importlib.util.module_from_spec(named)
    named.loader.exec_module(module)
    return module


async def test_the_example_opens_a_request_brings_a_file_and_hears_the_answer(
    database: Database, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = example(project)
    async with (
        staged(database, board=False, begins=(cast.olga,), web__url=URL, **RULES) as stage,
        panel_of(stage, **SETTINGS) as port,
        sending(stage) as sender,
    ):
        monkeypatch.setattr(client.time, "time", lambda: stage.clock().timestamp())
        token = await token_of(stage.vera, "Shop", Scope.WEBHOOKS)
        ear = client.Ear()
        desk = client.Desk(f"http://127.0.0.1:{port}", token)
        here = f"http://127.0.0.1:{ear.port}/"
        talking = asyncio.create_task(asyncio.to_thread(client.conversation, desk, ear, here, "The parcel is late"))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            shop = Client(http, token)
            while not (said := (await shop.asks("GET", "/tickets/1/messages")).get("items")) or len(said) < 2:
                assert not talking.done()
            assert [one["text"] for one in said] == ["The parcel is late", "This is the order"]
            (file,) = said[1]["files"]
            brought = await http.get(
                f"/api/v1/tickets/1/files/{file['id']}", headers={"authorization": f"Bearer {token}"}
            )
            assert (file["name"], brought.content) == ("order-7.txt", b"Order 7: one lamp\n")
            forged = signing.sign_headers(SECRET, "evt_1", int(stage.clock().timestamp()), BODY)
            assert (await http.post(here, content=BODY, headers=forged)).status_code == 401
        await stage.settle()
        olga = stage.olga
        await olga.presses("claim:1")
        await answers(olga, 1, "It comes tomorrow.")
        await sent(sender)
        await talking
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            assert (await Client(http, token).asks("GET", "/webhooks"))["items"] == []
            for headers in ({}, {"webhook-id": "1", "webhook-timestamp": "soon", "webhook-signature": "v1,"}):
                assert (await http.post(here, content=b"{}", headers=headers)).status_code == 401
        ear.close()
    told = [one for one in capsys.readouterr().out.splitlines() if "warning" not in one]
    assert told == ["opened 1", "attached order-7.txt", "answered: It comes tomorrow."]


CALLS = {
    "python": ("python3", "-c", "import sys, json\nprint(is_ours(*json.loads(sys.argv[1])[:2], {body!r}))"),
    "javascript": ("node", "-e", "console.log(isOurs(...JSON.parse(process.argv[1]), Buffer.from({hex!r}, 'hex')))"),
    "php": ("php", "-r", "var_dump(is_ours(...[...json_decode($argv[1], true), hex2bin({hex!r})]));"),
}


@IN_BOTH
@pytest.mark.parametrize("tongue", CALLS)
async def test_the_guides_check_signatures(project: Path, tongue: str, language: str) -> None:
    """As far as the machine speaks the language; Python it does."""
    program, flag, call = CALLS[tongue]
    if shutil.which(program) is None:
        pytest.skip(f"no {program} here")
    guide = (project / "docs" / language.replace("en", "") / "how-to" / "integrators" / "webhooks.md").read_text(
        "utf-8"
    )
    (code,) = re.findall(rf"```{tongue}\n(.*?)```", guide, re.DOTALL)
    import time

    for body, good in ((BODY, True), (BODY + b" ", False)):
        headers = signing.sign_headers(SECRET, "evt_1", int(time.time()), BODY)
        asked = call.format(body=body, hex=body.hex())
        arguments = (program, flag, code + asked, json.dumps([SECRET, headers]))
        ran = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
        said, _ = await ran.communicate()
        assert (b"true" in said.lower()) is good, said
