"""A person's own organizations; for directors their members and the question which role a link gives. `letter.find`
names the membership (or organization) by id and, after a colon, which of its screens."""

from collections.abc import Sequence

from bot.features.organizations import buttons
from bot.features.organizations.screens_on_card import format_name
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.organizations import choices
from desk.organizations.choices import OrganizationOption
from desk.organizations.of_ticket import TicketOrganization
from desk.outbox import Show
from desk.queries.questions import OrganizationQuestion, QuestionInfo
from desk.queries.ticket_card import TicketCard
from desk.text import RichText

_ON_A_PAGE = 8


async def render_organizations(reader: Reader, letter: Show) -> Rendered | None:
    """Render for which organization a ticket is, and the requester's others."""
    ticket = await _load_of_ticket(reader, letter)
    if ticket is None:
        return None
    now = ticket.organization
    own = await choices.list_own(reader.session, ticket.requester.id, without=ticket.id)
    others = [one for one in own if now is None or one.id != now.id]
    page = cut_shown_page(
        reader, others, letter.page, _ON_A_PAGE, lambda to: buttons.TurnOrganizations(number=ticket.number, page=to)
    )
    how = "" if ticket.for_requester else reader.say_rich("organization-how-staff", number=ticket.number)
    return Rendered(
        compose.join_lines([_format_state(reader, ticket.number, now), how, page.said]),
        (*_organization_rows(reader, ticket, page.shown), *page.turning),
        ticket_id=ticket.id,
    )


async def render_outlets(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question which outlet of its organization a ticket is about."""
    ticket = await _load_of_ticket(reader, letter)
    if ticket is None or ticket.organization is None or not _may_see_outlets(reader, ticket.organization):
        return None
    outlets = await choices.list_outlets(reader.session, ticket.organization.id)
    page = cut_shown_page(
        reader, outlets, letter.page, _ON_A_PAGE, lambda to: buttons.TurnOutlets(number=ticket.number, page=to)
    )
    return Rendered(
        compose.join_lines(
            [reader.say_rich("outlet-which", number=ticket.number, name=ticket.organization.name), page.said]
        ),
        (*_outlet_rows(reader, ticket.number, page.shown), *page.turning),
        ticket_id=ticket.id,
    )


def make_question(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question for which organization a request is, then for which outlet, or what it is filed for."""
    asked, number = question.organization, question.number
    if asked is None or number is None:
        return RichText(), ()
    if not question.is_open or not reader.settings.organizations.enabled:
        return _make_answered(reader, asked, number)
    shown, more = asked.choices[:_ON_A_PAGE], len(asked.choices) > _ON_A_PAGE
    how = RichText(reader.say("organization-type")) if more else RichText()
    if asked.now is not None:
        words = reader.say_rich("outlet-which", number=number, name=asked.now.name)
        words = compose.join_lines([words, how.with_style("italic")])
        to_rest = reader.make_button("btn-more", buttons.TurnOutlets(number=number, page=2))
        return words, _outlet_rows(reader, number, shown, *([to_rest] if more else []))
    to_rest = reader.make_button("btn-more", buttons.AskOrganization(number=number))
    personal = reader.make_button("btn-organization-none", buttons.OrganizationChoice(number=number, organization=0))
    rows = [*(_choose(reader, number, one) for one in shown), *([to_rest] if more else []), personal]
    last = next((one.name for one in asked.choices if one.is_last), "none")
    otherwise = compose.join([how, reader.say_rich("organization-otherwise", name=last)], " ").with_style("italic")
    words = compose.join_lines([reader.say_rich("organization-which", number=number), otherwise])
    return words, keyboards.arrange_rows(rows, 1)


def _make_answered(reader: Reader, asked: OrganizationQuestion, number: int) -> tuple[RichText, tuple[Row, ...]]:
    rows = ((make_other_button(reader, number),),) if asked.can_change and reader.settings.organizations.enabled else ()
    return _format_state(reader, number, asked.now), rows


def make_other_button(reader: Reader, number: int) -> RenderedButton:
    """Return the button by which a requester corrects what their request is for."""
    return reader.make_button("btn-organization-other", buttons.AskOrganization(number=number))


def make_choose_button(reader: Reader, number: int) -> RenderedButton:
    """Return the button by which staff correct what a ticket is for."""
    return reader.make_button("btn-organization", buttons.AskOrganization(number=number))


async def has_other_button(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if the viewer filed the ticket and has an organization to choose."""
    is_theirs = ticket.for_requester and ticket.is_own
    if not is_theirs or ticket.is_draft or not reader.settings.organizations.enabled:
        return False
    return ticket.organization is not None or bool(await choices.list_own(reader.session, reader.person.id))


async def _load_of_ticket(reader: Reader, letter: Show) -> TicketCard | None:
    """Load the ticket of the slot, for its requester and for staff."""
    ticket = await reader.load_card(letter.number)
    may_choose = ticket is not None and (reader.is_staff or ticket.is_own)
    return ticket if may_choose and reader.settings.organizations.enabled else None


def _organization_rows(reader: Reader, ticket: TicketCard, shown: Sequence[OrganizationOption]) -> tuple[Row, ...]:
    rows = [_choose(reader, ticket.number, one) for one in shown]
    if ticket.organization is not None:
        personal = buttons.OrganizationChoice(number=ticket.number, organization=0)
        rows.append(reader.make_button("btn-organization-none", personal))
        if _may_see_outlets(reader, ticket.organization):
            turn = buttons.TurnOutlets(number=ticket.number, page=1)
            rows.append(reader.make_button("btn-outlets", turn))
    return keyboards.arrange_rows(rows, 1)


def _may_see_outlets(reader: Reader, of: TicketOrganization) -> bool:
    return reader.is_staff or of.is_confirmed


def _outlet_rows(
    reader: Reader, number: int, shown: Sequence[OrganizationOption], *to_rest: RenderedButton
) -> tuple[Row, ...]:
    rows = [
        reader.make_button(
            "btn-organization-choice",
            buttons.OutletChoice(number=number, outlet=one.id),
            name=one.name,
        )
        for one in shown
    ]
    none = reader.make_button("btn-outlet-none", buttons.OutletChoice(number=number, outlet=0))
    return keyboards.arrange_rows([*rows, *to_rest, none], 1)


def _choose(reader: Reader, number: int, one: OrganizationOption) -> RenderedButton:
    press = buttons.OrganizationChoice(number=number, organization=one.id)
    return reader.make_button("btn-organization-choice", press, name=one.name)


def _format_state(reader: Reader, number: int, organization: TicketOrganization | None) -> RichText:
    """Return the sentence that says what the ticket is for."""
    if organization is None:
        return reader.say_rich("organization-personal", number=number)
    return reader.say_rich("organization-is", number=number, name=format_name(reader, organization))
