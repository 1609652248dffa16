"""Tasks and comments that are on the board without our knowing their ids: our own whose answer was lost, found by
comparing; a person's task, which becomes a ticket; one that was there before us, which is left alone.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import BrakeKind, Status
from db.models import BoardCard, BoardCommand, Ticket
from desk.board import actions
from todoist_sync import brake
from todoist_sync.api.client import Row
from todoist_sync.cards import desk_side, store
from todoist_sync.context import SyncContext, moment
from todoist_sync.markdown import reader
from todoist_sync.merge import description
from todoist_sync.merge.sides import TaskSide
from todoist_sync.merge.three_way import Agreed, Theirs
from todoist_sync.project import members
from todoist_sync.pull import ticket_numbers


def _alike(row: Row, command: BoardCommand, name: str) -> bool:
    """Whether both say the same, blanks aside: Todoist may take some off."""
    return str(row.get(name) or "").split() == str(command.args[name]).split()


async def file(session: AsyncSession, item: Row, round_: SyncContext, *, free: bool = False) -> BoardCard | None:
    """A top-level task that somebody added after pulldesk first read the project becomes a ticket of theirs; `free`:
    the brake has nothing to say."""
    if _is_ours(item):
        await ticket_numbers.pass_by(session, item, round_)
    if item.get("is_deleted"):
        await brake.let_go(session, item["id"])
    added = moment(item.get("added_at"))
    if item.get("parent_id") or item.get("checked") or item.get("is_deleted"):
        return None
    if added is None or added <= round_.place.watermark or _is_ours(item):
        return None
    if not free and not await _passes(session, item, added, round_):
        return None
    words = reader.read(item.get("description") or "")
    subject = " ".join(reader.shown(str(item["content"])).split())
    shown = TaskSide.of_task(item)
    requester = await members.known(session, item.get("added_by_uid") or round_.place.account_id, round_)
    if requester.dismissed_at is not None:
        return None
    desk = round_.desk(session, requester)
    filed = await actions.file_from_board(desk, subject, words, requester, priority=shown.priority)
    await session.flush()
    ticket = await store.locked(session, filed.id)
    return await _carded(session, ticket, item, shown, round_)


async def _passes(session: AsyncSession, item: Row, added: datetime, round_: SyncContext) -> bool:
    """Whether the brake lets a new task become a ticket; one that it holds is kept as it is now."""
    by = str(item.get("added_by_uid") or round_.place.account_id)
    held = await brake.holds(session, item["id"])
    if not held and await brake.passes(session, round_, BrakeKind.ADD, at=added, by=by):
        return True
    await brake.hold(session, round_, BrakeKind.ADD, ticket_id=None, key=item["id"], data=item)
    return False


async def _carded(session: AsyncSession, ticket: Ticket, item: Row, shown: TaskSide, round_: SyncContext) -> BoardCard:
    """Its section, assignee and labels then count as if set just after: the agreed state has none of them."""
    card = await store.live(session, ticket.id, round_.place.project_id)
    if card is None:
        card = BoardCard(ticket_id=ticket.id, project_id=round_.place.project_id, created_at=round_.now)
        session.add(card)
    face = (await desk_side.read(session, ticket, round_)).face
    if shown.section is None:  # as if the status had just changed here, so that it is moved to New
        face = replace(face, status=Status.CLOSED)
    plain = replace(shown, assignee=None, labels=(), section=shown.section and round_.board.sections[Status.NEW])
    card.task_id, card.agreed = item["id"], store.dump(Agreed(face, plain))
    card.theirs = store.dump_theirs(Theirs(shown, moment(item.get("updated_at")) or round_.now))
    await session.flush()
    return card


def _is_ours(item: Row) -> bool:
    """A copy of a task of ours (duplicated on the board) is the agents' own."""
    return description.BEGIN in (item.get("description") or "")
