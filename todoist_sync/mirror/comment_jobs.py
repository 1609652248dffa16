"""The comments of entries, as commands: read for many entries with one statement a table. Knows no HTTP, and of the
queue only verdicts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    BoardCard,
    BoardCommand,
    BoardComment,
    Entry,
    EntryFile,
    EntryKind,
    Person,
    Ticket,
    any_of,
    make_any_of,
)
from desk.outbox import Do
from desk.text import RichText
from todoist_sync.cards import desk_side, store
from todoist_sync.comments import files, layout, wording
from todoist_sync.comments.layout import CommentPart
from todoist_sync.context import SyncContext

_WAIT = timedelta(seconds=20)
_SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """Facts for the comments of some entries. By entry: its files and its existing comments, in their order;
    `tasks`: by ticket, the task of its live card, None while it has to be made; `on_its_way`: entries with a command
    without answer, or whose comment's id is unknown: the next reading settles that."""

    entries: Mapping[int, Entry]
    tasks: Mapping[int, str | None]
    files: Mapping[int, Sequence[EntryFile]]
    shown: Mapping[int, Sequence[BoardComment]]
    on_its_way: Collection[int]


_OF_PROJECT: BindParameter[str] = bindparam("project")
_ENTRIES = select(Entry).where(make_any_of(Entry.id, "ids"))
_TASKS = select(BoardCard.ticket_id, BoardCard.task_id).where(
    make_any_of(BoardCard.ticket_id, "ids"), BoardCard.project_id == _OF_PROJECT, BoardCard.gone.is_(None)
)
_SHOWN = select(BoardComment).where(make_any_of(BoardComment.entry_id, "ids"), BoardComment.deleted_at.is_(None))
_SHOWN = _SHOWN.order_by(BoardComment.part)
_MINE = select(BoardCommand.entry_id).where(
    make_any_of(BoardCommand.entry_id, "ids"), BoardCommand.project_id == _OF_PROJECT
)
_PENDING = _MINE.where(BoardCommand.answered_at.is_(None)).union_all(
    _MINE.where(BoardCommand.error.is_not(None), BoardCommand.error == store.ANSWER_LOST)
)


async def read_facts(session: AsyncSession, entry_ids: Collection[int], ctx: SyncContext) -> CommentFacts:
    """Read all that is needed to write these entries; the session keeps what they answer and their assignees."""
    entries = {one.id: one for one in await session.scalars(_ENTRIES, {"ids": list(entry_ids)})}
    tickets = {one.ticket_id for one in entries.values() if one.ticket_id is not None}
    given: dict[str, Any] = {"project": ctx.project.project_id, "ids": list(tickets)}
    tasks = {row.ticket_id: row.task_id for row in await session.execute(_TASKS, given)}
    carried = await files.get_files_by_entry(session, entries.values())
    shown: dict[int, list[BoardComment]] = defaultdict(list)
    for comment in await session.scalars(_SHOWN, {"ids": list(entries)}):
        shown[comment.entry_id].append(comment)
    pending = await session.scalars(_PENDING, given | {"ids": list(entries)})
    known = CommentFacts(entries, tasks, carried, shown, {one for one in pending if one is not None})
    await _preload(session, known)
    return known


async def _preload(session: AsyncSession, known: CommentFacts) -> None:
    """Load the answered entries and the assignees into the session."""
    if answered := {one.answers_id for one in known.entries.values() if one.answers_id is not None}:
        await session.scalars(select(Entry).where(any_of(Entry.id, answered.difference(known.entries))))
    said = {one.ticket_id for one in known.entries.values() if one.kind is not EntryKind.REMARK}
    if said:
        assignees = select(Ticket.assignee_id).where(any_of(Ticket.id, said))
        await session.scalars(select(Person).where(Person.id.in_(assignees)))


