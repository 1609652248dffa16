"""`/myaccount`: the own account that a member of the team has connected, and what is taken from it."""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, OtherChats, ViewSpec
from bot.features.own_accounts import incoming, outgoing, updates
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import OfTicket, Press, handle_presses
from bot.views import Reader, Rendered, compose
from desk import Desk
from desk.outbox import Show
from desk.own_accounts import connections, other_chat, said_there
from desk.own_accounts.connections import SCREEN
from desk.people import chat_ids
from desk.policy.permissions import Grant
from desk.staff.account_people import find_account

_ALL, _OFF = frozenset({"all", "все", "всё"}), frozenset({"off", "выкл"})


class TakeAll(CallbackData, prefix="own_all"):
    """Take requests from all chats that Telegram passes on."""


class TakeNone(CallbackData, prefix="own_off"):
    """Take no more requests from the account."""


class IncludeAll(CallbackData, prefix="own_include"):
    """Take requests from excluded chats again."""


class NotRequest(OfTicket, prefix="own_not"):
    """Say that the chat of this ticket holds no request: forget it, and take nothing more from it."""


class MakeRequest(OfTicket, prefix="own_yes"):
    """Make a request of what is offered to the owner of the account."""


class JoinOtherChat(OfTicket, prefix="own_join"):
    """Answer the request in its requester's own chat with the bot from now on."""


def _make_router() -> Router:
    made = StaffRouter(name="own_accounts")
    made.message.register(_answer_command, CommandFilter("myaccount"))
    made.callback_query.register(_take_all, TakeAll.filter())
    made.callback_query.register(_take_none, TakeNone.filter())
    made.callback_query.register(_include_all, IncludeAll.filter())
    handle_presses(made, _accept, _forget, _join)
    return made


async def _answer_command(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/myaccount`, with `all`, `off`, or the word that a message has to have."""
    await desk.require_grant(Grant.WORK)
    said = command.words.text.strip()
    if said:
        takes = said.casefold() not in _OFF
        await connections.choose(desk, takes=takes, word=None if said.casefold() in _ALL else said)
    respond.post_letter(desk, Show(SCREEN, slot=SCREEN, fresh=True))


async def _take_all(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    await _choose(desk, pressed, takes=True)


async def _take_none(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    await _choose(desk, pressed, takes=False)


async def _choose(desk: Desk, pressed: PressedMessage, *, takes: bool) -> None:
    await desk.require_grant(Grant.WORK)
    pressed.require_view(SCREEN)
    await connections.choose(desk, takes=takes)
    respond.post_letter(desk, Show(SCREEN, slot=SCREEN))


async def _include_all(_query: CallbackQuery, desk: Desk, pressed: PressedMessage) -> None:
    await desk.require_grant(Grant.WORK)
    pressed.require_view(SCREEN)
    await connections.forget_excluded(desk)
    respond.post_letter(desk, Show(SCREEN, slot=SCREEN))


async def _accept(
    _query: CallbackQuery, callback_data: MakeRequest, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Make a request of the words in an own account; only its owner may."""
    pressed.require_ticket(callback_data.number)
    await desk.require_grant(Grant.WORK)
    await connections.accept_request(desk, callback_data.number)
    press.say("own-account-accepted", number=callback_data.number)


async def _forget(
    _query: CallbackQuery, callback_data: NotRequest, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Forget the chat of the ticket everywhere; only the owner of the account may."""
    pressed.require_ticket(callback_data.number)
    await desk.require_grant(Grant.WORK)
    is_all = await connections.forget_request(desk, callback_data.number)
    press.show_alert("own-account-excluded" if is_all else "own-account-withdrawn", number=callback_data.number)


async def _join(
    _query: CallbackQuery, callback_data: JoinOtherChat, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Send what waits, and all that follows, to the person's own chat with the bot."""
    pressed.require_ticket(callback_data.number)
    await other_chat.join_other_chat(desk, callback_data.number)
    press.say("own-account-joined")


async def _render(reader: Reader, _letter: Show) -> Rendered:
    """Render the state of the reader's own account, with buttons for what is taken from it."""
    account = await find_account(reader.session, reader.person.id)
    if account is None:
        return Rendered(reader.say_rich("own-account-how", bot=reader.settings.groups.username))
    can = account.is_enabled and account.can_reply
    state = "on" if can else "mute" if account.is_enabled else "ended"
    takes = "none" if account.chosen_at is None else "word" if account.word else "all"
    lines = [
        reader.say_rich("own-account-title"),
        reader.say_rich("own-account-state", state=state),
        reader.say_rich("own-account-takes", takes=takes, word=account.word or ""),
    ]
    if account.excluded:
        lines.append(reader.say_rich("own-account-excluded-count", n=len(account.excluded)))
    lines.append(reader.say_rich("own-account-who"))
    rows = []
    if takes != "all":
        rows.append((reader.make_main_button("btn-own-all", TakeAll()),))
    if takes != "none":
        rows.append((reader.make_button("btn-own-off", TakeNone()),))
    if account.excluded:
        rows.append((reader.make_button("btn-own-include", IncludeAll()),))
    return Rendered(compose.join(lines, "\n\n"), tuple(rows))


FEATURE = Feature(
    name="own_accounts",
    routers=(_make_router,),
    views={SCREEN: ViewSpec(_render, grant=Grant.WORK)},
    commands=(Command("myaccount", grant=Grant.WORK),),
    other_chats=OtherChats(
        updates=incoming.UPDATES,
        make_filter=incoming.OwnAccountFilter,
        chats=chat_ids.OWN_CHATS,
        take_update=updates.take_update,
        make_calls=lambda runtime: outgoing.ConnectedCalls(runtime.database),
        fit_letter=said_there.fit_letter,
    ),
)
