"""`python -m ops rotate-key`: encrypt files, and people's words with SEAL_WORDS, again with the newest key of DATA_KEY,
or with `--plain` store them as they are."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from db import migrate
from db.connect import open_database
from db.embedded.file_lock import EmbeddedServerError
from db.encryption import DataKeyError
from db.key_rotation import rotate_keys
from db.settings import Settings, SettingsError
from ops import run

COMMAND = "rotate-key"


def main(arguments: Sequence[str]) -> int:
    """Run the command; return the exit code, 2 for what the operator can correct."""
    parser = argparse.ArgumentParser(prog=f"python -m ops {COMMAND}", allow_abbrev=False)
    parser.add_argument("--plain", action="store_true", help="decrypt everything, to go on without DATA_KEY")
    asked = parser.parse_args(arguments)
    try:
        many = asyncio.run(_rotate(Settings.load(), plain=asked.plain))
    except (SettingsError, EmbeddedServerError, DataKeyError) as error:
        return run.print_refusal(COMMAND, error)
    sys.stdout.write(f"{many} rows written again; the other keys are no longer needed\n")
    return 0


async def _rotate(settings: Settings, *, plain: bool) -> int:
    if not settings.data_key:
        raise SettingsError("DATA_KEY is missing")
    async with open_database(settings, pool_size=1) as database:
        if not await migrate.is_current(database.engine):
            raise SettingsError("the database is not at the revision of this version")
        return await rotate_keys(database, settings.data_key, plain=plain, words=settings.seal_words)
