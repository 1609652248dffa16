"""Requests of the past, which an integration brings from another desk: written without telling anybody."""

from dataclasses import replace

from db.models import ExternalPerson, Origin, Person
from desk import Desk
from desk.importing import people, writing
from desk.importing.records import EARLIEST, PastEntry, PastKind, PastPerson, PastTicket
from desk.integrations.scopes import Scope
from desk.text.masking.secret_masking import mask_secrets_in
from desk.tickets import fields
from web.api.caller import Caller
from web.api.problems import ApiError
from web.api.schemas.tickets import NewTicket, PastOfTicket


def require_scope(caller: Caller, new: NewTicket) -> None:
    """Refuse history from a token that may not write it, and what history cannot have. Raises ApiError."""
    if caller.bearer.only is not None or not caller.bearer.has_scope(Scope.IMPORT):
        raise ApiError(403, "scope", f"past: needs the scope {Scope.IMPORT}")
    if new.external_ref is None:
        raise ApiError(422, "past", "external_ref: its name where it comes from", where="body.external_ref")
    if {"organization", "outlet"} & new.model_fields_set:
        raise ApiError(422, "past", "organization: history has none", where="body.organization")


async def write_past(
    caller: Caller, person: Person, external: ExternalPerson, new: NewTicket, past: PastOfTicket
) -> int:
    """Write the request unless it is here already; return its number. Raises ApiError 422 for times that cannot be,
    for an agent who is not on the team, and for a name that another person's request has."""
    desk = Desk(caller.session, Origin.IMPORT, None, now=caller.now, rules=caller.rules)
    known = await people.load_known(desk)
    agent = next((one for one in known.staff if one.id == past.agent), None)
    if past.agent is not None and agent is None:
        raise ApiError(422, "past", "agent: not on the team; GET /staff lists who is", where="body.past.agent")
    run = people.Run(f"system:{caller.bearer.system.id}", caller.now, keeps_open=True, is_integration=True)
    requester = people.Requester(person, external)
    known = replace(known, staff=[agent] if agent is not None else [])
    ticket, is_new = await writing.write_one(desk, run, _read(caller, new, past, agent), known, requester)
    if ticket.requester_id != person.id:
        raise ApiError(422, "past", "external_ref: another person's request has it", where="body.external_ref")
    if is_new:
        ticket.category_id, ticket.priority = new.topic, new.priority or ticket.priority
        there = {name: mask_secrets_in(said, caller.rules.masking) for name, said in (new.context or {}).items()}
        ticket.context, ticket.tags = there or None, fields.choose_tags(new.tags)
        await caller.session.flush()
    return ticket.number


def _read(caller: Caller, new: NewTicket, past: PastOfTicket, agent: Person | None) -> PastTicket:
    user = PastPerson(key="user")
    times = [past.created_at, *(one.at for one in past.messages), *([past.closed_at] if past.closed_at else [])]
    if not all(EARLIEST <= at <= caller.now for at in times):
        raise ApiError(422, "past", "times: from the year 2000 until now", where="body.past")
    said = [PastEntry(past.created_at, PastKind.QUESTION, new.make_words().text, user)]
    assignee = None if agent is None else PastPerson(agent.name, agent.telegram_id)
    for one in past.messages:
        unnamed = user if one.kind is PastKind.QUESTION else assignee or PastPerson()
        author = PastPerson(one.author) if one.author else unnamed
        said.append(PastEntry(max(one.at, past.created_at), one.kind, one.text, author))
    said.sort(key=lambda one: one.at)
    return PastTicket(
        new.external_ref or "", "", past.created_at, user, said, past.state, past.closed_at,
        new.subject or "", assignee=assignee,
    )  # fmt: skip
