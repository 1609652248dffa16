"""The metrics of the queue, read from the tables, so they cover the whole desk. Labels come from fixed lists."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import select

from db import queue
from db.database import Database, is_full
from db.models import Box, DeskRow, JobState, Lane

_SHOWN = (JobState.WAITING, JobState.PARKED, JobState.BURIED)


async def collect_queue_metrics(database: Database, now: datetime) -> Iterable[GaugeMetricFamily]:
    """Collect depth and age of inbox and outbox by box, lane and state, and how many sends were repeated because their
    answer was lost. Of the database: whether it has no room, the age of the oldest transaction, which keeps what the
    queue has deleted, and of the newest backup, once there is one, with the time from one to the next. Empty boxes are
    reported as 0, so that an alarm has a value."""
    jobs = GaugeMetricFamily("pulldesk_jobs", "Jobs not done", labels=["box", "lane", "state"])
    ages = GaugeMetricFamily("pulldesk_jobs_oldest_seconds", "Age of the oldest", labels=["box", "lane", "state"])
    repeats = GaugeMetricFamily("pulldesk_unknown_sends", "Repeated because the answer was lost", labels=["box"])
    held = GaugeMetricFamily("pulldesk_oldest_transaction_seconds", "Age of the oldest transaction of the database")
    backup = GaugeMetricFamily("pulldesk_backup_age_seconds", "Age of the newest backup")
    full = GaugeMetricFamily("pulldesk_database_full", "Whether the server refused a write of the last minute: no room")
    full.add_metric([], is_full(database.engine))
    interval = GaugeMetricFamily("pulldesk_backup_interval_seconds", "From one backup to the next, by BACKUP_HOURS")
    async with database.reading() as session:
        depths = {(depth.box, depth.lane, depth.state): depth for depth in await queue.count_depths(session)}
        unknown = await queue.count_repeats(session)
        held.add_metric([], await queue.read_oldest_transaction(session))
        desk = (await session.execute(select(DeskRow.backed_up_at, DeskRow.backup_hours))).one_or_none()
    if desk is not None and desk.backed_up_at is not None:
        backup.add_metric([], max((now - desk.backed_up_at).total_seconds(), 0.0))
    if desk is not None and desk.backup_hours is not None:
        interval.add_metric([], desk.backup_hours * 3600)
    for box in Box:
        repeats.add_metric([box.value], unknown.get(box.value, 0))
        for lane in Lane:
            for state in _SHOWN:
                depth = depths.get((box.value, int(lane), state.value))
                labels = [box.value, lane.name.lower(), state.value]
                jobs.add_metric(labels, depth.count if depth else 0)
                oldest = depth.oldest if depth else None
                ages.add_metric(labels, max((now - oldest).total_seconds(), 0.0) if oldest else 0.0)
    return [jobs, ages, repeats, held, backup, interval, full]
