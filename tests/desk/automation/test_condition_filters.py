"""Filters of a query give the same answers as conditions that are compared with the facts of one ticket."""

from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import select

from db.models import AccountBlock, AccountSource, Category, Event, Origin, Role, Status, Ticket
from desk import Context
from desk.automation import conditions, facts, timed_rules
from desk.automation.facts import Happening
from desk.rule_specs import NOT_IN_ROWS, Condition, ConditionField, RuleSpec, RuleTrigger, Value
from desk.sla import desk_hours
from tests.desk.stage import Stage

_FIELDS: dict[ConditionField, tuple[tuple[Value, ...], ...]] = {
    ConditionField.STATUS: (("new",), ("new", "on_hold"), ("closed",)),
    ConditionField.PRIORITY: ((1, 3), (4,)),
    ConditionField.TOPIC: ((1,), (2,), (0,), (0, 2)),
    ConditionField.LABEL: (("a",), ("b", "c"), ("A",)),
    ConditionField.ASSIGNEE: ((0,), (2,), (99,)),
    ConditionField.ORGANIZATION: ((0,), (5,)),
    ConditionField.EVENT: ((0,), (1,)),
    ConditionField.CHANNEL: (("telegram",), ("api", "panel")),
    ConditionField.HOURS: (("open",), ("closed",), ("open", "closed")),
    ConditionField.AUTHOR: (("system",), ("requester", "staff")),
    ConditionField.PERSON_LABEL: (("GOLD",), ("silver", "gold"), ("silver",)),
    ConditionField.STARS: ((1, 2), (5,)),
}


async def _tickets(stage: Stage) -> None:
    """Tickets that differ in everything."""
    rita, olga, sam = await stage.person("Rita"), await stage.person("Olga", Role.AGENT), await stage.person("Sam")
    async with stage.database.unit_of_work() as session:
        session.add(Category(id=1, name="Net", folded="net"))
        await session.flush()
        session.add(Category(id=2, name="Wi-Fi", folded="wi-fi", parent_id=1))
        day = stage.now.date()
        session.add(Event(id=1, slug="fair", name="Fair", starts_on=day, ends_on=day, created_at=stage.now))
        await session.flush()
        session.add(AccountBlock(person_id=sam.id, source=AccountSource.PUSH, labels=["gold", "partner"]))
        for n, (status, topic) in enumerate(product((Status.NEW, Status.ON_HOLD), (None, 1, 2)), start=1):
            session.add(
                Ticket(
                    number=n, requester_id=sam.id if n == 4 else rita.id, subject="Thing",
                    status=status, priority=n % 4 + 1,
                    category_id=topic, tags=[[], ["a"], ["b", "a"]][n % 3], event_id=1 if n == 2 else None,
                    assignee_id=olga.id if n > 3 else None, origin=Origin.API if n == 5 else Origin.TELEGRAM,
                    rating=5 if n == 6 else None, created_at=stage.now, filed_at=stage.now, updated_at=stage.now,
                    subject_at=stage.now, status_at=stage.now,
                    priority_at=stage.now, assignee_at=stage.now, labels_at=stage.now,
                )
            )  # fmt: skip


@pytest.mark.parametrize("hour", [0, 12])
async def test_filters_and_facts_agree(stage: Stage, hour: int) -> None:
    await _tickets(stage)
    rules = replace(stage.rules, accounts=replace(stage.rules.accounts, stored=True))
    stage.later(hours=hour)
    async with stage.database.sessions() as session:
        ctx = Context(session, Origin.CLOCK, None, now=stage.now, rules=rules)
        tickets = list(await session.scalars(select(Ticket).order_by(Ticket.id)))
        assert len(tickets) == 6
        is_open = desk_hours.get_opening_time(stage.rules, stage.now) is None
        for field, several in _FIELDS.items():
            for values, negated in product(several, (False, True)):
                rule = RuleSpec("R", RuleTrigger.HOURLY, (Condition(field, values, negated),), ())
                filters = timed_rules.list_filters(rule.conditions, is_open=is_open)
                found = set(await session.scalars(select(Ticket.id).where(*filters)))
                met = [
                    ticket.id
                    for ticket in tickets
                    if conditions.match_all(
                        rule.conditions,
                        await facts.load_facts(ctx, ticket, Happening(ticket.id, rule.trigger, "at"), [rule]),
                    )
                ]
                assert found == set(met), (field, values, negated)
    assert set(_FIELDS) == set(ConditionField) - set(NOT_IN_ROWS)
