"""Stores the results of deliveries, many in one transaction: verdicts, the message map, entries, people."""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.failures import FailureKind
from bot.delivery.planner import load_letter
from bot.delivery.result import DeliveryResult
from bot.metrics import DELIVERED
from bot.runtime import Runtime
from db import queue
from db.compiled import Compiled
from db.connectivity import is_away, is_locked_or_slow, is_unfit
from db.models import Box, Lane, Message, Origin, Person, Role, any_of
from db.queue import Bury, ClaimedJob, Done, Park, Retry, Verdict
from db.queue.hand_over import BegunJob
from db.unit_of_work import NewJob, get_unit
from desk import Desk
from desk.conversation import undelivered_answers
from desk.groups import chats
from desk.notifications import staff_group, to_admins
from desk.outbox import stored_letters
from desk.outbox.letters import PAST
from desk.outbox.letters_for_blocked import GONE, UNMET
from desk.payments import refused_invoices
from desk.people import person_rows

Settled = tuple[ClaimedJob, DeliveryResult]

_COLUMNS = (
    *("chat_id", "message_id", "kind", "ticket_id", "entry_id", "question_id", "slot", "fingerprint", "has_media"),
    *("file_id", "page"),
)
_ARGUMENTS = (
    *("bot", "past", "slot_chats", "taken_slots", "stay_chats", "stay", *_COLUMNS, "now", "got_entries", "got_people"),
    *("mark", "mark_lane", "box", "ids", "keys", "states", "failed", "errors", "due", "keep", "settled"),
    *("held_boxes", "held_keys", "put_worker", "put_part", "put_parts", "put_room"),
)
_DONE = Compiled(text(f"select * from letters_done({', '.join(f':{name}' for name in _ARGUMENTS)})"))  # noqa: S608
_EDITED = text("""
update messages m set fingerprint = e.fingerprint, page = coalesce(e.page, m.page),
  file_id = coalesce(e.file_id, m.file_id)
from unnest(cast(:people as bigint[]), cast(:ids as bigint[]), cast(:prints as text[]), cast(:files as bigint[]),
  cast(:pages as smallint[])) as e(person_id, message_id, fingerprint, file_id, page)
join people p on p.id = e.person_id
where m.bot_id = :bot and m.chat_id = p.telegram_id and m.message_id = e.message_id
""")


_BACK = "back meanwhile"


