"""A form that makes something carries a key of its own (`once`): sent twice, it makes one, and leads where it led. With
other words in it, as after a way back, it is another form.
"""

import secrets
from hashlib import sha256

from starlette.responses import RedirectResponse, Response

from desk.sessions import sent_forms
from web.context import Visitor

FIELD = "once"
_LONGEST = 32


def make_key() -> str:
    """The key of a form that is shown."""
    return secrets.token_hex(8)


def key_of(given: str, *said: object) -> str:
    """The key that a form came with, and what it says; nothing: it has none."""
    is_key = 0 < len(given) <= _LONGEST and given.isascii() and given.isalnum()
    return given + sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:16] if is_key else ""


async def find_earlier_answer(visitor: Visitor, form: str) -> Response | None:
    """The answer to a form that has been done before; None: do it, and say so by `done`."""
    if not form:
        return None
    address = await sent_forms.led_to(visitor.session, visitor.session_id, form)
    return RedirectResponse(address, 303) if address is not None else None


async def remember_answer(visitor: Visitor, form: str, address: str) -> None:
    """It has made what it was to make; who sends it again is led to `address`."""
    if form:
        await sent_forms.sent(visitor.session, visitor.session_id, form, address, visitor.now)
