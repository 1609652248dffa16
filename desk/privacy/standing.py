"""The one list of where messages about a person stand in other people's chats."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from db.models import Person
from desk import Desk

LISTS_BACK = timedelta(days=14)
_SLACK = timedelta(minutes=1)
LISTS = (
    "all", "announced", "applicant", "approvals", "articlegaps", "attention", "audit", "balance", "blocked",
    "digest", "earlier", "erase", "failed", "found", "idea", "ideaask", "ideas", "led", "limit", "list", "mine",
    "opening", "ownorg", "queue", "registration", "reminder", "reviews", "share", "shared", "surge", "taken",
    "writeask", "writewhom",
)  # fmt: skip
"""Kinds of messages about no single request that name requesters or quote them."""
STANDING = """
select m.* from messages m where m.ticket_id = any(cast(:tickets as bigint[]))
union select m.* from messages m where m.entry_id = any(cast(:entries as bigint[]))
union select m.* from questions q join people p on p.id = q.person_id
  join messages m on m.bot_id = :bot and m.chat_id = p.telegram_id and m.question_id = q.id
where q.ticket_id = any(cast(:tickets as bigint[]))
union select m.* from messages m
where m.ticket_id is null and m.entry_id is null and m.sent_at between :recent and :named
  and (split_part(replace(m.slot, 'past:', ''), ':', 1) = any(cast(:lists as text[]))
    or m.slot in (select 'mention:' || o.id from group_mentions o
      join people a on a.telegram_id = o.author_id where a.id = :person))
"""


def name_standing(desk: Desk, person: Person, tickets: Sequence[int], entries: Sequence[int]) -> dict[str, Any]:
    """Return what `STANDING` is asked with. Lists from after an erasure do not name the person."""
    return {
        "bot": desk.rules.bot_id, "person": person.id, "tickets": list(tickets), "entries": list(entries),
        "lists": list(LISTS), "recent": desk.now - LISTS_BACK, "named": (person.erased_at or desk.now) + _SLACK,
    }  # fmt: skip
