"""Encryption at rest with the operator's keys (`DATA_KEY`), which are in no database: columns of the types below hold
AES-256-GCM, everything else of the database stays readable.

The first key encrypts, each of them decrypts. Values from before the keys stay as they are until `python -m ops
rotate-key`. A process has one set of keys, given once when it opens the database.
"""

import hmac
import json
import os
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import SecretStr
from sqlalchemy import ColumnElement, Integer, LargeBinary, Text, cast, func
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.type_api import TypeEngine

MAGIC = b"pulldesk data 1\n"
"""Begins each value that is not stored as it is: then follow `_PLAIN`, or the id of its key, a nonce and the cipher."""
_PLAIN = b"-" * 8
_ID, _NONCE = 8, 12
JSON_FIELD = "sealed"
"""The one field of a sealed JSON value: its bytes in Base64."""


class DataKeyError(Exception):
    """Raised if none of the keys decrypts a value, or it was changed."""


class _Keys:
    """The keys of this process by their ids, and the id of the one that encrypts; empty: none does. `words`: words of
    people are encrypted too (`db/encryption.py`)."""

    def __init__(self) -> None:
        self.by_id: dict[bytes, Any] = {}
        self.steady: dict[bytes, bytes] = {}
        self.newest = b""
        self.words = False


_KEYS = _Keys()


def use_keys(keys: Sequence[SecretStr], *, encrypt: bool = True, words: bool = False) -> None:
    """Use these keys from now on, the first one to encrypt, people's `words` too if asked; without keys, or without
    `encrypt`, values are stored as they are."""
    if keys:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # imported here: few desks need it

        _KEYS.by_id = {make_key_id(key): AESGCM(_decode(key)) for key in keys}
    else:
        _KEYS.by_id = {}
    _KEYS.steady = {make_key_id(key): sha256(b"pulldesk steady" + _decode(key)).digest() for key in keys}
    _KEYS.newest = next(iter(_KEYS.by_id), b"") if encrypt else b""
    _KEYS.words = words and bool(_KEYS.newest)


def has_keys() -> bool:
    """Return True if this process can decrypt something."""
    return bool(_KEYS.by_id)


def can_encrypt() -> bool:
    """Return True if this process encrypts something."""
    return bool(_KEYS.newest)


def has_sealed_words() -> bool:
    """Return True if people's words are encrypted at rest: the database then cannot search them."""
    return _KEYS.words


def make_key_id(key: SecretStr) -> bytes:
    """Return the id of a key: what is stored with each value, and says nothing about the key."""
    return sha256(b"pulldesk key id" + _decode(key)).hexdigest()[:_ID].encode()


def get_newest_id() -> bytes:
    """Return the id of the key that encrypts; empty without one."""
    return _KEYS.newest


def is_newest(stored: bytes) -> bool:
    """Return True if a value is stored as it would be stored now."""
    if not _KEYS.newest:
        return not stored.startswith(MAGIC) or stored.startswith(MAGIC + _PLAIN)
    return stored.startswith(MAGIC + _KEYS.newest)


def _encrypt_bytes(value: bytes, *, steady: bool = False) -> bytes:
    """Return what is stored for a value; with `steady` always the same, so that stored values can be compared."""
    if not _KEYS.newest:
        return MAGIC + _PLAIN + value if value.startswith(MAGIC) else value
    made = hmac.digest(_KEYS.steady[_KEYS.newest], value, "sha256") if steady else os.urandom(_NONCE)
    nonce = made[:_NONCE]
    return bytes(MAGIC + _KEYS.newest + nonce + _KEYS.by_id[_KEYS.newest].encrypt(nonce, value, _KEYS.newest))


def _decrypt_bytes(stored: bytes) -> bytes:
    """Return the value of what is stored. Raises DataKeyError."""
    if not stored.startswith(MAGIC):
        return stored
    key_id, rest = stored[len(MAGIC) : len(MAGIC) + _ID], stored[len(MAGIC) + _ID :]
    if key_id == _PLAIN:
        return rest
    if (cipher := _KEYS.by_id.get(key_id)) is None:
        raise DataKeyError("DATA_KEY lacks the key that this was encrypted with")
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(cipher.decrypt(rest[:_NONCE], rest[_NONCE:], key_id))
    except InvalidTag:
        raise DataKeyError("an encrypted value was changed") from None


