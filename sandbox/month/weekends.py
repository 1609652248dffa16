"""Leaves out most of the month's requests on Saturdays and Sundays. Pure.

The file has as many requests on each day, because it is not known on which weekday it will end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

_ONE_OF: Final = {5: 4, 6: 6}
"""By weekday, Saturday and Sunday: one of that many requests is kept."""
_OF_TICKET: Final = ("entries", "history", "marks", "pauses")


def thin_out_weekends(month: Mapping[str, Any], midnight: datetime) -> dict[str, Any]:
    """Return the month without the requests left out on weekends, where today begins at that midnight."""
    tables = dict(month["tables"])
    left = _choose_tickets(tables["tickets"], midnight)
    tickets = {place: n for n, place in enumerate(left)}
    tables["tickets"] = {**tables["tickets"], "rows": [tables["tickets"]["rows"][place] for place in left]}
    for name in _OF_TICKET:
        if name in tables:
            tables[name] = _filter_by_tickets(tables[name], tickets)
    tables["uses"] = _filter_uses(tables["uses"], midnight)
    return {**month, "tables": tables}


def _choose_tickets(table: Mapping[str, Any], midnight: datetime) -> list[int]:
    filed, seen, left = table["columns"].index("filed_at"), dict.fromkeys(_ONE_OF, 0), []
    for place, row in enumerate(table["rows"]):
        weekday = (midnight + timedelta(seconds=row[filed])).weekday()
        if weekday in _ONE_OF:
            seen[weekday] += 1
        if weekday not in _ONE_OF or seen[weekday] % _ONE_OF[weekday] == 0:
            left.append(place)
    return left


def _filter_by_tickets(table: Mapping[str, Any], tickets: Mapping[int, int]) -> dict[str, Any]:
    """Return the rows of these tickets; positions of answered entries follow."""
    columns = table["columns"]
    whose = columns.index("ticket_id")
    places = [place for place, row in enumerate(table["rows"]) if row[whose] in tickets]
    now = {place: n for n, place in enumerate(places)}
    rows = []
    for place in places:
        row = list(table["rows"][place])
        row[whose] = tickets[row[whose]]
        if "answers_id" in columns and row[columns.index("answers_id")] is not None:
            row[columns.index("answers_id")] = now[row[columns.index("answers_id")]]
        rows.append(row)
    return {**table, "rows": rows}


def _filter_uses(table: Mapping[str, Any], midnight: datetime) -> dict[str, Any]:
    day = table["columns"].index("day")
    weekdays = [(midnight + timedelta(days=row[day])).weekday() for row in table["rows"]]
    rows = [row for n, row in enumerate(table["rows"]) if n % _ONE_OF.get(weekdays[n], 1) == 0]
    return {**table, "rows": rows}
