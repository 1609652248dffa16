"""Integrations of the desk's own, made with the first request that needs them: the web form and the mailbox."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db.models import (
    CLAIMED,
    DeskRow,
    ExternalPerson,
    ImportedRow,
    Integration,
    Membership,
    Origin,
    Person,
    Ticket,
    any_of,
)
from desk import Refused
from desk.integrations.integrations import OWN_DOORS, TOKEN_REQUESTS_PER_MINUTE
from desk.integrations.scopes import Scope
from desk.integrations.token_bearers import Bearer
from desk.integrations.user_rows import get_or_create
from desk.policy.permissions import is_member
from desk.references import hash_secret
from desk.text.mail_address import find_address

FORM, MAIL = OWN_DOORS


def name_sender(address: str, *, is_proven: bool) -> str:
    """Return the id of a person of the mailbox. A mail that only claims to come from an address is of another person
    than one that is proven to: whatever becomes of the claim, the real one has no part in it."""
    return address if is_proven else f"{CLAIMED}{address}"


def name_senders(addresses: Iterable[str]) -> list[str]:
    """Return the ids of who mails from these addresses, of each the proven one first."""
    return [name_sender(one, is_proven=is_proven) for one in addresses for is_proven in (True, False)]


def read_sender(external_id: str) -> tuple[str, bool]:
    """Return the address of a person of the mailbox, and if it is proven."""
    return external_id.removeprefix(CLAIMED), not external_id.startswith(CLAIMED)


async def find_sender(session: AsyncSession, key: str) -> Bearer | None:
    """Return who has that link's secret, or None."""
    theirs = (
        Integration.door == FORM,
        Integration.revoked_at.is_(None),
        ExternalPerson.external_id == hash_secret(key).hex(),
    )
    joined = select(Integration, ExternalPerson).join(ExternalPerson, ExternalPerson.system_id == Integration.id)
    row = (await session.execute(joined.where(*theirs))).first()
    return Bearer(row[0], row[1]) if row is not None else None


async def create_sender(session: AsyncSession, key: str, *, name: str, language: str, now: datetime) -> Bearer | None:
    """Return the sender with that secret, created if unknown; None if an admin has revoked the form's integration."""
    system = await get_or_create_system(session, FORM, now)
    if system.revoked_at is not None:
        return None
    return Bearer(
        system, await get_or_create(session, system, hash_secret(key).hex(), name=name, language=language, now=now)
    )


def is_of_mail() -> ColumnElement[bool]:
    """Match people of the mailbox: an id that another system gives its user proves no address, however it looks."""
    return ExternalPerson.system_id.in_(select(Integration.id).where(Integration.door == MAIL))


async def find_by_person(session: AsyncSession, person_id: int) -> ExternalPerson | None:
    """Return the newest address by which the mailbox knows a person, or None."""
    theirs = select(ExternalPerson).where(ExternalPerson.person_id == person_id, is_of_mail())
    return await session.scalar(theirs.order_by(ExternalPerson.id.desc()).limit(1))


async def find_address_of(session: AsyncSession, person_id: int) -> tuple[str, bool] | None:
    """Return the newest address that a person's mails came from, and if it is proven; None if there were none."""
    found = await find_by_person(session, person_id)
    return read_sender(found.external_id) if found is not None else None


async def list_blocked(session: AsyncSession, addresses: Collection[str]) -> set[str]:
    """Return those addresses whose mails are not taken: the person who has proved it is blocked, or, if nobody has,
    whoever claims it."""
    if not addresses:
        return set()
    theirs = select(ExternalPerson.external_id, Person.blocked_at).join(Person, Person.id == ExternalPerson.person_id)
    of_mail = theirs.where(is_of_mail(), any_of(ExternalPerson.external_id, name_senders(addresses)))
    found = {row.external_id: row.blocked_at is not None for row in await session.execute(of_mail)}
    return {one for one in addresses if found.get(one, found.get(name_sender(one, is_proven=False), False))}


