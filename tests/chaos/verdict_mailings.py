"""Mailings: each is sent, nobody has one twice, who counts as having it does, nobody is left out unsaid."""

from __future__ import annotations

from collections.abc import Iterator

from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Ledger


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    for mailing in facts.rows["mailings"]:
        mark = mailing["text"].split()[0]
        if mailing["problem_id"] is not None:
            continue  # judged with what it ended
        if mark in ledger.mailings and mailing["state"] not in ("sent", "draft"):
            yield f"mailing {mark} is {mailing['state']} at the end"
        for receiver in facts.rows["receivers"]:
            if receiver["mailing_id"] == mailing["id"]:
                person = facts.people[receiver["person_id"]]
                yield from _of_one(city, mark, person["telegram_id"], receiver["outcome"])


def _of_one(city: City, mark: str, chat: int, outcome: str | None) -> Iterator[str]:
    """Nobody has it twice; what is known of them is so; of a lost answer nothing is known."""
    got = sum(str(one.get("text", "")).startswith(f"{mark} the hall") for one in city.from_bot(chat))
    if got > 1:
        yield f"{chat} got the mailing {mark} {got} times"
    if outcome is None:
        yield f"nobody knows whether {chat} got the mailing {mark}"
    if (outcome == "sent") != bool(got) and outcome != "unknown":
        yield f"{chat} has {got} of the mailing {mark}, which counts as {outcome}"
