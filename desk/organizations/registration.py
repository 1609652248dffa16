"""Registration: a person says who they are, by their number or in words, and becomes a member of organizations. Knows
no channel.

Registration changes nothing for their requests, and can be left at any time.

People who say that they belong to an organization: admins see them, and confirm that or not. Until then such a person
is a user who sees nothing of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import DateTime, bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AnswerWay,
    ClientRole,
    Membership,
    MembershipSource,
    Organization,
    Person,
    Profile,
    Question,
    QuestionKind,
)
from desk import Desk, NotAllowed, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.i18n import LANGUAGES, say
from desk.notifications import message_refresh, notifier
from desk.organizations import members
from desk.organizations.joining import join_by_number
from desk.organizations.members import (
    end_membership,
    find_membership,
    join_organization,
    list_memberships,
)
from desk.organizations.organization_verbs import create_organization, lock_ids, remove_organization
from desk.organizations.phone_numbers import parse_phone
from desk.organizations.record_fields import LONGEST_NAME, OrganizationValues
from desk.organizations.requisites import FoundOrganization
from desk.organizations.tax_ids import parse_tax_id
from desk.organizations.tax_lookups import queue_lookup
from desk.outbox import Args, Say, Show, account_jobs, letters
from desk.outbox.question_rows import (
    ask_person,
    close_open,
    is_just_asked,
    list_open,
    note_answer,
    require_open,
    show_question,
)
from desk.people.person_locks import take_turn
from desk.policy import permissions
from desk.policy.permissions import Grant, is_member
from desk.staff import who_is_there
from desk.text import clean_name
from desk.text.masking.secret_masking import mask_secrets_in

_UNUSED = text("""
select true from organizations o where o.id = :organization and o.removed_at is null and o.updated_at = o.created_at
  and exists (select from memberships m where m.organization_id = o.id and m.source = 'tax_id'
    and m.made_at = o.created_at)
  and not exists (select from memberships m where m.organization_id = o.id and m.ended_at is null)
  and not exists (select from outlets u where u.organization_id = o.id)
  and not exists (select from contacts c where c.organization_id = o.id)
  and not exists (select from tickets t where t.organization_id = o.id)
  and not exists (select from payment_requests r where r.organization_id = o.id)
  and not exists (select from ledger_entries l where l.organization_id = o.id)
""")


async def show_applicant(desk: Desk, membership: Membership, *, became: str | None = None) -> None:
    """Show admins the person who waits to be confirmed. `became`: the key of a line that says what became of that."""
    letter = Show("applicant", slot=f"applicant:{membership.id}")
    if became is not None:
        letter = replace(letter, only_edit=True, note=became, note_args={"by": desk.require_actor().name})
    for admin in who_is_there.filter_granted(await who_is_there.list_team(desk.session), Grant.ORGANIZATIONS):
        notifier.post_letter(desk, admin, letter)


async def lock_row(desk: Desk, organization_id: int) -> None:
    """Lock an organization, removed or not, before one of its memberships: others lock them in this order too."""
    await desk.session.get(Organization, organization_id, with_for_update=True, populate_existing=True)


async def remove_if_unused(desk: Desk, organization_id: int) -> None:
    """Remove an organization that a registering person created by its tax id, if nothing else came of it: nobody
    belongs to it, and it has no outlet, contact, ticket or money. One that somebody has changed stays. Call it with the
    organization's row locked."""
    await desk.session.flush()
    if await desk.session.scalar(_UNUSED, {"organization": organization_id}):
        await remove_organization(desk, organization_id)


