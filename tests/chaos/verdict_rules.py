"""Each rule acted at most once on each event, on all that it had to act on, and never on what a rule did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.chaos.colleagues import NAMED
from tests.chaos.facts import Facts

Row = dict[str, Any]


def complaints(facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    rules = {row["id"]: row for row in facts.rows["rules"]}
    yield from _not_on_rules(facts, rules)
    yield from _as_often(facts, rules)
    yield from _acted(facts, rules)


def _actor(rule: Row) -> str:
    return f"Rule “{rule['name']}”"


def _not_on_rules(facts: Facts, rules: dict[int, Row]) -> Iterator[str]:
    names = {_actor(rule) for rule in rules.values()}
    made = {f"history:{row['id']}": row["actor_name"] for row in facts.rows["history"]}
    made |= {f"entry:{row['id']}": row["author_name"] for row in facts.rows["entries"]}
    for run in facts.rows["rule_runs"]:
        if made.get(run["event"]) in names:
            yield f"{_actor(rules[run['rule_id']])} acted on {run['event']}, which {made[run['event']]} made"


def _as_often(facts: Facts, rules: dict[int, Row]) -> Iterator[str]:
    """What a rule has done on a ticket is recorded once for each of its events."""
    runs = Counter((run["rule_id"], run["ticket_id"]) for run in facts.rows["rule_runs"])
    for key, rule in rules.items():
        notes = any(action["kind"] == "note" for action in rule["actions"])
        mine = [row for row in facts.rows["history"] if row["field"] == "rule" and row["actor_name"] == _actor(rule)]
        acted = Counter(row["ticket_id"] for row in mine)
        with_note = Counter(row["ticket_id"] for row in mine if "note" in str(row["new"]).split(","))
        said = Counter(
            row["ticket_id"]
            for row in facts.rows["entries"]
            if row["author_name"] == _actor(rule) and row["kind"] == "note"
        )
        for ticket, n in acted.items():
            if n > runs[key, ticket]:
                yield f"{_actor(rule)} acted {n} times on ticket id {ticket}, for {runs[key, ticket]} events"
        if notes and said != with_note:
            yield f"{_actor(rule)} wrote {dict(said)} notes, its history says {dict(with_note)}"


def _acted(facts: Facts, rules: dict[int, Row]) -> Iterator[str]:
    """A rule that waits for what is filed has acted on all of it that was filed under its words, unless it was merged
    before. Messages that were sent before and arrived later count for nothing."""
    merged = {row["ticket_id"] for row in facts.rows["history"] if row["field"] == "merged"}
    filed_as = {row["ticket_id"]: str(row["new"]) for row in facts.rows["history"] if row["field"] == "filed"}
    ran = {(run["rule_id"], run["ticket_id"]) for run in facts.rows["rule_runs"]}
    for key, rule in rules.items():
        if rule["name"] not in NAMED:
            continue
        for ticket in facts.tickets.values():
            if ticket["filed_at"] is None or ticket["filed_at"] < rule["changed_at"] or ticket["id"] in merged:
                continue
            words = [word for word in NAMED[rule["name"]] if word in filed_as.get(ticket["id"], "")]
            named = any(word in row["body"] for row in _asked(facts, ticket) for word in words)
            if named and (key, ticket["id"]) not in ran:
                yield f"{_actor(rule)} did not act on #{ticket['number']}, which was filed"


def _asked(facts: Facts, ticket: Row) -> list[Row]:
    """The words that a ticket was filed with, but for those that were changed, taken back or moved since."""
    said = [row for row in facts.rows["entries"] if (row["ticket_id"], row["kind"]) == (ticket["id"], "comment")]
    return [
        row
        for row in said
        if row["created_at"] <= ticket["filed_at"] and row["edited_at"] is None and row["withdrawn_at"] is None
    ]
