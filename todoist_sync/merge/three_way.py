"""The three-way comparison of a ticket's card: agreed state, our side, the board's side.

`merge` is pure: it returns the changes for the desk, the commands for the board, and the state agreed once both are
done. Changes of different fields both survive; for one field the later wins, a tie goes to the board. An echo of our
own change equals the agreed state and plans nothing. Knows no session, clock or HTTP.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.models import Status
from desk.i18n import match_own_label
from desk.i18n.board_names import ESCALATED
from todoist_sync.merge import task_due, task_text, wanted_task
from todoist_sync.merge.priorities import convert_priority
from todoist_sync.merge.sides import ENDED, BoardVocabulary, DeskSide, TaskSide


class Field(StrEnum):
    """A field that can conflict. Description and the desk's own labels are ours alone, except the escalation label."""

    SUBJECT = "subject"
    PRIORITY = "priority"
    STATUS = "status"
    ASSIGNEE = "assignee"
    LABELS = "labels"
    DUE = "due"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Ours:
    """The ticket's side now, and when we last changed each field."""

    face: DeskSide
    times: dict[Field, datetime]


@dataclass(frozen=True, slots=True)
class Theirs:
    """The task now, and when it last changed (the time of reading if Todoist does not say), by the board or by our own
    commands. Todoist has no time per field, so an older change of one field counts as late as the newest of all."""

    shown: TaskSide
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreed:
    """The state that both sides last had in common."""

    face: DeskSide
    shown: TaskSide


@dataclass(frozen=True, slots=True)
class Rename:
    subject: str


@dataclass(frozen=True, slots=True)
class Prioritise:
    priority: int


@dataclass(frozen=True, slots=True)
class Relabel:
    """Set the category by its label (None: none), and the tags."""

    category: str | None
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign to the task's assignee, a Todoist id; None: return to the queue."""

    person: str | None


@dataclass(frozen=True, slots=True)
class Drag:
    """Set the status of the section that the task was moved to."""

    to: Status


@dataclass(frozen=True, slots=True)
class Complete:
    """Resolve: the task was completed."""


@dataclass(frozen=True, slots=True)
class Uncomplete:
    """Reopen: the task was uncompleted."""


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Promise the task's due moment; None: its due was removed or recurs, so nothing can be promised."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class SetEscalated:
    """Escalate (`on`) or de-escalate: the label was put on or taken off."""

    on: bool


@dataclass(frozen=True, slots=True)
class SetPrice:
    """Set the price as a label gives it, or withdraw it."""

    typed: str


Change = Rename | Prioritise | Relabel | Assign | Drag | Complete | Uncomplete | Reschedule | SetEscalated | SetPrice


@dataclass(frozen=True, slots=True)
class CardCommand:
    """A command of Todoist's Sync API, without the task's id."""

    kind: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MergePlan:
    """`to_desk`: verbs in order; `lost`: board changes that a later change of ours overrides; `to_board`: commands in
    order; `agreed`: the state once the desk took all of `to_desk` and the board all of `to_board`."""

    to_desk: tuple[Change, ...]
    lost: tuple[Change, ...]
    to_board: tuple[CardCommand, ...]
    agreed: Agreed

    def __bool__(self) -> bool:
        return bool(self.to_desk or self.to_board)


def describe_change(change: Change) -> tuple[str, str | None]:
    """Return the field that a change is about, and what it sets."""
    match change:
        case Rename(subject):
            return Field.SUBJECT.value, subject
        case Prioritise(priority):
            return Field.PRIORITY.value, str(priority)
        case Assign(person):
            return Field.ASSIGNEE.value, person
        case Drag(to):
            return Field.STATUS.value, to.value
        case Relabel(category):
            return Field.LABELS.value, category
        case Complete():
            return Field.STATUS.value, "completed"
        case Uncomplete():
            return Field.STATUS.value, "uncompleted"
        case Reschedule(until):
            return Field.DUE.value, until.isoformat() if until is not None else None
        case SetEscalated(on):
            return Field.ESCALATED.value, str(on)
        case SetPrice(typed):
            return Field.LABELS.value, typed


