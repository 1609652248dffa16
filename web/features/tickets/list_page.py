"""The page of a list: tickets, views, filters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from db import encryption
from desk.integrations import own_systems
from desk.listing import read_filters, write_address, write_filters
from desk.panel import saved_views
from desk.policy.permissions import Grant
from desk.policy.ticket_list import ALL, PANEL, SORTS, FilterField, TicketFilters
from desk.queries import open_tickets
from desk.queries.open_tickets import FilterChoice
from desk.queries.panel import tickets as panel
from desk.queries.panel.named_in_search import MOST_MATCHES, Named, NameMatch, drop_key, find_names, has_key
from desk.queries.panel.takers import list_takers
from desk.search import snippets
from web.context import Visitor, WebContext
from web.features.tickets.filter_chips import list_chips
from web.features.tickets.filter_form import MOST_AT_ONCE
from web.panel.pages import link_sort, make_words, show_page

_READY = (
    ("page-untaken", TicketFilters(agent=0)),
    ("page-late", TicketFilters(late=True)),
    ("page-waiting", TicketFilters(waits=True)),
)
"""The views that everybody has, beside that of their own tickets."""
_NAMES = 12
"""How many names that were found are shown."""
_MARKED = re.compile(f"{snippets.MARK}([^{snippets.UNMARK}]*){snippets.UNMARK}")


async def show_list(
    ctx: WebContext, visitor: Visitor, chosen: TicketFilters, page: int = 1, *, wrong: str = "", name: str = ""
) -> Response:  # fmt: skip
    """Return the page. `wrong`: why no file was made, a ticket not taken, or a view called `name` not kept."""
    session = visitor.session
    found = await panel.load_tickets(session, visitor.person, chosen, page, now=visitor.now)
    ids = [one.id for one in found.lines] if chosen.q else []
    named = await find_names(session, visitor.person, chosen, visitor.language, now=visitor.now)
    called = await panel.name_filters(session, visitor.person, chosen, visitor.language)
    return show_page(
        ctx, visitor, "tickets/list.html", status=409 if wrong else 200, chosen=chosen, found=found,
        said=write_filters(chosen),
        choices=await _list_choices(visitor, chosen),
        called=called, chips=list(list_chips(make_words(visitor), chosen, called)),
        address=write_address("/tickets", chosen, ""),
        takers=await list_takers(session) if visitor.may(Grant.TEAM) else (),
        named=[
            (one, write_address("/tickets", chosen, q=drop_key(chosen.q), **{one.of.value: one.id}))
            for one in named[:_NAMES]
        ],
        unnamed=f"{len(named) - _NAMES}{'+' * (len(named) == MOST_MATCHES)}" if len(named) > _NAMES else "",
        is_keyed=has_key(chosen.q),
        closed_too=await panel.count_finished_matches(session, visitor.person, chosen, now=visitor.now),
        of_all=write_address("/tickets", chosen, state=ALL), here=write_address("/tickets", chosen),
        wrong=wrong, name=name,
        a_page=panel.A_PAGE, most_at_once=MOST_AT_ONCE, views=await _list_views(visitor),
        origins=await panel.name_origins(session, found.lines, visitor.language),
        marked=split_matches, snippets=await snippets.find_snippets(session, chosen.q, ids), says_more=_says_more,
        is_newest=panel.is_sorted_among_newest(chosen),
        sorts={by: link_sort("/tickets", chosen, by) for by in SORTS}, searches_names=encryption.has_sealed_words(),
    )  # fmt: skip


async def _list_choices(visitor: Visitor, chosen: TicketFilters) -> dict[str, Sequence[Any]]:
    """Return by filter what it is chosen from. Names that are typed are there once one is chosen: to take it back."""
    session, say = visitor.session, make_words(visitor).say
    found: dict[str, Sequence[Any]] = {of.value: () for of in Named if getattr(chosen, of.value) is not None}
    for by in (FilterField.CATEGORY, FilterField.AGENT):
        found[by.value] = await open_tickets.list_choices(session, by, visitor.language)
    if visitor.rules.events or chosen.event:
        found["event"] = visitor.rules.events
    if fields := visitor.rules.own_fields:
        found["own"] = [
            FilterChoice(f"{one.id}:{value}", f"{one.name}: {one.say(visitor.language, value)}")
            for one in fields
            for value in one.list_chosen()
        ]
    channels = await own_systems.list_channels(session)
    found[Named.CHANNEL.value] = [
        NameMatch(Named.CHANNEL, one, say("stats-source", source=one.value)) for one in channels
    ]
    return found


@dataclass(frozen=True, slots=True)
class _View:
    """A line of the list of views. `key`: the text that names it; `saved`: what somebody saved; `count`: None where it
    is not counted."""

    address: str
    count: int | None
    key: str = ""
    saved: saved_views.ViewInfo | None = None


async def _list_views(visitor: Visitor) -> list[_View]:
    """Return the views that everybody has, then the saved ones."""
    saved = await saved_views.list_views(visitor.session, visitor.person)
    ready = (*_READY, ("page-view-held", TicketFilters(agent=visitor.person.id)))
    filters = [*(one for _, one in ready), *(read_filters(TicketFilters(), one.chosen, PANEL) for one in saved)]
    counts = await panel.count_open(visitor.session, visitor.person, filters, now=visitor.now)
    named = [*((key, None) for key, _ in ready), *(("", one) for one in saved)]
    return [
        _View(write_address("/tickets", chosen), count, key, one)
        for chosen, count, (key, one) in zip(filters, counts, named, strict=True)
    ]


def _says_more(hit: snippets.Snippet) -> bool:
    """Return True if what was said is not in the subject already."""
    said, subject = (_strip_marks(one or "") for one in (hit.said, hit.subject))
    return bool(said) and said not in subject


def _strip_marks(words: str) -> str:
    return " ".join("".join(part for part, _ in split_matches(words)).split()).casefold()


def split_matches(words: str) -> Iterator[tuple[str, bool]]:
    """Return the parts of a snippet, each with True if it matches the search."""
    for at, part in enumerate(_MARKED.split(words)):
        if part:
            yield part.replace(snippets.MARK, "").replace(snippets.UNMARK, ""), at % 2 == 1
