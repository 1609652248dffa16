"""Tells whose words a text is: what is forwarded or quoted answers nothing and does nothing, and is only kept. Pure."""

import re

from desk.text.rich_text import RichText, count_units, cut_text

_BLOCKS = ("blockquote", "expandable_blockquote")
_NO_WORD = " ꙮ "
_QUOTED = re.compile(
    r"^[^\S\n]*>.*$|\"[^\"\n]*\"|[«“„][^»”“]*[»”“]|»[^«»]*«|‹[^›]*›|「[^」]*」|\A\s*(?:\"[^\"]*\"|(['‘’`])[^\n]*['’`])\s*\Z",
    re.MULTILINE,
)


def read_own_words(words: RichText, forwarded_from: str | None = None) -> str:
    """Return a text in which a sign stands for each block that quotes; nothing of a text that is forwarded, or that is
    such a block. Names stand in quotation marks too: `hide_quoted` is for those who look for a meaning."""
    if forwarded_from is not None:
        return ""
    blocks = sorted((one.offset, one.offset + one.length) for one in words.entities if one.type in _BLOCKS)
    own, at = "", 0
    for start, end in blocks:
        own += cut_text(words, at, max(at, start)).text + _NO_WORD
        at = max(at, end)
    own += cut_text(words, at, count_units(words.text)).text if at else words.text
    return own if own.replace(_NO_WORD, "").strip() else ""


def hide_quoted(text: str) -> str:
    """Return a text in which a sign that means nothing stands for what is in quotation marks or behind a `>`."""
    return _QUOTED.sub(_NO_WORD, text)
