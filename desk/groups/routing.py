"""To which request a message in a group belongs. Read before the message is stored, and again when it is handled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import BigInteger, Boolean, Text

from db.models import Message, MessageKind
from desk import Desk
from desk.place import TeamPlace

_SHORT_TIME = timedelta(minutes=5)
"""For how long words without a reply follow the author's last ones, where there are no forum topics."""
_LATELY = timedelta(hours=72)
"""For how long words that stand for nothing by themselves, as thanks do, follow the author's last ones."""

_REPLIED = text("""
select coalesce(e.ticket_id, m.ticket_id, q.ticket_id) as ticket
from messages m left join entries e on e.id = m.entry_id left join questions q on q.id = e.question_id
where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :reply_to
  and coalesce(e.ticket_id, m.ticket_id, q.ticket_id) is not null
union all
select coalesce(e.ticket_id, 0) from entries e where e.said_chat_id = :chat and e.album = :album
  and e.said_message_id between :message - 100 and :message + 100
limit 1
""").bindparams(
    bindparam("reply_to", type_=BigInteger), bindparam("album", type_=Text), bindparam("message", type_=BigInteger)
)
_OWN = text("""
select t.id from tickets t join people p on p.id = t.requester_id
where p.telegram_id = :author and t.intake_group_id = :group
  and (:ended or t.status not in ('closed', 'cancelled')) and t.intake_thread_id is not distinct from :thread
  and (:always or exists (select from entries e
    join messages m on m.bot_id = :bot and m.chat_id = :chat and m.message_id = e.said_message_id
    where e.ticket_id = t.id and e.author_id = p.id and e.said_chat_id = :chat
      and m.sent_at > :since and m.sent_at <= :until))
order by t.id desc limit 1
""").bindparams(
    bindparam("thread", type_=BigInteger), bindparam("ended", type_=Boolean), bindparam("always", type_=Boolean)
)
_KNOWN = text("""
select coalesce(e.ticket_id, 0) as ticket from messages m join entries e on e.id = m.entry_id
where m.bot_id = :bot and m.chat_id = :chat and m.message_id = :message limit 1
""")


@dataclass(frozen=True, slots=True)
class GroupMessage:
    """The facts that decide where a message in a group belongs, without its words. `sent_at`: when it was written;
    `thread`: its forum topic; `reply_author`: who wrote what it replies to; `named`: it names the bot; `lately`: its
    words stand for nothing by themselves."""

    chat_id: int
    message_id: int
    author: int
    sent_at: datetime
    reply_to: int | None = None
    thread: int | None = None
    album: str | None = None
    reply_author: int | None = None
    named: bool = False
    lately: bool = False


async def find_ticket(session: AsyncSession, message: GroupMessage, *, group_id: int, bot_id: int) -> int | None:
    """Return the id of the ticket that a message belongs to: that of what it replies to, whoever wrote either, or of
    its album; else the author's own from there, in its forum topic or within some minutes of their last words. A reply
    to a message of the bot that is not stored, as the process that sent it was killed, is read as no reply."""
    replied = await find_replied(session, message, bot_id=bot_id)
    if replied or (message.reply_to is not None and message.reply_author != bot_id):
        return replied or None
    given = {
        "author": message.author,
        "group": group_id,
        "bot": bot_id,
        "chat": message.chat_id,
        "thread": message.thread,
        "ended": message.lately,
        "always": message.thread is not None and not message.named,
        "since": message.sent_at - (_LATELY if message.lately else _SHORT_TIME),
        "until": message.sent_at,
    }
    found: int | None = await session.scalar(_OWN, given)
    return found


async def find_replied(session: AsyncSession, message: GroupMessage, *, bot_id: int) -> int | None:
    """Return the id of the ticket that the message replies to something of, or is part of an album of; 0 for an album
    that is of none, None for all else."""
    if message.reply_to is None and message.album is None:
        return None
    given = {"bot": bot_id, "chat": message.chat_id, "message": message.message_id}
    found: int | None = await session.scalar(_REPLIED, given | {"reply_to": message.reply_to, "album": message.album})
    return found


async def remember_command(desk: Desk, ticket_id: int) -> None:
    """Note which ticket the actor's command in a group of requesters was about: replies to it belong there."""
    place = desk.place
    if isinstance(place, TeamPlace) and place.is_public:
        row = {"bot_id": desk.rules.bot_id, "chat_id": place.chat_id, "message_id": place.message_id}
        said = insert(Message).values(**row, kind=MessageKind.SAID, ticket_id=ticket_id, sent_at=desk.now)
        await desk.session.execute(said.on_conflict_do_nothing())


async def find_known(session: AsyncSession, chat_id: int, message_id: int, *, bot_id: int) -> int | None:
    """Return the id of the request that a message is part of; None if the message is not stored."""
    found: int | None = await session.scalar(_KNOWN, {"bot": bot_id, "chat": chat_id, "message": message_id})
    return found
