"""What most letters of one moment need, read ahead for all of them in a few statements. Words nothing."""

from collections.abc import Sequence

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.views import reply_targets
from bot.views.reader import Prefetched
from db.models import Entry, Person, Ticket
from db.queue import ClaimedJob
from desk.queries.batch import Batch
from desk.queries.entries import files_of
from desk.settings import VERSION, meet_version

_LISTS = [bindparam(name, type_=ARRAY(BigInteger)) for name in ("people", "entries", "tickets")]
_JOBS = func.unnest(*_LISTS).table_valued("person_id", "entry_id", "ticket_id").render_derived(name="wanted")
_ANSWERED = aliased(Entry)
_ROWS = (
    select(Person, Entry, Ticket, _ANSWERED, VERSION.label("version"))
    .select_from(_JOBS)
    .outerjoin(Person, Person.id == _JOBS.c.person_id)
    .outerjoin(Entry, Entry.id == _JOBS.c.entry_id)
    .outerjoin(Ticket, Ticket.id == _JOBS.c.ticket_id)
    .outerjoin(_ANSWERED, _ANSWERED.id == Entry.answers_id)
)


async def rows(session: AsyncSession, jobs: Sequence[ClaimedJob]) -> None:
    """Readers; and of letters that pass on words: these, what they answer, their ticket. The session keeps them, and
    meets the settings' version."""
    given = {
        "people": [job.person_id for job in jobs],
        "entries": [job.entry_id for job in jobs],
        "tickets": [job.ticket_id if job.entry_id is not None else None for job in jobs],
    }
    for row in (await session.execute(_ROWS, given)).all():
        meet_version(session, row.version)


async def around(
    session: AsyncSession, passed_on: Sequence[tuple[int, int | None]], *, bot_id: int
) -> tuple[Prefetched, set[tuple[int, str]]]:
    """Files of the words passed on to these chats, and where in each chat stands what they answer; and the slots of
    the ticket's cards, to which the others are shown as replies."""
    words = [(chat, await session.get(Entry, key)) for chat, key in passed_on if key is not None]
    there = [(chat, entry) for chat, entry in words if entry is not None]
    if not there:
        return Prefetched(Batch()), set()
    files = await files_of(session, sorted({entry.id for _, entry in there}))
    answers = {(chat, entry.answers_id) for chat, entry in there if entry.answers_id is not None}
    standing = await reply_targets.of_entries(session, bot_id, answers)
    slots = set()
    for chat, entry in there:
        ticket = await session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
        if ticket is not None and entry.answers_id is None:
            slots |= {(chat, f"card:{ticket.number}"), (chat, f"open:{ticket.number}")}
    return Prefetched(Batch(files), standing), slots
