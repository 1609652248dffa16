"""The ticket page: everything that the bot's Open shows to staff, with its history. Read only."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated

from markupsafe import Markup
from pydantic import BaseModel, Field
from starlette.responses import Response

from db.models import EntryKind, Origin, PaymentMethod, PaymentStatus, Person, Status, Ticket
from desk import NoSuchTicket
from desk.act_catalogue import list_acts
from desk.acts import of_replies
from desk.acts.declaring import Door
from desk.canned import replies, solved_alike
from desk.canned.replies import CannedInfo
from desk.conversation import mask_before_storing
from desk.files import whole_mails
from desk.files.file_types import SUFFIXES
from desk.files.visible_files import can_be_fetched, is_picture
from desk.i18n import catalog
from desk.i18n.formats import format_money
from desk.i18n.history_changes import ChangeDescriber
from desk.integrations import own_systems
from desk.knowledge.runbooks import list_runbooks
from desk.organizations.choices import list_outlets
from desk.payments import ledger
from desk.payments.owners import BalanceOwner
from desk.policy import Verb, permissions, transitions
from desk.policy.permissions import Grant
from desk.queries import awaiting_approval, entries, lists, same_reports, ticket_changes, tickets
from desk.queries.entries import SCREEN, EntryInfo
from desk.queries.panel import clock_bars
from desk.queries.panel.client_standing import count_client_tickets
from desk.queries.people import PersonInfo
from desk.queries.team import list_new_assignees
from desk.queries.ticket_card import TicketCard
from desk.queries.ticket_changes import Change
from desk.requests import side_conversations
from desk.text import shorten_line
from desk.text.html_marks import render_html
from desk.text.languages import detect_language
from desk.text.markdown.reader import read_markdown
from desk.text.money import format_plain, pack_money
from desk.tickets import assignment, lifecycle, participants, time_spent
from desk.tickets.root_causes import make_key
from desk.tickets.runbook_progress import load_steps
from web.context import Visitor, WebContext
from web.features.assist.view import load_help
from web.features.later.plans import load_plans
from web.features.ticket.forms import FORMS, PLACED, list_offered
from web.features.ticket.stale_form import get_current_values
from web.panel.account_view import load_account_view
from web.panel.balance import format_balance
from web.panel.pages import make_words, show_page
from web.rendering import Words

_Options = Sequence[tuple[str, str]]
Choices = dict[str, tuple[_Options, str]]
_PLAIN = tuple(act for act in list_acts(Door.PANEL).values() if not act.arguments)


def list_verbs(visitor: Visitor, card: TicketCard, ticket: Ticket) -> list[str]:
    """Return which verbs make sense; they check permissions themselves."""
    ring = assignment.find_refusal(ticket, now=visitor.now, rules=visitor.rules) is None
    is_claimed = card.staff.source is not None and card.staff.source.is_claimed
    copies = ["copies" if on else "nocopies" for on in participants.list_switches(card.staff.participants)]
    asks = ["whosemail"] if is_claimed else []
    if card.staff.source is not None and card.staff.source.forwarded_of is not None:
        asks += ["towriter", "tosender"]
    return [*_list_possible(card), *(["ring"] if ring else []), *asks, *copies]


def _list_possible(card: TicketCard) -> list[str]:
    if card.is_open and card.assignee is None:
        return ["claim"]
    if not (card.is_open or card.can_reopen):
        return []
    status = card.status
    moves = [act.name for act in reversed(_PLAIN) if act.moves and act.name != "claim" and act.can_change(status)]
    return [*moves, "release"] if status is Status.REOPENED else moves


def list_steps(card: TicketCard) -> list[str]:
    """Return what can be done together with an answer."""
    working, acts = card.status.is_working, list_acts(Door.ANSWER)
    return [name for name, act in acts.items() if working and not act.arguments and act.can_change(card.status)]


def list_choices(visitor: Visitor, card: TicketCard, team: Sequence[PersonInfo]) -> Choices:
    """Return the options of each possible action, and which one is chosen."""
    say, language, rules = make_words(visitor).say, visitor.language, visitor.rules
    found: Choices = {}
    if team:
        away = say("page-away")
        found["hand"] = ([(str(one.key), f"{one.name} ({away})" if one.away else one.name) for one in team], "")
    topics = [(str(one.id), one.get_name(language)) for one in card.categories]
    now = str(card.category.id) if card.category is not None else ""
    if card.category is not None and now not in dict(topics):
        topics.append((now, card.category.get_name(language)))
    found["category"] = ([("", say("page-no-category")), *topics], now)
    if rules.events:
        events = [(one.slug, one.name) for one in rules.events]
        found["event"] = (
            [("", say("page-no-event")), *events],
            card.staff.event.slug if card.staff.event is not None else "",
        )
    if rules.team.root_causes and card.resolved_at is not None:
        causes = [(make_key(name), name) for name in rules.team.root_causes]
        found["cause"] = (
            [("", say("page-no-cause")), *causes],
            make_key(card.staff.root_cause) if card.staff.root_cause else "",
        )
    return found


async def list_outlet_choices(visitor: Visitor, card: TicketCard) -> Choices:
    """Return the outlets of the ticket's organization, and which one is chosen."""
    of = card.organization
    theirs = await list_outlets(visitor.session, of.id) if of is not None else ()
    if of is None or not theirs:
        return {}
    options = [("", make_words(visitor).say("page-no-outlet")), *((str(one.id), one.name) for one in theirs)]
    now = str(of.outlet.id) if of.outlet is not None else ""
    if of.outlet is not None and now not in dict(options):
        options.append((now, of.outlet.name))
    return {"outlet": (options, now)}


