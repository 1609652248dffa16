"""The three-way merge: each row of the tables, and that desk and board end equal after any history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.models import Status
from todoist_sync.cards.agreed_state import apply_command
from todoist_sync.merge import sides, task_text, three_way, wanted_task
from todoist_sync.merge.sides import BoardVocabulary, DeskSide, TaskSide
from todoist_sync.merge.three_way import (
    Agreed,
    Assign,
    CardCommand,
    Complete,
    Drag,
    Field,
    Ours,
    Prioritise,
    Relabel,
    Rename,
    Theirs,
    Uncomplete,
    merge_sides,
)

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SECTIONS = {s: f"s-{s.value}" for s in Status if s not in (Status.CLOSED, Status.CANCELLED)}
TOPICS = {"technical": "Technical", "access": "Access"}
BOARD = BoardVocabulary(sections=SECTIONS, now=T0, categories=TOPICS, assignable=True)
FACE = DeskSide(
    42, "Printer", 3, Status.ASSIGNED, "olga", None, frozenset(), needs_answer=False, block="‹pulldesk›\n‹/pulldesk›"
)
SHOWN = wanted_task.make_new_task(FACE, BOARD)
AGREED = Agreed(FACE, SHOWN)


def ours(at: datetime = T0, **changes: Any) -> Ours:
    return Ours(replace(FACE, **changes), dict.fromkeys(Field, at))


def theirs(at: datetime = T0 + timedelta(minutes=1), **changes: Any) -> Theirs:
    return Theirs(replace(SHOWN, **changes), at)


def place(status: Status) -> str:
    return SECTIONS[status]


def test_an_echo_plans_nothing() -> None:
    assert not merge_sides(AGREED, ours(), theirs(), BOARD)


@pytest.mark.parametrize(
    ("changed", "verbs"),
    [
        ({"content": "#42 Scanner"}, (Rename("Scanner"),)),
        ({"content": "Scanner *red*"}, (Rename("Scanner red"),)),
        ({"content": "Printer"}, ()),
        ({"content": ""}, ()),
        ({"priority": 1}, (Prioritise(1),)),
        ({"labels": ("vip",)}, (Relabel(None, frozenset({"vip"})),)),
        ({"labels": ("technical", "Access")}, (Relabel("Access", frozenset()),)),
        ({"labels": ("needs-answer",)}, ()),
        ({"assignee": "ivan"}, (Assign("ivan"),)),
        ({"assignee": None}, (Assign(None),)),
        ({"section": place(Status.PENDING)}, (Drag(Status.PENDING),)),
        ({"section": None}, ()),
        ({"section": "theirs"}, ()),
        ({"done": True}, (Complete(),)),
        ({"done": True, "section": place(Status.PENDING)}, (Complete(),)),
        ({"assignee": "ivan", "section": place(Status.NEW)}, (Assign("ivan"), Drag(Status.NEW))),
        ({"description": "mine"}, ()),
    ],
)
def test_what_the_board_changed_is_told_to_the_desk(changed: dict[str, Any], verbs: tuple[Any, ...]) -> None:
    assert merge_sides(AGREED, ours(), theirs(**changed), BOARD).to_desk == verbs


@pytest.mark.parametrize(
    ("changed", "commands"),
    [
        ({"subject": "Scan_ner"}, (CardCommand("item_update", {"content": "#42 Scan_ner"}),)),
        ({"priority": 1}, (CardCommand("item_update", {"priority": 4}),)),
        ({"assignee": None}, (CardCommand("item_update", {"responsible_uid": None}),)),
        (
            {"category": "Access", "needs_answer": True},
            (CardCommand("item_update", {"labels": ["Access", "needs-answer"]}),),
        ),
        ({"status": Status.PENDING}, (CardCommand("item_move", {"section_id": place(Status.PENDING)}),)),
        ({"status": Status.RESOLVED}, (CardCommand("item_move", {"section_id": place(Status.RESOLVED)}),)),
        ({"status": Status.CLOSED}, (CardCommand("item_complete"),)),
        ({"status": Status.CANCELLED}, (CardCommand("item_complete"),)),
    ],
)
def test_what_changed_here_is_told_to_the_board(changed: dict[str, Any], commands: tuple[CardCommand, ...]) -> None:
    assert merge_sides(AGREED, ours(**changed), theirs(), BOARD).to_board == commands


@pytest.mark.parametrize(
    ("done", "kinds"),
    [(True, ["item_uncomplete", "item_update", "item_move"]), (False, ["item_update", "item_move", "item_complete"])],
)
def test_a_task_is_opened_before_and_completed_after_all_else_of_it_is_changed(done: bool, kinds: list[str]) -> None:
    before = replace(SHOWN, done=done)
    wanted = replace(SHOWN, content="#42 Scanner", section=place(Status.PENDING), done=not done)
    assert [one.kind for one in three_way.plan_commands(before, wanted)] == kinds


def test_completed_stays_where_it_is_and_reopened_moves() -> None:
    resolved = replace(FACE, status=Status.RESOLVED)
    done = replace(SHOWN, done=True)
    assert not merge_sides(Agreed(resolved, done), ours(status=Status.RESOLVED), Theirs(done, T0), BOARD)
    plan = merge_sides(Agreed(resolved, done), ours(status=Status.RESOLVED), theirs(), BOARD)
    assert plan.to_desk == (Uncomplete(),)
    assert plan.to_board == (CardCommand("item_move", {"section_id": place(Status.REOPENED)}),)


def test_uncompleted_into_the_section_it_gets_by_that_it_is_dragged_nowhere() -> None:
    done = replace(SHOWN, done=True)
    agreed = Agreed(replace(FACE, status=Status.RESOLVED), done)
    there = Theirs(replace(SHOWN, section=place(Status.REOPENED)), T0 + timedelta(minutes=1))
    assert merge_sides(agreed, ours(status=Status.RESOLVED), there, BOARD).to_desk == (Uncomplete(),)


@pytest.mark.parametrize(("ago", "moves"), [(1, False), (0, False), (-1, True)])
def test_a_task_put_into_a_section_of_the_agents_own_stays_unless_the_status_changed_later(
    ago: int, moves: bool
) -> None:
    here = ours(T0 - timedelta(seconds=ago), status=Status.PENDING)
    move = CardCommand("item_move", {"section_id": place(Status.PENDING)})
    assert merge_sides(AGREED, here, theirs(T0, section="theirs"), BOARD).to_board == (move,) * moves


def test_closed_and_uncompleted_again_is_reopened() -> None:
    agreed = Agreed(replace(FACE, status=Status.CLOSED), replace(SHOWN, done=True))
    assert merge_sides(agreed, ours(status=Status.CLOSED), theirs(), BOARD).to_desk == (Uncomplete(),)


def test_a_section_of_nobody_keeps_the_task_until_the_status_changes() -> None:
    there = replace(SHOWN, section="theirs")
    agreed = Agreed(FACE, there)
    assert not merge_sides(agreed, ours(), Theirs(there, T0), BOARD)
    assert not merge_sides(agreed, ours(status=Status.RESOLVED), Theirs(there, T0), BOARD)
    moved = merge_sides(agreed, ours(status=Status.PENDING), Theirs(there, T0), BOARD)
    assert moved.to_board == (CardCommand("item_move", {"section_id": place(Status.PENDING)}),)


def test_a_title_without_its_number_gets_it_back() -> None:
    plan = merge_sides(AGREED, ours(), theirs(content="Scanner"), BOARD)
    assert plan.to_board == (CardCommand("item_update", {"content": "#42 Scanner"}),)


def test_a_holder_the_board_cannot_show_is_no_release() -> None:
    plan = merge_sides(AGREED, ours(assignee=None), theirs(), BOARD)
    assert plan.to_desk == ()
    after = Agreed(plan.agreed.face, plan.agreed.shown)
    assert not merge_sides(after, ours(assignee=None), Theirs(plan.agreed.shown, T0), BOARD)


def test_who_took_it_later_keeps_it_though_the_board_cannot_show_them() -> None:
    agreed = Agreed(replace(FACE, assignee=None), replace(SHOWN, assignee=None))
    taken = ours(T0 + timedelta(minutes=2), assignee=None, holder=7)
    plan = merge_sides(agreed, taken, theirs(assignee="ivan"), BOARD)
    assert (plan.to_desk, plan.lost) == ((), (Assign("ivan"),))
    assert plan.to_board == (CardCommand("item_update", {"responsible_uid": None}),)


@pytest.mark.parametrize(("lead", "board_wins"), [(-1, True), (0, True), (1, False)])
def test_for_the_same_field_the_later_wins_and_a_tie_goes_to_the_board(lead: int, *, board_wins: bool) -> None:
    at = T0 + timedelta(seconds=lead)
    both = ours(at, priority=1), theirs(T0, priority=4)
    plan = merge_sides(AGREED, *both, BOARD)
    assert plan.to_desk == ((Prioritise(4),) if board_wins else ())
    assert plan.lost == (() if board_wins else (Prioritise(4),))
    assert plan.agreed.face.priority == plan.agreed.shown.priority == (4 if board_wins else 1)


def test_different_fields_both_survive() -> None:
    plan = merge_sides(
        AGREED, ours(T0 + timedelta(hours=1), subject="Scanner"), theirs(priority=1, labels=("vip",)), BOARD
    )
    assert plan.to_desk == (Prioritise(1), Relabel(None, frozenset({"vip"})))
    assert plan.agreed.face.subject == "Scanner"


@pytest.mark.parametrize(("ago", "category"), [(1, "Access"), (0, "Access"), (-1, "Technical")])
def test_of_two_categories_the_later_choice_counts_and_the_boards_where_both_are_of_one_moment(
    ago: int, category: str
) -> None:
    here = ours(T0 - timedelta(seconds=ago), category="Technical")
    assert merge_sides(AGREED, here, theirs(T0, labels=("Access",)), BOARD).to_desk == (
        (Relabel(category, frozenset()),) if category == "Access" else ()
    )


def test_labels_merge_one_by_one_and_there_is_one_category() -> None:
    agreed = Agreed(
        replace(FACE, category="Technical", tags=frozenset({"a"})), replace(SHOWN, labels=("Technical", "a"))
    )
    here = ours(category="Technical", tags=frozenset({"a", "b"}))
    plan = merge_sides(agreed, here, theirs(labels=("Technical", "access", "c")), BOARD)
    assert plan.to_desk == (Relabel("Access", frozenset({"b", "c"})),)
    assert set(plan.agreed.shown.labels) == {"access", "b", "c"}
    kept = merge_sides(
        agreed, ours(category="Technical", tags=frozenset({"a"})), theirs(labels=("Technical", "c")), BOARD
    )
    assert kept.to_desk == (Relabel("Technical", frozenset({"c"})),)


def test_a_tight_board_completes_what_is_resolved() -> None:
    plan = merge_sides(AGREED, ours(status=Status.RESOLVED), theirs(), replace(BOARD, tight=True))
    assert plan.to_board[-1] == CardCommand("item_complete")


# Histories: both sides change, in any order and at any time; then they settle.

_FACES = st.fixed_dictionaries(
    {},
    optional={
        "subject": st.sampled_from(["A", "b *c*", "#7 d", "x_y"]),
        "priority": st.integers(1, 4),
        "status": st.sampled_from(list(Status)),
        "assignee": st.sampled_from([None, "olga", "ivan"]),
        "holder": st.sampled_from([None, 0, 7]),
        "category": st.sampled_from([None, "Technical", "Access"]),
        "tags": st.frozensets(st.sampled_from(["a", "b"])),
        "needs_answer": st.booleans(),
        "block": st.sampled_from(["‹pulldesk›\nx\n‹/pulldesk›", "‹pulldesk›\ny\n‹/pulldesk›"]),
    },
)
_SHOWNS = st.fixed_dictionaries(
    {},
    optional={
        "content": st.sampled_from(["#42 A", "A", "", "#42 *z*", "#7 d", "# h"]),
        "description": st.sampled_from(["", "mine", "‹pulldesk› broken", "x\n‹pulldesk›\n‹/pulldesk›\ny"]),
        "priority": st.integers(1, 4),
        "section": st.sampled_from([None, "theirs", *SECTIONS.values()]),
        "done": st.booleans(),
        "assignee": st.sampled_from([None, "olga", "ivan"]),
        "labels": st.lists(st.sampled_from(["a", "b", "technical", "Access", "needs-answer"]), unique=True).map(tuple),
    },
)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("here"), _FACES),
        st.tuples(st.just("there"), _SHOWNS),
        st.tuples(st.just("merge"), st.sampled_from(["all", "refuse", "unsent"])),
    ),
    max_size=8,
)


class Pair:
    """A desk and a board that do what they are told, and the mirror's bookkeeping between them."""

    def __init__(self) -> None:
        self.face, self.shown, self.agreed = FACE, SHOWN, AGREED
        self.times = dict.fromkeys(Field, T0)
        self.at = self.now = T0

    def here(self, changes: dict[str, Any]) -> None:
        self.now += timedelta(seconds=1)
        names = {"category": Field.LABELS, "tags": Field.LABELS}
        for name in changes:
            if (field := names.get(name) or next((f for f in Field if f.value == name), None)) is not None:
                self.times[field] = self.now
        self.face = replace(self.face, **changes)

    def there(self, changes: dict[str, Any]) -> None:
        self.now += timedelta(seconds=1)
        self.shown, self.at = replace(self.shown, **changes), self.now

    def merge(self, how: str = "all") -> three_way.MergePlan:
        self.now += timedelta(seconds=1)
        seen = Theirs(self.shown, self.at)
        first = merge_sides(self.agreed, Ours(self.face, self.times), seen, BOARD)
        if how != "refuse":
            for change in first.to_desk:
                self.face = three_way.predict_side(self.face, change)
        between = Agreed(first.agreed.face, self.shown)
        second = merge_sides(between, Ours(self.face, self.times), seen, BOARD)
        assert second.to_desk == (), "the desk is told nothing twice"
        if how == "unsent":
            self.agreed = between
            return second
        for command in second.to_board:
            self.shown = apply_command(self.shown, command.kind, {"id": "x", **command.args})
        assert self.shown == second.agreed.shown, "the commands make what was planned"
        self.agreed = second.agreed
        return second


