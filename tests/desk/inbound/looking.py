"""What a message meets, asked for as a door does it."""

from datetime import timedelta
from typing import Any

from db.models import Question, QuestionKind
from desk.inbound.message_lookup import look_up_message
from desk.inbound.reply_target import find_reply
from desk.inbound.routing_context import build_context
from desk.inbound.routing_types import Reply, RoutingContext, WordTraits
from tests.desk.stage import Someone, Stage
from tests.sql import add

PRINTER = "The printer on floor 2 is on fire"
CHAIR = "Somebody stole my chair again"
MOMENT = timedelta(microseconds=1)
HOURS = timedelta(hours=1)
LATER = dict.fromkeys(("ended_at", "rating_asked_at"), timedelta(days=9)) | {"rated_at": timedelta(0), "rating": 5}


async def looks(stage: Stage, who: Someone, text: str = "words", **more: Any) -> RoutingContext:
    """What their words meet."""
    incoming = stage.message(who, text, **more)

    async def looking(desk: Any) -> RoutingContext:
        return await build_context(desk, incoming, await look_up_message(desk, incoming), {})

    situation: RoutingContext = await stage.does(who, looking)
    return situation


async def replied(stage: Stage, who: Someone, to: int, **more: Any) -> Reply | None:
    """What their words to that message of their chat reply to."""
    incoming = stage.message(who, "words", reply_to_message_id=to, **more)
    found: Reply | None = await stage.does(who, find_reply, incoming, WordTraits(), {})
    return found


async def is_asked(stage: Stage, who: Someone, kind: QuestionKind, **more: Any) -> int:
    """A question to them, open for two minutes; its id."""
    due = stage.now + timedelta(minutes=2)
    return (
        await add(
            stage,
            Question(**{"person_id": who.id, "kind": kind, "data": {}, "asked_at": stage.now, "due_at": due, **more}),
        )
    ).id


async def id_of(stage: Stage, number: int) -> int:
    """Of the ticket with this number."""
    return (await stage.ticket(number)).id
