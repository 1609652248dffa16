"""The mirror's metrics for Prometheus. Labels come from fixed lists."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import Counter, Gauge
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import func, select

from db.database import Database
from db.models import BoardCard, BoardCommand, BoardState
from todoist_sync.api.rows import TodoistError

WRITER = Gauge("pulldesk_board_writer", "Whether this process is the one that writes the board")
PULLED = Gauge("pulldesk_board_pulled_timestamp_seconds", "When the board was last read")
REQUESTS_LEFT = Gauge("pulldesk_board_requests_left", "Requests left in this quarter of an hour")
RETRY_AT = Gauge("pulldesk_board_retry_timestamp_seconds", "When the board is tried again after trouble; 0: no trouble")
ERRORS = Counter("pulldesk_board_errors_total", "Requests that Todoist did not do", ["kind"])


def classify_error(error: TodoistError) -> str:
    """Return one of: token, throttled, no_answer, server, refused."""
    if error.token_refused:
        return "token"
    if error.throttled:
        return "throttled"
    if not error.http and not error.tag:
        return "no_answer"
    return "server" if error.http >= 500 else "refused"


async def collect_board_metrics(database: Database, now: datetime) -> Iterable[GaugeMetricFamily]:
    """Collect the commands without an answer and their age, the tasks still to be made, and the seconds since the board
    was last read."""
    waiting = GaugeMetricFamily("pulldesk_board_commands_waiting", "Commands that Todoist has not answered")
    oldest = GaugeMetricFamily("pulldesk_board_commands_oldest_seconds", "Age of the oldest of them")
    without = GaugeMetricFamily("pulldesk_board_cards_without_task", "Tickets whose task is not on the board yet")
    lag = GaugeMetricFamily("pulldesk_board_read_age_seconds", "How long ago the board was last read")
    async with database.reading() as session:
        open_ones = select(func.count(), func.min(BoardCommand.created_at)).where(BoardCommand.answered_at.is_(None))
        count, first = (await session.execute(open_ones)).one()
        waiting.add_metric([], count)
        oldest.add_metric([], (now - first).total_seconds() if first else 0.0)
        lone = select(func.count()).where(BoardCard.task_id.is_(None), BoardCard.gone.is_(None))
        without.add_metric([], (await session.execute(lone)).scalar_one())
        read = (await session.execute(select(func.max(BoardState.pulled_at)))).scalar_one()
        if read is not None:
            lag.add_metric([], (now - read).total_seconds())
    return [waiting, oldest, without, lag]
