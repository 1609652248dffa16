"""The desk's side of a card, read from the tables: what the board should show and when each field last changed here.

Texts are in the board's language. Changes nothing, knows no HTTP.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Category,
    Collaborator,
    Entry,
    EntryKind,
    GroupChat,
    History,
    Integration,
    Origin,
    Person,
    Ticket,
    any_of,
)
from desk import history
from desk.accounts import account_data as desk_accounts
from desk.accounts.account_data import AccountInfo
from desk.conversation import form_answers
from desk.conversation.form_answers import FormLine
from desk.i18n import catalog, formats
from desk.organizations.of_ticket import TicketOrganization, load_organizations
from desk.payments.ledger import TicketPrice, load_prices
from desk.people import call_chats
from desk.people.person_rows import find_wanted_way
from desk.policy import lateness
from desk.queries.lists import summarize_earlier
from desk.settings.own_fields import list_values
from desk.text import RichText, isolate_direction
from desk.text.markdown import writer
from desk.text.masking.phone_numbers import mask_number, mask_phones_in
from desk.tickets import mail_facts, participants
from desk.tickets.topic_names import get_topic_name
from todoist_sync.comments import entry_files, wording
from todoist_sync.context import SyncContext
from todoist_sync.merge import task_text
from todoist_sync.merge.sides import DeskSide, make_label
from todoist_sync.merge.three_way import Field, Ours


def _write_account(account: AccountInfo | None, ctx: SyncContext) -> list[str]:
    """Return the lines in the board's language; phone numbers are masked unless the board may show them."""
    if account is None:
        return []
    labels = catalog.say(ctx.rules.locale, "account-labels", labels=", ".join(account.labels))
    lines = [_escape(labels, ctx)] if account.labels else []
    lines += [f"{_escape(one.label, ctx)}: {_escape(one.value, ctx)}" for one in account.fields]
    if account.link is not None:
        lines.append(writer.write_markdown(RichText(account.link.label).with_style("text_link", url=account.link.url)))
    times = {"account-as-of": account.as_of if lines else None, "account-failed": account.failed_since}
    said = [_say(key, at, ctx) for key, at in times.items() if at is not None]
    return [*lines, *([" · ".join(said)] if said else [])]


def _say(key: str, at: datetime, ctx: SyncContext) -> str:
    language = ctx.rules.locale
    day_after = at + timedelta(days=1)  # so that the date is always written
    return catalog.say(language, key, at=formats.format_moment(language, at, ctx.rules.timezone, day_after))


def _escape(text: str, ctx: SyncContext) -> str:
    shown = text if ctx.rules.board.phone_numbers else mask_phones_in(text)
    return writer.escape_markdown(isolate_direction(RichText(shown)).text)


_CONTEXT_LINE = 300
_EQUIPMENT = 5  # lines of the equipment of an outlet; the bot and the panel show all


async def read_desk_side(session: AsyncSession, ticket: Ticket, ctx: SyncContext) -> Ours:
    """Return what the board should show of this ticket now."""
    return await _build_side(session, ticket, await _read_texts(session, [ticket], ctx), ctx)


async def read_desk_sides(session: AsyncSession, tickets: Sequence[Ticket], ctx: SyncContext) -> dict[int, Ours]:
    """Return the sides of several tickets, by ticket id, with one statement a table."""
    if not tickets:
        return {}
    people = {one for ticket in tickets for one in (ticket.requester_id, ticket.assignee_id) if one is not None}
    kept: list[object] = [*await session.scalars(select(Person).where(any_of(Person.id, people)))]
    systems = {ticket.system_id for ticket in tickets if ticket.system_id is not None}
    if systems:
        kept += await session.scalars(select(Integration).where(any_of(Integration.id, systems)))
    categories = {ticket.category_id for ticket in tickets if ticket.category_id is not None}
    if categories:
        kept += await session.scalars(select(Category).where(any_of(Category.id, categories)))
    if ctx.project.shared:
        on_board = [one.todoist_id for one in kept if isinstance(one, Person) and one.todoist_id is not None]
        mine = Collaborator.project_id == ctx.project.project_id
        kept += await session.scalars(select(Collaborator).where(mine, any_of(Collaborator.todoist_id, on_board)))
    said = await _read_texts(session, tickets, ctx)
    return {ticket.id: await _build_side(session, ticket, said, ctx) for ticket in tickets}


