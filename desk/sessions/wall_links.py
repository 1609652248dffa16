"""Links for a screen on a wall: opened once, by a press, such a link becomes a session that shows the wall and nothing
else, until it is ended."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, WebSession
from desk import Context, Desk, DeskSettings, history
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.place import get_panel
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.references import hash_secret

GOOD_FOR = timedelta(hours=1)
"""How long a link can be opened."""


async def make_link(desk: Desk) -> str:
    """Return the secret of a new link; only its hash is stored. The screen sees what the actor may see on the wall.
    Raises NotAllowed, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.TEAM)
    await require_confirmation(desk, LastingAction.WALL, desk.require_actor().name)
    secret = secrets.token_urlsafe(32)
    desk.session.add(
        WebSession(
            token_hash=hash_secret(secret), person_id=desk.require_actor().id, browser="", address="",
            began_at=desk.now, seen_at=desk.now, wall_only=True,
        )
    )  # fmt: skip
    history.record_action(
        desk, "web-wall-made", f"person:{desk.require_actor().id}", address=get_panel(desk.place).address
    )
    return secret


def is_unopened(row: WebSession, now: datetime) -> bool:
    """Return True for a link that can still be opened."""
    return row.wall_only and row.opened_at is None and row.ended_at is None and now - row.began_at <= GOOD_FOR


async def has_link(session: AsyncSession, secret: str, now: datetime) -> bool:
    """Return True if a link with that secret can be opened."""
    return await _find(session, secret, now) is not None


async def open_link(
    session: AsyncSession, secret: str, *, browser: str, address: str, now: datetime, rules: DeskSettings
) -> str | None:
    """Open a link and return the secret of the screen's cookie; None if it was opened before or has expired."""
    row = await _find(session, secret, now)
    person = await session.get_one(Person, row.person_id) if row is not None else None
    if row is None or person is None or not permissions.can_enter(person, rules):
        return None
    cookie = secrets.token_urlsafe(32)
    row.token_hash, row.browser, row.address = hash_secret(cookie), browser, address
    row.opened_at = row.wall_seen_at = now
    context = Context(session, Origin.PANEL, person, now=now, rules=rules)
    history.record_action(context, "web-wall-opened", f"person:{person.id}", address=address)
    return cookie


async def _find(session: AsyncSession, secret: str, now: datetime) -> WebSession | None:
    mine = select(WebSession).where(WebSession.token_hash == hash_secret(secret), WebSession.opened_at.is_(None))
    row = await session.scalar(mine.with_for_update())
    return row if row is not None and is_unopened(row, now) else None
