"""Requests for account data at ACCOUNT_URL: who asks for them, what they say, and what comes of the answer."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import queue
from db.models import AccountBlock, AccountSource, Box, ExternalPerson, Person, Profile, Ticket
from db.queue import ClaimedJob, Done, keys
from desk import Desk, DeskSettings, NoSuchTicket, Refused
from desk.accounts.account_data import AccountData, is_recent, store_account, write
from desk.outbox import account_jobs
from desk.policy import permissions, visibility


@dataclass(frozen=True, slots=True)
class AccountRequest:
    """A request for a person's account data; `query`: what is asked, as it stands behind the address."""

    person_id: int
    query: str


async def refresh_account(desk: Desk, number: int) -> None:
    """Ask for the account data of a ticket's requester now. Raises NoSuchTicket unless the actor sees the ticket as
    staff, and Refused without ACCOUNT_URL."""
    await desk.refresh_actor()
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    if ticket is None:
        raise NoSuchTicket(number)
    who = await permissions.get_access(desk.session, ticket, desk.require_actor())
    if not who.staff or not visibility.can_see_ticket(ticket, who):
        raise NoSuchTicket(number)
    refresh_person(desk, ticket.requester_id)


def refresh_person(desk: Desk, person_id: int) -> None:
    """Ask for a person's account data now. Raises Refused without ACCOUNT_URL."""
    if desk.rules.accounts.url is None:
        raise Refused("account-off")
    account_jobs.queue_lookup(desk, person_id, again=True)


async def is_under_way(session: AsyncSession, person_id: int, rules: DeskSettings) -> bool:
    """Return True if a person's account data is being asked for."""
    if rules.accounts.url is None:
        return False
    key = keys.make_account_key(person_id)
    remembered = queue.count_pending_for(session, Box.TO_ACCOUNTS, key)
    return remembered > 0 or await queue.has_waiting(session, Box.TO_ACCOUNTS, key=key)


async def prepare_lookup(
    session: AsyncSession, job: ClaimedJob, now: datetime, rules: DeskSettings
) -> AccountRequest | Done:
    """Return what to ask for a job, or why nothing is to be asked any more."""
    person_id = job.person_id
    found = select(Person.id, Profile.phone, AccountBlock.fetched_at).where(Person.id == person_id)
    joined = found.outerjoin(Profile, Profile.person_id == Person.id)
    row = (await session.execute(joined.outerjoin(AccountBlock, AccountBlock.person_id == Person.id))).one_or_none()
    if row is None:
        return Done("no such person")
    if job.slot == account_jobs.LOOK_UP and is_recent(row.fetched_at, now, rules):
        return Done("recent")
    oldest = select(ExternalPerson.external_id).where(ExternalPerson.person_id == person_id).order_by(ExternalPerson.id)
    asked = {"person": row.id, "phone": row.phone, "external_id": await session.scalar(oldest.limit(1))}
    return AccountRequest(row.id, urlencode({name: value for name, value in asked.items() if value is not None}))


async def store_lookup(desk: Desk, asked: AccountRequest, data: AccountData | None) -> None:
    """Store an answer; None: there was none."""
    if await desk.session.get(Person, asked.person_id, with_for_update={"read": True, "key_share": True}) is None:
        return
    if data is None:
        await _store_failure(desk, asked.person_id)
    else:
        await store_account(desk, asked.person_id, data, AccountSource.PULL)


async def _store_failure(desk: Desk, person_id: int) -> None:
    """Record that a request failed; what was known stays. Only the first failure changes the cards."""
    before = await desk.session.scalar(select(AccountBlock.failed_since).where(AccountBlock.person_id == person_id))
    if before is None:
        values = {"source": AccountSource.PULL, "failed_since": desk.now}
        await write(desk, person_id, values, {"failed_since": func.coalesce(AccountBlock.failed_since, desk.now)})
