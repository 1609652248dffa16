"""What a rule would have done: what had been said by then; which rules are refused."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import true

from db.models import Entry, Ticket
from desk import Refused
from desk.automation.facts import Happening
from desk.automation.preview import _Past, preview_rule
from desk.rule_specs import Condition, ConditionField, RuleTrigger
from tests.desk.automation.ruled import label, put, rule
from tests.desk.stage import Someone, Stage
from tests.statements import noted

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_WRONG: dict[ConditionField, tuple[tuple[str | int, ...], ...]] = {
    ConditionField.WORDS: ((), (5,), (" ",), ("x" * 61,), ("fire",) * 51),
    ConditionField.ACCOUNT: (("tier",), ("=gold",)),
    ConditionField.PRIORITY: ((5,), ("1",)),
    ConditionField.TOPIC: ((99,), ("x",), (2**63,)),
    ConditionField.ASSIGNEE: ((99,),),
    ConditionField.ORGANIZATION: ((99,),),
    ConditionField.EVENT: ((99,),),
}


def test_a_message_is_of_its_own_request_and_known_from_when_it_came() -> None:
    tickets = {n: Ticket(id=n, subject=f"Printer {n}") for n in (1, 2)}
    heard = ((1, "on fire", 0), (2, "no paper", 0), (1, "out", 2))
    said = [Entry(ticket_id=n, body=body, created_at=NOW + timedelta(hours=at)) for n, body, at in heard]
    past = _Past(tickets, (), said)
    assert past.get_text(Happening(1, RuleTrigger.FILED, "filed"), NOW) == "Printer 1\non fire"


async def test_a_trial_reads_what_its_tickets_have_at_once(stage: Stage, rita: Someone, vera: Someone) -> None:
    for n in range(3):
        await stage.files(rita, f"Printer {n} is on fire")
    stage.with_rules(accounts__stored=True)
    spec = rule("x", RuleTrigger.FILED, Condition(ConditionField.PERSON_LABEL, ("vip",), negated=True), label("x"))
    with noted() as asked:
        tried = await stage.does(vera, preview_rule, spec, true())
    assert (tried.events, tried.acted, sum("from account_blocks" in one.lower() for one in asked)) == (3, 3, 1)


async def test_a_condition_that_nothing_can_meet_is_refused(stage: Stage, vera: Someone) -> None:
    for field, given in _WRONG.items():
        for values in given:
            with pytest.raises(Refused, match="rule-condition-wrong"):
                await put(stage, vera, rule("x", RuleTrigger.FILED, Condition(field, values), label("x")))
