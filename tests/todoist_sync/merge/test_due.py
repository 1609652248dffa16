"""Dues as the board writes them, the moments they mean, and what the merge makes of them and of the desk's labels."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.models import Status
from desk import DayRange
from desk.sla.work_calendar import ROUND_THE_CLOCK, WorkCalendar
from todoist_sync.api.rows import TaskRow
from todoist_sync.cards.agreed_state import apply_command, dump_agreed, load_agreed
from todoist_sync.merge import task_due, three_way, wanted_task
from todoist_sync.merge.sides import BoardVocabulary, DeskSide, TaskSide
from todoist_sync.merge.three_way import (
    Agreed,
    Complete,
    Drag,
    Field,
    Ours,
    Relabel,
    Reschedule,
    SetEscalated,
    Theirs,
    merge_sides,
)

T0 = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
WEEKDAYS = WorkCalendar(MOSCOW, tuple(((540, 1080),) if day < 5 else () for day in range(7)))
SECTIONS = {s: f"s-{s.value}" for s in Status if s not in (Status.CLOSED, Status.CANCELLED)}
BOARD = BoardVocabulary(sections=SECTIONS, now=T0, categories={}, zone=MOSCOW, hours=WEEKDAYS, assignable=True)
SOON, LATER = T0 + timedelta(hours=8), T0 + timedelta(hours=24)
FACE = DeskSide(
    7, "Printer", 3, Status.ASSIGNED, None, None, frozenset(), needs_answer=False,
    block="‹pulldesk›\n‹/pulldesk›", due=SOON, keeps_due=True,
)  # fmt: skip
SHOWN = wanted_task.make_new_task(FACE, BOARD)
AGREED = Agreed(FACE, SHOWN)


def ours(at: datetime = T0, **changes: Any) -> Ours:
    return Ours(replace(FACE, **changes), dict.fromkeys(Field, at))


def theirs(at: datetime = T0 + timedelta(minutes=1), **changes: Any) -> Theirs:
    return Theirs(replace(SHOWN, **changes), at)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (None, ""),
        ("tomorrow", ""),
        ({}, ""),
        ({"date": None}, ""),
        ({"date": "2026-11-20"}, "2026-11-20"),
        ({"date": "2026-11-20T10:00:00"}, "2026-11-20T10:00:00"),
        ({"date": "2026-11-20T10:00:00.5Z"}, "2026-11-20T10:00:00Z"),
        ({"date": "2026-11-20T10:00:00Z", "is_recurring": True}, "every 2026-11-20T10:00:00Z"),
        ({"date": "2026-11-20", "is_recurring": True}, "every 2026-11-20"),
        ({"date": "soonZ"}, "soonZ"),
    ],
)
def test_a_due_is_kept_as_one_text(row: Any, text: str) -> None:
    assert task_due.read_due(row) == text


@pytest.mark.parametrize(
    ("text", "hours", "at"),
    [
        ("", WEEKDAYS, None),
        (task_due.UNKNOWN, WEEKDAYS, None),
        ("every 2026-11-20", WEEKDAYS, None),
        ("soonZ", WEEKDAYS, None),
        ("2026-11-20T10:00:00Z", WEEKDAYS, datetime(2026, 11, 20, 10, tzinfo=UTC)),
        ("2026-11-20T10:00:00", WEEKDAYS, datetime(2026, 11, 20, 7, tzinfo=UTC)),
        ("2026-11-20T10:00:00.5", WEEKDAYS, datetime(2026, 11, 20, 7, tzinfo=UTC)),
        ("2026-11-20", WEEKDAYS, datetime(2026, 11, 20, 15, tzinfo=UTC)),
        ("2026-11-21", WEEKDAYS, datetime(2026, 11, 20, 15, tzinfo=UTC)),  # a Saturday: no hours, so Friday's end
        ("2026-11-15", WEEKDAYS, datetime(2026, 11, 15, 20, 59, tzinfo=UTC)),  # a Sunday that is over
        ("0001-01-01", WEEKDAYS, None),
        ("9999-12-31", WEEKDAYS, None),
        ("2026-11-20", ROUND_THE_CLOCK, datetime(2026, 11, 20, 20, 59, tzinfo=UTC)),
    ],
)
def test_the_moment_a_due_means(text: str, hours: WorkCalendar, at: datetime | None) -> None:
    assert task_due.find_due_moment(text, MOSCOW, hours, T0) == at


def test_of_a_day_with_two_spells_the_last_ends_it() -> None:
    split = WorkCalendar(MOSCOW, (((540, 720), (780, 1200)),) * 7, ())
    assert task_due.find_due_moment("2026-11-20", MOSCOW, split, T0) == datetime(2026, 11, 20, 17, tzinfo=UTC)
    day = T0.date()
    holiday = replace(split, ranges=(DayRange(day, day, is_open=False),))
    assert task_due.find_due_moment("2026-11-20", MOSCOW, holiday, T0) == datetime(2026, 11, 20, 20, 59, tzinfo=UTC)
    assert task_due.find_due_moment("2026-11-20", MOSCOW, holiday, T0 - timedelta(days=1)) == datetime(
        2026, 11, 19, 17, tzinfo=UTC
    )


def test_the_promise_is_a_fixed_moment_on_the_task() -> None:
    assert SHOWN.due == "2026-11-20T17:00:00Z"
    assert task_due.make_due_argument(SHOWN.due) == {"date": "2026-11-20T17:00:00Z", "timezone": "UTC"}
    plan = merge_sides(AGREED, ours(due=LATER), theirs(), BOARD)
    assert not plan.to_desk and plan.to_board[0].args["due"] == {"date": "2026-11-21T09:00:00Z", "timezone": "UTC"}
    assert apply_command(SHOWN, "item_update", plan.to_board[0].args) == plan.agreed.shown
    gone = merge_sides(AGREED, ours(due=None, status=Status.PENDING), theirs(), BOARD)
    assert gone.to_board[0].args == {"due": None}
    assert apply_command(SHOWN, "item_update", {"due": None}).due == task_due.NONE
    assert not merge_sides(AGREED, ours(), theirs(), BOARD)


@pytest.mark.parametrize(
    ("due", "change"),
    [
        ("2026-11-21T09:00:00Z", Reschedule(LATER)),
        ("2026-11-21T12:00:00", Reschedule(LATER)),
        ("2026-11-23", Reschedule(datetime(2026, 11, 23, 15, tzinfo=UTC))),
        ("2026-11-20T16:59:59Z", Reschedule(SOON - timedelta(seconds=1))),
        ("2026-11-20T17:00:00Z", None),
        ("2026-11-20T20:00:00", None),  # the same moment, said otherwise
        ("", Reschedule(None)),
        ("every 2026-11-23", Reschedule(None)),
        (task_due.UNKNOWN, None),
    ],
)
def test_another_moment_on_the_board_is_told(due: str, change: Reschedule | None) -> None:
    plan = merge_sides(AGREED, ours(), theirs(due=due), BOARD)
    assert plan.to_desk == ((change,) if change is not None else ())
    after = change.at if change is not None and change.at is not None else SOON
    assert plan.agreed.shown.due == task_due.format_due(after)


def test_what_cannot_be_had_is_put_back_until_it_is() -> None:
    for due in ("", "every 2026-11-23"):
        seen = theirs(due=due)
        plan = merge_sides(AGREED, ours(), seen, BOARD)
        left = three_way.find_interim_agreement(AGREED, plan, seen)
        again = merge_sides(left, ours(), seen, BOARD)
        assert again.to_board[0].args["due"] == task_due.make_due_argument(SHOWN.due)
    one = merge_sides(AGREED, ours(), theirs(due="2026-11-21T09:00:00Z"), BOARD)
    assert (
        three_way.find_interim_agreement(AGREED, one, theirs(due="2026-11-21T09:00:00Z")).shown.due
        == "2026-11-21T09:00:00Z"
    )


def test_where_nothing_is_promised_a_persons_due_is_theirs() -> None:
    face = replace(FACE, due=None, keeps_due=False)
    free = Agreed(face, replace(SHOWN, due=task_due.NONE))
    for due in ("2026-11-23", "every 2026-11-23", ""):
        plan = merge_sides(free, Ours(face, dict.fromkeys(Field, T0)), theirs(due=due), BOARD)
        assert not plan and plan.agreed.shown.due == due


def test_while_it_is_not_the_desks_turn_none_is_taken_off_quietly() -> None:
    waiting = Agreed(replace(FACE, due=None, status=Status.PENDING), replace(SHOWN, section=SECTIONS[Status.PENDING]))
    mine = ours(due=None, status=Status.PENDING)
    there = theirs(due="", section=SECTIONS[Status.PENDING])
    assert not merge_sides(waiting, mine, there, BOARD)
    asked = merge_sides(waiting, mine, theirs(due="2026-11-23", section=SECTIONS[Status.PENDING]), BOARD)
    assert asked.to_desk == (Reschedule(datetime(2026, 11, 23, 15, tzinfo=UTC)),)


def test_with_a_drag_on_hold_the_due_comes_after_it_and_a_completed_task_has_none() -> None:
    dragged = merge_sides(AGREED, ours(), theirs(due="2026-11-23", section=SECTIONS[Status.ON_HOLD]), BOARD)
    assert [type(change) for change in dragged.to_desk] == [Drag, Reschedule]
    completed = merge_sides(AGREED, ours(), theirs(due="2026-11-23", done=True), BOARD)
    assert completed.to_desk == (Complete(),)


def test_what_recurs_on_a_completed_task_is_nobodys_own_due() -> None:
    seen = theirs(due="every 2026-11-23", done=True)
    plan = merge_sides(AGREED, ours(), seen, BOARD)
    solved = ours(due=None, status=Status.RESOLVED)
    left = three_way.find_interim_agreement(AGREED, plan, seen)
    assert merge_sides(left, solved, seen, BOARD).to_board[-1].args["due"] is None
    for known in ("every 2026-11-20", task_due.UNKNOWN):  # added so, or before a version that looked
        added = Agreed(FACE, replace(SHOWN, due=known))
        left = three_way.find_interim_agreement(added, merge_sides(added, ours(), seen, BOARD), seen)
        assert not merge_sides(left, solved, seen, BOARD)


@pytest.mark.parametrize(("seconds", "wins"), [(-1, True), (0, True), (1, False)])
def test_of_two_moments_the_later_change_counts(seconds: int, wins: bool) -> None:
    seen = theirs(due="2026-11-23")
    plan = merge_sides(AGREED, ours(seen.at + timedelta(seconds=seconds), due=LATER), seen, BOARD)
    assert bool(plan.to_desk) == wins and bool(plan.lost) != wins


def test_what_recurred_when_it_was_added_goes_on_recurring() -> None:
    added = Agreed(FACE, replace(SHOWN, due="every 2026-11-20"))
    assert not merge_sides(added, ours(), theirs(due="every 2026-11-20"), BOARD)
    advanced = merge_sides(added, ours(due=LATER), theirs(due="every 2026-11-21"), BOARD)
    assert not advanced and advanced.agreed.shown.due == "every 2026-11-21"
    plain = merge_sides(added, ours(), theirs(due="2026-11-23"), BOARD)
    assert plain.to_desk == () and plain.to_board[0].args["due"] == task_due.make_due_argument(SHOWN.due)


def test_an_agreed_state_of_an_older_version_is_no_change() -> None:
    stored = dump_agreed(AGREED)
    for name in ("late", "escalated", "due", "keeps_due"):
        del stored["face"][name]
    del stored["shown"]["due"]
    stored["face"]["of_a_newer_version"] = stored["shown"]["of_a_newer_version"] = 1
    older = load_agreed(stored)
    assert (older.face.due, older.face.late, older.shown.due) == (None, False, task_due.UNKNOWN)
    for due in ("", "2026-11-23", "every 2026-11-23"):
        plan = merge_sides(older, ours(), theirs(due=due), BOARD)
        assert plan.to_desk == ()
        assert plan.agreed.shown.due == (due if task_due.is_recurring(due) else SHOWN.due)
    untouched = merge_sides(older, ours(due=None, keeps_due=False), theirs(due="2026-11-23"), BOARD)
    assert not untouched
    assert load_agreed(dump_agreed(AGREED)) == AGREED


@pytest.mark.parametrize(
    ("face", "turns"),
    [
        (FACE, SOON + timedelta(seconds=1)),
        (replace(FACE, due=None), None),
        (replace(FACE, late=True), None),
        (replace(FACE, status=Status.ON_HOLD), None),
    ],
)
def test_when_it_turns_late(face: DeskSide, turns: datetime | None) -> None:
    assert wanted_task.find_overdue_time(face) == turns


@pytest.mark.parametrize(
    ("face", "labels", "after"),
    [
        ({"late": True}, (), ("late",)),
        ({"late": True}, ("vip",), ("late",)),
        ({}, ("late",), ()),
        ({}, ("Late", "просрочена"), ()),
        ({"escalated": True, "late": True, "needs_answer": True}, (), ("needs-answer", "late", "escalated")),
        ({"tags": frozenset({"late", "vip"})}, ("vip",), ("vip",)),
        ({"category": "Escalated"}, (), ()),
    ],
)
def test_the_desks_own_labels(face: dict[str, Any], labels: tuple[str, ...], after: tuple[str, ...]) -> None:
    now = replace(FACE, **face)
    shown = replace(SHOWN, labels=labels)
    wanted = wanted_task.make_wanted_task(now, shown, BOARD, stays=False)
    assert set(wanted.labels) == set(after)


@pytest.mark.parametrize(
    ("before", "labels", "change"),
    [
        ((), ("escalated",), SetEscalated(on=True)),
        ((), ("Позвали_старшего",), SetEscalated(on=True)),
        (("escalated",), (), SetEscalated(on=False)),
        (("escalated",), ("позвали-старшего",), None),
        ((), ("late",), None),
        ((), ("needs-answer",), None),
    ],
)
def test_only_that_somebody_was_called_is_for_people_to_say(
    before: tuple[str, ...], labels: tuple[str, ...], change: SetEscalated | None
) -> None:
    called = bool(before)
    agreed = Agreed(replace(FACE, escalated=called), replace(SHOWN, labels=before))
    plan = merge_sides(agreed, ours(escalated=called), theirs(labels=labels), BOARD)
    assert plan.to_desk == ((change,) if change is not None else ())
    mixed = merge_sides(agreed, ours(escalated=called), theirs(labels=(*labels, "vip")), BOARD)
    assert Relabel(None, frozenset({"vip"})) in mixed.to_desk


def test_a_task_of_the_sync_api_says_its_due() -> None:
    row = {"id": "1", "content": "#7 Printer", "due": {"date": "2026-11-20", "is_recurring": False}}
    assert TaskSide.of_task(TaskRow.from_json(row)).due == "2026-11-20"
    assert TaskSide.of_task(TaskRow.from_json({**row, "due": None})).due == task_due.NONE