KINDS = (QuestionKind.REGISTER_NUMBER, QuestionKind.REGISTER)
WITHOUT_NUMBER, NOT_NOW = "key-register-without", "key-register-not-now"
_KEYS = ("key-register-number", WITHOUT_NUMBER, NOT_NOW)
WITHIN = {QuestionKind.REGISTER_NUMBER: timedelta(days=1), QuestionKind.REGISTER: timedelta(minutes=15)}
"""The time for an answer: a number is at hand, a tax id has to be found."""
_LONGEST, _MOST_WORDS = 100, 8
_MOST_NAMES = 5
_WORDS_OF_REQUESTS = """
is are isn't aren't doesn't don't didn't can't cannot won't not broken broke stopped works working error problem help
prints when please не нет работает работают сломался сломалась сломалось сломан сломана сломали ошибка проблема помогите
помощь нужна нужно пожалуйста когда почему
"""
_IN_NO_NAME = frozenset(_WORDS_OF_REQUESTS.split())
"""Nobody is called so. A word that is missing does no harm: admins read the name."""
_NAMED = 3  # words: as many as a tax id with something beside it


class Step(StrEnum):
    """A thing that a registering person is asked for. ORGANIZATION: its name, if only its tax id is known. ANSWER_WAY:
    by which way they want answers, last and with buttons."""

    NAME = "name"
    TAX_ID = "tax_id"
    POSITION = "position"
    ORGANIZATION = "organization"
    ANSWER_WAY = "answer_way"


@dataclass(frozen=True, slots=True)
class StepInfo:
    """A question as it is shown: `value` is what the profile has now, `skipped`: the person declined to answer.
    `has_phone`: they can be called."""

    step: Step
    value: str
    skipped: bool
    has_phone: bool


async def _ask_number(desk: Desk) -> None:
    """Ask the actor for their own contact, once even if the button is pressed twice."""
    if is_just_asked(desk, await list_open(desk, KINDS)):
        return
    await close_open(desk, KINDS)
    question = await _ask(desk, desk.require_actor().id, QuestionKind.REGISTER_NUMBER)
    letter = Say("register-number", keys=_KEYS, question_id=question.id)
    letters.queue_letter(desk.session, question.person_id, letter, now=desk.now)


async def _ask_step(desk: Desk, person_id: int, step: Step) -> None:
    """Ask the person for a thing in words."""
    show_question(desk, await _ask(desk, person_id, QuestionKind.REGISTER, step=step.value))


async def _ask(desk: Desk, person_id: int, kind: QuestionKind, **data: str) -> Question:
    return await ask_person(desk, person_id, kind, due_at=desk.now + WITHIN[kind], data=data)


def remove_keys(desk: Desk, question: Question) -> None:
    """Remove the keyboard of a question for the contact whose time is over."""
    line = Say("register-over", drop_keys=True, silent=True)
    letters.queue_letter(desk.session, question.person_id, line, now=desk.now)


def _find_key(incoming: IncomingMessage) -> str | None:
    """Return which key of the keyboard was pressed, by its label in any language; None for other words."""
    words = incoming.words.text.strip()
    return next((key for key in (WITHOUT_NUMBER, NOT_NOW) for code in LANGUAGES if words == say(code, key)), None)


def _find_way(incoming: IncomingMessage) -> AnswerWay | None:
    """Return the way whose button says what was typed, in any language."""
    words = incoming.words.text.strip().casefold()
    labels = {say(code, "btn-answer-way", way=way.value).casefold(): way for way in AnswerWay for code in LANGUAGES}
    return labels.get(words)


def is_answer(question: Question, incoming: IncomingMessage) -> bool:
    """Return True if the message may answer the question: a contact or a key, or words that are no request."""
    if incoming.forwarded_from is not None and incoming.content is None:
        return False
    if question.kind is QuestionKind.REGISTER_NUMBER:
        return incoming.content == "contact" or _find_key(incoming) is not None
    words = incoming.words.text.strip()
    if incoming.files or incoming.content is not None or not words:
        return False
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS or set("\n?!") & set(words):
        return False
    if question.data.get("step") == Step.ANSWER_WAY:
        return _find_way(incoming) is not None
    has_digits = any(char.isdigit() for char in words)
    if question.data.get("step") == Step.NAME:
        return not has_digits and len(words.split()) <= _MOST_NAMES and not _says_what_is_wrong(words)
    return question.data.get("step") != Step.TAX_ID or has_digits or len(words.split()) < _NAMED


