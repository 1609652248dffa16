"""The data of one account, the events of the world, and the choices where the real service's behaviour is unknown.

Must not know projects or HTTP.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from sandbox.todoist.tables import Row, Table

UUIDS_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """The content of a webhook: an event name and the object as it was at that moment."""

    event: str
    by: str
    project_id: str
    data: Row
    extra: Row | None


@dataclass(slots=True)
class Behaviour:
    """Choices where the real service's behaviour is unknown; the defaults are the harder ones.

    moved_away: what an account reads of a task that it no longer sees: "silent" or "tombstone". completed_task:
    whether `GET /tasks/{id}` finds a completed task: "missing" or "found". temp_ids: whether a temporary id is known
    after its own request: "request" or "kept". notes_in_full: comments a task has in a full sync; tasks with more
    are named as incomplete.
    """

    moved_away: str = "silent"
    completed_task: str = "missing"
    temp_ids: str = "request"
    notes_in_full: int = 20

    def set_choice(self, name: str, value: object) -> None:
        """Make another choice; raise `ValueError` for an unknown name or value."""
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
    """One Todoist user: their own labels, executed commands, temporary ids, objects they no longer see."""

    user: Row
    labels: Table = field(default_factory=Table)
    uuids: OrderedDict[str, None] = field(default_factory=OrderedDict)
    temp_ids: OrderedDict[str, str] = field(default_factory=OrderedDict)
    lost: Table = field(default_factory=Table)

    def remember_command(self, uuid: str) -> None:
        """Remember a command's uuid, among the last `UUIDS_KEPT`."""
        self.uuids[uuid] = None
        if len(self.uuids) > UUIDS_KEPT:
            self.uuids.popitem(last=False)

    def remember_temp_id(self, temp_id: str, real: str) -> None:
        """Remember a temporary id, among the last `UUIDS_KEPT`."""
        self.temp_ids[temp_id] = real
        if len(self.temp_ids) > UUIDS_KEPT:
            self.temp_ids.popitem(last=False)
