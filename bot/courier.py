"""Calls Telegram as a plan says: sends, edits, marks. Knows methods and their failures, not how jobs are chosen."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
)
from aiogram.methods import DeleteMessage, SetMessageReaction, TelegramMethod
from aiogram.types import Message as TelegramMessage
from aiogram.types import MessageId, ReactionTypeEmoji
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import editing, revising, sending, verdicts
from bot.attachments import Attachments, BoardFiles, NotYetError
from bot.limits import Limiter
from bot.metrics import API_ERRORS
from bot.outcome import Outcome
from bot.pieces import Part, Piece
from bot.planning import Addressed, Plan, Planner, only_edit, unreachable
from bot.recording import Recorder
from bot.revising import Revision
from bot.verdicts import Trouble
from bot.views.rendered import Rendered
from db import queue
from db.among import among
from db.models import Person
from db.queue import ClaimedJob, Done
from db.session import Database
from db.words import MessageKind
from desk.letters import Erase, Menu, React, Relay, Show
from desk.settings import DeskSettings
from desk.text import Words

log = structlog.get_logger(__name__)
_BARE = Rendered(Words())
_UPLOAD_SECONDS = 300


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
        files: BoardFiles | None = None,
    ) -> None:
        self._bot = bot
        self._database = database
        self._limiter = limiter
        self._settings = settings
        self._now = now
        self._wait = wait
        self._on_token_refused = on_token_refused
        self._planner = Planner(bot.id, database, settings, now)
        self._recorder = Recorder(bot.id, database, settings, now)
        self._attachments = Attachments(bot.id, database, files or BoardFiles(), settings, now)

    async def chats(self, session: AsyncSession, jobs: Sequence[ClaimedJob]) -> dict[int, int]:
        """The chat of each job: the person's Telegram id; none for people without one."""
        ids = {job.person_id for job in jobs if job.person_id is not None}
        if not ids:
            return {}
        rows = await session.execute(select(Person.id, Person.telegram_id).where(among(Person.id, ids)))
        chats = {row.id: row.telegram_id for row in rows if row.telegram_id is not None}
        return {job.id: chats[job.person_id] for job in jobs if job.person_id in chats}

    async def store(self, done: Sequence[tuple[ClaimedJob, Outcome]]) -> None:
        """Record what these came to."""
        await self._recorder.store(done)

    async def plans(self, given: Sequence[Addressed]) -> list[Plan | Outcome]:
        """What is to be done for each of these, or what it came to without a call."""
        return await self._planner.plans(given)

    async def deliver(self, job: ClaimedJob, plan: Plan) -> Outcome:
        """Carry a plan out; never raises, whatever Telegram answers."""
        try:
            async with self._attachments.at_hand(plan, attempts=job.attempts) as ready:
                outcome = await self._carry_out(job, ready)
        except NotYetError as error:
            outcome = Outcome(error.verdict)
        except (AiogramError, OSError, TimeoutError) as error:
            outcome = self._failed(job, plan, error)
        except Exception as error:  # noqa: BLE001  (one letter that cannot be sent must not stop the others)
            outcome = self._planner.unforeseen(job, error)
        outcome.begun_at = plan.begun_at
        return outcome

    async def _carry_out(self, job: ClaimedJob, plan: Plan) -> Outcome:
        if isinstance(plan.letter, React):
            return await self._react(job, plan.letter, plan.chat)
        if isinstance(plan.letter, Erase):
            return await self._erase(plan.letter, plan)
        if isinstance(plan.letter, Menu):
            return await self._menu(plan)
        if plan.taken_back is not None:
            return await self._take_back(plan, plan.taken_back)
        assert plan.rendered is not None
        silent = bool(getattr(plan.letter, "silent", False)) or only_edit(plan.letter)
        parts = sending.parts(plan.chat, plan.rendered, silent=silent)
        begun = bool(job.data().get("sent"))
        outcome = await self._edit(job, plan, plan.rendered, parts) if plan.standing and not begun else None
        if outcome is not None:
            return outcome
        outcome = await self._send(job, plan, parts)
        outcome.lost = [message.message_id for message in plan.standing]
        if isinstance(plan.letter, Relay):
            await self._delete(plan.chat, outcome.lost)
        return outcome

    async def _edit(self, job: ClaimedJob, plan: Plan, rendered: Rendered, parts: list[Part]) -> Outcome | None:
        """Edit what stands; None when that is not possible and new messages take its place. A face that the person
        has deleted stays away, words that changed come again."""
        revision = revising.revision(plan.standing, parts)
        if revision is None:
            return None
        outcome = Outcome(Done())
        try:
            await self._change(plan, rendered, revision, outcome)
        except AiogramError as error:
            if verdicts.not_there(error) and only_edit(plan.letter) and not isinstance(plan.letter, Relay):
                return Outcome(Done("deleted by the person"), lost=[message.message_id for message in plan.standing])
            if verdicts.cannot_edit(error) or (isinstance(error, TelegramBadRequest) and _swaps(revision)):
                return None
            raise
        outcome.lost = [message.message_id for message in revision.gone]
        await self._delete(plan.chat, outcome.lost)
        if revision.more:
            await self._turn(plan.chat)
            outcome.sent = (await self._send(job, plan, list(revision.more), noted=False)).sent
            outcome.kept = [change.message.message_id for change in revision.changes]
        if not (outcome.edited or outcome.lost or outcome.sent):
            outcome.verdict = Done("unchanged")
        return outcome

    async def _change(self, plan: Plan, rendered: Rendered, revision: Revision, outcome: Outcome) -> None:
        """One call for each message that looks otherwise now."""
        for change in revision.changes:
            message, piece = change.message, change.piece
            if message.fingerprint == piece.fingerprint:
                continue
            if outcome.edited:
                await self._turn(plan.chat)
            method = editing.edit(
                plan.chat, message.message_id, piece, rendered,
                has_media=message.has_media, other_file=change.other_file,
            )  # fmt: skip
            try:
                await self._call(method)
            except AiogramError as error:
                if not verdicts.unchanged(error):
                    raise
            outcome.edited.append((message.message_id, piece.fingerprint))

    async def _take_back(self, plan: Plan, instead: Words) -> Outcome:
        """What stands there goes; what is too old for that says so instead, as far as it is words."""
        outcome = Outcome(Done("taken back"), lost=[message.message_id for message in plan.standing])
        for message in plan.standing:
            if await self._delete(plan.chat, [message.message_id]):
                continue
            said = await self._say_instead(plan.chat, message.message_id, instead, has_media=message.has_media)
            outcome.remains |= message.has_media or not said
        return outcome

    async def _delete(self, chat: int, message_ids: Sequence[int]) -> bool:
        """Delete messages, one by one; False where Telegram kept one (too old)."""
        kept = False
        for message_id in message_ids:
            try:
                await self._call(DeleteMessage(chat_id=chat, message_id=message_id))
            except TelegramBadRequest as error:
                kept |= not verdicts.gone_already(error)
        return not kept

    async def _erase(self, letter: Erase, plan: Plan) -> Outcome:
        if await self._delete(plan.chat, [letter.message_id]):
            return Outcome(Done())
        if plan.taken_back is not None:
            await self._say_instead(plan.chat, letter.message_id, plan.taken_back)
        return Outcome(Done("too old to be deleted"))

    async def _say_instead(self, chat: int, message_id: int, words: Words, *, has_media: bool = False) -> bool:
        """A message of ours says this from now on; False where Telegram does not let us edit it."""
        try:
            await self._call(editing.edit(chat, message_id, Piece(words), _BARE, has_media=has_media))
        except TelegramBadRequest as error:
            return verdicts.unchanged(error) or verdicts.not_there(error)
        return True

    async def _send(self, job: ClaimedJob, plan: Plan, parts: list[Part], *, noted: bool = True) -> Outcome:
        """Send the parts one after the other; how far it came is kept, so that a repeat does not begin anew (`noted`
        False: a repeat of these begins with what stands)."""
        data = job.data()
        sent: list[dict[str, Any]] = list(data.get("sent", ()))
        for index, part in enumerate(parts):
            if index < len({row["part"] for row in sent}):
                continue
            if index:
                await self._turn(plan.chat)
            try:
                answer = await self._call(part.method, uploads=part.uploads)
                await self._attachments.learn(part.pieces, answer)
            except (TelegramBadRequest, TelegramEntityTooLarge) as error:
                if not index and (plain := _plain(plan, error)) is not None:
                    silent = bool(getattr(part.method, "disable_notification", False))
                    return await self._send(job, plan, sending.parts(plan.chat, plain, silent=silent))
                if verdicts.is_about_content(error) and (anew := await self._attachments.refused(part.pieces, error)):
                    raise anew from None
                if not part.copies or verdicts.says(error, verdicts.NOBODY_THERE):
                    raise
                answer = None  # what cannot be copied has its line
            sent += _rows(index, part, answer)
            if noted and index + 1 < len(parts):
                async with self._database.unit_of_work() as session:
                    await queue.progress(session, job, {**data, "sent": sent})
        return Outcome(Done(), sent=[_row(row, plan, job.ticket_id) for row in sent if row["message_id"]])

    async def _menu(self, plan: Plan) -> Outcome:
        """A menu that cannot be set is not worth a second try in a row: the next change of it sets it again."""
        for method in plan.methods:
            try:
                await self._call(method)
            except AiogramError as error:
                return Outcome(verdicts.after_failure(error, attempts=5, now=self._now(), harmless=True).verdict)
        return Outcome(Done())

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

    async def _call(self, method: TelegramMethod[Any], *, uploads: bool = False) -> Any:
        """Call Telegram; an answer that says ok but does not fit aiogram's models counts as what it is: sent."""
        try:
            return await self._bot(method, request_timeout=_UPLOAD_SECONDS if uploads else None)
        except ClientDecodeError as error:
            if isinstance(error.data, dict) and error.data.get("ok"):
                return error.data.get("result")
            raise

    def _failed(self, job: ClaimedJob, plan: Plan, error: Exception) -> Outcome:
        harmless = bool(plan.standing)
        failure = verdicts.after_failure(error, attempts=job.attempts, now=self._now(), harmless=harmless)
        API_ERRORS.labels("telegram", failure.trouble.value).inc()
        if failure.trouble is Trouble.FLOOD:
            self._limiter.refused(plan.chat, failure.retry_after)
        if failure.trouble is Trouble.TOKEN:
            self._on_token_refused()
        verdict = failure.verdict
        if failure.trouble in (Trouble.BLOCKED, Trouble.GONE):
            verdict = unreachable(plan.letter, verdict)
        return Outcome(verdict, trouble=failure.trouble, moved_to=failure.moved_to)


