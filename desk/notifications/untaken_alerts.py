"""For whom the desk has rung a moment ago, by whatever: where not all are called at once, nobody's phone rings twice
within three minutes, but for what is critical and for the words of their own tickets. Chooses no receiver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Ring, SentCard
from desk.policy import lateness

ALL_AT_ONCE = 6
"""Of a staff of so many, each hears everything as if this did not exist."""
HEARD_WITHIN = lateness.SOUND_GAP + timedelta(seconds=30)
"""Three minutes, and half of one that a card waits for its turn to be sent: rings are apart where they are heard."""
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('pulldesk waves'))")


async def wait_for_others(session: AsyncSession) -> None:
    """Until whoever else rings at this moment has rung: of two that ring at once, the later one knows of the other."""
    await session.flush()
    await session.execute(_ONE_AT_A_TIME)


@dataclass(slots=True)
class Rings:
    """Of a staff: who has been rung for lately, and who is now; nobody where all are called at once."""

    session: AsyncSession
    now: datetime
    counted: bool
    lately: set[int] = field(default_factory=set)

    @classmethod
    async def of(cls, session: AsyncSession, staff: Sequence[Person], now: datetime) -> Rings:
        """As it is once others have rung; costs nothing where all are called at once."""
        rings = cls.told(session, staff, now)
        if rings.counted:
            rings.lately = await lately(session, now)
        return rings

    @classmethod
    def told(cls, session: AsyncSession, staff: Sequence[Person], now: datetime) -> Rings:
        """For what rings whatever else has: only who is rung now."""
        return cls(session, now, counted=len(staff) > ALL_AT_ONCE)

    def hush(self, person: Person, *, silent: bool) -> bool:
        """Whether a line that may be silent anyway makes no sound for them; one that does is noted."""
        if silent or person.id in self.lately:
            return True
        self.rung(person)
        return False

    def known(self, people: Sequence[Person]) -> None:
        """Something that noted it by itself has just rung for them."""
        if self.counted:
            self.lately.update(person.id for person in people)

    def rung(self, person: Person) -> None:
        """Something makes a sound for them now."""
        if self.counted:
            self.lately.add(person.id)
            note(self.session, person, self.now)


async def lately(session: AsyncSession, now: datetime) -> set[int]:
    """Whom something has rung for within the last three minutes; it may have waited for its turn."""
    await wait_for_others(session)
    since, until = now - HEARD_WITHIN, now + HEARD_WITHIN  # by a clock that was ahead: it has not rung yet
    cards = select(SentCard.person_id).where(SentCard.at > since, SentCard.at < until, SentCard.rang)
    others = select(Ring.person_id).where(Ring.at > since, Ring.at < until)
    return set(await session.scalars(cards.union(others)))


def note(session: AsyncSession, person: Person, now: datetime) -> None:
    """Something other than a card of a wave makes a sound for them now."""
    session.add(Ring(person_id=person.id, at=now))
