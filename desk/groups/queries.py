"""Reads groups for the screens of admins."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import GroupChat, Person, Role, Ticket


async def list_chats(session: AsyncSession, most: int) -> Sequence[GroupChat]:
    """Return the groups: those where the bot is first, each part by title."""
    ordered = select(GroupChat).join(Person, Person.id == GroupChat.person_id)
    ordered = ordered.where(Person.role.in_((Role.INTAKE_GROUP, Role.GROUP))).order_by(
        GroupChat.left_at.is_not(None), GroupChat.title, GroupChat.id
    )
    return (await session.scalars(ordered.limit(most))).all()


async def count_open(session: AsyncSession, chat: GroupChat) -> int:
    """Return how many requests from the group are open."""
    theirs = Ticket.intake_group_id == chat.person_id, Ticket.is_open, Ticket.filed_at.is_not(None)
    return int(await session.scalar(select(func.count()).select_from(Ticket).where(*theirs)) or 0)
