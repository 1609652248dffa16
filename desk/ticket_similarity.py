"""Requests about the same: similarity of their words, and the places they name.

Requests filed within the hour that are about the same as a new one, read in one statement, and only if more than
one was filed within the hour. A requester whose own request is similar is asked whether both belong together.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import encryption
from db.enums import WORKING
from db.models import QuestionKind, Ticket
from db.unit_of_work import get_unit
from desk import Desk, Locked
from desk.search.similarity import measure_rarities, measure_similarity
from desk.search.stemming import split_tokens, stem_texts
from desk.tickets import intake_questions

_SMALL_WORDS = frozenset("викосуяаi")  # of one letter, after the word for a room
_NUMBERS = re.compile(r"[0-9]")
_ROOMS = "ауд|аудитори?|комнат|каб|зал|холл|этаж|корпус|здани|ряд|room|hall|floor|building|row|wing|auditorium"
_ROOM = re.compile(rf"^(?:{_ROOMS})\w{{0,3}}$")
_PLACE = re.compile(rf"^(?:{_ROOMS}|кабинет|стол|подъезд|desk|table|office)\w{{0,3}}$")
_ORDINALS = {
    one: n
    for n, names in enumerate(
        (
            "перв first", "втор second", "трет third", "четверт fourth", "пят fifth", "шест sixth", "седьм seventh",
        ),
        start=1,
    )
    for one in names.split()
}  # fmt: skip


def drop_places(stems: Iterable[str]) -> set[str]:
    """Return stems without numbers and words for rooms, which say where something is, not what."""
    return {one for one in stems if not _NUMBERS.search(one) and not _ROOM.match(one)}


def is_elsewhere(later: str, earlier: str) -> bool:
    """Return True if both texts name places or numbers, and the later one names some that the earlier one does not."""
    there, before = find_places(later), find_places(earlier)
    return bool(there and before and not there <= before)


def find_places(text: str) -> frozenset[str]:
    """Return numbers, names next to a word for a room, and ordinals next to it, in one spelling."""
    words = split_tokens(text)
    named = {word for word in words if _NUMBERS.search(word)}
    for at, word in enumerate(words):
        if _PLACE.match(word):
            named |= {_get_ordinal(near) for near in words[max(at - 1, 0) : at]}
            named |= {_get_ordinal(near) or _get_letter(near) for near in words[at + 1 : at + 2]}
    return frozenset(named - {""})


def _get_letter(word: str) -> str:
    return word if len(word) == 1 and word not in _SMALL_WORDS else ""


def _get_ordinal(word: str) -> str:
    return next((str(n) for stem, n in _ORDINALS.items() if word.startswith(stem)), "")


ALIKE = 0.5
"""The similarity from which two requests are about the same; measured by `tests/desk/search/test_similarity.py`."""
WITHIN = timedelta(hours=1)
_READ = 1000  # characters of what was said
_MOST = 200  # tickets it is compared with
_BEFORE = 200  # earlier ones, whose subjects say which words are common

_TEXTS = """
select t.id, t.requester_id, t.organization_id, t.status, t.alike_id, t.filed_at >= :since as lately, s.words,
  t.subject || ' ' || s.words as text,
  tsvector_to_array(to_tsvector('russian', translate(t.subject || ' ' || s.words, 'ёЁ', 'еЕ'))) as stems
