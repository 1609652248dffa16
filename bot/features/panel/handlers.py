"""`/panel`: where the web door is; which browsers are let in, kept out, signed out. Nothing of it without a door."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.panel import buttons as data
from bot.handlers import CommandFilter, IsCommand, IsPrivate, IsStaff, PressedMessage, respond
from desk import Desk, NotAllowed, Outdated, Refused
from desk.notifications import confirmations
from desk.outbox import Say, Show
from desk.sessions import sessions, sign_in


def make_router() -> Router:
    """A fresh router of this command and its buttons."""
    made = Router(name="panel")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(show_panel, CommandFilter("panel"))
    on = made.callback_query.register
    on(choose_browser, data.ChooseCode.filter())
    on(not_me, data.NotMe.filter())
    on(lasting_answered, data.LastingPress.filter())
    on(end_session, data.EndSession.filter())
    on(end_all, data.EndSessions.filter())
    return made


async def show_panel(message: Message, desk: Desk) -> None:
    """Show its address, by which name one signs in, and one's sessions; never a way in by itself. Browsers that asked
    before no longer count: whoever wants to sign in can, however many strangers asked."""
    if desk.rules.web.url is None:
        raise Refused("panel-none")
    if not sign_in.may_enter(desk.me(), desk.rules):
        raise NotAllowed("panel-not-yours")
    username = message.from_user.username if message.from_user is not None else None
    if desk.me().username != username:
        desk.me().username = username
    await sign_in.begin_anew(desk)
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))
    respond.post_letter(desk, Show("panel", slot="panel", fresh=True))


async def choose_browser(
    _query: CallbackQuery, callback_data: data.ChooseCode, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Let the browser in that shows the code; with any other code its question is over."""
    spot.of("websignin")
    if await sign_in.choose(desk, callback_data.sign_in, callback_data.code):
        press.say("web-in")
    else:
        press.alert("web-wrong")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def not_me(
    _query: CallbackQuery, callback_data: data.NotMe, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Keep all of them out, and their networks for a while."""
    spot.of("websignin")
    await sign_in.refuse(desk, callback_data.newest)
    press.say("web-no")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def lasting_answered(
    _query: CallbackQuery, callback_data: data.LastingPress, desk: Desk, spot: PressedMessage
) -> None:
    """What the panel asks for in one's name may be done there now, or is not done."""
    spot.of("lasting")
    if spot.recorded and spot.slot.key != str(callback_data.row):
        raise Outdated
    was_me = callback_data.was_me == "yes"
    await confirmations.answer_confirmation(desk, callback_data.row, was_me=was_me)
    key = "lasting-confirmed" if was_me else "lasting-refused"
    respond.post_letter(desk, Say(key, slot=f"lasting:{callback_data.row}", replace=True))


async def end_session(
    _query: CallbackQuery, callback_data: data.EndSession, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """One session is over."""
    spot.of("panel")
    await sessions.end(desk, callback_data.session)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel"))


async def end_all(_query: CallbackQuery, desk: Desk, spot: PressedMessage, press: Press) -> None:
    """End all of one's own."""
    spot.of("panel", "websignin")
    await sessions.end_all(desk)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel", only_edit=True))
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))
