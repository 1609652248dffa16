"""Read models for the views: what a viewer may see, from the tables. Changes nothing, words nothing.

Lists, entries, people and questions have files of their own. Every function takes the viewer; `desk.policy.permissions`
decides what they may see. None means not visible to them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, String, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Approval,
    ApprovalState,
    Article,
    ArticleAudience,
    ExternalPerson,
    GroupChat,
    Integration,
    Origin,
    Person,
    Status,
    Ticket,
    any_of,
)
from desk import DeskSettings, EventDays
from desk.accounts import account_data
from desk.conversation import form_answers
from desk.conversation.form_answers import FormLine
from desk.conversation.new_entry import load_line
from desk.i18n import TicketSubject
from desk.organizations.of_ticket import READ_ORGANIZATION, hide_from, parse_organization
from desk.payments.ledger import READ_PRICE, parse_price
from desk.people.call_chats import is_call_chat
from desk.people.chat_ids import is_own_chat
from desk.people.person_rows import WantedWay, find_wanted_way
from desk.policy import permissions, rating_rules, transitions, visibility
from desk.policy.lateness import get_next_promise
from desk.policy.permissions import Grant
from desk.policy.requester_notifications import has_team_requests_on
from desk.policy.visibility import Readers
from desk.queries.entries import EntryInfo, list_visible_kinds, load_request_and_latest
from desk.queries.expected_times import (
    Expect,
    Expected,
    expect_answer,
    get_usual_first_response,
    is_taking_longer,
)
from desk.queries.people import PersonInfo, describe_person
from desk.queries.same_reports import count_alike
from desk.queries.shared_reads import Batch
from desk.queries.team_member import find_agent_rating
from desk.queries.ticket_card import (
    ArrivalGroup,
    BegunByTeam,
    Reach,
    RequesterFacts,
    StaffFacts,
    TicketCard,
    TicketSource,
    ToldStatus,
)
from desk.queries.told_history import list_steps
from desk.queries.topic_choices import CategoryInfo, list_categories, load_category
from desk.settings.own_fields import list_values
from desk.sla.work_calendar import CRITICAL
from desk.text.masking.phone_numbers import mask_number, mask_phones_in
from desk.tickets import assignment, escalation, mail_facts, participants, root_causes
from desk.tickets.runbook_progress import count_steps


async def find_ticket_id(
    session: AsyncSession, number: int, viewer: Person, *, batch: Batch | None = None
) -> int | None:
    """Return the id of ticket `#number` if the viewer may see it. Numbers beyond the column's range do not exist."""
    if not 0 < number < 2**63:
        return None
    ticket = await _load_by_number(session, number, batch or Batch())
    if ticket is None or not visibility.can_see_ticket(ticket, await permissions.get_access(session, ticket, viewer)):
        return None
    return ticket.id


async def _load_by_number(session: AsyncSession, number: int, batch: Batch) -> Ticket | None:
    if number not in batch.tickets:
        batch.tickets[number] = await session.scalar(select(Ticket).where(Ticket.number == number))
    return batch.tickets[number]


async def load_card(
    session: AsyncSession,
    ticket_id: int,
    viewer: Person,
    *,
    now: datetime,
    settings: DeskSettings,
    batch: Batch | None = None,
    topics: bool = True,
    history: bool = False,
) -> TicketCard | None:
    """Load a ticket for one viewer, from the database, or from a batch as it was read there. `topics`: with the
    categories to choose from; `history`: with the steps the requester may see."""
    ticket = await session.get(Ticket, ticket_id, populate_existing=batch is None)
    if ticket is None:
        return None
    who = await permissions.get_access(session, ticket, viewer)
    if not visibility.can_see_ticket(ticket, who):
        return None
    batch = batch or Batch()
    if (ticket_id, who) not in batch.cards:
        batch.cards[ticket_id, who] = await _make_card(session, ticket, who, now, settings, batch=batch)
    card = batch.cards[ticket_id, who]
    if topics:
        card = replace(card, categories=await list_categories_once(session, batch))
    if history and (who.requester or who.client is not None):
        steps = await list_steps(session, ticket, undo=settings.team.undo)
        card = replace(card, told=replace(card.told, history=steps))
    return card


