"""Messages that an agent forwards to the bot: a request of who wrote them, where Telegram says who that is."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import (
    CallbackQuery,
    Message,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from bot.content import is_service, read_message
from bot.features.groups import buttons
from bot.features.groups.messages import find_author
from bot.handlers import HasField, StaffRouter, respond
from bot.handlers.pressed_message import Press, handle_presses
from db.models import Person
from desk import Desk
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.groups import forwarded
from desk.inbound import question_messages
from desk.inbound.routing_types import Destination, Route
from desk.outbox import Args, Button, Say, make_press
from desk.people import person_rows
from desk.policy.permissions import Grant, has_grant
from desk.text import clean_name

_MOST = 4  # names offered


class _IsPassedOn(Filter):
    """Takes messages of others that an agent forwards, while that makes requests."""

    async def __call__(self, message: Message, desk: Desk, me: Person) -> bool:
        """Return True for such a message; false for the agent's own words and those of bots."""
        origin = message.forward_origin
        if not desk.rules.requests.forwards or message.reply_to_message is not None:
            return False
        user = origin.sender_user if isinstance(origin, MessageOriginUser) else None
        is_own = user is not None and (user.is_bot or user.id == me.telegram_id)
        return has_grant(me, Grant.WORK) and not is_own and not is_service(message)


def make_forwards_router() -> Router:
    """Return a fresh router of forwarded messages, which is asked before that of all messages."""
    made = StaffRouter(name="forwards")
    made.message.register(_take_forward, HasField("forward_origin"), _IsPassedOn())
    handle_presses(made, _choose_author)
    return made


async def _take_forward(message: Message, desk: Desk) -> None:
    """File the message as its author's, or ask whose it is."""
    incoming, origin = read_message(message, now=desk.now), message.forward_origin
    if isinstance(origin, MessageOriginUser):
        ticket, is_new = await forwarded.file_forwarded(
            desk, await find_author(desk, origin.sender_user), NewEntry.from_message(incoming)
        )
        if is_new:
            args: Args = {"number": ticket.number, "name": clean_name(origin.sender_user.first_name, 60)}
            button = make_press("btn-open", "open", ticket.number)
            respond.post_letter(
                desk, Say("forward-filed", args, ((button,),), reply_to_message=message.message_id), ticket.id
            )
        return
    await _ask_whose(desk, incoming, origin.sender_user_name if isinstance(origin, MessageOriginHiddenUser) else "")


async def _ask_whose(desk: Desk, incoming: IncomingMessage, name: str) -> None:
    """Ask where the words go, as for all words of staff, and offer the requesters of that name."""
    held = await question_messages.ask_where(desk, incoming, Route(Destination.WHERE_TO))
    named = await person_rows.find_named(desk.session, clean_name(name, 60)) if name else ()
    if held.question_id is not None and named:
        rows = tuple((_offer(held.question_id, one),) for one in named[:_MOST])
        respond.post_letter(desk, Say("forward-whose", {"name": clean_name(name, 60)}, rows))


def _offer(question_id: int, one: person_rows.NamedPerson) -> Button:
    args: Args = {"name": one.name, "number": one.newest or 0}
    return make_press("btn-forward-for", "forward_for", question_id, one.id, args=args)


async def _choose_author(_query: CallbackQuery, callback_data: buttons.ForwardedFor, desk: Desk, press: Press) -> None:
    """File the words under the question as that person's."""
    ticket = await forwarded.file_held(desk, callback_data.question, callback_data.person)
    press.say("forward-done", number=ticket.number)
