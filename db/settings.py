"""The operator's settings that all processes share, and how any setting is read and refused.

Values come from the environment and `.env`, only by `load`, which the entry points call. Each process adds its own in a
subclass. A field's description says what the variable should hold: it is the error message.
"""

from __future__ import annotations

import ipaddress
import os
import re
import stat
import zoneinfo
from base64 import b64decode
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from email.utils import getaddresses
from enum import StrEnum
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Self
from urllib.parse import parse_qs, unquote, urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SIMILARITY = 0.85  # BOT_TOKENN and TODOIST_TOKEN are, HTTP_PROXY and HTTP_PORT are not


def _collect_set(environment: Mapping[str, str], env_file: Path | None, encoding: str) -> dict[str, str]:
    """Return all variables with a value, in this file and in the environment, which stands above it."""
    said = dotenv_values(env_file, encoding=encoding) if env_file is not None and env_file.is_file() else {}
    return {name.upper(): value for of in (said, environment) for name, value in of.items() if value}


def find_meant(names: Collection[str], known: Collection[str]) -> Mapping[str, str]:
    """Return, by each setting that is not set, the set variable that seems to mean it."""
    unset = [name for name in known if name not in names]
    found = {
        name: get_close_matches(name, unset, n=1, cutoff=_SIMILARITY) for name in sorted(names) if name not in known
    }
    return {close[0]: name for name, close in found.items() if close}


_ENCRYPTED = {"require", "verify-ca", "verify-full"}  # libpq, sslmode: every other goes on without TLS
_NEAR = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


def check_file(path: Path) -> Iterator[str]:
    """Yield a line if every user of this machine may read the file of settings."""
    if os.name == "posix" and path.is_file() and path.stat().st_mode & stat.S_IROTH:
        yield f"every user of this machine can read {path.name}, which holds secrets: chmod 600 {path.name}"


def _check_address(variable: str, url: str) -> Iterator[str]:
    """Yield a line if a token would travel to another network unencrypted."""
    parts = urlsplit(url)
    if parts.scheme == "http" and is_foreign(parts.hostname or ""):
        yield f"{variable} is http:// on another network: the token travels unencrypted; use https://"


def _check_database(url: str) -> Iterator[str]:
    """Yield a line if the database is on another network and its address does not insist on TLS."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    names = [place.rpartition("@")[2] for place in (parts.netloc.rpartition("@")[2], *query.get("host", ()))]
    hosts = [_get_host(place) for name in names for place in name.split(",") if place]
    if any(map(is_foreign, hosts)) and not _ENCRYPTED.intersection(query.get("sslmode", ())):
        yield "DATABASE_URL leads to another network without insisting on TLS: add ?sslmode=require or verify-full"


def _get_host(place: str) -> str:
    return place if place.startswith("/") else (urlsplit(f"//{place}").hostname or "")


def is_foreign(host: str) -> bool:
    """Return True if a host is outside this machine and its own network, as far as its name tells."""
    if not host or host.startswith("/"):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.rstrip(".") and not host.rstrip(".").endswith(_NEAR)


SANDBOX = "PULLDESK_SANDBOX"
"""Set by the sandbox for the processes it starts: `.env` is not read then."""


_ENV, _ENCODING = ".env", "utf-8-sig"
_BOT_TOKEN = re.compile(r"\d{3,20}:[\w-]{30,}", re.ASCII)
_SECRET_KEY = re.compile(r"[A-Za-z0-9_-]{43}=")
_HOST = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*")
_HEADER_WORD = re.compile(r"[!-~]{1,500}")
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
DESK_ADDRESSES = (
    "addresses people write to, comma-separated, such as support@example.org or Support <support@example.org>, a topic "
    'after " = "'
)
_MAIL_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?", re.ASCII)


class SettingsError(Exception):
    """Settings are missing or wrong; the message has a line for the operator about each."""


_REFUSAL = "pulldesk_refusal"


def make_refusal(line: str) -> PydanticCustomError:
    """Return the error of a validator that needs a line of its own: it names the variable, never a value."""
    return PydanticCustomError(_REFUSAL, "{line}", {"line": line})


class LogFormat(StrEnum):
    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Locale(StrEnum):
    EN = "en"
    RU = "ru"


def _check_database_url(value: SecretStr) -> SecretStr:
    plain = re.sub(r"^postgres://", "postgresql://", value.get_secret_value())
    parts = urlsplit(plain)
    if parts.scheme != "postgresql" or not (parts.netloc or parts.query) or parts.port == 0:
        raise ValueError
    return SecretStr(plain)


def _check_zone(value: str) -> str:
    try:
        return zoneinfo.ZoneInfo(value).key
    except (zoneinfo.ZoneInfoNotFoundError, OSError):
        raise ValueError from None


def _check_directory(value: Path) -> Path:
    if "\0" in str(value) or (value.exists() and not value.is_dir()):
        raise ValueError
    return value


def _check_file(value: Path) -> Path:
    if "\0" in str(value) or value.is_dir() or not value.parent.is_dir():
        raise ValueError
    return value


def _check_bot_token(value: SecretStr) -> SecretStr:
    if not _BOT_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def _check_header_word(value: SecretStr) -> SecretStr:
    if not _HEADER_WORD.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def split_list(value: Any) -> Any:
    """Split a comma-separated value; anything but a string is returned as it is."""
    return [part for part in value.replace(" ", "").split(",") if part] if isinstance(value, str) else value


def _to_upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _check_secret_key(value: SecretStr) -> SecretStr:
    """Accept a key as `cryptography`'s Fernet takes it: 32 bytes in URL-safe Base64."""
    if not _SECRET_KEY.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def _check_signing_secret(value: SecretStr) -> SecretStr:
    """Accept a secret as Standard Webhooks has it (standardwebhooks.com, read 2026-11)."""
    prefix, _, key = value.get_secret_value().partition("_")
    if prefix != "whsec" or not 24 <= len(b64decode(key, validate=True)) <= 64:
        raise ValueError
    return value


