"""The scenes with the board: comments there, and comments of chats that reach it. Must not know presses or round
trips."""

import asyncio
from time import perf_counter
from typing import Any

from bench.participants import Participants
from bench.round_trips import LATE_SECONDS
from bench.wait_times import WaitTimes
from sandbox.todoist import comment_commands


class BoardScenes:
    """The scenes of a board and its mirror."""

    def __init__(self, crowd: Participants) -> None:
        self._crowd = crowd
        self._people = crowd.people
        self._simulated = crowd.simulated

    async def comment_on_board(self, count: int) -> dict[str, Any]:
        """Comment on the board, one comment after the other; wait for each in the requester's chat."""
        seen: dict[int, asyncio.Event] = {}
        self._people.listeners.append(lambda person, mark, _: seen[mark].set() if mark in seen else None)
        world, uid = self._simulated.todoist, self._simulated.bot_user["id"]
        waits = []
        for index in range(count):
            mark = next(self._people.marks)
            seen[mark] = asyncio.Event()
            task = self._find_tasks()[self._crowd.pairs[index % len(self._crowd.pairs)].number]
            began = perf_counter()
            comment_commands.add_comment(
                world, uid, {"content": f"mark-{mark} we have opened it again", "item_id": task}
            )
            async with asyncio.timeout(LATE_SECONDS):
                await seen[mark].wait()
            waits.append(perf_counter() - began)
        return WaitTimes.from_seconds(waits).to_json()

    def _find_tasks(self) -> dict[int, str]:
        rows = self._simulated.todoist.items.rows.values()
        found = {row["content"]: row["id"] for row in rows if not row["is_deleted"]}
        return {int(title[1:].split()[0]): task for title, task in found.items() if title.startswith("#")}

    async def wait_for_board(self, tasks: int, comments: int) -> dict[str, Any]:
        """Wait until the board has at least that many tasks and comments."""
        world = self._simulated.todoist

        def there() -> bool:
            return len(self._find_tasks()) >= tasks and len(world.notes.rows) >= comments

        loop = asyncio.get_running_loop()
        end = loop.time() + 120
        while not there():
            if loop.time() > end:
                raise TimeoutError(f"{len(self._find_tasks())} tasks and {len(world.notes.rows)} comments on the board")
            await world.feed.wait_for_change(world.feed.version, 0.5)
        return {"tasks": len(self._find_tasks()), "comments": len(world.notes.rows)}

    async def time_mirroring(self) -> dict[str, Any]:
        """Write one comment of a requester; return how long the board takes to have it."""
        world, mark, began = self._simulated.todoist, next(self._people.marks), perf_counter()
        self._people.write_text(self._crowd.pairs[0].requester, f"mark-{mark} is anybody there")
        while not any(f"mark-{mark} " in row["content"] for row in world.notes.rows.values()):
            if perf_counter() - began > LATE_SECONDS:
                raise TimeoutError("a comment on the board")
            await world.feed.wait_for_change(world.feed.version, 0.5)
        return {"seconds": round(perf_counter() - began, 2)}
