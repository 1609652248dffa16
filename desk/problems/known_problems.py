"""Known problems that affect many: new requesters are told about them, and followers are notified when they end.

Verbs on known problems: staff propose, admins write, publish, correct and discard. Knows no channel.

A second check of requests filed at the very moment a known problem is published: neither side sees the other then, so
those requests are checked once more.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    KnownProblem,
    Person,
    ProblemFollower,
    Ticket,
)
from desk import Desk, EditConflict, Locked, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.announcements.receivers import can_be_written_to
from desk.i18n import TicketSubject, choose_language
from desk.knowledge import markdown_files
from desk.notifications.recent_sounds import RecentSounds
from desk.outbox import Show, letters
from desk.policy import Verb
from desk.policy.permissions import Grant
from desk.problems.matching import mark_affected, read_request
from desk.search.stemming import stem_texts
from desk.sla.night_alerts import is_night
from desk.staff.who_is_there import filter_granted, list_team
from desk.text import RichText, count_units, is_blank, shorten_line
from desk.text.edited_field import EditedField
from desk.ticket_similarity import is_like
from desk.topics import editing

LATER = timedelta(seconds=30)
"""After this, every unit of work that began without the problem has ended."""


LONGEST = 1000
"""UTF-16 units of the text under a receipt, which has more than that."""
DRAFT, OPEN, ENDED, DROPPED = "draft", "open", "ended", "dropped"
TITLE = 80
"""Characters of a title."""
_HELD = 20  # texts that requests are compared with


async def propose_problem(desk: Desk, number: int) -> int:
    """Propose a ticket, with those similar to it, as a known problem; return the id of the draft that admins are shown,
    or of the problem if it exists already. Raises NotAllowed, NotPossible."""
    async with desk.change(number, Verb.JOIN) as ticket:
        desk.require_target(ticket, Verb.JOIN)
        language = choose_language(desk.require_actor(), desk.rules.locale)
        title = shorten_line(TicketSubject(ticket.subject, ticket.subject_line).say_in(language), TITLE)
        known = ticket.known_problem_id
    if known is not None and known in {one.id for one in desk.rules.knowledge.problems or ()}:
        return known
    return await _draft(desk, title, "alike_id", ticket.alike_id or ticket.id, ticket_id=ticket.id)


async def propose_for_topic(desk: Desk, category_id: int) -> int:
    """Create a draft for a topic or group, as an admin. Raises NotAllowed, Outdated if the topic does not exist any
    more."""
    await desk.require_grant(Grant.MAILINGS)
    topic = await editing.find_topic_of_tree(desk.session, category_id)
    if topic is None:
        raise Outdated
    return await _draft(desk, topic.name, "category_id", category_id)


async def draft_problem(desk: Desk, title: str, words: RichText) -> int:
    """Create a draft in an admin's own words; new requests are compared with them. Raises NotAllowed, Refused for a
    title or text that is missing or too long."""
    await desk.require_grant(Grant.MAILINGS)
    title = " ".join(title.split())
    if all(is_blank(char) for char in title) or len(title) > TITLE:
        raise Refused("problem-title-wrong", most=TITLE)
    check_words(words)
    problem = KnownProblem(
        title=title, words=words.text, entities=words.dump(), made_by=desk.require_actor().id, created_at=desk.now
    )
    desk.session.add(problem)
    await desk.session.flush()
    return problem.id


async def _draft(desk: Desk, title: str, by: str, key: int, **more: Any) -> int:
    values = {"title": title, by: key, **more, "made_by": desk.require_actor().id, "created_at": desk.now}
    made: int | None = await desk.session.scalar(
        insert(KnownProblem).values(**values).on_conflict_do_nothing().returning(KnownProblem.id)
    )
    if made is None:
        there = select(KnownProblem.id).where(getattr(KnownProblem, by) == key, KnownProblem.state.in_((DRAFT, OPEN)))
        made = await desk.session.scalar(there)
        if made is None:
            raise Outdated
        return made
    staff = await list_team(desk.session)
    sounds = await RecentSounds.load(desk.session, staff, desk.now)
    for person in filter_granted(staff, Grant.MAILINGS):
        if person.id != desk.require_actor().id:
            silent = sounds.hush(person, silent=is_night(desk.rules, desk.now))
            asked = Show("problem", slot=f"problem:{made}", fresh=True, silent=silent)
            letters.queue_letter(desk.session, person.id, asked, now=desk.now)
    return made


async def publish_problem(desk: Desk, problem_id: int) -> None:
    """Publish the problem: new requesters are told, and those of the similar tickets too, without a sound. Raises
    NotAllowed, Outdated."""
    await desk.require_grant(Grant.MAILINGS)
    await bump_settings_version(desk)
    problem = await lock_problem(desk, problem_id, DRAFT)
    problem.state, problem.opened_by, problem.opened_at = OPEN, desk.require_actor().id, desk.now
    problem.look_again_at = desk.now + LATER
    tickets = await _find_similar(desk, problem)
    await _store_texts(desk, problem, tickets)
    await desk.session.flush()
    await mark_affected(desk, [one for one in tickets if one.is_working], problem.id)
    history.record_action(desk, "problem-published", f"problem:{problem.id}", None, str(len(tickets)))
    await update_screens(desk, problem)


async def reword_problem(desk: Desk, problem_id: int, words: RichText) -> None:
    """Change what requesters read, also under the receipts of those who were told. Raises NotAllowed, Outdated, Refused
    for an empty or too long text."""
    await desk.require_grant(Grant.MAILINGS)
    check_words(words)
    await bump_settings_version(desk)
    problem = await lock_problem(desk, problem_id, DRAFT, OPEN)
    problem.words, problem.entities = words.text, words.dump()
    if problem.state == OPEN:
        problem.corrected_at = desk.now
        await _store_texts(desk, problem, await _find_similar(desk, problem))
        history.record_action(desk, "problem-corrected", f"problem:{problem.id}")
        await refresh_receipts(desk, problem)
    await update_screens(desk, problem)


async def reword_from_field(desk: Desk, problem_id: int, wanted: EditedField) -> None:
    """Change the same from a field of a form, typed as Markdown. Raises NotAllowed, Outdated, Refused, EditConflict."""
    await desk.require_grant(Grant.MAILINGS)
    await bump_settings_version(desk)
    problem = await lock_problem(desk, problem_id, DRAFT, OPEN)
    if wanted.has_clash(markdown_files.write_markdown(RichText.load(problem.words, problem.entities))):
        raise EditConflict({"words"}, {"words"})
    if wanted.is_touched:
        await reword_problem(desk, problem_id, markdown_files.read_field(wanted.typed.strip()))


async def discard_draft(desk: Desk, problem_id: int) -> None:
    """Discard a draft. Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.MAILINGS)
    problem = await lock_problem(desk, problem_id, DRAFT)
    problem.state = DROPPED
    await update_screens(desk, problem)


