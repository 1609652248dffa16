"""Plans letters: who reads them, what is in their chat, what they should see. Makes no call.

Letters that may be sent at the same moment are read and worded together: they share readers, tickets and entries.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from aiogram.methods import TelegramMethod
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot import command_menu
from bot.delivery.forum_topics import TopicPlan, TopicStep, plan_erasure, plan_own_topic, plan_topic, put_in_topic
from bot.delivery.result import DeliveryResult, describe_unexpected
from bot.feature import QUESTION
from bot.features.registry import VIEWS, find_other_chats, find_view, update_letter
from bot.runtime import Runtime
from bot.views import Prefetched, Reader, Rendered
from bot.views.renderer import render
from db import queue
from db.compiled import Compiled
from db.connectivity import is_unavailable
from db.models import Box, Entry, EntryFile, EntryKind, Lane, Message, Person, Role, Ticket, UnknownWordError
from db.queue import Bury, ClaimedJob, DeliveryPart, Done, Park, Retry, Verdict, consumer
from db.queue.store import MOST_OF_RECEIVER
from desk import DeskSettings
from desk.i18n import catalog
from desk.metrics import facts, live_counting
from desk.notifications import staff_group
from desk.outbox import Erase, Letter, Menu, React, Relay, ReportReady, Say, Show, letters_for_blocked, stored_letters
from desk.outbox.letters_for_blocked import GONE
from desk.outbox.question_rows import TOGETHER
from desk.own_accounts.said_there import is_said_once
from desk.people.chat_ids import is_own_chat
from desk.queries.entries import load_files
from desk.queries.shared_reads import Batch
from desk.settings import VERSION, remember_version
from desk.text import RichText

Wanted = tuple[ClaimedJob, int, str | None]
"""A job, its chat, and the slot of its letter."""
ExistingMessages = dict[tuple[int, str], list[Message]]

_PEOPLE, _ENTRIES, _TICKETS, _CHATS, _IDS = (
    bindparam(name, type_=ARRAY(BigInteger)) for name in ("people", "entries", "tickets", "chats", "ids")
)
_SLOTS = bindparam("slots", type_=ARRAY(String))
_JOBS = (
    func.unnest(_IDS, _CHATS, _SLOTS, _PEOPLE, _ENTRIES, _TICKETS)
    .table_valued("id", "chat", "place", "person_id", "entry_id", "ticket_id")
    .render_derived(name="wanted")
)
_ANSWERED = aliased(Entry)
_NUMBER = Message.message_id + literal_column("0")
"""A message's id, so that its least and greatest are looked up by slot or entry: by id the whole chat would be read."""


def _newest(there: ColumnElement[bool], face: str) -> ColumnElement[int | None]:
    """Return the newest message with the ticket's card, to which an entry without a reply is attached."""
    slot = f"{face}:" + Ticket.number.cast(String)
    newest = select(func.max(_NUMBER)).where(there, Message.slot == slot).scalar_subquery()
    return case((Entry.id.is_not(None) & Entry.answers_id.is_(None), newest))


def _query(jobs: FromClause, chat: ColumnElement[int | None], place: ColumnElement[str | None]) -> Select[Any]:
    """Return what planning needs of jobs: each has an id, a person, an entry and a ticket. `place`: its slot."""
    there = (Message.bot_id == bindparam("bot")) & (Message.chat_id == chat)
    sent = select(func.min(_NUMBER)).where(there, Message.entry_id == Entry.answers_id).scalar_subquery()
    written = case((_ANSWERED.said_chat_id == chat, _ANSWERED.said_message_id))
    return (
        select(
            jobs.c.id,
            chat.label("chat"),
            place.label("place"),
            Person,
            Entry,
            Ticket,
            _ANSWERED,
            VERSION.label("version"),
            exists().where(EntryFile.entry_id == Entry.id).label("has_files"),
            exists().where(there, Message.slot == place).label("has_existing"),
            func.coalesce(written, case((Entry.answers_id.is_not(None), sent))).label("answered_at"),
            _newest(there, "card").label("card_at"),
            _newest(there, "open").label("open_at"),
        )
        .select_from(jobs)
        .outerjoin(Person, Person.id == jobs.c.person_id)
        .outerjoin(Entry, Entry.id == jobs.c.entry_id)
        .outerjoin(Ticket, Ticket.id == func.coalesce(Entry.ticket_id, jobs.c.ticket_id))
        .outerjoin(_ANSWERED, _ANSWERED.id == Entry.answers_id)
    )


