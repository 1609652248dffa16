"""Separation of what a person wrote in a mail from what their program added: quotes, and signatures.

Quotes come in three forms: lines that begin with `>`; all under a line that says who wrote when ("On … wrote:"); all
under a block of headers ("From: … Sent: …"). Nothing is lost: the whole mail is kept. A quote that is answered inline
stays, and so does what is forwarded. Pure, and linear in the text.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from desk.text.html_text import ATTRIBUTION_MARK, BLOCK_MARK, SIGNATURE_MARK
from mail import phrases

_DELIMITER = re.compile(r"(?:--|—|––|__)\s?$")
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.|\+?\d[\d ()-]{7,20}\d|https?://|\bwww\.", re.ASCII)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.", re.ASCII)
_DASHED = re.compile(r"\s{0,9}-{2,10}\s(.{1,600})\s-{2,10}\s{0,9}$")
"""Who wrote when, between dashes, as Zoho writes it."""
_PICTURE = re.compile(r"[ \t]{0,9}\[cid:([^\]\s]{1,200})\]", re.IGNORECASE)
_MOST_LINES = 80
_MARKS = (SIGNATURE_MARK, ATTRIBUTION_MARK, BLOCK_MARK)
_RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|\*{5,})?\s*")
_LONGEST_SIGNATURE, _LONGEST_UNSURE, _LONGEST_ABOVE, _LONGEST_DEVICE = 20, 8, 10, 120


class LinePart(StrEnum):
    """Kinds of lines in a mail, as far as their shape says."""

    OWN = "own"
    QUOTE = "quote"
    FRAME = "frame"
    """A program wrote it around a quote: who wrote when, headers, rules; or under a mail that a phone sent."""
    SIGNATURE = "signature"


_POSTSCRIPT = re.compile(r"\s{0,9}(?:p\.? ?s\b|пс\b|п\. ?с\b|з\.? ?ы\b)", re.IGNORECASE)
_SAYS_MORE = re.compile(r"[:;!?]|,\s")


def _is_sentence(line: str) -> bool:
    return line.rstrip().endswith((".", "!", "?", "…", ";")) and len(line.split()) > 3


def is_contact(line: str) -> bool:
    """Return True for a line with a telephone, an address or a page."""
    return _CONTACT.search(line[:500]) is not None


def is_header(line: str) -> bool:
    """Return True for a line of the headers above a quote, or one that goes on with them."""
    return phrases.HEADER_FROM.match(line) is not None or phrases.HEADER_OTHER.match(line) is not None


def _is_of_device(line: str) -> bool:
    """Return True for what a phone writes under a mail, and for nothing that goes on to say something."""
    return phrases.SENT_WITH.match(line) is not None and _SAYS_MORE.search(_ADDRESS_OF_PAGE.sub("", line)) is None


_ADDRESS_OF_PAGE = re.compile(r"<?https?://\S{1,200}")


@dataclass(frozen=True, slots=True)
class MailLine:
    """A line of a mail, as it came."""

    text: str
    part: LinePart


@dataclass(frozen=True, slots=True)
class Folded:
    """Words of a person, and all lines, for who knows what was sent."""

    text: str
    lines: tuple[MailLine, ...]


def fold_text(lines: list[str], *, is_reply: bool, is_forward: bool) -> Folded:
    """Fold quotes and signatures off the lines of a mail. If nothing else is in a mail that answers none, all stays."""
    folder = _Folder(lines, is_forward=is_forward)
    folder.fold()
    kept = "\n".join(line for line, is_folded in zip(folder.lines, folder.folded, strict=True) if not is_folded)
    if not kept.strip() and not is_reply:
        return Folded(tidy("\n".join(folder.lines)), tuple(MailLine(line, LinePart.OWN) for line in folder.lines))
    return Folded(tidy(kept), folder.list_parts())


def tidy(text: str) -> str:
    """Return a text without places of pictures, and with at most one empty line between others."""
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", _PICTURE.sub("", text)).strip("\n").rstrip()


def find_quoted_pictures(lines: tuple[MailLine, ...]) -> set[str]:
    """Return the names of pictures to which no line refers but those of quotes and signatures."""
    own = {one for line in lines if line.part is LinePart.OWN for one in _PICTURE.findall(line.text)}
    return {one for line in lines for one in _PICTURE.findall(line.text)} - own


class _Folder:
    """The lines of a mail, and for each if it is quoted, and if it is folded off."""

    def __init__(self, lines: list[str], *, is_forward: bool) -> None:
        self.marks = [line[:1] if line[:1] in _MARKS else "" for line in lines]
        self.lines = [line[1:] if mark else line for line, mark in zip(lines, self.marks, strict=True)]
        self.is_forward = is_forward
        self.quoted = [line.lstrip()[:1] == ">" for line in self.lines]
        self.folded = [False] * len(lines)
        self.parts = [LinePart.QUOTE] * len(lines)
        """Of lines that are folded off."""
        self.end = len(lines)
        """Where everything under it is a quote, or is forwarded."""

    def fold(self) -> None:
        """Decide for each line if it is folded off."""
        for at, line in enumerate(self.lines):
            if not self.quoted[at] and (line.strip() or self.marks[at]) and self._ends_at(at, line):
                break
        self._fold_signatures()
        self._fold_quotes()

    def list_parts(self) -> tuple[MailLine, ...]:
        """Return all lines, each with what it seems to be."""
        return tuple(MailLine(line, self._find_part(at)) for at, line in enumerate(self.lines))

    def _find_part(self, at: int) -> LinePart:
        is_answered = at < self.end and (self.quoted[at] or self.parts[at] is LinePart.FRAME)
        return self.parts[at] if self.folded[at] or is_answered else LinePart.OWN

    def _ends_at(self, at: int, line: str) -> bool:
        """Return True if a quote or what is forwarded begins here and goes to the end."""
        begins_block = self._begins_block(at)
        if phrases.FORWARDED.match(line) or (self.is_forward and begins_block):
            self.end = at
            return True
        if begins_block:
            return self._quote_rest(at, self._end_block(at))
        dashed = _DASHED.match(line)
        if dashed and phrases.SAYS_WHO.search(f"{dashed[1]}:") and phrases.DAY.search(dashed[1]):
            return self._quote_rest(at, self._end_block(at))
        if self.marks[at] != ATTRIBUTION_MARK and not line.rstrip().endswith((":", "：")):
            return False
        first = self._find_attribution(at)
        if first is not None and not self._is_quoted_below(at):
            return self._quote_rest(first, at + 1)
        if first is not None:
            self.quoted[first : at + 1] = [True] * (at + 1 - first)
            self.parts[first : at + 1] = [LinePart.FRAME] * (at + 1 - first)
        return False

    def _end_block(self, at: int) -> int:
        """Return where the headers above a quote end."""
        end = at + 1
        while end < min(at + 12, len(self.lines)) and is_header(self.lines[end]):
            end += 1
        return end

    def _quote_rest(self, at: int, body: int) -> bool:
        """Fold all lines from one on; those before `body` are no words of the quote."""
        while at and _RULE.fullmatch(self.lines[at - 1]):
            at -= 1
        self.end = at
        self.folded[at:] = [True] * (len(self.lines) - at)
        self.parts[at:body] = [LinePart.FRAME] * (body - at)
        return True

    def _begins_block(self, at: int) -> bool:
        line = self.lines[at]
        if self.marks[at] == BLOCK_MARK or phrases.ORIGINAL.match(line):
            return True
        below = self.lines[at + 1 : at + 11] if phrases.HEADER_FROM.match(line) else []
        others = sum(phrases.HEADER_OTHER.match(one) is not None for one in below)
        return others >= 2 or (others == 1 and _ADDRESS.search(line) is not None)

    def _find_attribution(self, at: int) -> int | None:
        """Return where the words that end at a line begin, if they say who wrote when; programs wrap them."""
        if self.marks[at] == ATTRIBUTION_MARK:
            return at
        joined, is_quoted_below, with_time = "", self._is_quoted_below(at), None
        for first in range(at, max(at - 4, -1), -1):
            if not self.lines[first].strip() or self.quoted[first] or len(joined) > 600:
                break
            joined = f"{self.lines[first].strip()[-600:]} {joined}".strip()
            says = phrases.SAYS_WHO.search(joined) or phrases.ENDS_WITH_ADDRESS.search(joined) or is_quoted_below
            if says and phrases.DAY.search(joined):
                return first
            if says and phrases.HOUR.search(joined):
                with_time = first if with_time is None else with_time
        has_address = phrases.SAYS_WHO.search(joined) and "@" in joined
        return at if with_time is None and has_address and is_quoted_below else with_time

    def _is_quoted_below(self, at: int) -> bool:
        below = next((one for one in range(at + 1, min(at + 4, len(self.lines))) if self.lines[one].strip()), None)
        return below is not None and self.quoted[below]

    def _list_own(self) -> list[int]:
        """Return the lines that are neither quoted, nor folded off, nor empty."""
        return [at for at in range(self.end) if self.lines[at].strip() and not self.quoted[at] and not self.folded[at]]

    def _fold_signatures(self) -> None:
        own = self._list_own()
        for at in reversed(own):
            if self.marks[at] == SIGNATURE_MARK:
                self.folded[at], self.parts[at] = True, LinePart.SIGNATURE
            elif _DELIMITER.match(self.lines[at]):
                self._fold_signature(at)
        own = self._list_own()
        before_quotes = [at for at, after in pairwise(own) if any(self.quoted[at + 1 : after])]
        for at in {*own[-2:], *before_quotes}:
            if len(self.lines[at]) < _LONGEST_DEVICE and _is_of_device(self.lines[at].strip()):
                self.folded[at], self.parts[at] = True, LinePart.FRAME

    def _fold_signature(self, at: int) -> None:
        """Fold what follows `-- ` up to a quote, a postscript or the end, if it is short enough for a signature. Under
        other lines than `-- `, sentences are no signature."""
        is_sure = self.lines[at] == "-- "
        most = _LONGEST_SIGNATURE if is_sure else _LONGEST_UNSURE
        end, count = at + 1, 0
        while end < self.end and not self.quoted[end] and count <= most and end - at < _MOST_LINES:
            if _POSTSCRIPT.match(self.lines[end]):
                break
            if not is_sure and not self.folded[end] and _is_sentence(self.lines[end]):
                return
            count += bool(self.lines[end].strip()) and not self.folded[end]
            end += 1
        if count <= most and end - at < _MOST_LINES:
            self.folded[at:end] = [True] * (end - at)
            self.parts[at:end] = [LinePart.SIGNATURE] * (end - at)

    def _fold_quotes(self) -> None:
        """Fold quotes that nothing follows, and a long one above everything. Others stay: they are answered."""
        own = self._list_own()
        forwards = self.end < len(self.lines) and not self.folded[self.end]
        for at in range(own[-1] + 1 if own else 0, self.end if own or not forwards else 0):
            self.folded[at] = self.folded[at] or self.quoted[at]
        above = [at for at in range(own[0] if own else 0) if self.quoted[at]]
        if len(above) > _LONGEST_ABOVE and not any(self.quoted[own[0] : own[-1]]):
            for at in above:
                self.folded[at] = True