@dataclass(frozen=True, slots=True)
class _CardTexts:
    """Texts and times by ticket: the request, a line about the requester's earlier tickets, their answers to the desk's
    questions, the organization, and when a time was last promised and the ticket last escalated or de-escalated.
    `accounts`: the account data of requesters, by person. `prices`: empty while payments are off."""

    requests: Mapping[int, str]
    earlier: Mapping[int, str]
    forms: Mapping[int, tuple[FormLine, ...]]
    organizations: Mapping[int, TicketOrganization]
    said_at: Mapping[int, Mapping[Field, datetime]]
    accounts: Mapping[int, AccountInfo]
    prices: Mapping[int, TicketPrice]


async def _read_texts(session: AsyncSession, tickets: Sequence[Ticket], ctx: SyncContext) -> _CardTexts:
    ids = [ticket.id for ticket in tickets]
    past = await summarize_earlier(session, ids, ctx.rules.locale) if ctx.rules.board.shows.earlier else {}
    lines = {ticket_id: wording.say_earlier_tickets(one, ctx) for ticket_id, one in past.items()}
    asked, forms = await _read_requests(session, tickets, ctx), await form_answers.get_forms(session, tickets)
    of = await load_organizations(session, tickets) if ctx.rules.organizations.enabled else {}
    accounts = await desk_accounts.find_accounts(session, {one.requester_id for one in tickets}, ctx.rules)
    prices = await load_prices(session, tickets, ctx.rules)
    return _CardTexts(asked, lines, forms, of, await _read_change_times(session, ids), accounts, prices)


_FIELDS_OF_HISTORY = {
    history.PROMISED: Field.DUE,
    history.HOLD_UNTIL: Field.DUE,
    history.ESCALATED: Field.ESCALATED,
    history.ESCALATED_BOARD: Field.ESCALATED,
    history.ESCALATED_WORD: Field.ESCALATED,
    history.ESCALATED_REOPENED: Field.ESCALATED,
    history.ESCALATED_BREACH: Field.ESCALATED,
    history.ESCALATED_RULE: Field.ESCALATED,
    history.DEESCALATED: Field.ESCALATED,
}


async def _read_change_times(session: AsyncSession, ids: Sequence[int]) -> dict[int, dict[Field, datetime]]:
    query = select(History.ticket_id, History.field, func.max(History.at))
    query = query.where(any_of(History.ticket_id, ids), History.field.in_(_FIELDS_OF_HISTORY))
    found: dict[int, dict[Field, datetime]] = defaultdict(dict)
    for ticket_id, field, at in await session.execute(query.group_by(History.ticket_id, History.field)):
        mine = found[ticket_id]
        mine[_FIELDS_OF_HISTORY[field]] = max(at, mine.get(_FIELDS_OF_HISTORY[field], at))
    return found


async def _build_side(session: AsyncSession, ticket: Ticket, said: _CardTexts, ctx: SyncContext) -> Ours:
    category = await session.get(Category, ticket.category_id) if ticket.category_id is not None else None
    assignee = await session.get(Person, ticket.assignee_id) if ticket.assignee_id is not None else None
    face = DeskSide(
        number=ticket.number,
        subject=" ".join(ticket.subject.split()),
        priority=ticket.priority,
        status=ticket.status,
        assignee=await find_board_id(session, assignee, ctx),
        category=make_label(get_topic_name(category, ctx.rules.locale)) if category is not None else None,
        tags=frozenset(ticket.tags),
        needs_answer=ticket.needs_answer,
        block=await _write_block(session, ticket, category, assignee, said, ctx=ctx),
        late=ticket.policy_version is not None and lateness.is_overdue(ticket, ctx.now),
        escalated=ticket.escalated_at is not None,
        due=_to_the_second(lateness.get_next_promise(ticket)) if ticket.policy_version is not None else None,
        keeps_due=ticket.policy_version is not None,
        holder=ticket.assignee_id,
    )
    said_at = said.said_at.get(ticket.id, {})
    promised = [said_at[Field.DUE]] if Field.DUE in said_at else []
    times = {
        Field.SUBJECT: ticket.subject_at,
        Field.PRIORITY: ticket.priority_at,
        Field.STATUS: ticket.status_at,
        Field.ASSIGNEE: ticket.assignee_at,
        Field.LABELS: ticket.labels_at,
        Field.DUE: max(ticket.status_at, ticket.priority_at, ticket.first_response_at or ticket.status_at, *promised),
        Field.ESCALATED: said_at.get(Field.ESCALATED, ticket.status_at),
    }
    return Ours(face, times)


