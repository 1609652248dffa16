"""Handles one update in one unit of work: its effect and its settling are in the same transaction."""

import re
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

import structlog
from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import ChatMemberRestricted, Update
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.callbacks import OfTicket, Press
from bot.content.wanted_file import FileWantedError
from bot.features.groups import updates as group_updates
from bot.features.registry import COMMANDS, PROMPTS
from bot.handlers import errors
from bot.handlers.dispatch import Dispatch
from bot.handlers.routers import make_routers
from bot.metrics import UPDATES
from bot.runtime import Runtime
from bot.updates.callback_answer import CallbackAnswers
from bot.updates.checkout_answer import CheckoutAnswers
from bot.updates.parsing import (
    has_left,
    has_payment,
    load_json,
    parse_sender,
    parse_update,
    press_of,
    read_person,
    remove_codes,
)
from db import queue, retry_policy
from db.connectivity import is_away, is_locked_or_slow
from db.models import Origin, Ticket
from db.pending_updates import take_update
from db.queue import Bury, ClaimedJob, Done, Retry, Verdict
from db.queue.consumer import SettledBeforeError
from desk import Desk, DeskSettings, Refused, ReplyTargetNotStored, RoutedInVain
from desk.inbound.reply_target import RECORDED_BY
from desk.metrics.use_counter import UseCounter, UseKind
from desk.notifications import staff_group, to_staff
from desk.outbox import Say, letters
from desk.panel.use_log import SeenUse, UseLog
from desk.people import directory
from desk.settings import VERSION
from ops.download import AllowedSource, DownloadError, fetch_file

# Tells from an update how the bot is used: by a message, a command or a press.


_DIGITS = 19
_PREFIX = re.compile(r"([a-z][a-z_-]{0,31})(?::|$)", re.ASCII)


@cache
def _about_tickets() -> frozenset[str]:
    """Return the prefixes of buttons that name their ticket."""
    kinds: list[type[OfTicket]] = [OfTicket]
    found = set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        found.add(kind.__prefix__)
    return frozenset(found)


def find_ticket_number(update: Update) -> int | None:
    """Return the number of the ticket that a press or a command names; None if it names none."""
    if update.callback_query is not None:
        prefix, _, rest = (update.callback_query.data or "").partition(":")
        number = rest.partition(":")[0] if prefix in _about_tickets() else ""
        return int(number) if number.isascii() and number.isdigit() and len(number) < _DIGITS else None
    command = COMMANDS.read_command(update.message) if update.message is not None else None
    return command.number if command is not None and COMMANDS.is_of_ticket(command.name) else None


def use_of(update: Update) -> tuple[UseKind, str] | None:
    """Return the kind of use, and the name of the command or of the button (the prefix of its data): nothing that
    people can invent. None for other updates: edits, reactions, a member who comes or goes."""
    if update.callback_query is not None:
        found = _PREFIX.match(update.callback_query.data or "")
        return UseKind.BUTTON, found[1] if found else ""
    if update.message is None:
        return None
    command = COMMANDS.read_command(update.message)
    if command is None:
        return UseKind.MESSAGE, ""
    return UseKind.COMMAND, command.name if COMMANDS.is_known(command.name) else ""


# Tells who sent an update that it could not be handled, and admins if it was money: nobody is left in silence. It
# reads plain JSON, as the update may be one that the library cannot read.


_KINDS = ("message", "edited_message")


async def tell_of_failure(
    session: AsyncSession, held: dict[str, Any] | None, *, now: datetime, rules: DeskSettings
) -> None:
    """Queue a line for who wrote the message, and one for admins if it says that money was paid or went back. Of what
    fails in a group nothing is said there, and a press is answered by an alert."""
    message = next((held[kind] for kind in _KINDS if isinstance(held.get(kind), dict)), None) if held else None
    chat, sender = (message.get("chat"), message.get("from")) if message is not None else (None, None)
    who = read_person(sender if isinstance(sender, dict) else chat)
    if message is None or who is None or not isinstance(chat, dict) or chat.get("id") != who["id"] or who["is_bot"]:
        return
    names = {"first": who["first_name"], "last": who.get("last_name"), "username": who.get("username")}
    person = await directory.get_or_create(
        session, who["id"], **names, language=who.get("language_code"), now=now, rules=rules
    )
    is_money = has_payment(held)
    line = Say("update-failed-payment" if is_money else "update-failed", reply_to_message=_get_id(message))
    letters.queue_letter(session, person.id, line, now=now)
    if is_money:
        desk = Desk(session, Origin.TELEGRAM, person, now=now, rules=rules)
        charge = next((str(one.get("telegram_payment_charge_id") or "?") for one in _list_payments(message)), "?")
        await to_staff.notify_admins(desk, "payment-not-recorded", {"name": person.name, "charge": charge})


