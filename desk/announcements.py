"""Announcements: one text to many requesters, once to each, in the lowest lane. Admins can stop one, and receivers can
switch them off.

Verbs of admins on announcements: draft, choose the audience, begin or schedule, stop. Knows no channel; `sending`
delivers them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db import queue
from db.models import (
    Announcement,
    AnnouncementReceiver,
    Box,
    Category,
    Event,
    Lane,
    Person,
    ProblemFollower,
    Role,
    Ticket,
)
from db.queue import keys
from db.unit_of_work import NewJob
from desk import Desk, DeskSettings, EditConflict, Outdated, Refused, history
from desk.i18n import LANGUAGES
from desk.knowledge import markdown_files
from desk.outbox import Show, letters, letters_for_blocked
from desk.policy.permissions import Grant
from desk.sla.night_calls import is_night
from desk.text import RichText, count_units, is_blank
from desk.text.edited_field import EditedField
from desk.topics import editing

# The audience of an announcement: all reachable requesters, or those of an event, a topic, a language. Sends nothing.


OFF = "off"
SWITCH = "own_mailings"
"""The name of a person's switch for announcements, next to those of their notifications."""


@dataclass(frozen=True, slots=True)
class Audience:
    """All conditions have to match; without any, everybody is meant."""

    language: str | None = None
    event_id: int | None = None
    category_id: int | None = None

    @classmethod
    def of(cls, mailing: Announcement) -> "Audience":
        """Return the audience of a stored announcement."""
        return cls(mailing.language, mailing.event_id, mailing.category_id)


def has_announcements_on(person: Person) -> bool:
    """Return True unless the person has switched announcements off."""
    return (person.switches or {}).get(SWITCH) != OFF


async def count_receivers(session: AsyncSession, audience: Audience, rules: DeskSettings) -> int:
    """Return how many people it would reach now."""
    people = _people(audience, rules).subquery()
    return (await session.execute(select(func.count()).select_from(people))).scalar_one()


async def _store_receivers(session: AsyncSession, mailing: Announcement, rules: DeskSettings) -> int:
    """Store the receivers; return how many there are."""
    people = _people(Audience.of(mailing), rules).with_only_columns(literal(mailing.id), Person.id)
    chosen = insert(AnnouncementReceiver).from_select(["mailing_id", "person_id"], people).on_conflict_do_nothing()
    await session.execute(chosen)
    there = select(func.count()).where(AnnouncementReceiver.mailing_id == mailing.id)
    return (await session.execute(there)).scalar_one()


def is_reachable() -> tuple[ColumnElement[bool], ...]:
    """Match people who can be written to and have not switched announcements off."""
    return (*can_be_written_to(), func.coalesce(Person.switches[SWITCH].astext, "") != OFF)


def can_be_written_to() -> tuple[ColumnElement[bool], ...]:
    """Match people who started the bot, have not blocked it, and are not blocked."""
    return (
        Person.telegram_id.is_not(None),
        Person.started_at.is_not(None),
        Person.bot_blocked_at.is_(None),
        Person.gone_at.is_(None),
        Person.blocked_at.is_(None),
    )


def _people(audience: Audience, rules: DeskSettings) -> Select[int]:
    """Select requesters, and members of the team who have filed a request."""
    filed = select(Ticket.id).where(Ticket.requester_id == Person.id, Ticket.filed_at.is_not(None))
    people = select(Person.id).where(*is_reachable(), Person.role.not_in((Role.GROUP, Role.INTAKE_GROUP)))
    people = people.where(or_(Person.role == Role.REQUESTER, filed.exists()))
    if audience.language is not None:
        people = people.where(_language(rules) == audience.language)
    if audience.event_id is not None:
        people = people.where(
            or_(filed.where(Ticket.event_id == audience.event_id).exists(), Person.event_id == audience.event_id)
        )
    if audience.category_id is not None:
        people = people.where(filed.where(Ticket.category_id.in_(_with_leaves(audience.category_id))).exists())
    return people


def _with_leaves(category_id: int) -> Select[int]:
    """Select the topic, or the group with its topics."""
    return select(Category.id).where(or_(Category.id == category_id, Category.parent_id == category_id))


def _language(rules: DeskSettings) -> ColumnElement[str]:
    """Return the language to write in, as `desk.i18n.catalog.choose_language` does."""
    chosen, told = _short(Person.language_chosen), _short(Person.language)
    return case((chosen.in_(LANGUAGES), chosen), (told.in_(LANGUAGES), told), else_=rules.locale)


def _short(code: ColumnElement[str | None] | InstrumentedAttribute[str | None]) -> ColumnElement[str]:
    return func.lower(func.split_part(func.replace(func.coalesce(code, ""), "_", "-"), "-", 1))


