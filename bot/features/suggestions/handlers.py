"""`/preset` and its buttons, for admins; the desk takes a typed part (`desk/suggestions/presets.py`) and
checks again who it is."""

from dataclasses import replace

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.features.suggestions import buttons, screens
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import clarifying_questions
from desk.suggestions import giving, outcome, preset_replies, presets
from desk.suggestions.preset_replies import PresetPart


def _make_suggestions_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="offers")
    made.callback_query.register(_show_suggestion, buttons.OfferRead.filter())
    made.callback_query.register(_mark_helped, buttons.Helped.filter())
    made.callback_query.register(need_person, buttons.NeedPerson.filter())
    return made


async def _show_suggestion(
    _query: CallbackQuery, callback_data: buttons.OfferRead, desk: Desk, pressed: PressedMessage
) -> None:
    """Show the article as a new message; the receipt stays."""
    pressed.require_view("receipt")
    article_id = await outcome.record_reading(desk, callback_data.offer)
    respond.post_letter(desk, Show("article", slot=f"article:{article_id}", fresh=True), pressed.ticket_id)


async def _mark_helped(
    _query: CallbackQuery, callback_data: buttons.Helped, desk: Desk, pressed: PressedMessage
) -> None:
    """Close the request; the receipt says so."""
    pressed.require_ticket(callback_data.number)
    await outcome.close_as_helped(desk, callback_data.number)


async def need_person(
    _query: CallbackQuery, callback_data: buttons.NeedPerson, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_ticket(callback_data.number)
    await giving.call_person(desk, callback_data.number)
    press.say("person-called")


def _make_intake_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="asked")
    made.callback_query.register(_complete_intake, buttons.FillIn.filter())
    made.callback_query.register(_skip_intake, buttons.FillSkip.filter())
    return made


async def _complete_intake(
    _query: CallbackQuery, callback_data: buttons.FillIn, desk: Desk, pressed: PressedMessage
) -> None:
    """Answer as the person answered before."""
    _asks(pressed, callback_data.question)
    await clarifying_questions.answer_by_press(desk, callback_data.question, callback_data.entry)


async def _skip_intake(
    _query: CallbackQuery, callback_data: buttons.FillSkip, desk: Desk, pressed: PressedMessage
) -> None:
    _asks(pressed, callback_data.question)
    await clarifying_questions.skip_question(desk, callback_data.question)


def _asks(pressed: PressedMessage, question_id: int) -> None:
    if pressed.recorded and pressed.question_id != question_id:
        raise Outdated(pressed.number)


_NEW = frozenset({"new", "новый", "новая"})
_SLOT = "preset"


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = Router(name="preset answers")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_presets, CommandFilter("preset"))
    on = made.callback_query.register
    on(turn_page, buttons.PresetsPage.filter())
    on(show_preset, buttons.PresetOpen.filter())
    on(ask_part, buttons.PresetAsk.filter())
    on(show_topics, buttons.PresetTopics.filter())
    on(switch_topic, buttons.PresetTopic.filter())
    on(_try_preset, buttons.PresetTry.filter())
    on(publish_preset, buttons.PresetPublish.filter())
    on(archive_preset, buttons.PresetRetire.filter())
    return made


async def _show_presets(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/preset`; `/preset new` asks for a new one."""
    await desk.require_grant(Grant.PUBLISH)
    typed = command.words.text.strip().casefold()
    if typed in _NEW:
        asked = preset_replies.make_question(desk, PresetPart.TITLE).letter
        respond.post_letter(desk, replace(asked, reply_to_message=message.message_id))
    elif typed:
        respond.post_line(desk, "usage-preset")
    else:
        respond.post_letter(desk, Show("presets", slot="presets", fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: buttons.PresetsPage, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("presets")
    respond.post_letter(desk, Show("presets", slot="presets", page=callback_data.page))


async def show_preset(
    _query: CallbackQuery, callback_data: buttons.PresetOpen, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show an automatic answer: from the list as a new message, else in place."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("presets", _SLOT)
    _show_preset(desk, callback_data.preset, fresh=pressed.kind != _SLOT)


async def ask_part(
    _query: CallbackQuery, callback_data: buttons.PresetAsk, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for a part of the automatic answer."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("presets", _SLOT)
    wanted = callback_data
    respond.post_letter(desk, preset_replies.make_question(desk, wanted.part, wanted.preset, wanted.language).letter)


async def show_topics(
    _query: CallbackQuery, callback_data: buttons.PresetTopics, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show topics to choose from, in the same message."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    letter = Show("preset", slot=f"{_SLOT}:{callback_data.preset}", find="topics", page=callback_data.page)
    respond.post_letter(desk, letter)


async def switch_topic(
    _query: CallbackQuery, callback_data: buttons.PresetTopic, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    await presets.set_topic(desk, callback_data.preset, callback_data.category or None)
    _show_preset(desk, callback_data.preset)


async def _try_preset(
    _query: CallbackQuery, callback_data: buttons.PresetTry, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show which past requests it would have answered, in the same message."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    respond.post_letter(desk, Show("preset", slot=f"{_SLOT}:{callback_data.preset}", find="check"))


async def publish_preset(
    _query: CallbackQuery,
    callback_data: buttons.PresetPublish,
    desk: Desk,
    me: Person,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Publish the automatic answer as the admin saw it; the message then has a button to archive it."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    title = await presets.publish_preset(desk, callback_data.preset, callback_data.version)
    press.say("preset-published-short")
    undo = (respond.press_button("btn-preset-retire", buttons.PresetRetire(preset=callback_data.preset)),)
    slot = f"{_SLOT}:{callback_data.preset}"
    respond.post_letter(desk, Say("preset-published", {"title": title}, (undo,), slot=slot, replace=True))


async def archive_preset(
    _query: CallbackQuery, callback_data: buttons.PresetRetire, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(_SLOT)
    await presets.archive_preset(desk, callback_data.preset)
    _show_preset(desk, callback_data.preset)


def _show_preset(desk: Desk, preset_id: int, *, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("preset", slot=f"{_SLOT}:{preset_id}", fresh=fresh))


FEATURE = Feature(
    name="suggestions",
    routers=(
        _make_suggestions_router,
        make_router,
        _make_intake_router,
    ),
    views={
        "presets": ViewSpec(screens.render_presets, grant=Grant.PUBLISH),
        "preset": ViewSpec(screens.render_preset, grant=Grant.PUBLISH),
        "preset_ask": ViewSpec(screens.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("preset", grant=Grant.PUBLISH),),
    prompts={"presetask": Prompt(preset_replies.take_reply)},
)
