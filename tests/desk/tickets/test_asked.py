"""What may be asked of a request when, by what was; and that what is being answered is left to that."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db.enums import QuestionKind, Status
from db.models import Person, Ticket
from desk.tickets.asked import ORDER, can_be_asked, is_next, is_open

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
    assert not any(is_open(ticket, kind) for kind in ORDER)


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


def test_what_is_open_is_what_was_asked_last() -> None:
    ticket = _ticket(asked=["missing", "topic_form"], asking_id=7)
    assert [kind for kind in ORDER if is_open(ticket, kind)] == [FORM]
    assert not any(is_open(_ticket(asked=["preset", "of a newer version"], asking_id=7), kind) for kind in ORDER)
    assert not any(is_open(_ticket(asking_id=7), kind) for kind in ORDER)
