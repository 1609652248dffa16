"""`/organization` alone: one's own organizations; for directors their members and links. The desk checks again who it
is."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.features.organizations import buttons
from bot.features.organizations import buttons as data
from bot.handlers import CommandFilter, HasOrganizations, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press, handle_presses
from db.models import Ticket
from desk import Desk, Outdated
from desk.charts import organization_figures
from desk.organizations import applicants, choices, director_verbs, member_links, members
from desk.organizations.member_links import MemberLinkResult
from desk.outbox import Say, Show
from desk.policy import Verb, permissions, verb_check
from desk.questions import organization_question
from desk.staff.invites import make_link


def make_ticket_router() -> Router:
    """Return a fresh router of the command and the buttons."""
    made = Router(name="organization of a ticket")
    made.message.register(_show_or_find, CommandFilter("organization"))
    handle_presses(made, _show_organizations, choose_organization, choose_outlet)
    return made


async def _show_or_find(_message: Message, command: TypedCommand, desk: Desk) -> None:
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


async def _show(desk: Desk, view: str, number: int, *, fresh: bool) -> None:
    ticket = await _get_ticket(desk, number)
    respond.post_letter(desk, Show(view, slot=f"organization:{number}", fresh=fresh), ticket.id)


async def _show_organizations(
    _query: CallbackQuery, callback_data: buttons.AskOrganization, desk: Desk, pressed: PressedMessage
) -> None:
    _require_on(desk, callback_data.number, pressed)
    await _show(desk, "ticket_organization", callback_data.number, fresh=True)


async def choose_organization(
    _query: CallbackQuery, callback_data: buttons.OrganizationChoice, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Set the organization; the question or list that was pressed then shows outlets, or that it is done."""
    _require_on(desk, callback_data.number, pressed)
    if pressed.kind == "question":
        await _require_asked(desk, callback_data.number, pressed)
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
    _query: CallbackQuery, callback_data: buttons.OutletChoice, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the outlet within the organization that the ticket is for."""
    _require_on(desk, callback_data.number, pressed)
    if pressed.kind == "question":
        await _require_asked(desk, callback_data.number, pressed)
    await organization_question.choose_outlet(desk, callback_data.number, callback_data.outlet or None)
    if pressed.kind != "question":
        await _post_done(desk, callback_data.number, replace=True)


async def _post_done(desk: Desk, number: int, *, replace: bool) -> None:
    await _show(desk, "ticket_organization", number, fresh=not replace)


def _require_on(desk: Desk, number: int, pressed: PressedMessage) -> None:
    pressed.require_ticket(number)
    if not desk.rules.organizations.enabled:
        raise Outdated(number)


async def require_choosing(
    desk: Desk, at: buttons.TurnOrganizations | buttons.TurnOutlets, pressed: PressedMessage
) -> int:
    """Return the ticket's id if the actor may say what it is for. Raises Outdated, NotAllowed."""
    _require_on(desk, at.number, pressed)
    ticket = await _get_ticket(desk, at.number)
    if isinstance(at, buttons.TurnOutlets) and ticket.shown_organization_id is None:
        raise Outdated(at.number)
    return ticket.id


async def _require_asked(desk: Desk, number: int, pressed: PressedMessage) -> None:
    """Raise Outdated if the pressed question was answered or is over."""
    if (await _get_ticket(desk, number)).asking_id != pressed.question_id:
        raise Outdated(number)


_SLOT = "ownorg"


class _IsAlone(Filter):
    async def __call__(self, _message: Message, command: TypedCommand) -> bool:
        return command.replied is None and not command.words.text.strip()


def make_router() -> Router:
    """Return a fresh router of this command and its buttons, for a desk with organizations."""
    made = Router(name="members of organizations")
    made.callback_query.filter(HasOrganizations())
    made.message.register(_show_own, CommandFilter("organization"), _IsAlone())
    handle_presses(
        made,
        _turn_own,
        switch_notice,
        leave,
        _draw_figures,
        show_member,
        give_role,
        _confirm_member,
        remove_member,
        _ask_role,
        create_invite,
    )
    return made


def show_screen(desk: Desk, pressed: PressedMessage, view: str, find: str) -> None:
    """Show a screen in the pressed message, or in a new one if that message is not recorded yet."""
    pressed.require_view(_SLOT)
    respond.post_letter(desk, Show(view, slot="ownorg", find=find, fresh=not pressed.recorded))


