"""The pauses of the mirror after a failure of Todoist, before it tries again."""

from datetime import timedelta

from todoist_sync.api.client import Todoist

FIRST_PAUSE = timedelta(seconds=1)
TOKEN_PAUSE = timedelta(minutes=1)
"""The least after a refused token, or without a board."""
_LONGEST_PAUSE = timedelta(minutes=2)
_LONGEST_AFTER_ANSWER = timedelta(seconds=8)


class RetryPauses:
    """A pause that doubles with each failure; it stays short if the board has answered since the last one."""

    def __init__(self, client: Todoist) -> None:
        self._client = client
        self._pause, self._synced = timedelta(0), 0

    def end(self) -> None:
        """Begin anew: a round has succeeded."""
        self._pause = timedelta(0)

    def get_next(self, least: timedelta = timedelta(0)) -> timedelta:
        """Return how long to wait after this failure."""
        longest = _LONGEST_PAUSE if self._client.synced == self._synced else _LONGEST_AFTER_ANSWER
        self._synced = self._client.synced
        self._pause = min(max(self._pause * 2, FIRST_PAUSE, least), max(longest, least))
        return self._pause


def read_pause(retry_after: float) -> timedelta:
    """Return the pause that Todoist asks for with a 429 (`retry_after`: seconds)."""
    return timedelta(seconds=max(retry_after, FIRST_PAUSE.total_seconds()))
