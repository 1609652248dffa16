"""Forum topics of the staff group and of requesters' own chats: which one a letter goes to, and what has to be done
with it first.

Each step is one call, after which the letter waits for its next turn: a topic is made once, however often its letter is
tried, and no other chat waits for it. A private chat without topics is flat: its letters come as they always did.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    GetForumTopicIconStickers,
    GetMe,
    ReopenForumTopic,
    TelegramMethod,
)
from aiogram.types import Sticker
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api import failures
from bot.api.client import RateLimitedApi
from bot.api.reach import is_of_token
from bot.runtime import Runtime
from bot.views import Reader, Rendered
from db.models import Message, Origin, Status, Ticket, TicketTopic
from desk import Desk
from desk.admin_settings import changes
from desk.i18n import TicketSubject
from desk.notifications import to_admins, topic_rows
from desk.notifications.topic_rows import MadeTopic
from desk.outbox import Letter, Relay, Show
from desk.text import shorten_line

_ASK_AGAIN, _MOST_MADE = timedelta(minutes=10), 3
_NAME_LENGTH = 128  # characters of a topic's name (Bot API, createForumTopic, read 2026-11)
ICONS = {
    Status.NEW: "❗️",
    Status.ASSIGNED: "👀",
    Status.IN_PROGRESS: "💬",
    Status.PENDING: "❓",
    Status.ON_HOLD: "📆",
    Status.RESOLVED: "✅",
    Status.REOPENED: "🔥",
    Status.CLOSED: "🏁",
    Status.CANCELLED: "🏁",
}
"""Emoji among those that Telegram lets everybody use as icons (getForumTopicIconStickers, read 2026-11)."""
_DELETED = ("thread not found", "topic_deleted", "topic_id_invalid")
_SAME = ("topic_not_modified",)
_CLOSED = ("topic_closed",)
_NONE = ("not a forum",)
_REFUSED = ("not enough rights", "not a forum", "administrator rights", "chat_admin_required", "topics_too_much")

log = structlog.get_logger(__name__)


class TopicStep(StrEnum):
    """Steps that are taken with a topic before a letter goes there."""

    MAKE = "make"
    OPEN = "open"
    CLOSE = "close"
    NAME = "name"
    CLEAN = "clean"
    ERASE = "erase"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """The topic of a letter's ticket. `thread_id`: None as long as there is none; `step`: what comes first; `spare_id`:
    a second one to delete."""

    ticket_id: int
    number: int
    chat_id: int
    name: str
    status: Status
    thread_id: int | None = None
    spare_id: int | None = None
    step: TopicStep | None = None

    @property
    def is_own(self) -> bool:
        """True in a requester's own chat."""
        return self.chat_id > 0

    @property
    def is_over(self) -> bool:
        """True if the ticket has ended."""
        return self.status.is_finished

    @property
    def fingerprint(self) -> str:
        """A hash of the name."""
        return topic_rows.make_fingerprint(self.name)


async def plan_erasure(session: AsyncSession, message_id: int, chat_id: int) -> TopicPlan | None:
    """Return the topic that is deleted with the message that made it, whose name has words of the request; None if the
    message made none."""
    row = await topic_rows.find_by_thread(session, chat_id, message_id)
    if row is None:
        return None
    ticket = await session.get_one(Ticket, row.ticket_id)
    name = f"#{ticket.number}"
    return TopicPlan(ticket.id, ticket.number, chat_id, name, ticket.status, row.thread_id, step=TopicStep.ERASE)


async def plan_topic(reader: Reader, letter: Letter, ticket_id: int, chat_id: int) -> TopicPlan | None:
    """Return the topic that a letter to the staff group goes to; None if it goes to the group as a whole."""
    row = await topic_rows.find_topic(reader.session, ticket_id, chat_id)
    if row is None and not _makes(letter):
        return None
    ticket = await reader.session.get(Ticket, ticket_id)
    card = await reader.load_card(ticket.number) if ticket is not None and ticket.filed_at is not None else None
    if card is None:
        return None
    name = shorten_line(f"#{card.number} {card.subject.say_in(reader.language)} · {card.requester.name}", _NAME_LENGTH)
    topic = TopicPlan(ticket_id, card.number, chat_id, name, card.status)
    if row is None:
        return replace(topic, step=TopicStep.MAKE)
    topic = replace(topic, thread_id=row.thread_id, spare_id=row.spare_id)
    step = _choose_step(letter, row, topic)
    if step is None and _is_word(letter) and not await _has_card(reader, topic):
        step = TopicStep.CARD
    return replace(topic, step=step)


