"""The task that a ticket wants on the board: its section, labels, due, and whether it is done. Pure."""

from dataclasses import replace
from datetime import datetime, timedelta

from db.models import Status
from desk.i18n import match_own_label
from todoist_sync.merge.sides import ENDED, BoardVocabulary, DeskSide, TaskSide
from todoist_sync.merge.task_due import NONE, format_due
from todoist_sync.merge.task_text import put_block, put_title

_A_SECOND = timedelta(seconds=1)


def find_overdue_time(face: DeskSide) -> datetime | None:
    """Return when the ticket becomes overdue if nothing changes; None if it never does, or is overdue already."""
    if face.due is None or face.late or face.status is Status.ON_HOLD:
        return None
    return face.due + _A_SECOND  # dues are kept to the second


def make_wanted_task(
    after: DeskSide, now: TaskSide, board: BoardVocabulary, *, stays: bool, own_due: bool = False
) -> TaskSide:
    """Return the task as it should be for the ticket `after`, with as few changes as possible to what it shows `now`.
    `stays`: the task keeps its section; `own_due`: its due was set by a person and stays."""
    return replace(
        now,
        content=put_title(now.content, after.number, after.subject),
        description=put_block(now.description, after.block),
        priority=after.priority,
        assignee=after.assignee if board.assignable else now.assignee,
        labels=_labels(after, now, board),
        done=_is_done(after, now, board),
        section=_section(after, now, board, stays=stays),
        due=now.due if own_due or not after.keeps_due else format_due(after.due),
    )


def make_new_task(after: DeskSide, board: BoardVocabulary) -> TaskSide:
    """Return the task to make for a ticket that has none."""
    empty = TaskSide("", "", after.priority, board.sections.get(after.status), False, None, (), NONE)
    return replace(make_wanted_task(after, empty, board, stays=False), done=False)


def _labels(after: DeskSide, now: TaskSide, board: BoardVocabulary) -> tuple[str, ...]:
    named = {*after.tags, *([after.category] if after.category else [])}
    want = {one for one in named if match_own_label(one) is None}
    kept = [one for one in now.labels if match_own_label(one) is None and board.strip_own_labels([one])[0] in want]
    missing = want - set(board.strip_own_labels(kept))
    ordered = (*kept, *sorted(missing), *board.get_own_labels(after))
    return now.labels if set(ordered) == set(now.labels) else ordered


def _is_done(after: DeskSide, now: TaskSide, board: BoardVocabulary) -> bool:
    """Closed and cancelled tickets are completed, resolved ones stay as they are, all others are not completed."""
    return after.status in ENDED or (after.status is Status.RESOLVED and (now.done or board.tight))


def _section(after: DeskSide, now: TaskSide, board: BoardVocabulary, *, stays: bool) -> str | None:
    if stays or after.status in ENDED or (after.status is Status.RESOLVED and now.done):
        return now.section
    return board.sections.get(after.status, now.section)