def _to_the_second(at: datetime | None) -> datetime | None:
    return at.astimezone(UTC).replace(microsecond=0) if at is not None else None


async def find_board_id(session: AsyncSession, person: Person | None, ctx: SyncContext) -> str | None:
    """Return the Todoist id under which the board can show a person, or None unless they are linked and an active
    collaborator of the project."""
    if person is None or person.todoist_id is None or not ctx.project.shared:
        return None
    key = {"project_id": ctx.project.project_id, "todoist_id": person.todoist_id}
    known = await session.get(Collaborator, key)
    return person.todoist_id if known is not None and known.active else None


async def _write_block(
    session: AsyncSession,
    ticket: Ticket,
    category: Category | None,
    assignee: Person | None,
    said: _CardTexts,
    *,
    ctx: SyncContext,
) -> str:
    language = ctx.rules.locale
    requester = await session.get_one(Person, ticket.requester_id)
    name = _escape_name(wording.name_requester(requester, ctx))
    about = [name]
    if category is not None:
        name_of_it = get_topic_name(category, language)
        guessed = ticket.category_guessed
        about.append(
            writer.escape_markdown(
                catalog.say(language, "category-guessed", name=name_of_it) if guessed else name_of_it
            )
        )
    if ticket.filed_at is not None:
        day_after = ticket.filed_at + timedelta(days=1)  # so that the date is always written
        about.append(formats.format_moment(language, ticket.filed_at, ctx.rules.timezone, day_after))
    if assignee is not None:
        about.append(catalog.say(language, "board-held", name=_escape_name(assignee.name)))
    hint = catalog.say(language, "board-hint", name=name)
    earlier = said.earlier.get(ticket.id)
    fields = list_values(ctx.rules.own_fields, ticket.own_fields)
    answers = [
        f"{writer.escape_markdown(one.label)} **{writer.escape_markdown(one.value)}**"
        for one in form_answers.leave_out_held(said.forms.get(ticket.id, ()), fields)
    ]
    answers += [f"{writer.escape_markdown(one.field.name)} **{_escape(one.say(language), ctx)}**" for one in fields]
    lines = [
        *answers,
        *_organization_lines(said.organizations.get(ticket.id), ctx),
        *await _wanted_lines(session, requester, ctx),
        *_price_lines(said.prices.get(ticket.id), language),
        *_event_lines(ticket, ctx),
        *await _origin_lines(session, ticket, requester, language, phones=ctx.rules.board.phone_numbers),
        *await _participant_lines(session, ticket, ctx),
        *_write_account(said.accounts.get(ticket.requester_id), ctx),
        " · ".join(about),
        *([earlier] if earlier else []),
        hint,
    ]
    return task_text.make_block(said.requests.get(ticket.id, ""), *map(task_text.break_markers, lines))


def _organization_lines(of: TicketOrganization | None, ctx: SyncContext) -> list[str]:
    """Return organization, outlet with address, position and phone, and the first of the equipment. The phone number
    is masked unless the board may show it."""
    if of is None:
        return []
    language = ctx.rules.locale
    named = catalog.say(language, "organization-line", name=catalog.say(language, "organization-name", **of.name_args))
    unsure = [] if of.is_confirmed else [catalog.say(language, "organization-unconfirmed")]
    phone = of.phone if of.phone is None or ctx.rules.board.phone_numbers else mask_number(of.phone)
    address, equipment = (of.outlet.address, of.outlet.equipment) if of.outlet is not None else ("", ())
    requester = " · ".join(one for one in (of.position, phone) if one)
    lines = [" · ".join([named, *unsure]), address, requester, *equipment[:_EQUIPMENT]]
    return [writer.escape_markdown(isolate_direction(RichText(line)).text) for line in lines if line]


