"""A reader of Todoist's Markdown by blocks: paragraphs, quotes, code blocks. Linear in the length of the text.

Knows no tasks; `parse_inline` reads the text of a paragraph.
"""

import re
from collections.abc import Iterable, Sequence

from desk.text.markdown.inline import parse_inline
from desk.text.rich_text import Entity, RichText, count_units

BACK = str.maketrans("\u00a0\u2003", " \t")
_DEEPEST = 16  # nested quotes that are parsed: all of them become one quote in the end
_FENCE = re.compile(r" {0,3}(`{3,}+|~{3,}+)([^`]*+)$")
_QUOTE = re.compile(r" {0,3}> ?")
_QUOTES = re.compile(r"(?: {0,3}> ?)*+")
_ESCAPED = re.compile(r"\\[*_`~\[\]()<>#>|\\-]")
_INDENTED = re.compile("^[\u00a0\u2003]+", re.MULTILINE)


def read_markdown(markdown: str) -> RichText:
    """Return what Todoist shows of `markdown`, with its formatting."""
    return _read(markdown.replace("\r\n", "\n").split("\n"), _DEEPEST)


def parse_markdown(typed: RichText) -> RichText:
    """Return the text with its Markdown as formatting; a text without any stays as it was typed, to the character."""
    meant = read_markdown(typed.text)
    return meant if meant.text.strip() and (meant.entities or _ESCAPED.search(typed.text)) else typed


def strip_markdown(markdown: str) -> str:
    """Return the characters that Todoist shows of `markdown`."""
    return read_markdown(markdown).text


def _read(lines: Sequence[str], deeper: int) -> RichText:
    """Read lines in which at most `deeper` further quotes are nested."""
    blocks, at = list[RichText](), 0
    while at < len(lines):
        block, at = _next_block(lines, at, deeper)
        blocks.append(block)
    return _one_below_the_other(blocks)


def _one_below_the_other(blocks: Iterable[RichText]) -> RichText:
    texts, entities, at = list[str](), list[Entity](), 0
    for block in blocks:
        texts.append(block.text)
        entities += [entity.move_by(at) for entity in block.entities]
        at += count_units(block.text) + 1
    return RichText("\n".join(texts), tuple(entities))


def _next_block(lines: Sequence[str], at: int, deeper: int) -> tuple[RichText, int]:
    """Return the block that begins with line `at`, and the index of the line behind it."""
    if fence := _FENCE.match(lines[at]):
        return _read_fence(lines, at + 1, fence.group(1), fence.group(2).strip())
    if _QUOTE.match(lines[at]):
        return _read_quote(lines, at, deeper)
    end = at + 1
    while end < len(lines) and lines[end - 1].strip() and not _FENCE.match(lines[end]) and not _QUOTE.match(lines[end]):
        end += 1
    words = parse_inline("\n".join(lines[at:end]))
    blanks = _INDENTED.sub(lambda m: m.group().translate(BACK), words.text)
    return _join_styles(RichText(blanks, words.entities)), end


def _read_quote(lines: Sequence[str], at: int, deeper: int) -> tuple[RichText, int]:
    inside, mark = list[str](), _QUOTE if deeper else _QUOTES
    while at < len(lines) and _QUOTE.match(lines[at]):
        inside.append(mark.sub("", lines[at], count=1))
        at += 1
    words = _read(inside, deeper - 1)
    flat = tuple(e for e in words.entities if e.type != "blockquote")
    return RichText(words.text, flat).with_style("blockquote"), at


def _read_fence(lines: Sequence[str], at: int, mark: str, language: str) -> tuple[RichText, int]:
    inside = []
    while at < len(lines):
        line = lines[at].strip()
        at += 1
        if line.startswith(mark) and not line.strip(mark[0]):
            break
        inside.append(lines[at - 1])
    code = RichText("\n".join(inside))
    return code.with_style("pre", language=language) if language else code.with_style("pre"), at


def _join_styles(words: RichText) -> RichText:
    """Merge equal formatting of consecutive lines into one stretch, as it was before it was written line by line, and
    drop formatting inside the same formatting."""
    if not words.entities:
        return words
    raw = words.text.encode("utf-16-le", "surrogatepass")
    kept: list[Entity] = []
    last: dict[object, int] = {}
    for entity in words.entities:
        kind = entity.type, entity.extra
        before = kept[last[kind]] if kind in last else None
        end = before.offset + before.length if before is not None else 0
        if before is not None and entity.offset + entity.length <= end:
            continue
        if before is not None and end <= entity.offset and _are_between(raw[2 * end : 2 * entity.offset]):
            length = entity.offset + entity.length - before.offset
            kept[last[kind]] = Entity(before.type, before.offset, length, before.extra)
        else:
            last[kind] = len(kept)
            kept.append(entity)
    return RichText(words.text, tuple(sorted(kept, key=lambda e: (e.offset, -e.length, e.type))))


def _are_between(raw: bytes) -> bool:
    """Return True if the characters are blanks with a line end among them."""
    between = raw.decode("utf-16-le", "surrogatepass")
    return "\n" in between and not between.strip()
