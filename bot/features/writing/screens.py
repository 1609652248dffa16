"""Screens of writing first: the questions to staff, and the lines that the requester reads above their words."""

from bot.features.writing import buttons
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from db.models import Person
from desk.i18n.formats import format_args
from desk.outbox import Show, Slot
from desk.people import requester_names
from desk.policy.grants import Grant
from desk.policy.wanted_notifications import has_team_requests_on
from desk.queries.ticket_card import TicketCard
from desk.text import RichText


async def render_question(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question for words to the person whom the slot names."""
    person = await reader.session.get(Person, Slot.parse(letter.slot).number)
    return None if person is None else Rendered(reader.say_rich("write-ask", name=person.name))


async def render_namesakes(reader: Reader, letter: Show) -> Rendered | None:
    """Render people of one name, each with their last request."""
    found = await requester_names.find_named(reader.session, letter.find or "")
    made = [
        keyboards.make_button(
            reader.language, "btn-write-whom", buttons.WriteTo(person=one.id), name=one.name, number=one.newest or 0
        )
        for one in found
    ]
    return Rendered(reader.say_rich("write-whom"), keyboards.arrange_rows(made, 1))


def make_write_button(reader: Reader, person_id: int) -> list[RenderedButton]:
    """Return the button that begins a request with this person, for staff who may."""
    if not reader.settings.requests.write_first or not reader.may(Grant.WRITE):
        return []
    return [keyboards.make_button(reader.language, "btn-write", buttons.WriteTo(person=person_id))]


def render_begun(reader: Reader, card: TicketCard) -> RichText:
    """Return who of the team writes, why, and how to answer; empty once the requester has written."""
    begun = card.begun
    if begun is None or not begun.waits or not card.is_open:
        return RichText()
    args = format_args(reader.language, begun.why_args, now=reader.now, zone=reader.settings.timezone)
    how = reader.say_rich("begun-answer" if card.requester_open <= 1 else "begun-answer-by-reply")
    return compose.join_lines(
        [
            reader.say_rich("receipt-begun", name=begun.by, number=card.number),
            reader.say_rich(begun.why, **args),
            how if begun.is_wanted else reader.say_rich("begun-declined"),
        ]
    )


def make_switch_button(reader: Reader, *, on: bool) -> RenderedButton:
    """Return the button that declines further requests begun by the team, or takes them again."""
    return keyboards.make_button(reader.language, "btn-begun", buttons.TeamRequests(on=int(on)), on=int(on))


def make_own_switch(reader: Reader) -> RenderedButton:
    """Return the switch as it is for the reader now."""
    return make_switch_button(reader, on=not has_team_requests_on(reader.person))