def _plain(plan: Plan, error: TelegramAPIError) -> Rendered | None:
    """The same with the quoted part in its words, where Telegram does not find the quote."""
    rendered = plan.rendered
    if rendered is None or rendered.quote is None or not verdicts.says(error, ("quote",)):
        return None
    return replace(rendered, quote=None, words=rendered.unquoted or rendered.words)


def _swaps(revision: Revision) -> bool:
    return any(change.other_file for change in revision.changes)


def _rows(index: int, part: Part, answer: Any) -> list[dict[str, Any]]:
    """The ids of what one call sent, 0 where it came to nothing; an album brings several messages."""
    messages = answer if isinstance(answer, list) else [answer]
    return [
        {
            "part": index,
            "message_id": _message_id(message),
            "media": piece.file is not None or piece.copied,
            "file": piece.file.id if piece.file else None,
            "print": piece.fingerprint,
        }
        for message, piece in zip(messages, part.pieces, strict=False)
    ]


def _message_id(message: Any) -> int:
    if isinstance(message, TelegramMessage | MessageId):
        return message.message_id
    return int(message.get("message_id", 0)) if isinstance(message, dict) else 0


def _row(sent: dict[str, Any], plan: Plan, ticket_id: int | None) -> dict[str, Any]:
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
        "file_id": sent.get("file"),
        "fingerprint": sent.get("print"),
        "page": plan.letter.page if isinstance(plan.letter, Show) else None,
    }
