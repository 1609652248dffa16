"""The operator's settings of the Telegram channel. Only `__main__` reads them."""

from pydantic import Field

from bot.delivery.attachments import BoardFiles
from db.settings import ApiToken, BotToken, HttpAddress, Port, Settings
from desk import DeskSettings


class BotSettings(Settings):
    """The settings of `python -m bot`. `TODOIST_API_TOKEN` tells if there is a board, and downloads its files."""

    bot_token: BotToken = Field(description="the bot's token as BotFather gave it, such as 123456:ABC…")
    telegram_api_url: HttpAddress = Field(
        "https://api.telegram.org", description="the http(s) address of a Bot API server"
    )
    todoist_api_token: ApiToken | None = Field(None, description="the token of a Todoist account, or nothing")
    todoist_api_url: HttpAddress = Field("https://api.todoist.com", description="an http(s) address without /api/v1")
    bot_http_port: Port | None = Field(None, description="a port (1 to 65535), or nothing")

    def make_board_files(self) -> BoardFiles:
        """Return where the board's files are downloaded from."""
        token = self.todoist_api_token.get_secret_value() if self.todoist_api_token else None
        return BoardFiles.of(self.todoist_api_url, token, self.data_dir)

    def make_desk_settings(self) -> DeskSettings:
        """Return the settings as the desk takes them."""
        return DeskSettings.from_settings(self, board=self.todoist_api_token is not None)