@given(_STEPS)
@settings(max_examples=400, deadline=None)
def test_after_any_history_desk_and_board_are_equal(steps: list[tuple[str, Any]]) -> None:
    pair = Pair()
    for name, value in steps:
        getattr(pair, name)(value)
    pair.merge()
    once_more = merge_sides(pair.agreed, Ours(pair.face, pair.times), Theirs(pair.shown, pair.at), BOARD)
    assert not once_more
    shown = pair.shown
    assert task_text.extract_subject(shown.content, 42) == " ".join(pair.face.subject.split()) or not pair.face.subject
    assert shown.priority == pair.face.priority
    assert shown.assignee == pair.face.assignee
    labels = set(pair.face.tags) | ({pair.face.category} if pair.face.category else set())
    assert set(BOARD.strip_own_labels(shown.labels)) == labels
    assert ("needs-answer" in shown.labels) == pair.face.needs_answer
    assert pair.face.block in shown.description
    assert shown.done == (pair.face.status in sides.ENDED) or pair.face.status is Status.RESOLVED
    if not shown.done and BOARD.get_status(shown.section) is not None:
        assert BOARD.get_status(shown.section) is pair.face.status


@given(_FACES, _SHOWNS)
def test_states_survive_storage(face_: dict[str, Any], shown: dict[str, Any]) -> None:
    here, there = replace(FACE, **face_), replace(SHOWN, **shown)
    assert DeskSide.load(here.dump()) == here
    assert TaskSide.load(there.dump()) == there


def test_a_category_is_called_as_a_label_can_be() -> None:
    assert sides.make_label("Lost and found") == "Lost_and_found"
    assert len(sides.make_label("x" * 61)) == 60
