"""Wake staff outside Telegram about a ticket that nobody has: by SMS, a call or an e-mail, or in browsers in which they
use the panel.

Only who chose it, and shared their number or proved that an address is theirs, is woken: for a critical ticket each
time it is notified of again, for one that a person escalated after the same time. What is no longer true or too late
when it is sent is dropped. Nothing of what people wrote leaves: the number of the ticket, its topic and its priority.
Knows no HTTP and no SMTP: the bot sends the jobs (`bot/phone_alerts.py`), the process of the
mailbox the e-mails (`mail/outbox.py`).
"""

import re
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Category, DeskRow, Entry, History, Job, JobState, Person, Ticket, WebSession, any_of
from db.queue import ClaimedJob, Done, keys
from db.unit_of_work import NewJob
from desk import history, references
from desk.context import Context
from desk.i18n import catalog
from desk.notifications import notifier, to_admins
from desk.outbox import Say
from desk.policy import STAFF, is_staff, lateness
from desk.policy.phone_alerts import (
    ALERT_BROWSERS,
    AlertBrowser,
    PhoneWay,
    get_alert_browsers,
    get_phone_number,
    get_phone_way,
    get_unproven_address,
    list_phone_ways,
    set_alert_browsers,
)
from desk.settings import DeskSettings
from desk.text import shorten_line

A_DAY = timedelta(days=1)
GOOD_FOR = lateness.REPEATED_EVERY
"""How long after its time an alert is still sent."""
MOST_OF_TICKET = 3
"""To one person about one ticket, in whichever ways."""
MOST_OF_PERSON = 10
"""To one person a day."""
MOST_OF_REQUESTER = 3
"""Tickets of one requester a day: nobody uses up the day's alerts alone."""
MOST_OF_ADDRESS = 3
"""E-mails a day that ask whether one address is somebody's, whoever typed it."""
_TOPIC = 20  # characters, so that a text in Russian is one SMS
TOKEN = "token"  # noqa: S105
"""The trouble of the desk's row that Telegram refuses the bot's token."""
POLL = "poll"
"""The trouble that Telegram does not answer the bot; its moment is that of the last answer."""
TODOIST = "todoist"
"""The trouble that Todoist does not answer."""
_PROOF = re.compile(r"mail_[A-Za-z0-9_-]{24}")
_PROOF_LINK = "https://t.me/{username}?start={code}"
_UNWANTED = Done("not wanted any more")
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk gateway'))")


class PhoneReason(StrEnum):
    """Why a person is woken; TELEGRAM: it refuses the bot's token; TEST: to try their number, PROOF: to ask if an
    address is theirs. Stored in jobs, and sent to the gateway, PROOF only by mail."""

    CRITICAL = "critical"
    ESCALATED = "escalated"
    TELEGRAM = "telegram"
    TEST = "test"
    PROOF = "proof"


@dataclass(slots=True)
class _DaysUse:
    """The alerts of the last 24 hours that were sent or may still be. `spent`: each try counts, as each may cost."""

    spent: int = 0
    of_person: dict[int, list[datetime]] = field(default_factory=dict)
    of_ticket: dict[tuple[int, int], int] = field(default_factory=dict)
    of_requester: dict[int, set[int]] = field(default_factory=dict)
    of_address: Counter[str] = field(default_factory=Counter)

    def note(self, person_id: int, about: tuple[int, int] | None, at: datetime, tries: int = 1) -> None:
        """Count one alert; `about`: the ids of its ticket and requester."""
        self.spent += tries
        self.of_person.setdefault(person_id, []).append(at)
        if about is not None:
            ticket_id, requester_id = about
            self.of_ticket[person_id, ticket_id] = self.of_ticket.get((person_id, ticket_id), 0) + 1
            self.of_requester.setdefault(requester_id, set()).add(ticket_id)

    def has_room(self, person: Person, ticket: Ticket | None, due_at: datetime) -> bool:
        """Return True if the person may be woken once more: never twice within three minutes, whatever for."""
        times = self.of_person.get(person.id, [])
        if len(times) >= MOST_OF_PERSON or any(abs(due_at - at) < lateness.SOUND_GAP for at in times):
            return False
        if ticket is None:
            return True
        others = self.of_requester.get(ticket.requester_id, set()) - {ticket.id}
        return self.of_ticket.get((person.id, ticket.id), 0) < MOST_OF_TICKET and len(others) < MOST_OF_REQUESTER


