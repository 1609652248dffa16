"""`/register`, the buttons of a registration, and admins' answers to it. The desk checks again who an admin is."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from bot.features.registration import buttons
from bot.features.registration.buttons import RegisterWish
from bot.handlers import CommandFilter, HasOrganizations, IsPrivate, PressedMessage, respond
from db.models import Person
from desk import Desk, Outdated
from desk.organizations import applications, registration
from desk.outbox import Show
from desk.policy import permissions

_SLOT = "registration"


def make_router() -> Router:
    """Return a fresh router of these; while organizations are off, it takes nothing."""
    made = Router(name="registration")
    made.message.filter(IsPrivate())
    made.message.register(open_registration, CommandFilter("register"))
    made.callback_query.filter(HasOrganizations())
    made.callback_query.register(start_registration, buttons.Register.filter(F.wish == RegisterWish.START))
    made.callback_query.register(change_registration, buttons.Register.filter())
    made.callback_query.register(skip_question, buttons.RegisterSkip.filter())
    made.callback_query.register(answer_applicant, buttons.AnswerApplicant.filter())
    return made


async def open_registration(_message: Message, desk: Desk, me: Person) -> None:
    await _open(desk, me)


async def _open(desk: Desk, me: Person) -> None:
    """Show what is known of a person who has registered, else begin."""
    if permissions.is_staff(me) or await registration.load_registration(desk.session, me.id) is None:
        await registration.start_registration(desk)
    else:
        respond.post_letter(desk, Show("registration", slot=_SLOT, fresh=True))


async def start_registration(_query: CallbackQuery, desk: Desk, me: Person, spot: PressedMessage) -> None:
    """Begin. A person who has registered by now sees what is known, unless they have just seen it."""
    if spot.kind == _SLOT:
        await registration.start_registration(desk)
    else:
        await _open(desk, me)


async def change_registration(
    _query: CallbackQuery, callback_data: buttons.Register, desk: Desk, spot: PressedMessage
) -> None:
    """Ask whether the data is to be forgotten, and forget it."""
    spot.require_face(_SLOT)
    spot.require_open()
    if callback_data.wish is RegisterWish.FORGET_SURELY:
        await registration.forget_person(desk)
    find = "forget" if callback_data.wish is RegisterWish.FORGET else None
    respond.post_letter(desk, Show("registration", slot=_SLOT, find=find))


async def skip_question(
    _query: CallbackQuery, callback_data: buttons.RegisterSkip, desk: Desk, spot: PressedMessage
) -> None:
    if spot.recorded and spot.question_id != callback_data.question:
        raise Outdated
    await registration.skip_step(desk, callback_data.question)


async def answer_applicant(
    _query: CallbackQuery, callback_data: buttons.AnswerApplicant, desk: Desk, spot: PressedMessage
) -> None:
    """Confirm that the person belongs to the organization, or not."""
    spot.require_face("applicant")
    if spot.recorded and spot.slot.key != str(callback_data.membership):
        raise Outdated
    if callback_data.answer is buttons.ApplicantAnswer.YES:
        await applications.confirm_applicant(desk, callback_data.membership)
    else:
        await applications.decline_applicant(desk, callback_data.membership)
