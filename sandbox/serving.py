"""Serves what the command line asks for, the demo or the two simulated services alone, until a signal.

Composition root; its import takes seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import secrets
import sys
import tempfile
from pathlib import Path

from ops.stop_signals import call_on_end
from sandbox.clock import Clock
from sandbox.demo import Demo, Options
from sandbox.product.environment import WEBHOOK_PATH, format_env_file, make_desk_settings, make_panel_settings
from sandbox.servers import SimulatedServices

WEBHOOK_URL = f"http://127.0.0.1:8080{WEBHOOK_PATH}"


async def serve_only(simulated: SimulatedServices, webhook_url: str, stop: asyncio.Event, *, web_port: int) -> None:
    """Print a complete `.env` for the two services, then serve until `stop`."""
    simulated.send_webhooks(webhook_url)
    data_dir = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="pulldesk-"))
    settings = {**make_desk_settings(simulated, data_dir, webhook_url), **make_panel_settings(web_port)}
    sys.stdout.write(format_env_file(settings, simulated.key))
    sys.stdout.flush()
    sys.stderr.write(f"Telegram at {simulated.telegram_url}, Todoist at {simulated.todoist_url}; Ctrl-C ends\n")
    await stop.wait()
    with contextlib.suppress(OSError):
        await asyncio.to_thread(data_dir.rmdir)  # is removed only if it was not used


async def serve_demo(options: Options, stop: asyncio.Event) -> None:
    """Serve the demo until `stop`, anew whenever its page asks for that."""
    again: Options | None = options
    while again is not None and not stop.is_set():
        clock = Clock(options.data_dir.resolve() / "clock")
        ports = {"telegram_port": options.telegram_port, "todoist_port": options.todoist_port}
        async with SimulatedServices(secrets.token_urlsafe(24), **ports, clock=clock) as simulated:
            demo = Demo(again, simulated)
            await demo.serve_until(stop)
        again = demo.again


async def main(given: argparse.Namespace) -> None:
    """Run until SIGTERM, SIGINT or SIGHUP."""
    stop = asyncio.Event()
    call_on_end(stop.set)
    ports = {"telegram_port": given.telegram_port, "todoist_port": given.todoist_port}
    if given.servers_only:
        async with SimulatedServices(secrets.token_urlsafe(24), **ports) as simulated:
            await serve_only(simulated, given.webhook_url or WEBHOOK_URL, stop, web_port=given.web_port or 8090)
    else:
        about = {"data_dir": given.data_dir, "locale": given.locale, "empty": given.empty, "web_port": given.web_port}
        await serve_demo(Options(page_port=given.page_port, **about, **ports), stop)
