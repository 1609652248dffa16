"""Encryption of secrets that must stay readable, with the operator's keys (`WEB_SECRET_KEY`), which are in no database.

The first key encrypts, each of them decrypts. Knows no table, no settings and no channel.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic import SecretStr

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

Keys = Sequence[SecretStr]


class SealError(Exception):
    """Raised if none of the keys decrypts it."""


def encrypt_secret(keys: Keys, words: str) -> bytes:
    """Encrypt a text with the first key; there has to be one."""
    return _of(keys[0]).encrypt(words.encode())


def decrypt_secret(keys: Keys, sealed: bytes) -> str:
    """Decrypt a text. Raises SealError."""
    from cryptography.fernet import InvalidToken

    for key in keys:
        with suppress(InvalidToken):
            return _of(key).decrypt(sealed).decode()
    raise SealError


def reencrypt_secret(keys: Keys, sealed: bytes) -> bytes:
    """Return the text encrypted with the first key, unchanged if it is already. Raises SealError."""
    words = decrypt_secret(keys, sealed)
    try:
        decrypt_secret(keys[:1], sealed)
    except SealError:
        return encrypt_secret(keys, words)
    return sealed


def _of(key: SecretStr) -> "Fernet":
    from cryptography.fernet import Fernet  # imported here, so that a desk without sealed secrets does not pay for it

    return Fernet(key.get_secret_value())
