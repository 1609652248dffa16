"""Answers kept ready: each key and each Send became one answer, which arrived; the key itself went to nobody."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.cast import CANNED, KEY
from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger

_BEGINS = CANNED.partition("{")[0]


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    answers = {row["id"]: row for row in facts.rows["entries"] if row["kind"] == "reply" and _BEGINS in row["body"]}
    of_keys = {row["comment_id"]: row["entry_id"] for row in facts.rows["comments"] if row["comment_id"] in ledger.keys}
    of_sends = {row["id"]: row["entry_id"] for row in facts.rows["prepared"] if row["entry_id"] is not None}
    for comment in set(ledger.keys) - of_keys.keys():
        yield f"the key in comment {comment} was never read"
    made = sorted([*of_keys.values(), *of_sends.values()])
    if made != sorted(answers):
        yield f"keys and presses became the entries {made}, of which these are answers: {sorted(answers)}"
    if sorted(row["entry_id"] for row in facts.rows["uses"]) != sorted(answers):
        yield f"counted as used: {facts.rows['uses']}, answers: {sorted(answers)}"
    for row in answers.values():
        number = facts.tickets[row["ticket_id"]]["number"]
        if f"#{number}" not in row["body"]:
            yield f"entry {row['id']} names another ticket than #{number}: {row['body']}"
    yield from _arrived(city, facts, len(answers))


def _arrived(city: City, facts: Facts, answers: int) -> Iterator[str]:
    for person in facts.people.values():
        chat = person["telegram_id"]
        if person["role"] != "requester" or chat not in city.telegram_world.people:
            continue
        texts = [str(one.get("text", "")) for one in city.from_bot(chat)]
        if any(f"!{KEY}" in text.casefold() for text in texts):
            yield f"the key itself was shown to {person['name']}"
        if person["name"] == "Max" and sum(_BEGINS in text for text in texts) < answers:
            yield f"of {answers} canned answers some never reached Max"
