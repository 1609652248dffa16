"""Invites: links that work once, stored as hashes; opening one joins the team."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import DeskRow, Invite, Person, Role
from desk import Desk, PersonView, Refused, history, installation
from desk.notifications import notifier, to_admins
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.outbox import Say, make_press
from desk.people import person_rows
from desk.policy import is_staff
from desk.policy.permissions import (
    ALL,
    PRESETS,
    Grant,
    get_grants,
    has_grant,
)
from desk.references import hash_secret
from desk.staff.members import add_member, make_question_slot


async def _is_still_valid(desk: Desk, invite: Invite) -> bool:
    """Return True if the link's maker may still give its role, or, for the first admin's link, there is no admin."""
    if invite.made_by is None:
        await installation.load_row(desk.session)
        await desk.session.execute(select(DeskRow.id).with_for_update())  # of two such links the second one waits here
        return not await installation.has_admin(desk.session, desk.rules)
    maker = await desk.session.get_one(Person, invite.made_by)
    return has_grant(maker, Grant.TEAM) and PRESETS.get(invite.role, ALL) <= get_grants(maker)


_BITS = 128
_CODE = re.compile(r"[A-Za-z0-9_-]{22}")
_ADDRESS = "https://t.me/{username}"
_LINK = _ADDRESS + "?start={code}"


class InviteResult(StrEnum):
    """The result of opening an invite's link."""

    AGENT = "agent"  # the actor joined the team, not as an admin
    ADMIN = "admin"  # the actor became an admin (first admin's link)
    WAITS = "waits"  # an admin's link: its maker must press admit
    ALREADY = "already"  # staff opened it: nothing happened, the link still works
    NO_GOOD = "no_good"  # unknown, used or expired


@dataclass(frozen=True, slots=True)
class InviteOutcome:
    """The outcome of `accept`; `by` made the link."""

    how: InviteResult
    role: Role | None = None
    by: PersonView | None = None


def is_invite(code: str) -> bool:
    """Return True if a code has the form of an invite's."""
    return _CODE.fullmatch(code) is not None


def store_invite(session: AsyncSession, role: Role, *, made_by: int | None, now: datetime, good_for: timedelta) -> str:
    """Store an invite and return its code: 128 random bits, as Telegram allows in a link (A-Z, a-z, 0-9, _ and -;
    Bot API, Deep linking, read 2026-11)."""
    code = secrets.token_urlsafe(_BITS // 8)
    invite = Invite(code_hash=hash_secret(code), role=role, made_by=made_by, made_at=now, expires_at=now + good_for)
    session.add(invite)
    return code


async def create_invite(desk: Desk, role: Role) -> str:
    """Return a code that works once, for `rules.invite`; only its hash is stored. One made in the panel is confirmed
    first. Raises NotAllowed, Refused, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.TEAM)
    if role not in PRESETS:
        raise Refused("no-such-role")
    if not PRESETS[role] <= get_grants(desk.require_actor()):
        raise Refused("role-above")
    await require_confirmation(desk, LastingAction.INVITE, role.value)
    history.record_action(desk, "invite-made", "desk", None, role.value)
    return store_invite(desk.session, role, made_by=desk.actor_id, now=desk.now, good_for=desk.rules.team.invite)


async def make_link(session: AsyncSession, code: str) -> str:
    """Return the link that the invited person opens."""
    row = await session.get_one(DeskRow, 1)
    return _LINK.format(username=row.bot_username or "", code=code)


async def find_bot_address(session: AsyncSession) -> str | None:
    """Return the address at which requesters write to the bot, or None while its name is unknown."""
    username = await session.scalar(select(DeskRow.bot_username).where(DeskRow.id == 1))
    return _ADDRESS.format(username=username) if username else None


async def accept_invite(desk: Desk, code: str) -> InviteOutcome:
    """Use the code of a link for the actor; of several people at once only one is admitted. Queues the welcome, the
    menu and the notification to admins."""
    await desk.refresh_actor()
    query = select(Invite).where(Invite.code_hash == hash_secret(code)).with_for_update()
    invite = (await desk.session.scalars(query.execution_options(populate_existing=True))).first()
    if invite is None or invite.used_at is not None or invite.expires_at <= desk.now:
        return InviteOutcome(InviteResult.NO_GOOD)
    if not await _is_still_valid(desk, invite):
        return InviteOutcome(InviteResult.NO_GOOD)
    me = desk.require_actor()
    uses_it = not is_staff(me) or (me.role is not Role.ADMIN and invite.role is Role.ADMIN)
    if not uses_it:
        return InviteOutcome(InviteResult.ALREADY, me.role)
    invite.used_by, invite.used_at = me.id, desk.now
    return await _let_in(desk, invite, me)


async def _let_in(desk: Desk, invite: Invite, me: Person) -> InviteOutcome:
    maker = await desk.get_person(invite.made_by)
    if maker is None:
        history.record_action(desk, "joined-first", "desk", None, Role.ADMIN.value)
        invite.admitted_at = desk.now
        await add_member(desk, me, Role.ADMIN, is_first=True)
        await to_admins.notify_admins(desk, "invite-accepted-first", {"name": me.name}, but=(me.id,))
        return InviteOutcome(InviteResult.ADMIN, Role.ADMIN)
    history.record_action(desk, "joined", f"person:{maker.id}", None, invite.role.value)
    by = person_rows.make_view(maker)
    if invite.role is Role.ADMIN:
        buttons = ((make_press("btn-admit", "admit", me.telegram_id or 0),),)
        notifier.post_letter(
            desk, maker, Say("invite-ask", {"name": me.name}, buttons, slot=make_question_slot(me), staff_only=True)
        )
        notifier.post_letter(desk, me, Say("invite-waits"))
        return InviteOutcome(InviteResult.WAITS, Role.ADMIN, by)
    invite.admitted_at = desk.now
    await add_member(desk, me, invite.role)
    await to_admins.notify_admins(desk, "invite-accepted", {"name": me.name, "by": maker.name}, but=(me.id,))
    return InviteOutcome(InviteResult.AGENT, invite.role, by)
