"""Idempotency of forms: a form that creates something carries a key (`once`).

Sent twice, it creates one thing and leads to the same address; with other content it counts as another form."""

import secrets
from hashlib import sha256

from starlette.responses import RedirectResponse, Response

from desk.sessions import sent_forms
from web.context import Visitor

FIELD = "once"
_REPEATED_FORMS_LONGEST = 32


def make_key() -> str:
    """Return the key of a form that is shown."""
    return secrets.token_hex(8)


def extend_key(given: str, *said: object) -> str:
    """Return the form's key together with a hash of its content, or an empty text where it has no key."""
    is_key = 0 < len(given) <= _REPEATED_FORMS_LONGEST and given.isascii() and given.isalnum()
    return given + sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:16] if is_key else ""


async def find_earlier_answer(visitor: Visitor, form: str) -> Response | None:
    """Return the answer to a form that was sent before, or None to go on; call `remember_answer` afterwards."""
    if not form:
        return None
    address = await sent_forms.find_address(visitor.session, visitor.session_id, form)
    return RedirectResponse(address, 303) if address is not None else None


async def remember_answer(visitor: Visitor, form: str, address: str) -> None:
    """Store where the form led, for the case that it is sent again."""
    if form:
        await sent_forms.record_form(visitor.session, visitor.session_id, form, address, visitor.now)