_STARTED = queue.build_start_cte()
_OF_JOBS = _query(_JOBS, _JOBS.c.chat, _JOBS.c.place)
_ROWS, _ROWS_OF_STARTED = Compiled(_OF_JOBS), Compiled(_OF_JOBS.join(_STARTED, _STARTED.c.id == _JOBS.c.id))

_PARTS = queue.build_begin_ctes()
_BEGUN = _PARTS["begun"]
_ROWS_OF_BEGUN = Compiled(
    _query(_BEGUN, Person.telegram_id.expression, literal_column("'entry:'") + _BEGUN.c.entry_id.cast(String))
    .add_columns(*(one for one in _BEGUN.c if one.name != "id"))
    .add_cte(*_PARTS.values())
    .where(select(func.count()).select_from(_PARTS["told"]).scalar_subquery() >= 0)
    .order_by(_BEGUN.c.id)
)
"""Of a job that is just being claimed only the slot of an entry is known."""

_WANTED = (
    func.unnest(bindparam("chats", type_=ARRAY(BigInteger)), bindparam("slots", type_=ARRAY(String)))
    .table_valued("chat_id", "slot", name="wanted")
    .render_derived()
)
_EXISTING = (
    select(Message)
    .join(_WANTED, (_WANTED.c.chat_id == Message.chat_id) & (_WANTED.c.slot == Message.slot))
    .where(Message.bot_id == bindparam("bot"))
    .order_by(Message.message_id)
)


@dataclass(slots=True)
class StartingJobs:
    """The worker and time of jobs that begin; `begun`: the ids of those that may, once known."""

    worker: int
    now: datetime
    begun: frozenset[int] | None = None


@dataclass(slots=True)
class ReadAhead:
    """The rows read for letters: their jobs, the existing messages in their slots, files and positions in the chats."""

    job_ids: set[int] = field(default_factory=set)
    existing: ExistingMessages = field(default_factory=dict)
    ahead: Prefetched = field(default_factory=lambda: Prefetched(Batch()))


async def _read_batch(
    session: AsyncSession, wanted: Sequence[Wanted], *, bot_id: int, starting: StartingJobs | None
) -> ReadAhead:
    """Read readers and tickets; for relayed entries also these, what they answer, and their ticket.

    The session keeps the rows and learns the settings' version. `starting`: the jobs begin with it (`queue.start`), and
    only those that may are read.
    """
    given: dict[str, Any] = {
        "bot": bot_id,
        "ids": [job.id for job, _, _ in wanted],
        "chats": [chat for _, chat, _ in wanted],
        "slots": [slot for _, _, slot in wanted],
        "people": [job.person_id for job, _, _ in wanted],
        "entries": [job.entry_id for job, _, _ in wanted],
        "tickets": [job.ticket_id for job, _, _ in wanted],
    }
    if starting is not None:
        given |= {"worker": starting.worker, "now": starting.now}
    rows = await (_ROWS if starting is None else _ROWS_OF_STARTED).fetch(session, given)
    if starting is not None:
        starting.begun = frozenset(row.id for row in rows)
    existing = {(row.chat, row.place) for row in rows if row.has_existing}
    return await _read_more(session, rows, existing, bot_id=bot_id)


async def _read_more(
    session: AsyncSession, rows: Sequence[Any], existing: set[tuple[int, str]], *, bot_id: int
) -> ReadAhead:
    """Read the files of the entries and the existing messages of these slots; return all that was read."""
    for row in rows:
        remember_version(session, row.version)
    files = {row.Entry.id: () for row in rows if row.Entry is not None}
    entries = {(r.chat, r.Entry.answers_id): r.answered_at for r in rows if r.Entry is not None and r.Entry.answers_id}
    slots: dict[tuple[int, str], int | None] = {}
    for row in rows:
        if row.Ticket is not None and row.Entry is not None and row.Entry.answers_id is None:
            slots[row.chat, f"card:{row.Ticket.number}"] = row.card_at
            slots[row.chat, f"open:{row.Ticket.number}"] = row.open_at
    with_files = sorted({row.Entry.id for row in rows if row.has_files})
    read_files = {**files, **(await load_files(session, with_files))} if with_files else files
    return ReadAhead(
        {row.id for row in rows},
        await _read_existing(session, existing, bot_id=bot_id),
        Prefetched(Batch(read_files, {row.Ticket.number: row.Ticket for row in rows if row.Ticket}), entries, slots),
    )


