"""The role and the grants of a member of the team. The desk checks again who changes whom."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.team import buttons
from bot.features.team.handlers_members import require_may_see, show_screen
from bot.features.team.screens_roles import GRANTS, ROLE
from bot.handlers import PressedMessage
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.staff import roles


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="roles")
    on = made.callback_query.register
    on(show_role, buttons.MemberRole.filter())
    on(give_role, buttons.GiveRole.filter())
    on(show_grants, buttons.MemberGrants.filter())
    on(switch_grant, buttons.SwitchGrant.filter())
    on(reset_grants, buttons.ResetGrants.filter())
    return made


async def show_role(
    _query: CallbackQuery, callback_data: buttons.MemberRole, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    require_may_see(me)
    show_screen(desk, spot, "member", f"{callback_data.person}:{ROLE}")


async def give_role(
    _query: CallbackQuery, callback_data: buttons.GiveRole, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Give a member a role."""
    spot.require_face("staff")
    spot.require_open()
    await roles.give_role(desk, callback_data.person, callback_data.role)
    press.say("role-set")
    show_screen(desk, spot, "member", f"{callback_data.person}:{ROLE}")


async def show_grants(
    _query: CallbackQuery, callback_data: buttons.MemberGrants, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    require_may_see(me)
    show_screen(desk, spot, "member", f"{callback_data.person}:{GRANTS}", callback_data.page)


async def switch_grant(
    _query: CallbackQuery, callback_data: buttons.SwitchGrant, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Give a member one grant, or take it."""
    spot.require_face("staff")
    spot.require_open()
    await roles.set_grants(desk, callback_data.person, {callback_data.grant: bool(callback_data.on)})
    press.say("role-set")
    show_screen(desk, spot, "member", f"{callback_data.person}:{GRANTS}", callback_data.page)


async def reset_grants(
    _query: CallbackQuery, callback_data: buttons.ResetGrants, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Let a member do what their role says."""
    spot.require_face("staff")
    spot.require_open()
    await roles.reset_grants(desk, callback_data.person)
    press.say("role-set")
    show_screen(desk, spot, "member", f"{callback_data.person}:{GRANTS}")
