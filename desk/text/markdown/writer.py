"""A writer of Todoist's Markdown from Telegram's formatting, so that both sides show the same characters.

What people typed in Telegram is escaped; formatting is kept where Markdown has it: bold, italic, strike, code, code
blocks with their language, quotes, http(s) links. Markdown has no underline, spoiler, mention, custom emoji or date:
only their characters are written. Knows no task and no ticket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.text.markdown.inline import ADDRESS, parse_inline
from desk.text.rich_text import Entity, RichText, count_units

_MARKS = (("link", ""), ("bold", "**"), ("italic", "*"), ("strikethrough", "~~"))
_QUOTES = ("blockquote", "expandable_blockquote")
_FEW = 6  # kinds of formatting in one line that are tried one without the other
_ORDER = {name: place for place, (name, _) in enumerate(_MARKS)}
_SPECIAL = frozenset("\\`*_~[]")
_LINE_START = re.compile(r"(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$|-)|>|=(?==*\s*$)|\d{1,9}(?=[.)](?:\s|$)))")
_INDENT, _BLANKS = re.compile(r"^[ \t]+"), str.maketrans(" \t", "\u00a0\u2003")

_FENCE = re.compile(r"(?:> )?(`{3,})[\w+#.-]{0,20}")
_HTML = re.compile(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)|<|&(?=#?\w{1,31};)")
"""A span of code, or what begins a tag or an entity."""

Style = tuple[str, str]


def escape_markdown(text: str) -> str:
    """Return Markdown that shows exactly these characters; leading blanks of a line become ones that Markdown keeps."""
    return "\n".join(_escape_line_start(_escape_inline(_keep_indent(line))) for line in text.split("\n"))


def write_markdown(words: RichText) -> str:
    """Return the Markdown of a text, line by line; code blocks become fences on lines of their own."""
    out: list[str] = []
    reel = _RangeReader(words)
    for block in _blocks(words, reel):
        if block.language is None:
            out += [f"> {_line(line)}" if in_quote else _line(line) for line, in_quote in _lines(reel, block)]
        else:
            fenced = _fence_code(reel.read_text(block.start, block.end), block.language)
            out += [f"> {line}" for line in fenced] if reel.is_in_quote(block.start, block.end) else fenced
    return "\n".join(out)


def write_common_markdown(words: RichText) -> str:
    """Return Markdown for programs that, unlike Todoist, would read tags and entities of HTML in it: those stay the
    characters that somebody typed."""
    fence, out = "", list[str]()
    for line in write_markdown(words).split("\n"):
        found = _FENCE.fullmatch(line)
        if found is not None and fence in ("", found[1]):
            fence = "" if fence else found[1]
        out.append(line if fence or found is not None else _HTML.sub(_escape_html, line))
    return "\n".join(out)


def _escape_html(found: re.Match[str]) -> str:
    return found[0] if found[1] else f"\\{found[0]}"


def quote_further_lines(markdown: str) -> str:
    """Put each line but the first into a quote, so that a person's text never begins a block of its own."""
    first, *rest = markdown.split("\n")
    if first.startswith(("```", ">")):
        first, rest = "", [first, *rest]
    return "\n".join([first, *(f"> {line}" if line else ">" for line in rest)])


@dataclass(frozen=True, slots=True)
class _Block:
    """A range of lines in UTF-16 units: ordinary text (`language` None), or a code block ("" if it names no
    language)."""

    start: int
    end: int
    language: str | None = None


class _RangeReader:
    """A text that is read in ranges from its beginning to its end, so that each entity is looked at only where it is.
    All positions are in UTF-16 units."""

    def __init__(self, words: RichText) -> None:
        self._raw = words.text.encode("utf-16-le", "surrogatepass")
        self._coming = sorted(words.entities, key=lambda e: -e.offset)
        self._here: list[Entity] = []

    def read_text(self, start: int, end: int) -> str:
        """Return the characters of any range."""
        return self._raw[start * 2 : end * 2].decode("utf-16-le", "surrogatepass")

    def read_range(self, start: int, end: int) -> RichText:
        """Return a range, not before the last one, with the entities in it clipped."""
        kept = []
        for entity in self._find_touching(start, end):
            low, high = max(entity.offset, start), min(entity.offset + entity.length, end)
            if low < high:
                kept.append(Entity(entity.type, low - start, high - low, entity.extra))
        return RichText(self.read_text(start, end), tuple(kept))

    def is_in_quote(self, start: int, end: int) -> bool:
        """Return True if a line, not before the last one, lies in a quote; Telegram's quotes have whole lines."""
        quotes = (e for e in self._find_touching(start, end) if e.type in _QUOTES)
        return any(e.offset <= start and end <= e.offset + e.length and (start < end or e.length) for e in quotes)

    def _find_touching(self, start: int, end: int) -> list[Entity]:
        while self._coming and self._coming[-1].offset <= end:
            self._here.append(self._coming.pop())
        self._here = [e for e in self._here if e.offset + e.length >= start]
        return self._here


