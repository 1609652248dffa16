"""Settings of the process of the mailbox, which operators set. Read by `__main__` only."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationInfo, field_validator

from db.board_access import BoardAccess
from db.settings import DESK_ADDRESSES, BotToken, DeskAddresses, HttpAddress, Port
from desk import DeskSettings

_PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
_FOLDER = "INBOX"
_HOOK, _SHORTEST_KEY = "webhook", 16
_NEAR = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class ServerAccess:
    """A mail server and the account on it. `is_tls`: TLS from the first byte on; otherwise STARTTLS is required, except
    on this machine. `folder`: of IMAP. A user without a password signs in with an access token."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    folder: str = _FOLDER

    @property
    def is_near(self) -> bool:
        """Return True for a server on this machine, which is spoken to without TLS."""
        return self.host in _NEAR

    @property
    def has_token(self) -> bool:
        """Return True if the account is used with an access token (XOAUTH2)."""
        return bool(self.user) and not self.password


class HookForm(StrEnum):
    """The form in which mails are posted to the desk; written where an address has its host."""

    RAW = "raw"
    MAILGUN = "mailgun"


@dataclass(frozen=True, slots=True)
class HookAccess:
    """A mail provider that posts mails, and the key that it signs them with."""

    form: HookForm
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """The address that gives access tokens, and the program's account there (RFC 6749). Without a refresh token the
    program asks for tokens in its own name."""

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    scope: str


def _parse_access(value: SecretStr, schemes: tuple[str, str]) -> ServerAccess:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme not in schemes or not parts.hostname or parts.query or parts.fragment or parts.port == 0:
        raise ValueError
    folder = unquote(parts.path.strip("/")) or _FOLDER
    return ServerAccess(
        parts.hostname, parts.port or _PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), parts.scheme == schemes[0], folder,
    )  # fmt: skip


def _parse_token_access(value: SecretStr) -> TokenAccess:
    parts = urlsplit(value.get_secret_value())
    asked = dict(parse_qsl(parts.query.replace("+", "%2B"), strict_parsing=True))
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _NEAR):
        raise ValueError
    if not parts.hostname or not parts.username or parts.fragment or parts.port == 0:
        raise ValueError
    if not asked.keys() <= {"refresh_token", "scope"}:
        raise ValueError
    place = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
    return TokenAccess(
        place, unquote(parts.username), unquote(parts.password or ""), asked.get("refresh_token", ""),
        asked.get("scope", ""),
    )  # fmt: skip


def _check_oauth(value: SecretStr) -> SecretStr:
    access = _parse_token_access(value)
    if not access.refresh_token and not (access.client_secret and access.scope):
        raise ValueError
    return value


def _parse_hook(value: SecretStr) -> HookAccess | None:
    """Return who posts mails, None if the address is one of a mailbox."""
    parts = urlsplit(value.get_secret_value())
    if parts.scheme != _HOOK:
        return None
    form, key = HookForm(parts.hostname or ""), unquote(parts.password or "")
    if len(key) < _SHORTEST_KEY or parts.username or parts.port or parts.path.strip("/") or parts.query:
        raise ValueError
    return HookAccess(form, key)


def _check_imap(value: SecretStr) -> SecretStr:
    if _parse_hook(value) is not None:
        return value
    access = _parse_access(value, ("imaps", "imap"))
    if not access.user or '"' in access.folder or "\\" in access.folder:
        raise ValueError
    return value


def _check_smtp(value: SecretStr) -> SecretStr:
    access = _parse_access(value, ("smtps", "smtp"))
    if (access.password and not access.user) or access.folder != _FOLDER:
        raise ValueError
    return value


class MailSettings(BoardAccess):
    """The settings of `python -m mail`. `BOT_TOKEN` tells where files that people sent to the bot are."""

    mail_oauth: Annotated[SecretStr, AfterValidator(_check_oauth)] | None = Field(
        None,
        description="https://client-id:password@host/path?refresh_token=…, or one with ?scope=…, or nothing",
    )
    mail_url: Annotated[SecretStr, AfterValidator(_check_imap)] = Field(
        description="imaps://user:password@host or imap:// (with STARTTLS), a folder after / if it is not INBOX; "
        "or webhook://:key@mailgun, webhook://:key@raw (at least 16 characters)"
    )
    mail_smtp_url: Annotated[SecretStr, AfterValidator(_check_smtp)] = Field(
        description="smtps://user:password@host or smtp:// (with STARTTLS)"
    )
    mail_address: DeskAddresses = Field(min_length=1, description=DESK_ADDRESSES)
    mail_plus: bool = Field(True, description="true or false")
    mail_auth_server: str = Field(
        "", description="the name before the first semicolon of your server's Authentication-Results, or nothing"
    )
    mail_whole_mb: int = Field(10, ge=0, le=30, description="0 to 30 MB")
    mail_http_host: str = Field("127.0.0.1", description="an address of this machine to listen on")
    mail_http_port: Port = Field(8070, description="a free port, 1 to 65535")
    bot_token: BotToken | None = Field(None, description="the bot's token as BotFather gave it, or nothing")
    telegram_api_url: HttpAddress = Field("https://api.telegram.org", description="an http(s) address")

    @field_validator("mail_url", "mail_smtp_url")
    @classmethod
    def _require_way_in(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if parts.username and not parts.password and info.data.get("mail_oauth", "") is None:
            raise ValueError
        return value

    @property
    def oauth(self) -> TokenAccess | None:
        """The source of access tokens, None if no account is used with one."""
        if self.mail_oauth is None or not any(access.has_token for access in self._list_servers()):
            return None
        return _parse_token_access(self.mail_oauth)

    @property
    def hook(self) -> HookAccess | None:
        """The provider that posts mails, None if there is a mailbox."""
        return _parse_hook(self.mail_url)

    @property
    def imap(self) -> ServerAccess | None:
        """The server that has the mailbox, None if mails are posted."""
        return None if self.hook is not None else _parse_access(self.mail_url, ("imaps", "imap"))

    @property
    def smtp(self) -> ServerAccess:
        """The server that mails are sent through."""
        return _parse_access(self.mail_smtp_url, ("smtps", "smtp"))

    def _list_servers(self) -> list[ServerAccess]:
        return [self.smtp] if self.imap is None else [self.imap, self.smtp]

    def get_secrets(self) -> list[str]:
        """Return every secret, those within addresses as they are and as they are sent."""
        secrets = super().get_secrets()
        secrets += [access.password for access in self._list_servers() if access.password]
        secrets += [] if self.hook is None else [self.hook.key]
        if self.mail_oauth is None:
            return secrets
        access = _parse_token_access(self.mail_oauth)
        return secrets + [one for one in (access.client_secret, access.refresh_token) if one]

    def make_desk_settings(self) -> DeskSettings:
        """Return what the desk has to know."""
        return DeskSettings.from_settings(self, board=self.has_board)
