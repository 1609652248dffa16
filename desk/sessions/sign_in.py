"""Signing in: a browser asks and shows a code, the person it named chooses that code among three in Telegram, and the
browser takes its session.

A browser is never told whether a person of that name exists: it gets a code either way. The only way in is that the
person presses the code that the browser shows. The secrets of browser and session are stored as hashes. Admins hear of
a sign-in from a network where a person never was, and of many that failed.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Origin, Person, WebSession, WebSignIn
from desk import Context, Desk, DeskSettings, history
from desk.listing import skip_to
from desk.notifications import notifier, to_phone
from desk.notifications.confirmations import alert_admins, make_end_button
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.policy.permissions import Grant, has_grant
from desk.references import hash_secret
from desk.sessions import address_info, codes, sign_in_limits
from desk.sessions.sign_in_limits import list_own_networks

WAITS = timedelta(minutes=5)
"""How long a browser may wait for a press."""
_KEPT = timedelta(days=1)
_NOBODYS = 1000  # browsers without a person, of which the newest are kept


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that asks: the hash of its secret, its name for itself, its address; `before`: the hash of the secret
    it had before, whose question has ended; `word`: of the link that it opened, "" if it opened none."""

    hash: bytes
    name: str
    address: str
    before: bytes | None = None
    word: str = ""


