"""The CRM ends with the same records as the desk, each once, in order, and was never sent what it could not place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from desk.conversation.content_lines import add_content
from tests.chaos.city import City
from tests.chaos.facts import Facts

Row = dict[str, Any]
_SAID = ("comment", "reply")


def complaints(city: City, facts: Facts) -> Iterator[str]:
    """Everything that is not as promised."""
    yield from (f"the CRM complained: {one}" for one in city.crm.complaints)
    yield from _requests(city, facts)
    yield from messages({own: body for (kind, own), body in city.crm.records.items() if kind == "messages"}, facts)
    yield from _in_order(city)


def _is_told(ticket: Row) -> bool:
    """Whether the CRM hears of it: of what is filed, but not of an import."""
    return ticket["filed_at"] is not None and ticket["origin"] != "import"


def _requests(city: City, facts: Facts) -> Iterator[str]:
    filed = {row["id"]: row for row in facts.tickets.values() if _is_told(row)}
    known = {own_id: body for (kind, own_id), body in city.crm.records.items() if kind == "requests"}
    for own_id in filed.keys() ^ known.keys():
        yield f"the CRM and the desk disagree whether there is a request {own_id}"
    for own_id in filed.keys() & known.keys():
        row, body = filed[own_id], known[own_id]
        for name, theirs in (("status", "status"), ("subject", "subject"), ("organization_id", "organization_id")):
            if row[name] != body.get(theirs):
                yield f"#{row['number']}: its {name} is {row[name]!r}, in the CRM {body.get(theirs)!r}"


def messages(known: dict[int, Row], facts: Facts) -> Iterator[str]:
    """What is wrong with the messages that the CRM knows; what has no words, such as a contact, is a line below."""
    left = dict(known)
    for row in facts.rows["entries"]:
        body = left.pop(row["id"], None)
        ticket = facts.tickets.get(row["ticket_id"])
        if ticket is None or not _is_told(ticket):
            continue
        shown = row["kind"] in _SAID and row["withdrawn_at"] is None
        if body is None and shown:
            yield f"entry {row['id']} of #{ticket['number']} never came to the CRM"
        elif body is not None and body["text"] is not None and not shown:
            yield f"entry {row['id']} of #{ticket['number']} stands in the CRM, and is for nobody there"
        elif body is not None and shown and (_text(row), ticket["id"]) != (body["text"], body["request_id"]):
            yield f"entry {row['id']} of #{ticket['number']} reads differently in the CRM"
    yield from (f"the CRM has a message {own_id} of nothing" for own_id in left)


def _text(row: Row) -> str:
    return add_content(row["body"], row["content_line"], "en")


def _in_order(city: City) -> Iterator[str]:
    """Statuses never change, so each comes once, after the one before."""
    told: dict[int, list[int]] = defaultdict(list)
    for kind, own_id, body in city.crm.log:
        if kind == "statuses":
            told[body["request_id"]].append(own_id)
    for request, ids in told.items():
        if any(one >= other for one, other in pairwise(ids)):
            yield f"the statuses of request {request} came in the order {ids}"
