"""Ideas as they are read: the team's list, one idea, what requesters may vote for. Changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, Person
from desk.ideas.ideas import IdeaStatus


@dataclass(frozen=True, slots=True)
class IdeaLine:
    """An idea of the list. `title`: the team's name, else its words; `votes`: of `by_team` of them from the team;
    `is_mine`: the reader has voted for it."""

    id: int
    title: str
    words: str
    author: str
    by_team: bool
    status: IdeaStatus
    answer: str
    is_shown: bool
    votes: int
    team_votes: int
    is_mine: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IdeaPage:
    """A page of the list, from 1."""

    lines: tuple[IdeaLine, ...]
    page: int
    pages: int
    total: int


async def load_page(
    session: AsyncSession, reader: Person, page: int, *, a_page: int, status: IdeaStatus | None = None,
    shown: bool = False,
) -> IdeaPage:  # fmt: skip
    """Load a page (one past the end is the last): open ones first, by votes. `shown`: only those requesters see."""
    where = and_(
        Idea.status == status.value if status is not None else true(),
        Idea.shown_at.is_not(None) if shown else true(),
    )
    total = await session.scalar(select(func.count()).select_from(Idea).where(where)) or 0
    pages = max(1, -(-total // a_page))
    page = min(max(page, 1), pages)
    rows = _select(reader, where).order_by(*_order())
    found = await session.execute(rows.offset((page - 1) * a_page).limit(a_page))
    return IdeaPage(tuple(map(_make_line, found)), page, pages, total)


async def list_ideas(session: AsyncSession, reader: Person) -> list[IdeaLine]:
    """Return all ideas, open ones first, by votes."""
    return list(map(_make_line, await session.execute(_select(reader, true()).order_by(*_order()))))


async def load_idea(session: AsyncSession, reader: Person, idea_id: int) -> IdeaLine | None:
    """Load one idea; None if there is none of that id."""
    row = (await session.execute(_select(reader, Idea.id == idea_id))).first()
    return None if row is None else _make_line(row)


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(IdeaVote).where(IdeaVote.idea_id == Idea.id, which).scalar_subquery()


def _order() -> tuple[Any, ...]:
    ended = case((Idea.status.in_((IdeaStatus.DONE.value, IdeaStatus.DECLINED.value)), 1), else_=0)
    return ended, _count(true()).desc(), Idea.id.desc()


def _select(reader: Person, where: ColumnElement[bool]) -> Select[Any]:
    mine, by_team = _count(IdeaVote.person_id == reader.id), _count(IdeaVote.by_team.is_(True))
    columns: tuple[Any, ...] = (Idea, Person.name, _count(true()), by_team, mine)
    return select(*columns).join(Person, Person.id == Idea.author_id).where(where)


def _make_line(row: Sequence[Any]) -> IdeaLine:
    idea, author, votes, team_votes, mine = row
    return IdeaLine(
        idea.id, idea.title or idea.words, idea.words, author, idea.by_team, IdeaStatus(idea.status), idea.answer,
        idea.shown_at is not None, votes, team_votes, mine > 0, idea.created_at,
    )  # fmt: skip
