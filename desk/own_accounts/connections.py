"""Follow the connections of own accounts as Telegram reports them, and what their owners choose to have taken.

The owner alone connects an account, in Telegram, and alone says what is taken from it. Until then nothing is. Each
person who writes there is a requester of this chat: what they are elsewhere stays apart.
"""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Box, Erasure, Job, JobState, OwnAccount, Person, Role, Ticket
from desk import Desk, NotAllowed, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.notifications import to_admins
from desk.outbox import Args, Say, Show, letters, make_press
from desk.people import chat_ids, person_rows
from desk.people.person_locks import take_turn
from desk.policy.permissions import Grant, has_grant
from desk.privacy import erasures
from desk.settings.defaults.groups import ConnectedAccount
from desk.staff.board_accounts import merge_people

SCREEN = "own_account"
_LONGEST_WORD = 40  # characters
_DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class ReportedConnection:
    """A connection as Telegram reports it."""

    connection_id: str
    is_enabled: bool
    can_reply: bool
    can_delete: bool


def make_digest(salt: str, user_id: int) -> str:
    """Return what is stored of a person whose chat is excluded."""
    return hashlib.blake2b(str(user_id).encode(), key=salt.encode(), digest_size=_DIGEST_BYTES).hexdigest()


async def find_account(session: AsyncSession, owner_id: int) -> OwnAccount | None:
    """Return the own account that a member of the team has connected, also if that has ended."""
    found = select(OwnAccount).where(OwnAccount.owner_id == owner_id)
    return await session.scalar(found.execution_options(populate_existing=True))


async def follow_connection(desk: Desk, said: ReportedConnection) -> bool:
    """Note what became of the actor's connection. If nothing can be sent any more, what waits is kept, and the owner
    and the admins are told at once; if it can again, it is sent. Return False for who is not on the team."""
    me = desk.require_actor()
    if not has_grant(me, Grant.WORK):
        return False
    account = await find_account(desk.session, me.id)
    if account is None and not said.is_enabled:
        return False
    is_new = account is None
    if account is None:
        account = OwnAccount(
            owner_id=me.id, connection_id=said.connection_id, is_enabled=False, can_reply=False, can_delete=False,
            salt=secrets.token_hex(16), excluded=[], connected_at=desk.now,
        )  # fmt: skip
        desk.session.add(account)
    could = not is_new and account.is_enabled and account.can_reply
    was_enabled, account.connection_id = account.is_enabled, said.connection_id
    account.is_enabled, account.can_reply, account.can_delete = said.is_enabled, said.can_reply, said.can_delete
    can = said.is_enabled and said.can_reply
    account.ended_at = None if can else account.ended_at or desk.now
    await desk.session.flush()
    await bump_settings_version(desk)
    if is_new or was_enabled is not said.is_enabled:
        action = "own-account-connected" if said.is_enabled else "own-account-ended"
        history.record_action(desk, action, f"person:{me.id}")
    if could is not can or is_new:
        await _tell(desk, account, can=can, is_new=is_new)
    if can:
        await _release(desk, account)
    else:
        await _hold(desk, account)
    return True


async def _tell(desk: Desk, account: OwnAccount, *, can: bool, is_new: bool) -> None:
    """Tell the owner by the screen of the account, and the admins by a line."""
    me = desk.require_actor()
    letters.queue_letter(desk.session, me.id, Show(SCREEN, slot=SCREEN, fresh=True), now=desk.now)
    if can:
        key = "own-account-connected" if is_new else "own-account-again"
    else:
        key = "own-account-no-reply" if account.is_enabled else "own-account-ended"
    await to_admins.notify_admins(desk, key, {"name": me.name}, but=[me.id])


async def _list_people(desk: Desk, account: OwnAccount) -> list[Person]:
    first, behind = chat_ids.list_bounds(account.id)
    theirs = select(Person).where(Person.telegram_id >= first, Person.telegram_id < behind).order_by(Person.id)
    return list(await desk.session.scalars(theirs.with_for_update()))


