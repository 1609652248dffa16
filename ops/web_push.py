"""Web push: the encryption of a message for one browser (RFC 8291, RFC 8188) and the signature by which push services
know the sender (VAPID, RFC 8292), with the primitives of `cryptography`. Sends nothing, knows no person.

pywebpush does the same, but brings requests, http-ece and py-vapid (looked up 2026-11).
`cryptography` is imported when something is encrypted, so that a desk without web push does not pay for it.
"""

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

LONGEST = 2000
"""Bytes of a message; push services take 4096 of the encrypted one."""
_RECORD = 4096
_GOOD_FOR = timedelta(hours=12)  # RFC 8292 permits a day
_PURPOSE = b"pulldesk web push"
_POINT_BYTES, _AUTH_BYTES, _SALT_BYTES = 65, 16, 16


def decode_base64(said: str) -> bytes:
    """Return the bytes of URL-safe Base64 without padding. Raises ValueError."""
    return urlsafe_b64decode(said.encode("ascii") + b"=" * (-len(said) % 4))


def encode_base64(given: bytes) -> str:
    """Return the same as URL-safe Base64 without padding."""
    return urlsafe_b64encode(given).rstrip(b"=").decode()


def is_browser_key(key: str, auth: str) -> bool:
    """Return True if a browser may have made these two: a point of the curve, and 16 bytes."""
    try:
        _load_point(decode_base64(key))
        return len(decode_base64(auth)) == _AUTH_BYTES
    except ValueError:
        return False


def get_public_key(secret: str) -> str:
    """Return the key under which browsers subscribe, derived from the secret."""
    return encode_base64(_dump_point(_make_key(secret)))


def sign(secret: str, address: str, subject: str, now: datetime) -> str:
    """Return the `Authorization` of a request to this push service; `subject`: an address of the sender's."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    parts, key = urlsplit(address), _make_key(secret)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + _GOOD_FOR).timestamp()), "sub": subject}
    head = {"typ": "JWT", "alg": "ES256"}
    signed = ".".join(encode_base64(json.dumps(one).encode()) for one in (head, claims))
    r, s = decode_dss_signature(key.sign(signed.encode(), ECDSA(SHA256())))
    signature = encode_base64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={signed}.{signature}, k={encode_base64(_dump_point(key))}"


def encrypt(message: bytes, key: str, auth: str) -> bytes:
    """Return the body of the request, which only the browser with this key can read. Raises ValueError for a key that
    is none."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    return encrypt_with(message, key, auth, own=generate_private_key(SECP256R1()), salt=os.urandom(_SALT_BYTES))


def encrypt_with(message: bytes, key: str, auth: str, *, own: Any, salt: bytes) -> bytes:
    """Do the same with a given key pair and salt, each of which must serve one message."""
    from cryptography.hazmat.primitives.asymmetric.ec import ECDH
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    theirs, mine = decode_base64(key), _dump_point(own)
    shared = own.exchange(ECDH(), _load_point(theirs))
    secret = _derive(shared, decode_base64(auth), b"WebPush: info\x00" + theirs + mine, 32)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(content_key).encrypt(nonce, message + b"\x02", None)
    return salt + _RECORD.to_bytes(4, "big") + bytes([len(mine)]) + mine + sealed


def _derive(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return bytes(HKDF(SHA256(), length, salt, purpose).derive(secret))


def _make_key(secret: str) -> Any:
    """Return the desk's key pair: always the same for a secret, so that it need not be stored."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    number = int.from_bytes(_derive(secret.encode(), b"", _PURPOSE, 48), "big")
    return derive_private_key(number % (SECP256R1.group_order - 1) + 1, SECP256R1())


def _dump_point(key: Any) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return bytes(key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def _load_point(said: bytes) -> Any:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    if len(said) != _POINT_BYTES:
        raise ValueError
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), said)
