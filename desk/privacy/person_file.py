"""Everything about one person as plain data: for a file of their own, and for integrations that may ask for it.

Notes of the team are left out: they are not for requesters, whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    AccountBlock,
    Contact,
    CrmState,
    Entry,
    EntryFile,
    EntryKind,
    ExternalPerson,
    GuestCall,
    Idea,
    Integration,
    LedgerEntry,
    Membership,
    Organization,
    OwnField,
    Person,
    Profile,
    Ticket,
    TicketParticipant,
    Use,
    any_of,
)
from desk import Desk, DeskSettings
from desk.i18n import formats
from desk.integrations import own_systems
from desk.outbox import queue_report
from desk.people import chat_ids
from desk.policy import visibility
from desk.privacy import own_chats
from desk.settings.own_fields import PARTS, Held
from desk.tickets import mail_facts


@dataclass(frozen=True, slots=True)
class PrivacyFact:
    """One line of the policy: the key of its text, its numbers and names, and lengths of time."""

    key: str
    args: dict[str, str | int] = field(default_factory=dict)
    lengths: dict[str, timedelta] = field(default_factory=dict)

    def make_args(self, language: str) -> dict[str, str | int]:
        """Return the arguments in a language."""
        return {**self.args, **{name: formats.format_duration(language, one) for name, one in self.lengths.items()}}


async def list_facts(session: AsyncSession, rules: DeskSettings) -> list[PrivacyFact]:
    """Return the lines that are true of this desk now."""
    facts = [PrivacyFact("privacy-here", {"clients": int(rules.organizations.enabled)})]
    facts += [PrivacyFact("privacy-copies", lengths={"raw": rules.retention.raw})]
    facts += [PrivacyFact("privacy-withdrawn", lengths={"kept": rules.retention.withdrawn})]
    facts += _list_periods(rules)
    facts += [PrivacyFact("privacy-telegram")]
    if rules.own_accounts:
        facts += [PrivacyFact("privacy-own-accounts")]
    if await session.scalar(select(GuestCall.id).limit(1)) is not None:
        facts += [PrivacyFact("privacy-calls")]
    if rules.board.enabled:
        shown: dict[str, str | int] = {"names": rules.board.names, "files": int(rules.board.shows.files)}
        shown["phones"] = int(rules.board.phone_numbers)
        shown |= {"clients": int(rules.organizations.enabled), "accounts": int(_has_accounts(rules))}
        facts += [PrivacyFact("privacy-board", shown)]
    if rules.organizations.enabled and rules.organizations.looks_up:
        facts += [PrivacyFact("privacy-tax-ids")]
    if rules.payments.enabled:
        facts += [PrivacyFact("privacy-payments", {"cards": int(rules.payments.takes_cards)})]
    if _has_accounts(rules):
        facts += [PrivacyFact("privacy-accounts")]
    if rules.assist.url is not None:
        facts += [PrivacyFact("privacy-assist")]
    if await session.scalar(select(CrmState.id).limit(1)) is not None:
        facts += [PrivacyFact("privacy-crm")]
    named = list(await session.scalars(select(Integration.name).where(Integration.revoked_at.is_(None)).order_by("id")))
    if named:
        facts += [PrivacyFact("privacy-integrations", {"names": ", ".join(named)})]
    return facts


def _has_accounts(rules: DeskSettings) -> bool:
    return rules.accounts.url is not None or rules.accounts.stored


def _list_periods(rules: DeskSettings) -> list[PrivacyFact]:
    """Return the lines of what is deleted or masked by settings that are switched on."""
    kept, masking = rules.retention, rules.masking
    periods = (("closed", kept.closed), ("people", kept.people), ("log", kept.log))
    archive: dict[str, str | int] = {"archive": int(kept.archive)}
    facts = [PrivacyFact(f"privacy-{what}", archive, {"kept": length}) for what, length in periods if length]
    if masking.kinds.cards or masking.kinds.passwords:
        hidden = {
            "cards": int(masking.kinds.cards),
            "passwords": int(masking.kinds.passwords),
            "shown": int(bool(masking.kept)),
        }
        facts += [PrivacyFact("privacy-masked", {**hidden}, {"kept": masking.kept})]
    return facts


KIND = "personal_data"
"""The kind of the report; its argument is the person's id."""
_IS_SAID = (Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None))


