"""Letters kept for a person who blocked the bot, and which of them they get when they return. Knows no channel."""

from datetime import datetime

from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Delivery, Entry, Lane, Person, Status, Ticket, any_of
from db.queue import maintenance
from desk.outbox import letters
from desk.outbox.letters import Erase, Letter, Relay, Say, Show

GONE = "gone"  # how the reason begins if Telegram no longer knows the person
UNMET = "not met"  # how the reason begins if the person knows only an earlier bot, not this one
NOT_REACHABLE = "not reachable"  # the reason for a person who cannot be written to
MAY_HAVE_COME = "it may have come"  # not repeated, although it may not have arrived
_INVOICE = "invoice"
_LINES = ("receipt", "resolved", "which", "bill", _INVOICE)


def is_kept(letter: Letter) -> bool:
    """Return True if a letter is kept for a person who blocked the bot: messages, lines, questions and what is to be
    deleted from their chat, not updates or reactions."""
    if isinstance(letter, Erase):
        return True
    if isinstance(letter, Relay | Say):
        return not (letter.edit if isinstance(letter, Relay) else letter.only_edit)
    return isinstance(letter, Show) and letter.view in _LINES and not letter.only_edit


_PARKED = text("""
select id, ticket_id, entry_id, payload from jobs
where state = 'parked' and person_id = :person and position(cast('"type":"erase"' as bytea) in payload) = 0 order by id
""")
_SUPERSEDED = text("""
update jobs set state = 'done', settled_at = :now, error = 'superseded' where id = any(cast(:ids as bigint[]))
""")


async def release_parked(session: AsyncSession, person: Person, *, now: datetime) -> None:
    """Release what waited for a person: messages in order, then for each ticket with news one message with its current
    state and its open invoices. Of lines about no ticket only the newest of each kind is sent."""
    rows = (await session.execute(_PARKED, {"person": person.id})).all()
    lines = [row for row in rows if row.entry_id is None]
    alone = [row for row in lines if row.ticket_id is None or _is_invoice(row.payload)]
    newest = {_subject(row.payload): row.id for row in alone}
    dropped = [row.id for row in lines if row.id not in newest.values()]
    await session.execute(_SUPERSEDED, {"ids": dropped, "now": now})
    said = [row.entry_id for row in rows if row.entry_id is not None]
    again = update(Entry).where(any_of(Entry.id, said), Entry.delivery == Delivery.BLOCKED)
    await session.execute(again.values(delivery=Delivery.WAITING))
    await maintenance.unpark_jobs(session, person.id, now=now)
    for ticket_id in dict.fromkeys(row.ticket_id for row in lines if row.ticket_id is not None):
        ticket = await session.get(Ticket, ticket_id)
        if ticket is not None:
            letters.queue_letter(session, person.id, _show_current_state(ticket, person), now=now, ticket_id=ticket.id)


_CATCHES_UP = text("""
select exists (select 1 from jobs j join people p on p.id = j.person_id
  where j.box = 'to_telegram' and j.state = 'waiting' and j.person_id = :person and j.lane <> :edits
    and j.created_at <= p.back_at)
""")


async def is_catching_up(session: AsyncSession, person: Person) -> bool:
    """Return True if a person who returned has not yet got everything that waited; False for a first start."""
    if person.back_at is None or person.back_at == person.started_at:
        return False
    await session.flush()
    found = await session.execute(_CATCHES_UP, {"person": person.id, "edits": int(Lane.EDITS)})
    return bool(found.scalar_one())


def _subject(payload: bytes) -> str:
    """Return what a line about no ticket is about: its slot or its key."""
    data = queue.decode_payload(bytes(payload))
    return str(data.get("slot") or data.get("key"))


def _is_invoice(payload: bytes) -> bool:
    """Return True for an invoice, which no other message about its ticket can stand for."""
    return bool(queue.decode_payload(bytes(payload)).get("view") == _INVOICE)


def _show_current_state(ticket: Ticket, person: Person) -> Letter:
    number = ticket.number
    if ticket.requester_id == person.id:
        asked = ticket.status is Status.RESOLVED
        view, kind = ("resolved", "resolved") if asked else ("open", "open")
        return Show(view, slot=f"{kind}:{number}", fresh=True)
    is_theirs = ticket.assignee_id == person.id
    return Show("card" if is_theirs else "open", slot=f"{'card' if is_theirs else 'open'}:{number}", fresh=True)
