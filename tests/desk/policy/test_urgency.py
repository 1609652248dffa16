"""Whose turn a ticket is."""

from db.models import Status
from desk.policy.ticket_list import STATUSES_OF_TURN


def test_each_open_status_is_somebodys_turn() -> None:
    turns = [status for statuses in STATUSES_OF_TURN.values() for status in statuses]
    assert sorted(turns) == sorted(set(Status) - {Status.CLOSED, Status.CANCELLED})
