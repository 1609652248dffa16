"""What events cost while tickets are filed: nothing, with and without any."""

from __future__ import annotations

from datetime import date

from desk import EventDays
from desk.events import of_tickets


def test_an_event_is_meant_by_what_it_is_called_first() -> None:
    today = date(2026, 11, 20)
    one = EventDays(1, "fair", "Race", today, today, "p-7")
    two = EventDays(2, "race", "Fair", today, today, "P-8")
    for said, meant in (("FAIR", one), ("race", two), ("P-7", one), ("«p-8»", two)):
        assert of_tickets.named((two, one), said) is meant
