"""A requester shares one request by a link: the button for it, the link, and what those who opened it are told."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.feature import Feature, ViewSpec
from bot.handlers import PressedMessage, respond
from bot.handlers.pressed_message import OfTicket, make_press_router
from bot.views import Reader, Rendered, RenderedButton, Row
from desk import Desk
from desk.outbox import Say, Show
from desk.policy.member_notices import get_told_status
from desk.queries.ticket_card import TicketCard
from desk.tickets import participants


class ShareRequest(OfTicket, prefix="share"):
    """Show the link by which others hear of the request."""


class LeaveShared(OfTicket, prefix="unshare"):
    """Hear nothing more of a request that was shared."""


def make_share_buttons(reader: Reader, ticket: TicketCard) -> list[RenderedButton]:
    """Return the button that shares a request, for its requester while it is open."""
    if not (ticket.is_own and ticket.is_open and reader.settings.groups.username) or ticket.is_draft:
        return []
    return [reader.make_button("btn-share", ShareRequest(number=ticket.number))]


def _make_router() -> Router:
    return make_press_router("sharing", _share_request, _leave_shared)


async def _share_request(
    _query: CallbackQuery, callback_data: ShareRequest, desk: Desk, pressed: PressedMessage
) -> None:
    """Show the link, which the requester passes on."""
    pressed.require_ticket(callback_data.number)
    number, payload = callback_data.number, await participants.share(desk, callback_data.number)
    url = f"https://t.me/{desk.rules.groups.username}?start={payload}"
    respond.post_letter(desk, Say("share-link", {"number": number, "url": url}, slot=f"share:{number}"))


async def _leave_shared(_query: CallbackQuery, callback_data: LeaveShared, desk: Desk) -> None:
    """Let the person hear nothing more of the request."""
    await participants.leave(desk, callback_data.number)
    respond.post_line(desk, "share-left", number=callback_data.number)


async def open_share(desk: Desk, payload: str) -> None:
    """Handle `/start` with the link of a request: say what the person hears from now on."""
    found = await participants.open_share(desk, payload)
    row = (respond.press_button("btn-unshare", LeaveShared(number=found.number)),)
    args: dict[str, str | int] = {"number": found.number, "subject": found.subject.stored}
    respond.post_letter(desk, Say("share-joined", args, (row,), slot=f"shared:{found.number}"))


async def _render_notice(reader: Reader, letter: Show) -> Rendered | None:
    """Render what became of a shared request; None if the reader left it, or it is no longer
    true."""
    found = await participants.find_shared(reader.session, reader.person, letter.number)
    if found is None or letter.find is None or letter.find != get_told_status(found.status):
        return None
    subject = found.subject.say_in(reader.language)
    words = reader.say_rich("share-notice", number=found.number, subject=subject, step=letter.find)
    stop = reader.make_button("btn-unshare", LeaveShared(number=found.number))
    rows: tuple[Row, ...] = () if found.status.is_finished else ((stop,),)
    return Rendered(words, rows)


FEATURE = Feature(name="sharing", routers=(_make_router,), views={"share_notice": ViewSpec(_render_notice)})
