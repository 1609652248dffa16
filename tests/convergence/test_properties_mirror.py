"""The whole mirror as a state machine: real desk, real database, the simulated board over HTTP.

Both sides are edited, hints are lost, doubled and late, requests and answers are cut, processes restart, the sync token
is refused. Then it settles: the board shows what the desk holds, every word stands once on either side, and neither one
more cycle nor a comparison of everything plans anything.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from db.database import Database, create_engine
from db.embedded.shared_server import EmbeddedServer
from tests.convergence.opened import Opened
from tests.convergence.pair import SECTIONS

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "100"))  # half a second each
T = TypeVar("T")

_WHICH = st.integers(0, 2)
_BY = st.integers(0, 1)
_VERBS = st.one_of(
    st.tuples(
        st.sampled_from(
            [
                "claim",
                "release",
                "start_progress",
                "set_pending",
                "put_on_hold",
                "resolve",
                "reopen",
                "confirm",
                "deny",
                "cancel",
            ]
        ),
        st.just({}),
    ),
    st.tuples(st.sampled_from(["add_comment", "add_reply", "add_note"]), st.just({})),
    st.tuples(st.sampled_from(["gone/close_as_answered", "gone/restore_task"]), st.just({})),
    st.tuples(st.just("escalate"), st.just({"reason": "now"})),
    st.tuples(st.just("deescalate"), st.just({})),
    st.tuples(st.just("promise_time"), st.sampled_from([2, 30]).map(lambda hours: {"hours": hours})),
    st.tuples(st.just("rename"), st.sampled_from(["Scanner", "Hall 2", "B_3 *x*"]).map(lambda s: {"subject": s})),
    st.tuples(st.just("prioritise"), st.integers(1, 4).map(lambda p: {"priority": p})),
    st.tuples(st.just("categorise"), st.sampled_from([None, 1, 2]).map(lambda c: {"category_id": c})),
    st.tuples(st.just("set_tags"), st.sampled_from([[], ["vip"], ["late", "vip"]]).map(lambda t: {"tags": t})),
)
_LABELS = ["Technical", "access_cards", "vip", "late", "needs-answer", "escalated"]
_ACTS = st.one_of(
    st.tuples(st.just("comment/add"), st.sampled_from(["", "// "]).map(lambda m: {"mark": m})),
    st.tuples(st.just("task/move"), st.sampled_from(SECTIONS).map(lambda s: {"section": s})),
    st.tuples(st.sampled_from(["task/complete", "task/uncomplete"]), st.just({})),
    st.tuples(st.just("task/update"), st.sampled_from(["Lamp", "#1 Lamp", "# *L*"]).map(lambda c: {"content": c})),
    st.tuples(st.just("task/update"), st.integers(1, 4).map(lambda p: {"priority": p})),
    st.tuples(st.just("task/update"), st.sampled_from([None, 0, 1]).map(lambda a: {"account": a})),
    st.tuples(
        st.just("task/update"), st.lists(st.sampled_from(_LABELS), unique=True).map(lambda names: {"labels": names})
    ),
    st.tuples(st.just("task/update"), st.just({"line": "mine"})),
    st.tuples(
        st.just("task/update"), st.sampled_from([2, 30, -1, None, "every day"]).map(lambda hours: {"hours": hours})
    ),
    st.sampled_from([("task/delete", {}), ("task/move", {"away": True})]),
)
_CUTS = st.sampled_from(["", "before", "after", "commands before", "commands after", "some commands"])


class Mirroring(RuleBasedStateMachine):
    """One example: a desk and a board with one ticket that both know."""

    loop: ClassVar[asyncio.Runner]
    opened: ClassVar[Opened]

    def __init__(self) -> None:
        super().__init__()
        self._stack = AsyncExitStack()
        self._failed = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self.loop.run(work)
        except BaseException:
            self._failed = True
            raise

    @initialize()
    def a_desk_with_a_ticket(self) -> None:
        self.run(self._open())

    async def _open(self) -> None:
        self.pair = await self._stack.enter_async_context(self.opened.pair())

    def _number(self, which: int) -> int:
        return self.pair.numbers[which % len(self.pair.numbers)]

    @rule()
    def a_request_comes(self) -> None:
        if len(self.pair.numbers) < 3:
            self.run(self.pair.asks())

    @rule(which=_WHICH, act=_VERBS)
    def somebody_acts_here(self, which: int, act: tuple[str, dict[str, Any]]) -> None:
        self.pair.table.later(seconds=3)
        self.run(self.pair.verb(act[0], self._number(which), **act[1]))

    @rule(which=_WHICH, by=_BY, act=_ACTS)
    def somebody_acts_there(self, which: int, by: int, act: tuple[str, dict[str, Any]]) -> None:
        self.pair.table.later(seconds=1)
        self.run(self.pair.at_board(act[0], self._number(which), by, **act[1]))

    @rule(which=_WHICH)
    def what_was_moved_away_is_moved_back(self, which: int) -> None:
        self.pair.table.later(seconds=1)
        self.run(self.pair.brings_back(self._number(which)))

    @rule()
    def a_day_passes(self) -> None:
        self.run(self.pair.a_day_passes())

    @rule(by=_BY)
    def somebody_adds_a_task(self, by: int) -> None:
        if len(self.pair.tasks()) < 5:
            self.run(self.pair.adds_task(by))

    @rule(hinted=st.booleans(), seconds=st.sampled_from([0, 0, 2, 40]))
    def the_mirror_has_its_turn(self, hinted: bool, seconds: int) -> None:
        self.pair.table.later(seconds=seconds)
        self.run(self.pair.round(hinted=hinted))

    @rule(how=_CUTS)
    def the_network_changes(self, how: str) -> None:
        self.run(self.pair.cut(how))

    @rule()
    def the_mirror_is_killed_and_started(self) -> None:
        self.pair.table.restart()

    @rule(answer=st.sampled_from(["error", "full"]))
    def the_sync_token_is_refused(self, answer: str) -> None:
        self.run(self.pair.table.board.do("sync_token/reject", answer=answer))

    def teardown(self) -> None:
        try:
            if hasattr(self, "pair") and not self._failed:
                self.loop.run(self._ends_equal())
        finally:
            self.loop.run(self._stack.aclose())

    async def _ends_equal(self) -> None:
        await self.pair.settle()
        assert not await self.pair.differences()
        for answer in (None, "full", "error"):
            if answer is not None:
                await self.pair.table.board.do("sync_token/reject", answer=answer)
            before = await self.pair.counts()
            self.pair.table.later(seconds=1)
            await self.pair.table.mirror.run_round(read=True)
            assert await self.pair.counts() == before, f"one more cycle had an effect ({answer})"


@pytest.mark.limit(240 + 4 * EXAMPLES)
def test_properties_of_the_mirror(server: EmbeddedServer) -> None:
    with asyncio.Runner() as Mirroring.loop:
        url = Mirroring.loop.run(server.create_database(f"p_{uuid4().hex[:12]}", template="template_desk"))
        database = Database(create_engine(url, pool_size=2))
        Mirroring.opened = Opened(url, database)
        run_state_machine_as_test(
            Mirroring,
            settings=settings(
                max_examples=EXAMPLES, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        Mirroring.loop.run(database.aclose())
