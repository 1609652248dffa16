"""Follow the connections of own accounts as Telegram reports them, and what their owners choose to have taken.

The owner alone connects an account, in Telegram, and alone says what is taken from it. Until then nothing is. Each
person who writes there is a requester of this chat: what they are elsewhere stays apart.
"""

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from db.models import Entry, EntryKind, History, OwnAccount, Person, Status, Ticket
from desk import Desk, Locked, NotAllowed, Outdated, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.conversation import editing
from desk.notifications import to_admins
from desk.outbox import Show, letters
from desk.own_accounts.taking import make_digest
from desk.people import chat_ids, waiting
from desk.people.person_locks import take_turn
from desk.place import OwnChat
from desk.policy.endings import is_blocked
from desk.policy.permissions import Grant, has_grant
from desk.policy.visibility import BY_RULE
from desk.privacy import erasures
from desk.requests import drafts
from desk.staff.account_people import find_account, hold_letters, release_letters
from desk.tickets import closing

SCREEN = "own_account"
_LONGEST_WORD = 40  # characters


@dataclass(frozen=True, slots=True)
class ReportedConnection:
    """A connection as Telegram reports it."""

    connection_id: str
    is_enabled: bool
    can_reply: bool
    can_delete: bool


async def follow_connection(desk: Desk, said: ReportedConnection) -> bool:
    """Note what became of the actor's connection. If nothing can be sent any more, what waits is kept, and the owner
    and the admins are told at once; if it can again, it is sent. Return False for who is not on the team: of an account
    that they had connected it is noted all the same. The end of another connection than the one in use is no news."""
    me = desk.require_actor()
    account, is_on_team = await find_account(desk.session, me.id), has_grant(me, Grant.WORK)
    if account is None and not (said.is_enabled and is_on_team):
        return False
    if account is not None and not said.is_enabled and account.connection_id != said.connection_id:
        return is_on_team
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
    if not is_on_team:
        return False
    if is_new or was_enabled is not said.is_enabled:
        action = "own-account-connected" if said.is_enabled else "own-account-ended"
        history.record_action(desk, action, f"person:{me.id}")
    if could is not can or is_new:
        await _tell(desk, account, can=can, is_new=is_new)
    await (release_letters if can else hold_letters)(desk, account)
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
        if takes and account.is_enabled and account.can_reply:
            await release_letters(desk, account)  # held since its owner left the team
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


async def accept_request(desk: Desk, number: int) -> None:
    """Make a request of the words that are offered to the actor, the owner of the account: from now on all see it, or
    its requester is asked to agree to the terms. Raises NotAllowed, Refused, and Outdated if it is decided."""
    _account, ticket, requester = await _lock_theirs(desk, number)
    if is_blocked(requester) or await waiting.find_offer(desk, ticket, requester) is None:
        raise Outdated(number)
    theirs = Desk(desk.session, OwnChat(), requester, now=desk.now, rules=desk.rules)
    await drafts.file_request(theirs, number, accepted=True)


async def _lock_theirs(desk: Desk, number: int) -> tuple[OwnAccount, Locked, Person]:
    """Return the actor's account, and a request from there with its requester, locked. Raises NotAllowed for another
    one's, and Refused for a request that goes on in the person's own chat with the bot."""
    account = await _get_own(desk)
    found = await desk.session.scalar(select(Ticket).where(Ticket.number == number))
    requester = await desk.session.get(Person, found.requester_id) if found is not None else None
    chat_id = requester.telegram_id if requester is not None else None
    if found is None or requester is None or chat_id is None:
        raise NotAllowed
    if not chat_ids.is_own_chat(chat_id):
        raise Refused("own-account-elsewhere", number=number)
    if chat_ids.get_account_id(chat_id) != account.id:
        raise NotAllowed
    await take_turn(desk.session, requester.id)
    return account, await desk.lock_by_id(found.id), requester


async def forget_request(desk: Desk, number: int) -> bool:
    """Say that a ticket is no request, so that nobody sees it any more. Return True if it was all that came from its
    chat: everything from there is erased everywhere, and nothing is taken from it any more. Of a chat with other
    requests only the words of this one are withdrawn. Only the owner of the account may. Raises NotAllowed, and Refused
    for a request that is not as it came: one of the team has it, had it or spoke there."""
    account, ticket, requester = await _lock_theirs(desk, number)
    has_begun = ticket.filed_at is not None and await _has_begun(desk, ticket)
    if ticket.merged_into_id is not None or has_begun:
        raise Refused("own-account-begun-since", number=number)
    if ticket.status is not Status.NEW:
        raise Outdated(number)
    await _withdraw(Desk(desk.session, OwnChat(), requester, now=desk.now, rules=desk.rules), ticket)
    if await desk.session.scalar(
        select(Ticket.id)
        .where(Ticket.requester_id == requester.id, Ticket.id != ticket.id, Ticket.filed_at.is_not(None))
        .limit(1)
    ):
        return False
    await _forget_chat(desk, account, requester)
    return True


async def _has_begun(desk: Desk, ticket: Ticket) -> bool:
    """Return True if one of the team ever had the ticket or wrote there."""
    had = select(History.id).where(History.ticket_id == ticket.id, History.field == history.ASSIGNEE)
    said = select(Entry.id).where(Entry.ticket_id == ticket.id, Entry.kind.in_((EntryKind.REPLY, EntryKind.NOTE)))
    said = said.where(~BY_RULE)
    return bool(await desk.session.scalar(select(had.exists() | said.exists())))


async def _withdraw(theirs: Desk, ticket: Ticket) -> None:
    """Withdraw the words of a request, as its requester might, and cancel it."""
    said = select(Entry).where(Entry.ticket_id == ticket.id, Entry.author_id == ticket.requester_id)
    for entry in await theirs.session.scalars(said.where(Entry.withdrawn_at.is_(None)).order_by(Entry.id)):
        await editing.withdraw_entry(theirs, entry)
    await closing.cancel(theirs, ticket.number)


async def _forget_chat(desk: Desk, account: OwnAccount, requester: Person) -> None:
    digest = make_digest(account.salt, chat_ids.get_user_id(requester.telegram_id or 0))
    if digest not in account.excluded:
        account.excluded = [*account.excluded, digest]
        history.record_action(desk, "own-account-excluded", f"person:{account.owner_id}")
        await bump_settings_version(desk)
    erasure = await erasures.ask_for_user(desk, requester.id)
    if erasure.told_at is None:
        erasure.due_at = desk.now
