"""Copies of a person's words in other people's chats: deleted, or edited where Telegram deletes no longer. What became
of each is counted by its letter."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import MessageKind, Person, Role, any_of
from db.unit_of_work import get_unit
from desk import Desk
from desk.outbox import Erase, letters
from desk.outbox.letters import FILE_STAYS, TYPED_STAYS
from desk.privacy.settled_jobs import FoundInJobs
from desk.privacy.standing import LISTS_BACK, STANDING, name_standing

_COPY = "p.id as person_id, m.bot_id, m.chat_id, m.message_id, m.kind, m.has_media, m.ticket_id, m.sent_at"
_COPIES = text(f"""
select {_COPY} from ({STANDING}) m left join people p on p.telegram_id = m.chat_id
where p.id is distinct from :person and (m.kind <> 'line' or m.sent_at <= :until)
order by p.id, m.message_id
""")  # noqa: S608
_LINES = text(f"""
select distinct {_COPY}
from unnest(cast(:people as bigint[]), cast(:begun as timestamptz[]), cast(:ended as timestamptz[])) l(id, begun, ended)
join people p on p.id = l.id join messages m on m.bot_id = :bot and m.chat_id = p.telegram_id
where m.ticket_id is null and m.entry_id is null and m.slot is null and m.sent_at >= :recent
  and m.sent_at between l.begun and l.ended and (m.kind <> 'line' or m.sent_at <= :until)
order by p.id, m.message_id
""")  # noqa: S608
_FORGET = text("""
delete from messages m
using unnest(cast(:bots as bigint[]), cast(:chats as bigint[]), cast(:ids as bigint[])) c(bot, chat, id)
where m.bot_id = c.bot and m.chat_id = c.chat and m.message_id = c.id
""")
_BECAME = text("""
select case state when 'done' then coalesce(error, 'gone') when 'waiting' then 'waiting' when 'buried' then 'stays'
  else 'blocked' end as became, count(*) as n
from jobs where box = 'to_telegram' and dedup is not null and dedup like :of group by 1
""")
_WHERE = {"gone": "gone", "waiting": "waiting", "blocked": "blocked", TYPED_STAYS: "typed", FILE_STAYS: "files"}


async def queue_erasing(desk: Desk, person: Person, tickets: Sequence[int], entries: Sequence[int]) -> int:
    """Queue the deletion of each copy of a request's messages, and of lists that may name the person; return how many
    stand in chats of another bot, out of reach. Lines from after an erasure have no words of theirs."""
    given = name_standing(desk, person, tickets, entries) | {"until": person.erased_at or desk.now}
    return await _delete_copies(desk, person, (await desk.session.execute(_COPIES, given)).all())


async def queue_found(desk: Desk, person: Person, found: FoundInJobs) -> None:
    """Queue the deletion of what settled jobs told of: lines of letters about the person, and commands of others."""
    await _delete_commands(desk, person, found)
    if found.letters:
        people, begun, ended = map(list, zip(*found.letters, strict=True))
        given = {"bot": desk.rules.bot_id, "recent": desk.now - LISTS_BACK, "until": person.erased_at or desk.now}
        given |= {"people": people, "begun": begun, "ended": ended}
        await _delete_copies(desk, person, (await desk.session.execute(_LINES, given)).all())


async def count_outcomes(session: AsyncSession, person_id: int) -> Counter[str]:
    """Return how many copies there were, by what became of them: "gone", "waiting", or where they stay."""
    rows = await session.execute(_BECAME, {"of": f"{_name_letters(person_id)}%"})
    mine = [job for job in get_unit(session).jobs if (job.dedup or "").startswith(_name_letters(person_id))]
    found = Counter(waiting=len(mine))
    for row in rows:
        found[_WHERE.get(row.became, "kept")] += row.n
    return found


def _name_letters(person_id: int) -> str:
    return f"erase:{person_id}:"


async def _delete_commands(desk: Desk, person: Person, found: FoundInJobs) -> None:
    here = select(Person.telegram_id, Person.id).where(any_of(Person.telegram_id, {one for one, _ in found.commands}))
    here = here.where(or_(Person.role != Role.REQUESTER, Person.dismissed_at.is_not(None)))  # a requester's are theirs
    people = {row.telegram_id: row.id for row in await desk.session.execute(here)} if found.commands else {}
    for chat, message in found.commands:
        if chat in people:
            _queue(desk, person, people[chat], chat, Erase(message))


async def _delete_copies(desk: Desk, person: Person, copies: Sequence[Row[Any]]) -> int:
    elsewhere = 0
    for copy in copies:
        if copy.person_id is None:
            continue
        if copy.bot_id != desk.rules.bot_id:
            elsewhere += 1
            continue
        letter = Erase(copy.message_id, instead=copy.kind != MessageKind.SAID, has_media=copy.has_media)
        _queue(desk, person, copy.person_id, copy.chat_id, letter, ticket_id=copy.ticket_id)
    if copies:
        gone = {"bots": [one.bot_id for one in copies], "chats": [one.chat_id for one in copies]}
        await desk.session.execute(_FORGET, gone | {"ids": [one.message_id for one in copies]})
    return elsewhere


def _queue(
    desk: Desk, person: Person, receiver_id: int, chat: int, letter: Erase, *, ticket_id: int | None = None
) -> None:
    dedup = f"{_name_letters(person.id)}{chat}:{letter.message_id}"
    letters.queue_letter(desk.session, receiver_id, letter, now=desk.now, ticket_id=ticket_id, dedup=dedup)
