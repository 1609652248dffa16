"""`python -m sandbox`: the demo in a browser, or with `--servers-only` just the two simulated services.

The page is there before all that is behind it is loaded. Exit code 2 means that the operator can fix the problem.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
from pathlib import Path

from sandbox.starting_page import show_starting_page


def parse_arguments(argv: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--servers-only", action="store_true", help="no product, no page: print a .env and serve")
    parser.add_argument("--webhook-url", help="with --servers-only: where webhooks go")
    parser.add_argument("--web-port", type=int, help="port of the panel; otherwise a free one (servers only: 8090)")
    parser.add_argument("--page-port", type=int, default=8000, help="port of the page (default 8000)")
    parser.add_argument("--telegram-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--todoist-port", type=int, default=0, help="0: a free one")
    parser.add_argument("--data-dir", type=Path, default=Path(".data/sandbox"), help="the demo's own directory")
    parser.add_argument(
        "--locale", choices=("en", "ru"), help="of the board and of the agents' phones; otherwise the browser's"
    )
    parser.add_argument("--empty", action="store_true", help="a desk without people: print the first admin's link")
    return parser.parse_args(argv)


def run_main() -> int:
    """Run what the arguments ask for and return the exit code."""
    given = parse_arguments()
    with contextlib.ExitStack() as stack:
        if given.page_port and not given.servers_only and stack.enter_context(show_starting_page(given.page_port)):
            sys.stderr.write(f"starting; you can open http://127.0.0.1:{given.page_port} already\n")
        from db.embedded.file_lock import EmbeddedServerError
        from sandbox.product.database import NotOursError
        from sandbox.servers import PortTakenError
        from sandbox.serving import main
    try:
        asyncio.run(main(given))
    except (PortTakenError, NotOursError, EmbeddedServerError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    code = run_main()
    with contextlib.suppress(OSError):  # the terminal may be closed
        sys.stdout.flush()
    os._exit(code)  # all is closed; tearing down the modules would cost a second
