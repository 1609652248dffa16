"""Verbs that edit, withdraw and move entries.

Remove copies of withdrawn words: from history, quotes, subjects, hold reasons, waiting letters and API events. The
entry keeps its own words, shown to no one, until they are erased (`entry_versions.erase_entry`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sqlalchemy import delete, or_, select

from db import queue
from db.models import (
    Box,
    DigestLine,
    Entry,
    EntryFile,
    EntryKind,
    FeedEvent,
    History,
    Job,
    JobState,
    Origin,
    Status,
    Ticket,
    any_of,
)
from desk import Desk, Locked, NoSuchTicket, NotAllowed, Refused, history
from desk.api_event_kinds import NOTICE
from desk.conversation import (
    answered_questions,
    entries,
    entry_parts,
    form_answers,
    mailed_answers,
    mask_before_storing,
    reactions,
    thread,
    writing,
)
from desk.conversation import entry_versions as earlier_versions
from desk.conversation.entry_parts import EntryPart
from desk.i18n import subjects
from desk.notifications import entry_receivers, message_refresh, notifier, to_staff, told_edits
from desk.outbox import Args, Do, Say
from desk.policy import Verb, get_access, visibility
from desk.policy.permissions import LEADING
from desk.settings.own_fields import leave_out_words
from desk.sla import due_times
from desk.text import RichText, shorten_line, strip_invisible
from desk.text.subject import JOINT, make_subject
from desk.tickets import answers_awaiting_approval, self_service
from desk.tickets.self_service import OfferOutcome

_IN_LETTERS = ("subject", "words", "reason")
"""Arguments of letters and notices that contain people's words."""


@dataclass(frozen=True, slots=True)
class WithdrawnWords:
    """Withdrawn words, a line each without case. `still`: what entries that were not withdrawn say, by ids of the
    tickets where the words may have been."""

    lines: Sequence[str]
    still: Mapping[int, Sequence[str]]

    def has_part_of(self, text: str | None, of: int) -> bool:
        """Return True if a part of a text of that ticket, such as of its subject, is said only by the withdrawn
        words."""
        made_of = [earlier_versions.fold_text(part).rstrip("…") for part in (text or "").split(JOINT)]
        return any(part and self._alone(part, of) for part in made_of)

    def is_quoted_in(self, quote: str, of: int) -> bool:
        """Return True if a quote of an unknown message shows some of the words."""
        said = earlier_versions.fold_text(quote)
        return self._alone(said, of) or any(line in said for line in self.lines)

    def _alone(self, part: str, of: int) -> bool:
        return any(part in line for line in self.lines) and not any(part in line for line in self.still.get(of, ()))


async def _collect_withdrawn(desk: Desk, ticket: Locked, entry: Entry, texts: Sequence[str]) -> WithdrawnWords:
    """Return withdrawn texts of an entry on this ticket's thread, with what its tickets still say."""
    await desk.session.flush()
    where = any_of(Ticket.id, ticket.thread_ids)
    if entry.kind is EntryKind.COMMENT:  # which may have moved here from another of theirs
        where = or_(where, Ticket.requester_id == ticket.requester_id)
    near = list(await desk.session.scalars(select(Ticket.id).where(where).order_by(Ticket.id)))
    return WithdrawnWords(
        [line for line in map(earlier_versions.fold_text, texts) if line], await _collect_still_said(desk, near)
    )


async def _list_named_tickets(desk: Desk, gone: WithdrawnWords) -> list[int]:
    """Return ids of the tickets whose subject was made of the words and never set by a person."""
    made_of = (Ticket.filed_at.is_not(None), Ticket.subject_kept.is_(False))
    rows = await desk.session.execute(
        select(Ticket.id, Ticket.subject).where(any_of(Ticket.id, list(gone.still)), *made_of)
    )
    return sorted(ticket_id for ticket_id, subject in rows if gone.has_part_of(subject, ticket_id))


async def remove_copies(desk: Desk, gone: WithdrawnWords) -> None:
    """Remove every copy but quotes."""
    await desk.session.flush()
    await _remove_from_history(desk, gone)
    await _remove_from_letters(desk, gone)
    await _remove_from_tickets(desk, gone)