def _check_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        ip_network(value)
    return value.lower()


def _check_own_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" and not is_this_machine(parts.hostname or ""):
        raise ValueError
    return value


def is_this_machine(host: str) -> bool:
    """Return True for a name or an address that leads from every machine to itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _read_off(value: Any) -> Any:
    return None if value == "off" else value


def _check_http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment or parts.port == 0:
        raise ValueError
    return value.rstrip("/")


class DeskAddress(NamedTuple):
    """An address that people write to, in small letters; `topic`: the name of the topic of what comes there."""

    address: str
    name: str = ""
    topic: str = ""


def _read_desk_addresses(value: Any) -> Any:
    """Return the addresses of a comma-separated value; anything but a string is returned as it is. All entries that are
    wrong are named at once, by their places."""
    if not isinstance(value, str):
        return value
    read = [_read_desk_address(part) for part in _COMMA.split(value)] if value.strip() else []
    known = [one.address if one is not None else "" for one in read]
    wrong = [f"{n + 1}" for n, one in enumerate(known) if not one or one in known[:n]]
    if wrong:
        raise make_refusal(
            f"MAIL_ADDRESS should hold {DESK_ADDRESSES}; of {len(known)}, wrong or twice: {', '.join(wrong)}"
        )
    return tuple(one for one in read if one is not None)


def _read_desk_address(value: str) -> DeskAddress | None:
    mailbox, equals, topic = value.partition(" = ")
    found, topic = getaddresses([mailbox]), " ".join(topic.split())
    if len(found) != 1 or not _MAIL_ADDRESS.fullmatch(found[0][1].lower()) or any(char in value for char in "\r\n"):
        return None
    return DeskAddress(found[0][1].lower(), found[0][0], topic) if bool(equals) is bool(topic) else None


HttpAddress = Annotated[str, AfterValidator(_check_http_address)]
"""An http(s) address without a trailing slash."""
OwnAddress = Annotated[HttpAddress, AfterValidator(_check_own_address)]
"""The address of the panel: https, or http on this machine."""
SecretKey = Annotated[SecretStr, AfterValidator(_check_secret_key)]
OwnHost = Annotated[str, AfterValidator(_check_host)]
"""A host, an address or a network."""
BotToken = Annotated[SecretStr, AfterValidator(_check_bot_token)]
"""A Telegram bot's token: its id, a colon, the secret."""
ApiToken = Annotated[SecretStr, AfterValidator(_check_header_word)]
"""A token that goes into a header: visible ASCII."""
DeskAddresses = Annotated[tuple[DeskAddress, ...], NoDecode, BeforeValidator(_read_desk_addresses)]
"""The addresses that people write to, the first of them for what is written to none."""
Port = Annotated[int, Field(ge=1, le=65535)]
Amount = Annotated[float, Field(ge=0, le=100_000, allow_inf_nan=False)]
"""A length in the unit of its name; fractions allowed, 0 too."""
Count = Annotated[int, Field(ge=1, le=100_000)]
Positive = Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)]