def _says_what_is_wrong(words: str) -> bool:
    said = words.casefold().replace("’", "'").split()
    return any(word.strip(".,;:") in _IN_NO_NAME for word in said)


async def describe_step(session: AsyncSession, question: Question) -> StepInfo | None:
    """Return a question in words as it is shown; None for other questions."""
    if question.kind is not QuestionKind.REGISTER:
        return None
    step = Step(question.data["step"])
    profile = await session.get(Profile, question.person_id)
    known = {} if profile is None else {
        Step.NAME: profile.full_name, Step.TAX_ID: profile.tax_id or "", Step.POSITION: profile.position,
    }  # fmt: skip
    if step is Step.ANSWER_WAY:
        known[step] = (await session.get_one(Person, question.person_id)).answer_way or ""
    has_phone = profile is not None and profile.phone is not None
    return StepInfo(step, known.get(step, ""), bool(question.data.get("skipped")), has_phone)


MOST_A_DAY = 10
"""The most memberships that a person can ask for within a day."""
_NEXT = {Step.NAME: Step.TAX_ID, Step.TAX_ID: Step.POSITION}


@dataclass(frozen=True, slots=True)
class MembershipInfo:
    """An organization of a person, with their role; `confirmed`: not only the person says so."""

    organization: str
    role: ClientRole
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Registration:
    """The data of a person who registered, as they see it themselves. `phone` is in E.164; `answer_way`: how they want
    answers, if they said so."""

    phone: str | None
    full_name: str
    tax_id: str | None
    position: str
    organizations: Sequence[MembershipInfo]
    answer_way: AnswerWay | None


async def start_registration(desk: Desk) -> None:
    """Ask the actor for their contact, with the ways around that. Raises NotAllowed for staff: they are no clients."""
    await take_turn(desk.session, desk.require_actor().id)
    if permissions.is_staff(desk.require_actor()):
        raise NotAllowed("register-staff")
    await _ask_number(desk)


_OFFER = text("""
insert into profiles (person_id, offered_at)
select :person, :now where not exists (select from memberships where person_id = :person and ended_at is null)
on conflict (person_id) do nothing
""").bindparams(bindparam("now", type_=DateTime(timezone=True)))


async def note_offer(desk: Desk) -> None:
    """Note that the actor is offered to register now, if they are a guest and never were: the receipt of the request
    that they have just begun shows it."""
    if not permissions.is_staff(desk.require_actor()):
        await desk.session.execute(_OFFER, {"person": desk.require_actor().id, "now": desk.now})


async def load_registration(session: AsyncSession, person_id: int) -> Registration | None:
    """Return what the person registered with; None for a guest."""
    profile = await session.get(Profile, person_id, populate_existing=True)
    rows = select(Membership, Organization).join(Organization, Organization.id == Membership.organization_id)
    theirs = rows.where(Membership.person_id == person_id, is_member(confirmed=False)).order_by(Membership.id)
    memberships = (await session.execute(theirs)).all()
    if not memberships and (profile is None or profile.registered_at is None):
        return None
    of = [MembershipInfo(one.name, row.role, row.confirmed_at is not None) for row, one in memberships]
    way = (await session.get_one(Person, person_id)).answer_way
    if profile is None:
        return Registration(None, "", None, "", of, way)
    return Registration(profile.phone, profile.full_name, profile.tax_id, profile.position, of, way)


