"""Which backups are kept, of lists of names."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ops.backup import rotation

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
"""A Thursday."""
HALF_DAYS = tuple(range(0, 56 * 24, 12))
_TWO_DAYS = {0, 12, 24, 36, 48}


@pytest.mark.parametrize(
    ("scheduled", "by_hand", "keep", "kept"),
    [
        ((0, 1, 2), (), (1, 0), {0, 1, 2}),  # before and after what went wrong, on one day
        (HALF_DAYS, (), (1, 0), _TWO_DAYS),
        (HALF_DAYS, (), (4, 0), _TWO_DAYS | {72}),
        (HALF_DAYS, (), (1, 3), _TWO_DAYS | {96, 96 + 168}),  # the newest of each week: its Sunday evening
        ((0,), (47, 49, 167, 169), (1, 0), {0, 47, 49, 167}),
        ((0, 49), (), (1, 0), {0}),
        ((0, 49), (), (3, 0), {0, 49}),
        ((400, 700), (), (1, 1), {400}),
    ],
)
def test_a_backup_is_kept_for_two_days_by_hand_for_seven_and_else_as_the_counts_say(
    tmp_path: Path, scheduled: tuple[int, ...], by_hand: tuple[int, ...], keep: tuple[int, int], kept: set[int]
) -> None:
    """Hours before now."""
    for hours in (*scheduled, *by_hand):
        (tmp_path / rotation.make_name(NOW - timedelta(hours=hours), by_hand=hours in by_hand)).touch()
    there = rotation.list_past(tmp_path, NOW)
    old = rotation.choose_old(there, NOW, days=keep[0], weeks=keep[1])
    assert {(NOW - one.taken_at) / timedelta(hours=1) for one in there if one not in old} == kept
