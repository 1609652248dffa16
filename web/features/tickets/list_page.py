"""The page of a list: tickets, views, filters, what it is narrowed to, with what was done just now."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from db import encryption
from desk.listing import read_filters, write_address, write_filters
from desk.panel import saved_views
from desk.policy.permissions import Grant
from desk.policy.ticket_list import ALL, PANEL, SORTS, FilterField, TicketFilters
from desk.queries import open_tickets
from desk.queries.panel import tickets as panel
from desk.queries.panel.named_in_search import Named, find_names
from desk.queries.panel.takers import list_takers
from desk.search import snippets
from web.context import Visitor, WebContext
from web.features.tickets.filter_form import MOST_AT_ONCE, BulkResult
from web.panel.pages import make_words, show_page
from web.rendering import Words

_READY = (
    ("page-untaken", TicketFilters(agent=0)),
    ("page-late", TicketFilters(late=True)),
    ("page-waiting", TicketFilters(waits=True)),
)
"""The views that everybody has, beside that of their own tickets."""
_MARKED = re.compile(f"{snippets.MARK}([^{snippets.UNMARK}]*){snippets.UNMARK}")


async def show_list(
    ctx: WebContext, visitor: Visitor, chosen: TicketFilters, page: int = 1, *, wrong: str = "", name: str = "",
    result: BulkResult | None = None, status: int = 200,
) -> Response:  # fmt: skip
    """Return the page. `wrong`: why no file was made, or a view called `name` was not kept. `result`: what was done
    with several tickets just now."""
    session = visitor.session
    found = await panel.load_tickets(session, visitor.person, chosen, page, now=visitor.now)
    choices = {
        by.value: await open_tickets.list_choices(session, by, visitor.language)
        for by in (FilterField.CATEGORY, FilterField.AGENT)
    }
    events = {"event": visitor.rules.events} if visitor.rules.events or chosen.event else {}
    names: dict[str, tuple[()]] = {of.value: () for of in Named if getattr(chosen, of.value) is not None}
    ids = [one.id for one in found.lines] if chosen.q else []
    called = await panel.name_filters(session, visitor.person, chosen, visitor.language)
    return show_page(
        ctx, visitor, "tickets/list.html", status=409 if wrong else status, chosen=chosen, found=found,
        said=write_filters(chosen),
        choices={**choices, **events, **names},
        called=called, chips=list(_list_chips(make_words(visitor), chosen, called)),
        address=write_address("/tickets", chosen, ""), result=result,
        takers=await list_takers(session) if visitor.may(Grant.TEAM) else (),
        named=[
            (one, write_address("/tickets", chosen, q=None, **{one.of.value: one.id}))
            for one in await find_names(session, visitor.person, chosen, now=visitor.now)
        ],
        closed_too=await panel.count_finished_matches(session, visitor.person, chosen, now=visitor.now),
        of_all=write_address("/tickets", chosen, state=ALL), here=write_address("/tickets", chosen),
        wrong=wrong, name=name,
        a_page=panel.A_PAGE, most_at_once=MOST_AT_ONCE, views=await _list_views(visitor),
        origins=await panel.name_origins(session, found.lines, visitor.language),
        marked=split_matches, snippets=await snippets.find_snippets(session, chosen.q, ids), says_more=_says_more,
        is_newest=panel.is_sorted_among_newest(chosen),
        sorts={by: _sort_link(chosen, by) for by in SORTS}, searches_names=encryption.has_sealed_words(),
    )  # fmt: skip


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


def _sort_link(chosen: TicketFilters, by: str) -> tuple[str, str]:
    """Return `aria-sort` of a column and the address of its header: ascending, descending, then the default order."""
    now = {by: "ascending", f"-{by}": "descending"}.get(chosen.sort, "none")
    then = {"none": by, "ascending": f"-{by}", "descending": ""}[now]
    return now, write_address("/tickets", chosen, sort=then)


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


_NOTHING = {
    "category": "page-no-category", "agent": "page-nobody", "event": "page-without-event",
    "organization": "page-no-organization",
}  # fmt: skip
"""How a filter is named that wants tickets without one."""


def _list_chips(words: Words, chosen: TicketFilters, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each condition besides the state and words. `called`: the names of what is chosen."""
    if chosen.priority:
        name = words.say("priority-name", priority=chosen.priority)
        yield f"{words.say('page-priority')}: {name}", write_address("/tickets", chosen, priority=None)
    for by, name in called.items():
        if getattr(chosen, by) is not None:
            said = name if getattr(chosen, by) else words.say(_NOTHING[by])
            yield f"{words.say(f'page-{by}')}: {said}", write_address("/tickets", chosen, **{by: None})
    if chosen.late:
        yield words.say("page-only-late"), write_address("/tickets", chosen, late=None)
    if chosen.waits:
        yield words.say("page-waiting"), write_address("/tickets", chosen, waits=None)