class Settings(BaseSettings):
    """The settings of every process. Frozen; secrets are `SecretStr`, so that no log shows them. A setting of the desk
    that is not set is None: `desk/settings/defaults/` has its default."""

    model_config = SettingsConfigDict(
        defer_build=True,  # compiled at its first use: most classes are only derived from
        env_file_encoding=_ENCODING,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
    )

    database_url: Annotated[SecretStr, AfterValidator(_check_database_url)] | None = Field(
        None, description="a postgresql:// address, or nothing for the embedded database"
    )
    data_dir: Annotated[Path, AfterValidator(_check_directory)] = Field(Path(".data"), description="a directory")
    db_auto_migrate: bool = Field(True, description="true or false")
    admin_ids: Annotated[frozenset[Annotated[int, Field(gt=0)]], NoDecode, BeforeValidator(split_list)] = Field(
        frozenset(), description="Telegram user ids (numbers), comma-separated"
    )
    staff_chat_id: Annotated[int, Field(lt=0, ge=-(2**63))] | None = Field(
        None, description="the id of a Telegram group (a number below zero)"
    )
    intake_quiet_seconds: Amount | None = Field(None, description="seconds, 0 to 100000")
    undo_seconds: Amount | None = Field(None, description="seconds, 0 to 100000")
    question_minutes: Positive | None = Field(None, description="minutes, more than 0, at most 100000")
    remind_minutes: Amount | None = Field(None, description="minutes, 0 (never) to 100000")
    auto_close_hours: Amount | None = Field(None, description="hours, 0 (never) to 100000")
    reopen_days: Amount | None = Field(None, description="days, 0 to 100000")
    invite_hours: Positive | None = Field(None, description="hours, more than 0, at most 100000")
    max_untaken: Count | None = Field(None, description="a whole number, 1 to 100000")
    max_new_per_hour: Count | None = Field(None, description="a whole number, 1 to 100000")
    max_open: Count | None = Field(None, description="a whole number, 1 to 100000")
    locale: Locale | None = Field(None, description="en or ru")
    timezone: Annotated[str, AfterValidator(_check_zone)] | None = Field(
        None, description="a time zone such as Europe/Riga"
    )
    board_phone_numbers: bool | None = Field(None, description="true or false")
    web_url: Annotated[OwnAddress | None, BeforeValidator(_read_off)] = Field(
        None, description="an https:// address, an http:// one of 127.0.0.1, off or nothing"
    )
    web_secret_key: Annotated[tuple[SecretKey, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="keys of 32 bytes in URL-safe Base64, the newest first, comma-separated, or nothing"
    )
    data_key: Annotated[tuple[SecretKey, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="keys of 32 bytes in URL-safe Base64, the newest first, comma-separated, or nothing"
    )
    seal_words: bool = Field(False, description="true or false")
    webhook_allow: Annotated[tuple[OwnHost, ...], NoDecode, BeforeValidator(split_list)] = Field(
        (), description="hosts or networks of your own that webhooks may be sent to, comma-separated, or nothing"
    )
    account_url: HttpAddress | None = Field(
        None, description="the http(s) address of your system that knows your people's accounts, or nothing"
    )
    account_secret: Annotated[SecretStr, AfterValidator(_check_signing_secret)] | None = Field(
        None, description="whsec_ and 24 to 64 random bytes in Base64, or nothing", validate_default=True
    )
    gateway_url: HttpAddress | None = Field(
        None, description="the http(s) address of what sends SMS and makes calls for you, or nothing"
    )
    gateway_secret: Annotated[SecretStr, AfterValidator(_check_signing_secret)] | None = Field(
        None, description="whsec_ and 24 to 64 random bytes in Base64, or nothing", validate_default=True
    )
    gateway_per_day: Annotated[int, Field(ge=1, le=1000)] = Field(50, description="a whole number, 1 to 1000")
    assist_url: HttpAddress | None = Field(
        None, description="the http(s) address of a model that speaks chat completions, or nothing"
    )
    assist_key: ApiToken | None = Field(None, description="the key of that address, or nothing")
    assist_model: Annotated[str, Field(max_length=200)] = Field(
        "", description="the name of the model", validate_default=True
    )
    assist_per_day: Count = Field(500, description="a whole number, 1 to 100000")
    assist_tokens_per_day: Annotated[int, Field(ge=1, le=10**9)] = Field(
        1_000_000, description="a whole number, 1 to 1000000000"
    )
    mail_address: DeskAddresses = Field((), description=f"{DESK_ADDRESSES}, or nothing")
    dadata_key: ApiToken | None = Field(None, description="the API key of a DaData account, or nothing")
    payment_provider_token: ApiToken | None = Field(
        None, description="the payment provider's token as BotFather gave it, or nothing"
    )
    log_level: Annotated[LogLevel, BeforeValidator(_to_upper)] = Field(
        LogLevel.INFO, description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: LogFormat = Field(LogFormat.CONSOLE, description="console or json")
    log_file: Annotated[Path, AfterValidator(_check_file)] | None = Field(
        None, description="the path of a file in a directory that exists, or nothing"
    )
    backup_hours: Annotated[int, Field(ge=1, le=8760)] | None = Field(
        None, description="hours from one backup to the next, 1 to 8760, or nothing"
    )
    sandbox_mark: str = Field("", description="nothing: the sandbox gives it to the processes it starts")

    @field_validator("account_secret")
    @classmethod
    def _require_account_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("account_url") is not None:
            raise make_refusal("ACCOUNT_SECRET is missing: requests to ACCOUNT_URL are signed with it")
        return value

    @field_validator("gateway_secret")
    @classmethod
    def _require_gateway_secret(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None and info.data.get("gateway_url") is not None:
            raise make_refusal("GATEWAY_SECRET is missing: requests to GATEWAY_URL are signed with it")
        return value

    @field_validator("assist_model")
    @classmethod
    def _require_model(cls, value: str, info: ValidationInfo) -> str:
        if not value and info.data.get("assist_url") is not None:
            raise make_refusal("ASSIST_MODEL is missing: ASSIST_URL is asked for a model by its name")
        return value

    @field_validator("seal_words")
    @classmethod
    def _require_data_key(cls, value: bool, info: ValidationInfo) -> bool:
        if value and info.data.get("data_key") == ():
            raise make_refusal("DATA_KEY is missing: SEAL_WORDS encrypts people's words with it")
        return value

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the environment and (only here) `.env`, unless the sandbox started us; raises `SettingsError`. What is
        `given` stands above both."""
        mark = os.environ.get(SANDBOX, "")
        try:
            return cls(_env_file=None if mark else _ENV, sandbox_mark=mark, **given)
        except ValidationError as error:
            raise SettingsError("\n".join(cls._list_mistakes(error))) from None
        except (OSError, UnicodeDecodeError):
            raise SettingsError(".env should be a readable file in UTF-8") from None

    @staticmethod
    def collect_set(*, in_sandbox: bool = False) -> dict[str, str]:
        """Return all variables that have a value, unread. Looks where `load` does, which refuses a `.env` that
        cannot be read."""
        try:
            return _collect_set(os.environ, None if in_sandbox else Path(_ENV), _ENCODING)
        except (OSError, UnicodeDecodeError):
            return _collect_set(os.environ, None, _ENCODING)

    def get_secrets(self) -> list[str]:
        """Return every secret among these settings, which no log may show, including the password of an address."""
        kept = [one for _, value in self for one in (value if isinstance(value, tuple) else (value,))]
        values = [value.get_secret_value() for value in kept if isinstance(value, SecretStr)]
        return values + [password for value in values if (password := _get_password(value))]

    def describe_database(self) -> str:
        """Return the database's name for a log: host, port, name and user of its address, never the password."""
        if self.database_url is None:
            return f"the database in {self.data_dir}"
        parts = urlsplit(self.database_url.get_secret_value())
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        host, port = asked.get("host") or parts.hostname or "this machine", asked.get("port") or parts.port or 5432
        name = asked.get("dbname") or unquote(parts.path.lstrip("/"))
        user = asked.get("user") or unquote(parts.username or "")
        named = "".join(f", {what} {value!r}" for what, value in (("database", name), ("user", user)) if value)
        return f"the database at {host}:{port}{named}"

    def get_warnings(self) -> list[str]:
        """Return lines for the log at start about settings that others could read. Looks at `.env` where `load`
        does."""
        lines = [] if self.sandbox_mark else list(check_file(Path(_ENV)))
        if self.database_url is not None:
            lines += _check_database(self.database_url.get_secret_value())
        for name, value in self:
            if name.endswith("_api_url"):
                lines += _check_address(name.upper(), value)
        return lines

    def get_typos(self) -> list[str]:
        """Return lines for the log at start about set variables that no process reads. Looks where `load` does."""
        found = self._find_typos(in_sandbox=bool(self.sandbox_mark))
        return [f"{typed} is no setting, and {name} is not set: is {name} meant?" for name, typed in found.items()]

    @classmethod
    def _find_typos(cls, *, in_sandbox: bool) -> Mapping[str, str]:
        return find_meant(cls.collect_set(in_sandbox=in_sandbox), [name.upper() for name in cls.model_fields])

    @classmethod
    def _list_mistakes(cls, error: ValidationError) -> list[str]:
        """Return a line for each wrong variable, with its name and what it should hold, never what it holds."""
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        first = {str(mistake["loc"][0]): mistake for mistake in reversed(mistakes)}
        return [cls._describe_mistake(name, first[name]) for name in reversed(first)]

    @classmethod
    def _describe_mistake(cls, name: str, mistake: ErrorDetails) -> str:
        if mistake["type"] == _REFUSAL:
            return mistake["msg"]
        holds = f"should hold {cls.model_fields[name].description}"
        if mistake["type"] != "missing":
            return f"{name.upper()} {holds}"
        typed = cls._find_typos(in_sandbox=bool(os.environ.get(SANDBOX))).get(name.upper())
        return f"{name.upper()} is missing: it {holds}{f'; {typed} is set: is it misspelt?' if typed else ''}"


def _get_password(value: str) -> str | None:
    return urlsplit(value).password if "://" in value else None
