"""The code that a browser shows, the two others among which its person chooses it in Telegram, and the word in the link
of `/panel`."""

import hashlib
import secrets
from itertools import count

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # no letter that can be mistaken for another
_LENGTH, _CHOICES = 4, 3
_LENGTH_OF_WORD = 8


def make_code() -> str:
    """Return a new random code."""
    return _choose_letters(_LENGTH)


def make_word() -> str:
    """Return a new random word of 39 bits, short enough to be typed."""
    return _choose_letters(_LENGTH_OF_WORD)


def make_choices(code: str, browser_hash: bytes) -> tuple[str, ...]:
    """Return the code among two others, always the same ones for the same browser."""
    found = {code}
    for n in count():
        made = hashlib.sha256(browser_hash + n.to_bytes(2)).digest()[:_LENGTH]
        found.add("".join(_LETTERS[byte % len(_LETTERS)] for byte in made))
        if len(found) == _CHOICES:
            break
    return tuple(sorted(found))


def _choose_letters(n: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(n))
