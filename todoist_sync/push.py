"""Sends stored commands until Todoist has answered for each, and records what the answers mean.

A command keeps its `uuid` for ever: repeated after a lost answer it is executed once. "Already processed" is success;
what such a command made is found by comparing at the next pull. Knows no webhook.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardCommand, BoardComment, BoardState, Collaborator, Ticket
from db.sql import among
from desk.conversation import delivery_status
from todoist_sync import cards, comments, outbox, thread, trouble, vanish
from todoist_sync.card import Agreed, Theirs
from todoist_sync.cards import LOST
from todoist_sync.client import BODY_BYTES, COMMANDS, Answer, Todoist
from todoist_sync.errors import TOO_MANY_TASKS, Outcome, TodoistError
from todoist_sync.round import Round
from todoist_sync.trouble import Trouble

_MOST_TRIES = 2**15 - 1  # what the column holds: after weeks of trouble nobody counts any more

log = structlog.get_logger(__name__)


async def send(database: Database, client: Todoist, round_: Round, *, comments_only: bool = False) -> int:
    """Send every command without an answer, in order; returns how many were answered. Raises TodoistError."""
    answered, more = 0, True
    while more:
        async with database.unit_of_work() as session:
            batch, more = await _batch(session, round_, comments_only=comments_only)
            since = (await board_token(session, round_) if batch else None) or "*"
            for command in batch:
                command.sent_at, command.attempts = round_.now, min(command.attempts + 1, _MOST_TRIES)
        if batch:
            answered += await _exchange(database, client, round_, batch, since)
    return answered


async def refused_for_room(database: Database, round_: Round) -> bool:
    """Whether a task could not be made just now because the project is full."""
    mine = select(BoardCommand.id).where(
        BoardCommand.project_id == round_.place.project_id,
        BoardCommand.kind == cards.ADD,
        BoardCommand.answered_at == round_.now,
        BoardCommand.error.contains(TOO_MANY_TASKS),
    )
    async with database.unit_of_work() as session:
        return (await session.execute(mine.limit(1))).first() is not None


async def _batch(session: AsyncSession, round_: Round, *, comments_only: bool) -> tuple[list[BoardCommand], bool]:
    """As many commands as one request takes, and whether there may be more."""
    waiting = select(BoardCommand).where(
        BoardCommand.project_id == round_.place.project_id, BoardCommand.answered_at.is_(None)
    )
    if comments_only:
        waiting = waiting.where(BoardCommand.kind.startswith("note_"))
    found: list[BoardCommand] = []
    size = 1000
    for command in await session.scalars(waiting.order_by(BoardCommand.id).limit(COMMANDS)):
        size += len(json.dumps(_wire(command)).encode("utf-8"))
        if found and size > BODY_BYTES:
            return found, True
        found.append(command)
    return found, len(found) == COMMANDS


def _wire(command: BoardCommand) -> dict[str, Any]:
    named = {"temp_id": command.temp_id} if command.temp_id else {}
    return {"type": command.kind, "uuid": command.uuid, "args": command.args, **named}


async def _exchange(
    database: Database, client: Todoist, round_: Round, batch: Sequence[BoardCommand], since: str
) -> int:
    try:
        answer = await _asked(client, since, [_wire(one) for one in batch])
    except TodoistError as error:
        await _not_answered(database, round_, batch, error)
        if error.http in {400, 413} and not error.later:
            return await _apart(database, client, round_, batch, error, since=since)
        raise
    async with database.unit_of_work() as session:
        counted, later = await _record(session, round_, [one.id for one in batch], answer)
    made = [one.ticket_id for one in batch if one.kind == cards.ADD and one.ticket_id is not None]
    if made:
        await outbox.wake(database, made, round_)
    if later is not None:
        raise later
    if not counted:
        raise TodoistError("commands without a verdict", outcome=Outcome.UNKNOWN)
    return counted


async def _asked(client: Todoist, since: str, commands: list[dict[str, Any]]) -> Answer:
    """Send commands. A sync token that is no longer taken says nothing about them: then without it."""
    try:
        return await client.sync(since, commands=commands, read=False)
    except TodoistError as error:
        if since == "*" or error.http != 400 or error.later:
            raise
    return await client.sync("*", commands=commands, read=False)


async def board_token(session: AsyncSession, round_: Round) -> str | None:
    """Our place in the board's changes."""
    mine = select(BoardState.sync_token).where(BoardState.project_id == round_.place.project_id)
    return await session.scalar(mine)


async def _not_answered(database: Database, round_: Round, batch: Sequence[BoardCommand], error: TodoistError) -> None:
    """A request that certainly had no effect leaves its commands as if they had never been sent."""
    if error.outcome is Outcome.UNKNOWN:
        return
    first_time = [one.id for one in batch if one.attempts <= 1]
    async with database.unit_of_work() as session:
        unsent = update(BoardCommand).where(among(BoardCommand.id, first_time), BoardCommand.answered_at.is_(None))
        await session.execute(unsent.values(sent_at=None, attempts=0))


async def _apart(
    database: Database,
    client: Todoist,
    round_: Round,
    batch: Sequence[BoardCommand],
    error: TodoistError,
    *,
    since: str,
) -> int:
    """The whole request was refused: halves of it, until the one command that cannot be sent is alone."""
    if len(batch) > 1:
        middle = len(batch) // 2
        first = await _exchange(database, client, round_, batch[:middle], since)
        return first + await _exchange(database, client, round_, batch[middle:], since)
    async with database.unit_of_work() as session:
        command = await session.get_one(BoardCommand, batch[0].id)
        await _failed(session, round_, command, error)
    return 1


