"""Lets requests from a colleague's own account go on in the same person's chat with the bot, once an agent says so."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Ticket
from desk import Desk, NotAllowed, Refused, history
from desk.outbox import Args, Say, letters, make_press
from desk.people import chat_ids, person_rows
from desk.policy.permissions import Grant
from desk.privacy import erasures
from desk.staff.account_people import join_chat


async def _find_other_chat(session: AsyncSession, requester: Person) -> Person | None:
    """Return the row of the same person in their own chat with the bot, if the bot may write there; None also while
    the erasure of either waits, since it is of that chat alone."""
    if not chat_ids.is_own_chat(requester.telegram_id):
        return None
    other = await person_rows.find_by_telegram(session, chat_ids.get_user_id(requester.telegram_id or 0))
    if other is None or other.started_at is None or other.bot_blocked_at is not None or other.erased_at is not None:
        return None
    waits = [await erasures.find_open(session, one.id) for one in (requester, other)]
    return None if any(waits) else other


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
    history.record_action(desk, "own-account-joined", f"ticket:{number}")
    await join_chat(desk, requester, other)
