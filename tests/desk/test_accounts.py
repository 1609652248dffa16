"""Account data: for how long it need not be asked for again."""

from datetime import UTC, datetime, timedelta

from desk.accounts.account_data import is_recent
from tests.rules import rules_with


def test_what_was_asked_for_lately_is_not_asked_for_again() -> None:
    rules = rules_with(accounts__recent=timedelta(minutes=10))
    now = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    asked = [None, now - timedelta(minutes=10), now - timedelta(minutes=9, seconds=59), now]
    assert [is_recent(at, now, rules) for at in asked] == [False, False, True, True]
