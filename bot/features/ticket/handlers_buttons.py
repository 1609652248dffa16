"""Buttons of cards: what agents press. Each acts only on the ticket its own message is about."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import OfTicket, Press
from bot.features.availability.handlers import being_away, offer_lengths
from bot.features.ticket import buttons as ticket_callbacks
from bot.features.ticket import handlers_commands as agent_commands
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import is_last
from desk import Desk
from desk.board import deleted_tasks
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.tickets import assignment, fields, lifecycle, outside_hours, rebroadcast, root_causes


def make_router() -> Router:
    """A fresh router of these buttons."""
    made = Router(name="agent presses")
    on = made.callback_query.register
    on(claim_ticket, ticket_callbacks.Claim.filter())
    for pressed in _VERBS:
        on(one_verb, pressed.filter())
    on(release_ticket, ticket_callbacks.Release.filter())
    on(notify_again, ticket_callbacks.RingAgain.filter())
    on(choose_receiver, ticket_callbacks.Hand.filter())
    on(hand_over, ticket_callbacks.Give.filter())
    on(set_priority, ticket_callbacks.Priority.filter())
    on(can_wait, ticket_callbacks.CanWait.filter())
    on(turn_history, ticket_callbacks.HistoryPage.filter())
    on(turn_earlier, ticket_callbacks.EarlierTurn.filter())
    on(set_root_cause, ticket_callbacks.CauseChoice.filter())
    on(task_gone, ticket_callbacks.Gone.filter())
    return made


_VERBS: dict[type[OfTicket], Callable[[Desk, int], Awaitable[object]]] = {
    ticket_callbacks.Pending: lifecycle.set_pending,
    ticket_callbacks.Progress: lifecycle.start_progress,
    ticket_callbacks.Hold: agent_commands.hold_and_ask,
    ticket_callbacks.Resolve: lifecycle.resolve,
}


async def claim_ticket(
    _query: CallbackQuery, callback_data: ticket_callbacks.Claim, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Take it; the first wins, a late press learns by the refusal who that was. The card becomes theirs where it is the
    last message of the chat, else they get it afresh. In a group a line says so too."""
    spot.about(callback_data.number)
    is_card = not press.in_group and spot.face in ("card", "open")
    here = is_card and await is_last(desk.session, desk.rules.bot_id or 0, press)
    await assignment.claim(desk, callback_data.number, below=not here)
    if spot.face == "queue":
        respond.post_letter(desk, Show("queue", slot="queue", only_edit=True))
    if press.in_group:
        press.say("done-claim", number=callback_data.number)


async def one_verb(_query: CallbackQuery, callback_data: OfTicket, desk: Desk, spot: PressedMessage) -> None:
    """The verb of the button, with nothing more to be said: the card shows what came of it."""
    spot.about(callback_data.number)
    await _VERBS[type(callback_data)](desk, callback_data.number)


async def release_ticket(
    _query: CallbackQuery, callback_data: ticket_callbacks.Release, desk: Desk, spot: PressedMessage
) -> None:
    """Give one back; or, when away, all or none of what one holds."""
    number = callback_data.number
    if isinstance(number, int):
        spot.about(number)
        await assignment.release(desk, number)
        return
    permissions.require_staff(desk.me())
    spot.of("away")
    spot.still_asks()
    if number is ticket_callbacks.ReleaseAll.ALL:
        given = {"n": len(await assignment.release_all(desk)), **being_away(desk)}
        said = Say("released-all", given, offer_lengths(), slot="away", replace=True)
    else:
        said = Say("away-kept", being_away(desk), offer_lengths(), slot="away", replace=True)
    respond.post_letter(desk, said)


async def notify_again(
    _query: CallbackQuery, callback_data: ticket_callbacks.RingAgain, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Broadcast what nobody has taken once more."""
    spot.about(callback_data.number)
    done = await rebroadcast.broadcast_again(desk, callback_data.number)
    press.say("done-ring", number=done.number)


async def choose_receiver(
    _query: CallbackQuery, callback_data: ticket_callbacks.Hand, desk: Desk, spot: PressedMessage
) -> None:
    """Ask to whom."""
    permissions.require_staff(desk.me())
    spot.about(callback_data.number)
    await agent_commands.ask_whom(desk, callback_data.number)


async def hand_over(
    _query: CallbackQuery, callback_data: ticket_callbacks.Give, desk: Desk, spot: PressedMessage
) -> None:
    """Hand over; the question says to whom."""
    spot.about(callback_data.number)
    spot.still_asks()
    spot.is_newest(callback_data.number)
    done = await assignment.hand_over(desk, callback_data.number, callback_data.person)
    name = done.assignee.name if done.assignee else ""
    slot = f"hand:{done.number}"
    respond.post_letter(desk, Say("done-hand", {"number": done.number, "name": name}, slot=slot, replace=True), done.id)


async def set_priority(
    _query: CallbackQuery, callback_data: ticket_callbacks.Priority, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """1 critical … 4 low."""
    spot.about(callback_data.number)
    done = await fields.prioritise(desk, callback_data.number, callback_data.priority)
    press.say("done-priority", number=done.number, priority=done.priority)


async def set_root_cause(
    _query: CallbackQuery, callback_data: ticket_callbacks.CauseChoice, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """What it is put down to; the card says so, nobody is told."""
    spot.about(callback_data.number)
    done = await root_causes.set_root_cause(desk, callback_data.number, callback_data.key or None)
    press.say("done-cause" if callback_data.key else "done-cause-none", number=done.number)


async def can_wait(
    _query: CallbackQuery, callback_data: ticket_callbacks.CanWait, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """It waits for the desk's hours after all; its requester is told."""
    spot.about(callback_data.number)
    done = await outside_hours.cancel_night_call(desk, callback_data.number)
    press.say("done-priority", number=done.number, priority=done.priority)


async def turn_history(
    _query: CallbackQuery, callback_data: ticket_callbacks.HistoryPage, desk: Desk, spot: PressedMessage
) -> None:
    """A page of all that became of a ticket; from a card as a message of its own, then by turning."""
    number = callback_data.number
    spot.about(number)
    ticket_id = await respond.as_staff(desk, number)
    fresh = spot.face != "history"
    page = Show("history", slot=f"history:{number}", page=callback_data.page, fresh=fresh)
    respond.post_letter(desk, page, ticket_id)


async def turn_earlier(
    _query: CallbackQuery, callback_data: ticket_callbacks.EarlierTurn, desk: Desk, spot: PressedMessage
) -> None:
    """A page of what its requester filed besides it; likewise."""
    number = callback_data.number
    spot.about(number)
    ticket_id = await respond.as_staff(desk, number)
    fresh = spot.face != "earlier"
    respond.post_letter(
        desk, Show("earlier", slot=f"earlier:{number}", page=callback_data.page, fresh=fresh), ticket_id
    )


async def task_gone(
    _query: CallbackQuery, callback_data: ticket_callbacks.Gone, desk: Desk, spot: PressedMessage
) -> None:
    """Its task is gone: close it, or put it back."""
    spot.about(callback_data.number)
    spot.of("gone")
    if callback_data.word is ticket_callbacks.GoneWord.CLOSE:
        await deleted_tasks.close(desk, callback_data.number)
    else:
        await deleted_tasks.put_back(desk, callback_data.number)
