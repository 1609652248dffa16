"""Sessions of the panel: the person behind a cookie, the list of sessions, how they end.

A session ends if no one uses it for `WebRules.idle`, and at the latest after `WebRules.stays`; pages that update
themselves are no use. A wall screen keeps it for the wall alone. It ends for good when its person may do more than
before, or may not enter the panel any longer. Where a second factor is due, a session shows nothing before that.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, SecondFactor, WebSession, any_of
from desk import Desk, DeskSettings, Outdated, Refused, history
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.people import panel_access, person_rows
from desk.policy import permissions
from desk.policy.permissions import OF_ADMINS, Grant, has_grant
from desk.sessions import wall_links
from desk.settings import VERSION, remember_version

_SEEN_EACH = timedelta(minutes=1)
_HAS_FACTOR = exists().where(SecondFactor.person_id == Person.id, SecondFactor.confirmed_at.is_not(None))


@dataclass(frozen=True, slots=True)
class SessionInfo:
    """A session as its person sees it. `is_wall`: it shows the wall and nothing else; `is_unopened`: nobody has opened
    its link yet."""

    id: int
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_wall: bool = False
    is_unopened: bool = False


class KnownSession(NamedTuple):
    """A session and its person. `has_factor`: they have a passkey or an authenticator app."""

    row: WebSession
    person: Person
    has_factor: bool


async def load_session(session: AsyncSession, token_hash: bytes) -> KnownSession | None:
    """Return the session of a cookie and its person, and read the settings' version in the same statement. Whether the
    session is still good is checked by `is_good`, whether it may show anything by `is_proved`."""
    return await _load(session, WebSession.token_hash == token_hash)


async def load_session_by_id(session: AsyncSession, session_id: int) -> KnownSession | None:
    """Return the same for a session whose id the panel has signed."""
    return await _load(session, WebSession.id == session_id)


async def _load(session: AsyncSession, which: ColumnElement[bool]) -> KnownSession | None:
    found = select(WebSession, Person, _HAS_FACTOR, VERSION).join(Person, Person.id == WebSession.person_id)
    row = (await session.execute(found.where(which))).first()
    if row is None:
        return None
    remember_version(session, row[3])
    return KnownSession(row[0], row[1], row[2])


def is_good(row: WebSession, person: Person, *, now: datetime, rules: DeskSettings, on_wall: bool = False) -> bool:
    """Return True if the session still lets its person in; `on_wall`: at least to the wall, which no one uses by
    hand. A session made by a link for a screen is good there alone, until it is ended."""
    if row.wall_only:
        return on_wall and row.opened_at is not None and row.ended_at is None and permissions.can_enter(person, rules)
    used_at = max(row.seen_at, row.wall_seen_at or row.seen_at) if on_wall else row.seen_at
    is_old = now - used_at > rules.web.idle or now - row.began_at > rules.web.stays
    return row.ended_at is None and not is_old and permissions.can_enter(person, rules)


def is_factor_needed(person: Person, rules: DeskSettings, *, has_factor: bool) -> bool:
    """Return True if the person has to show a second factor, whether or not they have one yet."""
    mode = rules.web.second_factor
    if mode == "off":
        return False
    return has_factor or mode == "all" or (mode == "admins" and has_grant(person, OF_ADMINS))


def is_proved(known: KnownSession, rules: DeskSettings) -> bool:
    """Return True if the second factor was shown in this session, or is not needed."""
    row = known.row
    is_free = row.wall_only or row.proved_at is not None
    return is_free or not is_factor_needed(known.person, rules, has_factor=known.has_factor)


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
    rows = select(WebSession, Person, _HAS_FACTOR).join(Person, Person.id == WebSession.person_id)
    found = [KnownSession(*row) for row in await session.execute(rows.where(any_of(WebSession.id, ids)))]
    return {
        one.row.id
        for one in found
        if is_good(one.row, one.person, now=now, rules=rules, on_wall=True) and is_proved(one, rules)
    }


async def list_sessions(
    session: AsyncSession, person: Person, *, now: datetime, rules: DeskSettings
) -> list[SessionInfo]:
    """Return the person's sessions that are still good, the newest first, and links for a wall that nobody opened."""
    theirs = select(WebSession).where(WebSession.person_id == person.id, WebSession.ended_at.is_(None))
    rows = await session.scalars(theirs.order_by(WebSession.id.desc()))
    good = [
        row
        for row in rows
        if wall_links.is_unopened(row, now) or is_good(row, person, now=now, rules=rules, on_wall=True)
    ]
    return [
        SessionInfo(
            row.id, row.browser, row.address, row.opened_at or row.began_at, row.wall_seen_at or row.seen_at,
            is_wall=row.wall_only, is_unopened=row.wall_only and row.opened_at is None,
        )
        for row in good
    ]  # fmt: skip


async def end_session(desk: Desk, session_id: int) -> None:
    """End one of the actor's sessions; those who lead the team may end a colleague's, who is notified. Raises Outdated
    for another person's, or one that is over."""
    row = await desk.session.get(WebSession, session_id, with_for_update=True)
    if row is None or row.ended_at is not None:
        raise Outdated
    if row.person_id != desk.require_actor().id:
        await desk.refresh_actor()
        if not has_grant(desk.require_actor(), Grant.TEAM):
            raise Outdated
        owner = await desk.session.get_one(Person, row.person_id)
        said: Args = {"by": desk.require_actor().name, "browser": row.browser, "address": row.address}
        notifier.post_letter(desk, owner, Say("panel-one-ended-by", said, staff_only=True))
    row.ended_at = desk.now
    history.record_action(desk, "web-signed-out", f"person:{row.person_id}", address=row.address)


async def end_own_sessions(desk: Desk) -> None:
    """End all of the actor's sessions, and the sign-ins that wait."""
    await panel_access.end_access(desk.session, desk.require_actor().id, desk.now)
    history.record_action(desk, "web-signed-out", f"person:{desk.require_actor().id}", "all")


async def end_colleague_sessions(desk: Desk, person: int) -> None:
    """End all sessions of a colleague (Telegram id), who is notified; for admins. Raises NotAllowed, Refused."""
    await desk.require_grant(Grant.TEAM)
    colleague = await person_rows.find_by_telegram(desk.session, person)
    if colleague is None or not permissions.is_staff(colleague):
        raise Refused("no-such-person")
    await panel_access.end_access(desk.session, colleague.id, desk.now)
    history.record_action(desk, "web-signed-out", f"person:{colleague.id}", "all")
    if colleague.id != desk.require_actor().id:
        notifier.post_letter(desk, colleague, Say("panel-ended-by", {"by": desk.require_actor().name}, staff_only=True))
