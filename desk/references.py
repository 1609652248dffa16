"""References: links, addresses and marks that the desk signs with its own key. They are not stored. Each is valid for
one purpose and one subject.

Until when one works follows from what it names, such as an open request, or from a moment among its numbers. What works
once is a random secret, of which only the hash is stored. Knows no row but the desk's, and no channel.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import Enum
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow

_NUMBER_BYTES = 8


class Purpose(Enum):
    """The things that are signed: what stands before the subject, how many numbers name it in a reference, and the
    bytes of the signature. People hold what was signed: no row changes."""

    PAGE = b"page ", 1, 16
    WROTE = b"wrote ", 1, 22
    SHARE = b"share ", 2, 14
    UNDO = b"undo ", 2, 14
    FILE = b"file ", 3, 18
    JOIN = b"join ", 0, 24
    PROOF = b"alert address ", 0, 18
    MAIL = b"mail ", 0, 10
    TERMS = b"terms ", 0, 8
    LIST = b"list ", 0, 8
    FORM = b"form", 0, 32  # of a session, whose secret is the key
    TOLD = b"told", 0, 32  # of a session, too

    def __init__(self, word: bytes, numbers: int, size: int) -> None:
        self.word, self.numbers, self.size = word, numbers, size


def sign(key: bytes, purpose: Purpose, subject: bytes | str = b"") -> bytes:
    """Return the signature of a subject for one purpose."""
    said = subject.encode() if isinstance(subject, str) else subject
    return hmac.digest(key, purpose.word + said, "sha256")[: purpose.size]


async def load_key(session: AsyncSession) -> bytes:
    """Return the desk's own key."""
    return (await session.get_one(DeskRow, 1)).file_key


async def make_reference(session: AsyncSession, purpose: Purpose, *subject: int) -> str:
    """Return the numbers of a subject with their signature, as a word that may stand in a link."""
    return pack(await load_key(session), purpose, *subject)


async def read_reference(session: AsyncSession, purpose: Purpose, given: str) -> tuple[int, ...] | None:
    """Return the numbers of a reference; None for what this desk has not signed for that purpose."""
    return unpack(await load_key(session), purpose, given)


def pack(key: bytes, purpose: Purpose, *subject: int) -> str:
    """Return the same with a key."""
    said = b"".join(one.to_bytes(_NUMBER_BYTES) for one in subject)
    return urlsafe_b64encode(said + sign(key, purpose, said)).decode()


def unpack(key: bytes, purpose: Purpose, given: str) -> tuple[int, ...] | None:
    """Return the numbers of what `pack` has made, and nothing else has."""
    try:
        said = urlsafe_b64decode(given)
    except ValueError:
        return None
    starts = range(0, _NUMBER_BYTES * purpose.numbers, _NUMBER_BYTES)
    subject = tuple(int.from_bytes(said[at : at + _NUMBER_BYTES]) for at in starts)
    return subject if is_same(pack(key, purpose, *subject), given) else None


def is_same(known: str, given: str) -> bool:
    """Return True if both secrets are the same. Compares in constant time."""
    return hmac.compare_digest(*(one.encode("utf-8", "surrogatepass") for one in (known, given)))


def hash_secret(secret: str) -> bytes:
    """Return a random secret as it is stored."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()
