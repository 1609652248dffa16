"""Tables that are not a single metric: the number of each person by label, and requests by hour of the week."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics import metric_queries
from desk.metrics.measuring.staffing import use_custom_plans
from desk.metrics.metric_queries import MetricQuery, build_by_hour, build_by_person
from desk.metrics.registry import (
    METRICS,
    Label,
)
from desk.metrics.streams import STREAMS

_FILED = "filed"


async def count_shares(session: AsyncSession, key: str, asked: MetricQuery) -> Mapping[Label, Mapping[int | None, int]]:
    """Return how many rows each person has for each label, for a metric that is a share of the busiest person; None is
    the key of rows without a person."""
    await use_custom_plans(session)
    metric = METRICS[key]
    found: dict[Label, dict[int | None, int]] = {}
    query = build_by_person(STREAMS[metric.stream], metric, asked, with_no_person=True)
    for row in await session.execute(query, metric_queries.bind_given(asked)):
        found.setdefault(row.label, {})[row.who] = row.n
    return found


async def count_by_hour(session: AsyncSession, asked: MetricQuery) -> Counter[tuple[int, int]]:
    """Return how many requests were filed, by weekday and hour;"""
    await use_custom_plans(session)
    rows = await session.execute(build_by_hour(STREAMS[_FILED], asked), metric_queries.bind_given(asked))
    return Counter({(row.weekday, row.hour): row.n for row in rows})
