"""The people who have an entry in their chat, or are about to. Changes nothing."""

from sqlalchemy import select

from db.models import Box, Entry, Job, JobState, Message, MessageKind, Person
from desk.context import Context


async def list_receivers(ctx: Context, entry: Entry) -> set[int]:
    """Return ids of the people who have an entry in their chat."""
    got = (
        select(Person.id)
        .join(Message, Message.chat_id == Person.telegram_id)
        .where(Message.entry_id == entry.id, Message.kind == MessageKind.RELAY, Message.slot.is_not(None))
    )
    return set(await ctx.session.scalars(got.distinct()))


async def has_received(ctx: Context, entry: Entry, person_id: int) -> bool:
    """Return True if a person has an entry in their chat, or is about to."""
    waits = select(Job.id).where(
        Job.box == Box.TO_TELEGRAM.value,
        Job.state == JobState.WAITING,
        Job.entry_id == entry.id,
        Job.person_id == person_id,
    )
    return person_id in await list_receivers(ctx, entry) or await ctx.session.scalar(waits.limit(1)) is not None