async def start_sign_in(
    session: AsyncSession, named: str, browser: Browser, *, now: datetime, rules: DeskSettings
) -> str:
    """Start a sign-in and return the code to show. The person named is asked in Telegram, if they may use the panel and
    did not block that network; the browser is not told."""
    await _make_room(session, browser, now)
    person = await _find_who_may_enter(session, named, rules)
    verdict = await _judge(session, person, browser, now) if person is not None else None
    is_asked = verdict is sign_in_limits.Verdict.ASKED
    row = WebSignIn(
        browser_hash=browser.hash, code=codes.make_code(),
        person_id=person.id if person is not None and is_asked else None,
        browser=browser.name, address=browser.address, asked_at=now, ends_at=now + WAITS,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    nobody = Context(session, Origin.PANEL, None, now=now, rules=rules)
    if person is not None and verdict is not None:
        await sign_in_limits.tell_person(nobody, person, verdict)
    await _tell_of_many(nobody)
    return row.code


async def reset_questions(desk: Desk) -> None:
    """Ask the actor only about browsers that ask from now on, and make the word for which no limit counts."""
    me = desk.require_actor()
    me.panel_opened_at, me.panel_word = desk.now, codes.make_word()
    await desk.session.flush()


async def is_expected(session: AsyncSession, named: str, word: str, *, now: datetime, rules: DeskSettings) -> bool:
    """Return True if the person named was given this word by `/panel`, so that no limit keeps its browser out."""
    person = await _find_who_may_enter(session, named, rules) if word else None
    return person is not None and sign_in_limits.has_word(person, word, now)


async def take_session(
    session: AsyncSession, browser_hash: bytes, *, now: datetime, rules: DeskSettings, before: str = ""
) -> str | None:
    """Give the browser its session, once: return the secret of its cookie, or None as long as it was not let in.
    `before`: the secret of its last one, whose alerts go on in this one."""
    mine = select(WebSignIn).where(
        WebSignIn.browser_hash == browser_hash, *sign_in_limits.is_still_open(now), WebSignIn.let_in_at <= now
    )
    row = await session.scalar(mine.with_for_update())
    if row is None:
        return None
    row.used_at = now
    person = await session.get_one(Person, row.person_id, with_for_update={"read": True, "key_share": True})
    if not permissions.can_enter(person, rules):
        return None
    token = secrets.token_urlsafe(32)
    begun = WebSession(
        token_hash=hash_secret(token), person_id=person.id, browser=row.browser, address=row.address,
        began_at=now, seen_at=now,
    )  # fmt: skip
    session.add(begun)
    await session.flush()
    context = Context(session, Origin.PANEL, person, now=now, rules=rules)
    history.record_action(context, "web-signed-in", f"person:{person.id}", address=row.address)
    earlier = select(WebSession).where(WebSession.token_hash == hash_secret(before), WebSession.person_id == person.id)
    last = await session.scalar(earlier) if before else None
    if last is not None and last.ended_at is None:
        await to_phone.carry_over_browser(session, person.id, last.id, begun.id)
    await _tell_of_new_place(context, person, begun)
    return token


async def get_waiting_code(session: AsyncSession, browser_hash: bytes, *, now: datetime) -> str | None:
    """Return the code of a browser that may still be let in. A refused browser is not told: its code expires as any
    does."""
    mine = select(WebSignIn.code).where(WebSignIn.browser_hash == browser_hash, WebSignIn.used_at.is_(None))
    code: str | None = await session.scalar(mine.where(WebSignIn.ends_at > now))
    return code


async def _make_room(session: AsyncSession, browser: Browser, now: datetime) -> None:
    """End what this browser asked before. Rows are deleted after a day; those without a person at their end, or when
    there are very many, so that strangers cannot fill the table."""
    mine = update(WebSignIn).where(WebSignIn.browser_hash == browser.before, WebSignIn.ends_at > now)
    await session.execute(mine.values(ends_at=now))
    nobodys = WebSignIn.person_id.is_(None)
    beyond = skip_to(select(WebSignIn.id).where(nobodys).order_by(WebSignIn.id.desc()), _NOBODYS)
    gone = or_(
        WebSignIn.ends_at < now - _KEPT, nobodys & (WebSignIn.ends_at <= now), nobodys & WebSignIn.id.in_(beyond)
    )
    await session.execute(delete(WebSignIn).where(gone))


async def _judge(session: AsyncSession, person: Person, browser: Browser, now: datetime) -> sign_in_limits.Verdict:
    if sign_in_limits.has_word(person, browser.word, now):
        return sign_in_limits.Verdict.ASKED
    return await sign_in_limits.judge_browser(session, person, browser.address, now)


async def _find_who_may_enter(session: AsyncSession, named: str, rules: DeskSettings) -> Person | None:
    person = await _find_named(session, named)
    return person if person is not None and permissions.can_enter(person, rules) else None


async def _find_named(session: AsyncSession, named: str) -> Person | None:
    """Return the member of the team with that @username, once they have sent `/panel`, or Telegram id."""
    name = named.strip().removeprefix("@").casefold()
    team = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    if name.isdecimal() and len(name) < 19:
        return await session.scalar(team.where(Person.telegram_id == int(name)))
    called = team.where(func.lower(Person.username) == name, Person.panel_opened_at.is_not(None))
    found = (await session.scalars(called.limit(2))).all() if name else []
    return found[0] if len(found) == 1 else None


MANY = 20
"""How many browsers that ask within an hour and are not let in are many."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


async def _tell_of_new_place(context: Context, person: Person, row: WebSession) -> None:
    """Tell the admins, and the person, of a sign-in from a network where none of their sessions was. The first session
    of a person is no news."""
    known = await list_own_networks(context.session, person.id, but=row.id)
    if not known or address_info.get_network(row.address) in known:
        return
    args: Args = {"name": person.name, "browser": row.browser, "address": row.address}
    await alert_admins(context, "security-new-place", args, row)
    if not has_grant(person, Grant.TEAM):
        slot, buttons = make_end_button(context, row)
        notifier.post_letter(context, person, Say("security-new-place", args, buttons, slot=slot, staff_only=True))


async def _tell_of_many(context: Context) -> None:
    """Tell the admins, once a day, that many browsers asked within an hour and were not let in."""
    failed = select(func.count()).where(WebSignIn.asked_at > context.now - _HOUR, WebSignIn.let_in_at.is_(None))
    n = await context.session.scalar(failed) or 0
    if n < MANY:
        return
    told_at = await history.find_last_time(context, "desk", "web-many-failed")
    if told_at is None or told_at <= context.now - _DAY:
        history.record_action(context, "web-many-failed", "desk")
        await alert_admins(context, "security-many-failed", {"n": n})
