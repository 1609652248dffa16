"""Reads what changed on the board since the last reading and applies it, one unit of work a task.

The new sync token is stored when everything it covers has been applied; after a crash the same changes are read again
and equal the agreed state. A full reading is compared; a task absent from it is never taken for deleted.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.connectivity import is_away, is_locked_or_slow
from db.database import Database
from db.models import BoardCard, BoardCommand, BoardComment, Ticket, any_of
from todoist_sync import alerts, push
from todoist_sync import project as todoist_sync_project
from todoist_sync.alerts import BoardProblem
from todoist_sync.api.client import Todoist
from todoist_sync.api.rows import Answer, CommentRow, Row, TaskRow, TodoistError, parse_time
from todoist_sync.cards import selection, settle, stored_commands
from todoist_sync.context import EARLIEST, SyncContext
from todoist_sync.merge.sides import TaskSide
from todoist_sync.project import Member, NoBoardError
from todoist_sync.pull import comment, missing_tasks, task
from todoist_sync.pull.task import TaskNews
from todoist_sync.webhook import MoverUnknownYetError


async def _apply_people(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Store who joined and who left; admins are told of those who joined."""
    if not (answer.people or answer.states):
        return
    place = ctx.project
    mine = [one for one in answer.states if one.get("project_id") == place.project_id]
    left = [one["user_id"] for one in mine if one.get("is_deleted") and one["user_id"] != place.account_id]
    there = {one["user_id"] for one in mine if not one.get("is_deleted")}
    known = await todoist_sync_project.get_collaborator_ids(session, place.project_id)
    people = {one["id"]: Member.of_row(one) for one in answer.people if one["id"] in there | known}
    joined = await todoist_sync_project.store_collaborators(session, place.project_id, people, gone=left)
    if place.watermark != EARLIEST:
        await todoist_sync_project.tell_admins_who_joined(
            session, place.project_id, joined - {place.account_id}, now=ctx.now
        )


