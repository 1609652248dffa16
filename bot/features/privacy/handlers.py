"""`/privacy`, `/mydata`, `/forgetme`, and what people press there."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.privacy import buttons
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, respond
from desk import Desk
from desk.outbox import Show
from desk.privacy import consent, erasures, personal_data

_FORGET = "forget"


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = Router(name="privacy")
    made.message.filter(IsPrivate())
    made.message.register(show_policy, CommandFilter("privacy"))
    made.message.register(send_data, CommandFilter("mydata"))
    made.message.register(show_forget, CommandFilter("forgetme"))
    on = made.callback_query.register
    on(send_data_pressed, buttons.SendData.filter())
    on(ask_to_forget, buttons.AskToForget.filter())
    on(forget, buttons.Forget.filter())
    on(keep_data, buttons.KeepData.filter())
    on(accept_terms, buttons.Consent.filter())
    return made


async def show_policy(_message: Message, desk: Desk) -> None:
    """Show what is stored where, and for how long."""
    respond.post_letter(desk, Show("privacy", slot="privacy", fresh=True))


async def send_data(_message: Message, desk: Desk) -> None:
    """Have the file with everything about the person made."""
    made = await personal_data.request_data(desk)
    respond.post_line(desk, "mydata-begun" if made else "mydata-under-way")


async def send_data_pressed(_query: CallbackQuery, desk: Desk, press: Press) -> None:
    """Do the same for a press."""
    made = await personal_data.request_data(desk)
    press.say("mydata-begun" if made else "mydata-under-way")


async def show_forget(_message: Message, desk: Desk) -> None:
    """Ask before anything is erased; show until when it can be called off."""
    respond.post_letter(desk, Show("forget", slot=_FORGET, fresh=True))


async def ask_to_forget(_query: CallbackQuery, desk: Desk) -> None:
    """Ask as a new message; members of the team are refused."""
    erasures.require_no_team(desk.require_actor())
    respond.post_letter(desk, Show("forget", slot=_FORGET, fresh=True))


async def forget(_query: CallbackQuery, desk: Desk, spot: PressedMessage) -> None:
    """Begin the pause after which everything is erased."""
    spot.require_face(_FORGET)
    await erasures.ask_for_own(desk)
    respond.post_letter(desk, Show("forget", slot=_FORGET))


async def keep_data(_query: CallbackQuery, desk: Desk, spot: PressedMessage, press: Press) -> None:
    """Call it off."""
    spot.require_face(_FORGET)
    press.say("forget-kept" if await erasures.withdraw_own(desk) else "forget-too-late")
    respond.post_letter(desk, Show("forget", slot=_FORGET))


async def accept_terms(_query: CallbackQuery, callback_data: buttons.Consent, desk: Desk, press: Press) -> None:
    """Store the consent and send what waited for it."""
    await consent.give_consent(desk, callback_data.version)
    press.say("consent-given")
    respond.post_letter(desk, Show("consent", slot=f"consent:{callback_data.version}"))
