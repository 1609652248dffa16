"""Ideas: suggestions of requesters and of the team, with votes and a status.

Verbs of ideas: suggest, vote, take a vote back. Knows no channel.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, Lane, Person
from desk import Context, Desk, Outdated, Refused, history
from desk.notifications import notifier
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.staff import who_is_there
from desk.text import clean_text, shorten_line, strip_invisible
from desk.text.masking.secret_masking import mask_secrets_in


class IdeaStatus(StrEnum):
    """The status of an idea."""

    NEW = "new"
    PLANNED = "planned"
    DONE = "done"
    DECLINED = "declined"


LONGEST = 1000
"""Characters of an idea."""
MOST_A_DAY = 10
"""Ideas of one requester within a day."""
_A_DAY = timedelta(days=1)
_NAMED = 80


def require_on(ctx: Context) -> None:
    """Raise Refused while the help desk takes no ideas."""
    if not ctx.rules.requests.ideas:
        raise Refused("ideas-off")


async def suggest_idea(desk: Desk, text: str) -> Idea:
    """Store the actor's idea with their vote. Raises Refused for empty or too long words, and for too many a day."""
    require_on(desk)
    await desk.refresh_actor()
    me = desk.require_actor()
    words = mask_secrets_in(clean_text(text).strip(), desk.rules.masking)
    if not strip_invisible(words).strip():
        raise Refused("idea-empty")
    if len(words) > LONGEST:
        raise Refused("idea-too-long", n=len(words), most=LONGEST)
    by_team = permissions.is_staff(me)
    if not by_team and await _count_of_day(desk) >= MOST_A_DAY:
        raise Refused("idea-too-many", n=MOST_A_DAY)
    idea = Idea(author_id=me.id, by_team=by_team, words=words, status_at=desk.now, created_at=desk.now)
    desk.session.add(idea)
    await desk.session.flush()
    await _add_vote(desk, idea.id)
    await _tell_team(desk, idea)
    return idea


async def _count_of_day(desk: Desk) -> int:
    mine = (Idea.author_id == desk.require_actor().id, Idea.created_at > desk.now - _A_DAY)
    return await desk.session.scalar(select(func.count()).select_from(Idea).where(*mine)) or 0


async def _tell_team(desk: Desk, idea: Idea) -> None:
    """Tell those who decide about ideas, without sound, of a new one."""
    args: Args = {"id": idea.id, "name": desk.require_actor().name, "idea": shorten_line(idea.words, _NAMED)}
    line = Say("idea-new", args, silent=True, staff_only=True)
    for person in who_is_there.filter_granted(await who_is_there.list_team(desk.session), Grant.PUBLISH):
        if not notifier.is_actor(desk, person):
            notifier.post_letter(desk, person, line)


async def vote_for_idea(desk: Desk, idea_id: int, *, on: bool) -> int:
    """Vote for an idea, or take the vote back; return how many votes it has. Raises Outdated if the actor may
    not see it."""
    require_on(desk)
    await desk.refresh_actor()
    idea = await lock_idea(desk, idea_id)
    me = desk.require_actor()
    if idea.shown_at is None and not permissions.is_staff(me) and me.id != idea.author_id:
        raise Outdated
    if on:
        await _add_vote(desk, idea.id)
    else:
        mine = (IdeaVote.idea_id == idea.id, IdeaVote.person_id == me.id)
        await desk.session.execute(delete(IdeaVote).where(*mine))
    votes = select(func.count()).select_from(IdeaVote).where(IdeaVote.idea_id == idea.id)
    return await desk.session.scalar(votes) or 0


async def _add_vote(desk: Desk, idea_id: int) -> None:
    me = desk.require_actor()
    row = insert(IdeaVote).values(
        idea_id=idea_id, person_id=me.id, by_team=permissions.is_staff(me), at=desk.now
    )  # fmt: skip
    await desk.session.execute(row.on_conflict_do_nothing())


async def lock_idea(desk: Desk, idea_id: int) -> Idea:
    """Lock an idea. Raises Outdated if there is none of that id."""
    idea = await desk.session.get(Idea, idea_id, with_for_update=True, populate_existing=True)
    if idea is None:
        raise Outdated
    return idea


LONGEST_TITLE, LONGEST_ANSWER = 120, 500


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
    history.record_action(desk, "idea-status", f"idea:{idea.id}", idea.status, status.value)
    idea.status, idea.answer, idea.status_at, idea.status_by = status.value, said, desk.now, desk.actor_id
    return await _tell(desk, idea)


def _select_receivers(idea_id: int, actor_id: int | None) -> Select[Person]:
    """Select everyone who wants the idea, except for the actor, blocked people and those without Telegram."""
    wanting = select(IdeaVote.person_id).where(IdeaVote.idea_id == idea_id)
    return select(Person).where(
        Person.id.in_(wanting),
        Person.telegram_id.is_not(None),
        Person.blocked_at.is_(None),
        Person.id != (actor_id or 0),
    )


async def count_receivers(session: AsyncSession, idea_id: int, actor_id: int | None) -> int:
    """Return how many are told of the idea's status."""
    people = _select_receivers(idea_id, actor_id).with_only_columns(func.count())
    return await session.scalar(people) or 0


async def _tell(desk: Desk, idea: Idea) -> int:
    """Send everyone the status; who suggested it reads their own words, others its title."""
    people = list(await desk.session.scalars(_select_receivers(idea.id, desk.actor_id).order_by(Person.id)))
    for person in people:
        named = idea.words if person.id == idea.author_id else idea.title or idea.words
        args: Args = {"status": idea.status, "idea": shorten_line(named, _NAMED), "answer": idea.answer}
        key = "idea-told-word" if idea.answer else "idea-told"
        notifier.post_letter(desk, person, Say(key, args), lane=Lane.BROADCASTS)
    return len(people)


async def name_idea(desk: Desk, idea_id: int, title: str) -> None:
    """Name the idea; nothing takes the name away while requesters do not see it. Raises NotAllowed, Outdated,
    Refused."""
    idea = await _lock(desk, idea_id)
    said = " ".join(clean_text(title).split())
    said = said if strip_invisible(said).strip() else ""
    if not said and idea.shown_at is not None:
        raise Refused("idea-title-empty")
    if len(said) > LONGEST_TITLE:
        raise Refused("idea-title-too-long", n=len(said), most=LONGEST_TITLE)
    idea.title = said


async def show_idea(desk: Desk, idea_id: int) -> None:
    """Show the idea to requesters, by its name; they can vote for it. Raises NotAllowed, Outdated, Refused without a
    name, as its own words may tell who suggested it."""
    idea = await _lock(desk, idea_id)
    if not idea.title:
        raise Refused("idea-title-empty")
    if idea.shown_at is None:
        idea.shown_at = desk.now
        history.record_action(desk, "idea-shown", f"idea:{idea.id}")


async def hide_idea(desk: Desk, idea_id: int) -> None:
    """Hide the idea from requesters again; votes stay. Raises NotAllowed, Outdated."""
    idea = await _lock(desk, idea_id)
    if idea.shown_at is not None:
        idea.shown_at = None
        history.record_action(desk, "idea-hidden", f"idea:{idea.id}")


async def _lock(desk: Desk, idea_id: int) -> Idea:
    """Lock an idea for whoever decides about ideas; an integration does by its scope. Raises NotAllowed, Refused."""
    if not desk.is_integration:
        await desk.require_grant(Grant.PUBLISH)
    require_on(desk)
    return await lock_idea(desk, idea_id)
