"""Files of an export in zips of a size, one after the other on disk: nothing is held in memory but a row."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from reports.export.writers import FileStyle, RowWriter, writer

_LOOK_EVERY = 200
"""Rows between two looks at the size: of 4,096 letters each they add less than a megabyte."""


class Archive:
    """Zips `<name>-1.zip`, `<name>-2.zip` … in `folder`, each of about `most` bytes at most: a table that does not fit
    goes on in the next, under the same name, its columns named again."""

    def __init__(self, folder: Path, name: str, style: FileStyle, most: int) -> None:
        self._folder, self._name, self._style, self._most = folder, name, style, most
        self.parts: list[Path] = []
        self._zip: zipfile.ZipFile | None = None
        self._file: IO[bytes] | None = None
        self._rows: RowWriter | None = None
        self._table: tuple[str, Sequence[str]] = ("", ())
        self._since = 0

    def table(self, name: str, columns: Sequence[str]) -> None:
        """What follows are rows of this table."""
        self._close_table()
        self._table = (name, columns)
        self._open_table()

    def row(self, values: Sequence[Any]) -> None:
        """One more."""
        if self._rows is None:
            raise ValueError("a row before its table")
        self._rows.row(values)
        self._since += 1
        if self._since >= _LOOK_EVERY:
            self._since = 0
            if self._is_full():
                self._close_table()
                self._open_table()

    def close(self) -> None:
        """All is on disk."""
        self._close_table()
        self._close_part()

    def _close_part(self) -> None:
        if self._zip is not None:
            self._zip.close()
            self._zip = None

    def _is_full(self) -> bool:
        return self.parts[-1].stat().st_size >= self._most

    def _open_table(self) -> None:
        if self._zip is None or self._is_full():
            self._close_part()
            self.parts.append(self._folder / f"{self._name}-{len(self.parts) + 1}.zip")
            self._zip = zipfile.ZipFile(self.parts[-1], "w", zipfile.ZIP_DEFLATED)
        name, columns = self._table
        self._file = self._zip.open(f"{name}.{self._style.format.value}", "w", force_zip64=True)
        self._rows = writer(self._file, columns, self._style)

    def _close_table(self) -> None:
        if self._rows is not None and self._file is not None:
            self._rows.end()
            self._file.close()
            self._rows = self._file = None
