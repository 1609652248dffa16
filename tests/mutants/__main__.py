"""`make mutants`: mistakes made one by one in the modules of pyproject.toml's `[tool.guards]`, and who noticed.

MODULES (all of the table, in its order) names some of them, LIMIT (1800) is how many seconds the whole may take,
AT_ONCE (1) how many mistakes are tried side by side. Ends with 1 when a mistake was noticed by no test and makes a
difference (is not in harmless.md). Works in a copy; the checkout is left as it is.
"""

import asyncio
import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path

from db.embedded.server import EmbeddedServer
from tests.mutants import python, statements
from tests.mutants.found import Mutant, reasons
from tests.mutants.tree import chosen, copied

_CHECKOUT = Path(__file__).resolve().parent.parent.parent
_HARMLESS = Path(__file__).with_name("harmless.md")


def main() -> int:
    table: dict[str, list[str]] = tomllib.loads((_CHECKOUT / "pyproject.toml").read_text("utf-8"))["tool"]["guards"]
    wanted = os.environ.get("MODULES", "").split() or list(table)
    if unknown := [name for name in wanted if name not in table]:
        print(f"no tests are named for {', '.join(unknown)}; known: {', '.join(table)}", file=sys.stderr)
        return 2
    until = time.monotonic() + float(os.environ.get("LIMIT") or 1800)
    harmless, left = reasons(_HARMLESS), 0
    with tempfile.TemporaryDirectory(prefix="pulldesk-mutants-") as folder:
        tree, kept = Path(folder, "tree"), Path(folder, "server")
        kept.mkdir()
        for module in wanted:
            if time.monotonic() < until:
                copied(_CHECKOUT, tree)
                left += _told(module, _tried(tree, kept, module, table[module], until), harmless)
            else:
                print(f"{module}: not tried, the time is up")
        asyncio.run(_end(kept))
    return 1 if left else 0


def _tried(tree: Path, kept: Path, module: str, tests: Sequence[str], until: float) -> list[Mutant]:
    environment = {**os.environ, "KEPT_SERVER": str(kept), "PYTHONDONTWRITEBYTECODE": "1"}
    found = statements.run(tree, module, tests, environment, until)
    if module.endswith(".sql"):
        return found
    chosen(tree, module, tests)
    return found + python.run(tree, module, environment, until)


def _told(module: str, found: Sequence[Mutant], harmless: set[tuple[str, str, str]]) -> int:
    """Print what a module came to; returns how many mistakes were noticed by nobody for no reason."""
    tried = [one for one in found if one.verdict != "not checked"]
    alive = [one for one in tried if not one.killed]
    open_ones = [one for one in alive if (one.module, one.before, one.after) not in harmless]
    killed, counted = len(tried) - len(alive), len(tried) - (len(alive) - len(open_ones))
    share = f"{100 * killed / counted:.1f} %" if counted else "nothing"
    rest = f", {len(found) - len(tried)} not tried" if len(found) > len(tried) else ""
    print(f"{module}: {share} of {counted} noticed, {len(alive) - len(open_ones)} harmless{rest}", flush=True)
    for one in open_ones:
        print(one, flush=True)
    return len(open_ones)


async def _end(kept: Path) -> None:
    async with EmbeddedServer(kept) as server:
        await server.destroy()


if __name__ == "__main__":
    sys.exit(main())
