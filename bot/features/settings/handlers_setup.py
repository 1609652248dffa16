"""*Set up promises*, question by question, and **Exempt**, for admins."""

from aiogram import Router
from aiogram.types import CallbackQuery

from bot.callbacks import Press
from bot.features.settings.buttons import Exempt, Exempted, SetupAsk, SetupChoice
from bot.features.settings.handlers_settings import choose_confirmation
from bot.handlers import PressedMessage, respond
from db.models import Person
from desk import Desk, Outdated
from desk.admin_settings import limit_exemptions
from desk.admin_settings.changes import choose_preset, require_changeable
from desk.admin_settings.setup_questions import SetupQuestion, list_questions
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.grants import ANY_SETTING, Grant


def make_router() -> Router:
    """Return a fresh router of these."""
    made = Router(name="setup")
    made.callback_query.register(choose_step, SetupChoice.filter())
    made.callback_query.register(ask_value, SetupAsk.filter())
    made.callback_query.register(exempt_person, Exempt.filter())
    return made


async def choose_step(
    _query: CallbackQuery, callback_data: SetupChoice, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    """Set the preset and show the next question."""
    question = _question(desk, me, spot, callback_data.step)
    press.say(choose_confirmation(await choose_preset(desk, question.keys[0], callback_data.number)))
    slot = str(spot.slot) if spot.recorded else "settings"
    respond.post_letter(desk, Show("settings", slot=slot, find="setup", page=callback_data.step + 1))


async def ask_value(
    _query: CallbackQuery, callback_data: SetupAsk, desk: Desk, me: Person, spot: PressedMessage
) -> None:
    """Ask for a typed value. After the question's first setting the next question follows, after its others the same
    one."""
    settings = _question(desk, me, spot, callback_data.step).settings
    if callback_data.n >= len(settings):
        raise Outdated
    await require_changeable(desk, settings[callback_data.n].key)
    goes_on = callback_data.step + (callback_data.n == 0)
    slot = f"setting:{settings[callback_data.n].key}/{goes_on}"
    respond.post_letter(desk, Show("setting_ask", slot=slot, fresh=True))


async def exempt_person(
    _query: CallbackQuery, callback_data: Exempt, desk: Desk, me: Person, spot: PressedMessage, press: Press
) -> None:
    permissions.require_grant(me, Grant.SETTINGS_LIMITS)
    if spot.recorded and (spot.slot.kind, spot.slot.key) != ("limit", str(callback_data.person)):
        raise Outdated
    done = limit_exemptions.exempt_from_limits if callback_data.how is Exempted.ON else limit_exemptions.end_exemption
    press.say(choose_confirmation(await done(desk, callback_data.person)))


def _question(desk: Desk, me: Person, spot: PressedMessage, step: int) -> SetupQuestion:
    permissions.require_grant(me, ANY_SETTING)
    spot.require_face("settings")
    questions = list_questions(desk.rules, me)
    if step > len(questions):
        raise Outdated
    return questions[step - 1]