async def _make_card(
    session: AsyncSession,
    ticket: Ticket,
    who: permissions.Access,
    now: datetime,
    settings: DeskSettings,
    *,
    batch: Batch,
) -> TicketCard:
    requester = await session.get_one(Person, ticket.requester_id)
    figures = await _load_counts(session, ticket, who, settings)
    ahead = batch.files if figures.files else None
    asked, last = await load_request_and_latest(session, ticket, who, 3, now=now, ahead=ahead)
    rates, as_told = who.requester or who.staff, who.requester or who.client is not None
    expects = await _expect_answer(session, ticket, now, settings, as_told=as_told)
    resolver = await session.get(Person, ticket.resolved_by) if ticket.resolved_by is not None else None
    staff = (
        await _load_staff_facts(session, ticket, requester, who, figures, now=now, settings=settings)
        if who.staff
        else None
    )
    hold_until = ticket.hold_until if ticket.status is Status.ON_HOLD and (who.staff or ticket.tell is None) else None
    return TicketCard(
        id=ticket.id,
        number=ticket.number,
        subject=TicketSubject(ticket.subject, ticket.subject_line),
        status=ticket.status,
        is_draft=ticket.is_draft,
        priority=ticket.priority,
        category=await load_category(session, ticket.category_id),
        category_guessed=ticket.category_guessed,
        requester=describe_person(requester),
        requester_open=figures.still_open,
        requester_total=figures.total,
        assignee=await _load_person(session, ticket.assignee_id),
        last_assignee=await _load_person(session, ticket.assignee_id or figures.took or figures.spoke),
        resolver=resolver.name if resolver is not None else None,
        needs_answer=ticket.needs_answer,
        has_reply=ticket.first_response_at is not None,
        request=_drop_form_answers(staff.form if staff is not None else (), asked),
        last=last,
        entry_count=figures.entries,
        created_at=ticket.created_at,
        filed_at=ticket.filed_at,
        status_at=ticket.status_at,
        claimed_at=ticket.claimed_at,
        resolved_at=ticket.resolved_at,
        ended_at=ticket.ended_at,
        end_reason=ticket.end_reason,
        rating=ticket.rating if rates else None,
        rating_words=ticket.rating_words if rates else None,
        rating_asked=ticket.rating_asked_at is not None,
        rated=ticket.rated_at is not None,
        agent_mark=await find_agent_rating(session, ticket) if rates and ticket.rated_at is not None else None,
        word_until=rating_rules.get_comment_deadline(ticket, settings),
        for_requester=not who.staff,
        is_own=who.requester,
        can_reopen=ticket.merged_into_id is None
        and (ticket.filed_at is not None or figures.entries > 0)
        and transitions.can_reopen(ticket.status, ticket.ended_at, now=now, rules=settings),
        staff=staff or StaffFacts(),
        told=await _load_requester_facts(session, ticket, expects) if as_told else RequesterFacts(),
        cannot_wait_at=ticket.cannot_wait_at,
        broadcast_at=ticket.broadcast_at,
        expected=expects,
        promised=ticket.promised_at is not None,
        hold_until=hold_until,
        organization=hide_from(who, parse_organization(figures.organization)),
        offers_registration=settings.organizations.enabled and figures.registration_at == ticket.created_at,
        organization_open=ticket.organization_open and settings.organizations.enabled,
        is_asked=ticket.asking_id is not None,
        offered=tuple(ticket.offered or ()),
        offers_open=bool(ticket.offered) and ticket.is_unanswered and ticket.priority != CRITICAL,
        alerts_at=ticket.broadcast_due_at if ticket.is_waiting_on_preset else None,
        known_problem_id=ticket.known_problem_id,
        begun_by_team=await _load_begun(session, ticket, requester),
        merged_into=next(iter(await _load_numbers(session, [ticket.merged_into_id])), None),
        merged=await _load_numbers(session, ticket.merged_ids),
    )


