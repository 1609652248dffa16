"""Count what each topic has: open tickets, people who answer it best, published articles. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import AgentTopic, Article, ArticleState, Person, Ticket
from desk.policy import permissions, visibility


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """Of one topic."""

    tickets: int = 0
    agents: int = 0
    articles: int = 0


async def count_of_topics(session: AsyncSession, viewer: Person) -> Mapping[int, TopicFigures]:
    """Return the figures of each topic that has any, by its id; of the tickets those that the viewer sees as staff."""
    tickets = await _count(session, Ticket.category_id, Ticket.is_open.expression, visibility.is_seen_by_staff(viewer))
    theirs = select(Person.id).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    agents = await _count(session, AgentTopic.category_id, AgentTopic.person_id.in_(theirs))
    articles = await _count(session, Article.category_id, Article.state == ArticleState.PUBLISHED)
    return {
        one: TopicFigures(tickets.get(one, 0), agents.get(one, 0), articles.get(one, 0))
        for one in {*tickets, *agents, *articles}
    }


async def _count(
    session: AsyncSession, by: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    *where: ColumnElement[bool],
) -> dict[int, int]:  # fmt: skip
    rows = await session.execute(select(by, func.count()).where(by.is_not(None), *where).group_by(by))
    return {key: n for key, n in rows if key is not None}
