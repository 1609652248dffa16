"""*Set up the help desk*, step by step, for who may change settings: what they press and type."""

from datetime import timedelta

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature, ViewSpec
from bot.features.setup.buttons import RemoveTest, SetupChoice, SetupHours, SetupLink, SetupMove, SetupWish
from bot.features.setup.screens import render_setup
from bot.features.team.handlers import post_link
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press, make_press_router
from db.models import Person, Role
from desk import Desk, Outdated
from desk.admin_settings.changes import change_setting, choose_preset
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import catalog
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Args, Say, Show
from desk.policy import permissions
from desk.policy.permissions import ANY_SETTING
from desk.settings.hours import WeekHours
from desk.setup import steps, test_request
from desk.setup.steps import READY, STEPS, TEAM, TYPED, StepName, find_step
from desk.staff import board_accounts
from desk.text import shorten_line

_LABEL, _BUTTON_BYTES = 60, 64


def make_router() -> Router:
    """Return a fresh router of these."""
    return make_press_router("setup", _do_step, choose_value, _choose_hours, link_account, remove_test)


def begin_setup(desk: Desk) -> None:
    """Post the first step to the actor."""
    respond.post_letter(desk, Show("setup", slot="setup", page=find_step(desk.rules, desk.require_actor()), fresh=True))


async def _do_step(
    _query: CallbackQuery, callback_data: SetupMove, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Show a step, undo it, make a link, or file a test request."""
    _require_place(me, pressed)
    step, wish = callback_data.step, callback_data.wish
    if wish is not SetupWish.SHOW and (step > READY or (step == READY) != (wish is SetupWish.TEST)):
        raise Outdated
    if wish is SetupWish.TEST:
        await _file_test(desk)
    elif wish is SetupWish.UNDO:
        await steps.undo_step(desk, step)
        press.say("setup-undone")
        _show_of_own(desk, pressed, step)
    elif wish is SetupWish.INVITE:
        _fold_step(desk, step)
        await post_link(desk, Role.AGENT)
        _show_of_own(desk, pressed, find_step(desk.rules, me, step), fresh=True)
    else:
        _show_of_own(desk, pressed, find_step(desk.rules, me, step))


async def _file_test(desk: Desk) -> None:
    """File the test request; what its requester reads stands above its card."""
    filed = await test_request.file_test(desk)
    button = respond.press_button("btn-setup-test-remove", RemoveTest(number=filed.number))
    args: Args = {"number": filed.number, "words": filed.words}
    respond.post_letter(desk, Say("setup-test", args, ((button,),), slot="setuptest"))
    test_request.show_card(desk, filed)


async def remove_test(
    _query: CallbackQuery, callback_data: RemoveTest, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Cancel the test request."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setuptest")
    await test_request.remove_test(desk, callback_data.number)
    args: Args = {"number": callback_data.number}
    respond.post_letter(desk, Say("setup-test-removed", args, slot="setuptest", replace=True))


async def choose_value(
    _query: CallbackQuery, callback_data: SetupChoice, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Set the preset and show the next step."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup")
    if callback_data.step not in steps.TYPED:
        raise Outdated
    change = await choose_preset(desk, STEPS[callback_data.step - 1].keys[0], callback_data.number)
    press.say("setting-set" if change.changed else "setting-same")
    _show_of_own(desk, pressed, steps.find_step_after(desk, callback_data.step, change))


async def _choose_hours(
    _query: CallbackQuery, callback_data: SetupHours, desk: Desk, me: Person, pressed: PressedMessage, press: Press
) -> None:
    """Set the hours that were meant and show the step after them."""
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup", "setuphours")
    change = await change_setting(desk, "hours", callback_data.words)
    press.say("setting-set" if change.changed else "setting-same")
    hours = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.HOURS)
    said: Args = {"hours": _name_hours(catalog.choose_language(me, desk.rules.locale), callback_data.words)}
    respond.post_letter(desk, Say("setup-hours-taken", said, slot="setuphours", replace=True))
    respond.post_letter(desk, Show("setup", slot="setup", page=steps.find_step_after(desk, hours, change)))


async def link_account(
    _query: CallbackQuery, callback_data: SetupLink, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Link the presser to their account on the board and show the next step."""
    _require_place(me, pressed)
    await board_accounts.link_account(desk, callback_data.todoist_id)
    board = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.BOARD)
    _show_of_own(desk, pressed, find_step(desk.rules, me, board + 1))


def _require_place(me: Person, pressed: PressedMessage) -> None:
    permissions.require_grant(me, ANY_SETTING)
    pressed.require_view("setup", "settings")


def _show_of_own(desk: Desk, pressed: PressedMessage, page: int, *, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("setup", slot="setup", page=page, fresh=fresh or pressed.kind != "setup"))


def _fold_step(desk: Desk, step: int) -> None:
    """Remove the buttons of a step that is answered below; only its question stays."""
    respond.post_letter(desk, Say(f"setup-{STEPS[step - 1].name}", slot="setup", replace=True))


async def _answer_step(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the step's setting and show the next step."""
    step = int(asked)
    change = await steps.answer_step(desk, step, incoming.words.text)
    _fold_step(desk, step)
    page = steps.find_step_after(desk, step, change)
    if (other := steps.find_other_hours(step, incoming.words.text)) is not None:
        _offer_hours(desk, other)
    return Show("setup", slot="setup", page=page, fresh=True)


def _offer_hours(desk: Desk, words: str) -> None:
    """Offer the hours that may have been meant instead, beside what was understood and above the next step."""
    if ":" in words or len(f"setuphours:{words}".encode()) > _BUTTON_BYTES:
        return
    named = _name_hours(catalog.choose_language(desk.require_actor(), desk.rules.locale), words)
    button = respond.press_button("btn-setup-hours", SetupHours(words=words), hours=shorten_line(named, _LABEL))
    respond.post_letter(desk, Say("setup-hours-doubt", {"hours": named}, ((button,),), slot="setuphours"))


def _name_hours(language: str, words: str) -> str:
    kind = WeekHours()
    return kind.format_value(language, kind.parse_text(words))


_STAYS = timedelta(hours=1)

FEATURE = Feature(
    name="setup",
    routers=(make_router,),
    views={"setup": ViewSpec(render_setup, grant=ANY_SETTING)},
    prompts={"setup": Prompt(_answer_step, repeats=True, pages=TYPED | {TEAM}, stays=_STAYS)},
)
