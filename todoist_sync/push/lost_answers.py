"""Commands whose answers were lost, so that the ids of what they made are unknown: a comparison finds it on the
board."""

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand
from desk.text.markdown import reader
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import store
from todoist_sync.cards.store import ANSWER_LOST
from todoist_sync.comments import layout
from todoist_sync.context import SyncContext
from todoist_sync.merge import task_text
from todoist_sync.push import results


async def recognise_task(session: AsyncSession, item: TaskRow, ctx: SyncContext) -> BoardCard | None:
    """Return the card whose task this is, made by a command whose answer was lost; None for any other task.

    If the task was renamed since, the desk's part of its description identifies it.
    """
    if item.added_by_uid not in {None, ctx.project.account_id}:
        return None
    made = await get_lost_commands(session, ctx, store.ADD)
    for is_its in (_is_called, _is_described):
        for command in made:
            if is_its(item, command):
                await results.apply_success(session, ctx, command, item.id)
                card = await store.get_live_card(session, command.ticket_id or 0, ctx.project.project_id)
                return card if card is not None and card.task_id == item.id else None
    return None


def _is_called(item: TaskRow, command: BoardCommand) -> bool:
    marked = task_text.BEGIN in item.description
    number = store.load_agreed(command.agreed or {}).face.number
    named = reader.strip_markdown(item.content).startswith(f"#{number} ")
    return _has_same_content(item.content, command) or (named and marked)


def _is_described(item: TaskRow, command: BoardCommand) -> bool:
    block = store.load_agreed(command.agreed or {}).face.block
    return task_text.BEGIN in item.description and task_text.put_block(item.description, block) == item.description


async def recognise_comment(session: AsyncSession, note: CommentRow, ctx: SyncContext) -> bool:
    """Return True if this comment is one of ours whose id was unknown; from now on it is known."""
    if note.posted_uid not in {None, ctx.project.account_id}:
        return False
    alike = [one for one in await get_lost_commands(session, ctx, "note_add") if _is_said(note, one)]
    if not alike:
        return False
    file = layout.get_file_url(note.attachment)
    with_its_file = [one for one in alike if layout.get_file_url(one.args.get("file_attachment")) == file]
    await results.apply_success(session, ctx, (with_its_file or alike)[0], note.id)
    return True


def _is_said(note: CommentRow, command: BoardCommand) -> bool:
    """Return True if a comment has the command's content; the files of an album have equal content."""
    return note.item_id == command.args["item_id"] and _has_same_content(note.content, command)


def _has_same_content(content: str, command: BoardCommand) -> bool:
    """Compare contents except for blanks: Todoist may remove some."""
    return content.split() == str(command.args["content"]).split()


async def mark_removed(session: AsyncSession, ctx: SyncContext) -> None:
    """After a pull: mark as removed what was made but is not on the board."""
    for kind in (store.ADD, "note_add"):
        for command in await get_lost_commands(session, ctx, kind):
            command.error = "made, but no longer there"


async def mark_as_lost(session: AsyncSession, ctx: SyncContext) -> None:
    """After a restore: treat what is to be made as made with the answer lost, and drop other changes, which are planned
    again after the reading."""
    waiting = BoardCommand.project_id == ctx.project.project_id, BoardCommand.answered_at.is_(None)
    made = BoardCommand.kind.in_([store.ADD, "note_add"])
    await session.execute(delete(BoardCommand).where(*waiting, ~made))
    await session.execute(update(BoardCommand).where(*waiting).values(answered_at=ctx.now, error=ANSWER_LOST))


async def send_missing(session: AsyncSession, ctx: SyncContext) -> None:
    """Send what the reading did not find on the board."""
    for kind in (store.ADD, "note_add"):
        for command in await get_lost_commands(session, ctx, kind):
            command.answered_at = command.error = None


async def get_lost_commands(session: AsyncSession, ctx: SyncContext, kind: str) -> list[BoardCommand]:
    """Return our commands that were executed while the id of what they made is unknown."""
    query = select(BoardCommand).where(
        BoardCommand.project_id == ctx.project.project_id,
        BoardCommand.kind == kind,
        BoardCommand.answered_at.is_not(None),
        BoardCommand.error == ANSWER_LOST,
    )
    return list((await session.scalars(query.order_by(BoardCommand.id))).all())
