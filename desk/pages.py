"""Pages of a conversation that somebody has read: what was edited is edited there, what was taken back goes from them.

Knows no wording and no Telegram.
"""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import Box, JobState, Lane
from db.models import Ticket
from desk import letters
from desk.letters import PAST, Erase, Show, View

_READ = text("""
select distinct p.id as person_id, m.slot, m.message_id, m.page
from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = any(:slots)
union
select j.person_id, :thread, 0, cast(cast(convert_from(j.payload, 'UTF8') as json) ->> 'page' as smallint)
from jobs j where j.box = :box and j.state = :waiting and j.ticket_id = :ticket and j.person_id is not null
  and cast(convert_from(j.payload, 'UTF8') as json) ->> 'slot' = :thread
order by person_id, message_id
""")


async def anew(session: AsyncSession, ticket: Ticket, *, gone: bool, now: datetime) -> None:
    """The page that stands in a chat is shown as it is now, or will be once it gets there. `gone`: earlier ones, which
    nothing edits any more, are taken away, as what was said is not to be read there either."""
    thread, history = f"thread:{ticket.number}", f"history:{ticket.number}"
    past = [f"{PAST}{thread}", f"{PAST}{history}", f"{PAST}open:{ticket.number}"] if gone else []
    given = {"ticket": ticket.id, "slots": [thread, history, *past], "thread": thread}
    found = await session.execute(_READ, {**given, "box": Box.TO_TELEGRAM.value, "waiting": JobState.WAITING.value})
    for row in found.all():
        if row.slot in (thread, history):
            view = View.THREAD if row.slot == thread else View.HISTORY
            page = Show(view, slot=row.slot, page=row.page or 0, only_edit=True)
            letters.post(session, row.person_id, page, now=now, ticket_id=ticket.id, lane=Lane.EDITS)
        else:
            letters.post(session, row.person_id, Erase(row.message_id, instead=True), now=now, ticket_id=ticket.id)