@dataclass(frozen=True, slots=True)
class PriceField:
    """`value`: what the field holds, empty without an open price; `confirmed`: the id of the request whose payment
    somebody has to confirm; `state`: the open price, or the last one that was paid, in words."""

    value: str = ""
    confirmed: int | None = None
    state: str = ""


async def load_price(visitor: Visitor, ticket_id: int) -> PriceField | None:
    """Return the price; None while payments are off."""
    if not visitor.rules.payments.enabled:
        return None
    last = await ledger.find_last(visitor.session, ticket_id)
    if last is None:
        return PriceField()
    is_paid, amount = last.status is PaymentStatus.PAID, pack_money(last.amount, last.currency)
    state = catalog.say(
        visitor.language, "page-price-state", amount=format_money(visitor.language, amount), paid=int(is_paid)
    )
    if is_paid:
        return PriceField(state=state)
    confirmed = last.id if last.method is PaymentMethod.MANUAL else None
    return PriceField(format_plain(last.amount, last.currency), confirmed, state)


def list_time_choices(visitor: Visitor, time: time_spent.TimeOfTicket | None) -> Choices:
    """Return the entries of time that the visitor may correct, the newest first."""
    words, mine = make_words(visitor), time.mine if time is not None else ()
    said = [
        (str(row.id), f"{words.format_moment(row.at)}, {name}: {words.format_worked(row.minutes)}")
        for row, name in mine
    ]
    return {"retime": (said, said[0][0])} if said else {}


def list_field_choices(visitor: Visitor, card: TicketCard) -> Choices:
    """Return the declared fields, each with what it holds."""
    held = {one.field.id: one.say(visitor.language) for one in card.staff.fields}
    said = [
        (str(one.id), f"{one.name}: {held[one.id]}" if one.id in held else one.name) for one in visitor.rules.own_fields
    ]
    return {"field": (said, said[0][0])} if said else {}


_DIGITS = 19
_ACCEPTS = ",".join(f".{suffix}" for suffix in SUFFIXES)
_LONGEST_VALUE = 200  # characters of an old or new text
_Number = Annotated[int, Field(ge=-(2**31), lt=2**63)]