_Way = AlertBrowser | None
"""A browser, or None for the gateway or the mailbox, as the person chose."""


async def alert_people(ctx: Context, people: Sequence[Person], ticket: Ticket | None, reason: PhoneReason) -> None:
    """Queue an alert to those of the people who want it, within the limits; costs no statement for others."""
    await _queue_alerts(ctx, [(one, _list_ways(one, ctx.rules)) for one in people], ticket, reason)


async def ask_for_proof(ctx: Context, person: Person) -> bool:
    """Queue the mail by whose link the person proves that the address they typed is theirs. Return False if the day's
    limits are used up."""
    used, mark = (
        await _load_use(ctx.session, ctx.now),
        await _make_proof(ctx.session, 0, get_unproven_address(person) or ""),
    )
    if used.spent >= ctx.rules.gateway.per_day or len(used.of_person.get(person.id, [])) >= MOST_OF_PERSON:
        return False
    if used.of_address[mark] >= MOST_OF_ADDRESS:
        return False
    said = {"do": PhoneReason.PROOF.value, "until": (ctx.now + A_DAY).isoformat(), "mark": mark}
    queue.put_job(ctx.session, _make_job(person, None, None, said, ctx.now))
    return True


async def try_way(ctx: Context, person: Person, way: _Way) -> None:
    """Queue a test of one way of the person's, within the limits."""
    ways = [one for one in _list_ways(person, ctx.rules) if one == way]
    await _queue_alerts(ctx, [(person, ways)], None, PhoneReason.TEST)


async def try_browser(ctx: Context, person: Person, browser: AlertBrowser, *, is_instead: bool) -> None:
    """Try a browser that was added. If it takes the place of another one (`is_instead`), its person is told."""
    history.record_action(ctx, "phone-way", f"person:{person.id}", "browser" if is_instead else "off", "browser")
    await try_way(ctx, person, browser)
    if is_instead:
        notifier.post_letter(ctx, person, Say("alert-browser-instead", staff_only=True))


def _list_ways(person: Person, rules: DeskSettings) -> list[_Way]:
    """Return the ways that the person has chosen and the desk has, SMS, call or e-mail first."""
    has_number = get_phone_way(person) in list_phone_ways(rules) and get_phone_number(person) is not None
    gateway: list[_Way] = [None] if has_number else []
    return [*gateway, *(get_alert_browsers(person) if rules.web.url is not None and rules.web.secret_keys else ())]


async def _queue_alerts(
    ctx: Context, wanted: Sequence[tuple[Person, list[_Way]]], ticket: Ticket | None, reason: PhoneReason
) -> None:
    wanted = [(person, ways) for person, ways in wanted if ways]
    if not wanted:
        return
    due_at = ctx.now + (lateness.REPEATED_EVERY if reason is PhoneReason.ESCALATED else timedelta())
    used, most = await _load_use(ctx.session, ctx.now), ctx.rules.gateway.per_day
    for person, ways in wanted:
        open_ways = [way for way in ways if way is not None or used.spent < most]
        if not open_ways or not used.has_room(person, ticket, due_at):
            continue
        about = (ticket.id, ticket.requester_id) if ticket is not None else None
        used.note(person.id, about, due_at, tries=open_ways.count(None))
        for place, way in enumerate(open_ways):
            said = {"do": reason.value, "until": (due_at + GOOD_FOR).isoformat(), **({"also": 1} if place else {})}
            job = _make_job(person, about[0] if about is not None else None, way, said, ctx.now)
            queue.put_job(ctx.session, replace(job, due_at=due_at))
        if None in open_ways and used.spent == most:
            await to_admins.tell_admins(ctx.session, "phone-limit", now=ctx.now, n=most)


