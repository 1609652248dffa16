"""Files of deleted rows, JSON Lines, one for each kind and day: `archive/requests-2026-11-26.jsonl`. Knows no table.

A row may be there twice if the process was killed before its deletion was committed; table and id tell.
"""

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

_TAIL = 1024 * 1024


class DayFile:
    """The file of a day, open for more lines; they are on the disk when it is closed without an error."""

    def __init__(self, data_dir: Path, kind: str, now: datetime, zone: str) -> None:
        folder = data_dir / "archive"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._now = now
        path = folder / f"{kind}-{now.astimezone(ZoneInfo(zone)):%Y-%m-%d}.jsonl"
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")

    def __enter__(self) -> Self:
        self._file.truncate(self._find_end())
        self._file.seek(0, os.SEEK_END)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        with self._file as file:
            if kind is None:
                file.flush()
                os.fsync(file.fileno())

    def write_row(self, table: str, row: Mapping[str, Any]) -> None:
        """Write one row as a line."""
        line = {"table": table, "deleted_at": self._now.isoformat(), "row": row}
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def _find_end(self) -> int:
        """Return where the last whole line ends: a killed process may have left half a line."""
        end = self._file.seek(0, os.SEEK_END)
        while end:
            start = max(0, end - _TAIL)
            self._file.seek(start)
            found = self._file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0
