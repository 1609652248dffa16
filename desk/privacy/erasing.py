"""Carries an erasure out: everything about one person, and what is told of them in the chats of others.

Letters that wait to be sent are emptied of words; views and answers are rendered when they are sent, and have none.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, and_, exists, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Approval,
    Blob,
    Box,
    Contact,
    Entry,
    EntryFile,
    EntryKind,
    ExternalPerson,
    Job,
    JobState,
    KnownProblem,
    Membership,
    Origin,
    Participation,
    Person,
    Profile,
    Question,
    Status,
    Ticket,
    TicketParticipant,
    WholeMail,
    any_of,
)
from desk import Desk
from desk.admin_settings.changes import bump_settings_version
from desk.conversation import thread
from desk.conversation.new_entry import dump_line, load_line
from desk.conversation.writing import show_on_board
from desk.i18n import catalog, subjects
from desk.notifications import to_assignee
from desk.outbox import Do, queue_report
from desk.people.person_locks import take_turn
from desk.privacy import board_copies, erased_keys, erasures, settled_jobs
from desk.privacy.copies import queue_erasing, queue_found
from desk.privacy.erasure_statements import STEPS
from desk.privacy.settled_jobs import SHORTEST, PersonTraces
from desk.tickets import answers_awaiting_approval, status
from desk.topics.guess import REPORT as TOPICS


async def _clear_letters(session: AsyncSession, person_id: int, tickets: Sequence[int]) -> None:
    """Empty the arguments of letters about a person's requests, and of those to the person."""
    about = any_of(Job.ticket_id, tickets) | (Job.person_id == person_id)
    waiting = select(Job).where(Job.box == Box.TO_TELEGRAM, Job.state != JobState.DONE, about).order_by(Job.id)
    for job in await session.scalars(waiting.with_for_update()):
        letter: dict[str, Any] = queue.decode_payload(job.payload)
        said = letter.get("args") or {}
        keys = letter.get("keyed") or ()
        empty = {name: "" if isinstance(value, str) and name not in keys else value for name, value in said.items()}
        job.payload = queue.encode_payload({**letter, "args": empty} if said else letter)


PAGES = 20
"""Pages of settled jobs in one unit of work: about a second, in which nobody waits for anything."""


@dataclass(frozen=True, slots=True)
class PersonRows:
    """The rows of one person: ids of their requests, of everything said in these, under a question about them, or by
    them elsewhere, and of the files."""

    tickets: Sequence[int]
    entries: Sequence[int]
    blobs: Sequence[int]


async def find_rows(desk: Desk, person_id: int) -> PersonRows:
    """Return the person's rows. Whoever changes them locks the requests before."""
    mine = await desk.session.scalars(select(Ticket.id).where(Ticket.requester_id == person_id).order_by(Ticket.id))
    tickets = list(mine)
    was_staff = exists().where(Person.id == person_id, Person.dismissed_at.is_not(None))
    is_handed = and_(Entry.kind == EntryKind.NOTE, Entry.origin != Origin.TODOIST, ~was_staff)  # of a forwarded mail
    said = select(Entry.id).where(
        Entry.author_id == person_id, or_(Entry.kind == EntryKind.COMMENT, is_handed, Entry.ticket_id.is_(None))
    )
    held = select(Entry.id).join(Question, Question.id == Entry.question_id).where(any_of(Question.ticket_id, tickets))
    there = select(Entry.id).where(any_of(Entry.ticket_id, tickets))
    entries = list(await desk.session.scalars(there.union(said, held.where(Entry.ticket_id.is_(None)))))
    kept = select(EntryFile.blob_id).where(any_of(EntryFile.entry_id, entries), EntryFile.blob_id.is_not(None))
    mails = any_of(WholeMail.entry_id, entries)
    whole = kept.union(select(WholeMail.text_id).where(mails), select(WholeMail.raw_id).where(mails))
    blobs = [one for one in await desk.session.scalars(whole) if one is not None]
    return PersonRows(tickets, entries, blobs)


async def erase_from_jobs(desk: Desk, person_id: int, after: int) -> int | None:
    """Erase what the next pages of settled jobs hold about a person, and what they tell of in the chats of others;
    return the last job (None: there are no more). The person stays as they are: `erase_person` comes last."""
    person = await desk.session.get_one(Person, person_id)
    traces = await _find_traces(desk, person, await find_rows(desk, person_id), None)
    for _ in range(PAGES):
        page, is_last = await settled_jobs.find_page(desk, after)
        await _erase_from_page(desk, person, traces, page)
        if is_last:
            return None
        after = page["until"]
    return after


async def erase_person(desk: Desk, person_id: int, *, since: datetime) -> int:
    """Erase everything about a person; return how many copies stand in chats of another bot than the desk's. `since`:
    jobs that were settled before have been looked at already."""
    await take_turn(desk.session, person_id)
    person = await desk.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    await desk.lock_all(select(Ticket).where(Ticket.requester_id == person_id))
    rows = await find_rows(desk, person_id)
    traces = await _find_traces(desk, person, rows, since)
    await board_copies.queue_removals(desk, rows.tickets, rows.entries)
    elsewhere = await queue_erasing(desk, person, rows.tickets, rows.entries)
    for page in await settled_jobs.list_pages(desk, since):
        await _erase_from_page(desk, person, traces, page)
    await _clear_letters(desk.session, person_id, rows.tickets)
    await _forget_address_asked(desk, person)
    await _run_steps(desk, person, rows, await _list_names(desk, person))
    await _end_requests(desk, rows.tickets)
    return elsewhere


