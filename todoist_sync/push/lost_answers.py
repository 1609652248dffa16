from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import BoardCard, BoardCommand
from todoist_sync.api.client import Row
from todoist_sync.cards import store
from todoist_sync.cards.store import LOST
from todoist_sync.comments import layout
from todoist_sync.context import SyncContext
from todoist_sync.markdown import reader
from todoist_sync.merge import description as describe
from todoist_sync.pull.new_task import _alike
from todoist_sync.push import results


async def task(session: AsyncSession, item: Row, round_: SyncContext) -> BoardCard | None:
    """The card whose task this is, made by a command whose answer was lost; None for anybody else's task.

    Somebody may have renamed it meanwhile: then the desk's part of its description tells whose it is.
    """
    if item.get("added_by_uid") not in {None, round_.place.account_id}:
        return None
    made = await lost(session, round_, store.ADD)
    for is_its in (_is_called, _is_described):
        for command in made:
            if is_its(item, command):
                await results.done(session, round_, command, item["id"])
                card = await store.live(session, command.ticket_id or 0, round_.place.project_id)
                return card if card is not None and card.task_id == item["id"] else None
    return None


def _is_called(item: Row, command: BoardCommand) -> bool:
    """Whether a task is called as the command's is."""
    marked = describe.BEGIN in (item.get("description") or "")
    number = store.load(command.agreed or {}).face.number
    named = reader.shown(str(item.get("content"))).startswith(f"#{number} ")
    return _alike(item, command, "content") or (named and marked)


def _is_described(item: Row, command: BoardCommand) -> bool:
    description = str(item.get("description") or "")
    block = store.load(command.agreed or {}).face.block
    return describe.BEGIN in description and describe.put(description, block) == description


async def comment(session: AsyncSession, note: Row, round_: SyncContext) -> bool:
    """Whether this comment is one of ours whose id we had not learned; it is known from now on."""
    if note.get("posted_uid") not in {None, round_.place.account_id}:
        return False
    alike = [one for one in await lost(session, round_, "note_add") if _is_said(note, one)]
    if not alike:
        return False
    with_its_file = [one for one in alike if _file_of(one.args) == _file_of(note)]
    await results.done(session, round_, (with_its_file or alike)[0], note["id"])
    return True


def _is_said(note: Row, command: BoardCommand) -> bool:
    """Whether a comment says what the command's does; the files of an album are called alike."""
    return note.get("item_id") == command.args["item_id"] and _alike(note, command, "content")


def _file_of(row: Row) -> str | None:
    return layout.url_of(row.get("file_attachment"))


async def give_up(session: AsyncSession, round_: SyncContext) -> None:
    """After a pull: what was executed but is not on the board has been removed there meanwhile."""
    for kind in (store.ADD, "note_add"):
        for command in await lost(session, round_, kind):
            command.error = "made, but no longer there"


async def lost(session: AsyncSession, round_: SyncContext, kind: str) -> list[BoardCommand]:
    """Commands of ours that were executed, but the id of what they made is not known yet."""
    query = select(BoardCommand).where(
        BoardCommand.project_id == round_.place.project_id,
        BoardCommand.kind == kind,
        BoardCommand.answered_at.is_not(None),
        BoardCommand.error == LOST,
    )
    return list((await session.scalars(query.order_by(BoardCommand.id))).all())
