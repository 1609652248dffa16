"""A day of files: what goes through the doors in both directions stays on disk for a moment, never in memory; killed in
the middle, nothing comes twice.

FILES_MB says how many megabytes (64; `make files`: 200). Real processes, whose highest memory the kernel has kept.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.flows.phone import PIXEL
from tests.kill.town import VERA, Town, town

pytestmark = pytest.mark.sentence("6 Names that others rely on")

RITA = 501
MB = 1024 * 1024
FROM_TELEGRAM_MB, FROM_BOARD_MB = 19, 45
MOST_MB = 220


async def test_a_day_of_files_leaves_each_process_small(database_url: str, tmp_path: Path) -> None:
    rounds = -(-int(os.environ.get("FILES_MB", "64")) // (FROM_TELEGRAM_MB + FROM_BOARD_MB))
    async with town(database_url, tmp_path, paid=True) as made:
        await made.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
        await made.says(RITA, "/new The projector in hall B shows everything in green")
        await made.press(VERA, "claim:1")
        task = await made.until(lambda: made.task(1), "the ticket is on the board")
        for round_ in range(rounds):
            await _up(made, f"up-{round_}.mov")
            await _down(made, task["id"], f"down-{round_}.pdf")
        highest = {name: _highest(door.pid) for name, door in made.doors.items()}
        assert all(megabytes < MOST_MB for megabytes in highest.values()), highest
        await made.until(lambda: _clean(tmp_path / "data"), "nothing of them is left on disk")


async def _clean(folder: Path) -> bool:
    return not [path for path in folder.rglob("*") if path.is_file() and path.stat().st_size > MB]


async def _up(made: Town, name: str) -> None:
    """A file of the requester's arrives on the board, whole."""
    files = [{"kind": "document", "name": name, "size": FROM_TELEGRAM_MB * MB}]
    await made.telegram.do("message", person=RITA, files=files, caption="the recording")

    async def there() -> bool:
        shown = [c["file_attachment"] or {} for c in (await made.todoist.read("state"))["comments"]]
        return (name, FROM_TELEGRAM_MB * MB) in [(one.get("file_name"), one.get("file_size")) for one in shown]

    await made.until(there, f"{name} is on the board")


async def _down(made: Town, task_id: str, name: str) -> None:
    """A file from the board arrives in the requester's chat, whole."""
    me = (await made.todoist.read("state"))["users"][0]["id"]
    file = {"name": name, "size": FROM_BOARD_MB * MB}
    await made.todoist.do("comment/add", **{"as": me}, task_id=task_id, content="the manual", file=file)

    async def there() -> bool:
        shown: list[Any] = [file for message in await made.chat(RITA) for file in message["files"]]
        return (name, FROM_BOARD_MB * MB) in [(one["name"], one["size"]) for one in shown]

    await made.until(there, f"{name} is in the chat")


def _highest(pid: int) -> int:
    """The most memory a process has had, in megabytes (proc(5), VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))


async def test_killed_between_upload_and_comment_or_just_after_it_nothing_is_seen_twice(
    database_url: str, tmp_path: Path
) -> None:
    async with town(database_url, tmp_path) as made:
        await made.telegram.do("person", id=RITA, first_name="Rita", language_code="en")
        await made.says(RITA, "/new The projector in hall B shows everything in green")
        await made.press(VERA, "claim:1")
        await made.until(lambda: made.task(1), "the ticket is on the board")
        await _killed(made, "between", lambda: _uploads(made, 2), delay=4)
        await _killed(made, "after", lambda: _said(made, "after", 2), delay=4, after=True)
        assert await _uploads(made, 4)
        assert await made.comments(1) == [
            "**Rita:** between",
            "**Rita:** 📎 Photo",
            "**Rita:** after",
            "**Rita:** 📎 Photo",
        ]


async def _killed(made: Town, caption: str, then: Callable[[], Awaitable[bool]], **slow: Any) -> None:
    """Two pictures are on their way when todoist_sync dies; it comes back, and they are there."""
    fault = await made.todoist.do("fault", path="sync", times=None, **slow)
    files = [{"kind": "photo", "name": f"{n}.png", "data_base64": PIXEL} for n in range(2)]
    await made.telegram.do("message", person=RITA, files=files, caption=caption)
    await made.until(then, f"the moment {caption}")
    await made.doors["todoist_sync"].kill()
    await made.todoist.do("fault/clear", id=fault["id"])
    await made.doors["todoist_sync"].start()
    await made.until(lambda: _said(made, caption, 2), f"both pictures of {caption!r} are there")


async def _uploads(made: Town, count: int) -> bool:
    return bool((await made.todoist.read("calls", path="uploads"))["count"] == count)


async def _said(made: Town, caption: str, count: int) -> bool:
    """Whether the caption's comment and the one behind it are there."""
    said = await made.comments(1)
    return f"**Rita:** {caption}" in said and len(said) - said.index(f"**Rita:** {caption}") >= count
