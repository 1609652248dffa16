"""kill -9 of either process, or of the one that does everything, at each of twenty moments of the story: it completes,
nothing is lost or doubled."""

import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db import queue
from db.database import Database, create_engine
from db.models import Box
from tests.flows.group import BOT
from tests.kill.door import Door
from tests.kill.town import VERA, Town, free_port, town

RITA = 501
OLGA = 601

EVERY = int(os.environ.get("KILL_EVERY", "4"))  # `make kills` asks for every one of the twenty moments

APART = ["bot", "todoist_sync"]
RUN = [("bot", APART), ("todoist_sync", APART), ("ops", ["ops"])]
"""Which program is killed, of which that run; `python -m ops` has the panel, too."""

IN_GROUP = {
    "storing and filing": "insert on tickets for each row",
    "filing and the receipt": "update on jobs for each row when (new.box = 'to_telegram' and old.state = 'waiting')",
}
"""Between what the bot is killed while it takes a request from a group, and before which statement that is."""

Step = Callable[[Town], Awaitable[object]]


async def _meet(town: Town) -> None:
    await town.says(VERA, "/invite")
    message = await town.until(lambda: town.got(VERA, "?start="), "Vera gets a link")
    code = message["text"].split("?start=")[1].split()[0].rstrip(".")
    await town.telegram.do("person", id=OLGA, first_name="Olga", language_code="en")
    await town.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
    await town.says(OLGA, f"/start {code}")
    await town.until(lambda: town.chat(OLGA), "Olga is welcomed")


async def _board_user(town: Town) -> str:
    state = await town.todoist.read("state")
    return str(state["users"][0]["id"])


async def _comment(town: Town, number: int, text: str) -> None:
    task = await town.until(lambda: town.task(number), f"#{number} is on the board")
    await town.todoist.do("comment/add", **{"as": await _board_user(town)}, task_id=task["id"], content=text)


async def _drag(town: Town, number: int, section: str) -> None:
    task = await town.until(lambda: town.task(number), f"#{number} is on the board")
    state = await town.todoist.read("state")
    target = next(s["id"] for s in state["sections"] if s["name"] == section)
    await town.todoist.do("task/move", **{"as": await _board_user(town)}, id=task["id"], section_id=target)


async def _answers(town: Town, words: str, to: str) -> None:
    """Olga replies to what is recorded as hers: of what was sent and not recorded, whose it is would be asked."""
    await town.until(lambda: town.recorded(OLGA, to), f"{to} is recorded")
    await town.says(OLGA, words, to=to)


async def _resolves(town: Town, after: str) -> None:
    """Olga resolves after Rita's last words have reached her: those are of another chat, so nothing else orders
    them."""
    await town.until(lambda: town.got(OLGA, f"{after} "), f"Olga reads {after}")
    await town.press(OLGA, "resolve:1")


STEPS: list[Step] = [
    lambda t: t.says(RITA, "word-1 the upload of team North fails"),
    lambda t: t.says(RITA, "word-2 it says time is up"),
    lambda t: t.press(OLGA, "claim:1"),
    lambda t: _answers(t, "word-3 which file is it", "word-1"),
    lambda t: t.says(RITA, "word-4 the second one", to="word-3"),
    lambda t: _comment(t, 1, "word-5 the window is open again"),
    lambda t: t.says(RITA, "word-6 trying now", to="word-5"),
    lambda t: _answers(t, "// word-7 check the limit later", "word-6"),
    lambda t: _comment(t, 1, "// word-8 the limit is 500"),
    lambda t: t.press(OLGA, "pending:1"),
    lambda t: t.says(RITA, "word-9 still failing here", to="word-5"),
    lambda t: _drag(t, 1, "Pending"),
    lambda t: t.says(RITA, "word-10 another try failed", to="word-5"),
    lambda t: _resolves(t, after="word-10"),
    lambda t: t.press(RITA, "solved:1:no"),
    lambda t: _answers(t, "word-11 raised the limit", "word-10"),
    lambda t: _comment(t, 1, "word-12 please reload the page"),
    lambda t: _resolves(t, after="not solved"),  # her press before Rita's "no" would do nothing
    lambda t: t.press_until(RITA, "solved:1:yes", "rate:1:5"),
    lambda t: t.press(RITA, "rate:1:5"),
]
FROM_TELEGRAM = ["word-3", "word-11"]
FROM_BOARD = ["word-5", "word-12"]
TO_RITA = FROM_TELEGRAM + FROM_BOARD
TO_OLGA = ["word-4", "word-6", "word-9", "word-10"]
NOTES = ["word-7", "word-8"]


