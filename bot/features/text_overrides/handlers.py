"""`/text` and its buttons, for admins; `prompts.py` takes the new words."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content.message import extract_words
from bot.features.text_overrides.buttons import TextAsk, TextOpen, TextRestore, TextsTurn, TextUndo
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.i18n import Sentence
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.text_overrides import editing, search
from desk.text_overrides.editable_texts import find_by_code, make_code


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="texts")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(find_text, CommandFilter("text"))
    made.callback_query.register(turn_page, TextsTurn.filter())
    made.callback_query.register(open_text, TextOpen.filter())
    made.callback_query.register(ask_text, TextAsk.filter())
    made.callback_query.register(restore_original, TextRestore.filter())
    made.callback_query.register(undo_change, TextUndo.filter())
    return made


async def find_text(message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/text` as a reply to a message of the bot: show the texts it was made of. `/text words`: show the texts
    that contain the words."""
    permissions.require_grant(me, Grant.PUBLISH)
    replied, typed = message.reply_to_message, " ".join(command.words.text.split())[:MOST_TYPED]
    if typed:
        _show_text(desk, await asyncio.to_thread(search.find_by_words, typed))
    elif replied is not None and replied.from_user is not None and replied.from_user.id == desk.rules.bot_id:
        keyboard = replied.reply_markup.inline_keyboard if replied.reply_markup is not None else []
        captions = [button.text for row in keyboard for button in row]
        _show_text(desk, await asyncio.to_thread(search.find_in_message, extract_words(replied).text, captions))
    else:
        respond.post_line(desk, "usage-text")


def _show_text(desk: Desk, sentences: list[Sentence]) -> None:
    slot = "texts:" + ",".join(f"{one.language}.{make_code(one.id)}" for one in sentences)
    respond.post_letter(desk, Show("texts", slot=slot, fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: TextsTurn, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    spot.require_face("texts")
    respond.post_letter(desk, Show("texts", slot=str(spot.slot), page=callback_data.page))


async def open_text(
    _query: CallbackQuery, callback_data: TextOpen, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show one text in the same message."""
    permissions.require_grant(me, Grant.PUBLISH)
    _show_sentence(desk, spot, _text_of(callback_data))


async def ask_text(_query: CallbackQuery, callback_data: TextAsk, desk: Desk, me: Person, spot: PressedMessage) -> None:
    """Ask for new words of the text."""
    permissions.require_grant(me, Grant.PUBLISH)
    spot.require_face("texts")
    one = _text_of(callback_data)
    respond.post_letter(desk, Show("text_ask", slot=f"text:{one.language}.{make_code(one.id)}", fresh=True))


async def restore_original(
    _query: CallbackQuery, callback_data: TextRestore, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    one = _text_of(callback_data)
    press.say("text-as-written" if await editing.restore_original(desk, one) else "setting-same")
    _show_sentence(desk, spot, one)


async def undo_change(
    _query: CallbackQuery, callback_data: TextUndo, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Restore the text before the last change; if it was changed again since, only show it."""
    permissions.require_grant(me, Grant.PUBLISH)
    one = _text_of(callback_data)
    press.say(
        "setting-undone" if await editing.undo_change(desk, one, callback_data.version) else "setting-changed-since"
    )
    _show_sentence(desk, spot, one)


def _text_of(data: TextOpen | TextAsk | TextRestore | TextUndo) -> Sentence:
    one = find_by_code(data.language, data.code)
    if one is None:
        raise Outdated
    return one


def _show_sentence(desk: Desk, spot: PressedMessage, one: Sentence) -> None:
    spot.require_face("texts")
    named = f"{one.language}.{make_code(one.id)}"
    slot = str(spot.slot) if spot.recorded else f"texts:{named}"
    respond.post_letter(desk, Show("texts", slot=slot, find=named, fresh=not spot.recorded))
