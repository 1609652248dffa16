"""The beginnings of many flows: a request filed, taken, resolved; and whether a message came with a sound."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from typing import Any

from sqlalchemy import text, update

from db.models import Person
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import execute, scalar, scalars

PRINTER = "The printer on the second floor is on fire"


async def filed(phone: Phone, asked: str = PRINTER) -> int:
    """File a request of this person that is sent to the desk; return its number."""
    await phone.drafts(f"/new {asked}")
    send = next(b for b in await phone.buttons() if b.startswith("send:"))
    await phone.presses(send)
    return int(send.partition(":")[2])


async def taken(phone: Phone, agent: Phone, asked: str = PRINTER) -> int:
    """File a request that this agent takes; return its number."""
    number = await filed(phone, asked)
    await agent.presses(f"claim:{number}")
    return number


async def through(
    states: Iterable[str], stage: Stage, phone: Phone, agent: Phone, asked: str = PRINTER
) -> AsyncIterator[tuple[str, int]]:
    """Yield one ticket in each of these statuses, whatever happened to it in the one before.

    The agent has it except while it is new, which can only come first.
    """
    number = await filed(phone, asked)
    for state in states:
        was = await status(stage, number)
        over = was in ("resolved", "cancelled") and was != state
        ways = {
            "new": (),
            "assigned": ("/claim {}", "/release {}", "/claim {}"),
            "in_progress": ("/claim {}", "/progress {}"),
            "pending": ("/claim {}", "/pending {}"),
            "on_hold": ("/claim {}", "/hold {} the electrician"),
            "resolved": ("/resolve {}",),
            "reopened": () if over else ("/resolve {}", "/reopen {}"),
        }
        for way in (*(("/reopen {}",) if over else ()), *ways[state]):
            await agent.writes(way.format(number))
        assert await status(stage, number) == state
        yield state, number


async def card_of(agent: Phone, number: int) -> dict[str, Any]:
    """Return the newest card of a ticket in an agent's chat: a text that begins with its sign and number, after a
    line or not."""
    for message in reversed(await agent.received()):
        if re.search(rf"(?:^|\n\n)\S+ #{number}\b", words(message)) and f"open:{number}" in buttons(message):
            return message
    raise AssertionError(f"{agent.name} has no card of #{number}: {await agent.texts()}")


async def answers(agent: Phone, number: int, said: str, **more: Any) -> int:
    """Reply to the card; return the id of the agent's message."""
    return await agent.writes(said, reply_to=(await card_of(agent, number))["message_id"], **more)


async def since(phone: Phone, before: int) -> list[str]:
    """Return the texts of the bot's messages after the first `before`."""
    return (await phone.texts())[before:]


async def rang(stage: Stage, phone: Phone, said: str) -> bool:
    """Return True if the newest message to this person with these words came with a sound."""
    calls = (await stage.telegram.read("calls"))["recent"]
    sent = [c["params"] for c in calls if c["ok"] and c["method"].lower().startswith("send")]
    ours = [p for p in sent if str(p.get("chat_id")) == str(phone.id) and said in str(p.get("text", p.get("caption")))]
    assert ours, f"{phone.name} was sent nothing with {said!r}"
    return str(ours[-1].get("disable_notification", "")).lower() not in ("true", "1")


async def row(stage: Stage, query: str, **given: Any) -> Any:
    """Return the first row of a query on the desk's tables."""
    async with stage.database.sessions() as session:
        return (await session.execute(text(query), given)).first()


async def may(stage: Stage, phone: Phone, **grants: bool) -> None:
    """Let a member of the team differ from their role in these grants, and in no others."""
    await execute(stage, update(Person).where(Person.telegram_id == phone.id).values(grants=grants))


async def status(stage: Stage, number: int) -> str:
    """Return a ticket's status as it is stored."""
    return str((await row(stage, "select status from tickets where number = :n", n=number)).status)


async def assignee(stage: Stage, number: int) -> str | None:
    """Return the name of a ticket's assignee."""
    query = "select p.name from tickets t left join people p on p.id = t.assignee_id where t.number = :n"
    return await scalar(stage, query, n=number)


async def changes(stage: Stage, number: int, field: str = "status") -> list[tuple[str | None, str | None, str]]:
    """Return what the history has of one field: old, new and origin, oldest first."""
    query = (
        "select h.old, h.new, h.origin from history h join tickets t on t.id = h.ticket_id "
        "where t.number = :n and h.field = :f order by h.id"
    )
    async with stage.database.sessions() as session:
        return [tuple(r) for r in await session.execute(text(query), {"n": number, "f": field})]  # type: ignore[misc]


async def entries_of(stage: Stage, number: int) -> list[str]:
    """Return the entries of a ticket, notes included, oldest first."""
    entries = "select body from entries e join tickets t on t.id = e.ticket_id where t.number = :n"
    query = f"{entries} and e.kind <> 'remark' order by e.id"
    return [str(body) for body in await scalars(stage, query, n=number)]


HELD = ("new", "assigned", "in_progress", "pending", "on_hold", "reopened")


async def brought_to(stage: Stage, rita: Phone, olga: Phone, wanted: str, *, held: bool = True) -> None:
    """Put Rita's ticket 1 into this status, with Olga as assignee or none: as earlier versions could leave it."""
    await filed(rita)
    if held:
        await olga.writes("/claim 1")
    if wanted == "reopened":
        await olga.writes("/resolve 1")
        await rita.presses("solved:1:no")
        if not held:
            await olga.writes("/release 1")
    if wanted in ("in_progress", "pending"):
        await olga.writes(f"/{wanted.removeprefix('in_')} 1")
    if wanted == "on_hold":
        await olga.writes("/hold 1 why")
    if not held:
        await execute(stage, "update tickets set assignee_id = null where number = 1")
    assert await status(stage, 1) == wanted
    assert await assignee(stage, 1) == ("Olga" if held else None)
