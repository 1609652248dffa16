"""Each ticket has one topic in the team's forum at most, as open as the ticket, whose card is as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.chaos.cast import buttons
from tests.chaos.city import FORUM, City
from tests.chaos.facts import Facts

Row = dict[str, Any]
_ENDED = ("closed", "cancelled")


def complaints(city: City, found: Facts, free: tuple[str, ...]) -> Iterator[str]:
    """Everything that is not as promised. `free`: statuses in which a ticket nobody has can be taken."""
    living = city.topics()
    for number, n in Counter(one.name.partition(" ")[0] for one in living.values()).items():
        if n > 1:
            yield f"{number} has {n} topics"
    stored = {row["thread_id"]: row for row in found.rows["topics"] if row["chat_id"] == FORUM}
    for key, topic in living.items():
        row = stored.get(key)
        ticket = found.tickets[row["ticket_id"]] if row is not None else None
        if ticket is None or not topic.name.startswith(f"#{ticket['number']} "):
            yield f"the topic {topic.name!r} is stored as that of {ticket and ticket['number']}"
            continue
        if topic.closed is not (ticket["status"] in _ENDED):
            yield f"#{ticket['number']} is {ticket['status']}, its topic {'closed' if topic.closed else 'open'}"
        yield from _card(city, found, ticket, key, free)


def _card(city: City, found: Facts, ticket: Row, topic: int, free: tuple[str, ...]) -> Iterator[str]:
    slot = f"group:{ticket['number']}"
    ids = [row["message_id"] for row in found.rows["messages"] if row["chat_id"] == FORUM and row["slot"] == slot]
    there = [one for one in city.from_bot(FORUM) if one["message_id"] in ids and one["topic"] == topic]
    can_be_taken = ticket["assignee_id"] is None and ticket["status"] in free
    for card in there[-1:]:
        if (f"claim:{ticket['number']}" in buttons(card)) is not can_be_taken:
            yield f"#{ticket['number']} ({ticket['status']}): its topic's card is out of date: {card['text'][:80]!r}"
