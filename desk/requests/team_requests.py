"""Requests that the team begins: a member of staff writes first. Requesters may decline further ones. Knows no channel.

The first response in such a request is the requester's, so it has no target for one and figures count it apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Integration, Origin, Person, Role, Status, Ticket
from desk import Desk, DeskSettings, Locked, Refused, TicketResult, history
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry, dump_line
from desk.i18n import TicketSubject
from desk.i18n.subjects import make_ticket_subject, word_subject
from desk.integrations import own_systems, user_rows
from desk.notifications import notifier, to_assignee, to_requester
from desk.outbox import Show, account_jobs
from desk.people import chat_ids
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.policy.requester_notifications import BEGUN_SWITCH, has_team_requests_on, set_team_requests
from desk.sla import ticket_targets
from desk.staff import account_people
from desk.text import clean_text, shorten_line, strip_invisible
from desk.text.note_prefix import is_note
from desk.tickets import assignment, filing, mail_facts, participants, status
from desk.tickets.filing import choose_filed_for

_LONGEST_WHY = _LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class _Reason:
    key: str
    args: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class _ByMail:
    """The first mail of a request: to whom, with what subject, and which other addresses get it in copy."""

    to: ExternalPerson
    subject: str
    copies: Sequence[str]


async def begin_by_mail(desk: Desk, to: Sequence[str], said: NewEntry, *, subject: str) -> TicketResult:
    """Begin a request by mail with whoever has the first address; the others take part in copy. Nobody has to have
    proved it: what is answered from there is this request. Raises as `begin_request`."""
    if not desk.rules.requests.write_first:
        raise Refused("write-off")
    await _require_writer(desk, None)
    system = await own_systems.get_or_create_system(desk.session, own_systems.MAIL, desk.now)
    if not desk.rules.mailbox or system.revoked_at is not None:
        raise Refused("write-no-mailbox")
    first, *copies = await own_systems.check_addresses(desk.session, to, desk.rules.mailbox)
    if len(copies) >= participants.MOST:
        raise Refused("write-too-many", n=participants.MOST)
    claimed = own_systems.name_sender(first, is_proven=False)
    theirs = await user_rows.find_user(desk.session, system, first)
    theirs = theirs or await user_rows.find_user(desk.session, system, claimed)
    theirs = theirs or await user_rows.get_or_create(
        desk.session, system, claimed, name=first, language=None, now=desk.now
    )
    by_mail = _ByMail(theirs, " ".join(clean_text(subject).split())[:_LONGEST_SUBJECT], copies)
    return await begin_request(desk, theirs.person_id, said, by_mail=by_mail)


async def begin_request(
    desk: Desk,
    person_id: int,
    said: NewEntry,
    *,
    why: str = "",
    agent: Person | None = None,
    by_mail: _ByMail | None = None,
) -> TicketResult:
    """Begin a request with a requester: it is assigned to the writer and waits for the requester.

    `why`: the reason that the requester reads; empty: their last request, the system they use, or that they started
    the bot. `agent`: whom it is assigned to if an integration writes. Raises Refused, NotAllowed.
    """
    if not desk.rules.requests.write_first:
        raise Refused("write-off")
    await take_turn(desk.session, person_id)
    writer = await _require_writer(desk, agent)
    person = await desk.session.get(Person, person_id, populate_existing=True)
    if person is None or person.role is Role.GROUP:
        raise Refused("no-such-person")
    await _refuse_unwilling(desk, person)
    if not strip_invisible(said.words.text).strip() and not said.files:
        raise Refused("write-empty")
    if is_note(said.words.text):
        raise Refused("answer-note")
    reason = await _find_reason(desk, person, why)
    ticket = await _add_ticket(desk, person, writer, reason, _make_subject(desk, said, writer))
    if by_mail is not None:
        await _address_mail(desk, ticket, by_mail)
    await to_requester.post_letter(desk, ticket, Show("receipt", slot=f"receipt:{ticket.number}", fresh=True))
    await thread.add_reply(desk, ticket.number, said)
    await status.set_status(desk, ticket, Status.PENDING, told_later=True)
    await desk.publish(ticket)
    await _show_to_writer(desk, ticket, writer)
    if chat_ids.is_own_chat(person.telegram_id):
        await account_people.tell_owner(desk, ticket, person, "own-account-written")
    return await desk.make_result(ticket)


async def _address_mail(desk: Desk, ticket: Locked, by_mail: _ByMail) -> None:
    """Let the request be of that address, whatever else its person has, unless they are told in Telegram."""
    if by_mail.subject:
        ticket.subject, ticket.subject_line, ticket.subject_kept = by_mail.subject, None, True
    ticket.system_id, ticket.external_person_id = by_mail.to.system_id, by_mail.to.id
    address = own_systems.read_sender(by_mail.to.external_id)[0]
    ticket.context = {mail_facts.ADDRESS: address}
    await participants.follow_requester(desk, ticket, by_mail.copies)
    await desk.session.flush()


async def check_person(desk: Desk, person_id: int) -> Person:
    """Return the person the actor may begin a request with. Raises what `begin_request` would raise."""
    if not desk.rules.requests.write_first:
        raise Refused("write-off")
    await desk.require_grant(Grant.WRITE)
    person = await desk.session.get(Person, person_id)
    if person is None or person.role is Role.GROUP:
        raise Refused("no-such-person")
    await _refuse_unwilling(desk, person)
    return person


async def _require_writer(desk: Desk, agent: Person | None) -> Person:
    """Return who writes: nobody whose answers wait for approval."""
    if agent is None:
        await desk.refresh_actor()
    writer = agent or desk.require_actor()
    permissions.require_grant(writer, Grant.WRITE)
    permissions.require_grant(writer, Grant.SEND)
    return writer


async def _refuse_unwilling(desk: Desk, person: Person) -> None:
    """Raise Refused if this person may not be written to first, with the reason."""
    told = {"name": person.name}
    if permissions.is_staff(person):
        raise Refused("write-staff", **told)
    if person.blocked_at is not None:
        raise Refused("write-blocked", **told)
    if not _can_be_reached(person):
        raise Refused("write-unreachable", **told)
    if not has_team_requests_on(person):
        raise Refused("write-declined", **told)
    waiting = await desk.session.scalar(_select_unanswered(person.id))
    if waiting is not None:
        raise Refused("write-waits", number=waiting, **told)


def _can_be_reached(person: Person) -> bool:
    """Return True for people who have started the bot and have not blocked it, and for those of an integration."""
    in_chat = person.telegram_id is not None and person.started_at is not None
    return person.system_id is not None if not in_chat else person.bot_blocked_at is None and person.gone_at is None


def _select_unanswered(person_id: int) -> Select[int]:
    mine = select(Ticket.number).where(
        Ticket.requester_id == person_id, Ticket.begun_by.is_not(None), Ticket.requester_spoke_at.is_(None),
        Ticket.is_open, Ticket.origin != Origin.CLOCK,
    )  # fmt: skip
    return mine.order_by(Ticket.id).limit(1)


async def _find_reason(desk: Desk, person: Person, why: str) -> _Reason:
    """Return the reason that the requester reads, as the key of a text and its arguments."""
    if said := shorten_line(" ".join(clean_text(why).split()), _LONGEST_WHY):
        return _Reason("begun-why", {"why": said})
    asked = select(Ticket.number, Ticket.filed_at).where(
        Ticket.requester_id == person.id, Ticket.filed_at.is_not(None), Ticket.begun_by.is_(None)
    )
    last = (await desk.session.execute(asked.order_by(Ticket.id.desc()).limit(1))).first()
    if last is not None and last.filed_at is not None:
        return _Reason("begun-why-asked", {"number": last.number, "at": int(last.filed_at.timestamp())})
    if person.system_id is not None:
        system = await desk.session.get_one(Integration, person.system_id)
        return _Reason("begun-why-system", {"system": system.name})
    return _Reason("begun-why-started", {})


async def _add_ticket(desk: Desk, person: Person, writer: Person, reason: _Reason, subject: TicketSubject) -> Locked:
    """Add the ticket, filed and assigned to the writer; nobody else is called for it."""
    ticket = await filing.add_ticket(desk, person, subject=subject, filed=True)
    ticket.begun_by, ticket.begun_why = writer.id, dump_line(reason.key, **reason.args)
    desk.record(ticket, history.FILED, None, ticket.subject)
    if desk.rules.organizations.enabled:
        (await choose_filed_for(desk.session, ticket, asks=False)).put_on(ticket)
    await _add_origin(desk.session, ticket, person)
    await ticket_targets.set_dues(desk, ticket)
    await assignment.set_assignee(desk, ticket, writer)
    account_jobs.queue_lookup(desk, person.id)
    await desk.session.flush()
    return ticket


async def _add_origin(session: AsyncSession, ticket: Locked, person: Person) -> None:
    """Let the integration of a person without Telegram see the request."""
    if person.system_id is None or person.telegram_id is not None:
        return
    theirs = select(ExternalPerson).where(
        ExternalPerson.person_id == person.id, ExternalPerson.system_id == person.system_id
    )
    external = await session.scalar(theirs.order_by(ExternalPerson.id).limit(1))
    if external is not None:
        ticket.system_id, ticket.external_person_id = external.system_id, external.id


def _make_subject(desk: Desk, said: NewEntry, writer: Person) -> TicketSubject:
    """Return the subject made of the team's words."""
    return make_ticket_subject([said.words.text], word_subject(desk.rules.locale, "subject-begun", name=writer.name))


