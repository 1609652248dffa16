"""Announcements as admins and their receivers read them: frozen values. Changes nothing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Announcement,
    AnnouncementReceiver,
    Category,
    Event,
)
from desk import DeskSettings
from desk.announcements.mailing import DRAFT, DROPPED, SCHEDULED, SENDING, SENT
from desk.announcements.receivers import (
    Audience,
    count_receivers,
    estimate_seconds,
)
from desk.text import RichText
from desk.topics import editing

_LAST = 6
_UNDER_WAY = (SENDING, SENT)


@dataclass(frozen=True, slots=True)
class AnnouncementInfo:
    """An announcement.

    `people`: how many it would reach now, or was begun for; `posted`: to how many of them it was sent or is on its way;
    `refused`: so many cannot be written to; `unknown`: for so many it is unclear whether they got it; `failed`: so many
    could not be sent; `event`, `category`: names, None for any; `starts_at`:
    when a scheduled one begins.
    """

    id: int
    state: str
    words: RichText
    people: int
    posted: int
    to: Audience
    event: str | None
    category: str | None
    refused: int = 0
    unknown: int = 0
    failed: int = 0
    starts_at: datetime | None = None

    @property
    def seconds(self) -> int:
        """How long the rest of it takes."""
        return estimate_seconds(self.people - self.posted)


async def load_announcement(session: AsyncSession, mailing_id: int, rules: DeskSettings) -> AnnouncementInfo | None:
    """Return one announcement, or None."""
    row = await session.get(Announcement, mailing_id)
    return None if row is None else await _info(session, row, rules)


async def list_latest(session: AsyncSession, rules: DeskSettings, *, drafts: bool = False) -> list[AnnouncementInfo]:
    """Return the newest announcements that were begun or scheduled; `drafts`: those that were not, too."""
    begun = (
        select(Announcement)
        .where(Announcement.state.not_in((DROPPED,) if drafts else (DRAFT, DROPPED)))
        .order_by(Announcement.id.desc())
        .limit(_LAST)
    )
    return [await _info(session, row, rules) for row in await session.scalars(begun)]


@dataclass(frozen=True, slots=True)
class ReceivedAnnouncement:
    """An announcement as its receiver reads it. `problem_id`: the known problem whose end it announces; `goes`: it was
    not stopped."""

    words: RichText
    problem_id: int | None
    goes: bool


async def load_for_receiver(session: AsyncSession, mailing_id: int) -> ReceivedAnnouncement | None:
    """Return the announcement, or None."""
    row = await session.get(Announcement, mailing_id)
    if row is None:
        return None
    return ReceivedAnnouncement(RichText.load(row.text, row.entities), row.problem_id, row.state in _UNDER_WAY)


async def list_events(session: AsyncSession, most: int) -> list[tuple[int, str]]:
    """Return ids and names of events, newest first."""
    live = select(Event.id, Event.name).where(Event.removed_at.is_(None))
    return [(row.id, row.name) for row in await session.execute(live.order_by(Event.starts_on.desc()).limit(most))]


async def list_topics(session: AsyncSession, language: str) -> list[tuple[int, str]]:
    """Return ids and names of topics and their groups."""
    return [(one.id, one.get_name(language)) for one in await editing.load_tree(session)]


async def _info(session: AsyncSession, row: Announcement, rules: DeskSettings) -> AnnouncementInfo:
    to = Audience.of(row)
    people = row.receivers if row.receivers is not None else await count_receivers(session, to, rules)
    became = await _became(session, row) if row.receivers is not None else {}
    event = await session.get(Event, row.event_id) if row.event_id is not None else None
    category = await session.get(Category, row.category_id) if row.category_id is not None else None
    return AnnouncementInfo(
        row.id, row.state, RichText.load(row.text, row.entities), people, became.get(None, 0) + became.get("sent", 0),
        to, event.name if event is not None else None, category.name if category is not None else None,
        **{what: became.get(what, 0) for what in ("refused", "unknown", "failed")},
        starts_at=row.next_at if row.state == SCHEDULED else None,
    )  # fmt: skip


async def _became(session: AsyncSession, mailing: Announcement) -> dict[str | None, int]:
    """Return how many of the sent messages had each outcome; None counts those on their way."""
    posted = (AnnouncementReceiver.mailing_id == mailing.id, AnnouncementReceiver.posted_at.is_not(None))
    counted = (
        select(AnnouncementReceiver.outcome, func.count().label("n"))
        .where(*posted)
        .group_by(AnnouncementReceiver.outcome)
    )
    return {row.outcome: row.n for row in await session.execute(counted)}
