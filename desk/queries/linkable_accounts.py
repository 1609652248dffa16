"""The Todoist accounts that a member of the team can still link to themselves. Changes nothing, words nothing; how a
link is made is in `desk/staff/board_accounts.py`."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardState, Collaborator, Person, any_of


@dataclass(frozen=True, slots=True)
class LinkableAccount:
    """A Todoist collaborator who is not linked yet, or the account of the token."""

    todoist_id: str
    name: str
    is_own: bool


async def list_linkable(session: AsyncSession, viewer: Person) -> tuple[LinkableAccount, ...]:
    """Return collaborators without a link by name, the account of the token last. The account of a former member is
    offered only to them."""
    own = set((await session.scalars(select(BoardState.account_id))).all())
    there = await session.scalars(select(Collaborator).where(Collaborator.active).order_by(Collaborator.name))
    names = dict.fromkeys(own, "") | {one.todoist_id: one.name for one in there}
    known = await session.scalars(select(Person).where(any_of(Person.todoist_id, names)))
    people = {person.todoist_id: person for person in known}
    found = []
    for todoist_id, name in names.items():
        person = people.get(todoist_id)
        if person is None or (
            person.telegram_id is None and (person.dismissed_at is None or person.former_id == viewer.id)
        ):
            shown = name or (person and (person.todoist_name or person.name)) or todoist_id
            found.append(LinkableAccount(todoist_id, shown, todoist_id in own))
    return tuple(sorted(found, key=lambda one: (one.is_own, one.name)))