async def _wanted_lines(session: AsyncSession, requester: Person, ctx: SyncContext) -> list[str]:
    """Return how the requester wants answers, if not in the chat; the number as the board may show it."""
    wanted = await find_wanted_way(session, requester, ctx.rules)
    if wanted is None:
        return []
    phone = wanted.phone if wanted.phone is None or ctx.rules.board.phone_numbers else mask_number(wanted.phone)
    way = wanted.way.value if phone is None else "number"
    line = catalog.say(ctx.rules.locale, "card-answer-way", way=way, phone=phone or "")
    return [writer.escape_markdown(line)]


async def _participant_lines(session: AsyncSession, ticket: Ticket, ctx: SyncContext) -> list[str]:
    """Return who takes part besides the requester; a ticket where nobody does costs no query."""
    held = await participants.describe(session, ticket)
    said = [catalog.say(ctx.rules.locale, "card-participant", **one.make_args()) for one in held]
    foreign = int(any(one.is_foreign for one in held))
    names = ", ".join(said)[:_CONTEXT_LINE]
    return (
        [_escape(catalog.say(ctx.rules.locale, "card-participants", names=names, foreign=foreign), ctx)] if said else []
    )


def _price_lines(price: TicketPrice | None, language: str) -> list[str]:
    if price is None:
        return []
    amount = formats.format_money(language, price.money)
    return [writer.escape_markdown(catalog.say(language, "card-price", amount=amount, paid=int(price.is_paid)))]


def _event_lines(ticket: Ticket, ctx: SyncContext) -> list[str]:
    """Return the event of the ticket, if it has one."""
    name = next((event.name for event in ctx.rules.events if event.id == ticket.event_id), None)
    return [] if name is None else [writer.escape_markdown(catalog.say(ctx.rules.locale, "card-event", name=name))]


async def _origin_lines(
    session: AsyncSession, ticket: Ticket, requester: Person, language: str, *, phones: bool
) -> list[str]:
    """Return the group in which the ticket was written, or the integration through which it came and the context that
    it sent."""
    if ticket.intake_group_id is not None:
        title = await session.scalar(select(GroupChat.title).where(GroupChat.person_id == ticket.intake_group_id))
        is_call = call_chats.is_call_chat((await session.get_one(Person, ticket.intake_group_id)).telegram_id)
        if not title and (ticket.is_private or not is_call):
            return []
        key = "card-group" if title else "card-call"
        return [writer.escape_markdown(catalog.say(language, key, group=title or ""))]
    if ticket.system_id is None:
        return []
    system = await session.get_one(Integration, ticket.system_id)
    there = int(requester.telegram_id is None)
    first = catalog.say(language, "card-came", system=_escape_name(system.name), there=there)
    said = [f"{name}: {value}" for name, value in mail_facts.show_context(ticket, language).items()]
    shown = said if phones else [mask_phones_in(one) for one in said]
    return [first, *(writer.escape_markdown(" ".join(one.split())[:_CONTEXT_LINE]) for one in shown)]


def _escape_name(name: str) -> str:
    return writer.escape_markdown(isolate_direction(RichText(name)).text)


async def _read_requests(session: AsyncSession, tickets: Sequence[Ticket], ctx: SyncContext) -> dict[int, str]:
    """Return the requests as Markdown, by ticket: what was written up to filing, files by their names. Tickets that
    began on the board are left out."""
    written = [one.id for one in tickets if one.origin is not Origin.TODOIST]
    if not written:
        return {}
    asked = (
        select(Entry)
        .join(Ticket, Ticket.id == Entry.ticket_id)
        .where(
            any_of(Entry.ticket_id, written),
            Entry.kind == EntryKind.COMMENT,
            Entry.withdrawn_at.is_(None),
            Entry.small_talk.is_(False),
            Entry.created_at <= func.coalesce(Ticket.filed_at, Ticket.created_at),
        )
    )
    entries = (await session.scalars(asked.order_by(Entry.created_at, Entry.id))).all()
    carried = await entry_files.get_files_by_entry(session, entries)
    lines: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        mine = lines[entry.ticket_id or 0]
        if said := wording.get_words(entry, ctx):
            mine.append(writer.write_markdown(said))
        mine += [wording.say_file(file, ctx) for file in carried.get(entry.id, ())]
        if entry.content_line:
            mine.append(writer.write_markdown(wording.say_content_line(entry.content_line, ctx)))
    return {ticket_id: "\n".join(mine) for ticket_id, mine in lines.items()}
