"""Registration: a person says who they are, by their number or in words, and becomes a member of organizations. Knows
no channel.

Registration changes nothing for their requests, and can be left at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import DateTime, bindparam, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import ClientRole, Membership, MembershipSource, Organization, Person, Profile, Question
from desk import Desk, NotAllowed, Outdated, Refused
from desk.conversation.new_entry import IncomingMessage
from desk.organizations import registration_steps as steps
from desk.organizations.applications import lock_row, remove_if_unused, show_applicant
from desk.organizations.directory import LONGEST_NAME, OrganizationValues, create_organization, lock_ids
from desk.organizations.members import end_membership, find_membership, join_organization, list_memberships
from desk.organizations.number_matching import join_by_number
from desk.organizations.phones import parse_phone
from desk.organizations.registration_steps import Step
from desk.organizations.tax_ids import parse_tax_id
from desk.organizations.tax_lookup import queue_lookup
from desk.outbox import Args, Say, Show, jobs, letters
from desk.people.person_lock import take_turn
from desk.policy import permissions
from desk.policy.permissions import is_member
from desk.text import clean_name
from desk.text.masking.secret_masking import mask_secrets_in

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
    """The data of a person who registered, as they see it themselves. `phone` is in E.164."""

    phone: str | None
    full_name: str
    tax_id: str | None
    position: str
    organizations: Sequence[MembershipInfo]


async def start_registration(desk: Desk) -> None:
    """Ask the actor for their contact, with the ways around that. Raises NotAllowed for staff: they are no clients."""
    await take_turn(desk.session, desk.require_actor().id)
    if permissions.is_staff(desk.require_actor()):
        raise NotAllowed("register-staff")
    await steps.ask_number(desk)


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
    if profile is None:
        return Registration(None, "", None, "", of)
    return Registration(profile.phone, profile.full_name, profile.tax_id, profile.position, of)


async def take_answer(desk: Desk, incoming: IncomingMessage, question_id: int) -> None:
    """Take the answer to a question of the registration; a wrong one is asked again with the reason."""
    question = await steps.get_open_step(desk, question_id)
    step = question.data.get("step")
    if step is None:
        await _take_number(desk, question, incoming)
        return
    profile = await _get_profile(desk)
    try:
        _note(desk, profile, Step(step), incoming.words.text)
        if step == Step.ORGANIZATION:
            await _create_and_join(desk, profile, incoming.words.text)
    except Refused as refusal:
        steps.wait_longer(desk, question)
        _say(desk, refusal.key, dict(refusal.args_), reply_to=incoming.message_id)
        return
    steps.close_step(desk, question)
    await _go_on(desk, profile, Step(step))


async def skip_step(desk: Desk, question_id: int) -> None:
    """Leave a question of the registration unanswered. Raises Outdated if it is not open any more."""
    await take_turn(desk.session, desk.require_actor().id)
    question = await steps.get_open_step(desk, question_id)
    profile, step = await _get_profile(desk), Step(question.data["step"])
    if step is Step.TAX_ID:
        profile.tax_id = None
    steps.close_step(desk, question, skipped=True)
    await _go_on(desk, profile, step)


async def forget_person(desk: Desk) -> None:
    """Delete the actor's data and end their memberships. Their requests stay as they are."""
    me = desk.require_actor()
    await take_turn(desk.session, me.id)
    await steps.stop_steps(desk)
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
    key = steps.find_key(incoming)
    if key is None and incoming.own_phone is None:
        _say(desk, "register-foreign", {}, reply_to=incoming.message_id)
        return
    question.answered_at = desk.now
    if key == steps.NOT_NOW:
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
        jobs.queue_lookup(desk, profile.person_id, again=True)
    await desk.session.flush()
    if not joined:
        await _ask_in_words(desk, "register-unmatched")
        return
    await _finish(desk, profile, joined)


async def _ask_in_words(desk: Desk, key: str) -> None:
    _say(desk, key, {}, drop_keys=True)
    await steps.ask_step(desk, desk.require_actor().id, Step.NAME)


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
        await steps.ask_step(desk, profile.person_id, _NEXT[step])
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
        await steps.ask_step(desk, profile.person_id, Step.ORGANIZATION)
        return
    await _finish(desk, profile, [await _join_unconfirmed(desk, desk.require_actor(), found)])


async def take_tax_id_answer(desk: Desk, person_id: int, tax_id: str, name: str | None) -> None:
    """Take what a service knows of a tax id: create the organization of that name, or ask the person for the name if
    it is None. An answer that comes twice, or for a person who has changed their mind, does nothing."""
    await take_turn(desk.session, person_id)
    profile = await desk.session.get(Profile, person_id, populate_existing=True)
    if profile is None or profile.tax_id != tax_id or not desk.rules.organizations.enabled:
        return
    await lock_ids(desk, Organization)
    found = await _find_by_tax_id(desk.session, tax_id)
    if found is not None and await find_membership(desk, person_id, found.id) is not None:
        return
    name = clean_name(name or "", LONGEST_NAME) or None
    if found is None and name is None:
        await steps.ask_step(desk, person_id, Step.ORGANIZATION)
        return
    person = await desk.session.get_one(Person, person_id)
    organization = found or await create_organization(desk, OrganizationValues(name or tax_id, tax_id))
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


async def _join_unconfirmed(desk: Desk, person: Person, organization: Organization) -> Membership:
    return await join_organization(
        desk, person, organization, ClientRole.USER, MembershipSource.TAX_ID, confirmed=False
    )


async def _is_over_limit(desk: Desk) -> bool:
    made = Membership.made_at > desk.now - timedelta(days=1)
    query = select(func.count()).where(Membership.person_id == desk.require_actor().id, made)
    return (await desk.session.scalar(query) or 0) >= MOST_A_DAY


async def _finish(desk: Desk, profile: Profile, joined: Sequence[Membership]) -> None:
    """Show the person what is known now, and admins who waits to be confirmed."""
    profile.registered_at = desk.now
    await desk.session.flush()
    await _tell_admins(desk, joined)
    done = Show("registration", slot="registration", fresh=True, note="register-done")
    letters.queue_letter(desk.session, profile.person_id, done, now=desk.now)


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
