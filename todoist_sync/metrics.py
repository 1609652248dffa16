"""What the mirror counts for Prometheus. Labels come from fixed lists."""

from prometheus_client import Counter, Gauge

from todoist_sync.errors import TodoistError

WRITER = Gauge("pulldesk_board_writer", "Whether this process is the one that writes the board")
PULLED = Gauge("pulldesk_board_pulled_timestamp_seconds", "When the board was last read")
REQUESTS_LEFT = Gauge("pulldesk_board_requests_left", "Requests left in this quarter of an hour")
RETRY_AT = Gauge("pulldesk_board_retry_timestamp_seconds", "When the board is tried again after trouble; 0: no trouble")
ERRORS = Counter("pulldesk_board_errors_total", "Requests that Todoist did not do", ["kind"])


def kind_of(error: TodoistError) -> str:
    """One of: token, throttled, no_answer, server, refused."""
    if error.token_refused:
        return "token"
    if error.throttled:
        return "throttled"
    if not error.http and not error.tag:
        return "no_answer"
    return "server" if error.http >= 500 else "refused"