async def _read_existing(session: AsyncSession, wanted: set[tuple[int, str]], *, bot_id: int) -> ExistingMessages:
    """Return the messages of each slot, oldest first."""
    pairs = sorted(wanted)
    if not pairs:
        return {}
    given = {"bot": bot_id, "chats": [chat for chat, _ in pairs], "slots": [slot for _, slot in pairs]}
    found: ExistingMessages = defaultdict(list)
    for message in await session.scalars(_EXISTING, given):
        found[message.chat_id, message.slot or ""].append(message)
    return found


async def _judge_entry(
    session: AsyncSession, letter: Letter, entry: Entry, ticket_id: int | None, now: datetime
) -> DeliveryResult | None:
    """Return the result without sending of an entry to which more may come, or of a new one that was moved to another
    ticket, whose agent receives it, before it reached this reader."""
    if entry.leaves_at is not None and entry.leaves_at > now:
        return DeliveryResult(Retry(entry.leaves_at, "more of it may come", counts=False))
    if not isinstance(letter, Relay) or letter.edit or letter.files_only or letter.asked:
        return None
    if entry.ticket_id is None or ticket_id is None or entry.ticket_id == ticket_id:
        return None
    ticket = await session.get_one(Ticket, entry.ticket_id)
    is_moved = ticket.merged_into_id is None  # the assignee of the other ticket reads merged ones
    return DeliveryResult(Done("these words stand on another ticket now")) if is_moved else None


async def is_withdrawn(session: AsyncSession, letter: Relay) -> bool:
    """Return True if those who received the entry may not see it any more: withdrawn, turned into a note, or of a
    request that is collected again."""
    entry = await session.get(Entry, letter.entry_id)
    if entry is None or entry.withdrawn_at is not None or entry.kind is EntryKind.NOTE:
        return entry is not None
    ticket = await session.get(Ticket, entry.ticket_id) if entry.ticket_id is not None else None
    return ticket is not None and ticket.filed_at is None


@dataclass(frozen=True, slots=True)
class AddressedJob:
    """A claimed job and its chat; 0: there is none."""

    job: ClaimedJob
    chat: int


@dataclass(frozen=True, slots=True)
class SendPlan:
    """A letter ready to send: what to show, in which slot, the existing messages there; for a menu the calls
    themselves.

    `taken_back`: the existing messages are deleted or, if too old, edited to say this. `topic`: of the ticket, in the
    staff group or the requester's own chat.
    """

    letter: Letter
    chat: int
    begun_at: datetime
    rendered: Rendered | None = None
    existing: tuple[Message, ...] = ()
    taken_back: RichText | None = None
    slot: str | None = None
    topic: TopicPlan | None = None
    methods: tuple[TelegramMethod[Any], ...] = ()


