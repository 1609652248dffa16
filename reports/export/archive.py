"""Write an export into zips of limited size on disk, one after the other: only one row is in memory."""

import zipfile
from collections.abc import Sequence
from typing import IO, Any, NamedTuple

from desk.metrics.table_writers import FileStyle, RowWriter, make_writer
from reports.export.part_files import Opener

_LOOK_EVERY = 200
"""Rows between two checks of the size: at 4,096 characters each they add less than a megabyte."""


class Part(NamedTuple):
    """A zip: its name, and its file, which its opener closes."""

    name: str
    file: IO[bytes]


class Archive:
    """Zips `<name>-1.zip`, `<name>-2.zip` … of about `most` bytes each. A table that does not fit continues in the next
    zip, under the same name and with its own row of column names."""

    def __init__(self, opened: Opener, name: str, style: FileStyle, most: int) -> None:
        self._opened, self._name, self._style, self._most = opened, name, style, most
        self.parts: list[Part] = []
        self._zip: zipfile.ZipFile | None = None
        self._file: IO[bytes] | None = None
        self._rows: RowWriter | None = None
        self._table: tuple[str, Sequence[str]] = ("", ())
        self._since = 0

    def start_table(self, name: str, columns: Sequence[str]) -> None:
        """Start a table; the next rows belong to it."""
        self._close_table()
        self._table = (name, columns)
        self._open_table()

    def write_row(self, values: Sequence[Any]) -> None:
        """Write one row."""
        if self._rows is None:
            raise ValueError("a row before its table")
        self._rows.write_row(values)
        self._since += 1
        if self._since >= _LOOK_EVERY:
            self._since = 0
            if self._is_full():
                self._close_table()
                self._open_table()

    def close(self) -> None:
        """Finish all files on disk."""
        self._close_table()
        self._close_part()

    def _close_part(self) -> None:
        if self._zip is not None:
            self._zip.close()
            self._zip = None

    def _is_full(self) -> bool:
        return self.parts[-1].file.tell() >= self._most

    def _open_table(self) -> None:
        if self._zip is None or self._is_full():
            self._close_part()
            name = f"{self._name}-{len(self.parts) + 1}.zip"
            self.parts.append(Part(name, self._opened(name)))
            self._zip = zipfile.ZipFile(self.parts[-1].file, "w", zipfile.ZIP_DEFLATED)
        name, columns = self._table
        self._file = self._zip.open(f"{name}.{self._style.format.value}", "w", force_zip64=True)
        self._rows = make_writer(self._file, columns, self._style)

    def _close_table(self) -> None:
        if self._rows is not None and self._file is not None:
            self._rows.finish_table()
            self._file.close()
            self._rows = self._file = None
