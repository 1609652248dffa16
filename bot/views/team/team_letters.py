"""From a letter for those who run the desk to its view: what is read for it. Words nothing itself."""

from dataclasses import replace

from bot.views import Reader, Rendered, reply_targets
from bot.views.team import audit, blocked_people, staff, staff_group
from bot.views.team import failed_jobs as failed_jobs_view
from desk.inbound import blocklist
from desk.notifications.staff_group import announced as in_minute
from desk.operations import failed_jobs
from desk.outbox import Show, Slot
from desk.queries import people as queries_people
from desk.queries.audit import AuditFilter, audited


async def link(reader: Reader, _letter: Show) -> Rendered | None:
    """Which collaborator on the board the reader is."""
    return staff.link(reader, await queries_people.collaborators_to_link(reader.session, reader.person))


async def hand(reader: Reader, letter: Show) -> Rendered | None:
    """To whom the ticket can be handed over."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await queries_people.hand_to(reader.session, ticket.id, reader.person)
    return replace(staff.hand(reader, number, people), ticket_id=ticket.id)


async def ended(reader: Reader, letter: Show) -> Rendered | None:
    """In the group, below what announced it: that it is over."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    made = staff_group.ended(reader, ticket) if ticket else None
    return None if made is None else replace(made, reply_to=await reply_targets.of_slot(reader, f"group:{number}"))


async def announced(reader: Reader, letter: Show) -> Rendered | None:
    """Those of the slot's minute."""
    tickets = []
    for number, is_ended in await in_minute(reader.session, Slot.parse(letter.slot).number):
        ticket = await reader.card(number)
        if ticket is not None:
            tickets.append((ticket, is_ended))
    return staff_group.announced(reader, tickets)


async def blocked(reader: Reader, _letter: Show) -> Rendered | None:
    """Whom the team takes no requests from."""
    return blocked_people.blocked(reader, await blocklist.blocked(reader.session))


async def failed(reader: Reader, _letter: Show) -> Rendered | None:
    """Jobs that were given up."""
    return failed_jobs_view.failed(reader, await failed_jobs.failed(reader.session))


async def audited_page(reader: Reader, letter: Show) -> Rendered | None:
    """What was done to the desk, or what of it holds the words of the slot."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    page = await audited(reader.session, letter.page, AuditFilter(words, reader.language))
    return audit.audit(reader, page, words)
