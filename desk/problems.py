"""Known problems that affect many: new requesters are told about them, and followers are notified when they end.

Verbs on known problems: staff propose, admins write, publish, correct and discard. Knows no channel.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    Announcement,
    AnnouncementReceiver,
    Entry,
    EntryKind,
    KnownProblem,
    Person,
    ProblemFollower,
    Status,
    Ticket,
    Timer,
)
from desk import Desk, EditConflict, Locked, NoSuchTicket, OpenProblem, Outdated, Refused, TicketResult, history
from desk.admin_settings.changes import bump_settings_version
from desk.announcements import SENDING, can_be_written_to
from desk.conversation import thread
from desk.duplicates import drop_places, is_elsewhere, is_like
from desk.i18n import TicketSubject, catalog, choose_language
from desk.knowledge import markdown_files
from desk.notifications import to_staff
from desk.notifications.recent_sounds import RecentSounds
from desk.notifications.to_staff import filter_granted, list_team
from desk.outbox import Show, letters
from desk.policy import DueTimer, Verb, timers, verb_check
from desk.policy.permissions import Grant
from desk.search.similarity import measure_share, measure_similarity
from desk.search.stemming import stem_texts
from desk.sla.night_calls import is_night
from desk.text import RichText, count_units, is_blank, shorten_line
from desk.text.edited_field import EditedField
from desk.tickets import closing
from desk.topics import editing

# Check whether a request is about a known problem, by its topic, its words and similar requests. If it is, its
# requester is told under the receipt; the request goes on as usual. Knows no channel. A timer of the filed ticket
# does it, set only while a problem is open; the texts of problems come with the settings.


_READ = 1000  # characters of a request that are compared
_ALIKE, _SHARE = 0.5, 0.5
"""The least similarity of a request to a text of the problem, or the least share of the request that the text has."""


async def match_ticket(desk: Desk, ticket: Locked, _rung: DueTimer) -> None:
    """Find the first open problem that the request is about."""
    problems = desk.rules.knowledge.problems
    if not problems or ticket.known_problem_id is not None or not ticket.is_working:
        return
    if ticket.merged_into_id is not None:
        return
    topic = ticket.category_id if not ticket.category_guessed else None
    wrong = await _wrong_for(desk.session, ticket)
    problems = tuple(one for one in problems if one.id not in wrong)
    found = next((one for one in problems if topic in one.topics), None)
    if found is None and any(one.texts for one in problems):
        said = await read_request(desk.session, ticket)
        (stems,) = await stem_texts(desk.session, [said])
        found = next((one for one in problems if is_about(one, said, stems)), None)
    if found is not None:
        await mark_affected(desk, [ticket], found.id)


async def _wrong_for(session: AsyncSession, ticket: Ticket) -> set[int]:
    """Return the problems that the requester has ruled out for this request."""
    theirs = (ProblemFollower.person_id == ticket.requester_id, ProblemFollower.wrong_ids.contains([ticket.id]))
    return set(await session.scalars(select(ProblemFollower.problem_id).where(*theirs)))


def is_about(problem: OpenProblem, said: str, stems: Collection[str]) -> bool:
    """Return True if a text is similar to one of the problem, and about the same place if all of these are."""
    anywhere = _of_several_places([words for _, words in problem.texts])
    what = drop_places(stems)
    return any(
        (measure_similarity(what, drop_places(held), {}) >= _ALIKE or measure_share(what, held) >= _SHARE)
        and (anywhere or not is_elsewhere(said, words))
        for held, words in problem.texts
    )


def _of_several_places(texts: Sequence[str]) -> bool:
    return any(is_elsewhere(one, other) for one in texts for other in texts)


async def mark_affected(desk: Desk, tickets: Iterable[Locked], problem_id: int) -> None:
    """Mark these tickets as affected: requesters read the problem under their receipts, agents on their cards."""
    for ticket in tickets:
        ticket.known_problem_id = problem_id
        told = insert(ProblemFollower).values(
            problem_id=problem_id, person_id=ticket.requester_id, ticket_id=ticket.id, told_at=desk.now
        )
        await desk.session.execute(told.on_conflict_do_nothing())
        await desk.publish(ticket)


async def read_request(session: AsyncSession, ticket: Ticket) -> str:
    """Return what the requester wrote, from the beginning."""
    said = (Entry.ticket_id == ticket.id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))
    return "\n".join(await session.scalars(select(Entry.body).where(*said).order_by(Entry.id)))[:_READ]


# A second check of requests filed at the very moment a known problem is published: neither side sees the other then,
# so those requests are checked once more. Knows no channel.


LATER = timedelta(seconds=30)
"""After this, every unit of work that began without the problem has ended."""
_BEFORE = timedelta(minutes=1)


async def check_missed(desk: Desk, problem_id: int) -> None:
    """Check what was filed, or got another topic, shortly before the publication, like a new request; nothing if the
    problem has ended."""
    one = select(KnownProblem).where(KnownProblem.id == problem_id).with_for_update(key_share=True)
    problem = await desk.session.scalar(one.execution_options(populate_existing=True))
    if problem is None or problem.look_again_at is None or problem.look_again_at > desk.now:
        return
    problem.look_again_at = None
    if problem.ended_at is not None or problem.opened_at is None:
        return
    since = problem.opened_at - _BEFORE
    missed = select(Ticket.id, literal(timers.PROBLEM), literal(desk.now), literal(0)).where(
        or_(Ticket.filed_at >= since, Ticket.labels_at >= since),
        Ticket.filed_at.is_not(None),
        Ticket.is_working,
        Ticket.known_problem_id.is_(None),
        Ticket.merged_into_id.is_(None),
    )
    put = insert(Timer).from_select(["ticket_id", "kind", "due_at", "attempts"], missed)
    await desk.session.execute(put.on_conflict_do_nothing())


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
    one = select(KnownProblem).where(KnownProblem.id == problem_id).with_for_update()
    problem = await desk.session.scalar(one.execution_options(populate_existing=True))
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


# A requester's wish to be notified when a known problem ends, which takes precedence over the switch for
# announcements. Knows no channel.


async def follow_problem(desk: Desk, problem_id: int, *, on: bool) -> Sequence[tuple[int, int]]:
    """Follow a problem or stop following it; return ids and numbers of the actor's open requests about it. Raises
    Outdated for one that they were not told about, or that has ended: ending and following wait for each other."""
    await desk.refresh_actor()
    still = select(KnownProblem.id).where(KnownProblem.id == problem_id, KnownProblem.state == OPEN)
    if await desk.session.scalar(still.with_for_update(read=True)) is None:
        raise Outdated
    mine = (ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == desk.require_actor().id)
    wish = update(ProblemFollower).where(*mine).values(followed_at=desk.now if on else None)
    if (await desk.session.scalar(wish.returning(ProblemFollower.problem_id))) is None:
        raise Outdated
    about = select(Ticket.id, Ticket.number).where(
        Ticket.known_problem_id == problem_id,
        Ticket.requester_id == desk.require_actor().id,
        Ticket.is_working,
    )
    return [(row.id, row.number) for row in await desk.session.execute(about)]


async def is_following(session: AsyncSession, problem_id: int, person_id: int) -> bool:
    """Return True if the person follows the problem."""
    row = await session.get(ProblemFollower, (problem_id, person_id), populate_existing=True)
    return row is not None and row.followed_at is not None


# Requests that an admin adds to a known problem: their requesters are told under the receipt, as those of matching
# ones. Knows no channel.


MOST = 100
"""Requests that can be added together."""


async def add_requests(desk: Desk, problem_id: int, numbers: Collection[int]) -> int:
    """Add open requests to a known problem; return how many it did not have yet. Raises NotAllowed, Outdated,
    NoSuchTicket, NotPossible, Refused for one that is about another problem."""
    await desk.require_grant(Grant.MAILINGS)
    if not 0 < len(numbers) <= MOST:
        raise Refused("problem-numbers-wrong", most=MOST)
    problem = await lock_problem(desk, problem_id, OPEN)
    tickets = {one.number: one for one in await desk.lock_all(select(Ticket).where(Ticket.number.in_(numbers)))}
    for number in sorted(numbers):
        if number not in tickets:
            raise NoSuchTicket(number)
        await _require_free(desk, tickets[number], problem.id)
    added = [one for one in tickets.values() if one.known_problem_id is None]
    await mark_affected(desk, added, problem.id)
    await update_screens(desk, problem)
    return len(added)


async def _require_free(desk: Desk, ticket: Locked, problem_id: int) -> None:
    await verb_check.require_verb(desk, ticket, Verb.JOIN)
    desk.require_target(ticket, Verb.JOIN)
    if ticket.known_problem_id not in (None, problem_id):
        raise Refused("problem-has-other", number=ticket.number)


# The end of a known problem: its followers are notified once each, by an announcement. Knows no channel.


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


async def count_reachable(session: AsyncSession, problem_id: int) -> int:
    """Return how many followers can be notified now."""
    return (await session.execute(select(func.count()).where(*_followers(problem_id)))).scalar_one()


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
    chosen = select(literal(mailing.id), ProblemFollower.person_id).where(*_followers(problem.id))
    await desk.session.execute(insert(AnnouncementReceiver).from_select(["mailing_id", "person_id"], chosen))
    return people


def _followers(problem_id: int) -> tuple[ColumnElement[bool], ...]:
    there = Person.id == ProblemFollower.person_id
    return (
        ProblemFollower.problem_id == problem_id,
        ProblemFollower.followed_at.is_not(None),
        there,
        *can_be_written_to(),
    )


# Known problems as channels show them: frozen values. Changes nothing.


_MOST = 6


@dataclass(frozen=True, slots=True)
class ProblemInfo:
    """A known problem.

    `words`, `end_words`: what requesters read, empty for the standard text. `told`: how many were told, `earlier` of
    them before the text was corrected; `following`: how many follow it, `reach`: and can be written to. `by`: who
    proposed it; `wrong`: for how many it was something else.
    """

    id: int
    title: str
    state: str
    words: RichText
    end_words: RichText
    by: str
    told: int
    earlier: int
    following: int
    reach: int
    wrong: int


async def load_problem(session: AsyncSession, problem_id: int) -> ProblemInfo | None:
    """Return one problem, or None."""
    row = await session.get(KnownProblem, problem_id, populate_existing=True)
    return None if row is None else await _info(session, row)


async def list_live(session: AsyncSession) -> Sequence[ProblemInfo]:
    """Return the newest problems that are open or wait for an admin."""
    these = select(KnownProblem).where(KnownProblem.state.in_((DRAFT, OPEN))).order_by(KnownProblem.id.desc())
    return [await _info(session, row) for row in await session.scalars(these.limit(_MOST))]


@dataclass(frozen=True, slots=True)
class AffectedRequest:
    """A request about a known problem."""

    number: int
    subject: TicketSubject
    status: Status


async def list_requests(session: AsyncSession, problem_id: int, most: int) -> Sequence[AffectedRequest]:
    """Return the newest requests about it."""
    about = select(Ticket.number, Ticket.subject, Ticket.subject_line, Ticket.status).where(
        Ticket.known_problem_id == problem_id
    )
    found = await session.execute(about.order_by(Ticket.id.desc()).limit(most))
    return [AffectedRequest(row.number, TicketSubject(row.subject, row.subject_line), row.status) for row in found]


async def find_followed_request(session: AsyncSession, problem_id: int, person_id: int) -> int | None:
    """Return the number of the request by which a follower was told, or that it was merged into; None if the person
    does not follow."""
    mine = (ProblemFollower.problem_id == problem_id, ProblemFollower.person_id == person_id)
    into = aliased(Ticket)
    number = (
        select(func.coalesce(into.number, Ticket.number))
        .select_from(Ticket)
        .join(ProblemFollower, ProblemFollower.ticket_id == Ticket.id)
        .outerjoin(into, into.id == Ticket.merged_into_id)
    )
    found: int | None = await session.scalar(number.where(*mine, ProblemFollower.followed_at.is_not(None)))
    return found


async def _info(session: AsyncSession, row: KnownProblem) -> ProblemInfo:
    before = ProblemFollower.told_at < row.corrected_at if row.corrected_at is not None else false()
    wrong = func.cardinality(ProblemFollower.wrong_ids) > 0
    counted = select(
        func.count(), func.count().filter(before), func.count(ProblemFollower.followed_at), func.count().filter(wrong)
    )
    told, earlier, following, not_theirs = (
        await session.execute(counted.where(ProblemFollower.problem_id == row.id))
    ).one()
    return ProblemInfo(
        row.id, row.title, row.state, RichText.load(row.words, row.entities),
        RichText.load(row.end_words, row.end_entities), (await session.get_one(Person, row.made_by)).name,
        told, earlier, following, await count_reachable(session, row.id), not_theirs,
    )  # fmt: skip


# A requester says that a known problem is not theirs: their request goes on as usual, and admins are notified of many
# wrong matches. Knows no channel.


_LATEST, _MANY = 10, 3
"""Of the latest `_LATEST` who were told, how many wrong ones notify the admins."""


async def detach_problem(desk: Desk, number: int) -> TicketResult:
    """Detach the request from the problem for good; its requester is not notified of the end unless another of their
    requests is about it. Raises Outdated if it is about no problem, or one that has ended."""
    problem = await _lock_problem(desk, number)
    async with desk.change(number, Verb.NOT_PROBLEM) as ticket:
        if problem is None or ticket.known_problem_id != problem.id or problem.ended_at is not None:
            raise Outdated(number)
        desk.require_target(ticket, Verb.NOT_PROBLEM)
        ticket.known_problem_id = None
        await _mark_wrong(desk, ticket, problem)
        await thread.add_remark(desk, number, "remark-not-problem", title=problem.title)
        if ticket.broadcast_due_at is not None:
            await closing.broadcast_now(desk, ticket)
        await _notify_doubt(desk, problem)
    return await desk.make_result(ticket)


async def _lock_problem(desk: Desk, number: int) -> KnownProblem | None:
    """Return the problem of the ticket, locked before its tickets, as ending it does."""
    about = select(Ticket.known_problem_id).where(Ticket.number == number).scalar_subquery()
    one = select(KnownProblem).where(KnownProblem.id == about).with_for_update(key_share=True)
    return await desk.session.scalar(one.execution_options(populate_existing=True))


async def _mark_wrong(desk: Desk, ticket: Locked, problem: KnownProblem) -> None:
    """Record the wrong match. A solved ticket that may be reopened still counts as one of the requester's about the
    problem."""
    await desk.session.flush()
    others = select(Ticket.id).where(
        Ticket.known_problem_id == problem.id,
        Ticket.requester_id == ticket.requester_id,
        Ticket.is_open,
    )
    other = await desk.session.scalar(others.order_by(Ticket.id).limit(1))
    wrong: dict[str, Any] = {"wrong_ids": func.array_append(ProblemFollower.wrong_ids, ticket.id)}
    if other is None:
        wrong["followed_at"] = None
    else:  # they are notified because of the other one
        wrong["ticket_id"] = func.coalesce(func.nullif(ProblemFollower.ticket_id, ticket.id), other)
    mine = (ProblemFollower.problem_id == problem.id, ProblemFollower.person_id == ticket.requester_id)
    await desk.session.execute(
        update(ProblemFollower).where(*mine).values(wrong), execution_options={"synchronize_session": False}
    )


async def _notify_doubt(desk: Desk, problem: KnownProblem) -> None:
    """Notify the admins, once for each problem."""
    if problem.doubted_at is not None:
        return
    told = select(ProblemFollower.wrong_ids).where(ProblemFollower.problem_id == problem.id)
    latest = told.order_by(ProblemFollower.told_at.desc(), ProblemFollower.person_id.desc()).limit(_LATEST)
    wrong = sum(bool(ids) for ids in await desk.session.scalars(latest))
    if wrong >= _MANY:
        problem.doubted_at = desk.now
        await to_staff.notify_admins(desk, "problem-doubted", {"title": problem.title, "n": wrong})