def _blocks(words: RichText, reel: _RangeReader) -> Iterator[_Block]:
    """Yield ordinary text and code blocks in order, without the line ends between them."""
    at, end, more = 0, count_units(words.text), True
    for entity in sorted((e for e in words.entities if e.type == "pre"), key=lambda e: e.offset):
        start, stop = entity.offset, entity.offset + entity.length
        if start < at:
            continue
        before = start - 1 if start > at and reel.read_text(start - 1, start) == "\n" else start
        if start > at:
            yield _Block(at, before)
        yield _Block(start, stop, str(dict(entity.extra).get("language", "")))
        more = reel.read_text(stop, stop + 1) == "\n"
        at = stop + 1 if more else stop
    if at < end or more:
        yield _Block(at, end)


def _fence_code(code: str, language: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    name = language if re.fullmatch(r"[\w+#.-]{1,20}", language) else ""
    return [fence + name, *code.split("\n"), fence]


def _lines(reel: _RangeReader, block: _Block) -> Iterator[tuple[RichText, bool]]:
    """Yield each line of ordinary text, and True if it lies in a quote."""
    at = block.start
    for line in reel.read_text(block.start, block.end).split("\n"):
        end = at + count_units(line)
        yield reel.read_range(at, end), reel.is_in_quote(at, end)
        at = end + 1


def _line(words: RichText) -> str:
    """Write one line with as much of its formatting as Markdown can carry; its characters always stay exactly the
    same."""
    if not words.entities:
        return escape_markdown(words.text)
    text = _keep_indent(words.text)
    styles = _styles(words, text)
    for kept in _choices(styles):
        wanted = [frozenset(style for style in one if style in kept) for one in styles]
        styled = _escape_line_start(_write_styles(text, wanted))
        said = parse_inline(styled)
        if said.text == text and (not kept or _styles(said, text) == wanted):
            return styled
    return escape_markdown(words.text)


def _choices(styles: list[frozenset[Style]]) -> Iterator[frozenset[Style]]:
    """Yield sets of formatting to try, from the whole of a line to single ones: the first that Markdown can express is
    used."""
    whole = frozenset().union(*styles)
    if not whole:
        return
    yield whole
    if 2 < len(whole) <= _FEW:
        yield from (whole - {one} for one in sorted(whole))
    if 1 < len(whole) <= _FEW:
        yield from (frozenset({one}) for one in sorted(whole))


def _styles(words: RichText, text: str) -> list[frozenset[Style]]:
    """Return the styles of each character; blanks at the ends of a range have none."""
    places = [0]
    for char in text:
        places.append(places[-1] + count_units(char))
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


def _write_styles(text: str, styles: list[frozenset[Style]]) -> str:
    """Write runs of equal style, opened and closed in a fixed order so that they nest."""
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
        out += _code(run) if ("code", "") in styles[at] else _escape_inline(run, before, after)
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


def _escape_inline(text: str, before: str = "", after: str = "") -> str:
    """Escape what has a meaning inside a line; addresses stay whole, and `_` inside a word needs no escape."""
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


def _escape_line_start(line: str) -> str:
    """Escape what would turn a line into a heading, list, quote or rule."""
    found = _LINE_START.match(line)
    if not found:
        return line
    at = found.end() if found.group(2).isdigit() else found.start(2)
    return line[:at] + "\\" + line[at:]


def _keep_indent(line: str) -> str:
    """Replace leading blanks, which would vanish or make a code block, by a no-break space and an em space that look
    the same."""
    return _INDENT.sub(lambda m: m.group().translate(_BLANKS), line)
