"""Registration in the bot: buttons, handlers and screens.

The data of a registration, for the person themselves; a person who waits to be confirmed, for admins.
"""

from enum import StrEnum

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.feature import Command, Feature, ViewSpec
from bot.handlers import CommandFilter, HasOrganizations, PressedMessage, respond
from bot.handlers.pressed_message import Id, handle_presses
from bot.views import Reader, Rendered, Row, Style, compose
from db.models import AnswerWay, Person
from desk import Desk, Outdated
from desk.organizations import applicants, registration
from desk.organizations.applicants import Applicant
from desk.organizations.registration import MembershipInfo, Registration, Step, StepInfo
from desk.outbox import Show
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.queries.questions import QuestionInfo
from desk.text import RichText
from desk.text.masking.phone_numbers import mask_number


class RegisterWish(StrEnum):
    """The wishes of a person about their registration."""

    START = "start"
    WAY = "way"
    FORGET = "forget"
    FORGET_SURELY = "surely"
    KEEP = "keep"


class Register(CallbackData, prefix="register"):
    """Start or change one's registration, say how to answer, or have all forgotten, which is asked once more."""

    wish: RegisterWish


class RegisterSkip(CallbackData, prefix="register_skip"):
    """Leave a question of the registration unanswered."""

    question: Id


class ChooseWay(CallbackData, prefix="register_way"):
    """Say by which way to answer, by the question of the registration."""

    question: Id
    way: AnswerWay


class ApplicantAnswer(StrEnum):
    """The answers to whether a person belongs to an organization."""

    YES = "yes"
    NO = "no"


class AnswerApplicant(CallbackData, prefix="applicant"):
    """Say whether a person belongs to the organization, by the id of their membership."""

    membership: Id
    answer: ApplicantAnswer


