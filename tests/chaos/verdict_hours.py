"""What became of the desk's hours: nothing waits for an opening that is past, who called was heard once."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.city import VERA, City, now
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger

_ENDED = ("closed", "cancelled")


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised; the desk is open at the end of the day."""
    for row in facts.rows["desk"]:
        if row["recalculate_at"] is not None:
            yield "open tickets never followed the hours"
    for ticket in facts.tickets.values():
        if ticket["status"] in _ENDED or ticket["broadcast_at"] is None:
            continue
        if ticket["broadcast_at"] > now():
            yield f"#{ticket['number']} waits for an opening although the desk is open"
    for ticket_id in ledger.called:
        yield from _called(city, facts, ticket_id)


def _called(city: City, facts: Facts, ticket_id: int) -> Iterator[str]:
    """Its priority rose once, at that moment, and Vera, the only admin, was told."""
    ticket = facts.tickets[ticket_id]
    rises = [r for r in facts.rows["history"] if r["ticket_id"] == ticket_id and r["field"] == "priority"]
    at_the_call = [r for r in rises if r["at"] == ticket["cannot_wait_at"] and r["new"] == "1"]
    if len(at_the_call) != 1:
        yield f"#{ticket['number']} was called for, and rose {len(at_the_call)} times"
    cards = [one for one in city.from_bot(VERA) if f"#{ticket['number']} " in f"{one.get('text', '')} "]
    if not cards:
        yield f"Vera never heard that #{ticket['number']} cannot wait"
