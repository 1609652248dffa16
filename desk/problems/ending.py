"""The end of a known problem: its followers are notified once each, by an announcement."""

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert

from db.models import (
    Announcement,
    AnnouncementReceiver,
    KnownProblem,
    ProblemFollower,
)
from desk import Desk, history
from desk.admin_settings.changes import bump_settings_version
from desk.announcements.mailing import SENDING
from desk.i18n import catalog
from desk.knowledge import markdown_files
from desk.policy.permissions import Grant
from desk.problems.known_problems import (
    ENDED,
    OPEN,
    check_words,
    count_reachable,
    lock_problem,
    refresh_receipts,
    select_followers,
    update_screens,
)
from desk.text import RichText


async def set_end_words(desk: Desk, problem_id: int, words: RichText) -> None:
    """Set what followers will read. Raises NotAllowed, Outdated, Refused for an empty or too long text."""
    await desk.require_grant(Grant.MAILINGS)
    check_words(words)
    problem = await lock_problem(desk, problem_id, OPEN)
    problem.end_words, problem.end_entities = words.text, words.dump()


async def set_end_from_field(desk: Desk, problem_id: int, typed: str) -> None:
    """Set the same from a field of a form, typed as Markdown; empty: the standard text. Raises NotAllowed, Outdated,
    Refused for a too long text."""
    if typed.strip():
        await set_end_words(desk, problem_id, markdown_files.read_field(typed.strip()))
        return
    await desk.require_grant(Grant.MAILINGS)
    problem = await lock_problem(desk, problem_id, OPEN)
    problem.end_words, problem.end_entities = "", []


async def end_problem(desk: Desk, problem_id: int) -> int:
    """End the problem and notify its followers; return how many. Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.MAILINGS)
    await bump_settings_version(desk)
    problem = await lock_problem(desk, problem_id, OPEN)
    problem.state, problem.ended_at = ENDED, desk.now
    await desk.session.flush()
    told = await _announce_end(desk, problem)
    history.record_action(desk, "problem-ended", f"problem:{problem.id}", None, str(told))
    await refresh_receipts(desk, problem)
    await update_screens(desk, problem)
    return told


async def _announce_end(desk: Desk, problem: KnownProblem) -> int:
    people = await count_reachable(desk.session, problem.id)
    if not people:
        return 0
    words = problem.end_words or catalog.say(desk.rules.locale, "problem-over")
    mailing = Announcement(
        author_id=desk.require_actor().id, text=words, entities=problem.end_entities, problem_id=problem.id,
        state=SENDING,
        receivers=people, created_at=desk.now, started_at=desk.now, next_at=desk.now,
    )  # fmt: skip
    desk.session.add(mailing)
    await desk.session.flush()
    chosen = select(literal(mailing.id), ProblemFollower.person_id).where(*select_followers(problem.id))
    await desk.session.execute(insert(AnnouncementReceiver).from_select(["mailing_id", "person_id"], chosen))
    return people
