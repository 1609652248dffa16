"""A CSV of attendance: sent with `/event attendance`, replied to with it, or sent as a reply to the list of events."""

from aiogram import Router
from aiogram.types import Document, Message

from bot.content.message import FileWantedError
from bot.handlers import FileAnswers, IsPrivate, IsStaff, respond
from desk import Desk, Refused
from desk.events import events
from desk.events.attendance_file import MOST_BYTES
from desk.outbox import Say
from desk.policy.grants import Grant


def make_router() -> Router:
    made = Router(name="attendance")
    made.message.filter(IsPrivate(), IsStaff(), _has_events, FileAnswers("events"))
    made.message.register(read_attendance)
    return made


async def _has_events(_message: Message, desk: Desk) -> bool:
    return bool(desk.rules.events)


async def read_attendance(message: Message, desk: Desk, content: bytes | None) -> None:
    assert message.document is not None
    await import_attendance(desk, message.document, content)


async def import_attendance(desk: Desk, document: Document, content: bytes | None) -> None:
    """Import the whole file, or nothing of it. Raises FileWantedError while its content is not downloaded, Refused
    with the error and its line."""
    await desk.require_grant(Grant.TOPICS)
    if (document.file_size or 0) > MOST_BYTES:
        raise Refused("attendance-too-large")
    if content is None:
        raise FileWantedError(document.file_id, MOST_BYTES)
    done = await events.import_attendance(desk, content)
    name, number = done[0]
    if len(done) == 1:
        respond.post_line(desk, "event-attendance-set", name=name, n=number)
    else:
        respond.post_letter(desk, Say("event-attendance-read", {"events": len(done), "n": sum(n for _, n in done)}))
