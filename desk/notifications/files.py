"""Files of a ticket, and what else only a message can show, for one of its readers: each comes into a chat once."""

from typing import Any

from sqlalchemy import Select, func, select

from db.models import Entry, EntryFile, Message, Person, Ticket
from desk.context import Context
from desk.notifications import notifier
from desk.outbox import Relay

_ONLY_A_MESSAGE_SHOWS_IT = (
    Entry.content_line.is_not(None) | select(EntryFile.id).where(EntryFile.entry_id == Entry.id).exists()
)


async def send(ctx: Context, person: Person, ticket: Ticket, among: Select[Any]) -> int | None:
    """Send what of these entries a person does not have in their chat, but no thanks. Returns the message there that
    shows the first of what they have: what is sent next may point at it."""
    showing = among.where(_ONLY_A_MESSAGE_SHOWS_IT, ~Entry.small_talk).order_by(None).order_by(Entry.id)
    there: int | None = None
    for entry_id, message_id in await ctx.session.execute(showing.with_only_columns(Entry.id, _in_chat(ctx, person))):
        there = there or message_id
        if message_id is None:
            notifier.post(ctx, person, Relay(entry_id, files_only=True), ticket)
    return there


def _in_chat(ctx: Context, person: Person) -> Any:
    """The message that shows it there: the person's own, or the first they were sent."""
    sent = select(func.min(Message.message_id)).where(
        Message.entry_id == Entry.id,
        Message.has_media,
        Message.bot_id == (ctx.rules.bot_id or 0),
        Message.chat_id == person.telegram_id,
    )
    own = select(Entry.said_message_id).where(Entry.said_chat_id == person.telegram_id)
    return func.coalesce(own.correlate(Entry).scalar_subquery(), sent.correlate(Entry).scalar_subquery())