async def take_answer(desk: Desk, incoming: IncomingMessage, question_id: int) -> None:
    """Take the answer to a question of the registration; a wrong one is asked again with the reason."""
    question = await require_open(desk, question_id, KINDS)
    step = question.data.get("step")
    if step is None:
        await _take_number(desk, question, incoming)
        return
    if step == Step.ANSWER_WAY:
        await choose_way(desk, question_id, _find_way(incoming) or AnswerWay.HERE)
        return
    profile = await _get_profile(desk)
    try:
        _note(desk, profile, Step(step), incoming.words.text)
        if step == Step.ORGANIZATION:
            await _create_and_join(desk, profile, incoming.words.text)
    except Refused as refusal:
        question.due_at = desk.now + WITHIN[question.kind]  # as long as at first
        _say(desk, refusal.key, dict(refusal.args_), reply_to=incoming.message_id)
        return
    note_answer(desk, question)
    await _go_on(desk, profile, Step(step))


async def skip_step(desk: Desk, question_id: int) -> None:
    """Leave a question of the registration unanswered. Raises Outdated if it is not open any more."""
    await take_turn(desk.session, desk.require_actor().id)
    question = await require_open(desk, question_id, KINDS[1:])
    step = Step(question.data["step"])
    if step is Step.ANSWER_WAY:
        note_answer(desk, question, skipped=True)
        return
    profile = await _get_profile(desk)
    if step is Step.TAX_ID:
        profile.tax_id = None
    note_answer(desk, question, skipped=True)
    await _go_on(desk, profile, step)


async def ask_way(desk: Desk) -> None:
    """Ask the actor by which way they want answers, in place of what else was asked. Raises Outdated while the desk
    does not ask."""
    await take_turn(desk.session, desk.require_actor().id)
    if not desk.rules.news.answer_way:
        raise Outdated
    if is_just_asked(desk, await list_open(desk, KINDS)):
        return
    await close_open(desk, KINDS)
    await _ask_step(desk, desk.require_actor().id, Step.ANSWER_WAY)


async def choose_way(desk: Desk, question_id: int, way: AnswerWay) -> None:
    """Note how the actor wants answers, and show that on their open requests. Raises Outdated if the question is not
    open any more, or if they want to be called and gave no number."""
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    question = await require_open(desk, question_id, KINDS[1:])
    if question.data.get("step") != Step.ANSWER_WAY:
        raise Outdated
    profile = await desk.session.get(Profile, me.id)
    if way is AnswerWay.PHONE and (profile is None or profile.phone is None):
        raise Outdated
    is_changed, me.answer_way = me.answer_way is not way, way
    note_answer(desk, question)
    await desk.session.flush()
    if is_changed:
        await message_refresh.refresh_tickets_of(desk, me.id)


async def forget_person(desk: Desk) -> None:
    """Delete the actor's data and end their memberships. Their requests stay as they are."""
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    await close_open(desk, KINDS)
    if me.answer_way is not None:
        me.answer_way = None
        await message_refresh.refresh_tickets_of(desk, me.id)
    for membership, _ in await list_memberships(desk, me.id):
        waited = membership.confirmed_at is None
        if waited:
            await lock_row(desk, membership.organization_id)
        await end_membership(desk, membership)
        await desk.session.flush()
        if waited:
            await remove_if_unused(desk, membership.organization_id)
            await show_applicant(desk, membership, became="applicant-left")
    await desk.session.execute(delete(Profile).where(Profile.person_id == me.id))


async def _take_number(desk: Desk, question: Question, incoming: IncomingMessage) -> None:
    key = _find_key(incoming)
    if key is None and incoming.own_phone is None:
        _say(desk, "register-foreign", {}, reply_to=incoming.message_id)
        return
    question.answered_at = desk.now
    if key == NOT_NOW:
        _say(desk, "register-not-now", {}, drop_keys=True)
    elif key is not None:
        await _ask_in_words(desk, "register-questions")
    else:
        await _match_number(desk, incoming.own_phone or "")


