"""Outcomes stored, many in one transaction: verdicts, the message map, entries, people. Calls nobody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.api.errors import FailureKind
from bot.delivery.result import DeliveryResult
from bot.metrics import DELIVERED
from bot.runtime import Runtime
from db import queue
from db.models import Message, Person
from db.queue import Bury, ClaimedJob, Done, Park, Retry
from db.sql import any_of
from desk.conversation import delivery_status
from desk.outbox import stored_letters
from desk.outbox.parked import UNMET
from desk.outbox.slots import PAST
from desk.people import directory

Settled = tuple[ClaimedJob, DeliveryResult]

_SENT = text("""
with past as (
  update messages m set slot = cast(:past as text) || m.slot
  from unnest(cast(:slot_chats as bigint[]), cast(:taken_slots as text[])) as s(chat_id, slot)
  where m.bot_id = :bot and m.chat_id = s.chat_id and m.slot = s.slot
    and not exists (
      select 1 from unnest(cast(:stay_chats as bigint[]), cast(:stay as bigint[])) as n(chat_id, message_id)
      where n.chat_id = m.chat_id and n.message_id = m.message_id))
insert into messages (bot_id, chat_id, message_id, kind, ticket_id, entry_id, question_id, slot, fingerprint, has_media,
  file_id, page, sent_at)
select cast(:bot as bigint), r.*, cast(:now as timestamptz)
from unnest(cast(:chat_id as bigint[]), cast(:message_id as bigint[]), cast(:kind as text[]),
  cast(:ticket_id as bigint[]), cast(:entry_id as bigint[]), cast(:question_id as bigint[]), cast(:slot as text[]),
  cast(:fingerprint as text[]), cast(:has_media as boolean[]), cast(:file_id as bigint[]),
  cast(:page as smallint[])) as r
on conflict do nothing
""")
_COLUMNS = (
    "chat_id",
    "message_id",
    "kind",
    "ticket_id",
    "entry_id",
    "question_id",
    "slot",
    "fingerprint",
    "has_media",
    "file_id",
    "page",
)
_EDITED = text("""
update messages m set fingerprint = e.fingerprint, page = coalesce(e.page, m.page),
  file_id = coalesce(e.file_id, m.file_id)
from unnest(cast(:people as bigint[]), cast(:ids as bigint[]), cast(:prints as text[]), cast(:files as bigint[]),
  cast(:pages as smallint[])) as e(person_id, message_id, fingerprint, file_id, page)