def _get_id(message: dict[str, Any]) -> int | None:
    found = message.get("message_id")
    return found if isinstance(found, int) else None


def _list_payments(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one for one in (message.get("successful_payment"), message.get("refunded_payment")) if isinstance(one, dict)
    ]


log = structlog.get_logger(__name__)

_MOMENT = timedelta(seconds=0.1)
_FETCH_SECONDS = 20


@cache
def get_dispatch() -> Dispatch:
    """Return our routers as one, for all, as they have no state."""
    return Dispatch(make_routers(), COMMANDS)


class UpdateProcessor:
    """Handles updates for one bot."""

    def __init__(
        self,
        runtime: Runtime,
        answering: CallbackAnswers,
        *,
        uses: UseCounter,
        use_log: UseLog,
    ) -> None:
        self._bot, self._database, self._settings, self._now = runtime
        self._answering, self._checkouts = answering, CheckoutAnswers(runtime)
        self._uses, self._log = uses, use_log
        self._dispatch = get_dispatch()

    async def attempt(self, job: ClaimedJob) -> Verdict | None:
        """Handle and settle in one transaction; return the verdict if it is still to be settled. Raises errors that say
        that the database is away."""
        update = parse_update(load_json(job), self._bot)
        if update is None:
            log.error("an update cannot be understood", job=job.id)
            return _note_outcome(await self._bury(job, Bury("an update of an unknown shape")))
        if update.pre_checkout_query is not None:
            return _note_outcome(await self._checkouts.answer(job, update.pre_checkout_query))
        press = press_of(update)
        try:
            person_id = await self._effect(job, update, press)
        except SettledBeforeError:
            return _note_outcome(Done("settled before"))
        except ReplyTargetNotStored:
            return _note_outcome(Retry(self._now() + _MOMENT, "what it replies to is not recorded yet", counts=False))
        except Exception as error:
            if is_away(error):
                raise
            verdict = self._verdict_on_error(job, error)  # whatever a handler did, the chat goes on
            if press is not None and isinstance(verdict, Bury):
                press.show_alert("press-failed")
                self._answering.answer(press, update)
            return _note_outcome(await self._bury(job, verdict) if isinstance(verdict, Bury) else verdict)
        self._count(update, person_id)
        if press is not None:
            self._answering.answer(press, update)
        return _note_outcome(Done())

    def _count(self, update: Update, person_id: int | None) -> None:
        use = use_of(update)
        if use is not None and person_id is not None:
            now, rules = self._now(), self._settings.last
            self._uses.count_use(*use, person_id, now=now, zone=rules.timezone)
            if rules.retention.log and use[0] is not UseKind.MESSAGE:
                self._log.add_use(SeenUse(now, use[0].value, use[1], person_id, find_ticket_number(update)))

    async def _effect(self, job: ClaimedJob, update: Update, press: Press | None) -> int | None:
        """Return the id of the person behind the update; None if there is none."""
        try:
            return await self._handle_completed(job, update, press)
        except Refused as refusal:
            return await self._refuse(job, update, press, refusal)

    async def _handle_completed(self, job: ClaimedJob, update: Update, press: Press | None) -> int | None:
        """Handle the update; once more when that only showed what is missing, or the desk could not do it."""
        attempt, content = 0, None
        while True:
            try:
                return await self._handle(job, update, press, attempt=attempt, content=content)
            except RoutedInVain:
                attempt += 1
            except FileWantedError as wanted:
                content = await _content_of(self._bot, wanted.file_id, limit_bytes=wanted.limit_bytes)

    async def _handle(
        self,
        job: ClaimedJob,
        update: Update,
        press: Press | None,
        *,
        attempt: int,
        content: bytes | None,
    ) -> int | None:
        now = self._now()
        async with self._database.unit_of_work() as session:
            data, is_kept = await self._data(session, update, press, job, now), True
            if is_elsewhere(update):
                is_kept = await self._take_elsewhere(session, update, now)
            elif data is not None:
                await self._dispatch.handle_update(update, attempt=attempt, content=content, prompts=PROMPTS, **data)
            await self._settle(session, job, Done(), now, is_kept=is_kept)
        return data["me"].id if data is not None else None

    async def _refuse(self, job: ClaimedJob, update: Update, press: Press | None, refusal: Refused) -> int | None:
        """Roll back the handler's effects and answer with the refusal only."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            data = await self._data(session, update, press, job, now)
            if data is not None:
                await errors.answer_refusal(refusal, update=update, **data)
            await self._settle(session, job, Done("refused"), now, is_kept=not is_elsewhere(update))
        return data["me"].id if data is not None else None

    @staticmethod
    async def _settle(
        session: AsyncSession, job: ClaimedJob, verdict: Done, now: datetime, *, is_kept: bool = True
    ) -> None:
        """Settle the job; an invite's code is not stored with it, and nothing if it is not kept. Raises
        `SettledBeforeError`."""
        if not await queue.settle_job(session, job, verdict, now=now, update=take_update(session, Ticket)):
            raise SettledBeforeError
        kept = remove_codes(job) if is_kept else {}
        if kept is not None:
            await queue.save_progress(session, job, kept)

    async def _data(
        self, session: AsyncSession, update: Update, press: Press | None, job: ClaimedJob, now: datetime
    ) -> dict[str, Any] | None:
        """Return the arguments of handlers; None for an update without a person in a private chat behind it."""
        who = parse_sender(update)
        if who is None or who.is_bot or is_elsewhere(update):
            return None
        me = await directory.get_or_create(
            session,
            who.id,
            first=who.first_name,
            last=who.last_name,
            username=who.username,
            language=who.language_code,
            now=now,
            rules=self._settings.last,
            leaving=has_left(update) or (press is not None and press.in_group),
        )
        patient = abs(now - job.created_at) < RECORDED_BY  # both by our clock: Telegram's may be ahead
        rules = await self._settings.get_for_session(session)
        desk = Desk(session, Origin.TELEGRAM, me, now=now, rules=rules, held=True, patient=patient)
        return {
            "session": session,
            "me": me,
            "desk": desk,
            "now": now,
            "rules": rules,
            "press": press,
            "bot_id": self._bot.id,
        }

    async def _take_elsewhere(self, session: AsyncSession, update: Update, now: datetime) -> bool:
        """Take an update from a group or channel; return False if it is not to be kept."""
        await follow_staff_group(session, update, now=now, rules=self._settings.last)
        rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
        return await group_updates.take_update(session, update, now=now, rules=rules)

    async def _bury(self, job: ClaimedJob, verdict: Bury) -> Bury | Done:
        """Settle an update that cannot be handled, together with the line that says so."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            rules = await self._settings.get_for_session(session)
            await tell_of_failure(session, load_json(job), now=now, rules=rules)
            is_ours = await queue.settle_job(session, job, verdict, now=now)
            if not is_ours:
                await session.rollback()
        return verdict if is_ours else Done("settled before")

    def _verdict_on_error(self, job: ClaimedJob, error: Exception) -> Verdict:
        if is_locked_or_slow(error):
            log.warning("an update waits: a row it needs is locked", job=job.id)
        else:
            log.error("an update failed", job=job.id, attempt=job.attempts + 1, exc_info=error)
        return retry_policy.decide_retry(error, attempts=job.attempts, now=self._now())


