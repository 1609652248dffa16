"""Preset answers: each was given once and arrived, and what ended its wait is what happened; nothing is held back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.chaos.cast import PRESET, buttons
from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger, marks

Row = dict[str, Any]


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    for ticket in facts.tickets.values():
        yield from _held_back(ticket)
    by_number = {row["number"]: row for row in facts.tickets.values()}
    for number, how in ledger.answered.items():
        yield from _given(city, facts, by_number[number])
        yield from _ended(ledger, facts, by_number[number], how)


def _held_back(ticket: Row) -> Iterator[str]:
    """At rest the team knows of everything that waits for anybody."""
    waits = ticket["status"] in ("new", "reopened") and ticket["assignee_id"] is None and not ticket["taken_on_board"]
    if waits and ticket["filed_at"] is not None and ticket["broadcast_at"] is None and ticket["origin"] != "todoist":
        yield f"#{ticket['number']} waits for anybody, and nobody was told"


def _given(city: City, facts: Facts, ticket: Row) -> Iterator[str]:
    """Once, but for sends whose outcome nobody knows; with no way left to call somebody who has been called."""
    person = facts.people[ticket["requester_id"]]
    words, number = PRESET.format(number=f"#{ticket['number']}"), ticket["number"]
    got = [one for one in city.from_bot(person["telegram_id"]) if words in str(one.get("text", ""))]
    unsure = sum(row["n"] or 0 for row in facts.rows["unsure"] if row["person_id"] == person["id"])
    if not got or len(got) - 1 > unsure:
        yield f"the answer to #{number} was read {len(got)} times"
    if got and f"need_person:{number}" in buttons(got[-1]):  # of a lost answer the first is not known
        yield f"the answer to #{number} still asks whether a person is needed"
    offers = [row for row in facts.rows["offers"] if row["ticket_id"] == ticket["id"] and row["preset_id"] is not None]
    if len(offers) != 1:
        yield f"#{number} was answered at once {len(offers)} times"


def _ended(ledger: Ledger, facts: Facts, ticket: Row, how: str) -> Iterator[str]:
    """Silence, or their request in other words, may have been first with whatever came; who said that it helped needs
    nobody."""
    offer = next(row for row in facts.rows["offers"] if row["ticket_id"] == ticket["id"])
    ends = {"helped": ("helped",), "merged": (None, "silence")}.get(how, (how, "silence"))
    if how != "helped" and any(mark in ledger.edited for mark in marks(str(ticket["subject"]))):
        ends = (*ends, "words")
    named = f"#{ticket['number']}, which {how} was to end"
    if offer["outcome"] not in ends:
        yield f"{named}, was ended by {offer['outcome']}"
    if how == "helped" and (ticket["status"], ticket["end_reason"]) != ("closed", "answered"):
        yield f"{named}, is {ticket['status']}"
