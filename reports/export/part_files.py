"""Where the files of an export go while they are written, so that no incomplete file has a name. Knows no table."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

Opener = Callable[[str], IO[bytes]]
"""Creates a file to write and read for a part of that name."""
_UNFINISHED = ".unfinished"


@contextmanager
def open_nameless_files() -> Iterator[Opener]:
    """Open files without a name on disk, which vanish when they are closed or the process is killed."""
    with ExitStack() as stack:
        yield lambda _name: stack.enter_context(tempfile.TemporaryFile(prefix="pulldesk-export-"))


@contextmanager
def open_files_in(folder: Path) -> Iterator[Opener]:
    """Open files that get their names when all are written. After a failure none stays, after a kill only
    `*.unfinished`."""
    made: list[tuple[Path, IO[bytes]]] = []

    def opened(name: str) -> IO[bytes]:
        made.append((folder / name, (folder / (name + _UNFINISHED)).open("w+b")))
        return made[-1][1]

    try:
        yield opened
    except BaseException:
        for path, file in made:
            file.close()
            path.with_name(path.name + _UNFINISHED).unlink()
        raise
    for path, file in made:
        file.close()
        path.with_name(path.name + _UNFINISHED).rename(path)
