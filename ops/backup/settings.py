"""The settings of backups."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from db.settings import SecretKey, Settings, split_list

_KEEP = re.compile(r"[1-9]\d{0,2},\d{1,3}")


def _check_keep(value: str) -> str:
    if not _KEEP.fullmatch(value.replace(" ", "")):
        raise ValueError
    return value.replace(" ", "")


class BackupSettings(Settings):
    """The settings that `python -m ops backup`, `verify` and `restore` read."""

    backup_dir: Path | None = Field(None, description="a directory, or nothing for the one named backups in DATA_DIR")
    backup_keep: Annotated[str, AfterValidator(_check_keep)] = Field(
        "7,4", description="for how many days, and for how many weeks, one backup each is kept, such as 7,4"
    )
    backup_key: Annotated[tuple[SecretKey, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="keys of 32 bytes in URL-safe Base64, the newest first, comma-separated, or nothing"
    )

    @property
    def directory(self) -> Path:
        """The directory of the archives."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def keys(self) -> list[str]:
        """The keys, the newest first."""
        return [key.get_secret_value() for key in self.backup_key]

    @property
    def keep(self) -> tuple[int, int]:
        """How many days and how many weeks have a backup."""
        days, _, weeks = self.backup_keep.partition(",")
        return int(days), int(weeks)
