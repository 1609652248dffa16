"""Which kinds of questions words may answer: those of which there is something, and no others."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from db.models import Status
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.message_lookup import MessageLookup
from desk.inbound.open_questions import Situation, list_met
from desk.inbound.routing_context import describe_words
from desk.inbound.routing_types import AskedFor, TicketOption
from desk.text import RichText

NOW = datetime(2026, 12, 1, tzinfo=UTC)
_MET = MessageLookup([], [], None, None, None)
_OPEN, _SECOND = (TicketOption(number, Status.ASSIGNED, NOW) for number in (1, 2))
_ASKED = TicketOption(3, Status.RESOLVED, NOW, asked_at=NOW)


@pytest.mark.parametrize(
    ("text", "own", "is_staff", "met"),
    [
        ("it burns", [_OPEN], False, set()),
        ("it burns", [_OPEN, _SECOND], False, {AskedFor.WHICH}),
        ("it burns", [_ASKED], False, {AskedFor.SOLVED}),
        ("it burns", [], True, {AskedFor.WHICH}),
        ("that is a separate issue", [_OPEN], False, {AskedFor.PLACE}),
        ("no, not this one", [_OPEN], False, {AskedFor.PLACE}),
    ],
)
def test_words_are_asked_only_where_there_is_something(
    text: str, own: Sequence[TicketOption], is_staff: bool, met: set[AskedFor]
) -> None:
    said = IncomingMessage(RichText(text), 5, 6, NOW)
    assert list_met(Situation(said, describe_words(said), is_staff, _MET, [], own)) == met
