"""Where a message goes, every two conditions against each other: the earlier of the contract's order wins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from db.models import Status
from desk.inbound.routing import decide_route
from desk.inbound.routing_types import (
    AskedFor,
    Destination,
    Reply,
    Route,
    RoutingContext,
    TicketOption,
    WordTraits,
)
from desk.outbox import Slot
from desk.text import hear

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPEN = TicketOption(1, Status.IN_PROGRESS, NOW)
OTHER = TicketOption(2, Status.NEW, NOW - timedelta(hours=1))
QUIET = TicketOption(3, Status.NEW, NOW - timedelta(days=2), fresh=False)
DRAFT = TicketOption(8, Status.NEW, NOW, is_draft=True)
ALBUM = Route(Destination.JOIN_ALBUM, entry_id=71)
NOTE = Route(Destination.NOTE, ticket_id=31)
NAME = Route(Destination.ANSWER, question_id=41, asked_for=AskedFor.REGISTRATION)
STARS = Route(Destination.ANSWER, ticket_id=51, asked_for=AskedFor.RATING)
JOINS = Route(Destination.ANSWER, question_id=9, asked_for=AskedFor.WORDS)
REASON = Route(Destination.ANSWER, 2, 7, asked_for=AskedFor.REASON)
SHIFT = Route(Destination.ANSWER, asked_for=AskedFor.PROMPT, prompt=Slot("shift", "5:1"))

# In the order of the contract: what makes it so, where it goes then.
REQUESTER: list[tuple[dict[str, Any], Route]] = [
    ({"lone_command": True}, Route(Destination.HELP)),
    ({"continues": ALBUM}, ALBUM),
    (
        {"reply": Reply(replace(OTHER, status=Status.PENDING), entry_id=12)},
        Route(Destination.COMMENT, ticket_id=2, entry_id=12),
    ),
    ({"answers_ours": NAME}, NAME),
    ({"add_to": QUIET}, Route(Destination.COMMENT, ticket_id=3)),
    ({"new_next": True}, Route(Destination.NEW_DRAFT)),
    ({"draft": DRAFT}, Route(Destination.DRAFT, ticket_id=8)),
    ({"answers": STARS}, STARS),
    ({"meaning": hear("thanks"), "own": (OPEN,)}, Route(Destination.SMALL_TALK, ticket_id=1)),
    ({"topic": OTHER}, Route(Destination.COMMENT, ticket_id=2)),
    ({"new_topic": True}, Route(Destination.NEW_DRAFT)),
    ({"spoken_of": 1, "own": (OPEN,)}, Route(Destination.COMMENT, ticket_id=1, held=True)),
    ({"open_question": 9}, JOINS),
    ({"own": (OPEN,)}, Route(Destination.COMMENT, ticket_id=1)),
    ({}, Route(Destination.NEW_DRAFT)),
]
STAFF = [
    ({"command": True, "continues": ALBUM}, Route(Destination.COMMAND)),
    *REQUESTER[1:8],
    ({"spoken_of": 61}, Route(Destination.REPLY, ticket_id=61)),
    ({"open_question": 9}, JOINS),
    ({"lone_command": True, "meaning": hear("thanks"), "own": (OPEN,)}, Route(Destination.WHERE_TO)),
]


def _situation(*parts: dict[str, Any], is_staff: bool = False) -> RoutingContext:
    made, said = RoutingContext(is_staff=is_staff), WordTraits()
    for part in parts:
        for name, value in part.items():
            if name in ("lone_command", "meaning", "command"):
                said = replace(said, **{name: value})
            else:
                made = replace(made, **{name: value})
    return replace(made, said=said)


@pytest.mark.parametrize("staff", [False, True])
def test_of_any_two_the_earlier_wins(staff: bool) -> None:
    order = STAFF if staff else REQUESTER
    for (first, route), (second, _) in combinations(order, 2):
        situation = _situation(second, first, is_staff=staff)
        assert decide_route(situation) == route, (first, second)


@pytest.mark.parametrize("staff", [False, True])
def test_each_alone_goes_its_way(staff: bool) -> None:
    for part, route in STAFF if staff else REQUESTER:
        assert decide_route(_situation(part, is_staff=staff)) == route


def test_a_part_of_a_long_note_may_begin_with_a_slash() -> None:
    said = WordTraits(command=True)
    assert decide_route(RoutingContext(said=said, is_staff=True, continues=NOTE)) == NOTE


def test_small_talk_goes_to_the_latest_and_never_where_an_answer_is_awaited() -> None:
    thanks, pending = WordTraits(meaning=hear("thanks")), TicketOption(4, Status.PENDING, NOW - timedelta(hours=9))
    assert decide_route(RoutingContext(said=thanks, own=(OTHER, OPEN))) == Route(Destination.SMALL_TALK, ticket_id=1)
    assert decide_route(RoutingContext(said=thanks, own=(OPEN, pending))) == Route(Destination.WHICH_TICKET)


@pytest.mark.parametrize(
    ("reply", "route"),
    [
        (Reply(OTHER, answers=REASON), REASON),
        (Reply(answers=SHIFT), SHIFT),
        (Reply(OTHER, answers=replace(JOINS, note=True), asked_first=True, to_note=True), replace(JOINS, note=True)),
        (Reply(OTHER, asked_first=True, as_staff=True), Route(Destination.NOT_YOURS, ticket_id=2)),
        (Reply(asked_first=True), Route(Destination.WHERE_TO)),
        (Reply(OTHER, entry_id=5, as_staff=True), Route(Destination.REPLY, ticket_id=2, entry_id=5)),
        (Reply(OTHER, entry_id=5, as_staff=True, to_note=True), Route(Destination.NOTE, ticket_id=2, entry_id=5)),
        (Reply(OTHER, entry_id=5, to_note=True), Route(Destination.COMMENT, ticket_id=2, entry_id=5)),
    ],
)  # fmt: skip
def test_a_reply_goes_by_what_it_replies_to(reply: Reply, route: Route) -> None:
    assert decide_route(RoutingContext(reply=reply, is_staff=True, open_question=9)) == route


def test_thanks_as_a_reply_stand_where_they_were_said() -> None:
    reply = Reply(OTHER, entry_id=5)
    assert decide_route(RoutingContext(said=WordTraits(meaning=hear("thanks")), reply=reply)) == Route(
        Destination.SMALL_TALK, 2, entry_id=5
    )


def test_a_reply_to_nothing_known_leads_nowhere() -> None:
    assert decide_route(RoutingContext(reply=Reply(), own=(OPEN,))) == Route(Destination.COMMENT, 1)
    assert not Reply().is_decisive
    leading = (Reply(OPEN), Reply(answers=JOINS), Reply(asked_first=True), Reply(answers=SHIFT))
    assert all(reply.is_decisive for reply in leading)


@pytest.mark.parametrize("fresh", [True, False])
def test_the_only_open_one_gets_it_however_old(fresh: bool) -> None:
    ended = TicketOption(6, Status.CLOSED, NOW)
    route = decide_route(RoutingContext(own=(replace(OPEN, fresh=fresh), ended)))
    assert (route.destination, route.late) == (Destination.COMMENT, not fresh)
