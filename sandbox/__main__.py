"""`python -m sandbox`: the demo in a browser, or with `--servers-only` just the two simulated services.

Composition root: arguments, signals, exit codes. Exit code 2 means that the operator can fix the problem.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import secrets
import sys
import tempfile
from pathlib import Path

from db.embedded.file_lock import EmbeddedServerError
from ops.run import call_on_end
from sandbox.clock import Clock
from sandbox.demo import LANGUAGES, Demo, Options
from sandbox.product.database import NotOursError
from sandbox.product.environment import WEBHOOK_PATH, format_env_file, make_desk_settings, make_panel_settings
from sandbox.servers import PortTakenError, SimulatedServices

WEBHOOK_URL = f"http://127.0.0.1:8080{WEBHOOK_PATH}"


def parse_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--servers-only", action="store_true", help="no product, no page: print a .env and serve")
    parser.add_argument("--webhook-url", default=WEBHOOK_URL, help="with --servers-only: where webhooks go")
    parser.add_argument("--web-port", type=int, default=8090, help="with --servers-only: port of the panel")
    parser.add_argument("--page-port", type=int, default=8000, help="port of the page (default 8000)")
    parser.add_argument("--telegram-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--todoist-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--data-dir", type=Path, default=Path(".data/sandbox"), help="the demo's own directory")
    parser.add_argument(
        "--locale", choices=LANGUAGES, help="of the board and of the agents' phones; otherwise the browser's"
    )
    parser.add_argument("--empty", action="store_true", help="a desk without people: print the first admin's link")
    return parser.parse_args(argv)


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
            await serve_only(simulated, given.webhook_url, stop, web_port=given.web_port)
    else:
        about = {"data_dir": given.data_dir, "locale": given.locale, "empty": given.empty}
        await serve_demo(Options(page_port=given.page_port, **about, **ports), stop)


def run_main() -> int:
    """Run `main` and return the exit code."""
    try:
        asyncio.run(main(parse_arguments()))
    except (PortTakenError, NotOursError, EmbeddedServerError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    code = run_main()
    with contextlib.suppress(OSError):  # the terminal may be closed
        sys.stdout.flush()
    os._exit(code)  # all is closed; tearing down the modules would cost a second
