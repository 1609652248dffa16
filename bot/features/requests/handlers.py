"""Buttons of receipts, questions and the resolved message: what requesters press."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, Turning, ViewSpec
from bot.features.lists import buttons as list_buttons
from bot.features.lists import screens as list_screens
from bot.features.requests import screens_low_rating, screens_resolution
from bot.features.requests.handlers_commands import make_commands_router
from bot.features.requests.handlers_lists import make_lists_router
from bot.features.ticket import buttons as ticket_buttons
from bot.features.ticket.letter_views import render_of_ticket
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press, make_press_router
from db.models import QuestionKind, Ticket
from desk import Desk, Outdated, ratings
from desk.groups import intake
from desk.outbox import Say, Show
from desk.policy import permissions
from desk.queries import questions
from desk.queries.questions import QuestionInfo
from desk.questions import answer_buttons, clarifying_questions, next_message
from desk.requests import drafts
from desk.tickets import closing, filing

_PICKS = ("list", "led", "receipt", "open", "resolved", "")


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    return make_press_router(
        "requester presses",
        _send_request,
        _cancel_request,
        _show_state,
        choose_topic,
        call_staff,
        _add_to_request,
        _answer_solved,
        _rate_resolution,
        rate_agent,
        _choose_request,
        _ask_subject,
        _open_ticket,
        reopen_request,
    )


async def _send_request(
    _query: CallbackQuery, callback_data: ticket_buttons.Send, desk: Desk, pressed: PressedMessage
) -> None:
    pressed.require_ticket(callback_data.number)
    await drafts.send_draft(desk, callback_data.number)


async def _cancel_request(
    _query: CallbackQuery, callback_data: ticket_buttons.Cancel, desk: Desk, pressed: PressedMessage
) -> None:
    """Cancel the request; the list that asked which one says so."""
    if pressed.kind != "cancel":
        pressed.require_ticket(callback_data.number)
    done = await closing.cancel(desk, callback_data.number)
    respond.post_done_for_another(desk, done, "cancelled")
    if pressed.kind == "cancel":
        respond.post_letter(desk, Say("cancelled", {"number": done.number}, slot="cancel", replace=True))


async def _show_state(
    _query: CallbackQuery, callback_data: ticket_buttons.ShowState, desk: Desk, pressed: PressedMessage
) -> None:
    """Show its requester how the request is going: who has it, or its place in the queue and the usual wait."""
    pressed.require_ticket(callback_data.number)
    ticket_id = await respond.require_ticket_id(desk, callback_data.number)
    ticket = await desk.session.get_one(Ticket, ticket_id)
    if ticket.requester_id != desk.require_actor().id:
        raise Outdated(callback_data.number)
    shown = Show("state", slot=f"state:{callback_data.number}", fresh=True)
    respond.post_letter(desk, shown, ticket_id)


async def choose_topic(
    _query: CallbackQuery, callback_data: ticket_buttons.CategoryChoice, desk: Desk, pressed: PressedMessage
) -> None:
    """Set the topic: for a requester on the receipt, which then asks the topic's questions; for staff on the opened
    ticket."""
    pressed.require_ticket(callback_data.number)
    await clarifying_questions.choose_topic(desk, callback_data.number, callback_data.category)


async def call_staff(
    _query: CallbackQuery, callback_data: ticket_buttons.CannotWait, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Call somebody on the team, at night the people named for it; the receipt says so."""
    pressed.require_ticket(callback_data.number)
    await filing.call_staff(desk, callback_data.number)
    press.say("receipt-called")
    await intake.end_waiting(desk, callback_data.number)


async def _add_to_request(
    _query: CallbackQuery, callback_data: ticket_buttons.Add, desk: Desk, pressed: PressedMessage
) -> None:
    """Add the person's next message to this request."""
    pressed.require_ticket(callback_data.number)
    await next_message.expect_addition(desk, callback_data.number)


async def _answer_solved(
    _query: CallbackQuery, callback_data: ticket_buttons.Solved, desk: Desk, pressed: PressedMessage
) -> None:
    """On yes close the request and ask for stars; on no reopen it."""
    asked = await _about(desk, pressed, callback_data.number)
    pressed.require_newest(callback_data.number)
    if asked is not None:
        await answer_buttons.settle_question(desk, asked.id)
    if callback_data.answer is ticket_buttons.SolvedAnswer.YES:
        respond.post_done_for_another(desk, await closing.confirm(desk, callback_data.number), "confirmed")
    else:
        respond.post_done_for_another(desk, await closing.deny(desk, callback_data.number), "reopened")


async def _rate_resolution(
    _query: CallbackQuery, callback_data: ticket_buttons.Rate, desk: Desk, pressed: PressedMessage
) -> None:
    """Store the stars, or that there are none; only the first press counts."""
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    stars = callback_data.stars
    await ratings.rate_solution(desk, callback_data.number, stars if isinstance(stars, int) else None)


