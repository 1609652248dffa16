"""Where a message goes, as one function: the order of the contract, line by line, and for any situation at all."""

import operator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.models import Status
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.routing import decide_route, is_form_answer, read_solved
from desk.inbound.routing_context import describe_words
from desk.inbound.routing_types import (
    AskedFor,
    Destination,
    Reply,
    Route,
    RoutingContext,
    TicketOption,
    WordTraits,
)
from desk.text import RichText, hear
from desk.text.note_prefix import is_note
from tests.desk.stage import PHOTO

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPEN = TicketOption(1, Status.IN_PROGRESS, NOW)
OTHER = TicketOption(2, Status.NEW, NOW - timedelta(hours=1))
QUIET = TicketOption(3, Status.NEW, NOW - timedelta(days=2), fresh=False)
PENDING = TicketOption(4, Status.PENDING, NOW)
RESOLVED = TicketOption(5, Status.RESOLVED, NOW)
CLOSED = TicketOption(6, Status.CLOSED, NOW - timedelta(hours=3))
LONG_AGO = TicketOption(7, Status.CANCELLED, NOW - timedelta(days=20), long_ago=True)
DRAFT = TicketOption(8, Status.NEW, NOW, is_draft=True)
HELLO = WordTraits(meaning=hear("hello"))
THANKS = WordTraits(meaning=hear("thanks"))
JOINS = Route(Destination.ANSWER, asked_for=AskedFor.WORDS, question_id=9)
STARS = Route(Destination.ANSWER, CLOSED.id, asked_for=AskedFor.RATING)


@pytest.mark.parametrize(
    ("said", "option", "answers"),
    [
        ("205", OTHER, True),
        ("yes", OTHER, True),
        ("thanks", OTHER, False),
        ("205", OPEN, False),
    ],
)
def test_what_answers_a_question_to_say_more(said: str, option: TicketOption, answers: bool) -> None:
    assert is_form_answer(WordTraits(meaning=hear(said)), option) is answers


SILENT = replace(RESOLVED, asked_at=NOW, asks_if_needed=True)


@pytest.mark.parametrize(
    ("said", "option", "solved"),
    [
        ("yes, works now", replace(RESOLVED, asked_at=NOW), True),
        ("👍", replace(RESOLVED, asked_at=NOW), True),
        ("no", replace(RESOLVED, asked_at=NOW), False),
        ("👎", replace(RESOLVED, asked_at=NOW), False),
        ("thanks", replace(RESOLVED, asked_at=NOW), None),
        ("yes, but what did you change?", replace(RESOLVED, asked_at=NOW), None),
        ("no", RESOLVED, None),
        ("yes", SILENT, False),
        ("no", SILENT, True),
        ("never mind", SILENT, True),
        ("no, it is broken again", SILENT, False),
    ],
)
def test_what_answers_did_it_work_and_is_it_needed(said: str, option: TicketOption, solved: bool | None) -> None:
    assert read_solved(WordTraits(meaning=hear(said)), option) is solved