async def _record(
    session: AsyncSession, round_: Round, ids: Sequence[int], answer: Answer
) -> tuple[int, TodoistError | None]:
    """Note every verdict in one unit of work; one that is to be tried later, or got none, stays without answer."""
    counted, later = 0, None
    mine = select(BoardCommand).where(among(BoardCommand.id, ids)).order_by(BoardCommand.id)
    for command in (await session.scalars(mine)).all():
        if command.uuid not in answer.statuses:
            continue
        error = answer.statuses[command.uuid]
        if error is not None and error.later:
            later = error
            continue
        counted += 1
        if error is None or error.already_processed:
            await done(session, round_, command, answer.ids.get(command.temp_id or ""))
        else:
            await _failed(session, round_, command, error)
    return counted, later


async def done(session: AsyncSession, round_: Round, command: BoardCommand, made: str | None) -> None:
    """A command was executed; `made`: the id of what it created, None where the answer that named it was lost."""
    command.answered_at = round_.now
    if command.temp_id is not None and made is None:
        command.error = LOST
        return
    command.error = None
    if command.kind == cards.ADD and made is not None:
        await _created(session, round_, command, made)
    elif command.kind == "note_add" and made is not None:
        session.add(_comment(command, made))
        if command.part == 0:
            await delivery_status.stands_on_board(session, command.entry_id, now=round_.now)
    elif command.kind in cards.FIELD_KINDS:
        await _effected(session, round_, command)
    elif command.kind == cards.EVICT:
        await _evicted(session, round_, command, "evicted")
    elif command.kind == "note_update":
        mine = update(BoardComment).where(BoardComment.comment_id == command.args["id"])
        given = command.args
        other = {"file_url": comments.url_of(given["file_attachment"])} if "file_attachment" in given else {}
        await session.execute(mine.values(content=given["content"], **other))
    elif command.kind == "note_delete":
        mine = update(BoardComment).where(BoardComment.comment_id == command.args["id"])
        await session.execute(mine.values(deleted_at=round_.now))
    await session.flush()


async def _evicted(session: AsyncSession, round_: Round, command: BoardCommand, key: str) -> None:
    """Somebody was to leave the project: admins are told what became of it."""
    mine = Collaborator.project_id == command.args["project_id"], Collaborator.email == command.args["email"]
    name = await session.scalar(select(Collaborator.name).where(*mine))
    if key == "evicted":
        await session.execute(update(Collaborator).where(*mine).values(active=False))
    await round_.desk(session).news.to_admins(key, {"name": name or ""})


def _comment(command: BoardCommand, made: str) -> BoardComment:
    return BoardComment(
        comment_id=made,
        entry_id=command.entry_id,
        task_id=command.args["item_id"],
        part=command.part,
        ours=True,
        content=command.args["content"],
        file_url=comments.url_of(command.args.get("file_attachment")),
    )


async def _created(session: AsyncSession, round_: Round, command: BoardCommand, task_id: str) -> None:
    assert command.ticket_id is not None and command.agreed is not None
    card = await cards.live(session, command.ticket_id, round_.place.project_id)
    if card is None:
        return
    agreed = cards.load(command.agreed)
    card.task_id, card.agreed = task_id, command.agreed
    card.theirs = cards.dump_theirs(Theirs(agreed.shown, round_.now))
    await thread.show(session, round_, await session.get_one(Ticket, command.ticket_id))


async def _effected(session: AsyncSession, round_: Round, command: BoardCommand) -> None:
    assert command.ticket_id is not None
    card = await cards.live(session, command.ticket_id, round_.place.project_id)
    if card is None or card.task_id != command.args["id"] or card.agreed is None or card.theirs is None:
        return
    agreed, theirs = cards.load(card.agreed), cards.load_theirs(card.theirs)
    now_agreed = cards.load(command.agreed).face if command.agreed else agreed.face
    shown = cards.effect(agreed.shown, command.kind, command.args)
    card.agreed = cards.dump(Agreed(now_agreed, shown))
    theirs = replace(theirs, shown=cards.effect(theirs.shown, command.kind, command.args))
    card.theirs = cards.dump_theirs(theirs)


async def _failed(session: AsyncSession, round_: Round, command: BoardCommand, error: TodoistError) -> None:
    """Todoist will not do it, whatever is tried: noted on the row, and what follows from it."""
    command.answered_at, command.error = round_.now, str(error)[:200]
    log.warning("todoist refused a command", kind=command.kind, tag=error.tag, code=error.code, http=error.http)
    if command.kind == cards.EVICT:
        await _evicted(session, round_, command, "evict-failed")
    if command.ticket_id is None:
        return
    card = await cards.live(session, command.ticket_id, round_.place.project_id)
    if card is None:
        return
    if error.full:  # a new task, or one that was to be opened again
        await trouble.note(session, Trouble.FULL, now=round_.now, project_id=round_.place.project_id)
    if command.kind == cards.ADD or error.full:
        card.dirty = True
    elif error.not_found and command.kind in cards.FIELD_KINDS and command.args.get("id") == card.task_id:
        ticket = await session.get_one(Ticket, command.ticket_id)
        if command.kind == "item_move":
            card.dirty = True  # perhaps the section is gone: sections are looked after at the next round
        else:
            await vanish.gone(session, round_, card, ticket, vanish.DELETED)