async def plan_own_topic(reader: Reader, letter: Letter, ticket: Ticket, chat_id: int) -> TopicPlan | None:
    """Return the topic, in the requester's own chat, that a letter about their ticket goes to; None if the chat is flat
    for it."""
    row = await topic_rows.find_topic(reader.session, ticket.id, chat_id)
    is_flat = row is not None and (row.thread_id is None or row.is_closed)
    if is_flat or (row is None and (_is_edit(letter) or ticket.is_finished)):
        return None
    subject = TicketSubject(ticket.subject, ticket.subject_line).say_in(reader.language)
    name = shorten_line(f"#{ticket.number} {subject}", _NAME_LENGTH)
    topic = TopicPlan(ticket.id, ticket.number, chat_id, name, Status(ticket.status))
    if row is None:
        return replace(topic, step=TopicStep.MAKE)
    topic = replace(topic, thread_id=row.thread_id, spare_id=row.spare_id)
    is_nameless = row.icon is None and row.fingerprint is not None  # a person made it by writing
    return replace(topic, step=TopicStep.NAME if is_nameless else _choose_step(letter, row, topic))


def _is_edit(letter: Letter) -> bool:
    return bool(getattr(letter, "only_edit", False)) or (isinstance(letter, Relay) and letter.edit)


def _is_word(letter: Letter) -> bool:
    return isinstance(letter, Relay) and not letter.edit


def _makes(letter: Letter) -> bool:
    """Return True if a topic is made for the letter: the ticket's card, and what people say."""
    return _is_word(letter) or (isinstance(letter, Show) and letter.view == "group" and not letter.only_edit)


def _choose_step(letter: Letter, row: TicketTopic, topic: TopicPlan) -> TopicStep | None:
    """Return what is done first with the topic that there is. It is named and closed with its card's edits only: they
    come after every change, and words do not wait for that."""
    if row.is_closed and not topic.is_over:
        return TopicStep.OPEN
    if not (isinstance(letter, Show) and letter.only_edit):
        return None
    if row.spare_id is not None:
        return TopicStep.CLEAN
    if row.icon != topic.status or row.fingerprint not in (None, topic.fingerprint):
        return TopicStep.NAME
    return TopicStep.CLOSE if topic.is_over and not (row.is_closed or topic.is_own) else None


async def _has_card(reader: Reader, topic: TopicPlan) -> bool:
    """Return True if the card is in the topic: ids of messages grow, and the first of a topic is its own."""
    there = Message.bot_id == reader.bot_id, Message.chat_id == topic.chat_id, Message.slot == f"group:{topic.number}"
    newest = await reader.session.scalar(select(func.max(Message.message_id)).where(*there))
    return newest is not None and newest > (topic.thread_id or 0)


def is_refusal(error: Exception) -> bool:
    """Return True if Telegram refuses a topic, not what is sent there."""
    return is_gone(error) or failures.has_any_text(error, (*_CLOSED, *_NONE))


def is_gone(error: Exception) -> bool:
    """Return True if Telegram says that a topic was deleted, with all that was sent there."""
    return failures.has_any_text(error, _DELETED)


def put_in_topic(rendered: Rendered, topic: TopicPlan | None) -> Rendered:
    """Return the message with its topic, as a reply only to what is in there: a reply to another topic is refused."""
    if topic is None or topic.thread_id is None:
        return rendered
    reply_to = rendered.reply_to if rendered.reply_to and rendered.reply_to > topic.thread_id else None
    return replace(rendered, thread_id=topic.thread_id, reply_to=reply_to)


