"""The traces of a person in settled jobs: letters about them, their raw updates, those of others about their requests.

An update that failed is one of them. Jobs are looked at once, a page at a time, by their ids: a desk has hundreds of
thousands. Of a page only those are loaded that may be about the person, and only those that are get emptied.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, text

from db import encryption, queue
from db.models import Box, Entry, History, Person, Ticket, any_of
from desk import Desk
from desk.history import OF_WORDS
from desk.privacy.standing import STANDING, name_standing

PAGE = 20_000
"""Jobs of one page, which is one statement: some hundredths of a second."""
SHORTEST = 3
"""Characters of a name or text that is looked for in what was sent: a shorter one is part of other words."""
_COMMAND = re.compile(r"/\w+(?:@\w+)?(?:\s+#?(\d{1,18})\b)?(\s+\S)?")

_UNTIL = text("""
select max(id) as until, count(*) as n from (select id from jobs where id > :after order by id limit :most) j
""")
_IDS_SINCE = text("select id from jobs where settled_at >= :since order by id")
_PAGE = """
select j.id, j.box, j.key, j.person_id, j.created_at, j.settled_at, j.ticket_id, s.is_own, s.is_named,
  case when s.is_sealed or j.box = 'from_telegram' and not s.is_own then j.payload end as payload
from jobs j cross join lateral (select
  coalesce(j.ticket_id = any(cast(:tickets as bigint[])), false)
    or coalesce(j.entry_id = any(cast(:entries as bigint[])), false) or coalesce(j.person_id = :person, false)
    or j.box = 'from_telegram' and j.key = :chat as is_own,
  exists (select from unnest(cast(:names as bytea[])) n(name) where position(n.name in j.payload) > 0) as is_named,
  :sealed and position(cast('"sealed"' as bytea) in j.payload) > 0 as is_sealed) s
where {which} and coalesce(j.dedup not like 'erase:%', true)
  and (j.state = 'done' or j.state = 'buried' and j.box = 'from_telegram') and j.payload <> '{{}}' and (
  s.is_own or s.is_named or s.is_sealed
  or j.box = 'from_telegram' and (
    j.key = any(cast(:chats as text[])) or position(cast('"/' as bytea) in j.payload) > 0))