async def lock_problem(desk: Desk, problem_id: int, *states: str) -> KnownProblem:
    """Return its row, locked. Raises Outdated if it is in none of these states."""
    problem = await desk.session.get(KnownProblem, problem_id, with_for_update=True, populate_existing=True)
    if problem is None or problem.state not in states:
        raise Outdated
    return problem


def check_words(words: RichText) -> None:
    """Raise Refused for a text that requesters cannot be shown."""
    if all(is_blank(char) for char in words.text):
        raise Refused("problem-empty")
    if count_units(words.text) > LONGEST:
        raise Refused("problem-too-long", most=LONGEST, n=count_units(words.text))


async def refresh_receipts(desk: Desk, problem: KnownProblem) -> None:
    """Every message of its open tickets says how it is now."""
    about = select(Ticket).where(Ticket.known_problem_id == problem.id, Ticket.is_working)
    for ticket in await desk.lock_all(about):
        await desk.publish(ticket)


async def update_screens(desk: Desk, problem: KnownProblem) -> None:
    """Update the screens of the problem that admins and the person who proposed it have open."""
    people = {person.id for person in filter_granted(await list_team(desk.session), Grant.MAILINGS)} | {problem.made_by}
    for person_id in sorted(people):
        shown = Show("problem", slot=f"problem:{problem.id}", only_edit=True)
        letters.queue_letter(desk.session, person_id, shown, now=desk.now)


async def _find_similar(desk: Desk, problem: KnownProblem) -> list[Locked]:
    """The tickets it was made on: none for a topic."""
    made_on = await desk.session.get(Ticket, problem.ticket_id) if problem.ticket_id is not None else None
    if made_on is None:
        return []
    these = select(Ticket).where(or_(Ticket.id == made_on.id, is_like(made_on)), Ticket.merged_into_id.is_(None))
    return await desk.lock_all(these)


async def _store_texts(desk: Desk, problem: KnownProblem, tickets: list[Locked]) -> None:
    """Store what new requests are compared with: the similar tickets and the text for requesters."""
    said = [await read_request(desk.session, ticket) for ticket in tickets[:_HELD]]
    texts = [one for one in (problem.words, *said) if one.strip()]
    stems = await stem_texts(desk.session, texts) if texts else []
    problem.texts = [{"stems": sorted(held), "text": one} for held, one in zip(stems, texts, strict=True)]


async def count_reachable(session: AsyncSession, problem_id: int) -> int:
    """Return how many followers can be notified now."""
    return (await session.execute(select(func.count()).where(*select_followers(problem_id)))).scalar_one()


def select_followers(problem_id: int) -> tuple[ColumnElement[bool], ...]:
    there = Person.id == ProblemFollower.person_id
    return (
        ProblemFollower.problem_id == problem_id,
        ProblemFollower.followed_at.is_not(None),
        there,
        *can_be_written_to(),
    )
