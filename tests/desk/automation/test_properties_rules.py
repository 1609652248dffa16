"""Random rules on random histories: what the desk does is what the slow model does, and each event runs a rule once.

PROPERTY_EXAMPLES: how many histories (about a tenth of a second each); FIRST_SEED: the first one.
"""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.database import Database
from db.models import Entry, EntryKind, Origin, Role, Rule, RuleEvent, RuleRun, Ticket
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleSpec, RuleTrigger
from desk.text import RichText
from desk.tickets import assignment, fields, lifecycle
from tests.desk.automation.ruled import put
from tests.desk.automation.slow_model import ModelTicket, SlowModel
from tests.desk.stage import Someone, Stage
from tests.fixtures import emptied

EXAMPLES, FIRST = int(os.environ.get("PROPERTY_EXAMPLES", "4")), int(os.environ.get("FIRST_SEED", "1"))
WORDS, LABELS = ("fire", "water", "door"), ("a", "b")
_TRIGGERS = (
    RuleTrigger.FILED, RuleTrigger.REQUESTER_MESSAGE, RuleTrigger.TEAM_MESSAGE, RuleTrigger.STATUS,
    RuleTrigger.PRIORITY, RuleTrigger.ASSIGNED,
)  # fmt: skip


def _rules(dice: random.Random) -> list[RuleSpec]:
    return [_rule(dice, n) for n in range(dice.randint(1, 6))]


def _rule(dice: random.Random, n: int) -> RuleSpec:
    conditions = (
        Condition(ConditionField.PRIORITY, tuple(dice.sample((1, 2, 3, 4), 2)), dice.random() < 0.3),
        Condition(ConditionField.STATUS, ("new", "assigned"), dice.random() < 0.3),
        Condition(ConditionField.LABEL, (dice.choice(LABELS),), dice.random() < 0.5),
        Condition(ConditionField.ASSIGNEE, (0,), dice.random() < 0.5),
    )
    actions = (
        Action(ActionKind.PRIORITY, dice.randint(1, 4)), Action(ActionKind.ADD_LABEL, dice.choice(LABELS)),
        Action(ActionKind.REMOVE_LABEL, dice.choice(LABELS)), Action(ActionKind.NOTE, f"note {n}"),
        Action(ActionKind.CLOSE),
    )  # fmt: skip
    met = list(dice.sample(conditions, dice.randint(0, 2)))
    trigger = dice.choice(_TRIGGERS)
    if trigger in (RuleTrigger.FILED, RuleTrigger.REQUESTER_MESSAGE, RuleTrigger.TEAM_MESSAGE) and dice.random() < 0.4:
        met.append(Condition(ConditionField.WORDS, (dice.choice(WORDS),), dice.random() < 0.3))
    return RuleSpec(f"R{n}", trigger, tuple(met), tuple(dice.sample(actions, dice.randint(1, 3))))


