"""The feature "text overrides" of the bot: buttons, handlers and screens.

`/text` and its buttons, for admins; `prompts.py` takes the new words.
"""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from pydantic import Field

from bot.content import extract_words
from bot.feature import Command, Feature, ViewSpec
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Id, PageNumber, Press
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Person
from desk import Desk, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, Sentence, find_sentence, formats, overrides
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show, Slot
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.text import RichText, shorten_line
from desk.text_overrides import rewording, search
from desk.text_overrides.checks import get_original
from desk.text_overrides.places import find_by_code, find_place, is_caption, is_formatted, make_code
from desk.text_overrides.rewording import reword_sentence

Code = Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
"""A text, by `desk.text_overrides.rewording.make_code`."""
Tongue = Annotated[str, Field(pattern="^[a-z]{2}$")]


class TextsTurn(CallbackData, prefix="texts"):
    """Show a page of the texts that were found."""

    page: PageNumber


class TextOpen(CallbackData, prefix="text"):
    """Show one text."""

    language: Tongue
    code: Code


class TextAsk(CallbackData, prefix="textask"):
    """Ask for new words of the text."""

    language: Tongue
    code: Code


class TextRestore(CallbackData, prefix="textback"):
    """Restore the original text."""

    language: Tongue
    code: Code


class TextUndo(CallbackData, prefix="textundo"):
    """Undo the change that made this version."""

    language: Tongue
    code: Code
    version: Id


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="texts")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_find_text, CommandFilter("text"))
    made.callback_query.register(turn_page, TextsTurn.filter())
    made.callback_query.register(open_text, TextOpen.filter())
    made.callback_query.register(ask_text, TextAsk.filter())
    made.callback_query.register(restore_original, TextRestore.filter())
    made.callback_query.register(undo_change, TextUndo.filter())
    return made


