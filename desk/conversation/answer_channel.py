"""Where the answers to a request go. Changes nothing."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ExternalPerson, Integration, Origin, Person, Ticket
from desk.people.call_chats import is_call_chat
from desk.people.chat_ids import is_own_chat
from desk.policy.delivery_channels import DeliveryChannel

_DOORS = {"form": DeliveryChannel.PAGE, "mail": DeliveryChannel.MAIL}


async def find_channel(session: AsyncSession, ticket: Ticket, *, at: datetime | None = None) -> DeliveryChannel:
    """Return where the answers to a ticket go. `at`: where one of that moment went, which may be before its requester
    came to Telegram."""
    requester = await session.get_one(Person, ticket.requester_id)
    if ticket.intake_group_id is not None and not ticket.is_private:
        place = await session.get_one(Person, ticket.intake_group_id)
        return DeliveryChannel.CALL if is_call_chat(place.telegram_id) else DeliveryChannel.GROUP
    before = await _find_before(session, ticket, at) if at is not None else None
    if before is not None:
        return await _find_by_system(session, before.system_id)
    if requester.telegram_id is not None:
        return DeliveryChannel.ACCOUNT if is_own_chat(requester.telegram_id) else DeliveryChannel.CHAT
    if ticket.origin is Origin.MAIL:
        return DeliveryChannel.MAIL
    if requester.system_id is None:
        return DeliveryChannel.BOARD if ticket.origin is Origin.TODOIST else DeliveryChannel.NOBODY
    return await _find_by_system(session, requester.system_id)


async def _find_before(session: AsyncSession, ticket: Ticket, at: datetime) -> ExternalPerson | None:
    """Return as whom of a system the requester was asked for answers at that moment; None if in Telegram."""
    theirs = await session.get(ExternalPerson, ticket.external_person_id) if ticket.external_person_id else None
    return theirs if theirs is not None and theirs.joined_at is not None and at < theirs.joined_at else None


async def _find_by_system(session: AsyncSession, system_id: int) -> DeliveryChannel:
    system = await session.get_one(Integration, system_id)
    return _DOORS.get(system.door or "", DeliveryChannel.API)
