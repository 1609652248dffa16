"""List what the ticket page offers: verbs, steps together with an answer, and options of its menus."""

from collections.abc import Sequence

from db.models import Status, Ticket
from desk.organizations.choices import list_outlets
from desk.policy import Verb, transitions
from desk.queries.people import PersonInfo
from desk.queries.ticket_card import TicketCard
from desk.tickets import assignment
from desk.tickets.root_causes import make_key
from web.context import Visitor
from web.panel.frame import make_words

_Options = Sequence[tuple[str, str]]
_STEPS = (Verb.PENDING, Verb.RESOLVE)
_MOVES = {"resolve": Verb.RESOLVE, "pending": Verb.PENDING, "progress": Verb.PROGRESS}


def list_verbs(visitor: Visitor, card: TicketCard, ticket: Ticket) -> list[str]:
    """Return which verbs make sense; they check permissions themselves."""
    ring = assignment.find_refusal(ticket, now=visitor.now, rules=visitor.rules) is None
    return [*_list_possible(card), *(["ring"] if ring else [])]


def _list_possible(card: TicketCard) -> list[str]:
    if not card.is_open:
        return ["reopen"] if card.can_reopen else []
    if card.assignee is None:
        return ["claim"]
    if card.status is Status.RESOLVED:
        return ["reopen"]
    return [*(name for name, verb in _MOVES.items() if _changes(verb, card.status)), "release"]


def list_steps(card: TicketCard) -> list[Verb]:
    """Return what can be done together with an answer."""
    working = card.status in transitions.WORKING
    return [verb for verb in _STEPS if working and _changes(verb, card.status)]


def _changes(verb: Verb, status: Status) -> bool:
    return transitions.get_target_status(verb, status) not in (None, status)


def list_choices(visitor: Visitor, card: TicketCard, team: Sequence[PersonInfo]) -> dict[str, tuple[_Options, str]]:
    """Return the options of each possible action, and which one is chosen."""
    say, language, rules = make_words(visitor).say, visitor.language, visitor.rules
    found: dict[str, tuple[_Options, str]] = {}
    if team:
        away = say("page-away")
        found["hand"] = ([(str(one.key), f"{one.name} ({away})" if one.away else one.name) for one in team], "")
    topics = [(str(one.id), one.get_name(language)) for one in card.categories]
    now = str(card.category.id) if card.category is not None else ""
    if card.category is not None and now not in dict(topics):
        topics.append((now, card.category.get_name(language)))
    found["category"] = ([("", say("page-no-category")), *topics], now)
    if rules.events:
        events = [(str(one.id), one.name) for one in rules.events]
        found["event"] = ([("", say("page-no-event")), *events], str(card.event.id) if card.event is not None else "")
    if rules.team.root_causes and card.resolved_at is not None:
        causes = [(make_key(name), name) for name in rules.team.root_causes]
        found["cause"] = ([("", say("page-no-cause")), *causes], make_key(card.root_cause) if card.root_cause else "")
    return found


async def list_outlet_choices(visitor: Visitor, card: TicketCard) -> dict[str, tuple[_Options, str]]:
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
