"""**Exempt**, which exempts a person from the limits on requests, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.features.settings.buttons import Exempt, Exempted
from bot.features.settings.handlers_settings import choose_confirmation
from bot.handlers import PressedMessage
from bot.handlers.pressed_message import Press
from db.models import Person
from desk import Desk, Outdated
from desk.admin_settings import limit_exemptions
from desk.policy import permissions
from desk.policy.grants import Grant


def make_router() -> Router:
    """Return a fresh router of this button."""
    made = Router(name="exemptions")
    made.callback_query.register(exempt_person, Exempt.filter())
    return made


async def exempt_person(
    _query: CallbackQuery, callback_data: Exempt, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.SETTINGS_LIMITS)
    if spot.recorded and (spot.slot.kind, spot.slot.key) != ("limit", str(callback_data.person)):
        raise Outdated
    done = limit_exemptions.exempt_from_limits if callback_data.how is Exempted.ON else limit_exemptions.end_exemption
    press.say(choose_confirmation(await done(desk, callback_data.person)))
