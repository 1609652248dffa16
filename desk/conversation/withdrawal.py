"""Remove copies of withdrawn words: from history, quotes, subjects, hold reasons, waiting letters and API events.

The entry keeps its own words, shown to no one, until they are erased (`entry_versions.erase_entry`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from db import queue
from db.models import Box, DigestLine, Entry, EntryKind, FeedEvent, History, Job, JobState, Ticket, any_of
from desk import Desk, Locked, history
from desk.api_event_kinds import NOTICE
from desk.conversation import entry_versions
from desk.i18n import subjects
from desk.text.subject import JOINT

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
        made_of = [entry_versions.fold_text(part).rstrip("…") for part in (text or "").split(JOINT)]
        return any(part and self._alone(part, of) for part in made_of)

    def is_quoted_in(self, quote: str, of: int) -> bool:
        """Return True if a quote of an unknown message shows some of the words."""
        said = entry_versions.fold_text(quote)
        return self._alone(said, of) or any(line in said for line in self.lines)

    def _alone(self, part: str, of: int) -> bool:
        return any(part in line for line in self.lines) and not any(part in line for line in self.still.get(of, ()))


async def collect_withdrawn(desk: Desk, ticket: Locked, entry: Entry, texts: Sequence[str]) -> WithdrawnWords:
    """Return withdrawn texts of an entry on this ticket's thread, with what its tickets still say."""
    await desk.session.flush()
    where = any_of(Ticket.id, ticket.thread_ids)
    if entry.kind is EntryKind.COMMENT:  # which may have moved here from another of theirs
        where = or_(where, Ticket.requester_id == ticket.requester_id)
    near = list(await desk.session.scalars(select(Ticket.id).where(where).order_by(Ticket.id)))
    return WithdrawnWords(
        [line for line in map(entry_versions.fold_text, texts) if line], await _collect_still_said(desk, near)
    )


async def list_named_tickets(desk: Desk, gone: WithdrawnWords) -> list[int]:
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


async def remove_quotes(desk: Desk, ticket: Locked, entry: Entry, gone: WithdrawnWords) -> list[Entry]:
    """Remove quotes of the words and return the entries that had them. A quote may answer no entry, such as one of a
    card."""
    now = "" if entry.withdrawn_at is not None else entry_versions.fold_text(entry.body)
    where = or_(any_of(Entry.ticket_id, ticket.thread_ids), Entry.answers_id == entry.id)
    rows = select(Entry).where(where, Entry.quote.is_not(None), Entry.withdrawn_at.is_(None)).order_by(Entry.id)
    changed = []
    for one in await desk.session.scalars(rows):
        quote = one.quote or ""
        of_it = one.answers_id == entry.id and entry_versions.fold_text(quote) not in now
        if of_it or gone.is_quoted_in(quote, one.ticket_id or 0):
            one.quote = None
            changed.append(one)
    return changed


async def _collect_still_said(desk: Desk, near: Sequence[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {one: [] for one in near}
    stands = select(Entry.ticket_id, Entry.body).where(any_of(Entry.ticket_id, near), Entry.withdrawn_at.is_(None))
    for ticket_id, body in await desk.session.execute(stands):
        said.setdefault(ticket_id or 0, []).append(entry_versions.fold_text(body))
    return said


async def _remove_from_history(desk: Desk, gone: WithdrawnWords) -> None:
    rows = select(History).where(any_of(History.ticket_id, list(gone.still)), History.field.in_(history.OF_WORDS))
    for row in await desk.session.scalars(rows):
        row.old, row.new = ("" if gone.has_part_of(text, row.ticket_id) else text for text in (row.old, row.new))


async def _remove_from_tickets(desk: Desk, gone: WithdrawnWords) -> None:
    """Remove the words from hold reasons and from the words that a topic was guessed by."""
    rows = await desk.session.scalars(select(Ticket).where(any_of(Ticket.id, list(gone.still))).order_by(Ticket.id))
    for ticket in rows.all():
        waits = {name: getattr(ticket, name) for name in ("tell", "merge_undo")}
        known = {
            name: was
            for name, was in waits.items()
            if was is not None and gone.has_part_of(was.get("hold_reason"), ticket.id)
        }
        words = [word for word in ticket.category_words if not gone.has_part_of(word, ticket.id)]
        if gone.has_part_of(ticket.hold_reason, ticket.id) or known or words != list(ticket.category_words):
            changed = await desk.lock_by_id(ticket.id)
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
