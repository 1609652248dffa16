"""Verbs of erasures: ask for one, call it off, list them. Their steps: `desk/privacy/erasure_steps.py`.

A person asks for themselves, an admin for a requester, an integration for one of its users. It waits for a while, so
that it can be called off; then the person is told, and a moment later everything is erased.
"""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import (
    Blob,
    Box,
    Contact,
    Entry,
    EntryFile,
    EntryKind,
    Erasure,
    ExternalPerson,
    Job,
    JobState,
    KnownProblem,
    Membership,
    Origin,
    Person,
    Profile,
    Role,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.i18n import catalog, subjects
from desk.notifications import notifier, to_assignee
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import Show, queue_report
from desk.people.person_locks import take_turn
from desk.policy.permissions import Grant
from desk.privacy import board_copies, settled_jobs
from desk.privacy.copies import queue_erasing, queue_found
from desk.privacy.settled_jobs import SHORTEST, PersonTraces
from desk.tickets import status
from desk.topics.guess import REPORT as TOPICS

# List what an erasure does to every table: rows that are deleted and columns that are emptied; its test says why all
# else may stay. The test compares this list with the models: no column that can hold words is missing on both sides.
# Statements only. They know `:person`, the ids `:tickets` of the person's requests and `:entries` of what was said in
# these or by the person elsewhere, `:blobs` and `:contents` of its files, the `:name` that stays, the `:subject` of
# their requests with its `:line`, and the moment `:now`. `:old`: their names and numbers; `:chats`: their chat.
# Settled jobs are looked at in pages (`desk/privacy/settled_jobs.py`).


_SETS = {
    "$tickets": "any(cast(:tickets as bigint[]))",
    "$entries": "any(cast(:entries as bigint[]))",
    "$old": "any(cast(:old as text[]))",
    "$users": "(select id from external_people where person_id = :person)",
    "$addresses": "(select replace(e.external_id, 'claimed ', '') from external_people e join systems s "
    "on s.id = e.system_id and s.name = '✉️ E-mail' where e.person_id = :person)",
    "$words": "('filed', 'subject', 'lost:subject', 'hold_reason', 'promise_why', 'escalated', 'tags', 'barred')",
}
"""What stands for a set in the statements; the last: fields of the history whose values are words."""


def _expand(statement: str) -> str:
    for name, stands_for in _SETS.items():
        statement = statement.replace(name, stands_for)
    return statement


@dataclass(frozen=True, slots=True)
class Emptied:
    """Columns of some rows that get another value, each an expression of SQL."""

    table: str
    where: str
    values: Mapping[str, str] = field(hash=False)

    @property
    def condition(self) -> str:
        """Return which rows, as SQL."""
        return _expand(self.where)

    @property
    def statement(self) -> str:
        """Return the statement."""
        values = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return _expand(f"update {self.table} set {values} where {self.where}")  # noqa: S608  (constants of this file)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Rows that are deleted."""

    table: str
    where: str

    @property
    def condition(self) -> str:
        """Return which rows, as SQL."""
        return _expand(self.where)

    @property
    def statement(self) -> str:
        """Return the statement."""
        return _expand(f"delete from {self.table} where {self.where}")  # noqa: S608  (constants of this file)


STEPS: tuple[Emptied | Deleted, ...] = (
    # what was said, and its copies in the database
    Deleted(
        "known_words",
        "articles = 0 and word in (select unnest(tsvector_to_array(to_tsvector("
        "'simple', translate(body, 'ёЁ', 'еЕ')))) from entries where id = $entries)",
    ),
    Emptied(
        "known_problems",
        "texts <> '[]' and jsonb_typeof(texts) = 'array'",
        {
            "texts": "(select coalesce(jsonb_agg(held.one), '[]') from jsonb_array_elements(known_problems.texts) "
            "held(one) where not exists (select from entries e where "
            "e.id = $entries and length(e.body) > 2 and (position(e.body in held.one ->> 'text') > 0 "
            "or position(held.one ->> 'text' in e.body) > 0)))"
        },
    ),
    Emptied("topic_models", "weights is not null and cast(:entries as bigint[]) <> '{}'", {"weights": "null"}),
    Deleted("masked_words", "entry_id = $entries"),
    Deleted("entry_versions", "entry_id = $entries"),
    Deleted("reactions", "entry_id = $entries or person_id = :person"),
    Deleted("ticket_form", "ticket_id = $tickets or entry_id = $entries"),
    Emptied("entries", "answers_id = $entries and quote is not null", {"quote": "null"}),
    Emptied(
        "entries",
        "id = $entries",
        {
            "body": "''",
            "entities": "'[]'",
            "parts": "null",
            "preview": "null",
            "content_line": "null",
            "quote": "null",
            "album": "null",
            "footer": "null",
            "withdrawn_at": "coalesce(withdrawn_at, :now)",
            "emptied_at": "coalesce(emptied_at, :now)",
        },
    ),
    Emptied("entries", "author_id = :person", {"author_name": ":name"}),
    Emptied("board_comments", "entry_id = $entries", {"content": "''", "file_url": "null", "reactions": "null"}),
    Deleted("files", "entry_id = $entries"),
    Deleted(
        "blobs", "id = any(cast(:blobs as bigint[])) and not exists (select from files f where f.blob_id = blobs.id)"
    ),
    Deleted(
        "blob_pieces",
        "content = any(cast(:contents as bigint[])) "
        "and not exists (select from blobs b where b.content = blob_pieces.content)",
    ),
    # the requests
    Emptied(
        "tickets",
        "id = $tickets",
        {
            "subject": ":subject",
            "subject_line": ":line",
            "category_words": "'{}'",
            "tags": "'{}'",
            "hold_reason": "null",
            "begun_why": "null",
            "merge_undo": "null",
            "context": "null",
            "external_ref": "null",
            "external_person_id": "null",
            "tell": "null",
            "tell_at": "null",
            "rating_words": "null",
        },
    ),
    Emptied(
        "history",
        "ticket_id = $tickets and field in $words",
        {"old": "case when old is not null then '' end", "new": "case when new is not null then '' end"},
    ),
    Emptied("history", "actor_id = :person", {"actor_name": ":name"}),
    Emptied("history", "old_id = :person and field = 'assignee'", {"old": ":name"}),
    Emptied("history", "new_id = :person and field = 'assignee'", {"new": ":name"}),
    Emptied("marks", "ticket_id = $tickets", {"words": "null"}),
    Emptied("reviews", "ticket_id = $tickets", {"comment": "null", "answer": "null"}),
    Emptied(
        "review_marks",
        "review_id in (select id from reviews where ticket_id = $tickets)",
        {"comment": "null"},
    ),
    Emptied("approvals", "ticket_id = $tickets", {"comment": "null"}),
    Deleted("prepared_answers", "ticket_id = $tickets or person_id = :person"),
    Deleted("digest_lines", "ticket_id = $tickets or person_id = :person"),
    Emptied(
        "questions",
        "ticket_id = $tickets or person_id = :person",
        {"data": "'{}'", "due_at": "null", "closed_at": "coalesce(closed_at, :now)"},
    ),
    Deleted("held_acts", "ticket_id = $tickets"),
    Emptied(
        "board_cards",
        "ticket_id = $tickets",
        {
            "agreed": "null",
            "theirs": "null",
            "dirty": "false",
            "held": "false",
            "late_at": "null",
            "gone": "coalesce(gone, 'erased')",
        },
    ),
    Deleted(
        "board_commands",
        "ticket_id = $tickets and answered_at is null and sent_at is null and kind <> 'item_delete'",
    ),
    Emptied(
        "board_commands",
        "(ticket_id = $tickets or entry_id = $entries) and answered_at is not null and kind <> 'item_delete'",
        {"args": "'{}'", "agreed": "null", "error": "null"},
    ),
    Deleted("timers", "ticket_id = $tickets"),
    # what waits or was sent
    Deleted("group_mentions", "cast(author_id as text) = any(cast(:chats as text[]))"),
    Deleted("events_feed", "ticket_id = $tickets and kind = 'ticket.notice'"),
    Emptied(
        "idempotency_keys",
        "system_id in (select system_id from external_people where person_id = :person) "
        "and (exists (select from unnest(cast(:old as text[])) o(said) where position(o.said in answer::text) > 0) "
        "or exists (select from tickets t where t.id = $tickets "
        "and jsonb_path_exists(answer, '$.**.number ? (@ == $n)', jsonb_build_object('n', t.number))) "
        "or jsonb_exists(answer, 'sealed') or exists (select from unnest(cast(:entries as bigint[])) e(id) "
        "where jsonb_path_exists(answer, '$.**.id ? (@ == $n)', jsonb_build_object('n', e.id))))",
        {"answer": "'{}'"},
    ),
    Emptied(
        "jobs",
        "state = 'buried' and box = 'from_telegram' and key = any(cast(:chats as text[]))",
        {"payload": "'{}'", "state": "'done'", "settled_at": ":now", "error": "null"},
    ),
    Emptied(
        "jobs",
        "state = 'buried' and box = 'from_mail' and key in (select left(encode(sha256(convert_to(lower("
        "replace(external_id, 'claimed ', '')), 'UTF8')), 'hex'), 32) from external_people where person_id = :person)",
        {"payload": "'{}'", "state": "'done'", "settled_at": ":now", "error": "null"},
    ),
    Emptied(
        "jobs",
        "state = 'buried' and box = 'from_mail' and person_id = :person",
        {"payload": "'{}'", "state": "'done'", "settled_at": ":now", "error": "null"},
    ),
    Deleted(
        "report_results",
        "kind = 'personal_data' and arguments -> 'person' = to_jsonb(cast(:person as bigint)) "
        "or created_at < cast(:now as timestamptz) - interval '5 minutes' and not exists ("
        "select from jobs j where j.box = 'to_telegram' and j.state in ('waiting', 'parked', 'held') and position("
        "convert_to('\"result_id\":' || report_results.id || ',', 'UTF8') in j.payload) > 0)",
    ),
    # the person elsewhere
    Emptied("ideas", "author_id = :person", {"words": ":subject"}),
    Deleted("account_blocks", "person_id = :person"),
    Deleted("profiles", "person_id = :person"),
    Emptied(
        "contacts",
        "id in (select contact_id from memberships where person_id = :person)",
        {
            "name": ":name",
            "phone": "null",
            "position": "''",
            "email": "''",
            "external_id": "null",
            "removed_at": "coalesce(removed_at, :now)",
            "updated_at": ":now",
        },
    ),
    Deleted("memberships", "person_id = :person"),
    Deleted(
        "external_changes",
        "kind = 'account' and external_id in "
        "(select system_id || ':' || external_id from external_people where person_id = :person)",
    ),
    Deleted(
        "ticket_participants",
        "ticket_id = $tickets or person_id = :person or address = any(array$addresses)",
    ),
    Deleted("person_tokens", "external_person_id in $users"),
    Deleted("system_links", "external_person_id in $users or opened_by = :person"),
    Deleted("external_people", "person_id = :person"),
    Emptied("ledger_entries", "person_id = :person and reason <> ''", {"reason": "''"}),
    Deleted("sent_forms", "session_id in (select id from web_sessions where person_id = :person)"),
    Deleted("web_sessions", "person_id = :person"),
    Deleted("web_sign_ins", "person_id = :person"),
    Deleted("confirmations", "person_id = :person"),
    Deleted("second_factors", "person_id = :person"),
    Deleted("recovery_codes", "person_id = :person"),
    Deleted("board_connect_codes", "person_id = :person"),
    Deleted("saved_views", "owner_id = :person and not shared"),
    Emptied(
        "canned_replies",
        "owner_id = :person",
        {"text": "''", "entities": "'[]'", "files": "'[]'", "removed_at": "coalesce(removed_at, :now)"},
    ),
    Deleted("shifts", "person_id = :person"),
    Deleted("own_accounts", "owner_id = :person"),
    Deleted("agent_topics", "person_id = :person"),
    Deleted("known_problem_followers", "person_id = :person"),
    Emptied("audit", "actor_id = :person and address is not null", {"address": "null"}),
    Emptied(
        "audit",
        "object = :object or old = $old or new = $old",
        {
            "old": "case when object = :object or old = $old then null else old end",
            "new": "case when object = :object or new = $old then null else new end",
        },
    ),
    Emptied(
        "people",
        "id = :person",
        {
            "name": ":name",
            "telegram_id": "null",
            "todoist_id": "null",
            "username": "null",
            "todoist_name": "null",
            "full_name": "null",
            "answer_way": "null",
            "language": "null",
            "language_chosen": "null",
            "grants": "'{}'",
            "switches": "'{}'",
            "menu": "null",
            "panel_word": "null",
            "open_list": "null",
            "digest_at": "null",
            "event_id": "null",
            "event_until": "null",
            "system_id": "null",
            "link_id": "null",
            "away_until": "null",
            "has_shifts": "false",
            "erased_at": "coalesce(erased_at, :now)",
        },
    ),
)
"""In this order: what is still needed to find something else comes later."""


# Copies of a person's words in other people's chats: they are deleted, or edited where Telegram deletes no longer.
# The person's own chat stays: what is in it is theirs, and they can delete it in Telegram.


_GROUPS = (Role.GROUP, Role.INTAKE_GROUP)


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The person whom an erasure is about, as an admin sees them before. `open`: their erasure that waits."""

    id: int
    name: str
    requests: int
    open: Erasure | None


async def find_open(session: AsyncSession, person_id: int) -> Erasure | None:
    """Return the erasure of a person that is not over."""
    mine = select(Erasure).where(Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None))
    return await session.scalar(mine.where(Erasure.done_at.is_(None)).with_for_update())


async def ask_for_own(desk: Desk) -> Erasure:
    """Ask for the erasure of everything about the actor. Raises Refused for members of the team."""
    await desk.refresh_actor()
    me = desk.require_actor()
    require_no_team(me)
    return await _ask(desk, me, desk.now + desk.rules.privacy.pause)


async def ask_for(desk: Desk, person_id: int, *, at_once: bool = False) -> Erasure:
    """Ask for the erasure of a requester, for an admin. `at_once`: without the pause. From the panel it needs a
    confirmation. Raises Refused, FactorNeeded or ConfirmationNeeded."""
    await desk.require_grant(Grant.PRIVACY)
    person = await _get_requester(desk, person_id)
    if desk.origin is Origin.PANEL:
        await require_confirmation(desk, LastingAction.ERASE, await _name_unerased(desk.session, person_id))
    return await _ask(desk, person, desk.now if at_once else desk.now + desk.rules.privacy.pause)


async def _name_unerased(session: AsyncSession, person_id: int) -> str:
    """Return what stands for the person in messages that stay: the number of their newest request, or their id."""
    newest = select(func.max(Ticket.number)).where(Ticket.requester_id == person_id)
    number = await session.scalar(newest)
    return f"#{number}" if number is not None else f"id {person_id}"


async def ask_for_user(desk: Desk, person_id: int) -> Erasure:
    """Ask for the erasure of a user of an integration, which has been checked to be one."""
    return await _ask(desk, await _get_requester(desk, person_id), desk.now + desk.rules.privacy.pause)


async def _get_requester(desk: Desk, person_id: int) -> Person:
    person = await desk.session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise Refused("erase-nobody")
    require_no_team(person)
    return person


def require_no_team(person: Person) -> None:
    """Raise Refused for members of the team and groups."""
    if person.role is not Role.REQUESTER and (person.dismissed_at is None or person.role in _GROUPS):
        raise Refused("erase-team", name=person.name)


async def _ask(desk: Desk, person: Person, due_at: datetime) -> Erasure:
    found = await find_open(desk.session, person.id)
    if found is not None:
        if found.told_at is None and due_at < (found.due_at or due_at):
            found.due_at = due_at
        return found
    made = Erasure(
        person_id=person.id, asked_by=desk.actor_id, origin=desk.origin, asked_at=desk.now, due_at=due_at
    )  # fmt: skip
    desk.session.add(made)
    await desk.session.flush()
    history.record_action(desk, "erasure-asked", f"person:{person.id}")
    if desk.actor_id != person.id and due_at > desk.now:
        notifier.post_letter(desk, person, Show("forget", slot="forget", fresh=True))
    return made


async def withdraw_own(desk: Desk) -> bool:
    """Call off the actor's erasure; return False if none waits any more."""
    await desk.refresh_actor()
    return await _withdraw(desk, desk.require_actor().id)


async def withdraw_for(desk: Desk, person_id: int) -> bool:
    """Call off the erasure of a requester, for an admin."""
    await desk.require_grant(Grant.PRIVACY)
    return await _withdraw(desk, person_id)


async def _withdraw(desk: Desk, person_id: int) -> bool:
    found = await find_open(desk.session, person_id)
    if found is None or found.told_at is not None:
        return False
    found.withdrawn_at, found.due_at = desk.now, None
    history.record_action(desk, "erasure-withdrawn", f"person:{person_id}")
    return True


async def find_person(desk: Desk, said: str, number: int | None) -> int:
    """Return the id of the requester of a request, or of the only person with that name or user name. Raises
    Refused."""
    await desk.require_grant(Grant.PRIVACY)
    if number is not None:
        found = list(await desk.session.scalars(select(Ticket.requester_id).where(Ticket.number == number)))
    else:
        name = said.strip().lstrip("@").casefold()
        called = or_(func.lower(Person.name) == name, func.lower(Person.username) == name)
        here = (Person.erased_at.is_(None), Person.dismissed_at.is_(None))
        found = list(await desk.session.scalars(select(Person.id).where(called, *here).limit(2))) if name else []
    if len(found) > 1:
        raise Refused("erase-several", name=said.strip())
    if not found:
        raise Refused("erase-nobody")
    return (await _get_requester(desk, found[0])).id


async def load_person(session: AsyncSession, person_id: int) -> FoundPerson | None:
    """Return a person as an admin sees them before an erasure; None if there is nothing left of them."""
    person = await session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        return None
    count = await session.scalar(select(func.count()).where(Ticket.requester_id == person_id)) or 0
    mine = select(Erasure).where(Erasure.person_id == person_id, Erasure.withdrawn_at.is_(None))
    return FoundPerson(person.id, person.name, count, await session.scalar(mine.where(Erasure.done_at.is_(None))))


async def list_erasures(session: AsyncSession, most: int = 20) -> list[Erasure]:
    """Return the newest erasures."""
    return list(await session.scalars(select(Erasure).order_by(Erasure.id.desc()).limit(most)))


async def list_erased(session: AsyncSession, known: Collection[int]) -> list[tuple[int, datetime]]:
    """Return the ids of those who were erased, but for the known ones, each with the time, oldest first."""
    done = select(Erasure.person_id, Erasure.erased_at).where(Erasure.erased_at.is_not(None))
    done = done.where(~any_of(Erasure.person_id, known))
    return [(one.person_id, one.erased_at) for one in await session.execute(done.order_by(Erasure.erased_at))]


# Letters that wait to be sent: the words in them are emptied. Views and answers are rendered when they are sent, and
# have none.


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
    """The rows of one person: ids of their requests, of everything said in these or by them elsewhere, and of the
    files."""

    tickets: Sequence[int]
    entries: Sequence[int]
    blobs: Sequence[int]


async def find_rows(desk: Desk, person_id: int) -> PersonRows:
    """Return the person's rows. Whoever changes them locks the requests before."""
    mine = await desk.session.scalars(select(Ticket.id).where(Ticket.requester_id == person_id).order_by(Ticket.id))
    tickets = list(mine)
    said = select(Entry.id).where(Entry.author_id == person_id, Entry.kind == EntryKind.COMMENT)
    entries = list(await desk.session.scalars(select(Entry.id).where(any_of(Entry.ticket_id, tickets)).union(said)))
    held = select(EntryFile.blob_id).where(any_of(EntryFile.entry_id, entries), EntryFile.blob_id.is_not(None))
    blobs = [one for one in await desk.session.scalars(held) if one is not None]
    return PersonRows(tickets, entries, blobs)


async def erase_from_jobs(desk: Desk, person_id: int, after: int) -> tuple[int | None, Counter[str]]:
    """Erase what the next pages of settled jobs hold about a person, and what they tell of in the chats of others;
    return the last job (None: there are no more), and how much could not be reached. The person stays as they are:
    `erase_person` comes last."""
    person = await desk.session.get_one(Person, person_id)
    traces = await _find_traces(desk, person, await find_rows(desk, person_id), None)
    unreached: Counter[str] = Counter()
    for _ in range(PAGES):
        page, is_last = await settled_jobs.find_page(desk, after)
        unreached += await _erase_from_page(desk, person, traces, page)
        if is_last:
            return None, unreached
        after = page["until"]
    return after, unreached


async def erase_person(desk: Desk, person_id: int, *, since: datetime) -> dict[str, int]:
    """Erase everything about a person; return how much could not be reached, by where it is. `since`: jobs that were
    settled before have been looked at already."""
    await take_turn(desk.session, person_id)
    person = await desk.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    await desk.lock_all(select(Ticket).where(Ticket.requester_id == person_id))
    rows = await find_rows(desk, person_id)
    traces = await _find_traces(desk, person, rows, since)
    await board_copies.queue_removals(desk, rows.tickets, rows.entries)
    unreached = await queue_erasing(desk, person, rows.tickets, rows.entries)
    for page in await settled_jobs.list_pages(desk, since):
        unreached += await _erase_from_page(desk, person, traces, page)
    await _clear_letters(desk.session, person_id, rows.tickets)
    await _run_steps(desk, person, rows, await _list_names(desk, person))
    await _end_requests(desk, rows.tickets)
    return dict(unreached)


async def _erase_from_page(desk: Desk, person: Person, traces: PersonTraces, page: Mapping[str, Any]) -> Counter[str]:
    return await queue_found(desk, person, await settled_jobs.empty_page(desk, traces, page))


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
        "chats": [str(person.telegram_id)] if person.telegram_id is not None else [],
    }
    await _forget_problem_texts(desk, rows.entries)
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
    """Cancel the requests that are still open, and tell their agents."""
    still_open = select(Ticket).where(any_of(Ticket.id, ticket_ids), Ticket.is_open)
    for ticket in await desk.lock_all(still_open):
        is_filed = ticket.filed_at is not None
        await status.set_status(desk, ticket, Status.CANCELLED, reason="erased")
        if is_filed:
            await to_assignee.post_line_to_assignee(desk, ticket, "requester-erased")
        await desk.publish(ticket)
