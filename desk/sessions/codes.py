"""The code that a browser shows, and the two others among which its person chooses it in Telegram."""

import hashlib
import secrets
from itertools import count

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letter that can be mistaken for another
_LENGTH, _CHOICES = 4, 3


def make_code() -> str:
    """Return a new random code."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def make_choices(code: str, browser_hash: bytes) -> tuple[str, ...]:
    """Return the code among two others, always the same ones for the same browser."""
    found = {code}
    for n in count():
        made = hashlib.sha256(browser_hash + n.to_bytes(2)).digest()[:_LENGTH]
        found.add("".join(_LETTERS[byte % len(_LETTERS)] for byte in made))
        if len(found) == _CHOICES:
            break
    return tuple(sorted(found))
