"""Examines this machine: room on the disk, the time zone that people read."""

import shutil
from pathlib import Path

from db.settings import Settings
from doctor.database import DatabaseFacts
from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong

_GB = 1_000_000_000
_LITTLE, _TOO_LITTLE = 2 * _GB, 200_000_000


def examine_machine(settings: Settings, facts: DatabaseFacts | None) -> Findings:
    """Look at the disk of DATA_DIR, and at the zone."""
    return [_examine_disk(settings.data_dir), _examine_zone(settings, facts)]


def _examine_disk(place: Path) -> Finding:
    there = next(one for one in (place.absolute(), *place.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    message = f"{free / _GB:.1f} GB are free at {place}"
    advice = "make room, or move DATA_DIR to a larger disk"
    if free < _TOO_LITTLE:
        return make_wrong("disk", message, advice)
    return make_warning("disk", message, advice) if free < _LITTLE else make_ok("disk", message)


def _examine_zone(settings: Settings, facts: DatabaseFacts | None) -> Finding:
    zone = settings.timezone or (facts.timezone if facts is not None else None)
    if zone is None:
        return make_warning("time zone", "people read times in UTC", "TIMEZONE=Europe/Riga, or /settings in Telegram")
    return make_ok("time zone", f"people read times of {zone}")
