"""`python -m bench.scene_server`: both simulated services and their people in a process of their own.

Prints one line of JSON with its addresses; `POST /<scene>` with that key plays a scene and answers when it is over.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bench.participants import Participants
from bench.scenes import list_scenes
from sandbox import access_guard
from sandbox.clock import Clock
from sandbox.product.environment import make_desk_settings
from sandbox.servers import SimulatedServices, start_server

CLOCK_FILE = "clock"
"""Says by how much the clock is ahead, in the folder of the desk's data; only a scene of a day writes it."""


async def main(key: str, webhook_url: str, data_dir: str) -> None:
    """Serve until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with SimulatedServices(key, clock=Clock(Path(data_dir) / CLOCK_FILE)) as simulated:
        simulated.send_webhooks(webhook_url)
        simulated.board.budget.set_limit("partial", None)
        crowd = Participants(simulated)
        runner, port = await start_server(_make_app(list_scenes(simulated, crowd), key), 0)
        watching = asyncio.create_task(crowd.people.watch_chats())
        settings = make_desk_settings(simulated, Path(data_dir), webhook_url)
        sys.stdout.write(json.dumps({"url": f"http://127.0.0.1:{port}", "settings": settings}) + "\n")
        sys.stdout.flush()
        await stop.wait()
        watching.cancel()
        await runner.cleanup()


def _make_app(scenes: Mapping[str, Callable[..., Awaitable[Any]]], key: str) -> web.Application:
    async def play(request: web.Request) -> web.Response:
        if request.headers.get(access_guard.KEY_HEADER) != key:
            return access_guard.make_refusal(403, "the key is missing")
        try:
            result: Any = await scenes[request.match_info["scene"]](**await request.json())
        except (TimeoutError, LookupError) as error:
            return access_guard.make_refusal(500, f"{type(error).__name__}: {error}")
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/{scene}", play)
    return app


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3]))
