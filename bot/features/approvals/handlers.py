"""`/approvals`, and the buttons under an answer that waits."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from bot.callbacks import Press
from bot.features.approvals.buttons import ApprovalPress, Decision
from bot.handlers import CommandFilter, IsPrivate, IsStaff, PressedMessage, respond
from db.models import Person
from desk import Desk
from desk.approvals import approving
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import Grant


def make_router() -> Router:
    made = Router(name="approvals")
    made.message.filter(IsPrivate(), IsStaff())
    made.message.register(list_waiting, CommandFilter("approvals"))
    made.callback_query.register(decide, ApprovalPress.filter())
    return made


async def list_waiting(_message: Message, desk: Desk) -> None:
    await desk.require_grant(Grant.APPROVE)
    respond.post_letter(desk, Show("approvals", slot="approvals", fresh=True))


async def decide(
    _query: CallbackQuery, callback_data: ApprovalPress, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Send, ask for other words or a comment, withdraw, or show the answer again."""
    permissions.require_staff(me)
    spot.require_face("approval", "drafted", "approvals")
    approval_id, decision = callback_data.approval, callback_data.decision
    if decision is Decision.SEND:
        done = await approving.send_approved(desk, approval_id, seen=callback_data.seen)
        if done.is_waiting:
            press.show_alert("approval-new-words")
    elif decision is Decision.WITHDRAW:
        await approving.withdraw_draft(desk, approval_id)
    else:
        row = await approving.require_open(desk, approval_id)
        shown = Show("approval", slot=f"approval:{approval_id}", fresh=True)
        if decision is not Decision.OPEN:
            shown = Show("approval_ask", slot=f"approvalask:{decision.value}.{approval_id}", fresh=True)
        respond.post_letter(desk, shown, row.ticket_id)
