"""Edit the messages that show a ticket or a page of its thread. No one gets a new message."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, Select, String, TextClause, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, Entry, GuestCall, Lane, Person, Role, Status, Ticket, any_of
from db.unit_of_work import get_unit
from desk.context import Context
from desk.notifications import notifier, staff_group
from desk.outbox import Erase, Relay, Show, jobs, letters
from desk.outbox.letters import PAST
from desk.people.call_chats import is_call_chat
from desk.policy import permissions

FOOTER_RESOLVED = "resolution"
"""The footer, no text of its own, of an answer whose message asks whether the ticket is solved, and says afterwards
what came of it."""
_VIEWS = ("card", "open", "receipt", "resolved", "group", "steps")
_REQUESTERS = ("receipt", "open", "resolved")
_STAFFS = ("card", "open", "steps")
_ANSWER = "answer/"
_CALL = "call"
"""The message that answers a call, by the ticket's id."""
_MOST_TICKETS = 50


_KINDS = text("""
select p.id as person_id, split_part(m.slot, ':', 1) as kind
from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = any(:slots)
union
select j.person_id, case when j.person_id = :requester then 'receipt' else 'card' end
from jobs j where j.box = :box and j.state = 'waiting' and j.ticket_id = :ticket and j.person_id is not null
  and cast(convert_from(j.payload, 'UTF8') as json) ->> 'type' = 'show'
union
select p.id, 'group' from group_topics g join people p on p.telegram_id = g.chat_id
where g.ticket_id = :ticket and g.chat_id < 0
union
select :requester, 'answer/' || e.id from entries e where e.ticket_id = :ticket and e.footer = :footer
""")

_OPENED = text("""
select distinct p.id as person_id, 'open' as kind from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = :slot
""")


def _whose(kinds: TextClause) -> Select[Person, str]:
    found = kinds.columns(person_id=BigInteger, kind=String).subquery("kinds")
    return select(Person, found.c.kind).join(found, found.c.person_id == Person.id).order_by(Person.id, found.c.kind)


_WHOSE_KINDS, _WHOSE_OPENED = _whose(_KINDS), _whose(_OPENED)


async def refresh_messages(
    ctx: Context, ticket: Ticket, *, without: int | None = None, staff_only: bool = False, only_opened: bool = False
) -> None:
    """Edit every message that shows the ticket, each person's newest of a kind, but not the card of `without`.

    `only_opened`: only words came, which no card or receipt shows. A letter that waits is rendered when it is sent, but
    may be on its way at this moment, so its receiver gets the edit too, and so does the ticket's topic.
    Delivery ignores an edit of a message never sent, or unchanged.
    """
    kept = "resolved" if _will_ask_later(ticket) else None
    for person, kind in await _list_showing(ctx, ticket, only_opened=only_opened):
        if (person.id, kind) == (without, "card") or (kind == kept or (kept and kind.startswith(_ANSWER))):
            continue
        if kind.startswith(_ANSWER):
            if not staff_only:
                answer = Relay(int(kind.removeprefix(_ANSWER)), edit=True)
                notifier.post_letter(ctx, person, answer, ticket, lane=Lane.EDITS)
            continue
        if person.role is Role.GROUP:
            staff_group.refresh_card(ctx.session, person, ticket, now=ctx.now, rules=ctx.rules)
            continue
        if kind == _CALL:
            _refresh_call(ctx, person.id, ticket)
            continue
        for_owner = person.id == ticket.requester_id and not staff_only and kind in _REQUESTERS
        for_leader = kind == "open" and ticket.organization_id is not None and not staff_only
        if for_owner or for_leader or (permissions.is_staff(person) and kind in _STAFFS):
            edit = Show(kind, slot=f"{kind}:{ticket.number}", only_edit=True)
            notifier.post_letter(ctx, person, edit, ticket, lane=Lane.EDITS)


async def refresh_requesters(ctx: Context, ticket: Ticket) -> None:
    """Edit the requester's receipt and opened ticket to what they were just told, and the ticket as those have it open
    who lead their organization."""
    requester = await ctx.get_requester(ticket)
    shown = [(requester, "receipt"), (requester, "open")]
    if ticket.organization_id is not None:
        showing = await _list_showing(ctx, ticket, only_opened=True)
        shown += [
            (person, "open") for person, _ in showing if person is not requester and not permissions.is_staff(person)
        ]
    if ticket.intake_group_id is not None and await is_of_call(ctx, ticket):
        _refresh_call(ctx, ticket.intake_group_id, ticket)
    for person, kind in shown:
        edit = Show(kind, slot=f"{kind}:{ticket.number}", only_edit=True)
        notifier.post_letter(ctx, person, edit, ticket, lane=Lane.EDITS)


async def is_of_call(ctx: Context, ticket: Ticket) -> bool:
    """Return True for a request that began with a call of the bot in a chat where it is no member: one message there
    shows it, in which nothing may appear that was said in another."""
    place = await ctx.get_person(ticket.intake_group_id)
    return place is not None and is_call_chat(place.telegram_id)