async def _hold(desk: Desk, account: OwnAccount) -> None:
    """Let what is for people of the account wait, as for somebody who has blocked the bot."""
    for person in await _list_people(desk, account):
        await person_rows.mark_blocked(desk.session, person, now=desk.now)


async def _release(desk: Desk, account: OwnAccount) -> None:
    for person in await _list_people(desk, account):
        if person.bot_blocked_at is not None and person.erased_at is None:
            await person_rows.mark_reachable(desk.session, person, now=desk.now)


async def choose(desk: Desk, *, takes: bool, word: str | None = None) -> OwnAccount:
    """Take requests from the actor's account, all or those with a word, or take none any more. Raises Refused without
    a connection, and for a word that is too long."""
    account = await _get_own(desk)
    word = " ".join(word.split()).casefold() if word else None
    if word is not None and len(word) > _LONGEST_WORD:
        raise Refused("own-account-word-long", n=_LONGEST_WORD)
    old = _describe(account)
    account.chosen_at = account.chosen_at or desk.now if takes else None
    account.word = word if takes else None
    if old != _describe(account):
        history.record_action(desk, "own-account-chosen", f"person:{account.owner_id}", old, _describe(account))
        await bump_settings_version(desk)
    return account


def _describe(account: OwnAccount) -> str:
    """Return the choice as the audit log has it: "none", "all", or "word"; the word itself stays with its owner."""
    return "none" if account.chosen_at is None else "word" if account.word else "all"


async def _get_own(desk: Desk) -> OwnAccount:
    account = await find_account(desk.session, desk.require_actor().id)
    if account is None:
        raise Refused("own-account-none")
    return account


async def forget_excluded(desk: Desk) -> OwnAccount:
    """Let all chats that the actor has excluded be taken again."""
    account = await _get_own(desk)
    if account.excluded:
        account.excluded = []
        history.record_action(desk, "own-account-all-included", f"person:{account.owner_id}")
        await bump_settings_version(desk)
    return account


async def forget_chat(desk: Desk, number: int) -> Erasure:
    """Say that the chat of a ticket holds no request: everything from it is erased everywhere at once, and nothing is
    taken from it any more. Only the owner of the account may. Raises NotAllowed."""
    account = await _get_own(desk)
    ticket = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    requester = await desk.session.get(Person, ticket.requester_id) if ticket is not None else None
    chat_id = requester.telegram_id if requester is not None else None
    if requester is None or chat_id is None or not chat_ids.is_own_chat(chat_id):
        raise NotAllowed
    if chat_ids.get_account_id(chat_id) != account.id:
        raise NotAllowed
    digest = make_digest(account.salt, chat_ids.get_user_id(chat_id))
    if digest not in account.excluded:
        account.excluded = [*account.excluded, digest]
        history.record_action(desk, "own-account-excluded", f"person:{account.owner_id}")
        await bump_settings_version(desk)
    erasure = await erasures.ask_for_user(desk, requester.id)
    if erasure.told_at is None:
        erasure.due_at = desk.now
    return erasure


async def _find_other_chat(session: AsyncSession, requester: Person) -> Person | None:
    """Return the row of the same person in their own chat with the bot, if the bot may write there."""
    if not chat_ids.is_own_chat(requester.telegram_id):
        return None
    other = await person_rows.find_by_telegram(session, chat_ids.get_user_id(requester.telegram_id or 0))
    is_there = other is not None and other.started_at is not None and other.bot_blocked_at is None
    return other if is_there and other is not None and other.erased_at is None else None


async def offer_other_chat(desk: Desk, ticket: Ticket, requester: Person) -> None:
    """Ask the agent of a ticket whether its answers go to the requester's own chat with the bot, if there is one."""
    agent = await desk.get_person(ticket.assignee_id)
    if agent is None or await _find_other_chat(desk.session, requester) is None:
        return
    button = make_press("btn-own-join", "own_join", ticket.number)
    args: Args = {"name": requester.name, "number": ticket.number}
    line = Say("own-account-other-way", args, ((button,),), slot=f"ownjoin:{ticket.number}", staff_only=True)
    letters.queue_letter(desk.session, agent.id, line, now=desk.now, ticket_id=ticket.id)


