"""The team's screens: colleagues for admins, topics for everyone on the team. The desk checks again who it is."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.features.availability import AwayFor, compute_return
from bot.features.team import buttons
from bot.features.team.buttons import AllTickets, MoveTarget
from bot.features.team.screens import ROLE
from bot.handlers import CommandFilter, PressedMessage, StaffRouter, TypedCommand, respond
from bot.handlers.pressed_message import OfPerson, Press, handle_presses, make_press_router
from db.models import Person, Role
from desk import Desk
from desk.outbox import Button, Say, Show
from desk.policy import permissions
from desk.policy.permissions import PRESETS, Grant
from desk.sessions import sessions
from desk.staff import answered_topics, availability, invites, members, moving_tickets


def make_invites_router() -> Router:
    """Return a fresh router of this command and its button."""
    made = StaffRouter(name="invites")
    made.message.register(create_invite, CommandFilter("invite"))
    handle_presses(made, _admit_agent)
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


async def _admit_agent(
    _query: CallbackQuery, callback_data: buttons.Admit, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view("staff", "admit")
    pressed.require_open()
    await members.admit_opener(desk, callback_data.person)
    if pressed.kind == "staff":
        respond.post_letter(desk, Show("staff", slot="staff"))


def make_router() -> Router:
    """Return a fresh router of these commands and buttons."""
    made = StaffRouter(name="members")
    handle_presses(
        made,
        show_member,
        _set_member_away,
        end_sessions,
        dismiss_member,
        move_tickets,
        switch_topic,
    )
    return made


def require_may_see(me: Person, person: int | None = None) -> None:
    """Raise NotAllowed for anyone but admins, and the person themselves."""
    permissions.require_staff(me)
    if me.telegram_id != person:
        permissions.require_grant(me, Grant.TEAM)


def check_may_see(desk: Desk, about: OfPerson, _pressed: PressedMessage) -> None:
    """Raise NotAllowed for anyone but admins, and the person themselves."""
    require_may_see(desk.require_actor(), about.person)


def show_screen(desk: Desk, pressed: PressedMessage, view: str, find: str, page: int = 1) -> None:
    """Show a screen in the pressed message, or in a new one if that message is not recorded yet."""
    pressed.require_view("staff", "topics", "shifts")
    slot = str(pressed.slot) if pressed.recorded else "staff"
    respond.post_letter(desk, Show(view, slot=slot, find=find, page=page, fresh=not pressed.recorded))


async def show_member(
    _query: CallbackQuery, callback_data: buttons.MemberPage, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    require_may_see(me)
    show_screen(desk, pressed, "member", str(callback_data.person))


async def _set_member_away(
    _query: CallbackQuery, callback_data: buttons.MemberAway, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Mark a colleague as away until then, or as back."""
    require_may_see(me)
    pressed.require_open()
    if callback_data.until is AwayFor.BACK:
        await availability.set_colleague_available(desk, callback_data.person)
    else:
        await availability.set_colleague_away(desk, callback_data.person, compute_return(desk, callback_data.until))
    show_screen(desk, pressed, "member", str(callback_data.person))


async def end_sessions(
    _query: CallbackQuery, callback_data: buttons.EndPanelSessions, desk: Desk, pressed: PressedMessage,
    press: Press,
) -> None:  # fmt: skip
    """End all of a colleague's sessions at the panel."""
    pressed.require_view("staff")
    pressed.require_open()
    await sessions.end_colleague_sessions(desk, callback_data.person)
    press.say("panel-ended")
    show_screen(desk, pressed, "member", str(callback_data.person))


async def dismiss_member(
    _query: CallbackQuery, callback_data: buttons.Dismiss, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_view("staff")
    pressed.require_open()
    await members.dismiss_member(desk, callback_data.person)
    respond.post_letter(desk, Show("staff", slot="staff"))


async def move_tickets(
    _query: CallbackQuery,
    callback_data: buttons.MoveTickets,
    desk: Desk,
    me: Person,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Ask where the tickets go, then for a confirmation; once confirmed, move them."""
    require_may_see(me)
    asked = callback_data
    if not asked.sure or asked.to is MoveTarget.ASK:
        show_screen(desk, pressed, "member", f"{asked.person}:{asked.pack()}")
        return
    pressed.require_view("staff")
    pressed.require_open()
    category = None if asked.what is AllTickets.ALL else asked.what
    to = None if asked.to is MoveTarget.QUEUE else asked.to
    done = await moving_tickets.move_tickets(desk, asked.person, to=to, category=category)
    press.say("moved", n=done.went, stayed=done.stayed)
    show_screen(desk, pressed, "member", str(asked.person))


def show_own_topics(desk: Desk) -> None:
    """Show the topics that the actor knows best."""
    respond.post_letter(desk, Show("topics", slot="topics", fresh=True, find=str(desk.require_actor().telegram_id)))


async def switch_topic(
    _query: CallbackQuery, callback_data: buttons.Topic, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Add a topic to those that the person answers best, or remove it."""
    require_may_see(me, callback_data.person)
    pressed.require_open()
    await answered_topics.set_topic(desk, callback_data.person, callback_data.category, on=bool(callback_data.on))
    show_screen(desk, pressed, "topics", str(callback_data.person), callback_data.page)


def make_roles_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router("roles", _show_role, give_role)


async def _show_role(
    _query: CallbackQuery, callback_data: buttons.MemberRole, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    require_may_see(me)
    show_screen(desk, pressed, "member", f"{callback_data.person}:{ROLE}")


async def give_role(
    _query: CallbackQuery, callback_data: buttons.GiveRole, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Give a member a role."""
    pressed.require_view("staff")
    pressed.require_open()
    await members.give_role(desk, callback_data.person, callback_data.role)
    press.say("role-set")
    show_screen(desk, pressed, "member", f"{callback_data.person}:{ROLE}")