def make_step_part(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question's words in its current state, and its button."""
    if question.step is None:
        return RichText(), ()
    step, value = question.step.step.value, question.step.value
    if question.is_open:
        skip = reader.make_button("btn-skip", RegisterSkip(question=question.id))
        return reader.say_rich("register-ask", step=step), (*_make_ways(reader, question, question.step), (skip,))
    if not question.is_answered and step != Step.ANSWER_WAY:
        return reader.say_rich("register-stopped"), ()
    is_shown = bool(value) or step == Step.ORGANIZATION
    if question.step.skipped or not is_shown:
        return reader.say_rich("register-skipped", step=step), ()
    return reader.say_rich("register-known", step=step, value=value), ()


def _make_ways(reader: Reader, question: QuestionInfo, step: StepInfo) -> tuple[Row, ...]:
    """Return a button for each way to answer; to be called needs a number."""
    if step.step is not Step.ANSWER_WAY:
        return ()
    ways = [way for way in AnswerWay if way is not AnswerWay.PHONE or step.has_phone]
    press = [(way, ChooseWay(question=question.id, way=way)) for way in ways]
    return tuple((reader.make_button("btn-answer-way", data, way=way.value),) for way, data in press)


_FORGET = "forget"
_LABELS = {
    RegisterWish.START: "btn-register-change",
    RegisterWish.WAY: "btn-register-way",
    RegisterWish.FORGET: "btn-register-forget",
    RegisterWish.FORGET_SURELY: "btn-register-forget-surely",
    RegisterWish.KEEP: "btn-register-keep",
}


async def _render_registration(reader: Reader, letter: Show) -> Rendered | None:
    """Render the data of the reader. The first time it comes without buttons, because it removes the keyboard."""
    if not reader.settings.organizations.enabled:
        return None
    known = await registration.load_registration(reader.session, reader.person.id)
    if known is None:
        return Rendered(reader.say_rich("register-forgotten"))
    words = _words(reader, known)
    if letter.note is not None:
        return Rendered(words, drop_keys=True)
    if letter.find == _FORGET:
        ask = compose.join([words, reader.say_rich("register-forget-ask")], "\n\n")
        return Rendered(ask, _choices(reader, RegisterWish.FORGET_SURELY, RegisterWish.KEEP))
    way = _choices(reader, RegisterWish.WAY) if reader.settings.news.answer_way else ()
    return Rendered(words, (*_choices(reader, RegisterWish.START, RegisterWish.FORGET), *way))


def _choices(reader: Reader, *wishes: RegisterWish) -> tuple[Row, ...]:
    return (
        tuple(
            reader.make_button(_LABELS[wish], Register(wish=wish),
                style=Style.DANGER if wish is RegisterWish.FORGET_SURELY else None,
            )
            for wish in wishes
        ),
    )  # fmt: skip


def _words(reader: Reader, known: Registration) -> RichText:
    values = {"name": known.full_name, "phone": known.phone, "tax_id": known.tax_id, "position": known.position}
    if reader.settings.news.answer_way:
        values["answer_way"] = known.answer_way
    lines = [reader.say_rich("register-known", step=step, value=value) for step, value in values.items() if value]
    organizations = [_organization(reader, one) for one in known.organizations]
    nothing = [] if organizations else [reader.say_rich("register-no-organization")]
    return compose.join([compose.join_lines(lines), compose.join_lines([*organizations, *nothing])], "\n\n")


def _organization(reader: Reader, one: MembershipInfo) -> RichText:
    key = "register-organization" if one.confirmed else "register-organization-waits"
    role = reader.say("client-role", role=one.role.value)
    return reader.say_rich(key, organization=compose.make_bold(one.organization), role=role)


async def _render_applicant(reader: Reader, letter: Show) -> Rendered | None:
    """Render the person who says that they belong to an organization, until admins have decided."""
    membership_id = int(letter.slot.partition(":")[2])
    known = await applicants.load_applicant(reader.session, membership_id, reader.settings)
    if known is None:
        return None
    return Rendered(_about(reader, known), _answers(reader, known) if known.is_open else ())


def _about(reader: Reader, known: Applicant) -> RichText:
    said = reader.say_rich(
        "applicant-says",
        name=compose.make_bold(known.person.name),
        organization=compose.make_bold(known.organization),
        source=known.source.value,
    )
    phone = known.phone if known.phone is None or reader.may(Grant.PHONES) else mask_number(known.phone)
    values = {"name": known.full_name, "position": known.position, "phone": phone, "tax_id": known.tax_id}
    lines = [reader.say_rich("register-known", step=step, value=value) for step, value in values.items() if value]
    doubts = [
        reader.say_rich(key, names=", ".join(names))
        for key, names in (("applicant-shared", known.other_contacts), ("applicant-moved", known.other_people))
        if names
    ]
    role = reader.say_rich("applicant-role", role=reader.say("client-role", role=known.role.value))
    return compose.join([said, compose.join_lines([*lines, *doubts]), role if known.is_open else ""], "\n\n")


def _answers(reader: Reader, known: Applicant) -> tuple[Row, ...]:
    yes = AnswerApplicant(membership=known.membership_id, answer=ApplicantAnswer.YES)
    no = AnswerApplicant(membership=known.membership_id, answer=ApplicantAnswer.NO)
    return ((
        reader.make_main_button("btn-applicant-yes", yes),
        reader.make_button("btn-applicant-no", no),
    ),)  # fmt: skip


_SLOT = "registration"


def make_router() -> Router:
    """Return a fresh router of these; while organizations are off, it takes nothing."""
    made = Router(name="registration")
    made.message.register(_open_registration, CommandFilter("register"))
    made.callback_query.filter(HasOrganizations())
    made.callback_query.register(start_registration, Register.filter(F.wish == RegisterWish.START))
    handle_presses(made, _change_registration, skip_question, _choose_way, _answer_applicant)
    return made


async def _open_registration(_message: Message, desk: Desk, me: Person) -> None:
    await _open(desk, me)


async def _open(desk: Desk, me: Person) -> None:
    """Show what is known of a person who has registered, else begin."""
    if permissions.is_staff(me) or await registration.load_registration(desk.session, me.id) is None:
        await registration.start_registration(desk)
    else:
        respond.post_letter(desk, Show("registration", slot=_SLOT, fresh=True))


async def start_registration(_query: CallbackQuery, desk: Desk, me: Person, pressed: PressedMessage) -> None:
    """Begin. A person who has registered by now sees what is known, unless they have just seen it."""
    if pressed.kind == _SLOT:
        await registration.start_registration(desk)
    else:
        await _open(desk, me)


async def _change_registration(
    _query: CallbackQuery, callback_data: Register, desk: Desk, pressed: PressedMessage
) -> None:
    """Ask by which way to answer; ask whether the data is to be forgotten, and forget it."""
    pressed.require_view(_SLOT)
    pressed.require_open()
    if callback_data.wish is RegisterWish.WAY:
        await registration.ask_way(desk)
        return
    if callback_data.wish is RegisterWish.FORGET_SURELY:
        await registration.forget_person(desk)
    find = "forget" if callback_data.wish is RegisterWish.FORGET else None
    respond.post_letter(desk, Show("registration", slot=_SLOT, find=find))


async def skip_question(
    _query: CallbackQuery, callback_data: RegisterSkip, desk: Desk, pressed: PressedMessage
) -> None:
    if pressed.recorded and pressed.question_id != callback_data.question:
        raise Outdated
    await registration.skip_step(desk, callback_data.question)


async def _choose_way(_query: CallbackQuery, callback_data: ChooseWay, desk: Desk, pressed: PressedMessage) -> None:
    if pressed.recorded and pressed.question_id != callback_data.question:
        raise Outdated
    await registration.choose_way(desk, callback_data.question, callback_data.way)


async def _answer_applicant(
    _query: CallbackQuery, callback_data: AnswerApplicant, desk: Desk, pressed: PressedMessage
) -> None:
    """Confirm that the person belongs to the organization, or not."""
    pressed.require_view("applicant")
    if pressed.recorded and pressed.slot.key != str(callback_data.membership):
        raise Outdated
    if callback_data.answer is ApplicantAnswer.YES:
        await applicants.confirm_applicant(desk, callback_data.membership)
    else:
        await applicants.decline_applicant(desk, callback_data.membership)


FEATURE = Feature(
    name="registration",
    routers=(make_router,),
    views={
        "registration": ViewSpec(_render_registration),
        "applicant": ViewSpec(_render_applicant, grant=Grant.ORGANIZATIONS),
    },
    commands=(Command("register", of_organizations=True),),
)