async def _show_to_writer(desk: Desk, ticket: Locked, writer: Person) -> None:
    """Send the writer the card; below it the answer will arrive."""
    if not notifier.is_actor(desk, writer):
        await to_assignee.send_assignee_card(desk, ticket)
        return
    args: dict[str, str | int] = {"number": ticket.number, "name": (await desk.get_requester(ticket)).name}
    shown = Show("card", slot=f"card:{ticket.number}", fresh=True, note="write-done", note_args=args)
    notifier.post_letter(desk, writer, shown, ticket)


async def has_been_asked(session: AsyncSession, person: Person, rules: DeskSettings) -> bool:
    """Return True if the team has begun a request with this person, or they have used the switch."""
    if BEGUN_SWITCH in (person.switches or {}):
        return True
    if not rules.requests.write_first:
        return False
    theirs = select(Ticket.id).where(
        Ticket.requester_id == person.id, Ticket.begun_by.is_not(None), Ticket.origin != Origin.CLOCK
    )
    return await session.scalar(theirs.limit(1)) is not None


async def switch_requests(desk: Desk, *, on: bool) -> None:
    """Let the actor decline further requests begun by the team, or take them again. Agents who wait for an answer of
    theirs are told that they have declined."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if has_team_requests_on(me) is on:
        return
    me.switches = set_team_requests(me, on=on)
    if on:
        return
    waiting = select(Ticket).where(Ticket.requester_id == me.id, Ticket.begun_by.is_not(None), Ticket.is_open)
    for ticket in await desk.lock_all(waiting):
        await to_assignee.post_line_to_assignee(desk, ticket, "write-declined-now", name=me.name)
