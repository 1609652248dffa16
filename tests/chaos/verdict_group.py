"""The team's chat: each request is told of once, and can be taken there exactly while it can be taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.chaos.city import GROUP, City
from tests.chaos.facts import Facts


def complaints(city: City, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised. Who is asked again whether a message came may tell twice."""
    group = next(row for row in facts.rows["people"] if row["telegram_id"] == GROUP)
    if group["blocked_at"] is not None:
        yield "the bot is in the team's chat and does not know it"
    again = sum(row["n"] for row in facts.rows["unsure"] if row["person_id"] == group["id"])
    known = [row for row in facts.rows["messages"] if row["chat_id"] == GROUP]
    cards = Counter(row["slot"] for row in known if (row["slot"] or "").startswith("group:"))
    for slot, times in cards.items():
        if times > 1:
            yield f"{slot} stands {times} times in the team's chat"
    unknown = {one["message_id"] for one in city.from_bot(GROUP)} - {row["message_id"] for row in known}
    if len(unknown) > again:
        yield f"the team's chat has {len(unknown)} messages of which nothing is known, and {again} were repeated"
