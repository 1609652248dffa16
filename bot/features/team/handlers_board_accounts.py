"""What admins say about the board's people: the brake let go or undone, a link undone, who is dismissed put out."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.team import buttons as team_callbacks
from bot.handlers import PressedMessage
from db.models import Person
from desk import Desk, Outdated
from desk.board import brake as board_brake
from desk.policy import permissions
from desk.staff import members


def router() -> Router:
    """A fresh router of these buttons."""
    made = Router(name="board people")
    made.callback_query.register(brake, team_callbacks.BrakeChoice.filter())
    made.callback_query.register(unlink, team_callbacks.Unlink.filter())
    made.callback_query.register(evict, team_callbacks.Evict.filter())
    return made


async def brake(
    _query: CallbackQuery, callback_data: team_callbacks.BrakeChoice, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Go on with what the brake holds, or undo it: for the tickets this message names."""
    permissions.require_admin(me)
    if spot.face != "brake" or not spot.slot.key.isdigit():
        raise Outdated
    await board_brake.answer_brake(desk, spot.slot.number, go=callback_data.word is team_callbacks.BrakeWord.GO)


async def unlink(
    _query: CallbackQuery, callback_data: team_callbacks.Unlink, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Undo the link that the pressed line tells of."""
    permissions.require_admin(me)
    person, _, todoist_id = spot.slot.key.partition(":")
    if spot.recorded and (spot.face, person) != ("linked", str(callback_data.person)):
        raise Outdated
    await members.unlink_of(desk, callback_data.person, todoist_id or None)


async def evict(
    _query: CallbackQuery, callback_data: team_callbacks.Evict, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Take a dismissed person out of the Todoist project."""
    permissions.require_admin(me)
    if spot.recorded and (spot.face, spot.slot.key) != ("evict", str(callback_data.person)):
        raise Outdated
    await board_brake.evict(desk, callback_data.person)