async def _load_use(session: AsyncSession, now: datetime) -> _DaysUse:
    """Return what was used, after concurrent units of work have noted theirs."""
    await session.execute(_ONE_AT_A_TIME)
    stamped = Job.dedup > _make_stamp(now - A_DAY), Job.dedup < _make_stamp(now + A_DAY)  # no other name of a mail
    told = (any_of(Job.box, [Box.TO_GATEWAY.value, Box.TO_MAIL.value]), *stamped)
    is_spent = or_(Job.state != JobState.DONE, Job.error.is_(None))
    found = select(Job.person_id, Job.ticket_id, Ticket.requester_id, Job.created_at, Job.payload)
    used = _DaysUse()
    for row in await session.execute(found.outerjoin(Ticket, Ticket.id == Job.ticket_id).where(*told, is_spent)):
        data = queue.decode_payload(row.payload)
        if "also" in data:
            continue
        is_proof = data["do"] == PhoneReason.PROOF.value
        used.of_address[data.get("mark", "")] += 1
        at = row.created_at if is_proof else datetime.fromisoformat(data["until"]) - GOOD_FOR
        about = (row.ticket_id, row.requester_id) if row.ticket_id is not None else None
        used.note(row.person_id, about, at, 0 if "browser" in data else max(data.get("sent", 0), 1))
    return used


def _make_stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S")


def _make_job(person: Person, ticket_id: int | None, way: _Way, said: dict[str, Any], now: datetime) -> NewJob:
    """Return the job; by the stamp that its name begins with, the jobs of a day are found. One that says `also` does
    not count: another job of the same alert does."""
    is_proof = said["do"] == PhoneReason.PROOF.value
    by_mail = way is None and (is_proof or get_phone_way(person) is PhoneWay.EMAIL)
    key, name = keys.make_gateway_key(person.id, by_mail=by_mail), f"{_make_stamp(now)}:{person.id}:{ticket_id or 0}"
    if way is not None:
        said = {**said, "browser": way.session_id}
        key, name = keys.make_browser_key(person.id, way.session_id), f"{name}:{way.session_id}"
    body = queue.encode_payload(said)
    box = Box.TO_MAIL if by_mail else Box.TO_GATEWAY
    return NewJob(box, key, body, now, ticket_id=ticket_id, person_id=person.id, dedup=name)


@dataclass(frozen=True, slots=True)
class BrowserAlert:
    """An alert for one browser of a person."""

    person_id: int
    browser: AlertBrowser
    text: str
    ticket: int | None


async def prepare_alert(
    session: AsyncSession, job: ClaimedJob, now: datetime, rules: DeskSettings
) -> dict[str, Any] | BrowserAlert | Done:
    """Return what the gateway is asked for a job or what is mailed, or what a browser shows, or why nothing is to be
    sent any more."""
    data = job.load_payload()
    if now >= datetime.fromisoformat(data["until"]):
        return Done("too late")
    person = await session.get_one(Person, job.person_id, populate_existing=True)
    ticket = await session.get(Ticket, job.ticket_id, populate_existing=True) if job.ticket_id is not None else None
    reason = PhoneReason(data["do"])
    if not is_staff(person):
        return _UNWANTED
    if reason is PhoneReason.PROOF:
        return await _prepare_proof(session, person, rules)
    if ticket is not None and not await _is_true(session, ticket, reason):
        return Done("somebody has it")
    troubles = (await session.scalar(select(DeskRow.troubles)) or {}) if reason is PhoneReason.TELEGRAM else {}
    if reason is PhoneReason.TELEGRAM and not {TOKEN, POLL} & troubles.keys():
        return Done("it is over")
    way, number = get_phone_way(person), get_phone_number(person)
    browser = await _find_browser(session, person, data["browser"]) if "browser" in data else None
    is_other = "browser" not in data and (way is PhoneWay.EMAIL) is not (job.box is Box.TO_MAIL)
    if is_other or None in ((browser,) if "browser" in data else (way, number)):
        return _UNWANTED
    language = catalog.choose_language(person, rules.locale)
    reach = "browser" if browser is not None and reason is PhoneReason.TEST else reason.value
    reach = "away" if reason is PhoneReason.TELEGRAM and TOKEN not in troubles else reach
    said = catalog.say(language, "phone-said", reason=reach, **await _name_ticket(session, ticket))
    named = ticket.number if ticket is not None else None
    if browser is not None:
        return BrowserAlert(person.id, browser, said, named)
    assert way is not None
    asked = {"id": f"alert_{job.id}", "way": way.value, "to": number, "text": said, "language": language}
    return {**asked, "reason": reason.value, "ticket": named}


