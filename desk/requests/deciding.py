"""Decides what becomes of a draft whose time has come: it is filed, its requester is asked to agree, it waits on, or it
is erased because it has waited for too long or the owner of the account where it was written has answered it. Nothing
that waits is without a time at which it is looked at again."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.models import Person, Status, Ticket
from desk import Desk, Locked, history
from desk.notifications import notifier, to_admins
from desk.outbox import Args, Say, Show, letters
from desk.people import chat_ids, person_rows, waiting
from desk.policy.endings import is_blocked
from desk.requests import drafts
from desk.retention import expired
from desk.settings import VERSION
from desk.tickets import status

LOOK_AGAIN = timedelta(days=1)
"""How often is looked whether a draft still has to wait: what may change that also says so (`decide_waiting`)."""


async def decide(desk: Desk, ticket_id: int) -> Ticket | None:
    """Decide about a draft of the actor's that is due; return it if it is a request from now on. The team takes none of
    blocked people: theirs wait until they are unblocked."""
    ticket, me = await desk.lock_by_id(ticket_id), desk.require_actor()
    if not drafts.is_gathering(ticket):
        ticket.file_at = None
    elif ticket.file_at is None or ticket.file_at > desk.now:
        return None
    elif is_blocked(me):
        ticket.file_at = desk.now + LOOK_AGAIN
    elif drafts.has_to_agree(desk, me, ticket) and ticket.consent_asked == desk.rules.privacy.consent:
        await _wait(desk, ticket)
    elif (offer := await waiting.find_offer(desk, ticket, me)) and offer.is_answered and offer.until <= desk.now:
        await _erase(desk, ticket)
    else:
        await drafts.file_request(desk, ticket.number)
        return None if drafts.is_gathering(ticket) else ticket
    return None


async def _wait(desk: Desk, ticket: Locked) -> None:
    """Let a draft wait on for its requester, who was asked. Admins are told after half of the longest time; after the
    other half it is erased. If the settings have changed meanwhile it is decided by the new ones, in a moment."""
    half = desk.rules.privacy.waiting / 2
    spoke_at, told_at = ticket.requester_spoke_at or ticket.created_at, ticket.waiting_told_at
    if await desk.session.scalar(select(VERSION)) != desk.rules.version:
        ticket.file_at = None
        return
    ticket.file_at = desk.now + LOOK_AGAIN
    if told_at is not None and told_at > spoke_at:
        if desk.now - told_at >= half:
            await _end(desk, ticket)
    elif desk.now - spoke_at >= half:
        await _tell_admins(desk, desk.now - half)
        ticket.waiting_told_at = desk.now


async def _tell_admins(desk: Desk, before: datetime) -> None:
    """Tell the admins how many wait since `before`, once a day."""
    told = select(Ticket.id).where(*waiting.WAITS, Ticket.waiting_told_at > desk.now - LOOK_AGAIN)
    if await desk.session.scalar(told.limit(1)) is None:
        found, days = await waiting.count_asked(desk.session, before=before), desk.rules.privacy.waiting.days // 2
        await to_admins.notify_admins(desk, "waits-for-consent", {"n": found.n, "days": days})


async def _end(desk: Desk, ticket: Locked) -> None:
    """Cancel and erase a draft that nobody agreed to, and tell its requester where they can read it."""
    requester, number = await desk.get_requester(ticket), ticket.number
    args: Args = {"number": number, "days": desk.rules.privacy.waiting.days}
    place = drafts.find_place(desk, ticket, requester)
    await _erase(desk, ticket)
    history.record_action(desk, "waited", f"ticket:{number}")
    if place is not None:
        line = Say("group-waited", args, slot=f"{notifier.GROUP_RECEIPT}:{number}", replace=True, silent=True)
        letters.queue_letter(desk.session, place.person_id, line, now=desk.now)
        return
    if requester.telegram_id is None:
        drafts.queue_mail(desk, ticket)
    slot = f"consent:{desk.rules.privacy.consent}"
    told = Show("consent", slot=slot, fresh=True, note="waited-too-long", note_args=args)
    notifier.post_letter(desk, await _find_reader(desk, requester), told)


async def _erase(desk: Desk, ticket: Locked) -> None:
    await status.set_status(desk, ticket, Status.CANCELLED, reason="waited")
    await desk.publish(ticket)
    await desk.session.flush()
    await expired.delete_words(desk.session, [ticket.id], language=desk.rules.locale, now=desk.now)


async def _find_reader(desk: Desk, requester: Person) -> Person:
    """Return where somebody reads what is sent: in their chat with the bot if nothing is sent in the own account."""
    if requester.bot_blocked_at is None or not chat_ids.is_own_chat(requester.telegram_id):
        return requester
    there = await person_rows.find_by_telegram(desk.session, chat_ids.get_user_id(requester.telegram_id or 0))
    return there if there is not None and notifier.has_started(there) and there.erased_at is None else requester
