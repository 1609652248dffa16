"""Cells of CSV that a spreadsheet would take for a formula (OWASP, "CSV injection", read 2026-11): guarded by an
apostrophe at the beginning, and after a separator of cells in another spreadsheet than the reader's. Pure."""

import re
from functools import lru_cache

_SIGN = "=+\\-@＝＋－＠"
_FORMULA = rf"^(?=[{_SIGN}\t\r\n])|(?:{{other}}|(?<=\S)[\t\r\n])[\s'\"]*(?=[{_SIGN}])"
_GUARDED = rf"(^'*|(?:{{other}}|(?<=\S)[\t\r\n])[\s'\"]*)'(?=[{_SIGN}])"
"""Where a formula would begin, and where one is guarded; `other`: the separator of cells in another language's
spreadsheet."""


@lru_cache
def _compile(pattern: str, separator: str) -> re.Pattern[str]:
    return re.compile(pattern.format(other="," if separator == ";" else ";"))


def guard_cell(text: str, separator: str) -> str:
    """Return the text of a cell so that no spreadsheet takes a part of it for a formula."""
    return _compile(_FORMULA, separator).sub(r"\g<0>'", text)


def strip_guard(text: str, separator: str) -> str:
    """Return the text that `guard_cell` guarded; text without a guard stays as it is."""
    return _compile(_GUARDED, separator).sub(r"\1", text) if "'" in text else text


def keep_apostrophe(text: str) -> str:
    """Return text for a cell so that `strip_guard` gives it back, even if it begins with what looks like a guard."""
    return re.sub(rf"^'+(?=[{_SIGN}])", r"'\g<0>", text)
