"""The context of one round of the mirror: its time, the project, the desk's rules, the words of the board."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Status
from desk import Desk, DeskSettings
from desk.place import BoardPlace
from todoist_sync.merge.sides import BoardVocabulary
from todoist_sync.plan_limits import UPLOAD_BYTES


@dataclass(frozen=True, slots=True)
class BoardProject:
    """The project and the account we write with. `sections`: ids by status; `watermark`: by Todoist's clock, the last
    moment before pulldesk first read the project; `upload_bytes`: the largest file the account's plan takes;
    `webhooks`: Todoist sends us webhooks."""

    project_id: str
    account_id: str
    account_name: str
    shared: bool
    sections: Mapping[Status, str]
    watermark: datetime
    upload_bytes: int = UPLOAD_BYTES
    webhooks: bool = False


@dataclass(frozen=True, slots=True)
class SyncContext:
    """One round: `now` in UTC, the project, the desk's rules, the board's vocabulary. `recovers`: the database was
    restored, and the board holds what it does not know."""

    now: datetime
    project: BoardProject
    rules: DeskSettings
    board: BoardVocabulary
    recovers: bool = False

    def make_desk(self, session: AsyncSession, actor: Any = None, *, at: datetime | None = None) -> Desk:
        """Return the desk as used from the board, for a person or for "the board"; `at`: when they acted, by
        Todoist."""
        return Desk(session, BoardPlace(acted_at=at), actor, now=self.now, rules=self.rules)


EARLIEST = datetime.min.replace(tzinfo=UTC) + timedelta(days=1)
