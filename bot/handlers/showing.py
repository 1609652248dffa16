"""Shows views to who may see them: for a command that does nothing else, and a page when a button turns to it, in the
view's message or, from another one, in a new message."""

from collections.abc import Iterable, Mapping
from inspect import isawaitable
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Turning, ViewSpec
from bot.handlers import respond
from bot.handlers.commands import CommandFilter, StaffRouter
from bot.handlers.pressed_message import OfTicket, PressedMessage
from db.models import Person, Role
from desk import Desk
from desk.outbox import Show, Slot
from desk.policy import permissions


def make_router(turns: Iterable[Turning], commands: Iterable[Command], views: Mapping[str, ViewSpec]) -> Router:
    """Return a fresh router of these buttons, and of those of the commands that show a view."""
    made, of_staff = Router(name="views"), StaffRouter(name="views of staff")
    made.include_router(of_staff)
    for one in turns:
        made.callback_query.register(_make_turn(one, views[one.view]), one.data.filter())
    for command in commands:
        if view := command.shows:
            router = of_staff if command.is_for_staff else made
            router.message.register(_make_show(view, views[view]), CommandFilter(command.name))
    return made


def _make_show(name: str, view: ViewSpec) -> Any:
    async def show(_message: Message, desk: Desk) -> None:
        _require(desk.require_actor(), view)
        respond.post_letter(desk, Show(name, name, fresh=True))

    return show


def _make_turn(turning: Turning, view: ViewSpec) -> Any:
    kinds = (Slot.parse(turning.slot or turning.view).kind, *turning.here)

    async def turn(_query: CallbackQuery, callback_data: Any, desk: Desk, pressed: PressedMessage) -> None:
        me = desk.require_actor()
        _require(me, view)
        is_here, of_ticket = pressed.kind in kinds, isinstance(callback_data, OfTicket)
        if of_ticket:
            pressed.require_ticket(callback_data.number)
        elif turning.under is not None:
            pressed.require_view(*kinds, *turning.under)
        checked = turning.check(desk, callback_data, pressed) if turning.check is not None else None
        ticket_id: Any = await checked if isawaitable(checked) else None
        if ticket_id is None and of_ticket:
            ticket_id = await respond.require_ticket_id(desk, callback_data.number)
        elif not of_ticket:
            ticket_id = pressed.ticket_id if is_here else None
        slot, find_, order = (
            one and one.format(one=callback_data, at=pressed) for one in (turning.slot, turning.find, turning.order)
        )
        where = str(pressed.slot) if is_here else slot or turning.view
        letter = Show(turning.view, where, not is_here, page=callback_data.page, find=find_, order=order)
        respond.post_letter(desk, letter, ticket_id)

    return turn


def _require(me: Person, view: ViewSpec) -> None:
    """Raise NotAllowed for who may not see the view."""
    if view.grant is not None:
        permissions.require_grant(me, view.grant)
    elif view.role is not Role.REQUESTER:
        permissions.require_staff(me)
