"""A comment that begins with a quote answers the quoted message: Todoist has no other sign of a reply. If the quote is
not from exactly one message of the ticket's thread, it stays in the words. Internal notes are never quoted to the
requester."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Entry, EntryKind
from desk.conversation import entry_parts
from desk.text import RichText, count_units, cut_text
from todoist_sync.comments.layout import CommentWords

_TOKEN, _IN_WORD, _BEGINS = re.compile(r"\S+"), re.compile(r"\w"), re.compile(r"(?<!\w)\S")
_OUTSIDE = (EntryKind.COMMENT, EntryKind.REPLY)
_QUOTES_SPOKEN = (*_OUTSIDE, EntryKind.NOTE)
_LONGEST = 1024
"""The longest quote in a reply, in UTF-16 units (Bot API, ReplyParameters, read 2026-11)."""


@dataclass(frozen=True, slots=True)
class AnsweringComment:
    """A comment with the entry it answers; then `said` no longer has the quote."""

    said: CommentWords
    answers_id: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class _QuoteMatch:
    """A message with a quote: its exact characters there, and if they are the whole message."""

    entry: Entry
    quote: str
    is_whole: bool

    @property
    def may_be_quoted(self) -> bool:
        return self.entry.kind in _OUTSIDE and self.entry.withdrawn_at is None


async def find_answered_entry(
    session: AsyncSession, ticket_id: int, said: CommentWords, *, before: int | None = None
) -> AnsweringComment:
    """Return the comment and the entry that its quote answers. `before`: look only among entries older than this id."""
    quoted = next((e for e in said.words.entities if e.type == "blockquote" and not e.offset), None)
    if quoted is None or said.is_note:
        return AnsweringComment(said)
    quote = cut_text(said.words, 0, quoted.length).text
    rest = replace(said, words=_cut_quote(said.words, quoted.length))
    spoken = select(Entry).where(Entry.ticket_id == ticket_id, Entry.kind.in_(_QUOTES_SPOKEN))
    older = spoken if before is None else spoken.where(Entry.id < before)
    found = _match_quote(quote, await session.scalars(older.order_by(Entry.id)))
    outside = [one for one in found if one.may_be_quoted]
    if found and not outside:
        return AnsweringComment(rest if rest.words or rest.files else replace(said, is_note=True))
    one = _get_only_match([one for one in outside if one.is_whole] or outside)
    if one is None or not (rest.words or rest.files):
        return AnsweringComment(said)
    return AnsweringComment(rest, one.entry.id, cut_text(RichText(one.quote), 0, _LONGEST).text)


def _cut_quote(words: RichText, at: int) -> RichText:
    rest = cut_text(words, at, count_units(words.text))
    blanks = len(rest.text) - len(rest.text.lstrip())
    return cut_text(rest, count_units(rest.text[:blanks]), count_units(rest.text))


def _get_only_match(found: list[_QuoteMatch]) -> _QuoteMatch | None:
    return found[0] if len({one.entry.id for one in found}) == 1 else None


def _match_quote(quote: str, entries: Iterable[Entry]) -> list[_QuoteMatch]:
    """Return the messages that hold the quote as whole words, whatever the blanks; the writer's name may precede it."""
    found = []
    for entry in entries:
        wanted = " ".join(quote.strip().removeprefix(f"{entry.author_name}:").split())
        for part in entry_parts.list_parts(entry):
            if wanted and (said := _find_in_text(wanted, part.words.text)) is not None:
                found.append(_QuoteMatch(entry, said, said == part.words.text.strip()))
    return found


def _find_in_text(wanted: str, text: str) -> str | None:
    """Return the exact characters of `text` that match the wanted words (separated by single blanks)."""
    tokens = list(_TOKEN.finditer(text))
    plain = " ".join(one.group() for one in tokens)
    at = plain.find(wanted)
    while at >= 0 and not _is_whole_words(plain, at, at + len(wanted)):
        begins = _BEGINS.search(plain, at + 1)
        at = plain.find(wanted, begins.start()) if begins else -1
    if at < 0:
        return None
    first, last = plain.count(" ", 0, at), plain.count(" ", 0, at + len(wanted))
    before, behind = at - plain.rfind(" ", 0, at) - 1, at + len(wanted) - plain.rfind(" ", 0, at + len(wanted)) - 1
    return text[tokens[first].start() + before : tokens[last].start() + behind]


def _is_whole_words(text: str, start: int, end: int) -> bool:
    return not (_IN_WORD.match(text, start - 1) if start else None) and not _IN_WORD.match(text, end)
