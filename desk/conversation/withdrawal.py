"""Copies of words that were taken back go with them, at once: from the history, from what quotes them, from what a
ticket is called and waits for, from letters and events that were not told yet. Steps; knows no door.

The entry keeps its own words, which are shown to nobody, until they go for good (`versions.empty`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from db import queue
from db.models import Box, DigestLine, Entry, EntryKind, FeedEvent, History, Job, JobState, Ticket, any_of
from desk import Desk, Locked, history
from desk.conversation import versions
from desk.event_kinds import NOTICE
from desk.i18n import subjects
from desk.text.subject import JOINT

_IN_LETTERS = ("subject", "words", "reason")
"""Arguments of letters and notices that hold people's words."""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What nobody says any more, a line each without case; `still`: what is said by what was not taken back, by the
    ids of the tickets where the words may have been."""

    lines: Sequence[str]
    still: Mapping[int, Sequence[str]]

    def holds(self, text: str | None, of: int) -> bool:
        """Whether a part of a text of that ticket, such as of its subject, is said by them alone."""
        made_of = [versions.line(part).rstrip("…") for part in (text or "").split(JOINT)]
        return any(part and self._alone(part, of) for part in made_of)

    def shown_by(self, quote: str, of: int) -> bool:
        """Whether a quote of nothing that is known shows some of it."""
        said = versions.line(quote)
        return self._alone(said, of) or any(line in said for line in self.lines)

    def _alone(self, part: str, of: int) -> bool:
        return any(part in line for line in self.lines) and not any(part in line for line in self.still.get(of, ()))


async def gone(desk: Desk, ticket: Locked, entry: Entry, texts: Sequence[str]) -> TakenBack:
    """These texts of the entry were taken back, which stood on the thread of this ticket."""
    await desk.session.flush()
    where = any_of(Ticket.id, ticket.thread_ids)
    if entry.kind is EntryKind.COMMENT:  # which may have moved here from another of theirs
        where = or_(where, Ticket.requester_id == ticket.requester_id)
    near = list(await desk.session.scalars(select(Ticket.id).where(where).order_by(Ticket.id)))
    return TakenBack([line for line in map(versions.line, texts) if line], await _still_said(desk, near))


async def called(desk: Desk, gone: TakenBack) -> list[int]:
    """Ids of the tickets whose subject was made of it, and whom nobody has given another."""
    made_of = (Ticket.filed_at.is_not(None), Ticket.subject_kept.is_(False))
    rows = await desk.session.execute(
        select(Ticket.id, Ticket.subject).where(any_of(Ticket.id, list(gone.still)), *made_of)
    )
    return sorted(ticket_id for ticket_id, subject in rows if gone.holds(subject, ticket_id))


async def go(desk: Desk, gone: TakenBack) -> None:
    """Remove every copy but quotes."""
    await desk.session.flush()
    await _out_of_history(desk, gone)
    await _out_of_letters(desk, gone)
    await _out_of_tickets(desk, gone)


async def quotes(desk: Desk, ticket: Locked, entry: Entry, gone: TakenBack) -> list[Entry]:
    """Remove what others quoted of it, and return these. What is quoted from a card need not be known to answer it."""
    now = "" if entry.withdrawn_at is not None else versions.line(entry.body)
    where = or_(any_of(Entry.ticket_id, ticket.thread_ids), Entry.answers_id == entry.id)
    rows = select(Entry).where(where, Entry.quote.is_not(None), Entry.withdrawn_at.is_(None)).order_by(Entry.id)
    changed = []
    for one in await desk.session.scalars(rows):
        quote = one.quote or ""
        of_it = one.answers_id == entry.id and versions.line(quote) not in now
        if of_it or gone.shown_by(quote, one.ticket_id or 0):
            one.quote = None
            changed.append(one)
    return changed


async def _still_said(desk: Desk, near: Sequence[int]) -> dict[int, list[str]]:
    said: dict[int, list[str]] = {one: [] for one in near}
    stands = select(Entry.ticket_id, Entry.body).where(any_of(Entry.ticket_id, near), Entry.withdrawn_at.is_(None))
    for ticket_id, body in await desk.session.execute(stands):
        said.setdefault(ticket_id or 0, []).append(versions.line(body))
    return said


async def _out_of_history(desk: Desk, gone: TakenBack) -> None:
    rows = select(History).where(any_of(History.ticket_id, list(gone.still)), History.field.in_(history.OF_WORDS))
    for row in await desk.session.scalars(rows):
        row.old, row.new = ("" if gone.holds(text, row.ticket_id) else text for text in (row.old, row.new))


async def _out_of_tickets(desk: Desk, gone: TakenBack) -> None:
    """Why they wait, by which words their topic was guessed."""
    rows = await desk.session.scalars(select(Ticket).where(any_of(Ticket.id, list(gone.still))).order_by(Ticket.id))
    for ticket in rows.all():
        waits = {name: getattr(ticket, name) for name in ("tell", "merge_undo")}
        known = {
            name: was
            for name, was in waits.items()
            if was is not None and gone.holds(was.get("hold_reason"), ticket.id)
        }
        words = [word for word in ticket.category_words if not gone.holds(word, ticket.id)]
        if gone.holds(ticket.hold_reason, ticket.id) or known or words != list(ticket.category_words):
            changed = await desk.locked_id(ticket.id)
            changed.category_words = words
            changed.hold_reason = None if gone.holds(changed.hold_reason, changed.id) else changed.hold_reason
            for name, was in known.items():
                setattr(changed, name, {**was, "hold_reason": None})


async def _out_of_letters(desk: Desk, gone: TakenBack) -> None:
    """Out of what waits to be told, and what systems may read once more."""
    instead = subjects.word_subject(desk.rules.locale, "subject-withdrawn").stored
    waiting = select(Job).where(
        Job.box == Box.TO_TELEGRAM, Job.state != JobState.DONE, any_of(Job.ticket_id, list(gone.still))
    )
    for job in await desk.session.scalars(waiting):
        said = json.loads(job.payload)
        if (without := _without(said, gone, job.ticket_id or 0, instead)) != said:
            job.payload = queue.body(without)
    notices = select(FeedEvent).where(any_of(FeedEvent.ticket_id, list(gone.still)), FeedEvent.kind == NOTICE)
    for event in await desk.session.scalars(notices):
        event.refs = _without(event.refs, gone, event.ticket_id, instead)
    for line in await desk.session.scalars(select(DigestLine).where(any_of(DigestLine.ticket_id, list(gone.still)))):
        line.args = _without(line.args, gone, line.ticket_id, instead)


def _without(said: Any, gone: TakenBack, of: int, instead: str) -> Any:
    """The same with arguments that hold the words replaced, wherever they stand in it."""
    if isinstance(said, list):
        return [_without(one, gone, of, instead) for one in said]
    if not isinstance(said, dict):
        return said
    held = {name for name in _IN_LETTERS if isinstance(said.get(name), str) and gone.holds(said[name], of)}
    kept = {name: value for name, value in said.items() if not ("subject" in held and name == subjects.LINE)}
    return {name: instead if name in held else _without(value, gone, of, instead) for name, value in kept.items()}
