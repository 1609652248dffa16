"""Verbs about words that are on a ticket already: edited, withdrawn, moved to another. Knows no door."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from db.models import Entry, EntryKind, Origin, Status, Ticket, any_of
from desk import Desk, Locked, NoSuchTicket, NotAllowed, Refused, history
from desk.conversation import assigned_entries, entries, form, parts, reactions, thread, versions
from desk.conversation import withdrawal as taken_back
from desk.conversation.parts import EntryPart
from desk.i18n import subjects
from desk.notifications import notifier, refresh, to_staff
from desk.outbox import Args, Do, Say
from desk.policy import OPEN, Verb, auto_close, get_access, reminder_times
from desk.text import RichText, shorten_line, strip_invisible
from desk.text.subject import make_subject
from desk.tickets import self_service
from desk.tickets.self_service import OfferOutcome

_STAFFS = (EntryKind.REPLY, EntryKind.NOTE)


async def move(desk: Desk, entry: Entry, number: int) -> Entry:
    """The requester's words go from the ticket they are on to another of theirs."""
    source = await _lock_both(desk, entry, number)
    async with desk.change(number, Verb.COMMENT) as target:
        _mine(desk, entry)
        if source is None or source.id == target.id:
            return entry
        if target.filed_at is not None:
            desk.target(target, Verb.COMMENT)
        if source.filed_at is not None:
            thread.show_on_board(desk, entry, do=Do.COMMENT_DELETE)
        await entries.write(
            desk.session, target, EntryKind.COMMENT, entry,
            author_id=entry.author_id, author_name=entry.author_name, origin=entry.origin,
            now=desk.now, bot_id=desk.rules.bot_id,
        )  # fmt: skip
        await form.left(desk, source, entry)
        await assigned_entries.moved(desk, entry, target)
        await gone_from(desk, await desk.thread_of(source))
        target.last_entry_at = target.requester_spoke_at = desk.now
        got = await refresh.who_got(desk, entry)
        if target.filed_at is None:
            await desk.publish(target)
        else:
            await thread.heard(desk, target, entry, got=got)
        await thread.relay_again(desk, target, entry)
    return entry


async def _lock_both(desk: Desk, entry: Entry, number: int) -> Locked | None:
    """Lock both tickets by ascending id; returns the one the entry is on."""
    both = select(Ticket).where((Ticket.id == entry.ticket_id) | (Ticket.number == number))
    found = {ticket.id: ticket for ticket in await desk.all_locked(both)}
    if not any(ticket.number == number for ticket in found.values()):
        raise NoSuchTicket(number)
    return found.get(entry.ticket_id) if entry.ticket_id is not None else None


async def gone_from(desk: Desk, ticket: Locked) -> None:
    """What the ticket looks like without the words that moved away."""
    solved = ticket.status is Status.RESOLVED
    still = ticket.needs_answer or not solved  # what came before it was solved is owed no answer
    owed = still and await entries.owes_answer(desk.session, ticket, since=ticket.resolved_at if solved else None)
    waited, ticket.needs_answer = ticket.needs_answer, owed and ticket.status in OPEN
    if not ticket.needs_answer and (ticket.is_taken or solved):
        reminder_times.stop_waiting(ticket)
    if waited and solved:
        auto_close.restart_auto_close(ticket, now=desk.now, rules=desk.rules)
    await desk.publish(ticket)


async def edit(desk: Desk, entry: Entry, words: RichText) -> Entry:
    """The author changed the words; a note stays a note, whatever it says now."""
    return await rewrite(desk, entry, [EntryPart(entry.said_message_id, words, entry.album)])