async def _remove_quotes(desk: Desk, ticket: Locked, entry: Entry, gone: WithdrawnWords) -> list[Entry]:
    """Remove quotes of the words and return the entries that had them. A quote may answer no entry, such as one of a
    card."""
    now = "" if entry.withdrawn_at is not None else earlier_versions.fold_text(entry.body)
    where = or_(any_of(Entry.ticket_id, ticket.thread_ids), Entry.answers_id == entry.id)
    rows = select(Entry).where(where, Entry.quote.is_not(None), Entry.withdrawn_at.is_(None)).order_by(Entry.id)
    changed = []
    for one in await desk.session.scalars(rows):
        quote = one.quote or ""
        of_it = one.answers_id == entry.id and earlier_versions.fold_text(quote) not in now
        if of_it or gone.is_quoted_in(quote, one.ticket_id or 0):
            one.quote = None
            changed.append(one)
    return changed


async def _collect_still_said(desk: Desk, near: Sequence[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {one: [] for one in near}
    stands = select(Entry.ticket_id, Entry.body).where(any_of(Entry.ticket_id, near), Entry.withdrawn_at.is_(None))
    for ticket_id, body in await desk.session.execute(stands):
        said.setdefault(ticket_id or 0, []).append(earlier_versions.fold_text(body))
    return said


async def _remove_from_history(desk: Desk, gone: WithdrawnWords) -> None:
    rows = select(History).where(any_of(History.ticket_id, list(gone.still)), History.field.in_(history.OF_WORDS))
    for row in await desk.session.scalars(rows):
        row.old, row.new = ("" if gone.has_part_of(text, row.ticket_id) else text for text in (row.old, row.new))


async def _remove_from_tickets(desk: Desk, gone: WithdrawnWords) -> None:
    """Remove the words from hold reasons, declared fields, and the words that a topic was guessed by."""
    rows = await desk.session.scalars(select(Ticket).where(any_of(Ticket.id, list(gone.still))).order_by(Ticket.id))
    for ticket in rows.all():
        waits = {name: getattr(ticket, name) for name in ("tell", "merge_undo")}
        known = {
            name: was
            for name, was in waits.items()
            if was is not None and gone.has_part_of(was.get("hold_reason"), ticket.id)
        }
        words = [word for word in ticket.category_words if not gone.has_part_of(word, ticket.id)]
        held = leave_out_words(ticket.own_fields, partial(gone.has_part_of, of=ticket.id))
        is_changed = words != list(ticket.category_words) or held != ticket.own_fields
        if gone.has_part_of(ticket.hold_reason, ticket.id) or known or is_changed:
            changed = await desk.lock_by_id(ticket.id)
            changed.own_fields = held
            changed.category_words = words
            changed.hold_reason = None if gone.has_part_of(changed.hold_reason, changed.id) else changed.hold_reason
            for name, was in known.items():
                setattr(changed, name, {**was, "hold_reason": None})


async def _remove_from_letters(desk: Desk, gone: WithdrawnWords) -> None:
    """Remove the words from letters not sent yet and from API events that integrations may read again."""
    instead = subjects.word_subject(desk.rules.locale, "subject-withdrawn").stored
    waiting = select(Job).where(
        Job.box == Box.TO_TELEGRAM, Job.state != JobState.DONE, any_of(Job.ticket_id, list(gone.still))
    )
    for job in await desk.session.scalars(waiting):
        said = queue.decode_payload(job.payload)
        if (without := _replace_words(said, gone, job.ticket_id or 0, instead)) != said:
            job.payload = queue.encode_payload(without)
    notices = select(FeedEvent).where(any_of(FeedEvent.ticket_id, list(gone.still)), FeedEvent.kind == NOTICE)
    for event in await desk.session.scalars(notices):
        event.refs = _replace_words(event.refs, gone, event.ticket_id, instead)
    for line in await desk.session.scalars(select(DigestLine).where(any_of(DigestLine.ticket_id, list(gone.still)))):
        line.args = _replace_words(line.args, gone, line.ticket_id, instead)


def _replace_words(said: Any, gone: WithdrawnWords, of: int, instead: str) -> Any:
    """Return a value with arguments that contain the words replaced, at any depth."""
    if isinstance(said, list):
        return [_replace_words(one, gone, of, instead) for one in said]
    if not isinstance(said, dict):
        return said
    held = {name for name in _IN_LETTERS if isinstance(said.get(name), str) and gone.has_part_of(said[name], of)}
    kept = {name: value for name, value in said.items() if not ("subject" in held and name == subjects.LINE)}
    return {name: instead if name in held else _replace_words(value, gone, of, instead) for name, value in kept.items()}


_STAFFS = (EntryKind.REPLY, EntryKind.NOTE, EntryKind.DRAFT)


async def move_entry(desk: Desk, entry: Entry, number: int) -> Entry:
    """Move the requester's words to another of their tickets."""
    source = await _lock_both(desk, entry, number)
    async with desk.change(number, Verb.COMMENT) as target:
        _require_author(desk, entry)
        if source is None or source.id == target.id:
            return entry
        if target.filed_at is not None:
            desk.require_target(target, Verb.COMMENT)
        if source.filed_at is not None:
            writing.show_on_board(desk, entry, do=Do.COMMENT_DELETE)
        await entries.write_entry(
            desk.session, target, EntryKind.COMMENT, entry,
            author_id=entry.author_id, author_name=entry.author_name, origin=entry.origin,
            now=desk.now, bot_id=desk.rules.bot_id,
        )  # fmt: skip
        await form_answers.drop_answers(desk, source, entry)
        await answered_questions.note_moved(desk, entry, target)
        await update_after_removal(desk, await desk.lock_thread(source))
        target.last_entry_at = target.requester_spoke_at = desk.now
        got = await entry_receivers.list_receivers(desk, entry)
        if target.filed_at is None:
            await desk.publish(target)
        else:
            await thread.handle_comment(desk, target, entry, got=got)
        await thread.relay_edit(desk, target, entry)
    return entry


async def _lock_both(desk: Desk, entry: Entry, number: int) -> Locked | None:
    """Lock both tickets by ascending id. Return the one the entry is on."""
    both = select(Ticket).where((Ticket.id == entry.ticket_id) | (Ticket.number == number))
    found = {ticket.id: ticket for ticket in await desk.lock_all(both)}
    if not any(ticket.number == number for ticket in found.values()):
        raise NoSuchTicket(number)
    return found.get(entry.ticket_id) if entry.ticket_id is not None else None


async def update_after_removal(desk: Desk, ticket: Locked) -> None:
    """Recalculate, after words of a ticket moved away or were withdrawn, whether an answer is due."""
    solved = ticket.status is Status.RESOLVED
    still = ticket.needs_answer or not solved  # words from before the solution need no answer
    owed = still and await entries.has_unanswered_words(
        desk.session, ticket, since=ticket.resolved_at if solved else None
    )
    async with due_times.follow(desk, ticket):
        ticket.needs_answer = owed and ticket.is_open
    await desk.publish(ticket)


async def edit_entry(desk: Desk, entry: Entry, words: RichText) -> Entry:
    """Change the words of the actor's own entry; a note stays a note, whatever it says now."""
    return await rewrite_parts(desk, entry, [EntryPart(entry.said_message_id, words, entry.album)])


async def rewrite_parts(desk: Desk, entry: Entry, made_of: Sequence[EntryPart]) -> Entry:
    """Change the messages of the actor's own entry. Raises Refused for an answer that is a command now, and for one
    that was sent if its author's answers have to be approved."""
    _refuse_command(entry, made_of)
    if entry.kind in (EntryKind.REPLY, EntryKind.DRAFT) and entry.ticket_id is not None:
        await desk.refresh_actor()
        if await answers_awaiting_approval.is_needed(desk):
            await _refresh_draft(desk, await desk.lock_by_id(entry.ticket_id), entry)
            if entry.kind is EntryKind.REPLY:
                raise Refused("edit-needs-approval")
    return await _amend_own(desk, entry, Do.COMMENT_EDIT, made_of)


async def remove_parts(desk: Desk, entry: Entry, left: Sequence[EntryPart]) -> Entry:
    """Withdraw some messages of the actor's own entry; `left` stay."""
    return await _amend_own(desk, entry, Do.COMMENT_EDIT, left, taken_out=True)


async def withdraw_entry(desk: Desk, entry: Entry) -> Entry:
    """Withdraw the actor's own entry."""
    return await _amend_own(desk, entry, Do.COMMENT_DELETE, None)


async def erase_withdrawn(desk: Desk, entry_id: int) -> None:
    """Erase a withdrawn entry for good, `rules.retention.withdrawn` after it was withdrawn."""
    found = await desk.session.get(Entry, entry_id)
    ticket = await desk.lock_by_id(found.ticket_id) if found is not None and found.ticket_id is not None else None
    again = select(Entry).where(Entry.id == entry_id).with_for_update().execution_options(populate_existing=True)
    entry = (await desk.session.scalars(again)).one_or_none()
    if entry is None or entry.withdrawn_at is None or entry.emptied_at is not None:
        return
    if entry.withdrawn_at + desk.rules.retention.withdrawn <= desk.now:
        await earlier_versions.erase_entry(desk.session, entry, now=desk.now)
        if ticket is not None and ticket.category_words:
            ticket.category_words = []


async def withdraw_from_board(desk: Desk, entry: Entry) -> Entry:
    """Withdraw a staff entry whose comment was deleted on the board, as its author would."""
    if desk.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
        raise NotAllowed
    return await _amend(desk, entry, Do.COMMENT_DELETE, None)


async def withdraw_unsigned(desk: Desk, entry: Entry, left: Sequence[EntryPart], gone: Sequence[int]) -> None:
    """Withdraw messages of an entry that were deleted where they were said, in nobody's name; `left` stay."""
    files = delete(EntryFile).where(EntryFile.entry_id == entry.id, any_of(EntryFile.said_message_id, gone))
    if left:
        await desk.session.execute(files)
    do = Do.COMMENT_EDIT if left else Do.COMMENT_DELETE
    await _amend(desk, entry, do, left or None, taken_out=bool(left))


async def edit_from_board(desk: Desk, entry: Entry, words: RichText) -> Entry:
    """Change a staff entry whose comment was edited on the board, and tell its author.

    Raises NotAllowed for an entry of several messages, which cannot be changed as a whole.
    """
    made_of = entry_parts.list_parts(entry)
    if desk.origin is not Origin.TODOIST or entry.kind not in _STAFFS:
        raise NotAllowed
    if len(made_of) != 1:
        raise NotAllowed
    made_of = [replace(made_of[0], words=words)]
    _refuse_command(entry, made_of)
    await _amend(desk, entry, Do.COMMENT_EDIT, made_of)
    await _tell_author(desk, entry)
    return entry


async def _tell_author(desk: Desk, entry: Entry) -> None:
    """Tell the author what readers see now: their own message stays as they wrote it."""
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    args: Args = {"words": shorten_line(" ".join(strip_invisible(entry.body).split()))}
    key = "note-changed-on-board"
    if entry.kind is EntryKind.REPLY:
        key, args["name"] = "answer-changed-on-board", (await desk.get_requester(ticket)).name
    told = Say(key, args, slot=f"changed:{entry.id}", reply_to_entry=entry.id, staff_only=True)
    notifier.post_letter(desk, await desk.get_person(entry.author_id), told, ticket)


async def _amend_own(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool = False
) -> Entry:
    await desk.refresh_actor()
    _require_author(desk, entry)
    if entry.ticket_id is not None and (entry.kind in _STAFFS or entry.author_role in LEADING):
        await _require_still_there(desk, entry, await desk.lock_by_id(entry.ticket_id))
    return await _amend(desk, entry, do, made_of, taken_out=taken_out)


async def _require_still_there(desk: Desk, entry: Entry, ticket: Locked) -> None:
    """Raise NotAllowed for former staff, NoSuchTicket for who led the requester's organization and no longer does."""
    if entry.kind in _STAFFS and not (await get_access(desk, ticket)).staff:
        raise NotAllowed
    if entry.author_role in LEADING and not visibility.can_see_ticket(ticket, await get_access(desk, ticket)):
        raise NoSuchTicket(ticket.number)


async def _amend(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool = False
) -> Entry:
    """Apply the change. The entry decides who may, not a verb of its ticket, so this publishes the ticket itself."""
    own = await desk.lock_by_id(entry.ticket_id) if entry.ticket_id is not None else None
    await _refresh_draft(desk, own, entry)
    named = await _has_subject_of_words(desk, own, entry)
    before = entry_parts.list_parts(entry)
    entry.amended_origin, edited_before = desk.origin, entry.edited_at is not None
    if made_of is None:
        entry.withdrawn_at = desk.now
    else:
        made_of = await mask_before_storing.mask_parts(desk, entry, made_of)
        if not taken_out:
            earlier_versions.keep_version(desk, own, entry, made_of)
        entry_parts.set_parts(entry, made_of)
        entry.edited_at = desk.now
    if own is None:
        return entry
    await form_answers.follow_comment(desk, own, entry)
    await reactions.follow_entry(desk, entry)
    if named:
        await _renew_subject(desk, own)
    ticket = await desk.lock_thread(own)
    if made_of is None or taken_out:
        kept = {part.message_id for part in made_of or ()}
        lost = [part for part in before if made_of is None or part.message_id not in kept]
        await _remove_copies(desk, ticket, entry, [part.words.text for part in lost])
    if made_of is None:
        await _update_waiting(desk, ticket, entry)
    await mailed_answers.tell_of_mail(desk, ticket, entry, edited_before=edited_before)
    if ticket.filed_at is not None:
        writing.show_on_board(desk, entry, do=do)
        await thread.relay_edit(desk, ticket, entry)
        for shown in await _list_shown_in(desk, ticket):
            await message_refresh.refresh_pages(desk.session, shown, gone=made_of is None, now=desk.now)
    if entry.kind is EntryKind.COMMENT and ticket.filed_at is not None:
        await _tell_team_of_edit(desk, ticket, entry, before, taken_out=taken_out)
    for shown in {own.id: own, ticket.id: ticket}.values():
        await desk.publish(shown)
    await _follow_edit(desk, ticket, entry)
    if entry.also_of_id == entry.id:
        await _amend_copies(desk, entry, do, made_of, taken_out=taken_out)
    return entry


async def _tell_team_of_edit(
    desk: Desk, ticket: Locked, entry: Entry, before: Sequence[EntryPart], *, taken_out: bool
) -> None:
    """Tell the staff group and the agent that the requester has changed or withdrawn words."""
    if entry.withdrawn_at is None:
        await to_staff.tell_group_of_edit(desk, ticket)
    if entry.withdrawn_at is not None or taken_out:
        await told_edits.take_back_edit(desk, ticket, entry)
    else:
        was = "\n".join(part.words.text for part in before)
        await told_edits.tell_assignee_of_edit(desk, ticket, entry, was)


async def _refresh_draft(desk: Desk, ticket: Locked | None, entry: Entry) -> None:
    """Read a draft of a locked ticket again: it may have been sent since it was read."""
    if ticket is not None and entry.kind is EntryKind.DRAFT:
        await desk.session.refresh(entry)


async def _remove_copies(desk: Desk, ticket: Locked, entry: Entry, lost: Sequence[str]) -> None:
    """Remove withdrawn words, and what these words were before, from everything that repeats them."""
    gone = await _collect_withdrawn(
        desk, ticket, entry, [*lost, *await earlier_versions.list_earlier_texts(desk.session, entry)]
    )
    if entry.withdrawn_at is None:
        await earlier_versions.erase_versions(desk.session, entry)
    for called in await _list_named_tickets(desk, gone):
        other = await desk.lock_by_id(called)
        await _renew_subject(desk, other)
        await desk.publish(other)
    await remove_copies(desk, gone)
    for answer in await _remove_quotes(desk, ticket, entry, gone):
        if answer.ticket_id is not None:
            writing.show_on_board(desk, answer, do=Do.COMMENT_EDIT)
            await thread.relay_edit(desk, await desk.lock_by_id(answer.ticket_id), answer)


async def _update_waiting(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Recalculate after a withdrawal whether the requester waits for an answer."""
    if entry.kind is EntryKind.COMMENT:
        await update_after_removal(desk, ticket)
    if entry.kind is not EntryKind.REPLY or ticket.needs_answer:
        return
    if not ticket.is_working or ticket.status is Status.PENDING:
        return
    async with due_times.follow(desk, ticket):
        ticket.needs_answer = await entries.has_unanswered_words(desk.session, ticket)


async def _follow_edit(desk: Desk, ticket: Locked, entry: Entry) -> None:
    """Call an agent if a request that got an automatic answer says something else now; bring the approval of a draft up
    to date."""
    if entry.kind is EntryKind.DRAFT:
        await answers_awaiting_approval.follow_draft(desk, ticket, entry)
    if entry.kind is EntryKind.COMMENT and ticket.is_waiting_on_preset:
        await self_service.alert_agents(desk, ticket, OfferOutcome.WORDS)


async def _amend_copies(
    desk: Desk, entry: Entry, do: Do, made_of: Sequence[EntryPart] | None, *, taken_out: bool
) -> None:
    """Change the copies of an answer that was sent to several tickets."""
    said = None if made_of is None else [EntryPart(None, entry_parts.join_words(part.words for part in made_of))]
    others = select(Entry).where(Entry.also_of_id == entry.id, Entry.id != entry.id, Entry.withdrawn_at.is_(None))
    for one in (await desk.session.scalars(others.order_by(Entry.ticket_id))).all():
        await _amend(desk, one, do, said, taken_out=taken_out)


async def _list_shown_in(desk: Desk, ticket: Locked) -> list[Ticket]:
    """Return the tickets whose pages show this thread."""
    merged = select(Ticket).where(any_of(Ticket.id, ticket.merged_ids))
    return [ticket, *(await desk.session.scalars(merged) if ticket.merged_ids else [])]


async def _has_subject_of_words(desk: Desk, ticket: Ticket | None, entry: Entry) -> bool:
    """Return True if the subject was made of the request's words, this entry among them, and not changed since."""
    if ticket is None or ticket.filed_at is None or ticket.subject_kept or entry.kind is not EntryKind.COMMENT:
        return False
    return entry.created_at <= ticket.filed_at and ticket.subject == make_subject(
        await _list_request_words(desk, ticket)
    )


async def _renew_subject(desk: Desk, ticket: Locked) -> None:
    gone = subjects.word_subject(desk.rules.locale, "subject-withdrawn")
    new = subjects.make_ticket_subject(await _list_request_words(desk, ticket), gone)
    if new.stored != ticket.subject:
        desk.record(ticket, history.SUBJECT, ticket.subject, new.stored)
        ticket.subject, ticket.subject_line, ticket.subject_at = new.stored, new.line, desk.now


async def _list_request_words(desk: Desk, ticket: Ticket) -> list[str]:
    """Return what the requester wrote until the ticket was filed."""
    await desk.session.flush()
    asked = select(Entry.body).where(
        Entry.ticket_id == ticket.id,
        Entry.kind == EntryKind.COMMENT,
        Entry.withdrawn_at.is_(None),
        Entry.created_at <= ticket.filed_at,
    )
    return list(await desk.session.scalars(asked.order_by(Entry.created_at, Entry.id)))


def _refuse_command(entry: Entry, made_of: Sequence[EntryPart]) -> None:
    if entry.kind in (EntryKind.REPLY, EntryKind.DRAFT) and entry_parts.has_command(made_of):
        raise Refused("edit-command")


def _require_author(desk: Desk, entry: Entry) -> None:
    if desk.actor is None or entry.author_id != desk.actor.id:
        raise NotAllowed
