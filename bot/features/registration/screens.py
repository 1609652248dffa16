"""The data of a registration, for the person themselves; a person who waits to be confirmed, for admins."""

from bot.features.registration import buttons
from bot.features.registration.buttons import ApplicantAnswer, RegisterWish
from bot.views import Reader, Rendered, Row, Style, compose, keyboards
from desk.organizations import applications, registration
from desk.organizations.applications import Applicant
from desk.organizations.registration import MembershipInfo, Registration
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.text import RichText
from desk.text.phone_numbers import mask_number

FORGET = "forget"
_LABELS = {
    RegisterWish.START: "btn-register-change",
    RegisterWish.FORGET: "btn-register-forget",
    RegisterWish.FORGET_SURELY: "btn-register-forget-surely",
    RegisterWish.KEEP: "btn-register-keep",
}


async def render_registration(reader: Reader, letter: Show) -> Rendered | None:
    """Render the data of the reader. The first time it comes without buttons, because it removes the keyboard."""
    if not reader.settings.organizations.enabled:
        return None
    known = await registration.load_registration(reader.session, reader.person.id)
    if known is None:
        return Rendered(reader.say_rich("register-forgotten"))
    words = _words(reader, known)
    if letter.note is not None:
        return Rendered(words, drop_keys=True)
    if letter.find == FORGET:
        ask = compose.join([words, reader.say_rich("register-forget-ask")], "\n\n")
        return Rendered(ask, _choices(reader, RegisterWish.FORGET_SURELY, RegisterWish.KEEP))
    return Rendered(words, _choices(reader, RegisterWish.START, RegisterWish.FORGET))


def _choices(reader: Reader, *wishes: RegisterWish) -> tuple[Row, ...]:
    return (
        tuple(
            keyboards.make_button(
                reader.language, _LABELS[wish], buttons.Register(wish=wish),
                style=Style.DANGER if wish is RegisterWish.FORGET_SURELY else None,
            )
            for wish in wishes
        ),
    )  # fmt: skip


def _words(reader: Reader, known: Registration) -> RichText:
    values = {"name": known.full_name, "phone": known.phone, "tax_id": known.tax_id, "position": known.position}
    lines = [reader.say_rich("register-known", step=step, value=value) for step, value in values.items() if value]
    organizations = [_organization(reader, one) for one in known.organizations]
    nothing = [] if organizations else [reader.say_rich("register-no-organization")]
    return compose.join([compose.join_lines(lines), compose.join_lines([*organizations, *nothing])], "\n\n")


def _organization(reader: Reader, one: MembershipInfo) -> RichText:
    key = "register-organization" if one.confirmed else "register-organization-waits"
    role = reader.say("client-role", role=one.role.value)
    return reader.say_rich(key, organization=compose.make_bold(one.organization), role=role)


async def render_applicant(reader: Reader, letter: Show) -> Rendered | None:
    """Render the person who says that they belong to an organization, until admins have decided."""
    membership_id = int(letter.slot.partition(":")[2])
    known = await applications.load_applicant(reader.session, membership_id, reader.settings)
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
    yes = buttons.AnswerApplicant(membership=known.membership_id, answer=ApplicantAnswer.YES)
    no = buttons.AnswerApplicant(membership=known.membership_id, answer=ApplicantAnswer.NO)
    language = reader.language
    return ((
        keyboards.make_main_button(language, "btn-applicant-yes", yes),
        keyboards.make_button(language, "btn-applicant-no", no),
    ),)  # fmt: skip