async def rewrite(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> Entry:
    """The author changed one of the messages it is made of. Raises Refused for an answer that is a command now."""
    _no_command(entry, made_of)
    return await _amend(desk, entry, Do.COMMENT_EDIT, made_of)


async def take_out(desk: Desk, entry: Entry, left: Sequence[EntryPart]) -> Entry:
    """The author took back some of the messages it is made of: these are left."""
    return await _amend(desk, entry, Do.COMMENT_EDIT, left, taken_out=True)


async def withdraw(desk: Desk, entry: Entry) -> Entry:
    """The author takes the words back."""
    return await _amend(desk, entry, Do.COMMENT_DELETE, None)


async def forget(desk: Desk, entry_id: int) -> None:
    """What was taken back goes for good, `rules.withdrawn` later; once."""
    found = await desk.session.get(Entry, entry_id)
    ticket = await desk.locked_id(found.ticket_id) if found is not None and found.ticket_id is not None else None
    again = select(Entry).where(Entry.id == entry_id).with_for_update().execution_options(populate_existing=True)
    entry = (await desk.session.scalars(again)).one_or_none()
    if entry is None or entry.withdrawn_at is None or entry.emptied_at is not None:
        return
    if entry.withdrawn_at + desk.rules.retention.withdrawn <= desk.now:
        await versions.empty(desk.session, entry, now=desk.now)
        if ticket is not None and ticket.category_words:
            ticket.category_words = []


async def unsay(desk: Desk, entry: Entry) -> Entry:
    """Somebody deleted on the board the comment that shows staff's words: as if their author took them back."""
    if desk.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
        raise NotAllowed
    return await _amended(desk, entry, Do.COMMENT_DELETE, None)


async def reword(desk: Desk, entry: Entry, words: RichText) -> Entry:
    """Somebody changed on the board the comment that shows staff's words: as if their author had edited them, who
    is told. Words of several messages are not changed as a whole."""
    made_of = parts.of(entry)
    if desk.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
        raise NotAllowed
    if len(made_of) != 1:
        raise NotAllowed
    made_of = [replace(made_of[0], words=words)]
    _no_command(entry, made_of)
    await _amended(desk, entry, Do.COMMENT_EDIT, made_of)
    await _tell_author(desk, entry)
    return entry


async def _tell_author(desk: Desk, entry: Entry) -> None:
    """Their own message stays in their chat as they wrote it: a line says what is read now."""
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    args: Args = {"words": shorten_line(" ".join(strip_invisible(entry.body).split()))}
    key = "note-changed-on-board"
    if entry.kind is EntryKind.REPLY:
        key, args["name"] = "answer-changed-on-board", (await desk.requester(ticket)).name
    told = Say(key, args, slot=f"changed:{entry.id}", reply_to_entry=entry.id, staff_only=True)
    notifier.post(desk, await desk.person(entry.author_id), told, ticket)


async def _amend(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool = False
) -> Entry:
    await desk.refresh_actor()
    _mine(desk, entry)
    if entry.ticket_id is not None and entry.kind in _STAFFS:
        who = await get_access(desk, await desk.locked_id(entry.ticket_id))
        if not who.staff:
            raise NotAllowed
    return await _amended(desk, entry, do, made_of, taken_out=taken_out)


async def _amended(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool = False
) -> Entry:
    """Who may is decided by the entry, not by a verb of its ticket, and that row may stay as it is: published here."""
    own = await desk.locked_id(entry.ticket_id) if entry.ticket_id is not None else None
    named = await _named_by_words(desk, own, entry)
    before = parts.of(entry)
    entry.amended_origin = desk.origin
    if made_of is None:
        entry.withdrawn_at = desk.now
    else:
        if not taken_out:
            versions.replaced(desk, own, entry, made_of)
        parts.put(entry, made_of)
        entry.edited_at = desk.now
    if own is None:
        return entry
    await form.follow(desk, own, entry)
    await reactions.follow(desk, entry)
    if named:
        await _named_anew(desk, own)
    ticket = await desk.thread_of(own)
    if made_of is None or taken_out:
        kept = {part.message_id for part in made_of or ()}
        lost = [part for part in before if made_of is None or part.message_id not in kept]
        await _copies_go(desk, ticket, entry, [part.words.text for part in lost])
    if made_of is None:
        await _waits_or_not(desk, ticket, entry)
    if ticket.filed_at is not None:
        thread.show_on_board(desk, entry, do=do)
        await thread.relay_again(desk, ticket, entry)
        for shown in await _read_in(desk, ticket):
            await refresh.refresh_pages(desk.session, shown, gone=made_of is None, now=desk.now)
    if made_of is not None and entry.kind is EntryKind.COMMENT:
        await to_staff.changed_by_requester(desk, ticket)
    for shown in {own.id: own, ticket.id: ticket}.values():
        await desk.publish(shown)
    await _asks_otherwise(desk, ticket, entry)
    if entry.also_of_id == entry.id:
        await _everywhere(desk, entry, do, made_of, taken_out=taken_out)
    return entry


async def _copies_go(desk: Desk, ticket: Locked, entry: Entry, lost: Sequence[str]) -> None:
    """What was taken back is said by nothing else either, nor what these words were before."""
    gone = await taken_back.gone(desk, ticket, entry, [*lost, *await versions.said_before(desk.session, entry)])
    if entry.withdrawn_at is None:
        await versions.forget(desk.session, entry)
    for called in await taken_back.called(desk, gone):
        other = await desk.locked_id(called)
        await _named_anew(desk, other)
        await desk.publish(other)
    await taken_back.go(desk, gone)
    for answer in await taken_back.quotes(desk, ticket, entry, gone):
        if answer.ticket_id is not None:
            thread.show_on_board(desk, answer, do=Do.COMMENT_EDIT)
            await thread.relay_again(desk, await desk.locked_id(answer.ticket_id), answer)


async def _waits_or_not(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Without a comment that was taken back nobody may wait any more; without an answer, where the requester's words
    are the last ones again, they wait for another."""
    if entry.kind is EntryKind.COMMENT:
        await gone_from(desk, ticket)
    if entry.kind is not EntryKind.REPLY or ticket.needs_answer:
        return
    if ticket.status not in OPEN - {Status.RESOLVED, Status.PENDING}:
        return
    ticket.needs_answer = await entries.owes_answer(desk.session, ticket)
    if ticket.needs_answer and ticket.is_taken:
        reminder_times.start_waiting(ticket, now=desk.now, rules=desk.rules)


async def _asks_otherwise(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """What was answered at once is no longer what was asked."""
    if entry.kind is EntryKind.COMMENT and ticket.waits_with_answer:
        await self_service.call_agent(desk, ticket, OfferOutcome.WORDS)


async def _everywhere(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool
) -> None:
    """An answer that stands on several tickets says the same on all of them."""
    said = None if made_of is None else [EntryPart(None, parts.joined(part.words for part in made_of))]
    others = select(Entry).where(Entry.also_of_id == entry.id, Entry.id != entry.id, Entry.withdrawn_at.is_(None))
    for one in (await desk.session.scalars(others.order_by(Entry.ticket_id))).all():
        await _amended(desk, one, do, said, taken_out=taken_out)


async def _read_in(desk: Desk, ticket: Locked) -> list[Ticket]:
    """The tickets whose pages show this thread."""
    merged = select(Ticket).where(any_of(Ticket.id, ticket.merged_ids))
    return [ticket, *(await desk.session.scalars(merged) if ticket.merged_ids else [])]


async def _named_by_words(desk: Desk, ticket: Ticket | None, entry: Entry) -> bool:
    """Whether the subject was made of what the request said, this entry among it, and nobody has changed it."""
    if ticket is None or ticket.filed_at is None or ticket.subject_kept or entry.kind is not EntryKind.COMMENT:
        return False
    return entry.created_at <= ticket.filed_at and ticket.subject == make_subject(await _asked(desk, ticket))


async def _named_anew(desk: Desk, ticket: Locked) -> None:
    gone = subjects.word_subject(desk.rules.locale, "subject-withdrawn")
    new = subjects.subject_from(await _asked(desk, ticket), gone)
    if new.stored != ticket.subject:
        desk.record(ticket, history.SUBJECT, ticket.subject, new.stored)
        ticket.subject, ticket.subject_line, ticket.subject_at = new.stored, new.line, desk.now


async def _asked(desk: Desk, ticket: Ticket) -> list[str]:
    """What the requester wrote up to filing."""
    await desk.session.flush()
    asked = select(Entry.body).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at <= ticket.filed_at,
    )
    return list(await desk.session.scalars(asked.order_by(Entry.created_at, Entry.id)))


def _no_command(entry: Entry, made_of: Sequence[EntryPart]) -> None:
    if entry.kind is EntryKind.REPLY and parts.hold_command(made_of):
        raise Refused("edit-command")


def _mine(desk: Desk, entry: Entry) -> None:
    if desk.actor is None or entry.author_id != desk.actor.id:
        raise NotAllowed
