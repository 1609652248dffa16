"""Applies targets to tickets that are already open, for admins, after showing the effect. The desk checks the
person."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.settings.buttons import TargetsStep, TargetsToOpen
from bot.handlers import PressedMessage, respond
from desk import Desk
from desk.operations import targets_of_open_tickets
from desk.outbox import Args, Say


def make_router() -> Router:
    """Return a fresh router of these buttons."""
    made = Router(name="targets")
    made.callback_query.register(apply_targets, TargetsToOpen.filter())
    return made


async def apply_targets(_query: CallbackQuery, callback_data: TargetsToOpen, desk: Desk, spot: PressedMessage) -> None:
    """Show how many tickets would change, or change them."""
    if callback_data.step is TargetsStep.ASK:
        would = await targets_of_open_tickets.preview_targets(desk)
        row = (respond.press_button("btn-targets-apply", TargetsToOpen(step=TargetsStep.APPLY)),)
        args: Args = {"n": would.tickets, "late": would.late}
        respond.post_letter(desk, Say("targets-would", args, (row,) if would.tickets else (), slot="targets"))
        return
    spot.require_face("targets")
    spot.require_open()
    respond.post_letter(
        desk,
        Say("targets-applied", {"n": await targets_of_open_tickets.apply_targets(desk)}, slot="targets", replace=True),
    )
