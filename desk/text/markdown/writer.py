"""Telegram-style text to Todoist's Markdown and back, so that both sides show the same characters.

What people typed in Telegram is escaped; what they formatted is kept where Markdown has it: bold, italic, strike, code,
code blocks with their language, quotes, http(s) links. It has no underline, spoiler, mention, custom emoji or date:
their characters stand there. What is written on the board is read as Todoist shows it. Knows no task and no ticket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.text.markdown.inline import ADDRESS, inline
from desk.text.rich_text import Entity, RichText, units

_MARKS = (("link", ""), ("bold", "**"), ("italic", "*"), ("strikethrough", "~~"))
_QUOTES = ("blockquote", "expandable_blockquote")
_FEW = 6  # kinds of formatting in one line that are tried one without the other
_ORDER = {name: place for place, (name, _) in enumerate(_MARKS)}
_SPECIAL = frozenset("\\`*_~[]")
_LINE_START = re.compile(r"(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$|-)|>|=(?==*\s*$)|\d{1,9}(?=[.)](?:\s|$)))")
_INDENT, _BLANKS = re.compile(r"^[ \t]+"), str.maketrans(" \t", "\u00a0\u2003")

Style = tuple[str, str]


def escape(text: str) -> str:
    """Plain characters as Markdown that shows exactly them (leading blanks of a line as ones that do not vanish)."""
    return "\n".join(_started(_escaped(_indented(line))) for line in text.split("\n"))


def write(words: RichText) -> str:
    """The Markdown of a text, line by line; code blocks become fences on lines of their own."""
    out: list[str] = []
    reel = _Reel(words)
    for block in _blocks(words, reel):
        if block.language is None:
            out += [f"> {_line(line)}" if in_quote else _line(line) for line, in_quote in _lines(reel, block)]
        else:
            fenced = _fenced(reel.text(block.start, block.end), block.language)
            out += [f"> {line}" for line in fenced] if reel.in_quote(block.start, block.end) else fenced
    return "\n".join(out)


def quoted(markdown: str) -> str:
    """Each line but the first in a quote, so that a person's text never starts a line of its own."""
    first, *rest = markdown.split("\n")
    if first.startswith(("```", ">")):
        first, rest = "", [first, *rest]
    return "\n".join([first, *(f"> {line}" if line else ">" for line in rest)])


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of lines, in UTF-16 units: ordinary text, or a code block in a language ("": none named)."""

    start: int
    end: int
    language: str | None = None


class _Reel:
    """A text of which stretches are asked for from its beginning to its end, so that each entity is looked at only
    where it is. All places in UTF-16 units."""

    def __init__(self, words: RichText) -> None:
        self._raw = words.text.encode("utf-16-le", "surrogatepass")
        self._coming = sorted(words.entities, key=lambda e: -e.offset)
        self._here: list[Entity] = []

    def text(self, start: int, end: int) -> str:
        """The characters of any stretch."""
        return self._raw[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")

    def cut(self, start: int, end: int) -> RichText:
        """A stretch, not before the last one, with the entities that fall in it clipped."""
        kept = []
        for entity in self._reached(start, end):
            low, high = max(entity.offset, start), min(entity.offset + entity.length, end)
            if low < high:
                kept.append(Entity(entity.type, low - start, high - low, entity.extra))
        return RichText(self.text(start, end), tuple(kept))

    def in_quote(self, start: int, end: int) -> bool:
        """Whether a line, not before the last one, stands in a quote; Telegram's own always hold whole lines."""
        quotes = (e for e in self._reached(start, end) if e.type in _QUOTES)
        return any(e.offset <= start and end <= e.offset + e.length and (start < end or e.length) for e in quotes)

    def _reached(self, start: int, end: int) -> list[Entity]:
        """The entities that touch a stretch."""
        while self._coming and self._coming[-1].offset <= end:
            self._here.append(self._coming.pop())
        self._here = [e for e in self._here if e.offset + e.length >= start]
        return self._here


def _blocks(words: RichText, reel: _Reel) -> Iterator[_Block]:
    """Stretches of ordinary text and code blocks, in order, without the line ends between them."""
    at, end, more = 0, units(words.text), True
    for entity in sorted((e for e in words.entities if e.type == "pre"), key=lambda e: e.offset):
        start, stop = entity.offset, entity.offset + entity.length
        if start < at:
            continue
        before = start - 1 if start > at and reel.text(start - 1, start) == "\n" else start
        if start > at:
            yield _Block(at, before)
        yield _Block(start, stop, str(dict(entity.extra).get("language", "")))
        more = reel.text(stop, stop + 1) == "\n"
        at = stop + 1 if more else stop
    if at < end or more:
        yield _Block(at, end)


