"""A reply that no person wrote. It answers nothing: the ticket still waits for its first response and for an agent."""

from db.models import Delivery, Entry, EntryKind
from desk import Desk
from desk.conversation import entries, entry_posting
from desk.conversation.new_entry import NewEntry
from desk.i18n import catalog
from desk.notifications import to_assignee, to_leaders, to_requester
from desk.outbox import Relay
from desk.policy import Verb


async def add_automatic_reply(desk: Desk, number: int, said: NewEntry) -> Entry:
    """Send the requester words in the team's name; status, assignee and targets stay."""
    async with desk.change(number, Verb.REPLY) as ticket:
        desk.require_target(ticket, Verb.REPLY)
        requester = await desk.get_requester(ticket)
        delivery = Delivery.WAITING if requester.telegram_id is not None else Delivery.NONE
        entry = await entries.write_entry(
            desk.session, ticket, EntryKind.REPLY, said, author_id=None,
            author_name=catalog.say(catalog.choose_language(requester, desk.rules.locale), "canned-team"),
            origin=desk.origin, now=desk.now, bot_id=desk.rules.bot_id, delivery=delivery,
        )  # fmt: skip
        ticket.last_entry_at = ticket.updated_at = desk.now
        if delivery is Delivery.WAITING:
            await to_requester.post_letter(desk, ticket, Relay(entry.id))
        await to_leaders.relay_reply(desk, ticket, Relay(entry.id), due_at=None)
        await to_assignee.relay_entry(desk, ticket, entry)
        entry_posting.show_on_board(desk, entry)
        await desk.publish(ticket, spoken=entry)
    return entry
