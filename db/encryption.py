"""Encryption at rest with the operator's keys (`DATA_KEY`), which are in no database: columns of the types below hold
AES-256-GCM, everything else of the database stays readable.

The first key encrypts, each of them decrypts. Values from before the keys stay as they are until `python -m ops
rotate-key`. A process has one set of keys, given once when it opens the database.
"""

import hmac
import json
import os
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from pydantic import SecretStr
from sqlalchemy import LargeBinary
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect

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
    people are encrypted too (`db/sealed_words.py`)."""

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


def encrypt_bytes(value: bytes, *, steady: bool = False) -> bytes:
    """Return what is stored for a value; with `steady` always the same, so that stored values can be compared."""
    if not _KEYS.newest:
        return MAGIC + _PLAIN + value if value.startswith(MAGIC) else value
    made = hmac.digest(_KEYS.steady[_KEYS.newest], value, "sha256") if steady else os.urandom(_NONCE)
    nonce = made[:_NONCE]
    return bytes(MAGIC + _KEYS.newest + nonce + _KEYS.by_id[_KEYS.newest].encrypt(nonce, value, _KEYS.newest))


def decrypt_bytes(stored: bytes) -> bytes:
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
        return None if value is None else encrypt_bytes(bytes(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Return the value. Raises DataKeyError."""
        return None if value is None else decrypt_bytes(bytes(value))


class SealedJson(column_types.TypeDecorator[Any]):
    """A JSON value that is encrypted at rest, if there is a key: then an object with one text."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Return what is stored."""
        if value is None or not _KEYS.newest:
            return value
        return {JSON_FIELD: b64encode(encrypt_bytes(json.dumps(value).encode())).decode()}

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """Return the value. Raises DataKeyError."""
        if not isinstance(value, dict) or set(value) != {JSON_FIELD}:
            return value
        return json.loads(decrypt_bytes(b64decode(value[JSON_FIELD])))


def _decode(key: SecretStr) -> bytes:
    return urlsafe_b64decode(key.get_secret_value())
