"""Steps of a runbook in use on a ticket: a copy of the article's lines, ticked here or as sub-tasks on the board.

All of them are in one column of the ticket, changed under its row's lock. A step whose sub-task was deleted, or moved
away from the ticket's task, is kept as gone: it counts no more, and comes back with its sub-task.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from db.models import Ticket
from desk import Desk, Locked, Outdated, Refused, TicketResult, history
from desk.policy import Verb

MOST = 30
"""Steps of a ticket: each is a task on the board, which has 300."""


@dataclass(frozen=True, slots=True)
class TicketStep:
    """A step; `text` is Markdown, as its sub-task shows it. `task_id`: its sub-task, `made_as` the temporary id of one
    that is being made; `is_checked`: the state of the sub-task that both sides agreed on."""

    key: int
    article_id: int
    text: str
    is_done: bool = False
    is_gone: bool = False
    task_id: str | None = None
    made_as: str | None = None
    is_checked: bool = False

    @property
    def without_task(self) -> "TicketStep":
        """The same step, whose sub-task is to be made."""
        return replace(self, task_id=None, made_as=None, is_checked=False)


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many steps are done, of how many."""

    done: int
    total: int


def load_all_steps(ticket: Ticket) -> list[TicketStep]:
    """Return the steps in their order, those that are gone too."""
    return [TicketStep(**stored) for stored in ticket.steps or ()]


def load_steps(ticket: Ticket) -> list[TicketStep]:
    """Return the steps in their order."""
    return [step for step in load_all_steps(ticket) if not step.is_gone]


def count_steps(ticket: Ticket) -> StepCount | None:
    """Return how many steps are done; None for a ticket without steps."""
    steps = load_steps(ticket)
    return StepCount(sum(step.is_done for step in steps), len(steps)) if steps else None


def store_steps(ticket: Ticket, steps: Iterable[TicketStep]) -> None:
    """Replace the steps of a ticket, whose row is locked."""
    stored: list[dict[str, Any]] = [asdict(step) for step in steps]
    if stored != (ticket.steps or []):
        ticket.steps = stored


def replace_step(ticket: Ticket, step: TicketStep) -> None:
    """Replace the step of that key on a ticket, whose row is locked."""
    store_steps(ticket, [step if one.key == step.key else one for one in load_all_steps(ticket)])


async def add_steps(desk: Desk, number: int, article_id: int, texts: Sequence[str]) -> TicketResult:
    """Add the steps of an article, once: while some of them are there, nothing is added. Raises NotPossible, Refused if
    they become too many."""
    async with desk.change(number, Verb.USE_STEPS) as ticket:
        desk.require_target(ticket, Verb.USE_STEPS)
        there = load_all_steps(ticket)
        if any(step.article_id == article_id and not step.is_gone for step in there):
            return await desk.make_result(ticket, changed=False)
        if len(load_steps(ticket)) + len(texts) > MOST:
            raise Refused("steps-many", most=MOST)
        first = max((step.key for step in there), default=0) + 1
        store_steps(
            ticket, [*there, *(TicketStep(key, article_id, text) for key, text in enumerate(texts, start=first))]
        )
        _record(desk, ticket)
    return await desk.make_result(ticket)


async def tick_step(desk: Desk, number: int, key: int, *, done: bool) -> TicketResult:
    """Mark a step as done or to be done. Raises NotPossible, Outdated if it is gone."""
    async with desk.change(number, Verb.USE_STEPS) as ticket:
        desk.require_target(ticket, Verb.USE_STEPS)
        step = next((one for one in load_steps(ticket) if one.key == key), None)
        if step is None:
            raise Outdated(number)
        if step.is_done is done:
            return await desk.make_result(ticket, changed=False)
        replace_step(ticket, replace(step, is_done=done))
        _record(desk, ticket)
    return await desk.make_result(ticket)


async def set_gone(desk: Desk, number: int, key: int, *, gone: bool) -> None:
    """Take a step off the ticket because its sub-task is gone, or put it back with it. Raises NotPossible."""
    async with desk.change(number, Verb.USE_STEPS) as ticket:
        desk.require_target(ticket, Verb.USE_STEPS)
        for step in load_all_steps(ticket):
            if step.key == key:
                replace_step(ticket, replace(step, is_gone=gone))
        _record(desk, ticket)


def carry_over(source: Locked, target: Locked) -> None:
    """Move the steps of a merged ticket along, except those of an article whose steps the target has; sub-tasks are
    made anew under the target's task."""
    mine, theirs = load_all_steps(source), load_all_steps(target)
    used = {step.article_id for step in theirs if not step.is_gone}
    moved = [step for step in mine if step.article_id not in used and not step.is_gone]
    if not moved or len(moved) + len(load_steps(target)) > MOST:
        return
    first = max((step.key for step in theirs), default=0) + 1
    store_steps(source, [step for step in mine if step not in moved])
    renamed = (replace(step.without_task, key=key) for key, step in enumerate(moved, start=first))
    store_steps(target, [*theirs, *renamed])


def _record(desk: Desk, ticket: Locked) -> None:
    """Record how many are done, without the words of a runbook: others read the history too."""
    count = count_steps(ticket)
    desk.record(ticket, history.STEPS, None, f"{count.done}/{count.total}" if count is not None else None)