join people p on p.id = e.person_id
where m.bot_id = :bot and m.chat_id = p.telegram_id and m.message_id = e.message_id
""")


class Recorder:
    """Stores what one bot's deliveries came to."""

    def __init__(self, runtime: Runtime) -> None:
        bot, self._database, self._settings, self._now = runtime
        self._bot_id = bot.id

    async def store(self, done: Sequence[Settled]) -> None:
        """Record outcomes, the message map and what became of the entries, in one transaction."""
        now = self._now()
        async with self._database.unit_of_work() as session:
            await self._sent(session, [(job, outcome) for job, outcome in done if outcome.sent], now)
            await self._edited(session, [(job, outcome) for job, outcome in done if outcome.edited])
            for job, outcome in done:
                if not outcome.bare:
                    await self._others(session, job, outcome, now)
            await queue.settle_all(session, [(job, outcome.verdict) for job, outcome in done], now=now)
            for job, outcome in done:
                if isinstance(outcome.verdict, Done | Bury) and (kept := stored_letters.without_secrets(job.data())):
                    await queue.progress(session, job, kept)
        for job, outcome in done:
            if outcome.sent:
                DELIVERED.labels(job.lane.name.lower()).inc()

    async def _sent(self, session: AsyncSession, sent: Sequence[Settled], now: datetime) -> None:
        """What stands in the chats now; what stood in a slot before is its past."""
        rows = [row for _, outcome in sent for row in outcome.sent]
        if not rows:
            return
        slots = sorted({(row["chat_id"], row["slot"]) for row in rows if row["slot"]})
        stay = [(row["chat_id"], row["message_id"]) for row in rows]
        stay += [(o.sent[0]["chat_id"], message_id) for _, o in sent for message_id in o.kept]
        given = {
            "slot_chats": [chat for chat, _ in slots],
            "taken_slots": [slot for _, slot in slots],
            "stay_chats": [chat for chat, _ in stay],
            "stay": [message_id for _, message_id in stay],
            **{name: [row.get(name) for row in rows] for name in _COLUMNS},
        }
        await session.execute(_SENT, {**given, "bot": self._bot_id, "past": PAST, "now": now})
        got = [
            (job.entry_id, job.person_id) for job, _ in sent if job.entry_id is not None and job.person_id is not None
        ]
        await delivery_status.sent(session, got, now=now)

    async def _others(self, session: AsyncSession, job: ClaimedJob, outcome: DeliveryResult, now: datetime) -> None:
        """What follows from an edit, a refusal, or an answer that did not arrive."""
        if outcome.lost:
            await self._lost(session, job, outcome.lost)
        if outcome.remains and job.entry_id is not None:
            await delivery_status.remains(session, job.entry_id, job.person_id, now=now, rules=self._settings.last)
        if outcome.trouble is not None and job.person_id is not None:
            await self._not_reached(session, job.person_id, outcome, now)
        if job.entry_id is not None and not isinstance(outcome.verdict, Done):
            verdict, rules = outcome.verdict, self._settings.last
            await delivery_status.not_arrived(session, job.entry_id, job.person_id, verdict, now=now, rules=rules)

    async def _edited(self, session: AsyncSession, edited: Sequence[Settled]) -> None:
        """What stands in the chats says something else now."""
        changed = [(job, *one) for job, outcome in edited for one in outcome.edited]
        if changed:
            given = {
                "people": [job.person_id for job, *_ in changed],
                "ids": [message_id for _, message_id, *_ in changed],
                "prints": [fingerprint for _, _, fingerprint, _ in changed],
                "files": [file_id for *_, file_id in changed],
                "pages": [_page_shown(job) for job, *_ in changed],
            }
            await session.execute(_EDITED, {**given, "bot": self._bot_id})

    async def _lost(self, session: AsyncSession, job: ClaimedJob, message_ids: Sequence[int]) -> None:
        chat = select(Person.telegram_id).where(Person.id == job.person_id).scalar_subquery()
        ours = update(Message).where(Message.bot_id == self._bot_id, Message.chat_id == chat)
        gone = ours.where(any_of(Message.message_id, message_ids)).execution_options(synchronize_session=False)
        await session.execute(gone.values(slot=None))

    async def _not_reached(self, session: AsyncSession, person_id: int, outcome: DeliveryResult, now: datetime) -> None:
        """What a refusal says about the person; one who came back while we were asking gets it after all."""
        if outcome.moved_to is not None:
            if await directory.by_telegram(session, outcome.moved_to) is not None:
                outcome.verdict = Bury("moved to a chat of somebody else's")
                return
            moved = update(Person).where(Person.id == person_id)
            await session.execute(moved.values(telegram_id=outcome.moved_to))
            return
        if outcome.trouble not in (FailureKind.BLOCKED, FailureKind.GONE):
            return
        person = await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
        unmet = outcome.unknown_chat and not await self._met(session, person)
        if unmet and isinstance(outcome.verdict, Bury):
            outcome.verdict = Park(f"{UNMET}: {outcome.verdict.error}")
        if person.back_at is not None and outcome.begun_at is not None and person.back_at >= outcome.begun_at:
            outcome.verdict = Retry(now, "back meanwhile")
        else:
            await directory.bot_blocked(
                session, person, now=now, gone=outcome.trouble is FailureKind.GONE and not unmet
            )

    async def _met(self, session: AsyncSession, person: Person) -> bool:
        """Whether anything was ever said between this bot and that person: another token is another bot."""
        said = exists().where(Message.bot_id == self._bot_id, Message.chat_id == person.telegram_id)
        return bool(await session.scalar(select(said)))


def _page_shown(job: ClaimedJob) -> int | None:
    """The page that an edit turned to; None where it only brought up to date the one that stands."""
    data = job.data()
    return None if data.get("only_edit") else data.get("page")
