"""What goes wrong in a day, decided by a seed: which process dies when, who answers how, what becomes of hints."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from sandbox.crm import CrmFault
from tests.chaos.city import CRASH, IMMEDIATE, City, hook_of

Row = dict[str, Any]
_ELECTED = "elected: polling"
PLACES = ("fetch", "part", "store", "stored", "mail", "body", "end", "taken")
"""Where the mail server may cut a talk."""
_METHODS = ("*", "send*", "edit*", "getUpdates", "answerCallbackQuery", "setMessageReaction", "createForumTopic")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One order: at which second of the day, what, with which figures."""

    at: float
    what: str
    figures: Row


@dataclass(slots=True)
class Plan:
    """All of a day's trouble, in time; `done` counts it."""

    troubles: list[Trouble]
    done: Counter[str] = field(default_factory=Counter)


def plan(seed: int, *, seconds: float, kills: int) -> Plan:
    """The same seed, length and number of kills give the same plan."""
    dice = random.Random(f"trouble {seed}")
    made = [_kill(dice, seconds) for _ in range(kills)]
    made += [_at(dice, seconds, "database", hard=dice.random() < 0.5) for _ in range(max(1, round(seconds / 40)))]
    made += [_at(dice, seconds, "telegram", **_telegram(dice)) for _ in range(round(seconds / 2.5))]
    made += [_at(dice, seconds, "todoist", **_todoist(dice)) for _ in range(round(seconds / 2.5))]
    for side in ("telegram", "todoist"):
        long = min(12.0, seconds / 5)
        made += [
            _at(dice, seconds, "away", side=side, seconds=dice.uniform(2, long)) for _ in range(round(seconds / 45))
        ]
    made += [_at(dice, seconds, "webhooks", **_hooks(dice)) for _ in range(max(2, round(seconds / 12)))]
    made += [_at(dice, seconds, "catcher", **_catcher(dice)) for _ in range(max(1, round(seconds / 10)))]
    made += [_at(dice, seconds, "crm", **_crm(dice)) for _ in range(max(2, round(seconds / 6)))]
    made += [_at(dice, seconds, "seats", delay=dice.uniform(0.5, 1.5)) for _ in range(max(1, round(seconds / 12)))]
    made += [_at(dice, seconds, "token", answer=dice.choice(["error", "full"])) for _ in range(round(seconds / 40))]
    made += [_at(dice, seconds, "stop", **_stop(dice)) for _ in range(max(1, round(seconds / 45)))]
    made += [_at(dice, seconds, "cut", **_cut(dice)) for _ in range(max(1, round(seconds / 45)))]
    made += [_at(dice, seconds, "post", **_post(dice)) for _ in range(max(2, round(seconds / 8)))]
    return Plan(sorted(made, key=lambda one: one.at))


def _at(dice: random.Random, length: float, what: str, **figures: Any) -> Trouble:
    return Trouble(dice.uniform(0, length), what, figures)


def _kill(dice: random.Random, seconds: float) -> Trouble:
    """Mostly one of two; sometimes the last one too, and a while nobody is there."""
    door = dice.choice(["bot", "bot", "todoist_sync", "web"])
    pause = dice.choice([0.0, 0.0, 0.0, 0.5, 1.5])
    return _at(dice, seconds, "kill", door=door, slot=dice.randrange(100), pause=pause)


def _telegram(dice: random.Random) -> Row:
    order: Row = {"method": dice.choice(_METHODS), "times": dice.randint(1, 3)}
    return order | dice.choice(
        [
            {"retry_after": dice.randint(1, 4)},
            {"status": 500},
            {"html": True},
            {"status": 502, "html": True, "after": True},
            {"reset": True},
            {"after": True},
            {"after": True},
            {"delay": dice.uniform(0.2, 3)},
        ]
    )


def _todoist(dice: random.Random) -> Row:
    order: Row = {"path": dice.choice(["*", "sync"]), "times": dice.randint(1, 3)}
    return order | dice.choice(
        [
            {"status": 429, "retry_after": dice.randint(1, 3)},
            {"status": 500},
            {"status": 502, "html": True},
            {"status": 502, "html": True, "after": True},
            {"reset": True},
            {"reset": True, "after": True},
            {"reset": True, "after": True, "commands": dice.randint(0, 2)},
            {"delay": dice.uniform(0.2, 2)},
        ]
    )


def _catcher(dice: random.Random) -> Row:
    return {"how": dice.choice(["away", "fails"]), "seconds": dice.uniform(0.3, 3)}


def _crm(dice: random.Random) -> Row:
    return {"times": dice.randint(1, 2)} | dice.choice(
        [
            {"status": 503},
            {"status": 500, "times": 1},
            {"status": 429},
            {"lost": True},
            {"lost": True},
            {"delay": dice.uniform(0.2, 3)},
        ]
    )


def _stop(dice: random.Random) -> Row:
    """A process that hangs: the elected one, or any; shorter and longer than others wait for it."""
    return {"elected": dice.random() < 0.5, "slot": dice.randrange(100), "seconds": dice.uniform(2, 16)}


def _cut(dice: random.Random) -> Row:
    return {"slot": dice.randrange(100), "seconds": dice.uniform(2, 16)}


