"""Which language of an article was left behind."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.queries.panel.articles import OLDER_BY, Older, find_outdated

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ({}, None),
        ({"en": NOON}, None),
        ({"en": NOON, "ru": NOON}, None),
        ({"en": NOON, "ru": NOON + OLDER_BY - timedelta(seconds=1)}, None),
        ({"en": NOON, "ru": NOON + OLDER_BY}, Older("en", OLDER_BY)),
        ({"en": NOON + timedelta(days=3), "ru": NOON}, Older("ru", timedelta(days=3))),
    ],
)
def test_the_older_language_is_named_from_an_hour_on(at: dict[str, datetime], expected: Older | None) -> None:
    assert find_outdated(at) == expected
