"""The second factors of a person: what they have, removing one, and what an admin does for somebody who lost theirs.

Adding or removing one outlasts a session, so it needs the second factor again, or without one a press in Telegram that
is no older than `VALID_FOR`: signing in is such a press.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, RecoveryCode, SecondFactor
from desk import Desk, Outdated, Refused, audit
from desk.notifications import notifier
from desk.notifications.confirmations import VALID_FOR, LastingAction, confirm_actor, require_confirmation
from desk.outbox import Args, Say
from desk.people import directory, panel_access
from desk.policy import permissions
from desk.policy.grants import Grant, get_grants

MOST = 10
"""How many passkeys and apps one person may have."""


class FactorKind(StrEnum):
    """The kinds of second factors."""

    PASSKEY = "passkey"
    APP = "app"


@dataclass(frozen=True, slots=True)
class FactorInfo:
    """A second factor as its person sees it."""

    id: int
    kind: FactorKind
    name: str
    made_at: datetime
    used_at: datetime | None


async def list_factors(session: AsyncSession, person_id: int) -> list[FactorInfo]:
    """Return the person's confirmed second factors, the oldest first."""
    theirs = select(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    rows = await session.scalars(theirs.order_by(SecondFactor.id))
    return [FactorInfo(row.id, FactorKind(row.kind), row.name, row.made_at, row.used_at) for row in rows]


async def require_may_change(desk: Desk) -> None:
    """Check that the actor may change their second factors now. Raises FactorNeeded, ConfirmationNeeded."""
    began_at = desk.web_session.began_at if desk.web_session is not None else None
    has_any = bool(await list_factors(desk.session, desk.require_actor().id))
    is_asked = has_any and desk.rules.web.second_factor != "off"
    if is_asked or began_at is None or desk.now - began_at > VALID_FOR:
        desk.has_factor = is_asked
        await confirm_actor(desk, LastingAction.FACTOR, desk.require_actor().name)


async def require_room(desk: Desk) -> None:
    """Raise Refused if the actor has as many as one may have."""
    if len(await list_factors(desk.session, desk.require_actor().id)) >= MOST:
        raise Refused("factor-too-many", n=MOST)


def note_added(desk: Desk, row: SecondFactor) -> None:
    """Record a new second factor; its person is told, and the session counts as proved by it."""
    row.confirmed_at = row.used_at = desk.now
    if desk.web_session is not None:
        desk.web_session.proved_at = desk.now
    _note(desk, "factor-added", row)


async def remove_factor(desk: Desk, factor_id: int) -> None:
    """Remove one of the actor's second factors; with the last one their recovery codes go too. Raises FactorNeeded,
    and Outdated for one that is gone or another person's."""
    await require_may_change(desk)
    row = await desk.session.get(SecondFactor, factor_id, with_for_update=True)
    if row is None or row.person_id != desk.require_actor().id or row.confirmed_at is None:
        raise Outdated
    await desk.session.delete(row)
    await desk.session.flush()
    if not await list_factors(desk.session, row.person_id):
        await desk.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == row.person_id))
    _note(desk, "factor-removed", row)


async def reset_factors(desk: Desk, person: int) -> None:
    """Remove all second factors of a colleague (Telegram id) who lost theirs, and end their sessions; they are told.
    A colleague may not do more than the actor. Raises NotAllowed, Refused, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.TEAM)
    colleague = await directory.find_by_telegram(desk.session, person)
    if colleague is None or not permissions.is_staff(colleague):
        raise Refused("no-such-person")
    if not get_grants(colleague) <= get_grants(desk.require_actor()):
        raise Refused("role-above")
    await require_confirmation(desk, LastingAction.RESET, colleague.name)
    await delete_factors(desk.session, colleague)
    await panel_access.end_access(desk.session, colleague.id, desk.now)
    audit.record_action(desk, "factor-reset", f"person:{colleague.id}", address=desk.address)
    args: Args = {"by": desk.require_actor().name}
    notifier.post_letter(desk, colleague, Say("factor-reset-by", args, staff_only=True))


async def delete_factors(session: AsyncSession, person: Person) -> None:
    """Delete all second factors and recovery codes of a person."""
    await session.execute(delete(SecondFactor).where(SecondFactor.person_id == person.id))
    await session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


async def count_recovery_codes(session: AsyncSession, person_id: int) -> int:
    """Return how many recovery codes the person has left."""
    mine = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.person_id == person_id)
    return await session.scalar(mine) or 0


def _note(desk: Desk, key: str, row: SecondFactor) -> None:
    me = desk.require_actor()
    audit.record_action(desk, key, f"person:{me.id}", new=row.kind, address=desk.address)
    args: Args = {"kind": row.kind, "address": desk.address or ""}
    notifier.post_letter(desk, me, Say(key, args, staff_only=True))
