"""Who wrote or acted on the board: rows of people by their Todoist ids, and what they may be taken for."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Collaborator, Person
from desk.people import directory
from todoist_sync.round import Round


async def known(session: AsyncSession, todoist_id: str, round_: Round) -> Person:
    """The person of a Todoist id; one nobody has linked gets a row of their own, by their Todoist name."""
    key = {"project_id": round_.place.project_id, "todoist_id": todoist_id}
    listed = await session.get(Collaborator, key)
    name = listed.name if listed is not None else ""
    if todoist_id == round_.place.account_id:
        name = name or round_.place.account_name
    return await directory.on_board(session, todoist_id, name, now=round_.now)


async def actor(session: AsyncSession, todoist_id: str | None, round_: Round) -> Person | None:
    """Who did it, where Todoist says so; in a project of one account it can only be that account's person, if linked.

    None: "the board".
    """
    if todoist_id is not None and todoist_id != round_.place.account_id:
        return await known(session, todoist_id, round_)
    if todoist_id is None and round_.place.shared:
        return None
    return await directory.by_todoist(session, round_.place.account_id)