@pytest.mark.parametrize(
    ("situation", "route"),
    [
        (RoutingContext(reply=Reply(OTHER, entry_id=5), own=(OPEN, OTHER)), Route(Destination.COMMENT, 2, entry_id=5)),
        (RoutingContext(reply=Reply(RESOLVED)), Route(Destination.ADDED_TO_RESOLVED, 5)),
        (RoutingContext(reply=Reply(CLOSED)), Route(Destination.CLOSED_REPLY, 6)),
        (RoutingContext(reply=Reply(LONG_AGO)), Route(Destination.ENDED_LONG_AGO, 7)),
        (RoutingContext(reply=Reply(CLOSED), said=THANKS), Route(Destination.SMALL_TALK, 6)),
        (RoutingContext(reply=Reply(PENDING), said=THANKS), Route(Destination.COMMENT, 4)),
        (RoutingContext(reply=Reply(DRAFT), said=THANKS, draft=DRAFT), Route(Destination.DRAFT, 8)),
        (RoutingContext(reply=Reply(answers=JOINS)), JOINS),
        (RoutingContext(own=(PENDING,), said=THANKS), Route(Destination.COMMENT, 4)),
        (RoutingContext(own=(CLOSED,), said=THANKS), Route(Destination.SMALL_TALK, 6)),
        (RoutingContext(own=(CLOSED,)), Route(Destination.NEW_DRAFT)),
        (RoutingContext(said=THANKS), Route(Destination.GREETING)),
        (RoutingContext(said=HELLO), Route(Destination.GREETING)),
        (RoutingContext(said=HELLO, own=(CLOSED,)), Route(Destination.GREETING)),
        (RoutingContext(said=HELLO, new_next=True, own=(OPEN,)), Route(Destination.GREETING)),
        (RoutingContext(said=HELLO, draft=DRAFT), Route(Destination.DRAFT, 8)),
        (RoutingContext(said=HELLO, own=(OPEN,)), Route(Destination.COMMENT, 1)),
        (RoutingContext(own=(RESOLVED,)), Route(Destination.ADDED_TO_RESOLVED, 5)),
        (RoutingContext(own=(QUIET,)), Route(Destination.COMMENT, 3, late=True)),
        (RoutingContext(own=(OPEN, OTHER)), Route(Destination.WHICH_TICKET)),
        (RoutingContext(new_next=True), Route(Destination.NEW_DRAFT)),
        (RoutingContext(own=(OPEN, OTHER), spoken_of=2), Route(Destination.COMMENT, 2, held=True)),
        (RoutingContext(own=(OPEN, OTHER, CLOSED), spoken_of=6), Route(Destination.WHICH_TICKET)),
        (RoutingContext(own=(QUIET,), topic=QUIET), Route(Destination.COMMENT, 3)),
        (RoutingContext(own=(OTHER,), topic=OTHER, spoken_of=1), Route(Destination.COMMENT, 2)),
        (RoutingContext(own=(CLOSED,), topic=CLOSED), Route(Destination.CLOSED_REPLY, 6)),
        (RoutingContext(own=(LONG_AGO,), topic=LONG_AGO), Route(Destination.ENDED_LONG_AGO, 7)),
        (RoutingContext(own=(CLOSED,), topic=CLOSED, open_question=9), JOINS),
        (RoutingContext(own=(OPEN,), topic=OPEN, said=THANKS), Route(Destination.SMALL_TALK, 1)),
        (RoutingContext(own=(OPEN,), topic=OPEN, answers=STARS), STARS),
        (RoutingContext(own=(OPEN, OTHER), new_topic=True), Route(Destination.NEW_DRAFT)),
        (RoutingContext(own=(OPEN,), new_topic=True, said=HELLO), Route(Destination.GREETING)),
        (RoutingContext(own=(OPEN,), new_topic=True, said=THANKS), Route(Destination.SMALL_TALK, 1)),
        (
            RoutingContext(continues=Route(Destination.JOIN_ALBUM, entry_id=44), reply=Reply(CLOSED)),
            Route(Destination.JOIN_ALBUM, entry_id=44),
        ),
    ],
)
def test_a_requesters_message(situation: RoutingContext, route: Route) -> None:
    assert decide_route(situation) == route


STAFF = RoutingContext(is_staff=True)
PREPARED = Reply(OPEN, as_staff=True, prepared=3)


@pytest.mark.parametrize(
    ("situation", "route"),
    [
        (replace(STAFF, reply=Reply(OPEN, as_staff=True)), Route(Destination.REPLY, 1)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True), said=WordTraits(note=True)), Route(Destination.NOTE, 1)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True, to_note=True)), Route(Destination.NOTE, 1)),
        (replace(STAFF, reply=PREPARED, said=WordTraits(note=True)), Route(Destination.NOTE, 1)),
        (replace(STAFF, reply=PREPARED), Route(Destination.REPLACE_PREPARED, 1, prepared=3)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True), said=THANKS), Route(Destination.REPLY, 1)),
        (replace(STAFF, reply=Reply(CLOSED, as_staff=True)), Route(Destination.REPLY, 6)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True, asked_first=True)), Route(Destination.NOT_YOURS, 1)),
        (replace(STAFF, reply=Reply(asked_first=True)), Route(Destination.WHERE_TO)),
        (
            replace(
                STAFF,
                reply=Reply(OPEN, as_staff=True, asked_first=True),
                said=WordTraits(staff="claim"),
            ),
            Route(Destination.VERB, 1),
        ),
        (
            replace(
                STAFF,
                reply=Reply(OPEN, answers=Route(Destination.ANSWER, 1, 2, asked_for=AskedFor.REASON)),
            ),
            Route(Destination.ANSWER, 1, 2, asked_for=AskedFor.REASON),
        ),
        (replace(STAFF, reply=Reply(OPEN)), Route(Destination.COMMENT, 1)),
        (replace(STAFF, own=(OPEN,)), Route(Destination.WHERE_TO)),
        (replace(STAFF, own=(OPEN,), said=THANKS), Route(Destination.WHERE_TO)),
        (replace(STAFF, open_question=9), JOINS),
        (replace(STAFF, spoken_of=1, own=(OPEN,)), Route(Destination.REPLY, 1)),
        (replace(STAFF, draft=DRAFT), Route(Destination.DRAFT, 8)),
        (replace(STAFF, said=WordTraits(lone_command=True)), Route(Destination.WHERE_TO)),
        (replace(STAFF, new_next=True), Route(Destination.NEW_DRAFT)),
    ],
)
def test_a_staff_members_message(situation: RoutingContext, route: Route) -> None:
    assert decide_route(situation) == route