class SealedBytes(column_types.TypeDecorator[bytes]):
    """Bytes that are encrypted at rest, if there is a key."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return what is stored."""
        return None if value is None else _encrypt_bytes(bytes(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return the value. Raises DataKeyError."""
        return None if value is None else _decrypt_bytes(bytes(value))


class SealedJson(column_types.TypeDecorator[Any]):
    """A JSON value that is encrypted at rest, if there is a key: then an object with one text."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return what is stored."""
        if value is None or not _KEYS.newest:
            return value
        return {JSON_FIELD: b64encode(_encrypt_bytes(json.dumps(value).encode())).decode()}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value. Raises DataKeyError."""
        if not isinstance(value, dict) or set(value) != {JSON_FIELD}:
            return value
        return json.loads(_decrypt_bytes(b64decode(value[JSON_FIELD])))


def _decode(key: SecretStr) -> bytes:
    return urlsafe_b64decode(key.get_secret_value())


_BEGIN = "<sealed "
_TOKEN = re.compile(r'"<sealed j \d+ [\w=-]+>"|<sealed t \d+ [\w=-]+>')
_SQL_LENGTH = r"^<sealed t (\d{1,9}) [\w=-]+>$"
FIELD = "sealed"
"""The field of a JSON object that holds what is sealed of it."""
_J = TypeVar("_J")


class Token(str):
    """A text with tokens that this process made."""

    __slots__ = ()


class PeoplesWords(str):
    """People's words for a column that holds other values too."""

    __slots__ = ()


def seal_text(text: str, *, steady: bool = False) -> str:
    """Return the token for a text; the text itself if it is empty or words are not encrypted."""
    return _make_token("t", text, steady=steady) if text and _KEYS.words else text


def open_text(text: str) -> str:
    """Return a text with its tokens opened. What only looks like one stays."""
    return _TOKEN.sub(_open_token, text) if _BEGIN in text else text


def guard_text(text: str) -> str:
    """Return what is stored for a text: what somebody typed that looks like a token is sealed."""
    if _BEGIN not in text or type(text) is Token or not can_encrypt() or not _TOKEN.search(text):
        return text
    return _make_token("t", text)


def seal_json(value: Any, plain: frozenset[str] = frozenset()) -> Any:
    """Return what is stored for a JSON value: of an object only the fields `plain` stay readable."""
    looks_sealed = isinstance(value, dict) and FIELD in value and can_encrypt()
    if not value or not (_KEYS.words or looks_sealed):
        return value
    if not isinstance(value, dict):
        return {FIELD: _encode(json.dumps(value))}
    hidden = {name: one for name, one in value.items() if name not in plain}
    kept = {name: one for name, one in value.items() if name in plain}
    return {**kept, FIELD: _encode(json.dumps(hidden))} if hidden else value


def open_json(value: Any, **how: Any) -> Any:
    """Return the JSON value of what is stored. `how`: options of `json.loads`."""
    if not isinstance(value, dict) or not isinstance(value.get(FIELD), str):
        return value
    found = _decode_of_sealed_words(value[FIELD])
    if found is None:
        return value
    opened = json.loads(found, **how)
    if not isinstance(opened, dict):
        return opened
    return {name: one for name, one in value.items() if name != FIELD} | opened


def open_row(value: Any) -> Any:
    """Return a JSON value with everything in it opened, as PostgreSQL makes it of a row."""
    if isinstance(value, str):
        return open_text(value)
    if isinstance(value, list):
        return [open_row(one) for one in value]
    if isinstance(value, dict):
        opened = open_json(value)
        return {name: open_row(one) for name, one in opened.items()} if isinstance(opened, dict) else opened
    return value


def get_length_sql(column: str) -> str:
    """Return `measure_length` as SQL."""
    return f"coalesce(cast(substring({column} from '{_SQL_LENGTH}') as int), length({column}))"


def measure_length(column: ColumnElement[Any] | InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """Return the length of a text that may be sealed, in characters."""
    return func.coalesce(cast(func.substring(column, _SQL_LENGTH), Integer), func.char_length(column))


class SealedText(column_types.TypeDecorator[str]):
    """Words of people. `steady`: the same words make the same token, so that they can be counted and compared."""

    impl = Text
    cache_ok = True

    def __init__(self, *, steady: bool = False) -> None:
        super().__init__()
        self.steady = steady

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        return value if value is None else seal_text(value, steady=self.steady)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Compare with plain text: no two tokens of the same words are equal."""
        return self if self.steady else Text()


class SealedIfWords(SealedText):
    """Values of the desk's, or words of people, marked as `PeoplesWords`: in rows whose `field` is one of `fields`."""

    cache_ok = True

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.fields = fields

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        return seal_text(value) if isinstance(value, PeoplesWords) else value


class SealedLine(SealedText):
    """A text of the desk's as JSON, its key and arguments: these are sealed, so that it can be found by its key."""

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what is stored."""
        if not value or not _KEYS.words:
            return value
        line = json.loads(value)
        if not line.get("args"):
            return value
        args = json.dumps(line["args"], ensure_ascii=False, separators=(",", ":"))
        return Token(json.dumps({**line, "args": _make_token("j", args)}, ensure_ascii=False, separators=(",", ":")))


class SealedTexts(column_types.TypeDecorator[list[str]]):
    """A list of words, as one token."""

    impl = ARRAY(Text)
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Return what is stored."""
        if not value or not _KEYS.words:
            return value
        return [_make_token("t", json.dumps(list(value)))]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> list[str] | None:
        """Return the list."""
        if value is None or len(value) != 1 or not value[0].startswith(_BEGIN):
            return value
        opened = open_text(value[0])
        return value if opened == value[0] else list(json.loads(opened))


class SealedWords(column_types.TypeDecorator[Any]):
    """A JSON value with words; of an object the fields `plain` stay readable, by which statements choose rows."""

    impl = JSONB
    cache_ok = True

    def __init__(self, *plain: str, none_as_null: bool = False) -> None:
        super().__init__(none_as_null=none_as_null)
        self.plain = plain
        self.should_evaluate_none = not none_as_null

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return what is stored."""
        return seal_json(value, frozenset(self.plain))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value."""
        return open_json(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Compare with what stays readable."""
        return self.impl_instance.coerce_compared_value(op, value)


class SealedLeaves(column_types.TypeDecorator[Any]):
    """A JSON object of which the texts with these names are sealed, wherever they are, so that two can be compared."""

    impl = JSONB
    cache_ok = True

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = names
        self.should_evaluate_none = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return what is stored."""
        return self._seal(value) if value and can_encrypt() else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value."""
        return self._open(value)

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:
        """Compare as stored."""
        return self.impl_instance.coerce_compared_value(op, value)

    def _seal(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._seal(one) if isinstance(one, dict)
            else guard_text(seal_text(one, steady=True)) if name in self.names and isinstance(one, str)
            else one
            for name, one in value.items()
        }  # fmt: skip

    def _open(self, value: _J) -> _J | Any:
        if not isinstance(value, dict):
            return value
        return {
            name: self._open(one) if isinstance(one, dict)
            else open_text(one) if name in self.names and isinstance(one, str)
            else one
            for name, one in value.items()
        }  # fmt: skip


_READABLE = frozenset({"type", "slot", "do", "about"})
"""Fields of payloads by which statements choose rows; `about` of a mail is sealed by itself, and read without it."""


def seal_payload(payload: dict[str, Any]) -> dict[str, Any]:
    """Return what is stored of a payload of the queue: numbers and a few names stay readable."""
    if not (_KEYS.words or FIELD in payload):
        return payload
    plain = {name for name, one in payload.items() if not one or not isinstance(one, str | list | dict)}
    return dict(seal_json(payload, _READABLE | plain))


WORD_TYPES = (SealedText, SealedTexts, SealedWords, SealedLeaves)


async def open_on_connection(connection: Any) -> None:
    """Make a connection of the driver open the texts that it reads, and guard those that it writes."""
    for name in ("text", "varchar"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=guard_text, decoder=open_text)


def _encode(text: str, *, steady: bool = False) -> str:
    stored = _encrypt_bytes(text.encode("utf-8", "surrogatepass"), steady=steady)
    return urlsafe_b64encode(stored[len(MAGIC) :]).decode()


def _decode_of_sealed_words(stored: str) -> str | None:
    """Return what a token holds; None if no key of this process made it."""
    try:
        return _decrypt_bytes(MAGIC + urlsafe_b64decode(stored)).decode("utf-8", "surrogatepass")
    except (DataKeyError, Base64Error, ValueError):
        return None


def _make_token(kind: str, text: str, *, steady: bool = False) -> Token:
    return Token(f"{_BEGIN}{kind} {len(text)} {_encode(text, steady=steady)}>")


def _open_token(found: re.Match[str]) -> str:
    token = found[0]
    opened = _decode_of_sealed_words(token.strip('">').rpartition(" ")[2])
    return token if opened is None else opened
