"""Verbs of admins on integrations. Every change is audited; a token is shown once and stored as its hash. Knows no
channel.

When other systems changed their records: an older change that arrives after a newer one is left out.
"""

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from db.models import DeskRow, ExternalChange, ExternalPerson, Integration, IntegrationLink, PersonToken
from desk import Desk, Outdated, Refused, history, installation
from desk.i18n import LANGUAGES, catalog
from desk.integrations import scopes
from desk.integrations.scopes import Scope
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.people.names import clean_person_name
from desk.policy.permissions import Grant
from desk.references import hash_secret
from desk.search.stemming import split_tokens

_MOST_AHEAD = timedelta(minutes=10)


async def take_change(desk: Desk, kind: str, external_id: str, changed_at: datetime | None) -> bool:
    """Note when another system changed its record of that id. Return False if a later change of it has been taken: this
    one is to be left out then. Without a time every change is taken. Raises Refused for a time in the future."""
    if changed_at is None:
        return True
    if changed_at > desk.now + _MOST_AHEAD:
        raise Refused("changed-at-ahead")
    said = insert(ExternalChange).values(kind=kind, external_id=external_id, changed_at=changed_at)
    newest = said.on_conflict_do_update(
        index_elements=[ExternalChange.kind, ExternalChange.external_id],
        set_={"changed_at": said.excluded.changed_at},
        where=ExternalChange.changed_at <= said.excluded.changed_at,
    )
    return await desk.session.scalar(newest.returning(ExternalChange.kind)) is not None


async def take_removal(desk: Desk, kind: str, external_ids: Sequence[str], changed_at: datetime | None) -> None:
    """Note that records were removed together with the one they belong to: older changes of them are left out."""
    for external_id in external_ids:
        await take_change(desk, kind, external_id, changed_at)


MOST, LONGEST_NAME, MOST_PAGES = 40, 40, 10
TOKEN_REQUESTS_PER_MINUTE = (60, 300, 1000)
"""Requests per minute that admins can choose for a token."""
OWN_DOORS = {"form": "Web form", "mail": "\u2709\ufe0f E-mail"}
"""The integrations of the desk's own, by `Integration.door`, with their names: doors for people without Telegram."""
_PREFIX = "pds_"
_HINT = 4
_ORIGIN = re.compile(r"https://[a-z0-9.-]{1,200}(:[0-9]{1,5})?|http://127\.0\.0\.1(:[0-9]{1,5})?")
_TOKEN_LIFETIME = timedelta(days=365)
"""How long a new token is valid, unless an admin changes it."""


@dataclass(frozen=True, slots=True)
class IntegrationInfo:
    """An integration as admins see it."""

    id: int
    name: str
    hint: str
    scopes: frozenset[Scope]
    cors: tuple[str, ...]
    per_minute: int
    made_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Return True if its token has expired."""
        return self.expires_at is not None and self.expires_at <= now


def make_info(row: Integration) -> IntegrationInfo:
    """Return a row as a value."""
    return IntegrationInfo(
        row.id, row.name, row.token_hint, scopes.parse_scopes(row.scopes), tuple(row.cors), row.per_minute, row.made_at,
        row.expires_at, row.last_used_at, row.revoked_at,
    )  # fmt: skip


async def list_integrations(desk: Desk) -> list[IntegrationInfo]:
    """Return all integrations by name. Raises NotAllowed for all but admins."""
    await desk.require_grant(Grant.INTEGRATIONS)
    return [
        make_info(row)
        for row in await desk.session.scalars(select(Integration).order_by(Integration.name, Integration.id))
    ]


async def load_integration(desk: Desk, system_id: int) -> IntegrationInfo:
    """Return one integration. Raises NotAllowed, Outdated if there is none."""
    return make_info(await _row(desk, system_id))


async def create_integration(desk: Desk, name: str) -> tuple[int, str]:
    """Create an integration with the scope for the six basic operations; return its id and its token. Raises Refused
    for a name that is taken, too long or empty, and if there are too many."""
    await desk.require_grant(Grant.INTEGRATIONS)
    called = clean_person_name(name)
    if not called or len(called) > LONGEST_NAME:
        raise Refused("system-bad-name", most=LONGEST_NAME)
    await installation.load_row(desk.session)
    await desk.session.execute(select(DeskRow.id).with_for_update())  # one at a time
    if is_own_name(called):
        raise Refused("system-name-own", name=called)
    names = [name.casefold() for name in await desk.session.scalars(select(Integration.name))]
    if called.casefold() in names:
        raise Refused("system-name-taken", name=called)
    if len(names) >= MOST:
        raise Refused("system-too-many", most=MOST)
    await require_confirmation(desk, LastingAction.SYSTEM, called)
    token = _token()
    row = Integration(
        name=called, token_hash=hash_secret(token), token_hint=token[-_HINT:], scopes=[Scope.TICKETS.value], cors=[],
        per_minute=TOKEN_REQUESTS_PER_MINUTE[0], made_by=desk.require_actor().id,
        made_at=desk.now, expires_at=desk.now + _TOKEN_LIFETIME,
    )  # fmt: skip
    desk.session.add(row)
    await desk.session.flush()
    history.record_action(desk, "system-made", f"system:{row.id}", new=called)
    return row.id, token


def is_own_name(name: str) -> bool:
    """Return True for what people would take for a door of the desk's own, in any language."""
    said = " / ".join(catalog.say(language, "system-own-names") for language in LANGUAGES)
    return _fold(name) in {_fold(own) for own in (*OWN_DOORS.values(), *said.split(" / "))}


