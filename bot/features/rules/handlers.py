"""`/rules` and its buttons; the desk checks again who may."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.rules import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk
from desk.automation import rules
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant

_LIST = "rules"


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = Router(name="rules")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(show_rules, CommandFilter("rules"))
    on = made.callback_query.register
    on(show_rule, buttons.RuleOpen.filter())
    on(switch_rule, buttons.RuleSwitch.filter())
    on(move_rule, buttons.RuleUp.filter())
    on(show_list, buttons.RulesBack.filter())
    on(add_ready, buttons.RulesReady.filter())
    return made


async def show_rules(_message: Message, desk: Desk, me: Person) -> None:
    """Show all rules in their order."""
    permissions.require_grant(me, Grant.RULES)
    respond.post_letter(desk, Show("rules", slot=_LIST, fresh=True))


async def show_rule(
    _query: CallbackQuery, callback_data: buttons.RuleOpen, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Show one rule in the message of the list."""
    permissions.require_grant(me, Grant.RULES)
    spot.require_face(_LIST)
    _show(desk, callback_data.rule)


async def switch_rule(
    _query: CallbackQuery, callback_data: buttons.RuleSwitch, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_face(_LIST)
    await rules.switch_rule(desk, callback_data.rule, on=callback_data.on)
    _show(desk, callback_data.rule)


async def move_rule(_query: CallbackQuery, callback_data: buttons.RuleUp, desk: Desk, spot: PressedMessage) -> None:
    spot.require_face(_LIST)
    await rules.move_rule_up(desk, callback_data.rule)
    _show_list(desk)


async def show_list(
    _query: CallbackQuery, callback_data: buttons.RulesBack, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.RULES)
    spot.require_face(_LIST)
    _show_list(desk)


async def add_ready(
    _query: CallbackQuery, callback_data: buttons.RulesReady, desk: Desk, press: Press, spot: PressedMessage
) -> None:
    """Add the ready rules, all of them switched off."""
    spot.require_face(_LIST)
    n = await rules.add_ready_rules(desk)
    press.say("rules-ready-added", n=n)
    _show_list(desk)


def _show_list(desk: Desk) -> None:
    respond.post_letter(desk, Show("rules", slot=_LIST))


def _show(desk: Desk, rule_id: int) -> None:
    respond.post_letter(desk, Show("rule", slot=_LIST, find=str(rule_id)))
