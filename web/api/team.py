"""Changes that internal systems make to anybody's requests, acting as the desk itself. The history names the
integration."""

from fastapi import APIRouter
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from db.models import Entry, EntryKind, Person, Role, Status, Ticket
from desk import Desk, Refused, history
from desk.act_catalogue import BY_VERB
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.integrations import user_rows
from desk.integrations.scopes import Scope
from desk.merging import merging, splitting
from desk.payments import ledger
from desk.policy import permissions
from desk.policy.permissions import Grant, get_grants, has_grant
from desk.policy.transitions import SECTION_VERB
from desk.requests import team_requests
from desk.staff import members
from desk.text.note_prefix import is_note
from desk.tickets import assignment, fields
from web.api import reading
from web.api.caller import Caller, get_caller
from web.api.operations import IfMatch, Number, OwnMessage, declare_operation
from web.api.organizations import of_tickets
from web.api.problems import ApiError
from web.api.reading import TicketOfCaller
from web.api.route import ApiRoute
from web.api.schemas.desk_data import ChangedMember, MemberId, Staff, StaffMember
from web.api.schemas.tickets import (
    Changes,
    MergeWanted,
    NewAnswer,
    NewNote,
    NewTeamTicket,
    TicketChanged,
    TicketWhole,
)


def make_router() -> APIRouter:
    """Return the routes of the team's operations."""
    made = APIRouter(prefix="/v1", tags=["Team"], route_class=ApiRoute)
    add, may = made.add_api_route, (404, 409, 412, 415)
    writing = declare_operation(Scope.ALL_WRITE, may=may, idempotent=True)
    add("/tickets/{number}", update_ticket, methods=["PATCH"], **writing)
    add("/tickets/{number}/replies", add_reply, methods=["POST"], status_code=201, **writing)
    add("/tickets/{number}/merge", merge_ticket, methods=["POST"], **writing)
    add("/tickets/{number}/unmerge", unmerge_ticket, methods=["POST"], **writing)
    add("/tickets/{number}/messages/{message}/split", split_ticket, methods=["POST"], status_code=201, **writing)
    noting = declare_operation(Scope.NOTES, may=may, idempotent=True)
    add("/tickets/{number}/notes", add_note, methods=["POST"], status_code=201, **noting)
    beginning = declare_operation(Scope.ALL_WRITE, may=(404, 409, 415), idempotent=True)
    add("/tickets/begun", begin_ticket, methods=["POST"], status_code=201, **beginning)
    add("/staff", list_staff, methods=["GET"], **declare_operation(Scope.ALL_READ, Scope.ALL_WRITE, Scope.TEAM))
    add("/staff/{member}", update_member, methods=["PATCH"], **declare_operation(Scope.TEAM, may=(404, 409, 415)))
    return made


