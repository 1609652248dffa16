"""The operator's settings of the Telegram channel. Only `__main__` reads them."""

from pydantic import Field

from bot.delivery.attachments import BoardFiles
from db.board_access import BoardAccess
from db.settings import BotToken, HttpAddress, Port
from desk import DeskSettings


class BotSettings(BoardAccess):
    """The settings of `python -m bot`."""

    bot_token: BotToken = Field(description="the bot's token as BotFather gave it, such as 123456:ABC…")
    telegram_api_url: HttpAddress = Field(
        "https://api.telegram.org", description="the http(s) address of a Bot API server"
    )
    bot_http_port: Port | None = Field(None, description="a port (1 to 65535), or nothing")

    def make_board_files(self) -> BoardFiles:
        """Return where the board's files are downloaded from."""
        return BoardFiles.of(self.todoist_api_url, self.personal_token, self.data_dir, connects=bool(self.connect_url))

    def make_desk_settings(self) -> DeskSettings:
        """Return the settings as the desk takes them."""
        return DeskSettings.from_settings(self, board=self.has_board, connect_url=self.connect_url)