order by j.id
"""
_RANGE = text(_PAGE.format(which="j.id > :after and j.id <= :until"))
_LISTED = text(_PAGE.format(which="j.id = any(cast(:ids as bigint[]))"))
_EMPTY = text("""
update jobs set payload = '{}', error = null, state = 'done', settled_at = coalesce(settled_at, :now)
where id = any(cast(:ids as bigint[])) and state in ('done', 'buried')
""")
_MESSAGES = text(f"""
select m.chat_id, m.message_id from ({STANDING}) m
union select e.said_chat_id, e.said_message_id from entries e
where e.id = any(cast(:entries as bigint[])) and e.said_message_id is not null
union select p.telegram_id, cast(substring(convert_from(j.payload, 'UTF8') from '"message_id":(\\d+)') as bigint)
from jobs j join people p on p.id = j.person_id
where j.settled_at >= :since and j.box = 'to_telegram' and position(cast('"type":"erase"' as bytea) in j.payload) > 0
""")  # noqa: S608
"""The last: copies that an earlier look had deleted; presses on them may have come in before they were."""


@dataclass(frozen=True, slots=True)
class PersonTraces:
    """How a settled job about a person is known: ids of the person, their requests and entries, names as they stand in
    JSON, numbers of the requests, messages about them by the key of their chat, and what was said in them."""

    person: int
    chat: str
    tickets: Sequence[int]
    entries: Sequence[int]
    names: Sequence[str]
    numbers: frozenset[int]
    messages: Mapping[str, frozenset[int]]
    words: frozenset[str]

    def is_named_in(self, payload: Any) -> bool:
        """Return True if a name stands in a decoded payload."""
        said = json.dumps(payload, separators=(",", ":"))
        return any(name in said for name in self.names)


@dataclass(frozen=True, slots=True)
class FoundInJobs:
    """The findings of a page: letters about the person to others, which are about no request, as their person and
    between which moments they were sent; messages with commands of others, as their chat and id."""

    letters: Sequence[tuple[int, datetime, datetime]]
    commands: Sequence[tuple[int, int]]


async def find_traces(
    desk: Desk,
    person: Person,
    tickets: Sequence[int],
    entries: Sequence[int],
    names: Sequence[str],
    *,
    since: datetime | None,
) -> PersonTraces:
    """Return how jobs about a person are known. `names`: of them, as in JSON; `since`: when an erasure had messages
    deleted that are not known any more."""
    given = name_standing(desk, person, tickets, entries) | {"since": since or desk.now}
    messages: dict[str, set[int]] = {}
    for chat, message in await desk.session.execute(_MESSAGES, given):
        messages.setdefault(str(chat), set()).add(message)
    numbers = await desk.session.scalars(select(Ticket.number).where(any_of(Ticket.id, tickets)))
    chat = "" if person.telegram_id is None else str(person.telegram_id)
    return PersonTraces(
        person.id, chat, tickets, entries, [*names, *([f'"id":{chat},', f'"id":{chat}}}'] if chat else [])],
        frozenset(numbers), {key: frozenset(ids) for key, ids in messages.items()},
        await _list_words(desk, tickets, entries),
    )  # fmt: skip


async def _list_words(desk: Desk, tickets: Sequence[int], entries: Sequence[int]) -> frozenset[str]:
    said = list(await desk.session.scalars(select(Entry.body).where(any_of(Entry.id, entries))))
    fields = any_of(History.ticket_id, tickets), History.field.in_(OF_WORDS), History.new.is_not(None)
    said += [one or "" for one in await desk.session.scalars(select(History.new).where(*fields))]
    return frozenset(one.strip() for one in said if len(one.strip()) >= SHORTEST)


async def find_page(desk: Desk, after: int) -> tuple[dict[str, Any], bool]:
    """Return the next page of jobs, by its ids, and whether it is the last."""
    found = (await desk.session.execute(_UNTIL, {"after": after, "most": PAGE})).one()
    return {"after": after, "until": found.until or after}, found.n < PAGE


async def list_pages(desk: Desk, since: datetime) -> list[dict[str, Any]]:
    """Return the jobs that were settled since then, in pages."""
    ids = (await desk.session.scalars(_IDS_SINCE, {"since": since})).all()
    return [{"ids": list(ids[at : at + PAGE])} for at in range(0, len(ids), PAGE)]


async def empty_page(desk: Desk, traces: PersonTraces, page: Mapping[str, Any]) -> FoundInJobs:
    """Empty the settled jobs of a page that are about the person."""
    given = {
        **page, "person": traces.person, "chat": traces.chat, "tickets": list(traces.tickets),
        "entries": list(traces.entries), "names": [name.encode() for name in traces.names],
        "chats": list(traces.messages), "sealed": encryption.can_encrypt(),
    }  # fmt: skip
    gone, letters, commands = [], [], []
    for row in await desk.session.execute(_LISTED if "ids" in page else _RANGE, given):
        payload = queue.decode_payload(row.payload) if row.payload is not None else None
        is_named = row.is_named or (payload is not None and traces.is_named_in(payload))
        command = None if row.is_own else _find_command(row, traces, payload, is_named=is_named)
        if row.is_own or is_named or command is not None or (payload is not None and _is_about(row, traces, payload)):
            gone.append(row.id)
        if is_named and _is_line(row) and row.person_id != traces.person:
            letters.append((row.person_id, row.created_at, row.settled_at))
        if command is not None:
            commands.append((int(row.key), command))
    if gone:
        await desk.session.execute(_EMPTY, {"ids": gone, "now": desk.now})
    return FoundInJobs(letters, commands)


def _is_line(row: Row[Any]) -> bool:
    return row.box == Box.TO_TELEGRAM and row.ticket_id is None and row.person_id is not None


def _find_command(row: Row[Any], traces: PersonTraces, payload: Any, *, is_named: bool) -> int | None:
    """Return the id of the message if it is a command with words about the person: it names them or a request of
    theirs, or replies to a message about one."""
    message = _get(payload, "message") if row.box == Box.FROM_TELEGRAM else {}
    begins = _COMMAND.match(message.get("text") or message.get("caption") or "")
    if begins is None or begins[2] is None or "message_id" not in message:
        return None
    replied = _get(message, "reply_to_message").get("message_id") in traces.messages.get(row.key, ())
    named = begins[1] is not None and int(begins[1]) in traces.numbers
    return int(message["message_id"]) if replied or named or is_named else None


def _is_about(row: Row[Any], traces: PersonTraces, payload: Any) -> bool:
    """Return True if a raw update is one of the messages about the person's requests, replies to one, presses a button
    of one, or says what stands in one."""
    if row.box != Box.FROM_TELEGRAM:
        return False
    known = traces.messages.get(row.key, frozenset())
    return any(
        one.get("message_id") in known or (one.get("text") or one.get("caption") or "").strip() in traces.words
        for one in _list_messages(payload)
    )


def _list_messages(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object with the id of a message, at any depth."""
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _list_messages(one)
    if isinstance(value, dict) and "message_id" in value:
        yield value


def _get(value: Any, name: str) -> dict[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