def merge_sides(agreed: Agreed, ours: Ours, theirs: Theirs, board: BoardVocabulary) -> MergePlan:
    """Decide each field by which side changed it since `agreed`, and by the later change if both did."""
    to_desk: list[Change] = []
    lost: list[Change] = []
    for name, change in _find_changes(agreed, ours, theirs, board):
        if is_applied(ours.face, change):
            continue
        ours_later = _has_changed(agreed.face, ours.face, name) and ours.times[name] > theirs.at
        (lost if ours_later else to_desk).append(change)
    after = ours.face
    for change in to_desk:
        after = predict_side(after, change)
    stays = _stays_in_section(agreed, ours, theirs, board, after)
    own_due = _has_own_due(agreed, theirs)
    wanted = wanted_task.make_wanted_task(after, theirs.shown, board, stays=stays, own_due=own_due)
    return MergePlan(tuple(to_desk), tuple(lost), plan_commands(theirs.shown, wanted), Agreed(after, wanted))


def is_applied(now: DeskSide, change: Change) -> bool:
    """Return True if the ticket already is as the change asks."""
    if isinstance(change, Complete):
        return now.status is Status.RESOLVED or now.status in ENDED
    if isinstance(change, Uncomplete):
        return now.status is not Status.RESOLVED and now.status not in ENDED
    if change == Reschedule(None) or isinstance(change, SetPrice):
        return False  # no ticket shows that
    return predict_side(now, change) == now


def predict_side(now: DeskSide, change: Change) -> DeskSide:
    """Return the side after the desk took a change, as far as that is known beforehand."""
    match change:
        case Rename(subject):
            return replace(now, subject=subject)
        case Prioritise(priority):
            return replace(now, priority=priority)
        case Relabel(category, tags):
            return replace(now, category=category, tags=tags)
        case Assign(person):
            return replace(now, assignee=person)
        case Drag(to):
            return replace(now, status=to)
        case Complete():
            return replace(now, status=Status.RESOLVED)
        case Uncomplete():
            return replace(now, status=Status.REOPENED)
        case Reschedule(at):
            return now if at is None else replace(now, due=at)
        case SetEscalated(on):
            return replace(now, escalated=on)
        case SetPrice():
            return now


def plan_commands(before: TaskSide, wanted: TaskSide) -> tuple[CardCommand, ...]:
    """Return the commands that turn a task that shows `before` into `wanted`."""
    edits: dict[str, Any] = {}
    if wanted.content != before.content:
        edits["content"] = wanted.content
    if wanted.description != before.description:
        edits["description"] = wanted.description
    if wanted.priority != before.priority:
        edits["priority"] = convert_priority(wanted.priority)
    if wanted.labels != before.labels:
        edits["labels"] = list(wanted.labels)
    if wanted.assignee != before.assignee:
        edits["responsible_uid"] = wanted.assignee
    if wanted.due != before.due:
        edits["due"] = task_due.make_due_argument(wanted.due)
    made = []
    if before.done and not wanted.done:
        made.append(CardCommand("item_uncomplete"))
    if edits:
        made.append(CardCommand("item_update", edits))
    if wanted.section != before.section:
        made.append(CardCommand("item_move", {"section_id": wanted.section}))
    if wanted.done and not before.done:
        made.append(CardCommand("item_complete"))
    return tuple(made)


def _find_changes(agreed: Agreed, ours: Ours, theirs: Theirs, board: BoardVocabulary) -> list[tuple[Field, Change]]:
    """Return what the board changed since the agreed state; an assignment precedes the section that depends on it."""
    was, now, number = agreed.shown, theirs.shown, ours.face.number
    found: list[tuple[Field, Change]] = []
    subject = task_text.extract_subject(now.content, number)
    if subject and subject != task_text.extract_subject(was.content, number):
        found.append((Field.SUBJECT, Rename(subject)))
    if now.priority != was.priority:
        found.append((Field.PRIORITY, Prioritise(now.priority)))
    if set(now.labels) != set(was.labels):
        found.append((Field.LABELS, _merge_labels(agreed, ours, theirs, board)))
        found += [(Field.LABELS, SetPrice(price)) for price in _find_prices(was, now, board)]
    if board.assignable and now.assignee != was.assignee:
        found.append((Field.ASSIGNEE, Assign(now.assignee)))
    before, after = (any(match_own_label(one) in ESCALATED.values() for one in side.labels) for side in (was, now))
    called = SetEscalated(after) if before != after else None
    if called is not None:
        found.append((Field.ESCALATED, called))
    moves = _find_moves(was, now, board)
    found += [(Field.STATUS, change) for change in moves]
    if ours.face.keeps_due and not now.done and _is_rescheduled(was, ours.face, now, board):
        found.append((Field.DUE, Reschedule(board.find_due_moment(now.due))))
    return found


