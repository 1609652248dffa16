"""A client for Python that a generator makes of the schema alone: it creates, lists, answers and closes tickets."""

import asyncio
import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.api.client import Client, api_at, token_of

pytestmark = pytest.mark.sentence("Systems and the API")

NAME = "generated_pulldesk_client"


async def _generate(schema: Any, folder: Path) -> str:
    """Generate the client as a package in a folder; what the generator says, which is nothing of note."""
    (folder / "openapi.json").write_text(json.dumps(schema))
    (folder / "config.yml").write_text("post_hooks: []\n")
    asked = ("generate", "--path", "openapi.json", "--config", "config.yml", "--meta", "none", "--output-path", NAME)
    made = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "openapi_python_client", *asked, cwd=folder, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    said, _ = await made.communicate()
    assert made.returncode == 0, said.decode()
    return said.decode()


def _operation(tag: str, name: str) -> Any:
    return importlib.import_module(f"{NAME}.api.{tag}.{name}").asyncio


async def test_a_generated_client_works(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begins = (cast.olga,)
    async with api_at(database, *begins) as (stage, http):
        said = await _generate((await http.get("/api/openapi.json")).json(), tmp_path)
        assert "WARNING" not in said, said
        monkeypatch.syspath_prepend(tmp_path)
        models = importlib.import_module(f"{NAME}.models")
        made = importlib.import_module(NAME).AuthenticatedClient
        vera = stage.vera
        token = await token_of(vera, "Shop", Scope.ALL_READ, Scope.ALL_WRITE)
        client = made(base_url=f"{http.base_url}/api".replace("//api", "/api"), token=token)
        async with client:
            ticket = await _operation("tickets", "create_ticket")(
                client=client, idempotency_key="order-7",
                body=models.NewTicket(text="The parcel is late", external_id="u-1", priority=2, tags=["vip"]),
            )  # fmt: skip
            assert (ticket.number, ticket.status, ticket.priority, ticket.tags) == (1, "new", 2, ["vip"])
            page = await _operation("tickets", "list_tickets")(client=client, q="parcel", open_=True, limit=10)
            assert ([one.number for one in page.items], page.has_more, page.next_cursor) == ([1], False, None)
            answered = await _operation("team", "add_reply")(1, client=client, body=models.NewAnswer("It comes."))
            assert [one.text for one in answered.messages] == ["The parcel is late", "It comes."]
            said_to_all = await _operation("tickets", "list_messages")(1, client=client, limit=1)
            assert (said_to_all.has_more, said_to_all.items[0].by) == (True, "requester")
            closed = await _operation("tickets", "cancel_ticket")(1, client=client)
            assert closed.status == "cancelled"
            refused = await _operation("tickets", "get_ticket")(99, client=client)
            assert (refused.code, refused.status) == ("no-such-ticket", 404)
        assert (await Client(http, token).asks("GET", "/tickets/1"))["status"] == "cancelled"
