"""kill -9 of the bot while a requester's album arrives, several times within one: it stays one album of all its
pictures, once, for the agent, and consecutive comments on the board. `make albums`: ALBUM_KILLS=50."""

import asyncio
import os
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.phone import PIXEL
from tests.kill.test_kill import OLGA, RITA, _counted_repeats, _meet
from tests.kill.town import Town, town

SPLITS = int(os.environ.get("ALBUM_KILLS", "2"))
SEED = int(os.environ.get("ALBUM_SEED", "1"))
FAMILIES = (("photo", "video"), ("document",), ("audio",))
MOST_SECONDS = 1.5  # between two parts, and between a kill and what comes next


@pytest.mark.limit(240 + 30 * SPLITS)
async def test_an_album_is_whole_though_the_bot_is_killed_while_it_comes(database_url: str, tmp_path: Path) -> None:
    async with town(database_url, tmp_path) as made:
        await _meet(made)
        await made.says(RITA, "/new The projector in hall B shows everything in green")
        await made.press(OLGA, "claim:1")
        await made.until(lambda: made.task(1), "the ticket is on the board")
        sent: dict[str, list[str]] = {}
        for seed in range(SEED, SEED + SPLITS):
            chance, name = random.Random(seed), f"album-{seed:03d}"
            family = chance.choice(FAMILIES)
            sent[name] = [chance.choice(family) for _ in range(chance.randint(2, 10))]
            await _split(made, name, sent[name], chance)
            await made.until(lambda n=name: _is_whole(made, n, sent[n]), f"{name} {sent[name]} is whole")  # type: ignore[misc]
            await made.until(lambda n=name: _on_board(made, n, len(sent[n])), f"{name} is on the board")  # type: ignore[misc]
        shown = await _albums(made)
        extra = sum(len(albums) for albums in shown.values()) - len(sent)
        assert {name: kinds in shown[name] for name, kinds in sent.items()} == dict.fromkeys(sent, True)
        assert 0 <= extra <= await _counted_repeats(made), shown
        assert await _comments(made) == [(name, n == 0) for name, kinds in sent.items() for n in range(len(kinds))]
        kills = made.doors["bot"].kills
        assert kills >= 2 * SPLITS
        told = f"{SPLITS} albums, {sum(map(len, sent.values()))} parts, {kills} kills, {extra} repeats\n"
        sys.stdout.write(told)


async def _split(made: Town, name: str, kinds: list[str], chance: random.Random) -> None:
    """The parts of an album one after the other, while the bot is killed two to four times."""
    async with asyncio.TaskGroup() as together:
        together.create_task(_parts(made, name, kinds, random.Random(chance.random())))
        together.create_task(_kills(made, random.Random(chance.random()), chance.randint(2, 4)))


async def _parts(made: Town, name: str, kinds: list[str], chance: random.Random) -> None:
    for number, kind in enumerate(kinds):
        content = {"media_group_id": name, **({} if number else {"caption": name})}
        files = [{"kind": kind, "name": f"{name}-{number}.png", "data_base64": PIXEL}]
        await made.telegram.do("message", person=RITA, content=content, files=files)
        if chance.random() < 0.5:
            await _some_time(made, chance)


async def _kills(made: Town, chance: random.Random, times: int) -> None:
    door = made.doors["bot"]
    for _ in range(times):
        await _some_time(made, chance)
        await made.after_calls(chance.randrange(4))
        await door.kill()
        await _some_time(made, chance)
        await door.start()


async def _some_time(made: Town, chance: random.Random) -> None:
    """Until the next change, and no longer than a moment."""
    await made.feed.wait_for_change(made.feed.version, chance.random() * MOST_SECONDS)


async def _albums(made: Town) -> dict[str, list[list[str]]]:
    """What stands in the agent's chat of each album: the kinds of its pictures, as often as it is there."""
    of = {file["file_id"]: m["album"] for m in await made.chat(RITA) if m["album"] for file in m["files"]}
    groups: dict[Any, list[dict[str, Any]]] = {}
    for message in await made.chat(OLGA):
        if message["from"] == "bot" and message["files"]:
            groups.setdefault(message["album"] or message["message_id"], []).append(message)
    shown: dict[str, list[list[str]]] = {}
    for messages in groups.values():
        (name,) = {of[message["files"][0]["file_id"]] for message in messages}
        shown.setdefault(name, []).append([message["content"] for message in messages])
    return shown


async def _is_whole(made: Town, name: str, kinds: list[str]) -> bool:
    return kinds in (await _albums(made)).get(name, [])


async def _comments(made: Town) -> list[tuple[str, bool]]:
    """Of each comment with a file, in order: of which album it is, and whether the words stand on it."""
    task, state = await made.task(1), await made.todoist.read("state")
    assert task is not None
    rows = [c for c in state["comments"] if c.get("item_id") == task["id"] and not c["is_deleted"]]
    found, last = [], ""
    for row in rows:
        assert row["file_attachment"], row["content"]
        worded = "album-" in row["content"] and "📎" not in row["content"]
        last = row["content"].rpartition(" ")[2] if worded else last
        found.append((last, worded))
    return found


async def _on_board(made: Town, name: str, count: int) -> bool:
    return len([of for of, _ in await _comments(made) if of == name]) >= count