async def _count_others(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Store the active tasks that belong to no ticket, which take places too: the agents' own, and sub-tasks."""
    if not (answer.items or answer.full):
        return
    project_id = ctx.project.project_id
    here = {one.id for one in answer.items if one.project_id == project_id and not (one.checked or one.is_deleted)}
    cards_there = select(BoardCard.task_id).where(
        BoardCard.project_id == project_id, BoardCard.gone.is_(None), any_of(BoardCard.task_id, here)
    )
    own = {one for one in await session.scalars(cards_there) if one is not None}
    state = await todoist_sync_project.get_state(session, project_id)
    kept = set() if answer.full else set(state.others) - {one.id for one in answer.items}
    others = kept | (here - own)
    if others != set(state.others):
        await todoist_sync_project.store_others(session, project_id, others)


def _find_watermark(answer: Answer, ctx: SyncContext) -> datetime:
    """Return the latest time, by Todoist's clock, of anything in the first reading."""
    times = [at for one in answer.items for at in (one.added_at, one.updated_at)]
    rows = [*answer.sections, *answer.projects]
    times += [parse_time(row.get(name)) for row in rows for name in ("added_at", "updated_at", "created_at")]
    return max((one for one in times if one is not None), default=ctx.now)


async def _report_openness(session: AsyncSession, answer: Answer, ctx: SyncContext) -> None:
    """Report once to the admins that the project can be joined without an invitation."""
    for row in _get_project_rows(answer, ctx):
        seen_by = (row.get("access") or {}).get("visibility", "restricted")
        if row.get("is_link_sharing_enabled") or seen_by != "restricted":
            await alerts.report_problem_within(
                session, BoardProblem.OPEN, now=ctx.now, project_id=ctx.project.project_id
            )
        else:
            await alerts.clear_problem(session, ctx.project.project_id, BoardProblem.OPEN)


def _is_moved(answer: Answer, ctx: SyncContext) -> bool:
    """Return True if the sharing of the project changed, or one of its sections is gone."""
    project = any(bool(row.get("is_shared")) != ctx.project.shared for row in _get_project_rows(answer, ctx))
    known = set(ctx.project.sections.values())
    sections = any(row["id"] in known and (row.get("is_deleted") or row.get("is_archived")) for row in answer.sections)
    return project or sections


def _get_project_rows(answer: Answer, ctx: SyncContext) -> list[Row]:
    """Return the rows about the project itself; empty if it did not change."""
    return [row for row in answer.projects if row["id"] == ctx.project.project_id]


_TRIES = 5
_AT_ONCE = 30  # cards compared in one unit of work: so long their tickets are locked

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """The result of a reading: how many tasks had news; `moved`: the project has to be found again."""

    tasks: int
    moved: bool


class Pull:
    """Readings of one board; remembers which tasks could not be applied, so that one of them never stops the rest."""

    def __init__(self, database: Database, client: Todoist) -> None:
        self._database = database
        self._client = client
        self._failures: dict[str, int] = defaultdict(int)
        self._failed: dict[str, str] = {}

    async def pull_changes(self, ctx: SyncContext, since: str | None, *, lost: bool = False) -> ReadResult:
        """Read and apply what is new `since` a token. `lost`: something of ours has to be found by comparing."""
        answer = await self._read(since)
        if not (lost or answer.full or answer.brings_anything):
            await self._store_token(answer.token, ctx)
            return ReadResult(0, moved=False)
        if any(row.get("is_deleted") or row.get("is_archived") for row in _get_project_rows(answer, ctx)):
            raise NoBoardError(BoardProblem.PROJECT)  # its tasks went with it: tickets stay as they are
        ctx = await self._apply_people(answer, ctx)
        read = await self._group_by_task(answer, ctx)
        news = await _drop_echoes(self._database, read, ctx)
        for task_id in read.keys() - news.keys():
            self._clear_failure(f"task {task_id}")
        later: set[str] = set()  # tasks that failed: their later parts are read again together with the failed one
        for task_id, one in await _order_news(self._database, news, ctx):
            if task_id in later or not await self._apply(task_id, one, ctx):
                later.add(task_id)
        if lost and not later:
            async with self._database.unit_of_work() as session:
                await push.mark_removed(session, ctx)
        async with self._database.unit_of_work() as session:
            await _count_others(session, answer, ctx)
        await self._store_token(since if later else answer.token, ctx)
        return ReadResult(len(news), _is_moved(answer, ctx))

    async def _store_token(self, token: str | None, ctx: SyncContext) -> None:
        async with self._database.autocommit() as connection:
            spent = self._client.budget.list_spent()
            await todoist_sync_project.store_token(connection, ctx.project.project_id, token, now=ctx.now, spent=spent)

    async def _apply_people(self, answer: Answer, ctx: SyncContext) -> SyncContext:
        """Store who can write on the board, and at the very first reading the watermark: older tasks are left alone."""
        async with self._database.unit_of_work() as session:
            await _apply_people(session, answer, ctx)
            await _report_openness(session, answer, ctx)
            if ctx.project.watermark != EARLIEST:
                return ctx
            state = await todoist_sync_project.get_state(session, ctx.project.project_id)
            state.adopted_at = _find_watermark(answer, ctx)
            return replace(ctx, project=replace(ctx.project, watermark=state.adopted_at))

    async def _read(self, since: str | None) -> Answer:
        if since is None:
            return await self._client.sync("*")
        try:
            return await self._client.sync(since)
        except TodoistError as error:
            if error.http == 400 and not error.later:  # the token has expired: read everything and compare
                return await self._client.sync("*")
            raise

    async def _group_by_task(self, answer: Answer, ctx: SyncContext) -> dict[str, TaskNews]:
        """Return the changes by task, tasks in the order of adding, comments in the order of writing; other projects
        left out."""
        named = {item.id for item in answer.items} | {note.item_id for note in answer.notes}
        named |= set(answer.incomplete)
        ours, gone = await self._find_ours(named) if named else (set(), set())
        news: dict[str, TaskNews] = defaultdict(TaskNews)
        ended = {item.id for item in answer.items if item.checked or item.is_deleted}
        for item in sorted(answer.items, key=lambda one: (one.parent_id is not None, one.added_at or EARLIEST)):
            if item.id in ours or item.project_id == ctx.project.project_id:
                news[item.id].item, news[item.id].swept = item, item.parent_id in ended
        unread = {one for one in gone if one in news and _is_read_there(news[one].item, ctx)}  # they are back
        unread |= {one for one in answer.incomplete if one in ours or (one in news and _is_later(news[one].item, ctx))}
        if answer.full:
            unread |= await missing_tasks.add_missing_tasks(self._client, self._database, news, ctx)
        found = {note.id: note for note in answer.notes}
        for task_id in sorted(unread):
            found |= {note.id: note for note in await self._client.get_comments(task_id)}
        ours |= unread
        for note in sorted(found.values(), key=lambda one: one.posted_at or EARLIEST):
            if note.item_id in ours or note.item_id in news:
                news[note.item_id].notes.append(note)
        return news

    async def _find_ours(self, task_ids: set[str]) -> tuple[set[str], set[str]]:
        """Return those of the tasks that are ours, and those of them that had been gone."""
        query = select(BoardCard.task_id, BoardCard.gone.is_not(None).label("gone"))
        async with self._database.reading() as session:
            rows = (await session.execute(query.where(any_of(BoardCard.task_id, task_ids)))).all()
        return {str(row.task_id) for row in rows}, {str(row.task_id) for row in rows if row.gone}

    async def apply_found(self, task_id: str, item: TaskRow | None, ctx: SyncContext) -> None:
        """Apply a task of ours that was fetched by id; None: it is not visible to us."""

        async def vanished(session: AsyncSession) -> None:
            await task.handle_vanished_task(session, task_id, ctx)

        if item is None:
            await self._try_work(f"task {task_id}", vanished)
        else:
            await self._apply(task_id, TaskNews(item), ctx)

    async def _apply(self, task_id: str, news: TaskNews, ctx: SyncContext) -> bool:
        """Apply one task's changes; an error is retried with the next reading, at most five times."""

        async def apply(session: AsyncSession) -> None:
            await task.apply_task(session, task_id, news, ctx)

        if not await self._try_work(f"task {task_id}", apply):
            return False
        if self._failures.get(f"task {task_id}", 0) >= _TRIES:
            why = self._failed.pop(f"task {task_id}", "")
            del self._failures[f"task {task_id}"]
            async with self._database.unit_of_work() as session:
                await task.bury_task(session, task_id, why, ctx)
        return True

    async def replan_changed(self, ctx: SyncContext, *, unsent: bool) -> None:
        """After a pull: merge every card that changed here against the board as last read. `unsent`: commands are
        planned already, perhaps for these cards and before comments of the same reading: they are planned again."""
        cards = await self._get_ids(selection.select_changed_cards(ctx))
        if cards and unsent:
            async with self._database.unit_of_work() as session:
                await stored_commands.drop_unsent(session, ctx.project.project_id, cards)
        for card_id in await self._replan_together(cards, ctx):

            async def merge(session: AsyncSession, card_id: int = card_id) -> None:
                await task.replan_card(session, card_id, ctx)

            if not await self._try_work(f"card {card_id}", merge):
                continue
            if self._failures.get(f"card {card_id}", 0) >= _TRIES:
                why = self._failed.get(f"card {card_id}", "")
                async with self._database.unit_of_work() as session:
                    await task.bury_comparison(session, card_id, why, ctx)
                self._clear_failure(f"card {card_id}")

    async def _replan_together(self, card_ids: Sequence[int], ctx: SyncContext) -> list[int]:
        """Merge the cards in units of work of several; return those that have to be merged one by one: after an error
        in their unit, or because their ticket is locked elsewhere."""
        left: list[int] = []
        for at in range(0, len(card_ids), _AT_ONCE):
            some = card_ids[at : at + _AT_ONCE]
            try:
                async with self._database.unit_of_work() as session:
                    done = await task.replan_cards(session, some, ctx) if len(some) > 1 else set[int]()
            except Exception as error:
                if isinstance(error, TodoistError) or is_away(error):
                    raise
                log.warning("cards are compared one by one", cards=len(some), error=type(error).__name__)
                done = set()
            for card_id in done:
                self._clear_failure(f"card {card_id}")
            left += [one for one in some if one not in done]
        return left

    async def store_new_tasks(self, ctx: SyncContext, *, room: int) -> tuple[int, bool]:
        """Store the commands for tasks to be made, most urgent first, at most `room`; return how many, and if more
        wait."""
        made, room = 0, max(room, 0)
        failing = {what for what in self._failures if what.startswith("new ")}
        waiting = await self._get_ids(selection.select_cards_without_task(ctx).limit(room + 1 + len(failing)))
        waiting.sort(key=lambda card_id: f"new {card_id}" in failing)  # those that failed before come last
        while waiting and made < room:
            made += await self._store_new_task(waiting.pop(0), ctx)
        return made, any(f"new {card_id}" not in failing for card_id in waiting)

    async def _store_new_task(self, card_id: int, ctx: SyncContext) -> bool:
        """Store the command that makes the card's task; return True if stored. After five errors the card is buried,
        visible to admins."""
        stored, what = False, f"new {card_id}"

        async def create(session: AsyncSession) -> None:
            nonlocal stored
            stored = await settle.store_new_task(session, await session.get_one(BoardCard, card_id), ctx)

        if await self._try_work(what, create) and self._failures.get(what, 0) >= _TRIES:
            why, stored = self._failed.get(what, ""), False
            async with self._database.unit_of_work() as session:
                await task.bury_new_task(session, card_id, why, ctx)
            self._clear_failure(what)
        return stored and what not in self._failures

    def get_uncompared_cards(self) -> list[int]:
        """Return the ids of cards whose comparison failed: the next round retries them."""
        return [int(what.removeprefix("card ")) for what in self._failures if what.startswith("card ")]

    async def _get_ids(self, query: Select[int]) -> list[int]:
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    async def _try_work(self, what: str, work: Callable[[AsyncSession], Awaitable[None]]) -> bool:
        """Run one unit of work. Return False if it failed and is to be retried: after an error at most five times;
        without limit while its rows are locked elsewhere or the mover of a task is not known yet."""
        try:
            async with self._database.unit_of_work() as session:
                await work(session)
        except MoverUnknownYetError:
            self._failures.setdefault(what, 0)
            return False
        except Exception as error:
            if isinstance(error, TodoistError) or is_away(error):
                raise
            if is_locked_or_slow(error):
                self._failures.setdefault(what, 0)
                log.warning("a change waits: its rows are held", what=what)
                return False
            self._failures[what] += 1
            self._failed[what] = type(error).__name__
            log.exception("a change could not be applied", what=what, tries=self._failures[what])
            return self._failures[what] >= _TRIES
        self._clear_failure(what)
        return True

    def _clear_failure(self, what: str) -> None:
        self._failures.pop(what, None)
        self._failed.pop(what, None)


def _is_read_there(item: TaskRow | None, ctx: SyncContext) -> bool:
    return item is not None and task.is_there(item, ctx)


def _is_later(item: TaskRow | None, ctx: SyncContext) -> bool:
    """Return True for a task added after pulldesk first read the project: it may belong to a ticket, or become one."""
    return item is not None and item.added_at is not None and item.added_at > ctx.project.watermark


async def _drop_echoes(database: Database, news: dict[str, TaskNews], ctx: SyncContext) -> dict[str, TaskNews]:
    """Return the news, in their order, without what a reading repeats: comments that we wrote or know, and tasks that
    show the agreed state. Most of what is read is our own, just written. Works without locks: a change made here in the
    same moment marks its card, and that is compared separately."""
    async with database.reading() as session:
        known = await _load_comments(session, news)
        agreed = await _load_agreed(session, news, ctx)
    for task_id, one in news.items():
        one.notes = [note for note in one.notes if not comment.is_echo(known.get(note.id), note)]
        if one.item is not None and _is_agreed(one.item, agreed.get(task_id), ctx):
            one.item = None
    return {task_id: one for task_id, one in news.items() if one.item is not None or one.notes or one.missing}


async def _load_comments(session: AsyncSession, news: Mapping[str, TaskNews]) -> dict[str, BoardComment]:
    ids = {note.id for one in news.values() for note in one.notes}
    if not ids:
        return {}
    query = select(BoardComment).where(any_of(BoardComment.comment_id, ids))
    return {one.comment_id: one for one in await session.scalars(query)}


async def _load_agreed(
    session: AsyncSession, news: Mapping[str, TaskNews], ctx: SyncContext
) -> dict[str, dict[str, Any]]:
    """Return what tasks show that the board has not changed since both agreed; what the desk changed since is merged
    after the reading."""
    ids = {task_id for task_id, one in news.items() if one.item is not None}
    if not ids:
        return {}
    shown = BoardCard.theirs["shown"]
    unsettled = select(BoardCommand.id).where(  # a refused command is retried when the task is read again
        BoardCommand.ticket_id == BoardCard.ticket_id,
        BoardCommand.kind.in_(sorted(stored_commands.FIELD_KINDS)),
        BoardCommand.answered_at.is_(None) | BoardCommand.error.is_not(None),
    )
    at_rest = select(BoardCard.task_id, shown.label("shown")).where(
        any_of(BoardCard.task_id, ids),
        BoardCard.project_id == ctx.project.project_id,
        BoardCard.gone.is_(None),
        ~BoardCard.held,
        shown == BoardCard.agreed["shown"],
        ~unsettled.exists(),
    )
    return {str(row.task_id): row.shown for row in await session.execute(at_rest)}


def _is_agreed(item: TaskRow, agreed: dict[str, Any] | None, ctx: SyncContext) -> bool:
    """Return True if a task is where and as it was; an unreadable one is not."""
    if agreed is None or item.is_deleted or item.project_id != ctx.project.project_id:
        return False
    try:
        return TaskSide.of_task(item) == TaskSide.load(agreed)
    except (KeyError, TypeError, ValueError):
        return False


async def _order_news(database: Database, news: Mapping[str, TaskNews], ctx: SyncContext) -> list[tuple[str, TaskNews]]:
    """Return the news by task id, task by task; but comments written alternately under a ticket's task and under the
    tasks of tickets merged into it go to one requester, in the order in which they were written: such tasks come in
    several parts. Works without locks."""
    spoken = {one for one, it in news.items() if it.notes and not it.missing and _is_there(it.item, ctx)}
    together = await _group_by_ticket(database, spoken) if len(spoken) > 1 else []
    by_turns = {one for some in together for one in some}
    apart = [(one, it) for one, it in news.items() if one not in by_turns]
    return apart + [part for some in together for part in _split_by_turns({one: news[one] for one in some})]


async def _group_by_ticket(database: Database, task_ids: set[str]) -> list[list[str]]:
    """Group those of these tasks that belong to one ticket or to tickets merged into it."""
    into = func.coalesce(Ticket.merged_into_id, Ticket.id).label("into")
    query = select(BoardCard.task_id, into).join(Ticket, Ticket.id == BoardCard.ticket_id)
    by: dict[int, list[str]] = defaultdict(list)
    async with database.reading() as session:
        for row in await session.execute(query.where(any_of(BoardCard.task_id, task_ids), BoardCard.gone.is_(None))):
            by[row.into].append(row.task_id)
    return [sorted(some) for some in by.values() if len(some) > 1]


def _is_there(item: TaskRow | None, ctx: SyncContext) -> bool:
    return item is None or task.is_there(item, ctx)


def _split_by_turns(news: Mapping[str, TaskNews]) -> Iterator[tuple[str, TaskNews]]:
    """Yield the comments of all in their order, as runs under one task; a task's fields come with the first comment
    written after they changed, or with the last."""
    said = sorted(
        ((_get_time(note), one, note) for one, it in news.items() for note in it.notes), key=lambda it: it[:2]
    )
    runs = [(one, [note for *_, note in run]) for one, run in groupby(said, key=lambda it: it[1])]
    last = {one: n for n, (one, _) in enumerate(runs)}
    items = {one: it.item for one, it in news.items()}
    for n, (one, notes) in enumerate(runs):
        here = n == last[one] or _is_changed_before(items[one], notes[-1])
        yield one, TaskNews(items[one] if here else None, notes)
        if here:
            items[one] = None


def _get_time(note: CommentRow) -> datetime:
    return note.posted_at or EARLIEST


def _is_changed_before(item: TaskRow | None, note: CommentRow) -> bool:
    return item is not None and item.updated_at is not None and item.updated_at < _get_time(note)
