"""The table of what stops a plan."""

import pytest

from desk.later.stops import Planned, RequestFacts, Stop, find_stop

AUTHOR, OTHER = 1, 2
OPEN = RequestFacts(is_over=False, holder_id=AUTHOR, is_blocked=False)
OVER = RequestFacts(is_over=True, holder_id=AUTHOR, is_blocked=False)
FREE = RequestFacts(is_over=False, holder_id=None, is_blocked=False)
THEIRS = RequestFacts(is_over=False, holder_id=OTHER, is_blocked=False)
BLOCKED = RequestFacts(is_over=False, holder_id=AUTHOR, is_blocked=True)
MERGED = RequestFacts(is_over=True, holder_id=AUTHOR, is_blocked=False, is_merged=True)


@pytest.mark.parametrize(
    ("was", "now", "said", "answer", "act"),
    [
        (OPEN, OPEN, (), None, None),
        (OVER, OVER, (), None, None),
        (OPEN, OVER, (), Stop.CLOSED, Stop.CLOSED),
        (OVER, OPEN, (), None, None),
        (OPEN, THEIRS, (), Stop.HANDED, Stop.HANDED),
        (THEIRS, THEIRS, (), None, None),
        (THEIRS, OPEN, (), None, None),
        (FREE, THEIRS, (), Stop.HANDED, Stop.HANDED),
        (OPEN, FREE, (), None, None),
        (OPEN, BLOCKED, (), Stop.BLOCKED, None),
        (BLOCKED, BLOCKED, (), None, None),
        (OPEN, MERGED, (), Stop.MERGED, Stop.MERGED),
        (OPEN, OPEN, (Stop.WROTE,), Stop.WROTE, Stop.WROTE),
        (OPEN, OPEN, (Stop.WROTE, Stop.ANSWERED), Stop.ANSWERED, Stop.ANSWERED),
        (OPEN, OVER, (Stop.ANSWERED,), Stop.CLOSED, Stop.CLOSED),
    ],
)
def test_what_stops_what(
    was: RequestFacts, now: RequestFacts, said: tuple[Stop, ...], answer: Stop | None, act: Stop | None
) -> None:
    expected = {Planned.ANSWER: answer, Planned.ACT: act, Planned.NOTE: None}
    for what, stop in expected.items():
        assert find_stop(what, was, now, author_id=AUTHOR, said=said, is_on=True) is stop, what
        assert find_stop(what, was, now, author_id=AUTHOR, said=said, is_on=False) is Stop.OFF
