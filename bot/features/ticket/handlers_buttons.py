"""Buttons of cards, for agents. Each acts only on the ticket that its own message is about."""

from collections.abc import Awaitable, Callable

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.availability.handlers import describe_absence, offer_lengths
from bot.features.ticket import buttons, handlers_commands, handlers_statuses
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import OfTicket, Press, is_last
from desk import Desk
from desk.board import deleted_tasks
from desk.conversation import masked_words
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.tickets import assignment, fields, filing, lifecycle, root_causes

_IN_A_BOX = 190  # of the 200 characters of an answer (Bot API, answerCallbackQuery, read 2026-11)


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="agent presses")
    on = made.callback_query.register
    on(claim_ticket, buttons.Claim.filter())
    for pressed in _VERBS:
        on(change_status, pressed.filter())
    on(release_ticket, buttons.Release.filter())
    on(show_masked, buttons.ShowMasked.filter())
    on(notify_again, buttons.NotifyAgain.filter())
    on(choose_receiver, buttons.AskReceiver.filter())
    on(hand_over, buttons.HandTo.filter())
    on(set_priority, buttons.Priority.filter())
    on(cancel_night_call, buttons.CanWait.filter())
    on(turn_history, buttons.HistoryPage.filter())
    on(turn_earlier, buttons.EarlierTickets.filter())
    on(set_root_cause, buttons.CauseChoice.filter())
    on(answer_deleted_task, buttons.DeletedTask.filter())
    return made


_VERBS: dict[type[OfTicket], Callable[[Desk, int], Awaitable[object]]] = {
    buttons.Pending: lifecycle.set_pending,
    buttons.Progress: lifecycle.start_progress,
    buttons.Hold: handlers_statuses.hold_and_ask,
    buttons.Resolve: lifecycle.resolve,
}


