"""Rules in the bot: the list, one rule, its switch and its place.

`/rules` and its buttons; the desk checks again who may.
"""

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.handlers import CommandFilter, PressedMessage, make_staff_router, respond
from bot.handlers.pressed_message import Id, Press, handle_presses
from bot.views import Reader, Rendered, Row, compose, keyboards
from db.models import Person
from desk import Desk
from desk.automation import rule_list, rule_words, rules
from desk.automation.rule_list import RuleLine
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.text import RichText


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


_LIST = "rules"


def make_router() -> Router:
    """Return a fresh router of this command and these buttons."""
    made = make_staff_router("rules")
    made.message.register(_show_rules, CommandFilter("rules"))
    handle_presses(made, _show_rule, switch_rule, _move_rule, show_list, add_ready)
    return made


async def _show_rules(_message: Message, desk: Desk, me: Person) -> None:
    """Show all rules in their order."""
    permissions.require_grant(me, Grant.RULES)
    respond.post_letter(desk, Show("rules", slot=_LIST, fresh=True))


async def _show_rule(
    _query: CallbackQuery, callback_data: RuleOpen, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show one rule in the message of the list."""
    permissions.require_grant(me, Grant.RULES)
    pressed.require_view(_LIST)
    _show(desk, callback_data.rule)


async def switch_rule(_query: CallbackQuery, callback_data: RuleSwitch, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view(_LIST)
    await rules.switch_rule(desk, callback_data.rule, on=callback_data.on)
    _show(desk, callback_data.rule)


async def _move_rule(_query: CallbackQuery, callback_data: RuleUp, desk: Desk, pressed: PressedMessage) -> None:
    pressed.require_view(_LIST)
    await rules.move_rule_up(desk, callback_data.rule)
    _show_list(desk)


async def show_list(
    _query: CallbackQuery, callback_data: RulesBack, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_grant(me, Grant.RULES)
    pressed.require_view(_LIST)
    _show_list(desk)


async def add_ready(
    _query: CallbackQuery, callback_data: RulesReady, desk: Desk, press: Press, pressed: PressedMessage
) -> None:
    """Add the ready rules, all of them switched off."""
    pressed.require_view(_LIST)
    n = await rules.add_ready_rules(desk)
    press.say("rules-ready-added", n=n)
    _show_list(desk)


def _show_list(desk: Desk) -> None:
    respond.post_letter(desk, Show("rules", slot=_LIST))


def _show(desk: Desk, rule_id: int) -> None:
    respond.post_letter(desk, Show("rule", slot=_LIST, find=str(rule_id)))


async def _render_rules(reader: Reader, letter: Show) -> Rendered:
    """Render all rules in their order, each as a button."""
    lines = await rule_list.list_rules(reader.session, reader.now)
    how = "rules-how" if lines else "rules-none"
    panel = "yes" if reader.settings.web.url else "no"
    words = compose.join([reader.say_rich("rules-title"), reader.say_rich(how, panel=panel)], "\n\n")
    listed = [
        keyboards.make_button(reader.language, "btn-rule", RuleOpen(rule=one.id), name=one.name, on=_on(one))
        for one in lines
    ]
    ready = keyboards.make_button(reader.language, "btn-rules-ready", RulesReady())
    missing = rules.list_ready(reader.language).keys() - {one.ready for one in lines}
    return Rendered(words, (*keyboards.arrange_rows(listed[:90], 1), *(((ready,),) if missing else ())))


async def _render_rule(reader: Reader, letter: Show) -> Rendered | None:
    """Render one rule, or say that it was removed."""
    found = await rule_list.find_rule(reader.session, int(letter.find or 0), reader.now)
    if found is None:
        return Rendered(reader.say_rich("no-such-rule"), (_back(reader),))
    title = reader.say_rich("rule-title", name=found.name, on=_on(found))
    parts = [
        title,
        await _describe(reader, found),
        *_warnings(reader, found),
        reader.say_rich("rule-runs", n=found.runs),
    ]
    switch = RuleSwitch(rule=found.id, on=not found.enabled)
    row = (
        keyboards.make_main_button(reader.language, "btn-rule-switch", switch, on=_on(found)),
        keyboards.make_button(reader.language, "btn-rule-up", RuleUp(rule=found.id)),
    )
    return Rendered(compose.join(parts, "\n\n"), (row, _back(reader)))


async def _describe(reader: Reader, rule: RuleLine) -> RichText:
    if rule.spec is None:
        return reader.say_rich("rule-newer")
    said = await rule_words.describe_rule(reader.session, rule.spec, reader.language)
    lines = [reader.say_rich("rule-line-when", words=said.when)]
    lines += [reader.say_rich("rule-line-if", words=one) for one in said.conditions]
    lines += [reader.say_rich("rule-line-then", words=one) for one in said.actions]
    return compose.join_lines(lines)


def _warnings(reader: Reader, rule: RuleLine) -> list[RichText]:
    found = []
    if rule.stopped_at is not None:
        found.append(reader.say_rich("rule-was-often", at=reader.format_ago(rule.stopped_at)))
    if rule.failed_at is not None:
        found.append(reader.say_rich("rule-has-failed", did=reader.say("rule-did", did=rule.failed_action)))
    return found


def _back(reader: Reader) -> Row:
    return (keyboards.make_button(reader.language, "btn-rules-back", RulesBack()),)


def _on(rule: RuleLine) -> str:
    return "yes" if rule.enabled else "no"


FEATURE = Feature(
    name="rules",
    routers=(make_router,),
    views={
        "rules": ViewSpec(_render_rules, grant=Grant.RULES),
        "rule": ViewSpec(_render_rule, grant=Grant.RULES),
    },
    commands=(Command("rules", grant=Grant.RULES, alone=True),),
)