Plan = SendPlan | DeliveryResult
"""A letter ready to send, or its result without sending."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """The things letters planned together share: the settings, the existing messages, and what was read ahead."""

    session: AsyncSession
    settings: DeskSettings
    existing: ExistingMessages
    ahead: Prefetched


FILES_ONLY = 0
"""The page of messages that show the files of an entry whose words stand elsewhere."""
_COUNTING_SECONDS = 1.0


class Planner:
    """Plans letters for one bot."""

    def __init__(self, runtime: Runtime) -> None:
        bot, self._database, self._settings, self._now = runtime
        self._bot_id = bot.id
        self._counting = live_counting.LiveCounting(partial(facts.count_latest, self._database), _COUNTING_SECONDS)

    async def make_ready(self, job: ClaimedJob) -> None:
        """Count what happened since, for a letter of figures; what does not fit into a second goes on without it."""
        if str(job.peek_payload().get("view")) in _COUNTED:
            await self._counting.count_up_to_now(self._settings.last, self._now())

    async def make_plans_of_begun(self, given: Sequence[AddressedJob]) -> dict[int, Plan]:
        """Return as `make_plans` by job id what becomes of letters that were begun as they were stored. For a mark
        nothing is read: its person could be reached a moment ago."""
        letters = {one.job.id: self._letter(one) for one in given}
        plans: dict[int, Plan] = {
            one.job.id: SendPlan(letter, one.chat, self._now())
            for one in given
            if isinstance(letter := letters[one.job.id], React) and _check_place(letter, one.chat)[1]
        }
        return plans | await self.make_plans([one for one in given if one.job.id not in plans])

    async def make_plans(self, given: Sequence[AddressedJob], *, starts: int | None = None) -> dict[int, Plan]:
        """Return by job id a plan, or the result without one, whatever the letters hold.

        `starts`: the worker that begins them: their start is recorded by the statement that reads what they need, and
        only those that may begin are planned. Raises errors that say that the database is away; then none has begun.
        """
        starting = StartingJobs(starts, self._now()) if starts is not None else None
        may: Collection[int] | None = [one.job.id for one in given] if starting is None else None
        try:
            return await self._together(given, starting) if given else {}
        except Exception as error:  # one that cannot be read must not stop the others
            may = may if starting is None else starting.begun
            if may is None and is_unavailable(error):
                raise
        if may is None and starting is not None:
            async with self._database.autocommit() as asking:
                jobs = [one.job for one in given]
                may = await queue.start_jobs(asking, jobs, worker=starting.worker, now=starting.now)
        return {one.job.id: await self._alone(one) for one in given if one.job.id in (may or ())}

    def claim_together(self, session: AsyncSession) -> "ClaimedLetters":
        """Return letters that are to be claimed, begun and planned in this session."""
        return ClaimedLetters(self, session, self._bot_id)

    async def _alone(self, one: AddressedJob) -> Plan:
        """Plan one letter separately, because one of many cannot be read."""
        try:
            return (await self._together([one]))[one.job.id]
        except Exception as error:  # noqa: BLE001  (the same)
            if is_unavailable(error):
                return DeliveryResult(Retry(self._now() + consumer.get_backoff(0), type(error).__name__, counts=False))
            return describe_unexpected(one.job, error, now=self._now())

    async def _together(self, given: Sequence[AddressedJob], starting: StartingJobs | None = None) -> dict[int, Plan]:
        letters = {one.job.id: self._letter(one) for one in given}
        wanted = [(one.job, one.chat, _get_slot(letters[one.job.id])) for one in given]
        async with self._database.reading() as session:
            around = await _read_batch(session, wanted, bot_id=self._bot_id, starting=starting)
            return await self._plan_all(
                session, around, [one for one in given if one.job.id in around.job_ids], letters
            )

    async def _plan_all(
        self,
        session: AsyncSession,
        around: ReadAhead,
        given: Sequence[AddressedJob],
        letters: Mapping[int, Letter | DeliveryResult],
    ) -> dict[int, Plan]:
        settings = await self._settings.get_for_session(session)
        moment = _Moment(session, settings, around.existing, around.ahead)
        return {one.job.id: await self._plan_safely(moment, one, letters[one.job.id]) for one in given}

    async def plan_claimed(
        self, session: AsyncSession, rows: Sequence[Any], given: Sequence[AddressedJob]
    ) -> dict[int, Plan]:
        """Return as `make_plans` by job id what becomes of letters that have begun, from the rows read with them."""
        try:
            letters = {one.job.id: self._letter(one) for one in given}
            slots = {one.job.id: _get_slot(letters[one.job.id]) for one in given}
            rows = [row for row in rows if row.id in letters]
            existing = {
                (row.chat, slot)
                for row in rows
                if (slot := slots[row.id]) is not None and (row.has_existing or slot != row.place)
            }
            around = await _read_more(session, rows, existing, bot_id=self._bot_id)
            return await self._plan_all(session, around, given, letters)
        except Exception:  # noqa: BLE001  (one that cannot be read must not stop the others)
            return {one.job.id: await self._alone(one) for one in given}

    def _letter(self, one: AddressedJob) -> Letter | DeliveryResult:
        if not one.chat:
            return DeliveryResult(Done("nobody there"))
        try:
            letter, there = load_letter(one.job), find_other_chats(one.chat)
            fitting = letter if there is None else there.fit_letter(letter, one.job.ticket_id)
            return DeliveryResult(Done("not for this chat")) if fitting is None else fitting
        except Exception as error:  # noqa: BLE001  (a payload of another version, or an invalid one)
            return describe_unexpected(one.job, error, now=self._now())

    async def _plan_safely(self, moment: _Moment, one: AddressedJob, letter: Letter | DeliveryResult) -> Plan:
        if isinstance(letter, DeliveryResult):
            return letter
        try:
            return await self._plan(moment, one, letter)
        except (SQLAlchemyError, OSError):
            raise
        except Exception as error:  # noqa: BLE001  (one letter that cannot be worded must not stop the others)
            return describe_unexpected(one.job, error, now=self._now())

    async def _plan(self, moment: _Moment, one: AddressedJob, letter: Letter) -> Plan:
        session, now = moment.session, self._now()
        if one.job.repeated and isinstance(letter, Show) and letter.view == "mailed" and not letter.find:
            return DeliveryResult(Done(letters_for_blocked.MAY_HAVE_COME))  # no one gets an announcement twice
        viewer = await session.get(Person, one.job.person_id)
        letter, is_there = _check_place(letter, one.chat)
        if viewer is None or not is_there:
            return DeliveryResult(Done("nobody there" if viewer is None else "not for this chat"))
        if one.job.repeated and is_own_chat(one.chat) and is_said_once(letter):
            return DeliveryResult(_ONCE if isinstance(letter, Relay) else Done(letters_for_blocked.MAY_HAVE_COME))
        if isinstance(letter, Say) and letter.key == staff_group.AGAIN:
            if viewer.bot_blocked_at is None or viewer.dismissed_at is not None:
                return DeliveryResult(Done("nobody waits for it"))
        elif viewer.bot_blocked_at is not None:
            return DeliveryResult(choose_unreachable_verdict(letter, _why_unreachable(viewer, one.chat)))
        if isinstance(letter, React | Erase | Menu):
            return await self._plan_without_words(moment, viewer, letter, one.chat)
        slot = _get_slot(letter)
        existing = tuple(moment.existing.get((one.chat, slot), ())) if slot else ()
        if needless := _needless(letter, existing, one.job):
            return DeliveryResult(Done(needless))
        letter = _keep_unfolded(letter, existing) if existing else letter
        entry = await session.get(Entry, one.job.entry_id) if one.job.entry_id is not None else None
        if entry is not None and (result := await _judge_entry(session, letter, entry, one.job.ticket_id, now)):
            return result
        rendered = await render(
            session, letter, viewer, now=now, settings=moment.settings, bot_id=self._bot_id, ahead=moment.ahead
        )
        instead = await _find_words_instead(moment, letter, rendered, viewer) if existing else None
        if instead is not None:
            return SendPlan(letter, one.chat, now, existing=existing, taken_back=instead, slot=slot)
        if rendered is None:
            return DeliveryResult(Done("not for this reader any more"))
        plan = SendPlan(letter, one.chat, now, rendered, existing if _edits(letter) else (), slot=slot)
        has_topic = viewer.role in _OF_GROUPS or (viewer.role is Role.REQUESTER and moment.settings.requests.topics)
        if has_topic and one.job.ticket_id is not None:
            return await self._in_forum(moment, viewer, one, plan, rendered)
        return plan

    async def _plan_without_words(
        self, moment: _Moment, viewer: Person, letter: React | Erase | Menu, chat: int
    ) -> SendPlan:
        now = self._now()
        if isinstance(letter, Menu):
            methods = command_menu.make_chat_methods(viewer, chat, moment.settings)
            return SendPlan(letter, chat, now, methods=tuple(methods))
        instead = _instead(viewer, moment.settings) if isinstance(letter, Erase) and letter.instead else None
        is_there = isinstance(letter, Erase) and viewer.role is Role.GROUP
        topic = await plan_erasure(moment.session, letter.message_id, chat) if is_there else None
        return SendPlan(letter, chat, now, taken_back=instead, topic=topic)

    async def _in_forum(
        self, moment: _Moment, viewer: Person, one: AddressedJob, plan: SendPlan, rendered: Rendered
    ) -> Plan:
        """Return the plan with the forum topic of its ticket: of the staff group, of its requester, or of the group
        in which it was written."""
        if viewer.role is Role.INTAKE_GROUP:
            ticket = await moment.session.get(Ticket, one.job.ticket_id)
            written_in = ticket.intake_thread_id if ticket is not None else rendered.thread_id
            return replace(plan, rendered=replace(rendered, thread_id=written_in))
        topic = await self._find_topic(moment, viewer, plan.letter, one)
        if topic is not None and topic.step is TopicStep.CARD:
            return await self._plan_card(moment, viewer, topic, one.chat)
        return plan if topic is None else replace(plan, rendered=put_in_topic(rendered, topic), topic=topic)

    async def _plan_card(self, moment: _Moment, viewer: Person, topic: TopicPlan, chat: int) -> Plan:
        """Return the plan of the ticket's card in a topic that lacks it, after which the letter is tried again."""
        now, letter = self._now(), Show("group", slot=f"group:{topic.number}", fresh=True, silent=True)
        rendered = await render(
            moment.session, letter, viewer, now=now, settings=moment.settings, bot_id=self._bot_id, ahead=moment.ahead
        )
        if rendered is None:
            return DeliveryResult(Done("not for this reader any more"))
        return SendPlan(letter, chat, now, put_in_topic(rendered, topic), slot=letter.slot, topic=topic)

    async def _find_topic(self, moment: _Moment, viewer: Person, letter: Letter, one: AddressedJob) -> TopicPlan | None:
        ticket_id, rules = one.job.ticket_id, moment.settings
        if viewer.role is Role.GROUP and not staff_group.has_topics(rules):
            return None
        language = catalog.choose_language(viewer, rules.locale)
        reader = Reader(moment.session, viewer, language, self._now(), rules, self._bot_id, moment.ahead)
        if viewer.role is Role.GROUP and ticket_id is not None:
            return await plan_topic(reader, letter, ticket_id, one.chat)
        ticket = await moment.session.get(Ticket, ticket_id)
        is_theirs = ticket is not None and ticket.requester_id == viewer.id
        return await plan_own_topic(reader, letter, ticket, one.chat) if ticket is not None and is_theirs else None