def estimate_seconds(receivers: int) -> int:
    """Return how long it takes at most, in seconds."""
    return max(1, -(-receivers // _A_SECOND))


_A_SECOND = 20
"""Below Telegram's 30 sends a second over all chats (Bot FAQ, read 2026-11), so that answers pass it by."""


# A person's own switch for announcements. Knows no channel.


_ON = "on"


async def switch_announcements(desk: Desk, *, on: bool) -> None:
    """Switch announcements on or off, also for what waits in the outbox. Switching off ends what the person follows;
    what they follow later is sent."""
    await desk.refresh_actor()
    me = desk.require_actor()
    me.switches = {**(me.switches or {}), SWITCH: _ON if on else OFF}
    if not on and desk.rules.knowledge.problems is not None:
        followed = update(ProblemFollower).where(ProblemFollower.person_id == me.id)
        await desk.session.execute(followed.values(followed_at=None))


def has_used_switch(switches: dict[str, object] | None) -> bool:
    """Return True if the person ever used the switch: it is not shown to people who never got an announcement."""
    return SWITCH in (switches or {})


LONGEST = 3500
"""UTF-16 units of the text, so that it fits one message with the lines below it (Bot API, sendMessage: 4,096)."""
DRAFT, SCHEDULED, SENDING, SENT, STOPPED, DROPPED = "draft", "scheduled", "sending", "sent", "stopped", "dropped"
FARTHEST = timedelta(days=366)
"""The latest moment that an announcement can be scheduled for."""
_TEXT = "text"


async def draft_announcement(desk: Desk, words: RichText) -> int:
    """Create an announcement that is not sent yet; return its id. Raises NotAllowed, Refused for an empty or too long
    text."""
    await desk.require_grant(Grant.MAILINGS)
    _check_words(words)
    made = Announcement(author_id=desk.require_actor().id, text=words.text, entities=words.dump(), created_at=desk.now)
    desk.session.add(made)
    await desk.session.flush()
    return made.id


def read_field(typed: str) -> RichText:
    """Return the text of a field, typed as Markdown."""
    return markdown_files.read_field(typed.strip())


def write_field(words: RichText) -> str:
    """Return the text as its field is filled."""
    return markdown_files.write_markdown(words)


async def change_from_field(desk: Desk, mailing_id: int, wanted: EditedField) -> None:
    """Change the text of a draft from a field of a form. Raises NotAllowed, Outdated, Refused, EditConflict."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if wanted.has_clash(write_field(RichText.load(mailing.text, mailing.entities))):
        raise EditConflict({_TEXT}, {_TEXT})
    if wanted.is_touched:
        words = read_field(wanted.typed)
        _check_words(words)
        mailing.text, mailing.entities = words.text, words.dump()


async def set_audience(desk: Desk, mailing_id: int, to: Audience) -> None:
    """Set the audience of a draft. Raises NotAllowed, Outdated if it is no draft any more or names something that is
    gone."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if to.language not in (None, *LANGUAGES):
        raise Outdated
    if to.event_id is not None and to.event_id not in {event.id for event in desk.rules.events}:
        raise Outdated
    if to.category_id is not None and await editing.find_topic_of_tree(desk.session, to.category_id) is None:
        raise Outdated
    mailing.language, mailing.event_id, mailing.category_id = to.language, to.event_id, to.category_id


async def begin_sending(desk: Desk, mailing_id: int) -> int:
    """Send it to its audience as it is now; return how many. Raises NotAllowed, Outdated, Refused for an empty
    audience."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    chosen = await _store_receivers(desk.session, mailing, desk.rules)
    if not chosen:
        raise Refused("mailing-nobody")
    mailing.state, mailing.receivers, mailing.started_at, mailing.next_at = SENDING, chosen, desk.now, desk.now
    history.record_action(desk, "mailing-begun", f"mailing:{mailing.id}", None, str(chosen))
    return chosen


async def schedule_sending(desk: Desk, mailing_id: int, at: datetime) -> None:
    """Send it at that moment to its audience as it is then. Raises NotAllowed, Outdated, Refused for a moment that is
    past or too far ahead."""
    mailing = await _lock(desk, mailing_id, DRAFT)
    if not desk.now < at <= desk.now + FARTHEST:
        raise Refused("mailing-moment-wrong")
    mailing.state, mailing.next_at = SCHEDULED, at
    history.record_action(desk, "mailing-scheduled", f"mailing:{mailing.id}")


async def stop_sending(desk: Desk, mailing_id: int) -> None:
    """Stop it for all who have not got it yet; one that is scheduled is a draft again. Raises NotAllowed, Outdated if
    it is not under way."""
    mailing = await _lock(desk, mailing_id, SENDING, SCHEDULED)
    if mailing.state == SCHEDULED:
        mailing.state, mailing.next_at = DRAFT, None
    else:
        mailing.state, mailing.ended_at, mailing.next_at = STOPPED, desk.now, desk.now
    history.record_action(desk, "mailing-stopped", f"mailing:{mailing.id}")


async def discard_draft(desk: Desk, mailing_id: int) -> None:
    """Discard a draft. Raises NotAllowed, Outdated."""
    (await _lock(desk, mailing_id, DRAFT)).state = DROPPED


def _check_words(words: RichText) -> None:
    if all(is_blank(char) for char in words.text):
        raise Refused("mailing-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("mailing-too-long", most=LONGEST, n=count_units(words.text))


async def _lock(desk: Desk, mailing_id: int, *states: str) -> Announcement:
    await desk.require_grant(Grant.MAILINGS)
    one = select(Announcement).where(Announcement.id == mailing_id).with_for_update()
    mailing = await desk.session.scalar(one.execution_options(populate_existing=True))
    if mailing is None or mailing.state not in states:
        raise Outdated
    return mailing


# Delivery of an announcement: a few receivers at a time, each once, and then the outcome for each. Knows no channel
# and no wording. Stopping it also stops what waits in the outbox, which checks again when it is rendered.


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
    one = select(Announcement).where(Announcement.id == mailing_id).with_for_update()
    mailing = await session.scalar(one.execution_options(populate_existing=True))
    if mailing is None or mailing.next_at is None or mailing.next_at > now:
        return
    if mailing.state == SCHEDULED:
        mailing.receivers = await _store_receivers(session, mailing, rules)
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
    chosen = list(await session.scalars(left.order_by(AnnouncementReceiver.person_id).limit(_A_SECOND)))
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


# Announcements as admins and their receivers read them: frozen values. Changes nothing.


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
