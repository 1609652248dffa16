"""`python -m ops doctor` (`make doctor`): examines everything and prints what is wrong; exit code 1 if anything is.

`--json` prints the findings for a program.
"""

import asyncio
import os
import sys
from collections.abc import Sequence

import httpx

from doctor.backups import examine_backups
from doctor.board import examine_board
from doctor.database import examine_database
from doctor.findings import Findings, Level, dump_findings, format_findings
from doctor.loaded_settings import LoadedSettings, load_settings
from doctor.machine import examine_machine
from doctor.panel import examine_panel
from doctor.systems import examine_systems
from doctor.telegram import examine_telegram
from ops import clock, run

_TIMEOUT_SECONDS = 10.0


async def examine_all() -> Findings:
    """Examine settings, database, machine, Telegram, board and panel; what depends on something broken is left out."""
    settings, found = load_settings()
    shared = settings.shared
    if shared is None:
        return found
    in_database, facts = await examine_database(shared, _get_bot_id(settings))
    found += [*in_database, *examine_machine(shared, facts)]
    if settings.backups is not None:
        found += examine_backups(settings.backups, clock.choose_clock(os.environ)())
    async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS) as client:
        if settings.bot is not None:
            found += await examine_telegram(settings.bot, client, facts)
        if settings.board is not None:
            found += await examine_board(settings.board, client, facts)
        if settings.web is not None:
            found += await examine_panel(settings.web, client)
            found += await examine_systems(settings.web, client)
    return found


def _get_bot_id(settings: LoadedSettings) -> int | None:
    if settings.bot is None:
        return None
    return int(settings.bot.bot_token.get_secret_value().partition(":")[0])


def main(arguments: Sequence[str]) -> int:
    """Print the findings and return the exit code: 0 if nothing is wrong, 1 if something is, 2 for a wrong argument."""
    if list(arguments) not in ([], ["--json"]):
        return run.print_usage("python -m ops doctor [--json]", arguments)
    found = asyncio.run(examine_all())
    sys.stdout.write(dump_findings(found) if arguments else format_findings(found))
    return 1 if any(one.level is Level.WRONG for one in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
