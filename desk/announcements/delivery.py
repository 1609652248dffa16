"""Delivery of an announcement: a few receivers at a time, each once, and then the outcome for each."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Announcement,
    AnnouncementReceiver,
    Box,
    Lane,
    Person,
)
from db.queue import keys
from db.unit_of_work import NewJob
from desk import DeskSettings
from desk.announcements.mailing import SCHEDULED, SENDING, SENT, STOPPED
from desk.announcements.receivers import (
    A_SECOND,
    can_be_written_to,
    is_reachable,
    store_receivers,
)
from desk.outbox import Show, letters, letters_for_blocked
from desk.sla.night_alerts import is_night

_PAUSE = timedelta(seconds=1)
ON_ITS_WAY = timedelta(seconds=2)  # between two checks of the last outcomes
PASSED = "passed"
_LEARN = text("""
update mailing_receivers r set outcome = case
    when w.state is null then 'unknown' when w.state <> 'done' then 'failed' when w.error is null then 'sent'
    when w.error = :lost then 'unknown' when w.error = :unreachable then 'refused' else 'passed' end
from (
  select m.person_id, j.state, j.error from mailing_receivers m
  left join jobs j on j.box = 'to_telegram' and j.dedup = 'mailing:' || m.mailing_id || ':' || m.person_id
  where m.mailing_id = :mailing and m.posted_at is not null and m.outcome is null
) w
where r.mailing_id = :mailing and r.person_id = w.person_id and w.state is distinct from 'waiting'
""")


async def send_due(session: AsyncSession, mailing_id: int, now: datetime, rules: DeskSettings) -> None:
    """Send to the next receivers if it is still under way, and read the outcomes of earlier ones. One that is
    scheduled begins."""
    mailing = await session.get(Announcement, mailing_id, with_for_update=True, populate_existing=True)
    if mailing is None or mailing.next_at is None or mailing.next_at > now:
        return
    if mailing.state == SCHEDULED:
        mailing.receivers = await store_receivers(session, mailing, rules)
        mailing.state, mailing.started_at = SENDING, now
    given = {
        "mailing": mailing.id,
        "lost": letters_for_blocked.MAY_HAVE_COME,
        "unreachable": letters_for_blocked.NOT_REACHABLE,
    }
    await session.execute(_LEARN, given)
    if mailing.state == SENDING and await _go_on(session, mailing, now, rules):
        mailing.next_at = now + _PAUSE
    elif await _some_are_on_their_way(session, mailing):
        mailing.next_at = now + ON_ITS_WAY
    else:
        _end(session, mailing, now)


async def _go_on(session: AsyncSession, mailing: Announcement, now: datetime, rules: DeskSettings) -> bool:
    """Send to the next receivers; return False if there are none."""
    left = select(AnnouncementReceiver.person_id).where(
        AnnouncementReceiver.mailing_id == mailing.id, AnnouncementReceiver.posted_at.is_(None)
    )
    chosen = list(await session.scalars(left.order_by(AnnouncementReceiver.person_id).limit(A_SECOND)))
    if not chosen:
        return False
    who = (
        is_reachable() if mailing.problem_id is None else can_be_written_to()
    )  # its receivers asked for it by following the problem
    there = set(await session.scalars(select(Person.id).where(Person.id.in_(chosen), *who)))
    for person_id in sorted(there):
        _post(session, mailing.id, person_id, now, silent=is_night(rules, now))
    for people, outcome in ((there, None), (set(chosen) - there, PASSED)):
        if not people:
            continue
        these = (AnnouncementReceiver.mailing_id == mailing.id, AnnouncementReceiver.person_id.in_(people))
        await session.execute(update(AnnouncementReceiver).where(*these).values(posted_at=now, outcome=outcome))
    return True


async def _some_are_on_their_way(session: AsyncSession, mailing: Announcement) -> bool:
    on_their_way = (AnnouncementReceiver.posted_at.is_not(None), AnnouncementReceiver.outcome.is_(None))
    some = exists().where(AnnouncementReceiver.mailing_id == mailing.id, *on_their_way)
    return bool(await session.scalar(select(some)))


def _end(session: AsyncSession, mailing: Announcement, now: datetime) -> None:
    """End it once all outcomes are known, and update its author's message."""
    mailing.next_at = None
    if mailing.state != STOPPED:
        mailing.state, mailing.ended_at = SENT, now
    shown = Show("mailing", slot=f"mailing:{mailing.id}", only_edit=True)
    letters.queue_letter(session, mailing.author_id, shown, now=now)


def _post(session: AsyncSession, mailing_id: int, person_id: int, now: datetime, *, silent: bool) -> None:
    """Send it under a key of its own, so that nothing else for the person waits for it."""
    letter = Show("mailed", slot=f"mailed:{mailing_id}", fresh=True, silent=silent)
    payload = queue.encode_payload(letters.dump_letter(letter))
    dedup = f"mailing:{mailing_id}:{person_id}"
    key = keys.make_announcement_key(person_id)
    job = NewJob(Box.TO_TELEGRAM, key, payload, now, lane=Lane.MAILINGS, dedup=dedup, person_id=person_id)
    queue.put_job(session, job)
