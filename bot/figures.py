"""The bot's figures that come from the tables, and so are the whole desk's. Labels from fixed lists."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily

from db import queue
from db.session import Database
from db.words import Lane


async def desk_figures(database: Database, now: datetime) -> Iterable[GaugeMetricFamily]:
    """Depth and age of inbox and outbox by box, lane and state, and how many sends had to be repeated."""
    jobs = GaugeMetricFamily("pulldesk_jobs", "Jobs not done", labels=["box", "lane", "state"])
    ages = GaugeMetricFamily("pulldesk_jobs_oldest_seconds", "Age of the oldest", labels=["box", "lane", "state"])
    repeats = GaugeMetricFamily("pulldesk_unknown_sends", "Repeated because the answer was lost", labels=["box"])
    async with database.sessions() as session:
        for depth in await queue.depths(session):
            labels = [depth.box, Lane(depth.lane).name.lower(), depth.state]
            jobs.add_metric(labels, depth.count)
            ages.add_metric(labels, max((now - depth.oldest).total_seconds(), 0.0) if depth.oldest else 0.0)
        for box, count in (await queue.repeats(session)).items():
            repeats.add_metric([box], count)
    return [jobs, ages, repeats]