class TicketView(BaseModel):
    """Which parts are shown: the page of its thread, of its history (0: the last one) and of its requester's earlier
    tickets; `seen`: the newest entry of the page that is open."""

    page: _Number = 0
    history: _Number = 0
    earlier: _Number = 1
    seen: _Number = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """The input that a refusal returns to the page: `wrong`: why; `text`: of the answer; `of`: the value of an
    action; `clashing`: who changed something since; `brought`: files were sent too, which a browser cannot restore."""

    wrong: str = ""
    text: str = ""
    inside: bool = False
    brought: bool = False
    of: Mapping[str, str] = field(default_factory=dict)
    clashing: frozenset[str] = frozenset()


async def _load_masked(visitor: Visitor, shown: Sequence[EntryInfo]) -> dict[int, list[str]]:
    """Load what was masked in these entries, by entry, if the visitor may see it."""
    if not visitor.may(Grant.MASKED):
        return {}
    return await mask_before_storing.load_pieces(visitor.session, [one.id for one in shown], now=visitor.now)


async def find_ticket_id(visitor: Visitor, number: int) -> int:
    """Return the id of a ticket that the visitor sees as staff. Raises NoSuchTicket."""
    found = await tickets.find_ticket_id(visitor.session, number, visitor.person)
    ticket = await visitor.session.get(Ticket, found) if found is not None else None
    if ticket is None or not (await permissions.get_access(visitor.session, ticket, visitor.person)).staff:
        raise NoSuchTicket(number)
    return ticket.id


async def _list_canned(visitor: Visitor, ticket: Ticket) -> tuple[list[CannedInfo], list[CannedInfo]]:
    """Return the canned replies in the requester's language or in none, and the others."""
    if visitor.rules.knowledge.canned is None:
        return [], []
    found = await replies.list_visible(visitor.session, visitor.person)
    requester = await visitor.session.get_one(Person, ticket.requester_id)
    wanted = (None, catalog.choose_language(requester, visitor.rules.locale))
    is_near = [detect_language(one.words.text) in wanted for one in found]
    return [one for one, near in zip(found, is_near, strict=True) if near], [
        one for one, near in zip(found, is_near, strict=True) if not near
    ]


async def show_ticket_page(
    ctx: WebContext,
    visitor: Visitor,
    number: int,
    view: TicketView,
    typed: Typed | None = None,
    *,
    status: int = 200,
    is_opened: bool = False,
    preview: Markup | str = "",
) -> Response:
    """Return the page; `is_opened`: it is not only brought up to date; `preview`: what is typed, as it will be read.
    Raises NoSuchTicket."""
    session, key = visitor.session, await find_ticket_id(visitor, number)
    card = await tickets.load_card(session, key, visitor.person, now=visitor.now, settings=visitor.rules)
    said = await entries.load_thread_page(session, key, visitor.person, visitor.now, view.page, size=SCREEN)
    changes = await ticket_changes.load_changes_page(session, key, visitor.person, view.history)
    if card is None or said is None or changes is None or card.for_requester:
        raise NoSuchTicket(number)
    words, ticket = make_words(visitor), await session.get_one(Ticket, key)
    clocks = await clock_bars.load_clock_bars(session, key, now=visitor.now, rules=visitor.rules)
    told = await clock_bars.load_first_cards(session, key) if any(one.is_over for one in clocks) else None
    price = await load_price(visitor, key)
    team = await list_new_assignees(session, key, visitor.person) if card.is_open else ()
    choices = list_choices(visitor, card, team) | await list_outlet_choices(visitor, card)
    time = await time_spent.load_time(session, ticket, visitor.person, visitor.rules)
    choices |= list_time_choices(visitor, time) | list_field_choices(visitor, card)
    offers = list_offered(visitor, card, choices, priced=price is not None)
    newest = said
    if said.page < said.pages:
        newest = await entries.load_thread_page(session, key, visitor.person, visitor.now, 0, size=SCREEN) or said
    return show_page(
        ctx, visitor, "ticket/page.html", status=status, card=card, said=said, typed=typed or Typed(),
        may_tick=transitions.get_target_status(Verb.USE_STEPS, card.status) is not None and visitor.may(Grant.WORK),
        verbs=list_verbs(visitor, card, ticket), steps=list_steps(card), view=view, changes=changes,
        lines=[_history_line(words, one) for one in reversed(changes.changes)],
        clocks=clocks, told=told,
        same=await same_reports.load_alike_page(session, key, visitor.person)
        if card.staff.same_reports.total else None,
        price=price, time=time, masked=await _load_masked(visitor, said.entries),
        unmasked=visitor.may(Grant.MASKED) and "unmasked" in visitor.told.page,
        mails=await whole_mails.list_kept(session, [one.id for one in said.entries]),
        drafts=await awaiting_approval.load_drafts(session, said.entries), may_approve=visitor.may(Grant.APPROVE),
        canned=await _list_canned(visitor, ticket),
        newest=max((one.id for one in newest.entries), default=0),
        news=_new_authors(visitor, newest.entries, view.seen),
        waits_since=ticket.waits_since, due_at=ticket.due_at,
        choices=choices, held=_hold_fields(visitor, card, price), stand=_say_fields(words, card, ticket, choices),
        hints={name: words.say(key) for name, key in _HINTS.items() if catalog.has_key(visitor.language, key)},
        placed=PLACED,
        stands=get_current_values(visitor, ticket),
        offers=offers, left=_list_orphaned_input(offers.keys(), typed), upload_mb=visitor.rules.web.upload_mb,
        accepts=_ACCEPTS,
        can_be_fetched=can_be_fetched, is_picture=is_picture, rules=visitor.rules, undo=_undo(visitor, ticket),
        undo_answers=len((ticket.tell or {}).get("answers", ())), undo_status=_get_undone_status(ticket),
        html=render_html, acts_of=of_replies.describe_acts,
        unsent=_unsent(visitor, newest.entries),
        preview=preview, aside=await _load_aside(visitor, ticket), plans=await load_plans(visitor, ticket),
        help=await load_help(visitor, ticket),
        **await _load_client(visitor, ticket, view, is_opened=is_opened), **await _load_solutions(visitor, ticket),
    )  # fmt: skip


