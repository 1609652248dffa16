"""A request that an integration brings: filed at once, as its user's own."""

from db.models import ExternalPerson, Ticket
from desk import Desk
from desk.conversation.new_entry import NewEntry
from desk.requests import drafts
from desk.requests.drafts import GivenFields, RequestResult
from desk.text.masking.secret_masking import mask_secrets_in


async def file_from_integration(
    desk: Desk,
    external: ExternalPerson,
    said: NewEntry,
    *,
    context: dict[str, str] | None,
    external_ref: str | None,
    given: GivenFields,
) -> RequestResult:
    """File a request of the actor's, known to the integration as `external`, with where they were in it, and
    with the fields that it gives. The limits apply as for everyone: the words then join the newest (`crowded`), which
    stays as it was. Raises Refused for a topic that there is not."""
    made = await drafts.start_request(desk, [said], at_once=True, given=given)
    if not made.crowded:
        ticket = await desk.session.get_one(Ticket, made.ticket.id)
        ticket.system_id, ticket.external_person_id = external.system_id, external.id
        rules, there = desk.rules.masking, context or {}
        ticket.context = {name: mask_secrets_in(value, rules) for name, value in there.items()} or None
        ticket.external_ref = None if external_ref is None else mask_secrets_in(external_ref, rules)
        await desk.session.flush()
    return made
