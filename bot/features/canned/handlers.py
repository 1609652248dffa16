"""Buttons that answer a ticket with a canned reply, and those of an answer before it is sent. What is typed is read by
`desk/canned/reply_by_key.py`; the desk checks again who acts."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import AGENT, Feature, Turning, ViewSpec
from bot.features.administration import handlers as administration
from bot.features.administration.handlers import make_prompt
from bot.features.canned import buttons as canned_buttons
from bot.features.canned import screens
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import Press, make_press_router
from db.models import Person
from desk import Desk, Outdated
from desk.acts import of_tickets
from desk.administration import editing
from desk.administration.replies import REPLIES
from desk.canned import prepared_answers, replies, solved_alike
from desk.canned.prepared_answers import Source
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.policy import permissions


async def take_answer(desk: Desk, incoming: IncomingMessage, asked: str) -> Show | None:
    """Take a canned reply, or a further part of the album that one was made of."""
    if incoming.album and incoming.files and not incoming.words.text.strip():
        made = await replies.add_further_files(desk, incoming.files, incoming.album)
        if made is not None:
            await editing.follow_change(desk, REPLIES, str(made))
            return None
    return await administration.take_answer(REPLIES, desk, incoming, asked)


def make_router() -> Router:
    return make_press_router(
        "canned replies",
        reply_with,
        show_similar,
        _use_reply,
        use_article,
        send_prepared,
        _send_alone,
        _resolve_with_prepared,
        _change_prepared,
    )


async def reply_with(
    _query: CallbackQuery, callback_data: canned_buttons.ReplyWith, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show what the reply would say; nothing is sent yet."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    row = await replies.find_by_id(desk.session, callback_data.canned, me)
    if row is None:
        raise Outdated
    await prepared_answers.prepare_answer(desk, callback_data.number, Source.from_canned(row))


async def show_similar(
    _query: CallbackQuery, callback_data: canned_buttons.SimilarShown, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show resolved tickets like this one in a new message."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    ticket_id = await prepared_answers.require_answerable(desk, callback_data.number)
    respond.post_letter(desk, Show("similar", slot=f"similar:{callback_data.number}", fresh=True), ticket_id)


async def _use_reply(
    _query: CallbackQuery, callback_data: canned_buttons.SimilarUse, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show what the answer of the similar ticket would say; nothing is sent yet."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    await solved_alike.use_answer(desk, callback_data.number, callback_data.like)


async def use_article(
    _query: CallbackQuery, callback_data: canned_buttons.SimilarArticle, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show what the article would say; nothing is sent yet."""
    permissions.require_staff(me)
    pressed.require_ticket(callback_data.number)
    await solved_alike.use_article(desk, callback_data.number, callback_data.article)


async def send_prepared(
    _query: CallbackQuery,
    callback_data: canned_buttons.CannedSend,
    desk: Desk,
    me: Person,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Send the answer as shown; if the ticket has changed since, show that first."""
    permissions.require_staff(me)
    pressed.require_view("prepared")
    if await prepared_answers.send_prepared(desk, callback_data.prepared) is None:
        press.show_alert("prepared-look-again")


async def _send_alone(
    _query: CallbackQuery,
    callback_data: canned_buttons.CannedAlone,
    desk: Desk,
    me: Person,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Send the answer as shown without its acts; if the ticket has changed since, show that first."""
    permissions.require_staff(me)
    pressed.require_view("prepared")
    if await prepared_answers.send_prepared(desk, callback_data.prepared, is_alone=True) is None:
        press.show_alert("prepared-look-again")


async def _resolve_with_prepared(
    _query: CallbackQuery,
    callback_data: canned_buttons.CannedSolve,
    desk: Desk,
    me: Person,
    pressed: PressedMessage,
    press: Press,
) -> None:
    """Send the answer as shown and resolve its ticket; if the ticket has changed since, show that first."""
    permissions.require_staff(me)
    pressed.require_view("prepared")
    if await prepared_answers.send_prepared(desk, callback_data.prepared, of_tickets.RESOLVE) is None:
        press.show_alert("prepared-look-again")


async def _change_prepared(
    _query: CallbackQuery, callback_data: canned_buttons.CannedChange, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Let the next reply to this message replace the text."""
    permissions.require_staff(me)
    pressed.require_view("prepared")
    await prepared_answers.allow_change(desk, callback_data.prepared)


FEATURE = Feature(
    name="canned",
    routers=(make_router,),
    views={
        "canned": ViewSpec(screens.render_choices, AGENT),
        "similar": ViewSpec(screens.render_similar, AGENT),
        "prepared": ViewSpec(screens.render_prepared, AGENT),
    },
    turns=(
        Turning(
            canned_buttons.CannedPage,
            "canned",
            "canned:{one.number}",
            check=lambda desk, one, _: prepared_answers.require_answerable(desk, one.number),
        ),
    ),
    prompts=make_prompt(REPLIES, take_answer),
)