async def _load_client(visitor: Visitor, ticket: Ticket, view: TicketView, *, is_opened: bool) -> dict[str, object]:
    """Return what is known of the requester: address and balance only for visitors who may open their page."""
    session, person_id, may_open = visitor.session, ticket.requester_id, visitor.may(Grant.ORGANIZATIONS)
    whose = Ticket.requester_id == person_id
    return {
        "standing": await count_client_tickets(session, whose, visitor.person, now=visitor.now),
        "balance": await format_balance(visitor, BalanceOwner(person_id=person_id)) if may_open else "",
        "sender": await own_systems.find_address_of(session, person_id) if may_open else None,
        "account": await load_account_view(visitor, person_id, is_opened=is_opened),
        "earlier": await lists.load_earlier_page(session, ticket.id, visitor.person, view.earlier, visitor.language),
    }


async def _load_solutions(visitor: Visitor, ticket: Ticket) -> dict[str, object]:
    """Return what may help to solve the ticket."""
    session, language = visitor.session, visitor.language
    return {
        "alike": await solved_alike.list_similar(session, ticket) if visitor.may(Grant.SEE_ALL) else (),
        "articles": await solved_alike.list_articles(session, ticket, language),
        "runbooks": await list_runbooks(session, ticket, language) if visitor.rules.knowledge.runbooks else (),
        "ticks": [(step, read_markdown(step.text)) for step in load_steps(ticket)],
    }


async def _load_aside(visitor: Visitor, ticket: Ticket) -> str | None:
    """Return the requester's words, to be forwarded by mail; None if that is not possible here."""
    if not (visitor.rules.mailbox and visitor.may(Grant.SEND)):
        return None
    return (await side_conversations.quote(visitor.session, ticket)).words.text


def _hold_fields(visitor: Visitor, card: TicketCard, price: PriceField | None) -> dict[str, str]:
    """Return what the fields of forms hold, by their acts."""
    return {
        "subject": card.subject.say_in(visitor.language), "price": price.value if price is not None else "",
        "organization": card.organization.name if card.organization else "", "tags": ", ".join(card.staff.tags),
    }  # fmt: skip