_OF_GROUPS = (Role.GROUP, Role.INTAKE_GROUP)


class ClaimedLetters:
    """Letters that one statement claims and begins, and reads what planning them needs."""

    def __init__(self, planner: Planner, session: AsyncSession, bot_id: int) -> None:
        self._planner, self._session, self._bot_id = planner, session, bot_id
        self._rows: Sequence[Any] = ()

    async def claim(self, session: queue.Asking, box: Box, *, part: DeliveryPart, **given: Any) -> list[ClaimedJob]:
        """Claim and begin letters, of announcements only claim them; see `queue.claim_jobs`."""
        if not given["worker"]:
            return []
        given |= {"box": box.value, "later": int(Lane.MAILINGS), "of_receiver": MOST_OF_RECEIVER}
        given |= {"part": part.number, "parts": part.of, "bot": self._bot_id}
        self._rows = await _ROWS_OF_BEGUN.fetch(session, given)
        return [ClaimedJob.from_row(box, row) for row in self._rows]

    async def make_plans(self, given: Sequence[AddressedJob]) -> dict[int, Plan]:
        """Return by job id a plan, or the result without one."""
        return await self._planner.plan_claimed(self._session, self._rows, given) if given else {}


_ONCE = Bury(f"business_connection: {letters_for_blocked.MAY_HAVE_COME}")
"""Nothing is sent twice in a colleague's name: the author of an answer is told, and its owner sees the chat."""


