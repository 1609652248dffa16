"""`/organization` alone: one's own organizations; for directors their members and links. The desk checks again who it
is."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from bot.features.organizations import buttons_members as data
from bot.handlers import CommandFilter, IsPrivate, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from desk import Desk
from desk.charts import client_figures
from desk.organizations import applications, invites, leading, notices
from desk.organizations.invites import MemberLinkResult
from desk.outbox import Say, Show
from desk.staff.invites import make_link

_SLOT = "ownorg"


class _IsOn(Filter):
    async def __call__(self, _event: object, desk: Desk) -> bool:
        return desk.rules.organizations.enabled


class _IsAlone(Filter):
    async def __call__(self, _message: Message, command: TypedCommand) -> bool:
        return command.replied is None and not command.words.text.strip()


def make_router() -> Router:
    """Return a fresh router of this command and its buttons, for a desk with organizations."""
    made = Router(name="members of organizations")
    made.message.filter(IsPrivate())
    made.callback_query.filter(_IsOn())
    made.message.register(show_own, CommandFilter("organization"), _IsAlone())
    on = made.callback_query.register
    on(turn_own, data.OwnOrganization.filter())
    on(switch_notice, data.SwitchMemberNotice.filter())
    on(leave, data.LeaveOrganization.filter())
    on(turn_members, data.OrganizationMembers.filter())
    on(draw_figures, data.OrganizationFigures.filter())
    on(show_member, data.OrganizationMember.filter())
    on(give_role, data.GiveClientRole.filter())
    on(confirm_member, data.ConfirmClient.filter())
    on(remove_member, data.RemoveClient.filter())
    on(ask_role, data.AskMemberRole.filter())
    on(create_invite, data.InviteClient.filter())
    return made


def show_screen(desk: Desk, spot: PressedMessage, view: str, find: str, page: int = 1) -> None:
    """Show a screen in the pressed message, or in a new one if that message is not recorded yet."""
    spot.require_face(_SLOT)
    respond.post_letter(desk, Show(view, slot="ownorg", find=find, page=page, fresh=not spot.recorded))


async def show_own(_message: Message, desk: Desk) -> None:
    respond.post_letter(desk, Show("own_organizations", slot="ownorg", fresh=True))


async def turn_own(
    _query: CallbackQuery, callback_data: data.OwnOrganization, desk: Desk, spot: PressedMessage
) -> None:
    """Show one's own organizations, one of them, or the question before leaving it."""
    shown = callback_data
    show_screen(desk, spot, "own_organizations", f"{shown.membership}:{shown.screen}" if shown.membership else "")


async def switch_notice(
    _query: CallbackQuery, callback_data: data.SwitchMemberNotice, desk: Desk, spot: PressedMessage
) -> None:
    """Switch a kind on or off; the message then shows the state of all kinds."""
    await notices.switch_notice(desk, callback_data.membership, callback_data.kind, on=callback_data.on)
    show_screen(desk, spot, "own_organizations", f"{callback_data.membership}:{data.MemberScreen.ITSELF}")


async def leave(
    _query: CallbackQuery, callback_data: data.LeaveOrganization, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_open()
    left = await leading.leave_organization(desk, callback_data.membership)
    press.say("org-left", organization=left.name)
    show_screen(desk, spot, "own_organizations", "")


async def turn_members(
    _query: CallbackQuery, callback_data: data.OrganizationMembers, desk: Desk, spot: PressedMessage
) -> None:
    await leading.require_leader(desk, callback_data.organization)
    show_screen(desk, spot, "org_members", str(callback_data.organization), callback_data.page)


async def draw_figures(
    _query: CallbackQuery, callback_data: data.OrganizationFigures, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Have the figures of the organization drawn; the picture comes as a message of its own."""
    spot.require_face(_SLOT)
    await client_figures.request_figures(desk, callback_data.organization)
    press.say("stats-drawing")


async def show_member(
    _query: CallbackQuery, callback_data: data.OrganizationMember, desk: Desk, spot: PressedMessage
) -> None:
    membership = await leading.require_member(desk, callback_data.membership)
    show_screen(desk, spot, "org_member", f"{membership.id}:{callback_data.screen}")


async def give_role(
    _query: CallbackQuery, callback_data: data.GiveClientRole, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_open()
    membership = await leading.set_role(desk, callback_data.membership, callback_data.role)
    show_screen(desk, spot, "org_member", f"{membership.id}:{data.MemberScreen.ITSELF}")


async def confirm_member(
    _query: CallbackQuery, callback_data: data.ConfirmClient, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_open()
    await applications.confirm_applicant(desk, callback_data.membership)
    show_screen(desk, spot, "org_member", f"{callback_data.membership}:{data.MemberScreen.ITSELF}")


async def remove_member(
    _query: CallbackQuery, callback_data: data.RemoveClient, desk: Desk, spot: PressedMessage
) -> None:
    spot.require_open()
    membership = await leading.remove_member(desk, callback_data.membership)
    show_screen(desk, spot, "org_members", str(membership.organization_id))


async def ask_role(_query: CallbackQuery, callback_data: data.AskMemberRole, desk: Desk, spot: PressedMessage) -> None:
    await leading.require_leader(desk, callback_data.organization)
    show_screen(desk, spot, "org_invite", str(callback_data.organization))


async def create_invite(
    _query: CallbackQuery, callback_data: data.InviteClient, desk: Desk, spot: PressedMessage
) -> None:
    """Send a link that works once, to be forwarded; the message that asked for the role shows the members again."""
    spot.require_open()
    code = await invites.create_invite(desk, callback_data.organization, callback_data.role)
    show_screen(desk, spot, "org_members", str(callback_data.organization))
    link = await make_link(desk.session, code)
    until = int((desk.now + desk.rules.team.invite).timestamp())
    args = {"role": callback_data.role.value, "link": link, "until": until}
    respond.post_letter(desk, Say("org-link", args, secret=("link",)))


async def open_link(desk: Desk, code: str) -> None:
    """Handle `/start` with a link into an organization."""
    opened = await invites.accept_invite(desk, code)
    if opened.how is MemberLinkResult.JOINED:
        respond.post_welcome(desk, "org-joined", {"organization": opened.organization, "role": opened.role.value})
    elif opened.how is MemberLinkResult.ALREADY:
        respond.post_line(desk, "org-joined-before", organization=opened.organization, works=int(opened.works))
    else:
        respond.post_line(desk, "org-link-staff" if opened.how is MemberLinkResult.STAFF else "org-link-expired")
