"""Databases as released versions left them: tables, functions and rows of a desk at work, and what Telegram and Todoist
held then. Made once by `make dump`, with the version itself; never again."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.embedded.shared_server import EmbeddedServer

FOLDER = Path(__file__).parent
RELEASED = "0001_baseline"
"""The revision of version 1.0.0, whose tables `migrations` makes."""


@dataclass(frozen=True, slots=True)
class Dump:
    """A desk of one version; of 1.0.0, whose tables changed under one name, at several commits."""

    version: str
    commit: str = ""

    @property
    def path(self) -> Path:
        """The file of the database; that of the services lies beside it."""
        name = "_".join([*self.version.split("."), *filter(None, [self.commit])])
        return FOLDER / f"{name}.sql.gz"

    async def load(self, server: EmbeddedServer, name: str) -> str:
        """Make the database and return its URL."""
        url = await server.create_database(name)
        connection = await server.connect(name)
        await connection.execute(gzip.decompress(self.path.read_bytes()).decode())
        await connection.close()
        return url

    def read_worlds(self) -> dict[str, Any]:
        """What Telegram and Todoist held."""
        worlds: dict[str, Any] = json.loads(
            gzip.decompress(self.path.with_suffix("").with_suffix(".json.gz").read_bytes())
        )
        return worlds


DUMPS = (Dump("1.0.0", "70e68e3a"), Dump("1.0.0", "69d47401"), Dump("1.0.0", "75aaf911"), Dump("2.0.0"))
