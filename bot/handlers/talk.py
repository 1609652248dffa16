"""What is no known command: words, files, contents for the desk to hear; edits; who blocked the bot."""

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus
from aiogram.types import ChatMemberUpdated, Message

from bot.handlers import posting
from bot.handlers.requester import help_key
from bot.incoming import incoming, is_service
from db.models import Person
from desk import identity, people, sight
from desk.desk import Desk
from desk.hearing import hear, hear_edit
from desk.routing import Goes


def router() -> Router:
    """A fresh router of everything people say."""
    made = Router(name="talk")
    made.message.filter(F.chat.type == "private")
    made.edited_message.filter(F.chat.type == "private")
    made.message.register(said)
    made.edited_message.register(edited)
    made.my_chat_member.register(came_or_went, F.chat.type == "private")
    return made


async def said(message: Message, desk: Desk, me: Person) -> None:
    """Anything a person sends; what only tells of the chat itself is passed over."""
    if is_service(message):
        return
    heard = await hear(desk, incoming(message, now=desk.now))
    if heard.goes is Goes.HELP:
        posting.line(desk, help_key(me))


async def edited(message: Message, desk: Desk) -> None:
    """A message was edited."""
    if not is_service(message):
        await hear_edit(desk, incoming(message, now=desk.now))


async def came_or_went(event: ChatMemberUpdated, desk: Desk, me: Person) -> None:
    """The person blocked the bot; of staff the admins learn it. One who is back was freed when looked up."""
    if event.new_chat_member.status != ChatMemberStatus.KICKED:
        return
    await people.blocked(desk.session, me, now=desk.now)
    if sight.is_staff(me):
        await identity.tell_admins(desk.session, "agent-blocked", now=desk.now, name=me.name)
