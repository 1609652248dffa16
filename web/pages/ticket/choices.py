"""What the lists of the ticket's page offer: value and name, in the reader's language."""

from collections.abc import Sequence

from desk.queries.card import TicketCard
from desk.queries.people import PersonInfo
from desk.tickets.root_causes import key_of
from web.door import Visitor
from web.pages.frame import words_of

Options = Sequence[tuple[str, str]]


def choices(visitor: Visitor, card: TicketCard, team: Sequence[PersonInfo]) -> dict[str, tuple[Options, str]]:
    """Of each act that is possible now: the options, and which is chosen."""
    say, language, rules = words_of(visitor).say, visitor.language, visitor.rules
    found: dict[str, tuple[Options, str]] = {}
    if team:
        away = say("page-away")
        named = [(str(one.key), f"{one.name} ({away})" if one.away else one.name) for one in team]
        found["hand"] = ([("", say("page-choose")), *named], "")
    topics = [(str(one.id), one.called(language)) for one in card.categories]
    now = str(card.category.id) if card.category is not None else ""
    if card.category is not None and now not in dict(topics):
        topics.append((now, card.category.called(language)))
    found["category"] = ([("", say("page-no-category")), *topics], now)
    if rules.events:
        events = [(str(one.id), one.name) for one in rules.events]
        found["event"] = ([("", say("page-no-event")), *events], str(card.event.id) if card.event is not None else "")
    if rules.team.root_causes and card.resolved_at is not None:
        causes = [(key_of(name), name) for name in rules.team.root_causes]
        found["cause"] = ([("", say("page-no-cause")), *causes], key_of(card.root_cause) if card.root_cause else "")
    return found
