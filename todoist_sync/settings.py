"""The operator's settings for the board, in addition to those that all processes share."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from db.board_access import BoardAccess
from db.settings import BotToken, HttpAddress, Port, Positive
from desk import DeskSettings

_TIMER = timedelta(seconds=5)
_TIMER_WITH_WEBHOOK = timedelta(seconds=60)


class BoardSettings(BoardAccess):
    """Settings of `python -m todoist_sync`."""

    bot_token: BotToken | None = Field(None, description="the bot's token as BotFather gave it, or nothing")
    telegram_api_url: HttpAddress = Field(
        "https://api.telegram.org", description="the http(s) address of a Bot API server"
    )
    todoist_project_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,100}$")] = Field(
        "", description="the id of a Todoist project, or nothing"
    )
    todoist_project_name: Annotated[str, Field(min_length=1, max_length=120)] = Field(
        "Support", description="the name of a Todoist project, at most 120 characters"
    )
    sync_interval_seconds: Positive | None = Field(None, description="seconds, more than 0, at most 100000")
    http_host: str = Field("127.0.0.1", description="an address of this machine to listen on")
    http_port: Port = Field(8080, description="a free port, 1 to 65535")

    @property
    def interval(self) -> timedelta:
        """The time between two readings of the board without a webhook."""
        if self.sync_interval_seconds is not None:
            return timedelta(seconds=self.sync_interval_seconds)
        return _TIMER_WITH_WEBHOOK if self.todoist_client_secret else _TIMER

    @property
    def webhook_secret(self) -> str:
        """The secret that signs webhooks; empty: none is accepted."""
        return self.todoist_client_secret.get_secret_value() if self.todoist_client_secret else ""

    def make_desk_settings(self) -> DeskSettings:
        """Return the settings as the desk takes them."""
        return DeskSettings.from_settings(self, board=True, connect_url=self.connect_url)
