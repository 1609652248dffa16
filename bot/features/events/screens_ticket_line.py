"""Buttons by which staff set the event of a ticket, if the desk has events."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.features.events import buttons as data
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.buttons import Foldable
from bot.views import Reader, RenderedButton, keyboards
from desk import EventDays
from desk.queries.ticket_card import TicketCard

_MOST = 6  # eight buttons with “none” and “back”; other events by /event


def make_choice_button(reader: Reader, ticket: TicketCard) -> RenderedButton:
    """Return the button that opens the choice of events."""
    press = ticket_buttons.More(face=Foldable.OPEN, number=ticket.number, screen=keyboards.EVENTS)
    return keyboards.make_button(reader.language, "btn-event", press)


def list_choices(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the events nearest to the day the ticket was filed, without its present one, and a button for none."""
    at = (ticket.filed_at or ticket.created_at).astimezone(ZoneInfo(reader.settings.timezone)).date()
    others = [event for event in reader.settings.events if ticket.event is None or event.id != ticket.event.id]
    near = sorted(others, key=lambda event: (_away(event, at), event.id))[:_MOST]
    buttons = [
        keyboards.make_button(reader.language, "btn-event-choice", _press(ticket, event.id), name=event.name)
        for event in near
    ]
    if ticket.event is not None:
        buttons.append(keyboards.make_button(reader.language, "btn-event-none", _press(ticket, 0)))
    return buttons


def _press(ticket: TicketCard, event: int) -> data.EventChoice:
    return data.EventChoice(number=ticket.number, event=event)


def _away(event: EventDays, day: date) -> timedelta:
    return max(event.first - day, day - event.last, timedelta(0))