def _why_unreachable(viewer: Person, chat: int) -> Verdict:
    if viewer.gone_at is not None:
        return Bury(GONE)
    return Park("business_connection: not now" if is_own_chat(chat) else "blocked")


def _check_place(letter: Letter, chat: int) -> tuple[Letter, bool]:
    """Return the letter as this chat may get it, and whether it may: a group that became a supergroup has another id,
    and messages of other numbers."""
    if not isinstance(letter, Say | React | Erase) or letter.there in (None, chat):
        return letter, True
    return (replace(letter, reply_to_message=None), True) if isinstance(letter, Say) else (letter, False)


async def _find_words_instead(
    moment: _Moment, letter: Letter, rendered: Rendered | None, viewer: Person
) -> RichText | None:
    """Return the words of a message that is too old to be deleted, if the existing one is to be; else None."""
    if rendered is not None:
        return rendered.words if rendered.vanishes and is_only_edit(letter) else None
    withdrawn = isinstance(letter, Relay) and await is_withdrawn(moment.session, letter)
    return _instead(viewer, moment.settings) if withdrawn else None


def _instead(viewer: Person, settings: DeskSettings) -> RichText:
    return catalog.say_rich(catalog.choose_language(viewer, settings.locale), "taken-back")


def _needless(letter: Letter, existing: Sequence[Message], job: ClaimedJob) -> str | None:
    """Return why the letter is not sent, judged by what is in its slot: there is nothing to edit, or the same question
    was asked a moment ago.

    A staff button pressed twice asks once; a command, to which the question replies, is always answered.
    """
    if not existing and is_only_edit(letter):
        return "nothing there to edit"
    if not (isinstance(letter, Show) and letter.fresh and _is_question(letter)) or letter.reply_to_message is not None:
        return None
    asked = any(job.created_at - message.sent_at < TOGETHER for message in existing)
    return "the same was asked this moment" if asked else None