def check_obstacles(entry: Entry, task_id: str | None, known: CommentFacts, ctx: SyncContext) -> queue.Verdict | None:
    """Return the verdict if an entry has to wait before it is written; None if it can be written now."""
    if task_id is None:
        return queue.Retry(ctx.now + _WAIT, "waits for its task", counts=False)
    if entry.id in known.on_its_way:
        return queue.Retry(ctx.now + _SOON, "waits for its own comment", counts=False)
    if (
        entry.withdrawn_at is None
        and files.can_upload_files(entry, ctx)
        and any(files.is_uploading(file) for file in known.files.get(entry.id, ()))
    ):
        return queue.Retry(ctx.now + _SOON, "waits for its files", counts=False)
    return None


async def store_comment_commands(
    session: AsyncSession,
    do: Do,
    entry: Entry,
    ticket: Ticket,
    *,
    task_id: str,
    known: CommentFacts,
    ctx: SyncContext,
) -> queue.Verdict:
    """Store the commands that bring the comments of an entry up to date."""
    shown = [one for one in known.shown.get(entry.id, ()) if one.task_id == task_id]
    if any(not one.ours for one in shown):
        return queue.Done("it was written on the board")
    wanted: list[CommentPart] = []
    if do is not Do.COMMENT_DELETE and entry.withdrawn_at is None:
        only_files = wording.is_in_description(ticket, entry)
        wanted = await _build_parts(session, entry, known.files.get(entry.id, ()), ctx, only_files=only_files)
    if do is Do.COMMENT_EDIT and not shown:
        return queue.Done("it is not among the comments")
    notify = await _find_whom_to_notify(session, entry, ticket, ctx)
    for part, one in enumerate(wanted):
        old = next((other for other in shown if other.part == part), None)
        if old is None:
            args: dict[str, Any] = {"item_id": task_id, "content": one.content}
            if notify and part == len(wanted) - 1:  # clients offer those named last to the next writer
                args["uids_to_notify"] = notify
            if one.attachment:
                args["file_attachment"] = one.attachment
            session.add(store.make_comment_command(ctx, "note_add", args, entry, part))
        elif (old.content, old.file_url) != (one.content, one.file_url):
            args = {"id": old.comment_id, "content": one.content}
            other = {"file_attachment": one.attachment} if old.file_url != one.file_url else {}
            session.add(store.make_comment_command(ctx, "note_update", args | other, entry, part))
    for old in shown[len(wanted) :]:
        args = {"id": old.comment_id}
        session.add(store.make_comment_command(ctx, "note_delete", args, entry, old.part))
    return queue.Done()


async def _build_parts(
    session: AsyncSession, entry: Entry, found: Sequence[EntryFile], ctx: SyncContext, *, only_files: bool
) -> list[CommentPart]:
    carried = [(wording.say_file(one, ctx), one.todoist_attachment) for one in found if one.todoist_attachment]
    lines = [wording.say_missing_file(one, ctx) for one in found if not one.todoist_attachment]
    answered = await session.get(Entry, entry.answers_id) if entry.answers_id is not None else None
    words = RichText() if only_files else wording.get_words_with_quote(entry, answered, ctx)
    if only_files and not found:
        return []
    if entry.content_line and not only_files:
        line = wording.say_content_line(entry.content_line, ctx)
        words = words + "\n" + line if words else line
    return layout.build_parts(entry.kind, await wording.name_author(session, entry, ctx), words, lines, carried)


async def _find_whom_to_notify(session: AsyncSession, entry: Entry, ticket: Ticket, ctx: SyncContext) -> list[str]:
    """Return whom a comment notifies: the assignee, of the requester's words and of their own. Their own too, because a
    comment that names no one silences the next: Todoist's clients offer its participants to the next writer
    (2026-11)."""
    if ticket.assignee_id is None or (entry.kind is not EntryKind.COMMENT and entry.author_id != ticket.assignee_id):
        return []
    assignee = await session.get(Person, ticket.assignee_id)
    todoist_id = await desk_side.find_board_id(session, assignee, ctx)
    return [todoist_id] if todoist_id is not None and todoist_id != ctx.project.account_id else []
