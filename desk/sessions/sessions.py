"""Sessions of the panel: the person behind a cookie, the list of sessions, how they end.

A session ends if no one uses it for `panel_idle`, and at the latest after `panel_stays`; pages that update themselves
are no use. A wall screen keeps it for the wall alone. A dismissal and a change of role end it for good.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, WebSession, any_of
from desk import Desk, DeskSettings, Outdated, Refused, audit
from desk.notifications import notifier
from desk.outbox import Say
from desk.people import directory, panel_access
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.sessions.sign_in import can_enter
from desk.settings import VERSION, note_version

_SEEN_EACH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session as its person sees it."""

    id: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime


async def load_session(session: AsyncSession, token_hash: bytes) -> tuple[WebSession, Person] | None:
    """Return the session of a cookie and its person, and read the settings' version in the same statement. Whether the
    session is still good is checked by `is_good`."""
    return await _load(session, WebSession.token_hash == token_hash)


async def load_session_by_id(session: AsyncSession, session_id: int) -> tuple[WebSession, Person] | None:
    """Return the same for a session whose id the panel has signed."""
    return await _load(session, WebSession.id == session_id)


async def _load(session: AsyncSession, which: ColumnElement[bool]) -> tuple[WebSession, Person] | None:
    found = select(WebSession, Person, VERSION).join(Person, Person.id == WebSession.person_id)
    row = (await session.execute(found.where(which))).first()
    if row is None:
        return None
    note_version(session, row[2])
    return row[0], row[1]


def is_good(row: WebSession, person: Person, *, now: datetime, rules: DeskSettings, on_wall: bool = False) -> bool:
    """Return True if the session still lets its person in; `on_wall`: at least to the wall, which no one uses by
    hand."""
    used_at = max(row.seen_at, row.wall_seen_at or row.seen_at) if on_wall else row.seen_at
    is_old = now - used_at > rules.web.idle or now - row.began_at > rules.web.stays
    return row.ended_at is None and not is_old and can_enter(person, rules)


def mark_used(row: WebSession, now: datetime) -> None:
    """Record that the session is in use, at most once a minute."""
    if now - row.seen_at >= _SEEN_EACH:
        row.seen_at = now


def mark_used_on_wall(row: WebSession, now: datetime) -> None:
    """Record that a wall shows the session, at most once a minute; no person uses it then."""
    if row.wall_seen_at is None or now - row.wall_seen_at >= _SEEN_EACH:
        row.wall_seen_at = now


async def filter_good(session: AsyncSession, ids: Collection[int], *, now: datetime, rules: DeskSettings) -> set[int]:
    """Return which of these sessions are still good, at least for the wall."""
    rows = select(WebSession, Person).join(Person, Person.id == WebSession.person_id)
    found = await session.execute(rows.where(any_of(WebSession.id, ids)))
    return {row.id for row, person in found if is_good(row, person, now=now, rules=rules, on_wall=True)}


async def list_sessions(
    session: AsyncSession, person: Person, *, now: datetime, rules: DeskSettings
) -> list[SessionInfo]:
    """Return the person's sessions that are still good, the newest first."""
    theirs = select(WebSession).where(WebSession.person_id == person.id, WebSession.ended_at.is_(None))
    rows = await session.scalars(theirs.order_by(WebSession.id.desc()))
    good = [row for row in rows if is_good(row, person, now=now, rules=rules, on_wall=True)]
    return [SessionInfo(row.id, row.browser, row.address, row.began_at, row.seen_at) for row in good]


async def end_session(desk: Desk, session_id: int) -> None:
    """End one of the actor's sessions. Raises Outdated for another person's, or one that is over."""
    row = await desk.session.get(WebSession, session_id, with_for_update=True)
    if row is None or row.person_id != desk.require_actor().id or row.ended_at is not None:
        raise Outdated
    row.ended_at = desk.now
    audit.record_action(desk, "web-signed-out", f"person:{desk.require_actor().id}", address=row.address)


async def end_own_sessions(desk: Desk) -> None:
    """End all of the actor's sessions, and the sign-ins that wait."""
    await panel_access.end_access(desk.session, desk.require_actor().id, desk.now)
    audit.record_action(desk, "web-signed-out", f"person:{desk.require_actor().id}", "all")


async def end_colleague_sessions(desk: Desk, person: int) -> None:
    """End all sessions of a colleague (Telegram id), who is notified; for admins. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.TEAM)
    colleague = await directory.find_by_telegram(desk.session, person)
    if colleague is None or not permissions.is_staff(colleague):
        raise Refused("no-such-person")
    await panel_access.end_access(desk.session, colleague.id, desk.now)
    audit.record_action(desk, "web-signed-out", f"person:{colleague.id}", "all")
    if colleague.id != desk.require_actor().id:
        notifier.post_letter(desk, colleague, Say("panel-ended-by", {"by": desk.require_actor().name}, staff_only=True))