class ForumTopics:
    """Makes and changes topics for one bot."""

    def __init__(self, runtime: Runtime, calls: RateLimitedApi, steady: Callable[[], datetime]) -> None:
        """Set up; `steady`: a clock for pauses that is never set back (`ops.clock`)."""
        self._bot, self._database, self._settings, self._now = runtime
        self._steady = steady
        self._calls = calls
        self._icons: dict[str, str] | None = None
        self._made: dict[tuple[int, int], tuple[int, datetime]] = {}
        self._own_until, self._has_own = datetime.fromtimestamp(0, tz=UTC), False
        self._steps: dict[TopicStep, Callable[[TopicPlan], Awaitable[TopicPlan | None]]] = {
            TopicStep.MAKE: self._make,
            TopicStep.OPEN: self._open,
            TopicStep.CLOSE: self._close,
            TopicStep.NAME: self._name,
            TopicStep.CLEAN: self._clean,
            TopicStep.ERASE: self._erase,
        }

    async def take_step(self, topic: TopicPlan, step: TopicStep) -> TopicPlan | None:
        """Do what comes first; return the topic of the group that was made. Raises AiogramError for what has nothing to
        do with topics."""
        try:
            return await self._steps[step](topic)
        except (TelegramBadRequest, TelegramNotFound) as error:
            is_about_more = is_of_token(error) or (isinstance(error, TelegramNotFound) and not topic.is_own)
            if is_about_more or not await self.follow_refusal(topic, error):
                raise
            return None

    async def follow_refusal(self, topic: TopicPlan, error: TelegramBadRequest | TelegramNotFound) -> bool:
        """Note what a refusal says of the topic, or of topics in that group; return False if it says nothing."""
        if topic.is_own and failures.has_any_text(error, failures.NOBODY_THERE):
            return False
        if topic.is_own and (not is_gone(error) or self._count_made(topic) >= _MOST_MADE):
            await self._make_flat(topic, error)
            return True
        if is_gone(error) and topic.thread_id is not None:
            async with self._database.unit_of_work() as session:
                await topic_rows.forget_topic(session, topic.chat_id, topic.thread_id)
            return True
        if failures.has_any_text(error, _CLOSED) and not topic.is_over:
            await self._note(topic, is_closed=True)
            return True
        if failures.has_any_text(error, (*_CLOSED, *_REFUSED)):
            await self._give_up(error)
            return True
        return False

    def _count_made(self, topic: TopicPlan) -> int:
        """Return how many topics were made for the ticket lately: if Telegram finds none of some, it would not find the
        next one."""
        count, at = self._made.get((topic.ticket_id, topic.chat_id), (0, self._steady()))
        return count if self._steady() - at < _ASK_AGAIN else 0

    async def _make_flat(self, topic: TopicPlan, error: Exception) -> None:
        """Let the letters of a request come into the requester's chat as a whole, until they write in its topic."""
        log.info("a private chat takes no topic", ticket=topic.ticket_id, error=str(getattr(error, "message", error)))
        if topic.thread_id is not None:
            await self._note(topic, is_closed=True)
            return
        async with self._database.unit_of_work() as session:
            await topic_rows.keep_none(session, topic.ticket_id, topic.chat_id)

    async def _may_make(self, topic: TopicPlan) -> bool:
        """Return False in a private chat if the bot has no topics there, which is asked every few minutes."""
        if topic.is_own and self._steady() >= self._own_until:
            me: Any = await self._calls.call(GetMe())
            self._has_own = bool(getattr(me, "has_topics_enabled", False))
            self._own_until = self._steady() + _ASK_AGAIN
        return self._has_own or not topic.is_own

    async def _make(self, topic: TopicPlan) -> TopicPlan | None:
        if not await self._may_make(topic):
            async with self._database.unit_of_work() as session:
                await topic_rows.keep_none(session, topic.ticket_id, topic.chat_id)
            return None
        icon = await self._find_icon(topic.status)
        method = CreateForumTopic(chat_id=topic.chat_id, name=topic.name, icon_custom_emoji_id=icon)
        answer: Any = await self._calls.call(method)
        thread_id = answer["message_thread_id"] if isinstance(answer, dict) else answer.message_thread_id
        made = MadeTopic(topic.ticket_id, topic.chat_id, int(thread_id), topic.fingerprint, topic.status.value)
        if topic.is_own:
            made_before = {one: it for one, it in self._made.items() if self._steady() - it[1] < _ASK_AGAIN}
            self._made = {
                **made_before,
                (topic.ticket_id, topic.chat_id): (self._count_made(topic) + 1, self._steady()),
            }
        async with self._database.unit_of_work() as session:
            await topic_rows.keep_topic(session, made, now=self._now(), rules=self._settings.last)
            row = await topic_rows.find_topic(session, topic.ticket_id, topic.chat_id)
        there = row.thread_id if row is not None and not topic.is_own else None
        return replace(topic, thread_id=there, step=None) if there is not None else None

    async def _open(self, topic: TopicPlan) -> None:
        await self._change(ReopenForumTopic(chat_id=topic.chat_id, message_thread_id=topic.thread_id or 0))
        await self._note(topic, is_closed=False)

    async def _close(self, topic: TopicPlan) -> None:
        await self._change(CloseForumTopic(chat_id=topic.chat_id, message_thread_id=topic.thread_id or 0))
        await self._note(topic, is_closed=True)

    async def _name(self, topic: TopicPlan) -> None:
        async with self._database.reading() as session:
            row = await topic_rows.find_topic(session, topic.ticket_id, topic.chat_id)
        is_ours = row is not None and row.fingerprint is not None
        icon, name = await self._find_icon(topic.status), topic.name if is_ours else None
        if icon is not None or name is not None:
            there = {"chat_id": topic.chat_id, "message_thread_id": topic.thread_id or 0}
            await self._change(EditForumTopic(name=name, icon_custom_emoji_id=icon, **there))
        named = {"fingerprint": topic.fingerprint} if is_ours else {}
        await self._note(topic, icon=topic.status.value, **named)

    async def _clean(self, topic: TopicPlan) -> None:
        """Delete the second topic. Without the right to, it stays, without words in its name."""
        spare_id = topic.spare_id or 0
        await self._delete(topic, spare_id)
        async with self._database.unit_of_work() as session:
            await topic_rows.forget_spare(session, topic.ticket_id, topic.chat_id, spare_id)

    async def _erase(self, topic: TopicPlan) -> None:
        """Delete a topic with all that is in it; without the right to, only its name goes."""
        await self._delete(topic, topic.thread_id or 0)
        async with self._database.unit_of_work() as session:
            await topic_rows.forget_topic(session, topic.chat_id, topic.thread_id or 0)

    async def _delete(self, topic: TopicPlan, thread_id: int) -> None:
        there: dict[str, Any] = {"chat_id": topic.chat_id, "message_thread_id": thread_id}
        if not await self._is_allowed(DeleteForumTopic(**there)):
            await self._is_allowed(EditForumTopic(**there, name=f"#{topic.number}"))

    async def _is_allowed(self, method: TelegramMethod[Any]) -> bool:
        """Call Telegram; return False if the bot has not the right to."""
        try:
            await self._calls.call(method)
        except TelegramBadRequest as error:
            if failures.has_any_text(error, _REFUSED):
                log.warning("a topic cannot be deleted", method=method.__api_method__, error=error.message)
                return False
            if not failures.has_any_text(error, (*_DELETED, *_SAME)):
                raise
        return True

    async def _find_icon(self, status: Status) -> str | None:
        """Return the id of the emoji for this status, if Telegram has it among the icons."""
        if self._icons is None:
            stickers: Any = ()
            try:
                stickers = await self._calls.call(GetForumTopicIconStickers())
            except (TelegramBadRequest, TelegramNotFound) as error:
                if is_of_token(error):
                    raise
                log.warning("topics go without icons", error=error.message)
            known = {one.emoji: one.custom_emoji_id for one in stickers if isinstance(one, Sticker)}
            self._icons = {_plain(emoji): found for emoji, found in known.items() if emoji and found}
        return self._icons.get(_plain(ICONS[status]))

    async def _change(self, method: TelegramMethod[Any]) -> None:
        try:
            await self._calls.call(method)
        except TelegramBadRequest as error:
            if not failures.has_any_text(error, _SAME):
                raise

    async def _note(self, topic: TopicPlan, **values: Any) -> None:
        its = TicketTopic.ticket_id == topic.ticket_id, TicketTopic.thread_id == topic.thread_id
        async with self._database.unit_of_work() as session:
            await session.execute(update(TicketTopic).where(*its).values(**values))

    async def _give_up(self, error: Exception) -> None:
        """Switch topics off, as Telegram does not allow them, and tell admins once why and what to do."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            desk = Desk(session, Origin.CLOCK, None, now=now, rules=await self._settings.get_for_session(session))
            if await changes.switch_topics_off(desk):
                why = "forum" if failures.has_any_text(error, ("not a forum",)) else "rights"
                await to_admins.tell_admins(session, "group-topics-off", now=now, why=why)


def _plain(emoji: str) -> str:
    """Return an emoji without its variation selector, which Telegram may leave out."""
    return emoji.replace("\N{VARIATION SELECTOR-16}", "")
