"""The mirror in the flows: one round when asked, the board read each time, failures left for the next settling."""

import tempfile
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from db.database import Database
from desk import DeskSettings
from tests.flows.clock import Clock
from todoist_sync.account import AccountTokens
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.mirror.loop import Mirror
from todoist_sync.settings import BoardSettings


class Mirroring:
    """One `todoist_sync` without its waiting. Off: a desk without a board; `bot`: the token and address that files are
    fetched with."""

    def __init__(
        self, database: Database, clock: Clock, url: str, token: str, *, on: bool, bot: tuple[str, str] | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._url, self._token = url, token
        self._project_id = ""
        self._on = on
        self.bot = bot
        self.webhook_secret = ""
        self.secret_key = ""  # what the tokens of a connected account are sealed with; empty: none can be connected
        self.tokens: AccountTokens | None = None
        self._mirror: Mirror | None = None
        self._client: Todoist | None = None

    async def open(self, rules: DeskSettings) -> None:
        """Start the mirror with the desk's own rules."""
        if not self._on:
            return
        fetches = {"bot_token": SecretStr(self.bot[0]), "telegram_api_url": self.bot[1]} if self.bot is not None else {}
        app = {"todoist_client_id": "app", "todoist_client_secret": SecretStr(self.webhook_secret)}
        settings = BoardSettings(
            _env_file=None,  # type: ignore[call-arg]  (pydantic-settings takes it)
            todoist_api_token=SecretStr(self._token) if self._token else None,
            todoist_api_url=self._url,
            todoist_oauth_url=f"{self._url}/oauth",
            web_secret_key=(SecretStr(self.secret_key),) if self.secret_key else (),
            locale=rules.locale,
            todoist_project_id=self._project_id,
            undo_seconds=rules.team.undo.total_seconds(),
            intake_quiet_seconds=rules.requests.intake_quiet.total_seconds(),
            board_phone_numbers=rules.board.phone_numbers,
            data_dir=Path(tempfile.gettempdir()),
            **fetches,
            **(app if self.webhook_secret else {}),
        )
        settings.model_fields_set.clear()  # the stage's own values pin nothing
        budget = RequestBudget(self._clock.steady, requests=1_000_000, full=1_000_000)
        self.settings = settings
        self.tokens = AccountTokens(self._database, settings, now=self._clock) if settings.connect_url else None
        self._client = Todoist(self._token, self._url, budget, auth=self.tokens)
        clocks = {"now": self._clock, "steady": self._clock.steady}
        self._mirror = Mirror(self._database, self._client, settings, budget, tokens=self.tokens, **clocks, patience=30)

    async def restart(self, rules: DeskSettings, *, token: str | None = None, project_id: str = "") -> None:
        """Start a new process with other settings."""
        await self.close()
        self._token, self._project_id = self._token if token is None else token, project_id
        await self.open(rules)

    async def close(self) -> None:
        """End the mirror; everything in its memory is gone."""
        if self._client is not None:
            await self._client.aclose()
        self._mirror = self._client = None

    async def round(self) -> bool:
        """Repeat, write, read, merge, send; what Todoist refuses now is tried again at the next settling.

        Returns False if there is no board.
        """
        if self._mirror is None:
            return False
        await self._mirror.run_once(read=True)
        return True

    async def quarter(self) -> timedelta:
        """Make one round as the running process does."""
        assert self._mirror is not None
        return await self._mirror.run_once()

    def pause(self) -> timedelta:
        """Return how long the next reading has to wait."""
        assert self._mirror is not None
        return self._mirror._budget.get_pause()
