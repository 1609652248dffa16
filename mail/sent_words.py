"""The words that a reply says anew, known by what was sent before. Pure.

Programs quote in more ways than can be known, and people write between and under what is quoted. So it is not the shape
of a mail that decides what is left out: a line stands on the request already if it goes on from the line before it in
one mail that was sent, or begins such a mail right after a frame ("From: …", "On … wrote:", `>`). It ends where a line
of that mail ends, and each place of what was sent counts once; all else is the person's own. Linear in the mail and in
what was sent, for a bounded number of lines.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mail import phrases
from mail.folding import LinePart, MailLine, is_contact, is_header, tidy

_WORD = re.compile(r"\w+|[\u2190-\u2bff\U0001f000-\U0001faff]")
_BESIDE = re.compile(
    r"(?<=\S) ?[<(](?:https?://|mailto:|tel:)[^\s<>()]{1,1000}[>)]|\[cid:[^\]\s]{1,200}\]|https?://\S{1,200}/ask/\S{1,300}"
)
"""What programs write beside words, and the page of a request, which has another address in each mail."""
_MOST_LINES, _MOST_LETTERS, _MOST_WRAPPED, _MOST_PLACES, _LONGEST_FRAME = 2000, 400_000, 40, 12, 30
_LONGEST_SIGNATURE = 12
_MANY = 6
"""Words of a line that is known by itself."""
_SIGN_OF_NOTHING = "> \t\u00a0-_=*—–|~#."
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
    """The mails on a request, each with its text, the newest first: those of the team, and of others. `theirs`: mails
    that the sender of this one wrote before, whatever they were about. `names`: names and addresses of who wrote them;
    `frames`: lines that the desk puts into each mail."""

    texts: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The words that a reply says anew, and whether some of them stand within a quote."""

    text: str
    is_inside: bool


def fold_sent(lines: Sequence[MailLine], sent: SentWords) -> Said:
    """Return what a reply says anew. Of a quote that it answers, the one line above each answer stays."""
    reader = _ReplyReader(lines, sent)
    reader.read()
    return reader.say()


def drop_signature(lines: list[str], theirs: Sequence[str]) -> list[str]:
    """Return the lines without a signature that no program marks: they end as two earlier mails of the same person do,
    and have a telephone or an address in it."""
    said = [at for at, line in enumerate(lines) if _split_words(line)]
    mails = ["\n".join(["", *(" ".join(words) for words in map(_split_words, one.split("\n")) if words), ""])
             for one in theirs]  # fmt: skip
    for count in range(min(len(said) - 1, _LONGEST_SIGNATURE), 1, -1):
        block = "\n".join(["", *(" ".join(_split_words(lines[at])) for at in said[-count:]), ""])
        if any(is_contact(lines[at]) for at in said[-count:]) and sum(block in one for one in mails) > 1:
            return lines[: said[-count]]
    return lines


class _SentMails:
    """The words of each mail that was sent, where its lines begin and end, and what of it has been quoted."""

    def __init__(self, sent: SentWords) -> None:
        self.words: list[list[str]] = []
        self.ends: list[set[int]] = []
        self.starts: dict[str, list[tuple[int, int]]] = {}
        self.used: list[bytearray] = []
        self.of_frames = len(sent.frames)
        left = _MOST_LETTERS
        for text in (*sent.frames, *sent.texts, *sent.theirs):
            self._add(text[:left])
            left = max(left - len(text), 0)

    def _add(self, text: str) -> None:
        words: list[str] = []
        ends = set()
        for line in text.split("\n"):
            if found := _split_words(line):
                self.starts.setdefault(found[0], []).append((len(self.words), len(words)))
                words += found
                ends.add(len(words))
        self.words.append(words)
        self.ends.append(ends)
        self.used.append(bytearray(len(words)))

    def match(self, place: tuple[int, int], said: list[str]) -> bool:
        """Return True if these words stand at a place that is not used."""
        of, at = place
        return self.words[of][at : at + len(said)] == said and 1 not in self.used[of][at : at + len(said)]

    def use(self, place: tuple[int, int], end: int) -> None:
        """Count a place once; only lines of the desk's own stand in many mails."""
        of, at = place
        if of >= self.of_frames:
            self.used[of][at:end] = b"\x01" * (end - at)


