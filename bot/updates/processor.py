"""Handles one update: one unit of work holds its effect and its settling."""

import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from typing import Any
from urllib.parse import quote

import structlog
from aiogram import Bot
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import ChatMemberRestricted, ChatMemberUpdated, Message, Update
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.content import FileWantedError
from bot.feature import TakeUpdate
from bot.features.groups import team_places
from bot.features.groups import updates as group_updates
from bot.features.registry import COMMANDS, PROMPTS
from bot.group_size import choose_by_size
from bot.handlers import respond
from bot.handlers.arrival import Arrival, read_arrival
from bot.handlers.dispatch import Dispatch, make_routers
from bot.handlers.pressed_message import OfTicket
from bot.metrics import UPDATES
from bot.runtime import Runtime
from bot.updates.direct_answers import CallbackAnswers, CheckoutAnswers
from bot.updates.parsing import has_payment, is_plain_message, load_json, parse_update, read_person, strip_handled
from db import queue
from db.connectivity import get_state, is_away, is_locked_or_slow, is_unfit
from db.models import Origin, Ticket
from db.pending_updates import PendingUpdate, take_update, write_parts
from db.queue import Bury, ClaimedJob, Done, Retry, SettledBeforeError, Verdict, consumer
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings, Refused, ReplyTargetNotStored, RouteOutdated
from desk.inbound import message_lookup
from desk.inbound.message_lookup import ComingMessage
from desk.inbound.reply_target import RECORDED_BY
from desk.metrics.use_counting import UseCounter, UseKind
from desk.notifications import staff_group, to_admins, topic_rows
from desk.outbox import Say, letters
from desk.panel.use_log import SeenUse, UseLog
from desk.people import person_locks as person_turns
from desk.people import person_rows
from desk.place import OwnChat, OwnTopic, TeamPlace
from desk.policy import permissions
from desk.settings import VERSION
from desk.text.typed_digits import parse_digits
from ops.download import AllowedSource, DownloadError, fetch_file

log = structlog.get_logger(__name__)
_MAX_BATCH_MESSAGES = 20  # messages of theirs: one of each, then their next ones


def is_for_together(job: ClaimedJob) -> bool:
    return job.attempts == 0 and is_plain_message(job)


def list_behind(job: ClaimedJob) -> list[ClaimedJob]:
    """Return the plain messages that the same person wrote right after this one."""
    return list(takewhile(is_for_together, job.behind))


_LETTERS = re.compile(r"[a-z]{1,32}", re.ASCII)
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


def _find_ticket_number(arrival: Arrival) -> int | None:
    """Return the number of the ticket that a press or a command names; None if it names none."""
    if arrival.press is not None:
        prefix, _, rest = arrival.press.data.partition(":")
        number = rest.partition(":")[0] if prefix in _about_tickets() else ""
        return parse_digits(number)
    command = arrival.typed
    return command.number if command is not None and COMMANDS.is_of_ticket(command.name) else None


def _use_of(arrival: Arrival) -> tuple[UseKind, str] | None:
    """Return the kind of use, and the name of the command or of the button (the prefix of its data): nothing that
    people can invent. None for other updates: edits, reactions, a member who comes or goes."""
    if arrival.press is not None:
        found = _PREFIX.match(arrival.press.data)
        return UseKind.BUTTON, found[1] if found else ""
    if arrival.kind != "message":
        return None
    if arrival.typed is None:
        return UseKind.MESSAGE, ""
    return UseKind.COMMAND, arrival.typed.name if COMMANDS.is_known(arrival.typed.name) else ""


def _name_for_log(arrival: Arrival, name: str) -> str:
    """Return the name, or that of an unknown command as it was typed, if it has only letters: `?promis`."""
    command = arrival.typed if not name else None
    return f"?{command.name}" if command is not None and _LETTERS.fullmatch(command.name) else name


_KINDS = ("message", "edited_message")


