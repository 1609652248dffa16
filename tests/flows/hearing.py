"""The judge of `short_sentences.jsonl`: what people type to support, in its situation, and what became of it.

A line has `context` (what stands when the message comes), `text` or `sticker` (the emoji that it carries), and `label`:
each of those outcomes is right.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from desk.text.subject import strip_opening
from tests.flows.acts import answers, filed_and_resolved, filed_and_taken, files, new_messages
from tests.flows.hours import it_is
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage

ASKED = "Have you tried turning it off and on again?"
HEARD = {"reopen", "comment", "joins", "human", "files", "asks_which"}
"""Outcomes in which somebody hears the words. If one of them is right and nobody heard, that is severe."""
_CONTENT = {"en": "The gate of hall 5 is stuck", "ru": "Ворота пятого зала заело"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A line of the file."""

    id: str
    lang: str
    context: str
    label: list[str]
    text: str = ""
    sticker: str = ""
    asked: str = ASKED
    note: str = ""


def load() -> list[Sentence]:
    """Return the sentences."""
    lines = Path(__file__).with_name("short_sentences.jsonl").read_text("utf-8").splitlines()
    return [Sentence(**json.loads(line)) for line in lines]


@dataclass(slots=True)
class Scene:
    """A person, the agents, and what everybody's chat held before the sentence."""

    stage: Stage
    rita: Phone
    agents: list[Phone]
    number: int | None = None
    before: dict[str, list[dict[str, Any]]] = field(default_factory=dict)


async def set_scene(stage: Stage, agents: list[Phone], one: Sentence) -> Scene:
    """Bring a new person into the situation."""
    rita = await stage.phone(f"Rita {one.id}", language=one.lang)
    scene = Scene(stage, rita, agents)
    await _SCENES[one.context](scene, one)
    return scene


async def _nothing(scene: Scene, one: Sentence) -> None:
    await scene.rita.writes("/start")


async def _draft(scene: Scene, one: Sentence) -> None:
    await scene.rita.writes("The till in shop 7 prints nothing since this morning")


async def _open_new(scene: Scene, one: Sentence) -> None:
    scene.number = await files(scene.rita, "The till in shop 7 prints nothing")
    await scene.stage.pass_time(minutes=5)


async def _open_taken(scene: Scene, one: Sentence) -> None:
    scene.number = await filed_and_taken(scene.rita, scene.agents[0], "The till in shop 7 prints nothing")
    await scene.stage.pass_time(minutes=5)


async def _pending(scene: Scene, one: Sentence) -> None:
    await _open_taken(scene, one)
    await answers(scene.agents[0], scene.number or 0, one.asked)
    await scene.agents[0].presses(f"pending:{scene.number}")
    await scene.stage.pass_time(seconds=30)


async def _resolved(scene: Scene, one: Sentence) -> None:
    scene.number = await filed_and_resolved(scene.rita, scene.agents[0], "The till in shop 7 prints nothing")
    await scene.stage.pass_time(seconds=30)


async def _rated(scene: Scene, one: Sentence) -> None:
    await _resolved(scene, one)
    await scene.rita.presses(f"solved:{scene.number}:yes")
    await scene.rita.presses(f"rate:{scene.number}:5")


async def _two(scene: Scene, one: Sentence) -> None:
    scene.number = await filed_and_taken(scene.rita, scene.agents[0], "The till in shop 7 prints nothing")
    await filed_and_taken(scene.rita, scene.agents[1], "The network cable of shop 9 is torn")
    await scene.stage.pass_time(minutes=5)


async def _two_chosen(scene: Scene, one: Sentence) -> None:
    await _two(scene, one)
    await scene.rita.writes("it blinks red and yellow")
    await scene.rita.presses(f"to:{scene.number}")


async def _closed(scene: Scene, one: Sentence) -> None:
    await _rated(scene, one)
    await scene.stage.pass_time(minutes=30)


