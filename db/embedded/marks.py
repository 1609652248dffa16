"""Which DATA_DIR a database under /var/lib/pulldesk belongs to, and whether that directory is gone for good.

A directory that only is not mounted now is not gone: the nearest directory above it that is there must be the very one
that was there when the database was made. Knows files: nothing of servers.
"""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

_KEPT = timedelta(days=7)  # somebody may have moved the directory, and move it back
_TEMPORARY = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")}  # noqa: S108 - looked at, never written


def mark(home: Path, data_dir: Path) -> None:
    """Note beside `home` (in a directory that only root writes) whose it is."""
    data_dir = data_dir.resolve()
    above = {str(parent): _identity(parent) for parent in data_dir.parents}
    fresh = home.with_suffix(".of.new")
    fresh.write_text(json.dumps({"data_dir": str(data_dir), "above": above}))
    fresh.chmod(0o600)
    fresh.rename(_note(home))
    home.with_suffix(".gone").unlink(missing_ok=True)


def unmark(home: Path) -> None:
    """Forget it; the database is no more."""
    for suffix in (".of", ".gone"):
        home.with_suffix(suffix).unlink(missing_ok=True)


def marked(base: Path) -> list[Path]:
    """Every database here that is known to belong to a directory."""
    return [note.with_suffix("") for note in sorted(base.glob("*.of")) if note.with_suffix("").is_dir()]


def owner(home: Path) -> Path:
    """The DATA_DIR of a marked database."""
    return Path(json.loads(_note(home).read_text())["data_dir"])


def is_gone(home: Path) -> bool:
    """Whether the directory of this database has been removed; notes since when."""
    with suppress(OSError, ValueError, KeyError, AttributeError):
        found, data_dir = json.loads(_note(home).read_text()), owner(home)
        nearest = next(parent for parent in data_dir.parents if parent.is_dir())
        gone = not os.path.lexists(data_dir) and found["above"].get(str(nearest)) == _identity(nearest)
        since = home.with_suffix(".gone")
        if gone and not since.exists():
            since.touch(0o600)
        if not gone:
            since.unlink(missing_ok=True)
        return gone
    return False


def may_go(home: Path, *, now: float) -> bool:
    """Whether a database whose directory is gone can be removed: after a week, at once if that was a temporary one."""
    if not _TEMPORARY.isdisjoint(owner(home).parents):
        return True
    return now - home.with_suffix(".gone").stat().st_mtime > _KEPT.total_seconds()


def _note(home: Path) -> Path:
    return home.with_suffix(".of")


def _identity(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_dev, found.st_ino]
