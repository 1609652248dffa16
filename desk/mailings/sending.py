"""A mailing on its way: a few receivers at a time, each once. Knows no door and no wording.

Who stops it stops what is not sent yet: what waits in the outbox looks again when it is put into words.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.enums import Box, Lane
from db.models import Mailing, MailingReceiver, Person
from desk.mailings.audience import A_SECOND, reachable
from desk.mailings.mailings import SENDING, SENT
from desk.outbox import letters
from desk.outbox.letters import Show, View
from desk.settings import DeskSettings
from desk.sla.night_calls import is_night

_PAUSE = timedelta(seconds=1)


async def due(session: AsyncSession, mailing_id: int, now: datetime, rules: DeskSettings) -> None:
    """The next receivers, if it is still under way."""
    one = select(Mailing).where(Mailing.id == mailing_id).with_for_update()
    mailing = await session.scalar(one.execution_options(populate_existing=True))
    if mailing is None or mailing.state != SENDING or mailing.next_at is None or mailing.next_at > now:
        return
    left = select(MailingReceiver.person_id).where(
        MailingReceiver.mailing_id == mailing.id, MailingReceiver.posted_at.is_(None)
    )
    chosen = list(await session.scalars(left.order_by(MailingReceiver.person_id).limit(A_SECOND)))
    for person_id in await session.scalars(select(Person.id).where(Person.id.in_(chosen), *reachable())):
        _post(session, mailing.id, person_id, now, silent=is_night(rules, now))
    these = (MailingReceiver.mailing_id == mailing.id, MailingReceiver.person_id.in_(chosen))
    await session.execute(update(MailingReceiver).where(*these).values(posted_at=now))
    if len(chosen) == A_SECOND:
        mailing.next_at = now + _PAUSE
        return
    mailing.state, mailing.ended_at, mailing.next_at = SENT, now, None
    shown = Show(View.MAILING, slot=f"mailing:{mailing.id}", only_edit=True)
    letters.post(session, mailing.author_id, shown, now=now)


def _post(session: AsyncSession, mailing_id: int, person_id: int, now: datetime, *, silent: bool) -> None:
    """Under a key of its own: whatever else is for them does not wait for it."""
    letter = Show(View.MAILED, slot=f"mailed:{mailing_id}", fresh=True, silent=silent)
    payload = queue.body(letters.dump(letter))
    dedup = f"mailing:{mailing_id}:{person_id}"
    key = f"mailing:{person_id}"
    job = queue.Put(Box.TO_TELEGRAM, key, payload, now, lane=Lane.MAILINGS, dedup=dedup, person_id=person_id)
    queue.put(session, job)
