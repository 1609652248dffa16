"""Where the answers to a request go. Changes nothing."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Integration, Origin, Person, Ticket
from desk.people.call_chats import is_call_chat
from desk.people.chat_ids import is_own_chat
from desk.policy.delivery_channels import DeliveryChannel

_DOORS = {"form": DeliveryChannel.PAGE, "mail": DeliveryChannel.MAIL}


async def find_channel(session: AsyncSession, ticket: Ticket) -> DeliveryChannel:
    """Return where the answers to a ticket go."""
    requester = await session.get_one(Person, ticket.requester_id)
    if ticket.intake_group_id is not None and not ticket.is_private:
        place = await session.get_one(Person, ticket.intake_group_id)
        return DeliveryChannel.CALL if is_call_chat(place.telegram_id) else DeliveryChannel.GROUP
    if requester.telegram_id is not None:
        return DeliveryChannel.ACCOUNT if is_own_chat(requester.telegram_id) else DeliveryChannel.CHAT
    if ticket.origin is Origin.MAIL:
        return DeliveryChannel.MAIL
    if requester.system_id is None:
        return DeliveryChannel.BOARD if ticket.origin is Origin.TODOIST else DeliveryChannel.NOBODY
    system = await session.get_one(Integration, requester.system_id)
    return _DOORS.get(system.door or "", DeliveryChannel.API)