async def rate_agent(
    _query: CallbackQuery, callback_data: ticket_buttons.RateAgent, desk: Desk, pressed: PressedMessage
) -> None:
    """Store the stars for the agent; only the first press counts."""
    pressed.require_ticket(callback_data.number)
    pressed.require_open()
    await ratings.rate_agent(desk, callback_data.number, callback_data.stars)


async def _choose_request(
    query: CallbackQuery, callback_data: ticket_buttons.ChooseRequest, desk: Desk, pressed: PressedMessage
) -> None:
    """Choose the request of a message: an answer to the message's own question, or New request under a receipt or
    list."""
    target = callback_data.target
    question_id = pressed.question_id if pressed.recorded else await _report_unrecorded(query, desk)
    if question_id is not None:
        if isinstance(target, ticket_buttons.NoTicket):
            chosen = answer_buttons.NEW_REQUEST if target is ticket_buttons.NoTicket.NEW else answer_buttons.NOWHERE
            await answer_buttons.answer_question(desk, question_id, chosen)
        else:
            await answer_buttons.answer_question(desk, question_id, answer_buttons.ToTicket(target))
        return
    if target is not ticket_buttons.NoTicket.NEW or pressed.kind not in _PICKS:
        raise Outdated(pressed.number)
    await next_message.expect_request(desk)


async def _report_unrecorded(query: CallbackQuery, desk: Desk) -> int | None:
    message = query.message if isinstance(query.message, Message) else None
    asked_about = message.reply_to_message if message is not None else None
    replies_to = asked_about.message_id if asked_about is not None else None
    return await questions.find_unrecorded_question(desk.session, desk.require_actor(), desk.rules.bot_id, replies_to)


async def _ask_subject(
    _query: CallbackQuery, callback_data: ticket_buttons.Subject, desk: Desk, pressed: PressedMessage
) -> None:
    """Take the person's next text as the request's new subject."""
    pressed.require_ticket(callback_data.number)
    await next_message.expect_subject(desk, callback_data.number)


async def _open_ticket(
    _query: CallbackQuery, callback_data: ticket_buttons.Open, desk: Desk, pressed: PressedMessage, press: Press
) -> None:
    """Show the whole ticket in the private chat; staff get the files too. In a group only staff may open it."""
    pressed.require_ticket(callback_data.number)
    if press.in_group:
        permissions.require_staff(desk.require_actor())
        press.say("group-opened", number=callback_data.number)
    there = await respond.send_files(desk, callback_data.number) if permissions.is_staff(desk.require_actor()) else None
    await respond.post_opened(desk, callback_data.number, there=there)


async def reopen_request(
    _query: CallbackQuery, callback_data: ticket_buttons.Reopen, desk: Desk, pressed: PressedMessage
) -> None:
    """Reopen the request; under "already closed" add the stored reply to it."""
    asked = await _about(desk, pressed, callback_data.number)
    if asked is not None and asked.kind in (QuestionKind.CLOSED_REPLY, QuestionKind.RATING_WORD):
        await answer_buttons.answer_question(desk, asked.id, answer_buttons.ToTicket(callback_data.number))
    else:
        respond.post_done_for_another(desk, await drafts.reopen_request(desk, callback_data.number), "reopened")


async def _about(desk: Desk, pressed: PressedMessage, number: int) -> QuestionInfo | None:
    """Return the message's question, if it has one about this ticket; raises Outdated if it was about another, or is
    answered and no button moves its words any more."""
    me = desk.require_actor()
    if pressed.question_id is not None:
        asked = await questions.load_question(desk.session, pressed.question_id, me)
    elif pressed.kind == "receipt" and pressed.number not in (None, number):
        asked = await questions.load_of_receipt(desk.session, pressed.number or 0, me)
    else:
        pressed.require_ticket(number)
        pressed.require_open()
        return None
    if asked is None or asked.number != number:
        raise Outdated(pressed.number)
    if not (asked.is_open or asked.can_move):
        raise Outdated(number)
    return asked


FEATURE = Feature(
    name="requests",
    routers=(
        make_lists_router,
        make_commands_router,
        make_router,
    ),
    views={
        "resolved": ViewSpec(render_of_ticket(screens_resolution.render_resolution, history=True)),
        "list": ViewSpec(list_screens.render_own, is_list=True),
        "low_mark": ViewSpec(screens_low_rating.render_low_rating, AGENT),
    },
    turns=(
        Turning(list_buttons.ListPage, "list"),
        Turning(list_buttons.ListFiltered, "list", find="{one.which}"),
        Turning(list_buttons.ListSorted, "list", find="{one.which}", order="{one.order}"),
    ),
    commands=(
        Command("new"),
        Command("tickets", aliases=("status",)),
        Command("ticket", of_ticket=True, former=("history history",)),
        Command("cancel", grave=True, of_ticket=True, means_alone=True),
    ),
)
