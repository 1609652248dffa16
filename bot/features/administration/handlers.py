"""Commands and buttons of administered nouns, and the replies to their questions; the desk checks again who acts."""

import asyncio
import re
from functools import partial

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.content import extract_words
from bot.feature import AGENT, AskedPrompt, Command, Feature, ViewSpec
from bot.features.administration.buttons import (
    AdminAct,
    AdminAsk,
    AdminBase,
    AdminField,
    AdminList,
    AdminNew,
    AdminRow,
    AdminSet,
    AdminUndo,
)
from bot.features.administration.screens import ALL_KINDS, EVERYTHING, HERE, NOUN, SEARCHED, render, render_question
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses
from desk import Desk, Outdated, Refused
from desk.administration import editing
from desk.administration.events import EVENTS
from desk.administration.kinds import Asker, FieldValue
from desk.administration.registry import BY_NAME
from desk.administration.replies import REPLIES
from desk.administration.resource import INSIDE, Resource, Wanted
from desk.administration.texts import TEXTS, make_key
from desk.administration.topics import TOPICS
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Take
from desk.outbox import Show
from desk.search.prefix_query import MOST_TYPED
from desk.text_overrides import search

_ELSEWHERE = (TOPICS, EVENTS)
"""Nouns whose command does more: their features handle it."""
_BY_COMMAND = {one.command: one for one in HERE if one not in _ELSEWHERE}
_SHARED = frozenset({"menu", "categories", "event"})
"""Commands that others use too: their features declare them."""
_KEY = re.compile(r"[\w.-]{1,20}")
_BY_PREFIX = {prefix: one for one in HERE for prefix in one.stored.prefixes}
"""Nouns by the prefix of buttons that earlier versions sent."""


def make_router() -> Router:
    """Return a fresh router of these."""
    made = StaffRouter(name="administration")
    made.message.register(_find_rows, CommandFilter(*_BY_COMMAND))
    on = made.callback_query.register
    handle_presses(made, show_list, show_row, show_field, ask_field, choose_option, ask_new, do_act, undo_change)
    on(_answer_former_press, _IsFormerPress())
    return made


class _IsFormerPress(Filter):
    """Takes presses on buttons of earlier versions."""

    async def __call__(self, query: CallbackQuery) -> bool:
        return (query.data or "").partition(":")[0] in _BY_PREFIX


async def _answer_former_press(query: CallbackQuery, desk: Desk, press: Press) -> None:
    """Answer that the button is out of date, and show the list as it is now."""
    noun = _BY_PREFIX[(query.data or "").partition(":")[0]]
    editing.require_seeing(noun, Asker.of(desk))
    press.show_alert("press-outdated")
    show_noun(desk, noun, fresh=True)


