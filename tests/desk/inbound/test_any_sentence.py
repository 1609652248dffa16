"""Whatever somebody types, it is stored, and somebody is told unless it is small talk: random short sentences."""

import os
import random
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Entry, Job, JobState, Origin, Person, Question, QuestionKind, Ticket
from desk import Desk, ratings
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import receiver
from desk.inbound.routing_types import AskedFor, Destination
from desk.text import RichText, hear
from desk.text.short_sentences import _know
from desk.tickets import assignment, closing, lifecycle
from tests.desk.stage import Someone, Stage

pytestmark = [pytest.mark.sentence("2.8 Small talk")]

SENTENCES = int(os.environ.get("PROPERTY_EXAMPLES", "40")) * 5
"""How many in all situations together; `make properties` says ten thousand examples."""
_CONTENT = ["printer", "принтер", "room", "в", "зале", "41", "code", "код", "xyzzy", "door", "the", "красная", "7b"]
_SIGNS = ["", "", "", "!", "?", "...", "(", ")", " :(", "!!!", "//", "…"]


class _TakenBack(Exception):
    """Rolls a unit of work back."""


def _make_sentence(rng: random.Random) -> str:
    """Make up a sentence of known phrases, other words, emoji and signs."""
    phrases, emoji = list(_know().phrases), list(_know().emoji)
    parts = [
        rng.choice([lambda: " ".join(rng.choice(phrases)), lambda: rng.choice(_CONTENT), lambda: rng.choice(emoji)])()
        for _ in range(rng.randint(1, 3))
    ]
    return " ".join(parts) + rng.choice(_SIGNS)


async def _open(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    await stage.shown(olga, f"card:{number}", number)


async def _taken(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _open(stage, rita, olga)
    await stage.does(olga, assignment.claim, 1)


async def _asked(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _taken(stage, rita, olga)
    await stage.does(olga, thread.add_reply, 1, NewEntry(RichText("Is it switched on?")))


async def _pending(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.set_pending, 1)


async def _resolved(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.resolve, 1)
    stage.later(minutes=1)
    await stage.ticks()


async def _rated(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, 1)
    await stage.does(rita, ratings.rate_solution, 1, 5)


async def _two(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _taken(stage, rita, olga)
    number = await stage.files(rita, "The cable of shop 9 is torn")
    await stage.shown(olga, f"card:{number}", number)


async def _never_mind(stage: Stage, rita: Someone, olga: Someone) -> None:
    await _taken(stage, rita, olga)
    await stage.says(rita, "never mind")
    stage.later(minutes=1)


async def _nothing(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Nobody has asked anything."""


_SITUATIONS: dict[str, Callable[[Stage, Someone, Someone], Awaitable[None]]] = {
    "nothing": _nothing, "open": _open, "taken": _taken, "pending": _pending, "resolved": _resolved, "rated": _rated,
    "two": _two, "never mind": _never_mind, "asked": _asked,
}  # fmt: skip


@pytest.mark.limit(3600)
@pytest.mark.parametrize("name", _SITUATIONS)
async def test_nothing_that_is_said_is_lost_and_nobody_misses_what_needs_them(
    stage: Stage, rita: Someone, olga: Someone, name: str
) -> None:
    await _SITUATIONS[name](stage, rita, olga)
    await stage.sent()
    rng = random.Random(f"{name} 2026")
    for _ in range(max(1, SENTENCES // len(_SITUATIONS))):
        await _say(stage, rita, olga, _make_sentence(rng), may_answer=name == "asked")


async def _say(stage: Stage, rita: Someone, olga: Someone, text: str, *, may_answer: bool) -> None:
    incoming = stage.message(rita, text)
    with pytest.raises(_TakenBack):
        async with stage.database.unit_of_work() as session:
            me = await session.get_one(Person, rita.id)
            desk = Desk(session, Origin.TELEGRAM, me, now=stage.now, rules=stage.rules)
            heard = await receiver.receive_message(desk, incoming, {})
            await session.flush()
            await queue.flush_jobs(session)
            kept = await session.scalars(select(Entry.body))  # two lines at once are one entry
            stored = any(text.strip() in body for body in kept)
            told = await _count_letters(session, olga) > 0
            waits = await _is_asked_or_gathered(session, rita)
            unsaid = heard.destination in (Destination.HELP, Destination.GREETING, Destination.NUMBER)
            assert stored != unsaid, (text, heard)
            said = hear(text)
            idle = said.is_small_talk or said.is_greeting or said.is_praise or heard.asked_for is AskedFor.CLOSE
            idle = idle and not may_answer
            settled = heard.asked_for is AskedFor.SOLVED and said.confirms
            assert told or waits or idle or settled or unsaid, (text, heard)
            raise _TakenBack


async def _count_letters(session: AsyncSession, olga: Someone) -> int:
    found = await session.scalar(
        select(func.count()).select_from(Job).where(Job.person_id == olga.id, Job.state == JobState.WAITING)
    )
    return int(found or 0)


async def _is_asked_or_gathered(session: AsyncSession, rita: Someone) -> bool:
    """A draft gathers the words, or they wait under a question: both are told when their time is over."""
    drafts = select(Ticket.id).where(Ticket.requester_id == rita.id, Ticket.filed_at.is_(None))
    asks = select(Question.id).where(
        Question.person_id == rita.id, Question.kind == QuestionKind.WHICH_TICKET, Question.answered_at.is_(None)
    )
    return any([await session.scalar(one.limit(1)) is not None for one in (drafts, asks)])
