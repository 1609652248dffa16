"""`/preset`, and automatic answers tried out and published; they are written on the screens of
`bot/features/administration`. The desk checks again who it is."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.features.administration import handlers as administration
from bot.features.suggestions import buttons, screens
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses, make_press_router
from db.models import Person
from desk import Desk, Outdated
from desk.administration.presets import PRESETS
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.questions import clarifying_questions
from desk.search.prefix_query import MOST_TYPED
from desk.suggestions import giving, outcome, presets


def _make_suggestions_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router("offers", _show_suggestion, _mark_helped, need_person)


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
    return make_press_router("asked", _complete_intake, _skip_intake)


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


def make_router() -> Router:
    """Return a fresh router of this command and its buttons."""
    made = StaffRouter(name="preset answers")
    made.message.register(_show_presets, CommandFilter("preset"))
    handle_presses(made, _try_preset, publish_preset)
    return made


async def _show_presets(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/preset`; `/preset new` asks for a new one, other words are searched."""
    await desk.require_grant(Grant.PUBLISH)
    typed = " ".join(command.words.text.split())[:MOST_TYPED]
    if typed.casefold() in _NEW:
        slot = f"{PRESETS.stored.asked}:preset"
        respond.post_letter(desk, Show(PRESETS.stored.ask, slot=slot, fresh=True, reply_to_message=message.message_id))
    elif typed:
        await administration.show_found(desk, PRESETS, typed)
    else:
        administration.show_noun(desk, PRESETS, fresh=True)


async def _try_preset(
    _query: CallbackQuery, callback_data: buttons.PresetTry, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show which past requests it would have answered, in the same message."""
    permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view(*_SLOTS)
    slot = str(pressed.slot) if pressed.recorded else PRESETS.stored.slot
    find, fresh = str(callback_data.preset), not pressed.recorded
    respond.post_letter(desk, Show("preset_checked", slot=slot, find=find, fresh=fresh))


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
    pressed.require_view(*_SLOTS)
    await presets.publish_preset(desk, callback_data.preset, callback_data.version)
    press.say("preset-published-short")
    administration.show_noun(desk, PRESETS, str(callback_data.preset), 1, pressed)


_SLOTS = (PRESETS.stored.slot, PRESETS.stored.row)
FEATURE = Feature(
    name="suggestions",
    routers=(
        _make_suggestions_router,
        make_router,
        _make_intake_router,
    ),
    views={"preset_checked": ViewSpec(screens.render_check, grant=Grant.PUBLISH)},
    commands=(Command("preset", grant=Grant.PUBLISH),),
)
