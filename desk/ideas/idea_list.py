"""Ideas as they are read: the team's list, one idea, what requesters may vote for. Changes nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, Person, any_of
from desk.ideas.ideas import IdeaStatus
from desk.listing import Key, ListOf, Page, Shown, filter_by

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


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(IdeaVote).where(IdeaVote.idea_id == Idea.id, which).scalar_subquery()


@dataclass(frozen=True, slots=True)
class IdeaFilters:
    """Which ideas are listed. `shown`: only those requesters see; `found`: of these ids."""

    statuses: Sequence[IdeaStatus] | None = filter_by(
        lambda asked: any_of(Idea.status, [one.value for one in asked]), None
    )
    shown: bool = filter_by(lambda _: Idea.shown_at.is_not(None), default=False)
    found: Sequence[int] | None = filter_by(lambda ids: any_of(Idea.id, ids), None, said=False)


_IS_OPEN = Idea.status.not_in((IdeaStatus.DONE.value, IdeaStatus.DECLINED.value))
IDEAS = ListOf[None, IdeaFilters](
    "ideas",
    Idea.id,
    seen=lambda _: true(),
    orders={"votes": (Key(_IS_OPEN, descending=True), Key(_count(true()), descending=True))},
)


async def load_page(session: AsyncSession, reader: Person, page: int, size: int) -> Page[IdeaLine]:
    """Load a page of those that requesters see."""
    found = await IDEAS.choose(None, IdeaFilters(shown=True)).load_page(session, page, size, select_ideas(reader))
    return found.show(map(make_line, found.lines))


async def list_ideas(session: AsyncSession, reader: Person, filters: IdeaFilters) -> list[IdeaLine]:
    """Return the first `MOST_LISTED` of them."""
    found = await IDEAS.choose(None, filters).load_first(session, MOST_LISTED, select_ideas(reader))
    return list(map(make_line, found))


async def count_ideas(session: AsyncSession) -> dict[str, int]:
    """Return how many ideas there are, by status."""
    rows = await session.execute(select(Idea.status, func.count().label("n")).group_by(Idea.status))
    return {row.status: row.n for row in rows}


async def find_ideas(session: AsyncSession, reader: Person, fits: Callable[..., bool]) -> list[IdeaLine]:
    """Return the first `MOST_LISTED` ideas whose texts and status fit. Their words may be sealed, so all are read."""
    texts = select(Idea.id, Idea.title, Idea.words, Person.name, Idea.answer, Idea.status)
    rows = await session.execute(texts.join(Person, Person.id == Idea.author_id))
    found = [key for key, *said in rows if fits(*said)]
    return await list_ideas(session, reader, IdeaFilters(found=found))


async def load_idea(session: AsyncSession, reader: Person, idea_id: int) -> IdeaLine | None:
    """Load one idea; None if there is none of that id."""
    row = (await session.execute(select_ideas(reader).where(Idea.id == idea_id))).first()
    return None if row is None else make_line(row)


def select_ideas(reader: Person) -> Shown:
    """Select what `make_line` takes."""
    mine, by_team = _count(IdeaVote.person_id == reader.id), _count(IdeaVote.by_team.is_(True))
    columns: tuple[Any, ...] = (Idea, Person.name, _count(true()), by_team, mine)
    return select(*columns).join(Person, Person.id == Idea.author_id).execution_options(populate_existing=True)


def make_line(row: Sequence[Any]) -> IdeaLine:
    """Return an idea as a line of the list."""
    idea, author, votes, team_votes, mine = row
    return IdeaLine(
        idea.id, idea.title or idea.words, idea.words, author, idea.by_team, IdeaStatus(idea.status), idea.answer,
        idea.shown_at is not None, votes, team_votes, mine > 0, idea.created_at,
    )  # fmt: skip
