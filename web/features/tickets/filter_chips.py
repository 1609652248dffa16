"""Word what a list of tickets is narrowed to, each part with the address of the list without it."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from desk.queries.panel.tickets import TicketFilter
from web.rendering import Words

_NOTHING = {
    "category": "page-no-category", "agent": "page-nobody", "event": "page-without-event",
    "organization": "page-no-organization",
}  # fmt: skip
"""How a filter is named that wants tickets without one."""


def list_chips(words: Words, chosen: TicketFilter, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each condition besides the state and words. `called`: the names of what is chosen."""
    if chosen.priority:
        name = words.say("priority-name", priority=chosen.priority)
        yield f"{words.say('page-priority')}: {name}", _make_address(chosen, "priority")
    for by, name in called.items():
        if getattr(chosen, by) is not None:
            said = name if getattr(chosen, by) else words.say(_NOTHING[by])
            yield f"{words.say(f'page-{by}')}: {said}", _make_address(chosen, by)
    if chosen.late:
        yield words.say("page-only-late"), _make_address(chosen, "late")
    if chosen.waits:
        yield words.say("page-waiting"), _make_address(chosen, "waits")


def _make_address(chosen: TicketFilter, without: str) -> str:
    query = chosen.make_query(**{without: None})
    return f"/tickets?{urlencode(query)}" if query else "/tickets"
