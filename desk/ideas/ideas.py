"""Verbs of ideas: suggest, vote, take a vote back. Knows no channel."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Idea, IdeaVote, any_of
from desk import Context, Desk, Outdated, Refused
from desk.ideas import similar_ideas
from desk.notifications import notifier, to_staff
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.search.stemming import stem_texts
from desk.text import clean_text, shorten_line, strip_invisible
from desk.text.masking.secret_masking import mask_secrets_in

LONGEST = 1000
"""Characters of an idea."""
MOST_A_DAY = 10
"""Ideas of one requester within a day."""
_A_DAY = timedelta(days=1)
_NAMED = 80


@dataclass(frozen=True, slots=True)
class SuggestedIdea:
    """A stored suggestion. `listed_id`: the idea it is listed under, itself or a similar one; `title`: of that one if
    requesters see it; `votes`: for both together."""

    id: int
    listed_id: int
    title: str
    votes: int


def require_on(ctx: Context) -> None:
    """Raise Refused while the help desk takes no ideas."""
    if not ctx.rules.requests.ideas:
        raise Refused("ideas-off")


async def suggest_idea(desk: Desk, text: str) -> SuggestedIdea:
    """Store the actor's idea with their vote, and join it to a similar one. Raises Refused for empty or too long words,
    and for too many a day."""
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
    (stems,) = await stem_texts(desk.session, [words])
    like = await similar_ideas.find_similar(desk.session, stems)
    idea = Idea(
        author_id=me.id, by_team=by_team, words=words, stems=sorted(stems), joined_id=like, status_at=desk.now,
        created_at=desk.now,
    )  # fmt: skip
    desk.session.add(idea)
    await desk.session.flush()
    await _add_vote(desk, idea.id)
    if like is None:
        await _tell_team(desk, idea)
    listed = await desk.session.get_one(Idea, like) if like is not None else idea
    votes = await count_votes(desk.session, listed.id)
    return SuggestedIdea(idea.id, listed.id, listed.title if listed.shown_at is not None else "", votes)


async def _count_of_day(desk: Desk) -> int:
    mine = (Idea.author_id == desk.require_actor().id, Idea.created_at > desk.now - _A_DAY)
    return await desk.session.scalar(select(func.count()).select_from(Idea).where(*mine)) or 0


async def _tell_team(desk: Desk, idea: Idea) -> None:
    """Tell those who decide about ideas, without sound, of one that is like no other."""
    args: Args = {"id": idea.id, "name": desk.require_actor().name, "idea": shorten_line(idea.words, _NAMED)}
    line = Say("idea-new", args, silent=True, staff_only=True)
    for person in to_staff.filter_granted(await to_staff.list_team(desk.session), Grant.PUBLISH):
        if not notifier.is_actor(desk, person):
            notifier.post_letter(desk, person, line)


async def vote_for_idea(desk: Desk, idea_id: int, *, on: bool) -> int:
    """Vote for a listed idea, or take the vote back; return how many votes it has. Raises Outdated if the actor may
    not see it."""
    require_on(desk)
    await desk.refresh_actor()
    idea = await lock_listed(desk, idea_id)
    group = await list_group(desk.session, idea.id)
    me = desk.require_actor()
    if idea.shown_at is None and not permissions.is_staff(me) and me.id not in {one.author_id for one in group}:
        raise Outdated
    ids = [one.id for one in group]
    mine = (any_of(IdeaVote.idea_id, ids), IdeaVote.person_id == me.id)
    if not on:
        await desk.session.execute(delete(IdeaVote).where(*mine))
    elif await desk.session.scalar(select(IdeaVote.idea_id).where(*mine).limit(1)) is None:
        await _add_vote(desk, idea.id)
    return await count_votes(desk.session, idea.id)


async def _add_vote(desk: Desk, idea_id: int) -> None:
    me = desk.require_actor()
    row = insert(IdeaVote).values(
        idea_id=idea_id, person_id=me.id, by_team=permissions.is_staff(me), at=desk.now
    )  # fmt: skip
    await desk.session.execute(row.on_conflict_do_nothing())


# ------------------------------------------------------------------ parts


async def lock_listed(desk: Desk, idea_id: int) -> Idea:
    """Lock an idea of the list. Raises Outdated if there is none of that id, or it was joined to another one."""
    query = select(Idea).where(Idea.id == idea_id).with_for_update().execution_options(populate_existing=True)
    idea = await desk.session.scalar(query)
    if idea is None or idea.joined_id is not None:
        raise Outdated
    return idea


async def list_group(session: AsyncSession, idea_id: int) -> list[Idea]:
    """Return the idea and those joined to it, the oldest first."""
    group = select(Idea).where(or_(Idea.id == idea_id, Idea.joined_id == idea_id))
    return list(await session.scalars(group.order_by(Idea.id)))


async def count_votes(session: AsyncSession, idea_id: int) -> int:
    """Return how many people want the idea or one joined to it."""
    people = select(func.count(IdeaVote.person_id.distinct())).join(Idea, Idea.id == IdeaVote.idea_id)
    return await session.scalar(people.where(or_(Idea.id == idea_id, Idea.joined_id == idea_id))) or 0
