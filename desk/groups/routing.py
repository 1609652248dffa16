"""To which request a message in a group belongs. Read before the message is stored, and again when it is handled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, Boolean, Text

_SHORT_TIME = timedelta(minutes=5)
"""For how long words without a reply follow the author's last ones, where there are no forum topics."""

_FIND = text("""
select t.id from tickets t join people p on p.id = t.requester_id
where p.telegram_id = :author and t.intake_group_id = :group and (
  exists (select from messages m left join entries e on e.id = m.entry_id
    where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :reply_to
      and coalesce(e.ticket_id, m.ticket_id) = t.id)
  or exists (select from entries e where e.ticket_id = t.id and e.author_id = p.id and e.album = :album)
  or ((:reply_to is null or (:to_bot and not exists (select from messages m
      where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :reply_to)))
    and t.status not in ('closed', 'cancelled') and case when :thread is null
    then t.intake_thread_id is null and exists (select from entries e where e.ticket_id = t.id
      and e.author_id = p.id and e.said_chat_id = :chat and e.created_at > :since)
    else t.intake_thread_id = :thread end))
order by exists (select from messages m left join entries e on e.id = m.entry_id
    where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :reply_to
      and coalesce(e.ticket_id, m.ticket_id) = t.id) desc, t.id desc
limit 1
""").bindparams(
    bindparam("reply_to", type_=BigInteger),
    bindparam("thread", type_=BigInteger),
    bindparam("album", type_=Text),
    bindparam("to_bot", type_=Boolean),
)
"""A reply to a message of the bot that is not stored, as the process that sent it was killed, is read without it."""
_BEGUN = text("""
select t.id from tickets t join people p on p.id = t.requester_id
join entries e on e.ticket_id = t.id and e.author_id = p.id and e.said_chat_id = :chat
join messages m on m.bot_id = :bot and m.chat_id = :chat and m.message_id = e.said_message_id
where p.telegram_id = :author and t.intake_group_id = :group and t.status not in ('closed', 'cancelled')
  and t.intake_thread_id is not distinct from :thread and m.sent_at > :since and m.sent_at <= :until
order by t.id desc limit 1
""").bindparams(bindparam("thread", type_=BigInteger))
_STANDS = text("""
select exists (select from messages m left join entries e on e.id = m.entry_id left join questions q
    on q.id = e.question_id
  where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :reply_to
    and coalesce(e.ticket_id, m.ticket_id, q.ticket_id) is not null)
  or exists (select from entries e where e.said_chat_id = :chat and e.album = :album
    and e.said_message_id between :message - 100 and :message + 100)
""").bindparams(
    bindparam("reply_to", type_=BigInteger), bindparam("album", type_=Text), bindparam("message", type_=BigInteger)
)
_KNOWN = text("""
select coalesce(e.ticket_id, 0) as ticket from messages m join entries e on e.id = m.entry_id
where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :message limit 1
""")


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """The facts that decide where a message in a group belongs, without its words. `sent_at`: when it was written;
    `thread`: its forum topic; `reply_author`: who wrote what it replies to."""

    chat_id: int
    author: int
    sent_at: datetime
    reply_to: int | None = None
    thread: int | None = None
    album: str | None = None
    reply_author: int | None = None


async def find_request(session: AsyncSession, message: GroupMessage, *, group_id: int, bot_id: int) -> int | None:
    """Return the id of the author's request that the message belongs to: what it replies to, its album, their open one
    in that forum topic, or the one they wrote to within the last minutes."""
    given = {
        "author": message.author,
        "group": group_id,
        "bot": bot_id,
        "chat": message.chat_id,
        "reply_to": message.reply_to,
        "thread": message.thread,
        "album": message.album,
        "to_bot": message.reply_author == bot_id,
        "since": message.sent_at - _SHORT_TIME,
    }
    found: int | None = await session.scalar(_FIND, given)
    return found


async def find_begun(
    session: AsyncSession, message: GroupMessage, quiet: timedelta, *, group_id: int, bot_id: int
) -> int | None:
    """Return the id of the author's request that a message which names the bot again belongs to: the one they wrote to
    within the quiet period, as in private."""
    given = {
        "author": message.author,
        "group": group_id,
        "bot": bot_id,
        "chat": message.chat_id,
        "thread": message.thread,
        "since": message.sent_at - quiet,
        "until": message.sent_at,
    }
    found: int | None = await session.scalar(_BEGUN, given)
    return found


async def is_about_ticket(
    session: AsyncSession, chat_id: int, message_id: int, *, reply_to: int | None, album: str | None, bot_id: int
) -> bool:
    """Return True if a message in the staff group replies to something of a ticket, or is part of an album there."""
    given = {"bot": bot_id, "chat": chat_id, "message": message_id, "reply_to": reply_to, "album": album}
    return bool(await session.scalar(_STANDS, given))


async def find_known(session: AsyncSession, chat_id: int, message_id: int, *, bot_id: int) -> int | None:
    """Return the id of the request that a message is part of; None if the message is not stored."""
    found: int | None = await session.scalar(_KNOWN, {"bot": bot_id, "chat": chat_id, "message": message_id})
    return found