async def _night(scene: Scene, one: Sentence) -> None:
    await _reach(scene.stage, 23)
    await _nothing(scene, one)


async def _night_open(scene: Scene, one: Sentence) -> None:
    await _reach(scene.stage, 15)
    await _open_taken(scene, one)
    await _reach(scene.stage, 23)


async def _reach(stage: Stage, hour: int) -> None:
    """Move the clock to that hour of a day, forward."""
    at = stage.clock.at.replace(hour=hour, minute=0, second=0)
    await it_is(stage, at if at > stage.clock.at else at + timedelta(days=1))


_SCENES: dict[str, Callable[[Scene, Sentence], Awaitable[None]]] = {
    "newcomer": _nothing, "draft": _draft, "open_new": _open_new, "open_taken": _open_taken, "pending": _pending,
    "resolved": _resolved, "rated": _rated, "two": _two, "two_chosen": _two_chosen, "closed": _closed, "night": _night,
    "night_open": _night_open,
}  # fmt: skip


async def judge(scene: Scene, one: Sentence) -> set[str]:
    """Let the person say the sentence; return all outcomes that it had."""
    for phone in (scene.rita, *scene.agents):
        scene.before[phone.name] = await phone.received()
    if one.sticker:
        await scene.rita.sends("sticker", each={"emoji": one.sticker})
    else:
        await scene.rita.writes(one.text)
    await scene.stage.pass_time(seconds=3)
    outcomes = {name for name, has in _OUTCOMES.items() if await has(scene, one)}
    if "held" in outcomes:
        outcomes |= await _say_content(scene, one)
    return outcomes


async def _say_content(scene: Scene, one: Sentence) -> set[str]:
    """Wait 25 seconds, then say what it is about: an opener was right if nobody was called before, and the request is
    named after what it is about."""
    await scene.stage.pass_time(seconds=22)
    called = await _files(scene, one)
    await scene.rita.writes(_CONTENT[one.lang])
    await scene.stage.pass_time(seconds=40)
    subject = str(await _fetch(scene, "select subject from tickets where requester_id = :me order by id desc limit 1"))
    told = (one.text.strip(), strip_opening(one.text.strip()))
    if any(part and part.lower() in subject.lower() for part in told):
        return {"files"} if await _files(scene, one) else set()
    return {"opener"} if not called and _CONTENT[one.lang] in subject else set()


async def _fetch(scene: Scene, query: str) -> Any:
    """Return a figure of the person's own: `:me` is them, `:chat` their chat, `:number` the request in question."""
    mine = "with me as (select id from people where telegram_id = :chat) "
    given = {"chat": scene.rita.id, "number": scene.number or 0}
    query = mine + query.replace(":me", "(select id from me)")
    asked = {name: value for name, value in given.items() if f":{name}" in query}
    async with scene.stage.database.unit_of_work() as session:
        return await session.scalar(text(query), asked)


async def _status(scene: Scene) -> str:
    return str(await _fetch(scene, "select status from tickets where number = :number"))


async def _news(scene: Scene, phone: Phone) -> list[dict[str, Any]]:
    return await new_messages(phone, scene.before[phone.name])


async def _told(scene: Scene, one: Sentence) -> bool:
    """An agent has a new message, or the card of an untaken request shows the words."""
    for phone in scene.agents:
        news = await _news(scene, phone)
        if any(one.text in words(m) if one.text else True for m in news):
            return True
        cards = [m for m in await phone.received() if f"claim:{scene.number}" in buttons(m)]
        if any(one.text and one.text in words(m) for m in cards):
            return True
    return False


async def _confirm(scene: Scene, one: Sentence) -> bool:
    return one.context == "resolved" and await _status(scene) == "closed"


async def _reopen(scene: Scene, one: Sentence) -> bool:
    if one.context == "resolved":
        return await _status(scene) == "reopened" and await _told(scene, one)
    offered = any(f"reopen:{scene.number}" in buttons(m) for m in await _news(scene, scene.rita))
    return one.context in ("rated", "closed") and offered and await _told(scene, one)


