"""Checks of an article's title, body and keywords. Pure."""

import re

from desk import Refused
from desk.text import RichText, count_units, cut_text, is_blank

LONGEST_TITLE = 120
_LONGEST_BODY = 12_000
"""UTF-16 units of a text; one longer than 4,096 is sent in parts."""
MOST_KEYWORDS, LONGEST_KEYWORD = 20, 60
_CODE = ("code", "pre")
_ESCAPED = re.compile(r"\\.")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(r"\[[^\[\]\n]*\]\(([^()\s]*)(\)?)")
_PAIRS = ("**", "~~", "`")


def check_title(text: str) -> str:
    """Return a title as it is stored: one line."""
    tidy = " ".join(text.split())
    if all(is_blank(char) for char in tidy):
        raise Refused("article-title-empty")
    if count_units(tidy) > LONGEST_TITLE:
        raise Refused("article-title-long", most=LONGEST_TITLE)
    return tidy


def check_body(words: RichText, *, whole: bool = False) -> RichText:
    """Return a text as it is stored, without blanks around it. `whole`: its formatting was checked before it was
    read."""
    start = len(words.text) - len(words.text.lstrip())
    end = len(words.text.rstrip())
    tidy = cut_text(words, count_units(words.text[:start]), count_units(words.text[:end]))
    if all(is_blank(char) for char in tidy.text):
        raise Refused("article-body-empty")
    if count_units(tidy.text) > _LONGEST_BODY:
        raise Refused("article-body-long", most=_LONGEST_BODY, n=count_units(tidy.text))
    wrong = None if whole else find_broken_formatting(_without_code(tidy))
    if wrong is not None:
        raise Refused("article-formatting", line=wrong[0], mark=wrong[1])
    return tidy


def split_keywords(text: str) -> list[str]:
    """Split words or short phrases at commas; "-" alone means none."""
    found = [" ".join(one.split()) for one in re.split(r"[,;\n]", text)]
    kept = list(dict.fromkeys(one for one in found if one and one not in "-–—"))
    if len(kept) > MOST_KEYWORDS or any(len(one) > LONGEST_KEYWORD for one in kept):
        raise Refused("article-keywords-wrong", most=MOST_KEYWORDS, longest=LONGEST_KEYWORD)
    return kept


def find_broken_formatting(markdown: str) -> tuple[int, str] | None:
    """Return line (from 1) and mark of the first place where Markdown opens what it does not close, or a link has no
    address. Escaped marks and those in code do not count."""
    text, still_open = _without_blocks(_ESCAPED.sub("  ", markdown))
    if still_open is not None:
        return still_open
    text = _SPAN.sub(lambda found: _blank(found[0]), text)
    wrong = [*_links(text), *_find_unpaired(text)]
    return (text.count("\n", 0, min(wrong)[0]) + 1, min(wrong)[1]) if wrong else None


def _without_blocks(text: str) -> tuple[str, tuple[int, str] | None]:
    """Blank the code blocks, and return the one that is not closed."""
    fence, opened, made = "", 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        made.append(_blank(line) if fence or mark else line)
        if mark is not None and not fence:
            fence, opened = mark[1], number
        elif mark is not None and mark[1].startswith(fence):
            fence = ""
    return "\n".join(made), (opened, fence) if fence else None


def _links(text: str) -> list[tuple[int, str]]:
    found = ((one, one[1].startswith(("http://", "https://")) and one[2]) for one in _LINK.finditer(text))
    return [(one.start(), one[0]) for one, leads in found if not leads]


def _find_unpaired(text: str) -> list[tuple[int, str]]:
    """Return the marks that a paragraph opens and does not close."""
    wrong, at = [], 0
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        for mark in _PAIRS:
            places = [found.start() for found in re.finditer(re.escape(mark), paragraph)]
            if len(places) % 2:
                wrong.append((at + places[-1], mark))
        at += len(paragraph)
    return wrong


def _without_code(words: RichText) -> str:
    """Blank code in a text typed in Telegram: marks in code are meant literally."""
    raw = words.text
    for entity in words.entities:
        if entity.type in _CODE:
            start = len(cut_text(words, 0, entity.offset).text)
            length = len(cut_text(words, entity.offset, entity.offset + entity.length).text)
            raw = raw[:start] + _blank(raw[start : start + length]) + raw[start + length :]
    return raw


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