async def _match_number(desk: Desk, typed: str) -> None:
    """Join the organizations that know the number; if none does, ask in words."""
    try:
        phone = parse_phone(typed, desk.rules.organizations.phone_region)
    except Refused:
        await _ask_in_words(desk, "register-number-odd")
        return
    if await _is_over_limit(desk):
        _say(desk, "register-too-often", {}, drop_keys=True)
        return
    profile = await _get_profile(desk)
    joined = await join_by_number(desk, phone)
    if profile.phone != phone:
        profile.phone = phone
        account_jobs.queue_lookup(desk, profile.person_id, again=True)
    await desk.session.flush()
    if not joined:
        await _ask_in_words(desk, "register-unmatched")
        return
    await _finish(desk, profile, joined)


async def _ask_in_words(desk: Desk, key: str) -> None:
    _say(desk, key, {}, drop_keys=True)
    await _ask_step(desk, desk.require_actor().id, Step.NAME)


def _note(desk: Desk, profile: Profile, step: Step, typed: str) -> None:
    """Note an answer in the profile. Raises Refused for a wrong tax id."""
    if step is Step.NAME:
        profile.full_name = clean_name(mask_secrets_in(typed, desk.rules.masking), LONGEST_NAME)
    elif step is Step.TAX_ID:
        profile.tax_id = parse_tax_id(typed, desk.rules.organizations.tax_ids)
    elif step is Step.POSITION:
        profile.position = clean_name(mask_secrets_in(typed, desk.rules.masking), LONGEST_NAME)


async def _go_on(desk: Desk, profile: Profile, step: Step) -> None:
    """Ask for the next thing, or finish after the last."""
    await desk.session.flush()
    if step in _NEXT:
        await _ask_step(desk, profile.person_id, _NEXT[step])
    elif step is Step.POSITION and profile.tax_id is not None:
        await _join_by_tax_id(desk, profile, profile.tax_id)
    else:
        await _finish(desk, profile, ())


async def _join_by_tax_id(desk: Desk, profile: Profile, tax_id: str) -> None:
    if await _is_over_limit(desk):
        _say(desk, "register-too-often", {})
        return
    found = await _find_by_tax_id(desk.session, tax_id)
    if found is None and desk.rules.organizations.looks_up:
        profile.registered_at = desk.now
        queue_lookup(desk, profile.person_id, tax_id)
        _say(desk, "register-looking-up", {})
        return
    if found is None:
        await _ask_step(desk, profile.person_id, Step.ORGANIZATION)
        return
    await _finish(desk, profile, [await _join_unconfirmed(desk, desk.require_actor(), found)])


async def take_tax_id_answer(desk: Desk, person_id: int, tax_id: str, answer: FoundOrganization | None) -> None:
    """Take what a service knows of a tax id: create the organization with its requisites, or ask the person for the
    name if the service knows nothing. An answer that comes twice, or for a person who has changed their mind, does
    nothing."""
    await take_turn(desk.session, person_id)
    profile = await desk.session.get(Profile, person_id, populate_existing=True)
    if profile is None or profile.tax_id != tax_id or not desk.rules.organizations.enabled:
        return
    await lock_ids(desk, Organization)
    found = await _find_by_tax_id(desk.session, tax_id)
    if found is not None and await find_membership(desk, person_id, found.id) is not None:
        return
    name = clean_name(answer.name, LONGEST_NAME) if answer is not None else ""
    if found is None and (answer is None or not name):
        await _ask_step(desk, person_id, Step.ORGANIZATION)
        return
    person = await desk.session.get_one(Person, person_id)
    organization = found
    if organization is None and answer is not None:
        values = OrganizationValues(name, tax_id, requisites=answer.requisites)
        organization = await create_organization(desk, values)
        organization.requisites_at = desk.now
        await desk.session.flush()
    assert organization is not None
    await _finish(desk, profile, [await _join_unconfirmed(desk, person, organization)])


async def _find_by_tax_id(session: AsyncSession, tax_id: str) -> Organization | None:
    live = (Organization.tax_id == tax_id, Organization.removed_at.is_(None))
    return (await session.scalars(select(Organization).where(*live))).one_or_none()


