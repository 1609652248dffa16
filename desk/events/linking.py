"""Verbs that connect people and tickets with an event: open its link, set a ticket's event."""

from desk import Desk, EventDays, Refused, TicketResult, history
from desk.policy import Verb
from desk.policy.event_links import get_link_end, parse_event_slug


def open_link(desk: Desk, start: str) -> EventDays | None:
    """Open an event's link: what the actor files belongs to the event until it ends. None if it is no event's link."""
    slug = parse_event_slug(start)
    event = next((one for one in desk.rules.events if one.slug == slug), None) if slug is not None else None
    if event is not None:
        note_event(desk, event)
    return event


def note_event(desk: Desk, event: EventDays) -> None:
    """Note that the actor came by this event: what they file belongs to it until it ends."""
    me = desk.require_actor()
    me.event_id, me.event_until = event.id, get_link_end(event, desk.rules, desk.now)


def find_event(events: tuple[EventDays, ...], name: str) -> EventDays:
    """Return the event with that short name, platform's id, or name. Raises Refused."""
    wanted = " ".join(name.split()).strip("\"'“”«»„").casefold()
    for names in (
        {str(getattr(e, called) or ""): e for e in events} for called in ("slug", "external_id", "name", "id")
    ):
        found = next((one for called, one in names.items() if called and called.casefold() == wanted), None)
        if found is not None:
            return found
    raise Refused("no-such-event", name=name[:60])


async def set_called_event(desk: Desk, number: int, event: str | None) -> TicketResult:
    """Set a ticket's event by what people or programs call it; None: no event. Raises as `set_event`."""
    return await set_event(desk, number, find_event(desk.rules.events, event).id if event is not None else None)


async def set_event(desk: Desk, number: int, event_id: int | None) -> TicketResult:
    """Set or clear a ticket's event. Raises NoSuchTicket, NotAllowed, Refused for an unknown one."""
    known = {event.id: event for event in desk.rules.events}
    if event_id is not None and event_id not in known:
        raise Refused("no-such-event", name=str(event_id))
    async with desk.change(number, Verb.SET_EVENT) as ticket:
        if ticket.event_id == event_id:
            return await desk.make_result(ticket, changed=False)
        old, new = (known[one].name if one in known else None for one in (ticket.event_id, event_id))
        desk.record(ticket, history.EVENT, old, new, old_id=ticket.event_id, new_id=event_id)
        ticket.event_id = event_id
    return await desk.make_result(ticket)
