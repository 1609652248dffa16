"""Outcomes of forms, each told once by the page that the form leads to: a sentence, refusals, Undo, a secret.

A POST answers 303 (decision 0145). Its outcome waits on the row of the form, encrypted with the secret of the session:
neither the database nor a backup can read people's words or a token there, and no other session can. The address of the
page names the row alone.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from desk import references
from desk.sessions import sent_forms
from desk.text.typed_digits import parse_digits

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

FIELD = "told"
_LONGEST = 18


@dataclass(frozen=True, slots=True)
class FormOutcome:
    """The outcome of a form. `said`: a sentence; `secret`: what is shown only now; `left`: introduces the `refused`
    requests, each with its number and why; `undo`: the fields of the form that takes it back, `undo_said`: its button;
    `page`: what this page alone reads. `was_secret`: there was one, which was shown before."""

    said: str = ""
    secret: str = ""
    left: str = ""
    refused: Sequence[tuple[int, str]] = ()
    undo: Mapping[str, str | Sequence[int]] = field(default_factory=dict)
    undo_said: str = ""
    page: Mapping[str, Any] = field(default_factory=dict)
    was_secret: bool = False


_KEPT = TypeAdapter(FormOutcome)


def write_outcome(outcome: FormOutcome) -> bytes:
    """Return an outcome as it is kept."""
    return _KEPT.dump_json(outcome)


def read_outcome(kept: bytes) -> FormOutcome:
    """Return a kept outcome. Of one that another version kept, fields that are not known here are dropped; one that
    cannot be read is empty."""
    try:
        return _KEPT.validate_json(kept)
    except ValidationError:
        return FormOutcome()


async def keep_outcome(
    session: AsyncSession,
    session_id: int,
    secret: str,
    address: str,
    outcome: FormOutcome,
    *,
    now: datetime,
    key: str = "",
) -> str:
    """Keep what a form has done until it is told; return the address that tells it. `secret`: of the session; `key`:
    of the form, if it may be sent twice."""
    told = _make_cipher(secret).encrypt(write_outcome(outcome))
    row = await sent_forms.record_form(session, session_id, key or token_hex(16), address, now, told=told)
    parts = urlsplit(address)
    query = [one for one in parse_qsl(parts.query, keep_blank_values=True) if one[0] != FIELD]
    row.led_to = parts._replace(query=urlencode([*query, (FIELD, row.id)])).geturl()
    return row.led_to


async def take_outcome(session: AsyncSession, session_id: int, secret: str, address: str, now: datetime) -> FormOutcome:
    """Return what the form named in an address has done, the first time that it is asked on the page where that form
    led; an empty outcome afterwards, on other pages, for others' forms and for anything else."""
    asked = urlsplit(address)
    named = dict(parse_qsl(asked.query)).get(FIELD, "")
    form_id = parse_digits(named) if len(named) <= _LONGEST else None
    row = await sent_forms.find_told(session, session_id, form_id, now) if form_id is not None else None
    if row is None or row.told is None or urlsplit(row.led_to).path != asked.path:
        return FormOutcome()
    if not row.told:
        return FormOutcome(was_secret=True)
    outcome = read_outcome(_make_cipher(secret).decrypt(row.told))
    row.told = b"" if outcome.secret else None
    return outcome


def _make_cipher(secret: str) -> "Fernet":
    from cryptography.fernet import Fernet  # imported here, so that a desk without outcomes does not pay for it

    return Fernet(urlsafe_b64encode(references.sign(secret.encode(), references.Purpose.TOLD)))
