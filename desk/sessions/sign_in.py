"""Signing in: a browser asks, whoever it named lets it in from Telegram, the browser that asked takes the session.

Nothing tells a browser whether anybody of that name exists: it gets a code either way. What leads in is only a press of
the person named; the browser's secret and the session's are kept as hashes. Knows no door.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, Role, WebSession, WebSignIn
from desk import Context, Desk, DeskSettings, Outdated, audit
from desk.i18n import catalog
from desk.outbox import Args, Button, Say, letters
from desk.policy import permissions
from desk.sessions import place

WAITS = timedelta(minutes=5)
"""How long a browser may wait for a press."""
_KEPT = timedelta(days=1)
_OPEN_AT_ONCE, _IN_AN_HOUR = 1, 10  # what one person may be asked
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read as another


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that asks: the hash of its secret, what it calls itself, the address it comes from."""

    hash: bytes
    name: str
    address: str


async def ask(session: AsyncSession, named: str, browser: Browser, *, now: datetime, rules: DeskSettings) -> str:
    """Begin: the code to show. Whoever is named is asked in Telegram, unless they were asked too often or may not come
    in at all, which the browser is not told. What this browser asked for before is over."""
    await session.execute(
        delete(WebSignIn).where((WebSignIn.browser_hash == browser.hash) | (WebSignIn.ends_at < now - _KEPT))
    )
    person = await _named(session, named)
    if person is not None and (
        not may_enter(person, rules) or await _asked_enough(session, person, browser.address, now)
    ):
        person = None
    row = WebSignIn(
        browser_hash=browser.hash, code=_code(), person_id=person.id if person else None, browser=browser.name,
        address=browser.address, asked_at=now, ends_at=now + WAITS,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    if person is not None:
        where = place.said(catalog.language_of(person, rules.locale), row.address)
        _post(session, person, row, where, now)
    return row.code


def may_enter(person: Person, rules: DeskSettings) -> bool:
    """Admins; by a setting agents too."""
    return permissions.is_staff(person) and (person.role is Role.ADMIN or rules.panel_for_agents)


async def let_in(desk: Desk, sign_in_id: int) -> str:
    """The person who was named opens the door for the browser that asked: its code. Raises Outdated where that is
    over, was never theirs, or they may not come in any more."""
    row = await _theirs(desk, sign_in_id)
    if not may_enter(desk.me(), desk.rules):
        raise Outdated
    row.let_in_at = desk.now
    audit.record(desk, "web-let-in", f"person:{desk.me().id}", address=row.address)
    return row.code


async def refuse(desk: Desk, sign_in_id: int) -> str:
    """That was not they: the browser with that code stays outside. Raises Outdated as `let_in`."""
    row = await _theirs(desk, sign_in_id)
    row.refused_at = desk.now
    audit.record(desk, "web-refused", f"person:{desk.me().id}", address=row.address)
    return row.code


async def finish(session: AsyncSession, browser_hash: bytes, *, now: datetime, rules: DeskSettings) -> str | None:
    """The browser that asked takes its session, once: the secret of its cookie; None as long as nobody let it in."""
    mine = select(WebSignIn).where(WebSignIn.browser_hash == browser_hash, *_is_open(now), WebSignIn.let_in_at <= now)
    row = await session.scalar(mine.with_for_update())
    if row is None:
        return None
    row.used_at = now
    person = await session.get_one(Person, row.person_id, with_for_update={"read": True, "key_share": True})
    if not may_enter(person, rules):
        return None
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hashed(token), person_id=person.id, browser=row.browser, address=row.address,
            began_at=now, seen_at=now,
        )
    )  # fmt: skip
    context = Context(session, origin=Origin.PANEL, actor=person, now=now, rules=rules)
    audit.record(context, "web-signed-in", f"person:{person.id}", address=row.address)
    return token


async def waiting(session: AsyncSession, browser_hash: bytes, *, now: datetime) -> str | None:
    """The code of a browser that may still be let in. Of a refusal it is not told: its code runs out as any does."""
    mine = select(WebSignIn.code).where(WebSignIn.browser_hash == browser_hash, WebSignIn.used_at.is_(None))
    code: str | None = await session.scalar(mine.where(WebSignIn.ends_at > now))
    return code


def hashed(secret: str) -> bytes:
    """A secret as it is kept: 32 random bytes need no salt."""
    return hashlib.sha256(secret.encode()).digest()


def _code() -> str:
    """Eight letters in two groups."""
    made = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{made[:4]}-{made[4:]}"


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (WebSignIn.used_at.is_(None), WebSignIn.refused_at.is_(None), WebSignIn.ends_at > now)


async def _theirs(desk: Desk, sign_in_id: int) -> WebSignIn:
    """What the actor was asked, locked, as long as nothing has become of it; raises Outdated."""
    await desk.refresh_actor()
    asked = select(WebSignIn).where(
        WebSignIn.id == sign_in_id, WebSignIn.person_id == desk.me().id, *_is_open(desk.now)
    )
    row = await desk.session.scalar(asked.where(WebSignIn.let_in_at.is_(None)).with_for_update())
    if row is None:
        raise Outdated
    return row


async def _named(session: AsyncSession, named: str) -> Person | None:
    """One of the team by @username or Telegram id."""
    name = named.strip().removeprefix("@").casefold()
    team = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    if name.isdecimal() and len(name) < 19:
        return await session.scalar(team.where(Person.telegram_id == int(name)))
    found = (await session.scalars(team.where(func.lower(Person.username) == name).limit(2))).all() if name else []
    return found[0] if len(found) == 1 else None


async def _asked_enough(session: AsyncSession, person: Person, address: str, now: datetime) -> bool:
    """Their phone is not to be rung without end by whoever knows their name; nor are they kept out by that: where they
    have come from before, they are asked."""
    asked = (WebSignIn.person_id == person.id, WebSignIn.asked_at > now - timedelta(hours=1))
    waiting = (*_is_open(now), WebSignIn.let_in_at.is_(None))
    been = exists().where(WebSession.person_id == person.id, WebSession.address == address)
    counts = select(func.count().filter(*waiting), func.count(), select(been).scalar_subquery()).where(*asked)
    open_now, lately, is_known = (await session.execute(counts)).one()
    return not is_known and (open_now >= _OPEN_AT_ONCE or lately >= _IN_AN_HOUR)


def _post(session: AsyncSession, person: Person, row: WebSignIn, where: str, now: datetime) -> None:
    """The question in Telegram, with both answers."""
    minutes = int(WAITS.total_seconds()) // 60
    args: Args = {"code": row.code, "browser": row.browser, "address": where, "minutes": minutes}
    buttons = (
        (Button("btn-web-let-in", f"web_in:{row.id}", style="primary"), Button("btn-web-not-me", f"web_no:{row.id}")),
    )
    say = Say("web-asked", args, buttons, slot=f"websignin:{row.id}", staff_only=True)
    letters.post(session, person.id, say, now=now)
