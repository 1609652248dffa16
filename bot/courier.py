"""One job of the outbox to Telegram: render, call, record. Knows views and methods, not how jobs are chosen."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import AiogramError, ClientDecodeError
from aiogram.methods import SetMessageReaction, TelegramMethod
from aiogram.types import Message as TelegramMessage
from aiogram.types import ReactionTypeEmoji
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import menus, sending, undelivered, verdicts
from bot.limits import Limiter
from bot.metrics import API_ERRORS, DELIVERED
from bot.sending import Part
from bot.verdicts import GONE, Trouble
from bot.views import render
from bot.views.rendered import Rendered
from db import queue
from db.models import Entry, Message, Person
from db.queue import Bury, ClaimedJob, Done, Park, Retry, Verdict
from db.session import Database
from db.words import Delivery as DeliveryState
from db.words import MessageKind
from desk import letters, parked, people
from desk.letters import Letter, Menu, React, Relay, Say, Show
from desk.replies import PAST
from desk.settings import DeskSettings

log = structlog.get_logger(__name__)
_TRIES = 5


@dataclass(slots=True)
class Outcome:
    """What a job came to: its verdict and the messages that now stand in the chat; `lost`: one that can no longer be
    edited, `begun_at`: when the attempt began."""

    verdict: Verdict
    sent: list[dict[str, Any]] = field(default_factory=list)
    edited: int | None = None
    fingerprint: str | None = None
    lost: int | None = None
    trouble: Trouble | None = None
    moved_to: int | None = None
    begun_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """A letter made ready: what to call, for which slot, and what stands there now."""

    letter: Letter
    chat: int
    rendered: Rendered | None
    fingerprint: str
    standing: Message | None
    slot: str | None


class Courier:
    """Delivers claimed jobs for one bot."""

    def __init__(
        self,
        bot: Bot,
        database: Database,
        limiter: Limiter,
        settings: DeskSettings,
        now: Callable[[], datetime],
        *,
        wait: Callable[[float], Awaitable[None]],
        on_token_refused: Callable[[], None],
    ) -> None:
        self._bot = bot
        self._database = database
        self._limiter = limiter
        self._settings = settings
        self._now = now
        self._wait = wait
        self._on_token_refused = on_token_refused

    async def chats(self, session: AsyncSession, jobs: Sequence[ClaimedJob]) -> dict[int, int]:
        """The chat of each job: the person's Telegram id; none for people without one."""
        ids = {job.person_id for job in jobs if job.person_id is not None}
        if not ids:
            return {}
        rows = await session.execute(select(Person.id, Person.telegram_id).where(Person.id.in_(ids)))
        chats = {row.id: row.telegram_id for row in rows if row.telegram_id is not None}
        return {job.id: chats[job.person_id] for job in jobs if job.person_id in chats}

    async def deliver(self, job: ClaimedJob, chat: int) -> Outcome:
        """Do what the job says; never raises, whatever Telegram answers and whatever the letter holds."""
        if not chat:
            return Outcome(Done("nobody there"))
        begun_at = self._now()
        try:
            letter = _letter(job)
            plan = await self._plan(job, letter, chat)
        except (SQLAlchemyError, OSError) as error:
            return Outcome(Retry(self._now() + verdicts.backoff(0), type(error).__name__, counts=False))
        except Exception as error:  # noqa: BLE001  (one letter that cannot be worded must not stop the others)
            return self._unworded(job, error)
        if isinstance(plan, Outcome):
            return plan
        try:
            outcome = await self._carry_out(job, plan)
        except (AiogramError, OSError, TimeoutError) as error:
            outcome = self._failed(job, chat, error, letter, harmless=plan.standing is not None)
        outcome.begun_at = begun_at
        return outcome

    def _unworded(self, job: ClaimedJob, error: Exception) -> Outcome:
        """A letter nobody foresaw: tried again (a newer version may know it), given up after five times."""
        log.error("a letter cannot be put into words", job=job.id, attempt=job.attempts + 1, exc_info=error)
        if job.attempts + 1 >= _TRIES:
            return Outcome(Bury(type(error).__name__))
        return Outcome(Retry(self._now() + verdicts.backoff(job.attempts), type(error).__name__))

    async def _plan(self, job: ClaimedJob, letter: Letter, chat: int) -> _Plan | Outcome:
        async with self._database.unit_of_work() as session:
            viewer = await session.get(Person, job.person_id)
            if viewer is None:
                return Outcome(Done("nobody there"))
            if viewer.blocked_at is not None:
                return Outcome(_unreachable(letter, Bury(GONE) if viewer.gone_at is not None else Park("blocked")))
            if isinstance(letter, Menu | React):
                return await self._small(session, letter, viewer, chat)
            slot = _slot(letter)
            standing = await self._standing(session, chat, slot) if slot else None
            if standing is None and _only_edit(letter):
                return Outcome(Done("nothing there to edit"))
            rendered = await render(
                session, letter, viewer, now=self._now(), settings=self._settings, bot_id=self._bot.id
            )
            if rendered is None:
                return Outcome(Done("not for this reader any more"))
            edits = standing is not None and _edits(letter)
            return _Plan(letter, chat, rendered, _fingerprint(rendered), standing if edits else None, slot)

    async def _small(self, session: AsyncSession, letter: Menu | React, viewer: Person, chat: int) -> _Plan | Outcome:
        if isinstance(letter, React):
            return _Plan(letter, chat, None, "", None, None)
        for method in menus.methods_for(viewer, chat, self._settings):
            try:
                await self._bot(method)
            except AiogramError as error:
                return Outcome(verdicts.after_failure(error, attempts=5, now=self._now(), harmless=True).verdict)
        return Outcome(Done())

    async def _standing(self, session: AsyncSession, chat: int, slot: str) -> Message | None:
        found = await session.execute(
            select(Message)
            .where(Message.bot_id == self._bot.id, Message.chat_id == chat, Message.slot == slot)
            .order_by(Message.message_id.desc())
            .limit(1)
        )
        return found.scalar_one_or_none()

    async def _carry_out(self, job: ClaimedJob, plan: _Plan) -> Outcome:
        if isinstance(plan.letter, React):
            return await self._react(job, plan.letter, plan.chat)
        assert plan.rendered is not None
        outcome = await self._edit(plan, plan.standing) if plan.standing is not None else None
        if outcome is not None:
            return outcome
        silent = bool(getattr(plan.letter, "silent", False)) or _only_edit(plan.letter)
        outcome = await self._send(job, plan, sending.parts(plan.chat, plan.rendered, silent=silent))
        outcome.lost = plan.standing.message_id if plan.standing is not None else None
        return outcome

    async def _edit(self, plan: _Plan, standing: Message) -> Outcome | None:
        """Edit what stands; None when that is not possible and a new message takes its place. A face that the person
        has deleted stays away, words that changed come again."""
        assert plan.rendered is not None
        if standing.fingerprint == plan.fingerprint:
            return Outcome(Done("unchanged"))
        method = sending.edit(plan.chat, standing.message_id, plan.rendered, has_media=standing.has_media)
        try:
            await self._call(method)
        except AiogramError as error:
            if verdicts.not_there(error) and _only_edit(plan.letter) and not isinstance(plan.letter, Relay):
                return Outcome(Done("deleted by the person"), lost=standing.message_id)
            if verdicts.cannot_edit(error):
                return None
            if not verdicts.unchanged(error):
                raise
        return Outcome(Done(), edited=standing.message_id, fingerprint=plan.fingerprint)

    async def _send(self, job: ClaimedJob, plan: _Plan, parts: list[Part]) -> Outcome:
        """Send the parts one after the other; how far it came is kept, so that a repeat does not begin anew."""
        data = job.data()
        sent: list[dict[str, Any]] = list(data.get("sent", ()))
        for index, part in enumerate(parts):
            if index < len({row["part"] for row in sent}):
                continue
            if index:
                await self._turn(plan.chat)
            sent += _rows(index, part, await self._call(part.method))
            if index + 1 < len(parts):
                async with self._database.unit_of_work() as session:
                    await queue.progress(session, job, {**data, "sent": sent})
        return Outcome(Done(), sent=[_row(row, plan, job.ticket_id) for row in sent], fingerprint=plan.fingerprint)

    async def _turn(self, chat: int) -> None:
        while (seconds := max(self._limiter.overall_in(), self._limiter.chat_in(chat))) > 0:
            await self._wait(seconds)
        self._limiter.take(chat)

    async def _react(self, job: ClaimedJob, letter: React, chat: int) -> Outcome:
        reaction: list[Any] = [ReactionTypeEmoji(emoji=letter.emoji)] if letter.emoji else []
        try:
            await self._call(SetMessageReaction(chat_id=chat, message_id=letter.message_id, reaction=reaction))
        except AiogramError as error:
            failure = verdicts.after_failure(error, attempts=job.attempts, now=self._now(), harmless=True)
            if failure.trouble in (Trouble.REFUSED, Trouble.GONE):
                return Outcome(Done("no reactions in this chat"))
            raise
        return Outcome(Done())

    async def _call(self, method: TelegramMethod[Any]) -> Any:
        """Call Telegram; an answer that says ok but does not fit aiogram's models counts as what it is: sent."""
        try:
            return await self._bot(method)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                return error.data.get("result")
            raise

    def _failed(self, job: ClaimedJob, chat: int, error: Exception, letter: Letter, *, harmless: bool) -> Outcome:
        failure = verdicts.after_failure(error, attempts=job.attempts, now=self._now(), harmless=harmless)
        API_ERRORS.labels("telegram", failure.trouble.value).inc()
        if failure.trouble is Trouble.FLOOD:
            self._limiter.refused(chat, failure.retry_after)
        if failure.trouble is Trouble.TOKEN:
            self._on_token_refused()
        verdict = failure.verdict
        if failure.trouble in (Trouble.BLOCKED, Trouble.GONE):
            verdict = _unreachable(letter, verdict)
        return Outcome(verdict, trouble=failure.trouble, moved_to=failure.moved_to)

    async def settle(self, job: ClaimedJob, outcome: Outcome) -> None:
        """Record the outcome, the message map and what became of the entry, in one transaction."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            if outcome.sent:
                await self._record(session, job, outcome, now)
            if outcome.edited is not None or outcome.lost is not None:
                await self._record_edit(session, job, outcome)
            if outcome.trouble is not None and job.person_id is not None:
                await self._not_reached(session, job.person_id, outcome, now)
            if job.entry_id is not None and not isinstance(outcome.verdict, Done):
                verdict, rules = outcome.verdict, self._settings
                await undelivered.note(session, job.entry_id, job.person_id, verdict, now=now, rules=rules)
            await queue.settle(session, job, outcome.verdict, now=now)
            if isinstance(outcome.verdict, Done | Bury) and (kept := letters.without_secrets(job.data())) is not None:
                await queue.progress(session, job, kept)
        if outcome.sent:
            DELIVERED.labels(job.lane.name.lower()).inc()

    async def _not_reached(self, session: AsyncSession, person_id: int, outcome: Outcome, now: datetime) -> None:
        """What a refusal says about the person; one who came back while we were asking gets it after all."""
        if outcome.moved_to is not None:
            moved = update(Person).where(Person.id == person_id)
            await session.execute(moved.values(telegram_id=outcome.moved_to))
            return
        if outcome.trouble not in (Trouble.BLOCKED, Trouble.GONE):
            return
        person = await session.get_one(Person, person_id, with_for_update=True)
        if person.back_at is not None and outcome.begun_at is not None and person.back_at >= outcome.begun_at:
            outcome.verdict = Retry(now, "back meanwhile")
        else:
            await people.blocked(session, person, now=now, gone=outcome.trouble is Trouble.GONE)

    async def _record(self, session: AsyncSession, job: ClaimedJob, outcome: Outcome, now: datetime) -> None:
        first = outcome.sent[0]
        if first["slot"]:
            await session.execute(
                update(Message)
                .where(
                    Message.bot_id == self._bot.id, Message.chat_id == first["chat_id"], Message.slot == first["slot"]
                )
                .values(slot=PAST + first["slot"])
            )
        rows = [
            {**row, "bot_id": self._bot.id, "sent_at": now, "fingerprint": outcome.fingerprint} for row in outcome.sent
        ]
        await session.execute(insert(Message).values(rows).on_conflict_do_nothing())
        if job.entry_id is not None:
            await self._arrived(session, job, now)

    async def _arrived(self, session: AsyncSession, job: ClaimedJob, now: datetime) -> None:
        """An answer has reached the requester: say so on the entry and by a 👍 on the agent's own message."""
        entry = await session.get(Entry, job.entry_id)
        if entry is None or entry.delivery in (DeliveryState.NONE, DeliveryState.SENT):
            return
        if not await undelivered.is_for(session, entry, job.person_id):
            return
        entry.delivery = DeliveryState.SENT
        author = await session.get(Person, entry.author_id) if entry.author_id else None
        if author is not None and entry.said_message_id and entry.said_chat_id == author.telegram_id:
            react = React(entry.said_message_id, "👍")
            letters.post(session, author.id, react, now=now, ticket_id=entry.ticket_id)

    async def _record_edit(self, session: AsyncSession, job: ClaimedJob, outcome: Outcome) -> None:
        chat = (await self.chats(session, [job])).get(job.id)
        ours = update(Message).where(Message.bot_id == self._bot.id, Message.chat_id == chat)
        if outcome.edited is not None:
            edited = ours.where(Message.message_id == outcome.edited)
            await session.execute(edited.values(fingerprint=outcome.fingerprint))
        if outcome.lost is not None:
            await session.execute(ours.where(Message.message_id == outcome.lost).values(slot=None))


