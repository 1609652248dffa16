"""Gaps in the knowledge base: searches without a result, topics with requests but no article. Statements only; words
nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

FEWEST = 5
"""The least number of requests of a topic that is reported."""
_IN_VAIN = text("""
select s.words, count(*) as n from searches s
where s.at >= :since and s.at < :until and s.found = 0
  and not exists (select from searches later where later.at > s.at and later.words = s.words and later.found > 0)
group by s.words order by n desc, s.words limit :most
""")
_BARE = text("""
select c.id, coalesce(c.names ->> :language, c.name) as name, count(*) as n
from tickets t join categories c on c.id = t.category_id
where t.filed_at >= :since and t.filed_at < :until and t.merged_into_id is null
  and c.removed_at is null and not c.is_group
  and not exists (select from articles a
    where a.category_id = c.id and a.state = 'published' and a.audience = 'everybody')
group by c.id having count(*) >= :fewest order by n desc, name limit :most
""")


@dataclass(frozen=True, slots=True)
class Gap:
    """Words or a topic (with its id), and the number of its searches or requests."""

    name: str
    n: int
    category_id: int | None = None


async def find_failed_searches(session: AsyncSession, since: datetime, until: datetime, most: int) -> list[Gap]:
    """Return words for which nothing was found, most frequent first, except those that found something later."""
    given = {"since": since, "until": until, "most": most}
    return [Gap(row.words, row.n) for row in await session.execute(_IN_VAIN, given)]


async def find_topics_without_article(
    session: AsyncSession, language: str, since: datetime, until: datetime, most: int
) -> list[Gap]:
    """Return topics with at least `FEWEST` requests filed in that time and no published article for everybody, most
    requests first."""
    given = {"language": language, "since": since, "until": until, "most": most, "fewest": FEWEST}
    return [Gap(row.name, row.n, row.id) for row in await session.execute(_BARE, given)]
