"""`/panel`: where the web door is; who is let in, kept out, signed out. There is none of it where no door is set."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callback_data import panel as data
from bot.callbacks import Press
from bot.handlers import CommandFilter, IsCommand, IsPrivate, IsStaff, PressedMessage, respond
from desk import Desk, NotAllowed, Refused
from desk.outbox import Say, Show, View
from desk.sessions import sessions, sign_in


def router() -> Router:
    """A fresh router of this command and its buttons."""
    made = Router(name="panel")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(panel, CommandFilter("panel"))
    on = made.callback_query.register
    on(let_in, data.LetIn.filter())
    on(not_me, data.NotMe.filter())
    on(end, data.EndSession.filter())
    on(end_all, data.EndSessions.filter())
    return made


async def panel(message: Message, desk: Desk) -> None:
    """Its address, by which name one signs in, and one's sessions; never a way in by itself."""
    if desk.rules.panel_url is None:
        raise Refused("panel-none")
    if not sign_in.may_enter(desk.me(), desk.rules):
        raise NotAllowed("panel-not-yours")
    username = message.from_user.username if message.from_user is not None else None
    if desk.me().username != username:
        desk.me().username = username
    respond.post(desk, Show(View.PANEL, slot="panel", fresh=True))


async def let_in(_query: CallbackQuery, callback_data: data.LetIn, desk: Desk, spot: PressedMessage) -> None:
    """The browser that shows the code goes on."""
    spot.of("websignin")
    code = await sign_in.let_in(desk, callback_data.sign_in)
    _said(desk, callback_data.sign_in, "web-in", code)


async def not_me(_query: CallbackQuery, callback_data: data.NotMe, desk: Desk, spot: PressedMessage) -> None:
    """The browser stays outside."""
    spot.of("websignin")
    code = await sign_in.refuse(desk, callback_data.sign_in)
    _said(desk, callback_data.sign_in, "web-no", code)


async def end(
    _query: CallbackQuery, callback_data: data.EndSession, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """One session is over."""
    spot.of("panel")
    await sessions.end(desk, callback_data.session)
    press.say("panel-ended")
    respond.post(desk, Show(View.PANEL, slot="panel"))


async def end_all(_query: CallbackQuery, desk: Desk, spot: PressedMessage, press: Press) -> None:
    """All of one's own are over."""
    spot.of("panel")
    await sessions.end_all(desk)
    press.say("panel-ended")
    respond.post(desk, Show(View.PANEL, slot="panel"))


def _said(desk: Desk, sign_in_id: int, key: str, code: str) -> None:
    """What became of it, in the place of the question."""
    respond.post(desk, Say(key, {"code": code}, slot=f"websignin:{sign_in_id}", replace=True))
