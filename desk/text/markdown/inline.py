"""Reads one paragraph of Todoist's Markdown the way CommonMark does: escapes, code, links, emphasis.

Known (facts of Todoist, read 2026-11): bold, italic, strike, inline code and links are shown; HTML is characters.
A link counts only for an http(s) address; a mention shows its name. Knows no blocks and no tasks.
"""

import re
from dataclasses import dataclass, field

from desk.text.rich_text import Entity, RichText, count_units

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#@!$&+,;=%]+")
_TARGET = re.compile(r"\(\s*+<?((?:[^\s()<>\\]|\\.|\([^\s()<>]*+\))*+)>?\s*+\)")
_SAYS = re.compile(r"[\\`*_~\[]")
_MENTION = "todoist-mention://"


@dataclass(slots=True)
class _Delimiter:
    """A run of `*`, `_` or `~` that may open or close emphasis."""

    node: int
    char: str
    count: int
    length: int
    opens: bool
    closes: bool


@dataclass(slots=True)
class _Parse:
    nodes: list[str] = field(default_factory=list)
    delimiters: list[_Delimiter] = field(default_factory=list)
    brackets: list[tuple[int, int, int]] = field(default_factory=list)  # node, delimiters before it, place
    spans: list[tuple[int, int, str, str | None]] = field(default_factory=list)


def parse_inline(text: str) -> RichText:
    """Return the characters that Todoist shows, with their formatting."""
    if _SAYS.search(text) is None:
        return RichText(text)
    parse, at = _Parse(), 0
    while at < len(text):
        at = _step(parse, text, at)
    _emphasis(parse, 0)
    return _flatten(parse)


def _step(parse: _Parse, text: str, at: int) -> int:
    char = text[at]
    if char == "\\" and text[at + 1 : at + 2] in _PUNCTUATION and at + 1 < len(text):
        parse.nodes.append(text[at + 1])
        return at + 2
    if char == "`":
        return _code(parse, text, at)
    if char in "*_~":
        return _run(parse, text, at)
    if char == "[":
        parse.brackets.append((len(parse.nodes), len(parse.delimiters), at))
        parse.nodes.append("[")
        return at + 1
    if char == "]":
        return _close_bracket(parse, text, at)
    if char == "h" and (address := ADDRESS.match(text, at)):
        parse.nodes.append(address.group())
        return address.end()
    parse.nodes.append(char)
    return at + 1


def _code(parse: _Parse, text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end] == "`":
        end += 1
    fence = text[at:end]
    closing = re.compile(r"(?<!`)" + fence + r"(?!`)").search(text, end)
    if closing is None:
        parse.nodes.append(fence)
        return end
    code = text[end : closing.start()]
    if code[:1] == code[-1:] == " " and code.strip(" "):
        code = code[1:-1]
    parse.spans.append((len(parse.nodes), len(parse.nodes) + 1, "code", None))
    parse.nodes.append(code)
    return closing.end()


def _run(parse: _Parse, text: str, at: int) -> int:
    char, end = text[at], at
    while end < len(text) and text[end] == char:
        end += 1
    before, after = text[at - 1] if at else " ", text[end] if end < len(text) else " "
    left = not after.isspace() and (not _punctuation(after) or before.isspace() or _punctuation(before))
    right = not before.isspace() and (not _punctuation(before) or after.isspace() or _punctuation(after))
    opens, closes = left, right
    if char == "_":
        opens = left and (not right or _punctuation(before))
        closes = right and (not left or _punctuation(after))
    if char == "~" and end - at != 2:
        opens = closes = False
    parse.delimiters.append(_Delimiter(len(parse.nodes), char, end - at, end - at, opens, closes))
    parse.nodes.append(text[at:end])
    return end


def _punctuation(char: str) -> bool:
    return char in _PUNCTUATION or not (char.isalnum() or char.isspace() or ord(char) > 0x2E80)


def _close_bracket(parse: _Parse, text: str, at: int) -> int:
    target = _TARGET.match(text, at + 1)
    if not parse.brackets:
        parse.nodes.append("]")
        return at + 1
    node, first, _ = parse.brackets.pop()
    address = re.sub(r"\\(.)", r"\1", target.group(1)) if target else ""
    if target is None or not address.startswith(("http://", "https://", _MENTION)):
        parse.nodes.append("]")
        return at + 1
    _emphasis(parse, first)
    parse.nodes[node] = ""
    if not address.startswith(_MENTION):
        parse.spans.append((node, len(parse.nodes), "text_link", address))
        parse.brackets.clear()
    return target.end()


def _emphasis(parse: _Parse, bottom: int) -> None:
    """Pair delimiters by CommonMark's procedure: each closer takes the nearest fitting opener, and delimiters between
    them no longer open anything."""
    found, openers = parse.delimiters[bottom:], list[_Delimiter]()
    none_below: dict[tuple[str, bool, int], int] = {}  # where looking for an opener has failed
    for closer in found:
        kind_of = (closer.char, closer.opens, closer.length % 3)
        while closer.closes and closer.count:
            at = _opener(openers, closer, none_below.get(kind_of, 0))
            if at is None:
                none_below[kind_of] = len(openers)
                break
            _close(parse, openers[at], closer)
            del openers[at + 1 if openers[at].count else at :]
            none_below = {kind: min(place, len(openers)) for kind, place in none_below.items()}
        if closer.opens and closer.count:
            openers.append(closer)
    for one in found:
        parse.nodes[one.node] = one.char * one.count
    del parse.delimiters[bottom:]


def _close(parse: _Parse, opener: _Delimiter, closer: _Delimiter) -> None:
    """Format what lies between both delimiters, and shorten them."""
    width = 2 if opener.count >= 2 and closer.count >= 2 else 1
    kind = "strikethrough" if closer.char == "~" else "bold" if width == 2 else "italic"
    parse.spans.append((opener.node + 1, closer.node, kind, None))
    opener.count -= width
    closer.count -= width


def _opener(openers: list[_Delimiter], closer: _Delimiter, bottom: int) -> int | None:
    for index in range(len(openers) - 1, bottom - 1, -1):
        one = openers[index]
        if one.char != closer.char:
            continue
        if closer.char == "~" and (one.count != 2 or closer.count != 2):
            continue
        both = (one.closes or closer.opens) and (one.length + closer.length) % 3 == 0
        if both and not (one.length % 3 == 0 and closer.length % 3 == 0):
            continue
        return index
    return None


def _flatten(parse: _Parse) -> RichText:
    starts, total = [], 0
    for node in parse.nodes:
        starts.append(total)
        total += count_units(node)
    starts.append(total)
    entities = []
    for first, last, kind, address in parse.spans:
        low, high = starts[first], starts[last]
        if low < high:
            entities.append(Entity(kind, low, high - low, (("url", address),) if address else ()))
    entities.sort(key=lambda e: (e.offset, -e.length, e.type))
    return RichText("".join(parse.nodes), tuple(entities))
