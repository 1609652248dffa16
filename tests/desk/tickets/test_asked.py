"""What may be asked of a request when, by what was; and that what is being answered is left to that."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.enums import QuestionKind, Status
from db.models import Person, Ticket
from desk.tickets.asked import ORDER, can_be_asked, is_next, newest

SAME, PRESET, MISSING, FORM = ORDER
AT = datetime(2026, 11, 20, tzinfo=UTC)


def _ticket(**more: Any) -> Ticket:
    given: dict[str, Any] = {"status": Status.NEW, "filed_at": AT, "taken_on_board": False, **more}
    return Ticket(**given)


@pytest.mark.parametrize(
    ("asked", "offered", "may"),
    [
        (None, None, ORDER),
        ([], [], ORDER),
        (["add_same"], None, (PRESET, MISSING, FORM)),
        (["preset"], None, (MISSING, FORM)),
        (["missing"], None, (FORM,)),
        (["topic_form"], None, ()),
        (None, [7], (MISSING, FORM)),
        (["missing"], [7], ()),
        (["add_same", "missing"], None, ()),
        (["add_same", "preset"], None, ()),
    ],
)
def test_two_at_most_and_none_after_a_later_one(
    asked: list[str] | None, offered: list[int] | None, may: tuple[QuestionKind, ...]
) -> None:
    ticket = _ticket(asked=asked, offered=offered)
    assert tuple(kind for kind in ORDER if is_next(ticket, kind)) == may
    assert newest(ticket) == (QuestionKind(asked[-1]) if asked else None)


@pytest.mark.parametrize(
    "more",
    [
        {"asking_id": 1},
        {"filed_at": None},
        {"status": Status.REOPENED},
        {"status": Status.CLOSED},
        {"assignee_id": 1},
        {"taken_on_board": True},
        {"first_response_at": AT},
    ],
)
def test_nothing_while_something_is_open_or_once_somebody_is_at_it(more: dict[str, Any]) -> None:
    assert not any(is_next(_ticket(**more), kind) for kind in ORDER)


def test_who_cannot_be_reached_or_is_blocked_is_asked_nothing() -> None:
    assert can_be_asked(Person(telegram_id=1))
    assert not can_be_asked(Person(telegram_id=None))
    assert not can_be_asked(Person(telegram_id=1, bot_blocked_at=AT))
    assert not can_be_asked(Person(telegram_id=1, blocked_at=AT))