def _fenced(code: str, language: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    name = language if re.fullmatch(r"[\w+#.-]{1,20}", language) else ""
    return [fence + name, *code.split("\n"), fence]


def _lines(reel: _Reel, block: _Block) -> Iterator[tuple[RichText, bool]]:
    """Each line of a block of ordinary text, and whether it stands in a quote."""
    at = block.start
    for line in reel.text(block.start, block.end).split("\n"):
        end = at + units(line)
        yield reel.cut(at, end), reel.in_quote(at, end)
        at = end + 1


def _line(words: RichText) -> str:
    """One line with as much of its formatting as Markdown can carry; its characters are always shown exactly."""
    if not words.entities:
        return escape(words.text)
    text = _indented(words.text)
    styles = _styles(words, text)
    for kept in _choices(styles):
        wanted = [frozenset(style for style in one if style in kept) for one in styles]
        styled = _started(_styled(text, wanted))
        said = inline(styled)
        if said.text == text and (not kept or _styles(said, text) == wanted):
            return styled
    return escape(words.text)


def _choices(styles: list[frozenset[Style]]) -> Iterator[frozenset[Style]]:
    """All formatting of a line, then without one of it, then one alone: whichever Markdown can say first is taken."""
    whole = frozenset().union(*styles)
    if not whole:
        return
    yield whole
    if 2 < len(whole) <= _FEW:
        yield from (whole - {one} for one in sorted(whole))
    if 1 < len(whole) <= _FEW:
        yield from (frozenset({one}) for one in sorted(whole))


def _styles(words: RichText, text: str) -> list[frozenset[Style]]:
    """What each character is styled with; blanks at the ends of a stretch are left out."""
    places = [0]
    for char in text:
        places.append(places[-1] + units(char))
    at = {place: index for index, place in enumerate(places)}
    found: list[set[Style]] = [set() for _ in text]
    for entity in words.entities:
        style = _style(entity)
        first, last = at.get(entity.offset), at.get(entity.offset + entity.length)
        if style is None or first is None or last is None:
            continue
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
        for one in found[first:last]:
            one.add(style)
    return [frozenset(s for s in one if ("code", "") not in one or s[0] in {"code", "link"}) for one in found]


def _style(entity: Entity) -> Style | None:
    if entity.type in {"bold", "italic", "strikethrough", "code"}:
        return (entity.type, "")
    address = str(dict(entity.extra).get("url", ""))
    if entity.type == "text_link" and re.match(r"https?://\S+$", address):
        return ("link", re.sub(r"[()<>\\\"]", lambda m: f"%{ord(m.group()):02X}", address))
    return None


def _styled(text: str, styles: list[frozenset[Style]]) -> str:
    """Runs of equal style, opened and closed in a fixed order so that they nest."""
    out, open_now, at = "", list[Style](), 0
    while at < len(text):
        end = at
        while end < len(text) and styles[end] == styles[at]:
            end += 1
        wanted = sorted((s for s in styles[at] if s[0] != "code"), key=lambda s: (_ORDER[s[0]], s[1]))
        keep = 0
        while keep < min(len(open_now), len(wanted)) and open_now[keep] == wanted[keep]:
            keep += 1
        out += "".join(_mark(s, opens=False) for s in reversed(open_now[keep:]))
        out += "".join(_mark(s, opens=True) for s in wanted[keep:])
        run = text[at:end]
        before, after = text[at - 1 : at], text[end : end + 1]
        out += _code(run) if ("code", "") in styles[at] else _escaped(run, before, after)
        open_now, at = wanted, end
    return out + "".join(_mark(s, opens=False) for s in reversed(open_now))


def _mark(style: Style, *, opens: bool) -> str:
    if style[0] != "link":
        return _MARKS[_ORDER[style[0]]][1]
    return "[" if opens else f"]({style[1]})"


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    padded = text.startswith("`") or text.endswith("`") or (text[:1] == text[-1:] == " " and text.strip())
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def _escaped(text: str, before: str = "", after: str = "") -> str:
    """Escape what means something inside a line; addresses stay whole, `_` inside a word needs nothing."""
    out, at = [], 0
    for address in ADDRESS.finditer(text):
        out.append(_characters(text, at, address.start(), before, after))
        out.append(address.group())
        at = address.end()
    return "".join(out) + _characters(text, at, len(text), before, after)


def _characters(text: str, start: int, end: int, before: str, after: str) -> str:
    out = []
    for i in range(start, end):
        char = text[i]
        if char == "_":
            around = (text[i - 1] if i else before) + (text[i + 1] if i + 1 < len(text) else after)
            out.append(char if len(around) == 2 and around.isalnum() else "\\_")
        else:
            out.append("\\" + char if char in _SPECIAL else char)
    return "".join(out)


def _started(line: str) -> str:
    """Escape what would make a heading, list, quote or rule of a line."""
    found = _LINE_START.match(line)
    if not found:
        return line
    at = found.end() if found.group(2).isdigit() else found.start(2)
    return line[:at] + "\\" + line[at:]


def _indented(line: str) -> str:
    """Leading blanks would vanish or make a code block: a no-break space and an em space show the same."""
    return _INDENT.sub(lambda m: m.group().translate(_BLANKS), line)
