"""Wake staff outside Telegram: an SMS or a call about a ticket that nobody has, through the operator's gateway.

Only who chose it and shared their number is woken, for a critical ticket each time it is notified of again, for one
that a person escalated after the same time. What is no longer true or too late when it is sent is dropped. Nothing of
what people wrote leaves: the number of the ticket, its topic and its priority. Knows no HTTP: the bot sends the jobs
(`bot/phone_alerts.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import Box, Category, Entry, History, Job, JobState, Person, Ticket
from db.queue import ClaimedJob, Done, NewJob, keys
from desk.context import Context
from desk.i18n import catalog
from desk.notifications import to_staff
from desk.policy import FINISHED, STAFF, is_staff, lateness
from desk.policy.wanted_notifications import get_phone_number, get_phone_way
from desk.settings import DeskSettings
from desk.text import shorten_line

A_DAY = timedelta(days=1)
GOOD_FOR = lateness.REPEATED_EVERY
"""How long after its time an alert is still sent."""
MOST_OF_TICKET = 3
"""To one person about one ticket."""
MOST_OF_PERSON = 10
"""To one person a day."""
MOST_OF_REQUESTER = 3
"""Tickets of one requester a day: nobody uses up the day's alerts alone."""
_TOPIC = 20  # characters, so that a text in Russian is one SMS
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk gateway'))")


class PhoneReason(StrEnum):
    """Why a person is woken; TEST: to try their number. Stored in jobs, and sent to the gateway."""

    CRITICAL = "critical"
    ESCALATED = "escalated"
    TEST = "test"


@dataclass(slots=True)
class _DaysUse:
    """The alerts of the last 24 hours that were sent or may still be. `spent`: each try counts, as each may cost."""

    spent: int = 0
    of_person: dict[int, list[datetime]] = field(default_factory=dict)
    of_ticket: dict[tuple[int, int], int] = field(default_factory=dict)
    of_requester: dict[int, set[int]] = field(default_factory=dict)

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


async def alert_people(ctx: Context, people: Sequence[Person], ticket: Ticket | None, reason: PhoneReason) -> None:
    """Queue an alert to those of the people who want it, within the limits; costs no statement for others."""
    wanted = [one for one in people if get_phone_way(one) is not None and get_phone_number(one) is not None]
    if ctx.rules.gateway.url is None or not wanted:
        return
    due_at = ctx.now + (lateness.REPEATED_EVERY if reason is PhoneReason.ESCALATED else timedelta())
    used, most = await _load_use(ctx.session, ctx.now), ctx.rules.gateway.per_day
    for person in wanted:
        if used.spent < most and used.has_room(person, ticket, due_at):
            used.note(person.id, (ticket.id, ticket.requester_id) if ticket is not None else None, due_at)
            queue.put_job(ctx.session, _make_job(person, ticket, reason, ctx.now, due_at))
            if used.spent == most:
                await to_staff.tell_admins(ctx.session, "phone-limit", now=ctx.now, n=most)


async def _load_use(session: AsyncSession, now: datetime) -> _DaysUse:
    """Return what was used, after concurrent units of work have noted theirs."""
    await session.execute(_ONE_AT_A_TIME)
    told = (Job.box == Box.TO_GATEWAY.value, Job.dedup > _make_stamp(now - A_DAY))
    is_spent = or_(Job.state != JobState.DONE, Job.error.is_(None))
    found = select(Job.person_id, Job.ticket_id, Ticket.requester_id, Job.created_at, Job.payload)
    used = _DaysUse()
    for row in await session.execute(found.outerjoin(Ticket, Ticket.id == Job.ticket_id).where(*told, is_spent)):
        data = queue.decode_payload(row.payload)
        at = datetime.fromisoformat(data["until"]) - GOOD_FOR
        about = (row.ticket_id, row.requester_id) if row.ticket_id is not None else None
        used.note(row.person_id, about, at, max(data.get("sent", 0), 1))
    return used


def _make_stamp(at: datetime) -> str:
    return at.strftime("%Y%m%d%H%M%S")


def _make_job(person: Person, ticket: Ticket | None, reason: PhoneReason, now: datetime, due_at: datetime) -> NewJob:
    """Return the job; by the stamp that its name begins with, the jobs of a day are found."""
    body = queue.encode_payload({"do": reason.value, "until": (due_at + GOOD_FOR).isoformat()})
    about = ticket.id if ticket is not None else None
    return NewJob(
        Box.TO_GATEWAY, keys.make_gateway_key(person.id), body, now, due_at=due_at, ticket_id=about,
        person_id=person.id, dedup=f"{_make_stamp(now)}:{person.id}:{about or 0}",
    )  # fmt: skip


async def prepare_alert(
    session: AsyncSession, job: ClaimedJob, now: datetime, rules: DeskSettings
) -> dict[str, Any] | Done:
    """Return what the gateway is asked for a job, or why nothing is to be sent any more."""
    data = job.load_payload()
    if now >= datetime.fromisoformat(data["until"]):
        return Done("too late")
    person = await session.get_one(Person, job.person_id, populate_existing=True)
    way, number = get_phone_way(person), get_phone_number(person)
    if not is_staff(person) or way is None or number is None:
        return Done("not wanted any more")
    ticket = await session.get(Ticket, job.ticket_id, populate_existing=True) if job.ticket_id is not None else None
    reason = PhoneReason(data["do"])
    if ticket is not None and not await _is_true(session, ticket, reason):
        return Done("somebody has it")
    language = catalog.choose_language(person, rules.locale)
    said = catalog.say(language, "phone-said", reason=reason.value, **await _name_ticket(session, ticket))
    asked = {"id": f"alert_{job.id}", "way": way.value, "to": number, "text": said, "language": language}
    return {**asked, "reason": reason.value, "ticket": ticket.number if ticket is not None else None}


async def _name_ticket(session: AsyncSession, ticket: Ticket | None) -> dict[str, str | int]:
    """Return the ticket's number, and the name that admins gave its topic."""
    named = ticket.category_id if ticket is not None else None
    topic = await session.scalar(select(Category.name).where(Category.id == named)) if named is not None else None
    number = ticket.number if ticket is not None else 0
    return {"number": number, "has_topic": int(topic is not None), "topic": shorten_line(topic or "", _TOPIC)}


async def _is_true(session: AsyncSession, ticket: Ticket, reason: PhoneReason) -> bool:
    """Return True if nobody has a critical ticket, or nobody of the team did anything about an escalated one since."""
    if reason is PhoneReason.CRITICAL:
        return ticket.priority == lateness.CRITICAL and not ticket.is_taken and lateness.is_running(ticket)
    if ticket.escalated_at is None or ticket.status in FINISHED:
        return False
    team = select(Person.id).where(Person.role.in_(STAFF), Person.dismissed_at.is_(None))
    done = (History.ticket_id == ticket.id, History.at > ticket.escalated_at, History.actor_id.in_(team))
    said = (Entry.ticket_id == ticket.id, Entry.created_at > ticket.escalated_at, Entry.author_id.in_(team))
    acted = or_(select(History.id).where(*done).exists(), select(Entry.id).where(*said).exists())
    return not await session.scalar(select(acted))