async def _load_staff_facts(
    session: AsyncSession,
    ticket: Ticket,
    requester: Person,
    who: permissions.Access,
    figures: Row[Any],
    *,
    now: datetime,
    settings: DeskSettings,
) -> StaffFacts:
    """Load what only staff may read: this is the one place where it is withheld from others."""
    can_ring = assignment.find_refusal(ticket, now=now, rules=settings) in (None, assignment.BROADCAST_JUST_NOW)
    return StaffFacts(
        hold_reason=ticket.hold_reason,
        tags=tuple(ticket.tags),
        category_words=tuple(ticket.category_words),
        task_id=figures.task_id,
        reach=_get_reach(requester),
        blocked=requester.blocked_at is not None,
        can_bar=not who.requester and _can_bar(requester),
        escalated_at=ticket.escalated_at,
        can_escalate=escalation.can_be_escalated(ticket),
        can_ring=can_ring,
        due_at=get_next_promise(ticket) if ticket.status is not Status.ON_HOLD else None,
        undo_until=ticket.tell_at if ticket.status is Status.RESOLVED else None,
        event=_find_event(ticket, settings),
        price=parse_price(figures.price),
        has_masked=figures.masked,
        has_mail=figures.mailed,
        root_cause=await root_causes.get_name(session, ticket.root_cause_id) if settings.team.root_causes else None,
        similar_count=len(ticket.alike or ()) + len(ticket.alike_articles or ()),
        same_reports=await count_alike(session, ticket),
        form=await form_answers.get_form(session, ticket),
        group=await _load_group(session, ticket),
        source=await _load_source(session, ticket, requester, who, settings=settings),
        participants=await participants.describe(session, ticket) if ticket.may_have_participants else (),
        account=await account_data.find_account(session, requester.id, settings),
        confirmed_by=figures.confirmed_by,
        wanted_way=await _find_wanted_way(session, requester, who, settings),
        steps=count_steps(ticket),
        runbooks=await _count_runbooks(session, ticket) if settings.knowledge.runbooks else 0,
        planned_at=await _find_planned(session, ticket) if settings.team.later else None,
        fields=list_values(settings.own_fields, ticket.own_fields),
    )


async def _load_requester_facts(session: AsyncSession, ticket: Ticket, expects: Expected | None) -> RequesterFacts:
    usual = await get_usual_first_response(session) if _shows_usual(ticket, expects) else None
    return RequesterFacts(usual, await _load_told_status(session, ticket))


async def _find_wanted_way(
    session: AsyncSession, requester: Person, who: permissions.Access, settings: DeskSettings
) -> WantedWay | None:
    """Return how the requester wants answers, with a masked number for who may not see it."""
    found = await find_wanted_way(session, requester, settings)
    if found is None or found.phone is None or Grant.PHONES in who.grants:
        return found
    return replace(found, phone=mask_number(found.phone))


async def _find_planned(session: AsyncSession, ticket: Ticket) -> datetime | None:
    """Return when the next of what was planned is done."""
    planned = (any_of(Approval.ticket_id, ticket.thread_ids), Approval.state == ApprovalState.PLANNED)
    at: datetime | None = await session.scalar(select(func.min(Approval.due_at)).where(*planned))
    return at


async def _count_runbooks(session: AsyncSession, ticket: Ticket) -> int:
    """Count the runbooks about the ticket's topic."""
    mine = Article.category_id == ticket.category_id, Article.audience == ArticleAudience.TEAM
    counted = select(func.count()).select_from(Article).where(*mine, visibility.is_read_by(Readers.TEAM))
    return await session.scalar(counted) or 0 if ticket.category_id is not None else 0