async def _tell_of_failure(
    session: AsyncSession, held: dict[str, Any] | None, *, now: datetime, rules: DeskSettings
) -> None:
    """Queue a line for who wrote the message, and one for admins if it says that money was paid or went back. Of what
    fails in a group nothing is said there, but in the staff group, and a press is answered by an alert."""
    message = next((held[kind] for kind in _KINDS if isinstance(held.get(kind), dict)), None) if held else None
    chat, sender = (message.get("chat"), message.get("from")) if message is not None else (None, None)
    team = rules.groups.find_team(chat["id"]) if isinstance(chat, dict) and isinstance(chat.get("id"), int) else None
    if message is not None and team is not None:
        line = Say("update-failed", reply_to_message=_get_id(message), there=team.chat_id)
        staff_group.post_aside(session, team.person_id, line, now=now)
        return
    who = read_person(sender if isinstance(sender, dict) else chat)
    if message is None or who is None or not isinstance(chat, dict) or chat.get("id") != who["id"] or who["is_bot"]:
        return
    names = {"first": who["first_name"], "last": who.get("last_name"), "username": who.get("username")}
    person = await person_rows.get_or_create(
        session, who["id"], **names, language=who.get("language_code"), now=now, rules=rules
    )
    is_money = has_payment(held)
    line = Say("update-failed-payment" if is_money else "update-failed", reply_to_message=_get_id(message))
    letters.queue_letter(session, person.id, line, now=now)
    if is_money:
        desk = Desk(session, Origin.TELEGRAM, person, now=now, rules=rules)
        charge = next((str(one.get("telegram_payment_charge_id") or "?") for one in _list_payments(message)), "?")
        await to_admins.notify_admins(desk, "payment-not-recorded", {"name": person.name, "charge": charge})


def _get_id(message: dict[str, Any]) -> int | None:
    found = message.get("message_id")
    return found if isinstance(found, int) else None


def _list_payments(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one for one in (message.get("successful_payment"), message.get("refunded_payment")) if isinstance(one, dict)
    ]


_MOMENT = timedelta(seconds=0.1)
_FETCH_SECONDS = 20


@cache
def get_dispatch() -> Dispatch:
    """Return our routers as one, for all, as they have no state."""
    return Dispatch(make_routers(), COMMANDS)


