"""`/replies`, its buttons, and those of an answer before it is sent. `desk/canned/reply_by_key.py` reads what is
typed; the desk checks again who acts."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.canned import buttons as canned_buttons
from bot.features.canned import screens
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.canned import prepared_answers, replies, reply_by_key, reply_keys, solved_alike
from desk.canned.prepared_answers import Source
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy import Verb, permissions
from desk.policy.permissions import Grant


def make_router() -> Router:
    made = Router(name="canned replies")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(_show_replies, CommandFilter("replies"))
    on = made.callback_query.register
    on(turn_page, canned_buttons.RepliesPage.filter())
    on(show_reply, canned_buttons.ReplyShown.filter())
    on(ask_text, canned_buttons.ReplyAsked.filter())
    on(remove_reply, canned_buttons.ReplyRemove.filter())
    on(restore_reply, canned_buttons.ReplyBack.filter())
    on(_choose_reply, canned_buttons.CannedPage.filter())
    on(reply_with, canned_buttons.ReplyWith.filter())
    on(show_similar, canned_buttons.SimilarShown.filter())
    on(_use_reply, canned_buttons.SimilarUse.filter())
    on(use_article, canned_buttons.SimilarArticle.filter())
    on(send_prepared, canned_buttons.CannedSend.filter())
    on(_resolve_with_prepared, canned_buttons.CannedSolve.filter())
    on(_change_prepared, canned_buttons.CannedChange.filter())
    return made


async def _show_replies(_message: Message, command: TypedCommand, desk: Desk, me: Person) -> None:
    """Show the list, or for `/replies key` the reply with this key. An unknown key is answered with the nearest
    ones."""
    word = "".join(command.words.text.split()).removeprefix(reply_keys.MARK)
    if not word:
        respond.post_letter(desk, Show("replies", slot="replies", fresh=True))
        return
    row = await replies.find_by_key(desk.session, word, me)
    if row is None:
        near = await replies.find_nearest_keys(desk.session, word, me)
        respond.post_line(
            desk, "canned-unknown", word=word[: reply_keys.LONGEST], n=len(near), near=reply_by_key.format_keys(near)
        )
        return
    respond.post_letter(desk, Show("replies", slot="replies", find=str(row.id), fresh=True))


async def turn_page(
    _query: CallbackQuery, callback_data: canned_buttons.RepliesPage, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_staff(me)
    pressed.require_view("replies")
    respond.post_letter(desk, Show("replies", slot="replies", page=callback_data.page))


async def show_reply(
    _query: CallbackQuery, callback_data: canned_buttons.ReplyShown, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_staff(me)
    pressed.require_view("replies")
    await _show_reply(desk, me, callback_data.canned)


async def ask_text(
    _query: CallbackQuery, callback_data: canned_buttons.ReplyAsked, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Ask for the text of a canned reply."""
    permissions.require_staff(me)
    if callback_data.which is canned_buttons.NewReply.DESK:
        permissions.require_grant(me, Grant.PUBLISH)
    pressed.require_view("replies")
    respond.post_letter(desk, Show("reply_ask", slot=f"replyask:{callback_data.which}", fresh=True))


async def remove_reply(
    _query: CallbackQuery, callback_data: canned_buttons.ReplyRemove, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Remove the reply; the message offers to restore it."""
    permissions.require_staff(me)
    pressed.require_view("replies")
    await replies.remove_reply(desk, callback_data.canned)
    await _show_reply(desk, me, callback_data.canned)


async def restore_reply(
    _query: CallbackQuery, callback_data: canned_buttons.ReplyBack, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    permissions.require_staff(me)
    pressed.require_view("replies")
    await replies.restore_reply(desk, callback_data.canned)
    await _show_reply(desk, me, callback_data.canned)


async def _show_reply(desk: Desk, me: Person, canned_id: int) -> None:
    if await replies.find_visible(desk.session, canned_id, me) is None:
        raise Outdated
    respond.post_letter(desk, Show("replies", slot="replies", find=str(canned_id)))


async def _choose_reply(
    _query: CallbackQuery, callback_data: canned_buttons.CannedPage, desk: Desk, me: Person, pressed: PressedMessage
) -> None:
    """Show the replies for a ticket: a new message under its card, then pages in place."""
    permissions.require_staff(me)
    number = callback_data.number
    pressed.require_ticket(number)
    ticket_id = await prepared_answers.require_answerable(desk, number)
    fresh = pressed.kind != "canned"
    respond.post_letter(desk, Show("canned", slot=f"canned:{number}", page=callback_data.page, fresh=fresh), ticket_id)


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
    if await prepared_answers.send_prepared(desk, callback_data.prepared, Verb.RESOLVE) is None:
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
        "replies": ViewSpec(screens.render_replies, AGENT),
        "reply_ask": ViewSpec(screens.render_question, AGENT, asks=True),
        "canned": ViewSpec(screens.render_choices, AGENT),
        "similar": ViewSpec(screens.render_similar, AGENT),
        "prepared": ViewSpec(screens.render_prepared, AGENT),
    },
    commands=(Command("replies", AGENT),),
    prompts={"replyask": Prompt(reply_by_key.take_reply)},
)
