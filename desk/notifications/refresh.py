"""What stands in chats: the faces of a ticket, shown anew, and who got an entry. Brings nobody a new message."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Select, String, TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, Entry, Job, JobState, Lane, Message, MessageKind, Person, Role, Status, Ticket, any_of
from desk.context import Context
from desk.notifications import notifier, staff_group
from desk.outbox import Erase, Show, letters
from desk.outbox.slots import PAST
from desk.policy import FINISHED, permissions

_VIEWS = ("card", "open", "receipt", "resolved", "group")
_REQUESTERS = ("receipt", "open", "resolved")
_STAFFS = ("card", "open")

_SILENT = frozenset(
    {"updated_at", "last_entry_at", "requester_spoke_at", "needs_answer", "first_response_at", "subject_kept"}
    | {"broadcast_at", "broadcast_due_at", "remind_at", "escalate_at", "close_at", "tell", "tell_at"}
    | {"policy_version", "first_target", "solve_target", "first_warn_at", "solve_warn_at", "promise_warn_at"}
    | {"late_told", "breach_told", "reopen_count"}
)
_SHOWN = tuple(name for name in (column.key for column in Ticket.__mapper__.column_attrs) if name not in _SILENT)


def shown(ticket: Ticket) -> tuple[object, ...]:
    """All of a ticket's row that a card or receipt may show; words and `needs_answer` stand in opened tickets only."""
    return (ticket.first_response_at is not None, *(getattr(ticket, name) for name in _SHOWN))


_FACES = text("""
select p.id as person_id, split_part(m.slot, ':', 1) as face
from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = any(:slots)
union
select j.person_id, case when j.person_id = :requester then 'receipt' else 'card' end
from jobs j where j.box = :box and j.state = :waiting and j.ticket_id = :ticket and j.person_id is not null
  and cast(convert_from(j.payload, 'UTF8') as json) ->> 'type' = 'show'
""")

_OPENED = text("""
select distinct p.id as person_id, 'open' as face from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = :slot
""")


def _whose(faces: TextClause) -> Select[Person, str]:
    found = faces.columns(person_id=BigInteger, face=String).subquery("faces")
    return select(Person, found.c.face).join(found, found.c.person_id == Person.id).order_by(Person.id, found.c.face)


_WHOSE_FACES, _WHOSE_OPENED = _whose(_FACES), _whose(_OPENED)


async def refresh(
    ctx: Context, ticket: Ticket, *, without: int | None = None, staff_only: bool = False, only_opened: bool = False
) -> None:
    """Every message that shows the ticket is edited, of one face a person's newest; not the card of `without`.
    `only_opened`: words that stand on no card and no receipt were all that came.

    A letter that shows it and still waits is rendered when it is sent, but may be on its way this moment: whoever
    has one gets the edit too. An edit of something never sent, or unchanged, is nothing to delivery.
    """
    kept = "resolved" if _asks_later(ticket) else None
    for person, face in await _faces(ctx, ticket, only_opened=only_opened):
        if (person.id, face) == (without, "card") or face == kept:
            continue
        if person.role is Role.GROUP:
            staff_group.shown_again(ctx.session, person, ticket, now=ctx.now)
            continue
        for_owner = person.id == ticket.requester_id and not staff_only and face in _REQUESTERS
        if for_owner or (permissions.is_staff(person) and face in _STAFFS):
            edit = Show(face, slot=f"{face}:{ticket.number}", only_edit=True)
            notifier.post(ctx, person, edit, ticket, lane=Lane.EDITS)


async def refresh_requesters(ctx: Context, ticket: Ticket) -> None:
    """The requester's receipt and opened ticket say what was just told."""
    requester = await ctx.requester(ticket)
    for face in ("receipt", "open"):
        edit = Show(face, slot=f"{face}:{ticket.number}", only_edit=True)
        notifier.post(ctx, requester, edit, ticket, lane=Lane.EDITS)


