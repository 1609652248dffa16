"""The people whom a notification with sound has just reached: in a team of more than six, no phone sounds twice within
three minutes.

Critical tickets and words in an agent's own tickets are excepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, SentCard, SoundRecord
from desk.policy import lateness

ALL_AT_ONCE = 6
"""Up to this size of the team everyone hears everything, without stages and gaps."""
HEARD_WITHIN = lateness.SOUND_GAP + timedelta(seconds=30)
"""Three minutes, and half a minute that a card may wait to be sent, so that sounds are apart where they are heard."""
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk waves'))")


async def wait_for_others(session: AsyncSession) -> None:
    """Wait until concurrent units of work have noted their sounds, so that the later one knows of the earlier."""
    await session.flush()
    await session.execute(_ONE_AT_A_TIME)


@dataclass(slots=True)
class RecentSounds:
    """The members of staff who have just got a sound, and those who get one now; empty for small teams."""

    session: AsyncSession
    now: datetime
    counted: bool
    lately: set[int] = field(default_factory=set)

    @classmethod
    async def load(cls, session: AsyncSession, staff: Sequence[Person], now: datetime) -> RecentSounds:
        """Load the recent sounds, after concurrent ones were noted. A small team costs no query."""
        sounds = cls.start(session, staff, now)
        if sounds.counted:
            sounds.lately = await list_recent(session, now)
        return sounds

    @classmethod
    def start(cls, session: AsyncSession, staff: Sequence[Person], now: datetime) -> RecentSounds:
        """Begin without recent sounds, for notifications that always make one."""
        return cls(session, now, counted=len(staff) > ALL_AT_ONCE)

    def hush(self, person: Person, *, silent: bool) -> bool:
        """Return True if a line makes no sound for the person; a sound is noted."""
        if silent or person.id in self.lately:
            return True
        self.note_person(person)
        return False

    def note_people(self, people: Sequence[Person]) -> None:
        """Note people who have just got a sound that was stored elsewhere."""
        if self.counted:
            self.lately.update(person.id for person in people)

    def note_person(self, person: Person) -> None:
        """Note that the person gets a sound now."""
        if self.counted:
            self.lately.add(person.id)
            note_sound(self.session, person, self.now)


async def list_recent(session: AsyncSession, now: datetime) -> set[int]:
    """Return ids of people who got a sound within the last three minutes, or whose letter may still wait."""
    await wait_for_others(session)
    since, until = now - HEARD_WITHIN, now + HEARD_WITHIN  # by a clock that was ahead: it has not rung yet
    cards = select(SentCard.person_id).where(SentCard.at > since, SentCard.at < until, SentCard.rang)
    others = select(SoundRecord.person_id).where(SoundRecord.at > since, SoundRecord.at < until)
    return set(await session.scalars(cards.union(others)))


def note_sound(session: AsyncSession, person: Person, now: datetime) -> None:
    """Note a sound for the person that does not come from a staged card."""
    session.add(SoundRecord(person_id=person.id, at=now))
