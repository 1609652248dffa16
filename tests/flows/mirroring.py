"""The mirror on the stage: one round when asked, the board read each time, failures left for the next settling."""

from datetime import timedelta

from pydantic import SecretStr

from db.session import Database
from desk.settings import DeskSettings
from tests.flows.clock import Clock
from todoist_sync.budget import Budget
from todoist_sync.client import Todoist
from todoist_sync.errors import TodoistError
from todoist_sync.mirror import Mirror
from todoist_sync.settings import BoardSettings


class Mirroring:
    """One `todoist_sync` without its waiting. Off: a desk without a board."""

    def __init__(self, database: Database, clock: Clock, url: str, token: str, *, on: bool) -> None:
        self._database = database
        self._clock = clock
        self._settings = BoardSettings(
            _env_file=None,  # type: ignore[call-arg]  (pydantic-settings takes it)
            todoist_api_token=SecretStr(token),
            todoist_api_url=url,
            undo_seconds=0,
        )
        self._on = on
        self._mirror: Mirror | None = None
        self._client: Todoist | None = None
        self.failures: list[str] = []

    async def open(self, _: DeskSettings) -> None:
        """Start it."""
        if not self._on:
            return
        budget = Budget(self._clock, requests=1_000_000, full=1_000_000)
        self._client = Todoist(
            self._settings.todoist_api_token.get_secret_value(), self._settings.todoist_api_url, budget
        )  # type: ignore[union-attr]
        self._mirror = Mirror(self._database, self._client, self._settings, budget, now=self._clock)

    async def close(self) -> None:
        """End it; all it had in memory is gone."""
        if self._client is not None:
            await self._client.aclose()
        self._mirror = self._client = None

    async def round(self) -> None:
        """Repeat, write, read, merge, send; what Todoist refuses now is tried again at the next settling."""
        if self._mirror is None:
            return
        try:
            await self._mirror.round(read=True)
        except TodoistError as error:
            self.failures.append(str(error))

    async def quarter(self) -> timedelta:
        """One round as the running process makes it, with its own handling of failures."""
        assert self._mirror is not None
        return await self._mirror.run_once()
