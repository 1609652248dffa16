"""Whose updates are worked off first when there are many: staff's, then those of people the team has answered before.

Who floods the desk is neither. Within a chat the order stays. Knows chat ids, no updates.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Lane

MANY = 10  # updates in one poll
_KNOWN = text("""
select telegram_id as chat, role <> 'requester' and dismissed_at is null as staff from people p
where telegram_id = any(cast(:chats as bigint[])) and (role <> 'requester' or exists (
  select 1 from tickets t where t.requester_id = p.id and t.first_response_at is not null))
""")


async def lanes(session: AsyncSession, chats: Sequence[int]) -> Mapping[int, Lane]:
    """The lane of each chat; where few come at once nobody has to be told apart."""
    if len(chats) < MANY:
        return dict.fromkeys(chats, Lane.PEOPLE)
    asked = sorted({chat for chat in chats if -(2**63) <= chat < 2**63})
    found = await session.execute(_KNOWN, {"chats": asked})
    known = {row.chat: Lane.ANSWERS if row.staff else Lane.PEOPLE for row in found}
    return {chat: known.get(chat, Lane.EDITS) for chat in chats}
