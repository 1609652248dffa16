"""Answers refusals and unknown presses, so that every press gets an answer."""

from aiogram import Router
from aiogram.types import CallbackQuery, Update

from bot.callbacks import Press
from bot.handlers import respond
from desk import Desk, Outdated, Refused
from desk.outbox import Say
from desk.queries import tickets


def make_router() -> Router:
    """Return a fresh router for presses with unknown data."""
    made = Router(name="unknown presses")
    made.callback_query.register(answer_unknown_press)
    return made


async def answer_unknown_press(_query: CallbackQuery, spot: object) -> None:
    """Refuse data of another version, or forged data, as outdated."""
    raise Outdated(getattr(spot, "number", None))


async def answer_refusal(refusal: Refused, *, update: Update, desk: Desk, press: Press | None, **_rest: object) -> None:
    """Tell the person that their message or press was refused: in a box under a press, in a line under a message. For
    Outdated also show the ticket as it is now."""
    if press is None:
        message = update.message or update.edited_message
        reply_to = message.message_id if message else None
        respond.post_letter(desk, Say(refusal.key, dict(refusal.args_), reply_to_message=reply_to))
        return
    if not isinstance(refusal, Outdated):
        press.show_alert(refusal.key, **refusal.args_)
        return
    press.show_alert("press-outdated")
    if refusal.number is not None and await _may_see(desk, refusal.number):
        await respond.post_opened(desk, refusal.number, note="outdated")


async def _may_see(desk: Desk, number: int) -> bool:
    return await tickets.find_ticket_id(desk.session, number, desk.require_actor()) is not None
