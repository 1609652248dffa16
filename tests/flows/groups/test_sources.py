"""Group chats and forwarded messages are sources of requests: in figures, in rules and through the API."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from desk.integrations.scopes import Scope
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleTrigger
from tests.flows.api.client import URL, Client, api_of, token_of
from tests.flows.group import BOT, make_group
from tests.flows.stage import staged
from tests.flows.test_forwards import of_user
from tests.flows.test_rules import ruled
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("Requests from groups")


@IN_BOTH
async def test_a_group_and_a_forward_are_sources(database: Database, language: str) -> None:
    rules: dict[str, Any] = {"web__url": URL, "requests__intake_quiet": timedelta(), "locale": language}
    async with staged(database, board=False, **rules) as stage, api_of(stage) as http:
        vera, nina = stage.vera, await stage.phone("Nina", language=language)
        client = Client(http, await token_of(vera, "Crm", Scope.ALL_READ))
        await vera.writes(f"/language {language}")
        await vera.writes("/settings forwards on")
        only = Condition(ConditionField.CHANNEL, ("group",)), Action(ActionKind.PRIORITY, 2)
        await ruled(stage, "Groups first", RuleTrigger.FILED, *only)
        await (await make_group(stage)).write(nina, f"{BOT} The projector is broken")
        await vera.writes("The lamp is broken", forward_origin=of_user(nina))
        await nina.writes("/new The door is broken")
        await stage.pass_time(minutes=1)
        seen = [await client.asks("GET", f"/tickets/{number}") for number in (1, 2, 3)]
        assert [(one["source"], one["group"], one["priority"]) for one in seen] == [
            ("group", "Hackathon", 2), ("forward", None, 3), ("telegram", None, 3),
        ]  # fmt: skip
        await vera.writes("/history 1")
        assert text_of("history-door", language, origin="group") in await vera.reads()
        for source in ("group", "forward"):
            await vera.writes(f"/stats filed source={source} today")
            shown = await vera.reads()
            assert text_of("stats-source", language, source=source) in shown and shown.rstrip().endswith("1"), shown
