"""Settings of the web process, which operators set. Read by `__main__` only."""

from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from db.board_access import BoardAccess
from db.settings import ApiToken, BotToken, HttpAddress, Port, split_list
from desk import DeskSettings

Network = IPv4Network | IPv6Network


class WebSettings(BoardAccess):
    """The settings of `python -m web`. `BOT_TOKEN` tells which bot it is."""

    web_url: HttpAddress = Field(description="the address under which people reach the panel, such as https://…")
    web_host: str = Field("127.0.0.1", description="an address of this machine to listen on")
    web_port: Port = Field(8090, description="a free port, 1 to 65535")
    web_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="addresses or networks of the proxies in front, comma-separated, or nothing"
    )
    bot_token: BotToken | None = Field(None, description="the bot's token as BotFather gave it, or nothing")

    crm_url: HttpAddress | None = Field(None, description="the http(s) address of your CRM, or nothing")
    crm_token: ApiToken | None = Field(None, description="a token in visible ASCII that the CRM asks for, or nothing")
    crm_user: str | None = Field(None, description="the name of a user of the CRM, or nothing; then CRM_PASSWORD too")
    crm_password: SecretStr | None = Field(None, description="the password of CRM_USER, or nothing")
    crm_mapping: Path | None = Field(None, description="the path of a readable file with JSON, or nothing")
    crm_system: str | None = Field(None, description="the name of the integration that the CRM uses, or nothing")

    dadata_api_url: HttpAddress = Field("https://suggestions.dadata.ru", description="an http(s) address")
    telegram_api_url: HttpAddress = Field("https://api.telegram.org", description="an http(s) address")

    @model_validator(mode="after")
    def _require_encryption(self) -> Self:
        if not self.is_encrypted and not _is_loopback(urlsplit(self.web_url).hostname or ""):
            raise ValueError("WEB_URL should hold an https:// address: plain http is for 127.0.0.1 only")
        return self

    @model_validator(mode="after")
    def _require_whole_pair(self) -> Self:
        if (self.crm_user is None) is not (self.crm_password is None):
            raise ValueError("CRM_USER should hold a name where CRM_PASSWORD is set, and the other way round")
        return self

    @property
    def is_encrypted(self) -> bool:
        """Return True if people use TLS, which a proxy terminates."""
        return self.web_url.startswith("https://")

    def make_desk_settings(self) -> DeskSettings:
        """Return what the desk has to know."""
        bot_id = int(self.bot_token.get_secret_value().partition(":")[0]) if self.bot_token is not None else None
        return DeskSettings.from_settings(self, board=self.has_board, bot_id=bot_id)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
