"""Verbs of those who decide about ideas: status with a word back, name, show to requesters."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, Lane, Origin, Person
from desk import Desk, Refused, audit
from desk.ideas import ideas
from desk.ideas.idea_status import IdeaStatus
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.policy.grants import Grant
from desk.text import clean_text, shorten_line, strip_invisible

LONGEST_TITLE, LONGEST_ANSWER = 120, 500
_NAMED = 80


async def set_status(desk: Desk, idea_id: int, status: IdeaStatus, answer: str = "") -> int:
    """Set the status, and tell everyone who suggested or wants it, with the team's word. Return how many are told: none
    if nothing changes. Raises NotAllowed, Outdated, Refused for a word that is too long."""
    idea = await _lock(desk, idea_id)
    said = clean_text(answer).strip()
    said = said if strip_invisible(said).strip() else ""
    if len(said) > LONGEST_ANSWER:
        raise Refused("idea-answer-too-long", n=len(said), most=LONGEST_ANSWER)
    if (idea.status, idea.answer) == (status.value, said) or (idea.status == status.value and not said):
        return 0
    audit.record_action(desk, "idea-status", f"idea:{idea.id}", idea.status, status.value)
    idea.status, idea.answer, idea.status_at, idea.status_by = status.value, said, desk.now, desk.actor_id
    return await _tell(desk, idea)


async def list_receivers(session: AsyncSession, idea_id: int, actor_id: int | None) -> list[Person]:
    """Return everyone who wants the idea, except for the actor, blocked people and those without Telegram."""
    wanting = select(IdeaVote.person_id).where(IdeaVote.idea_id == idea_id)
    people = select(Person).where(
        Person.id.in_(wanting),
        Person.telegram_id.is_not(None),
        Person.blocked_at.is_(None),
        Person.id != (actor_id or 0),
    )
    return list(await session.scalars(people.order_by(Person.id)))


async def _tell(desk: Desk, idea: Idea) -> int:
    """Send everyone the status; who suggested it reads their own words, others its title."""
    people = await list_receivers(desk.session, idea.id, desk.actor_id)
    for person in people:
        named = idea.words if person.id == idea.author_id else idea.title or idea.words
        args: Args = {"status": idea.status, "idea": shorten_line(named, _NAMED), "answer": idea.answer}
        key = "idea-told-word" if idea.answer else "idea-told"
        notifier.post_letter(desk, person, Say(key, args), lane=Lane.BROADCASTS)
    return len(people)


async def name_idea(desk: Desk, idea_id: int, title: str, *, show: bool = False) -> None:
    """Name the idea; `show`: requesters see it by that name from now on, and can vote. Raises NotAllowed, Outdated,
    Refused."""
    idea = await _lock(desk, idea_id)
    said = " ".join(clean_text(title).split())
    if not strip_invisible(said).strip():
        raise Refused("idea-title-empty")
    if len(said) > LONGEST_TITLE:
        raise Refused("idea-title-too-long", n=len(said), most=LONGEST_TITLE)
    idea.title = said
    if show and idea.shown_at is None:
        idea.shown_at = desk.now
        audit.record_action(desk, "idea-shown", f"idea:{idea.id}")


async def hide_idea(desk: Desk, idea_id: int) -> None:
    """Hide the idea from requesters again; votes stay. Raises NotAllowed, Outdated."""
    idea = await _lock(desk, idea_id)
    if idea.shown_at is not None:
        idea.shown_at = None
        audit.record_action(desk, "idea-hidden", f"idea:{idea.id}")


async def _require_decider(desk: Desk) -> None:
    """Raise NotAllowed unless the actor decides about ideas; an integration does by its scope. Raises Refused while
    the help desk takes no ideas."""
    if desk.actor is not None or desk.origin is not Origin.API:
        await desk.require_grant(Grant.PUBLISH)
    ideas.require_on(desk)


async def _lock(desk: Desk, idea_id: int) -> Idea:
    await _require_decider(desk)
    return await ideas.lock_idea(desk, idea_id)
