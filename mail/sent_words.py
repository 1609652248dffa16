"""The words that a desk has sent and received about a request, and so the parts of a reply that are quoted. Pure.

Programs quote in more ways than can be known, and people write between and under what is quoted. So it is not the shape
of a mail that decides what is left out, but what stands on the request already: a folded line of which that is not true
stays in the text if no program wrote it, and else in a file. No word is lost. Linear in the mail and in what was sent,
for a bounded number of lines.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mail import phrases
from mail.folding import Folded, LinePart, MailLine

_WORD = re.compile(r"\w+")
_MOST_LINES, _MOST_LETTERS = 2000, 400_000
_FEW, _MANY = 4, 6
"""Words of a line that is known wherever it was sent; and of one that may differ a little."""
_FRAME = frozenset(
    _WORD.findall("""
    on at in am pm um uhr wrote writes from sent date to cc bcc subject re fwd fw the original message forwarded
    mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday
    jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october
    november december gmt utc msk mailto
    от кому копия тема дата отправлено написал написала пишет пишут в на г года исходное сообщение
    пн вт ср чт пт сб вс понедельник вторник среда четверг пятница суббота воскресенье
    янв фев мар апр мая июн июл авг сен окт ноя дек января февраля марта апреля июня июля августа сентября октября
    ноября декабря а
    my iphone ipad android outlook for ios phone mobile mail yahoo samsung galaxy device using via
    с моего из со через яндекс почты почта мобильной устройства
    schrieb von an betreff gesendet mein meinem
    """)
)
"""Words that programs write around quotes; a line of them alone says nothing."""


@dataclass(frozen=True, slots=True)
class SentWords:
    """All texts on a request that its people have had or have written, names and addresses of who wrote them, and the
    lines that the desk puts into each mail."""

    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()


def fold_sent(lines: Iterable[MailLine], sent: SentWords) -> Folded:
    """Return what a reply says anew, and what it quotes, which is empty if all of it stands on the request. Quoted are
    lines of which a program says so; others that were never sent are the person's own, whatever stands around. Where
    nothing else is said, what nobody has sent is: some programs mark what is typed among a quote as quoted."""
    reader, kept, rest = _QuoteReader(sent), [], []
    has_more, unknown = False, []
    for at, line in enumerate(lines):
        if line.part is LinePart.OWN:
            kept.append(line.text)
            continue
        state = reader.judge(line) if at < _MOST_LINES else _LineState.MORE
        if state is _LineState.OWN:
            kept.append(line.text)
            continue
        rest.append(line.text)
        has_more = has_more or state is _LineState.MORE
        if state is _LineState.MORE and line.part is LinePart.QUOTE:
            unknown.append(line.text.lstrip("> \t"))
    if not "".join(kept).strip():
        kept = unknown
    return Folded(_tidy(kept), _tidy(rest) if has_more else "")


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(lines)).strip("\n").rstrip()


class _LineState(StrEnum):
    KNOWN = "known"
    MORE = "more"
    OWN = "own"


class _QuoteReader:
    """Reads folded lines in their order, beside what was sent."""

    def __init__(self, sent: SentWords) -> None:
        said = " ".join(_split_words("\n".join((*sent.texts, *sent.frames))[:_MOST_LETTERS]))
        self.frames = frozenset(" ".join(_split_words(line)) for one in sent.frames for line in one.split("\n"))
        self.sent = f" {said} "
        self.words = frozenset(said.split()) | _FRAME
        self.senders = [one.casefold() for one in sent.names if one]
        self.names = frozenset(_split_words(" ".join(sent.names)))
        self.at = 0
        """Where in what was sent the last line ended."""
        self.is_named = False
        """Whether the frame that is being read names somebody who wrote here."""

    def judge(self, line: MailLine) -> _LineState:
        """Return if a line is known, is to be kept as quoted, or is the person's own."""
        bare = line.text.lstrip("> \t\u00a0")
        words = _split_words(bare)
        if not words or self._is_sent(words):
            return _LineState.KNOWN
        unknown = [word for word in words if word not in self.words and word not in self.names and not word.isdecimal()]
        if line.part is LinePart.FRAME:
            self.is_named = self.is_named or self._names_sender(bare.casefold())
            if not unknown and (self.is_named or not any(map(str.isdecimal, words))):
                return _LineState.KNOWN
            return _LineState.MORE if self.is_named or len(words) < _FEW else _LineState.OWN
        self.is_named = False
        if line.part is LinePart.SIGNATURE or line.text.lstrip()[:1] == ">":
            return _LineState.MORE
        is_changed = len(words) >= _MANY and len(unknown) * 5 <= len(words)
        return _LineState.MORE if is_changed else _LineState.OWN

    def _names_sender(self, line: str) -> bool:
        """Return True if a line has an address of somebody who wrote here or, after "From:", a name."""
        is_header = phrases.HEADER_FROM.match(line) is not None
        return any(one in line for one in self.senders if is_header or "@" in one)

    def _is_sent(self, words: list[str]) -> bool:
        """Return True if the words go on where the last line ended, or are enough to have been sent elsewhere."""
        said = f" {' '.join(words)} "
        if self.sent.startswith(said, self.at):
            self.at += len(said) - 1
            return True
        if said.strip() in self.frames:
            return True
        found = self.sent.find(said) if len(words) >= _FEW else -1
        if found >= 0:
            self.at = found + len(said) - 1
        return found >= 0


def _split_words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