class Recorder:
    """Stores the results of one bot's deliveries."""

    def __init__(self, runtime: Runtime) -> None:
        bot, self._database, self._settings, self._now = runtime
        self._bot_id, self._hand_over = bot.id, self._database.hand_over

    async def store(self, done: Sequence[Settled]) -> None:
        """Record results, the message map and the state of entries in one transaction; in one statement if nothing else
        follows from any of them."""
        now = self._now()
        if all(_is_plain(job, outcome) for job, outcome in done):
            more = await self._at_once(done, now)
        else:
            more = await self._with_all(done, now)
        if more:
            self._database.job_signal.notify(Box.TO_TELEGRAM)
        for job, outcome in done:
            if outcome.sent:
                DELIVERED.labels(job.lane.name.lower()).inc()

    async def _at_once(self, done: Sequence[Settled], now: datetime) -> bool:
        settled = queue.build_settle_arguments(_verdicts(done), now=now)
        try:
            async with self._database.autocommit() as asking:
                more, begun = await self._settle(asking, done, settled, now)
        except BaseException:
            self._hand_over.is_doubtful = True
            raise
        if begun:
            self._hand_over.give(begun)
        return more

    async def _with_all(self, done: Sequence[Settled], now: datetime) -> bool:
        async with self._database.unit_of_work() as session:
            if edited := [(job, outcome) for job, outcome in done if outcome.edited]:
                await self._store_edits(session, edited)
            for job, outcome in done:
                if not outcome.bare:
                    await self._others(session, job, outcome, now)
            await session.flush()
            settled = queue.build_settle_arguments(_verdicts(done), session, now=now)
            more, begun = await self._settle(session, done, settled, now)
            get_unit(session).begun += begun
            for job, outcome in done:
                payload = job.peek_payload()
                if payload.get("secret") and isinstance(outcome.verdict, Done | Bury):
                    await queue.save_progress(session, job, stored_letters.drop_secrets(payload))
        return more

    async def _settle(
        self, asking: queue.Asking, done: Sequence[Settled], settled: dict[str, Any], now: datetime
    ) -> tuple[bool, list[BegunJob]]:
        """Store what was sent and settle the jobs; return whether more letters wait now, and the marks that have
        begun."""
        mark, to = undelivered_answers.dump_arrival_mark(), self._hand_over
        given = {**settled, **self._sent_arguments(done, now), **mark, **queue.build_begin_arguments(to)}
        (row,) = await _DONE.fetch(asking, given)
        if not row.begun:
            return row.more, []
        marks = [
            NewJob(Box.TO_TELEGRAM, key, payload, now, lane=Lane(mark["mark_lane"]), ticket_id=ticket, person_id=author)
            for key, payload, ticket, author in zip(row.marked_keys, row.marks, row.marked, row.authors, strict=True)
        ]
        return row.more, to.announce(queue.list_begun(marks, row.begun), given["put_worker"])

    def _sent_arguments(self, done: Sequence[Settled], now: datetime) -> dict[str, Any]:
        """Return the messages in the chats now, their slots and neighbours, and which entries were sent to whom."""
        sent = [(job, outcome) for job, outcome in done if outcome.sent]
        rows = [row for _, outcome in sent for row in outcome.sent]
        slots = sorted({(row["chat_id"], row["slot"]) for row in rows if row["slot"]})
        stay = [(row["chat_id"], row["message_id"]) for row in rows]
        stay += [(o.sent[0]["chat_id"], message_id) for _, o in sent for message_id in o.kept]
        got = [(job.entry_id, job.person_id) for job, one in done if job.entry_id and (one.sent or one.shows_entry)]
        return {
            "bot": self._bot_id,
            "past": PAST,
            "now": now,
            "slot_chats": [chat for chat, _ in slots],
            "taken_slots": [slot for _, slot in slots],
            "stay_chats": [chat for chat, _ in stay],
            "stay": [message_id for _, message_id in stay],
            **{name: [row.get(name) for row in rows] for name in _COLUMNS},
            "got_entries": [entry_id for entry_id, _ in got],
            "got_people": [person_id for _, person_id in got],
        }

    async def _others(self, session: AsyncSession, job: ClaimedJob, outcome: DeliveryResult, now: datetime) -> None:
        """Handle an edit, a refusal, or an answer that did not arrive."""
        if outcome.lost:
            await self._clear_lost_slots(session, job, outcome.lost)
        if outcome.remains and job.entry_id is not None:
            await undelivered_answers.report_undeletable(
                session, job.entry_id, job.person_id, now=now, rules=self._settings.last
            )
        if outcome.trouble is not None and job.person_id is not None:
            await self._not_reached(session, job, job.person_id, outcome, now)
        elif isinstance(outcome.verdict, Park) and job.person_id is not None:
            person = await session.get_one(Person, job.person_id, with_for_update=True, populate_existing=True)
            if person.bot_blocked_at is None:  # back since this was planned: nothing would release it
                outcome.verdict = Retry(now, _BACK)
        if isinstance(outcome.verdict, Park | Bury) or outcome.trouble is not None:
            await self._instead_of_group(session, job, outcome, now)
        if isinstance(outcome.verdict, Bury) and outcome.trouble is FailureKind.REFUSED:
            desk = Desk(session, Origin.CLOCK, None, now=now, rules=self._settings.last)
            await refused_invoices.report_refused(desk, load_letter(job), outcome.verdict.error)
        if outcome.sent and _tries(job):
            group, rules = await session.get_one(Person, job.person_id, with_for_update=True), self._settings.last
            await staff_group.mark_open(session, group, now=now, rules=rules)
        if job.entry_id is not None and not isinstance(outcome.verdict, Done):
            verdict, rules = outcome.verdict, self._settings.last
            await undelivered_answers.report_undelivered(
                session, job.entry_id, job.person_id, verdict, now=now, rules=rules
            )

    async def _store_edits(self, session: AsyncSession, edited: Sequence[Settled]) -> None:
        """Store what edited messages show now."""
        changed = [(job, *one) for job, outcome in edited for one in outcome.edited]
        given = {
            "people": [job.person_id for job, *_ in changed],
            "ids": [message_id for _, message_id, *_ in changed],
            "prints": [fingerprint for _, _, fingerprint, _ in changed],
            "files": [file_id for *_, file_id in changed],
            "pages": [_page_shown(job) for job, *_ in changed],
        }
        await session.execute(_EDITED, {**given, "bot": self._bot_id})

    async def _clear_lost_slots(self, session: AsyncSession, job: ClaimedJob, message_ids: Sequence[int]) -> None:
        chat = select(Person.telegram_id).where(Person.id == job.person_id).scalar_subquery()
        ours = update(Message).where(Message.bot_id == self._bot_id, Message.chat_id == chat)
        gone = ours.where(any_of(Message.message_id, message_ids)).execution_options(synchronize_session=False)
        await session.execute(gone.values(slot=None))

    async def _not_reached(
        self, session: AsyncSession, job: ClaimedJob, person_id: int, outcome: DeliveryResult, now: datetime
    ) -> None:
        """Store what a refusal says about the person; a person who came back during the call gets the letter after
        all."""
        if await self._is_of_intake(session, person_id):
            await self._not_in_group(session, person_id, outcome, now)
            return
        if outcome.moved_to is not None:
            await self._follow_move(session, person_id, outcome, outcome.moved_to, now)
            return
        if outcome.trouble is FailureKind.SHUT:
            await self._shut(session, job, outcome, now)
            return
        if outcome.trouble not in (FailureKind.BLOCKED, FailureKind.GONE):
            return
        person = await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
        if person.started_at is None and person.role is Role.REQUESTER:
            if isinstance(outcome.verdict, Bury | Park):  # known from a group only
                outcome.verdict = Park(f"{UNMET}: {outcome.verdict.error}")
            return
        unmet = outcome.unknown_chat and not await self._has_met(session, person)
        if unmet and isinstance(outcome.verdict, Bury):
            outcome.verdict = Park(f"{UNMET}: {outcome.verdict.error}")
        if outcome.is_before(person.back_at):
            outcome.verdict = Retry(now, _BACK)
        else:
            await person_rows.mark_blocked(
                session, person, now=now, gone=outcome.trouble is FailureKind.GONE and not unmet
            )

    async def _follow_move(
        self, session: AsyncSession, person_id: int, outcome: DeliveryResult, new: int, now: datetime
    ) -> None:
        """Store that a chat has another id now, unless its move was handled meanwhile."""
        person = await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
        if person.role is Role.GROUP and person.telegram_id is not None:
            await staff_group.follow_move(session, person.telegram_id, new, now=now, rules=self._settings.last)
        elif await person_rows.find_by_telegram(session, new) is None:
            person.telegram_id = new
        if person.telegram_id != new:
            outcome.verdict = Bury("moved to a chat of somebody else's")

    async def _is_of_intake(self, session: AsyncSession, person_id: int) -> bool:
        role = await session.scalar(select(Person.role).where(Person.id == person_id))
        return role is Role.INTAKE_GROUP

    async def _not_in_group(
        self, session: AsyncSession, person_id: int, outcome: DeliveryResult, now: datetime
    ) -> None:
        """Store what a refusal says about a group whose requests are answered there; its messages wait until the bot is
        back or may write again."""
        desk = Desk(session, Origin.TELEGRAM, None, now=now, rules=self._settings.last)
        if outcome.moved_to is not None:
            old = await session.scalar(select(Person.telegram_id).where(Person.id == person_id))
            await chats.follow_move(desk, old or 0, outcome.moved_to)
        elif outcome.trouble is FailureKind.SHUT:
            await chats.note_refusal(desk, person_id, is_out=False)
            if isinstance(outcome.verdict, Bury):
                outcome.verdict = Retry(now + staff_group.AGAIN_AFTER, "may not write there", counts=False)
        elif outcome.trouble in (FailureKind.BLOCKED, FailureKind.GONE):
            group = await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
            if outcome.is_before(group.back_at):
                outcome.verdict = Retry(now, _BACK)
                return
            await chats.note_refusal(desk, person_id, is_out=True)
            if isinstance(outcome.verdict, Bury):
                outcome.verdict = Park("the bot is not in the group")

    async def _shut(self, session: AsyncSession, job: ClaimedJob, outcome: DeliveryResult, now: datetime) -> None:
        """Handle a staff group where the bot may not write: the trial message is retried; all else is rendered again
        later."""
        person = await session.get_one(Person, job.person_id, with_for_update=True, populate_existing=True)
        if person.role is not Role.GROUP:
            return
        if _tries(job):
            outcome.verdict = Retry(now + staff_group.AGAIN_AFTER, "may not write there", counts=False)
            return
        await staff_group.mark_shut(session, person, now=now)
        if isinstance(outcome.verdict, Bury) and job.entry_id is not None:
            outcome.verdict = Park("may not write there")
        elif isinstance(outcome.verdict, Bury):
            outcome.verdict = Bury(f"{GONE}: {outcome.verdict.error}")

    async def _instead_of_group(
        self, session: AsyncSession, job: ClaimedJob, outcome: DeliveryResult, now: datetime
    ) -> None:
        """Send to the admins what was for them in the staff group, if the bot may not write there."""
        group = await session.get(Person, job.person_id)
        shut = group is not None and group.role is Role.GROUP and group.bot_blocked_at is not None
        if not shut or isinstance(outcome.verdict, Retry):
            return
        if await to_admins.redirect_from_group(session, load_letter(job), now=now, rules=self._settings.last):
            outcome.verdict = Done("to the admins instead")

    async def _has_met(self, session: AsyncSession, person: Person) -> bool:
        """Return True if this bot and that person ever exchanged a message: another token is another bot."""
        said = exists().where(Message.bot_id == self._bot_id, Message.chat_id == person.telegram_id)
        return bool(await session.scalar(select(said)))