async def join_other_chat(desk: Desk, number: int) -> None:
    """Make requests from the chat of a colleague's account those of the same person's own chat with the bot, where
    what waits is then sent. Asked for by a press, since the person keeps both apart. Raises Refused if there is no such
    chat."""
    await desk.require_grant(Grant.WORK)
    found = select(Person).join(Ticket, Ticket.requester_id == Person.id).where(Ticket.number == number)
    requester = await desk.session.scalar(found)
    if requester is None:
        raise NotAllowed
    other = await _find_other_chat(desk.session, requester)
    if other is None:
        raise Refused("own-account-no-other", name=requester.name)
    for person_id in sorted((requester.id, other.id)):
        await take_turn(desk.session, person_id)
    history.record_action(desk, "own-account-joined", f"ticket:{number}")
    waiting = update(Job).where(Job.box == Box.TO_TELEGRAM.value, Job.person_id == requester.id)
    live = Job.state.in_((JobState.WAITING, JobState.PARKED))
    await desk.session.execute(waiting.where(live).values(person_id=other.id))
    await merge_people(desk, requester, other)
    await person_rows.mark_reachable(desk.session, other, now=desk.now)


def tell_begun(desk: Desk, account: ConnectedAccount, name: str, number: int, ticket_id: int) -> None:
    """Tell the owner, without a sound, that a chat of their account began a request, with a button that forgets it."""
    button = make_press("btn-own-not-request", "own_not", number)
    line = Say(
        "own-account-begun", {"name": name, "number": number}, ((button,),), slot=f"ownbegun:{number}", silent=True,
        staff_only=True,
    )  # fmt: skip
    letters.queue_letter(desk.session, account.owner_id, line, now=desk.now, ticket_id=ticket_id)


def is_taken(account: ConnectedAccount, user_id: int) -> bool:
    """Return True if requests are taken from this person's chat in the account."""
    return account.is_chosen and make_digest(account.salt, user_id) not in account.excluded


def has_word(account: ConnectedAccount, words: str) -> bool:
    """Return True if the account takes everything, or the words have the word that it takes."""
    return account.word is None or account.word in " ".join(words.split()).casefold()


async def has_open_request(session: AsyncSession, chat_id: int) -> bool:
    """Return True if the person of the chat has a request that is not over."""
    theirs = select(Ticket.id).join(Person, Person.id == Ticket.requester_id)
    found = theirs.where(Person.telegram_id == chat_id, Ticket.is_open).limit(1)
    return await session.scalar(found) is not None


async def find_open_request(session: AsyncSession, person_id: int) -> Ticket | None:
    """Return the newest request of the person of a chat that is not over."""
    theirs = select(Ticket).where(Ticket.requester_id == person_id, Ticket.is_open)
    return await session.scalar(theirs.order_by(Ticket.id.desc()).limit(1))


async def is_left_out(session: AsyncSession, user_id: int, owner_chat: int) -> bool:
    """Return True if nothing is taken from this person: a colleague, or if the owner is not on the team any more."""
    found = await session.scalars(select(Person).where(Person.telegram_id.in_([user_id, owner_chat])))
    people = {person.telegram_id: person for person in found}
    owner, writer = people.get(owner_chat), people.get(user_id)
    if owner is None or not has_grant(owner, Grant.WORK):
        return True
    return writer is not None and writer.role is not Role.REQUESTER and writer.dismissed_at is None


def find_connected(
    accounts: tuple[ConnectedAccount, ...], connection_id: str, owner_chat: int | None
) -> ConnectedAccount | None:
    """Return the account of a connection, or of its owner if Telegram has named the connection anew."""
    named = next((one for one in accounts if one.connection_id == connection_id), None)
    return named or next((one for one in accounts if one.owner_chat == owner_chat), None)