def _is_rescheduled(was: TaskSide, face: DeskSide, now: TaskSide, board: BoardVocabulary) -> bool:
    """Return True if the task's due means another moment than was agreed and than the ticket has. A due agreed by an
    older version is no change, nor is the next occurrence of one that recurred already."""
    if was.due in (now.due, task_due.UNKNOWN) or now.due in (task_due.UNKNOWN, task_due.format_due(face.due)):
        return False
    if task_due.is_recurring(was.due) or task_due.is_recurring(now.due):
        return not task_due.is_recurring(was.due)
    return board.find_due_moment(was.due) != board.find_due_moment(now.due)


def _has_own_due(agreed: Agreed, theirs: Theirs) -> bool:
    """Return True for a task that recurs now and at the last agreement: a person added it so, and it keeps its due."""
    return task_due.is_recurring(theirs.shown.due) and (
        agreed.shown.due == task_due.UNKNOWN or task_due.is_recurring(agreed.shown.due)
    )


def find_interim_agreement(agreed: Agreed, plan: MergePlan, theirs: Theirs) -> Agreed:
    """Return the state agreed once the desk took `to_desk` and the board nothing yet. A recurring due that no person
    set is still to be put back, also if no change asked for it because the task is completed."""
    strange = (
        plan.agreed.face.keeps_due and task_due.is_recurring(theirs.shown.due) and not _has_own_due(agreed, theirs)
    )
    shown = replace(theirs.shown, due=agreed.shown.due) if strange else theirs.shown
    return Agreed(plan.agreed.face, shown)


def _find_moves(was: TaskSide, now: TaskSide, board: BoardVocabulary) -> list[Change]:
    if now.done:
        return [] if was.done else [Complete()]
    found: list[Change] = [Uncomplete()] if was.done else []
    place = board.get_status(now.section)
    if now.section != was.section and place and not (found and place is Status.REOPENED):
        found.append(Drag(place))
    return found


def _merge_labels(agreed: Agreed, ours: Ours, theirs: Theirs, board: BoardVocabulary) -> Relabel:
    """Merge labels one by one; a ticket has one category, the later choice."""
    was, now = board.strip_own_labels(agreed.shown.labels), board.strip_own_labels(theirs.shown.labels)
    added = [label for label in now if label not in was and board.find_price(label) is None]
    removed = set(was) - set(now)
    tags = (ours.face.tags | {label for label in added if not board.is_category(label)}) - removed
    category, chosen = ours.face.category, [label for label in added if board.is_category(label)]
    ours_chose = ours.face.category != agreed.face.category
    if chosen and not (ours_chose and ours.times[Field.LABELS] > theirs.at):
        category = chosen[-1]
    elif not chosen and category in removed:
        category = None
    return Relabel(category, frozenset(tags))


def _find_prices(was: TaskSide, now: TaskSide, board: BoardVocabulary) -> list[str]:
    added = [board.find_price(label) for label in now.labels if label not in was.labels]
    return [price for price in added if price is not None]


def _has_changed(was: DeskSide, now: DeskSide, name: Field) -> bool:
    if name is Field.LABELS:
        return False  # merged label by label
    if name is Field.ASSIGNEE:
        return (was.assignee, was.holder) != (now.assignee, now.holder)
    return bool(getattr(was, name.value) != getattr(now, name.value))


def _stays_in_section(agreed: Agreed, ours: Ours, theirs: Theirs, board: BoardVocabulary, after: DeskSide) -> bool:
    """Return True if a task in a section without a status remains there: until the status changes in pulldesk."""
    if board.get_status(theirs.shown.section) is not None:
        return False
    if after.status is Status.RESOLVED or after.status == agreed.face.status:
        return True
    just_put = theirs.shown.section != agreed.shown.section
    return just_put and theirs.at >= ours.times[Field.STATUS]