def is_own_address(mailbox: Collection[str], address: str) -> bool:
    """Return True if the address is one of the desk, also with a part after "+"."""
    name, _, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}" in mailbox


async def check_addresses(session: AsyncSession, typed: Collection[str], mailbox: Collection[str]) -> list[str]:
    """Return typed addresses that the team may write to, each once. Raises Refused for what is no address, one of the
    desk, or one whose mails are not taken."""
    addresses = list(dict.fromkeys(one.strip().lower() for one in typed))
    for one in addresses or [""]:
        if not one.isascii() or find_address(one) != one:
            raise Refused("write-no-address", said=one)
        if is_own_address(mailbox, one):
            raise Refused("write-own-address", said=one)
    if blocked := sorted(await list_blocked(session, addresses)):
        raise Refused("write-blocked", name=blocked[0])
    return addresses


async def get_or_create_system(session: AsyncSession, door: str, now: datetime) -> Integration:
    """Return the desk's own integration for that door, created if there is none."""
    found = await session.scalar(select(Integration).where(Integration.door == door))
    if found is None:
        await session.execute(select(DeskRow.id).with_for_update())  # one at a time
        found = await session.scalar(select(Integration).where(Integration.door == door))
    if found is None:
        found = _make_system(door, now)
        session.add(found)
        await session.flush()
    return found


async def find_own_system(session: AsyncSession, door: str) -> Integration | None:
    """Return the desk's own integration for that door, None if nothing came that way yet or it is revoked."""
    return await session.scalar(select(Integration).where(Integration.door == door, Integration.revoked_at.is_(None)))


async def find_form_address(session: AsyncSession, ticket: Ticket) -> str | None:
    """Return the address that answers about a request of the web form are mailed to. Nobody has confirmed that it is
    the sender's. None if they left none, if there was no mailbox then, or if form or mailbox are revoked."""
    address = find_address(" ".join(map(str, (ticket.context or {}).values())))
    form, mailbox = aliased(Integration), aliased(Integration)
    used = select(form.id).join(mailbox, mailbox.made_at <= ticket.created_at).where(
        form.id == ticket.system_id, form.door == FORM, form.revoked_at.is_(None),
        mailbox.door == MAIL, mailbox.revoked_at.is_(None),
    )  # fmt: skip
    return address if address is not None and await session.scalar(used) is not None else None


BEARER_DAYS = 30


def has_bearer_ended(ticket: Ticket, now: datetime) -> bool:
    """Return True if links, marks and pages of a request open it no more: it ended long ago."""
    return ticket.is_finished and ticket.status_at <= now - timedelta(days=BEARER_DAYS)


async def has_proved(session: AsyncSession, person_id: int) -> bool:
    """Return True if the person has more than an address that a mail came from: Telegram, or an organization."""
    person = await session.get_one(Person, person_id)
    belongs = select(Membership.id).where(Membership.person_id == person_id, is_member(confirmed=False))
    return person.telegram_id is not None or await session.scalar(belongs.limit(1)) is not None


async def list_channels(session: AsyncSession) -> list[Origin]:
    """Return the channels through which requests come, in the order of the pages; e-mail once there is a mailbox, and
    imports once there was one."""
    mailbox = select(Integration.id).where(Integration.door == MAIL)
    there = {Origin.MAIL: mailbox, Origin.IMPORT: select(func.max(ImportedRow.ticket_id))}
    lacking = [one for one, rows in there.items() if await session.scalar(rows.limit(1)) is None]
    return [one for one in Origin if one not in (Origin.CLOCK, *lacking)]


def _make_system(door: str, now: datetime) -> Integration:
    unknown = secrets.token_urlsafe(32)
    return Integration(
        name=OWN_DOORS[door], door=door, token_hash=hash_secret(unknown), token_hint=unknown[-4:],
        scopes=[Scope.TICKETS.value], cors=[], per_minute=TOKEN_REQUESTS_PER_MINUTE[0], made_by=None, made_at=now,
        expires_at=None,
    )  # fmt: skip
