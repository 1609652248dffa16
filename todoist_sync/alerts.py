"""Tells the admins, once, what keeps the board from working. Knows no HTTP."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.database import Database
from db.models import BoardState
from desk import installation
from desk.notifications import to_admins


class BoardProblem(StrEnum):
    """A lasting problem of the board; the text's key is `board-trouble-<value>`."""

    TOKEN = "token"  # noqa: S105  (a word)
    CONNECTION = "connection"
    PROJECT = "project"
    TWO_PROJECTS = "two-projects"
    NO_ROOM_FOR_PROJECT = "projects"
    NO_ROOM_FOR_SECTIONS = "sections"
    FULL = "full"
    OPEN = "open"


async def report_problem(
    database: Database, trouble: BoardProblem, *, now: datetime, project_id: str | None = None
) -> bool:
    """Tell every admin about a problem unless they know it already. While the desk has no admin, the next call tries
    again."""
    async with database.unit_of_work() as session:
        return await report_problem_within(session, trouble, now=now, project_id=project_id)


async def report_problem_within(
    session: AsyncSession, trouble: BoardProblem, *, now: datetime, project_id: str | None = None
) -> bool:
    """Do what `report_problem` does, inside the caller's unit of work. Return True if the admins were told."""
    desk = await installation.load_row(session)
    where = project_id or desk.project_id or ""
    known = await _get_reported(session, where)
    if trouble.value in known:
        return False
    if not await to_admins.tell_admins(session, f"board-trouble-{trouble.value}", now=now):
        return False
    await _store_reported(session, where, [*known, trouble.value], now=now)
    return True


async def clear_problems(session: AsyncSession, project_id: str, *but: BoardProblem) -> None:
    """Forget the problems of a board that works again, except those named in `but`."""
    kept = [one.value for one in but]
    for where in (project_id, ""):
        await _store_remaining(session, where, [one for one in await _get_reported(session, where) if one in kept])


async def clear_problem(session: AsyncSession, project_id: str, trouble: BoardProblem) -> None:
    """Forget one problem and keep the others."""
    await _store_remaining(
        session, project_id, [one for one in await _get_reported(session, project_id) if one != trouble.value]
    )


async def _store_remaining(session: AsyncSession, project_id: str, troubles: list[str]) -> None:
    if troubles != await _get_reported(session, project_id):
        state = await session.get_one(BoardState, project_id)
        state.trouble = " ".join(troubles) or None


async def _get_reported(session: AsyncSession, project_id: str) -> list[str]:
    said = await session.scalar(select(BoardState.trouble).where(BoardState.project_id == project_id))
    return (said or "").split()


async def _store_reported(session: AsyncSession, project_id: str, troubles: list[str], *, now: datetime) -> None:
    state = await session.get(BoardState, project_id)
    if state is None:  # no board has been found yet: a row without a project remembers what was reported
        session.add(BoardState(project_id=project_id, account_id="", adopted_at=now, trouble=" ".join(troubles)))
    else:
        state.trouble = " ".join(troubles)