class _Story:
    """People who do something at random, through any channel; the model is told what they did."""

    def __init__(self, stage: Stage, rita: Someone, olga: Someone, dice: random.Random, model: SlowModel) -> None:
        self.stage, self.rita, self.olga, self.dice, self.model = stage, rita, olga, dice, model
        self.numbers: list[int] = []
        self.filed: list[datetime] = []

    async def step(self) -> None:
        """Let something happen, and the clock run."""
        self.stage.later(minutes=self.dice.choice((1, 20, 59, 61)))
        if not self.numbers or (self.dice.random() < 0.2 and self._may_file()):
            await self._file()
        else:
            acts = (self._prioritise, self._label, self._claim, self._reply, self._comment, self._progress)
            await self.dice.choice(acts)(self.dice.choice(self.numbers))
        await self.stage.ticks()

    def _may_file(self) -> bool:
        """Return True below the limits of requests of one person: with more of them, words join an open one."""
        limits, since = self.stage.rules.limits, self.stage.now - timedelta(hours=1)
        untaken = [one for one in self.model.tickets.values() if one.status == "new"]
        lately = [at for at in self.filed if at >= since]
        return len(untaken) < limits.max_untaken and len(lately) < limits.max_new_per_hour

    async def _file(self) -> None:
        words = f"The {self.dice.choice(WORDS)} is here"
        number = await self.stage.files(self.rita, words)
        self.numbers.append(number)
        self.filed.append(self.stage.now)
        self.model.tickets[number] = ModelTicket()
        self.model.happens(number, RuleTrigger.FILED, self.stage.now, words)

    def _origin(self) -> Origin:
        return self.dice.choice((Origin.TELEGRAM, Origin.TODOIST, Origin.PANEL, Origin.API))

    async def _prioritise(self, number: int) -> None:
        ticket, new = self.model.tickets[number], self.dice.randint(1, 4)
        await self.stage.does(self.olga, fields.prioritise, number, new, origin=self._origin())
        if ticket.priority != new:
            ticket.priority, ticket.touched["priority"] = new, self.stage.now
            self.model.happens(number, RuleTrigger.PRIORITY, self.stage.now)

    async def _label(self, number: int) -> None:
        ticket, new = self.model.tickets[number], self.dice.sample(LABELS, self.dice.randint(0, 2))
        await self.stage.does(self.olga, fields.set_tags, number, new, origin=self._origin())
        if sorted(ticket.labels) != sorted(new):
            ticket.labels, ticket.touched["labels"] = list(new), self.stage.now

    async def _claim(self, number: int) -> None:
        ticket = self.model.tickets[number]
        if ticket.assignee is None and ticket.status == "new":
            await self.stage.does(self.olga, assignment.claim, number)
            self._taken(number, "assigned")

    def _taken(self, number: int, status: str, words: str | None = None) -> None:
        """Tell the model that Olga has it now, perhaps by an answer: rules run when all of that is done."""
        ticket, now = self.model.tickets[number], self.stage.now
        changed_assignee, changed_status = ticket.assignee is None, ticket.status != status
        ticket.assignee, ticket.status = self.olga.id, status
        if changed_assignee:
            ticket.touched["assignee"] = now
        if changed_status:
            ticket.touched["status"] = now
        if words is not None:
            self.model.happens(number, RuleTrigger.TEAM_MESSAGE, now, words)
        if changed_assignee:
            self.model.happens(number, RuleTrigger.ASSIGNED, now)
        if changed_status:
            self.model.happens(number, RuleTrigger.STATUS, now)

    async def _progress(self, number: int) -> None:
        if self.model.tickets[number].status in ("new", "assigned"):
            await self.stage.does(self.olga, lifecycle.start_progress, number, origin=self._origin())
            self._taken(number, "in_progress")

    async def _reply(self, number: int) -> None:
        if self.model.tickets[number].status not in ("assigned", "in_progress"):
            return
        words = f"Take the {self.dice.choice(WORDS)}"
        said = NewEntry(RichText(words))
        await self.stage.does(self.olga, thread.add_reply, number, said, origin=self._origin())
        self._taken(number, "in_progress", words)

    async def _comment(self, number: int) -> None:
        if self.model.tickets[number].status not in ("new", "assigned", "in_progress"):
            return
        words = f"Still the {self.dice.choice(WORDS)}"
        await self.stage.does(self.rita, thread.add_comment, number, NewEntry(RichText(words)))
        self.model.happens(number, RuleTrigger.REQUESTER_MESSAGE, self.stage.now, words)


async def _tell(stage: Stage, seed: int) -> None:
    dice = random.Random(seed)
    rita, olga, vera = [
        await stage.person(f"{name} {seed}", role)
        for name, role in (("Rita", Role.REQUESTER), ("Olga", Role.AGENT), ("Vera", Role.ADMIN))
    ]
    rules = _rules(dice)
    await put(stage, vera, *rules)
    story = _Story(stage, rita, olga, dice, SlowModel(rules))
    for _ in range(dice.randint(3, 12)):
        await story.step()
    await _compare(stage, story, seed)


async def _compare(stage: Stage, story: _Story, seed: int) -> None:
    async with stage.database.sessions() as session:
        tickets = {one.number: one for one in await session.scalars(select(Ticket))}
        named = {one.id: one.number for one in tickets.values()}
        rules = {row.id: row.name for row in await session.scalars(select(Rule))}
        ran = sorted((rules[row.rule_id], named[row.ticket_id]) for row in await session.scalars(select(RuleRun)))
        notes = await session.scalars(select(Entry).where(Entry.kind == EntryKind.NOTE).order_by(Entry.id))
        noted = sorted((named[one.ticket_id], one.body) for one in notes)
        left = (await session.scalars(select(RuleEvent))).all()
    model = story.model
    assert left == [], seed
    assert ran == sorted(model.ran), seed
    for number, one in model.tickets.items():
        ticket = tickets[number]
        assert (ticket.priority, sorted(ticket.tags), ticket.status.value) == (
            one.priority, sorted(one.labels), one.status,
        ), (seed, number)  # fmt: skip
    said = [(number, value) for _, number, kind, value in model.acted if kind == ActionKind.NOTE.value]
    assert noted == sorted(said), seed


@pytest.mark.limit(36000)
async def test_rules_do_what_the_slow_model_does_and_once(database: Database, _emptied_url: str) -> None:
    for seed in range(FIRST, FIRST + EXAMPLES):
        await emptied(_emptied_url)  # else the clocks of all earlier tickets run on
        await _tell(Stage(database), seed)