def _letter(job: ClaimedJob) -> Letter:
    data = job.data()
    data.pop("sent", None)
    return letters.load(data)


def _unreachable(letter: Letter, verdict: Verdict) -> Verdict:
    """What is for a person waits, or is buried; faces and broadcasts are dropped, they are rendered anew later."""
    return verdict if parked.waits(letter) else Done("not reachable")


def _slot(letter: Letter) -> str | None:
    if isinstance(letter, Relay):
        return f"entry:{letter.entry_id}"
    return letter.slot if isinstance(letter, Say | Show) else None


def _only_edit(letter: Letter) -> bool:
    return (isinstance(letter, Show | Say) and letter.only_edit) or (isinstance(letter, Relay) and letter.edit)


def _edits(letter: Letter) -> bool:
    if isinstance(letter, Show):
        return not letter.fresh
    return _only_edit(letter) or (isinstance(letter, Say) and letter.replace)


def _fingerprint(rendered: Rendered) -> str:
    shown = [
        rendered.words.text,
        rendered.words.dump(),
        [[(b.text, b.data, b.url, b.style) for b in row] for row in rendered.buttons],
    ]
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode("ascii")).hexdigest()[:32]


def _rows(index: int, part: Part, answer: Any) -> list[dict[str, Any]]:
    """The ids of what one call sent; an album brings several messages."""
    messages = answer if isinstance(answer, list) else [answer]
    return [
        {"part": index, "message_id": _message_id(m), "media": bool(part.files)} for m in messages if _message_id(m)
    ]


def _message_id(message: Any) -> int:
    if isinstance(message, TelegramMessage):
        return message.message_id
    return int(message.get("message_id", 0)) if isinstance(message, dict) else 0


def _row(sent: dict[str, Any], plan: _Plan, ticket_id: int | None) -> dict[str, Any]:
    assert plan.rendered is not None
    kind = {Relay: MessageKind.RELAY, Show: MessageKind.SLOT}.get(type(plan.letter), MessageKind.LINE)
    return {
        "chat_id": plan.chat,
        "message_id": sent["message_id"],
        "kind": kind.value,
        "ticket_id": plan.rendered.ticket_id or ticket_id,
        "entry_id": plan.rendered.entry_id,
        "question_id": plan.rendered.question_id,
        "slot": plan.slot,
        "has_media": sent["media"],
    }
