"""Examines the backups: are they made by themselves, how old is the newest, is there room for the next."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from doctor.findings import Findings, make_ok, make_warning, make_wrong
from ops.backup import rotation
from ops.backup.settings import BackupSettings

_ABOUT = "backup"
_HOUR = timedelta(hours=1)


def examine_backups(settings: BackupSettings, now: datetime) -> Findings:
    """Look at the directory of the backups."""
    archives = rotation.list_past(settings.directory, now)
    if settings.backup_hours is None and not archives:
        return [make_ok(_ABOUT, "none is made by itself: BACKUP_HOURS is empty")]
    if settings.directory.exists() and not os.access(settings.directory, os.W_OK | os.X_OK):
        advice = "make it writable for the user of pulldesk, or correct BACKUP_DIR"
        return [make_wrong(_ABOUT, f"no backup can be written to {settings.directory}", advice)]
    if not archives:
        message = f"there is no backup in {settings.directory} yet"
        return [make_warning(_ABOUT, message, "python -m ops backup")]
    newest, age = archives[0], now - archives[0].taken_at
    message = f"the newest backup is {_format_age(age)} old: {newest.path.name}"
    if settings.backup_hours is not None and age > 2 * settings.backup_hours * _HOUR:
        return [
            make_wrong(_ABOUT, message, "see the log of python -m ops backup, or run it by hand to see what is wrong")
        ]
    return [make_ok(_ABOUT, message), *_examine_room(newest.path)]


def _examine_room(newest: Path) -> Findings:
    size, free = newest.stat().st_size, shutil.disk_usage(newest.parent).free
    if free > 3 * size:
        return []
    message = f"{free // 1_000_000} MB are free in {newest.parent}, a backup takes {size // 1_000_000} MB"
    return [make_warning(_ABOUT, message, "make room, or set BACKUP_DIR to a larger disk")]


def _format_age(age: timedelta) -> str:
    hours = max(int(age / _HOUR), 0)
    return f"{hours // 24} days" if hours >= 72 else f"{hours} hours"
