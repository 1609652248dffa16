"""Asks a requester who belongs to several organizations for which of them a request is, and for which outlet."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.models import (
    Question,
    QuestionKind,
    Ticket,
)
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, TicketResult
from desk.i18n import LANGUAGES, say
from desk.organizations import of_ticket
from desk.organizations.choices import (
    OrganizationOption,
    find_organizations,
    list_outlets,
    list_own,
    match_options,
)
from desk.people.person_locks import take_turn
from desk.policy import get_access, timer_kinds
from desk.questions.clarifying_questions import PERSONAL, ask_next
from desk.tickets import intake_questions


@dataclass(frozen=True, slots=True)
class ChosenOrganization:
    """The ticket after a choice. `asks_outlet`: there are several outlets to choose from now."""

    ticket: TicketResult
    asks_outlet: bool


async def choose_organization(desk: Desk, number: int, organization_id: int | None) -> ChosenOrganization:
    """Set the organization that was pressed or typed, with the outlet where the requester works; None: personal.

    If no outlet of several is known, whoever chooses is asked for it. Raises as `of_ticket.set_organization`."""
    await take_turn(desk.session, desk.require_actor().id)
    ticket = await desk.lock_ticket(number)
    who = await get_access(desk, ticket)
    if not who:
        raise NoSuchTicket(number)
    outlet = of_ticket.KnownOutlet(None, several=False)
    if organization_id is not None:
        outlet = await of_ticket.find_outlet(desk, organization_id, ticket.requester_id)
    asks = outlet.id is None and outlet.several
    if asks and not who.staff and organization_id is not None:  # the outlets are not for somebody unconfirmed
        asks = not await of_ticket.is_unconfirmed(desk, organization_id, ticket.requester_id)
    to_ask = asks and not who.staff
    done = await of_ticket.set_organization(desk, number, organization_id, outlet.id, asks_outlet=to_ask)
    await _go_on(desk, ticket)
    return ChosenOrganization(done, asks)


async def choose_called(desk: Desk, number: int, called: str | None) -> ChosenOrganization:
    """Set the organization by a part of its name, its tax id or external id; None: personal. Raises Refused unless it
    is one."""
    found = await find_organizations(desk.session, called or "")
    if called and not found:
        raise Refused("page-organization-none", words=called)
    if called and len(found) > 1 and found[0].name.casefold() != called.casefold():
        raise Refused("page-organization-several", names="; ".join(one.name for one in found))
    return await choose_organization(desk, number, found[0].id if called else None)


async def choose_outlet(desk: Desk, number: int, outlet_id: int | None) -> TicketResult:
    """Set the outlet within the ticket's organization; None: none of them. Raises as `of_ticket.set_organization`."""
    await take_turn(desk.session, desk.require_actor().id)
    ticket = await desk.lock_ticket(number)
    done = await of_ticket.set_organization(desk, number, ticket.shown_organization_id, outlet_id)
    await _go_on(desk, ticket)
    return done


async def find_named(desk: Desk, question: Question, typed: str) -> Sequence[OrganizationOption]:
    """Return the choices of an open question that a typed text names; nothing for words about something else."""
    if question.kind is not QuestionKind.ORGANIZATION or question.ticket_id is None or not typed.strip():
        return ()
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    if not desk.rules.organizations.enabled or ticket.asking_id != question.id:
        return ()
    if ticket.shown_organization_id is not None:
        return match_options(await list_outlets(desk.session, ticket.shown_organization_id), typed)
    personal = any(typed.strip().casefold() == say(one, "btn-organization-none").casefold() for one in LANGUAGES)
    own = await list_own(desk.session, question.person_id, without=ticket.id)
    return [PERSONAL] if personal else match_options(own, typed)


async def answer_typed(desk: Desk, question_id: int, typed: str) -> Ticket:
    """Choose what a typed text names, or narrow the question to what it may name. Raises Refused."""
    question = await desk.session.get_one(Question, question_id)
    ticket = await desk.session.get_one(Ticket, question.ticket_id)
    found = await find_named(desk, question, typed)
    if not found:
        raise Outdated(ticket.number)
    if len(found) > 1:
        question.data = {**question.data, "named": [one.id for one in found]}
        await intake_questions.show_again(desk, await desk.lock_by_id(ticket.id), fresh=True)
    elif ticket.shown_organization_id is not None:
        await choose_outlet(desk, ticket.number, found[0].id)
    else:
        await choose_organization(desk, ticket.number, found[0].id or None)
    return ticket


async def handle_timer(desk: Desk, ticket: Locked) -> None:
    """End the question whose time is over, or that could not be asked. If organizations were switched off meanwhile,
    the request stays as it is."""
    if not ticket.organization_open:
        return
    if desk.rules.organizations.enabled:
        await of_ticket.settle_organization(desk, ticket)
    else:
        ticket.organization_open = False
        await intake_questions.withdraw_question(desk, ticket)
    await _go_on(desk, ticket)


async def _go_on(desk: Desk, ticket: Locked) -> None:
    """Ask for the outlet if that is open, otherwise what else the request is asked."""
    if not intake_questions.is_open(ticket, QuestionKind.ORGANIZATION):
        await ask_next(desk, ticket)
        return
    await intake_questions.show_again(desk, ticket)
    await timer_kinds.set_timer(desk.session, ticket, timer_kinds.ORGANIZATION, desk.now + desk.rules.requests.question)
