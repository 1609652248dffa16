"""Tells who sent an update that it could not be handled, and admins if it was money: nobody is left in silence.

It reads plain JSON, as the update may be one that the library cannot read.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.updates.parsing import has_payment, read_person
from db.models import Origin
from desk import Desk, DeskSettings
from desk.notifications import to_staff
from desk.outbox import Say, letters
from desk.people import directory

_KINDS = ("message", "edited_message")


async def tell_of_failure(
    session: AsyncSession, held: dict[str, Any] | None, *, now: datetime, rules: DeskSettings
) -> None:
    """Queue a line for who wrote the message, and one for admins if it says that money was paid or went back. Of what
    fails in a group nothing is said there, and a press is answered by an alert."""
    message = next((held[kind] for kind in _KINDS if isinstance(held.get(kind), dict)), None) if held else None
    chat, sender = (message.get("chat"), message.get("from")) if message is not None else (None, None)
    who = read_person(sender if isinstance(sender, dict) else chat)
    if message is None or who is None or not isinstance(chat, dict) or chat.get("id") != who["id"] or who["is_bot"]:
        return
    names = {"first": who["first_name"], "last": who.get("last_name"), "username": who.get("username")}
    person = await directory.get_or_create(
        session, who["id"], **names, language=who.get("language_code"), now=now, rules=rules
    )
    is_money = has_payment(held)
    line = Say("update-failed-payment" if is_money else "update-failed", reply_to_message=_get_id(message))
    letters.queue_letter(session, person.id, line, now=now)
    if is_money:
        desk = Desk(session, Origin.TELEGRAM, person, now=now, rules=rules)
        charge = next((str(one.get("telegram_payment_charge_id") or "?") for one in _list_payments(message)), "?")
        await to_staff.notify_admins(desk, "payment-not-recorded", {"name": person.name, "charge": charge})


def _get_id(message: dict[str, Any]) -> int | None:
    found = message.get("message_id")
    return found if isinstance(found, int) else None


def _list_payments(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        one for one in (message.get("successful_payment"), message.get("refunded_payment")) if isinstance(one, dict)
    ]
