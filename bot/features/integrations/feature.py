"""Links by which an integration's user comes to Telegram, and their list with the button that ends one."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature
from bot.features.integrations import buttons as data
from bot.features.integrations.buttons import (
    JoinAnswer,
)
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import handle_presses
from desk import Desk, Outdated
from desk.integrations import separating_people, user_tickets
from desk.integrations.user_tickets import CameToTelegram
from desk.outbox import Args, Say

_JOIN_VIEW = "systemjoin"
_LIST = "unlink"


def make_router() -> Router:
    made = Router(name="joins")
    handle_presses(made, _answer_link, _unlink_integration)
    return made


async def open_link(desk: Desk, payload: str) -> None:
    """Handle `/start` with an integration's link: ask, or welcome a person who is linked already."""
    link = await user_tickets.open_link(desk, payload)
    if isinstance(link, CameToTelegram):
        await _welcome(desk, link)
        return
    row = (
        respond.press_button("btn-system-join-yes", data.IntegrationConnect(link=link.link, answer=JoinAnswer.YES)),
        respond.press_button("btn-system-join-no", data.IntegrationConnect(link=link.link, answer=JoinAnswer.NO)),
    )
    args: Args = {"system": link.system, "name": link.name, "hint": link.hint, "named": int(bool(link.name))}
    respond.post_letter(desk, Say("system-join-ask", args, (row,), slot=f"{_JOIN_VIEW}:{link.link}"))


async def _answer_link(
    _query: CallbackQuery, callback_data: data.IntegrationConnect, desk: Desk, pressed: PressedMessage
) -> None:
    """Link the person and show what they asked there, or leave them apart."""
    pressed.require_view(_JOIN_VIEW)
    if pressed.recorded and pressed.slot.key != str(callback_data.link):
        raise Outdated
    slot = f"{_JOIN_VIEW}:{callback_data.link}"
    if callback_data.answer is JoinAnswer.NO:
        system = await user_tickets.decline_link(desk, callback_data.link)
        respond.post_letter(desk, Say("system-join-declined", {"system": system}, slot=slot, replace=True))
        return
    come = await user_tickets.accept_link(desk, callback_data.link)
    await _welcome(desk, come)
    undo = (
        (respond.press_button("btn-system-part", data.IntegrationDisconnect(key=come.external), system=come.system),),
    )
    respond.post_letter(desk, Say("system-join-agreed", {"system": come.system}, undo, slot=slot, replace=True))


async def _unlink_integration(
    _query: CallbackQuery, callback_data: data.IntegrationDisconnect, desk: Desk, pressed: PressedMessage
) -> None:
    """Unlink the integration, and say so in place of the button."""
    pressed.require_view(_JOIN_VIEW, _LIST)
    system = await separating_people.separate_person(desk, callback_data.key)
    if pressed.kind == _LIST:
        await post_links(desk, replace=True)
    else:
        respond.post_letter(desk, Say("system-parted", {"system": system}, slot=str(pressed.slot), replace=True))


async def _welcome(desk: Desk, come: CameToTelegram) -> None:
    respond.post_welcome(desk, "system-welcome", {"system": come.system, "n": come.open})
    await user_tickets.ask_here(desk, come.waiting_ids)


async def post_links(desk: Desk, *, replace: bool = False) -> None:
    """Post the integrations that the actor is linked to, with a button that ends each."""
    found = await separating_people.list_connections(desk.session, desk.require_actor().id)
    rows = tuple(
        (
            respond.press_button(
                "btn-system-part-as", data.IntegrationDisconnect(key=one.key), system=one.system, hint=one.hint
            ),
        )
        for one in found
    )
    respond.post_letter(
        desk, Say("system-joins" if found else "system-joins-none", {}, rows, slot=_LIST, replace=replace)
    )


FEATURE = Feature(name="integrations", routers=(make_router,))
