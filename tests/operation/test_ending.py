"""SIGTERM in the middle of work, taking over, and secrets nowhere: real processes, with both services in trouble."""

from __future__ import annotations

import asyncio
import base64
import hmac
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import text

from tests.flows.phone import PIXEL
from tests.kill.door import Door
from tests.kill.town import Town, free_port, town

pytestmark = pytest.mark.sentence("6 Names that others rely on")

PEOPLE = range(501, 505)
ROUNDS = 4
ENDS_WITHIN_SECONDS = 10.0
WEBHOOK_APP = {"TODOIST_CLIENT_ID": "app-of-the-tests", "TODOIST_CLIENT_SECRET": "secret-of-the-webhooks-app"}
TROUBLE: dict[str, list[dict[str, Any]]] = {
    "telegram": [
        {"method": "sendMessage", "status": 502, "html": True, "probability": 0.2, "seed": 1, "times": 20},
        {"method": "sendMessage", "after": True, "reset": True, "probability": 0.1, "seed": 2, "times": 5},
        {"method": "editMessageText", "retry_after": 1, "probability": 0.2, "seed": 3, "times": 5},
        {"method": "getUpdates", "status": 500, "probability": 0.2, "seed": 4, "times": 5},
    ],
    "todoist": [
        {"path": "sync", "status": 503, "html": True, "probability": 0.3, "seed": 5, "times": 3},
        {"path": "sync", "reset": True, "after": True, "probability": 0.1, "seed": 6, "times": 2},
    ],
}


async def test_sigterm_in_the_middle_of_work_loses_nothing_and_the_next_takes_over(
    database_url: str, tmp_path: Path
) -> None:
    pages = str(free_port())
    async with AsyncExitStack() as stack:
        more = {"LOG_LEVEL": "DEBUG", "BOT_HTTP_PORT": pages, **WEBHOOK_APP}
        made = await stack.enter_async_context(town(database_url, tmp_path, **more))
        seconds = await _stand_by(stack, made, tmp_path)
        for service, orders in TROUBLE.items():
            for order in orders:
                await getattr(made, service).do("fault", **order)
        await _they_write(made, "before", rounds=ROUNDS)
        assert [await _hook(made, good) for good in (True, False)] == [200, 401]
        shown = [*_command_lines(), *await _pages(made)]
        took = await asyncio.gather(*(_stopped(door) for door in made.doors.values()))
        assert all(code == 0 and length < ENDS_WITHIN_SECONDS for code, length in took), took
        await _they_write(made, "after", rounds=1)
        await _all_is_there(made)
        shown += [door.log() for door in [*made.doors.values(), *seconds]]
        shown += [*await _rows(made), *await made.told(), str((await made.todoist.read("state"))["comments"])]
        _no_secret(made, database_url, shown)
        assert await asyncio.gather(*(_code(door) for door in seconds)) == [0, 0]


async def _stand_by(stack: AsyncExitStack, made: Town, folder: Path) -> list[Door]:
    """One more of each kind; they have their own pages and share everything else."""
    own = made.settings | {"HTTP_PORT": str(free_port()), "BOT_HTTP_PORT": str(free_port())}
    (folder / "second").mkdir()
    doors = [Door(name, own, folder / "second") for name in made.doors]
    for door in doors:
        await door.start()
        stack.push_async_callback(door.stop)
    return doors


async def _they_write(made: Town, when: str, *, rounds: int) -> None:
    """Everybody writes, once or several times, and does not wait for anything."""
    for person in PEOPLE:
        await made.telegram.do("person", id=person, first_name=f"Guest {person}", language_code="en")
    for number in range(rounds):
        for person in PEOPLE:
            words = f"{when}-{person}-{number} the door of hall {person} is locked"
            await made.telegram.do("message", person=person, text=words)
    files = [{"kind": "photo", "name": "door.png", "data_base64": PIXEL}]
    await made.telegram.do("message", person=PEOPLE[0], files=files, caption=f"{when}-photo of the door")


async def _hook(made: Town, good: bool) -> int:
    """The answer to a webhook that is signed well, or badly."""
    secret = made.settings["TODOIST_CLIENT_SECRET"] if good else "another"
    signature = base64.b64encode(hmac.digest(secret.encode(), b"{}", "sha256")).decode()
    url = f"http://127.0.0.1:{made.settings['HTTP_PORT']}/webhooks/todoist"
    async with (
        ClientSession() as session,
        session.post(url, data=b"{}", headers={"X-Todoist-Hmac-SHA256": signature}) as answer,
    ):
        return answer.status


async def _stopped(door: Door) -> tuple[int, float]:
    loop = asyncio.get_running_loop()
    began = loop.time()
    return await door.stop(), loop.time() - began


async def _code(door: Door) -> int:
    return await door.stop()


async def _all_is_there(made: Town) -> None:
    """Every message is on the board, once: in its task's description or as a comment."""
    wanted = {f"before-{person}-{number}" for person in PEOPLE for number in range(ROUNDS)}
    wanted |= {f"after-{person}-0" for person in PEOPLE} | {"before-photo", "after-photo"}

    async def found() -> bool:
        return wanted <= set(await _on_the_board(made))

    await made.until(found, "everything written is on the board")
    again = await _on_the_board(made)
    assert sorted(again) == sorted(set(again))


async def _on_the_board(made: Town) -> list[str]:
    """The marks of all messages under the tasks, one for each time."""
    state = await made.todoist.read("state")
    texts = [t["description"] for t in state["tasks"]] + [c["content"] for c in state["comments"]]
    return [mark for text in texts for mark in re.findall(r"(?:before|after)-(?:\d+-\d+|photo)", text)]


def _command_lines() -> list[str]:
    """What anybody on this machine can read of every process."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
        except OSError:
            continue  # it has ended meanwhile
    assert any("-m bot" in line for line in lines)
    return lines


async def _pages(made: Town) -> list[str]:
    """What both doors show their operator."""
    found = []
    async with ClientSession() as session:
        for name in ("HTTP_PORT", "BOT_HTTP_PORT"):
            for page in ("healthz", "readyz", "metrics", "nothing"):
                async with session.get(f"http://127.0.0.1:{made.settings[name]}/{page}") as answer:
                    found.append(await answer.text())
    assert "pulldesk_jobs" in "".join(found)
    return found


async def _rows(made: Town) -> list[str]:
    """Every stored row, bytes as text."""
    async with made.database.sessions() as session:
        names = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        found = [str(row) for name in names for row in await session.scalars(text(f'select t::text from "{name}" t'))]  # noqa: S608
        found += await session.scalars(text("select encode(payload, 'escape') from jobs"))
    assert found
    return found


def _no_secret(made: Town, database_url: str, shown: list[str]) -> None:
    password = re.search(r":([^:@/]+)@", database_url)
    assert password is not None
    tokens = [
        made.settings["BOT_TOKEN"],
        made.settings["TODOIST_API_TOKEN"],
        made.settings["TODOIST_CLIENT_SECRET"],
        password[1],
    ]
    rows = [row for row in shown if row.startswith("(")]
    assert not any(made.settings["DATA_DIR"] in row for row in rows)  # ids and addresses, never a path
    for secret in [*tokens, tokens[0].split(":")[1], "/file/bot"]:
        for text_shown in shown:
            at = text_shown.find(secret)
            assert at < 0, f"a secret is shown: …{text_shown[max(0, at - 80) : at]}"