async def _create_and_join(desk: Desk, profile: Profile, name: str) -> None:
    """Create the organization of that name with the person's tax id, unless somebody else just did. Raises Refused."""
    if profile.tax_id is None:
        raise Outdated
    await lock_ids(desk, Organization)
    found = await _find_by_tax_id(desk.session, profile.tax_id)
    if found is None:
        found = await create_organization(desk, OrganizationValues(name, profile.tax_id))
    membership = await _join_unconfirmed(desk, desk.require_actor(), found)
    await _tell_admins(desk, [membership])


async def _join_unconfirmed(
    desk: Desk, person: Person, organization: Organization, source: MembershipSource = MembershipSource.TAX_ID
) -> Membership:
    return await join_organization(desk, person, organization, ClientRole.USER, source, confirmed=False)


async def join_by_group(desk: Desk, organization_id: int | None, title: str) -> int | None:
    """Return the organization that a request in its group is of, None if there is none. Somebody whom it does not know
    waits to be confirmed: its directors and admins are asked. Who was removed or left asks for themselves."""
    me = desk.require_actor()
    if organization_id is None or not desk.rules.organizations.enabled or permissions.is_staff(me):
        return None
    organization = await desk.session.get(Organization, organization_id)
    if organization is None or organization.removed_at is not None:
        return None
    theirs = Membership.person_id == me.id, Membership.organization_id == organization_id
    known = select(Membership).where(*theirs).order_by(Membership.id.desc())
    membership = (await desk.session.scalars(known.limit(1))).first()  # one that has not ended is the last
    if membership is not None:
        return organization_id if membership.ended_at is None else None
    joined = await _join_unconfirmed(desk, me, organization, MembershipSource.GROUP)
    await show_applicant(desk, joined)
    args: Args = {"name": me.name, "group": title, "organization": organization.name}
    for director in await members.list_directors(desk.session, organization_id):
        shown = Show("org_member", slot="ownorg", fresh=True, find=f"{joined.id}:itself", silent=True)
        asked = replace(shown, note="member-of-group", note_args=args)
        notifier.post_letter(desk, director, asked)
    return organization_id


async def _is_over_limit(desk: Desk) -> bool:
    made = Membership.made_at > desk.now - timedelta(days=1)
    query = select(func.count()).where(Membership.person_id == desk.require_actor().id, made)
    return (await desk.session.scalar(query) or 0) >= MOST_A_DAY


async def _finish(desk: Desk, profile: Profile, joined: Sequence[Membership]) -> None:
    """Show the person what is known now, and admins who waits to be confirmed; then ask how to answer."""
    profile.registered_at = desk.now
    await desk.session.flush()
    await _tell_admins(desk, joined)
    done = Show("registration", slot="registration", fresh=True, note="register-done")
    letters.queue_letter(desk.session, profile.person_id, done, now=desk.now)
    if desk.rules.news.answer_way:
        await _ask_step(desk, profile.person_id, Step.ANSWER_WAY)


async def _tell_admins(desk: Desk, joined: Sequence[Membership]) -> None:
    for membership in joined:
        if membership.confirmed_at is None and membership.made_at == desk.now:
            await show_applicant(desk, membership)


async def _get_profile(desk: Desk) -> Profile:
    """Return the actor's profile, made if there is none; their turn keeps others out."""
    person_id = desk.require_actor().id
    profile = await desk.session.get(Profile, person_id, populate_existing=True)
    if profile is None:
        profile = Profile(person_id=person_id, full_name="", position="")
        desk.session.add(profile)
        await desk.session.flush()
    return profile


def _say(desk: Desk, key: str, args: Args, *, reply_to: int | None = None, drop_keys: bool = False) -> None:
    line = Say(key, args, reply_to_message=reply_to, drop_keys=drop_keys)
    letters.queue_letter(desk.session, desk.require_actor().id, line, now=desk.now)
