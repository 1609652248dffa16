"""The third door: what was said there stands once and where it was said; what was asked for twice was done once; the
feed tells all that history and threads hold, in order, to everybody but whose doing it was, and so do the webhooks;
nobody without Telegram has a letter there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from tests.chaos.city import City
from tests.chaos.facts import Facts
from tests.chaos.integrations import CRM, SHOP
from tests.chaos.ledger import Ledger, Word, marks

Row = dict[str, Any]
_FIELDS = {
    "subject", "status", "assignee", "priority", "category", "category_guessed", "tags", "event", "hold_reason",
    "hold_until", "promised", "root_cause", "organization", "outlet", "deescalated", "merged", "rating", "filed",
}  # fmt: skip
_BESIDE = "ticket.closed"  # told beside the change of the status
_VISIBLE = ("comment", "reply")


def came_true(ledger: Ledger, facts: Facts) -> list[Word]:
    """Words whose answer was lost, and which stand after all."""
    return [word for word in ledger.web.perhaps if facts.all_with(word.mark)]


def complaints(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    yield from _said(ledger, facts)
    yield from _done(ledger, facts)
    yield from _made_once(ledger, facts)
    yield from _read(ledger, facts)
    yield from _history_told(facts)
    yield from _entries_told(facts)
    yield from _given(ledger, facts)
    yield from _sent(city, ledger)
    yield from _not_back(city, ledger, facts)
    for row in facts.rows["unreachable"]:
        yield f"job {row['id']} is a letter in Telegram to somebody who is not there"


def _said(ledger: Ledger, facts: Facts) -> Iterator[str]:
    ids = {row["number"]: row["id"] for row in facts.tickets.values()}
    for mark, number in ledger.web.numbers.items():
        for entry in facts.entries_with(mark):
            if entry["ticket_id"] not in facts.leads_to(ids[number]):
                yield f"{mark}: said on #{number}, stands on ticket id {entry['ticket_id']}"
            if entry["origin"] not in ("panel", "api"):
                yield f"{mark}: said at the web, counts as {entry['origin']}"
    for mark in ledger.web.refused:
        if facts.all_with(mark):
            yield f"{mark}: was refused at the web, and stands"


def _done(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """What the page said was done stands in the history."""
    for numbers, field in ((ledger.web.claimed, "assignee"), (ledger.web.resolved, "status")):
        for number in numbers:
            rows = [r for r in facts.rows["history"] if facts.tickets[r["ticket_id"]]["number"] == number]
            if not any(r["field"] == field and r["new"] in ("Pia", "resolved") for r in rows):
                yield f"#{number}: the panel said that {field} was changed, its history does not"


def _made_once(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """However often it was asked for under its key, it is one ticket, and every answer names it."""
    callers = {row["id"] for row in facts.rows["systems"] if not row["name"].endswith("E-mail")}
    made = (row for row in facts.tickets.values() if row["external_ref"] and row["system_id"] in callers)
    refs = Counter(row["external_ref"] for row in made)
    for mark, numbers in ledger.web.made.items():
        if len(set(numbers)) != 1:
            yield f"{mark}: answered as {numbers}"
        if refs[mark] != 1:
            yield f"{mark}: asked for once, {refs[mark]} tickets"
    for mark in refs.keys() - ledger.web.made.keys():
        yield f"{mark}: a ticket that nobody was answered"


def _read(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """What is read of a request is its thread, each word once."""
    for ticket in facts.tickets.values():
        if ticket["number"] not in ledger.web.read or ticket["merged_into_id"] is not None:
            continue
        rows = [r for r in facts.rows["entries"] if r["ticket_id"] == ticket["id"] and r["kind"] in _VISIBLE]
        held = [mark for row in rows if row["withdrawn_at"] is None for mark in marks(row["body"])]
        if sorted(ledger.web.read[ticket["number"]]) != sorted(held):
            yield f"#{ticket['number']}: by API {ledger.web.read[ticket['number']]}, the thread holds {held}"


def _history_told(facts: Facts) -> Iterator[str]:
    """Each change of a filed ticket once, in the order of the changes; of an import nobody is told."""
    filed = {row["ticket_id"]: row["id"] for row in facts.rows["history"] if row["field"] == "filed"}
    told: dict[int, list[int]] = defaultdict(list)
    for event in facts.rows["feed"]:
        if "history" in event["refs"] and event["kind"] != _BESIDE:
            told[event["ticket_id"]].append(event["refs"]["history"])
    for ticket, first in filed.items():
        is_told = facts.tickets[ticket]["origin"] != "import"
        rows = [r for r in facts.rows["history"] if r["ticket_id"] == ticket and r["id"] >= first and is_told]
        wanted = [r["id"] for r in rows if r["field"] in _FIELDS or r["field"].startswith("escalated")]
        got = [one for one in told[ticket] if one >= first]
        if got != wanted:
            named = f"#{facts.tickets[ticket]['number']}"
            yield f"{named}: the feed tells of the changes {got}, its history has {wanted}"


def _entries_told(facts: Facts) -> Iterator[str]:
    """What was said on a filed ticket, with the request or as a message; once, where nobody moved it."""
    told: Counter[tuple[int, int]] = Counter()
    moved: set[int] = set()
    for event in facts.rows["feed"]:
        if event["kind"] == "ticket.created":
            told.update((event["ticket_id"], one) for one in event["refs"]["entries"])
        elif event["kind"] in ("message.added", "note.added"):
            told[event["ticket_id"], event["refs"]["entry"]] += 1
        elif event["refs"].get("moved"):
            moved.add(event["refs"]["entry"])
    for entry in facts.rows["entries"]:
        ticket = facts.tickets.get(entry["ticket_id"])
        if ticket is None or ticket["filed_at"] is None or entry["withdrawn_at"]:
            continue
        if entry["kind"] in ("remark", "draft"):
            continue
        times = told[ticket["id"], entry["id"]]
        if entry["created_at"] > ticket["filed_at"] and (times < 1 or (times > 1 and entry["id"] not in moved)):
            yield f"#{ticket['number']}: entry {entry['id']} is told {times} times: {entry['body'][:40]!r}"


def _given(ledger: Ledger, facts: Facts) -> Iterator[str]:
    """Who reads bit by bit has read the same as who reads all at once; who may read everything, all there is."""
    for who, whole in ledger.web.whole.items():
        ids, bits = [one["id"] for one in whole], [one["id"] for one in ledger.web.polled[who]]
        if ids != bits:
            odd = sorted(set(ids) ^ set(bits))[:10]
            yield f"{who} was given {len(bits)} events bit by bit, {len(ids)} at once; {odd} or their order differ"
    every = [f"evt_{row['id']}" for row in facts.rows["feed"]]
    given = [one["id"] for one in ledger.web.whole[CRM]]
    if given != every:
        yield f"the reader was given {len(given)} events of {len(every)}: {sorted(set(every) ^ set(given))[:10]}"


def _sent(city: City, ledger: Ledger) -> Iterator[str]:
    """Each at least once, no others, and of one ticket in their order."""
    for who, whole in ledger.web.whole.items():
        sent = list(dict.fromkeys(one["id"] for one in city.catcher.taken[who]))
        if odd := {one["id"] for one in whole} ^ set(sent):
            yield f"{who}: the feed has {len(whole)} events, {len(sent)} came by webhook: {sorted(odd)[:10]}"
        place = {event: n for n, event in enumerate(sent)}
        last: dict[int, int] = {}
        for one in whole:
            number, at = one["ticket"]["number"], place.get(one["id"], -1)
            if -1 < at < last.get(number, -1):
                yield f"{who}: {one['id']} of #{number} came before what was told before it"
            last[number] = max(last.get(number, -1), at)


def _not_back(city: City, ledger: Ledger, facts: Facts) -> Iterator[str]:
    """The shop hears nothing of what its own people said through it, but where others moved it."""
    moved = {event["refs"]["entry"] for event in facts.rows["feed"] if event["refs"].get("moved")}
    split = {mark for row in facts.rows["entries"] if row["id"] in moved for mark in marks(row["body"])}
    own = {word.mark for word in ledger.words if str(word.by).startswith(f"{SHOP}:")} - split
    for one in [*ledger.web.polled[SHOP], *city.catcher.taken[SHOP]]:
        if one["type"] not in ("ticket.created", "message.added"):
            continue
        if back := own.intersection(marks(str(one.get("message")) + str(one.get("messages")))):
            yield f"the shop was told its own {sorted(back)} ({one['id']})"
