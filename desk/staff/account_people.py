"""Holds and releases what is for people who write to a colleague's own account, also when its owner leaves the team.
Must not know Telegram's connections."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OwnAccount, Person
from desk import Desk
from desk.admin_settings.changes import bump_settings_version
from desk.notifications import to_admins
from desk.people import chat_ids, person_rows


async def find_account(session: AsyncSession, owner_id: int) -> OwnAccount | None:
    """Return the own account that a member of the team has connected, also if that has ended."""
    found = select(OwnAccount).where(OwnAccount.owner_id == owner_id)
    return await session.scalar(found.execution_options(populate_existing=True))


async def _list_people(desk: Desk, account: OwnAccount) -> list[Person]:
    first, behind = chat_ids.list_bounds(account.id)
    theirs = select(Person).where(Person.telegram_id >= first, Person.telegram_id < behind).order_by(Person.id)
    return list(await desk.session.scalars(theirs.with_for_update()))


async def hold_letters(desk: Desk, account: OwnAccount) -> None:
    """Hold the letters for people of the account, as for somebody who has blocked the bot."""
    for person in await _list_people(desk, account):
        await person_rows.mark_blocked(desk.session, person, now=desk.now)


async def release_letters(desk: Desk, account: OwnAccount) -> None:
    """Send what waited for people of the account."""
    for person in await _list_people(desk, account):
        if person.bot_blocked_at is not None and person.erased_at is None:
            await person_rows.mark_reachable(desk.session, person, now=desk.now)


async def end_for_former(desk: Desk, former: Person) -> None:
    """Stop taking requests from the account of somebody who has left the team. They choose again if they come back.
    Letters for its people are held, and the admins are told."""
    account = await find_account(desk.session, former.id)
    if account is None or account.chosen_at is None:
        return
    account.chosen_at = account.word = None
    await bump_settings_version(desk)
    await hold_letters(desk, account)
    await to_admins.notify_admins(desk, "own-account-left", {"name": former.name}, but=(former.id,))
