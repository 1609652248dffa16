"""Systems outside that may have a copy of what a person wrote, which no erasure here can reach."""

from sqlalchemy import exists, or_, select

from db.models import CrmState, ExternalPerson, Integration
from desk import Desk
from desk.integrations.scopes import Scope


async def count_systems(desk: Desk, person_id: int) -> dict[str, int]:
    """Return how many there are, by kind; kinds without any are left out."""
    theirs = exists().where(ExternalPerson.system_id == Integration.id, ExternalPerson.person_id == person_id)
    may_know = or_(theirs, Integration.scopes.contains([Scope.ALL_READ.value]))
    known = await desk.session.scalars(select(Integration.id).where(Integration.revoked_at.is_(None), may_know))
    found = {
        "integrations": len(known.all()),
        "crm": int(await desk.session.scalar(select(CrmState.id).limit(1)) is not None),
        "accounts": int(desk.rules.accounts.url is not None),
    }
    return {kind: count for kind, count in found.items() if count}