def _is_question(letter: Show) -> bool:
    return letter.view == QUESTION or VIEWS[letter.view].asks


def _keep_unfolded(
    letter: Say | Show | Relay | ReportReady, existing: Sequence[Message]
) -> Say | Show | Relay | ReportReady:
    """Keep the screen of buttons that an updated message showed last, and files without the words of their entry."""
    if isinstance(letter, Show) and letter.only_edit and letter.view in VIEWS and VIEWS[letter.view].folds:
        return replace(letter, page=existing[-1].page or letter.page)
    if isinstance(letter, Relay) and letter.edit and existing and all(one.page == FILES_ONLY for one in existing):
        return replace(letter, files_only=True)
    return letter


def load_letter(job: ClaimedJob) -> Letter:
    """Return the letter of a job; raises UnknownWordError, TypeError or ValueError for one of another version."""
    letter = update_letter(stored_letters.load_letter(job.load_payload()))
    if isinstance(letter, Show) and find_view(letter) is None:
        raise UnknownWordError(letter.view)
    return letter


def can_take_long(job: ClaimedJob) -> bool:
    """Return True if the letter shows a list that a person asked for, over any number of rows."""
    return str(job.peek_payload().get("view")) in _LISTS


_LISTS = frozenset(name for name, view in VIEWS.items() if view.is_list)
_COUNTED = frozenset(name for name, view in VIEWS.items() if view.is_counted)


def choose_unreachable_verdict(letter: Letter, verdict: Verdict) -> Verdict:
    """Return the verdict for an unreachable person: messages to them wait or are buried; views and broadcasts are
    dropped, as they are rendered again later."""
    return verdict if letters_for_blocked.is_kept(letter) else Done(letters_for_blocked.NOT_REACHABLE)


def _get_slot(letter: Letter | DeliveryResult) -> str | None:
    """Return the slot of a letter's message, if it has one."""
    if isinstance(letter, Relay):
        return f"entry:{letter.entry_id}"
    return letter.slot if isinstance(letter, Say | Show | ReportReady) else None


def is_only_edit(letter: Letter) -> bool:
    """Return True if the letter only edits and sends no new message."""
    return (isinstance(letter, Show | Say) and letter.only_edit) or (isinstance(letter, Relay) and letter.edit)


def _edits(letter: Letter) -> bool:
    if isinstance(letter, Show | ReportReady):
        return not letter.fresh
    return is_only_edit(letter) or (isinstance(letter, Say) and letter.replace)
