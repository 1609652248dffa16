"""How the words of an integration are written: as they are, or with Markdown as formatting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from desk.integrations.scopes import Scope
from tests.flows import cast
from tests.flows.acts import files
from tests.flows.api.client import Client, api_at, token_of
from tests.flows.phone import words
from tests.flows.stage import Stage

pytestmark = pytest.mark.sentence("Systems and the API")

SAID = "Please use the **second** form: [download](https://shop.example/form) for 2 * 3 * 4"
MEANT = "Please use the second form: download for 2 * 3 * 4"


@pytest_asyncio.fixture
async def desk(database: Database) -> AsyncIterator[tuple[Stage, Client]]:
    """A desk with a system that answers requesters."""
    begins = (cast.rita, cast.olga)
    async with api_at(database, *begins) as (stage, http):
        scopes = (Scope.ALL_READ, Scope.ALL_WRITE, Scope.NOTES)
        yield stage, Client(http, await token_of(stage.vera, "Crm", *scopes))


def _formatted(message: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [
        (one["type"], one.get("url"))
        for one in message.get("entities", [])
        if one["type"] in ("bold", "text_link") and one["offset"] >= words(message).index("Please")
    ]


@pytest.mark.parametrize(
    ("given", "is_read"), [({}, False), ({"format": "plain"}, False), ({"format": "markdown"}, True)]
)
async def test_an_answer_is_read_as_its_format_says(
    desk: tuple[Stage, Client], given: dict[str, str], is_read: bool
) -> None:
    stage, crm = desk
    rita = stage.rita
    number = await files(rita, "The form does not open")
    await crm.asks("POST", f"/tickets/{number}/replies", {"text": SAID, **given})
    assert crm.status == 201
    await stage.settle()
    got = await rita.containing("form:")
    assert (MEANT if is_read else SAID) in words(got)
    formatted = [("bold", None), ("text_link", "https://shop.example/form")]
    assert _formatted(got) == (formatted if is_read else [])
