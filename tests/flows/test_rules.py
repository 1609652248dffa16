"""What people read in Telegram of what a rule does."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.models import Origin, Person
from desk import Desk
from desk.automation import rules
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from tests.flows.acts import reads_audit
from tests.flows.clients import as_vera
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import filed, status
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Rules")

BOARD = False


async def ruled(stage: Stage, name: str, trigger: RuleTrigger, *parts: Condition | Action) -> int:
    """Add a rule of Vera's, switched on, as the panel does; return its id."""
    met = tuple(part for part in parts if isinstance(part, Condition))
    done = tuple(part for part in parts if isinstance(part, Action))

    async def add(desk: Desk) -> int:
        rule_id = await rules.add_rule(desk, RuleSpec(name, trigger, met, done))
        await rules.switch_rule(desk, rule_id, on=True)
        return rule_id

    return await by_vera(stage, add)


async def by_vera(stage: Stage, act: object) -> int:
    """Do something as Vera, in the panel."""
    async with stage.database.unit_of_work() as session:
        vera = (await session.scalars(select(Person).where(Person.name == "Vera"))).one()
        desk = Desk(session, Origin.PANEL, vera, now=stage.clock(), rules=stage.settings)
        return int(await act(desk))  # type: ignore[operator]


async def test_a_ready_rule_acts_once_an_admin_switches_it_on(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = stage.vera
    async with as_vera(stage) as desk:
        assert await rules.add_ready_rules(desk) > 0
        await rules.switch_rule(desk, 1, on=True)
    number = await filed(rita, "The projector in hall B is dark")
    await olga.presses(f"claim:{number}")
    await olga.writes(f"/priority {number} 1")
    notice = await vera.containing("Rule: Critical")
    assert words(notice) == f"⚙️ #{number} “The projector in hall B is dark”. Rule: Critical: tell the leads"
    assert buttons(notice) == [f"open:{number}"]
    await olga.writes(f"/history {number}")
    assert "Rule “Critical: tell the leads” (automatically): the rule did this: people notified" in await olga.reads()

    async with as_vera(stage) as desk:
        await rules.switch_rule(desk, 1, on=False)
        await rules.move_rule_up(desk, 3)
    said = await reads_audit(vera, "rule")
    assert "switched the rule Critical: tell the leads on" in said
    assert "switched the rule Critical: tell the leads off" in said
    assert "moved Low rating: tell the leads up: 3 → 2" in said


async def test_a_rule_closes_and_both_sides_read_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await ruled(
        stage, "Spam", RuleTrigger.FILED, Condition(ConditionField.WORDS, ("casino",)), Action(ActionKind.CLOSE)
    )
    number = await filed(rita, "Win at our casino")
    assert await status(stage, number) == "closed"
    assert words(await rita.containing("is closed")) == words({"text": text_of("closed-by-rule", number=number)})
    await olga.writes(f"/history {number}")
    assert "Rule “Spam” (automatically)" in await olga.reads()


async def test_a_note_of_a_rule_never_reaches_the_requester(stage: Stage, rita: Phone, olga: Phone) -> None:
    await ruled(stage, "<b>&", RuleTrigger.FILED, Action(ActionKind.NOTE, "Granite <i>& {name}"))
    number = await filed(rita, "My door does not open")
    assert "Granite" not in " ".join(await rita.texts())
    await olga.writes(f"/ticket {number}")
    assert "Granite <i>& {name}" in " ".join(words(one) for one in await olga.received())


async def test_escalating_says_which_rule(stage: Stage, rita: Phone) -> None:
    await ruled(stage, "VIP", RuleTrigger.FILED, Action(ActionKind.ESCALATE))
    number = await filed(rita, "My door does not open")
    vera = stage.vera
    assert words(await vera.containing("is escalated")) == (
        f"🔺 #{number} “My door does not open” is escalated by the rule “VIP”."
    )