class _ReplyReader:
    """Reads the lines of a reply in their order, beside what was sent."""

    def __init__(self, lines: Sequence[MailLine], sent: SentWords) -> None:
        self.lines = lines
        self.words = [_split_words(line.text) for line in lines[:_MOST_LINES]]
        self.sent = _SentMails(sent)
        self.signed = sent.theirs
        self.senders = [one.casefold() for one in sent.names if one]
        self.names = frozenset(_split_words(" ".join(sent.names))) | _FRAME
        self.place: tuple[int, int] | None = None
        """Where in what was sent the last known line ended."""
        self.is_framed = False
        """Whether a frame stands above, and no known line below it."""
        self.is_signed = False
        """Whether the line of a signature's beginning stands right above."""
        self.above = ""
        """The known line right above."""
        self.kept: list[str] = []
        """All that is said."""
        self.questions: set[int] = set()
        """Which of this is known, and is kept above an answer."""
        self.is_inside = False

    def say(self) -> Said:
        """Return what was read. Where all of it is marked as quoted, some programs mark what is typed among a quote."""
        said = [one for at, one in enumerate(self.kept) if at not in self.questions and one.strip()]
        if all(one.lstrip()[:1] == ">" for one in said):
            self.kept = [one.lstrip("> \t") for one in said]
        return Said(tidy("\n".join(self.kept)), self.is_inside)

    def read(self) -> None:
        """Read all lines."""
        first = next((at for at, one in enumerate(self.lines) if one.part is not LinePart.OWN), len(self.lines))
        top = drop_signature([one.text for one in self.lines[:first]], self.signed)
        self.kept, at = [*top], first
        while at < len(self.words):
            at = self._read_line(at)
        self.kept += [one.text for one in self.lines[at:]]

    def _read_line(self, at: int) -> int:
        """Read what begins at a line; return where it ends."""
        line, words = self.lines[at], self.words[at]
        if not words and (line.part is not LinePart.OWN and not line.text.strip(_SIGN_OF_NOTHING)):
            self.is_signed = self.is_signed or line.text.strip() == "--"
            if self.kept and not self.above:
                self.kept.append("")
            return at + 1
        if line.part is LinePart.OWN:
            self._keep(line.text)
            return at + 1
        known = self._find_known(at)
        if known is not None:
            place, end, after = known
            self._know(place, end, at, after)
            return after
        frame = self._find_frame(at)
        if frame > at:
            self.is_framed, self.place, self.above = True, None, ""
            return frame
        self._keep(line.text)
        return at + 1

    def _keep(self, text: str) -> None:
        if self.place is not None or self.is_framed:
            self.is_inside = True
        if self.above and text.strip():
            self.questions.add(len(self.kept))
            self.kept.append(f"> {self.above}")
            self.above = ""
        self.kept.append(text)
        self.is_signed = False

    def _know(self, place: tuple[int, int], end: int, at: int, after: int) -> None:
        self.sent.use(place, end)
        is_frame = place[0] < self.sent.of_frames
        is_question = not (is_frame or self.is_signed or self.lines[at].part is LinePart.SIGNATURE)
        said = (self.lines[one].text.strip("> \t\u00a0") for one in range(at, after) if self.words[one])
        self.above, self.is_signed = " ".join(said) if is_question else "", False
        if not is_frame:
            self.place, self.is_framed = (place[0], end), False

    def _find_known(self, at: int) -> tuple[tuple[int, int], int, int] | None:
        """Return the place in what was sent of the line that begins here, its end there, and after which line here."""
        for place in self._list_places(at):
            end, of = place[1], place[0]
            for after in range(at, min(at + _MOST_WRAPPED, len(self.words))):
                said = self.words[after]
                if self.lines[after].part is LinePart.OWN or not self.sent.match((of, end), said):
                    break
                end += len(said)
                if said and end in self.sent.ends[of]:
                    return place, end, after + 1
        return None

    def _list_places(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield the places where the line may begin: where the last one ended; where a mail begins, below a frame; and
        where any line does, if a program marks this one, or if it is long enough and below a frame."""
        line, words = self.lines[at], self.words[at]
        if not words:
            return
        if self.place is not None:
            yield self.place
        is_marked = self.is_signed or line.text.lstrip()[:1] == ">" or line.part is not LinePart.QUOTE
        for place in self.sent.starts.get(words[0], ())[:_MOST_PLACES]:
            may_begin = self.is_framed and (place[1] == 0 or len(words) >= _MANY)
            if place[0] < self.sent.of_frames or is_marked or may_begin:
                yield place

    def _find_frame(self, at: int) -> int:
        """Return where a frame that begins at a line ends, if it says nothing of its own: it names somebody who wrote
        here, or has only words of programs; what is below is known or marked, unless it is a block of headers."""
        end, headers, is_named, is_plain = at, 0, False, True
        last = min(len(self.words), at + _LONGEST_FRAME)
        while end < last and (not self.words[end] or self._is_frame(end)):
            bare = self.lines[end].text.lstrip("> \t\u00a0").casefold()
            says_who = (phrases.HEADER_FROM.match(bare) or phrases.SAYS_WHO.search(bare)) is not None
            headers += is_header(bare)
            is_named = is_named or any(one in bare for one in self.senders if says_who or "@" in one)
            is_plain = is_plain and all(one in self.names or one.isdecimal() for one in self.words[end])
            end += 1
        if end == at or not (is_named or is_plain):
            return at
        has_day = any(one.isdecimal() for line in self.words[at:end] for one in line)
        is_sure = (is_named and headers > 1) or (is_plain and not has_day) or end == len(self.words)
        if is_sure or (is_named and self.lines[end].text.lstrip()[:1] == ">"):
            return end
        self.is_framed, before = True, self.is_framed
        known = self._find_known(end)
        self.is_framed = before
        return end if known is not None else at

    def _is_frame(self, at: int) -> bool:
        line = self.lines[at]
        bare = line.text.lstrip("> \t\u00a0")
        is_deeper = line.part is LinePart.QUOTE and (is_header(bare) or phrases.SAYS_WHO.search(bare) is not None)
        return line.part is LinePart.FRAME or is_deeper


def _split_words(text: str) -> list[str]:
    return _WORD.findall(_BESIDE.sub(" ", text.casefold()))
