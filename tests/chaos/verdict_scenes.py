"""What became of the scenes: words across a press, presses in the calm."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox.telegram import views
from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Across, Ledger


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    for across in ledger.across:
        yield from _across(across, facts)
    answered = {
        (person, one["query_id"])
        for person, _ in ledger.presses
        for one in views.get_answers_view(city.telegram_world, person)
        if one["at"]
    }
    yield from (f"a press of {person} in the calm was never answered" for person, _ in set(ledger.presses) - answered)


def _across(across: Across, facts: Facts) -> Iterator[str]:
    """Said to another situation: entries of their own, and the second has the effect of words."""
    found = [facts.entries_with(mark) for mark in (across.first, across.second)]
    if any(len(one) != 1 for one in found):
        return  # said elsewhere
    first, second = (one[0] for one in found)
    if facts.tickets[first["ticket_id"]]["number"] != across.number:
        return  # put to another of theirs
    between = f"{across.first}, {across.status}, {across.second}"
    if first["id"] == second["id"]:
        yield f"{between}: joined across the press"
        return
    if second["question_id"]:
        return  # asked about: it has its effect when that is answered
    rows = [r for r in facts.rows["history"] if r["ticket_id"] == second["ticket_id"] and r["field"] == "status"]
    after = [r for r in rows if r["at"] >= second["created_at"]]
    before = [r for r in rows if r["at"] < second["created_at"]]
    if not before or before[-1]["new"] != across.status:
        return  # it had moved on before the second was heard
    effect = [r["new"] for r in after if r["at"] == second["created_at"]]
    if across.status == "pending" and effect != ["in_progress"]:
        yield f"{between}: the second message changed nothing: {effect}"