@pytest.mark.limit(300)
@pytest.mark.parametrize("between", IN_GROUP)
async def test_a_group_message_is_one_request_and_one_receipt(between: str, database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await made.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
        group = (await made.telegram.do("group", person=RITA, title="Hackathon"))["id"]
        await made.press(VERA, "chat:1")
        await made.press(VERA, "chat_allow:1:1")
        await made.until(lambda: _is_read(made), "the group is allowed")
        held = Database(create_engine(database_url, pool_size=2))
        async with held.sessions() as session:
            for statement in _HOLD[:-1]:
                await session.execute(text(statement.format(IN_GROUP[between])))
            await session.commit()
            await session.execute(text(_HOLD[-1]))
            said = f"{BOT} word-1 the door of hall B is locked"
            await made.telegram.do("message", person=RITA, chat=group, text=said)
            await made.until(lambda: _find(held, _WAITS), f"the bot is between {between}")
            await made.doors["bot"].kill()
            await session.rollback()
        await made.doors["bot"].start()
        await made.until(lambda: made.got(group, "#"), "the group reads the receipt")
        await made.until(lambda: _is_read(made), "nothing waits")
        assert [row.body for row in await _list(held, "select body from entries where kind = 'comment'")] == [
            "word-1 the door of hall B is locked"
        ]
        receipts = [one for one in await made.chat(group) if one["from"] == "bot"]
        assert 1 <= len(receipts) <= 1 + await _counted_repeats(made)
        await held.aclose()
        assert await made.doors["bot"].stop() == 0


@pytest.mark.limit(300 + 1200 // EVERY)
@pytest.mark.parametrize(("name", "names"), RUN)
async def test_a_story_with_kills_in_it(name: str, names: list[str], database_url: str, tmp_path: Path) -> None:
    port = str(free_port())
    async with town(database_url, tmp_path, names=names, WEB_URL=f"http://127.0.0.1:{port}", WEB_PORT=port) as made:
        await _meet(made)
        door = made.doors[name]
        for moment, step in enumerate(STEPS):
            await step(made)
            if moment % EVERY:
                continue
            await made.after_calls(moment // EVERY % 3)
            await door.kill()
            await door.start()
        assert door.kills == len(range(0, 20, EVERY))
        await _the_story_is_whole(made)
        assert await door.stop() == 0


@pytest.mark.limit(300)
async def test_a_kill_between_commit_and_hand_over_sends_once(database_url: str, tmp_path: Path) -> None:
    """Telegram gives the message, which was handled before it was stored, once more: it is known."""
    async with town(database_url, tmp_path, names=["bot"], TODOIST_API_TOKEN="") as made:
        await _meet(made)
        await made.says(RITA, "word-1 the upload fails")
        await made.press(OLGA, "claim:1")
        await made.until(lambda: _is_read(made), "nothing waits")
        assert await made.doors["bot"].stop() == 0
        dying = Door("tests.kill.dying_bot", made.settings, tmp_path)
        await dying.start()
        await made.says(RITA, "word-2 it says time is up")  # the first message after a start is stored before
        await made.until(lambda: made.got(OLGA, "word-2"), "Olga reads it")
        await made.until(lambda: _is_read(made), "nothing waits")
        (tmp_path / "die").touch()
        await made.says(RITA, "word-3 once more")
        await made.until(lambda: _is(not dying.alive), "it ends by itself")
        begun = await _list(made.database, "select 1 from jobs where state = 'waiting' and started_at is not null")
        assert await _find(made.database, "select 1 from jobs where box = 'from_telegram' and payload = '{}'")
        await made.doors["bot"].start()
        await made.until(lambda: made.got(OLGA, "word-3"), "Olga reads it")
        await made.until(lambda: _is_read(made), "nothing waits")
        said = await _list(made.database, "select body from entries where kind = 'comment' order by id")
        assert [row.body[:6] for row in said] == ["word-1", "word-2", "word-3"]
        assert (await _words(made, OLGA))[-2:] == ["word-2", "word-3"]
        assert await _counted_repeats(made) == len(begun) > 0


async def _is(found: bool) -> bool:
    return found


_HOLD = (
    "create function hold() returns trigger language plpgsql as"
    " 'begin perform pg_advisory_xact_lock_shared(79); return new; end'",
    "create trigger hold before {} execute function hold()",
    "select pg_advisory_xact_lock(79)",
)
_WAITS = "select 1 from pg_locks where not granted and locktype = 'advisory' and objid = 79"
_LEFT = "select 1 from jobs where box in ('from_telegram', 'to_telegram') and state = 'waiting'"


async def _list(database: Database, query: str) -> list[Any]:
    async with database.sessions() as session:
        return list(await session.execute(text(query)))


async def _find(database: Database, query: str) -> bool:
    return bool(await _list(database, query))


async def _is_read(made: Town) -> bool:
    return not await _find(made.database, _LEFT)


async def _the_story_is_whole(town: Town) -> None:
    async def done() -> bool:
        task = await town.task(1)
        comments = "\n".join(await town.comments(1))
        return bool(task and task["checked"]) and "★★★★★" in comments and all(w in comments for w in NOTES)

    await town.until(done, "the ticket ends on the board, with its stars")
    for person, expected in ((RITA, TO_RITA), (OLGA, TO_OLGA)):
        for word in expected:
            await town.until(lambda p=person, w=word: town.got(p, f"{w} "), f"{person} gets {word}")  # type: ignore[misc]
    to_rita, to_olga = await _words(town, RITA), await _words(town, OLGA)
    assert [w for w in dict.fromkeys(to_rita) if w in FROM_TELEGRAM] == FROM_TELEGRAM
    assert [w for w in dict.fromkeys(to_rita) if w in FROM_BOARD] == FROM_BOARD
    assert [w for w in dict.fromkeys(to_olga) if w in TO_OLGA] == TO_OLGA
    assert not set(to_rita) & set(NOTES)
    doubled = len(to_rita) - len(set(to_rita)) + len(to_olga) - len(set(to_olga))
    assert doubled <= await _counted_repeats(town)
    comments = await town.comments(1)
    for word in [f"word-{n} " for n in range(3, 13)]:
        assert len([c for c in comments if word in c]) == 1, (word, comments)


async def _words(town: Town, person: int) -> list[str]:
    """The marked words the bot brought, in order, one for each time."""
    said = [str(m.get("text", m.get("caption", ""))) for m in await town.chat(person) if m["from"] == "bot"]
    return [w for text in said if text.startswith(("#1 ", "// #1 ")) for w in re.findall(r"word-\d+", text)]


async def _counted_repeats(town: Town) -> int:
    async with town.database.unit_of_work() as session:
        return (await queue.count_repeats(session)).get(Box.TO_TELEGRAM.value, 0)
