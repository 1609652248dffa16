"""No draft reached anybody before it was approved, and an approved one once; nobody did what they had no right to; each
review is one, with all its marks, and its agent was told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.chaos.cast import GUS, REX, ROLES, TESS
from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.ledger import Draft, Ledger, marks
from tests.chaos.verdict_words import Words

Row = dict[str, Any]
_SENT = ("sent", "changed")
_APPROVERS = ("senior", "manager", "admin")
_ALONE = (GUS,)  # may send his own once he has the right again


def complaints(city: City, ledger: Ledger, facts: Facts, words: Words) -> Iterator[str]:
    """Everything that is not as promised."""
    for draft in ledger.team.drafts:
        yield from _one(city, ledger, facts, words, draft)
    yield from _only_approved(facts)
    yield from _not_allowed(facts)
    yield from _reviewed(facts)


def _one(city: City, ledger: Ledger, facts: Facts, words: Words, draft: Draft) -> Iterator[str]:
    """One draft: what became of it is what its requester has."""
    own = [draft.mark, *ledger.team.instead.get(draft.mark, ())]
    found = {row["id"]: row for mark in own for row in facts.entries_with(mark) if row["kind"] != "remark"}
    if len(found) != 1:
        yield f"{draft}: in {len(found)} entries, {[(row['id'], row['kind']) for row in found.values()]}"
        return
    entry = next(iter(found.values()))
    approval = next((row for row in facts.rows["approvals"] if row["entry_id"] == entry["id"]), None)
    is_sent = approval["state"] in _SENT if approval is not None else entry["kind"] == "reply" and draft.by in _ALONE
    if is_sent != (entry["kind"] == "reply"):
        yield f"{draft}: is a {entry['kind']}, and its approval {approval and approval['state']}"
    if is_sent and draft.mark in ledger.team.unseen and ledger.team.unseen[draft.mark] in entry["body"]:
        yield f"{draft}: sent with words that nobody had seen: {entry['body']!r}"
    said = set(marks(entry["body"])) if is_sent and entry["withdrawn_at"] is None else set()
    got = {mark for one in city.from_bot(draft.to) for mark in marks(str(one.get("text", one.get("caption", ""))))}
    for mark in own:
        if (mark in got) != (mark in said):
            yield f"{draft}: {mark} {'reached' if mark in got else 'never reached'} {draft.to}, its entry says {said}"
    yield from _once(words, draft, said)
    yield from _on_board(city, draft, entry)


def _once(words: Words, draft: Draft, said: set[str]) -> Iterator[str]:
    times = Counter(words.relayed(draft.to))
    for mark in said:
        n = times[str(draft.number), mark]
        entries = words.facts.all_with(mark)
        counted = sum(words.facts.counted(entry, draft.to) for entry in entries)
        if n < 1 or n - 1 > counted:
            yield f"{draft}: {mark} came {n} times, {counted} repeats counted"


def _on_board(city: City, draft: Draft, entry: Row) -> Iterator[str]:
    """Under its task once; what waits is marked as a note where the desk wrote it."""
    if entry["withdrawn_at"] is not None or entry["asked"] is not None:
        return
    task = next((one for one in city.tasks() if one["content"].startswith(f"#{draft.number} ")), None)
    shown = [one["content"] for one in city.comments(task["id"])] if task is not None else []
    there = [one for one in shown if set(marks(entry["body"])) & set(marks(one)) and "//" not in one[:2]]
    inside = [one for one in shown if set(marks(entry["body"])) & set(marks(one)) and "//" in one[:2]]
    if task is None or entry["origin"] == "todoist":
        return
    wanted = (1, 0) if entry["kind"] == "reply" else (0, 1)
    if (len(there), len(inside)) != wanted:
        yield f"{draft}: a {entry['kind']}, on the board {len(there)} times as an answer, {len(inside)} as a note"


def _only_approved(facts: Facts) -> Iterator[str]:
    """Whatever a trainee has answered was sent by somebody who may."""
    by_entry = {row["entry_id"]: row for row in facts.rows["approvals"]}
    tess = facts.person(TESS)["id"]
    for entry in facts.rows["entries"]:
        approval = by_entry.get(entry["id"])
        if entry["kind"] == "reply" and entry["author_id"] == tess and (approval or {}).get("state") not in _SENT:
            yield f"entry {entry['id']} of a trainee was sent without approval"
    for row in facts.rows["approvals"]:
        by = facts.people.get(row["decided_by"])
        if row["state"] in _SENT and (by is None or (by["role"] not in _APPROVERS and by["id"] != row["author_id"])):
            yield f"approval {row['id']} was decided by {by and by['name']}"


def _not_allowed(facts: Facts) -> Iterator[str]:
    """A reviewer changes no ticket."""
    rex = facts.person(REX)["id"]
    for row in facts.rows["history"]:
        if row["actor_id"] == rex:
            yield f"{ROLES[REX][0]} changed {row['field']} of ticket id {row['ticket_id']}"


def _reviewed(facts: Facts) -> Iterator[str]:
    given = Counter(row["review_id"] for row in facts.rows["review_marks"])
    criteria = len(facts.rows["criteria"])
    for row in facts.rows["reviews"]:
        done = row["done_at"] is not None
        if given[row["id"]] != (criteria if done else 0):
            yield f"review {row['id']}: {given[row['id']]} marks of {criteria}, done {row['done_at']}"
        agent = facts.people[row["agent_id"]]
        told = [m for m in facts.rows["messages"] if m["slot"] == f"review:{row['id']}"]
        if done and agent["telegram_id"] and agent["role"] in _TEAM and not told:
            yield f"review {row['id']}: {agent['name']} was never told"
    of_tickets = Counter(row["ticket_id"] for row in facts.rows["reviews"])
    yield from (f"ticket id {key} is reviewed {n} times" for key, n in of_tickets.items() if n > 1)


_TEAM = ("trainee", "agent", "senior", "reviewer", "manager", "admin")
