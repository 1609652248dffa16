"""Settings of the web process, which operators set. Read by `__main__` only."""

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from db.board_access import BoardAccess
from db.settings import ApiToken, BotToken, HttpAddress, OwnAddress, Port, make_refusal, split_list
from desk import DeskSettings

Network = IPv4Network | IPv6Network


class WebSettings(BoardAccess):
    """The settings of `python -m web`. `BOT_TOKEN` tells which bot it is."""

    web_url: OwnAddress = Field(description="an https:// address, or an http:// one of 127.0.0.1")
    web_host: str = Field("127.0.0.1", description="an address of this machine to listen on")
    web_port: Port = Field(8090, description="a free port, 1 to 65535")
    web_proxies: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="addresses or networks of the proxies in front, comma-separated, or nothing"
    )
    bot_token: BotToken | None = Field(None, description="the bot's token as BotFather gave it, or nothing")

    crm_url: HttpAddress | None = Field(None, description="the http(s) address of your CRM, or nothing")
    crm_token: ApiToken | None = Field(None, description="a token in visible ASCII that the CRM asks for, or nothing")
    crm_user: str | None = Field(None, description="the name of a user of the CRM, or nothing; then CRM_PASSWORD too")
    crm_password: SecretStr | None = Field(
        None, description="the password of CRM_USER, or nothing", validate_default=True
    )
    crm_mapping: Path | None = Field(None, description="the path of a readable file with JSON, or nothing")
    crm_system: str | None = Field(None, description="the name of the integration that the CRM uses, or nothing")

    dadata_api_url: HttpAddress = Field("https://suggestions.dadata.ru", description="an http(s) address")
    telegram_api_url: HttpAddress = Field("https://api.telegram.org", description="an http(s) address")

    @field_validator("crm_password")
    @classmethod
    def _require_whole_pair(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if (info.data.get("crm_user") is None) is not (value is None):
            raise make_refusal("CRM_USER should hold a name where CRM_PASSWORD is set, and the other way round")
        return value

    @property
    def is_encrypted(self) -> bool:
        """Return True if people use TLS, which a proxy terminates."""
        return self.web_url.startswith("https://")

    def make_desk_settings(self) -> DeskSettings:
        """Return what the desk has to know."""
        return DeskSettings.from_settings(self, board=self.has_board, telegram_files=self.bot_token is not None)
