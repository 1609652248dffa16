"""Turns the desk's jobs for the board into stored commands: cards to make, comments to write, change or delete.

A job is settled in the unit of work that stores its commands. Knows no HTTP.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import BoardCard, BoardCommand, BoardComment, Entry, EntryFile, JobKey, Person, Ticket
from db.session import Database
from db.words import Box, EntryKind
from desk import texts
from desk.board import Do
from desk.saying import unline
from desk.text import Words
from todoist_sync import cards, comments, ours
from todoist_sync.round import Round

_KEYS = 50
_WAIT = timedelta(seconds=20)
_SOON = timedelta(seconds=1)
_WORKER = 0  # claimed and settled in one transaction: nobody else ever sees it


async def stage(database: Database, round_: Round) -> int:
    """Turn every job that is due into commands; returns how many jobs were looked at."""
    seen = 0
    while True:
        async with database.unit_of_work() as session:
            jobs = await queue.claim(session, Box.TO_TODOIST, worker=_WORKER, now=round_.now, limit=_KEYS)
            for job in jobs:
                verdict = await _one(session, job.data(), round_)
                await session.flush()
                await queue.settle(session, job, verdict, now=round_.now)
        seen += len(jobs)
        if not jobs:
            return seen


async def wake(session: AsyncSession, ticket_id: int, round_: Round) -> None:
    """The ticket has its task now: what waited for it is due."""
    mine = update(JobKey).where(JobKey.box == Box.TO_TODOIST.value, JobKey.key == f"ticket:{ticket_id}")
    await session.execute(mine.values(due_at=round_.now))


async def _one(session: AsyncSession, data: dict[str, Any], round_: Round) -> queue.Verdict:
    if data["do"] == Do.CARD:
        ticket = await session.get(Ticket, data["ticket"])
        if ticket is not None:
            await cards.ensure(session, ticket, round_)
        return queue.Done()
    entry = await session.get(Entry, data["entry"])
    if entry is None or entry.ticket_id is None:
        return queue.Done("the entry is gone")
    ticket = await session.get_one(Ticket, entry.ticket_id)
    card = await cards.ensure(session, ticket, round_)
    if card is None:
        return queue.Done("the ticket has no task")
    if card.task_id is None:
        return queue.Retry(round_.now + _WAIT, "waits for its task", counts=False)
    if await _on_its_way(session, entry.id):
        return queue.Retry(round_.now + _SOON, "waits for its own comment", counts=False)
    return await _write(session, Do(data["do"]), entry, card, round_)


async def _write(session: AsyncSession, do: Do, entry: Entry, card: BoardCard, round_: Round) -> queue.Verdict:
    ticket = await session.get_one(Ticket, card.ticket_id)
    query = select(BoardComment).where(BoardComment.entry_id == entry.id, BoardComment.task_id == card.task_id)
    shown = (await session.scalars(query.where(BoardComment.deleted_at.is_(None)).order_by(BoardComment.part))).all()
    if any(not one.ours for one in shown):
        return queue.Done("it was written on the board")
    wanted: list[str] = []
    if do is not Do.COMMENT_DELETE and entry.withdrawn_at is None and not ours.in_description(ticket, entry):
        wanted = await _parts(session, entry, round_)
    if do is Do.COMMENT_EDIT and not shown:
        return queue.Done("it is not among the comments")
    notify = await _to_notify(session, entry, ticket, round_)
    for part, text in enumerate(wanted):
        old = next((one for one in shown if one.part == part), None)
        if old is None:
            args: dict[str, Any] = {"item_id": card.task_id, "content": text}
            more = {"uids_to_notify": notify} if notify and part == 0 else {}
            session.add(cards.comment_row(round_, "note_add", args | more, entry, part))
        elif old.content != text:
            args = {"id": old.comment_id, "content": text}
            session.add(cards.comment_row(round_, "note_update", args, entry, part))
    for old in shown[len(wanted) :]:
        args = {"id": old.comment_id}
        session.add(cards.comment_row(round_, "note_delete", args, entry, old.part))
    return queue.Done()


async def _parts(session: AsyncSession, entry: Entry, round_: Round) -> list[str]:
    language = round_.rules.locale
    words = Words.load(entry.body, entry.entities)
    names = select(EntryFile.name).where(EntryFile.entry_id == entry.id, EntryFile.todoist_attachment.is_(None))
    names = names.order_by(EntryFile.ordinal, EntryFile.id)
    lines = comments.file_lines(list((await session.scalars(names)).all()))
    if entry.content_line:
        key, args = unline(entry.content_line)
        line = texts.words(language, key, **args)
        if entry.kind is EntryKind.REMARK and not words:
            words = line
        else:
            lines.append(comments.plain(line))
    return comments.parts(entry.kind, entry.author_name, words, lines)


async def _to_notify(session: AsyncSession, entry: Entry, ticket: Ticket, round_: Round) -> list[str]:
    """What carries the requester's words notifies who holds the ticket."""
    if entry.kind is not EntryKind.COMMENT or ticket.assignee_id is None or ticket.assignee_id == entry.author_id:
        return []
    holder = await session.get(Person, ticket.assignee_id)
    todoist_id = await ours.showable(session, holder, round_)
    return [todoist_id] if todoist_id is not None and todoist_id != round_.place.account_id else []


async def _on_its_way(session: AsyncSession, entry_id: int) -> bool:
    """Whether a command about this entry has no answer yet, or its comment's id is not known yet."""
    open_ones = exists().where(BoardCommand.entry_id == entry_id, BoardCommand.answered_at.is_(None))
    return bool(await session.scalar(select(open_ones)))
