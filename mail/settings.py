"""Settings of the process of the mailbox, which operators set. Read by `__main__` only."""

from dataclasses import dataclass, field
from email.utils import getaddresses, parseaddr
from re import ASCII, compile  # noqa: A004
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr

from db.board_access import BoardAccess
from db.settings import BotToken, HttpAddress, Port
from desk import DeskSettings

_ADDRESS = compile(r"[a-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?", ASCII)
_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
_FOLDER = "INBOX"


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """A mail server and the account on it. `is_tls`: TLS from the first byte on; otherwise STARTTLS is required, except
    on this machine. `folder`: of IMAP."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    folder: str = _FOLDER

    @property
    def is_near(self) -> bool:
        """Return True for a server on this machine, which is spoken to without TLS."""
        return self.host in ("localhost", "127.0.0.1", "::1")


def _parse_access(value: SecretStr, schemes: tuple[str, str]) -> ServerAccess:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in schemes or not parts.hostname or parts.query or parts.fragment or parts.port == 0:
        raise ValueError
    folder = unquote(parts.path.strip("/")) or _FOLDER
    return ServerAccess(
        parts.hostname, parts.port or _PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), parts.scheme == schemes[0], folder,
    )  # fmt: skip


def _check_imap(value: SecretStr) -> SecretStr:
    access = _parse_access(value, ("imaps", "imap"))
    if not access.user or not access.password or '"' in access.folder or "\\" in access.folder:
        raise ValueError
    return value


def _check_smtp(value: SecretStr) -> SecretStr:
    access = _parse_access(value, ("smtps", "smtp"))
    if bool(access.user) is not bool(access.password) or access.folder != _FOLDER:
        raise ValueError
    return value


def _check_own_address(value: str) -> str:
    found = getaddresses([value])
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0][1].lower()) or any(char in value for char in "\r\n"):
        raise ValueError
    return value


class MailSettings(BoardAccess):
    """The settings of `python -m mail`. `BOT_TOKEN` tells where files that people sent to the bot are."""

    mail_url: Annotated[SecretStr, AfterValidator(_check_imap)] = Field(
        description="imaps://user:password@host or imap:// (with STARTTLS), a folder after / if it is not INBOX"
    )
    mail_smtp_url: Annotated[SecretStr, AfterValidator(_check_smtp)] = Field(
        description="smtps://user:password@host or smtp:// (with STARTTLS)"
    )
    mail_address: Annotated[str, AfterValidator(_check_own_address)] = Field(
        description="the address people write to, such as support@example.org or Support <support@example.org>"
    )
    mail_plus: bool = Field(True, description="true or false")
    mail_auth_server: str = Field(
        "", description="the name before the first semicolon of your server's Authentication-Results, or nothing"
    )
    mail_http_host: str = Field("127.0.0.1", description="an address of this machine to listen on")
    mail_http_port: Port = Field(8070, description="a free port, 1 to 65535")
    bot_token: BotToken | None = Field(None, description="the bot's token as BotFather gave it, or nothing")
    telegram_api_url: HttpAddress = Field("https://api.telegram.org", description="an http(s) address")

    @property
    def imap(self) -> ServerAccess:
        """The server that has the mailbox."""
        return _parse_access(self.mail_url, ("imaps", "imap"))

    @property
    def smtp(self) -> ServerAccess:
        """The server that mails are sent through."""
        return _parse_access(self.mail_smtp_url, ("smtps", "smtp"))

    @property
    def own_name(self) -> str:
        """The name in front of the address, or nothing."""
        return parseaddr(self.mail_address)[0]

    @property
    def own_address(self) -> str:
        """The address in small letters."""
        return parseaddr(self.mail_address)[1].lower()

    def make_desk_settings(self) -> DeskSettings:
        """Return what the desk has to know."""
        bot_id = int(self.bot_token.get_secret_value().partition(":")[0]) if self.bot_token is not None else None
        return DeskSettings.from_settings(self, board=self.has_board, bot_id=bot_id)