spots = st.builds(
    TicketOption,
    id=st.integers(1, 50),
    status=st.sampled_from(Status),
    last_at=st.integers(0, 400).map(lambda hours: NOW - timedelta(hours=hours)),
    fresh=st.booleans(),
    long_ago=st.booleans(),
)
situations = st.builds(
    RoutingContext,
    said=st.builds(
        WordTraits, *[st.booleans()] * 5, st.sampled_from(("hello", "thanks", "no", "👎", "it burns")).map(hear)
    ),
    is_staff=st.booleans(),
    continues=st.none()
    | st.sampled_from(
        (
            Route(Destination.JOIN_ALBUM, entry_id=4),
            Route(Destination.NOTE, 5),
            replace(JOINS, note=True),
        )
    ),
    reply=st.none() | st.builds(Reply, st.none() | spots, st.none(), st.booleans(), st.booleans(), st.booleans()),
    add_to=st.none() | spots,
    new_next=st.booleans(),
    draft=st.none() | st.just(DRAFT),
    answers=st.none() | st.just(STARS),
    own=st.lists(spots, max_size=3).map(tuple),
    open_question=st.none() | st.integers(1, 9),
    spoken_of=st.none() | st.integers(1, 50),
)
NEEDS_TICKET = {
    Destination.COMMENT, Destination.ADDED_TO_RESOLVED, Destination.REPLY, Destination.NOTE,
    Destination.CLOSED_REPLY, Destination.ENDED_LONG_AGO,
    Destination.DRAFT, Destination.SMALL_TALK, Destination.NOT_YOURS,
}  # fmt: skip


@given(situations)
def test_every_message_goes_somewhere(situation: RoutingContext) -> None:
    route = decide_route(situation)
    assert (route.ticket_id is not None) or route.destination not in NEEDS_TICKET
    if route.destination is Destination.ANSWER:
        assert route.asked_for is not None


@given(situations)
def test_words_reach_a_requester_only_by_a_reply(situation: RoutingContext) -> None:
    """Staff's words are an answer only when they replied to a ticket, not by `//`, not to a note, not asked first; or
    in focus."""
    route = decide_route(situation)
    if route.destination is Destination.REPLY and route.ticket_id != situation.spoken_of:
        reply = situation.reply
        assert reply is not None and reply.as_staff and not reply.to_note and not reply.asked_first
        assert not situation.said.note


@given(situations)
def test_a_note_is_never_more_than_a_note(situation: RoutingContext) -> None:
    noted = replace(situation, said=replace(situation.said, note=True), is_staff=True)
    assert decide_route(noted).destination is not Destination.REPLY


_SLASH = st.sampled_from(("/", " /", "\u200b/", "\uff0f", "\n\ufffd/"))


@given(situations, st.builds(operator.add, _SLASH, st.text()), st.booleans(), st.sampled_from((None, "an album")))
def test_what_begins_with_a_slash_never_goes_from_staff_to_anybody(
    situation: RoutingContext, text: str, has_file: bool, album: str | None
) -> None:
    """Whatever stands behind the slash, whatever it replies to; but for `//`, and the second half of a long note."""
    typed = IncomingMessage(RichText(text), 5, 6, NOW, files=(PHOTO,) if has_file else (), album=album)
    route = decide_route(replace(situation, said=replace(describe_words(typed), key=situation.said.key), is_staff=True))
    if is_note(text):
        assert route.destination is not Destination.REPLY
    elif situation.continues is not None and situation.continues.destination is not Destination.JOIN_ALBUM:
        assert route.destination is Destination.NOTE or route.note
    else:
        assert route == Route(Destination.COMMAND)


@given(situations)
def test_a_requester_never_speaks_as_staff(situation: RoutingContext) -> None:
    asker = replace(situation, is_staff=False, reply=None, continues=None)
    assert decide_route(asker).destination not in (
        Destination.REPLY,
        Destination.NOTE,
        Destination.WHERE_TO,
        Destination.NOT_YOURS,
    )
