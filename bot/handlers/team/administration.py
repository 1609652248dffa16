"""What admins do: invite, let in, remove, keep categories, let the brake go. Every verb checks again that they are."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot import callbacks
from bot.handlers import respond
from bot.handlers.filters import CommandFilter, IsCommand, IsPrivate, IsStaff, TypedCommand
from bot.handlers.pressed_message import PressedMessage
from db.enums import Role
from db.models import DeskRow, Person
from desk.board import brake as board_brake
from desk.desk import Desk
from desk.errors import NotAllowed, Outdated
from desk.outbox.letters import Say, Show, View
from desk.staff import invites, members
from desk.tickets import categories as tickets_categories

INVITE_LINK = "https://t.me/{username}?start={code}"


def router() -> Router:
    """A fresh router of these commands and buttons."""
    made = Router(name="admin")
    made.message.filter(IsPrivate(), IsCommand(), IsStaff())
    made.message.register(invite, CommandFilter("invite"))
    made.message.register(categories, CommandFilter("categories"))
    made.callback_query.register(admit, callbacks.Admit.filter())
    made.callback_query.register(brake, callbacks.BrakeChoice.filter())
    made.callback_query.register(unlink, callbacks.Unlink.filter())
    made.callback_query.register(evict, callbacks.Evict.filter())
    return made


def _admins_only(me: Person) -> None:
    if me.role is not Role.ADMIN:
        raise NotAllowed("only-admins")


async def invite(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/invite`, `/invite admin`: a link good once."""
    _admins_only(me)
    wanted = command.words.text.strip().casefold()
    if wanted not in ("", Role.AGENT.value, Role.ADMIN.value):
        respond.line(desk, "usage-invite")
        return
    role = Role.ADMIN if wanted == Role.ADMIN.value else Role.AGENT
    code = await invites.invite(desk, role)
    row = await desk.session.get_one(DeskRow, 1)
    link = INVITE_LINK.format(username=row.bot_username or "", code=code)
    until = int((desk.now + desk.rules.invite).timestamp())
    respond.post(desk, Say("invite-made", {"role": role.value, "link": link, "until": until}, secret=("link",)))


async def admit(_query: CallbackQuery, callback_data: callbacks.Admit, desk: Desk, spot: PressedMessage) -> None:
    """Let in who opened an admin's link."""
    spot.of("staff", "admit")
    spot.still_asks()
    await invites.admit(desk, callback_data.person)
    if spot.face == "staff":
        respond.post(desk, Show(View.STAFF, slot="staff"))


async def brake(
    _query: CallbackQuery, callback_data: callbacks.BrakeChoice, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Go on with what the brake holds, or undo it: for the tickets this message names."""
    _admins_only(me)
    if spot.face != "brake" or not spot.slot.key.isdigit():
        raise Outdated
    await board_brake.answer_brake(desk, spot.slot.number, go=callback_data.word is callbacks.BrakeWord.GO)


async def unlink(
    _query: CallbackQuery, callback_data: callbacks.Unlink, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Undo the link that the pressed line tells of."""
    _admins_only(me)
    person, _, todoist_id = spot.slot.key.partition(":")
    if spot.recorded and (spot.face, person) != ("linked", str(callback_data.person)):
        raise Outdated
    await members.unlink_of(desk, callback_data.person, todoist_id or None)


async def evict(
    _query: CallbackQuery, callback_data: callbacks.Evict, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Take a dismissed person out of the Todoist project."""
    _admins_only(me)
    if spot.recorded and (spot.face, spot.slot.key) != ("evict", str(callback_data.person)):
        raise Outdated
    await board_brake.evict(desk, callback_data.person)


async def categories(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """`/categories` lists; admins add, rename and remove."""
    what, _, rest = command.words.text.strip().partition(" ")
    if not what:
        respond.post(desk, Show(View.CATEGORIES, slot="categories", fresh=True))
        return
    _admins_only(me)
    await _change(desk, what.casefold(), rest.strip())


async def _change(desk: Desk, what: str, rest: str) -> None:
    given, _, name = rest.partition(" ")
    category_id = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    if what == "add" and rest:
        made = await tickets_categories.add_category(desk, rest)
        respond.line(desk, "category-added", id=made, name=" ".join(rest.split()))
    elif what == "rename" and category_id is not None and name.strip():
        await tickets_categories.rename_category(desk, category_id, name)
        respond.line(desk, "category-renamed", id=category_id, name=" ".join(name.split()))
    elif what == "remove" and category_id is not None:
        respond.line(desk, "category-removed", name=await tickets_categories.remove_category(desk, category_id))
    else:
        respond.line(desk, "usage-categories")