async def refresh_beside(ctx: Context, ticket: Ticket) -> None:
    """The requester has one open request more or less than before: where it is the second that came or went, how to add
    to the other is another."""
    others = select(Ticket).where(
        Ticket.requester_id == ticket.requester_id,
        Ticket.id != ticket.id,
        Ticket.filed_at.is_not(None),
        Ticket.status.not_in(FINISHED),
    )
    found = list(await ctx.session.scalars(others.order_by(Ticket.id).limit(2)))
    requester = await ctx.requester(ticket)
    for other in found if len(found) == 1 else ():
        edit = Show("receipt", slot=f"receipt:{other.number}", only_edit=True)
        notifier.post(ctx, requester, edit, other, lane=Lane.EDITS)


async def _faces(ctx: Context, ticket: Ticket, *, only_opened: bool) -> Sequence[tuple[Person, str]]:
    """Who has the ticket in their chat, and as what; in the same order always, so that nobody waits in a circle."""
    known = ctx.opened.pop(ticket.id, None)
    if only_opened and known is not None:
        people = select(Person).where(any_of(Person.id, known)).order_by(Person.id)
        return [(person, "open") for person in await ctx.session.scalars(people)] if known else []
    if only_opened:
        given: dict[str, object] = {"ticket": ticket.id, "slot": f"open:{ticket.number}"}
        return (await ctx.session.execute(_WHOSE_OPENED, given)).all()
    given = {
        "ticket": ticket.id,
        "slots": [f"{face}:{ticket.number}" for face in _VIEWS],
        "requester": ticket.requester_id,
        "box": Box.TO_TELEGRAM.value,
        "waiting": JobState.WAITING.value,
    }
    return (await ctx.session.execute(_WHOSE_FACES, given)).all()


async def who_got(ctx: Context, entry: Entry) -> set[int]:
    """Everybody in whose chat an entry was put."""
    got = (
        select(Person.id)
        .join(Message, Message.chat_id == Person.telegram_id)
        .where(Message.entry_id == entry.id, Message.kind == MessageKind.RELAY, Message.slot.is_not(None))
    )
    return set(await ctx.session.scalars(got.distinct()))


async def has_got(ctx: Context, entry: Entry, person_id: int) -> bool:
    """Whether somebody has an entry in their chat, or is about to."""
    waits = select(Job.id).where(
        Job.box == Box.TO_TELEGRAM.value,
        Job.state == JobState.WAITING,
        Job.entry_id == entry.id,
        Job.person_id == person_id,
    )
    return person_id in await who_got(ctx, entry) or await ctx.session.scalar(waits.limit(1)) is not None


def _asks_later(ticket: Ticket) -> bool:
    """Whether it is solved, and the requester is to be asked by a new message; an earlier one stays as it was."""
    return ticket.status is Status.RESOLVED and ticket.tell is not None and ticket.tell["status"] != Status.RESOLVED


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


async def refresh_pages(session: AsyncSession, ticket: Ticket, *, gone: bool, now: datetime) -> None:
    """The page that stands in a chat is shown as it is now, or will be once it gets there. `gone`: earlier ones, which
    nothing edits any more, are taken away, as what was said is not to be read there either."""
    thread, history = f"thread:{ticket.number}", f"history:{ticket.number}"
    past = [f"{PAST}{thread}", f"{PAST}{history}", f"{PAST}open:{ticket.number}"] if gone else []
    given = {"ticket": ticket.id, "slots": [thread, history, *past], "thread": thread}
    found = await session.execute(_READ, {**given, "box": Box.TO_TELEGRAM.value, "waiting": JobState.WAITING.value})
    for row in found.all():
        if row.slot in (thread, history):
            view = "thread" if row.slot == thread else "history"
            page = Show(view, slot=row.slot, page=row.page or 0, only_edit=True)
            letters.post(session, row.person_id, page, now=now, ticket_id=ticket.id, lane=Lane.EDITS)
        else:
            letters.post(session, row.person_id, Erase(row.message_id, instead=True), now=now, ticket_id=ticket.id)