_Handled = tuple[ClaimedJob, Arrival, int]
"""A job, its update, and the id of the person who wrote it."""


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
        self._runtime = runtime
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
        press = None
        try:
            arrival = read_arrival(update)
            press = arrival.press
            person_id = await self._effect(job, arrival)
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
        self._count(arrival, person_id)
        if press is not None:
            self._answering.answer(press, update)
        if arrival.kind == "my_chat_member" and arrival.is_elsewhere:
            await choose_by_size(self._runtime)
        return _note_outcome(Done())

    async def attempt_together(self, jobs: Sequence[ClaimedJob]) -> Collection[int]:
        """Handle and settle plain messages of different people, and those they wrote right after, in one transaction;
        return the ids of those that were. The others are to be attempted alone: all of them if anything went wrong.
        Raises errors that say that the database is away."""
        return await self._attempt_in_one(jobs)

    async def attempt_new(self, new: NewJob) -> bool:
        """Handle a plain message before it is stored, and store it as done by the same transaction; return False if it
        is to be stored first. Raises errors that say that the database is away."""
        job = queue.make_claimed(new)
        return is_for_together(job) and bool(await self._attempt_in_one([job], new))

    async def _attempt_in_one(self, jobs: Sequence[ClaimedJob], new: NewJob | None = None) -> Collection[int]:
        try:
            handled = await self._handle_together(jobs, new)
        except Exception as error:
            if is_away(error):
                raise
            log.info("messages are handled one by one", error=type(error).__name__)
            return frozenset()
        for _, arrival, person_id in handled:
            self._count(arrival, person_id)
            _note_outcome(Done())
        return {job.id for job, _, _ in handled}

    async def _handle_together(self, jobs: Sequence[ClaimedJob], new: NewJob | None) -> list[_Handled]:
        """Handle one message of each person, then the next ones of those whose message was: each reads what the one
        before it has written. The queue is locked last, for all at once. `new`: the only one, which is not stored
        yet."""
        now, chains = self._now(), {job.key: deque([job, *list_behind(job)]) for job in jobs}
        handled, changes = list[_Handled](), list[PendingUpdate]()
        async with self._database.unit_of_work() as session:
            while some := [chain.popleft() for chain in chains.values() if chain][: _MAX_BATCH_MESSAGES - len(handled)]:
                if handled:
                    await write_parts(session, changes)
                    session.expunge_all()
                found, changes = await self._handle_round(session, some, now)
                handled += found
                chains = {job.key: chains[job.key] for job, _, _ in found}
            if new is not None and handled:
                await queue.store_done(session, new, now=now, updates=changes)
                return handled
            done = [(job, Done()) for job, _, _ in handled]
            if await queue.settle_jobs(session, done, now=now, updates=changes) != len(done):
                raise SettledBeforeError
            for job, _, _ in handled:
                await _save_kept(session, job)
        return handled

    async def _handle_round(
        self, session: AsyncSession, jobs: Sequence[ClaimedJob], now: datetime
    ) -> tuple[list[_Handled], list[PendingUpdate]]:
        """Handle messages of different people as far as that is possible now; return them, and the changes that are
        still to be written."""
        parsed = [(job, parse_update(load_json(job), self._bot)) for job in jobs]
        handled, changes = list[_Handled](), list[PendingUpdate]()
        for job, update in await self._read_ahead(session, [(j, u) for j, u in parsed if u is not None], now):
            arrival = read_arrival(update)
            data = await self._data(session, arrival, job, now=now, place=None)
            assert data is not None
            await self._dispatch.handle_update(arrival, attempt=0, content=None, prompts=PROMPTS, **data)
            change = take_update(session, Ticket)
            changes += [change] if change is not None else []
            await session.flush()
            handled.append((job, arrival, data["me"].id))
        return handled, changes

    async def _read_ahead(
        self, session: AsyncSession, some: Sequence[tuple[ClaimedJob, Update]], now: datetime
    ) -> list[tuple[ClaimedJob, Update]]:
        """Take the turns that are free, and read what these messages meet; return those that may be handled together
        now."""
        people = await person_turns.hold_free(session, [update.message.chat.id for _, update in some if update.message])
        rules = await self._settings.get_for_session(session)
        coming = {
            ComingMessage(people[said.chat.id], said.chat.id, said.message_id, _get_replied(said)): (job, update)
            for job, update in some
            if (said := update.message) is not None and said.chat.id in people
        }
        together = await message_lookup.look_up_ahead(session, list(coming), now=now, rules=rules)
        return [coming[one] for one in together]

    def _count(self, arrival: Arrival, person_id: int | None) -> None:
        use = _use_of(arrival)
        if use is not None and person_id is not None:
            now, rules = self._now(), self._settings.last
            self._uses.count_use(*use, person_id, now=now, zone=rules.timezone)
            if rules.retention.log and use[0] is not UseKind.MESSAGE:
                name = _name_for_log(arrival, use[1])
                self._log.add_use(SeenUse(now, use[0].value, name, person_id, _find_ticket_number(arrival)))

    async def _effect(self, job: ClaimedJob, arrival: Arrival) -> int | None:
        """Return the id of the person behind the update; None if there is none."""
        try:
            return await self._handle_completed(job, arrival)
        except Refused as refusal:
            return await self._refuse(job, arrival, refusal)

    async def _handle_completed(self, job: ClaimedJob, arrival: Arrival) -> int | None:
        """Handle the update; once more when that only showed what is missing, or the desk could not do it."""
        attempt, content = 0, None
        while True:
            try:
                return await self._handle(job, arrival, attempt=attempt, content=content)
            except RouteOutdated:
                attempt += 1
            except FileWantedError as wanted:
                content = await _content_of(self._bot, wanted.file_id, limit_bytes=wanted.limit_bytes)

    async def _handle(self, job: ClaimedJob, arrival: Arrival, *, attempt: int, content: bytes | None) -> int | None:
        now = self._now()
        async with self._database.unit_of_work() as session:
            if arrival.source is not None:
                take = arrival.source.take_update
                return await self._take_of_other_chat(session, job, arrival.update, take, now, attempt=attempt)
            place, arrival = await self._find_place(session, arrival, job, now)
            data, is_kept = await self._data(session, arrival, job, now=now, place=place), True
            if data is None and arrival.is_elsewhere:
                is_kept = await self._take_elsewhere(session, arrival.update, now, patient=_is_patient(job, now))
            elif await self._follow_own_topic(session, arrival, now):
                is_kept = False  # its name has words of the request
            elif data is not None:
                await self._dispatch.handle_update(arrival, attempt=attempt, content=content, prompts=PROMPTS, **data)
            await self._settle(session, job, Done(), now, is_kept=is_kept)
        return data["me"].id if data is not None else None

    async def _take_of_other_chat(
        self, session: AsyncSession, job: ClaimedJob, update: Update, take: TakeUpdate, now: datetime, *, attempt: int
    ) -> int | None:
        rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
        person_id, is_kept = await take(session, update, now=now, rules=rules, prompts=PROMPTS, attempt=attempt)
        await self._settle(session, job, Done(), now, is_kept=is_kept)
        return person_id

    async def _refuse(self, job: ClaimedJob, arrival: Arrival, refusal: Refused) -> int | None:
        """Roll back the handler's effects and answer with the refusal only."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            if arrival.source is not None:
                await self._settle(session, job, Done("refused"), now, is_kept=False)
                return None
            place, arrival = await self._find_place(session, arrival, job, now)
            data = await self._data(session, arrival, job, now=now, place=place)
            if data is not None:
                await respond.answer_refusal(refusal, update=arrival.update, **data)
            await self._settle(session, job, Done("refused"), now, is_kept=not arrival.is_elsewhere)
        return data["me"].id if data is not None else None

    @staticmethod
    async def _settle(
        session: AsyncSession, job: ClaimedJob, verdict: Done, now: datetime, *, is_kept: bool = True
    ) -> None:
        """Settle the job; codes and offered words are not stored with it, and nothing if it is not kept. Raises
        `SettledBeforeError`."""
        change = take_update(session, Ticket)
        await queue.settle_job(session, job, verdict, now=now, updates=[change] if change is not None else [])
        await _save_kept(session, job, is_kept=is_kept)

    async def _find_place(
        self, session: AsyncSession, arrival: Arrival, job: ClaimedJob, now: datetime
    ) -> tuple[TeamPlace | None, Arrival]:
        """Return where in a group somebody on the team speaks of a ticket, and what they say there. In private nothing
        is read."""
        if not arrival.is_elsewhere:
            return None, arrival
        rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
        was, patient = arrival.update, _is_patient(job, now)
        place, said = await team_places.find_place(session, was, rules=rules, patient=patient)
        return place, arrival if said is was else read_arrival(said)

    async def _data(
        self,
        session: AsyncSession,
        arrival: Arrival,
        job: ClaimedJob,
        *,
        now: datetime,
        place: TeamPlace | None,
    ) -> dict[str, Any] | None:
        """Return the arguments of handlers; None for an update without a person in a private chat, or from such a
        place in a group, behind it."""
        who, press = arrival.sender, arrival.press
        if who is None or who.is_bot or (arrival.is_elsewhere and place is None):
            return None
        me = await person_rows.get_or_create(
            session,
            who.id,
            first=who.first_name,
            last=who.last_name,
            username=who.username,
            language=who.language_code,
            now=now,
            rules=self._settings.last,
            leaving=arrival.has_left or place is not None or (press is not None and press.in_group),
        )
        rules = await self._settings.get_for_session(session)
        here = place or OwnChat(is_patient=_is_patient(job, now))
        desk = Desk(session, here, me, now=now, rules=rules, held=True)
        if rules.requests.topics and isinstance(here, OwnChat):
            desk.place = replace(here, topic=await _find_own_topic(desk, arrival.update))
        return {
            "session": session,
            "me": me,
            "desk": desk,
            "now": now,
            "rules": rules,
            "press": press,
            "bot_id": self._bot.id,
        }

    async def _follow_own_topic(self, session: AsyncSession, arrival: Arrival, now: datetime) -> bool:
        """Note what became of a topic in a private chat; return False for other updates."""
        said = arrival.update.message if not arrival.is_elsewhere else None
        change = group_updates.read_topic(said, self._bot.id) if said is not None else None
        if change is None:
            return False
        rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
        await topic_rows.follow_change(session, change, now=now, rules=rules)
        return True

    async def _take_elsewhere(self, session: AsyncSession, update: Update, now: datetime, *, patient: bool) -> bool:
        """Take an update from a group or channel; return False if it is not to be kept."""
        await follow_staff_group(session, update, now=now, rules=self._settings.last)
        rules = await self._settings.get_at_version(session, await session.scalar(select(VERSION)))
        return await group_updates.take_update(session, update, now=now, rules=rules, patient=patient)

    async def _bury(self, job: ClaimedJob, verdict: Bury) -> Bury | Done:
        """Settle an update that cannot be handled, together with the line that says so."""
        now = self._now()
        try:
            async with self._database.unit_of_work() as session:
                rules = await self._settings.get_for_session(session)
                await _tell_of_failure(session, load_json(job), now=now, rules=rules)
                await queue.settle_job(session, job, verdict, now=now)
        except SettledBeforeError:
            return Done("settled before")
        return verdict

    def _verdict_on_error(self, job: ClaimedJob, error: Exception) -> Verdict:
        if is_locked_or_slow(error):
            log.warning("an update waits: a row it needs is locked", job=job.id)
        elif is_unfit(error):
            log.warning("an update waits: the database is not as needed", job=job.id, state=get_state(error))
        else:
            log.error("an update failed", job=job.id, attempt=job.attempts + 1, exc_info=error)
        return consumer.decide_retry(error, attempts=job.attempts, now=self._now())


async def _save_kept(session: AsyncSession, job: ClaimedJob, *, is_kept: bool = True) -> None:
    """Store what may be kept of a handled update, if that is less than all of it."""
    kept = strip_handled(job) if is_kept else {}
    if kept is not None:
        await queue.save_progress(session, job, kept)


def _get_replied(message: Message) -> int | None:
    return message.reply_to_message.message_id if message.reply_to_message is not None else None


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
        if there and await staff_group.has_chat(session, member.chat.id):
            await _follow_rights(session, member, now=now, rules=rules)


async def _follow_rights(
    session: AsyncSession, member: ChatMemberUpdated, *, now: datetime, rules: DeskSettings
) -> None:
    """Note the bot's rights in the staff group's forum; suggest topics if it was added, or may make them now."""
    is_forum, before = bool(member.chat.is_forum), group_updates.list_lacking(member.old_chat_member)
    lacks = group_updates.list_lacking(member.new_chat_member) if is_forum else ()
    may_manage, is_given = topic_rows.MANAGE not in lacks, bool(set(before) - set(lacks))
    await topic_rows.note_rights(session, lacks, is_given=is_given, now=now, rules=rules)
    if is_forum and (member.old_chat_member.status in _OUT or (may_manage and topic_rows.MANAGE in before)):
        await topic_rows.offer_topics(session, may_manage=may_manage, now=now, rules=rules)


async def _find_own_topic(desk: Desk, update: Update) -> OwnTopic | None:
    """Return the topic of their own chat in which a requester writes or presses."""
    said = update.message or (update.callback_query.message if update.callback_query is not None else None)
    if not isinstance(said, Message) or not said.is_topic_message or said.message_thread_id is None:
        return None
    if said.chat.type != ChatType.PRIVATE or permissions.is_staff(desk.require_actor()):
        return None
    return await topic_rows.find_own(desk, said.chat.id, said.message_thread_id, said.message_id)


def _is_patient(job: ClaimedJob, now: datetime) -> bool:
    """Return True if what the message replies to may not be stored yet. Both times are of our clock: Telegram's may be
    ahead."""
    return abs(now - job.created_at) < RECORDED_BY


def _note_outcome(verdict: Verdict) -> Verdict | None:
    """Count the update; return the verdict unless it is settled."""
    UPDATES.labels(type(verdict).__name__.lower()).inc()
    return None if isinstance(verdict, Done | Bury) else verdict
