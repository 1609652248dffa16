"""A CSV of attendance: sent with `/event attendance`, replied to with it, or sent as a reply to the list of events."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Document, Message

from bot.content.message import read_message
from bot.content.wanted_file import FileWantedError
from bot.handlers import IsPrivate, IsStaff, respond
from desk import Desk, Refused
from desk.events import events
from desk.events.attendance_file import MOST_BYTES
from desk.inbound import reply_target
from desk.outbox import Say


class AnswersEvents(Filter):
    """Match a file sent as a reply to the list of events. The database is asked only if the file answers the bot and
    there are events."""

    async def __call__(self, message: Message, desk: Desk) -> bool:
        asked = message.reply_to_message
        if message.document is None or asked is None or not desk.rules.events:
            return False
        if asked.from_user is None or not asked.from_user.is_bot:
            return False
        return await reply_target.find_slot_kind(desk, read_message(message, now=desk.now)) == "events"


def make_router() -> Router:
    made = Router(name="attendance")
    made.message.filter(IsPrivate(), IsStaff(), AnswersEvents())
    made.message.register(read_attendance)
    return made


async def read_attendance(message: Message, desk: Desk, content: bytes | None) -> None:
    assert message.document is not None
    await import_attendance(desk, message.document, content)


async def import_attendance(desk: Desk, document: Document, content: bytes | None) -> None:
    """Import the whole file, or nothing of it. Raises FileWantedError while its content is not downloaded, Refused
    with the error and its line."""
    await desk.require_admin("only-admins")
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
