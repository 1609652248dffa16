"""Says whose request a forwarded mail is: of who forwarded it, or of who wrote it.

That somebody wrote it is what the forwarding person says, so the request is then of an address that nobody has proved:
no money, organization or member follows from it, and no page. What the forwarding person wrote becomes a note.
"""

from sqlalchemy import delete, or_, select

from db.models import (
    Approval,
    ApprovalState,
    Entry,
    EntryKind,
    ExternalPerson,
    Hears,
    Integration,
    Lane,
    Origin,
    Participation,
    PaymentRequest,
    Person,
    Ticket,
    TicketParticipant,
    any_of,
)
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, history
from desk.conversation import entry_parts, thread
from desk.integrations import own_systems, user_rows
from desk.integrations.request_links import HANDED
from desk.notifications import notifier
from desk.organizations import of_ticket
from desk.outbox import Say
from desk.people.person_locks import take_turn
from desk.policy import Verb, verb_check
from desk.policy.endings import is_blocked
from desk.tickets import mail_facts, participants
from desk.tickets.filing import FiledFor


async def keep(desk: Desk, number: int) -> None:
    """Let the request be of who forwarded the mail, and ask no more. Raises as `give_to_writer`."""
    async with desk.change(number, Verb.ASK_SENDER) as ticket:
        _require_forwarded(ticket)
        mail_facts.set_facts(ticket, {mail_facts.FORWARDED: None})
        history.record_action(desk, "forward-kept", f"ticket:{number}")
        await desk.publish(ticket)


async def give_to_writer(desk: Desk, number: int) -> str:
    """Make the request that of who wrote the forwarded mail, and return their address. Raises NoSuchTicket, NotAllowed,
    Merged; Outdated if that is settled, if somebody was answered, or if money was asked for it; Refused if the team
    takes nothing from the address."""
    found = (await desk.session.scalars(select(Ticket).where(Ticket.number == number))).first()
    if found is None:
        raise NoSuchTicket(number)
    await desk.refresh_actor()
    await verb_check.require_verb(desk, found, Verb.ASK_SENDER)
    address, before = _require_forwarded(found), found.requester_id
    theirs = await _get_writer(desk, found, address)
    for one in sorted({before, theirs.person_id}):
        await take_turn(desk.session, one)
    writer = await desk.session.get_one(Person, theirs.person_id, populate_existing=True)
    if is_blocked(writer) or await own_systems.list_blocked(desk.session, [address]):
        raise Refused("forward-blocked", name=writer.name)
    async with desk.change(number, Verb.ASK_SENDER) as ticket:
        if _require_forwarded(ticket) != address or ticket.requester_id != before or await _is_under_way(desk, ticket):
            raise Outdated(number)
        if ticket.shown_organization_id is not None and desk.rules.organizations.enabled:
            await of_ticket.set_organization(desk, number, None)
        FiledFor().put_on(ticket)  # also while organizations are switched off
        await _part_words(desk, ticket, writer)
        await _drop_others(desk, ticket, address)
        ticket.requester_id, ticket.external_person_id = writer.id, theirs.id
        doubt = {mail_facts.DOUBT: "mail-forwarded", mail_facts.REPLY: None, mail_facts.FORWARDED: None}
        mail_facts.set_facts(ticket, {mail_facts.ADDRESS: address, **doubt})
        history.record_action(desk, "forward-given", f"ticket:{number}")
        await thread.add_remark(desk, number, HANDED)
        await desk.publish(ticket)
        await _edit_receipt(desk, number, before)
    return address


async def _edit_receipt(desk: Desk, number: int, person_id: int) -> None:
    """Let what shows the request to who forwarded the mail say that it is theirs no more, if they are in Telegram."""
    for kind in ("receipt", "open"):
        line = Say("forward-handed", {"number": number}, slot=f"{kind}:{number}", only_edit=True)
        notifier.post_letter(desk, await desk.get_person(person_id), line, lane=Lane.EDITS)


def _require_forwarded(ticket: Ticket) -> str:
    address = mail_facts.find_forwarded(ticket)
    if address is None:
        raise Outdated(ticket.number)
    return address


async def _get_writer(desk: Desk, ticket: Ticket, address: str) -> ExternalPerson:
    system = await desk.session.get_one(Integration, ticket.system_id)
    claimed, named = own_systems.name_sender(address, is_proven=False), await _find_name(desk, ticket)
    return await user_rows.get_or_create(desk.session, system, claimed, name=named, language=None, now=desk.now)


async def _find_name(desk: Desk, ticket: Ticket) -> str | None:
    """Return the name of the writer, as the forwarded mail says it."""
    named = [_find_author(entry) for entry in await _list_comments(desk, ticket)]
    return next((name for name in named if name is not None), None)


def _find_author(entry: Entry) -> str | None:
    """Return the name of who wrote the entry if it is a forwarded mail. What was forwarded in Telegram is not."""
    names = (part.forwarded_from for part in entry_parts.list_parts(entry)) if entry.origin is Origin.MAIL else ()
    return next((name for name in names if name is not None), None)


async def _list_comments(desk: Desk, ticket: Ticket) -> list[Entry]:
    said = select(Entry).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT).order_by(Entry.id)
    return list(await desk.session.scalars(said.execution_options(populate_existing=True)))


async def _is_under_way(desk: Desk, ticket: Locked) -> bool:
    """Return True if the request is resolved or has ended, was answered, also by somebody who waits for approval, has
    others in it, or money was asked for it: all that was meant for who forwarded the mail."""
    if not ticket.is_working or ticket.merged_ids:
        return True
    answers = select(Entry.id).where(Entry.ticket_id == ticket.id, Entry.kind == EntryKind.REPLY)
    waiting = select(Approval.id).where(Approval.ticket_id == ticket.id, Approval.state == ApprovalState.WAITING)
    prices = select(PaymentRequest.id).where(PaymentRequest.ticket_id == ticket.id)
    return bool(await desk.session.scalar(select(or_(*(one.exists() for one in (answers, waiting, prices))))))


async def _part_words(desk: Desk, ticket: Locked, writer: Person) -> None:
    """Make the forwarded mail the writer's words, and notes of all others: their readers are the team."""
    for entry in await _list_comments(desk, ticket):
        if _find_author(entry) is not None:
            entry.author_id, entry.author_name = writer.id, writer.name
        else:
            entry.kind = EntryKind.NOTE
        await desk.session.flush()
        await thread.relay_edit(desk, ticket, entry)


async def _drop_others(desk: Desk, ticket: Locked, address: str) -> None:
    """Let nobody hear of the request whom the forwarding person named; an agent may switch copies on again."""
    for one in await participants.list_rows(desk.session, ticket):
        one.hears = Hears.NOTHING
        if one.part is Participation.SHARED:
            one.stopped_at = one.stopped_at or desk.now
    theirs = TicketParticipant.address == address
    await desk.session.execute(
        delete(TicketParticipant).where(any_of(TicketParticipant.ticket_id, ticket.thread_ids), theirs)
    )
