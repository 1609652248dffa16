"""Writes who was erased into the list outside the database (`ops/backup/erased_people.py`), which a restore reads."""

from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from desk.privacy import erasures
from ops.backup.erased_people import NAME, ErasedPerson, add_to_list, read_list

log = structlog.get_logger(__name__)


class ErasedList:
    """The list in DATA_DIR; people erased since its last entry are added."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._since: datetime | None = None
        self._is_read = False

    async def add_new(self, session: AsyncSession) -> None:
        """Add those who were erased since the last time; a file that cannot be written is tried again."""
        try:
            if not self._is_read:
                self._since = max((one.at for one in read_list(self._path) or ()), default=None)
                self._is_read = True
            found = [ErasedPerson(person, at) for person, at in await erasures.list_erased(session, self._since)]
            if found:
                add_to_list(self._path, found)
                self._since = found[-1].at
        except OSError as error:
            log.warning("the list of erased people cannot be kept", file=self._path.name, why=error.strerror)