def _fold(name: str) -> str:
    return "".join(split_tokens("".join(char for char in normalize("NFKD", name) if char.isalnum())))


async def rotate_token(desk: Desk, system_id: int, *, was: str | None = None) -> str:
    """Create a new token, valid for `LASTS` if the old one had an end. The old one becomes invalid, with its users'
    tokens and unopened links. Raises Outdated if the token is no longer the one whose hint `was` shown, Refused if it
    may do what the actor may not."""
    row = await _row(desk, system_id)
    if was not in (None, row.token_hint):
        raise Outdated
    await require_scopes(desk, row, scopes.parse_scopes(row.scopes))
    await require_confirmation(desk, LastingAction.RENEWED, row.name)
    return await _renew_token(desk, row)


async def _renew_token(desk: Desk, row: Integration) -> str:
    token = _token()
    row.token_hash, row.token_hint = hash_secret(token), token[-_HINT:]
    its_people = select(ExternalPerson.id).where(ExternalPerson.system_id == row.id)
    await desk.session.execute(delete(PersonToken).where(PersonToken.external_person_id.in_(its_people)))
    unopened = (IntegrationLink.external_person_id.in_(its_people), IntegrationLink.opened_by.is_(None))
    await desk.session.execute(delete(IntegrationLink).where(*unopened))
    history.record_action(desk, "system-rotated", f"system:{row.id}")
    if row.expires_at is not None:
        _set_end(desk, row, _TOKEN_LIFETIME.days)
    return token


async def revoke_integration(desk: Desk, system_id: int) -> None:
    """Revoke its token and those of its users."""
    row = await _row(desk, system_id)
    if row.revoked_at is None:
        row.revoked_at = desk.now
        history.record_action(desk, "system-revoked", f"system:{row.id}")


async def restore_integration(desk: Desk, system_id: int) -> str:
    """Undo the revocation with a new token, as the old one may be the reason for it. Raises Outdated if it is not
    revoked."""
    row = await _row(desk, system_id)
    if row.revoked_at is None:
        raise Outdated
    await require_scopes(desk, row, scopes.parse_scopes(row.scopes))
    await require_confirmation(desk, LastingAction.RENEWED, row.name)
    row.revoked_at = None
    history.record_action(desk, "system-restored", f"system:{row.id}")
    return await _renew_token(desk, row)


async def switch_scope(desk: Desk, system_id: int, scope: Scope, *, on: bool) -> None:
    """Grant or revoke a scope."""
    await set_scopes(desk, system_id, {scope: on})


async def set_scopes(desk: Desk, system_id: int, wanted: Mapping[Scope, bool]) -> None:
    """Grant and revoke several scopes, all or none. Raises Refused for one that lets a token do what the actor may
    not."""
    row = await _row(desk, system_id)
    old = list(row.scopes)
    added = [scope for scope in Scope if wanted.get(scope) and scope not in old]
    more = [scope.value for scope in added]
    less = [scope.value for scope, on in wanted.items() if not on]
    new = [*(word for word in old if word not in less), *more]
    if new == old:
        return
    if added:
        await require_scopes(desk, row, added)
        await require_confirmation(desk, LastingAction.SCOPES, f"{row.name}: {', '.join(more)}")
    row.scopes = new
    history.record_action(desk, "system-scopes", f"system:{row.id}", " ".join(old), " ".join(row.scopes))


