"""The pure merge over thousands of histories: edits on both sides, echoes, repeats, cut batches, refusals, restarts.

Whatever happened, one quiet run makes both sides equal, one more plans nothing; and of two values for one field the
later has won. The machine keeps the books as the mirror does: what is agreed moves only with what was really done.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from db.models import Status
from todoist_sync.cards.agreed_state import apply_command
from todoist_sync.merge import sides, task_due, task_text, three_way, wanted_task
from todoist_sync.merge.sides import BoardVocabulary, DeskSide, TaskSide
from todoist_sync.merge.three_way import Agreed, Field, Ours, Theirs, merge_sides

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "300"))
T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SECTIONS: dict[Status, str] = {s: f"s-{s.value}" for s in Status if s not in (Status.CLOSED, Status.CANCELLED)}
TOPICS = {"technical": "Technical", "access": "Access"}
BOARD = BoardVocabulary(sections=SECTIONS, now=T0, categories=TOPICS, assignable=True)
FACE = DeskSide(
    42, "Printer", 3, Status.ASSIGNED, "olga", None, frozenset(), needs_answer=False,
    block="‹pulldesk›\n‹/pulldesk›", due=T0 + timedelta(hours=8), keeps_due=True,
)  # fmt: skip
SHOWN = wanted_task.make_new_task(FACE, BOARD)
LATER = (Field.SUBJECT, Field.PRIORITY, Field.ASSIGNEE, Field.DUE)
MOMENTS = [T0 + timedelta(hours=hours) for hours in (1, 8, 30)]

_HERE: dict[str, st.SearchStrategy[Any]] = {
    "subject": st.sampled_from(["A", "b *c*", "#7 d", "x_y"]),
    "priority": st.integers(1, 4),
    "status": st.sampled_from(list(Status)),
    "assignee": st.sampled_from([None, "olga", "ivan"]),
    "category": st.sampled_from([None, "Technical", "Access"]),
    "tags": st.frozensets(st.sampled_from(["a", "b"])),
    "needs_answer": st.booleans(),
    "late": st.booleans(),
    "escalated": st.booleans(),
    "due": st.sampled_from([None, *MOMENTS]),
    "block": st.sampled_from(["‹pulldesk›\nx\n‹/pulldesk›", "‹pulldesk›\ny\n‹/pulldesk›"]),
}
_THERE: dict[str, st.SearchStrategy[Any]] = {
    "content": st.sampled_from(["#42 A", "A", "", "#42 *z*", "#7 d", "# h"]),
    "description": st.sampled_from(["", "mine", "‹pulldesk› broken", "x\n‹pulldesk›\n‹/pulldesk›\ny"]),
    "priority": st.integers(1, 4),
    "section": st.sampled_from([None, "theirs", *SECTIONS.values()]),
    "done": st.booleans(),
    "assignee": st.sampled_from([None, "olga", "ivan"]),
    "labels": st.lists(
        st.sampled_from(["a", "b", "technical", "Access", "needs-answer", "late", "escalated"]), unique=True
    ).map(tuple),
    "due": st.sampled_from(
        ["", "2026-11-21", "2026-11-20T10:00:00", "every 2026-11-20", *(task_due.format_due(at) for at in MOMENTS)]
    ),
}


class Merging(RuleBasedStateMachine):
    """A desk and a board that do what they are told, and the books between them."""

    def __init__(self) -> None:
        super().__init__()
        self.face, self.shown, self.agreed = FACE, SHOWN, Agreed(FACE, SHOWN)
        self.times = dict.fromkeys(Field, T0)
        self.at = self.now = T0
        self.stored: list[three_way.CardCommand] = []
        self.due: dict[Field, Any] = {}

    # ---------------------------------------------------------------- both sides

    @rule(change=st.sampled_from(sorted(_HERE)).flatmap(lambda n: st.tuples(st.just(n), _HERE[n])))
    def something_changes_here(self, change: tuple[str, Any]) -> None:
        name, value = change
        self.now += timedelta(seconds=1)
        field = {"category": Field.LABELS, "tags": Field.LABELS}.get(name, next((f for f in Field if f == name), None))
        if field is not None and getattr(self.face, name) != value:
            self.times[field] = self.now
        self.face = replace(self.face, **{name: value})

    @rule(change=st.sampled_from(sorted(_THERE)).flatmap(lambda n: st.tuples(st.just(n), _THERE[n])))
    def something_changes_there(self, change: tuple[str, Any]) -> None:
        self.now += timedelta(seconds=1)
        if getattr(self.shown, change[0]) != change[1]:
            self.shown, self.at = replace(self.shown, **{change[0]: change[1]}), self.now

    # ---------------------------------------------------------------- the mirror

    @rule(refused=st.booleans())
    def it_reads_and_merges(self, refused: bool) -> None:
        """What was stored but never sent is planned anew, as after a restart; a hint twice or too late is just this."""
        self.now += timedelta(seconds=1)
        self.stored.clear()
        seen, expected = Theirs(self.shown, self.at), self._expected()
        first = merge_sides(self.agreed, Ours(self.face, self.times), seen, BOARD)
        for change in () if refused else first.to_desk:
            self.face = three_way.predict_side(self.face, change)
        if not refused:
            assert {f: self._here(f) for f in LATER} == expected, "the later wins, what only one side changed stays"
        between = three_way.find_interim_agreement(self.agreed, first, seen)
        second = merge_sides(between, Ours(self.face, self.times), seen, BOARD)
        refused_due = [one for one in second.to_desk if one == three_way.Reschedule(None)]
        assert list(second.to_desk) == refused_due, "the desk is told nothing twice but what it cannot have"
        self.agreed = between if second.to_board else second.agreed
        self.stored = list(second.to_board)
        self._face_after = second.agreed.face

    @rule(count=st.integers(0, 4), answered=st.booleans())
    def it_sends(self, count: int, answered: bool) -> None:
        """Some of what is stored is executed; without an answer the same is executed (once) and noted later."""
        self.now += timedelta(seconds=1)
        for command in self.stored[:count]:
            before = self.shown
            self.shown = apply_command(self.shown, command.kind, {"id": "x", **command.args})
            self.at = self.now if self.shown != before else self.at
            if answered:
                noted = apply_command(self.agreed.shown, command.kind, {"id": "x", **command.args})
                self.agreed = Agreed(self._face_after, noted)
        del self.stored[:count]

    @invariant()
    def reading_again_changes_nothing(self) -> None:
        """A repeat of the very same reading, after its plan was carried out in full, plans nothing."""
        if self.stored:
            return
        again = merge_sides(
            Agreed(self.face, self.shown), Ours(self.face, self.times), Theirs(self.shown, self.at), BOARD
        )
        for change in again.to_desk:
            assert three_way.is_applied(self.face, change) or change == three_way.Reschedule(None)

    def teardown(self) -> None:
        """A quiet while: read, merge, send all; then both are equal and one more run plans nothing."""
        for _ in range(2):
            self.it_reads_and_merges(False)
            self.it_sends(len(self.stored), True)
        assert not merge_sides(self.agreed, Ours(self.face, self.times), Theirs(self.shown, self.at), BOARD)
        _equal(self.face, self.shown)

    # ---------------------------------------------------------------- what is expected

    def _here(self, field: Field) -> Any:
        return getattr(self.face, field.value)

    def _expected(self) -> dict[Field, Any]:
        """By hand: who changed a field since it was agreed, and who was later."""
        found = {}
        for field in LATER:
            there = _read(self.shown, field, self.face)
            was_shown = replace(self.agreed.shown, done=False)  # to complete a task changes no due of it
            was_there, was_here = _read(was_shown, field, self.face), getattr(self.agreed.face, field.value)
            if field is Field.DUE and task_due.is_recurring(self.agreed.shown.due):
                there = was_there
            changed_here = self._here(field) != was_here
            changed_there = there is not None and there != was_there
            board_wins = changed_there and not (changed_here and self.times[field] > self.at)
            found[field] = there[0] if board_wins and there is not None else self._here(field)
        return found


def _read(shown: TaskSide, field: Field, now: DeskSide) -> tuple[Any] | None:
    """What a task says of a field; None: nothing (an empty title, no due, one that recurs, one of a completed task)."""
    if field is Field.DUE:
        at = BOARD.find_due_moment(shown.due)
        return (at,) if at is not None and not shown.done else None
    if field is Field.SUBJECT:
        subject = task_text.extract_subject(shown.content, now.number)
        return (subject,) if subject else None
    return (getattr(shown, field.value),)


def _equal(here: DeskSide, shown: TaskSide) -> None:
    assert task_text.extract_subject(shown.content, 42) == " ".join(here.subject.split())
    assert (shown.priority, shown.assignee) == (here.priority, here.assignee)
    assert set(BOARD.strip_own_labels(shown.labels)) == set(here.tags) | ({here.category} if here.category else set())
    own = {"needs-answer": here.needs_answer, "late": here.late, "escalated": here.escalated}
    assert {name: name in shown.labels for name in own} == own
    assert task_due.is_recurring(shown.due) or shown.due == task_due.format_due(here.due)
    assert here.block in shown.description
    assert shown.done == (here.status in sides.ENDED) or here.status is Status.RESOLVED
    if not shown.done and BOARD.get_status(shown.section) is not None:
        assert BOARD.get_status(shown.section) is here.status


@pytest.mark.limit(240 + 2 * EXAMPLES)
def test_properties_of_the_merge() -> None:
    run_state_machine_as_test(
        Merging,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
