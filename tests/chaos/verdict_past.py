"""What tickets belong to: the one event that ran all day, unless an agent said otherwise; the last word counts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.facts import Facts

_FIELDS = {"event": "event_id", "root_cause": "root_cause_id"}


def complaints(facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    (event,) = [row["id"] for row in facts.rows["events"]]
    for ticket in facts.tickets.values():
        for field, column in _FIELDS.items():
            rows = [r for r in facts.rows["history"] if r["ticket_id"] == ticket["id"] and r["field"] == field]
            if rows and rows[-1]["new_id"] != ticket[column]:
                yield f"#{ticket['number']}: {field} is {ticket[column]}, its history says {rows[-1]['new_id']}"
            if not rows and field == "event" and ticket["filed_at"] is not None and ticket["event_id"] != event:
                yield f"#{ticket['number']} was filed while one event ran, and belongs to {ticket['event_id']}"