async def _find_rows(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Show the list; with a row's key the row; with words the rows that have them, or the only one; as a reply to a
    message of the bot the texts that it was made of."""
    noun, asker = _BY_COMMAND[command.name], Asker.of(desk)
    editing.require_seeing(noun, asker)
    words, replied = " ".join(command.words.text.split())[:MOST_TYPED], message.reply_to_message
    if words:
        await show_found(desk, noun, words)
    elif noun is TEXTS and replied is not None and replied.from_user is not None:
        if replied.from_user.id != desk.rules.bot_id:
            respond.post_line(desk, "usage-text")
            return
        keyboard = replied.reply_markup.inline_keyboard if replied.reply_markup is not None else []
        captions = [button.text for row in keyboard for button in row]
        found = await asyncio.to_thread(search.find_in_message, extract_words(replied).text, captions)
        keys = ",".join(map(make_key, found))
        respond.post_letter(desk, Show(NOUN, slot=f"{noun.stored.slot}:{keys}", fresh=True))
    else:
        show_noun(desk, noun, fresh=True)


async def show_found(desk: Desk, noun: Resource, words: str) -> None:
    """Show the row of that key, or the rows that have all of these words, or the only one."""
    asker = Asker.of(desk)
    find: str | None = words
    if not _KEY.fullmatch(words) or await noun.find(asker, words) is None:
        lines = await noun.list_lines(asker, Wanted(words))
        find = lines[0].key if len(lines) == 1 else None
    slot = f"{noun.stored.slot}:{SEARCHED}{words}"
    respond.post_letter(desk, Show(NOUN, slot=slot, find=find, fresh=True))


async def show_list(_query: CallbackQuery, callback_data: AdminList, desk: Desk, pressed: PressedMessage) -> None:
    noun = _require(desk, callback_data, pressed)
    above = EVERYTHING if noun.stored.row and pressed.kind == noun.stored.row else ""
    inside = f"{INSIDE}{callback_data.inside or above}" if callback_data.inside or above else None
    show_noun(desk, noun, inside, callback_data.page, pressed)


async def show_row(_query: CallbackQuery, callback_data: AdminRow, desk: Desk, pressed: PressedMessage) -> None:
    noun = _require(desk, callback_data, pressed)
    show_noun(desk, noun, callback_data.key, callback_data.page, pressed)


async def show_field(_query: CallbackQuery, callback_data: AdminField, desk: Desk, pressed: PressedMessage) -> None:
    noun = _require(desk, callback_data, pressed)
    show_noun(desk, noun, f"{callback_data.key}/{callback_data.field}", callback_data.page, pressed)


async def ask_field(_query: CallbackQuery, callback_data: AdminAsk, desk: Desk, pressed: PressedMessage) -> None:
    """Ask for a field of a row that is there and that they may change."""
    noun, asker = _require(desk, callback_data, pressed), Asker.of(desk)
    row = await noun.find(asker, callback_data.key)
    if row is None or noun.find_field(row, callback_data.field) is None:
        raise Outdated
    editing.require_changing(noun, asker, row)
    ask_value(desk, noun, f"{callback_data.key}/{callback_data.field}")


async def choose_option(
    _query: CallbackQuery, callback_data: AdminSet, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    noun = _require(desk, callback_data, pressed)
    key, field_id = callback_data.key, callback_data.field
    changed = await editing.press_option(desk, noun, key, field_id, callback_data.value)
    press.say(noun.saved if changed else "setting-same")
    show_noun(desk, noun, f"{key}/{field_id}", 1, pressed)


async def ask_new(
    _query: CallbackQuery, callback_data: AdminNew, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Ask for what is typed of a new row, or add it at once."""
    noun = _require(desk, callback_data, pressed)
    if callback_data.kind == ALL_KINDS:
        show_noun(desk, noun, f"{INSIDE}{callback_data.inside}/{ALL_KINDS}", 1, pressed)
        return
    new = editing.find_new(noun, Asker.of(desk), callback_data.kind)
    if not new.fields:
        await editing.create_row(desk, noun, callback_data.kind, callback_data.inside, {})
        press.say(new.done)
        show_noun(desk, noun, pressed=pressed)
        return
    inside = f"{INSIDE}{callback_data.inside}" if callback_data.inside else ""
    ask_value(desk, noun, f"{callback_data.kind}{inside}")


async def do_act(
    _query: CallbackQuery, callback_data: AdminAct, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Do it; if words may go along, ask for them first, with a button that does it without any."""
    noun = _require(desk, callback_data, pressed)
    _row, act = await editing.find_act(desk, noun, callback_data.key, callback_data.act)
    if act.asks is not None and pressed.kind != noun.stored.asked:
        ask_value(desk, noun, f"{callback_data.key}/{act.name}")
        return
    await editing.do_act(desk, noun, callback_data.key, callback_data.act)
    press.say("admin-act-done")
    show_noun(desk, noun, callback_data.key, 1, None if pressed.kind == noun.stored.asked else pressed)


async def undo_change(
    _query: CallbackQuery, callback_data: AdminUndo, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Restore the values before the change; if they were changed again since, only show them."""
    noun = _require(desk, callback_data, pressed)
    done = await editing.undo_change(desk, noun, callback_data.key, callback_data.version)
    press.say("setting-undone" if done else "setting-changed-since")
    show_noun(desk, noun, callback_data.key, 1, pressed)


async def take_answer(noun: Resource, desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Write what a reply says: a field of a row (its key, `/`, the field), the words of an act (in place of the field),
    or a new row of a kind (`@` where)."""
    value = FieldValue.from_message(incoming)
    key, _, field_id = asked.partition("/")
    kind, _, inside = key.partition(INSIDE)
    new, act = next((one for one in noun.news if one.name == kind), None), noun.find_act(field_id)
    try:
        if new is not None:
            key, changed = await editing.create_row(desk, noun, kind, inside, new.split(value)), True
        elif act is not None and act.asks is not None:
            await editing.do_act(desk, noun, key, act.name, value)
            return Show(NOUN, slot=noun.stored.slot, find=key, fresh=True, note="admin-act-done")
        else:
            changed = await editing.change_field(desk, noun, key, field_id or noun.fields[-1].id, value)
    except Outdated:
        raise Refused("admin-gone") from None
    note = noun.saved if changed else "setting-same"
    return Show(NOUN, slot=noun.stored.slot, find=key, fresh=True, note=note)


def _require(desk: Desk, data: AdminBase, pressed: PressedMessage) -> Resource:
    """Return the noun of a press that its presser may see, on a message of that noun."""
    noun = BY_NAME.get(data.noun)
    if noun is None:
        raise Outdated
    editing.require_seeing(noun, Asker.of(desk))
    pressed.require_view(*filter(None, (noun.stored.slot, noun.stored.row, noun.stored.asked)))
    return noun


def show_noun(
    desk: Desk,
    noun: Resource,
    find: str | None = None,
    page: int = 1,
    pressed: PressedMessage | None = None,
    *,
    fresh: bool = False,
) -> None:
    """Show a screen in the pressed message, or in a new one."""
    is_known = pressed is not None and pressed.recorded
    slot = str(pressed.slot) if pressed is not None and is_known else noun.stored.slot
    respond.post_letter(desk, Show(NOUN, slot=slot, find=find, page=page, fresh=fresh or not is_known))


def ask_value(desk: Desk, noun: Resource, what: str) -> None:
    """Ask for a value: of a row and its field, or of a kind of new row."""
    respond.post_question(desk, noun.stored.asked, what)


def make_prompt(noun: Resource, take: Take | None = None) -> dict[str, AskedPrompt]:
    """Return the question for a value of a noun."""
    asks = ViewSpec(partial(render_question, noun), AGENT, grant=noun.grant)
    return {noun.stored.asked: AskedPrompt(take or partial(take_answer, noun), asks=asks)}


FEATURE = Feature(
    name="administration",
    routers=(make_router,),
    views={NOUN: ViewSpec(render, AGENT)},
    commands=tuple(
        Command(one.command, AGENT, grant=one.grant, setting=one.setting) for one in HERE if one.command not in _SHARED
    ),
    prompts={kind: one for noun in HERE if noun is not REPLIES for kind, one in make_prompt(noun).items()},
)
