"""Tables that are not a single metric: the number of each person by label, and requests by hour of the week."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain

from sqlalchemy.ext.asyncio import AsyncSession

from desk.metrics import metric_queries, sorted_runs, stored_values
from desk.metrics.measuring.staffing import use_custom_plans
from desk.metrics.metric_queries import MetricQuery, build_by_hour, build_by_person
from desk.metrics.registry import (
    METRICS,
    Label,
)
from desk.metrics.stored_values import PageCache
from desk.metrics.streams import STREAMS

_FILED = "filed"
_HOURS = (_FILED, stored_values.HOUR)


async def count_shares(
    session: AsyncSession, key: str, asked: MetricQuery, cache: PageCache | None = None
) -> Mapping[Label, Mapping[int | None, int]]:
    """Return how many rows each person has for each label, for a metric that is a share of the busiest person; None is
    the key of rows without a person. `cache` as in `measure`."""
    await use_custom_plans(session)
    metric = METRICS[key]
    found: dict[Label, dict[int | None, int]] = {}
    if (
        asked.where
        and stored_values.can_use_stored(asked)
        and (column := stored_values.find_column(metric, asked.by)) is not None
    ):
        runs = await stored_values.load_days(session, [column], asked, cache)
        if runs is not None:
            for event, of in sorted_runs.group_by_label(runs[column].values()).items():
                people = Counter(chain.from_iterable(of))
                found[int(event)] = {int(who) or None: n for who, n in people.items()}
            return {event: found[event] for event in stored_values.get_events(asked) if event in found}
    query = build_by_person(STREAMS[metric.stream], metric, asked, with_no_person=True)
    for row in await session.execute(query, metric_queries.bind_given(asked)):
        found.setdefault(row.label, {})[row.who] = row.n
    return found


async def count_by_hour(
    session: AsyncSession, asked: MetricQuery, cache: PageCache | None = None
) -> Counter[tuple[int, int]]:
    """Return how many requests were filed, by weekday and hour; `cache` as in `measure`."""
    await use_custom_plans(session)
    runs = None if asked.where else await stored_values.load_days(session, [_HOURS], asked, cache)
    if runs is not None:
        days: dict[int, list[sorted_runs.Run]] = defaultdict(list)
        for day, hours in runs[_HOURS].items():
            days[day.weekday()].append(hours)
        found = {weekday: Counter(chain.from_iterable(of)) for weekday, of in days.items()}
        return Counter({(weekday, int(hour)): n for weekday, of in found.items() for hour, n in of.items()})
    rows = await session.execute(build_by_hour(STREAMS[_FILED], asked), metric_queries.bind_given(asked))
    return Counter({(row.weekday, row.hour): row.n for row in rows})
