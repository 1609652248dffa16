"""Files of an export, opened below its folder and nowhere else. Knows no format."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from desk.importing.records import PastFile
from desk.importing.writing import LARGEST_FILE


class SourceFiles:
    """The folder of an export. A path that leads out of it, by `..`, from the root or by a link, is not followed, nor
    one to a hidden file, such as the `.env` of a desk: whoever sent a file to the old desk chose its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    def open_file(self, file: PastFile) -> BinaryIO | str:
        """Open a file to read, or return why it cannot be opened."""
        if not file.path or "\0" in file.path:
            return "not in the export"
        try:
            path = (self._folder / file.path.replace("\\", "/")).resolve()
            if not path.is_relative_to(self._folder):
                return "outside the folder of the export"
            if any(part.startswith(".") for part in path.relative_to(self._folder).parts):
                return "hidden"
            opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except (OSError, ValueError, RuntimeError):
            return "not in the export"
        about = os.fstat(opened)
        why = "no file" if not stat.S_ISREG(about.st_mode) else "empty" if about.st_size == 0 else ""
        if about.st_size > LARGEST_FILE:
            why = f"larger than {LARGEST_FILE // 1024**2} MB"
        if why:
            os.close(opened)
            return why
        return os.fdopen(opened, "rb")
