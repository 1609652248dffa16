"""Reads and writes account data. Knows no HTTP and no channel."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AccountBlock, AccountSource, Ticket, any_of
from desk import Desk, DeskSettings
from desk.accounts.account_data import AccountData, AccountInfo, make_fields, make_link
from desk.admin_settings.changes import bump_settings_version
from desk.notifications import message_refresh
from desk.outbox import jobs
from desk.policy import FINISHED

_MOST_TICKETS = 50


async def find_account(session: AsyncSession, person_id: int, rules: DeskSettings) -> AccountInfo | None:
    """Return a person's account data; None if there is none. Costs no statement as long as nobody has any."""
    return (await find_accounts(session, [person_id], rules)).get(person_id)


async def find_accounts(session: AsyncSession, people: Iterable[int], rules: DeskSettings) -> dict[int, AccountInfo]:
    """Return the account data of several people, by person id."""
    if not rules.accounts.stored:
        return {}
    columns = AccountBlock.person_id, AccountBlock.fields, AccountBlock.link
    times = AccountBlock.fetched_at, AccountBlock.failed_since
    rows = await session.execute(select(*columns, *times).where(any_of(AccountBlock.person_id, people)))
    return {
        person_id: AccountInfo(make_fields(fields), make_link(link), as_of, failed)
        for person_id, fields, link, as_of, failed in rows
    }


async def store_account(desk: Desk, person_id: int, data: AccountData, source: AccountSource) -> None:
    """Replace a person's account data, and edit the cards that show it."""
    values = {
        "fields": [{"label": one.label, "value": one.value} for one in data.fields],
        "link": {"label": data.link.label, "url": data.link.url} if data.link is not None else None,
        "source": source,
        "fetched_at": desk.now,
        "failed_since": None,
    }
    await _write(desk, person_id, values, values)


async def store_failure(desk: Desk, person_id: int) -> None:
    """Record that a request failed; what was known stays. Only the first failure changes the cards."""
    before = await desk.session.scalar(select(AccountBlock.failed_since).where(AccountBlock.person_id == person_id))
    if before is None:
        values = {"source": AccountSource.PULL, "failed_since": desk.now}
        await _write(desk, person_id, values, {"failed_since": func.coalesce(AccountBlock.failed_since, desk.now)})


async def _write(desk: Desk, person_id: int, new: dict[str, Any], over: dict[str, Any]) -> None:
    row = insert(AccountBlock).values(person_id=person_id, **new)
    await desk.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=over))
    if not desk.rules.accounts.stored:
        await bump_settings_version(desk)
    await _refresh_tickets(desk, person_id)


async def _refresh_tickets(desk: Desk, person_id: int) -> None:
    """Edit what shows the person's open tickets to staff."""
    shown = select(Ticket).where(
        Ticket.requester_id == person_id, Ticket.filed_at.is_not(None), Ticket.status.not_in(FINISHED)
    )
    for ticket in await desk.session.scalars(shown.order_by(Ticket.id.desc()).limit(_MOST_TICKETS)):
        await message_refresh.refresh_messages(desk, ticket, staff_only=True)
        await jobs.request_compare(desk, ticket.id)


def is_recent(fetched_at: datetime | None, now: datetime, rules: DeskSettings) -> bool:
    """Return True if account data of that moment need not be asked for again."""
    return fetched_at is not None and now - fetched_at < rules.accounts.recent
