"""How many messages an hour of work costs: twelve requests and three agents, counted over the whole bot.

A quarter of the hour is played and counts four times; `REQUESTS` of 12 plays all of it.

Each request is taken, answered twice, gets a further word, is resolved and confirmed. What stands in a chat at the end
counts, also Telegram's own lines of topics; edits do not. Print the table with `-s`.
"""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.group import GroupChat
from tests.flows.phone import Phone, buttons
from tests.flows.stage import VERA, Stage, staged

pytestmark = pytest.mark.sentence("5 Guarantees")

RULES: dict[str, Any] = {"board": False, "requests__intake_quiet": timedelta()}
REQUESTS, AN_HOUR = 3, 12
MOST = {"private": (16, 16, 5), "cards": (30, 5, 4), "topics": (45, 5, 4)}
"""By how the team works: the most messages that an agent receives in all, those in private, and those that a requester
receives; where Take is pressed one of these says who has the request."""


async def _connect(stage: Stage, mode: str) -> GroupChat:
    about = await stage.telegram.do("group", person=VERA, title="The team")
    group = GroupChat(stage, about["id"])
    if mode == "topics":
        await stage.telegram.do("group/forum", chat=group.id)
    rights = ["can_manage_topics", "can_delete_messages", "can_pin_messages"]
    await stage.telegram.do("group/admin", person=VERA, chat=group.id, rights=rights)
    await stage.settle()
    for step in ("team", *(["topics"] if mode == "topics" else []), "here"):
        said = next(m for m in reversed(await group.received()) if f"team_chat:1:{step}" in buttons(m))
        await stage.telegram.do(
            "press", person=VERA, chat=group.id, message_id=said["message_id"], data=f"team_chat:1:{step}"
        )
        await stage.settle()
    return group


async def _count(stage: Stage, chat: int) -> int:
    """Return how many of the bot's messages stand in a chat, with Telegram's own lines but for the pinned queue."""
    view = await stage.telegram.read("chat", person=chat)
    return len([m for m in view["messages"] if m["from"] == "bot" and not m["deleted"]])


async def _write(group: GroupChat | None, agent: Phone, number: int, text: str) -> None:
    """The agent replies to the card, or writes into the topic."""
    if group is None:
        card = await agent.message_with(f"resolve:{number}")
        await agent.writes(text, reply_to=card["message_id"])
        return
    said = next(m for m in reversed(await group.received()) if f"open:{number}" in buttons(m))
    more = {"topic": said["topic"]} if said["topic"] else {"reply_to": said["message_id"]}
    await group.write(agent, text, **more)


async def _work_through(stage: Stage, mode: str, agent: Phone, number: int) -> int:
    """One request from its first word to its end; return how many messages its requester got."""
    group = stage.begun.get("group")
    rita = await stage.phone(f"Rita{number}")
    await rita.writes("The projector of the large hall is dark")
    if group is None:
        await agent.presses(f"claim:{number}")
    await _write(group, agent, number, "I am looking at it")
    await rita.writes("It smells burnt, too")
    await _write(group, agent, number, "I have changed the lamp")
    if group is None:
        await agent.presses(f"resolve:{number}")
    else:
        await _write(group, agent, number, "/resolve")
    await rita.presses(f"solved:{number}:yes")
    await stage.pass_time(minutes=60 // AN_HOUR)
    return await _count(stage, rita.id)


@pytest.mark.limit(600)
@pytest.mark.parametrize("mode", list(MOST))
async def test_an_hour_of_twelve_requests_and_three_agents(database: Database, mode: str) -> None:
    async with staged(database, **RULES) as stage:
        agents = [await stage.agent(name) for name in ("Olga", "Ivan", "Pavel")]
        group = await _connect(stage, mode) if mode != "private" else None
        stage.begun["group"] = group
        chats = [one.id for one in agents] + ([group.id] if group is not None else [])
        before = [await _count(stage, chat) for chat in chats]
        requester = [await _work_through(stage, mode, agents[n % 3], n + 1) for n in range(REQUESTS)]
        after = [await _count(stage, chat) for chat in chats]
        new = [(now - was) * AN_HOUR // REQUESTS for now, was in zip(after, before, strict=True)]
        of_group = new[3] if group is not None else 0
        print(f"{mode}: requester {requester} · in private {new[:3]} · group {of_group}")  # noqa: T201
        most, in_private, of_requester = MOST[mode]
        assert max(requester) <= of_requester
        assert max(new[:3]) <= in_private and max(new[:3]) + of_group <= most
