"""Send a reader of a ticket the files, and whatever else only a message can show, that their chat lacks."""

from typing import Any

from sqlalchemy import Select, func, select

from db.models import Entry, EntryFile, Message, Person, Ticket
from desk.context import Context
from desk.notifications import notifier
from desk.outbox import Relay

_ONLY_A_MESSAGE_SHOWS_IT = (
    Entry.content_line.is_not(None) | select(EntryFile.id).where(EntryFile.entry_id == Entry.id).exists()
)


async def send_files(ctx: Context, person: Person, ticket: Ticket, among: Select[Any]) -> int | None:
    """Send those of the entries the person does not have in their chat, without small talk.

    Return the id of the message there that shows the first of what they have, so that the next message can reply to it.
    """
    showing = among.where(_ONLY_A_MESSAGE_SHOWS_IT, ~Entry.small_talk).order_by(None).order_by(Entry.id)
    there: int | None = None
    for entry_id, message_id in await ctx.session.execute(
        showing.with_only_columns(Entry.id, _find_in_chat(ctx, person))
    ):
        there = there or message_id
        if message_id is None:
            notifier.post_letter(ctx, person, Relay(entry_id, files_only=True), ticket)
    return there


def _find_in_chat(ctx: Context, person: Person) -> Any:
    sent = select(func.min(Message.message_id)).where(
        Message.entry_id == Entry.id,
        Message.has_media,
        Message.bot_id == ctx.rules.bot_id,
        Message.chat_id == person.telegram_id,
    )
    own = select(Entry.said_message_id).where(Entry.said_chat_id == person.telegram_id)
    return func.coalesce(own.correlate(Entry).scalar_subquery(), sent.correlate(Entry).scalar_subquery())
