"""To whom a ticket can be handed over."""

from collections.abc import Sequence
from dataclasses import replace

from bot.features.team.screens_staff import member_label, until_text
from bot.features.ticket import buttons as ticket_callbacks
from bot.views import Reader, Rendered, keyboards
from desk.outbox import Show, Slot
from desk.queries import people as queries_people
from desk.queries.people import PersonInfo


async def show_receivers(reader: Reader, letter: Show) -> Rendered | None:
    """To whom the ticket can be handed over."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await queries_people.hand_to(reader.session, ticket.id, reader.person)
    return replace(render_receivers(reader, number, people), ticket_id=ticket.id)


def render_receivers(reader: Reader, number: int, people: Sequence[PersonInfo]) -> Rendered:
    """To whom: everybody who can take it, those away marked."""
    if not people:
        return Rendered(reader.words("hand-nobody", number=number))
    buttons = [
        keyboards.make_button(
            reader.language,
            member_label(person),
            ticket_callbacks.Give(number=number, person=person.key),
            name=person.name,
            until=until_text(reader, person),
        )
        for person in people
        if person.key is not None
    ]
    return Rendered(reader.words("hand-title", number=number), keyboards.arrange_rows(buttons, 2))