async def set_expiry(desk: Desk, system_id: int, days: int) -> None:
    """Set how many days its token is valid from now; 0 means without end. A later end is confirmed first. Raises
    Refused if the token may do what the actor may not."""
    row = await _row(desk, system_id)
    new = _get_end(desk, days)
    if row.expires_at is not None and (new is None or new.date() > row.expires_at.date()):
        await require_scopes(desk, row, scopes.parse_scopes(row.scopes))
        await require_confirmation(desk, LastingAction.EXPIRY, f"{row.name}: {_day(new) or '∞'}")
    _set_end(desk, row, days)


def _get_end(desk: Desk, days: int) -> datetime | None:
    return desk.now + timedelta(days=days) if days else None


def _set_end(desk: Desk, row: Integration, days: int) -> None:
    old, row.expires_at = row.expires_at, _get_end(desk, days)
    if _day(old) != _day(row.expires_at):
        history.record_action(desk, "system-expires", f"system:{row.id}", _day(old), _day(row.expires_at))


async def set_next_rate(desk: Desk, system_id: int, was: int | None = None) -> None:
    """Set the next of `TOKEN_REQUESTS_PER_MINUTE`; do nothing if the rate is no longer what it `was` on the screen."""
    row = await _row(desk, system_id)
    old = row.per_minute
    if was not in (None, old):
        return
    rates = TOKEN_REQUESTS_PER_MINUTE
    _set_rate(desk, row, rates[(rates.index(old) + 1) % len(rates)] if old in rates else rates[0])


async def set_rate(desk: Desk, system_id: int, rate: int) -> None:
    """Set the requests per minute. Raises Outdated for a number that is not in `TOKEN_REQUESTS_PER_MINUTE`."""
    row = await _row(desk, system_id)
    if rate not in TOKEN_REQUESTS_PER_MINUTE:
        raise Outdated
    if rate != row.per_minute:
        _set_rate(desk, row, rate)


def _set_rate(desk: Desk, row: Integration, rate: int) -> None:
    history.record_action(desk, "system-limit", f"system:{row.id}", str(row.per_minute), str(rate))
    row.per_minute = rate


async def allow_pages(desk: Desk, system_id: int, typed: str, was: str | None = None) -> None:
    """Set the origins of pages in which users' own tokens may be used; "-" for none. `was` is what the field had: only
    the difference is applied. A new origin is confirmed first. Raises Refused for an invalid origin."""
    row = await _row(desk, system_id)
    origins = [] if typed.strip() == "-" else [part.rstrip("/").lower() for part in typed.split()]
    if was is not None:
        out = {*was.split()} - {*origins}
        kept = [one for one in row.cors if one not in out]
        origins = [*kept, *(one for one in origins if one not in kept and one not in was.split())]
    origins = list(dict.fromkeys(origins))
    if len(origins) > MOST_PAGES or not all(_ORIGIN.fullmatch(one) for one in origins) or not typed.strip():
        raise Refused("system-bad-pages", most=MOST_PAGES)
    if added := [one for one in origins if one not in row.cors]:
        await require_confirmation(desk, LastingAction.SCOPES, f"{row.name}: {', '.join(added)}")
    if row.cors != origins:
        history.record_action(desk, "system-pages", f"system:{row.id}", " ".join(row.cors), " ".join(origins))
        row.cors = origins


async def require_scopes(desk: Desk, row: Integration, wanted: Iterable[Scope]) -> None:
    """Raise Refused if these scopes let a token of this integration do what the actor may not, to whomever it
    reaches."""
    its_users = select(exists().where(ExternalPerson.system_id == row.id))
    has_users = row.door is not None or await desk.session.scalar(its_users)
    if not scopes.can_give(desk.require_actor(), wanted, has_users=bool(has_users)):
        raise Refused("scope-above")


async def _row(desk: Desk, system_id: int) -> Integration:
    await desk.require_grant(Grant.INTEGRATIONS)
    row = await desk.session.get(Integration, system_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise Outdated
    return row


def _token() -> str:
    return _PREFIX + secrets.token_urlsafe(32)


def _day(at: datetime | None) -> str | None:
    return None if at is None else at.date().isoformat()
