"""Tasks and comments that are on the board without our knowing their ids: our own whose answer was lost, found by
comparing; a person's task, which becomes a ticket; one that was there before us, which is left alone.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.enums import BrakeKind, Status
from db.models import BoardCard, BoardCommand, Ticket
from todoist_sync import brake, cards, comments, describe, markup, numbers, ours, people, push
from todoist_sync.card import Agreed, Theirs
from todoist_sync.cards import LOST
from todoist_sync.client import Row
from todoist_sync.face import Shown
from todoist_sync.round import Round, moment


async def task(session: AsyncSession, item: Row, round_: Round) -> BoardCard | None:
    """The card whose task this is, made by a command whose answer was lost; None for anybody else's task.

    Somebody may have renamed it meanwhile: then the desk's part of its description tells whose it is.
    """
    if item.get("added_by_uid") not in {None, round_.place.account_id}:
        return None
    made = await lost(session, round_, cards.ADD)
    for is_its in (_is_called, _is_described):
        for command in made:
            if is_its(item, command):
                await push.done(session, round_, command, item["id"])
                return await cards.live(session, command.ticket_id or 0, round_.place.project_id)
    return None


def _is_called(item: Row, command: BoardCommand) -> bool:
    """Whether a task is called as the command's is."""
    marked = describe.BEGIN in (item.get("description") or "")
    number = cards.load(command.agreed or {}).face.number
    named = markup.shown(str(item.get("content"))).startswith(f"#{number} ")
    return _alike(item, command, "content") or (named and marked)


def _is_described(item: Row, command: BoardCommand) -> bool:
    description = str(item.get("description") or "")
    block = cards.load(command.agreed or {}).face.block
    return describe.BEGIN in description and describe.put(description, block) == description


async def comment(session: AsyncSession, note: Row, round_: Round) -> bool:
    """Whether this comment is one of ours whose id we had not learned; it is known from now on."""
    if note.get("posted_uid") not in {None, round_.place.account_id}:
        return False
    alike = [one for one in await lost(session, round_, "note_add") if _is_said(note, one)]
    if not alike:
        return False
    with_its_file = [one for one in alike if _file_of(one.args) == _file_of(note)]
    await push.done(session, round_, (with_its_file or alike)[0], note["id"])
    return True


def _is_said(note: Row, command: BoardCommand) -> bool:
    """Whether a comment says what the command's does; the files of an album are called alike."""
    return note.get("item_id") == command.args["item_id"] and _alike(note, command, "content")


def _alike(row: Row, command: BoardCommand, name: str) -> bool:
    """Whether both say the same, blanks aside: Todoist may take some off."""
    return str(row.get(name) or "").split() == str(command.args[name]).split()


def _file_of(row: Row) -> str | None:
    return comments.url_of(row.get("file_attachment"))


async def give_up(session: AsyncSession, round_: Round) -> None:
    """After a pull: what was executed but is not on the board has been removed there meanwhile."""
    for kind in (cards.ADD, "note_add"):
        for command in await lost(session, round_, kind):
            command.error = "made, but no longer there"


async def file(session: AsyncSession, item: Row, round_: Round, *, free: bool = False) -> BoardCard | None:
    """A top-level task that somebody added after pulldesk first read the project becomes a ticket of theirs; `free`:
    the brake has nothing to say."""
    if _is_ours(item):
        await numbers.pass_by(session, item, round_)
    if item.get("is_deleted"):
        await brake.let_go(session, item["id"])
    added = moment(item.get("added_at"))
    if item.get("parent_id") or item.get("checked") or item.get("is_deleted"):
        return None
    if added is None or added <= round_.place.watermark or _is_ours(item):
        return None
    if not free and not await _passes(session, item, added, round_):
        return None
    words = markup.read(item.get("description") or "")
    subject = " ".join(markup.shown(str(item["content"])).split())
    shown = Shown.of_task(item)
    requester = await people.known(session, item.get("added_by_uid") or round_.place.account_id, round_)
    if requester.dismissed_at is not None:
        return None
    desk = round_.desk(session, requester)
    filed = await desk.file_from_board(subject, words, requester, priority=shown.priority)
    await session.flush()
    ticket = await cards.locked(session, filed.id)
    return await _carded(session, ticket, item, shown, round_)


async def _passes(session: AsyncSession, item: Row, added: datetime, round_: Round) -> bool:
    """Whether the brake lets a new task become a ticket; one that it holds is kept as it is now."""
    by = str(item.get("added_by_uid") or round_.place.account_id)
    held = await brake.holds(session, item["id"])
    if not held and await brake.passes(session, round_, BrakeKind.ADD, at=added, by=by):
        return True
    await brake.hold(session, round_, BrakeKind.ADD, ticket_id=None, key=item["id"], data=item)
    return False


async def _carded(session: AsyncSession, ticket: Ticket, item: Row, shown: Shown, round_: Round) -> BoardCard:
    """Its section, assignee and labels then count as if set just after: the agreed state has none of them."""
    card = await cards.live(session, ticket.id, round_.place.project_id)
    if card is None:
        card = BoardCard(ticket_id=ticket.id, project_id=round_.place.project_id, created_at=round_.now)
        session.add(card)
    face = (await ours.read(session, ticket, round_)).face
    if shown.section is None:  # as if the status had just changed here, so that it is moved to New
        face = replace(face, status=Status.CLOSED)
    plain = replace(shown, assignee=None, labels=(), section=shown.section and round_.board.sections[Status.NEW])
    card.task_id, card.agreed = item["id"], cards.dump(Agreed(face, plain))
    card.theirs = cards.dump_theirs(Theirs(shown, moment(item.get("updated_at")) or round_.now))
    await session.flush()
    return card


def _is_ours(item: Row) -> bool:
    """A copy of a task of ours (duplicated on the board) is the agents' own."""
    return describe.BEGIN in (item.get("description") or "")


async def lost(session: AsyncSession, round_: Round, kind: str) -> list[BoardCommand]:
    """Commands of ours that were executed, but the id of what they made is not known yet."""
    query = select(BoardCommand).where(
        BoardCommand.project_id == round_.place.project_id,
        BoardCommand.kind == kind,
        BoardCommand.answered_at.is_not(None),
        BoardCommand.error == LOST,
    )
    return list((await session.scalars(query.order_by(BoardCommand.id))).all())