def _post(dice: random.Random) -> Row:
    """The process of the mailbox dies; or its server is away, or cuts a talk."""
    return {"slot": dice.randrange(100)} | dice.choice(
        [{"kill": True}, {"kill": True}, {"away": dice.uniform(0.5, 4)}, {"cut": dice.choice(PLACES)}]
    )


def _hooks(dice: random.Random) -> Row:
    return {
        "mode": dice.choice(["on", "on", "lose"]),
        "duplicate": dice.random() < 0.4,
        "swap": dice.random() < 0.4,
        "delay": dice.choice([0, 0, 0.3, 1.5]),
        "before_response": dice.random() < 0.4,
        "slot": dice.randrange(100),
    }


async def make(plan: Plan, city: City) -> None:
    """Let everything of the plan happen at its time; returns when the last of it has begun and ended."""
    began = asyncio.get_running_loop().time()
    async with asyncio.TaskGroup() as group:
        for one in plan.troubles:
            await asyncio.sleep(max(0.0, began + one.at - asyncio.get_running_loop().time()))
            plan.done[one.what] += 1
            group.create_task(_DO[one.what](city, dict(one.figures)))


async def clear(city: City) -> None:
    """Nothing goes wrong any more."""
    await city.telegram.do("fault/clear")
    await city.todoist.do("fault/clear")
    await city.todoist.do("webhooks", mode="on", duplicate=False, swap=False, delay=0, before_response=False)
    city.catcher.away = city.catcher.fails = False
    city.crm.faults.clear()
    city.post.is_away = False
    city.post.cuts.clear()
    await city.settle_fleets()


async def _do_kill(city: City, figures: Row) -> None:
    fleet = {"bot": city.bots, "todoist_sync": city.mirrors, "web": city.webs}[figures["door"]]
    if not fleet.running:
        return
    slot = fleet.running[figures["slot"] % len(fleet.running)]
    await fleet.kill(slot)
    await asyncio.sleep(figures["pause"])
    await fleet.start(slot)


async def _do_stop(city: City, figures: Row) -> None:
    """One `bot` process lives, but does nothing."""
    if not city.bots.running:
        return
    slot = city.bots.find_last(_ELECTED) if figures["elected"] else None
    pid = city.bots.pause(slot if slot is not None else city.bots.running[figures["slot"] % len(city.bots.running)])
    await asyncio.sleep(figures["seconds"])
    city.bots.resume(pid)


async def _do_cut(city: City, figures: Row) -> None:
    """One `bot` process has no way to Telegram; the others have."""
    way = city.ways[figures["slot"] % len(city.ways)]
    await way.cut()
    await asyncio.sleep(figures["seconds"])
    await way.mend()


async def _do_database(city: City, figures: Row) -> None:
    city.kill_database(CRASH if figures["hard"] else IMMEDIATE)


async def _do_seats(city: City, figures: Row) -> None:
    """Telegram's answers are slow, and while they are awaited the database loses who waits for them."""
    await city.telegram.do("fault", method="send*", delay=figures["delay"], times=6)
    await asyncio.sleep(figures["delay"] / 2)
    await city.terminate_seats()


async def _do_telegram(city: City, figures: Row) -> None:
    await city.telegram.do("fault", **figures)


async def _do_todoist(city: City, figures: Row) -> None:
    await city.todoist.do("fault", **figures)


async def _do_away(city: City, figures: Row) -> None:
    controls = city.telegram if figures["side"] == "telegram" else city.todoist
    order = (await controls.do("fault", reset=True, times=None))["id"]
    await asyncio.sleep(figures["seconds"])
    await controls.do("fault/clear", id=order)


async def _do_webhooks(city: City, figures: Row) -> None:
    slot = figures.pop("slot") % len(city.mirrors.settings)
    await city.todoist.do("webhooks", url=hook_of(city, slot), **figures)


async def _do_catcher(city: City, figures: Row) -> None:
    setattr(city.catcher, figures["how"], True)
    await asyncio.sleep(figures["seconds"])
    setattr(city.catcher, figures["how"], False)


async def _do_crm(city: City, figures: Row) -> None:
    city.crm.faults.append(CrmFault(**figures))


async def _do_post(city: City, figures: Row) -> None:
    if "kill" in figures and city.mails.running:
        slot = city.mails.running[figures["slot"] % len(city.mails.running)]
        await city.mails.kill(slot)
        await city.mails.start(slot)
    elif "away" in figures:
        city.post.is_away = True
        await asyncio.sleep(figures["away"])
        city.post.is_away = False
    elif "cut" in figures:
        city.post.cuts[figures["cut"]] = 1


async def _do_token(city: City, figures: Row) -> None:
    await city.todoist.do("sync_token/reject", **figures)


_DO: dict[str, Callable[[City, Row], Coroutine[Any, Any, None]]] = {
    "kill": _do_kill,
    "stop": _do_stop,
    "cut": _do_cut,
    "database": _do_database,
    "seats": _do_seats,
    "telegram": _do_telegram,
    "todoist": _do_todoist,
    "away": _do_away,
    "webhooks": _do_webhooks,
    "token": _do_token,
    "catcher": _do_catcher,
    "crm": _do_crm,
    "post": _do_post,
}
