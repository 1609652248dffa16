"""Verbs of ideas: suggest, vote, take a vote back. Knows no channel."""

from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from db.models import Idea, IdeaVote
from desk import Context, Desk, Outdated, Refused
from desk.notifications import notifier, to_staff
from desk.outbox import Args, Say
from desk.policy import permissions
from desk.policy.grants import Grant
from desk.text import clean_text, shorten_line, strip_invisible
from desk.text.masking.secret_masking import mask_secrets_in

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
    for person in to_staff.filter_granted(await to_staff.list_team(desk.session), Grant.PUBLISH):
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


# ------------------------------------------------------------------ parts


async def lock_idea(desk: Desk, idea_id: int) -> Idea:
    """Lock an idea. Raises Outdated if there is none of that id."""
    query = select(Idea).where(Idea.id == idea_id).with_for_update().execution_options(populate_existing=True)
    idea = await desk.session.scalar(query)
    if idea is None:
        raise Outdated
    return idea
