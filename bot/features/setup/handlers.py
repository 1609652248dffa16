"""*Set up the help desk*, step by step, for who may change settings."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.setup.buttons import RemoveTest, SetupChoice, SetupLink, SetupMove, SetupWish
from bot.features.team.handlers_invites import post_link
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press
from db.models import Person, Role
from desk import Desk, Outdated
from desk.admin_settings.changes import choose_preset
from desk.outbox import Args, Say, Show
from desk.policy import permissions
from desk.policy.grants import ANY_SETTING
from desk.setup import steps, test_request
from desk.setup.steps import READY, STEPS, StepName, find_step
from desk.staff import board_accounts


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="setup")
    made.callback_query.register(do_step, SetupMove.filter())
    made.callback_query.register(choose_value, SetupChoice.filter())
    made.callback_query.register(link_account, SetupLink.filter())
    made.callback_query.register(remove_test, RemoveTest.filter())
    return made


def begin_setup(desk: Desk) -> None:
    """Post the first step to the actor."""
    respond.post_letter(desk, Show("setup", slot="setup", page=find_step(desk.rules, desk.require_actor()), fresh=True))


async def do_step(
    _query: CallbackQuery, callback_data: SetupMove, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Show a step, undo it, make a link, or file a test request."""
    _require_place(me, spot)
    step, wish = callback_data.step, callback_data.wish
    if wish is not SetupWish.SHOW and (step > READY or (step == READY) != (wish is SetupWish.TEST)):
        raise Outdated
    if wish is SetupWish.TEST:
        await _file_test(desk)
    elif wish is SetupWish.UNDO:
        await steps.undo_step(desk, step)
        press.say("setup-undone")
        _show(desk, spot, step)
    elif wish is SetupWish.INVITE:
        await post_link(desk, Role.AGENT)
        _show(desk, spot, find_step(desk.rules, me, step + 1), fresh=True)
    else:
        _show(desk, spot, find_step(desk.rules, me, step))


async def _file_test(desk: Desk) -> None:
    """File the test request; what its requester reads stands above its card."""
    filed = await test_request.file_test(desk)
    button = respond.press_button("btn-setup-test-remove", RemoveTest(number=filed.number))
    args: Args = {"number": filed.number, "words": filed.words}
    respond.post_letter(desk, Say("setup-test", args, ((button,),), slot="setuptest"))
    test_request.show_card(desk, filed)


async def remove_test(
    _query: CallbackQuery, callback_data: RemoveTest, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Cancel the test request."""
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("setuptest")
    await test_request.remove_test(desk, callback_data.number)
    args: Args = {"number": callback_data.number}
    respond.post_letter(desk, Say("setup-test-removed", args, slot="setuptest", replace=True))


async def choose_value(
    _query: CallbackQuery, callback_data: SetupChoice, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Set the preset and show the next step."""
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("setup")
    if callback_data.step not in steps.TYPED:
        raise Outdated
    change = await choose_preset(desk, STEPS[callback_data.step - 1].keys[0], callback_data.number)
    press.say("setting-set" if change.changed else "setting-same")
    _show(desk, spot, find_step(desk.rules, me, callback_data.step + 1))


async def link_account(
    _query: CallbackQuery, callback_data: SetupLink, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Link the presser to their account on the board and show the next step."""
    _require_place(me, spot)
    await board_accounts.link_account(desk, callback_data.todoist_id)
    board = next(number for number, step in enumerate(STEPS, start=1) if step.name is StepName.BOARD)
    _show(desk, spot, find_step(desk.rules, me, board + 1))


def _require_place(me: Person, spot: PressedMessage) -> None:
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("setup", "settings")


def _show(desk: Desk, spot: PressedMessage, page: int, *, fresh: bool = False) -> None:
    respond.post_letter(desk, Show("setup", slot="setup", page=page, fresh=fresh or spot.kind != "setup"))
