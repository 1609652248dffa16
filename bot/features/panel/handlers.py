"""`/panel`: the address of the web panel, and buttons to let browsers in, refuse them or end sessions. Refused without
a panel."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.panel import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from desk import Desk, NotAllowed, Outdated, Refused
from desk.notifications import confirmations
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.sessions import sessions, sign_in


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="panel")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_panel, CommandFilter("panel"))
    on = made.callback_query.register
    on(choose_browser, buttons.ChooseCode.filter())
    on(refuse_browsers, buttons.RefuseBrowsers.filter())
    on(answer_confirmation, buttons.ConfirmAction.filter())
    on(end_session, buttons.EndSession.filter())
    on(end_reported, buttons.EndReportedSession.filter())
    on(end_all, buttons.EndSessions.filter())
    return made


async def show_panel(_message: Message, desk: Desk) -> None:
    """Show the panel's address, the name to sign in with, a link that no limit keeps out, and one's own sessions, but
    no link that signs in.

    Earlier sign-in questions no longer count, so that strangers who asked many times cannot keep the person out.
    """
    if desk.rules.web.url is None:
        raise Refused("panel-none")
    if not permissions.can_enter(desk.require_actor(), desk.rules):
        raise NotAllowed("panel-not-yours")
    await sign_in.reset_questions(desk)
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))
    respond.post_letter(desk, Show("panel", slot="panel", fresh=True))


async def choose_browser(
    _query: CallbackQuery, callback_data: buttons.ChooseCode, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Let in the browser that shows the code; a wrong code ends its question."""
    spot.require_face("websignin")
    if await sign_in.choose_code(desk, callback_data.sign_in, callback_data.code):
        press.say("web-in")
    else:
        press.show_alert("web-wrong")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def refuse_browsers(
    _query: CallbackQuery, callback_data: buttons.RefuseBrowsers, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Refuse all browsers, and block their networks for a while."""
    spot.require_face("websignin")
    await sign_in.refuse_browsers(desk, callback_data.newest)
    press.say("web-no")
    respond.post_letter(desk, Show("sign_in", slot="websignin"))


async def answer_confirmation(
    _query: CallbackQuery, callback_data: buttons.ConfirmAction, desk: Desk, spot: PressedMessage
) -> None:
    """Let the panel do what it asked to confirm, or refuse it."""
    spot.require_face("lasting")
    if spot.recorded and spot.slot.key != str(callback_data.row):
        raise Outdated
    was_me = callback_data.was_me == "yes"
    await confirmations.answer_confirmation(desk, callback_data.row, was_me=was_me)
    key = "lasting-confirmed" if was_me else "lasting-refused"
    respond.post_letter(desk, Say(key, slot=f"lasting:{callback_data.row}", replace=True))


async def end_session(
    _query: CallbackQuery, callback_data: buttons.EndSession, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_face("panel")
    await sessions.end_session(desk, callback_data.session)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel"))


async def end_reported(
    _query: CallbackQuery, callback_data: buttons.EndReportedSession, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """End the session that a notice of security was about."""
    spot.require_face("session")
    if spot.recorded and spot.slot.key.partition("-")[0] != str(callback_data.session):
        raise Outdated
    await sessions.end_session(desk, callback_data.session)
    press.say("panel-ended")


async def end_all(_query: CallbackQuery, desk: Desk, spot: PressedMessage, press: Press) -> None:
    spot.require_face("panel", "websignin")
    await sessions.end_own_sessions(desk)
    press.say("panel-ended")
    respond.post_letter(desk, Show("panel", slot="panel", only_edit=True))
    respond.post_letter(desk, Show("sign_in", slot="websignin", only_edit=True))