async def _prepare_proof(session: AsyncSession, person: Person, rules: DeskSettings) -> dict[str, Any] | Done:
    """Return the mail that asks if an address is the person's. Its link opens the chat with the bot: a program that
    reads the mail proves nothing, a press there does."""
    address, username = get_unproven_address(person), await session.scalar(select(DeskRow.bot_username))
    if address is None or not username:
        return _UNWANTED
    language = catalog.choose_language(person, rules.locale)
    link = _PROOF_LINK.format(username=username, code=await _make_proof(session, person.id, address))
    said = catalog.say(language, "alert-address-proof")
    return {"to": address, "text": said, "language": language, "ticket": None, "proof": link}


def is_proof_code(code: str) -> bool:
    """Return True if the payload of /start has the form of such a link's."""
    return _PROOF.fullmatch(code) is not None


async def is_proof_of(session: AsyncSession, person: Person, code: str) -> bool:
    """Return True if the code is of the mail to the address that the person typed last."""
    address = get_unproven_address(person)
    return address is not None and references.is_same(await _make_proof(session, person.id, address), code)


async def _make_proof(session: AsyncSession, person_id: int, address: str) -> str:
    mark = references.sign(await references.load_key(session), references.Purpose.PROOF, f"{person_id} {address}")
    return f"mail_{urlsafe_b64encode(mark).decode()}"


async def _find_browser(session: AsyncSession, person: Person, session_id: int) -> AlertBrowser | None:
    """Return the person's browser of that session of the panel; it is forgotten if the session was ended."""
    browser = next((one for one in get_alert_browsers(person) if one.session_id == session_id), None)
    row = await session.get(WebSession, session_id, populate_existing=True)
    if browser is not None and (row is None or row.ended_at is not None):
        await forget_browser(session, person.id, browser)
        return None
    return browser


async def forget_browser(session: AsyncSession, person_id: int, browser: AlertBrowser) -> None:
    """Wake the person in this browser no more: its session has ended, or its push service does not know it."""
    person = await session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    person.switches = set_alert_browsers(person, [one for one in get_alert_browsers(person) if one != browser])


async def carry_over_browser(session: AsyncSession, person_id: int, before: int, session_id: int) -> None:
    """Let the browser of one session go on waking the person in the next one, which signing out then ends."""
    person = await session.get_one(Person, person_id, with_for_update={"key_share": True}, populate_existing=True)
    browsers = get_alert_browsers(person)
    moved = [replace(one, session_id=session_id) if one.session_id == before else one for one in browsers]
    if moved != browsers:
        person.switches = set_alert_browsers(person, moved)


async def has_alert_browsers(session: AsyncSession) -> bool:
    """Return True if anybody is woken in a browser."""
    return bool(await session.scalar(select(select(Person.id).where(Person.switches.has_key(ALERT_BROWSERS)).exists())))


async def _name_ticket(session: AsyncSession, ticket: Ticket | None) -> dict[str, str | int]:
    """Return the ticket's number, and the name that admins gave its topic."""
    named = ticket.category_id if ticket is not None else None
    topic = await session.scalar(select(Category.name).where(Category.id == named)) if named is not None else None
    number = ticket.number if ticket is not None else 0
    return {"number": number, "has_topic": int(topic is not None), "topic": shorten_line(topic or "", _TOPIC)}


async def _is_true(session: AsyncSession, ticket: Ticket, reason: PhoneReason) -> bool:
    """Return True if nobody has a critical ticket, or nobody of the team did anything about an escalated one since."""
    if reason is PhoneReason.CRITICAL:
        return ticket.priority == lateness.CRITICAL and not ticket.is_taken and ticket.is_teams_turn
    if ticket.escalated_at is None or ticket.is_finished:
        return False
    team = select(Person.id).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None))
    done = (History.ticket_id == ticket.id, History.at > ticket.escalated_at, History.actor_id.in_(team))
    said = (Entry.ticket_id == ticket.id, Entry.created_at > ticket.escalated_at, Entry.author_id.in_(team))
    acted = or_(select(History.id).where(*done).exists(), select(Entry.id).where(*said).exists())
    return not await session.scalar(select(acted))
