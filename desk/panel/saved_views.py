"""Saved views of tickets: a named filter, one's own or, by admins, shared. Knows no filter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, SavedView
from desk import Desk, Outdated, Refused, history
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant
from desk.text import clean_text, is_blank


async def record_export(desk: Desk, chosen: Mapping[str, str], name: str) -> None:
    """Record that the actor exports the tickets of this filter as a file of that name; search words are people's words
    and are not kept. Subjects are people's words too, so it is confirmed first. Raises NotAllowed for everybody except
    admins, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.EXPORT)
    await require_confirmation(desk, LastingAction.LIST, name)
    parts = ", ".join(f"{name} {value}" for name, value in chosen.items() if name != "q")
    history.record_action(desk, "exported", "export:tickets", new=f"csv, {parts}" if parts else "csv")


MOST, LONGEST = 30, 60
"""The limits: views of one person, and shared ones; characters of a name."""
_BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class ViewInfo:
    """A view as its readers see it. `chosen`: the parts of an address; `mine`: the reader may remove it."""

    id: int
    name: str
    shared: bool
    chosen: Mapping[str, str]
    mine: bool


async def list_views(session: AsyncSession, person: Person) -> Sequence[ViewInfo]:
    """Return the shared views, then the person's own, by name."""
    theirs = select(SavedView).where(or_(SavedView.shared, SavedView.owner_id == person.id))
    may_share = has_grant(person, Grant.TEAM)
    rows = await session.scalars(theirs.order_by(SavedView.shared.desc(), func.lower(SavedView.name), SavedView.id))
    return [
        ViewInfo(row.id, row.name, row.shared, row.chosen, mine=may_share if row.shared else row.owner_id == person.id)
        for row in rows
    ]


async def save_view(desk: Desk, name: str, chosen: Mapping[str, str], *, shared: bool) -> None:
    """Save a view; one of the same name is replaced. Raises NotAllowed if someone other than an admin shares it,
    Refused for an invalid name and if there are too many."""
    called = " ".join(clean_text(name).split())
    await _may(desk, shared=shared)
    if all(is_blank(char) for char in called) or len(called) > LONGEST:
        raise Refused("page-view-name", n=LONGEST)
    await desk.session.execute(select(_turn("" if shared else desk.require_actor().id)))
    row = await desk.session.scalar(
        select(SavedView).where(_of(desk, shared=shared), func.lower(SavedView.name) == func.lower(called))
    )
    if row is None:
        there = select(func.count()).select_from(SavedView).where(_of(desk, shared=shared))
        if (await desk.session.execute(there)).scalar_one() >= MOST:
            raise Refused("page-views-many", n=MOST)
        row = SavedView(owner_id=desk.require_actor().id, shared=shared, made_at=desk.now)
        desk.session.add(row)
    row.name, row.chosen = called, dict(chosen)
    if shared:
        history.record_action(desk, "view-shared", f"view:{called}")


async def remove_view(desk: Desk, view_id: int) -> None:
    """Remove a view. Raises Outdated if the actor has none of that id, NotAllowed for a shared one by others than
    admins."""
    row = await desk.session.get(SavedView, view_id, with_for_update=True) if view_id < _BIGGEST else None
    if row is None or (not row.shared and row.owner_id != desk.require_actor().id):
        raise Outdated
    await _may(desk, shared=row.shared)
    await desk.session.delete(row)
    if row.shared:
        history.record_action(desk, "view-removed", f"view:{row.name}")


def _turn(whose: int | str) -> ColumnElement[None]:
    """Return a lock for saving shared views, or those of one person."""
    return func.pg_advisory_xact_lock(func.hashtextextended(f"views:{whose}", 11))


async def _may(desk: Desk, *, shared: bool) -> None:
    if shared:
        await desk.require_grant(Grant.TEAM)
        return
    await desk.refresh_actor()
    permissions.require_staff(desk.require_actor())


def _of(desk: Desk, *, shared: bool) -> ColumnElement[bool]:
    return (
        SavedView.shared.is_(True) if shared else and_(~SavedView.shared, SavedView.owner_id == desk.require_actor().id)
    )
