"""Files the requests whose moment has come: one a template, however many moments have passed. Knows no real clock.

The row remembers until when everything is done; it changes in the unit of work that files the request. Nothing is sent
to the client: they have asked for nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Category, Organization, Person, RecurringRequest
from desk import Desk, Locked, history
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import TicketSubject, say
from desk.notifications import to_admins, to_staff
from desk.outbox import account_jobs
from desk.policy.permissions import Grant, has_grant
from desk.recurring import rhythms
from desk.recurring.rhythms import Rhythm
from desk.recurring.setup import get_working_days, is_gone, plan_next
from desk.sla import ticket_targets
from desk.text import RichText
from desk.text.markdown.writer import escape_markdown
from desk.tickets import assignment, fields, filing, runbook_progress
from desk.tickets.filing import MEDIUM, choose_filed_for
from desk.tickets.runbook_progress import TicketStep

_LATE = timedelta(minutes=15)
_MOST_COUNTED = 1000


async def file_due(desk: Desk, recurring_id: int) -> None:
    """File the request of a template whose moment has come, once for all moments that passed; none while it is switched
    off, or if a change of the hours has moved the moment."""
    row = await desk.session.get(RecurringRequest, recurring_id, with_for_update=True, populate_existing=True)
    if row is None or row.next_at is None or row.next_at > desk.now:
        return
    rhythm, zone, is_working = Rhythm.load(row.rhythm), desk.rules.timezone, get_working_days(desk.rules)
    passed = rhythms.list_passed(rhythm, row.done_at, desk.now, zone, is_working, most=_MOST_COUNTED)
    row.done_at = desk.now
    plan_next(row, desk.now, desk.rules)
    if not passed or not desk.rules.team.recurring:
        return
    firm = await desk.session.get(Organization, row.organization_id) if row.organization_id is not None else None
    if is_gone(await desk.get_person(row.client_id), firm):
        row.next_at = None
        await to_admins.notify_admins(desk, "recurring-stopped", {"subject": row.subject})
        return
    named = say(desk.rules.locale, "recurring-actor")
    await _file(Desk(desk.session, desk.origin, None, now=desk.now, rules=desk.rules, actor_name=named), row, passed)


async def drop_due(desk: Desk, recurring_id: int) -> None:
    """Pause a template whose request was refused, and tell those who lead the team."""
    row = await desk.session.get_one(RecurringRequest, recurring_id, populate_existing=True)
    row.next_at = None
    await to_admins.notify_admins(desk, "recurring-refused", {"subject": row.subject})


async def _file(desk: Desk, row: RecurringRequest, passed: Sequence[datetime]) -> None:
    ticket = await _add_ticket(desk, row, await _get_requester(desk, row))
    if row.words:
        await thread.add_note(desk, ticket.number, NewEntry(RichText(row.words)))
    args = {"n": len(passed), "at": int(passed[-1].timestamp())}
    if len(passed) > 1:
        await thread.add_remark(desk, ticket.number, "remark-recurring-missed", **args)
    elif desk.now - passed[-1] > _LATE:
        await thread.add_remark(desk, ticket.number, "remark-recurring-late", **args)
    assignee = await desk.get_person(row.assignee_id)
    may_have = assignee is not None and assignee.dismissed_at is None and assignee.id != row.client_id
    if assignee is not None and may_have and has_grant(assignee, Grant.WORK):
        await assignment.hand_over_to(desk, ticket.number, assignee)
        await to_staff.announce_in_group(desk, ticket)
    else:
        await to_staff.broadcast_ticket(desk, ticket)
    await desk.publish(ticket)


async def _get_requester(desk: Desk, row: RecurringRequest) -> Person:
    """Return the client, or the one that all internal requests have: nobody, who is told nothing."""
    client = await desk.get_person(row.client_id)
    if client is not None:
        return client
    of_all = select(Person).join(RecurringRequest, RecurringRequest.internal_id == Person.id)
    nobody = await desk.session.scalar(of_all.where(Person.erased_at.is_(None)).limit(1))
    if nobody is None:
        nobody = Person(name=say(desk.rules.locale, "recurring-person"), created_at=desk.now)
        desk.session.add(nobody)
        await desk.session.flush()
    row.internal_id = nobody.id
    return nobody


async def _add_ticket(desk: Desk, row: RecurringRequest, requester: Person) -> Locked:
    priority, subject = row.priority or MEDIUM, TicketSubject(row.subject)
    ticket = await filing.add_ticket(desk, requester, subject=subject, priority=priority, filed=True)
    ticket.subject_kept, ticket.begun_by, ticket.tags = True, row.made_by, list(row.tags)
    row.last_ticket_id = ticket.id
    desk.record(ticket, history.FILED, None, ticket.subject)
    if row.organization_id is not None:
        ticket.organization_id = row.organization_id
    elif desk.rules.organizations.enabled and row.client_id is not None:
        (await choose_filed_for(desk.session, ticket, asks=False)).put_on(ticket)
    await ticket_targets.set_dues(desk, ticket)
    topic = await desk.session.get(Category, row.category_id) if row.category_id is not None else None
    if topic is not None and topic.removed_at is None and not topic.is_group:
        await fields.set_first_topic(desk, ticket, topic.id, has_priority=row.priority is not None)
    steps = (TicketStep(key, -row.id, escape_markdown(text)) for key, text in enumerate(row.steps, start=1))
    runbook_progress.store_steps(ticket, steps)
    if row.client_id is not None:
        account_jobs.queue_lookup(desk, requester.id)
    await desk.session.flush()
    return ticket