async def _content_of(bot: Bot, file_id: str, *, limit_bytes: int) -> bytes:
    """Return the bytes of a small file; its address contains the token, so it goes into no error and no log.

    Raises Refused if the file cannot be downloaded now, or is larger.
    """
    try:
        path = (await bot.get_file(file_id, request_timeout=_FETCH_SECONDS)).file_path
        url = bot.session.api.file_url(bot.token, quote(path or ""))
        origin = AllowedSource(bot.session.api.base.partition("/bot{token}")[0])
        async with fetch_file(url, origin, limit_bytes=limit_bytes) as pieces:
            return b"".join([piece async for piece in pieces])
    except DownloadError as error:
        raise Refused("file-read-too-large" if error.too_large else "file-read-failed") from None
    except AiogramError:
        raise Refused("file-read-failed") from None


_OUT = (ChatMemberStatus.KICKED, ChatMemberStatus.LEFT)


def is_elsewhere(update: Update) -> bool:
    """Return True for an update from a group or channel that is not a press."""
    event = update.message or update.edited_message or update.message_reaction or update.my_chat_member
    return event is not None and event.chat.type != ChatType.PRIVATE


async def follow_staff_group(session: AsyncSession, update: Update, *, now: datetime, rules: DeskSettings) -> None:
    """Follow changes of the staff group: its id after a move, and whether the bot is there and may write."""
    message, member = update.message, update.my_chat_member
    if message is not None and message.migrate_to_chat_id is not None:
        await staff_group.follow_move(session, message.chat.id, message.migrate_to_chat_id, now=now, rules=rules)
    elif message is not None and message.migrate_from_chat_id is not None:
        await staff_group.follow_move(session, message.migrate_from_chat_id, message.chat.id, now=now, rules=rules)
    elif member is not None:
        membership = member.new_chat_member
        there = membership.status not in _OUT
        writes = not isinstance(membership, ChatMemberRestricted) or membership.can_send_messages
        await staff_group.update_membership(
            session, member.chat.id, there=there, may_write=writes, now=now, rules=rules
        )


def _note_outcome(verdict: Verdict) -> Verdict | None:
    """Count the update; return the verdict unless it is settled."""
    UPDATES.labels(type(verdict).__name__.lower()).inc()
    return None if isinstance(verdict, Done | Bury) else verdict
