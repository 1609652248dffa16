"""Known problems: whoever said it was told, nobody is left out or told twice that it is over, nobody else hears so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger

Row = dict[str, Any]
_OPENED = ("open", "ended")


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    by_number = {row["number"]: row for row in facts.tickets.values()}
    problems = {row["id"]: row for row in facts.rows["problems"]}
    for key, numbers in ledger.known.items():
        if problems[key]["state"] not in _OPENED:
            continue
        for number in numbers:
            yield from _told(facts, key, by_number[number])
        yield from _over(city, facts, problems[key], [by_number[one] for one in numbers], ledger.followed.get(key, ()))


def _told(facts: Facts, key: int, ticket: Row) -> Iterator[str]:
    """Also who said it in the moment it was published."""
    told = [r for r in facts.rows["followers"] if (r["problem_id"], r["ticket_id"]) == (key, ticket["id"])]
    if ticket["known_problem_id"] != key or len(told) != 1:
        yield f"#{ticket['number']} says what known problem {key} says, and was told so {len(told)} times"


def _over(city: City, facts: Facts, problem: Row, tickets: list[Row], followed: Any) -> Iterator[str]:
    """Of a lost answer nothing is known: then once or not at all."""
    mailing = next((row for row in facts.rows["mailings"] if row["problem_id"] == problem["id"]), None)
    ended = problem["state"] == "ended"
    if (mailing is not None and mailing["state"] == "sent") != ended:
        yield f"known problem {problem['id']} is {problem['state']}, its end {mailing and mailing['state']}"
    receivers = [row for row in facts.rows["receivers"] if mailing and row["mailing_id"] == mailing["id"]]
    outcomes = {row["person_id"]: row["outcome"] for row in receivers}
    for ticket in tickets:
        person = facts.people[ticket["requester_id"]]
        texts = [str(one.get("text", "")) for one in city.from_bot(person["telegram_id"])]
        got = sum(text.startswith(f"About your #{ticket['number']}:") for text in texts)
        wanted = int(ended and ticket["number"] in followed)
        lost = outcomes.get(person["id"]) == "unknown"
        if got != wanted and not (lost and got < wanted):
            named = f"the requester of #{ticket['number']}"
            yield f"{named} heard {got} times that known problem {problem['id']} is over, not {wanted}"
