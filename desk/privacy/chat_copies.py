"""Copies of a person's words in other people's chats: they are deleted, or edited where Telegram deletes no longer.

The person's own chat stays: what is in it is theirs, and they can delete it in Telegram.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, text

from db import queue
from db.models import MessageKind, Person, Ticket, any_of
from desk import Desk
from desk.outbox import Erase, letters
from desk.privacy import typed_commands

DELETABLE = timedelta(hours=48)
"""How long a bot can delete messages of a private chat (Bot API, deleteMessage, read 2026-11)."""
_LISTS_BACK = timedelta(days=14)
_LISTS = (
    "all", "applicant", "approvals", "attention", "audit", "blocked", "failed", "found", "idea", "ideaask", "ideas",
    "led", "limit", "mine", "opening", "queue", "reviews", "surge", "taken",
)  # fmt: skip
"""Kinds of messages about no single request that name requesters or quote them."""

_COPIES = text("""
select p.id as person_id, m.message_id, m.kind, m.has_media, m.ticket_id, m.sent_at
from messages m join people p on p.telegram_id = m.chat_id
where m.bot_id = :bot and p.id <> :person and (m.kind <> 'line' or m.sent_at <= :until) and (
  m.ticket_id = any(cast(:tickets as bigint[])) or m.entry_id = any(cast(:entries as bigint[]))
  or m.ticket_id is null and m.entry_id is null and m.sent_at >= :recent
    and split_part(replace(m.slot, 'past:', ''), ':', 1) = any(cast(:lists as text[]))
  or m.ticket_id is null and m.entry_id is null and m.slot is null and m.sent_at >= :recent and exists (
    select from jobs j, unnest(cast(:names as text[])) n(name) where j.box = 'to_telegram' and j.person_id = p.id
      and j.state = 'done' and j.ticket_id is null and m.sent_at between j.created_at and j.settled_at
      and position(convert_to(n.name, 'UTF8') in j.payload) > 0))
order by p.id, m.message_id
""")
_SEALED = text("""
select p.id as person_id, m.message_id, m.kind, m.has_media, m.ticket_id, m.sent_at, j.payload
from messages m join people p on p.telegram_id = m.chat_id join jobs j on j.person_id = p.id
where m.bot_id = :bot and p.id <> :person and (m.kind <> 'line' or m.sent_at <= :until)
  and m.ticket_id is null and m.entry_id is null and m.slot is null and m.sent_at >= :recent
  and j.box = 'to_telegram' and j.state = 'done' and j.ticket_id is null
  and m.sent_at between j.created_at and j.settled_at and position(convert_to('"sealed"', 'UTF8') in j.payload) > 0
order by p.id, m.message_id
""")
"""Lines of letters that are encrypted: whether a name stands in one is seen when it is opened."""
_FORGET = text("""
delete from messages m using people p
where p.telegram_id = m.chat_id and p.id = :person and m.bot_id = :bot and m.message_id = :message
""")


async def queue_erasing(
    desk: Desk, person: Person, tickets: Sequence[int], entries: Sequence[int], names: Sequence[str]
) -> dict[str, int]:
    """Queue the deletion of each copy; return how many messages Telegram will not let go: words that others typed
    themselves, and files, of more than two days ago. `names`: as they stand in stored letters. Lines from after an
    erasure have no words of theirs."""
    unreached = {"typed": 0, "files": 0}
    given: dict[str, Any] = {
        "bot": desk.rules.bot_id, "person": person.id, "tickets": list(tickets), "entries": list(entries),
        "until": person.erased_at or desk.now, "recent": desk.now - _LISTS_BACK, "lists": list(_LISTS),
        "names": list(names),
    }  # fmt: skip
    copies = [*await desk.session.execute(_COPIES, given), *await _find_sealed(desk, given)]
    typed = await typed_commands.find_commands(
        desk, person.id, await _list_numbers(desk, tickets), {(one.person_id, one.message_id) for one in copies},
        desk.now - DELETABLE,
    )  # fmt: skip
    for one in typed:
        letters.queue_letter(desk.session, one.person_id, Erase(one.message_id), now=desk.now)
    for copy in copies:
        is_typed = copy.kind == MessageKind.SAID
        if copy.sent_at <= desk.now - DELETABLE:
            unreached["typed"] += is_typed
            unreached["files"] += copy.has_media and not is_typed
        letter = Erase(copy.message_id, instead=not is_typed, has_media=copy.has_media)
        letters.queue_letter(desk.session, copy.person_id, letter, now=desk.now, ticket_id=copy.ticket_id)
        await desk.session.execute(_FORGET, _name(desk, copy))
    return {where: count for where, count in unreached.items() if count}


async def _find_sealed(desk: Desk, given: dict[str, Any]) -> list[Row[Any]]:
    asked = {name: given[name] for name in ("bot", "person", "until", "recent")}
    found = {}
    for row in await desk.session.execute(_SEALED, asked):
        letter = json.dumps(queue.decode_payload(row.payload))
        if any(name in letter for name in given["names"]):
            found[row.person_id, row.message_id] = row
    return list(found.values())


async def _list_numbers(desk: Desk, tickets: Sequence[int]) -> set[int]:
    return set(await desk.session.scalars(select(Ticket.number).where(any_of(Ticket.id, tickets))))


def _name(desk: Desk, copy: Row[Any]) -> dict[str, Any]:
    return {"person": copy.person_id, "bot": desk.rules.bot_id, "message": copy.message_id}
