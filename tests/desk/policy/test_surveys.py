"""How long a text belongs to stars, and which stars are few."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.models import Status, Ticket
from desk.policy import rating_rules
from tests.rules import rules_with

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
RULES = rules_with(requests__question=timedelta(minutes=2))
YES: dict[str, Any] = {"status": Status.CLOSED, "end_reason": "confirmed", "rating_asked_at": NOW}
STARS: dict[str, Any] = {"rated_at": NOW, "rating": 5}


def _later(**length: float) -> datetime:
    return NOW + timedelta(**length)


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        (YES, _later(minutes=2)),
        (YES | {"end_reason": "silence"}, None),
        (YES | {"end_reason": "silence", "word_until": _later(days=1)} | STARS, _later(days=1)),
        (YES | {"word_until": _later(minutes=1)} | STARS, _later(minutes=2)),
        (YES | {"word_until": _later(minutes=3)} | STARS, _later(minutes=3)),
        (YES | STARS, _later(minutes=2)),
        (YES | {"rated_at": NOW}, None),
        (YES | STARS | {"rating_words": ""}, None),
        (YES | STARS | {"status": Status.REOPENED, "word_until": _later(days=1)}, None),
        ({"status": Status.CLOSED, "end_reason": "confirmed"}, None),
    ],
)
def test_until_when_a_text_is_the_word(fields: dict[str, Any], until: datetime | None) -> None:
    assert rating_rules.get_comment_deadline(Ticket(**fields), RULES) == until


def test_one_and_two_are_few() -> None:
    assert [rating_rules.is_low(stars) for stars in (None, 1, 2, 3, 5)] == [False, True, True, False, False]
