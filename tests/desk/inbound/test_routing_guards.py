"""Where a message goes, every two conditions against each other: the earlier of the contract's order wins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from db.models import QuestionKind, Status
from desk.inbound.routing import Destination, Route, decide_route
from desk.inbound.routing_types import NoteBefore, Reply, RoutingContext, TicketOption, WordTraits
from desk.outbox import Slot

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPEN = TicketOption(1, Status.IN_PROGRESS, NOW)
OTHER = TicketOption(2, Status.NEW, NOW - timedelta(hours=1))
QUIET = TicketOption(3, Status.NEW, NOW - timedelta(days=2), fresh=False)
DRAFT = TicketOption(8, Status.NEW, NOW, is_draft=True)

# In the order of the contract: what makes it so, where it goes then.
REQUESTER: list[tuple[dict[str, Any], Route]] = [
    ({"lone_command": True}, Route(Destination.HELP)),
    ({"album": 71}, Route(Destination.JOIN_ALBUM, entry_id=71)),
    ({"note_before": NoteBefore(ticket_id=31)}, Route(Destination.NOTE, ticket_id=31)),
    (
        {"reply": Reply(replace(OTHER, status=Status.PENDING), entry_id=12)},
        Route(Destination.COMMENT, ticket_id=2, entry_id=12),
    ),
    ({"add_to": QUIET}, Route(Destination.COMMENT, ticket_id=3)),
    ({"subject_of": 41}, Route(Destination.SUBJECT, ticket_id=41)),
    ({"new_next": True}, Route(Destination.NEW_DRAFT)),
    ({"draft": DRAFT}, Route(Destination.DRAFT, ticket_id=8)),
    ({"rating_of": 51}, Route(Destination.RATING_WORD, ticket_id=51)),
    ({"small_talk": True, "own": (OPEN,)}, Route(Destination.SMALL_TALK, ticket_id=1)),
    ({"open_question": 9}, Route(Destination.JOIN_QUESTION, question_id=9)),
    ({"own": (OPEN,)}, Route(Destination.COMMENT, ticket_id=1)),
    ({}, Route(Destination.NEW_DRAFT)),
]
STAFF = [
    ({"command": True, "album": 71}, Route(Destination.COMMAND)),
    *REQUESTER[1:9],
    ({"focus": 61}, Route(Destination.REPLY, ticket_id=61)),
    ({"open_question": 9}, Route(Destination.JOIN_QUESTION, question_id=9)),
    ({"lone_command": True, "small_talk": True, "own": (OPEN,)}, Route(Destination.WHERE_TO)),
]


def _situation(*parts: dict[str, Any], is_staff: bool = False) -> RoutingContext:
    made, said = RoutingContext(is_staff=is_staff), WordTraits()
    for part in parts:
        for name, value in part.items():
            if name in ("lone_command", "small_talk", "command"):
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


def test_a_further_part_of_a_note_under_a_question_waits_there_as_a_note() -> None:
    before = NoteBefore(question_id=61)
    assert decide_route(RoutingContext(note_before=before)) == Route(
        Destination.JOIN_QUESTION, question_id=61, note=True
    )


def test_what_has_no_text_is_no_new_subject_and_no_word_with_the_stars() -> None:
    wordless = WordTraits(has_text=False)
    assert decide_route(RoutingContext(said=wordless, subject_of=41, rating_of=51, own=(OPEN,))) == Route(
        Destination.COMMENT, 1
    )


@pytest.mark.parametrize("count", [2, 3, 4])
def test_with_many_that_nobody_has_taken_the_newest_gets_it(count: int) -> None:
    untaken = tuple(range(90, 90 + count))
    to = Route(Destination.OVER_LIMIT, ticket_id=90) if count >= 3 else Route(Destination.NEW_DRAFT)
    assert decide_route(RoutingContext(untaken=untaken, max_untaken=3)) == to
    assert decide_route(RoutingContext(new_next=True, untaken=untaken, max_untaken=3, own=(OPEN,))) == to


def test_small_talk_goes_to_the_latest_and_never_where_an_answer_is_awaited() -> None:
    thanks, pending = WordTraits(small_talk=True), TicketOption(4, Status.PENDING, NOW - timedelta(hours=9))
    assert decide_route(RoutingContext(said=thanks, own=(OTHER, OPEN))) == Route(Destination.SMALL_TALK, ticket_id=1)
    assert decide_route(RoutingContext(said=thanks, own=(OPEN, pending))) == Route(Destination.WHICH_TICKET)


@pytest.mark.parametrize(
    ("reply", "route"),
    [
        (Reply(OTHER, question_id=7, reason=QuestionKind.HOLD_REASON), Route(Destination.HOLD_REASON, 2, 7)),
        (Reply(question_id=7, reason=QuestionKind.HOLD_REASON), Route(Destination.HOLD_REASON, question_id=7)),
        (Reply(prompt=Slot("shift", "5:1")), Route(Destination.PROMPT, prompt=Slot("shift", "5:1"))),
        (
            Reply(OTHER, question_id=7, asked_first=True, to_note=True),
            Route(Destination.JOIN_QUESTION, None, 7, note=True),
        ),
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
    assert decide_route(RoutingContext(said=WordTraits(small_talk=True), reply=reply)) == Route(
        Destination.SMALL_TALK, 2, entry_id=5
    )


def test_a_reply_to_nothing_known_leads_nowhere() -> None:
    assert decide_route(RoutingContext(reply=Reply(), own=(OPEN,))) == Route(Destination.COMMENT, 1)
    assert not Reply().is_decisive
    leading = (Reply(OPEN), Reply(question_id=1), Reply(asked_first=True), Reply(prompt=Slot("shift", "5:1")))
    assert all(reply.is_decisive for reply in leading)


@pytest.mark.parametrize(("fresh", "goes"), [(True, Destination.COMMENT), (False, Destination.WHICH_TICKET)])
def test_the_only_open_one_gets_it_while_it_is_fresh(fresh: bool, goes: Destination) -> None:
    ended = TicketOption(6, Status.CLOSED, NOW)
    assert decide_route(RoutingContext(own=(replace(OPEN, fresh=fresh), ended))).destination is goes