async def _load_begun(session: AsyncSession, ticket: Ticket, requester: Person) -> BegunByTeam | None:
    if ticket.begun_by is None or ticket.begun_why is None:
        return None
    writer = await session.get_one(Person, ticket.begun_by)
    why, args = load_line(ticket.begun_why)
    wanted = has_team_requests_on(requester)
    return BegunByTeam(writer.name, why, args, waits=ticket.is_begun_unanswered, is_wanted=wanted)


def _drop_form_answers(answered: Sequence[FormLine], said: Sequence[EntryInfo]) -> tuple[EntryInfo, ...]:
    """Return what was said without entries that are answers of the form."""
    values = {line.entry_id: line.value for line in answered}
    return tuple(one for one in said if one.files or values.get(one.id) != " ".join(one.words.text.split()))


async def _load_numbers(session: AsyncSession, ticket_ids: Sequence[int | None]) -> tuple[int, ...]:
    """Load the numbers of these tickets, ascending; costs no query if there are none."""
    known = [one for one in ticket_ids if one is not None]
    if not known:
        return ()
    return tuple(await session.scalars(select(Ticket.number).where(any_of(Ticket.id, known)).order_by(Ticket.number)))


async def _expect_answer(
    session: AsyncSession, ticket: Ticket, now: datetime, settings: DeskSettings, *, as_told: bool
) -> Expected | None:
    """Return the expected time as the requester is told it; staff only learn that they are told no time any more."""
    if as_told:
        return await expect_answer(session, ticket, now=now, settings=settings)
    return Expected(Expect.LONGER) if is_taking_longer(ticket, now) else None


def _shows_usual(ticket: Ticket, expects: Expected | None) -> bool:
    """Return True if the usual time is the best to show, and an answer is to come."""
    waits = ticket.is_open and not ticket.is_draft and ticket.first_response_at is None
    return waits and expects is None


async def _load_told_status(session: AsyncSession, ticket: Ticket) -> ToldStatus | None:
    """Load what the requester was last told, if it is no longer current."""
    was = ticket.tell
    if was is None or "status_at" not in was:
        return None
    at = datetime.fromisoformat(was["status_at"])
    return ToldStatus(Status(was["status"]), at, await _load_person(session, was["assignee"]))


async def _load_group(session: AsyncSession, ticket: Ticket) -> ArrivalGroup | None:
    if ticket.intake_group_id is None:
        return None
    title = select(func.coalesce(GroupChat.title, Person.name), Person.telegram_id).select_from(Person)
    title = title.outerjoin(GroupChat, GroupChat.person_id == Person.id)
    found = (await session.execute(title.where(Person.id == ticket.intake_group_id))).first()
    return ArrivalGroup(found[0], is_call_chat(found[1]) and not ticket.is_private) if found is not None else None


async def _load_source(
    session: AsyncSession, ticket: Ticket, requester: Person, who: permissions.Access, *, settings: DeskSettings
) -> TicketSource | None:
    if ticket.system_id is None:
        return None
    system = await session.get_one(Integration, ticket.system_id)
    show = str if Grant.PHONES in who.grants else mask_phones_in
    said = tuple((name, show(value)) for name, value in mail_facts.show_context(ticket, settings.locale).items())
    sender = await session.get(ExternalPerson, ticket.external_person_id or 0) if ticket.origin is Origin.MAIL else None
    is_claimed = sender is not None and sender.is_claimed
    forwarded_of = mail_facts.find_forwarded(ticket) if ticket.is_working and ticket.first_response_at is None else None
    return TicketSource(
        system.name, said, requester.telegram_id is None, is_claimed, forwarded_of, ticket.origin is Origin.MAIL,
        mail_facts.AUTOMATIC in mail_facts.read_facts(ticket),
    )  # fmt: skip