async def update_ticket(
    request: Request, response: Response, number: Number, changes: Changes, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Change a request: status, assignment, priority, subject, topic, labels, organization, price or your external
    reference; all of it or, where one change is refused, nothing. A token that may not read the request gets fewer
    fields back."""
    if not changes.has_changes():
        raise ApiError(422, "request", "say what is to change")
    caller, seen = await lock_ticket(request, number, if_match)
    desk, given = caller.make_desk(None), changes.model_fields_set
    if "external_ref" in given:
        _name(caller, seen.ticket, changes.external_ref)
    if named := {"organization", "outlet"} & given:
        await of_tickets.set_given(desk, number, {one: getattr(changes, one) for one in named})
    if "price" in given:
        await ledger.set_typed_price(desk, number, changes.price)
    await _set_fields(caller, desk, number, changes)
    if "assignee" in given:
        await _assign(caller, desk, number, changes.assignee)
    if changes.status is not None:
        await BY_VERB[SECTION_VERB[Status(changes.status)]].run(desk, number)
    return await answer_change(caller, response, number)


async def _set_fields(caller: Caller, desk: Desk, number: int, changes: Changes) -> None:
    """Set subject, topic, labels and priority; a priority that is given wins over the topic's."""
    await reading.require_topic(caller, changes.topic)
    if changes.subject is not None:
        await fields.rename(desk, number, changes.subject)
    if "topic" in changes.model_fields_set:
        await fields.categorise(desk, number, changes.topic)
    if changes.tags is not None:
        await fields.set_tags(desk, number, changes.tags)
    if changes.priority is not None:
        await fields.prioritise(desk, number, changes.priority)


async def add_reply(
    request: Request, response: Response, number: Number, new: NewAnswer, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Answer the requester, in the name of the integration."""
    caller, _ = await lock_ticket(request, number, if_match)
    words = new.make_words()
    if is_note(words.text):
        raise Refused("answer-note")
    await thread.add_reply(caller.make_desk(None), number, NewEntry(words))
    return await answer_change(caller, response, number)


async def merge_ticket(
    request: Request, response: Response, number: Number, wanted: MergeWanted, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Merge a request into another, of the same requester: it is closed, and its messages are shown there."""
    await merging.lock_involved(get_caller(request).make_desk(None), number, wanted.into)
    caller, _ = await lock_ticket(request, number, if_match)
    await reading.find_writable_ticket(caller, wanted.into)
    await merging.merge_ticket(caller.make_desk(None), number, wanted.into)
    return await answer_change(caller, response, number)


async def unmerge_ticket(
    request: Request, response: Response, number: Number, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Undo a merge. The request is as it was before; 409 if somebody has written since."""
    await merging.lock_involved(get_caller(request).make_desk(None), number)
    caller, _ = await lock_ticket(request, number, if_match)
    await merging.unmerge_ticket(caller.make_desk(None), number)
    return await answer_change(caller, response, number)


async def split_ticket(
    request: Request, response: Response, number: Number, message: OwnMessage, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Split off a message of the requester. The answer is the request that it is now; 409 if the request has no other
    message."""
    caller, seen = await lock_ticket(request, number, if_match)
    entry = await caller.session.get(Entry, message)
    if entry is None or entry.ticket_id != seen.ticket.id or entry.kind is not EntryKind.COMMENT:
        raise ApiError(404, "no-such-message")
    made = await splitting.split_entry(caller.make_desk(None), entry)
    response.headers["Location"] = f"/api/v1/tickets/{made.number}"
    return await answer_change(caller, response, made.number)


async def begin_ticket(request: Request, response: Response, new: NewTeamTicket) -> TicketWhole | TicketChanged:
    """Write to a person first: begin a request with somebody who has started the bot or is a user of yours. They read
    why, and can decline further ones (409). Needs the setting `write_first`."""
    caller = get_caller(request)
    person_id = await _find_person_id(caller, new)
    agent = await _find_staff(caller, new.agent, "agent")
    said = NewEntry(new.make_words())
    made = await team_requests.begin_request(caller.make_desk(None), person_id, said, why=new.why or "", agent=agent)
    response.headers["Location"] = f"/api/v1/tickets/{made.number}"
    return await answer_change(caller, response, made.number)


async def add_note(
    request: Request, response: Response, number: Number, new: NewNote, if_match: IfMatch = None
) -> TicketWhole | TicketChanged:
    """Add an internal note, which only the team reads, to a request that this token sees."""
    caller, _ = await lock_ticket(request, number, if_match)
    await thread.add_note(caller.make_desk(None), number, NewEntry(new.make_words()))
    return await answer_change(caller, response, number)


async def list_staff(request: Request) -> Staff:
    """List the team: the people a request can be assigned to."""
    caller = get_caller(request)
    team = select(Person).where(
        Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None), Person.telegram_id.is_not(None)
    )
    people = await caller.session.scalars(team.order_by(Person.name, Person.id))
    return Staff(items=[_describe_member(one) for one in people])


async def update_member(request: Request, member: MemberId, changes: ChangedMember) -> StaffMember:
    """Change the role of a person on the team, or what they may do besides it; both or, where one is refused, nothing.
    It takes effect at once, they are told, and the audit log has it. A token gives and takes what a manager may do:
    admins are made and changed by admins alone (409 `role-above`)."""
    if changes.role is None and not changes.grants:
        raise ApiError(422, "request", "say what is to change")
    caller = get_caller(request)
    person = await caller.session.get(Person, member)
    if person is None or person.telegram_id is None or not permissions.is_staff(person):
        raise ApiError(404, "no-such-person")
    desk = caller.make_desk(None)
    if changes.role is not None:
        await members.give_role(desk, person.telegram_id, Role(changes.role))
    if changes.grants:
        await members.set_grants(desk, person.telegram_id, changes.grants)
    return _describe_member(person)


async def _find_person_id(caller: Caller, new: NewTeamTicket) -> int:
    """Return who is written to. Raises ApiError 404, 422."""
    if (new.external_id is None) == (new.of_ticket is None):
        raise ApiError(422, "request", "send external_id or of_ticket")
    if new.of_ticket is not None:
        return (await reading.find_writable_ticket(caller, new.of_ticket)).ticket.requester_id
    found = await user_rows.find_user(caller.session, caller.bearer.system, new.external_id or "")
    if found is None:
        raise ApiError(404, "no-such-person")
    return found.person_id


def _describe_member(person: Person) -> StaffMember:
    given = sorted(grant.value for grant in get_grants(person))
    return StaffMember(id=person.id, name=person.name, away=person.away, role=person.role.value, grants=given)


def _name(caller: Caller, ticket: Ticket, name: str | None) -> None:
    """Set the caller's external reference of a ticket. Another integration's request keeps its own; on a request
    without an integration each change is audited. Raises ApiError 409."""
    if ticket.external_ref == name:
        return
    if ticket.system_id is None:
        said = f"{name or '—'} ({caller.bearer.system.name})"
        history.record_action(
            caller.make_desk(None), "external-ref", f"ticket:{ticket.number}", ticket.external_ref, said
        )
    elif ticket.system_id != caller.bearer.system.id:
        raise ApiError(409, "external-ref", "it came through another system, which finds it by its own name")
    ticket.external_ref = name


async def _assign(caller: Caller, desk: Desk, number: int, person_id: int | None) -> None:
    if person_id is None:
        await assignment.release(desk, number)
        return
    await assignment.hand_over_to(desk, number, await _find_staff(caller, person_id, "assignee"))


async def _find_staff(caller: Caller, person_id: int, field: str) -> Person:
    person = await caller.session.get(Person, person_id)
    if person is None or not has_grant(person, Grant.WORK):
        said = f"{field}: nobody of this id can have a request; GET /staff lists the team"
        raise ApiError(422, "no-such-person", said, where=f"body.{field}")
    return person


async def lock_ticket(request: Request, number: int, if_match: str | None) -> tuple[Caller, TicketOfCaller]:
    """Lock the ticket; return the caller and the ticket as they see it. Raises ApiError 404, 412."""
    caller = get_caller(request)
    seen = await reading.find_writable_ticket(caller, number)
    await reading.require_match(caller, seen, if_match)
    return caller, seen


async def answer_change(caller: Caller, response: Response, number: int) -> TicketWhole | TicketChanged:
    """Return the ticket after a change, as the caller may see it."""
    await caller.session.flush()
    shown = await reading.show_changed_ticket(caller, await reading.find_writable_ticket(caller, number))
    response.headers["ETag"] = reading.make_etag(shown)
    return shown
