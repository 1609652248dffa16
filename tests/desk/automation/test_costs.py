"""What rules cost in statements: nothing where people act, and the same for one rule as for fifty."""

from __future__ import annotations

from desk.automation import timed_rules
from desk.rule_specs import Condition, ConditionField, RuleTrigger
from desk.tickets import fields
from tests.desk.automation.ruled import label, put, rule, runs, waiting
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage
from tests.statements import noted


async def _prioritise(stage: Stage, who: Someone, number: int, priority: int) -> int:
    with noted() as sent:
        await stage.does(who, fields.prioritise, number, priority)
    return len(sent)


async def _tick(stage: Stage) -> int:
    with noted() as sent:
        await stage.ticks()
    return len(sent)


async def test_fifty_rules_cost_no_statement_more_where_people_act_and_as_much_as_one_afterwards(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await _prioritise(stage, olga, number, 4)
    without = await _prioritise(stage, olga, number, 2)
    await _tick(stage)
    never = (Condition(ConditionField.LABEL, ("no",)), Condition(ConditionField.WORDS, ("never",)))
    await put(stage, vera, rule("R0", RuleTrigger.PRIORITY, *never, label("x")))
    with_one = await _prioritise(stage, olga, number, 4)
    assert await waiting(stage) == ["priority"]
    run_one = await _tick(stage)
    await put(stage, vera, *[rule(f"R{n}", RuleTrigger.PRIORITY, *never, label("x")) for n in range(1, 50)])
    with_fifty = await _prioritise(stage, olga, number, 2)
    run_fifty = await _tick(stage)
    assert (with_one, with_fifty) == (without, without)
    assert run_fifty == run_one
    assert await waiting(stage) == []


async def _look(stage: Stage, rule_id: int) -> int:
    async with stage.database.unit_of_work() as session:
        with noted() as sent:
            await timed_rules.look_for_tickets(session, rule_id, stage.now, stage.rules)
    return len(sent)


async def test_a_schedule_costs_as_many_statements_for_ten_tickets_as_for_one(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    met = (Condition(ConditionField.TOPIC, (0,)), Condition(ConditionField.WORDS, ("thing",)))
    (rule_id,) = await put(stage, vera, rule("Hour", RuleTrigger.HOURLY, *met, label("x")))
    await stage.files(rita, PRINTER)
    stage.later(hours=1)
    of_one = await _look(stage, rule_id)
    assert await waiting(stage) == ["hourly"]
    numbers = [await stage.files(await stage.person(f"Guest {n}"), f"Thing {n} does not work") for n in range(9)]
    stage.later(hours=1)
    assert await _look(stage, rule_id) == of_one
    await stage.ticks()
    assert [(await stage.ticket(number)).tags for number in numbers] == [["x"]] * 9
    assert len(await runs(stage)) == 9