def _find_event(ticket: Ticket, settings: DeskSettings) -> EventDays | None:
    return next((event for event in settings.events if event.id == ticket.event_id), None)


def _can_bar(requester: Person) -> bool:
    return requester.is_reachable and requester.blocked_at is None and not permissions.is_staff(requester)


def _get_reach(requester: Person) -> Reach:
    if requester.bot_blocked_at is None:
        return Reach.FINE
    if requester.gone_at is not None:
        return Reach.GONE
    return Reach.AWAY if is_own_chat(requester.telegram_id) else Reach.BLOCKED


async def list_categories_once(session: AsyncSession, batch: Batch) -> tuple[CategoryInfo, ...]:
    """Return the categories to choose from, read once for a batch."""
    if batch.categories is None:
        batch.categories = await list_categories(session)
    return batch.categories


async def _load_person(session: AsyncSession, person_id: int | None) -> PersonInfo | None:
    person = await session.get(Person, person_id) if person_id is not None else None
    return describe_person(person) if person is not None else None


_COUNTS = text(f"""
select count(*) filter (where t.status not in ('closed', 'cancelled')) as still_open,
  count(*) filter (where t.merged_into_id is null) as total,
  (select count(*) from entries e
    where e.ticket_id = any(:tickets) and e.kind = any(:kinds) and e.withdrawn_at is null) as entries,
  (select count(*) from files f join entries e on e.id = f.entry_id
    where e.ticket_id = any(:tickets) and e.kind = any(:kinds) and e.withdrawn_at is null) as files,
  (select b.task_id from board_cards b where b.ticket_id = :ticket and b.gone is null
    order by b.id desc limit 1) as task_id,
  (select h.actor_id from history h
    where h.ticket_id = :ticket and h.field = 'assignee' and h.new is not null and h.actor_id is not null
    order by h.id desc limit 1) as took,
  (select e.author_id from entries e where e.ticket_id = :ticket and e.kind = 'reply'
    order by e.id desc limit 1) as spoke,
  (select p.offered_at from profiles p where p.person_id = :requester and p.registered_at is null) as registration_at,
  exists (select from masked_words m join entries e on e.id = m.entry_id
    where e.ticket_id = any(:tickets) and e.withdrawn_at is null) as masked,
  exists (select from mails m join entries e on e.id = m.entry_id
    where e.ticket_id = any(:tickets) and e.withdrawn_at is null) as mailed,
  (select case when h.actor_id <> :requester then h.actor_name end from history h
    where cast(:closed as boolean) and h.ticket_id = :ticket and h.field = 'status' and h.new = 'closed'
    order by h.id desc limit 1) as confirmed_by,
  {READ_ORGANIZATION} as organization,
  {READ_PRICE} as price
from tickets t where t.requester_id = :requester and t.filed_at is not null
""").bindparams(bindparam("kinds", type_=ARRAY(String)), bindparam("tickets", type_=ARRAY(BigInteger)))  # noqa: S608


async def _load_counts(
    session: AsyncSession, ticket: Ticket, who: permissions.Access, settings: DeskSettings
) -> Row[Any]:
    """Load how many requests the requester has, open and in all; how many entries and files the viewer may see; the
    task; who took the ticket last, and who answered last; when the requester was offered to register; its
    organization and its price, while the desk has any."""
    of = ticket.shown_organization_id if settings.organizations.enabled else None
    kinds = [kind.value for kind in list_visible_kinds(who)]
    given = {
        "ticket": ticket.id, "tickets": ticket.thread_ids, "requester": ticket.requester_id, "kinds": kinds,
        "organization": of, "confirmed": ticket.organization_id is not None, "outlet": ticket.outlet_id,
        "closed": ticket.end_reason == rating_rules.CONFIRMED, "priced": settings.payments.enabled,
    }  # fmt: skip
    return (await session.execute(_COUNTS, given)).one()
