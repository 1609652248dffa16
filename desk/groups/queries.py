"""Reads groups for the screens of admins."""

import re
from collections.abc import Sequence

from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import GroupChat, Organization, Person, Role, Ticket


async def list_chats(session: AsyncSession, most: int) -> Sequence[GroupChat]:
    """Return the groups: those where the bot is first, each part by title."""
    ordered = select(GroupChat).join(Person, Person.id == GroupChat.person_id)
    ordered = ordered.where(Person.role.in_((Role.INTAKE_GROUP, Role.GROUP))).order_by(
        GroupChat.left_at.is_not(None), GroupChat.title, GroupChat.id
    )
    return (await session.scalars(ordered.limit(most))).all()


async def list_organizations(session: AsyncSession, title: str, most: int) -> Sequence[tuple[int, str]]:
    """Return id and name of organizations, by name; first come those that share a word with a group's title."""
    live = select(Organization.id, Organization.name).where(Organization.removed_at.is_(None))
    named = [Organization.folded.contains(word, autoescape=True) for word in re.findall(r"\w{3,}", title.casefold())]
    first = or_(false(), *named).desc()
    found = await session.execute(live.order_by(first, Organization.folded, Organization.id).limit(most))
    return [(row.id, row.name) for row in found]


async def count_open(session: AsyncSession, chat: GroupChat) -> int:
    """Return how many requests from the group are open."""
    theirs = Ticket.intake_group_id == chat.person_id, Ticket.is_open, Ticket.filed_at.is_not(None)
    return int(await session.scalar(select(func.count()).select_from(Ticket).where(*theirs)) or 0)
