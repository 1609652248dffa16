"""Word what a list of tickets is narrowed to, each part with the address of the list without it."""

from collections.abc import Iterator, Mapping

from desk.listing import write_address
from desk.policy.ticket_list import TicketFilters
from web.rendering import Words

_NOTHING = {
    "category": "page-no-category", "agent": "page-nobody", "event": "page-without-event",
    "organization": "page-no-organization",
}  # fmt: skip
"""How a filter is named that wants tickets without one."""


def list_chips(words: Words, chosen: TicketFilters, called: Mapping[str, str]) -> Iterator[tuple[str, str]]:
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