async def request_data(desk: Desk) -> bool:
    """Have the actor's file made; return False if it is being made already."""
    await desk.refresh_actor()
    me = desk.require_actor()
    return await queue_report(desk, KIND, me.id, {"person": me.id})


def _get_telegram_id(person: Person) -> int | None:
    """Return the person's id, not that of their chat in a colleague's account."""
    chat = person.telegram_id
    return chat_ids.get_user_id(chat) if chat is not None and chat_ids.is_own_chat(chat) else chat


async def collect_data(session: AsyncSession, person_id: int, now: datetime) -> dict[str, Any]:
    """Return everything about a person, ready for JSON."""
    person = await session.get_one(Person, person_id)
    elsewhere = await own_chats.list_same_person(session, person)
    profile = await session.get(Profile, person_id)
    account = await session.get(AccountBlock, person_id)
    ideas = await session.scalars(select(Idea).where(Idea.author_id == person_id).order_by(Idea.id))
    paid = await session.scalars(select(LedgerEntry).where(LedgerEntry.person_id == person_id).order_by(LedgerEntry.id))
    return {
        "person": {
            "name": person.name, "full_name": person.full_name, "username": person.username,
            "telegram_id": _get_telegram_id(person), "language": person.language_chosen or person.language,
            "since": _say(person.created_at), "consent_version": person.consent_version,
            "consent_at": _say(person.consent_at), "notifications": person.switches,
            "answers_wanted": person.answer_way,
        },
        "registration": None if profile is None else {
            "full_name": profile.full_name, "phone": profile.phone, "tax_id": profile.tax_id,
            "position": profile.position, "at": _say(profile.registered_at),
        },
        "organizations": await _list_organizations(session, person_id),
        "account": None if account is None else {
            "fields": account.fields, "link": account.link, "labels": account.labels,
        },
        "requests": await _list_requests(session, person_id, now),
        "said_elsewhere": await _list_said_elsewhere(session, person_id),
        "takes_part_in": await _list_parts(session, person_id),
        "ideas": [{"at": _say(one.created_at), "words": one.words, "status": one.status} for one in ideas],
        "payments": [
            {"at": _say(one.at), "kind": one.kind.value, "amount": one.amount, "currency": one.currency,
             "reason": one.reason}
            for one in paid
        ],
        "use": await _count_uses(session, person_id),
        "in_own_accounts": [await collect_data(session, one.id, now) for one in elsewhere],
    }  # fmt: skip


