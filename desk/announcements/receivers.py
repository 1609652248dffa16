"""The people who get an announcement, by whom it is for."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from db.models import (
    Announcement,
    AnnouncementReceiver,
    Category,
    Person,
    Role,
    Ticket,
)
from desk import DeskSettings
from desk.i18n import LANGUAGES
from desk.people.chat_ids import FIRST_OWN_CHAT

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


async def store_receivers(session: AsyncSession, mailing: Announcement, rules: DeskSettings) -> int:
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
    """Match people who started the bot, have not blocked it, and are not blocked: none who write to a colleague's own
    account, where nothing of the kind is said."""
    return (
        Person.telegram_id < FIRST_OWN_CHAT,
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
    return max(1, -(-receivers // A_SECOND))


A_SECOND = 20
"""Below Telegram's 30 sends a second over all chats (Bot FAQ, read 2026-11), so that answers pass it by."""
