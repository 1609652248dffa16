"""Commands whose answers were lost: a comparison finds on the board what they made."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    BoardCard,
    BoardCommand,
)
from desk.text.markdown import reader
from todoist_sync.api.rows import CommentRow, TaskRow
from todoist_sync.cards import agreed_state, store, stored_commands
from todoist_sync.comments import layout
from todoist_sync.context import SyncContext
from todoist_sync.merge import task_text
from todoist_sync.push import apply_success, get_lost_commands


async def recognise_task(session: AsyncSession, item: TaskRow, ctx: SyncContext) -> BoardCard | None:
    """Return the card whose task this is, made by a command whose answer was lost; None for any other task.

    If the task was renamed since, the desk's part of its description identifies it.
    """
    if item.added_by_uid not in {None, ctx.project.account_id}:
        return None
    made = await get_lost_commands(session, ctx, stored_commands.ADD)
    for is_its in (_is_called, _is_described):
        for command in made:
            if is_its(item, command):
                await apply_success(session, ctx, command, item.id)
                card = await store.get_live_card(session, command.ticket_id or 0, ctx.project.project_id)
                return card if card is not None and card.task_id == item.id else None
    return None


def _is_called(item: TaskRow, command: BoardCommand) -> bool:
    marked = task_text.BEGIN in item.description
    number = agreed_state.load_agreed(command.agreed or {}).face.number
    named = reader.strip_markdown(item.content).startswith(f"#{number} ")
    return _has_same_content(item.content, command) or (named and marked)


def _is_described(item: TaskRow, command: BoardCommand) -> bool:
    block = agreed_state.load_agreed(command.agreed or {}).face.block
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
    await apply_success(session, ctx, (with_its_file or alike)[0], note.id)
    return True


def _is_said(note: CommentRow, command: BoardCommand) -> bool:
    """Return True if a comment has the command's content; the files of an album have equal content."""
    return note.item_id == command.args["item_id"] and _has_same_content(note.content, command)


def _has_same_content(content: str, command: BoardCommand) -> bool:
    """Compare contents except for blanks: Todoist may remove some."""
    return content.split() == str(command.args["content"]).split()
