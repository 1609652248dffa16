"""Callback data of rules."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id


class _OfRule(CallbackData, prefix="of-rule"):
    """Base of the callback data about one rule."""

    rule: Id


class RuleOpen(_OfRule, prefix="rule"):
    """Show the rule."""


class RuleSwitch(_OfRule, prefix="rule_switch"):
    """Switch the rule on or off."""

    on: bool


class RuleUp(_OfRule, prefix="rule_up"):
    """Let the rule run before the one above it."""


class RulesBack(CallbackData, prefix="rules"):
    """Show all rules."""


class RulesReady(CallbackData, prefix="rules_ready"):
    """Add the ready rules."""
