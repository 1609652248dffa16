"""Answers that have left as a mail, which nothing takes back: who withdraws or changes one is told so."""

from sqlalchemy import select

from db import queue
from db.models import Box, Entry, EntryKind, Job, JobState, Origin
from desk import Desk, Locked
from desk.conversation import thread
from desk.notifications import notifier
from desk.outbox import Args, Say


async def is_mailed(desk: Desk, entry: Entry) -> bool:
    """Return True if a server has taken the mail with the answer, or may have taken it: a mail that is on its way is
    not known to stay here."""
    its = (Job.box == Box.TO_MAIL, Job.entry_id == entry.id)
    waits = select(Job.started_at, Job.payload).where(
        Job.ticket_id == entry.ticket_id, Job.state == JobState.WAITING, *its
    )
    waiting = (await desk.session.execute(waits)).all()
    if any(at is not None or bool(queue.decode_payload(said).get("sent")) for at, said in waiting):
        return True
    done = select(Job.id).where(
        Job.settled_at >= entry.created_at, Job.state == JobState.DONE, Job.error.is_(None), *its
    )
    return await desk.session.scalar(done.limit(1)) is not None


async def tell_of_mail(desk: Desk, ticket: Locked, entry: Entry, *, edited_before: bool) -> None:
    """Say that the mail with a withdrawn or changed answer has left: to its author, or under the task if that was done
    on the board, where the first change is enough."""
    if entry.kind is not EntryKind.REPLY or not await is_mailed(desk, entry):
        return
    key = "mail-remains" if entry.withdrawn_at is not None else "mail-unchanged"
    name = (await desk.get_requester(ticket)).name
    if desk.origin is not Origin.TODOIST and entry.author_id is not None:
        args: Args = {"number": ticket.number, "name": name}
        line = Say(key, args, slot=f"mailed:{entry.id}", reply_to_entry=entry.id, staff_only=True)
        notifier.post_letter(desk, await desk.get_person(entry.author_id), line, ticket)
    elif entry.withdrawn_at is not None or not edited_before:
        await thread.add_remark(desk, ticket.number, key, number=ticket.number, name=name)
