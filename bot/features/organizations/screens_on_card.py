"""The organization of a request on its card and page: for staff with outlet and equipment, for others by name."""

from bot.views import Reader, compose
from desk.organizations.of_ticket import TicketOrganization
from desk.organizations.requisites import write_requisites
from desk.queries.ticket_card import TicketCard
from desk.text import RichText

_EQUIPMENT_ON_CARD = 2
_CARD_UNITS = 500  # UTF-16 units of what a card says about organization and outlet


def format_name(reader: Reader, organization: TicketOrganization) -> str:
    """Return the organization with its outlet."""
    return reader.say("organization-name", **organization.name_args)


def format_for_requester(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the organization of a filed request, so that its requester sees a wrong one."""
    if ticket.organization is None:
        return RichText()
    return reader.say_rich("organization-own-line", name=format_name(reader, ticket.organization))


def format_on_card(reader: Reader, ticket: TicketCard) -> RichText:
    """Return organization, outlet with address, the requester's position and phone, and the first of the equipment,
    for staff."""
    return compose.clip_text(_format_for_staff(reader, ticket, _EQUIPMENT_ON_CARD), _CARD_UNITS)


def format_on_page(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the same with all equipment, and the requisites."""
    lines = ticket.organization.requisites if ticket.organization is not None else ()
    requisites = write_requisites(lines, reader.language)
    folded = compose.fold_quote(RichText(requisites)) if requisites else RichText()
    return compose.join_lines([_format_for_staff(reader, ticket, None), folded])


def _format_for_staff(reader: Reader, ticket: TicketCard, most: int | None) -> RichText:
    of = ticket.organization
    if of is None:
        return reader.say_rich("organization-open-line") if ticket.organization_open else RichText()
    confirmed = "" if of.is_confirmed else reader.say("organization-unconfirmed")
    named = reader.say_rich("organization-line", name=format_name(reader, of))
    equipment = of.outlet.equipment if of.outlet is not None else ()
    left = len(equipment) - most if most is not None else 0
    return compose.join_lines(
        [
            compose.join_dotted([named, confirmed]),
            of.outlet.address if of.outlet is not None else "",
            compose.join_dotted([of.position, of.phone or ""]),
            *(f"– {line}" for line in equipment[:most]),
            reader.say_rich("card-more-lines", n=left) if left > 0 else "",
        ]
    )
