"""When other systems changed their records: an older change that arrives after a newer one is left out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from db.models import ExternalChange
from desk import Desk, Refused

_MOST_AHEAD = timedelta(minutes=10)


async def take_change(desk: Desk, kind: str, external_id: str, changed_at: datetime | None) -> bool:
    """Note when another system changed its record of that id. Return False if a later change of it has been taken: this
    one is to be left out then. Without a time every change is taken. Raises Refused for a time in the future."""
    if changed_at is None:
        return True
    if changed_at > desk.now + _MOST_AHEAD:
        raise Refused("changed-at-ahead")
    said = insert(ExternalChange).values(kind=kind, external_id=external_id, changed_at=changed_at)
    newest = said.on_conflict_do_update(
        index_elements=[ExternalChange.kind, ExternalChange.external_id],
        set_={"changed_at": said.excluded.changed_at},
        where=ExternalChange.changed_at <= said.excluded.changed_at,
    )
    return await desk.session.scalar(newest.returning(ExternalChange.kind)) is not None


async def take_removal(desk: Desk, kind: str, external_ids: Sequence[str], changed_at: datetime | None) -> None:
    """Note that records were removed together with the one they belong to: older changes of them are left out."""
    for external_id in external_ids:
        await take_change(desk, kind, external_id, changed_at)
