"""Copies of a person's words in other people's chats: deleted, or edited where Telegram deletes no longer."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, text

from db.models import (
    MessageKind,
    Person,
    any_of,
)
from desk import Desk
from desk.outbox import Erase, letters
from desk.privacy.settled_jobs import LISTS, LISTS_BACK, FoundInJobs

DELETABLE = timedelta(hours=48)
"""How long a bot can delete messages of a private chat (Bot API, deleteMessage, read 2026-11)."""
_COPY = "m.chat_id, m.message_id, m.kind, m.has_media, m.ticket_id, m.sent_at"
_COPIES = text(f"""
select p.id as person_id, m.* from (
  select {_COPY} from messages m where m.bot_id = :bot and m.ticket_id = any(cast(:tickets as bigint[]))
  union select {_COPY} from messages m where m.bot_id = :bot and m.entry_id = any(cast(:entries as bigint[]))
  union select {_COPY} from messages m
  where m.bot_id = :bot and m.ticket_id is null and m.entry_id is null and m.sent_at >= :recent
    and (split_part(replace(m.slot, 'past:', ''), ':', 1) = any(cast(:lists as text[]))
      or m.slot in (select 'mention:' || o.id from group_mentions o
        join people a on a.telegram_id = o.author_id where a.id = :person))) m
join people p on p.telegram_id = m.chat_id
where p.id <> :person and (m.kind <> 'line' or m.sent_at <= :until)
order by p.id, m.message_id
""")  # noqa: S608
_LINES = text(f"""
select distinct p.id as person_id, {_COPY}
from unnest(cast(:people as bigint[]), cast(:begun as timestamptz[]), cast(:ended as timestamptz[])) l(id, begun, ended)
join people p on p.id = l.id join messages m on m.bot_id = :bot and m.chat_id = p.telegram_id
where m.ticket_id is null and m.entry_id is null and m.slot is null and m.sent_at >= :recent
  and m.sent_at between l.begun and l.ended and (m.kind <> 'line' or m.sent_at <= :until)
order by p.id, m.message_id
""")  # noqa: S608
_FORGET = text("""
delete from messages m using unnest(cast(:chats as bigint[]), cast(:ids as bigint[])) c(chat, id)
where m.bot_id = :bot and m.chat_id = c.chat and m.message_id = c.id
""")


async def queue_erasing(desk: Desk, person: Person, tickets: Sequence[int], entries: Sequence[int]) -> Counter[str]:
    """Queue the deletion of each copy of a request's messages, and of lists that may name the person; return how many
    messages Telegram will not let go: words that others typed themselves, and files, of more than two days ago. Lines
    from after an erasure have no words of theirs."""
    given = {"tickets": list(tickets), "entries": list(entries), "lists": list(LISTS)}
    copies = await desk.session.execute(_COPIES, {**_name_limits(desk, person), "person": person.id, **given})
    return await _delete_copies(desk, copies.all())


async def queue_found(desk: Desk, person: Person, found: FoundInJobs) -> Counter[str]:
    """Queue the deletion of what settled jobs told of: lines of letters about the person, and commands of others;
    return how many messages Telegram will not let go."""
    await _delete_commands(desk, found)
    if not found.letters:
        return Counter()
    people, begun, ended = map(list, zip(*found.letters, strict=True))
    given = {**_name_limits(desk, person), "people": people, "begun": begun, "ended": ended}
    return await _delete_copies(desk, (await desk.session.execute(_LINES, given)).all())


def _name_limits(desk: Desk, person: Person) -> dict[str, Any]:
    until = person.erased_at or desk.now
    return {"bot": desk.rules.bot_id, "until": until, "recent": desk.now - LISTS_BACK}


async def _delete_commands(desk: Desk, found: FoundInJobs) -> None:
    typed = [(int(chat), message) for chat, message, at in found.commands if at > desk.now - DELETABLE]
    here = select(Person.telegram_id, Person.id).where(any_of(Person.telegram_id, {chat for chat, _ in typed}))
    people = {row.telegram_id: row.id for row in await desk.session.execute(here)} if typed else {}
    for chat, message in typed:
        if chat in people:
            letters.queue_letter(desk.session, people[chat], Erase(message), now=desk.now)


async def _delete_copies(desk: Desk, copies: Sequence[Row[Any]]) -> Counter[str]:
    unreached: Counter[str] = Counter()
    for copy in copies:
        is_typed = copy.kind == MessageKind.SAID
        if copy.sent_at <= desk.now - DELETABLE:
            unreached["typed"] += is_typed
            unreached["files"] += copy.has_media and not is_typed
        letter = Erase(copy.message_id, instead=not is_typed, has_media=copy.has_media)
        letters.queue_letter(desk.session, copy.person_id, letter, now=desk.now, ticket_id=copy.ticket_id)
    if copies:
        gone = {"chats": [one.chat_id for one in copies], "ids": [one.message_id for one in copies]}
        await desk.session.execute(_FORGET, {"bot": desk.rules.bot_id, **gone})
    return +unreached
