"""The question to whom a ticket is handed over."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.team.screens import format_member_label, format_until
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, keyboards
from desk.outbox import Show
from desk.queries.people import PersonInfo
from desk.queries.team import list_new_assignees


async def show_receivers(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for the ticket that the slot names."""
    number = letter.number
    ticket = await reader.load_card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await list_new_assignees(reader.session, ticket.id, reader.person)
    return replace(render_receivers(reader, number, people), ticket_id=ticket.id)


def render_receivers(reader: Reader, number: int, people: Sequence[PersonInfo]) -> Rendered:
    """Render a button for everyone who can take the ticket; absent people are marked."""
    if not people:
        return Rendered(reader.say_rich("hand-nobody", number=number))
    buttons = [
        reader.make_button(
            format_member_label(person),
            ticket_buttons.HandTo(number=number, person=person.key),
            name=person.name,
            until=format_until(reader, person),
        )
        for person in people
        if person.key is not None
    ]
    return Rendered(reader.say_rich("hand-title", number=number), keyboards.arrange_rows(buttons, 2))