async def _find_text(message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
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
    _query: CallbackQuery, callback_data: TextsTurn, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("texts")
    respond.post_letter(desk, Show("texts", slot=str(pressed.slot), page=callback_data.page))


async def open_text(
    _query: CallbackQuery, callback_data: TextOpen, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show one text in the same message."""
    permissions.require_grant(me, Grant.PUBLISH)
    _show_sentence(desk, pressed, _text_of(callback_data))


async def ask_text(
    _query: CallbackQuery, callback_data: TextAsk, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for new words of the text."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("texts")
    one = _text_of(callback_data)
    respond.post_letter(desk, Show("text_ask", slot=f"text:{one.language}.{make_code(one.id)}", fresh=True))


async def restore_original(
    _query: CallbackQuery, callback_data: TextRestore, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    one = _text_of(callback_data)
    press.say("text-as-written" if await rewording.restore_original(desk, one) else "setting-same")
    _show_sentence(desk, pressed, one)


async def undo_change(
    _query: CallbackQuery, callback_data: TextUndo, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Restore the text before the last change; if it was changed again since, only show it."""
    permissions.require_grant(me, Grant.PUBLISH)
    one = _text_of(callback_data)
    press.say(
        "setting-undone" if await rewording.undo_change(desk, one, callback_data.version) else "setting-changed-since"
    )
    _show_sentence(desk, pressed, one)


def _text_of(data: TextOpen | TextAsk | TextRestore | TextUndo) -> Sentence:
    one = find_by_code(data.language, data.code)
    if one is None:
        raise Outdated
    return one


def _show_sentence(desk: Desk, pressed: PressedMessage, one: Sentence) -> None:
    pressed.require_view("texts")
    named = f"{one.language}.{make_code(one.id)}"
    slot = str(pressed.slot) if pressed.recorded else f"texts:{named}"
    respond.post_letter(desk, Show("texts", slot=slot, find=named, fresh=not pressed.recorded))


_A_PAGE = 5
_SAID = 300  # UTF-16 units of a text in a list


async def _render_texts(reader: Reader, letter: Show) -> Rendered:
    """Render the texts that were found, or one of them (`letter.find`)."""
    found = _find_texts(Slot.parse(letter.slot).key)
    opened = _find_texts(letter.find or "")
    if opened:
        return await _one(reader, opened[0], listed=len(found) > 1)
    return _list_texts(reader, found, letter.page)


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for new words."""
    found = _find_texts(Slot.parse(letter.slot).key)
    if not found:
        return None
    one = found[0]
    stays = reader.say_rich("text-ask-stays", names=", ".join(f"{{{name}}}" for name in one.must)) if one.must else ""
    return Rendered(compose.join_lines([reader.say_rich("text-ask"), stays, compose.quote_text(_now(one))]))


def _list_texts(reader: Reader, found: Sequence[Sentence], page: int) -> Rendered:
    listed = cut_shown_page(reader, found, page, _A_PAGE, lambda to: TextsTurn(page=to))
    shown = list(enumerate(listed.shown, (listed.number - 1) * _A_PAGE + 1))
    lines = [_line(reader, n, one) for n, one in shown]
    buttons = [_to(one, f"{n}. {_get_current_text(one)}") for n, one in shown]
    title = reader.say_rich("texts-found" if found else "texts-none", n=len(found))
    return Rendered(compose.join([title, *lines], "\n\n"), (*keyboards.arrange_rows(buttons, 1), *listed.turning))


def _line(reader: Reader, n: int, one: Sentence) -> RichText:
    head = reader.say_rich("text-line", n=n, place=_place(reader, one))
    return compose.join_lines([head, compose.clip_text(_now(one), _SAID)])


async def _one(reader: Reader, one: Sentence, *, listed: bool) -> Rendered:
    """Render a text: its current words, the original, and buttons to change it."""
    changed = overrides.get_override(one.language, one.id) is not None
    last = await rewording.find_last_change(reader.session, one)
    lines = [
        compose.join([_place(reader, one), _now(one)], "\n"),
        compose.join_lines([reader.say_rich("text-original"), get_original(one)]) if changed else "",
        compose.join_lines(_about(reader, one, last)),
    ]
    return Rendered(compose.join(lines, "\n\n"), _ways(reader, one, last, changed=changed, listed=listed))


def _about(reader: Reader, one: Sentence, last: rewording.LastWording | None) -> list[RichText | str]:
    formatted = "" if is_formatted(one) or is_caption(one) else reader.say_rich("text-plain")
    by: RichText | str = ""
    if last is not None:
        at = formats.format_moment(reader.language, last.at, reader.settings.timezone, reader.now)
        by = reader.say_rich("setting-changed", name=last.by or "?", at=at)
    stays = reader.say_rich("text-ask-stays", names=", ".join(f"{{{name}}}" for name in one.must)) if one.must else ""
    forms = reader.say_rich("text-forms") if len(one.forms) > 1 else ""
    return [stays, forms, formatted, by]


def _ways(
    reader: Reader, one: Sentence, last: rewording.LastWording | None, *, changed: bool, listed: bool
) -> tuple[Row, ...]:
    which = {"language": one.language, "code": make_code(one.id)}
    rows: list[Row] = [(keyboards.make_main_button(reader.language, "btn-text-change", TextAsk(**which)),)]
    back = [keyboards.make_button(reader.language, "btn-text-original", TextRestore(**which))] if changed else []
    if last is not None:
        back.append(keyboards.make_button(reader.language, "btn-setting-undo", TextUndo(**which, version=last.version)))
    others = [find_sentence(code, one.id) for code in LANGUAGES if code != one.language]
    rows += [tuple(back)] if back else []
    rows += [(_to(other, f"{other.language}: {_get_current_text(other)}"),) for other in others if other is not None]
    rows += [(keyboards.make_button(reader.language, "btn-texts-back", TextsTurn(page=1)),)] if listed else []
    return tuple(rows)


def _get_current_text(one: Sentence) -> str:
    """Return the text's current words in one line."""
    return " ".join(_now(one).text.split())


def _to(one: Sentence, label: str) -> RenderedButton:
    return RenderedButton(
        shorten_line(label, keyboards.LABEL), TextOpen(language=one.language, code=make_code(one.id)).pack()
    )


def _place(reader: Reader, one: Sentence) -> RichText:
    return reader.say_rich("text-place", place=find_place(one).value, language=one.language)


def _now(one: Sentence) -> RichText:
    return overrides.get_override(one.language, one.id) or get_original(one)


def _find_texts(codes: str) -> list[Sentence]:
    """Return the texts that a slot or a press names; unknown codes of another version are skipped."""
    named = [one.partition(".") for one in codes.split(",")]
    found = [find_by_code(language, code) for language, _, code in named]
    return [one for one in found if one is not None]


async def set_words(desk: Desk, incoming: IncomingMessage, named: str) -> Show:
    """Set new words for a text of the bot (`text:<language>.<code>`)."""
    language, _, code = named.partition(".")
    sentence = find_by_code(language, code)
    if sentence is None:
        raise Refused("texts-none")
    note = "text-set" if await reword_sentence(desk, sentence, incoming.words) else "text-same"
    return Show("texts", slot=f"texts:{named}", find=named, fresh=True, note=note)


FEATURE = Feature(
    name="text_overrides",
    routers=(make_router,),
    views={
        "texts": ViewSpec(_render_texts, grant=Grant.PUBLISH),
        "text_ask": ViewSpec(render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("text", grant=Grant.PUBLISH),),
    prompts={"text": Prompt(set_words)},
)
