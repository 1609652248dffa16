"""Verbs that link a Telegram person to a Todoist person."""

from sqlalchemy import and_, delete, or_, select, text, update

from db.models import (
    BoardState,
    Collaborator,
    Entry,
    EntryKind,
    Erasure,
    ImportedRow,
    Person,
    Role,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Locked, NotAllowed, PersonView, Refused, history, locked
from desk.conversation import entries
from desk.conversation.new_entry import NewEntry
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Say, jobs, make_press
from desk.people import names as people_names
from desk.people import person_rows
from desk.people.waiting import decide_waiting
from desk.policy import is_staff
from desk.text import RichText
from desk.tickets import status

MOVES = (
    "update tickets set requester_id = :to where requester_id = :old",
    "update tickets set assignee_id = :to where assignee_id = :old",
    "update tickets set resolved_by = :to where resolved_by = :old",
    "update tickets set begun_by = :to where begun_by = :old",
    "update entries set author_id = :to where author_id = :old",
    "update history set actor_id = :to where actor_id = :old",
    "update history set old_id = :to where old_id = :old and field = 'assignee'",
    "update history set new_id = :to where new_id = :old and field = 'assignee'",
    "update entry_versions set by = :to where by = :old",
    "update audit set actor_id = :to where actor_id = :old",
    "delete from reactions r using reactions newer where r.entry_id = newer.entry_id and r.origin = newer.origin "
    "and r.person_id in (:to, :old) and newer.person_id in (:to, :old) and (newer.at, newer.id) > (r.at, r.id)",
    "update reactions set person_id = :to where person_id = :old",
    "update questions set person_id = :to where person_id = :old",
    "update marks set person_id = :to where person_id = :old",
    "update asks set asker_id = :to where asker_id = :old",
    "update digest_lines set person_id = :to where person_id = :old",
    "update prepared_answers set assignee_id = :to where assignee_id = :old",
    "update approvals set author_id = :to where author_id = :old",
    "update approvals set decided_by = :to where decided_by = :old",
    "update people set mentor_id = :to where mentor_id = :old",
    "update time_spent set person_id = :to where person_id = :old",
    "update recurring_requests set client_id = :to where client_id = :old",
    "update recurring_requests set assignee_id = :to where assignee_id = :old",
    "update assist_uses set person_id = :to where person_id = :old",
    "update reviews set agent_id = :to where agent_id = :old",
    "update reviews set reviewer_id = :to where reviewer_id = :old",
    "update invites set made_by = :to where made_by = :old",
    "update invites set used_by = :to where used_by = :old",
    "update known_problem_followers set person_id = :to where person_id = :old and problem_id not in "
    "(select problem_id from known_problem_followers where person_id = :to)",
    "delete from known_problem_followers where person_id = :old",
    "update ticket_participants set person_id = :to where person_id = :old and ticket_id not in "
    "(select ticket_id from ticket_participants where person_id = :to)",
    "delete from ticket_participants where person_id = :old",
    "update external_people set person_id = :to where person_id = :old",
    "update system_links set opened_by = :to where opened_by = :old",
    "update ticket_spans set person_id = :to where person_id = :old",
    "update ticket_facts set taken_by = :to where taken_by = :old",
    "update ticket_facts set answered_by = :to where answered_by = :old",
    "update ticket_facts set solved_by = :to where solved_by = :old",
    "update memberships set person_id = :to where person_id = :old and organization_id not in "
    "(select organization_id from memberships where person_id = :to and ended_at is null)",
    "delete from memberships where person_id = :old",
    "update profiles set person_id = :to where person_id = :old and not exists "
    "(select from profiles where person_id = :to)",
    "delete from profiles where person_id = :old",
    "update ideas set author_id = :to where author_id = :old",
    "update ideas set status_by = :to where status_by = :old",
    "update idea_votes set person_id = :to where person_id = :old and idea_id not in "
    "(select idea_id from idea_votes where person_id = :to)",
    "delete from idea_votes where person_id = :old",
    "update payment_requests set person_id = :to where person_id = :old",
    "update payment_requests set payer_id = :to where payer_id = :old",
    "update payment_requests set asked_by = :to where asked_by = :old",
    "update payment_requests set settled_by = :to where settled_by = :old",
    "update ledger_entries set person_id = :to where person_id = :old",
    "update ledger_entries set made_by = :to where made_by = :old",
    "update account_blocks set person_id = :to where person_id = :old and not exists "
    "(select from account_blocks where person_id = :to)",
    "delete from account_blocks where person_id = :old",
    "update jobs set person_id = :to where person_id = :old and state <> 'done'",
)
"""Statements that move everything that names a person from one row to another. Of two reactions to one entry the newer
stays; of two followers of one problem, memberships in one organization, profiles or account data, the target's."""


def make_link_slot(person: Person) -> str:
    """Return the slot of the line that tells admins of a person's link."""
    return f"linked:{person.telegram_id}:{person.todoist_id}"


async def link_account(desk: Desk, todoist_id: str) -> PersonView:
    """Link the actor to that collaborator: everything of the other row moves to the actor's, and admins are
    notified."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if not is_staff(me) or me.telegram_id is None:
        raise NotAllowed
    if me.todoist_id == todoist_id:
        return person_rows.make_view(me)
    name = await _read_board_name(desk, todoist_id)
    other = await person_rows.find_by_todoist(desk.session, todoist_id)
    if other is not None and other.telegram_id is not None:
        raise Refused("link-taken", name=other.name)
    if other is not None and other.dismissed_at is not None and other.former_id != me.id:
        raise Refused("no-such-person")
    if me.todoist_id is not None:
        await _separate_account(desk, me)
    if other is not None:
        await merge_people(desk, other, me)
    me.todoist_id, me.todoist_name = todoist_id, name
    history.record_action(desk, "linked", f"account:{todoist_id}")
    await desk.session.flush()
    await _update_board(desk, me)
    undo = ((make_press("btn-unlink", "unlink", me.telegram_id or 0),),)
    told: Args = {"name": me.name, "board": name}
    await to_admins.notify_admins(desk, "linked", told, but=(me.id,), buttons=undo, slot=make_link_slot(me))
    return person_rows.make_view(me)


async def unlink_account(desk: Desk) -> bool:
    """Separate the actor from their Todoist account for everything that comes later; return False if none was
    linked."""
    await desk.refresh_actor()
    me = desk.require_actor()
    if me.todoist_id is None:
        return False
    history.record_action(desk, "unlinked", f"person:{me.id}")
    name = await undo_link(desk, me)
    notifier.post_letter(desk, me, Say("unlinked-you"))
    await to_admins.notify_admins(desk, "unlinked", {"name": me.name, "board": name}, but=(me.id,))
    return True


async def undo_link(desk: Desk, person: Person) -> str:
    """Undo a person's link; return the name they had on the board."""
    name = person.todoist_name or person.name
    await _separate_account(desk, person)
    await _update_board(desk, person)
    return name


async def _separate_account(desk: Desk, person: Person) -> None:
    """Give the Todoist person a row of its own, which may do what the member may."""
    if person.todoist_id is None or person.telegram_id is None:
        return
    todoist_id, name = person.todoist_id, person.todoist_name or person.name
    person.todoist_id = person.todoist_name = None
    await desk.session.flush()
    row = Person(
        todoist_id=todoist_id,
        todoist_name=name,
        name=name,
        role=Role.REQUESTER,
        created_at=desk.now,
        former_id=person.id,
        mentor_id=person.mentor_id,
    )
    desk.session.add(row)
    await desk.session.flush()


async def dismiss_accounts(desk: Desk, former: Person) -> None:
    """Dismiss every account on the board that is or was the member's."""
    await _separate_account(desk, former)
    theirs = update(Person).where(Person.former_id == former.id, Person.dismissed_at.is_(None))
    await desk.session.execute(theirs.values(dismissed_at=desk.now))


async def _read_board_name(desk: Desk, todoist_id: str) -> str:
    """Return the collaborator's name as Todoist last gave it; raises Refused for an account that is not on the
    board."""
    query = select(Collaborator.name).where(Collaborator.todoist_id == todoist_id, Collaborator.active)
    name = await desk.session.scalar(query.limit(1))
    if name is not None:
        return people_names.clean_person_name(name) or todoist_id
    own = await desk.session.scalar(select(BoardState.account_id).where(BoardState.account_id == todoist_id))
    if own is None:
        raise Refused("no-such-person")
    known = await person_rows.find_by_todoist(desk.session, todoist_id)
    return known.todoist_name or known.name if known is not None else todoist_id


async def merge_people(desk: Desk, other: Person, me: Person) -> None:
    """Move everything of the other row to `me`, and delete the other row, with what is only about the row. Who is made
    one with somebody is not made by an import any more, and is known by its key."""
    await move_requests(desk, other, me)
    theirs = update(ImportedRow).where(ImportedRow.person_id == other.id)
    await desk.session.execute(theirs.values(person_id=me.id, source=""))
    await desk.session.execute(delete(Erasure).where(Erasure.person_id == other.id, Erasure.withdrawn_at.is_not(None)))
    await desk.session.delete(other)
    await desk.session.flush()


async def move_requests(desk: Desk, other: Person, me: Person) -> None:
    """Move everything of the other row to `me` but what belongs to people in Telegram only, as their erasures do. Of
    two drafts one is made; what waits is decided for `me`, who is blocked if the other is: so words are listed."""
    if other.blocked_at is not None and me.blocked_at is None:
        me.blocked_at, me.blocked_by = other.blocked_at, other.blocked_by
    gathers = and_(Ticket.filed_at.is_(None), Ticket.status == Status.NEW)
    touched = or_(Ticket.requester_id == other.id, Ticket.assignee_id == other.id, Ticket.resolved_by == other.id)
    row = select(Person).where(Person.id == other.id).with_for_update()
    await desk.session.scalars(row)
    named = or_(touched, and_(Ticket.requester_id == me.id, gathers))
    ids = select(Ticket.id, Ticket.status).where(named).order_by(Ticket.id).with_for_update()
    for one in (await desk.session.execute(ids)).all():
        if one.status.is_open:
            await jobs.request_compare(desk, one.id)
    both = select(Ticket).where(any_of(Ticket.requester_id, [other.id, me.id]), gathers)
    drafts = {one.requester_id: one for one in await locked.lock_tickets(desk.session, both)}
    if (theirs := drafts.get(other.id)) is not None:
        theirs.consent_asked, theirs.waiting_told_at = 0, None  # it was asked in the other chat
        if (mine := drafts.get(me.id)) is not None:
            await _join_drafts(desk, theirs, mine)
    await desk.session.flush()
    for statement in MOVES:
        await desk.session.execute(text(statement), {"to": me.id, "old": other.id})
    await decide_waiting(desk, me.id)


async def _join_drafts(desk: Desk, source: Locked, target: Locked) -> None:
    """Put all that was said on a draft on another of the same person, also as its subject. No group reads it any more:
    it may be of another chat."""
    said = (await desk.session.scalars(select(Entry).where(Entry.ticket_id == source.id).order_by(Entry.id))).all()
    if source.subject_kept and source.subject:
        requester = await desk.get_requester(source)
        await entries.write_entry(
            desk.session, target, EntryKind.COMMENT, NewEntry(RichText(source.subject)), author_id=requester.id,
            author_name=requester.name, origin=source.origin, now=desk.now, bot_id=desk.rules.bot_id,
        )  # fmt: skip
    for entry in said:
        await entries.write_entry(
            desk.session, target, entry.kind, entry, author_id=entry.author_id, author_name=entry.author_name,
            origin=entry.origin, now=desk.now, bot_id=desk.rules.bot_id,
        )  # fmt: skip
    source.merged_into_id, target.merged_ids = target.id, [*target.merged_ids, *source.thread_ids]
    target.is_private = True
    await status.set_status(desk, source, Status.CANCELLED, reason="joined")
    await desk.publish(source)
    await desk.publish(target)


async def _update_board(desk: Desk, me: Person) -> None:
    """Queue an update of these tickets on the board, because the name of their agent changed. Tickets that have ended
    follow with their next change."""
    held = select(Ticket.id).where(Ticket.assignee_id == me.id, Ticket.is_open)
    for ticket_id in await desk.session.scalars(held.order_by(Ticket.id)):
        await jobs.request_compare(desk, ticket_id)
