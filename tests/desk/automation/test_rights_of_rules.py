"""A rule does no more than who made it, changed it or switched it on could do by hand."""

from typing import Any

import pytest

from db.models import Role
from desk import Refused
from desk.acts.of_rules import NEEDED_BY_RULES
from desk.automation import rules
from desk.policy.permissions import ALL, Grant
from desk.rule_specs import Action, ActionKind, RuleTrigger
from desk.tickets import assignment
from tests.desk.automation.ruled import put, reread, rule
from tests.desk.automation.test_running import _prioritise
from tests.desk.stage import Someone, Stage


async def _may(stage: Stage, grants: frozenset[Grant]) -> Someone:
    return await stage.person("Ira", Role.AGENT, grants={one.value: one in grants for one in Grant})


@pytest.mark.parametrize("kind", list(NEEDED_BY_RULES))
async def test_each_action_needs_what_it_does(stage: Stage, vera: Someone, kind: str) -> None:
    """To make it, to change what it does, and to switch on what an admin made."""
    spec, loud = (rule(one, RuleTrigger.FILED, Action(one)) for one in (kind, ActionKind.ESCALATE))
    made, off = await put(stage, vera, loud, loud, on=False)

    async def is_above(who: Someone, verb: Any) -> bool:
        try:
            await stage.does(who, verb)
        except Refused as refused:
            return refused.key == "rule-above"  # others say what is wrong with its value
        return False

    for verb in (lambda desk: rules.add_rule(desk, spec), lambda desk: rules.change_rule(desk, made, spec)):
        for one in NEEDED_BY_RULES[kind]:
            assert await is_above(await _may(stage, ALL - {one}), verb), one
        assert not await is_above(await _may(stage, NEEDED_BY_RULES[kind] | {Grant.RULES}), verb)
    alone = await _may(stage, frozenset({Grant.RULES}))
    assert await is_above(alone, lambda desk: rules.switch_rule(desk, off, on=True))


async def test_nobody_hears_of_what_they_may_not_see(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    ira = await _may(stage, ALL - {Grant.SEE_ALL})
    told = Action(ActionKind.NOTIFY, to=("role:agent",))
    await put(stage, vera, rule("Loud", RuleTrigger.PRIORITY, told))
    await reread(stage)
    number = await stage.files(rita, "My diagnosis")
    await stage.does(olga, assignment.claim, number)
    await _prioritise(stage, vera, number, 1)
    await stage.ticks()
    assert [len([one for one in await stage.letters(who) if "rule-notice" in str(one)]) for who in (olga, ira)] == [
        1,
        0,
    ]
