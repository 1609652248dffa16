"""Letters that wait to be sent: the words in them are emptied. Views and answers are rendered when they are sent, and
have none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Job, JobState, any_of


async def clear_letters(session: AsyncSession, person_id: int, tickets: Sequence[int]) -> None:
    """Empty the arguments of letters about a person's requests, and of those to the person."""
    about = any_of(Job.ticket_id, tickets) | (Job.person_id == person_id)
    waiting = select(Job).where(Job.box == Box.TO_TELEGRAM, Job.state != JobState.DONE, about).order_by(Job.id)
    for job in await session.scalars(waiting.with_for_update()):
        letter: dict[str, Any] = queue.decode_payload(job.payload)
        said = letter.get("args") or {}
        keys = letter.get("keyed") or ()
        empty = {name: "" if isinstance(value, str) and name not in keys else value for name, value in said.items()}
        job.payload = queue.encode_payload({**letter, "args": empty} if said else letter)
