"""Ideas as they are read: the team's list, one idea, what requesters may vote for. Changes nothing."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, Person, any_of
from desk.ideas.ideas import IdeaStatus

MOST_LISTED = 500


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


async def list_ideas(session: AsyncSession, reader: Person, statuses: Collection[IdeaStatus]) -> list[IdeaLine]:
    """Return the first `MOST_LISTED` ideas of these statuses, open ones first, by votes."""
    return await _load_lines(session, reader, any_of(Idea.status, [one.value for one in statuses]))


async def _load_lines(session: AsyncSession, reader: Person, where: ColumnElement[bool]) -> list[IdeaLine]:
    rows = _select(reader, where).order_by(*_order()).limit(MOST_LISTED)
    return list(map(_make_line, await session.execute(rows)))


async def count_ideas(session: AsyncSession) -> dict[str, int]:
    """Return how many ideas there are, by status."""
    rows = await session.execute(select(Idea.status, func.count().label("n")).group_by(Idea.status))
    return {row.status: row.n for row in rows}


async def find_ideas(session: AsyncSession, reader: Person, fits: Callable[..., bool]) -> list[IdeaLine]:
    """Return the first `MOST_LISTED` ideas whose texts and status fit. Their words may be sealed, so all are read."""
    texts = select(Idea.id, Idea.title, Idea.words, Person.name, Idea.answer, Idea.status)
    rows = await session.execute(texts.join(Person, Person.id == Idea.author_id))
    return await _load_lines(session, reader, any_of(Idea.id, [key for key, *said in rows if fits(*said)]))


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
    query = select(*columns).join(Person, Person.id == Idea.author_id).where(where)
    return query.execution_options(populate_existing=True)


def _make_line(row: Sequence[Any]) -> IdeaLine:
    idea, author, votes, team_votes, mine = row
    return IdeaLine(
        idea.id, idea.title or idea.words, idea.words, author, idea.by_team, IdeaStatus(idea.status), idea.answer,
        idea.shown_at is not None, votes, team_votes, mine > 0, idea.created_at,
    )  # fmt: skip
