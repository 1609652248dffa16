"""Writes who was erased into the list outside the database (`ops/backup/erased_people.py`), which a restore reads."""

from pathlib import Path

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from desk.privacy import erasures
from ops.backup.erased_people import NAME, ErasedPerson, add_to_list, read_list

log = structlog.get_logger(__name__)


class ErasedList:
    """The list in DATA_DIR; erased people who are not in it are added, whatever the clock said then."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._listed: set[int] | None = None

    async def add_new(self, session: AsyncSession) -> None:
        """Add those who were erased since the last time; a file that cannot be written is tried again."""
        try:
            if self._listed is None:
                self._listed = {one.id for one in read_list(self._path) or ()}
            found = [ErasedPerson(person, at) for person, at in await erasures.list_erased(session, self._listed)]
            if found:
                add_to_list(self._path, found)
                self._listed |= {one.id for one in found}
        except OSError as error:
            log.warning("the list of erased people cannot be kept", file=self._path.name, why=error.strerror)