async def claim_ticket(
    _query: CallbackQuery, callback_data: buttons.Claim, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Take the ticket; the first press wins, a later one is told who has it.

    The card is edited if it is the chat's last message, else a new one is sent. In a group a line says so too.
    """
    spot.require_ticket(callback_data.number)
    is_card = not press.in_group and spot.kind in ("card", "open")
    here = is_card and await is_last(desk.session, desk.rules.bot_id or 0, press)
    await assignment.claim(desk, callback_data.number, below=not here)
    if spot.kind in ("queue", "all", "attention"):
        respond.post_letter(desk, Show(spot.kind, slot=spot.kind, only_edit=True))
    if press.in_group:
        press.say("done-claim", number=callback_data.number)


async def change_status(_query: CallbackQuery, callback_data: OfTicket, desk: Desk, spot: PressedMessage) -> None:
    """Change the status by the button's verb; the card shows the result."""
    spot.require_ticket(callback_data.number)
    await _VERBS[type(callback_data)](desk, callback_data.number)


async def release_ticket(
    _query: CallbackQuery, callback_data: buttons.Release, desk: Desk, spot: PressedMessage
) -> None:
    """Return a ticket to the queue; for an agent who went away all their tickets, or none."""
    number = callback_data.number
    if isinstance(number, int):
        spot.require_ticket(number)
        await assignment.release(desk, number)
        return
    permissions.require_staff(desk.require_actor())
    spot.require_face("away")
    spot.require_open()
    if number is buttons.ReleaseAll.ALL:
        given = {"n": len(await assignment.release_all(desk)), **describe_absence(desk)}
        said = Say("released-all", given, offer_lengths(), slot="away", replace=True)
    else:
        said = Say("away-kept", describe_absence(desk), offer_lengths(), slot="away", replace=True)
    respond.post_letter(desk, said)


async def show_masked(
    _query: CallbackQuery, callback_data: buttons.ShowMasked, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Show what was masked in a box, which leaves nothing in the chat. Of more than fits the newest is shown."""
    spot.require_ticket(callback_data.number)
    pieces = await masked_words.show_pieces(desk, callback_data.number)
    if not pieces:
        press.show_alert("masked-gone")
        return
    press.show_alert("masked-shown", pieces="\n".join(pieces)[-_IN_A_BOX:])


async def notify_again(
    _query: CallbackQuery, callback_data: buttons.NotifyAgain, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Broadcast an untaken ticket once more."""
    spot.require_ticket(callback_data.number)
    done = await assignment.broadcast_again(desk, callback_data.number)
    press.say("done-ring", number=done.number)


async def choose_receiver(
    _query: CallbackQuery, callback_data: buttons.AskReceiver, desk: Desk, spot: PressedMessage
) -> None:
    permissions.require_staff(desk.require_actor())
    spot.require_ticket(callback_data.number)
    await handlers_commands.ask_whom(desk, callback_data.number)


async def hand_over(_query: CallbackQuery, callback_data: buttons.HandTo, desk: Desk, spot: PressedMessage) -> None:
    """Hand the ticket over; the question then says to whom."""
    spot.require_ticket(callback_data.number)
    spot.require_open()
    spot.require_newest(callback_data.number)
    done = await assignment.hand_over(desk, callback_data.number, callback_data.person)
    name = done.assignee.name if done.assignee else ""
    slot = f"hand:{done.number}"
    respond.post_letter(desk, Say("done-hand", {"number": done.number, "name": name}, slot=slot, replace=True), done.id)


async def set_priority(
    _query: CallbackQuery, callback_data: buttons.Priority, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    spot.require_ticket(callback_data.number)
    done = await fields.prioritise(desk, callback_data.number, callback_data.priority)
    press.say("done-priority", number=done.number, priority=done.priority)


async def set_root_cause(
    _query: CallbackQuery, callback_data: buttons.CauseChoice, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Set the root cause; the card shows it, and no one is notified."""
    spot.require_ticket(callback_data.number)
    done = await root_causes.set_root_cause(desk, callback_data.number, callback_data.key or None)
    press.say("done-cause" if callback_data.key else "done-cause-none", number=done.number)


async def cancel_night_call(
    _query: CallbackQuery, callback_data: buttons.CanWait, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Take back the call of the night staff; the requester is told."""
    spot.require_ticket(callback_data.number)
    done = await filing.cancel_night_call(desk, callback_data.number)
    press.say("done-priority", number=done.number, priority=done.priority)


async def turn_history(
    _query: CallbackQuery, callback_data: buttons.HistoryPage, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the history: from a card as a new message, then in place."""
    number = callback_data.number
    spot.require_ticket(number)
    ticket_id = await respond.require_staff_ticket_id(desk, number)
    fresh = spot.kind != "history"
    page = Show("history", slot=f"history:{number}", page=callback_data.page, fresh=fresh)
    respond.post_letter(desk, page, ticket_id)


async def turn_earlier(
    _query: CallbackQuery, callback_data: buttons.EarlierTickets, desk: Desk, spot: PressedMessage
) -> None:
    """Show a page of the requester's other tickets: from a card as a new message, then in place."""
    number = callback_data.number
    spot.require_ticket(number)
    ticket_id = await respond.require_staff_ticket_id(desk, number)
    fresh = spot.kind != "earlier"
    respond.post_letter(
        desk, Show("earlier", slot=f"earlier:{number}", page=callback_data.page, fresh=fresh), ticket_id
    )


async def answer_deleted_task(
    _query: CallbackQuery, callback_data: buttons.DeletedTask, desk: Desk, spot: PressedMessage
) -> None:
    """Close the ticket whose task was deleted, or put the task back."""
    spot.require_ticket(callback_data.number)
    spot.require_face("gone")
    if callback_data.word is buttons.DeletedTaskAnswer.CLOSE:
        await deleted_tasks.close_as_answered(desk, callback_data.number)
    else:
        await deleted_tasks.restore_task(desk, callback_data.number)
