"""`/invite`, and admitting a person who opened an admin's link. The desk checks again that it is an admin."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.team import buttons
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from db.models import Person, Role
from desk import Desk
from desk.outbox import Button, Say, Show
from desk.policy import permissions
from desk.policy.grants import PRESETS, Grant
from desk.staff import invites


def make_router() -> Router:
    """Return a fresh router of this command and its button."""
    made = Router(name="invites")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(create_invite, CommandFilter("invite"))
    made.callback_query.register(admit_agent, buttons.Admit.filter())
    return made


async def create_invite(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Handle `/invite` and `/invite <role>`: send a link that works once."""
    permissions.require_grant(me, Grant.TEAM)
    wanted = command.words.text.strip().casefold()
    role = next((one for one in PRESETS if one.value == (wanted or Role.AGENT.value)), None)
    if role is None:
        respond.post_line(desk, "usage-invite", roles=", ".join(one.value for one in PRESETS))
        return
    await post_link(desk, role)


async def post_link(desk: Desk, role: Role) -> None:
    """Make a link for a role and post it."""
    code = await invites.create_invite(desk, role)
    link = await invites.make_link(desk.session, code)
    until = int((desk.now + desk.rules.team.invite).timestamp())
    copy = ((Button("btn-copy-link", copy="link"),),)
    args = {"role": role.value, "link": link, "until": until}
    respond.post_letter(desk, Say("invite-made", args, copy, secret=("link",)))


async def admit_agent(_query: CallbackQuery, callback_data: buttons.Admit, desk: Desk, spot: PressedMessage) -> None:
    spot.require_face("staff", "admit")
    spot.require_open()
    await invites.admit_opener(desk, callback_data.person)
    if spot.kind == "staff":
        respond.post_letter(desk, Show("staff", slot="staff"))
