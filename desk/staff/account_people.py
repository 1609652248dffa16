"""Holds and releases what is for people who write to a colleague's own account, also when its owner leaves the team,
and lets their requests go on in their chat with the bot. Must not know Telegram's connections."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import OwnAccount, Person, Ticket, any_of
from desk import Desk, Locked, history
from desk.admin_settings.changes import bump_settings_version
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Say
from desk.people import chat_ids, person_rows
from desk.people.person_locks import take_turn
from desk.people.waiting import find_offer
from desk.place import OwnChat
from desk.staff.board_accounts import move_requests
from desk.tickets import closing


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


async def tell_owner(desk: Desk, ticket: Locked, person: Person, key: str) -> None:
    """Tell the owner of the account to which a person writes what was done there in the owner's name, unless they did
    it."""
    account = await desk.session.get(OwnAccount, chat_ids.get_account_id(person.telegram_id or 0))
    owner = await desk.get_person(account.owner_id) if account is not None else None
    if owner is not None and not notifier.is_actor(desk, owner):
        args, keyed = notifier.name_actor(desk, person=person.name, number=ticket.number)
        notifier.post_letter(desk, owner, Say(key, args, keyed=keyed, staff_only=True), ticket)


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


async def join_chat(desk: Desk, there: Person, here: Person) -> None:
    """Make the requests of a chat in an own account those of the same person's chat with the bot, where what waits is
    then sent."""
    for person_id in sorted((there.id, here.id)):
        await take_turn(desk.session, person_id)
    await move_requests(desk, there, here)
    await person_rows.mark_reachable(desk.session, here, now=desk.now)


async def _cancel_offered(desk: Desk, there: Person) -> None:
    drafts = select(Ticket).where(Ticket.requester_id == there.id, Ticket.filed_at.is_(None))
    for draft in await desk.session.scalars(drafts):
        if await find_offer(desk, draft, there) is not None:
            theirs = Desk(desk.session, OwnChat(), there, now=desk.now, rules=desk.rules)
            await closing.cancel(theirs, draft.number)


async def join_chats_of(desk: Desk, member: Person) -> None:
    """Let requests that a new member had in own accounts go on in their chat with the bot, as nothing is taken from
    colleagues there, and so that they see them as requester only. They and the owners are told of open ones. What is
    only offered to an owner is no request."""
    chats = chat_ids.list_chats_of(member.telegram_id or 0)
    rows = select(Person).where(any_of(Person.telegram_id, chats)).order_by(Person.id)
    for there in await desk.session.scalars(rows):
        await _cancel_offered(desk, there)
        theirs = select(Ticket.number).where(Ticket.requester_id == there.id, Ticket.is_open).order_by(Ticket.number)
        open_ones = list(await desk.session.scalars(theirs))
        await join_chat(desk, there, member)
        account = await desk.session.get(OwnAccount, chat_ids.get_account_id(there.telegram_id or 0))
        owner = await desk.get_person(account.owner_id) if account is not None else None
        for number in open_ones:
            history.record_action(desk, "own-account-joined", f"ticket:{number}")
        if not open_ones or owner is None:
            continue
        args: Args = {
            "requests": ", ".join(f"#{number}" for number in open_ones),
            "owner": owner.name,
            "name": member.name,
        }
        notifier.post_letter(desk, member, Say("own-account-yours", args))
        notifier.post_letter(desk, owner, Say("own-account-member", args, staff_only=True))
