"""The list of people whose data was erased, in a file outside the database: a backup from before has them again, and a
restore has them erased once more. Only ids and times; one person a line."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

NAME = "erased.txt"
"""Its name in DATA_DIR."""


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """The id of a person, and when they were erased."""

    id: int
    at: datetime


def read_list(path: Path) -> list[ErasedPerson] | None:
    """Return the list, or None if there is no file. A line that a killed process left half written is left out. Raises
    `OSError`."""
    try:
        lines = path.read_text("ascii").splitlines(keepends=True)
    except FileNotFoundError:
        return None
    return [one for line in lines if (one := _read_line(line)) is not None]


def _read_line(line: str) -> ErasedPerson | None:
    person, _, at = line.strip().partition(" ")
    if not line.endswith("\n") or not person.isdigit():
        return None
    try:
        return ErasedPerson(int(person), datetime.fromisoformat(at))
    except ValueError:
        return None


def add_to_list(path: Path, people: Iterable[ErasedPerson]) -> None:
    """Append people; they are on the disk when it returns. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab+") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(max(end - 1, 0))
        whole = b"" if file.read(1) in (b"", b"\n") else b"\n"
        file.write(whole + "".join(f"{one.id} {one.at.isoformat()}\n" for one in people).encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
