"""No request is for an organization of somebody else's, and nobody reads another organization's words, or a note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.chaos.city import City
from tests.chaos.clients import PEOPLE
from tests.chaos.facts import Facts
from tests.chaos.ledger import marks

Row = dict[str, Any]


def complaints(city: City, facts: Facts, hidden: list[tuple[int, str]]) -> Iterator[str]:
    """Everything that is not as promised."""
    yield from _for_whom(facts)
    for person in PEOPLE:
        foreign = _list_foreign(facts, person)
        for message in city.from_bot(person):
            said = set(marks(str(message.get("text", message.get("caption", "")))))
            yield from (f"{PEOPLE[person][0]} reads {mark}: {foreign[mark]}" for mark in said & foreign.keys())
            late = {mark for reader, mark in hidden if reader == person}
            yield from (f"{PEOPLE[person][0]} reads {mark} after the role was lost" for mark in said & late)


def _for_whom(facts: Facts) -> Iterator[str]:
    names = {row["id"]: row["name"] for row in facts.rows["organizations"]}
    of_people = {facts.person(one)["id"]: where for one, (_, where, _) in PEOPLE.items() if _is_known(facts, one)}
    for row in facts.tickets.values():
        if row["organization_id"] is None:
            continue
        name, own = names[row["organization_id"]], of_people.get(row["requester_id"])
        if name != own:
            yield f"#{row['number']} is for {name}, and its requester belongs to {own}"


def _is_known(facts: Facts, person: int) -> bool:
    return any(row["telegram_id"] == person for row in facts.people.values())


def _list_foreign(facts: Facts, person: int) -> dict[str, str]:
    """Marks that the person may never read: of tickets that are neither theirs nor their organization's, and notes."""
    names = {row["id"]: row["name"] for row in facts.rows["organizations"]}
    own = facts.person(person)["id"] if _is_known(facts, person) else None
    found: dict[str, str] = {}
    for row in facts.rows["entries"]:
        ticket = facts.tickets.get(row["ticket_id"])
        if ticket is None or row["author_id"] == own:
            continue
        theirs = ticket["requester_id"] == own or names.get(ticket["organization_id"]) == PEOPLE[person][1]
        if not theirs or row["kind"] == "note":
            why = f"entry {row['id']}, {row['kind']} of #{ticket['number']}"
            found |= dict.fromkeys(marks(row["body"]), why)
    return found
