"""What the card of a ticket says and offers to whom: each line where it holds, and only there."""

from typing import Any

import pytest

from bot.features.ticket import screens_card as agent_card
from db.models import Status
from desk.queries.people import PersonInfo
from tests.bot.views.faces import IVAN, NOW, OLGA, data, entry, reader, ticket
from tests.texts import text_of


def _said(who: PersonInfo, language: str = "en", **changes: Any) -> str:
    made = agent_card.render_ticket_card(reader(who, language), ticket(**changes))
    assert made is not None
    return made.words.text


def _offers(who: PersonInfo, **changes: Any) -> list[str | None]:
    return data(agent_card.render_ticket_card(reader(who), ticket(**changes)))


def test_how_many_messages_are_left_out_is_counted_behind_the_one_that_was_cut() -> None:
    said = _said(OLGA, request=tuple(entry("x" * 2000, id=n) for n in range(4)))
    assert f"… and 2 more messages\n{text_of('card-cut')}" in said


def test_where_the_room_is_just_used_up_all_that_follow_are_left_out() -> None:
    full = (entry("x" * (agent_card.TEXT_UNITS - 1), id=1), entry("y", id=2), entry("y", id=3))
    assert f"x\n… and 2 more messages\n{text_of('card-cut')}" in _said(OLGA, request=full)


ENDED = {"status": Status.CLOSED, "ended_at": NOW}


@pytest.mark.parametrize(
    ("changes", "offers"),
    [
        ({**ENDED, "last_assignee": OLGA, "can_reopen": True}, True),
        ({**ENDED, "last_assignee": IVAN, "can_reopen": True}, False),
        ({**ENDED, "last_assignee": OLGA, "can_reopen": False}, False),
        ({"status": Status.RESOLVED, "last_assignee": OLGA, "can_reopen": True}, True),
        ({"status": Status.IN_PROGRESS, "assignee": IVAN, "last_assignee": OLGA, "can_reopen": True}, False),
        ({**ENDED, "assignee": OLGA, "can_reopen": True}, True),
        ({**ENDED, "assignee": OLGA, "can_reopen": False}, False),
    ],
)
def test_who_had_it_when_it_ended_can_open_it_again_as_long_as_that_can_be(
    changes: dict[str, Any], offers: bool
) -> None:
    assert ("reopen:42" in _offers(OLGA, **changes)) is offers
