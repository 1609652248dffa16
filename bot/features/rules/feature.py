"""Declares the feature "rules" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.rules import buttons, handlers
from bot.views import Reader, Rendered, Row, compose, keyboards
from desk.automation import ready_rules, rule_views, wording
from desk.automation.rule_views import RuleLine
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text import RichText

# The list of rules, and one rule in words with its switch.


async def render_rules(reader: Reader, letter: Show) -> Rendered:
    """Render all rules in their order, each as a button."""
    lines = await rule_views.list_rules(reader.session, reader.now)
    how = "rules-how" if lines else "rules-none"
    panel = "yes" if reader.settings.web.url else "no"
    words = compose.join([reader.say_rich("rules-title"), reader.say_rich(how, panel=panel)], "\n\n")
    listed = [
        keyboards.make_button(reader.language, "btn-rule", buttons.RuleOpen(rule=one.id), name=one.name, on=_on(one))
        for one in lines
    ]
    ready = keyboards.make_button(reader.language, "btn-rules-ready", buttons.RulesReady())
    missing = ready_rules.list_ready(reader.language).keys() - {one.ready for one in lines}
    return Rendered(words, (*keyboards.arrange_rows(listed[:90], 1), *(((ready,),) if missing else ())))


async def render_rule(reader: Reader, letter: Show) -> Rendered | None:
    """Render one rule, or say that it was removed."""
    found = await rule_views.find_rule(reader.session, int(letter.find or 0), reader.now)
    if found is None:
        return Rendered(reader.say_rich("no-such-rule"), (_back(reader),))
    title = reader.say_rich("rule-title", name=found.name, on=_on(found))
    parts = [
        title,
        await _describe(reader, found),
        *_warnings(reader, found),
        reader.say_rich("rule-runs", n=found.runs),
    ]
    switch = buttons.RuleSwitch(rule=found.id, on=not found.enabled)
    row = (
        keyboards.make_main_button(reader.language, "btn-rule-switch", switch, on=_on(found)),
        keyboards.make_button(reader.language, "btn-rule-up", buttons.RuleUp(rule=found.id)),
    )
    return Rendered(compose.join(parts, "\n\n"), (row, _back(reader)))


async def _describe(reader: Reader, rule: RuleLine) -> RichText:
    if rule.spec is None:
        return reader.say_rich("rule-newer")
    said = await wording.describe_rule(reader.session, rule.spec, reader.language)
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
    return (keyboards.make_button(reader.language, "btn-rules-back", buttons.RulesBack()),)


def _on(rule: RuleLine) -> str:
    return "yes" if rule.enabled else "no"


FEATURE = Feature(
    name="rules",
    routers=(handlers.make_router,),
    views={
        "rules": ViewSpec(render_rules, grant=Grant.RULES),
        "rule": ViewSpec(render_rule, grant=Grant.RULES),
    },
    commands=(Command("rules", grant=Grant.RULES, alone=True),),
)
