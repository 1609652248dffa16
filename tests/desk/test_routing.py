"""Where a message goes, as one function: the order of the contract, line by line, and for any situation at all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.enums import Status
from desk.inbound.routing import Goes, Reply, Route, Said, Situation, Spot, decide

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OPEN = Spot(1, Status.IN_PROGRESS, NOW)
OTHER = Spot(2, Status.NEW, NOW - timedelta(hours=1))
QUIET = Spot(3, Status.NEW, NOW - timedelta(days=2), fresh=False)
PENDING = Spot(4, Status.PENDING, NOW)
RESOLVED = Spot(5, Status.RESOLVED, NOW)
CLOSED = Spot(6, Status.CLOSED, NOW - timedelta(hours=3))
LONG_AGO = Spot(7, Status.CANCELLED, NOW - timedelta(days=20), long_ago=True)
DRAFT = Spot(8, Status.NEW, NOW, is_draft=True)
THANKS = Said(small_talk=True)
EVERYTHING = Situation(
    said=Said(lone_command=True, small_talk=True),
    reply=Reply(OTHER, entry_id=12),
    add_to=QUIET,
    new_next=True,
    draft=DRAFT,
    rating_of=CLOSED.id,
    own=(OPEN, OTHER),
    open_question=9,
)


def test_the_order() -> None:
    """Take away what applies first, and the next applies."""
    s, found = EVERYTHING, []
    for without in (
        {"said": Said()}, {"reply": None}, {"add_to": None}, {"new_next": False}, {"draft": None},
        {"rating_of": None, "said": THANKS}, {"said": Said()}, {"open_question": None}, {"own": (OPEN,)}, {"own": ()},
    ):  # fmt: skip
        found.append(decide(s).goes)
        s = replace(s, **without)  # type: ignore[arg-type]
    found.append(decide(s).goes)
    assert found == [
        Goes.HELP, Goes.COMMENT, Goes.COMMENT, Goes.NEW_DRAFT, Goes.DRAFT, Goes.RATING_WORD, Goes.SMALL_TALK,
        Goes.JOIN_QUESTION, Goes.WHICH_TICKET, Goes.COMMENT, Goes.NEW_DRAFT,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "route"),
    [
        (Situation(reply=Reply(OTHER, entry_id=5), own=(OPEN, OTHER)), Route(Goes.COMMENT, 2, entry_id=5)),
        (Situation(reply=Reply(RESOLVED)), Route(Goes.ADDED_TO_RESOLVED, 5)),
        (Situation(reply=Reply(CLOSED)), Route(Goes.CLOSED_REPLY, 6)),
        (Situation(reply=Reply(LONG_AGO)), Route(Goes.ENDED_LONG_AGO, 7)),
        (Situation(reply=Reply(CLOSED), said=THANKS), Route(Goes.SMALL_TALK, 6)),
        (Situation(reply=Reply(PENDING), said=THANKS), Route(Goes.COMMENT, 4)),
        (Situation(reply=Reply(DRAFT), said=THANKS, draft=DRAFT), Route(Goes.DRAFT, 8)),
        (Situation(reply=Reply(question_id=3)), Route(Goes.JOIN_QUESTION, question_id=3)),
        (Situation(own=(PENDING,), said=THANKS), Route(Goes.COMMENT, 4)),
        (Situation(own=(CLOSED,), said=THANKS), Route(Goes.SMALL_TALK, 6)),
        (Situation(own=(CLOSED,)), Route(Goes.NEW_DRAFT)),
        (Situation(said=THANKS), Route(Goes.NEW_DRAFT)),
        (Situation(own=(RESOLVED,)), Route(Goes.ADDED_TO_RESOLVED, 5)),
        (Situation(own=(QUIET,)), Route(Goes.WHICH_TICKET)),
        (Situation(own=(OPEN, OTHER)), Route(Goes.WHICH_TICKET)),
        (Situation(new_next=True, untaken=(OTHER,) * 4), Route(Goes.NEW_DRAFT)),
        (Situation(new_next=True, untaken=(OTHER,) * 5), Route(Goes.CROWDED, 2)),
        (Situation(album=44, reply=Reply(CLOSED)), Route(Goes.WITH_ALBUM, entry_id=44)),
        (Situation(rating_of=6, said=Said(has_text=False), own=(CLOSED,)), Route(Goes.NEW_DRAFT)),
    ],
)
def test_a_requesters_message(situation: Situation, route: Route) -> None:
    assert decide(situation) == route


STAFF = Situation(is_staff=True)


@pytest.mark.parametrize(
    ("situation", "route"),
    [
        (replace(STAFF, reply=Reply(OPEN, as_staff=True)), Route(Goes.REPLY, 1)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True), said=Said(note=True)), Route(Goes.NOTE, 1)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True, to_note=True)), Route(Goes.NOTE, 1)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True), said=THANKS), Route(Goes.REPLY, 1)),
        (replace(STAFF, reply=Reply(CLOSED, as_staff=True)), Route(Goes.REPLY, 6)),
        (replace(STAFF, reply=Reply(OPEN, as_staff=True, asked_first=True)), Route(Goes.NOT_YOURS, 1)),
        (replace(STAFF, reply=Reply(asked_first=True)), Route(Goes.WHERE_TO)),
        (replace(STAFF, reply=Reply(OPEN, question_id=2, hold_reason=True)), Route(Goes.HOLD_REASON, 1, 2)),
        (replace(STAFF, reply=Reply(OPEN)), Route(Goes.COMMENT, 1)),
        (replace(STAFF, own=(OPEN,)), Route(Goes.WHERE_TO)),
        (replace(STAFF, own=(OPEN,), said=THANKS), Route(Goes.WHERE_TO)),
        (replace(STAFF, open_question=5), Route(Goes.JOIN_QUESTION, question_id=5)),
        (replace(STAFF, draft=DRAFT), Route(Goes.DRAFT, 8)),
        (replace(STAFF, said=Said(lone_command=True)), Route(Goes.WHERE_TO)),
        (replace(STAFF, new_next=True), Route(Goes.NEW_DRAFT)),
    ],
)
def test_a_staff_members_message(situation: Situation, route: Route) -> None:
    assert decide(situation) == route


spots = st.builds(
    Spot,
    id=st.integers(1, 50),
    status=st.sampled_from(Status),
    last_at=st.integers(0, 400).map(lambda hours: NOW - timedelta(hours=hours)),
    fresh=st.booleans(),
    long_ago=st.booleans(),
)
situations = st.builds(
    Situation,
    said=st.builds(Said, st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    is_staff=st.booleans(),
    album=st.none() | st.integers(1, 9),
    reply=st.none() | st.builds(Reply, st.none() | spots, st.none(), st.booleans(), st.booleans(), st.booleans()),
    add_to=st.none() | spots,
    new_next=st.booleans(),
    draft=st.none() | st.just(DRAFT),
    rating_of=st.none() | st.integers(1, 9),
    own=st.lists(spots, max_size=3).map(tuple),
    open_question=st.none() | st.integers(1, 9),
    untaken=st.lists(spots, max_size=6).map(tuple),
)
NEEDS_TICKET = {
    Goes.COMMENT, Goes.ADDED_TO_RESOLVED, Goes.CROWDED, Goes.REPLY, Goes.NOTE, Goes.CLOSED_REPLY, Goes.ENDED_LONG_AGO,
    Goes.DRAFT, Goes.RATING_WORD, Goes.SMALL_TALK, Goes.NOT_YOURS,
}  # fmt: skip


@given(situations)
def test_every_message_goes_somewhere(situation: Situation) -> None:
    route = decide(situation)
    assert (route.ticket_id is not None) or route.goes not in NEEDS_TICKET
    if route.goes is Goes.JOIN_QUESTION:
        assert route.question_id is not None


@given(situations)
def test_words_reach_a_requester_only_by_a_reply(situation: Situation) -> None:
    """Staff's words are an answer only when they replied to a ticket, not by `//`, not to a note, not asked first."""
    if decide(situation).goes is Goes.REPLY:
        reply = situation.reply
        assert reply is not None and reply.as_staff and not reply.to_note and not reply.asked_first
        assert not situation.said.note


@given(situations)
def test_a_note_is_never_more_than_a_note(situation: Situation) -> None:
    noted = replace(situation, said=replace(situation.said, note=True), is_staff=True)
    assert decide(noted).goes is not Goes.REPLY


@given(situations)
def test_a_requester_never_speaks_as_staff(situation: Situation) -> None:
    asker = replace(situation, is_staff=False, reply=None)
    assert decide(asker).goes not in (Goes.REPLY, Goes.NOTE, Goes.WHERE_TO, Goes.NOT_YOURS, Goes.HOLD_REASON)