def is_of_calls(tickets: Collection[int]) -> ColumnElement[bool]:
    """Return the condition for entries that were said in a call whose message shows one of these requests."""
    theirs = exists().where(GuestCall.id == Entry.said_message_id // 2, any_of(GuestCall.ticket_id, tickets))
    return theirs.where(Person.id == GuestCall.place_id, Person.telegram_id == Entry.said_chat_id)


def _refresh_call(ctx: Context, place_id: int, ticket: Ticket) -> None:
    edit = Show(_CALL, slot=f"{_CALL}:{ticket.id}", only_edit=True)
    letters.queue_letter(ctx.session, place_id, edit, now=ctx.now, ticket_id=ticket.id, lane=Lane.EDITS)


async def refresh_tickets_of(ctx: Context, person_id: int) -> None:
    """Edit what shows the person's open tickets to staff, in Telegram and on the board; the newest of very many."""
    shown = select(Ticket).where(Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.is_open)
    for ticket in await ctx.session.scalars(shown.order_by(Ticket.id.desc()).limit(_MOST_TICKETS)):
        await refresh_messages(ctx, ticket, staff_only=True)
        await jobs.request_compare(ctx, ticket.id)


async def refresh_other_receipt(ctx: Context, ticket: Ticket) -> None:
    """Edit the receipt of the requester's other open request, if there is exactly one: how to add words changes."""
    others = select(Ticket).where(
        Ticket.requester_id == ticket.requester_id,
        Ticket.id != ticket.id,
        Ticket.filed_at.is_not(None),
        Ticket.is_open,
    )
    found = list(await ctx.session.scalars(others.order_by(Ticket.id).limit(2)))
    requester = await ctx.get_requester(ticket)
    for other in found if len(found) == 1 else ():
        edit = Show("receipt", slot=f"receipt:{other.number}", only_edit=True)
        notifier.post_letter(ctx, requester, edit, other, lane=Lane.EDITS)


async def _list_showing(ctx: Context, ticket: Ticket, *, only_opened: bool) -> Sequence[tuple[Person, str]]:
    """Return who has the ticket in their chat, and as what, always in the same order, so that no deadlock occurs."""
    if only_opened:
        unit = get_unit(ctx.session)
        unopened_id, unit.unopened_ticket_id = unit.unopened_ticket_id, None
        if unopened_id == ticket.id:
            return ()
        given: dict[str, object] = {"ticket": ticket.id, "slot": f"open:{ticket.number}"}
        return (await ctx.session.execute(_WHOSE_OPENED, given)).all()
    given = {
        "ticket": ticket.id,
        "slots": [*(f"{kind}:{ticket.number}" for kind in _VIEWS), f"{_CALL}:{ticket.id}"],
        "footer": FOOTER_RESOLVED,
        "requester": ticket.requester_id,
        "box": Box.TO_TELEGRAM.value,
    }
    return (await ctx.session.execute(_WHOSE_KINDS, given)).all()


def _will_ask_later(ticket: Ticket) -> bool:
    """Return True if the ticket is resolved and its requester will be asked by a new message; earlier ones stay."""
    return ticket.status is Status.RESOLVED and ticket.tell is not None and ticket.tell["status"] != Status.RESOLVED


_READ = text("""
select distinct p.id as person_id, m.slot, m.message_id, m.page
from messages m join people p on p.telegram_id = m.chat_id
where m.ticket_id = :ticket and m.kind = 'slot' and m.slot = any(:slots)
union
select j.person_id, :thread, 0, cast(cast(convert_from(j.payload, 'UTF8') as json) ->> 'page' as smallint)
from jobs j where j.box = :box and j.state = 'waiting' and j.ticket_id = :ticket and j.person_id is not null
  and cast(convert_from(j.payload, 'UTF8') as json) ->> 'slot' = :thread
order by person_id, message_id
""")


async def refresh_pages(session: AsyncSession, ticket: Ticket, *, gone: bool, now: datetime) -> None:
    """Edit the page of a thread or history that is in a chat.

    `gone`: words were withdrawn, so earlier pages, which are never edited, are deleted.
    """
    thread, history = f"thread:{ticket.number}", f"history:{ticket.number}"
    past = [f"{PAST}{thread}", f"{PAST}{history}", f"{PAST}open:{ticket.number}"] if gone else []
    given = {"ticket": ticket.id, "slots": [thread, history, *past], "thread": thread}
    found = await session.execute(_READ, {**given, "box": Box.TO_TELEGRAM.value})
    for row in found.all():
        if row.slot in (thread, history):
            view = "thread" if row.slot == thread else "history"
            page = Show(view, slot=row.slot, page=row.page or 0, only_edit=True)
            letters.queue_letter(session, row.person_id, page, now=now, ticket_id=ticket.id, lane=Lane.EDITS)
        else:
            letters.queue_letter(
                session, row.person_id, Erase(row.message_id, instead=True), now=now, ticket_id=ticket.id
            )
