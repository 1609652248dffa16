"""Takes a call that `incoming` has let through, as a request of the caller's own."""

from dataclasses import replace
from datetime import datetime

from aiogram.types import Message, Update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content import extract_files, extract_words, is_service, read_message
from bot.features.guest_calls.incoming import CHAT
from bot.updates.group_filter import Addressed, is_call, read_addressed
from bot.views import compose
from db.models import Origin
from desk import Desk, DeskSettings
from desk.conversation.new_entry import NAMELESS, IncomingMessage
from desk.guest_calls import asking, places
from desk.guest_calls.places import CallMessage
from desk.inbound import blocklist
from desk.inbound.prompt_replies import Prompts
from desk.people import person_rows
from desk.place import OwnChat, RequesterGroup
from desk.policy.endings import is_blocked
from desk.text import RichText, clean_name
from desk.text.typed_digits import parse_digits

_QUOTE_UNITS = 1000
_READ = {"text", "caption", "entities", "caption_entities"}


async def take_update(
    session: AsyncSession, update: Update, *, now: datetime, rules: DeskSettings, prompts: Prompts, attempt: int
) -> tuple[int | None, bool]:
    """Take a call; return who called, and whether their words are to be kept. Who is blocked gets no answer. To call
    does not start the bot: it may not write to the caller."""
    message, caller = update.guest_message, update.guest_message.from_user if update.guest_message else None
    if message is None or caller is None or message.guest_query_id is None or is_service(message):
        return None, False
    me = await person_rows.get_or_create(
        session, caller.id, first=caller.first_name, last=caller.last_name, username=caller.username,
        language=caller.language_code, now=now, rules=rules, leaving=True,
    )  # fmt: skip
    place = await places.get_place(Desk(session, OwnChat(), me, now=now, rules=rules, held=True))
    there = RequesterGroup(origin=Origin.TELEGRAM, written_in=place.id)  # with the limits of a stranger
    desk = Desk(session, there, me, now=now, rules=rules, held=True)
    chat = (message.model_extra or {}).get(CHAT)
    call = await places.note_call(desk, place, message.guest_query_id, chat)
    if call is None:
        return me.id, False
    replied = message.reply_to_message
    is_ours = replied is not None and replied.from_user is not None and replied.from_user.is_bot
    addressed = _read_addressed(message, rules)
    said = _read(message, addressed or Addressed(extract_words(message)), None if is_ours else replied, now)
    number = parse_digits((replied.text or "").removeprefix("#")) if is_ours and replied is not None else None
    taken = asking.Taken(None, is_asked=not is_blocked(me))
    if said is not None:
        said = replace(said, chat_id=place.telegram_id or 0, message_id=CallMessage(call.id).asked)
        if await blocklist.keep_listed(desk, said):
            return me.id, True
        taken = await asking.take_words(desk, place, said, number, is_named=addressed is not None, chat=chat)
    call.ticket_id = taken.ticket_id
    if taken.is_asked:
        places.post_answer(desk, call, "call-hint")
    return me.id, call.ticket_id is not None


def _read_addressed(message: Message, rules: DeskSettings) -> Addressed | None:
    dumped = message.model_dump(mode="json", exclude_none=True, include=_READ)
    return read_addressed(dumped, rules.groups.username, rules.bot_id)


def _read(message: Message, addressed: Addressed, above: Message | None, now: datetime) -> IncomingMessage | None:
    """Return the caller's words, with what they called the bot under; None if they say nothing and point at nothing."""
    said = read_message(message, words=addressed.words, now=now)
    pointed = extract_words(above) if above is not None else RichText()
    files = (*said.files, *(extract_files(above) if above is not None else ()))
    is_bare = is_call(addressed, has_file=message.text is None)
    if is_bare and not (pointed or files):
        return None
    words = said.words
    if is_bare:
        words = pointed
        if above is not None and above.from_user is not None and above.from_user != message.from_user:
            said = replace(said, forwarded_from=clean_name(above.from_user.full_name, 60) or NAMELESS)
    elif pointed:
        words = words + "\n\n" + compose.quote_text(compose.clip_text(pointed, _QUOTE_UNITS))
    content = None if is_bare else said.content  # the bot's name alone is nothing that cannot be shown
    return replace(said, words=words, files=files, content=content, quote=None, reply_to_message_id=None, album=None)