from (
  (select * from tickets where filed_at >= :since and filed_at <= :now order by filed_at desc limit :most)
  union all
  (select * from tickets where filed_at < :since order by filed_at desc limit :before)
) t cross join lateral (
  select {words} as words from entries e
  where t.filed_at >= :since and e.ticket_id = t.id and e.kind = 'comment' and e.withdrawn_at is null
    and e.created_at <= t.filed_at
) s where t.merged_into_id is null
"""
_SAID = "coalesce(string_agg(e.body, ' ' order by e.id), '')"
_READABLE = text(_TEXTS.format(words=f"left({_SAID}, {_READ})"))
_SEALED = text(_TEXTS.format(words=_SAID))


@dataclass(frozen=True, slots=True)
class SimilarRequest:
    """A request similar to another: its requester and organization, whether it is open (`works`), its words, and the
    similarity, 0 to 1. `first`: the request both are counted with."""

    ticket_id: int
    requester_id: int
    organization_id: int | None
    works: bool
    words: str
    score: float
    first: int


async def compare_with_recent(desk: Desk, ticket: Locked) -> None:
    """Compare a request that was just filed with those filed within the hour; costs no query if there are none."""
    counted = get_unit(desk.session).filed_within_hour
    if counted is not None and counted < 2:
        return
    words, found = await _find_recent_alike(desk.session, ticket, desk.now)
    if not found:
        return
    await _join_group(desk.session, ticket, found[0])
    own = next((like for like in found if _can_belong(ticket, words, like)), None)
    if own is not None and ticket.requester_id not in desk.rules.limits.exempt_people:
        await _offer_to_add(desk, ticket, own)


def _can_belong(ticket: Locked, words: str, like: SimilarRequest) -> bool:
    """Return True if both may be one request of the same person; another place or organization is another request."""
    same = (like.requester_id, like.organization_id) == (ticket.requester_id, ticket.organization_id)
    return same and like.works and not is_elsewhere(words, like.words)


async def _offer_to_add(desk: Desk, ticket: Locked, like: SimilarRequest) -> None:
    """Ask the requester whether the new request belongs to a similar one of theirs; without an answer both stay."""
    if intake_questions.is_next(ticket, QuestionKind.ADD_SAME):
        options, due_at = {"options": [like.ticket_id]}, desk.now + desk.rules.requests.question
        await intake_questions.ask_question(desk, ticket, QuestionKind.ADD_SAME, data=options, due_at=due_at)


async def _find_recent_alike(
    session: AsyncSession, ticket: Ticket, now: datetime
) -> tuple[str, Sequence[SimilarRequest]]:
    """Return the ticket's words, and requests about the same that were filed within the hour before, most similar
    first."""
    await session.flush()
    given = {"since": now - WITHIN, "now": now, "most": _MOST, "before": _BEFORE}
    rows = await _read_texts(session, given)
    mine = next((row for row in rows if row.id == ticket.id), None)
    if mine is None:
        return "", ()
    weights = measure_rarities(row.stems for row in rows if not row.lately)
    said = drop_places(mine.stems)
    found = [
        SimilarRequest(
            row.id,
            row.requester_id,
            row.organization_id,
            row.status in WORKING,
            row.words,
            score,
            row.alike_id or row.id,
        )
        for row in rows
        if row.lately
        and row.id != ticket.id
        and (score := measure_similarity(said, drop_places(row.stems), weights)) >= ALIKE
    ]
    return mine.words, sorted(found, key=lambda like: (-like.score, like.ticket_id))


async def _read_texts(session: AsyncSession, given: dict[str, Any]) -> list[SimpleNamespace]:
    """Return the texts with their stems; the database makes no stems of encrypted words."""
    if not encryption.has_sealed_words():
        return [SimpleNamespace(**row._mapping) for row in await session.execute(_READABLE, given)]
    rows = (await session.execute(_SEALED, given)).all()
    stems = await stem_texts(session, [row.text[:_READ] for row in rows])
    return [
        SimpleNamespace(**dict(row._mapping) | {"words": row.words[:_READ], "stems": found})
        for row, found in zip(rows, stems, strict=True)
    ]


def is_like(ticket: Ticket) -> ColumnElement[bool]:
    """Match open tickets that say the same and were filed within an hour of it, or are about the same known problem."""
    same: list[ColumnElement[bool]] = []
    if ticket.alike_id is not None and ticket.filed_at is not None:
        near = Ticket.filed_at.between(ticket.filed_at - WITHIN, ticket.filed_at + WITHIN)
        same.append(and_(Ticket.alike_id == ticket.alike_id, near))
    if ticket.known_problem_id is not None:
        same.append(Ticket.known_problem_id == ticket.known_problem_id)
    if not same:
        return false()
    return and_(or_(*same), Ticket.id != ticket.id, Ticket.is_working)


def is_grouped_with(ticket: Ticket) -> ColumnElement[bool]:
    """Match open tickets that agents linked with it."""
    if ticket.group_id is None:
        return false()
    return and_(Ticket.group_id == ticket.group_id, Ticket.id != ticket.id, Ticket.is_working)


async def _join_group(session: AsyncSession, ticket: Locked, like: SimilarRequest) -> None:
    """Count the ticket with those it is similar to."""
    ticket.alike_id = like.first
    first = update(Ticket).where(Ticket.id == like.first, Ticket.alike_id.is_(None))
    await session.execute(first.values(alike_id=like.first).execution_options(synchronize_session="evaluate"))
