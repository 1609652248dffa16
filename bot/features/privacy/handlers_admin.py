"""`/erase`: everything about a requester, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.privacy import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from desk import Desk
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.privacy import erasures


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="privacy_of_others")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_person, CommandFilter("erase"))
    made.callback_query.register(erase_person, buttons.ErasePerson.filter())
    made.callback_query.register(keep_person, buttons.KeepPerson.filter())
    return made


async def show_person(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Ask before the data of the named person is erased; without a name list the erasures."""
    await desk.require_grant(Grant.PRIVACY)
    if command.number is None and not command.words.text.strip():
        respond.post_letter(desk, Show("erasures", slot="erasures", fresh=True))
        return
    person_id = await erasures.find_person(desk, command.words.text, command.number)
    respond.post_letter(desk, Show("erase", slot=f"erase:{person_id}", fresh=True))


async def erase_person(
    _query: CallbackQuery, callback_data: buttons.ErasePerson, desk: Desk, spot: PressedMessage
) -> None:
    """Begin the pause, or erase at once."""
    spot.require_face("erase")
    await erasures.ask_for(desk, callback_data.person, at_once=bool(callback_data.at_once))
    respond.post_letter(desk, Show("erase", slot=f"erase:{callback_data.person}"))


async def keep_person(
    _query: CallbackQuery, callback_data: buttons.KeepPerson, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Call it off."""
    spot.require_face("erase")
    press.say("forget-kept" if await erasures.withdraw_for(desk, callback_data.person) else "forget-too-late")
    respond.post_letter(desk, Show("erase", slot=f"erase:{callback_data.person}"))
