"""What the world keeps for one account, what it tells of an event, and which open questions it settles how.

Must not know boards or HTTP.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from .store import Row, Table

UUIDS_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Happening:
    """What a webhook would tell: an event name and the object as it was at that moment."""

    event: str
    by: str
    project_id: str
    data: Row
    extra: Row | None


@dataclass(slots=True)
class Behaviour:
    """Answers to what nobody has shown about the real service; the defaults are the harder ones.

    moved_away: what an account reads of a task that went out of its sight: "silent" or "tombstone".
    completed_task: whether `GET /tasks/{id}` finds a completed task: "missing" or "found".
    temp_ids: whether a temporary id is known after its own request: "request" or "kept".
    notes_in_full: comments a task brings in a full sync; tasks with more are named as incomplete.
    """

    moved_away: str = "silent"
    completed_task: str = "missing"
    temp_ids: str = "request"
    notes_in_full: int = 20

    def set(self, name: str, value: object) -> None:
        """Choose another answer; `ValueError` for a name or a value that there is not."""
        choices: dict[str, tuple[str, ...]] = {
            "moved_away": ("silent", "tombstone"),
            "completed_task": ("missing", "found"),
            "temp_ids": ("request", "kept"),
        }
        if name == "notes_in_full" and isinstance(value, int) and value >= 0:
            self.notes_in_full = value
        elif name in choices and value in choices[name]:
            setattr(self, name, value)
        else:
            raise ValueError(f"no such behaviour: {name} = {value!r}")


@dataclass(slots=True)
class Account:
    """One Todoist user: their own labels, executed commands, temporary ids, objects out of sight."""

    user: Row
    labels: Table = field(default_factory=Table)
    uuids: OrderedDict[str, None] = field(default_factory=OrderedDict)
    temp_ids: OrderedDict[str, str] = field(default_factory=OrderedDict)
    lost: Table = field(default_factory=Table)

    def executed(self, uuid: str) -> None:
        """Remember a command's uuid, among the last `UUIDS_KEPT`."""
        self.uuids[uuid] = None
        if len(self.uuids) > UUIDS_KEPT:
            self.uuids.popitem(last=False)

    def named(self, temp_id: str, real: str) -> None:
        """Remember a temporary id, among the last `UUIDS_KEPT`."""
        self.temp_ids[temp_id] = real
        if len(self.temp_ids) > UUIDS_KEPT:
            self.temp_ids.popitem(last=False)
