"""A request that a system of the operator's brings: filed at once, as its person's own. Knows no door."""

from db.models import ExternalPerson, Ticket
from desk import Desk
from desk.conversation.new_entry import NewEntry
from desk.requests import drafts
from desk.requests.drafts import Requested


async def file_through(
    desk: Desk,
    external: ExternalPerson,
    said: NewEntry,
    *,
    context: dict[str, str] | None,
    external_ref: str | None,
) -> Requested:
    """The actor's, as whom the system knows them, with what they were at; within the limits of everybody's: where there
    are too many, the words join the newest (`crowded`), which stays as it was."""
    made = await drafts.request(desk, [said], at_once=True)
    if not made.crowded:
        ticket = await desk.session.get_one(Ticket, made.ticket.id)
        ticket.system_id, ticket.external_person_id = external.system_id, external.id
        ticket.context, ticket.external_ref = context, external_ref
        await desk.session.flush()
    return made