async def _show_own(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("own_organizations", slot="ownorg", fresh=True))


async def _turn_own(
    _query: CallbackQuery, callback_data: data.OwnOrganization, desk: Desk, pressed: PressedMessage
) -> None:
    """Show one's own organizations, one of them, or the question before leaving it."""
    shown = callback_data
    show_screen(desk, pressed, "own_organizations", f"{shown.membership}:{shown.screen}" if shown.membership else "")


async def switch_notice(
    _query: CallbackQuery, callback_data: data.SwitchMemberNotice, desk: Desk, pressed: PressedMessage
) -> None:
    """Switch a kind on or off; the message then shows the state of all kinds."""
    await members.switch_notice(desk, callback_data.membership, callback_data.kind, on=callback_data.on)
    show_screen(desk, pressed, "own_organizations", f"{callback_data.membership}:{data.MemberScreen.ITSELF}")


async def leave(
    _query: CallbackQuery, callback_data: data.LeaveOrganization, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    pressed.require_open()
    left = await director_verbs.leave_organization(desk, callback_data.membership)
    press.say("org-left", organization=left.name)
    show_screen(desk, pressed, "own_organizations", "")


async def require_leader(desk: Desk, at: data.OrganizationMembers, _pressed: PressedMessage) -> None:
    """Raise Outdated or NotAllowed unless the actor leads the organization."""
    if not desk.rules.organizations.enabled:
        raise Outdated
    await director_verbs.require_leader(desk, at.organization)


async def _draw_figures(
    _query: CallbackQuery, callback_data: data.OrganizationFigures, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Have the figures of the organization drawn; the picture comes as a message of its own."""
    pressed.require_view(_SLOT)
    await organization_figures.request_figures(desk, callback_data.organization)
    press.say("stats-drawing")


async def show_member(
    _query: CallbackQuery, callback_data: data.OrganizationMember, desk: Desk, pressed: PressedMessage
) -> None:
    membership = await director_verbs.require_member(desk, callback_data.membership)
    show_screen(desk, pressed, "org_member", f"{membership.id}:{callback_data.screen}")


async def give_role(
    _query: CallbackQuery, callback_data: data.GiveClientRole, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_open()
    membership = await director_verbs.set_role(desk, callback_data.membership, callback_data.role)
    show_screen(desk, pressed, "org_member", f"{membership.id}:{data.MemberScreen.ITSELF}")


async def _confirm_member(
    _query: CallbackQuery, callback_data: data.ConfirmClient, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_open()
    await applicants.confirm_applicant(desk, callback_data.membership)
    show_screen(desk, pressed, "org_member", f"{callback_data.membership}:{data.MemberScreen.ITSELF}")


async def remove_member(
    _query: CallbackQuery, callback_data: data.RemoveClient, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_open()
    membership = await director_verbs.remove_member(desk, callback_data.membership)
    show_screen(desk, pressed, "org_members", str(membership.organization_id))


async def _ask_role(
    _query: CallbackQuery, callback_data: data.AskMemberRole, desk: Desk, pressed: PressedMessage
) -> None:
    await director_verbs.require_leader(desk, callback_data.organization)
    show_screen(desk, pressed, "org_invite", str(callback_data.organization))


async def create_invite(
    _query: CallbackQuery, callback_data: data.InviteClient, desk: Desk, pressed: PressedMessage
) -> None:
    """Send a link that works once, to be forwarded; the message that asked for the role shows the members again."""
    pressed.require_open()
    code = await member_links.create_invite(desk, callback_data.organization, callback_data.role)
    show_screen(desk, pressed, "org_members", str(callback_data.organization))
    link = await make_link(desk.session, code)
    until = int((desk.now + desk.rules.team.invite).timestamp())
    args = {"role": callback_data.role.value, "link": link, "until": until}
    respond.post_letter(desk, Say("org-link", args, secret=("link",)))


async def open_link(desk: Desk, code: str) -> None:
    """Handle `/start` with a link into an organization."""
    opened = await member_links.accept_invite(desk, code)
    if opened.how is MemberLinkResult.JOINED:
        respond.post_welcome(desk, "org-joined", {"organization": opened.organization, "role": opened.role.value})
    elif opened.how is MemberLinkResult.ALREADY:
        respond.post_line(desk, "org-joined-before", organization=opened.organization, works=int(opened.works))
    else:
        respond.post_line(desk, "org-link-staff" if opened.how is MemberLinkResult.STAFF else "org-link-expired")
