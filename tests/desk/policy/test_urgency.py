"""What lists take for urgent and late is what `promises` says of each row."""

from db.models import Status
from desk.policy.lateness import WAITS


def test_each_open_status_is_somebodys_turn() -> None:
    turns = [status for statuses in WAITS.values() for status in statuses]
    assert sorted(turns) == sorted(set(Status) - {Status.CLOSED, Status.CANCELLED})