def _verdicts(done: Sequence[Settled]) -> list[tuple[ClaimedJob, Verdict]]:
    return [(job, outcome.verdict) for job, outcome in done]


def _is_plain(job: ClaimedJob, outcome: DeliveryResult) -> bool:
    """Return True if the job is done and only the sent messages have to be stored: nothing was edited, lost or left
    over, and its letter stays as it is."""
    follows = outcome.edited or outcome.lost or outcome.remains or outcome.trouble is not None
    stays = not job.peek_payload().get("secret")
    return isinstance(outcome.verdict, Done) and not follows and stays and not _tries(job)


def _tries(job: ClaimedJob) -> bool:
    """Return True if the letter tests whether the bot may write in the staff group again."""
    return job.peek_payload().get("key") == staff_group.AGAIN


def _page_shown(job: ClaimedJob) -> int | None:
    """Return the page that an edit turned to; None if it only updated the current page."""
    data = job.peek_payload()
    return None if data.get("only_edit") else data.get("page")


log = structlog.get_logger(__name__)

_AGAIN_AFTER = 0.1
_STORED_AT_ONCE = 50
_SAY_AGAIN_SECONDS = 10.0


class ResultStore:
    """Stores results together: those that arrive during one transaction wait for the next."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._waiting: dict[int, Settled] = {}
        self._turn, self._turn_of_held = asyncio.Lock(), asyncio.Lock()
        self._held: set[int] = set()
        self._failing_since: dict[int, float] = {}
        self._said_at = float("-inf")

    async def store(self, job: ClaimedJob, outcome: DeliveryResult) -> None:
        """Return once the result is stored, however long the database is away."""
        self._waiting[job.id] = (job, outcome)
        delay, alone = _AGAIN_AFTER, False
        while job.id in self._waiting:
            async with self._turn_of_held if job.id in self._held else self._turn:
                if job.id not in self._waiting:
                    return
                error = await self._try_storing(self._batch(job.id, alone=alone), job.id)
                if error is None:
                    continue
                alone = True
            await asyncio.sleep(delay)
            delay = min(delay * 2, 2.0)

    def _batch(self, job_id: int, *, alone: bool) -> list[Settled]:
        """Return what is stored together with a job. One whose row is locked elsewhere is stored alone, so that others
        do not wait."""
        if alone or job_id in self._held:
            return [self._waiting[job_id]]
        return [one for one_id, one in self._waiting.items() if one_id not in self._held][:_STORED_AT_ONCE]

    async def _try_storing(self, batch: Sequence[Settled], job_id: int) -> Exception | None:
        """Store these; on failure return the error, after adapting the next try."""
        try:
            await self._store(batch)
        except Exception as error:
            if is_away(error) or is_unfit(error):
                self._report_away(error)
            elif len(batch) > 1:
                log.warning("outcomes could not be stored together", error=type(error).__name__)
            elif is_locked_or_slow(error):
                self._held.add(job_id)
                log.warning("an outcome waits: its row is held", job=job_id)
            elif self._reduce(job_id, error):
                log.error("an outcome could not be stored", job=job_id, exc_info=error)
            return error
        return None

    def _reduce(self, job_id: int, error: Exception) -> bool:
        """Leave out what may be to blame; return False if nothing more is left out yet."""
        job, outcome = self._waiting[job_id]
        since = self._failing_since.setdefault(job_id, time.monotonic())
        reduced = outcome.reduce_to_verdict(error, seconds=time.monotonic() - since)
        self._waiting[job_id] = (job, reduced)
        return reduced != outcome

    def _report_away(self, error: Exception) -> None:
        if time.monotonic() - self._said_at >= _SAY_AGAIN_SECONDS:
            self._said_at = time.monotonic()
            log.warning("outcomes could not be stored yet", error=type(error).__name__)

    async def _store(self, batch: Sequence[Settled]) -> None:
        await self._recorder.store(batch)
        for job, _ in batch:
            self._waiting.pop(job.id, None)
            self._held.discard(job.id)
            self._failing_since.pop(job.id, None)