async def _count_uses(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """Return how often the person used each command and button, and on which day last."""
    named = (Use.kind, Use.name)
    counts = select(*named, func.sum(Use.n).label("times"), func.max(Use.day).label("last"))
    rows = await session.execute(counts.where(Use.person_id == person_id).group_by(*named).order_by(*named))
    return [{"kind": one.kind, "name": one.name, "times": one.times, "last": one.last.isoformat()} for one in rows]


async def list_files(session: AsyncSession, person_id: int, now: datetime) -> list[EntryFile]:
    """Return the files that the person sent or got, also through own accounts of the team, oldest first."""
    elsewhere = await own_chats.list_same_person(session, await session.get_one(Person, person_id))
    return await _list_files(session, [person_id, *(one.id for one in elsewhere)], now)


def _select_shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    spoken = Entry.kind.in_((EntryKind.COMMENT, EntryKind.REPLY))
    return spoken, Entry.withdrawn_at.is_(None), visibility.select_left(now)


async def _list_files(session: AsyncSession, people: list[int], now: datetime) -> list[EntryFile]:
    shown = select(Entry.id).join(Ticket, Ticket.id == Entry.ticket_id)
    shown = shown.where(any_of(Ticket.requester_id, people), *_select_shown(now))
    said = select(Entry.id).where(any_of(Entry.author_id, people), *_IS_SAID)
    query = select(EntryFile).where(EntryFile.entry_id.in_(shown.union(said)))
    return list(await session.scalars(query.order_by(EntryFile.id)))


async def _list_organizations(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    query = (
        select(Membership, Organization.name, Contact)
        .join(Organization, Organization.id == Membership.organization_id)
        .outerjoin(Contact, Contact.id == Membership.contact_id)
    )
    rows = await session.execute(query.where(Membership.person_id == person_id).order_by(Membership.id))
    return [
        {"organization": name, "role": membership.role.value, "since": _say(membership.made_at),
         "until": _say(membership.ended_at), "contact": None if contact is None else _describe_contact(contact)}
        for membership, name, contact in rows
    ]  # fmt: skip


def _describe_contact(contact: Contact) -> dict[str, str | None]:
    return {"name": contact.name, "phone": contact.phone, "position": contact.position, "email": contact.email}


async def _list_requests(session: AsyncSession, person_id: int, now: datetime) -> list[dict[str, Any]]:
    tickets = list(await session.scalars(select(Ticket).where(Ticket.requester_id == person_id).order_by(Ticket.id)))
    said = select(Entry).where(any_of(Entry.ticket_id, [one.id for one in tickets]), *_select_shown(now))
    named = select(OwnField.id, OwnField.name) if any(one.own_fields for one in tickets) else None
    names = {str(key): name for key, name in await session.execute(named)} if named is not None else {}
    entries: dict[int, list[dict[str, Any]]] = {}
    files: dict[int, list[str]] = {}
    for file in await _list_files(session, [person_id], now):
        files.setdefault(file.entry_id, []).append(file.name)
    for entry in await session.scalars(said.order_by(Entry.created_at, Entry.id)):
        entries.setdefault(entry.ticket_id or 0, []).append(
            {"at": _say(entry.created_at), "by": "you" if entry.author_id == person_id else entry.author_name,
             "text": entry.body, "files": files.get(entry.id, [])}
        )  # fmt: skip
    return [
        {"number": one.number, "subject": one.subject, "status": one.status.value, "filed_at": _say(one.filed_at),
         "ended_at": _say(one.ended_at), "rating": one.rating, "rating_words": one.rating_words,
         "context": mail_facts.show_context(one, "en") or None, "fields": _name_values(names, one.own_fields),
         "messages": entries.get(one.id, [])}
        for one in tickets
    ]  # fmt: skip


def _name_values(names: Mapping[str, str], held: Held) -> dict[str, str]:
    """Return what declared fields hold, of removed ones too."""
    return {names.get(key, key): text for part in PARTS for key, text in (held or {}).get(part, {}).items()}


async def _list_said_elsewhere(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """Return what the person wrote on requests of others, as in a group."""
    said = select(Entry, Ticket.number).join(Ticket, Ticket.id == Entry.ticket_id)
    said = said.where(Entry.author_id == person_id, Ticket.requester_id != person_id, *_IS_SAID)
    rows = await session.execute(said.order_by(Entry.id))
    return [{"number": number, "at": _say(entry.created_at), "text": entry.body} for entry, number in rows]


async def _list_parts(session: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """Return the requests of others that the person takes part in, by themselves or by an address that is proven."""
    addresses = select(ExternalPerson.external_id).where(
        ExternalPerson.person_id == person_id, own_systems.is_of_mail()
    )
    theirs = or_(TicketParticipant.person_id == person_id, TicketParticipant.address.in_(addresses))
    parts = select(TicketParticipant, Ticket.number).join(Ticket, Ticket.id == TicketParticipant.ticket_id)
    return [
        {"number": number, "address": one.address, "since": _say(one.at), "hears": one.hears.value,
         "stopped_at": _say(one.stopped_at)}
        for one, number in await session.execute(parts.where(theirs).order_by(TicketParticipant.id))
    ]  # fmt: skip


def _say(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
