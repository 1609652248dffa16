"""`/organization N` and its buttons: for which organization a ticket is. The desk checks again who acts."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.organizations import buttons
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Ticket
from desk import Desk, Outdated
from desk.organizations import choices
from desk.outbox import Say, Show
from desk.policy import Verb, permissions, verb_check
from desk.questions import organization_question


def make_router() -> Router:
    """Return a fresh router of the command and the buttons."""
    made = Router(name="organization of a ticket")
    made.message.filter(IsPrivate())
    made.message.register(show_or_find, CommandFilter("organization"))
    made.callback_query.register(show_organizations, buttons.AskOrganization.filter())
    made.callback_query.register(turn_organizations, buttons.TurnOrganizations.filter())
    made.callback_query.register(choose_organization, buttons.OrganizationChoice.filter())
    made.callback_query.register(turn_outlets, buttons.TurnOutlets.filter())
    made.callback_query.register(choose_outlet, buttons.OutletChoice.filter())
    return made


async def show_or_find(_message: Message, command: TypedCommand, desk: Desk) -> None:
    """Handle `/organization N`, and `/organization N words` of staff."""
    if command.number is None:
        respond.post_line(desk, "usage-organization")
        return
    ticket = await _get_ticket(desk, command.number)
    words = command.after_number.text.strip()
    if words and (await permissions.get_access(desk.session, ticket, desk.require_actor())).staff:
        await _find(desk, ticket, words)
    else:
        await _show(desk, "ticket_organization", command.number, fresh=True)


async def _get_ticket(desk: Desk, number: int) -> Ticket:
    """Return the ticket if the actor may say what it is for: who leads the organization may not. Raises NoSuchTicket,
    NotAllowed."""
    ticket = await desk.session.get_one(Ticket, await respond.require_ticket_id(desk, number))
    await verb_check.require_verb(desk, ticket, Verb.SET_ORGANIZATION)
    return ticket


async def _find(desk: Desk, ticket: Ticket, words: str) -> None:
    """Set the organization that the words name; of several, let the agent choose."""
    number = ticket.number
    found = await choices.find_organizations(desk.session, words)
    if not found:
        respond.post_line(desk, "organization-not-found", words=words[:60])
    elif len(found) == 1:
        await _choose(desk, number, found[0].id)
    else:
        rows = tuple(
            (
                respond.press_button(
                    "btn-organization-choice",
                    buttons.OrganizationChoice(number=number, organization=one.id),
                    name=one.name,
                ),
            )
            for one in found
        )
        line = Say("organization-which-found", {"number": number}, rows, slot=f"organization:{number}")
        respond.post_letter(desk, line, ticket.id)


async def _show(desk: Desk, view: str, number: int, *, page: int = 1, fresh: bool = False) -> None:
    ticket = await _get_ticket(desk, number)
    respond.post_letter(desk, Show(view, slot=f"organization:{number}", page=page, fresh=fresh), ticket.id)


async def show_organizations(
    _query: CallbackQuery, callback_data: buttons.AskOrganization, desk: Desk, spot: PressedMessage
) -> None:
    _require_on(desk, callback_data.number, spot)
    await _show(desk, "ticket_organization", callback_data.number, fresh=True)


async def turn_organizations(
    _query: CallbackQuery, callback_data: buttons.TurnOrganizations, desk: Desk, spot: PressedMessage
) -> None:
    _require_on(desk, callback_data.number, spot)
    await _show(desk, "ticket_organization", callback_data.number, page=callback_data.page)


async def turn_outlets(
    _query: CallbackQuery, callback_data: buttons.TurnOutlets, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the outlets, below the question if it was pressed there."""
    _require_on(desk, callback_data.number, spot)
    if (await _get_ticket(desk, callback_data.number)).shown_organization_id is None:
        raise Outdated(callback_data.number)
    await _show(desk, "ticket_outlet", callback_data.number, page=callback_data.page, fresh=spot.kind == "question")


async def choose_organization(
    _query: CallbackQuery, callback_data: buttons.OrganizationChoice, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Set the organization; the question or list that was pressed then shows outlets, or that it is done."""
    _require_on(desk, callback_data.number, spot)
    if spot.kind == "question":
        await _require_asked(desk, callback_data.number, spot)
        await organization_question.choose_organization(
            desk, callback_data.number, callback_data.organization or None
        )  # fmt: skip
    else:
        await _choose(desk, callback_data.number, callback_data.organization or None, replace=True)


async def _choose(desk: Desk, number: int, organization_id: int | None, *, replace: bool = False) -> None:
    done = await organization_question.choose_organization(desk, number, organization_id)
    if done.asks_outlet:
        await _show(desk, "ticket_outlet", number, fresh=not replace)
    else:
        await _post_done(desk, number, replace=replace)


async def choose_outlet(
    _query: CallbackQuery, callback_data: buttons.OutletChoice, desk: Desk, spot: PressedMessage
) -> None:
    """Set the outlet within the organization that the ticket is for."""
    _require_on(desk, callback_data.number, spot)
    if spot.kind == "question":
        await _require_asked(desk, callback_data.number, spot)
    await organization_question.choose_outlet(desk, callback_data.number, callback_data.outlet or None)
    if spot.kind != "question":
        await _post_done(desk, callback_data.number, replace=True)


async def _post_done(desk: Desk, number: int, *, replace: bool) -> None:
    await _show(desk, "ticket_organization", number, fresh=not replace)


def _require_on(desk: Desk, number: int, spot: PressedMessage) -> None:
    spot.require_ticket(number)
    if not desk.rules.organizations.enabled:
        raise Outdated(number)


async def _require_asked(desk: Desk, number: int, spot: PressedMessage) -> None:
    """Raise Outdated if the pressed question was answered or is over."""
    if (await _get_ticket(desk, number)).asking_id != spot.question_id:
        raise Outdated(number)
