"""Telegram-style text to Todoist's Markdown and back, so that both sides show the same characters.

What people typed in Telegram is escaped; what they formatted (bold, italic, strike, code, http(s) links) is kept. What
is written on the board is read as Todoist shows it. Knows no task and no ticket.
"""

import re
from collections.abc import Iterator

from desk.text import Entity, Words, cut, units
from todoist_sync.markup_inline import ADDRESS, inline

_MARKS = (("link", ""), ("bold", "**"), ("italic", "*"), ("strikethrough", "~~"))
_ORDER = {name: place for place, (name, _) in enumerate(_MARKS)}
_SPECIAL = frozenset("\\`*_~[]")
_LINE_START = re.compile(r"(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$|-)|>|=(?==*\s*$)|\d{1,9}(?=[.)](?:\s|$)))")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_QUOTE = re.compile(r" {0,3}> ?")
_INDENT = re.compile(r"^[ \t]{2,}")

Style = tuple[str, str]


def escape(text: str) -> str:
    """Plain characters as Markdown that shows exactly them (leading blanks of a line as no-break spaces)."""
    return "\n".join(_started(_escaped(_indented(line))) for line in text.split("\n"))


def write(words: Words) -> str:
    """The Markdown of a text, line by line; code blocks become fences on lines of their own."""
    out: list[str] = []
    for block, language in _blocks(words):
        if language is None:
            out += [_line(line) for line in _lines(block)]
        else:
            out += _fenced(block.text, language)
    return "\n".join(out)


def quoted(markdown: str) -> str:
    """Each line but the first in a quote, so that a person's text never starts a line of its own."""
    first, *rest = markdown.split("\n")
    if first.startswith("```"):
        first, rest = "", [first, *rest]
    return "\n".join([first, *(f"> {line}" if line else ">" for line in rest)])


def read(markdown: str) -> Words:
    """What Todoist shows of `markdown`, with its formatting."""
    lines = markdown.replace("\r\n", "\n").split("\n")
    out, first = Words(), True
    while lines:
        block = _next_block(lines)
        out = block if first else out + "\n" + block
        first = False
    return out


def shown(markdown: str) -> str:
    """The characters that Todoist shows of `markdown`."""
    return read(markdown).text


def _next_block(lines: list[str]) -> Words:
    if fence := _FENCE.match(lines[0]):
        return _read_fence(lines, fence.group(1), fence.group(2).strip())
    if _QUOTE.match(lines[0]):
        inside = []
        while lines and (mark := _QUOTE.match(lines[0])):
            inside.append(lines.pop(0)[mark.end() :])
        words = read("\n".join(inside))
        flat = tuple(e for e in words.entities if e.type != "blockquote")
        return Words(words.text, flat).styled("blockquote")
    paragraph = [lines.pop(0)]
    while lines and not _FENCE.match(lines[0]) and not _QUOTE.match(lines[0]) and paragraph[-1].strip():
        paragraph.append(lines.pop(0))
    return inline("\n".join(paragraph))


def _read_fence(lines: list[str], mark: str, language: str) -> Words:
    lines.pop(0)
    inside = []
    while lines:
        line = lines.pop(0)
        if line.strip().startswith(mark) and not line.strip().strip(mark[0]):
            break
        inside.append(line)
    code = Words("\n".join(inside))
    return code.styled("pre", language=language) if language else code.styled("pre")


def _blocks(words: Words) -> Iterator[tuple[Words, str | None]]:
    """Stretches of ordinary text (language None) and code blocks, in order."""
    at, end = 0, units(words.text)
    for entity in sorted((e for e in words.entities if e.type == "pre"), key=lambda e: e.offset):
        if entity.offset < at:
            continue
        before = cut(words, at, entity.offset)
        if before.text.endswith("\n"):
            before = cut(before, 0, units(before.text) - 1)
        if before.text or entity.offset > at:
            yield before, None
        stop = entity.offset + entity.length
        yield cut(words, entity.offset, stop), str(dict(entity.extra).get("language", ""))
        at = stop + (1 if cut(words, stop, stop + 1).text == "\n" else 0)
    if at < end or at == 0:
        yield cut(words, at, end), None


def _fenced(code: str, language: str) -> list[str]:
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    name = language if re.fullmatch(r"[\w+#.-]{1,20}", language) else ""
    return [fence + name, *code.split("\n"), fence]


def _lines(words: Words) -> Iterator[Words]:
    at = 0
    for line in words.text.split("\n"):
        end = at + units(line)
        yield cut(words, at, end)
        at = end + 1


def _line(words: Words) -> str:
    """One line with its formatting; where Markdown could not carry it exactly, its characters alone."""
    plain = escape(words.text)
    if not words.entities:
        return plain
    text = _indented(words.text)
    styled = _started(_styled(text, _styles(words, text)))
    return styled if shown(styled) == text else plain


def _styles(words: Words, text: str) -> list[frozenset[Style]]:
    """What each character is styled with; blanks at the ends of a stretch are left out."""
    places = [0]
    for char in text:
        places.append(places[-1] + units(char))
    found: list[set[Style]] = [set() for _ in text]
    for entity in words.entities:
        style = _style(entity)
        inside = [i for i in range(len(text)) if entity.offset <= places[i] < entity.offset + entity.length]
        while style and inside and text[inside[0]].isspace():
            inside.pop(0)
        while style and inside and text[inside[-1]].isspace():
            inside.pop()
        for i in inside if style else ():
            assert style is not None
            found[i].add(style)
    return [frozenset(s for s in one if ("code", "") not in one or s[0] in {"code", "link"}) for one in found]


def _style(entity: Entity) -> Style | None:
    if entity.type in {"bold", "italic", "strikethrough", "code"}:
        return (entity.type, "")
    address = str(dict(entity.extra).get("url", ""))
    if entity.type == "text_link" and re.match(r"https?://\S+$", address):
        return ("link", address)
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
    address = re.sub(r"[()<>\\\"]", lambda m: f"%{ord(m.group()):02X}", style[1])
    return "[" if opens else f"]({address})"


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
    """Leading blanks would vanish or make a code block: no-break spaces show the same."""
    return _INDENT.sub(lambda m: "\u00a0" * len(m.group().expandtabs(4)), line)
