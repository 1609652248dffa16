"""The people of the board: rows by Todoist id, and who counts as the actor of a change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, Collaborator, Person, Ticket, any_of
from desk.notifications import to_staff
from desk.people import directory
from desk.people.display_names import clean_person_name
from desk.policy import is_staff
from todoist_sync.api.rows import Row
from todoist_sync.context import SyncContext


async def get_or_create_person(session: AsyncSession, todoist_id: str, ctx: SyncContext) -> Person:
    """Return the person of a Todoist id; an id that is not linked gets a row of its own, by its Todoist name."""
    key = {"project_id": ctx.project.project_id, "todoist_id": todoist_id}
    listed = await session.get(Collaborator, key)
    name = listed.name if listed is not None else ""
    if todoist_id == ctx.project.account_id:
        name = name or ctx.project.account_name
    return await directory.get_or_create_on_board(session, todoist_id, name, now=ctx.now)


async def find_actor(session: AsyncSession, todoist_id: str | None, ctx: SyncContext) -> Person | None:
    """Return who acted, if Todoist says so; in a project of one account it can only be that account's person, if
    linked.

    None means "the board".
    """
    if todoist_id is not None and todoist_id != ctx.project.account_id:
        return await get_or_create_person(session, todoist_id, ctx)
    if todoist_id is None and ctx.project.shared:
        return None
    return await directory.find_by_todoist(session, ctx.project.account_id)


async def is_outsider(session: AsyncSession, todoist_id: str | None, ctx: SyncContext) -> bool:
    """Return True if the account may not act on the board: linked to no member of the team, on a board that is for
    those alone. Our own account always acts, and so does who is unknown."""
    if not ctx.rules.board.members_only or todoist_id in (None, ctx.project.account_id):
        return False
    person = await directory.find_by_todoist(session, todoist_id or "")
    return person is None or not is_staff(person)


@dataclass(frozen=True, slots=True)
class Member:
    """A collaborator, as Todoist names them."""

    name: str
    email: str | None = None

    @classmethod
    def of_row(cls, row: Row) -> "Member":
        """Build from the collaborator object of the Sync API."""
        return cls(str(row.get("full_name") or ""), row.get("email"))


async def store_collaborators(
    session: AsyncSession, project_id: str, names: dict[str, Member], *, whole: bool = False, gone: Sequence[str] = ()
) -> set[str]:
    """Store who can write on the board; `whole`: only these; `gone`: these no longer. Return who could not before."""
    before = await get_collaborator_ids(session, project_id)
    if whole:
        others = update(Collaborator).where(
            Collaborator.project_id == project_id, Collaborator.todoist_id.not_in(list(names))
        )
        await session.execute(others.values(active=False))
    for todoist_id, member in names.items():
        new = {"name": clean_person_name(member.name), "email": member.email, "active": True}
        row = {"project_id": project_id, "todoist_id": todoist_id, **new}
        upsert = insert(Collaborator).values(**row)
        await session.execute(upsert.on_conflict_do_update(index_elements=["project_id", "todoist_id"], set_=new))
    if gone:
        left = update(Collaborator).where(Collaborator.project_id == project_id, any_of(Collaborator.todoist_id, gone))
        await session.execute(left.values(active=False))
    if fresh := set(names).difference(before, gone):  # from now on the board can show them as assignees
        assignees = (
            select(Ticket.id).join(Person, Person.id == Ticket.assignee_id).where(any_of(Person.todoist_id, fresh))
        )
        shown = update(BoardCard).where(BoardCard.ticket_id.in_(assignees), BoardCard.gone.is_(None))
        await session.execute(shown.values(dirty=True))
    return fresh


async def tell_admins_who_joined(
    session: AsyncSession, project_id: str, todoist_ids: set[str], *, now: datetime
) -> None:
    """Tell the admins who has joined the board."""
    if not todoist_ids:
        return
    query = select(Collaborator.name).where(
        Collaborator.project_id == project_id, any_of(Collaborator.todoist_id, todoist_ids)
    )
    names = sorted(await session.scalars(query))
    await to_staff.tell_admins(session, "board-joined", now=now, names=", ".join(names))


async def get_collaborator_ids(session: AsyncSession, project_id: str) -> set[str]:
    """Return the Todoist ids of who can write on the board."""
    query = select(Collaborator.todoist_id).where(Collaborator.project_id == project_id, Collaborator.active)
    return set(await session.scalars(query))