async def _erase_from_page(desk: Desk, person: Person, traces: PersonTraces, page: Mapping[str, Any]) -> None:
    await queue_found(desk, person, await settled_jobs.empty_page(desk, traces, page))


async def _find_traces(desk: Desk, person: Person, rows: PersonRows, since: datetime | None) -> PersonTraces:
    names = [json.dumps(one)[1:-1] for one in await _list_names(desk, person)]
    return await settled_jobs.find_traces(desk, person, rows.tickets, rows.entries, names, since=since)


async def _run_steps(desk: Desk, person: Person, rows: PersonRows, names: Sequence[str]) -> None:
    gone = subjects.word_subject(desk.rules.locale, "subject-erased")
    contents = await desk.session.scalars(select(Blob.content).where(any_of(Blob.id, rows.blobs)))
    given: dict[str, Any] = {
        "person": person.id,
        "object": f"person:{person.id}",
        "tickets": list(rows.tickets),
        "entries": list(rows.entries),
        "blobs": list(rows.blobs),
        "contents": list(contents),
        "name": catalog.say(desk.rules.locale, "person-erased"),
        "subject": gone.stored,
        "line": gone.line,
        "now": desk.now,
        "old": list(names),
        "bot": desk.rules.bot_id,
        "chats": [str(person.telegram_id)] if person.telegram_id is not None else [],
    }
    await _forget_problem_texts(desk, rows.entries)
    if person.erased_at is None:
        await erased_keys.remember(desk, person)
    await desk.session.flush()
    for step in STEPS:
        statement = text(step.statement)
        named = {name: given[name] for name in statement.compile().params}
        done = await desk.session.execute(statement, named)
        assert isinstance(done, CursorResult)
        if step.table == "topic_models" and done.rowcount:
            await bump_settings_version(desk)
            await queue_report(desk, TOPICS, None, {})
    desk.session.expire_all()


async def _forget_problem_texts(desk: Desk, entries: Sequence[int]) -> None:
    """Remove what the person said from encrypted texts of known problems, which a statement cannot read."""
    problems = select(KnownProblem).where(func.jsonb_typeof(KnownProblem.texts) == "object")
    held = (await desk.session.scalars(problems.with_for_update())).all()
    if not held:
        return
    said = await desk.session.scalars(select(Entry.body).where(any_of(Entry.id, entries)))
    words = [one for one in said if len(one) >= SHORTEST]
    for problem in held:
        problem.texts = [
            one for one in problem.texts if not any(body in one["text"] or one["text"] in body for body in words)
        ]


async def _forget_address_asked(desk: Desk, person: Person) -> None:
    """Take the person's addresses out of the lines of others' requests that say what was forwarded there by mail; these
    are encrypted, so a statement cannot read them."""
    addresses = await erasures.list_addresses(desk.session, person.id)
    asked = (any_of(TicketParticipant.address, addresses), TicketParticipant.part == Participation.ASIDE)
    there = select(TicketParticipant.ticket_id).where(*asked)
    for ticket in await desk.lock_all(select(Ticket).where(Ticket.id.in_(there))):
        lines = (any_of(Entry.ticket_id, {*ticket.thread_ids, ticket.merged_into_id or ticket.id}),
                 Entry.kind.in_((EntryKind.NOTE, EntryKind.REMARK)), Entry.content_line.is_not(None))  # fmt: skip
        for entry in await desk.session.scalars(select(Entry).where(*lines)):
            key, args = load_line(entry.content_line or "")
            if args.get("address") in addresses:
                entry.content_line = dump_line(
                    key, **{**args, "address": catalog.say(desk.rules.locale, "person-erased")}
                )
                await thread.relay_edit(desk, ticket, entry)
                show_on_board(desk, entry, do=Do.COMMENT_EDIT)


async def _list_names(desk: Desk, person: Person) -> list[str]:
    """Return names and numbers of the person, as they may stand in what was sent."""
    profile = await desk.session.get(Profile, person.id)
    known = select(Contact).join(Membership, Membership.contact_id == Contact.id)
    contacts = (await desk.session.scalars(known.where(Membership.person_id == person.id))).all()
    said = [person.name, person.full_name, person.username, person.todoist_name]
    said += [profile.full_name, profile.phone] if profile is not None else []
    users = select(ExternalPerson.external_id).where(ExternalPerson.person_id == person.id)
    said += list(await desk.session.scalars(users))
    said += [one for contact in contacts for one in (contact.name, contact.phone, contact.email)]
    stays = catalog.say(desk.rules.locale, "person-erased")
    return sorted({one for one in said if one and len(one) >= SHORTEST and one != stays})


async def _end_requests(desk: Desk, ticket_ids: Sequence[int]) -> None:
    """Cancel the requests that are still open, and tell their agents; answers that wait for approval end."""
    await answers_awaiting_approval.end_drafts(desk, any_of(Approval.ticket_id, ticket_ids))
    still_open = select(Ticket).where(any_of(Ticket.id, ticket_ids), Ticket.is_open)
    for ticket in await desk.lock_all(still_open):
        is_filed = ticket.filed_at is not None
        await status.set_status(desk, ticket, Status.CANCELLED, reason="erased")
        if is_filed:
            await to_assignee.post_line_to_assignee(desk, ticket, "requester-erased", always=True)
        await desk.publish(ticket)
