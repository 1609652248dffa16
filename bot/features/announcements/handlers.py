"""`/announce`: admins draft, address, send and stop an announcement; its receivers can switch announcements off."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.content.message import extract_words
from bot.features.announcements import buttons as data
from bot.features.announcements.buttons import MailingFor
from bot.features.announcements.screens import GOT, MAILED
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, TypedCommand, respond
from bot.handlers.pressed_message import Press
from desk import Desk, Outdated
from desk.announcements import announcements, opt_out
from desk.announcements.audience import Audience
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text import RichText


def make_router() -> Router:
    made = Router(name="mailings")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(draft_announcement, CommandFilter("announce"))
    on = made.callback_query.register
    on(show_screen, data.MailingScreen.filter())
    on(set_audience, data.MailingTo.filter())
    on(send_announcement, data.MailingSend.filter())
    on(drop_draft, data.MailingDrop.filter())
    on(stop_sending, data.MailingStop.filter())
    on(switch_announcements, data.MailingsSwitch.filter())
    return made


async def draft_announcement(message: Message, command: TypedCommand, desk: Desk) -> None:
    """Draft an announcement from `/announce text` or from the admin's own message that `/announce` replies to; show
    the list of announcements if there is no text."""
    await desk.require_grant(Grant.MAILINGS)
    words = command.words if command.words.text.strip() else _copy_replied(message)
    if words is None:
        respond.post_letter(desk, Show("mailings", slot="mailings", fresh=True))
        return
    mailing_id = await announcements.draft_announcement(desk, words)
    respond.post_letter(desk, Show("mailed", slot=f"{MAILED}:{mailing_id}", fresh=True, find=GOT))
    respond.post_letter(desk, Show("mailing", slot=f"mailing:{mailing_id}", fresh=True))


def _copy_replied(message: Message) -> RichText | None:
    """Return what an admin wrote before, with its formatting; None if the message is the bot's."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.is_bot:
        return None
    return extract_words(replied)


async def show_screen(
    _query: CallbackQuery, callback_data: data.MailingScreen, desk: Desk, spot: PressedMessage
) -> None:
    await desk.require_grant(Grant.MAILINGS)
    _show_announcement(desk, spot, callback_data.mailing, page=callback_data.page)


async def set_audience(_query: CallbackQuery, callback_data: data.MailingTo, desk: Desk, spot: PressedMessage) -> None:
    """Set the audience and show how many people it has."""
    by, key = callback_data.by, callback_data.key
    if by in (MailingFor.EVENT, MailingFor.TOPIC) and not key.isdecimal():
        raise Outdated
    to = Audience(
        language=key if by is MailingFor.LANGUAGE else None,
        event_id=int(key) if by is MailingFor.EVENT else None,
        category_id=int(key) if by is MailingFor.TOPIC else None,
    )
    await announcements.set_audience(desk, callback_data.mailing, to)
    _show_announcement(desk, spot, callback_data.mailing)


async def send_announcement(
    _query: CallbackQuery, callback_data: data.MailingSend, desk: Desk, spot: PressedMessage
) -> None:
    """Start sending; the message then shows the progress and a button to stop."""
    await announcements.begin_sending(desk, callback_data.mailing)
    _show_announcement(desk, spot, callback_data.mailing)


async def drop_draft(_query: CallbackQuery, callback_data: data.MailingDrop, desk: Desk, spot: PressedMessage) -> None:
    await announcements.discard_draft(desk, callback_data.mailing)
    _show_announcement(desk, spot, callback_data.mailing)


async def stop_sending(
    _query: CallbackQuery, callback_data: data.MailingStop, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Stop sending, pressed under the announcement or in the list."""
    await announcements.stop_sending(desk, callback_data.mailing)
    press.say("mailing-stopped-now")
    if spot.kind == "mailings":
        respond.post_letter(desk, Show("mailings", slot="mailings"))
        return
    _show_announcement(desk, spot, callback_data.mailing)


async def switch_announcements(
    _query: CallbackQuery, callback_data: data.MailingsSwitch, desk: Desk, spot: PressedMessage, press: Press
) -> None:
    """Switch announcements for the presser, and update the pressed message if its place in the chat is known."""
    spot.require_face(MAILED, "news")
    await opt_out.switch_announcements(desk, on=bool(callback_data.on))
    press.say("mailings-switched", on=callback_data.on)
    if not spot.recorded:
        return  # its place in the chat is not known yet
    if spot.kind == "news":
        respond.post_letter(desk, Show("news", slot="news"))
        return
    respond.post_letter(desk, Show("mailed", slot=str(spot.slot), find=GOT))


def _show_announcement(desk: Desk, spot: PressedMessage, mailing_id: int, *, page: int = 1) -> None:
    spot.require_face("mailing")
    respond.post_letter(desk, Show("mailing", slot=f"mailing:{mailing_id}", page=page))