async def _comment(scene: Scene, one: Sentence) -> bool:
    same = await _status(scene) in ("new", "assigned", "in_progress", "resolved")
    return scene.number is not None and same and await _told(scene, one)


async def _joins(scene: Scene, one: Sentence) -> bool:
    count = await _fetch(
        scene, "select count(*) from entries e join tickets t on t.id = e.ticket_id where t.requester_id = :me"
    )
    return one.context == "draft" and int(count) == 2


async def _is_quiet(scene: Scene, phones: list[Phone]) -> bool:
    return not [m for phone in phones for m in await _news(scene, phone)]


async def _small_talk(scene: Scene, one: Sentence) -> bool:
    filed = await _fetch(scene, "select count(*) from tickets where requester_id = :me")
    quiet = await _is_quiet(scene, [scene.rita, *scene.agents])
    return quiet and int(filed) == (0 if scene.number is None else 2 if one.context.startswith("two") else 1)


async def _greeting(scene: Scene, one: Sentence) -> bool:
    asked = any(words(m).endswith(("What happened?", "Что случилось?")) for m in await _news(scene, scene.rita))
    newest = await _fetch(scene, "select max(number) from tickets where requester_id = :me")
    return asked and newest == scene.number and await _is_quiet(scene, scene.agents)


async def _held(scene: Scene, one: Sentence) -> bool:
    drafts = await _fetch(scene, "select count(*) from tickets where requester_id = :me and filed_at is null")
    return one.context in ("newcomer", "night", "closed", "two") and int(drafts) == 1


async def _files(scene: Scene, one: Sentence) -> bool:
    filed = await _fetch(
        scene,
        "select count(*) from tickets where requester_id = :me and filed_at is not null and number > :number",
    )
    return int(filed) == (2 if one.context.startswith("two") else 1)


async def _asks_state(scene: Scene, one: Sentence) -> bool:
    slots = "select count(*) from messages m where m.chat_id = :chat and (m.slot like 'state:%' or m.slot = 'list')"
    return int(await _fetch(scene, slots)) > 0


async def _human(scene: Scene, one: Sentence) -> bool:
    slots = "select count(*) from messages m where m.chat_id = :chat and m.slot like 'human:%'"
    return int(await _fetch(scene, slots)) > 0


async def _never_mind(scene: Scene, one: Sentence) -> bool:
    asked = any("to:none" in buttons(m) and f"to:{scene.number}" in buttons(m) for m in await _news(scene, scene.rita))
    if one.context == "draft":
        return any("to:none" in buttons(m) for m in await _news(scene, scene.rita))
    return asked and await _told(scene, one)


async def _rating_comment(scene: Scene, one: Sentence) -> bool:
    word = await _fetch(scene, "select rating_words from tickets where number = :number")
    return one.context == "rated" and bool(word) and await _is_quiet(scene, scene.agents)


async def _asks_which(scene: Scene, one: Sentence) -> bool:
    return any(f"to:{scene.number}" in buttons(m) and "to:new" in buttons(m) for m in await _news(scene, scene.rita))


_OUTCOMES: dict[str, Callable[[Scene, Sentence], Awaitable[bool]]] = {
    "confirm": _confirm, "reopen": _reopen, "comment": _comment, "joins": _joins, "small_talk": _small_talk,
    "greeting": _greeting, "held": _held, "status": _asks_state, "human": _human, "never_mind": _never_mind,
    "rating_comment": _rating_comment, "asks_which": _asks_which,
}  # fmt: skip


def is_severe(one: Sentence, outcomes: set[str]) -> bool:
    """Return True if somebody should have heard and nobody did, or a no counted as a yes."""
    wanted = set(one.label)
    heard = outcomes & (HEARD | {"never_mind", "held"})
    return bool(wanted & HEARD and not wanted & outcomes and not heard) or ("confirm" in outcomes - wanted)
