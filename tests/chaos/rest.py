"""When a desk has come to rest: nothing waits anywhere, and the board was read after the last change on it."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from tests.chaos.cast import Cast, buttons
from tests.chaos.city import City, now

_LOOK_SECONDS = 0.5
_PRESSED_AT = (1, 10, 30)  # the looks at which somebody presses
_WAITING = {
    "jobs": "select box || ' ' || coalesce(error, '') as what, count(*) as n from jobs"
    " where state = 'waiting' group by 1",
    "feed": "select 'not in order' as what, count(*) as n from events_feed where position is null having count(*) > 0",
    "crm": "select 'not queued' as what, count(*) as n from crm_changes having count(*) > 0",
    "subscriptions": "select 'behind' as what, count(*) as n from subscriptions"
    " where sent_to < (select max(position) from events_feed) having count(*) > 0",
    "commands": "select kind || ' ' || coalesce(error, '') as what, count(*) as n from board_commands"
    " where answered_at is null or error = 'answer lost' group by 1",
    "cards": "select 'changed or without a task' as what, count(*) as n from board_cards"
    " where gone is null and (dirty or task_id is null) having count(*) > 0",
    "tickets": "select 'draft or notice' as what, count(*) as n from tickets"
    " where file_at is not null or tell_at is not null or broadcast_due_at is not null having count(*) > 0",
    "rules": "select event as what, count(*) as n from rule_events"
    " where rule_id is null group by 1",  # one with a rule is above the rule's rate: it waits for minutes
    "questions": "select kind as what, count(*) as n from questions"
    " where answered_at is null and closed_at is null and due_at is not null group by 1",
}


class NoRestError(AssertionError):
    """Something still waits after all the patience."""


async def settle(city: City, cast: Cast, *, patience: float) -> float:
    """Wait until everything is at rest; returns after how many seconds. Raises `NoRestError` saying what waits."""
    loop = asyncio.get_running_loop()
    began, since, calm = loop.time(), now(), 0
    waits: list[str] = []
    pressed: Counter[tuple[int, int]] = Counter()
    while loop.time() < began + patience:
        await _answer_questions(city, cast, pressed)
        version = city.feed.version
        waits = await _waits(city, since)
        calm = calm + 1 if not waits and version == city.feed.version else 0
        if calm >= 3:
            return loop.time() - began
        await asyncio.sleep(_LOOK_SECONDS)
    raise NoRestError(f"no rest after {patience:.0f} s: {', '.join(waits) or 'it goes on changing'}")


async def all_heard(city: City, *, patience: float) -> None:
    """Wait until what people did so far is taken in and handled, or all patience is gone: what is late from before is
    not to meet what they do next."""
    heard = text("select not exists (select from jobs where box = 'from_telegram' and state = 'waiting')")
    end = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < end:
        with suppress(SQLAlchemyError, OSError):
            async with city.database.sessions() as session:
                if not len(city.telegram_world.updates) and (await session.execute(heard)).scalar_one():
                    return
        await asyncio.sleep(_LOOK_SECONDS)


async def _waits(city: City, since: datetime) -> list[str]:
    found = []
    if len(city.telegram_world.updates):
        found.append(f"{len(city.telegram_world.updates)} updates not fetched")
    try:
        async with city.database.sessions() as session:
            for name, query in _WAITING.items():
                found += [f"{name}: {row.n} {row.what}" for row in await session.execute(text(query))]
            read = (await session.execute(text("select min(pulled_at) from boards"))).scalar_one_or_none()
            if read is None or read <= since:
                found.append("the board was not read since")
    except (OperationalError, InterfaceError, OSError) as error:
        found.append(f"no database: {type(error).__name__}")
    return found


async def _answer_questions(city: City, cast: Cast, pressed: Counter[tuple[int, int]]) -> None:
    """Staff say where the words go that were asked about, and press again when nothing came of it; a requester's
    question runs out by itself."""
    for person in cast.everybody:
        for message in city.from_bot(person):
            data, asked = buttons(message), (person, message["message_id"])
            if "to:none" not in data:
                continue
            wanted = next((one for one in data if one.startswith("to:") and one[3:].isdigit()), "to:none")
            pressed[asked] += 1
            if pressed[asked] in _PRESSED_AT:
                await city.try_to(city.telegram, "press", person=person, message_id=asked[1], data=wanted)
