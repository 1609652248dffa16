"""Verbs about the topics that a person answers best: chosen by themselves, or by an admin."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AgentTopic, Category, Person
from desk import Desk, Refused, history
from desk.policy import permissions
from desk.staff.availability import lock_colleague, notify_of_change


async def set_topic(desk: Desk, person: int, category_id: int, *, on: bool) -> bool:
    """Add the category to the topics of that person (Telegram id), or remove it; return True if that changed
    anything."""
    member = await lock_colleague(desk, person)
    category = await desk.session.get(Category, category_id)
    if category is None or (category.removed_at is not None and on):
        raise Refused("no-such-category")
    if on:
        row = insert(AgentTopic).values(person_id=member.id, category_id=category_id)
        done = await desk.session.execute(row.on_conflict_do_nothing().returning(AgentTopic.person_id))
    else:
        theirs = (AgentTopic.person_id == member.id, AgentTopic.category_id == category_id)
        done = await desk.session.execute(delete(AgentTopic).where(*theirs).returning(AgentTopic.person_id))
    changed = done.first() is not None
    if changed:
        old, new = (None, category.name) if on else (category.name, None)
        history.record_action(desk, "topic-set", f"person:{member.id}", old, new)
        notify_of_change(desk, member, "topic-set-by", {"name": category.name, "on": int(on)})
    return changed


async def list_answering(session: AsyncSession, category_id: int) -> list[tuple[Person, bool]]:
    """Return everybody on the team, by name, and whether the category is one of their topics."""
    theirs = select(AgentTopic.person_id).where(AgentTopic.category_id == category_id)
    team = select(Person).where(Person.role.in_(permissions.STAFF), Person.dismissed_at.is_(None))
    found = await session.scalars(team.order_by(Person.name, Person.id))
    chosen = set(await session.scalars(theirs))
    return [(person, person.id in chosen) for person in found]


async def list_topics(desk: Desk, person_id: int) -> set[int]:
    """Return the ids of the categories that a person answers."""
    return set(await desk.session.scalars(select(AgentTopic.category_id).where(AgentTopic.person_id == person_id)))