def _say_fields(words: Words, card: TicketCard, ticket: Ticket, choices: Choices) -> dict[str, str]:
    """Return what stands in fields that do not hold it, or not in words."""
    none = words.say("history-none")
    return {
        "hold": card.staff.hold_reason or none,
        "promise": words.format_moment(ticket.promised_at) if ticket.promised_at else none,
    } | {name: dict(options).get(chosen, "?") for name, (options, chosen) in choices.items()}


_HINTS = {one.name: f"page-hint-{one.name}" for act in FORMS.values() for one in act.arguments}


def _list_orphaned_input(offers: Set[str], typed: Typed | None) -> list[str]:
    """Return what was typed for an act that no longer has a form."""
    of = typed.of if typed is not None else {}
    gone = FORMS.keys() - offers
    return [said for name, said in of.items() if name.removesuffix("-more") in gone and said.strip()]


def _undo(visitor: Visitor, ticket: Ticket) -> int:
    """Return for how many seconds the visitor may still take back their change of status; 0: no longer."""
    if ticket.tell_at is None or not lifecycle.can_take_back(ticket, visitor.person.id):
        return 0
    return max(1, ceil((ticket.tell_at - visitor.now).total_seconds()))


def _get_undone_status(ticket: Ticket) -> str:
    """Return the status that an undo takes back; "same": acts were done with an answer that left it alone."""
    return "same" if lifecycle.is_as_before(ticket) else ticket.status.value


def _unsent(visitor: Visitor, said: tuple[EntryInfo, ...]) -> int:
    """Return for how many seconds the visitor may still take back their last answer from the panel; 0: no longer."""
    mine = (one for one in said if one.author_id == visitor.person.id and one.kind is EntryKind.REPLY)
    sent = max((one.at for one in mine if one.origin is Origin.PANEL), default=None)
    left = sent + visitor.rules.team.undo - visitor.now if sent is not None else timedelta()
    return max(0, ceil(left.total_seconds()))


def _new_authors(visitor: Visitor, said: tuple[EntryInfo, ...], seen: int) -> list[str]:
    """Return who else wrote since the page was opened, each once, without the desk itself."""
    if not seen:
        return []
    theirs = (one for one in said if one.id > seen and one.author_id != visitor.person.id)
    return list(dict.fromkeys(one.author_name for one in theirs if one.kind is not EntryKind.REMARK))


async def find_other_answers(visitor: Visitor, number: int, seen: str) -> list[str]:
    """Return who else of the team answered after that entry; nobody where it is not known what was seen."""
    if not (seen.isascii() and seen.isdigit() and len(seen) < _DIGITS):
        return []
    key = await find_ticket_id(visitor, number)
    said = await entries.load_thread_page(visitor.session, key, visitor.person, visitor.now, 0, size=SCREEN)
    replied = tuple(one for one in said.entries if one.kind is EntryKind.REPLY) if said is not None else ()
    return _new_authors(visitor, replied, int(seen))


async def is_said(visitor: Visitor, number: int, words: str, seen: str, *, is_note: bool) -> bool:
    """Return True if the same form was sent before: its sender wrote exactly this after the entry they had seen.
    Locks the ticket until the end of the unit of work."""
    if not words or not (seen.isascii() and seen.isdigit() and len(seen) < _DIGITS):
        return False
    thread = await visitor.desk.lock_thread(await visitor.desk.lock_ticket(number))
    spoken = EntryKind.REPLY if visitor.may(Grant.SEND) else EntryKind.DRAFT
    kind = EntryKind.NOTE if is_note else spoken
    return await entries.has_said(visitor.session, thread, visitor.person, kind=kind, words=words, since=int(seen))


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change; `who` is empty where only the channel is known."""

    at: datetime
    who: str
    channel: str
    what: str


def _history_line(words: Words, change: Change) -> HistoryLine:
    """Describe a change in the reader's language."""
    channel = words.say("history-door", origin=change.origin.value)
    said = ChangeDescriber(words.language, words.format_moment, lambda text: shorten_line(text, _LONGEST_VALUE))
    return HistoryLine(change.at, change.by or "", channel, said.describe(change))
