"""A ticket's root cause, and the buttons that choose it, if admins keep a list of causes."""

from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.buttons import Foldable
from bot.views import Reader, RenderedButton, keyboards
from desk.queries.ticket_card import TicketCard
from desk.text import RichText
from desk.tickets.root_causes import make_key


def format_cause_line(reader: Reader, ticket: TicketCard) -> RichText | str:
    """Return the line with the root cause."""
    return reader.say_rich("card-cause", name=ticket.staff.root_cause) if ticket.staff.root_cause is not None else ""


def choose_cause_button(reader: Reader, ticket: TicketCard, face: Foldable) -> RenderedButton:
    """Return the button that shows the causes."""
    press = ticket_buttons.More(face=face, number=ticket.number, screen=keyboards.CAUSES)
    return reader.make_button("btn-cause", press)


def make_cause_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return a button for each cause but the current one, and one for no cause if there is one."""
    others = [name for name in reader.settings.team.root_causes if name != ticket.staff.root_cause]
    buttons = [_choice(reader, ticket, "btn-cause-choice", make_key(name), name) for name in others]
    return buttons if ticket.staff.root_cause is None else [_choice(reader, ticket, "btn-cause-none", ""), *buttons]


def _choice(reader: Reader, ticket: TicketCard, label: str, key: str, name: str = "") -> RenderedButton:
    return reader.make_button(label, ticket_buttons.CauseChoice(number=ticket.number, key=key), name=name)


_AT_ONCE = 3  # causes that need no second step


def make_offered_buttons(reader: Reader, ticket: TicketCard, face: Foldable) -> list[RenderedButton]:
    """Return the causes if they are few and none is chosen, else the button that shows them; none without a list."""
    causes = reader.settings.team.root_causes
    if ticket.staff.root_cause is None and len(causes) <= _AT_ONCE:
        return make_cause_buttons(reader, ticket)
    return [choose_cause_button(reader, ticket, face)] if causes else []
